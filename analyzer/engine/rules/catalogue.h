/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How a catalogue's rows are written. Templates: <name> stands for a value of the negotiation (advice.h). Debug lines
 * of the responder come first, the initiator's after them. For the catalogue's own files alone.
 */
#ifndef IKT_RULES_CATALOGUE_H
#define IKT_RULES_CATALOGUE_H

#include "iketriage/diagnosis.h"

/* Rows of other rules are empty. */
extern const struct ikt_rule_info ikt_catalogue_phase1[IKT_RULE_COUNT];
extern const struct ikt_rule_info ikt_catalogue_phase2[IKT_RULE_COUNT];

/* Identity from rules.def, so that a row names its rule once. */
#define IKT_RULE(id, rule_name, rule_severity, rule_line)                                                              \
    __attribute__((unused)) static const char name_##id[] = rule_name;                                                 \
    __attribute__((unused)) static const char line_##id[] = rule_line;                                                 \
    enum {                                                                                                             \
        severity_##id = IKT_SEVERITY_##rule_severity                                                                   \
    };
#include "iketriage/rules.def"
#undef IKT_RULE

/* clang-format off */
#define ROW(id) [IKT_RULE_##id] = {.name = name_##id, .line = line_##id, .severity = (enum ikt_severity)severity_##id,
#define LINES(...) (const char *const[]){__VA_ARGS__, NULL}
#define NO_LINES (const char *const[]){NULL}
/* clang-format on */

#endif
