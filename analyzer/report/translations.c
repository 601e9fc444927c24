/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "translations.h"

/* Two sides, on two ports. */
enum {
    COLUMNS = 4
};

static const struct ikt_endpoint *seen_by(const struct ikt_tunnel *tunnel, unsigned place, unsigned column)
{
    return &tunnel->views[place].peers[column / 2][column % 2];
}

bool ikt_translation_next(const struct ikt_tunnel *tunnel, size_t *nth, struct ikt_translation *out)
{
    for (; *nth < (size_t)tunnel->view_count * COLUMNS; ++*nth) {
        const unsigned place = (unsigned)(*nth / COLUMNS), column = (unsigned)(*nth % COLUMNS);
        const struct ikt_endpoint *there = seen_by(tunnel, place, column), *here = NULL;
        unsigned before = place;
        while (before > 0 && !(here && here->address.family != IKT_FAMILY_NONE))
            here = seen_by(tunnel, --before, column);
        if (!here || here->address.family == IKT_FAMILY_NONE || there->address.family == IKT_FAMILY_NONE ||
            ikt_endpoint_equal(here, there))
            continue;
        *out =
            (struct ikt_translation){column / 2 == 0, (enum ikt_transit_kind)(column % 2), before, place, here, there};
        ++*nth;
        return true;
    }
    return false;
}
