/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed.h"

#include <string.h>

#include "input/packet.h"

enum {
    FRAGMENT_OFFSET = 16, /* of next payload in the ISAKMP header */
    LENGTH_OFFSET = 24,
    RAW_IP = 12 /* libpcap's DLT_RAW */
};

enum source {
    SOURCE_ISAKMP,
    SOURCE_ESP,
    SOURCE_AH,
    SOURCE_KEEPALIVE, /* in UDP, RFC 3948 section 2.3 */
    SOURCE_ICMP,
    SOURCE_ICMPV6,
    SOURCE_IP,
    SOURCE_IPV6,
    SOURCE_COUNT
};

static int sources[SOURCE_COUNT];
static int protocol_udp, protocol_tcp, protocol_udpencap;

/* What the layers of a frame say about it, outermost first. */
struct layers {
    bool isakmp, esp, ah, keepalive, icmp;
    bool tcp; /* around IKE */
    bool udp; /* around IKE or ESP */
};

/* The IP packet that something stands in. */
struct around {
    struct ikt_address source, destination;
    uint16_t identification; /* of IPv4; 0: unknown */
    int start;               /* of its header in the data source, -1: in another one */
    int end;                 /* behind its last octet as sent, -1: unknown */
};

void ikt_feed_init(void)
{
    static const char *const names[SOURCE_COUNT] = {
        [SOURCE_ISAKMP] = "isakmp", [SOURCE_ESP] = "esp",
        [SOURCE_AH] = "ah",         [SOURCE_ICMP] = "icmp",
        [SOURCE_ICMPV6] = "icmpv6", [SOURCE_IP] = "ip",
        [SOURCE_IPV6] = "ipv6",     [SOURCE_KEEPALIVE] = "udpencap.nat_keepalive",
    };
    for (unsigned i = 0; i < SOURCE_COUNT; i++) {
        sources[i] = proto_registrar_get_id_byname(names[i]);
    }
    protocol_udp = proto_get_id_by_filter_name("udp");
    protocol_tcp = proto_get_id_by_filter_name("tcp");
    protocol_udpencap = proto_get_id_by_filter_name("udpencap");
}

GArray *ikt_feed_wanted(void)
{
    GArray *wanted = g_array_new(FALSE, FALSE, sizeof(int));
    for (unsigned i = 0; i < SOURCE_COUNT; i++) {
        if (sources[i] > 0) {
            g_array_append_val(wanted, sources[i]);
        }
    }
    return wanted;
}

/*
 * What stands behind an ICMP header is a quotation. A tunnel that Wireshark looks into (ESP with known keys, GRE) has
 * more IP layers.
 */
static struct layers read_layers(const packet_info *pinfo)
{
    struct layers layers = {0};
    for (wmem_list_frame_t *at = wmem_list_head(pinfo->layers); at != NULL; at = wmem_list_frame_next(at)) {
        const int id = GPOINTER_TO_INT(wmem_list_frame_data(at));
        const bool carries = layers.isakmp || layers.esp;
        if (id == sources[SOURCE_ICMP] || id == sources[SOURCE_ICMPV6]) {
            layers.icmp = true;
            break;
        }
        layers.isakmp = layers.isakmp || id == sources[SOURCE_ISAKMP];
        layers.esp = layers.esp || id == sources[SOURCE_ESP];
        layers.ah = layers.ah || id == sources[SOURCE_AH];
        layers.keepalive = layers.keepalive || id == protocol_udpencap;
        layers.udp = layers.udp || (!carries && id == protocol_udp);
        layers.tcp = layers.tcp || (!carries && id == protocol_tcp);
    }
    return layers;
}

static uint32_t get_u32(const uint8_t *data)
{
    return (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
}

/* The octets of an item that were captured. */
static struct ikt_bytes item_octets(const field_info *item)
{
    const int left = item->start >= 0 ? tvb_captured_length_remaining(item->ds_tvb, item->start) : -1;
    if (left <= 0) {
        return (struct ikt_bytes){NULL, 0};
    }
    return (struct ikt_bytes){tvb_get_ptr(item->ds_tvb, item->start, left), (size_t)left};
}

static bool to_address(const address *from, struct ikt_address *out)
{
    if (from->type == AT_IPv4) {
        *out = ikt_address_ipv4(from->data);
    } else if (from->type == AT_IPv6) {
        *out = ikt_address_ipv6(from->data);
    } else {
        return false;
    }
    return true;
}

/* Addresses and end out of an IP header's own octets. */
static bool read_header(struct ikt_bytes ip, int start, struct around *out)
{
    if (ip.length >= 20 && ip.data[0] >> 4 == 4) {
        const int total = ip.data[2] << 8 | ip.data[3];
        const uint16_t identification = (uint16_t)(ip.data[4] << 8 | ip.data[5]);
        *out = (struct around){ikt_address_ipv4(ip.data + 12), ikt_address_ipv4(ip.data + 16), identification, start,
                               total != 0 ? start + total : -1};
        return true;
    }
    if (ip.length >= 40 && ip.data[0] >> 4 == 6) {
        const int payload = ip.data[4] << 8 | ip.data[5];
        *out = (struct around){ikt_address_ipv6(ip.data + 8), ikt_address_ipv6(ip.data + 24), 0, start,
                               payload != 0 ? start + 40 + payload : -1};
        return true;
    }
    return false;
}

/* The IP header nearest before an item in the same octets. */
static const field_info *header_before(proto_tree *tree, const field_info *item)
{
    const field_info *nearest = NULL;
    for (unsigned source = SOURCE_IP; source <= SOURCE_IPV6; source++) {
        const GPtrArray *headers = proto_get_finfo_ptr_array(tree, sources[source]);
        for (guint i = 0; headers != NULL && i < headers->len; i++) {
            const field_info *header = g_ptr_array_index(headers, i);
            if (header->ds_tvb == item->ds_tvb && header->start < item->start &&
                (nearest == NULL || header->start > nearest->start)) {
                nearest = header;
            }
        }
    }
    return nearest;
}

/* False when it did not come by IP. */
static bool find_around(const packet_info *pinfo, proto_tree *tree, const field_info *item, struct around *out)
{
    const field_info *header = header_before(tree, item);
    if (header != NULL && read_header(item_octets(header), header->start, out)) {
        return true;
    }
    /* Put together from fragments, or from a TCP stream. */
    out->start = out->end = -1;
    out->identification = 0;
    return to_address(&pinfo->src, &out->source) && to_address(&pinfo->dst, &out->destination);
}

static struct ikt_packet make_packet(const packet_info *pinfo, const struct layers *layers, const struct around *around)
{
    const bool ports = layers->udp || layers->tcp;
    return (struct ikt_packet){
        .frame = pinfo->num,
        .time = (ikt_time)pinfo->abs_ts.secs * IKT_SECOND + pinfo->abs_ts.nsecs / 1000,
        .identification = around->identification,
        .source = {around->source, ports ? (uint16_t)pinfo->srcport : 0},
        .destination = {around->destination, ports ? (uint16_t)pinfo->destport : 0},
    };
}

/* Where an item ends that fills its IP packet: as captured, and as sent. */
static void bound(const field_info *item, const struct around *around, struct ikt_bytes *octets, size_t *wire_length)
{
    *wire_length = octets->length;
    if (around->end > item->start) {
        *wire_length = (size_t)(around->end - item->start);
    } else {
        const gint reported = tvb_reported_length_remaining(item->ds_tvb, item->start);
        *wire_length = MAX(octets->length, (size_t)MAX(reported, 0));
    }
    octets->length = MIN(octets->length, *wire_length);
}

static void feed_ike(struct ikt_cache *cache, tvbuff_t *tvb, const packet_info *pinfo, const struct layers *layers,
                     const field_info *item, const struct around *around)
{
    const struct ikt_packet packet = make_packet(pinfo, layers, around);
    struct ikt_bytes octets = item_octets(item);
    size_t wire_length;
    if (layers->tcp) {
        /* Several messages may follow each other: the item, or the header, says where this one ends. */
        octets.length = MIN(octets.length, (size_t)MAX(item->length, 0));
        wire_length = octets.length;
        if (octets.length >= IKT_HEADER_SIZE) {
            wire_length = MAX(wire_length, MIN(get_u32(octets.data + LENGTH_OFFSET), UINT16_MAX));
        }
    } else {
        bound(item, around, &octets, &wire_length);
    }
    const bool in_frame = item->ds_tvb == tvb_get_ds_tvb(tvb);
    ikt_cache_expect(cache, pinfo->num, octets, in_frame ? item->start : -1);
    if (octets.length == 1 && octets.data[0] == 0xff) {
        ikt_triage_keepalive(ikt_cache_triage(cache), &packet);
    } else if (octets.length > 0) {
        ikt_triage_ike(ikt_cache_triage(cache), &packet, octets, wire_length);
    }
}

static bool is_ike_fragment(const field_info *item)
{
    const struct ikt_bytes octets = item_octets(item);
    return octets.length > FRAGMENT_OFFSET && octets.data[FRAGMENT_OFFSET] == IKT_PAYLOAD_FRAGMENT;
}

/*
 * The frame that completes a message in IKE fragments has an item of the fragment and, from other octets, one of the
 * whole message. The engine puts fragments together itself; the second one would look like a repetition.
 */
static void feed_isakmp(struct ikt_cache *cache, tvbuff_t *tvb, const packet_info *pinfo, proto_tree *tree,
                        const struct layers *layers)
{
    const GPtrArray *items = proto_get_finfo_ptr_array(tree, sources[SOURCE_ISAKMP]);
    const tvbuff_t *fragment_octets = NULL;
    for (guint i = 0; items != NULL && i < items->len; i++) {
        const field_info *item = g_ptr_array_index(items, i);
        struct around around;
        if ((fragment_octets != NULL && item->ds_tvb != fragment_octets) || !find_around(pinfo, tree, item, &around)) {
            continue;
        }
        if (is_ike_fragment(item)) {
            fragment_octets = item->ds_tvb;
        }
        feed_ike(cache, tvb, pinfo, layers, item, &around);
    }
}

/* RFC 4303 section 2, RFC 4302 section 2 */
static void feed_ipsec(struct ikt_cache *cache, const packet_info *pinfo, proto_tree *tree, const struct layers *layers,
                       enum source source)
{
    const bool esp = source == SOURCE_ESP;
    const GPtrArray *items = proto_get_finfo_ptr_array(tree, sources[source]);
    if (items == NULL || items->len == 0) {
        return;
    }
    const field_info *item = g_ptr_array_index(items, 0); /* what it carries is none of our business */
    struct around around;
    struct ikt_bytes octets = item_octets(item);
    size_t wire_length;
    const size_t header = esp ? 8 : 12;
    if (octets.length < header || !find_around(pinfo, tree, item, &around)) {
        return;
    }
    bound(item, &around, &octets, &wire_length);
    if (octets.length < header) {
        return;
    }
    const struct ikt_packet packet = make_packet(pinfo, layers, &around);
    const uint8_t *words = octets.data + header - 8;
    ikt_cache_expect(cache, pinfo->num, (struct ikt_bytes){NULL, 0}, -1);
    ikt_triage_ipsec(ikt_cache_triage(cache), &packet, esp ? IKT_PROTOCOL_ESP : IKT_PROTOCOL_AH, get_u32(words),
                     get_u32(words + 4), (uint32_t)wire_length);
}

static void feed_keepalive(struct ikt_cache *cache, const packet_info *pinfo, proto_tree *tree,
                           const struct layers *layers)
{
    const GPtrArray *items = proto_get_finfo_ptr_array(tree, sources[SOURCE_KEEPALIVE]);
    struct around around;
    if (items != NULL && items->len > 0 && find_around(pinfo, tree, g_ptr_array_index(items, 0), &around)) {
        const struct ikt_packet packet = make_packet(pinfo, layers, &around);
        ikt_cache_expect(cache, pinfo->num, (struct ikt_bytes){NULL, 0}, -1);
        ikt_triage_keepalive(ikt_cache_triage(cache), &packet);
    }
}

static void expect(struct ikt_cache *cache, const struct ikt_packet *packet, struct ikt_bytes datagram)
{
    ikt_cache_expect(cache, (uint32_t)packet->frame, datagram, -1);
}

static void to_ike(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length)
{
    expect(user, packet, datagram);
    ikt_triage_ike(ikt_cache_triage(user), packet, datagram, wire_length);
}

static void to_ipsec(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                     uint32_t octets)
{
    expect(user, packet, (struct ikt_bytes){NULL, 0});
    ikt_triage_ipsec(ikt_cache_triage(user), packet, protocol, spi, sequence, octets);
}

static void to_keepalive(void *user, const struct ikt_packet *packet)
{
    expect(user, packet, (struct ikt_bytes){NULL, 0});
    ikt_triage_keepalive(ikt_cache_triage(user), packet);
}

static void to_icmp(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                    const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                    struct ikt_bytes quoted)
{
    expect(user, packet, (struct ikt_bytes){NULL, 0});
    ikt_triage_icmp(ikt_cache_triage(user), packet, type, code, quoted_source, quoted_destination, quoted);
}

static bool knows(void *user, const uint8_t *initiator_cookie, const uint8_t *responder_cookie)
{
    return ikt_triage_knows(ikt_cache_triage(user), initiator_cookie, responder_cookie);
}

/* Around ICMP may stand AH, or ESP that Wireshark looks into: the command's input says what the packet is. */
static const struct ikt_packet_sink sink = {
    .ike = to_ike, .ipsec = to_ipsec, .keepalive = to_keepalive, .icmp = to_icmp, .knows = knows};

/* What an ICMP error quotes is read as the command reads it, from the IP header on. */
static void feed_icmp(struct ikt_cache *cache, const packet_info *pinfo, proto_tree *tree)
{
    for (unsigned source = SOURCE_ICMP; source <= SOURCE_ICMPV6; source++) {
        const GPtrArray *items = proto_get_finfo_ptr_array(tree, sources[source]);
        const field_info *header =
            items != NULL && items->len > 0 ? header_before(tree, g_ptr_array_index(items, 0)) : NULL;
        if (header == NULL) {
            continue;
        }
        struct ikt_feed feed = {.sink = &sink, .user = cache, .link = ikt_link_find(RAW_IP)};
        const gint reported = tvb_reported_length_remaining(header->ds_tvb, header->start);
        const ikt_time time = (ikt_time)pinfo->abs_ts.secs * IKT_SECOND + pinfo->abs_ts.nsecs / 1000;
        ikt_feed_frame(&feed, pinfo->num, time, item_octets(header), (size_t)MAX(reported, 0));
        ikt_feed_end(&feed);
        return;
    }
}

void ikt_feed_frame_tree(struct ikt_cache *cache, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    ikt_cache_count(cache, (ikt_time)pinfo->abs_ts.secs * IKT_SECOND + pinfo->abs_ts.nsecs / 1000);
    if (ikt_cache_finished(cache)) {
        return;
    }
    const struct layers layers = read_layers(pinfo);
    if (layers.icmp) {
        feed_icmp(cache, pinfo, tree);
        return;
    }
    if (layers.ah) {
        feed_ipsec(cache, pinfo, tree, &layers, SOURCE_AH);
    }
    if (layers.isakmp) {
        feed_isakmp(cache, tvb, pinfo, tree, &layers);
    } else if (layers.esp) {
        feed_ipsec(cache, pinfo, tree, &layers, SOURCE_ESP);
    } else if (layers.keepalive) {
        feed_keepalive(cache, pinfo, tree, &layers);
    }
}
