/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is wrong, how sure that is, what it rests on, and what to type on which router.
 *
 * Likelihood. certain: both sides' values are in evidence (the peer's own offer with matching proxies, its
 * configuration, its log, or a notify that can mean nothing else). NOTIFY 14, 18 and 24 alone never suffice; a notify
 * in clear is unauthenticated and gives at most probable; an earlier success gives at most probable; absence means "not
 * in this capture" and gives at most probable, possible when nothing from that peer was captured.
 */
#ifndef IKETRIAGE_DIAGNOSIS_H
#define IKETRIAGE_DIAGNOSIS_H

#include "exchange.h"

/* Identity of the rules, once: rules.def. */
#define IKT_RULE(id, name, severity, line) IKT_RULE_##id,
enum ikt_rule {
#include "rules.def"
    IKT_RULE_COUNT
};
#undef IKT_RULE

enum ikt_severity {
    IKT_SEVERITY_ERROR,
    IKT_SEVERITY_WARNING,
    IKT_SEVERITY_NOTE,
    IKT_SEVERITY_COUNT
};
enum ikt_likelihood {
    IKT_LIKELIHOOD_CERTAIN,
    IKT_LIKELIHOOD_PROBABLE,
    IKT_LIKELIHOOD_POSSIBLE,
    IKT_LIKELIHOOD_COUNT
};
enum ikt_misconfigured {
    IKT_MISCONFIGURED_INITIATOR,
    IKT_MISCONFIGURED_RESPONDER,
    IKT_MISCONFIGURED_EITHER,
    IKT_MISCONFIGURED_PATH,
    IKT_MISCONFIGURED_NONE,
    IKT_MISCONFIGURED_COUNT
};
const char *ikt_severity_name(enum ikt_severity severity);
const char *ikt_likelihood_name(enum ikt_likelihood likelihood);
const char *ikt_misconfigured_name(enum ikt_misconfigured misconfigured);

/* A value of a negotiation, under the name that templates give it: <name>. */
struct ikt_value {
    const char *name;
    const char *text;
};
struct ikt_values {
    size_t count;
    const struct ikt_value *items;
};

/* What to type on one router: the rule's fix, filled in with these values. */
struct ikt_fix {
    bool on_initiator; /* of the exchange the finding belongs to; else on the responder */
    struct ikt_values values;
};

struct ikt_finding {
    enum ikt_rule rule;
    enum ikt_severity severity;
    enum ikt_likelihood likelihood;
    enum ikt_misconfigured misconfigured;
    uint32_t ordinal; /* of the capture, from 1, in the order findings were made */
    size_t frame_count;
    const uint64_t *frames;    /* that it rests on, rising; the last one proves it */
    const char *summary;       /* one sentence */
    const char *initiator_has; /* the initiator's value in IOS words, NULL when unknown */
    const char *responder_has;
    const char **evidence;    /* NULL-terminated; what the conclusion rests on, in words */
    struct ikt_values values; /* that fill in the rule's debug, show and suspect lines */
    size_t fix_count;
    const struct ikt_fix *fixes;
};

/* The rule catalogue. Texts are static. */
struct ikt_rule_info {
    const char *name;           /* "ts-cipher" */
    enum ikt_severity severity; /* where the exchange failed; a finding carries its own */
    const char *line;           /* one line */
    const char
        *explanation; /* paragraphs: what happens, what it looks like on the wire, what confirms and what refutes it */
    const char *const *debug;   /* NULL-terminated templates; lines that IOS debugging prints for it */
    const char *const *show;    /* show commands that confirm it */
    const char *const *suspect; /* configuration statements to look at */
    const char *const *fix;     /* lines to type on one router */
};
const struct ikt_rule_info *ikt_rule_info(enum ikt_rule rule);
/* By name; false when there is none. */
bool ikt_rule_find(const char *name, enum ikt_rule *out);
/*
 * Templates with a finding's values filled in; <placeholders> without a value stay as they stand. NULL-terminated,
 * g_strfreev.
 */
char **ikt_lines_expand(const char *const *templates, const struct ikt_values *values);

/* A transform in words of crypto ipsec transform-set ("esp-aes 256 esp-sha-hmac"); NULL where IOS has none. g_free. */
char *ikt_transform_ios(const struct ikt_transform *transform);

#endif
