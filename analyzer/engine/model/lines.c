/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a router has for one peer: permit lines of the crypto access lists of the maps that are at work where it is
 * seen, and its protected tunnels; and the reason why that may not be all.
 */
#include <string.h>

#include <glib.h>

#include "model/connections.h"
#include "model/judge.h"
#include "model/networks.h"
#include "model/sets.h"

/* Pairs of lines that are compared, to see whether one offer fits two of them. */
#define COMPARISONS 2000000
/* Lines of access lists that are gone through, one list for each entry that names it. */
#define VISITS 2000000

struct finding {
    const struct ikt_router *router;
    struct ikt_arena *arena;
    const struct ikt_address *own, *peer;
    GArray *lines; /* struct ikt_model_line */
    struct ikt_model_lines *out;
    unsigned compared, visited;
};

/* The first reason counts. */
static void doubt(struct finding *finding, const char *unless, unsigned line)
{
    if (finding->out->unless)
        return;
    finding->out->unless = unless;
    finding->out->at = line;
}

static bool may_compare(struct finding *finding, unsigned line)
{
    if (finding->compared++ < COMPARISONS)
        return true;
    doubt(finding, "it has more access list lines than are compared", line);
    return false;
}

static bool may_visit(struct finding *finding, unsigned line)
{
    if (finding->visited++ < VISITS && finding->lines->len < IKT_MODEL_LINES)
        return true;
    doubt(finding, "it has more access list lines than are kept", line);
    return false;
}

static void add_line(struct finding *finding, const struct ikt_model_place *place, const struct ikt_router_entry *entry,
                     unsigned number, const struct ikt_proxies *networks)
{
    struct ikt_model_sets sets;
    ikt_model_sets_of(finding->router, entry, &sets);
    if (sets.says != IKT_MODEL_TAKES)
        doubt(finding, sets.because, sets.line);
    const struct ikt_model_terms terms = ikt_model_terms_of(finding->router, entry);
    const struct ikt_model_line line = {
        .entry = entry,
        .interface = place->interface,
        .line = number,
        .networks = *networks,
        .sets = ikt_model_sets_offered(finding->arena, &sets, &terms, networks, finding->own, finding->peer),
        .first_set = entry->sets ? ikt_router_set_find(finding->router, entry->sets->name.text) : NULL,
        .pfs_group = sets.count > 0 && sets.items[0].pfs.line ? (int)sets.items[0].pfs.value : terms.group,
        .group_known = terms.group_known,
    };
    if (terms.group_known == IKT_UNKNOWN)
        doubt(finding, "which group its set pfs means depends on the release", entry->pfs.line);
    g_array_append_val(finding->lines, line);
}

static bool overlap(const struct ikt_proxies *a, const struct ikt_proxies *b)
{
    return ikt_proxies_relation(a, b) != IKT_RELATION_DISJOINT;
}

/* What a deny line takes out of a permit line is no network any more. */
static void compare_denied(struct finding *finding, const GArray *denied, const struct ikt_proxies *networks)
{
    for (guint i = 0; i < denied->len; i++) {
        const struct ikt_router_acl_line *line = g_array_index(denied, const struct ikt_router_acl_line *, i);
        const struct ikt_proxies taken = ikt_model_networks_of(line);
        if (!may_compare(finding, line->line))
            return;
        if (overlap(&taken, networks))
            doubt(finding, "a deny line takes a part of a permit line", line->line);
    }
}

static void add_acl(struct finding *finding, const struct ikt_model_place *place, const struct ikt_router_entry *entry)
{
    const struct ikt_router_acl *acl = ikt_router_acl_find(finding->router, entry->acl.text);
    g_autoptr(GArray) denied = g_array_new(FALSE, FALSE, sizeof(const struct ikt_router_acl_line *));
    if (!acl) {
        doubt(finding, "the access list of its entry is not in it", entry->acl.line ? entry->acl.line : entry->line);
        return;
    }
    if (acl->unclear)
        doubt(finding, "a line of the access list of its entry was not understood", acl->line);
    for (const struct ikt_router_acl_line *line = acl->lines; line && may_visit(finding, line->line);
         line = line->next) {
        const struct ikt_proxies networks = ikt_model_networks_of(line);
        if (!ikt_model_networks_known(line)) {
            doubt(finding, line->unclear ? line->unclear : "a line of its access list was not understood", line->line);
            continue;
        }
        if (!line->permit)
            g_array_append_val(denied, line);
        if (!line->permit || line->taken_only)
            continue;
        compare_denied(finding, denied, &networks);
        add_line(finding, place, entry, line->line, &networks);
    }
}

static void add_entry(struct finding *finding, const struct ikt_model_place *place,
                      const struct ikt_router_entry *entry)
{
    unsigned line;
    if (entry->kind == IKT_ROUTER_ENTRY_DYNAMIC) {
        doubt(finding, "the crypto map has a dynamic entry, which may take any offer", entry->line);
        return;
    }
    if (entry->kind != IKT_ROUTER_ENTRY_STATIC)
        return;
    const enum ikt_tristate names = ikt_model_names_peer(entry, finding->peer, &line);
    if (names == IKT_NO)
        return;
    if (names == IKT_UNKNOWN)
        doubt(finding, "an entry names its peer by a name", line);
    if (entry->unclear)
        doubt(finding, "a statement of its entry was not understood", entry->line);
    if (entry->ikev2_profile.line)
        doubt(finding, "its entry is for IKEv2", entry->ikev2_profile.line);
    add_acl(finding, place, entry);
}

static void add_tunnel(struct finding *finding, const struct ikt_model_place *place)
{
    const struct ikt_router_interface *tunnel = place->interface;
    const struct ikt_router_entry *profile = ikt_router_profile_find(finding->router, tunnel->protection.text);
    const bool multipoint = tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_MGRE;
    const bool same = ikt_address_equal(&tunnel->destination_address, finding->peer);
    if (tunnel->shutdown.on || (!multipoint && !same && tunnel->destination_address.family != IKT_FAMILY_NONE))
        return;
    if (!multipoint && !same && place->here == IKT_YES && !tunnel->destination.line)
        return;
    if (!multipoint && !same)
        doubt(finding, "a tunnel names its destination by a name", tunnel->destination.line);
    if (!profile || profile->unclear || tunnel->unclear || tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_OTHER)
        doubt(finding, "the protection of its tunnel is not clear", tunnel->protection.line);
    if (profile && profile->ikev2_profile.line)
        doubt(finding, "its tunnel is for IKEv2", profile->ikev2_profile.line);
    if (!profile || tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_OTHER)
        return;
    const struct ikt_proxies networks = ikt_model_tunnel_networks(tunnel, finding->own, finding->peer);
    add_line(finding, place, profile, tunnel->protection.line, &networks);
}

static const struct ikt_model_line *line_at(const struct finding *finding, guint place)
{
    return &g_array_index(finding->lines, struct ikt_model_line, place);
}

/* Of each line, the next one that is of another entry than it is. */
static guint *ends_of_entries(const struct finding *finding)
{
    const guint count = finding->lines->len;
    guint *ends = g_new(guint, count + 1);
    for (guint i = count; i-- > 0;)
        ends[i] = i + 1 < count && line_at(finding, i)->entry == line_at(finding, i + 1)->entry ? ends[i + 1] : i + 1;
    return ends;
}

/* Lines of two entries that one offer may fit: which of them takes it is not told here. Lines of one entry are passed
 * over together: it may have thousands. */
static void compare_rivals(struct finding *finding)
{
    g_autofree guint *ends = ends_of_entries(finding);
    for (guint i = 0; i < finding->lines->len; i++) {
        const struct ikt_model_line *a = line_at(finding, i);
        for (guint k = i + 1; k < finding->lines->len;) {
            const struct ikt_model_line *b = line_at(finding, k);
            if (a->entry == b->entry && a->entry->kind != IKT_ROUTER_PROFILE) {
                k = ends[k];
                continue;
            }
            if (!may_compare(finding, b->line))
                return;
            if (overlap(&a->networks, &b->networks)) {
                doubt(finding, "several entries or tunnels may take one offer", b->line);
                return;
            }
            k++;
        }
    }
}

/* Another peer's entry that stands in the way: some releases stop at the first list that fits, whoever the peer is. */
static void compare_other(struct finding *finding, const struct ikt_router_entry *entry)
{
    const struct ikt_router_acl *acl = ikt_router_acl_find(finding->router, entry->acl.text);
    if (finding->lines->len == 0)
        return;
    if (acl && acl->unclear)
        doubt(finding, "a line of another entry's access list was not understood", acl->line);
    for (const struct ikt_router_acl_line *line = acl ? acl->lines : NULL; line && !finding->out->unless;
         line = line->next) {
        if (!may_compare(finding, line->line))
            return;
        if (!ikt_model_networks_known(line)) {
            doubt(finding, line->unclear ? line->unclear : "a line of another entry's access list was not understood",
                  line->line);
            return;
        }
        const struct ikt_proxies networks = ikt_model_networks_of(line);
        for (guint i = 0; i < finding->lines->len && line->permit; i++) {
            if (!may_compare(finding, line->line))
                return;
            if (overlap(&networks, &g_array_index(finding->lines, struct ikt_model_line, i).networks))
                doubt(finding, "several entries or tunnels may take one offer", line->line);
        }
    }
}

static void search(struct finding *finding, const struct ikt_model_index *index, const GArray *places, bool others)
{
    unsigned line;
    for (guint i = 0; i < places->len; i++) {
        const struct ikt_model_place *place = &g_array_index(places, struct ikt_model_place, i);
        if (place->here == IKT_UNKNOWN && !place->named && !others)
            doubt(finding, place->because, place->line);
        if (place->tunnel && !others)
            add_tunnel(finding, place);
        const GPtrArray *entries = place->map ? ikt_model_entries(index, place->map->name) : NULL;
        for (guint k = 0; entries && k < entries->len; k++) {
            const struct ikt_router_entry *entry = g_ptr_array_index(entries, k);
            if (!others)
                add_entry(finding, place, entry);
            else if (entry->kind == IKT_ROUTER_ENTRY_STATIC &&
                     ikt_model_names_peer(entry, finding->peer, &line) == IKT_NO)
                compare_other(finding, entry);
        }
    }
}

/* Of a router that has connections: its children for the two addresses. */
static void search_connections(struct finding *finding, bool translated)
{
    const struct ikt_model_place place = {.here = IKT_YES};
    unsigned line;
    for (const struct ikt_router_entry *entry = finding->router->entries; entry; entry = entry->next) {
        const enum ikt_tristate is =
            ikt_model_connection_is_for(entry, translated ? NULL : finding->own, finding->peer, &line);
        if (is == IKT_NO || (entry->kind != IKT_ROUTER_ENTRY_STATIC && entry->kind != IKT_ROUTER_ENTRY_DYNAMIC))
            continue;
        if (is == IKT_UNKNOWN)
            doubt(finding, "a name stands for an address of its connection", line);
        if (entry->unclear)
            doubt(finding, "a statement of its connection was not understood", entry->line);
        if (entry->ikev2_profile.line)
            doubt(finding, "its connection is for IKEv2", entry->ikev2_profile.line);
        add_acl(finding, &place, entry);
    }
}

const struct ikt_model_lines *ikt_model_lines(struct ikt_arena *arena, const struct ikt_router *router,
                                              const struct ikt_address *local, bool local_translated,
                                              const struct ikt_address *remote)
{
    struct ikt_model_lines *out = ikt_arena_alloc(arena, 1, sizeof *out);
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(struct ikt_model_line));
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(struct ikt_model_place));
    struct finding finding = {router, arena, local, remote, lines, out, 0, 0};
    struct ikt_model_index index;
    ikt_model_index_begin(&index, router);
    if (router->several)
        doubt(&finding, "the file holds several configurations", 0);
    if (router->truncated)
        doubt(&finding, "the file is larger than what is read", 0);
    if (router->removals)
        doubt(&finding, "the file takes statements back, so it is no running-config", 0);
    const bool maps = router->kind == IKT_ROUTER_IOS || router->kind == IKT_ROUTER_ASA;
    if (!maps)
        search_connections(&finding, local_translated);
    else if (!ikt_model_places(router, local, local_translated, places))
        doubt(&finding, "more is at work at this address than is looked at", 0);
    search(&finding, &index, places, false);
    compare_rivals(&finding);
    search(&finding, &index, places, true);
    if (lines->len == 0)
        doubt(&finding, "it has no crypto map entry and no tunnel for this peer at this address", 0);
    ikt_model_index_end(&index);
    out->count = lines->len;
    struct ikt_model_line *items = ikt_arena_alloc(arena, lines->len, sizeof *items);
    if (lines->len > 0)
        memcpy(items, lines->data, lines->len * sizeof *items);
    out->items = items;
    return out;
}
