/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/tunnel_copy.h"

#include <string.h>

#include "tunnels/kept_finding.h"

/* Of things without pointers; NULL stays NULL. room: for how many there is memory, at least count. */
static void *copy_array(const void *items, size_t size, unsigned count, unsigned room)
{
    if (!items)
        return NULL;
    void *copy = g_malloc_n(MAX(room, 1), size);
    memcpy(copy, items, size * count);
    return copy;
}

static void *copy_one(const void *item, size_t size)
{
    return copy_array(item, size, 1, 1);
}

/* What the table may still keep in full is its own; a copy lives for a moment only. */
static void copy_findings(struct ikt_tunnel_entry *copy, struct ikt_tunnel_room *room)
{
    copy->findings = copy_array(copy->findings, sizeof *copy->findings, copy->finding_count,
                                copy->finding_count + (unsigned)IKT_TUNNEL_FINDINGS_STEP);
    for (unsigned i = 0; i < copy->finding_count; i++) {
        struct ikt_tunnel_finding *place = &copy->findings[i];
        if (!place->full)
            continue; /* one without words, of the other room, which outlives the copy */
        ikt_tunnel_room_keep(room, place, place->finding);
        room->full -= room->full > 0;
    }
}

/* copy is filled as entry is, with its pointers: each becomes the copy's own. */
static void own(struct ikt_tunnel_entry *copy, struct ikt_tunnel_pair *pair)
{
    copy->pair = pair;
    copy->networks = copy_one(copy->networks, sizeof *copy->networks);
    copy->sent = copy_array(copy->sent, sizeof *copy->sent, 2, 2);
    for (int side = 0; side < 2; side++) {
        copy->asked_by[side] = copy_one(copy->asked_by[side], sizeof *copy->asked_by[side]);
        copy->facts[side] = copy_one(copy->facts[side], sizeof *copy->facts[side]);
        copy->accepted[side] = copy_one(copy->accepted[side], sizeof *copy->accepted[side]);
        copy->refused[side] = copy_one(copy->refused[side], sizeof *copy->refused[side]);
    }
    copy_findings(copy, pair->room);
    /* the sizes that growing expects of them: powers of two */
    copy->events.items =
        copy_array(copy->events.items, sizeof *copy->events.items, copy->events.count, 2 * IKT_TUNNEL_EVENTS);
    copy->events.course = copy_one(copy->events.course, sizeof *copy->events.course);
    copy->exchanges =
        copy_array(copy->exchanges, sizeof *copy->exchanges, copy->exchange_count, 2 * IKT_TUNNEL_EXCHANGES);
}

static struct ikt_tunnel_entry *copy_entry(const struct ikt_tunnel_entry *entry, struct ikt_tunnel_pair *pair)
{
    struct ikt_tunnel_entry *copy = g_new(struct ikt_tunnel_entry, 1);
    *copy = *entry;
    own(copy, pair);
    return copy;
}

static void copy_party(struct ikt_tunnel_party *party)
{
    party->id = g_strdup(party->id);
    if (party->vendor_name)
        g_ref_string_acquire(party->vendor_name);
    if (party->policies)
        g_ref_string_acquire(party->policies);
}

struct ikt_tunnel_pair *ikt_tunnel_pair_copy(const struct ikt_tunnel_pair *pair, struct ikt_tunnel_room *room)
{
    struct ikt_tunnel_pair *copy = g_new(struct ikt_tunnel_pair, 1);
    *copy = *pair;
    copy->room = room;
    copy_party(&copy->party[0]);
    copy_party(&copy->party[1]);
    own(&copy->phase1, copy);
    copy->unread = pair->unread ? copy_entry(pair->unread, copy) : NULL;
    copy->index = NULL;
    copy->entries = g_new(struct ikt_tunnel_entry *, pair->entry_count);
    for (unsigned i = 0; i < pair->entry_count; i++)
        copy->entries[i] = copy_entry(pair->entries[i], copy);
    return copy;
}
