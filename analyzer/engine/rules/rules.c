/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The list of rules, and look-ups over it.
 */
#include <string.h>

#include "rules/rule.h"

#define IKT_RULE(ID, number, symbol) [IKT_RULE_##ID] = &ikt_rule_##symbol,
const struct ikt_rule_def *const ikt_rules[IKT_RULE_COUNT] = {
#include "iketriage/rules.def"
};
#undef IKT_RULE

const struct ikt_rule_info *ikt_rule_info(enum ikt_rule rule)
{
    return &ikt_rules[rule]->info;
}

unsigned ikt_rule_number(enum ikt_rule rule)
{
#define IKT_RULE(ID, number, symbol) [IKT_RULE_##ID] = (number),
    static const uint16_t numbers[IKT_RULE_COUNT] = {
#include "iketriage/rules.def"
    };
#undef IKT_RULE
    return numbers[rule];
}

struct ikt_fix_lines ikt_fix_lines(const struct ikt_finding *finding, const struct ikt_fix *fix)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    return fix->instead ? *fix->instead : (struct ikt_fix_lines){info->fix, info->undo, info->touches};
}

bool ikt_rule_find(const char *name, enum ikt_rule *out)
{
    for (int i = 0; i < IKT_RULE_COUNT; i++) {
        if (strcmp(ikt_rules[i]->info.name, name) == 0) {
            *out = (enum ikt_rule)i;
            return true;
        }
    }
    return false;
}

const char *ikt_severity_name(enum ikt_severity severity)
{
    static const char *const names[IKT_SEVERITY_COUNT] = {"error", "warning", "note"};
    return severity < IKT_SEVERITY_COUNT ? names[severity] : NULL;
}

const char *ikt_likelihood_name(enum ikt_likelihood likelihood)
{
    static const char *const names[IKT_LIKELIHOOD_COUNT] = {"certain", "probable", "possible"};
    return likelihood < IKT_LIKELIHOOD_COUNT ? names[likelihood] : NULL;
}

const char *ikt_misconfigured_name(enum ikt_misconfigured misconfigured)
{
    static const char *const names[IKT_MISCONFIGURED_COUNT] = {"initiator", "responder", "either", "path", "none"};
    return misconfigured < IKT_MISCONFIGURED_COUNT ? names[misconfigured] : NULL;
}
