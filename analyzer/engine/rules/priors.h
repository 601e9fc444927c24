/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How much speaks for each family of causes of a Quick Mode that failed, when the answer alone is known: judgement, of
 * 100. What a peer's answer can mean depends on who it is (products.h); where nothing is read, lengths and the fate of
 * the peer's own proposals weigh.
 */
#ifndef IKT_RULES_PRIORS_H
#define IKT_RULES_PRIORS_H

#include "products/products.h"
#include "rules/undecrypted.h"

struct ikt_priors {
    int selectors, transforms, mode, pfs, peer;
};

/* notify: type of the refusal, IKT_ABSENT where it is none or not readable; transport: the offer asks for that mode. */
struct ikt_priors ikt_priors_of(const struct ikt_phase2 *record, const struct ikt_product *responder, int notify,
                                bool transport, const struct ikt_undecrypted *undecrypted);

#endif
