/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree_finding.h"

#include <string.h>

#include "scope_text.h"
#include "statement_text.h"

/* Nothing of a finding stands in a single octet. */
static const struct ikt_range nowhere = {0, 0};

static const char *sentence_text(const struct ikt_target *target, const struct ikt_sentence *sentence)
{
    struct ikt_scope_text text = ikt_scope_text(target->pinfo->pool);
    ikt_sentence_write(sentence, ikt_scope_text_append, &text);
    return text.octets;
}

/* NULL: unknown. */
static const char *value_text(const struct ikt_target *target, const struct ikt_value *value)
{
    struct ikt_scope_text text = ikt_scope_text(target->pinfo->pool);
    return ikt_value_write(value, ikt_scope_text_append, &text) ? text.octets : NULL;
}

static proto_item *put(const struct ikt_target *target, enum ikt_field field, const char *text)
{
    proto_item *item = ikt_put_text(target, field, nowhere, text);
    if (item)
        proto_item_set_generated(item);
    return item;
}

static void put_number(const struct ikt_target *target, enum ikt_field field, uint64_t number)
{
    proto_item_set_generated(proto_tree_add_uint(target->tree, ikt_field(field), target->tvb, 0, 0, (uint32_t)number));
}

static void put_line(const struct ikt_target *target, enum ikt_field field, const char *line,
                     const struct ikt_named_values *values)
{
    struct ikt_scope_text text = ikt_scope_text(target->pinfo->pool);
    ikt_line_write(line, values, ikt_scope_text_append, &text);
    put(target, field, text.octets);
}

/* The statements of configurations that may be at fault: "r1.cfg:23: set pfs group14". */
static void put_statements(const struct ikt_target *target, const struct ikt_finding *finding)
{
    for (size_t i = 0; i < finding->ref_count; i++) {
        g_autofree char *text = ikt_statement_text(target->configs, &finding->refs[i]);
        if (text)
            put(target, IKT_FIELD_IOS_SUSPECT, text);
    }
}

static void put_advice(const struct ikt_target *target, const struct ikt_finding *finding)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    put_statements(target, finding);
    for (size_t nth = 0; ikt_finding_suspect_next(finding, &nth); nth++)
        put_line(target, IKT_FIELD_IOS_SUSPECT, info->suspect[nth], finding->values);
    for (size_t nth = 0; ikt_finding_show_next(finding, &nth); nth++)
        put_line(target, IKT_FIELD_IOS_SHOW, info->show[nth], finding->values);
}

static const char *router_name(const struct ikt_target *target, const struct ikt_note_exchange *exchange,
                               bool initiator)
{
    char router[IKT_ADDRESS_TEXT] = "";
    if (exchange)
        ikt_address_format(initiator ? &exchange->initiator : &exchange->responder, router);
    return wmem_strdup_printf(target->pinfo->pool, "%s%s%s", initiator ? "initiator" : "responder", exchange ? " " : "",
                              router);
}

static bool is_seen_before(const char *const *lines, const char *at, size_t length)
{
    for (;; lines++) {
        for (const char *name = strchr(*lines, '<'); name; name = strchr(name + 1, '<')) {
            if (name == at)
                return false;
            if (strncmp(name, at, length) == 0)
                return true;
        }
    }
}

/* What no packet tells, each once: "<MAP>: the crypto map ...". */
static void put_placeholders(const struct ikt_target *target, const char *const *lines)
{
    for (const char *const *line = lines; *line; line++) {
        const char *end;
        for (const char *name = strchr(*line, '<'); name && (end = strchr(name, '>')); name = strchr(end, '<')) {
            const size_t length = (size_t)(end - name) - 1;
            const char *meaning = ikt_placeholder_meaning(name + 1, length);
            if (meaning && !is_seen_before(lines, name, length + 2))
                put(target, IKT_FIELD_IOS_PLACEHOLDER,
                    wmem_strdup_printf(target->pinfo->pool, "<%.*s>: %s", (int)length, name + 1, meaning));
        }
    }
}

static void put_fix(const struct ikt_target *target, const struct ikt_note_exchange *exchange,
                    const struct ikt_finding *finding, const struct ikt_fix *fix)
{
    const struct ikt_fix_lines lines = ikt_fix_lines(finding, fix);
    struct ikt_target under = *target;
    proto_item *item = put(target, IKT_FIELD_IOS_ROUTER, router_name(target, exchange, fix->on_initiator));
    under.tree = proto_item_add_subtree(item, ikt_subtree(IKT_SUBTREE_FIX));
    for (size_t i = 0; lines.fix[i]; i++)
        put_line(&under, IKT_FIELD_IOS_FIX, lines.fix[i], fix->values);
    put_placeholders(&under, lines.fix);
}

/* What the routers are expected to log; the tree says which of them. */
static void put_log(const struct ikt_target *target, const struct ikt_note_exchange *exchange,
                    const struct ikt_finding *finding)
{
    for (size_t nth = 0; ikt_finding_log_next(finding, IKT_LOG_IOS, &nth); nth++) {
        struct ikt_scope_text text = ikt_scope_text(target->pinfo->pool);
        ikt_finding_log_write(finding, IKT_LOG_IOS, nth, ikt_scope_text_append, &text);
        proto_item *item = put(target, IKT_FIELD_IOS_DEBUG, text.octets);
        if (item)
            proto_item_append_text(item, " (%s)",
                                   router_name(target, exchange, ikt_finding_log_by_initiator(finding, nth)));
    }
}

/* What it rests on. */
static void put_grounds(const struct ikt_target *target, const struct ikt_finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count; i++)
        put(target, IKT_FIELD_EVIDENCE, sentence_text(target, finding->evidence[i]));
    for (size_t i = 0; i < finding->ref_count; i++) {
        if (finding->refs[i].kind == IKT_REF_FRAME)
            put_number(target, IKT_FIELD_FINDING_FRAME, finding->refs[i].number);
    }
}

/* What each side has, in one row. */
static void put_sides(const struct ikt_target *target, const struct ikt_finding *finding)
{
    const char *initiator = value_text(target, &finding->initiator_has);
    const char *responder = value_text(target, &finding->responder_has);
    proto_item *item = put(target, IKT_FIELD_INITIATOR_HAS, initiator);
    proto_item *other = put(target, IKT_FIELD_RESPONDER_HAS, responder);
    if (item && other) {
        proto_item_append_text(item, "; responder has: %s", responder);
        proto_item_set_hidden(other);
    }
}

static proto_item *put_finding(const struct ikt_target *target, const struct ikt_note_exchange *exchange,
                               uint32_t ordinal, const struct ikt_finding *finding, const char *summary)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    const char *severity = ikt_severity_name(finding->severity);
    const char *likelihood = ikt_likelihood_name(finding->likelihood);
    proto_item *item =
        proto_tree_add_uint_format(target->tree, ikt_field(IKT_FIELD_FINDING), target->tvb, 0, 0, ordinal,
                                   "%s (%s, %s): %s", info->name, severity, likelihood, summary);
    struct ikt_target under = *target;
    proto_item_set_generated(item);
    under.tree = proto_item_add_subtree(item, ikt_subtree(IKT_SUBTREE_FINDING));
    put(&under, IKT_FIELD_RULE, info->name);
    put_number(&under, IKT_FIELD_RULE_NUMBER, ikt_rule_number(finding->rule));
    put_number(&under, IKT_FIELD_SEVERITY, finding->severity);
    put_number(&under, IKT_FIELD_LIKELIHOOD, finding->likelihood);
    put(&under, IKT_FIELD_SUMMARY, summary);
    for (proto_item *at = under.tree->first_child; at; at = at->next)
        proto_item_set_hidden(at); /* the heading has them: for filters */
    for (size_t i = 0; i < finding->fix_count; i++)
        put_fix(&under, exchange, finding, &finding->fixes[i]);
    put_sides(&under, finding);
    put_number(&under, IKT_FIELD_MISCONFIGURED, finding->misconfigured);
    put_advice(&under, finding);
    put_grounds(&under, finding);
    if (exchange && exchange->phase2)
        put_number(&under, IKT_FIELD_FINDING_MESSAGE_ID, exchange->message_id);
    put_log(&under, exchange, finding);
    return item;
}

/*
 * Errors are what is known: what is merely possible is a note. It stands on the frame that proves it and on the message
 * that failed, once on each.
 */
static void put_expert(const struct ikt_target *target, proto_item *item, const struct ikt_note_findings *notes,
                       const struct ikt_note_finding *note, const char *summary)
{
    const uint32_t frame = target->pinfo->num;
    const bool guess = note->likelihood == IKT_LIKELIHOOD_POSSIBLE;
    const bool failed = notes->exchange && notes->exchange->failed == frame;
    const bool silent = !notes->exchange && note->severity == IKT_SEVERITY_NOTE;
    if (!silent && (note->proof == frame || failed))
        expert_add_info_format(
            target->pinfo, item,
            ikt_expert((enum ikt_rule)note->rule, guess ? IKT_SEVERITY_NOTE : (enum ikt_severity)note->severity), "%s",
            summary);
}

/* Quick Modes that are tried again and again fail for one reason; and two rules may tell of one pair of values. */
static struct ikt_shown_finding *find_twin(struct ikt_shown_findings *shown, const char *summary)
{
    for (unsigned i = 0; i < shown->count; i++) {
        if (strcmp(shown->of[i].summary, summary) == 0)
            return &shown->of[i];
    }
    return NULL;
}

/* In one row; what is hidden is there for filters. */
static void join_twin(struct ikt_shown_finding *twin, proto_item *item, enum ikt_rule rule)
{
    if (item)
        proto_item_set_hidden(item);
    if (twin->rule == rule)
        twin->alike++;
    else if (twin->item)
        proto_item_append_text(twin->item, "; %s too", ikt_rule_info(rule)->name);
}

static const char *with_rule(const struct ikt_target *target, const char *summary, enum ikt_rule rule)
{
    return wmem_strdup_printf(target->pinfo->pool, "%s (%s)", summary, ikt_rule_info(rule)->name);
}

void ikt_tree_findings(const struct ikt_target *target, const struct ikt_cache *cache,
                       const struct ikt_note_findings *notes, struct ikt_shown_findings *shown)
{
    const struct ikt_finding *findings = NULL;
    for (uint32_t i = 0; i < notes->count; i++) {
        const struct ikt_note_finding *note = &notes->first[i];
        if (note->superseded)
            continue;
        if (shown->drawn == IKT_FINDINGS_SHOWN) {
            shown->more++;
            continue;
        }
        if (!findings)
            findings = ikt_cache_findings(cache, notes->exchange, target->pinfo->pool);
        if (!findings)
            return; /* there was no room for them */
        const struct ikt_finding *finding = &findings[note->number];
        const char *summary = sentence_text(target, &finding->summary);
        proto_item *item = target->tree ? put_finding(target, notes->exchange, note->ordinal, finding, summary) : NULL;
        struct ikt_shown_finding *twin = find_twin(shown, summary);
        shown->drawn++;
        if (twin)
            join_twin(twin, item, finding->rule);
        else
            shown->of[shown->count++] = (struct ikt_shown_finding){item, summary, note->rule, 0};
        if (!twin)
            put_expert(target, item, notes, note, summary);
        else if (twin->rule != note->rule)
            put_expert(target, item, notes, note, with_rule(target, summary, finding->rule));
    }
}

void ikt_tree_findings_end(const struct ikt_target *target, const struct ikt_shown_findings *shown)
{
    for (unsigned i = 0; target->tree && i < shown->count; i++) {
        if (shown->of[i].alike > 0)
            proto_item_append_text(shown->of[i].item, " (and the same %u times more)", shown->of[i].alike);
    }
    if (target->tree && shown->more > 0)
        put_number(target, IKT_FIELD_FINDING_MORE, shown->more);
}
