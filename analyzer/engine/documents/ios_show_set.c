/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     Transform set TS1: { esp-256-aes esp-sha256-hmac  }
 *        will negotiate = { Tunnel,  },
 */
#include "documents/ios_show.h"

#include <string.h>

/* A profile that names no set uses it. */
static const char built_in[] = "default";
static const char built_in_words[] = "esp-aes esp-sha-hmac";

static bool uses_built_in(const struct ikt_router *router)
{
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next)
        if (entry->kind == IKT_ROUTER_PROFILE && !entry->sets && !entry->ikev2_profile.text)
            return !ikt_router_set_find(router, built_in);
    return false;
}

void ikt_ios_print_set(const struct ikt_router *router, const char *name, GString *out)
{
    const struct ikt_router_set *set = name ? ikt_router_set_find(router, name) : NULL;
    g_string_append(out, "{ ");
    if (set)
        ikt_ios_set_words(set, out);
    else
        g_string_append(out, name && strcmp(name, built_in) == 0 ? built_in_words : "unknown");
    g_string_append(out, "  }");
}

static void show(const struct ikt_router *router, const char *name, bool transport, GString *out)
{
    g_string_append_printf(out, "Transform set %s: ", name);
    ikt_ios_print_set(router, name, out);
    g_string_append_printf(out, "\n   will negotiate = { %s,  },\n\n", transport ? "Transport" : "Tunnel");
}

void ikt_ios_print_sets(const struct ikt_router *router, GString *out)
{
    const size_t begin = out->len;
    if (uses_built_in(router))
        show(router, built_in, true, out);
    for (const struct ikt_router_set *set = router->sets; set; set = set->next) {
        if (out->len - begin > IKT_IOS_SHOWN_MAX) {
            g_string_append(out, "! more transform sets are left out\n");
            return;
        }
        show(router, set->name, set->transport, out);
    }
}
