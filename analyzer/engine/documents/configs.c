/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/configs.h"

#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "documents/readers.h"
#include "documents/syntax.h"

struct config {
    struct ikt_router *ios;
    char *name;
    bool bound;
    struct ikt_address of;
};

struct ikt_configs {
    GArray *items;     /* struct config */
    GHashTable *known; /* struct ikt_address, owned: number + 1 of the only one that has it, 0: several */
};

struct ikt_configs *ikt_configs_new(void)
{
    struct ikt_configs *configs = g_new(struct ikt_configs, 1);
    configs->items = g_array_new(FALSE, FALSE, sizeof(struct config));
    configs->known = g_hash_table_new_full(ikt_hash_address, ikt_hash_equal_address, g_free, NULL);
    return configs;
}

void ikt_configs_free(struct ikt_configs *configs)
{
    if (!configs)
        return;
    for (guint i = 0; i < configs->items->len; i++) {
        struct config *config = &g_array_index(configs->items, struct config, i);
        ikt_router_free(config->ios);
        g_free(config->name);
    }
    g_array_unref(configs->items);
    g_hash_table_unref(configs->known);
    g_free(configs);
}

static void know(struct ikt_configs *configs, const struct ikt_address *address, size_t number)
{
    gpointer before, value = GSIZE_TO_POINTER(number + 1);
    if (g_hash_table_lookup_extended(configs->known, address, NULL, &before) && before != value)
        value = NULL;
    g_hash_table_insert(configs->known, g_memdup(address, sizeof *address), value);
}

static void read(const char *name, struct ikt_bytes content, const struct ikt_address *of, ikt_config_remark *remark,
                 void *user, GPtrArray *routers)
{
    switch (ikt_config_syntax_of(content)) {
    case IKT_SYNTAX_ASA:
        g_ptr_array_add(routers, ikt_asa_read(name, content, remark, user));
        return;
    case IKT_SYNTAX_SWANCTL:
        g_ptr_array_add(routers, ikt_swanctl_read(name, content, remark, user));
        return;
    case IKT_SYNTAX_IPSEC_CONF:
        g_ptr_array_add(routers, ikt_ipsec_conf_read(name, content, of, remark, user));
        return;
    case IKT_SYNTAX_IOS:
        break;
    }
    ikt_ios_read(name, content, remark, user, routers);
}

/* Anything that bears on an IPsec tunnel, or says whose configuration it is. */
static bool holds_something(const struct ikt_router *ios)
{
    return ios->interfaces || ios->policies || ios->keys || ios->keyrings || ios->isakmp_profiles || ios->sets ||
           ios->entries || ios->maps || ios->acls;
}

static void complain(ikt_config_remark *remark, void *user, const char *name, const char *text)
{
    if (remark)
        remark(user, name, 0, text);
}

static bool has_address(const struct ikt_router *router, const struct ikt_address *address)
{
    for (const struct ikt_router_interface *interface = router->interfaces; interface; interface = interface->next)
        for (const struct ikt_router_interface_address *one = interface->addresses; one; one = one->next)
            if (ikt_address_equal(&one->address, address))
                return true;
    return false;
}

/* router: the configurations' from now on. of: NULL is allowed. */
static void take(struct ikt_configs *configs, const char *name, struct ikt_router *router, const struct ikt_address *of)
{
    struct config config = {.ios = router, .name = g_strdup(name), .bound = of != NULL};
    if (of)
        config.of = *of;
    const size_t number = configs->items->len;
    g_array_append_val(configs->items, config);
    if (of)
        know(configs, of, number);
    for (const struct ikt_router_interface *interface = router->interfaces; interface; interface = interface->next)
        for (const struct ikt_router_interface_address *one = interface->addresses; one; one = one->next)
            know(configs, &one->address, number);
}

/* Those that hold something; the others are gone. */
static void drop_empty(GPtrArray *routers)
{
    for (guint i = routers->len; i > 0; i--)
        if (!holds_something(routers->pdata[i - 1])) {
            ikt_router_free(routers->pdata[i - 1]);
            g_ptr_array_remove_index(routers, i - 1);
        }
}

bool ikt_configs_add(struct ikt_configs *configs, const char *name, struct ikt_bytes content,
                     const struct ikt_address *of, ikt_config_remark *remark, void *user)
{
    g_autoptr(GPtrArray) routers = g_ptr_array_new();
    read(name, content, of, remark, user, routers);
    drop_empty(routers);
    if (routers->len == 0)
        complain(remark, user, name, "there is no configuration in it that is read here");
    const bool one = routers->len == 1;
    bool bound = false;
    for (guint i = 0; i < routers->len; i++) {
        struct ikt_router *router = routers->pdata[i];
        const bool its = of && !bound && (one || has_address(router, of));
        if (configs->items->len == IKT_CONFIGS_MAX) {
            complain(remark, user, name, "left out: there are too many configurations");
            for (; i < routers->len; i++)
                ikt_router_free(routers->pdata[i]);
            return false;
        }
        take(configs, name, router, its ? of : NULL);
        bound = bound || its;
    }
    if (of && !bound && routers->len > 0)
        complain(remark, user, name,
                 "it holds several routers, none of them with the address that was given: which is meant is not known");
    return routers->len > 0;
}

static const struct config *at(const struct ikt_configs *configs, size_t number)
{
    return configs && number < configs->items->len ? &g_array_index(configs->items, struct config, number) : NULL;
}

size_t ikt_configs_count(const struct ikt_configs *configs)
{
    return configs ? configs->items->len : 0;
}

const char *ikt_configs_name(const struct ikt_configs *configs, size_t number)
{
    const struct config *config = at(configs, number);
    return config ? config->name : NULL;
}

const char *ikt_configs_hostname(const struct ikt_configs *configs, size_t number)
{
    const struct config *config = at(configs, number);
    return config && !config->ios->several ? config->ios->hostname.text : NULL;
}

bool ikt_configs_has(const struct ikt_configs *configs, size_t number, const struct ikt_address *address)
{
    const struct config *config = at(configs, number);
    if (!config)
        return false;
    if (config->bound && ikt_address_equal(&config->of, address))
        return true;
    return has_address(config->ios, address);
}

bool ikt_configs_know(const struct ikt_configs *configs, const struct ikt_address *address)
{
    return configs && g_hash_table_contains(configs->known, address);
}

size_t ikt_configs_of(const struct ikt_configs *configs, const struct ikt_address *address)
{
    gpointer value = configs ? g_hash_table_lookup(configs->known, address) : NULL;
    return value ? GPOINTER_TO_SIZE(value) - 1 : IKT_CONFIGS_MAX;
}

bool ikt_configs_bound(const struct ikt_configs *configs, size_t number)
{
    const struct config *config = at(configs, number);
    return config && config->bound;
}

const char *ikt_configs_hostname_of(const struct ikt_configs *configs, const struct ikt_address *address)
{
    return ikt_configs_hostname(configs, ikt_configs_of(configs, address));
}

const struct ikt_router *ikt_configs_router(const struct ikt_configs *configs, size_t number)
{
    const struct config *config = at(configs, number);
    return config ? config->ios : NULL;
}

const char *ikt_configs_line(const struct ikt_configs *configs, const struct ikt_ref *ref)
{
    const struct config *config = ref->kind == IKT_REF_CONFIG ? at(configs, ref->source) : NULL;
    return config ? ikt_router_line(config->ios, ref->number) : NULL;
}
