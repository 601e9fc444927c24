/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/place.h"

#include <string.h>

#include "base/hash.h"
#include "model/groups.h"

enum ikt_tristate ikt_model_interface_has(const struct ikt_router *router, const struct ikt_router_interface *one,
                                          const struct ikt_address *address)
{
    if (one && one->unnumbered.line) {
        const struct ikt_router_interface *lender = ikt_router_interface_find(router, one->unnumbered.text);
        if (!lender)
            return IKT_UNKNOWN;
        one = lender;
    }
    if (!one)
        return IKT_UNKNOWN;
    for (const struct ikt_router_interface_address *own = one->addresses; own; own = own->next)
        if (ikt_address_equal(&own->address, address))
            return IKT_YES;
    return one->address_unknown || one->unclear ? IKT_UNKNOWN : IKT_NO;
}

/* Of a map with redundancy, the address of the group. */
static enum ikt_tristate has_standby(const struct ikt_router_interface *one, const struct ikt_address *address)
{
    enum ikt_tristate found = IKT_UNKNOWN; /* until there is one */
    for (const struct ikt_router_interface_address *own = one->addresses; own; own = own->next) {
        if (own->standby && ikt_address_equal(&own->address, address))
            return IKT_YES;
        if (own->standby)
            found = IKT_NO;
    }
    return found;
}

struct places {
    const struct ikt_router *router;
    const struct ikt_address *local;
    bool translated, complete;
    GHashTable *maps; /* that are among them */
    GHashTable *has;  /* what was found of interfaces: a tristate and one, by interface */
    GArray *out;
};

static void add(struct places *places, const struct ikt_model_place *place)
{
    if (place->map && !g_hash_table_add(places->maps, (gpointer)place->map))
        return;
    if (places->out->len < IKT_MODEL_PLACES)
        g_array_append_val(places->out, *place);
    else
        places->complete = false;
}

/* Many maps and tunnels may name one interface, which may have many addresses. */
static enum ikt_tristate has(struct places *places, const struct ikt_router_interface *one)
{
    const guint known = one ? GPOINTER_TO_UINT(g_hash_table_lookup(places->has, one)) : 0;
    if (known != 0)
        return (enum ikt_tristate)(known - 1);
    const enum ikt_tristate found = ikt_model_interface_has(places->router, one, places->local);
    if (one)
        g_hash_table_insert(places->has, (gpointer)one, GUINT_TO_POINTER((guint)found + 1));
    return found;
}

static enum ikt_tristate is_at(struct places *places, const struct ikt_router_map *map,
                               const struct ikt_router_interface *one)
{
    if (map && map->local_address.line)
        return has(places, ikt_router_interface_find(places->router, map->local_address.text));
    if (one->map_redundancy.line)
        return has_standby(one, places->local);
    return has(places, one);
}

static void add_applied(struct places *places)
{
    const struct ikt_router *router = places->router;
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next) {
        if (!one->map.line)
            continue;
        const struct ikt_router_map *map = ikt_router_map_find(router, one->map.text);
        struct ikt_model_place place = {.map = map,
                                        .interface = one,
                                        .map_name = one->map.text,
                                        .here = is_at(places, map, one),
                                        .line = one->map.line};
        if (!one->map.text) {
            place.here = place.here == IKT_NO ? IKT_NO : IKT_UNKNOWN;
            place.because = "the name of the crypto map is not known";
        } else if (place.here == IKT_UNKNOWN) {
            place.because = "the address of its interface is not known";
        } else if (place.here == IKT_NO && places->translated) {
            /* behind a NAT, the packets arrive at whatever address the translator sends them to */
            place.here = IKT_YES;
        }
        if (place.here != IKT_NO)
            add(places, &place);
    }
}

/* "show running-config | section crypto" hides the interfaces: a map that is applied nowhere may be applied. */
static void add_unplaced(struct places *places)
{
    const struct ikt_router *router = places->router;
    if (router->interfaces && !router->stray_apply)
        return;
    for (const struct ikt_router_map *map = router->maps; map; map = map->next) {
        const struct ikt_model_place place = {
            .map = map,
            .map_name = map->name,
            .here = IKT_UNKNOWN,
            .named = places->translated && !router->interfaces,
            .line = map->line,
            .because = "the file does not show on which interface the crypto map is applied",
        };
        add(places, &place);
    }
}

static enum ikt_tristate is_source(struct places *places, const struct ikt_router_interface *tunnel)
{
    struct ikt_address source;
    if (!tunnel->source.line)
        return IKT_NO;
    if (!tunnel->source.text)
        return IKT_UNKNOWN;
    enum ikt_tristate is = IKT_NO;
    if (ikt_address_parse(tunnel->source.text, &source))
        is = ikt_address_equal(&source, places->local) ? IKT_YES : IKT_NO;
    else
        is = has(places, ikt_router_interface_find(places->router, tunnel->source.text));
    return is == IKT_NO && places->translated ? IKT_UNKNOWN : is;
}

static bool is_template(const struct ikt_router_interface *one)
{
    return g_ascii_strncasecmp(one->name, "virtual-template", strlen("virtual-template")) == 0;
}

static void add_tunnels(struct places *places)
{
    const struct ikt_router *router = places->router;
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next) {
        if (!one->protection.line)
            continue;
        struct ikt_model_place place = {
            .tunnel = true, .interface = one, .here = is_source(places, one), .line = one->protection.line};
        if (is_template(one) && place.here == IKT_NO && !one->source.line)
            place.here = IKT_UNKNOWN;
        if (place.here == IKT_UNKNOWN)
            place.because = is_template(one) ? "a virtual template makes a tunnel for each peer"
                                             : "the address of the tunnel's source is not known";
        if (place.here != IKT_NO)
            add(places, &place);
    }
}

bool ikt_model_places(const struct ikt_router *router, const struct ikt_address *local, bool translated, GArray *out)
{
    g_autoptr(GHashTable) maps = g_hash_table_new(ikt_hash_direct, ikt_hash_equal_direct);
    g_autoptr(GHashTable) found = g_hash_table_new(ikt_hash_direct, ikt_hash_equal_direct);
    struct places places = {router, local, translated, true, maps, found, out};
    add_applied(&places);
    add_unplaced(&places);
    add_tunnels(&places);
    return places.complete;
}

static gint by_sequence(gconstpointer a, gconstpointer b)
{
    const struct ikt_router_entry *one = *(const struct ikt_router_entry *const *)a;
    const struct ikt_router_entry *other = *(const struct ikt_router_entry *const *)b;
    if (one->sequence != other->sequence)
        return one->sequence < other->sequence ? -1 : 1;
    return one->line < other->line ? -1 : one->line > other->line;
}

void ikt_model_index_begin(struct ikt_model_index *index, const struct ikt_router *router)
{
    index->maps = ikt_model_groups_new();
    index->templates = ikt_model_groups_new();
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next) {
        if (entry->kind == IKT_ROUTER_PROFILE || !entry->map)
            continue;
        ikt_model_groups_add(entry->kind == IKT_ROUTER_TEMPLATE ? index->templates : index->maps, entry->map, entry);
    }
    ikt_model_groups_sort(index->maps, by_sequence);
    ikt_model_groups_sort(index->templates, by_sequence);
}

void ikt_model_index_end(struct ikt_model_index *index)
{
    g_hash_table_unref(index->maps);
    g_hash_table_unref(index->templates);
}

const GPtrArray *ikt_model_entries(const struct ikt_model_index *index, const char *map)
{
    return map ? g_hash_table_lookup(index->maps, map) : NULL;
}

const GPtrArray *ikt_model_templates(const struct ikt_model_index *index, const char *map)
{
    return map ? g_hash_table_lookup(index->templates, map) : NULL;
}
