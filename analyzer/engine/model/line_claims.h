/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What one router has for another, as claims that the rules compare.
 */
#ifndef IKT_MODEL_LINE_CLAIMS_H
#define IKT_MODEL_LINE_CLAIMS_H

#include <glib.h>

#include "evidence/claim.h"
#include "model/model.h"

/* Whose claims, and for whom. */
struct ikt_claims_owner {
    const struct ikt_router *router;
    size_t config;
    struct ikt_address own, peer;
};

/* Appends struct ikt_claim: one for a line, where its sets are known. */
void ikt_line_claims_add(struct ikt_arena *arena, const struct ikt_claims_owner *owner,
                         const struct ikt_model_line *line, GArray *out);
/* Likewise for each template of the dynamic map: of its access list, or, where it has none, for any networks, which
 * then are these. */
void ikt_template_claims_add(struct ikt_arena *arena, const struct ikt_claims_owner *owner, const char *dynamic_map,
                             const struct ikt_proxies *asked, GArray *out);

#endif
