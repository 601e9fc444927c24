/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tunnel of which documents are known: both routers' configurations, or one's, what their logs say of each other, and
 * what the model makes of both directions. Made once, read by the rules' documents checks. In drafts the "initiator" is
 * A and the "responder" is B. All of it lives in the arena, or as long as the documents.
 */
#ifndef IKT_RULES_DOCUMENT_CASE_H
#define IKT_RULES_DOCUMENT_CASE_H

#include "documents/router.h"
#include "evidence/proxy_compare.h"
#include "model/model.h"
#include "rules/draft.h"

struct ikt_log_pair; /* evidence/log_pair.h */

struct ikt_document_side {
    const struct ikt_router *router; /* NULL: no configuration of it was given */
    uint16_t config;                 /* the configuration's number, for references */
    bool bound;                      /* the user named its address */
    struct ikt_address address;      /* that it speaks IKE from, by its own configuration; of no family: not known */
    struct ikt_address named;        /* that the other one names it by, where it names one */
    bool takes_any;                  /* what it has is for any peer */
    bool may_be_nat;                 /* what it has is for addresses from behind a NAT, and the other may be one */
    bool misnamed;                   /* what it has names an address that the other one has not */
    unsigned peer_line;              /* the statement that names the other one; 0: none does */
    /* What it has for the other one: the entry of a map, or the profile of a tunnel; NULL: nothing, or not known. */
    const struct ikt_router_entry *entry;
    const struct ikt_router_interface *interface; /* where the map is applied, or the tunnel; NULL: nowhere */
    unsigned line;                                /* of its networks: of the access list, or of the protection; 0 */
    struct ikt_proxies networks;                  /* its own first; known is false where they are not */
    const struct ikt_log_pair *log;               /* what its log says of the other one; NULL: nothing */
    struct ikt_value name;                        /* for sentences: its address, else its hostname */
};

/* One side begins. Of what was not asked, NULL. */
struct ikt_document_way {
    const struct ikt_model_beginning *begins;     /* what becomes of its LAN's first packet */
    const struct ikt_sa *policies;                /* that it would offer */
    const struct ikt_model_phase1_answer *phase1; /* of the other side */
    const struct ikt_router_key *own_key;         /* that it would use; NULL: none */
    bool own_key_unclear;                         /* ... or a name stands there */
    const struct ikt_model_answer *refused;       /* the first Quick Mode that the other side refuses */
    bool up;                                      /* all that it would offer is taken */
};

struct ikt_document_case {
    struct ikt_arena *arena;
    struct ikt_document_side side[2]; /* A, B */
    struct ikt_document_way way[2];   /* A begins, B begins */
    bool captured;                    /* the wire or a log shows it at work: what a configuration lacks may be there */
};

/* Its address; unknown where it is not known. */
struct ikt_value ikt_document_address(const struct ikt_document_side *side);
/* The address by which the other one names it, else its own. */
const struct ikt_address *ikt_document_named(const struct ikt_document_side *side);
/* Does the file hold all of one router, as far as it shows? What is not in an excerpt may still be there. */
bool ikt_document_is_whole(const struct ikt_document_side *side);
/* Is it a router whose statements are IOS's? */
bool ikt_document_is_ios(const struct ikt_document_side *side);

/* Packets of the other one came as far as Quick Mode, as its log tells. */
bool ikt_document_is_reached(const struct ikt_document_side *side);
/* Does every policy of the router want a preshared key? IKT_UNKNOWN: some do, or the built-in ones hold. */
enum ikt_tristate ikt_document_wants_key(const struct ikt_router *router);

/*
 * A draft about one side's configuration (0: A), with the values of the catalogue's lines: its own address is "local",
 * the other one's "remote" and "peer".
 */
struct ikt_draft *ikt_document_draft(const struct ikt_document_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                                     int side, enum ikt_likelihood likelihood, int rank);
/* A statement of one side; suspect: it may be at fault. line 0: nothing. */
void ikt_document_ref(struct ikt_draft *draft, const struct ikt_document_side *side, unsigned line, bool suspect);
/* The same, and a sentence that quotes it, with what it says of it. words: a clause. */
void ikt_document_quote(struct ikt_draft *draft, const struct ikt_document_side *side, unsigned line, bool suspect);
/* A permit line of the first network to the second one; unknown where no single line says it. */
struct ikt_value ikt_document_permit(const struct ikt_document_case *c, const struct ikt_proxy *from,
                                     const struct ikt_proxy *to);
/* "192.168.1.0/24 to 192.168.2.0/24" */
struct ikt_value ikt_document_networks(const struct ikt_document_case *c, const struct ikt_proxies *networks);

#endif
