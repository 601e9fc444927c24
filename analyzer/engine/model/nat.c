/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/nat.h"

#include "base/hash.h"
#include "model/groups.h"
#include "model/networks.h"
#include "model/route.h"

struct translating {
    const struct ikt_router *router;
    const struct ikt_model_flow *flow;
    const struct ikt_router_interface *out;
    struct ikt_model_fits fits;
    GHashTable *route_maps; /* GPtrArray of the entries, by name */
    GHashTable *said;       /* what was found of them: says and one, by name */
};

static enum ikt_model_says list_takes(struct translating *translating, const char *name)
{
    const struct ikt_router_acl *acl = ikt_router_acl_find(translating->router, name);
    return acl ? ikt_model_fits_of(&translating->fits, acl).says : IKT_MODEL_EITHER;
}

static gint by_sequence(gconstpointer a, gconstpointer b)
{
    const struct ikt_router_route_map *one = *(const struct ikt_router_route_map *const *)a;
    const struct ikt_router_route_map *other = *(const struct ikt_router_route_map *const *)b;
    return one->sequence < other->sequence ? -1 : one->sequence > other->sequence;
}

static void begin(struct translating *translating)
{
    ikt_model_fits_begin(&translating->fits, NULL, translating->flow);
    translating->route_maps = ikt_model_groups_new();
    translating->said = g_hash_table_new(ikt_hash_string, ikt_hash_equal_string);
    for (const struct ikt_router_route_map *one = translating->router->route_maps; one; one = one->next)
        ikt_model_groups_add(translating->route_maps, one->name, one);
    ikt_model_groups_sort(translating->route_maps, by_sequence);
}

static void end(struct translating *translating)
{
    g_hash_table_unref(translating->said);
    g_hash_table_unref(translating->route_maps);
    ikt_model_fits_end(&translating->fits);
}

/* Entries of one route map that are looked at. */
#define ROUTE_MAP_ENTRIES 64

static enum ikt_model_says ask_route_map(struct translating *translating, const char *name)
{
    const GPtrArray *entries = g_hash_table_lookup(translating->route_maps, name);
    if (!entries || entries->len > ROUTE_MAP_ENTRIES)
        return IKT_MODEL_EITHER;
    for (guint i = 0; i < entries->len; i++) {
        const struct ikt_router_route_map *entry = g_ptr_array_index(entries, i);
        enum ikt_model_says fits = entry->acls ? IKT_MODEL_REFUSES : IKT_MODEL_TAKES;
        for (const struct ikt_router_names *one = entry->acls; one && fits != IKT_MODEL_TAKES; one = one->next) {
            const enum ikt_model_says says = list_takes(translating, one->name.text);
            fits = says == IKT_MODEL_REFUSES ? fits : says;
        }
        if (fits == IKT_MODEL_EITHER || (fits == IKT_MODEL_TAKES && entry->other_matches))
            return IKT_MODEL_EITHER;
        if (fits == IKT_MODEL_TAKES)
            return entry->permit ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES;
    }
    return IKT_MODEL_REFUSES;
}

/* Many statements may name one. */
static enum ikt_model_says route_map_takes(struct translating *translating, const char *name)
{
    if (!name)
        return IKT_MODEL_EITHER;
    guint said = GPOINTER_TO_UINT(g_hash_table_lookup(translating->said, name));
    if (said == 0) {
        said = (guint)ask_route_map(translating, name) + 1;
        g_hash_table_insert(translating->said, (gpointer)name, GUINT_TO_POINTER(said));
    }
    return (enum ikt_model_says)(said - 1);
}

static enum ikt_model_says static_takes(const struct ikt_router_nat *nat, const struct ikt_model_flow *flow)
{
    if (!ikt_address_equal(&nat->inside, &flow->source))
        return nat->inside.family == IKT_FAMILY_NONE ? IKT_MODEL_EITHER : IKT_MODEL_REFUSES;
    if (nat->protocol == 0)
        return IKT_MODEL_TAKES;
    if (flow->protocol == 0 || (flow->protocol == nat->protocol && flow->source_port == 0))
        return IKT_MODEL_EITHER;
    return flow->protocol == nat->protocol && flow->source_port == nat->inside_port ? IKT_MODEL_TAKES
                                                                                    : IKT_MODEL_REFUSES;
}

static enum ikt_model_says takes(struct translating *translating, const struct ikt_router_nat *nat)
{
    const struct ikt_router_interface *out = translating->out;
    if (nat->is_static && !nat->unclear)
        return static_takes(nat, translating->flow);
    enum ikt_model_says says = nat->route_map.line ? route_map_takes(translating, nat->route_map.text)
                               : nat->acl.line     ? list_takes(translating, nat->acl.text)
                                                   : IKT_MODEL_EITHER;
    /* with several outside interfaces, which of two statements holds follows the route */
    const struct ikt_router_interface *named =
        nat->interface.text ? ikt_router_interface_find(translating->router, nat->interface.text) : out;
    if (says == IKT_MODEL_TAKES && (named != out || nat->unclear))
        says = IKT_MODEL_EITHER;
    return says;
}

/* inside: the packet is known to come in at an inside interface. */
static struct ikt_model_nat first_that_takes(struct translating *translating, bool inside)
{
    struct ikt_model_nat doubt = {.says = IKT_MODEL_REFUSES};
    const struct ikt_router_interface *out = translating->out;
    for (const struct ikt_router_nat *nat = translating->router->nats; nat; nat = nat->next) {
        enum ikt_model_says says = takes(translating, nat);
        if (says == IKT_MODEL_TAKES && !inside)
            says = IKT_MODEL_EITHER;
        if (says == IKT_MODEL_TAKES && doubt.says == IKT_MODEL_REFUSES) {
            struct ikt_model_nat done = {.says = IKT_MODEL_TAKES, .line = nat->line};
            if (nat->is_static)
                done.outside = nat->outside;
            else if (nat->interface.text && out->addresses)
                done.outside = out->addresses->address;
            return done;
        }
        if (says != IKT_MODEL_REFUSES && doubt.says == IKT_MODEL_REFUSES)
            doubt = (struct ikt_model_nat){
                .says = IKT_MODEL_EITHER, .line = nat->line, .because = "whether NAT takes the packet is not known"};
    }
    return doubt;
}

struct ikt_model_nat ikt_model_translate(const struct ikt_router *router, const struct ikt_model_flow *flow,
                                         const struct ikt_router_interface *out)
{
    unsigned line;
    const struct ikt_router_interface *in = ikt_model_connected(router, &flow->source, &line);
    bool inside = false;
    for (const struct ikt_router_interface *one = router->interfaces; one && !inside; one = one->next)
        inside = one->nat_inside.on;
    /* a source behind another router comes in where its route leads */
    if (!in)
        in = ikt_model_route_to(router, &flow->source).interface;
    if (!out->nat_outside.on || !inside || (in && !in->nat_inside.on))
        return (struct ikt_model_nat){.says = IKT_MODEL_REFUSES};
    struct translating translating = {.router = router, .flow = flow, .out = out};
    begin(&translating);
    const struct ikt_model_nat nat = first_that_takes(&translating, in != NULL);
    end(&translating);
    return nat;
}
