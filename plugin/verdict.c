/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict.h"

#include <string.h>

#include "iketriage/wording.h"
#include "message_octets.h"
#include "message_words.h"
#include "scope_text.h"
#include "tree_tunnel.h"

enum {
    LONGEST_VALUES = 120 /* both together: a column is not as wide as a list of proposals */
};

static const char *rule_name(const struct ikt_note_finding *finding)
{
    return ikt_rule_info((enum ikt_rule)finding->rule)->name;
}

/* A cause is named from probable on, and what is nobody's fault does not look like one. */
static const char *finding_words(const struct ikt_note_finding *finding, wmem_allocator_t *pool)
{
    if (finding->severity == IKT_SEVERITY_NOTE)
        return wmem_strdup_printf(pool, "note: %s", rule_name(finding));
    if (finding->likelihood != IKT_LIKELIHOOD_POSSIBLE)
        return rule_name(finding);
    return finding->severity == IKT_SEVERITY_ERROR ? "cause open"
                                                   : wmem_strdup_printf(pool, "possible: %s", rule_name(finding));
}

/* NULL: unknown. */
static const char *value_text(const struct ikt_value *value, wmem_allocator_t *pool)
{
    struct ikt_scope_text text = ikt_scope_text(pool);
    return ikt_value_write(value, ikt_scope_text_append, &text) ? text.octets : NULL;
}

/* Both values, that of the side that sent the message first; nothing where one is unknown. */
static const char *values_of(const struct ikt_cache *cache, const struct ikt_note_exchange *exchange,
                             const struct ikt_note_finding *note, bool by_initiator, wmem_allocator_t *pool)
{
    const struct ikt_finding *findings = ikt_cache_findings(cache, exchange, pool);
    if (!findings)
        return "";
    const char *initiator = value_text(&findings[note->number].initiator_has, pool);
    const char *responder = value_text(&findings[note->number].responder_has, pool);
    if (!initiator || !responder || strlen(initiator) + strlen(responder) > LONGEST_VALUES)
        return "";
    return wmem_strdup_printf(pool, ", %s against %s", by_initiator ? initiator : responder,
                              by_initiator ? responder : initiator);
}

/* Those of even numbers come from the responder. */
static bool is_of_initiator(enum ikt_message_name name)
{
    switch (name) {
    case IKT_MAIN2:
    case IKT_MAIN4:
    case IKT_MAIN6:
    case IKT_AGGRESSIVE2:
    case IKT_BASE2:
    case IKT_BASE4:
    case IKT_QUICK2:
    case IKT_QUICK4:
        return false;
    default:
        return true;
    }
}

/* Why an exchange failed. */
static const char *cause_words(const struct ikt_cache *cache, const struct ikt_note_message *message,
                               wmem_allocator_t *pool)
{
    const struct ikt_note_exchange *exchange = message->exchange;
    const struct ikt_note_finding *best = exchange->finding_count > 0 ? &exchange->findings[0] : NULL;
    if (!best || ikt_rule_info((enum ikt_rule)best->rule)->cause_open)
        return "cause open";
    if (best->likelihood == IKT_LIKELIHOOD_POSSIBLE || message->frame != exchange->failed)
        return finding_words(best, pool);
    return wmem_strdup_printf(pool, "%s%s", finding_words(best, pool),
                              values_of(cache, exchange, best, is_of_initiator(message->name), pool));
}

/* ": cause; tunnel 1 down" */
static const char *why(const struct ikt_cache *cache, const struct ikt_note_message *message, wmem_allocator_t *pool)
{
    const char *tunnel = ikt_tree_tunnel_phrase(cache, message->exchange, pool);
    return wmem_strdup_printf(pool, ": %s%s%s", cause_words(cache, message, pool), tunnel ? "; " : "",
                              tunnel ? tunnel : "");
}

/* What failed or refused, of the message's own exchange. NULL: neither. */
static const char *failure(const struct ikt_cache *cache, const struct ikt_note_message *message,
                           wmem_allocator_t *pool)
{
    const struct ikt_note_exchange *exchange = message->exchange;
    const bool refused = exchange->outcome == IKT_OUTCOME_REJECTED;
    if (refused && message->frame == exchange->response && exchange->failed != 0)
        return wmem_strdup_printf(pool, " refuses %u%s", exchange->failed, why(cache, message, pool));
    if (message->frame != exchange->failed)
        return NULL;
    if (refused && exchange->response != 0)
        return wmem_strdup_printf(pool, " refused in %u%s", exchange->response, why(cache, message, pool));
    return wmem_strdup_printf(pool, refused ? " refused%s" : " unanswered%s", why(cache, message, pool));
}

/* The last message of the side that waits for it: what it completes. NULL: it is another one. */
static const char *success(const struct ikt_cache *cache, const struct ikt_note_message *message,
                           const struct ikt_message_words *words, wmem_allocator_t *pool)
{
    const struct ikt_note_exchange *exchange = message->exchange;
    if (exchange->outcome != IKT_OUTCOME_ESTABLISHED)
        return NULL;
    if (message->name == IKT_MAIN6 || message->name == IKT_AGGRESSIVE3 || message->name == IKT_BASE4)
        return " ok";
    if (message->name != IKT_QUICK2)
        return NULL;
    const char *tunnel = ikt_tree_tunnel_fault(cache, exchange, pool);
    return wmem_strdup_printf(pool, " ok, tunnel up%s%s%s%s", words->networks ? " " : "",
                              words->networks ? words->networks : "", tunnel ? "; " : "", tunnel ? tunnel : "");
}

/* The best one that this frame proves, of its exchange alone or, where that is NULL, of any. NULL: none. */
static const struct ikt_note_finding *proven_here(const struct ikt_note_frame *note,
                                                  const struct ikt_note_exchange *exchange, uint32_t frame)
{
    for (const struct ikt_note_findings *at = note->findings; at; at = at->next) {
        for (uint32_t i = 0; i < at->count && (!exchange || at->exchange == exchange); i++) {
            if (!at->first[i].superseded && at->first[i].proof == frame)
                return &at->first[i];
        }
    }
    return NULL;
}

/* A finding of another exchange that this frame proves. */
static const char *proves(const struct ikt_note_frame *note, uint32_t frame, wmem_allocator_t *pool)
{
    for (const struct ikt_note_findings *at = note->findings; at; at = at->next) {
        if (at->exchange && at->exchange->failed != 0 && at->exchange->failed != frame && !at->first->superseded &&
            at->first->proof == frame && at->first->likelihood != IKT_LIKELIHOOD_POSSIBLE)
            return wmem_strdup_printf(pool, ", shows why %u failed: %s", at->exchange->failed, rule_name(at->first));
    }
    return "";
}

static const char *message_verdict(const struct ikt_cache *cache, const struct ikt_note_frame *note, tvbuff_t *frame,
                                   packet_info *pinfo)
{
    const struct ikt_note_message *message = note->messages[0];
    const struct ikt_note_exchange *exchange = message->exchange;
    const struct ikt_message_words words = ikt_message_words(message, frame, pinfo);
    if (message->duplicate_of != 0)
        return wmem_strdup_printf(pinfo->pool, "%s repeats %u", words.name, message->duplicate_of);
    const char *failed = exchange ? failure(cache, message, pinfo->pool) : NULL;
    if (failed)
        return wmem_strconcat(pinfo->pool, words.name, failed, NULL);
    const char *done = exchange ? success(cache, message, &words, pinfo->pool) : NULL;
    const struct ikt_note_finding *own = exchange ? proven_here(note, exchange, message->frame) : NULL;
    return wmem_strconcat(pinfo->pool, words.name, done ? done : "", own ? ": " : "",
                          own ? finding_words(own, pinfo->pool) : "", proves(note, message->frame, pinfo->pool), NULL);
}

const char *ikt_verdict(const struct ikt_cache *cache, const struct ikt_note_frame *note, tvbuff_t *frame,
                        packet_info *pinfo)
{
    if (note->message_count > 0)
        return message_verdict(cache, note, frame, pinfo);
    const struct ikt_note_finding *finding = proven_here(note, NULL, pinfo->num);
    /* A note of no exchange is about a capture in which nothing failed, such as one of IKEv2 alone. */
    if (!finding || (finding->severity == IKT_SEVERITY_NOTE && !note->findings->exchange))
        return NULL;
    return finding_words(finding, pinfo->pool);
}
