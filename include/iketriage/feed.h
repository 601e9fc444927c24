/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From captured frames to a triage. A feed takes the frames of one capture as they were captured, in capture order, and
 * hands on what the triage takes: IKE datagrams, ESP and AH headers, NAT keepalives, ICMP errors that quote IKE or find
 * ESP and AH too big, and who sent anything at all, to whom. It reads
 *   - link layers: Ethernet with VLAN tags and PPPoE, PPP, HDLC, Linux cooked, BSD loopback, raw IP, MPLS on these,
 * with IP or pseudowires of Ethernet in it;
 *   - IPv4 and IPv6 (RFC 791, RFC 8200) and their fragments, put together again; AH (RFC 4302), with what it carries;
 *   - tunnels, up to 8 in each other: IP in IP (RFC 2003, 2473, 4213), GRE (RFC 2784, 2890; PPTP's, RFC 2637; bridged
 *     Ethernet and ERSPAN), L2TP versions 2 and 3 (RFC 2661, 3931), MPLS in any of IP, GRE and UDP (RFC 4023, 7510),
 * VXLAN (RFC 7348, and GPE), Geneve (RFC 8926), LISP (RFC 9300), GTP-U, EtherIP (RFC 3378), TZSP;
 *   - UDP on IKE's ports 500 and 4500 (RFC 3947, 3948), and on any other port what bears cookies that the triage knows.
 * Everything else is dropped, cheaply: most packets of a capture are something else.
 *
 * Where messages come inside tunnels, their peers are the innermost addresses.
 *
 * Fragments: IKE is put together and comes with the frame and time of the fragment that completed it. When one is
 * missing, or the capture cut one, its beginning comes later, as a packet that the capture cut, with the frame and time
 * of the newest fragment. Of ESP, AH and ICMP the first fragment says enough. At most 64 datagrams and 1 MiB wait at
 * once, each for 30 s of capture time.
 *
 *     struct ikt_triage *triage = ikt_triage_new(NULL, NULL, &sink, user);
 *     struct ikt_feed *feed = ikt_feed_new(triage, NULL);
 *     for each frame: ikt_feed_frame(feed, &frame);
 *     ikt_feed_end(feed);
 *     capture = ikt_triage_finish(triage);
 *
 * A feed belongs to one thread at a time and knows no file, no library that reads files, and no clock. Memory is
 * bounded however long the capture is.
 */
#ifndef IKETRIAGE_FEED_H
#define IKETRIAGE_FEED_H

#include "triage.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ikt_feed;

/* A frame as it was captured. Nothing is kept of octets after the call returns. */
struct ikt_frame {
    uint64_t number;         /* from 1, rising */
    ikt_time time;           /* as ikt_feed_time makes it */
    int link_type;           /* libpcap's DLT_ or LINKTYPE_ number; each frame of a capture may have its own */
    struct ikt_bytes octets; /* as far as they were captured, from the link layer's header on */
    size_t wire_length;      /* of the frame as it was sent, >= octets.length */
};

/* The peers that are wanted: addresses and prefixes. Read-only once it is filled, so that threads may share it. */
struct ikt_peers;

struct ikt_peers *ikt_peers_new(void);
void ikt_peers_free(struct ikt_peers *peers); /* NULL is allowed */
/* text: an address, or ADDRESS/LENGTH. Returns false and adds nothing when it is neither. */
bool ikt_peers_add(struct ikt_peers *peers, const char *text);

/*
 * The time of a stamp that a file bears, which may be any numbers: held within the years 1970 to 9999, so that the
 * differences of any two times are times too.
 */
ikt_time ikt_feed_time(int64_t seconds, int64_t microseconds);

/* ... of one that tells no day (IKT_TIME_UNDATED): microseconds since its clock's beginning, held to what fits. */
ikt_time ikt_feed_undated(int64_t microseconds);

/* Are frames of this link type read? */
bool ikt_feed_reads(int link_type);

/*
 * A feed into this triage, which outlives it. peers: negotiations of others are left out; NULL or empty: of nobody.
 * They outlive the feed too.
 */
struct ikt_feed *ikt_feed_new(struct ikt_triage *triage, const struct ikt_peers *peers);
/* What still waits for fragments is lost; ikt_feed_end comes before it. NULL is allowed. */
void ikt_feed_free(struct ikt_feed *feed);

/* False: frames of its link type are not read, and nothing was done. A frame that is damaged is passed over. */
bool ikt_feed_frame(struct ikt_feed *feed, const struct ikt_frame *frame);
/* Time has passed without a frame: what has waited for fragments for too long is fed as it is. */
void ikt_feed_advance(struct ikt_feed *feed, ikt_time now);
/* After the last frame, before ikt_triage_finish: all that still waits for fragments is fed as it is. */
void ikt_feed_end(struct ikt_feed *feed);

/* What was seen so far. */
struct ikt_feed_counts {
    uint64_t frames;
    ikt_time first_time, last_time; /* the earliest and the latest of any frame; IKT_TIME_NONE: there was none */
    uint64_t fragments;             /* that waited, or wait, for others of their datagram */
    uint64_t incomplete;            /* IKE datagrams in fragments of which only the beginning was read */
    uint64_t others;                /* packets of IKE, ESP and AH between others than the wanted peers: left out */
    uint64_t unread_tunnels;        /* packets in tunnels that are not looked into: GRE with source routes or of another
                                       version, WCCP, ERSPAN that is none of types I to III, L2TPv3 with something else
                                       than IP and ARP, and what lies more than 8 deep */
};
/* Lives as long as the feed, and goes on counting. */
const struct ikt_feed_counts *ikt_feed_counts(const struct ikt_feed *feed);

/* ---- For who wants the packets themselves, or reads some of them in another way (the Wireshark plugin). ---- */

/* Where packets go; presence and too_big may be NULL, the other members are set. The arguments are those of the
 * ikt_triage_ functions of the same names. */
struct ikt_packet_sink {
    void (*ike)(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length);
    void (*ipsec)(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                  uint32_t octets);
    void (*keepalive)(void *user, const struct ikt_packet *packet);
    void (*icmp)(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                 const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                 struct ikt_bytes quoted);
    void (*presence)(void *user, const struct ikt_ip_packet *packet);
    bool (*knows)(void *user, const uint8_t *initiator_cookie, const uint8_t *responder_cookie);
    void (*too_big)(void *user, const struct ikt_packet *packet, const struct ikt_too_big *error);
};
/* As ikt_feed_new; sink outlives the feed, and user is handed to it. */
struct ikt_feed *ikt_feed_new_sink(const struct ikt_packet_sink *sink, void *user, const struct ikt_peers *peers);

/*
 * An IKE message between these two was read elsewhere: fragments that they left 2 s ago and more, or at once while the
 * capture has shown first fragments only, are fed as they are, so that messages stay in order.
 */
void ikt_feed_overtake(struct ikt_feed *feed, const struct ikt_address *a, const struct ikt_address *b, ikt_time now);

#ifdef __cplusplus
}
#endif

#endif
