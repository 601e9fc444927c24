/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What mends the tunnels of a capture, router by router: lines to type, under comments that say for which tunnel.
 * Tunnels whose cause is open have none.
 */
#ifndef IKT_PLUGIN_ROUTER_FIXES_H
#define IKT_PLUGIN_ROUTER_FIXES_H

#include "cache.h"

enum {
    IKT_FIX_ROUTERS = 256,        /* who comes beyond is counted */
    IKT_FIX_TEXT_MAX = 256 * 1024 /* octets of a router; what does not fit is counted in its last line */
};

struct ikt_router_fix {
    struct ikt_address router;
    GString *text;
    GHashTable *said;  /* set of fixes */
    uint32_t left_out; /* fixes for which there is no room */
    uint32_t frame;    /* of the first exchange that needs it */
};

struct ikt_router_fixes {
    GPtrArray *routers; /* of struct ikt_router_fix, in the order of tunnels */
    uint32_t routers_more;
};

/* Of a finished file. */
struct ikt_router_fixes *ikt_router_fixes_new(const struct ikt_cache *cache);
/* NULL is allowed. */
void ikt_router_fixes_free(struct ikt_router_fixes *fixes);

#endif
