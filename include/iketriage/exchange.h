/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What was negotiated: ISAKMP SAs (phase 1) and Quick Modes (phase 2) as records. Records are plain values owned by
 * the triage; a record handed to a sink and all it points to are valid until the sink returns.
 *
 * Identities: an ISAKMP SA is its cookie pair, a Quick Mode is the cookie pair and the message ID.
 * "Unknown" is a value (IKT_ABSENT, NULL, IKT_TIME_NONE, IKT_UNKNOWN) and never reads as "no".
 *
 * Order in time is `sequence`: a number that the engine gives to each packet that it is fed, from 1, rising, never the
 * same twice; 0: no packet. Frame numbers are for display only: neither order nor identity follows from them.
 *
 * Lists are bounded, counts are not: X_more says how many of a list X were left out (never the first and the newest of
 * a kind), and what was left out still took part in all that the record says elsewhere.
 */
#ifndef IKETRIAGE_EXCHANGE_H
#define IKETRIAGE_EXCHANGE_H

#include "message.h"
#include "source.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The first that holds, in this order. */
enum ikt_outcome {
    IKT_OUTCOME_ESTABLISHED, /* phase 1 authenticated; Quick Mode complete */
    IKT_OUTCOME_REJECTED,    /* an error notify (or XAUTH failure) answers it */
    IKT_OUTCOME_DELETED,     /* the ISAKMP SA was deleted before it ended */
    IKT_OUTCOME_NO_RESPONSE, /* repeated, never answered, and the other direction was captured */
    IKT_OUTCOME_INCOMPLETE,  /* the capture begins or ends in the middle, or shows one direction */
    IKT_OUTCOME_COUNT
};
const char *ikt_outcome_name(enum ikt_outcome outcome); /* "no-response" */

/* Why an exchange is incomplete: the first that holds. */
enum ikt_incomplete {
    IKT_INCOMPLETE_NOT,           /* the outcome is another one */
    IKT_INCOMPLETE_ONE_DIRECTION, /* no packet of one of the peers was captured */
    IKT_INCOMPLETE_BEGINS,        /* the capture begins after its first message */
    IKT_INCOMPLETE_GAP,           /* a message between two others was not captured */
    IKT_INCOMPLETE_QM3_LOST,      /* the responder still waits for message 3 of a Quick Mode */
    IKT_INCOMPLETE_ENDS,          /* the capture ends before the next message is due */
    IKT_INCOMPLETE_STOPS,         /* the capture goes on, and neither peer does */
    IKT_INCOMPLETE_EVICTED,       /* it was given up for want of room: what came later, if anything, is not known */
    IKT_INCOMPLETE_COUNT
};
const char *ikt_incomplete_name(enum ikt_incomplete incomplete); /* NULL, "one-direction" */
const char *ikt_incomplete_text(enum ikt_incomplete incomplete); /* NULL, "the capture shows one direction" */

/* What became of an established exchange later. */
enum ikt_ended {
    IKT_ENDED_NOT,
    IKT_ENDED_DELETED,
    IKT_ENDED_SUPERSEDED
};
const char *ikt_ended_name(enum ikt_ended ended); /* NULL, "deleted", "superseded" */

enum ikt_decryption {
    IKT_DECRYPTION_VERIFIED,  /* decrypted and its HASH checked */
    IKT_DECRYPTION_DECRYPTED, /* well-formed, no key to check a hash with */
    IKT_DECRYPTION_PARTIAL,   /* a block is lost, the rest is read */
    IKT_DECRYPTION_NO_KEY,
    IKT_DECRYPTION_BAD_KEY, /* a key was given and does not fit */
    IKT_DECRYPTION_CLEARTEXT,
    IKT_DECRYPTION_UNKNOWN, /* what it would be said of was not captured */
    IKT_DECRYPTION_COUNT
};
/* "no-key"; NULL for IKT_DECRYPTION_UNKNOWN */
const char *ikt_decryption_name(enum ikt_decryption decryption);

/* Places of a message in its exchange. The names are those of the JSON contract. */
enum ikt_message_name {
    IKT_MAIN1,
    IKT_MAIN2,
    IKT_MAIN3,
    IKT_MAIN4,
    IKT_MAIN5,
    IKT_MAIN6,
    IKT_AGGRESSIVE1,
    IKT_AGGRESSIVE2,
    IKT_AGGRESSIVE3,
    IKT_BASE1,
    IKT_BASE2,
    IKT_BASE3,
    IKT_BASE4,
    IKT_QUICK1,
    IKT_QUICK2,
    IKT_QUICK3,
    IKT_QUICK4,
    IKT_TRANSACTION,
    IKT_NEW_GROUP,
    IKT_INFORMATIONAL, /* one that is neither an error notify nor a delete, or that no key opens */
    IKT_NOTIFY,        /* informational with an error notify, or placed as one by order, direction and size */
    IKT_DELETE,        /* informational with a delete */
    IKT_MESSAGE_OTHER,
    IKT_MESSAGE_NAME_COUNT
};
const char *ikt_message_name_text(enum ikt_message_name name); /* "main1", "quick2", "notify" */

/* One ISAKMP message on the wire. Lists are in capture order; what came too early follows what it had to wait for. */
struct ikt_seen {
    enum ikt_message_name name;
    uint64_t sequence;
    uint64_t frame; /* of the capture, from 1; for a reassembled datagram the frame that completed it */
    ikt_time time;
    struct ikt_endpoint source, destination;
    bool from_initiator;            /* of the ISAKMP SA (for a Quick Mode: of the Quick Mode) */
    uint64_t duplicate_of;          /* frame whose bytes it repeats, 0 when it is the first */
    uint64_t duplicate_of_sequence; /* likewise its sequence */
    enum ikt_decryption decryption;
    unsigned quick_number;             /* 1..4: the keys tell which message of its Quick Mode it is; 0: they do not */
    uint32_t length;                   /* ISAKMP bytes on the wire */
    const struct ikt_message *message; /* readable form where there is one (clear or opened), else the encrypted one;
                                          NULL: forgotten for want of room */
};

/* Who a peer is, as far as the wire tells; a guess carries its evidence. */
enum ikt_vendor {
    IKT_VENDOR_UNKNOWN,
    IKT_VENDOR_CISCO_IOS, /* IOS/ASA family, by the IOS VID */
    IKT_VENDOR_CISCO_ASA,
    IKT_VENDOR_STRONGSWAN,
    IKT_VENDOR_LIBRESWAN, /* and its FreeS/WAN, Openswan relatives */
    IKT_VENDOR_OTHER      /* named by a VID; the knowledge base has no rules for it */
};

struct ikt_party {
    struct ikt_endpoint endpoint;  /* where its first message came from (or went to) */
    const struct ikt_identity *id; /* phase 1 ID payload, NULL while unread */
    enum ikt_vendor vendor;
    bool vendor_guessed;          /* by behaviour, not by a VID */
    const char *vendor_name;      /* NULL when unknown */
    const char *vendor_evidence;  /* in words, NULL when unknown */
    enum ikt_tristate behind_nat; /* from NAT-D */
    bool seen;                    /* at least one packet from it is in the capture */
    const char *psk; /* "file:line" of the preshared key that its messages verify under, NULL when unknown */
};

/* A notify payload that concerns the exchange. */
struct ikt_notification {
    uint64_t sequence;
    uint64_t frame;
    ikt_time time;
    bool from_initiator; /* of the ISAKMP SA */
    bool authenticated;  /* its HASH was verified */
    bool encrypted;
    const struct ikt_notify *notify; /* NULL: not readable, taken for an error notify by order, direction and size */
};

struct ikt_deletion {
    uint64_t sequence;
    uint64_t frame;
    ikt_time time;
    bool from_initiator;
    bool authenticated;
    const struct ikt_delete *deletion;
};

#define IKT_REFUTED_MAX 4 /* keys that do not fit an ISAKMP SA: so many are named */

/* What key material was there and what was missing, for the sentence that says where to get it. */
enum ikt_missing_key {
    IKT_MISSING_NOTHING,
    IKT_MISSING_ALL,     /* no key of any kind names this SA or pair */
    IKT_MISSING_DH,      /* a preshared key, but no g^xy, SKEYID_e or Ka: RFC 2409 section 5 */
    IKT_MISSING_PSK,     /* g^xy without a preshared key */
    IKT_MISSING_PHASE1,  /* keys, but phase 1 (nonces, KE, cipher) is not in the capture, or not whole */
    IKT_MISSING_SUPPORT, /* the method (signature, cipher, group) is not one that can be derived yet */
    IKT_MISSING_TRIAL    /* not every key that may be this SA's was tried: they cost too much, or were too many */
};

/* ESP or AH seen under one SPI. */
struct ikt_flow {
    uint8_t protocol; /* IKT_PROTOCOL_ESP or IKT_PROTOCOL_AH */
    uint32_t spi;
    struct ikt_address source, destination;
    bool in_udp; /* it came as UDP (RFC 3948), not as an IP protocol */
    uint64_t packets;
    uint64_t octets; /* of ESP or AH and what it carries */
    ikt_time first_time, last_time;
    uint64_t tenth_last_sequence; /* of its last ten packets the first, 0: there are fewer */
    uint64_t first_sequence, last_sequence;
    uint64_t first_frame, last_frame;
    uint64_t out_of_order, duplicates; /* against a window of 64 packets, RFC 4303 section 3.4.3 */
    uint64_t dropped_by_window;        /* of those out of order, 64 and more behind: who checks replays drops them */
    uint64_t dropped_in_time; /* ... that were captured no earlier than the packet before them: no capture's disorder */
    uint64_t dropped_frame;   /* the first of them, 0: none */
    uint64_t too_big;         /* ICMP errors that say that a packet of it is too big */
    uint64_t too_big_frame;   /* of the last of them, 0: none */
    uint32_t too_big_mtu;     /* the least that they name, 0: none does */
    uint64_t oversized;       /* packets that came after the first of them and are no smaller */
    uint64_t late;            /* of the packets, those seen well after the receiver had deleted the SA */
    uint64_t replaced;        /* those seen well after a newer SA, or INITIAL-CONTACT of the receiver, took its place */
};

/* Packets in clear that one side sent to the other between networks that a Quick Mode's SAs protect, while these lived.
 */
struct ikt_clear {
    uint64_t packets;
    uint64_t first_frame, last_frame;
    ikt_time first_time, last_time; /* mean nothing where there is none */
    uint64_t after_sequence;        /* of the IKE, ESP or AH packet that came before the first one */
    bool encrypted_since;           /* ESP or AH of that side, under any SPI, came after the first one */
};

/* What is not known of a message that was read without its IV; repetitions say nothing new and have no row. */
struct ikt_lost {
    const struct ikt_seen *message;
    uint32_t octets;     /* the first ones of its payloads */
    const char *because; /* static; equal causes are the same string */
};

/* An ICMP error that quotes an IKE datagram: evidence, never a message. */
struct ikt_icmp {
    uint64_t sequence;
    uint64_t frame;
    ikt_time time;
    struct ikt_address reporter;             /* who sent it */
    uint8_t family;                          /* ICMP or ICMPv6, by enum ikt_family */
    uint8_t type, code;                      /* RFC 792, RFC 1812, RFC 4443 */
    struct ikt_endpoint source, destination; /* of the quoted datagram */
};

/* Dead peer detection (RFC 3706) as one side asks: what it asked, and what the other side answered it. */
struct ikt_dpd {
    uint64_t asked, answered;  /* R-U-THERE, and R-U-THERE-ACK to them */
    uint64_t unanswered;       /* R-U-THERE since the last answer, or since the first */
    uint64_t unanswered_frame; /* the first of these, 0: none */
    uint64_t unanswered_sequence;
    uint64_t last_frame; /* of the last R-U-THERE, 0: none */
    uint64_t last_sequence;
};

/* What looks like unanswered R-U-THERE where no key opens them: the longest run one way of messages of that length. */
struct ikt_dpd_run {
    uint64_t count; /* 0: none of the length was seen, or the cipher's sizes are unknown */
    bool from_initiator;
    uint64_t first_frame, last_frame;
    uint64_t first_sequence, last_sequence;
};

/* INVALID-SPI that one side says: all of them, be they listed or not. */
struct ikt_invalid_spi {
    uint64_t count;
    uint64_t first_frame, last_frame;
    uint64_t first_sequence, last_sequence;
};

/* XAUTH and mode config (Transaction exchanges), as far as they could be read. */
struct ikt_configuration {
    uint64_t xauth_frame;  /* of the last message that speaks of XAUTH, 0: none */
    uint64_t status_frame; /* of the last XAUTH-STATUS, 0: none */
    bool status_verified, status_from_initiator;
    enum ikt_tristate xauth_ok;    /* XAUTH-STATUS; IKT_UNKNOWN: none was read */
    bool xauth_from_initiator;     /* who asked for XAUTH */
    uint64_t config_request_frame; /* of a CFG_REQUEST or CFG_SET for anything but XAUTH, 0: none */
    uint64_t config_answer_frame;  /* of the CFG_REPLY or CFG_ACK to it, 0: none */
};

struct ikt_finding; /* finding.h */

struct ikt_tally; /* the engine's own: what is judged of all datagrams, listed or not */

struct ikt_findings {
    size_t count;
    const struct ikt_finding *const *items; /* best first */
};

struct ikt_phase1 {
    struct ikt_party initiator, responder;
    bool roles_known; /* who began it was captured, or is told by a message without a responder cookie */
    uint8_t initiator_cookie[IKT_COOKIE_SIZE];
    uint8_t responder_cookie[IKT_COOKIE_SIZE]; /* zero when no answer was seen */
    int exchange; /* IKT_EXCHANGE_MAIN, _AGGRESSIVE, _BASE; IKT_ABSENT: phase 1 was not captured */
    enum ikt_outcome outcome;
    enum ikt_incomplete incomplete; /* why, where the outcome is that */
    enum ikt_ended ended;
    const char *ios_state;         /* as show crypto isakmp sa would print it: "MM_KEY_EXCH" */
    ikt_time start_time, end_time; /* first message; the one that settled the outcome (or the last one) */
    size_t seen_count;
    const struct ikt_seen *seen;          /* phase 1, transaction and informational messages, copies left out */
    const struct ikt_tally *tally;        /* of all of these; NULL: of those listed */
    uint64_t seen_more, seen_bare;        /* not listed; listed without their messages, for want of room */
    enum ikt_decryption decryption;       /* weakest of its encrypted phase 1 messages, cleartext: none was encrypted,
                                             unknown: not captured; bad-key also where a HASH in clear was made with no key
                                             that was given */
    size_t refuted_count;                 /* keys that were given for it and do not fit: of bad-key, else 0 */
    const char *refuted[IKT_REFUTED_MAX]; /* "file:line" of the first of them; they live as long as the keyring */
    enum ikt_missing_key missing;
    bool psk_differs;           /* each side's messages verified under another preshared key */
    const struct ikt_sa *offer; /* NULL when not captured */
    const struct ikt_sa *choice;
    int authentication; /* IKT_AUTH_*, chosen or (where every offer agrees) offered; IKT_ABSENT */
    size_t notification_count;
    const struct ikt_notification *notifications; /* but for R-U-THERE and its answer */
    uint64_t notifications_more;
    size_t deletion_count;
    const struct ikt_deletion *deletions;
    uint64_t deletions_more;
    size_t icmp_count;
    const struct ikt_icmp *icmp;
    uint64_t icmp_more;
    uint64_t quick_modes;                  /* seen under it */
    struct ikt_dpd dpd[2];                 /* asked by the initiator, by the responder */
    struct ikt_dpd_run dpd_guess;          /* where none could be read */
    struct ikt_invalid_spi invalid_spi[2]; /* said by the initiator, by the responder */
    struct ikt_configuration configuration;
    unsigned fragments_incomplete; /* messages in IKE fragments of which a piece is missing */
    uint64_t fragments_frame;      /* of the newest piece of these, 0: none */
    bool fragments_from_initiator;
    uint64_t ikev2_messages[2]; /* IKEv2 between the same two addresses, sent by the initiator, by the responder */
    uint64_t ikev2_frame;       /* of the first of them, 0: none */
    bool one_direction;         /* no packet from one of the peers is in the capture */
    bool evicted;      /* it was given up before it was over, for want of room: what it had come to by then holds, and
                          nothing follows from what had not come */
    size_t lost_count; /* these, the findings and the number: once the record is handed out */
    const struct ikt_lost *lost;
    struct ikt_findings findings;
    uint32_t pair; /* of peers: ikt_tunnel.pair of each tunnel that it counts for; 0: tunnels are not kept */
};

struct ikt_phase2 {
    const struct ikt_phase1 *phase1; /* its ISAKMP SA as known so far, never NULL; without findings */
    uint32_t message_id;
    /* Nothing was captured: what one configuration would offer, and what the model says that the other answers; or what
     * routers log. */
    enum ikt_supposed {
        IKT_SUPPOSED_NOT,
        IKT_SUPPOSED_SURE, /* each check that decides it is known for sure */
        IKT_SUPPOSED_FROM_MEMORY,
        IKT_SUPPOSED_LOGGED /* it happened: routers' logs tell of it */
    } supposed;
    bool reversed;                                 /* the Quick Mode's initiator is the ISAKMP SA's responder */
    const struct ikt_party *initiator, *responder; /* of the Quick Mode, pointing into phase1 */
    enum ikt_outcome outcome;
    enum ikt_incomplete incomplete; /* why, where the outcome is that */
    enum ikt_ended ended;
    uint64_t ended_sequence; /* of the message that ended its SAs, 0: none did */
    ikt_time ended_time;     /* likewise, IKT_TIME_NONE */
    ikt_time start_time, end_time;
    size_t seen_count;
    const struct ikt_seen *seen;    /* quick1..4, the notify or delete that answered, copies left out */
    uint64_t sent[4];               /* datagrams of quick1..4, listed or not; 0: as many as are listed */
    uint64_t seen_more, seen_bare;  /* not listed; listed without their messages, for want of room */
    enum ikt_decryption decryption; /* the weakest of its encrypted messages */
    const struct ikt_sa *offer;     /* NULL when not readable */
    const struct ikt_sa *choice;    /* NULL when none was seen or readable */
    const struct ikt_identity *proxy_initiator,
        *proxy_responder; /* IDci, IDcr of the first message; absent IDs stand for
                             the peers' own addresses; NULL when not readable */
    const struct ikt_identity *answered_initiator, *answered_responder; /* likewise of the second message */
    int pfs_group;                            /* of the offer; IKT_ABSENT: none, or unknown when offer is NULL */
    const struct ikt_notification *rejection; /* NULL when nothing refused it */
    size_t flow_count;
    const struct ikt_flow *flows; /* a row per direction and protocol, initiator to responder first */
    uint64_t flows_more;
    bool flows_by_order;       /* taken for its own by order: the SPIs were not read */
    struct ikt_clear clear[2]; /* from its initiator's network, from its responder's; 0 where these were not read */
    /*
     * Quick Modes of the same initiator to the same peer that were refused or unanswered before this one: all of them,
     * since the engine began to remember the pair. It forgets the pair that was silent longest when there are more than
     * 8192, and counts from 0 again.
     */
    unsigned attempts;
    bool esp_lost;         /* captures are joined, and all ESP of one side is lost between two places */
    bool qm3_lost;         /* QM2 repeated after the last QM3 */
    bool awaits_connected; /* the commit bit is set, and CONNECTED does not come */
    bool one_direction;
    bool evicted;      /* likewise */
    size_t lost_count; /* these, the SAs, the findings and the number: once the record is handed out */
    const struct ikt_lost *lost;
    /*
     * Its IPsec SAs, initiator to responder first: the flows, and where it is established a row for each negotiated SPI
     * under which no packet was seen (packets 0, times IKT_TIME_NONE). An SPI is its sender's inbound one (RFC 2408
     * section 3.5): that of the initiator's proposal stands for traffic to the initiator.
     */
    size_t sa_count;
    const struct ikt_flow *sas;
    struct ikt_findings findings;
    uint32_t part; /* of its tunnel: one of ikt_tunnel.parts; 0: tunnels are not kept */
};

#ifdef __cplusplus
}
#endif

#endif
