/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What an offer holds, over all its suites: what rules may take for open.
 */
#ifndef IKT_RULES_OFFER_CONTENT_H
#define IKT_RULES_OFFER_CONTENT_H

#include "evidence/offer_compare.h"

struct ikt_offer_content {
    bool ah, ipcomp, aes_length, hash, cipher;
    bool ios;    /* one that a transform set of IOS can hold */
    bool strong; /* one that recent releases do not refuse */
};

/* Of more suites than are looked at all of it: what is not looked at may be it. */
struct ikt_offer_content ikt_offer_content_of(const struct ikt_suites *suites);

#endif
