/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What documents say of the two peers of an exchange: claims, and the configurations that they come from, which the
 * model can be asked.
 */
#ifndef IKT_RULES_PAIR_DOCUMENTS_H
#define IKT_RULES_PAIR_DOCUMENTS_H

#include "documents/router.h"
#include "evidence/claim.h"
#include "iketriage/exchange.h"

struct ikt_pair_router {
    const struct ikt_router *router; /* NULL: no configuration of it was given */
    uint16_t config;                 /* its number, for references */
    bool bound;                      /* the user named the address at which it is seen */
};

struct ikt_pair_documents {
    struct ikt_claims claims;
    struct ikt_pair_router initiator, responder; /* of the exchange */
};

/* A statement of it, for a finding; line 0: none. */
struct ikt_ref ikt_pair_ref(const struct ikt_pair_router *router, unsigned line, bool suspect);
/* May the model of this configuration speak for a peer that shows itself as this product? */
bool ikt_pair_speaks_for(const struct ikt_pair_router *router, enum ikt_vendor vendor);

#endif
