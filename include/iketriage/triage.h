/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The engine's only door. A triage takes what a capture holds, packet by packet in capture order, and hands out
 * decoded messages at once and records when they settle. It is incremental and its memory is bounded: it may run for
 * as long as a capture is long.
 *
 * Input, six kinds of thing and nothing else:
 *   1. IKE datagrams           ikt_triage_ike       (UDP payload, the non-ESP marker taken off)
 *   2. ESP and AH headers      ikt_triage_ipsec     (native or in UDP)
 *   3. NAT keepalives          ikt_triage_keepalive
 *   4. ICMP errors quoting IKE ikt_triage_icmp      (evidence, never messages)
 *   5. ICMP errors that say that ESP or AH is too big for the path  ikt_triage_too_big
 *   6. any packet at all       ikt_triage_presence  (its sender was heard: who says no IKE is not absent; and what
 *                                                    goes in clear between networks that SAs protect is counted)
 * Nothing is kept of a buffer after the call returns; the engine copies what it needs. feed.h makes all six of
 * captured frames.
 *
 * Output through the sink, in the thread that feeds. What may be shown when:
 *   - a message event is final when it comes: no later frame changes the message, its decryption or its name (of a
 *     Quick Mode that begins with its second message the name is a guess, and of a message that comes before the one
 *     it follows the decryption too; their records have the right ones);
 *   - an early event is a finding that no later frame can retract (it is certain); it comes again, with the same
 *     ordinal, in its exchange's record;
 *   - a phase1 or phase2 event is a record, final. It comes when the exchange has settled: refused and 60 s passed (a
 *     retry or the peer's own offer may explain it), its SAs ended, silent for 180 s, evicted because too many
 *     are alive, or ikt_triage_finish. Times are capture time; the engine never asks a clock: time passes with the
 *     packets that are fed, and by ikt_triage_advance where none comes.
 * Everything else (outcomes so far, rankings) may still change and is not handed out.
 *
 * ikt_triage_finish settles all that is left, in the order in which it began (a phase 1 before its Quick Modes), and
 * completes the capture's own record. Nothing may be fed afterwards.
 *
 * A triage belongs to one thread at a time; several may run in parallel and share a keyring. The program, not
 * the engine, initialises libgcrypt before the first call.
 */
#ifndef IKETRIAGE_TRIAGE_H
#define IKETRIAGE_TRIAGE_H

#include "configs.h"
#include "logs.h"
#include "finding.h"
#include "exchange.h"
#include "keys.h"
#include "message.h"
#include "transit.h"
#include "tunnel.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ikt_triage;

/* Where and when a packet was seen. */
struct ikt_packet {
    /*
     * For display only: from 1; a reassembled datagram has that of the frame that completed it. Order is the order in
     * which packets are fed.
     */
    uint64_t frame;
    uint64_t sequence; /* place in that order, from 1: given by the engine, whatever is fed here */
    ikt_time time;
    uint16_t identification;                 /* of IPv4, which tells a copy from a retransmission; 0: unknown */
    uint8_t hops;                            /* that it may still make: time to live, hop limit; 0: unknown */
    struct ikt_endpoint source, destination; /* ports 0 for ESP and AH as IP protocols */
};

/* A message as it was read: clear, opened, or still encrypted. */
struct ikt_message_event {
    struct ikt_packet packet;
    enum ikt_message_name name;
    uint64_t duplicate_of; /* frame, 0 when it is the first */
    bool copy;             /* ... of which this is the same packet, captured again */
    enum ikt_decryption decryption;
    const struct ikt_message *message; /* take a reference to keep it */
};

/* A problem of a capture, with the frame it stands in. */
struct ikt_located_problem {
    uint64_t frame;
    struct ikt_problem problem;
};

/* What bounds left out; see left_out.def. */
enum ikt_left_out {
#define IKT_LEFT_OUT(symbol, key, before, after) IKT_LEFT_OUT_##symbol,
#include "left_out.def"
#undef IKT_LEFT_OUT
    IKT_LEFT_OUT_COUNT
};
/* Its key of the JSON, and the words around its number. */
struct ikt_left_out_words {
    const char *key, *before, *after;
};
const struct ikt_left_out_words *ikt_left_out_words(enum ikt_left_out which);

/* What belongs to the capture as a whole. */
struct ikt_capture {
    uint64_t ike_messages; /* IKEv1 messages, repetitions included */
    uint64_t ikev2_messages;
    uint64_t esp_packets; /* ESP and AH */
    uint64_t keepalives;
    uint64_t copies;                /* of all these, packets captured more than once: counted above and nowhere else */
    ikt_time first_time, last_time; /* of what was fed; IKT_TIME_NONE when nothing was */
    size_t problem_count;           /* at most 1000 are kept */
    uint64_t problems_total;
    const struct ikt_located_problem *problems;
    /* Of no tunnel event, since more were seen than are kept: healthy ones, the oldest first; when none was left,
     * faulty ones. */
    uint64_t tunnels_forgotten, faulty_tunnels_forgotten;
    uint64_t frames_bare;     /* messages that records list without what they hold, for want of room */
    uint64_t pairs_forgotten; /* of peers: more were seen than are remembered. A later exchange of theirs knows nothing
                                 of earlier ones, and counts attempts from 0 */
    uint64_t evicted;         /* records of ISAKMP SAs and Quick Modes that were given up for want of room */
    uint64_t keys_left_out; /* ISAKMP SAs that stayed closed and that not every key was tried for: IKT_MISSING_TRIAL */
    uint64_t left_out[IKT_LEFT_OUT_COUNT];
    struct ikt_findings findings; /* those of no IKEv1 exchange */
};

/* Any member may be NULL. user is the pointer given to ikt_triage_new. Pointers are valid until the call returns. */
struct ikt_sink {
    void (*message)(void *user, const struct ikt_message_event *event);
    void (*early)(void *user, const struct ikt_phase2 *phase2, const struct ikt_finding *finding);
    void (*phase1)(void *user, const struct ikt_phase1 *record);
    void (*phase2)(void *user, const struct ikt_phase2 *record);
    /* At the end, in the order in which the tunnels began; final. Where it is NULL nothing is kept for it. */
    void (*tunnel)(void *user, const struct ikt_tunnel *tunnel);
    /*
     * Comes before a record whose keys are known: a line, without its end, for one of Wireshark's tables
     * ("ikev1_decryption_table", "esp_sa"). It holds secrets and is wiped after the call; they go elsewhere than
     * records do, so user is keys_user.
     */
    void (*keys)(void *keys_user, const char *table, const char *line);
    void *keys_user;
};

struct ikt_triage_options {
    unsigned max_live; /* ISAKMP SAs kept alive at once, the longest silent is settled first; 0: 4096 */
    /*
     * Tunnels in brief, for a caller that keeps the findings of records by itself: state, networks, first cause and
     * what is open are the same; findings have rule, strength and ordinal and no words (but those that documents alone
     * tell, whose ordinal is 0), sides have their addresses alone, and rows, decide and exchanges stay empty. It takes
     * a fraction of the memory.
     */
    bool brief_tunnels;
    /*
     * For a caller that only counts: findings of exchanges have rule, strength, who has to mend it and ordinal, tunnels
     * are in brief, and of each its two addresses, state, first cause and its likelihood are told; records come without
     * lost octets and IPsec SAs. All else of findings and tunnels is empty, or not to be read. It takes a fraction of
     * the time.
     */
    bool counts_only;
    const struct ikt_configs *configs;   /* of the peers; NULL: none. Outlive the triage. */
    const struct ikt_logs *logs;         /* likewise */
    const struct ikt_transits *transits; /* what several places show together; NULL: one place. Outlives the triage. */
};

/* options may be NULL; keyring may be NULL (no keys) and is referenced; sink is copied. */
struct ikt_triage *ikt_triage_new(const struct ikt_triage_options *options, struct ikt_keyring *keyring,
                                  const struct ikt_sink *sink, void *user);
/* Frees without settling. NULL is allowed. */
void ikt_triage_free(struct ikt_triage *triage);

/* datagram: ISAKMP header first. wire_length >= datagram.length: what was sent when the capture cut the packet. */
void ikt_triage_ike(struct ikt_triage *triage, const struct ikt_packet *packet, struct ikt_bytes datagram,
                    size_t wire_length);
/* protocol: IKT_PROTOCOL_ESP or _AH; octets: bytes of the ESP or AH packet on the wire. */
void ikt_triage_ipsec(struct ikt_triage *triage, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi,
                      uint32_t sequence, uint32_t octets);
void ikt_triage_keepalive(struct ikt_triage *triage, const struct ikt_packet *packet);
/* quoted: what the error quotes of the IKE datagram after its UDP header (and marker), may be short or empty. */
void ikt_triage_icmp(struct ikt_triage *triage, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                     const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                     struct ikt_bytes quoted);

/* The packet of ESP or AH that an ICMP error quotes, and what it says of it: RFC 1191, RFC 8201. */
struct ikt_too_big {
    struct ikt_address source, destination;
    uint8_t protocol; /* IKT_PROTOCOL_ESP or _AH */
    uint32_t spi;
    uint32_t mtu; /* of the next hop, 0: not said */
};
/* packet: the ICMP error itself. */
void ikt_triage_too_big(struct ikt_triage *triage, const struct ikt_packet *packet, const struct ikt_too_big *error);

/* An IP packet, by its header alone. */
struct ikt_ip_packet {
    uint64_t frame;
    ikt_time time;
    uint16_t identification; /* of IPv4, the same in all fragments of a packet and in its copies; 0: unknown */
    const struct ikt_address *source, *destination;
    uint8_t protocol;   /* that the header names; of a fragment, perhaps that of a header of IPv6 before it */
    bool authenticated; /* it stands inside AH */
};
/*
 * A packet was captured, of whatever protocol, from and to whomever. Of who sent it the calls above say it, too.
 * Before the first IKE of a host or after it, it counts alike: the capture shows what that host sends. It moves no
 * clock and ends nothing. Packets inside a tunnel are told as well; what ESP carries is not, for it is no packet in
 * clear.
 */
void ikt_triage_presence(struct ikt_triage *triage, const struct ikt_ip_packet *packet);
/*
 * It is now this time, whatever packets come: exchanges settle that are due. For live captures, where a line may fall
 * silent. As between packets, a step of half an hour or more counts as 45 s, since silence and a clock that was set
 * look alike: call it every minute or more often. A packet may come later whose time is earlier; a time that is earlier
 * than one before does nothing.
 */
void ikt_triage_advance(struct ikt_triage *triage, ikt_time now);

/*
 * For live captures: how the tunnels stand while the capture goes on. From ikt_triage_watch on, ikt_triage_standing
 * tells those of the pairs of peers of which something was seen since its last call (of 256 pairs at most, the rest
 * the next time), settled records and exchanges that are alive taken together, as ikt_triage_finish would tell them
 * now; each is valid until tell returns. Exchanges that go on count once they are decided, have repeated themselves
 * three times or are silent for 30 s. Nothing is final here, findings have no ordinals, and nothing that is told later
 * changes by it. Only where the sink takes tunnels.
 */
void ikt_triage_watch(struct ikt_triage *triage);
void ikt_triage_standing(struct ikt_triage *triage, void (*tell)(void *user, const struct ikt_tunnel *tunnel),
                         void *user);

/*
 * Are these the cookies of an ISAKMP SA that is alive (the responder's zero, or not yet known)? For UDP datagrams on
 * ports that are not IKE's own: what begins with cookies known from IKE's ports is fed like any other.
 */
bool ikt_triage_knows(const struct ikt_triage *triage, const uint8_t initiator_cookie[IKT_AT_LEAST(IKT_COOKIE_SIZE)],
                      const uint8_t responder_cookie[IKT_AT_LEAST(IKT_COOKIE_SIZE)]);

/* Settle everything. The result lives until ikt_triage_free. */
const struct ikt_capture *ikt_triage_finish(struct ikt_triage *triage);

#ifdef __cplusplus
}
#endif

#endif
