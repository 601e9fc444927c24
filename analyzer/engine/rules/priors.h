/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In which order candidates stand that an answer leaves open: by how often each was the cause of public incidents,
 * where nothing else weighs. What a peer's answer can mean depends on who it is (products.h); where nothing is read,
 * lengths and the fate of the peer's own proposals weigh: judgement, of 100.
 */
#ifndef IKT_RULES_PRIORS_H
#define IKT_RULES_PRIORS_H

#include "evidence/log_pair.h"
#include "iketriage/finding.h"
#include "products/products.h"
#include "rules/undecrypted.h"

struct ikt_priors {
    int selectors, transforms, mode, pfs, peer;
};

/* How often the cause that the rule speaks of was it, in percent of public incidents; 0: never, or not known. */
int ikt_prior_of(enum ikt_rule rule);

/* notify: type of the refusal, IKT_ABSENT where it is none or not readable; transport: the offer asks for that mode. */
struct ikt_priors ikt_priors_of(const struct ikt_phase2 *record, const struct ikt_product *responder, int notify,
                                bool transport, const struct ikt_undecrypted *undecrypted);

/* The same where the router that refuses it says which of its checks failed. */
struct ikt_priors ikt_priors_of_log(enum ikt_log_refusal refusal, bool transport);

#endif
