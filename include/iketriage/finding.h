/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is wrong, how sure that is, what it rests on, and what to type on which router. A finding is data: its rule, its
 * ranks and typed values. Text is made when somebody reads it, by the ikt_*_write functions below and by nobody else.
 *
 * A finding and all it points to live as long as the record that it comes with: until the sink returns.
 *
 * Likelihood. certain: both sides' values are in evidence (the peer's own offer with matching proxies, its
 * configuration, its log, or a notify that can mean nothing else). NOTIFY 14, 18 and 24 alone never suffice; a notify
 * in clear is unauthenticated and gives at most probable; an earlier success gives at most probable; absence means "not
 * in this capture" and gives at most probable, possible when nothing from that peer was captured.
 */
#ifndef IKETRIAGE_FINDING_H
#define IKETRIAGE_FINDING_H

#include "exchange.h"
#include "source.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The rules, in order: rules.def. */
#define IKT_RULE(ID, number, symbol) IKT_RULE_##ID,
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

/* How a value reads. */
enum ikt_value_kind {
    IKT_VALUE_UNKNOWN,      /* no text: unknown */
    IKT_VALUE_WORDS,        /* text: static */
    IKT_VALUE_TEXT,         /* text: lives with the finding */
    IKT_VALUE_NUMBER,       /* number: decimal */
    IKT_VALUE_FRAME,        /* number: of a frame, decimal */
    IKT_VALUE_MESSAGE_ID,   /* number: eight hex digits */
    IKT_VALUE_SIGNED,       /* number: of 32 bits, decimal as a signed one */
    IKT_VALUE_SECONDS,      /* number: microseconds, read as whole seconds, rounded */
    IKT_VALUE_MILLISECONDS, /* number: microseconds, read as milliseconds with one decimal */
    IKT_VALUE_NOTIFY,       /* number: "NO-PROPOSAL-CHOSEN", or "notify 20000" */
    IKT_VALUE_PFS,          /* number: a group, "group14"; IKT_ABSENT cast to uint64_t: "no PFS" */
    IKT_VALUE_ADDRESS,      /* object: struct ikt_address */
    IKT_VALUE_IDENTITY,     /* object: struct ikt_identity */
    IKT_VALUE_OFFER,        /* object: struct ikt_sa: its first suites with their modes */
    IKT_VALUE_POLICY,       /* object: struct ikt_transform of phase 1: "aes 256, sha, pre-share, group 14" */
    /* objects of the engine's own: read them as text */
    IKT_VALUE_SUITE,       /* "esp-aes 256 esp-sha-hmac", or names of the registries where IOS has no words */
    IKT_VALUE_SUITE_MODE,  /* the same with "(tunnel)" */
    IKT_VALUE_SUITE_IOS,   /* in words of IOS; no text where it has none */
    IKT_VALUE_SUITE_OLD,   /* "prot 50, trans 12, hmac_alg 2", as IOS 12.x logs it */
    IKT_VALUE_NETWORKS,    /* "192.168.1.0/24 to 192.168.2.0/24" */
    IKT_VALUE_PROXY_DEBUG, /* "192.168.1.0/255.255.255.0/256/0", as IOS logs it; no text for a range */
    IKT_VALUE_PERMIT,      /* "permit ip 192.168.2.0 0.0.0.255 ..."; no text where no single line says it */
    IKT_VALUE_READINGS,    /* number: what a length can be, "an error notify, or a DELETE of SPIs" */
    IKT_VALUE_KIND_COUNT
};

struct ikt_value {
    enum ikt_value_kind kind;
    union {
        uint64_t number;
        const char *text;
        const void *object;
    } is;
};

/* A sentence: a static format in which each "{}" stands for the next of its values. */
struct ikt_sentence {
    const char *format; /* NULL: none */
    size_t count;
    const struct ikt_value *values;
};

/* Values under the names that the catalogue's lines give them: <name>. */
struct ikt_named_value {
    const char *name; /* static */
    struct ikt_value value;
};
struct ikt_named_values {
    size_t count;
    const struct ikt_named_value *items;
    const struct ikt_named_values *base; /* looked into where a name is not among the items; NULL: no more */
};

/* Lines to type, with <placeholders>; static. */
struct ikt_fix_lines {
    const char *const *fix, *const *undo; /* NULL-terminated */
    const char *touches;                  /* NULL: nothing else */
};
/* What to type on one router: the rule's fix, and what undoes it, filled in with these values. */
struct ikt_fix {
    bool on_initiator; /* of the exchange the finding belongs to; else on the responder */
    const struct ikt_named_values *values;
    const struct ikt_fix_lines *instead; /* of the rule's own lines, where its configuration wants others; NULL */
};

/* How a router logs, as far as the wire shows it. */
enum ikt_log_style {
    IKT_LOG_FOREIGN, /* not as IOS does: none of the catalogue's lines */
    IKT_LOG_IOS,     /* as IOS, of whatever release */
    IKT_LOG_IOS_12,  /* ... of a release before 12.4(T) */
    IKT_LOG_IOS_15   /* ... of a later one, IOS XE among them */
};

/* How one peer of an ISAKMP SA logs, its initiator or its responder. */
enum ikt_log_style ikt_log_style_of(const struct ikt_phase1 *record, bool initiator);

/* How the routers of a finding log. */
struct ikt_finding_log {
    enum ikt_log_style initiator, responder; /* of the exchange that the finding belongs to */
    bool reversed; /* what the rule's lines say of the initiator happens at the responder, and the other way round */
};

struct ikt_finding {
    enum ikt_rule rule;
    enum ikt_severity severity;
    enum ikt_likelihood likelihood;
    enum ikt_misconfigured misconfigured;
    uint32_t ordinal; /* of the capture, from 1, in the order findings were made; 0: of no exchange, a tunnel's own */
    size_t ref_count;
    const struct ikt_ref *refs; /* that it rests on, by source and number; the last frame proves it */
    struct ikt_sentence summary;
    struct ikt_value initiator_has; /* the initiator's value in IOS words */
    struct ikt_value responder_has;
    size_t evidence_count;
    const struct ikt_sentence *const
        *evidence;                         /* what the conclusion rests on; findings of one record share sentences */
    const struct ikt_named_values *values; /* that fill in the rule's log, show and suspect lines */
    struct ikt_finding_log log;
    size_t fix_count; /* 0 for what is only possible */
    const struct ikt_fix *fixes;
};

/*
 * Does a reader want all that the nth finding of a record says? Of the best one and of every one that is more than
 * possible; the others are alternatives, of which the sentence will do.
 */
bool ikt_finding_in_full(const struct ikt_findings *findings, size_t nth);

/* Where text goes, in pieces of any length that are not terminated. */
typedef void (*ikt_write)(void *user, const char *text, size_t length);

/* False, and nothing written, where the value has no text. */
bool ikt_value_write(const struct ikt_value *value, ikt_write write, void *user);
void ikt_sentence_write(const struct ikt_sentence *sentence, ikt_write write, void *user);
/* A line of the catalogue with the values filled in; a <placeholder> without a value stays as it stands. */
void ikt_line_write(const char *line, const struct ikt_named_values *values, ikt_write write, void *user);

/* Is it the sentence of evidence that says what a router that is no IOS one has to change? It stands for a fix there.
 */
bool ikt_sentence_is_need(const struct ikt_sentence *sentence);
/* Is it the one on what confirms and refutes the conclusion? Then how many octets of its text say that it is, else 0.
 */
size_t ikt_sentence_check(const struct ikt_sentence *sentence);

/* The same as newly allocated text (g_free); NULL where there is none. */
char *ikt_value_text(const struct ikt_value *value);
char *ikt_sentence_text(const struct ikt_sentence *sentence);
char *ikt_line_text(const char *line, const struct ikt_named_values *values);

/* Where a rule's findings belong among Wireshark's expert infos. */
enum ikt_rule_group {
    IKT_GROUP_PROTOCOL,
    IKT_GROUP_SECURITY,
    IKT_GROUP_SEQUENCE
};

/* A line that a router logs for a rule; %-lines by default, others with debug crypto isakmp and debug crypto ipsec. */
struct ikt_log_line {
    bool by_initiator;          /* else the responder logs it */
    enum ikt_log_style wording; /* IKT_LOG_IOS: of every release; else of those */
    const char *needs;          /* a value that the finding has to have, or the line is not logged; NULL: none */
    const char *line;           /* with <placeholders>; NULL ends the list */
};

/* The rule catalogue. Texts are static. */
struct ikt_rule_info {
    const char *name;           /* "ts-cipher" */
    enum ikt_severity severity; /* where the exchange failed; a finding carries its own */
    enum ikt_rule_group group;
    bool cause_open;  /* it says that something failed, not why */
    const char *line; /* one line */
    const char
        *explanation; /* paragraphs: what happens, what it looks like on the wire, what confirms and what refutes it */
    const struct ikt_log_line *log; /* what routers log for it */
    /* NULL-terminated lines with <placeholders> */
    const char *const *show;    /* what to type to confirm it: show commands, and debugging of <other>, across */
    const char *const *suspect; /* configuration statements to look at, comments say on which router */
    const char *const *fix;     /* to type on one router, from "configure terminal" to a clear of this peer */
    const char *const *undo;    /* what brings back the configuration from before the fix */
    const char *touches;        /* what else the fix touches, a sentence with <placeholders>; NULL: there is no fix */
};
struct ikt_fix_lines ikt_fix_lines(const struct ikt_finding *finding, const struct ikt_fix *fix);
/* rule < IKT_RULE_COUNT; never NULL. */
const struct ikt_rule_info *ikt_rule_info(enum ikt_rule rule);
/* Its number for those who keep numbers: from 1 on, and the same in every version (rules.def). */
unsigned ikt_rule_number(enum ikt_rule rule);
/* By name; false when there is none. */
bool ikt_rule_find(const char *name, enum ikt_rule *out);

/*
 * Values stand in a line for <names in small letters>. <NAMES-IN-CAPITALS> are for the reader to fill in: what is meant
 * and where to read it, static; NULL: there is none of that name.
 */
const char *ikt_placeholder_meaning(const char *name, size_t length);

/*
 * Of the rule's show and suspect lines those that mean something to the finding's routers: none where both are known
 * not to be IOS routers, and of suspect none under a heading ("! on ROUTER") of one that is not. Values: the finding's.
 *
 *     for (size_t nth = 0; ikt_finding_suspect_next(finding, &nth); nth++)
 */
bool ikt_finding_show_next(const struct ikt_finding *finding, size_t *nth);
bool ikt_finding_suspect_next(const struct ikt_finding *finding, size_t *nth);

/*
 * The lines that the finding's routers are expected to log, in the wording of their release; otherwise: that of routers
 * whose release the wire does not show, where it is not IKT_LOG_IOS_12 that of today.
 *
 *     for (size_t nth = 0; ikt_finding_log_next(finding, otherwise, &nth); nth++)
 */
bool ikt_finding_log_next(const struct ikt_finding *finding, enum ikt_log_style otherwise, size_t *nth);
/* Who logs it: the initiator of the exchange that the finding belongs to, else the responder. */
bool ikt_finding_log_by_initiator(const struct ikt_finding *finding, size_t nth);
void ikt_finding_log_write(const struct ikt_finding *finding, enum ikt_log_style otherwise, size_t nth, ikt_write write,
                           void *user);

/* A transform in words of crypto ipsec transform-set ("esp-aes 256 esp-sha-hmac"); NULL where IOS has none. g_free. */
char *ikt_transform_ios(const struct ikt_transform *transform);

#ifdef __cplusplus
}
#endif

#endif
