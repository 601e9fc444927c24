/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The unit of every verdict: two peers and what they want to carry between them.
 *
 * The letters A and B belong to the pair and stay: A began the first negotiation that was seen. Initiator and responder
 * are said of one exchange only. Quick Modes of one pair, in either direction, whose networks overlap when mirrored are
 * one tunnel; those that were not read join the pair's only tunnel, else one whose networks are unknown. A phase 1 that
 * fails counts for each tunnel of the pair. Retries are counts.
 */
#ifndef IKETRIAGE_TUNNEL_H
#define IKETRIAGE_TUNNEL_H

#include "exchange.h"
#include "finding.h"
#include "source.h"
#include "transit.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What was last seen to hold; derived from what was seen, never from rules. */
enum ikt_tunnel_state {
    IKT_TUNNEL_UP,       /* the last Quick Mode came up; a DELETE without a later failure leaves it so */
    IKT_TUNNEL_DEGRADED, /* up with a fault: narrower networks, a rekey that fails in one direction, DPD unanswered, one
                            direction silent */
    IKT_TUNNEL_DOWN,     /* refused, unanswered or deleted since the last success, or never up */
    IKT_TUNNEL_FLAPPING, /* lost twice or more, rekeys not counted */
    IKT_TUNNEL_UNJUDGED, /* the capture begins or ends in the middle, or shows one direction */
    IKT_TUNNEL_STATE_COUNT
};
const char *ikt_tunnel_state_name(enum ikt_tunnel_state state); /* "down" */

/* Where what is wrong was met. */
enum ikt_tunnel_where {
    IKT_WHERE_NOWHERE,
    IKT_WHERE_PHASE1,
    IKT_WHERE_XAUTH,
    IKT_WHERE_PHASE2,
    IKT_WHERE_TRAFFIC,
    IKT_WHERE_CONFIGURATION,
    IKT_WHERE_COUNT
};
const char *ikt_tunnel_where_name(enum ikt_tunnel_where where); /* NULL for nowhere */

/* Something that one side is known to have. */
struct ikt_tunnel_fact {
    const char *value; /* as IOS says it; NULL: unknown */
    bool complete;     /* all that the side has, as its own offer or configuration shows; false: part of it */
    struct ikt_ref from;
};

struct ikt_tunnel_side {
    struct ikt_endpoint endpoint; /* where its first message came from (or went to) */
    const char *id;               /* of phase 1, as text; NULL: not read */
    enum ikt_vendor vendor;
    bool vendor_guessed;
    const char *vendor_name; /* NULL: unknown */
    const char *hostname;    /* of its configuration; NULL: none was given */
    struct ikt_tunnel_fact networks, sets, mode, pfs, lifetimes;
    struct ikt_tunnel_fact policies; /* of phase 1 */
    struct ikt_tunnel_fact peers;    /* addresses that it begins negotiations with */
};

/* ESP and AH that one side sent. */
struct ikt_tunnel_traffic {
    uint64_t packets, octets;
    ikt_time first_time, last_time; /* IKT_TIME_NONE: no packet */
};

/* A row of the two sides' values next to each other. */
struct ikt_tunnel_row {
    const char *what;  /* "cipher" */
    const char *a, *b; /* NULL: unknown */
    enum ikt_tristate differs;
    struct ikt_ref from[2]; /* number 0: nowhere */
};

/* A decision that is open: what may be wrong, as one answer of a router decides it. */
struct ikt_tunnel_open {
    const char *decision; /* "crypto ACL or map entry"; static */
    size_t rule_count;
    const enum ikt_rule *rules;
    int ios_error;            /* that IOS prints with "invalidated proposal with error"; 0: none */
    bool ios_error_confirmed; /* seen in a router's log; else from memory, and printed with a star */
    size_t ref_count;
    const struct ikt_ref *refs; /* the first ones of what speaks for it */
};

/* What an answer of the router means. */
struct ikt_tunnel_answer {
    struct ikt_sentence see; /* a line, or what a command shows */
    struct ikt_sentence means;
    enum ikt_rule rule; /* that it decides for; IKT_RULE_COUNT: none in particular */
    bool from_memory;   /* a number in it is confirmed by no router's log: the star stands in the text */
};

/* What to do on one router to decide what is open. */
struct ikt_tunnel_decide {
    bool on_a;                           /* else on B */
    size_t command_count;                /* 0: the peer is no router whose commands are known, its log has to tell */
    const struct ikt_sentence *commands; /* limited to this peer, the last ones end the debugging */
    size_t answer_count;
    const struct ikt_tunnel_answer *answers;
    struct ikt_sentence hint; /* what else decides it; format NULL: nothing */
};

struct ikt_tunnel_exchange {
    uint8_t initiator_cookie[IKT_COOKIE_SIZE];
    uint32_t message_id; /* 0: the ISAKMP SA itself */
};

struct ikt_tunnel {
    bool of_documents; /* judged from configurations and logs: nothing was captured, and state is what it would be */
    struct ikt_tunnel_side a, b;
    enum ikt_tunnel_state state;
    enum ikt_tunnel_where where;
    ikt_time since; /* when the state began */
    bool ended;     /* its SAs were deleted after a success, and nothing failed since */
    ikt_time first_time, last_time;
    uint64_t attempts[IKT_OUTCOME_COUNT]; /* Quick Modes by outcome; phase 1 failures where no Quick Mode was begun */
    uint64_t begun_by[2];                 /* of these: by A, by B; of documents 1 where a log tells that it began */
    uint64_t phase1_up;                   /* ISAKMP SAs of the pair that were established */
    uint64_t rekeys;
    struct ikt_tunnel_traffic traffic[2]; /* A to B, B to A */
    size_t logged_count;                  /* of documents: lines of logs that tell the state, the last one first */
    struct ikt_ref logged[2];
    const struct ikt_sentence *before; /* one of notes: how one that logs show up failed before; NULL */
    size_t cause_count;                /* 0: open */
    const enum ikt_rule *causes;       /* that hold together */
    enum ikt_likelihood likelihood;    /* of the causes */
    struct ikt_findings findings;      /* one per rule and direction, best first; the first one is the verdict's */
    const bool *finding_by_a;          /* for each: its exchange was begun by A */
    const char *networks[2];           /* what it carries, of A and of B; NULL: not read */
    size_t note_count;
    const struct ikt_sentence *notes; /* what its exchanges say together, and none of them by itself */
    size_t row_count;
    const struct ikt_tunnel_row *rows;
    size_t open_count; /* where the cause is open, likelier first */
    const struct ikt_tunnel_open *open;
    size_t decide_count;
    const struct ikt_tunnel_decide *decide;
    size_t exchange_count;  /* listed; the first ones */
    uint64_t findings_more; /* those of its exchanges that are not listed */
    uint64_t exchanges_more;
    const struct ikt_tunnel_exchange *exchanges;
    /* Captures of several places are joined: of the pair, ways and peers of A first, one view of each place; else NULL.
     */
    const struct ikt_transit *transit;
    const struct ikt_transit_view *views;
    unsigned view_count;
    const struct ikt_transits *transits; /* whom to ask more */
    /* Which records are its own, all of them: each phase 1 with this pair, each Quick Mode with one of these parts. */
    uint32_t pair;
    uint32_t parts[2]; /* the second one: of Quick Modes that were not read, and joined it; 0: none */
    /* Tells it from the pair's other tunnels while the capture goes on: place in the capture of its first Quick Mode's
     * first packet. 0: it has none. */
    uint64_t own_sequence;
};

#ifdef __cplusplus
}
#endif

#endif
