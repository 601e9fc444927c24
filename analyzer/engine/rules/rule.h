/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A rule: its identity, its prose, what it says to type, and its check, in one constant structure of its family's file.
 * A check reads a case and appends drafts of its own rule; it sees what is known of both sides, never other rules.
 */
#ifndef IKT_RULES_RULE_H
#define IKT_RULES_RULE_H

#include "rules/draft.h"
#include "rules/router_log.h"

struct ikt_phase1_case;
struct ikt_phase2_case;
struct ikt_capture_facts;
struct ikt_document_case;

struct ikt_rule_def {
    struct ikt_rule_info info;
    /* Those that are NULL have nothing to say of such a record. */
    void (*phase1)(const struct ikt_phase1_case *c, struct ikt_drafts *drafts);
    void (*phase2)(const struct ikt_phase2_case *c, struct ikt_drafts *drafts);
    void (*capture)(const struct ikt_capture_facts *facts, struct ikt_drafts *drafts);
    void (*documents)(const struct ikt_document_case *c, struct ikt_drafts *drafts);
    void (*logs)(const struct ikt_document_case *c, struct ikt_drafts *drafts); /* what their logs say: log_checks.h */
    /* Of the fix, where the entry is a profile of a tunnel interface, or the template of a dynamic map; NULL: as ever.
     */
    const struct ikt_fix_lines *of_profile, *of_template;
    const struct ikt_fix_lines *of_shared; /* where its access list serves others too: nothing is taken away */
    bool fails_later; /* what comes after the exchange fails: success of the exchange does not make it a warning */
};

/* Lines of the catalogue; those of logs: router_log.h. */
#define IKT_LINES(...)                                                                                                 \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }
#define IKT_NO_LINES                                                                                                   \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        NULL                                                                                                           \
    }

/* rules.c: every rule by its number. */
extern const struct ikt_rule_def *const ikt_rules[IKT_RULE_COUNT];
#define IKT_RULE(ID, number, symbol) extern const struct ikt_rule_def ikt_rule_##symbol;
#include "iketriage/rules.def"
#undef IKT_RULE

#endif
