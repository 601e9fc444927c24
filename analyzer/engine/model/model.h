/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An executable model of a router's own decision: what it answers to an offer, and which negotiation it begins. The
 * checks go in IOS's own order; each is a row of checks.def, with where it is known from and how sure that is.
 * Where releases or our knowledge differ, or a statement that decides is unclear, the answer is "either", and who uses
 * it concludes nothing certain.
 *
 * All that is handed out lives in the arena that was given, and points into the router.
 */
#ifndef IKT_MODEL_MODEL_H
#define IKT_MODEL_MODEL_H

#include "base/arena.h"
#include "documents/router.h"
#include "evidence/proxy_compare.h"
#include "iketriage/exchange.h"

enum ikt_model_says {
    IKT_MODEL_TAKES,   /* it accepts, or begins */
    IKT_MODEL_REFUSES, /* it refuses, or begins nothing */
    IKT_MODEL_EITHER   /* one or the other: not known */
};

/* Whose product the router is. */
enum ikt_vendor ikt_model_vendor(const struct ikt_router *router);

/* checks.def: IKT_MODEL_CHECK(id, "what is checked", "its source", sure) */
enum ikt_model_check {
#define IKT_MODEL_CHECK(id, text, source, sure) IKT_MODEL_CHECK_##id,
#include "model/checks.def"
#undef IKT_MODEL_CHECK
    IKT_MODEL_CHECK_COUNT
};

enum ikt_model_sure {
    IKT_MODEL_SURE,       /* read in a named source, or measured */
    IKT_MODEL_FROM_MEMORY /* not confirmed by a router: what rests on it is never certain */
};

struct ikt_model_check_info {
    const char *text, *source;
    enum ikt_model_sure sure;
};
extern const struct ikt_model_check_info ikt_model_checks[IKT_MODEL_CHECK_COUNT];

/* A check that was made, on one entry or on none. */
struct ikt_model_step {
    enum ikt_model_check check;
    enum ikt_model_says says;             /* takes: passed; refuses: the reason why not */
    const struct ikt_router_entry *entry; /* NULL: before any entry, or a tunnel's without one */
    unsigned line;                        /* the statement that decides; 0: the lack of one */
    const char *because;                  /* static, a clause; NULL: nothing beyond the check's text */
};

/* Networks a router has in one entry, with the entry and the statement: an offer that it could make or take. */
struct ikt_model_line {
    const struct ikt_router_entry *entry;         /* of a crypto map, or the profile of a tunnel */
    const struct ikt_router_interface *interface; /* where the map is applied, or the tunnel; NULL: not known */
    unsigned line;                                /* of the access list, or of the tunnel's protection */
    struct ikt_proxies networks;                  /* as the owner would offer them: its own first */
    const struct ikt_sa *sets;                    /* as it would offer them, in their order; NULL: not known */
    const struct ikt_router_set *first_set;       /* NULL: a built-in one, or not known */
    int pfs_group;                                /* IKT_ABSENT: none */
    enum ikt_tristate group_known;                /* IKT_UNKNOWN: there is one, which depends on the release */
};

/* An offer as it arrives. */
struct ikt_model_offer {
    struct ikt_address local, remote; /* the router's own, and the peer's, as the packets show them */
    bool local_translated;            /* local was given with the configuration: a NAT may stand before the router */
    struct ikt_proxies networks;      /* as offered: the initiator's first */
    const struct ikt_sa *proposals;   /* NULL: not known */
    int pfs_group;                    /* IKT_ABSENT: none */
    bool pfs_unknown;
    const struct ikt_identity *identity; /* of phase 1; NULL: not known */
    bool nat;                            /* NAT-T is in use: modes are the UDP ones */
};

struct ikt_model_answer {
    enum ikt_model_says says;
    bool sure;                            /* no step that decides is from memory */
    const struct ikt_router_entry *entry; /* that took it, or came nearest; NULL: none */
    const struct ikt_router_interface *interface;
    unsigned line;                      /* the statement that decides */
    int ios_error;                      /* 8, 32, 64, 256, 1024, as IOS prints it; 0: none */
    int notify;                         /* the error that it sends, as far as that is known; 0: none */
    const struct ikt_transform *chosen; /* of the offer; NULL: none, or not known */
    struct ikt_proxies narrowed;        /* what is agreed on, where it is less than offered; known false: as offered */
    size_t step_count;
    const struct ikt_model_step *steps; /* in their order; the last one decides */
};

/* What the router answers to a Quick Mode's offer. Never NULL. */
const struct ikt_model_answer *ikt_model_answer(struct ikt_arena *arena, const struct ikt_router *router,
                                                const struct ikt_model_offer *offer);

/* What it answers to a phase 1 offer of this peer: policies, the key, the profile. offer: the transforms of message 1.
 */
struct ikt_model_phase1 {
    struct ikt_address local, remote;
    bool local_translated;
    const struct ikt_sa *proposals;
    bool aggressive;
    const struct ikt_identity *identity; /* NULL: not known */
};
struct ikt_model_phase1_answer {
    enum ikt_model_says says;
    bool sure;
    const struct ikt_router_policy *policy;          /* that took it; NULL: none, or a built-in one */
    const struct ikt_router_key *key;                /* that it would use; NULL: none, or not known */
    const struct ikt_router_isakmp_profile *profile; /* NULL: none */
    unsigned line;                                   /* the statement that decides; 0: the lack of one */
    size_t step_count;
    const struct ikt_model_step *steps;
};
const struct ikt_model_phase1_answer *ikt_model_answer_phase1(struct ikt_arena *arena, const struct ikt_router *router,
                                                              const struct ikt_model_phase1 *offer);
/* A policy as a phase 1 transform says it; its number is 0. */
struct ikt_transform ikt_model_policy_transform(const struct ikt_router_policy *policy);
/* The transforms that it would offer in phase 1 to a peer; count 0 in proposals: none. Its policies as an SA payload.
 */
const struct ikt_sa *ikt_model_offer_phase1(struct ikt_arena *arena, const struct ikt_router *router,
                                            const struct ikt_address *remote);
/* The identity by which it shows itself in phase 1, at this address of its own; NULL: not known. */
const struct ikt_identity *ikt_model_identity(struct ikt_arena *arena, const struct ikt_router *router,
                                              const struct ikt_address *own, const struct ikt_address *remote);
/* The key it would use with this peer; NULL: none. unclear: a name or a template may stand for it. */
const struct ikt_router_key *ikt_model_key_for(const struct ikt_router *router, const struct ikt_address *local,
                                               const struct ikt_address *remote, bool *unclear);

/*
 * What it has for one peer: lines that it could offer or take, in its own order. They are told even where a reason
 * stands beside them: then one of them may be wrong, or another one missing, and nothing follows from what is not
 * there.
 */
#define IKT_MODEL_LINES 4096 /* at most; more is not kept, and a reason */
struct ikt_model_lines {
    size_t count;
    const struct ikt_model_line *items;
    const char *unless; /* why they are not all that it has, or not it, static; NULL: they are */
    unsigned at;        /* the statement that is the reason; 0: none in particular */
};
const struct ikt_model_lines *ikt_model_lines(struct ikt_arena *arena, const struct ikt_router *router,
                                              const struct ikt_address *local, bool local_translated,
                                              const struct ikt_address *remote);

/* A packet that its LAN sends. */
struct ikt_model_flow {
    struct ikt_address source, destination;
    uint8_t protocol; /* 0: not said */
    uint16_t source_port, destination_port;
};
/* What becomes of it: route, outside interface, NAT before crypto, map, access lists in order, deny, permit. */
struct ikt_model_beginning {
    enum ikt_model_says says; /* takes: a negotiation begins */
    bool sure;
    const struct ikt_model_line *line; /* what is offered */
    const struct ikt_router_names *peers;
    bool translated; /* NAT takes it first, so that it goes in clear */
    size_t step_count;
    const struct ikt_model_step *steps;
};
const struct ikt_model_beginning *ikt_model_begin(struct ikt_arena *arena, const struct ikt_router *router,
                                                  const struct ikt_model_flow *flow);

#endif
