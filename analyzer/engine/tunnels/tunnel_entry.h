/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A pair of peers and its tunnels while the capture goes on. Sides are kept by address, the lower one first: who is A
 * is only known at the end.
 */
#ifndef IKT_TUNNELS_TUNNEL_ENTRY_H
#define IKT_TUNNELS_TUNNEL_ENTRY_H

#include <glib.h>

#include "tunnels/decisions.h"
#include "tunnels/offer_mark.h"
#include "tunnels/side_facts.h"
#include "tunnels/tunnel_detail.h"
#include "tunnels/tunnel_state.h"

struct ikt_network_index; /* network_index.h */

/* Events that wait for their order: records settle late, by minutes, and only what lives on by so many others of one
 * tunnel. */
#define IKT_TUNNEL_EVENTS 64
/* Rules and directions that a tunnel keeps a finding of; exchanges that it lists. */
#define IKT_TUNNEL_FINDINGS  24
#define IKT_TUNNEL_EXCHANGES 64
/* Findings that are kept in full, of all tunnels, at some five thousand octets, and the first of these that may be no
 * more than possible; and how many a tunnel keeps without words when there is no more room, the strongest. */
#define IKT_TUNNEL_FULL_FINDINGS 4000
#define IKT_TUNNEL_FULL_POSSIBLE 2000
#define IKT_TUNNEL_BARE_FINDINGS 6
/* The array of a tunnel's findings grows by so many: what a refused Quick Mode leaves open has as many, as a rule. */
#define IKT_TUNNEL_FINDINGS_STEP 6
/* Texts that are shared; others have a copy each. */
#define IKT_TUNNEL_TEXTS 4096

enum ikt_side {
    IKT_SIDE_LOW,
    IKT_SIDE_HIGH
};

struct ikt_tunnel_events {
    unsigned count;
    struct ikt_tunnel_event *items;   /* by rising sequence */
    struct ikt_tunnel_course *course; /* what came before them; NULL: nothing did */
};

/*
 * What the tunnels of one table share: how much may still be kept in full; texts that many have; findings without
 * words, one for each strength of each rule, without an ordinal.
 */
struct ikt_tunnel_room {
    bool brief;   /* nothing is: ikt_triage_options.brief_tunnels */
    bool counted; /* of a tunnel its peers, state and first cause alone are told: IKT_TUNNELS_COUNTED */
    unsigned full;
    GHashTable *arenas; /* of the findings that are kept in full, by these */
    GHashTable *texts;  /* a set of GRefString. GLib's own set of them is one for all threads, and not safe for them */
    struct ikt_finding *bare[IKT_RULE_COUNT][IKT_SEVERITY_COUNT][IKT_LIKELIHOOD_COUNT][IKT_MISCONFIGURED_COUNT];
};
void ikt_tunnel_room_init(struct ikt_tunnel_room *room, enum ikt_tunnel_detail detail);
void ikt_tunnel_room_clear(struct ikt_tunnel_room *room);
/* A reference to a GRefString of this text. */
char *ikt_tunnel_room_text(struct ikt_tunnel_room *room, const char *text);

/* The best finding of one rule, of exchanges that one side began. */
struct ikt_tunnel_finding {
    enum ikt_rule rule : 16;
    enum ikt_side by : 8;
    bool full : 1;        /* false: there was no room for all of it, the finding has no words */
    bool both_values : 1; /* it shows what each side has: lives on without the words */
    uint32_t ordinal;
    uint64_t last_sequence;            /* of the newest exchange that has it */
    const struct ikt_finding *finding; /* the room's */
};

/* All of a finding, a copy, in a place. */
void ikt_tunnel_room_keep(struct ikt_tunnel_room *room, struct ikt_tunnel_finding *place,
                          const struct ikt_finding *finding);

/* What failed last. */
struct ikt_tunnel_failure {
    uint64_t sequence; /* 0: nothing did */
    uint64_t frame;
    enum ikt_situation situation : 8;
    enum ikt_side by : 8; /* who began it */
    bool unread;          /* its offer was not read */
};

struct ikt_tunnel_party {
    struct ikt_endpoint endpoint;
    enum ikt_vendor vendor : 8;
    bool vendor_guessed : 1, policies_complete : 1, seen : 1, began : 1;
    uint64_t endpoint_sequence;
    char *id;                /* NULL: not read */
    char *vendor_name;       /* a GRefString */
    char *policies;          /* likewise; what it offers in phase 1, else what it accepted; NULL: unknown */
    uint64_t policies_frame; /* 0: none */
};

/* ESP and AH of one side. */
struct ikt_tunnel_sent {
    struct ikt_tunnel_traffic traffic;
    uint64_t last_sequence, tenth_last_sequence; /* of its last packet, of the last ten the first */
};

struct ikt_tunnel_entry {
    struct ikt_tunnel_pair *pair;
    uint32_t parts[2]; /* ikt_tunnel.parts */
    /* small ones together, large ones only where they are: there are a hundred thousand of these */
    bool narrowed : 1;                                            /* of the last success */
    bool half_done : 1, cannot_pass : 1, in_clear : 1, lossy : 1; /* of the newest exchange */
    bool one_direction : 1;                                       /* the capture shows one direction only */
    enum ikt_side began : 1;                                      /* who began the first exchange */
    uint8_t finding_count;
    uint8_t exchange_count;
    guint place;                     /* in the pair's index */
    struct ikt_proxies *networks;    /* initiator: the lower side's; of the first Quick Mode, or the last that came up;
                                        NULL: not read */
    struct ikt_proxies *asked_by[2]; /* what each side asked for first, where it is not just that; NULL */
    uint64_t first_sequence;
    uint64_t own_sequence; /* the same before phase 1 is counted in; 0: it has no Quick Mode */
    ikt_time first_time, last_time;
    uint32_t attempts[IKT_OUTCOME_COUNT]; /* no capture has so many that they end */
    uint32_t begun_by[2];
    uint64_t narrowed_sequence;
    struct ikt_tunnel_sent *sent; /* two: of the lower side, of the other; NULL: neither sent anything */
    struct ikt_tunnel_events events;
    struct ikt_side_facts *facts[2];                 /* NULL: nothing is known */
    struct ikt_offer_mark *accepted[2], *refused[2]; /* of the newest offers of each side; NULL: none */
    uint64_t changed[2];               /* the first Quick Mode of each side with the sets and PFS that it has now, and
                                          did not have before; 0: as far as is known it always had them */
    struct ikt_tunnel_failure failure; /* the newest */
    uint64_t newest_sequence;
    uint64_t findings_more;
    struct ikt_tunnel_finding *findings;
    uint64_t exchanges_more;
    struct ikt_tunnel_exchange *exchanges;
};

struct ikt_tunnel_pair {
    struct ikt_address address[2]; /* rising */
    uint32_t number;               /* ikt_tunnel.pair */
    unsigned entry_count;
    enum ikt_side began : 1;      /* who began the first negotiation: A */
    enum ikt_side xauth_by : 1;   /* who asked for XAUTH */
    bool keys_agree : 1;          /* one preshared key fitted both sides in some ISAKMP SA */
    bool client : 1;              /* XAUTH or mode config was used */
    struct ikt_tunnel_room *room; /* of the table */
    struct ikt_tunnel_party party[2];
    uint64_t first_sequence;
    uint64_t
        key_fits_sequence[2]; /* of the newest ISAKMP SA with a preshared key that came up, by who began; 0: none */
    uint64_t key_fits_frame[2];
    uint64_t came_up[2]; /* likewise, of whatever authentication: the sequence */
    /* Of each side, the sequence of the newest of three and more R-U-THERE in a row that it left unanswered, and of
       what it said since in an ISAKMP SA in which it answers; 0: none. */
    uint64_t unanswered_sequence[2], alive_sequence[2];
    uint64_t refused_sequence; /* the newest complaint of an SPI that a side does not know; 0: none */
    uint64_t phase1_up;
    struct ikt_tunnel_entry phase1;    /* what happened to phase 1, for every tunnel of the pair; no tunnel itself */
    struct ikt_tunnel_entry *unread;   /* Quick Modes that were not read; NULL: there are none */
    struct ikt_tunnel_entry **entries; /* with networks, owned */
    struct ikt_network_index *index;   /* of them by networks: tunnel_find.c; NULL: they are few */
};

G_STATIC_ASSERT(IKT_TUNNEL_FINDINGS <= UINT8_MAX && IKT_TUNNEL_EXCHANGES <= UINT8_MAX);

/* What a side sent. */
const struct ikt_tunnel_sent *ikt_tunnel_entry_sent(const struct ikt_tunnel_entry *entry, enum ikt_side side);
/* The same to be written. */
struct ikt_tunnel_sent *ikt_tunnel_entry_sends(struct ikt_tunnel_entry *entry, enum ikt_side side);
/* The facts of a side, made if need be. */
struct ikt_side_facts *ikt_tunnel_entry_facts(struct ikt_tunnel_entry *entry, enum ikt_side side);
void ikt_tunnel_entry_failure(struct ikt_tunnel_entry *entry, const struct ikt_tunnel_failure *failure);
void ikt_tunnel_entry_init(struct ikt_tunnel_entry *entry, struct ikt_tunnel_pair *pair);
void ikt_tunnel_entry_clear(struct ikt_tunnel_entry *entry);
void ikt_tunnel_entry_event(struct ikt_tunnel_entry *entry, const struct ikt_tunnel_event *event);
/*
 * Does what a tunnel keeps speak of what is over since: of sets or PFS that either side has changed, of a phase 1 that
 * came up when the same side began it again?
 */
bool ikt_tunnel_is_outdated(const struct ikt_tunnel_entry *entry, const struct ikt_tunnel_finding *kept);
/* Keep what is best of each finding. */
void ikt_tunnel_entry_findings(struct ikt_tunnel_entry *entry, const struct ikt_findings *findings, enum ikt_side by,
                               uint64_t sequence);
void ikt_tunnel_entry_exchange(struct ikt_tunnel_entry *entry, const uint8_t cookie[static IKT_COOKIE_SIZE],
                               uint32_t message_id);
/* Add what other knows to entry; other stays as it is. */
void ikt_tunnel_entry_join(struct ikt_tunnel_entry *entry, const struct ikt_tunnel_entry *other);

#endif
