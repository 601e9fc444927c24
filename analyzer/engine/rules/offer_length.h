/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Can an encrypted first message of Quick Mode hold what a configuration would offer? Its length says no or perhaps:
 * CBC hides everything but the sum of the payloads.
 */
#ifndef IKT_RULES_OFFER_LENGTH_H
#define IKT_RULES_OFFER_LENGTH_H

#include "evidence/claim.h"
#include "products/products.h"
#include "track/lengths.h"

/* What the payloads without HASH take; false where the claim's sets or a group's size are unknown. own, peer: addresses
 * of the two, whose IDs may be left out; product: that sends it; translated: NAT-OA may be there. */
bool ikt_offer_span(const struct ikt_claim *claim, const struct ikt_address *own, const struct ikt_address *peer,
                    const struct ikt_product *product, bool translated, struct ikt_span *out);
/* IKT_UNKNOWN: no sizes are known; else whether a message of that length may hold it. */
enum ikt_tristate ikt_offer_fits(const struct ikt_span *offer, const struct ikt_cipher_sizes *sizes, uint32_t length);

#endif
