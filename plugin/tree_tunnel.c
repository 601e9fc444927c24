/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree_tunnel.h"

#include "report/tunnel_words.h"
#include "tunnel_summary.h"

enum {
    SHOWN = 8 /* tunnels of a frame: a pair may have hundreds */
};

/* The tunnels of a frame, each once. */
struct shown {
    uint32_t numbers[SHOWN];
    size_t count;
    unsigned more; /* that an exchange has, at most */
};

static bool has(const struct shown *shown, uint32_t number)
{
    for (size_t i = 0; i < shown->count; i++) {
        if (shown->numbers[i] == number)
            return true;
    }
    return false;
}

/* Which of the two is the first is of each tunnel. */
static bool is_of_pair(const struct ikt_note_tunnel *one, const struct ikt_note_tunnel *other)
{
    return (ikt_address_equal(&one->a, &other->a) && ikt_address_equal(&one->b, &other->b)) ||
           (ikt_address_equal(&one->a, &other->b) && ikt_address_equal(&one->b, &other->a));
}

/* From this one on, which has no room: counted and not walked, since every frame of a phase 1 has all of its pair. */
static unsigned more_from(const struct shown *shown, const struct ikt_tunnel_notes *notes,
                          const struct ikt_note_exchange *exchange, uint32_t number)
{
    unsigned more = 1 + ikt_tunnel_notes_following(notes, exchange, number);
    for (size_t i = 0; i < shown->count && more > 1; i++)
        more -= shown->numbers[i] > number &&
                is_of_pair(ikt_tunnel_notes_get(notes, shown->numbers[i]), ikt_tunnel_notes_get(notes, number));
    return more;
}

static void add(struct shown *shown, const struct ikt_tunnel_notes *notes, const struct ikt_note_exchange *exchange)
{
    unsigned more = 0;
    if (!exchange)
        return;
    for (uint32_t number = ikt_tunnel_notes_of(notes, exchange); number != 0 && more == 0;
         number = ikt_tunnel_notes_next(notes, exchange, number)) {
        if (has(shown, number))
            continue;
        if (shown->count < SHOWN)
            shown->numbers[shown->count++] = number;
        else
            more = more_from(shown, notes, exchange, number);
    }
    shown->more = MAX(shown->more, more); /* exchanges of one pair have the same ones */
}

static struct shown tunnels_of(const struct ikt_tunnel_notes *notes, const struct ikt_note_frame *note)
{
    struct shown shown = {.count = 0};
    for (size_t i = 0; i < note->message_count; i++)
        add(&shown, notes, note->messages[i]->exchange);
    add(&shown, notes, note->made_in);
    for (const struct ikt_note_findings *at = note->findings; at; at = at->next)
        add(&shown, notes, at->exchange);
    return shown;
}

static void put_tunnel(const struct ikt_target *target, const struct ikt_cache *cache, uint32_t number)
{
    const struct ikt_note_tunnel *tunnel = ikt_tunnel_notes_get(ikt_cache_tunnels(cache), number);
    const char *summary = ikt_tunnel_summary(cache, tunnel, target->pinfo->pool);
    const struct ikt_range nowhere = {0, 0};
    struct ikt_target under = *target;
    proto_item *items[] = {
        proto_tree_add_uint_format(target->tree, ikt_field(IKT_FIELD_TUNNEL_NUMBER), target->tvb, 0, 0, number,
                                   "Tunnel %u: %s", number, summary),
        NULL,
        NULL,
        NULL,
        NULL,
    };
    under.tree = proto_item_add_subtree(items[0], ikt_subtree(IKT_SUBTREE_TUNNEL));
    items[1] = ikt_put_number(&under, IKT_FIELD_TUNNEL_STATE, nowhere, tunnel->state);
    const char *cause = ikt_tunnel_cause_name(tunnel);
    if (cause) {
        const unsigned cause_number = ikt_rule_number((enum ikt_rule)tunnel->cause);
        items[2] = ikt_put_text(&under, IKT_FIELD_TUNNEL_CAUSE, nowhere, cause);
        items[3] = ikt_put_number(&under, IKT_FIELD_TUNNEL_CAUSE_NUMBER, nowhere, cause_number);
        proto_item_set_hidden(items[3]);
    }
    items[4] = ikt_put_text(&under, IKT_FIELD_TUNNEL_SUMMARY, nowhere, summary);
    for (size_t i = 0; i < G_N_ELEMENTS(items); i++) {
        if (items[i])
            proto_item_set_generated(items[i]);
    }
    for (const char *const *text = tunnel->statements; text && *text; text++)
        proto_item_set_generated(ikt_put_text(&under, IKT_FIELD_IOS_SUSPECT, nowhere, *text));
}

void ikt_tree_tunnels(const struct ikt_target *target, const struct ikt_cache *cache, const struct ikt_note_frame *note)
{
    const struct ikt_tunnel_notes *notes = ikt_cache_tunnels(cache);
    if (!notes || !target->tree)
        return;
    const struct shown shown = tunnels_of(notes, note);
    for (size_t i = 0; i < shown.count; i++)
        put_tunnel(target, cache, shown.numbers[i]);
    if (shown.more > 0) {
        const struct ikt_range nowhere = {0, 0};
        proto_item_set_generated(ikt_put_number(target, IKT_FIELD_TUNNEL_MORE, nowhere, shown.more));
    }
}

/* The only one of an exchange, 0: it has none or several. */
static uint32_t only_tunnel(const struct ikt_tunnel_notes *notes, const struct ikt_note_exchange *exchange)
{
    const uint32_t number = notes ? ikt_tunnel_notes_of(notes, exchange) : 0;
    return number != 0 && ikt_tunnel_notes_next(notes, exchange, number) == 0 ? number : 0;
}

const char *ikt_tree_tunnel_phrase(const struct ikt_cache *cache, const struct ikt_note_exchange *exchange,
                                   wmem_allocator_t *scope)
{
    const struct ikt_tunnel_notes *notes = ikt_cache_tunnels(cache);
    const uint32_t number = only_tunnel(notes, exchange);
    if (number == 0)
        return NULL;
    const enum ikt_tunnel_state state = (enum ikt_tunnel_state)ikt_tunnel_notes_get(notes, number)->state;
    return wmem_strdup_printf(scope, "tunnel %u %s", number, ikt_tunnel_state_words(state));
}

const char *ikt_tree_tunnel_fault(const struct ikt_cache *cache, const struct ikt_note_exchange *exchange,
                                  wmem_allocator_t *scope)
{
    const struct ikt_tunnel_notes *notes = ikt_cache_tunnels(cache);
    const uint32_t number = only_tunnel(notes, exchange);
    const bool faulty =
        number != 0 && ikt_tunnel_is_faulty((enum ikt_tunnel_state)ikt_tunnel_notes_get(notes, number)->state);
    return faulty ? ikt_tree_tunnel_phrase(cache, exchange, scope) : NULL;
}
