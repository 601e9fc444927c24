/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree.h"

#include <string.h>

#include "fields.h"
#include "iketriage/wording.h"
#include "isakmp_view.h"
#include "message_octets.h"
#include "tree_exchange.h"
#include "tree_finding.h"
#include "tree_payload.h"
#include "tree_tunnel.h"
#include "verdict.h"

enum {
    MESSAGES_SHOWN = 64 /* of a frame: a segment of TCP has room for 2300 */
};

static void generated(proto_item *item)
{
    proto_item_set_generated(item);
}

static void put_number(const struct ikt_target *target, enum ikt_field field, unsigned number)
{
    generated(proto_tree_add_uint(target->tree, ikt_field(field), target->tvb, 0, 0, number));
}

static void put_frame(const struct ikt_target *target, enum ikt_field field, uint32_t frame)
{
    if (frame != 0)
        generated(proto_tree_add_uint(target->tree, ikt_field(field), target->tvb, 0, 0, frame));
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

/* How many tabs have that name, with or without a number behind it? Not the first, which is the frame's own: each name
 * is made anew when it is asked for. */
static unsigned tabs_named(const packet_info *pinfo, const char *name)
{
    const size_t length = strlen(name);
    unsigned count = 0;
    for (const GSList *at = pinfo->data_src ? pinfo->data_src->next : NULL; at; at = at->next) {
        gchar *there = get_data_source_name(at->data);
        if (g_str_has_prefix(there, name) && there[length] == ' ')
            count++;
        wmem_free(NULL, there);
    }
    return count;
}

static const char decrypted[] = "Decrypted IKE", reassembled[] = "Reassembled IKE";

/* Each tab has a name of its own. before: so many have this one. */
static const char *free_name(const packet_info *pinfo, const char *name, unsigned before)
{
    return before == 0 ? name : wmem_strdup_printf(pinfo->pool, "%s %u", name, before + 1);
}

/* As ISAKMP takes it for one in clear. */
static const uint8_t *without_encryption(const struct ikt_target *target, struct ikt_bytes octets)
{
    enum {
        FLAGS = 19 /* RFC 2408 section 3.1 */
    };
    uint8_t *copy = wmem_memdup(target->pinfo->pool, octets.data, octets.length);
    if (octets.length > FLAGS)
        copy[FLAGS] &= (uint8_t)~IKT_FLAG_ENCRYPTED;
    return copy;
}

/* Highlight the message's octets from here on: in the frame, or in a data source of their own. tabs: of opened messages
 * that are there. */
static void use_octets(struct ikt_target *target, const struct ikt_note_message *note, struct ikt_bytes octets,
                       unsigned *tabs)
{
    target->length = note->length;
    target->base = (int)note->offset;
    if (note->opened || !note->in_frame) {
        const uint8_t *shown = note->opened ? without_encryption(target, octets) : octets.data;
        const char *name = note->opened ? free_name(target->pinfo, decrypted, (*tabs)++)
                                        : free_name(target->pinfo, reassembled, tabs_named(target->pinfo, reassembled));
        target->tvb = tvb_new_child_real_data(target->tvb, shown, note->length, (gint)note->length);
        target->base = 0;
        add_new_data_source(target->pinfo, target->tvb, name);
    }
}

static void draw_header(const struct ikt_target *target, const struct ikt_message *message, bool hidden)
{
    if (!message->has_header)
        return;
    proto_item *items[] = {
        ikt_put_octets(target, IKT_FIELD_INITIATOR_COOKIE, ikt_range(target, 0, IKT_COOKIE_SIZE)),
        ikt_put_octets(target, IKT_FIELD_RESPONDER_COOKIE, ikt_range(target, IKT_COOKIE_SIZE, IKT_COOKIE_SIZE)),
        ikt_put_number(target, IKT_FIELD_MESSAGE_ID, ikt_range(target, 20, 4), message->header.message_id),
    };
    for (size_t i = 0; hidden && i < G_N_ELEMENTS(items); i++) {
        if (items[i])
            proto_item_set_hidden(items[i]);
    }
}

enum {
    ISAKMP_PAYLOADS = 100 /* it gives up at some 250, as deep as Wireshark dissects */
};

/* Of a HASH that lost its beginning all else is known; before anything else what ISAKMP would show is made up. */
static bool is_for_isakmp(const struct ikt_note_message *note, const struct ikt_message *message)
{
    return note->opened && (note->lost == 0 || note->first_payload == IKT_PAYLOAD_HASH) &&
           message->payload_count <= ISAKMP_PAYLOADS;
}

/* What ISAKMP has not; the rest is there for filters. */
static void draw_own(const struct ikt_target *target, const struct ikt_note_message *note,
                     const struct ikt_message *message, bool shown_by_isakmp)
{
    const char *name = ikt_message_name_full(note->name), *decryption = ikt_decryption_text(note->decryption);
    const struct ikt_range whole = ikt_range(target, 0, note->length);
    proto_item_append_text(proto_tree_get_parent(target->tree), ", %s%s%s", name, decryption ? ", " : "",
                           decryption ? decryption : "");
    generated(ikt_put_text(target, IKT_FIELD_MESSAGE, whole, name));
    generated(ikt_put_text(target, IKT_FIELD_NAME, whole, ikt_message_name_brief(note->name)));
    draw_header(target, message, shown_by_isakmp);
    if (note->crowded)
        generated(ikt_put_text(target, IKT_FIELD_PROBLEM, whole,
                               "Its rest is left out: more connections of TCP are in the middle of a message than "
                               "are followed"));
    if (decryption) {
        proto_item *item = ikt_put_number(target, IKT_FIELD_DECRYPTION, whole, note->decryption);
        generated(item);
        if (note->lost > 0)
            proto_item_append_text(item, ", the first %u octets after the header are not known", note->lost);
    }
    draw_links(target, note);
    ikt_tree_exchange(target, note);
    ikt_tree_payloads(target, message, note->name, shown_by_isakmp);
}

/* for_isakmp: where its items go when there are none of this plugin; NULL: it shows nothing, or opened all by itself.
 */
static void draw_message(const struct ikt_target *at, const struct ikt_note_message *note, proto_tree *for_isakmp,
                         unsigned *tabs)
{
    struct ikt_target target = *at;
    struct ikt_bytes octets;
    if (!ikt_octets_of(note, at->tvb, at->pinfo->pool, &octets))
        return;
    use_octets(&target, note, octets, tabs);
    if (!at->tree && !(for_isakmp && note->opened))
        return;
    struct ikt_message *message = ikt_octets_decode(note, octets.data, octets.length);
    const bool hand_on = for_isakmp && is_for_isakmp(note, message);
    if (at->tree)
        draw_own(&target, note, message, hand_on || !note->opened);
    ikt_message_unref(message);
    if (hand_on)
        ikt_isakmp_view_draw(target.tvb, target.pinfo, at->tree ? at->tree : for_isakmp);
}

/* How far the message brings its exchange, where it is not the last word. NULL: nowhere. */
static const char *state_so_far(enum ikt_message_name name)
{
    switch (name) {
    case IKT_QUICK1:
        return "negotiated, a Quick Mode waits for its answer";
    case IKT_QUICK2:
        return "negotiated, the answer is there and waits for QM3";
    case IKT_QUICK3:
    case IKT_QUICK4:
        return "up, the Quick Mode is complete";
    case IKT_MAIN6:
    case IKT_AGGRESSIVE3:
    case IKT_BASE4:
        return "phase 1 is complete";
    case IKT_NOTIFY:
        return "down, something was refused";
    case IKT_DELETE:
        return "SAs are deleted";
    default:
        return name < IKT_QUICK1 ? "phase 1 is negotiated" : NULL;
    }
}

/* In the first pass, as text and no field: later frames change it. */
static void draw_so_far(const struct ikt_target *target, const struct ikt_note_message *message)
{
    const char *state = state_so_far(message->name);
    if (state && message->duplicate_of == 0)
        generated(proto_tree_get_parent(proto_tree_add_subtree_format(
            target->tree, target->tvb, 0, 0, ikt_subtree(IKT_SUBTREE_TUNNEL), NULL, "Tunnel so far: %s", state)));
}

static bool has_opened(const struct ikt_note_frame *note)
{
    bool found = false;
    for (size_t i = 0; i < note->message_count && !found; i++)
        found = note->messages[i]->opened;
    return found;
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
        const char *verdict = ikt_verdict(cache, note, tvb, pinfo);
        target.tree = proto_item_add_subtree(top, ikt_subtree(IKT_SUBTREE_TOP));
        if (verdict)
            proto_item_append_text(top, "  [%s]", verdict);
    }
    if (target.tree && !pinfo->fd->visited && note->message_count > 0)
        draw_so_far(&target, note->messages[0]);
    ikt_tree_tunnels(&target, cache, note); /* first: the verdict is what a reader came for */
    if (target.tree && note->made_in)
        ikt_tree_made_in(&target, note->made_in);
    struct ikt_shown_findings shown = {.count = 0};
    for (const struct ikt_note_findings *at = note->findings; at; at = at->next)
        ikt_tree_findings(&target, cache, at, &shown);
    ikt_tree_findings_end(&target, &shown);
    /* ISAKMP has a tab where it decrypted by itself. */
    const bool opened = has_opened(note);
    unsigned tabs = opened ? tabs_named(pinfo, decrypted) : 0;
    proto_tree *for_isakmp = opened && tabs == 0 && ikt_isakmp_view_wanted(tree) ? tree : NULL;
    for (size_t i = 0; i < MIN(note->message_count, MESSAGES_SHOWN); i++)
        draw_message(&target, note->messages[i], for_isakmp, &tabs);
    if (target.tree && note->message_count > MESSAGES_SHOWN)
        put_number(&target, IKT_FIELD_MESSAGES_MORE, (unsigned)(note->message_count - MESSAGES_SHOWN));
}
