/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tunnel's state, out of what happened to it in order of time. Pure: no rule and no record is looked at.
 */
#ifndef IKT_TUNNELS_TUNNEL_STATE_H
#define IKT_TUNNELS_TUNNEL_STATE_H

#include "iketriage/tunnel.h"

enum ikt_tunnel_event_kind {
    IKT_EVENT_PHASE1_UP,
    IKT_EVENT_PHASE1_DELETED, /* an ISAKMP SA that was up ended, and no Quick Mode was ever begun under it */
    IKT_EVENT_CONTACT,        /* a side says, verified, that it has no other SA with the peer */
    IKT_EVENT_PHASE1_FAILED,
    IKT_EVENT_XAUTH_FAILED,
    IKT_EVENT_UP,        /* a Quick Mode came up; while the SAs before it are alive it is a rekey */
    IKT_EVENT_FAILED,    /* one was refused, stayed unanswered, or its ISAKMP SA was deleted before it was done */
    IKT_EVENT_LOST,      /* the SAs of a success were deleted */
    IKT_EVENT_MAYBE_LOST /* some were, and nobody remembers whose: it may be any success up to that of the event */
};

struct ikt_tunnel_event {
    uint64_t sequence;
    union {
        uint64_t of;          /* IKT_EVENT_LOST: the sequence of the success whose SAs end, or of the last that may */
        uint32_t identity[2]; /* of a success and of a contact: the lower side's, the other's; see identity_hash.h */
    };
    ikt_time time;
    enum ikt_tunnel_event_kind kind;
    bool by_low;           /* of a Quick Mode: the peer with the lower address began it; of a contact: it says so */
    uint16_t life_minutes; /* IKT_EVENT_UP: agreed for its SAs, 0: not known */
};

/* What the events so far add up to; zero at the beginning. Events come by rising sequence, but for a success that
 * is told when more has been followed than waits for its order. */
struct ikt_tunnel_course {
    bool up;          /* the SAs of the last success are alive */
    bool may_be_lost; /* ... or may have been deleted, at lost_at */
    bool ever_up;
    bool up_by_low;              /* who began the last success */
    bool failed;                 /* something failed since the last success */
    bool failed_by[2];           /* ... begun by the lower address, by the other */
    uint64_t failed_sequence[2]; /* the newest of these */
    bool phase1_up, phase1_deleted;
    uint64_t up_sequence; /* of the last success */
    uint32_t up_identity[2];
    uint64_t rekeys;
    uint64_t losses;
    unsigned hasty;        /* successes in a row that came long before the one before was due to end */
    uint16_t life_minutes; /* of the last success */
    ikt_time up_time;      /* when: a rekey too */
    ikt_time up_since, lost_at, failed_since, phase1_time;
    enum ikt_tunnel_where where; /* the last failure */
};
void ikt_tunnel_follow(struct ikt_tunnel_course *course, const struct ikt_tunnel_event *event);

/* What the traffic and the peers' liveness say, over the whole capture. */
struct ikt_tunnel_signs {
    bool narrowed;        /* the last success was answered with narrower networks */
    bool half_done;       /* one side waits: for the third message of a Quick Mode, or for CONNECTED */
    bool cannot_pass;     /* AH only, and NAT-D shows a NAT that it cannot pass */
    bool lossy;           /* packets come too late for the receiver, or are too big for the path */
    bool in_clear;        /* a side sends in clear what the other one sends encrypted */
    bool refused_packets; /* a side complains of SPIs that it does not know */
    bool dpd_unanswered;  /* R-U-THERE without an answer at the end */
    bool silenced;        /* both directions had spoken, then one fell silent while the other went on */
    bool one_way;         /* only one direction ever carried anything, though the capture sees both */
    ikt_time silent_since;
    ikt_time both_ways_until; /* the last time at which both directions are known to have carried ESP */
};

struct ikt_tunnel_verdict {
    enum ikt_tunnel_state state;
    enum ikt_tunnel_where where;
    ikt_time since;
    bool ended;
};

struct ikt_tunnel_verdict ikt_tunnel_judge(const struct ikt_tunnel_course *course,
                                           const struct ikt_tunnel_signs *signs);

#endif
