/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which lines of show and suspect mean something to the routers of a finding.
 */
#include <string.h>

#include "iketriage/finding.h"
#include "rules/rule.h"
#include "rules/value_text.h"

static bool is_foreign(const struct ikt_finding *finding, bool initiator)
{
    return (initiator ? finding->log.initiator : finding->log.responder) == IKT_LOG_FOREIGN;
}

static bool are_both_foreign(const struct ikt_finding *finding)
{
    return is_foreign(finding, true) && is_foreign(finding, false);
}

static const struct ikt_address *address_named(const struct ikt_finding *finding, const char *name, size_t length)
{
    const struct ikt_value *value = ikt_named_value_find(finding->values, name, length);
    return value && value->kind == IKT_VALUE_ADDRESS ? value->is.object : NULL;
}

/* "! on <name>, which refuses it": is that a router that is known to be no IOS one? */
static bool names_foreign(const struct ikt_finding *finding, const char *heading)
{
    static const char *const sides[] = {"responder", "initiator"};
    const char *name = strchr(heading, '<'), *end = name ? strchr(name, '>') : NULL;
    const struct ikt_address *named = end ? address_named(finding, name + 1, (size_t)(end - name - 1)) : NULL;
    for (size_t side = 0; named && side < 2; side++) {
        const struct ikt_address *own = address_named(finding, sides[side], strlen(sides[side]));
        if (own && ikt_address_equal(own, named))
            return is_foreign(finding, side == 1);
    }
    return false;
}

static bool is_for_nobody(const struct ikt_finding *finding, const char *const *lines, size_t nth)
{
    const char *heading = NULL;
    if (!is_foreign(finding, true) && !is_foreign(finding, false))
        return false;
    for (size_t i = 0; i <= nth; i++) {
        if (lines[i][0] == '!')
            heading = lines[i];
    }
    return are_both_foreign(finding) || (heading && names_foreign(finding, heading));
}

bool ikt_finding_show_next(const struct ikt_finding *finding, size_t *nth)
{
    return !are_both_foreign(finding) && ikt_rules[finding->rule]->info.show[*nth];
}

bool ikt_finding_suspect_next(const struct ikt_finding *finding, size_t *nth)
{
    const char *const *lines = ikt_rules[finding->rule]->info.suspect;
    while (lines[*nth] && is_for_nobody(finding, lines, *nth))
        ++*nth;
    return lines[*nth];
}
