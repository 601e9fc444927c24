/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who of a tunnel's peers is seen by one place under another address or port than by the next one that sees it.
 */
#ifndef IKT_REPORT_TRANSLATIONS_H
#define IKT_REPORT_TRANSLATIONS_H

#include "iketriage/tunnel.h"

struct ikt_translation {
    bool of_a; /* else of B */
    enum ikt_transit_kind kind;
    unsigned place, other_place;
    const struct ikt_endpoint *seen, *seen_there; /* the tunnel's */
};

/* for (size_t nth = 0; ikt_translation_next(tunnel, &nth, &translation);) */
bool ikt_translation_next(const struct ikt_tunnel *tunnel, size_t *nth, struct ikt_translation *out);

#endif
