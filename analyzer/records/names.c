/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "names.h"

#include <string.h>

#include "iketriage/tunnel.h"
#include "iketriage/wording.h"

/* NULL where the value has no name. */
static const char *name_of(enum ikt_names names, unsigned value)
{
    switch (names) {
    case IKT_NAMES_RULE:
        return ikt_rule_info((enum ikt_rule)value)->name;
    case IKT_NAMES_SEVERITY:
        return ikt_severity_name((enum ikt_severity)value);
    case IKT_NAMES_LIKELIHOOD:
        return ikt_likelihood_name((enum ikt_likelihood)value);
    case IKT_NAMES_MISCONFIGURED:
        return ikt_misconfigured_name((enum ikt_misconfigured)value);
    case IKT_NAMES_OUTCOME:
        return ikt_outcome_name((enum ikt_outcome)value);
    case IKT_NAMES_INCOMPLETE:
        return ikt_incomplete_name((enum ikt_incomplete)value);
    case IKT_NAMES_DECRYPTION:
        return ikt_decryption_name((enum ikt_decryption)value);
    case IKT_NAMES_MISSING:
        return ikt_missing_key_name((enum ikt_missing_key)value);
    case IKT_NAMES_STATE:
        return ikt_tunnel_state_name((enum ikt_tunnel_state)value);
    default:
        return ikt_tunnel_where_name((enum ikt_tunnel_where)value);
    }
}

bool ikt_names_find(enum ikt_names names, const char *name, unsigned *out)
{
    static const unsigned counts[] = {
        [IKT_NAMES_RULE] = IKT_RULE_COUNT,
        [IKT_NAMES_SEVERITY] = IKT_SEVERITY_COUNT,
        [IKT_NAMES_LIKELIHOOD] = IKT_LIKELIHOOD_COUNT,
        [IKT_NAMES_MISCONFIGURED] = IKT_MISCONFIGURED_COUNT,
        [IKT_NAMES_OUTCOME] = IKT_OUTCOME_COUNT,
        [IKT_NAMES_INCOMPLETE] = IKT_INCOMPLETE_COUNT,
        [IKT_NAMES_DECRYPTION] = IKT_DECRYPTION_COUNT,
        [IKT_NAMES_MISSING] = IKT_MISSING_TRIAL + 1,
        [IKT_NAMES_STATE] = IKT_TUNNEL_STATE_COUNT,
        [IKT_NAMES_WHERE] = IKT_WHERE_COUNT,
    };
    for (unsigned value = 0; name && value < counts[names]; value++) {
        const char *own = name_of(names, value);
        if (!own || strcmp(own, name) != 0)
            continue;
        *out = value;
        return true;
    }
    return false;
}
