/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/rekeys.h"

#include "evidence/offer_compare.h"

/* Routers make SAs anew from about 70 % of their life on; a tenth leaves room for a life that one side has shorter. */
#define HASTY_SHARE 10
#define AT_ONCE     (2 * IKT_SECOND)

int64_t ikt_agreed_seconds(const struct ikt_sa *offer, const struct ikt_sa *choice)
{
    int64_t offered = ikt_offer_seconds(offer), chosen = ikt_offer_seconds(choice);
    if (offered <= 0 || chosen <= 0)
        return offered > 0 ? offered : chosen > 0 ? chosen : 0;
    return offered < chosen ? offered : chosen;
}

enum ikt_rekey ikt_rekey_of(ikt_time between, int64_t seconds)
{
    if (between < AT_ONCE)
        return IKT_REKEY_TWIN;
    return seconds > 0 && between / IKT_SECOND < seconds / HASTY_SHARE ? IKT_REKEY_HASTY : IKT_REKEY_DUE;
}
