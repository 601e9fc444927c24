/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tunnel's verdict in words, the same in every format.
 */
#ifndef IKT_REPORT_TUNNEL_WORDS_H
#define IKT_REPORT_TUNNEL_WORDS_H

#include "iketriage/tunnel.h"

/* "down", "up with a fault": what JSON calls degraded. */
const char *ikt_tunnel_state_words(enum ikt_tunnel_state state);
/* "in phase 2"; NULL: nowhere, or nothing is wrong. */
const char *ikt_tunnel_place_words(enum ikt_tunnel_state state, enum ikt_tunnel_where where);
/*
 * One sentence without its end: "down in phase 2: A offers this, B offers that (certain)". Where the cause is open it
 * names what is.
 */
void ikt_tunnel_summary_write(const struct ikt_tunnel *tunnel, ikt_write write, void *user);
/* Is anything wrong with it that a reader has to see: down, degraded, flapping? */
bool ikt_tunnel_is_faulty(enum ikt_tunnel_state state);
/* Worse first: down, flapping, degraded, not judged, up. */
int ikt_tunnel_badness(enum ikt_tunnel_state state);

/* What mends it: of the finding that is its cause. NULL: nothing that can be typed. */
struct ikt_tunnel_fix {
    const struct ikt_finding *finding;
    const struct ikt_fix *fix;
    bool on_a;
};
bool ikt_tunnel_fix_of(const struct ikt_tunnel *tunnel, struct ikt_tunnel_fix *out);

#endif
