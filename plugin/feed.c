/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed.h"

#include <string.h>

#include "enclosing_ip.h"
#include "iketriage/feed.h"
#include "capture/wire.h"
#include "stream.h"

enum {
    PORT_IKE = 500,
    PORT_NATT = 4500,
    FRAGMENT_OFFSET = 16, /* of next payload in the ISAKMP header */
    LENGTH_OFFSET = 24,
    RAW_IP = 12, /* libpcap's DLT_RAW */
    MPLS = 219   /* its DLT_MPLS */
};

enum item_kind {
    ITEM_ISAKMP,
    ITEM_ESP,
    ITEM_AH,
    ITEM_MPLS,
    ITEM_COUNT
};

static int item_ids[ITEM_COUNT];
static int protocol_udp, protocol_tcp, protocol_ip, protocol_ipv6, protocol_icmp, protocol_icmpv6;

/* What the layers of a frame say about it, outermost first. */
struct layers {
    bool isakmp, esp, ah, mpls;
    bool tcp;        /* around IKE */
    bool udp;        /* around IKE or ESP */
    bool ipv6_first; /* the outermost IP header is of IPv6 */
    unsigned ip;     /* headers around IKE or ESP: more than one in a tunnel */
};

/*
 * Packets go through the input of the command from their outermost IP header on, or from MPLS where Wireshark sees no
 * such header, so that one code decides what counts: fragments, what the capture cut, tunnels, AH and what it protects.
 * What it leaves alone, and Wireshark has put together, is fed by Wireshark's items: TCP, ports that the user named,
 * further tunnels.
 */
struct ikt_feeder {
    struct ikt_cache *cache;
    struct ikt_feed *input;  /* of IP without a header before it */
    uint64_t given;          /* how much came out of it */
    struct ikt_bytes packet; /* what goes into it, from an IP header on; nothing: what waited comes out */
    int packet_start;        /* of that in the frame; -1: elsewhere */
    struct ikt_streams *streams;
    int segment_start; /* of the segment that goes into them, in the frame; -1: elsewhere */
};

void ikt_feed_init(void)
{
    static const char *const names[ITEM_COUNT] = {
        [ITEM_ISAKMP] = "isakmp",
        [ITEM_ESP] = "esp",
        [ITEM_AH] = "ah",
        [ITEM_MPLS] = "mpls",
    };
    ikt_enclosing_ip_init();
    for (unsigned i = 0; i < ITEM_COUNT; i++)
        item_ids[i] = proto_registrar_get_id_byname(names[i]);
    protocol_udp = proto_get_id_by_filter_name("udp");
    protocol_tcp = proto_get_id_by_filter_name("tcp");
    protocol_ip = proto_get_id_by_filter_name("ip");
    protocol_ipv6 = proto_get_id_by_filter_name("ipv6");
    protocol_icmp = proto_get_id_by_filter_name("icmp");
    protocol_icmpv6 = proto_get_id_by_filter_name("icmpv6");
}

GArray *ikt_feed_wanted(bool headers)
{
    GArray *wanted = g_array_new(FALSE, FALSE, sizeof(int));
    for (unsigned i = 0; i < ITEM_COUNT; i++) {
        if (item_ids[i] > 0)
            g_array_append_val(wanted, item_ids[i]);
    }
    if (headers)
        ikt_enclosing_ip_wanted(wanted);
    return wanted;
}

/*
 * What stands behind an ICMP header is a quotation. A tunnel that Wireshark looks into (ESP with known keys, GRE) has
 * more IP layers.
 */
static struct layers read_layers(const packet_info *pinfo)
{
    struct layers layers = {0};
    for (wmem_list_frame_t *at = wmem_list_head(pinfo->layers); at; at = wmem_list_frame_next(at)) {
        const int id = GPOINTER_TO_INT(wmem_list_frame_data(at));
        const bool carries = layers.isakmp || layers.esp;
        if (!carries && (id == protocol_ip || id == protocol_ipv6)) {
            layers.ipv6_first = layers.ip == 0 ? id == protocol_ipv6 : layers.ipv6_first;
            layers.ip++;
        }
        if (id == protocol_icmp || id == protocol_icmpv6)
            break;
        layers.isakmp = layers.isakmp || id == item_ids[ITEM_ISAKMP];
        layers.esp = layers.esp || id == item_ids[ITEM_ESP];
        layers.ah = layers.ah || id == item_ids[ITEM_AH];
        layers.mpls = layers.mpls || id == item_ids[ITEM_MPLS];
        layers.udp = layers.udp || (!carries && id == protocol_udp);
        layers.tcp = layers.tcp || (!carries && id == protocol_tcp);
    }
    return layers;
}

static ikt_time time_of(const packet_info *pinfo)
{
    return ikt_feed_time(pinfo->abs_ts.secs, pinfo->abs_ts.nsecs / 1000);
}

static struct ikt_packet make_packet(const packet_info *pinfo, const struct layers *layers,
                                     const struct ikt_enclosing_ip *enclosing)
{
    const bool ports = layers->udp || layers->tcp;
    return (struct ikt_packet){
        .frame = pinfo->num,
        .time = time_of(pinfo),
        .identification = enclosing->identification,
        .source = {enclosing->source, ports ? (uint16_t)pinfo->srcport : 0},
        .destination = {enclosing->destination, ports ? (uint16_t)pinfo->destport : 0},
    };
}

/* The taker of the streams. */
static void take_message(void *user, const struct ikt_packet *packet, struct ikt_bytes octets, size_t wire_length,
                         int offset, bool crowded)
{
    struct ikt_feeder *feeder = user;
    const bool in_frame = offset >= 0 && feeder->segment_start >= 0;
    ikt_cache_expect(feeder->cache, (uint32_t)packet->frame, octets, in_frame ? feeder->segment_start + offset : -1);
    if (crowded)
        ikt_cache_expect_cut(feeder->cache);
    ikt_triage_ike(ikt_cache_triage(feeder->cache), packet, octets, wire_length);
}

/*
 * Wireshark takes each segment for a message, and shows none in what is shorter than a header or is sent again.
 * skipped: octets of the segment before IKE.
 */
static void feed_segment(struct ikt_feeder *feeder, const struct ikt_packet *packet, const struct ikt_segment *segment,
                         size_t skipped, bool in_frame)
{
    if (skipped < segment->octets.length) {
        const struct ikt_bytes octets = {segment->octets.data + skipped, segment->octets.length - skipped};
        feeder->segment_start = in_frame ? segment->start + (int)skipped : -1;
        ikt_streams_segment(feeder->streams, packet, segment->sequence + (uint32_t)skipped, octets,
                            segment->wire_length - skipped);
    }
}

/* A segment in which Wireshark sees no IKE. */
static void feed_plain_segment(struct ikt_feeder *feeder, tvbuff_t *tvb, const packet_info *pinfo, proto_tree *tree,
                               const struct layers *layers)
{
    const bool ike_port = pinfo->srcport == PORT_IKE || pinfo->destport == PORT_IKE;
    if (!ike_port && ikt_streams_empty(feeder->streams)) {
        return; /* most captures */
    }
    struct ikt_ip_header header;
    struct ikt_enclosing_ip enclosing;
    struct ikt_segment segment;
    if (!ikt_header_before(pinfo, tree, tvb_get_ds_tvb(tvb), G_MAXINT, &header) ||
        !ikt_enclosing_ip_read(&header, &enclosing) || !ikt_enclosing_ip_segment(&header, &segment))
        return;
    const struct ikt_packet packet = make_packet(pinfo, layers, &enclosing);
    if (ike_port || ikt_streams_know(feeder->streams, &packet))
        feed_segment(feeder, &packet, &segment, 0, true);
}

static void feed_ike(struct ikt_feeder *feeder, tvbuff_t *tvb, const packet_info *pinfo, proto_tree *tree,
                     const struct layers *layers, const field_info *item, const struct ikt_enclosing_ip *enclosing)
{
    const struct ikt_packet packet = make_packet(pinfo, layers, enclosing);
    struct ikt_ip_header header;
    const bool in_frame = item->ds_tvb == tvb_get_ds_tvb(tvb);
    struct ikt_bytes octets = ikt_item_octets(item);
    struct ikt_segment segment;
    size_t wire_length;
    if (layers->tcp && !layers->udp && ikt_header_before_item(pinfo, tree, item, &header) &&
        ikt_enclosing_ip_segment(&header, &segment) && item->start >= segment.start) {
        feed_segment(feeder, &packet, &segment, (size_t)(item->start - segment.start), in_frame);
        return;
    }
    if (layers->tcp) {
        /* In Cisco's encapsulation a trailer follows: the item, or the header, says where the message ends. */
        octets.length = MIN(octets.length, (size_t)MAX(item->length, 0));
        wire_length = octets.length;
        uint32_t length;
        if (ikt_wire_u32(octets, LENGTH_OFFSET, &length))
            wire_length = MAX(wire_length, MIN(length, UINT16_MAX));
    } else {
        ikt_enclosing_ip_bound(item, enclosing, &octets, &wire_length);
        ikt_feed_overtake(feeder->input, &enclosing->source, &enclosing->destination, packet.time);
    }
    ikt_cache_expect(feeder->cache, pinfo->num, octets, in_frame ? item->start : -1);
    if (octets.length == 1 && octets.data[0] == 0xff)
        ikt_triage_keepalive(ikt_cache_triage(feeder->cache), &packet);
    else if (octets.length > 0)
        ikt_triage_ike(ikt_cache_triage(feeder->cache), &packet, octets, wire_length);
}

static bool is_ike_fragment(const field_info *item)
{
    const struct ikt_bytes octets = ikt_item_octets(item);
    return octets.length > FRAGMENT_OFFSET && octets.data[FRAGMENT_OFFSET] == IKT_PAYLOAD_FRAGMENT;
}

/*
 * The frame that completes a message in IKE fragments has an item of the fragment and, from other octets, one of the
 * whole message. The engine puts fragments together itself; the second one would look like a repetition.
 */
static void feed_isakmp(struct ikt_feeder *feeder, tvbuff_t *tvb, const packet_info *pinfo, proto_tree *tree,
                        const struct layers *layers)
{
    const GPtrArray *items = proto_get_finfo_ptr_array(tree, item_ids[ITEM_ISAKMP]);
    const tvbuff_t *fragment_octets = NULL;
    for (guint i = 0; items && i < items->len; i++) {
        const field_info *item = g_ptr_array_index(items, i);
        struct ikt_enclosing_ip enclosing;
        if ((fragment_octets && item->ds_tvb != fragment_octets) ||
            !ikt_enclosing_ip_find(pinfo, tree, item, &enclosing))
            continue;
        if (is_ike_fragment(item))
            fragment_octets = item->ds_tvb;
        feed_ike(feeder, tvb, pinfo, tree, layers, item, &enclosing);
    }
}

/* RFC 4303 section 2, RFC 4302 section 2 */
static void feed_ipsec(struct ikt_feeder *feeder, const packet_info *pinfo, proto_tree *tree,
                       const struct layers *layers, enum item_kind kind)
{
    const bool esp = kind == ITEM_ESP;
    const GPtrArray *items = proto_get_finfo_ptr_array(tree, item_ids[kind]);
    if (!items || items->len == 0)
        return;
    const field_info *item = g_ptr_array_index(items, 0); /* what it carries is none of our business */
    struct ikt_enclosing_ip enclosing;
    struct ikt_bytes octets = ikt_item_octets(item);
    size_t wire_length;
    const size_t before = esp ? 0 : 4; /* the SPI */
    uint32_t spi, sequence;
    if (octets.length == 0 || !ikt_enclosing_ip_find(pinfo, tree, item, &enclosing))
        return;
    ikt_enclosing_ip_bound(item, &enclosing, &octets, &wire_length);
    if (!ikt_wire_u32(octets, before, &spi) || !ikt_wire_u32(octets, before + 4, &sequence))
        return;
    const struct ikt_packet packet = make_packet(pinfo, layers, &enclosing);
    const uint8_t protocol = esp ? IKT_PROTOCOL_ESP : IKT_PROTOCOL_AH;
    ikt_cache_expect(feeder->cache, pinfo->num, (struct ikt_bytes){NULL, 0}, -1);
    ikt_ipsec_frames_take(ikt_cache_ipsec(feeder->cache), pinfo->num, protocol, spi, &enclosing.destination);
    ikt_triage_ipsec(ikt_cache_triage(feeder->cache), &packet, protocol, spi, sequence, (uint32_t)wire_length);
}

/* Where it stands in the frame, -1: elsewhere. */
static int offset_of(const struct ikt_feeder *feeder, struct ikt_bytes datagram)
{
    const size_t before = (size_t)((uintptr_t)datagram.data - (uintptr_t)feeder->packet.data);
    const bool inside = before < feeder->packet.length && datagram.length <= feeder->packet.length - before;
    return inside && feeder->packet_start >= 0 ? feeder->packet_start + (int)before : -1;
}

/* Notes what comes; returns the engine that it goes to. */
static struct ikt_triage *receive(struct ikt_feeder *feeder, const struct ikt_packet *packet, struct ikt_bytes datagram)
{
    feeder->given++;
    ikt_cache_expect(feeder->cache, (uint32_t)packet->frame, datagram, offset_of(feeder, datagram));
    return ikt_cache_triage(feeder->cache);
}

static void to_ike(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length)
{
    ikt_triage_ike(receive(user, packet, datagram), packet, datagram, wire_length);
}

static void to_ipsec(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                     uint32_t octets)
{
    const struct ikt_feeder *feeder = user;
    ikt_ipsec_frames_take(ikt_cache_ipsec(feeder->cache), (uint32_t)packet->frame, protocol, spi,
                          &packet->destination.address);
    ikt_triage_ipsec(receive(user, packet, (struct ikt_bytes){NULL, 0}), packet, protocol, spi, sequence, octets);
}

static void to_keepalive(void *user, const struct ikt_packet *packet)
{
    ikt_triage_keepalive(receive(user, packet, (struct ikt_bytes){NULL, 0}), packet);
}

static void to_icmp(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                    const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                    struct ikt_bytes quoted)
{
    ikt_triage_icmp(receive(user, packet, (struct ikt_bytes){NULL, 0}), packet, type, code, quoted_source,
                    quoted_destination, quoted);
}

static void to_too_big(void *user, const struct ikt_packet *packet, const struct ikt_too_big *error)
{
    ikt_triage_too_big(receive(user, packet, (struct ikt_bytes){NULL, 0}), packet, error);
}

static void to_presence(void *user, const struct ikt_ip_packet *packet)
{
    const struct ikt_feeder *feeder = user;
    ikt_triage_presence(ikt_cache_triage(feeder->cache), packet);
}

static bool knows(void *user, const uint8_t *initiator_cookie, const uint8_t *responder_cookie)
{
    const struct ikt_feeder *feeder = user;
    return ikt_triage_knows(ikt_cache_triage(feeder->cache), initiator_cookie, responder_cookie);
}

/* From a header on, as the command reads it. */
static void feed_packet(struct ikt_feeder *feeder, tvbuff_t *tvb, const packet_info *pinfo,
                        const struct ikt_ip_header *header, int link_type)
{
    const gint reported = tvb_reported_length_remaining(header->octets, header->start);
    feeder->packet = ikt_header_octets(header);
    feeder->packet_start = header->octets == tvb_get_ds_tvb(tvb) ? header->start : -1;
    const struct ikt_frame frame = {
        .number = pinfo->num,
        .time = time_of(pinfo),
        .link_type = link_type,
        .octets = feeder->packet,
        .wire_length = (size_t)MAX(reported, 0),
    };
    ikt_feed_frame(feeder->input, &frame);
    feeder->packet = (struct ikt_bytes){NULL, 0};
}

/* Labels do not say what they carry: Wireshark looks into a pseudowire only where the user names its label. */
static void feed_labels(struct ikt_feeder *feeder, tvbuff_t *tvb, const packet_info *pinfo, proto_tree *tree)
{
    const GPtrArray *items = proto_get_finfo_ptr_array(tree, item_ids[ITEM_MPLS]);
    if (items && items->len > 0) {
        const field_info *labels = g_ptr_array_index(items, 0);
        feed_packet(feeder, tvb, pinfo, &(struct ikt_ip_header){labels->ds_tvb, labels->start}, MPLS);
    }
}

static bool has_ike_port(const packet_info *pinfo)
{
    return pinfo->srcport == PORT_IKE || pinfo->srcport == PORT_NATT || pinfo->destport == PORT_IKE ||
           pinfo->destport == PORT_NATT;
}

/* What the command's input leaves alone, and Wireshark has put together. */
static bool is_beyond_input(const packet_info *pinfo, const struct layers *layers)
{
    return layers->isakmp && (layers->ip != 1 || layers->tcp || !layers->udp || !has_ike_port(pinfo));
}

struct ikt_feeder *ikt_feeder_new(struct ikt_cache *cache)
{
    static const struct ikt_packet_sink sink = {.ike = to_ike,
                                                .ipsec = to_ipsec,
                                                .keepalive = to_keepalive,
                                                .icmp = to_icmp,
                                                .presence = to_presence,
                                                .knows = knows,
                                                .too_big = to_too_big};
    struct ikt_feeder *feeder = g_new0(struct ikt_feeder, 1);
    feeder->cache = cache;
    feeder->input = ikt_feed_new_sink(&sink, feeder, NULL);
    feeder->streams = ikt_streams_new(take_message, feeder);
    return feeder;
}

void ikt_feeder_free(struct ikt_feeder *feeder)
{
    if (feeder) {
        ikt_feed_free(feeder->input);
        ikt_streams_free(feeder->streams);
        g_free(feeder);
    }
}

void ikt_feeder_end(struct ikt_feeder *feeder)
{
    ikt_feed_end(feeder->input);
    ikt_streams_end(feeder->streams);
}

/* What the command's input took so far. */
static uint64_t taken(const struct ikt_feeder *feeder)
{
    return feeder->given + ikt_feed_counts(feeder->input)->fragments;
}

void ikt_feeder_frame(struct ikt_feeder *feeder, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    ikt_cache_count(feeder->cache, time_of(pinfo));
    if (ikt_cache_finished(feeder->cache))
        return;
    const struct layers layers = read_layers(pinfo);
    struct ikt_ip_header header;
    const bool has_header =
        layers.ip > 0 && ikt_header_first(pinfo, tree, tvb_get_ds_tvb(tvb), layers.ipv6_first, &header);
    ikt_feed_advance(feeder->input, time_of(pinfo));
    const uint64_t before = taken(feeder);
    if (has_header)
        feed_packet(feeder, tvb, pinfo, &header, RAW_IP);
    else if (layers.mpls)
        feed_labels(feeder, tvb, pinfo, tree);
    if (taken(feeder) != before)
        return; /* or it waits for other fragments */
    if (is_beyond_input(pinfo, &layers)) {
        feed_isakmp(feeder, tvb, pinfo, tree, &layers);
    } else if (has_header && ikt_header_is_of_fragment(&header)) {
        return;
    } else if (layers.esp || layers.ah) {
        feed_ipsec(feeder, pinfo, tree, &layers, layers.esp ? ITEM_ESP : ITEM_AH);
    } else if (layers.tcp) {
        feed_plain_segment(feeder, tvb, pinfo, tree, &layers);
    }
}
