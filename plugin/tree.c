/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree.h"

#include <string.h>

#include "fields.h"
#include "iketriage/wording.h"
#include "tree_finding.h"
#include "tree_payload.h"
#include "tree_tunnel.h"

static void generated(proto_item *item)
{
    proto_item_set_generated(item);
}

static void put_frame(const struct ikt_target *target, enum ikt_field field, uint32_t frame)
{
    if (frame != 0)
        generated(proto_tree_add_uint(target->tree, ikt_field(field), target->tvb, 0, 0, frame));
}

static void put_word(const struct ikt_target *target, enum ikt_field field, const char *text)
{
    if (text)
        generated(proto_tree_add_string(target->tree, ikt_field(field), target->tvb, 0, 0, text));
}

static void put_elapsed(const struct ikt_target *target, ikt_time elapsed)
{
    const nstime_t time = {.secs = (time_t)(elapsed / IKT_SECOND), .nsecs = (int)(elapsed % IKT_SECOND) * 1000};
    generated(proto_tree_add_time(target->tree, ikt_field(IKT_FIELD_EXCHANGE_TIME), target->tvb, 0, 0, &time));
}

static void draw_links(const struct ikt_target *target, const struct ikt_note_message *note)
{
    put_frame(target, IKT_FIELD_RETRANSMISSION_OF, note->duplicate_of);
    put_frame(target, IKT_FIELD_REQUEST_IN, note->request);
    put_frame(target, IKT_FIELD_RESPONSE_IN, note->response);
    if (note->request != 0 || note->response != 0)
        put_elapsed(target, note->elapsed);
}

static void draw_exchange(const struct ikt_target *target, const struct ikt_note_message *note)
{
    const struct ikt_note_exchange *exchange = note->exchange;
    if (!exchange)
        return;
    put_word(target, IKT_FIELD_OUTCOME, ikt_outcome_name(exchange->outcome));
    put_word(target, IKT_FIELD_ENDED, ikt_ended_name(exchange->ended));
    put_word(target, IKT_FIELD_IOS_STATE, exchange->ios_state);
    if (note->decryption == IKT_DECRYPTION_NO_KEY)
        put_word(target, IKT_FIELD_MISSING, ikt_missing_key_text(exchange->missing, exchange->phase1_captured));
}

/* The message once more, out of the octets that were kept. Never NULL. */
static struct ikt_message *decode(const struct ikt_note_message *note, const uint8_t *octets, size_t length)
{
    struct ikt_message *message = ikt_message_decode((struct ikt_bytes){octets, length}, note->wire_length);
    if (note->opened && length > IKT_HEADER_SIZE) {
        const struct ikt_bytes plaintext = {octets + IKT_HEADER_SIZE, length - IKT_HEADER_SIZE};
        struct ikt_message *opened = ikt_message_open(message, plaintext, note->first_payload);
        ikt_message_lose(opened, note->lost);
        ikt_message_unref(message);
        message = opened;
    }
    return message;
}

/* Highlight the message's octets from here on: in the frame, or in a data source of their own. */
static bool use_octets(struct ikt_target *target, const struct ikt_note_message *note)
{
    const uint32_t first = note->opened ? MIN(note->length, IKT_HEADER_SIZE) : note->length;
    const uint32_t there = note->in_frame ? first : 0;
    target->length = note->length;
    target->base = (int)note->offset;
    if (note->length == 0 || !tvb_bytes_exist(target->tvb, target->base, (gint)there))
        return false;
    if (there < note->length) {
        uint8_t *whole = wmem_alloc(target->pinfo->pool, note->length);
        tvb_memcpy(target->tvb, whole, target->base, there);
        memcpy(whole + there, note->octets, note->length - there);
        target->tvb = tvb_new_child_real_data(target->tvb, whole, note->length, (gint)note->length);
        target->base = 0;
        add_new_data_source(target->pinfo, target->tvb, note->opened ? "Decrypted IKE" : "Reassembled IKE");
    }
    return true;
}

static void draw_header(const struct ikt_target *target, const struct ikt_message *message)
{
    if (message->has_header) {
        ikt_put_octets(target, IKT_FIELD_INITIATOR_COOKIE, ikt_range(target, 0, IKT_COOKIE_SIZE));
        ikt_put_octets(target, IKT_FIELD_RESPONDER_COOKIE, ikt_range(target, IKT_COOKIE_SIZE, IKT_COOKIE_SIZE));
        ikt_put_number(target, IKT_FIELD_MESSAGE_ID, ikt_range(target, 20, 4), message->header.message_id);
    }
}

static void draw_message(const struct ikt_target *at, const struct ikt_note_message *note)
{
    struct ikt_target target = *at;
    if (!use_octets(&target, note) || !at->tree)
        return;
    struct ikt_message *message = decode(note, tvb_get_ptr(target.tvb, target.base, (gint)note->length), note->length);
    const char *name = ikt_message_name_full(note->name), *decryption = ikt_decryption_text(note->decryption);
    const struct ikt_range whole = ikt_range(&target, 0, note->length);
    proto_item_append_text(proto_tree_get_parent(target.tree), ", %s%s%s", name, decryption ? ", " : "",
                           decryption ? decryption : "");
    generated(ikt_put_text(&target, IKT_FIELD_MESSAGE, whole, name));
    draw_header(&target, message);
    put_word(&target, IKT_FIELD_DECRYPTION, ikt_decryption_name(note->decryption));
    draw_links(&target, note);
    draw_exchange(&target, note);
    ikt_tree_payloads(&target, message, note->name);
    ikt_message_unref(message);
}

static const struct ikt_note_finding *best_finding(const struct ikt_note_frame *note)
{
    const struct ikt_note_findings *at = note->findings;
    while (at && at->first->superseded)
        at = at->next;
    return at ? at->first : NULL;
}

/* What a finding says in a word: a cause is named from probable up, and what is nobody's fault does not look like one.
 */
static const char *finding_words(const struct ikt_note_finding *finding, wmem_allocator_t *pool)
{
    const char *rule = ikt_rule_info((enum ikt_rule)finding->rule)->name;
    if (finding->severity == IKT_SEVERITY_NOTE)
        return wmem_strdup_printf(pool, "note: %s", rule);
    if (finding->likelihood != IKT_LIKELIHOOD_POSSIBLE)
        return rule;
    return finding->severity == IKT_SEVERITY_ERROR ? "cause open" : wmem_strdup_printf(pool, "possible: %s", rule);
}

/* Behind a verdict that says that something failed: why. */
static const char *cause_words(const struct ikt_note_finding *finding, wmem_allocator_t *pool)
{
    return ikt_rule_info((enum ikt_rule)finding->rule)->cause_open ? "cause open" : finding_words(finding, pool);
}

/* Of an exchange that failed, on the message that began it and on the one that refused it. */
static char *exchange_verdict(const struct ikt_note_message *message, const char *cause, wmem_allocator_t *pool)
{
    const struct ikt_note_exchange *exchange = message->exchange;
    const char *brief = ikt_message_name_brief(message->name);
    if (!exchange)
        return NULL;
    if (exchange->outcome == IKT_OUTCOME_REJECTED && message->frame == exchange->response && message->request != 0)
        return wmem_strdup_printf(pool, "refuses %u: %s", message->request, cause);
    if (message->frame != exchange->request)
        return NULL;
    switch (exchange->outcome) {
    case IKT_OUTCOME_REJECTED:
        return exchange->response == 0
                   ? wmem_strdup_printf(pool, "%s rejected: %s", brief, cause)
                   : wmem_strdup_printf(pool, "%s rejected in %u: %s", brief, exchange->response, cause);
    case IKT_OUTCOME_NO_RESPONSE:
        return wmem_strdup_printf(pool, "%s %s: %s", brief, exchange->phase2 ? "unanswered" : "without success", cause);
    default:
        return NULL;
    }
}

/* In brackets, for the Info column and the head of the subtree. NULL: there is nothing to say. */
static const char *frame_verdict(const struct ikt_cache *cache, const struct ikt_note_frame *note,
                                 wmem_allocator_t *pool)
{
    const struct ikt_note_finding *finding = best_finding(note);
    const struct ikt_note_message *message = note->message_count > 0 ? note->messages[0] : NULL;
    if (!finding && message && message->exchange)
        finding = message->frame == message->exchange->response ? message->exchange->findings : NULL;
    if (!finding)
        return NULL;
    const char *verdict = message ? exchange_verdict(message, cause_words(finding, pool), pool) : NULL;
    if (!verdict)
        return wmem_strdup_printf(pool, "  [%s]", finding_words(finding, pool));
    const char *tunnel = ikt_tree_tunnel_phrase(cache, message->exchange, pool);
    return wmem_strdup_printf(pool, tunnel ? "  [%s; %s]" : "  [%s]", verdict, tunnel);
}

void ikt_tree_draw(const struct ikt_cache *cache, const struct ikt_note_frame *note, tvbuff_t *tvb, packet_info *pinfo,
                   proto_tree *tree, int protocol, bool items)
{
    struct ikt_target target = {.pinfo = pinfo, .tvb = tvb, .configs = ikt_cache_configs(cache)};
    if (items) {
        const struct ikt_note_message *first = note->message_count > 0 ? note->messages[0] : NULL;
        const bool here = first && first->in_frame && !first->opened &&
                          tvb_bytes_exist(tvb, (gint)first->offset, (gint)first->length);
        proto_item *top = proto_tree_add_item(tree, protocol, tvb, here ? (gint)first->offset : 0,
                                              here ? (gint)first->length : 0, ENC_NA);
        const char *verdict = frame_verdict(cache, note, pinfo->pool);
        target.tree = proto_item_add_subtree(top, ikt_subtree(IKT_SUBTREE_TOP));
        if (verdict)
            proto_item_append_text(top, "%s", verdict);
    }
    ikt_tree_tunnels(&target, cache, note); /* first: the verdict is what a reader came for */
    for (const struct ikt_note_findings *at = note->findings; at; at = at->next)
        ikt_tree_findings(&target, cache, at);
    for (size_t i = 0; i < note->message_count; i++)
        draw_message(&target, note->messages[i]);
}

void ikt_tree_info(const struct ikt_cache *cache, const struct ikt_note_frame *note, packet_info *pinfo)
{
    const char *verdict = frame_verdict(cache, note, pinfo->pool);
    if (verdict)
        col_append_str(pinfo->cinfo, COL_INFO, verdict);
}
