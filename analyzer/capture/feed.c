/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/feed.h"

#include <glib.h>

#include "icmp_quote.h"
#include "ip.h"
#include "link.h"
#include "peers.h"
#include "reassembly.h"
#include "tunnel.h"
#include "udp.h"
#include "wire.h"

enum {
    DEPTH_MAX = 8 /* of packets in packets */
};

#define LAST_SECOND INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

struct ikt_feed {
    const struct ikt_packet_sink *sink;
    void *user; /* handed to the sink */
    const struct ikt_peers *peers;
    struct ikt_feed_counts counts;
    int link_type; /* of the frame before, and its row; NULL: no frame was read yet */
    const struct ikt_link *link;
    struct ikt_reassembly *fragments; /* NULL: none was seen yet */
    unsigned depth;                   /* of the packet at hand */
    bool authenticated;               /* likewise: it stands inside AH */
};

/* Where a packet comes from. */
struct origin {
    uint64_t frame;
    ikt_time time;
};

static struct ikt_packet packet_of(const struct origin *origin, const struct ikt_ip *ip)
{
    return (struct ikt_packet){
        .frame = origin->frame,
        .time = origin->time,
        .identification = ip->fragmented ? 0 : (uint16_t)ip->identification,
        .hops = ip->hops,
        .source.address = ip->source,
        .destination.address = ip->destination,
    };
}

static bool is_wanted(const struct ikt_feed *feed, const struct ikt_ip *ip)
{
    return ikt_peers_match(feed->peers, &ip->source, &ip->destination);
}

/*
 * What reads a protocol above IP. ip: at that protocol; whole: false where fragments are missing. True: it carries
 * another packet.
 */
typedef bool reader(struct ikt_feed *feed, const struct origin *origin, struct ikt_ip *ip, bool whole,
                    struct ikt_inner *inner);
static reader *const readers[UINT8_MAX + 1];

/* IPsec of a wanted peer, or counted as another one's. */
static bool takes(struct ikt_feed *feed, const struct ikt_ip *ip)
{
    const bool wanted = is_wanted(feed, ip);
    feed->counts.others += !wanted;
    return wanted;
}

/* octets: of the ESP packet, from the SPI on. RFC 4303 section 2. */
static void feed_esp(struct ikt_feed *feed, const struct ikt_packet *packet, struct ikt_bytes esp, size_t octets)
{
    uint32_t spi;
    uint32_t sequence;
    if (ikt_wire_u32(esp, 0, &spi) && ikt_wire_u32(esp, 4, &sequence))
        feed->sink->ipsec(feed->user, packet, IKT_PROTOCOL_ESP, spi, sequence, (uint32_t)octets);
}

static bool read_esp(struct ikt_feed *feed, const struct origin *origin, struct ikt_ip *ip, bool whole,
                     struct ikt_inner *inner)
{
    (void)whole;
    (void)inner;
    if (takes(feed, ip)) {
        const struct ikt_packet packet = packet_of(origin, ip);
        feed_esp(feed, &packet, ip->payload, ip->wire_length);
    }
    return false;
}

/* RFC 4302 section 2. What follows AH is in clear: ESP of the same bundle, or in tunnel mode another packet. */
static bool read_ah(struct ikt_feed *feed, const struct origin *origin, struct ikt_ip *ip, bool whole,
                    struct ikt_inner *inner)
{
    uint8_t next;
    uint8_t words;
    uint32_t spi;
    uint32_t sequence;
    if (!ikt_wire_u8(ip->payload, 0, &next) || !ikt_wire_u8(ip->payload, 1, &words) ||
        !ikt_wire_u32(ip->payload, 4, &spi) || !ikt_wire_u32(ip->payload, 8, &sequence))
        return false;
    if (takes(feed, ip)) {
        const struct ikt_packet packet = packet_of(origin, ip);
        feed->sink->ipsec(feed->user, &packet, IKT_PROTOCOL_AH, spi, sequence, (uint32_t)ip->wire_length);
    }
    feed->authenticated = true;
    /* Nobody sends one AH in another; refusing it keeps the work per packet constant. */
    const bool fragmented = ip->fragmented;
    return ikt_ip_advance(ip, ((size_t)words + 2) * 4, next) && ip->protocol != IKT_IP_AH &&
           ip->fragmented == fragmented && readers[ip->protocol] &&
           readers[ip->protocol](feed, origin, ip, whole, inner);
}

static bool read_icmp(struct ikt_feed *feed, const struct origin *origin, struct ikt_ip *ip, bool whole,
                      struct ikt_inner *inner)
{
    struct ikt_icmp_quote quote;
    struct ikt_too_big error;
    (void)whole;
    (void)inner;
    if (ikt_icmp_quote(ip, &quote) && ikt_peers_match(feed->peers, &quote.source.address, &quote.destination.address)) {
        const struct ikt_packet packet = packet_of(origin, ip);
        feed->sink->icmp(feed->user, &packet, quote.type, quote.code, &quote.source, &quote.destination, quote.octets);
    } else if (feed->sink->too_big && ikt_icmp_too_big(ip, &error) &&
               ikt_peers_match(feed->peers, &error.source, &error.destination)) {
        const struct ikt_packet packet = packet_of(origin, ip);
        feed->sink->too_big(feed->user, &packet, &error);
    }
    return false;
}

static bool enter(struct ikt_feed *feed, enum ikt_encapsulation tunnel)
{
    const bool too_deep = tunnel == IKT_TUNNEL_INNER && feed->depth == DEPTH_MAX;
    feed->counts.unread_tunnels += tunnel == IKT_TUNNEL_UNREAD || too_deep;
    return tunnel == IKT_TUNNEL_INNER && !too_deep;
}

static bool read_tunnel(struct ikt_feed *feed, const struct origin *origin, struct ikt_ip *ip, bool whole,
                        struct ikt_inner *inner)
{
    (void)origin;
    (void)whole;
    return enter(feed, ikt_tunnel_in_ip(ip, inner));
}

static void feed_ike_port(struct ikt_feed *feed, const struct origin *origin, const struct ikt_ip *ip,
                          const struct ikt_udp *udp, enum ikt_udp_kind kind, bool whole)
{
    struct ikt_packet packet = packet_of(origin, ip);
    packet.source.port = udp->source;
    packet.destination.port = udp->destination;
    switch (kind) {
    case IKT_UDP_IKE:
        ikt_feed_overtake(feed, &ip->source, &ip->destination, origin->time);
        feed->counts.incomplete += !whole;
        feed->sink->ike(feed->user, &packet, udp->data, udp->wire_length);
        break;
    case IKT_UDP_ESP:
        feed_esp(feed, &packet, udp->data, udp->wire_length);
        break;
    case IKT_UDP_KEEPALIVE:
        feed->sink->keepalive(feed->user, &packet);
        break;
    default:
        break;
    }
}

static bool read_udp(struct ikt_feed *feed, const struct origin *origin, struct ikt_ip *ip, bool whole,
                     struct ikt_inner *inner)
{
    struct ikt_udp udp;
    if (!ikt_udp_parse(ip, &udp))
        return false;
    const enum ikt_udp_kind kind = ikt_udp_classify(&udp, feed->sink, feed->user);
    if (kind == IKT_UDP_OTHER)
        return enter(feed, ikt_tunnel_in_udp(&udp, inner));
    if (takes(feed, ip))
        feed_ike_port(feed, origin, ip, &udp, kind, whole);
    return false;
}

/* By protocol number. All others are of no interest: most packets. */
static reader *const readers[UINT8_MAX + 1] = {
    [IKT_IP_ICMP] = read_icmp,    [IKT_IP_IPV4] = read_tunnel, [IKT_IP_UDP] = read_udp,
    [IKT_IP_IPV6] = read_tunnel,  [IKT_IP_GRE] = read_tunnel,  [IKT_IP_ESP] = read_esp,
    [IKT_IP_AH] = read_ah,        [IKT_IP_ICMPV6] = read_icmp, [IKT_IP_ETHERIP] = read_tunnel,
    [IKT_IP_L2TP3] = read_tunnel, [IKT_IP_MPLS] = read_tunnel,
};

static inline bool parse_inner(const struct ikt_inner *inner, struct ikt_ip *out)
{
    size_t offset;
    return ikt_link_network(inner->link, inner->octets, &offset) &&
           ikt_ip_parse(ikt_wire_skip(inner->octets, offset),
                        inner->wire_length > offset ? inner->wire_length - offset : 0, out);
}

/* IPv6 tells the protocol in the first fragment only. */
static bool may_become_ike(const struct ikt_ip *fragment)
{
    return fragment->source.family == IKT_FAMILY_IPV6 || fragment->protocol == IKT_IP_UDP ||
           readers[fragment->protocol] == read_tunnel;
}

static enum ikt_encapsulation tunnel_in(const struct ikt_ip *ip, const struct ikt_udp *udp, struct ikt_inner *out)
{
    return ip->protocol == IKT_IP_UDP ? ikt_tunnel_in_udp(udp, out) : ikt_tunnel_in_ip(ip, out);
}

/* Does a datagram that begins like this become IKE of wanted peers, or a piece of it, or may it? In tunnels too. */
static bool begins_ike(const struct ikt_feed *feed, const struct ikt_ip *first)
{
    struct ikt_ip ip = *first;
    struct ikt_inner inner;
    struct ikt_udp udp;
    for (unsigned depth = feed->depth; depth <= DEPTH_MAX; depth++) {
        if (ip.protocol == IKT_IP_UDP) {
            if (!ikt_udp_parse(&ip, &udp))
                return false;
            const enum ikt_udp_kind kind = ikt_udp_classify(&udp, feed->sink, feed->user);
            if (kind != IKT_UDP_OTHER)
                return (kind == IKT_UDP_IKE || kind == IKT_UDP_CUT) && is_wanted(feed, &ip);
        }
        if (tunnel_in(&ip, &udp, &inner) != IKT_TUNNEL_INNER || !parse_inner(&inner, &ip))
            return false;
        if (ip.fragmented && ip.fragment_offset != 0)
            return may_become_ike(&ip);
        if (!ikt_ip_walk(&ip))
            return false;
    }
    return false;
}

static void take_datagram(void *user, const struct ikt_datagram *datagram);

/*
 * IKE waits for its other fragments. Of everything else the beginning is enough, if anything: returns true where ip
 * stands at the protocol of a first fragment now, to be taken as it is.
 */
static bool hold_fragment(struct ikt_feed *feed, const struct origin *origin, struct ikt_ip *ip)
{
    struct ikt_ip first = *ip;
    const bool is_first = ip->fragment_offset == 0;
    if (is_first && !ikt_ip_enter_first(&first))
        return false;
    if (!may_become_ike(ip)) {
        *ip = first;
        return is_first;
    }
    if (!feed->fragments)
        feed->fragments = ikt_reassembly_new(take_datagram, feed);
    if (is_first && !begins_ike(feed, &first)) {
        ikt_reassembly_refuse(feed->fragments, ip, origin->time);
        *ip = first;
        return true;
    }
    feed->counts.fragments += ikt_reassembly_add(feed->fragments, ip, origin->frame, origin->time);
    return false;
}

static uint16_t identification_of(const struct ikt_ip *ip)
{
    return ip->source.family == IKT_FAMILY_IPV4 ? (uint16_t)ip->identification : 0;
}

/* A frame, or what a tunnel carries, as far as its IP packet. False: there is none, or it waits for other fragments. */
static inline bool begin(struct ikt_feed *feed, const struct origin *origin, const struct ikt_inner *frame,
                         struct ikt_ip *out)
{
    if (!parse_inner(frame, out))
        return false;
    if (feed->sink->presence)
        feed->sink->presence(feed->user, &(struct ikt_ip_packet){.frame = origin->frame,
                                                                 .time = origin->time,
                                                                 .identification = identification_of(out),
                                                                 .source = &out->source,
                                                                 .destination = &out->destination,
                                                                 .protocol = out->protocol,
                                                                 .authenticated = feed->authenticated});
    return !out->fragmented || hold_fragment(feed, origin, out);
}

/* A packet, and those that it carries. */
static void feed_packets(struct ikt_feed *feed, const struct origin *origin, struct ikt_ip *ip, bool whole)
{
    const unsigned depth = feed->depth;
    struct ikt_inner inner;
    while (readers[ip->protocol] && readers[ip->protocol](feed, origin, ip, whole, &inner)) {
        feed->depth++;
        if (!begin(feed, origin, &inner, ip))
            break;
    }
    feed->depth = depth;
}

/* The taker of the reassembly. */
static void take_datagram(void *user, const struct ikt_datagram *datagram)
{
    ((struct ikt_feed *)user)->authenticated = false;
    const struct origin origin = {datagram->frame, datagram->time};
    struct ikt_ip ip = datagram->ip;
    if (ikt_ip_walk(&ip))
        feed_packets(user, &origin, &ip, datagram->whole);
}

static void count(struct ikt_feed_counts *counts, ikt_time time)
{
    if (counts->frames++ == 0)
        counts->first_time = counts->last_time = time;
    counts->first_time = MIN(counts->first_time, time);
    counts->last_time = MAX(counts->last_time, time);
}

ikt_time ikt_feed_time(int64_t seconds, int64_t microseconds)
{
    return CLAMP(seconds, 0, LAST_SECOND) * IKT_SECOND + CLAMP(microseconds, 0, IKT_SECOND - 1);
}

ikt_time ikt_feed_undated(int64_t microseconds)
{
    return IKT_TIME_UNDATED + CLAMP(microseconds, 0, -IKT_TIME_UNDATED - 1);
}

bool ikt_feed_reads(int link_type)
{
    return ikt_link_find(link_type);
}

struct ikt_feed *ikt_feed_new_sink(const struct ikt_packet_sink *sink, void *user, const struct ikt_peers *peers)
{
    struct ikt_feed *feed = g_new0(struct ikt_feed, 1);
    feed->sink = sink;
    feed->user = user;
    feed->peers = peers;
    feed->counts.first_time = feed->counts.last_time = IKT_TIME_NONE;
    return feed;
}

void ikt_feed_free(struct ikt_feed *feed)
{
    if (!feed)
        return;
    ikt_reassembly_free(feed->fragments);
    g_free(feed);
}

bool ikt_feed_frame(struct ikt_feed *feed, const struct ikt_frame *frame)
{
    if (feed->fragments)
        ikt_feed_advance(feed, frame->time);
    count(&feed->counts, frame->time);
    if (!feed->link || feed->link_type != frame->link_type) {
        feed->link_type = frame->link_type;
        feed->link = ikt_link_find(frame->link_type);
        if (!feed->link)
            return false;
    }
    const struct origin origin = {frame->number, frame->time};
    const struct ikt_inner whole = {feed->link, frame->octets, frame->wire_length};
    struct ikt_ip ip;
    feed->authenticated = false;
    if (begin(feed, &origin, &whole, &ip) && readers[ip.protocol])
        feed_packets(feed, &origin, &ip, true); /* a fragment that does not wait has no IKE in it */
    return true;
}

void ikt_feed_advance(struct ikt_feed *feed, ikt_time now)
{
    if (feed->fragments && now >= ikt_reassembly_deadline(feed->fragments))
        ikt_reassembly_expire(feed->fragments, now);
}

void ikt_feed_overtake(struct ikt_feed *feed, const struct ikt_address *a, const struct ikt_address *b, ikt_time now)
{
    if (feed->fragments)
        ikt_reassembly_overtake(feed->fragments, a, b, now);
}

void ikt_feed_end(struct ikt_feed *feed)
{
    if (!feed->fragments)
        return;
    ikt_reassembly_end(feed->fragments);
    ikt_reassembly_free(feed->fragments);
    feed->fragments = NULL;
}

const struct ikt_feed_counts *ikt_feed_counts(const struct ikt_feed *feed)
{
    return &feed->counts;
}
