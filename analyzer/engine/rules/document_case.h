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
#include "rules/draft.h"

struct ikt_log_pair; /* evidence/log_pair.h */

struct ikt_document_side {
    const struct ikt_router *router; /* NULL: no configuration of it was given */
    uint16_t config;                 /* the configuration's number, for references */
    bool bound;                      /* the user named its address */
    struct ikt_address address;      /* that it speaks IKE from, by its own configuration; of no family: not known */
    struct ikt_address named;        /* that the other one names it by, where it names one */
    /* What it has for the other one: the entry of a map, or the profile of a tunnel; NULL: nothing, or not known. */
    const struct ikt_router_entry *entry;
    const struct ikt_router_interface *interface; /* where the map is applied, or the tunnel; NULL: nowhere */
    unsigned line;                                /* of its networks: of the access list, or of the protection; 0 */
    struct ikt_proxies networks;                  /* its own first; known is false where they are not */
    const struct ikt_log_pair *log;               /* what its log says of the other one; NULL: nothing */
    struct ikt_value name;                        /* for sentences: its address, else its hostname */
};

struct ikt_document_case {
    struct ikt_arena *arena;
    struct ikt_document_side side[2]; /* A, B */
    bool captured;                    /* the wire shows the tunnel, too: what a document lacks may be what runs */
};

/* Its address; unknown where it is not known. */
struct ikt_value ikt_document_address(const struct ikt_document_side *side);
/* A statement of one side; suspect: it may be at fault. line 0: nothing. */
void ikt_document_ref(struct ikt_draft *draft, const struct ikt_document_side *side, unsigned line, bool suspect);

#endif
