/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/tunnel_transit.h"

#include <string.h>

static void turn(struct ikt_transit *transit, struct ikt_transit_view *views, unsigned places)
{
    const struct ikt_transit_way way = transit->ways[0];
    transit->ways[0] = transit->ways[1];
    transit->ways[1] = way;
    for (unsigned i = 0; i < transit->ordered / 2; i++) {
        const uint8_t place = transit->order[i];
        transit->order[i] = transit->order[transit->ordered - 1 - i];
        transit->order[transit->ordered - 1 - i] = place;
    }
    for (unsigned i = 0; i < places; i++) {
        const struct ikt_transit_view view = views[i];
        for (int side = 0; side < 2; side++) {
            memcpy(views[i].peers[side], view.peers[1 - side], sizeof view.peers[side]);
            views[i].seen[side] = view.seen[1 - side];
        }
    }
}

void ikt_tunnel_add_transit(struct ikt_arena *arena, const struct ikt_transits *transits, struct ikt_tunnel *tunnel)
{
    const struct ikt_address *a = &tunnel->a.endpoint.address, *b = &tunnel->b.endpoint.address;
    if (!transits)
        return;
    struct ikt_transit *transit = ikt_arena_alloc(arena, 1, sizeof *transit);
    struct ikt_transit_view *views = ikt_arena_alloc(arena, IKT_PLACES_MAX, sizeof *views);
    if (!transits->of_pair(transits->user, a, b, transit, views))
        return;
    if (ikt_address_compare(a, b) > 0)
        turn(transit, views, transits->places);
    tunnel->transit = transit;
    tunnel->views = views;
    tunnel->view_count = transits->places;
    tunnel->transits = transits;
}
