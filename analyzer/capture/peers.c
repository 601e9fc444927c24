/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "peers.h"

#include <glib.h>
#include <string.h>

struct prefix {
    struct ikt_address address;
    unsigned bits;
};

struct ikt_peers {
    GArray *prefixes; /* of struct prefix */
};

struct ikt_peers *ikt_peers_new(void)
{
    struct ikt_peers *peers = g_new0(struct ikt_peers, 1);
    peers->prefixes = g_array_new(FALSE, FALSE, sizeof(struct prefix));
    return peers;
}

void ikt_peers_free(struct ikt_peers *peers)
{
    if (peers) {
        g_array_unref(peers->prefixes);
        g_free(peers);
    }
}

bool ikt_peers_add(struct ikt_peers *peers, const char *text)
{
    const char *slash = strchr(text, '/');
    g_autofree char *address = slash ? g_strndup(text, (gsize)(slash - text)) : g_strdup(text);
    struct prefix prefix = {.bits = 0};
    if (!ikt_address_parse(address, &prefix.address))
        return false;
    unsigned whole = prefix.address.family == IKT_FAMILY_IPV4 ? 32 : 128;
    guint64 bits = whole;
    if (slash && !g_ascii_string_to_unsigned(slash + 1, 10, 0, whole, &bits, NULL))
        return false;
    prefix.bits = (unsigned)bits;
    g_array_append_val(peers->prefixes, prefix);
    return true;
}

static bool inside(const struct ikt_address *address, const struct prefix *prefix)
{
    return address->family == prefix->address.family && ikt_address_in_prefix(address, &prefix->address, prefix->bits);
}

bool ikt_peers_match(const struct ikt_peers *peers, const struct ikt_address *a, const struct ikt_address *b)
{
    if (!peers || peers->prefixes->len == 0)
        return true;
    for (guint i = 0; i < peers->prefixes->len; i++) {
        const struct prefix *prefix = &g_array_index(peers->prefixes, struct prefix, i);
        if (inside(a, prefix) || inside(b, prefix))
            return true;
    }
    return false;
}
