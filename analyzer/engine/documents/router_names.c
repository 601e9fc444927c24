/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/router_names.h"

#include <string.h>

#include <glib.h>

#include "documents/router_store.h"

#define COMPARED 2000 /* names that are looked at for one that is missing */
#define LONGEST  60   /* characters of a name that is compared */
#define PART     6    /* of a name that is known again with something put into it */

bool ikt_router_names_similar(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b), head = 0, tail = 0;
    if (m > LONGEST || n > LONGEST || m < 2 || n < 2)
        return false;
    while (head < MIN(m, n) && g_ascii_tolower(a[head]) == g_ascii_tolower(b[head]))
        head++;
    while (tail < MIN(m, n) - head && g_ascii_tolower(a[m - 1 - tail]) == g_ascii_tolower(b[n - 1 - tail]))
        tail++;
    size_t left = m - head - tail, right = n - head - tail;
    if ((left <= 1 && right <= 1) || ((left == 0 || right == 0) && MIN(m, n) >= PART))
        return true;
    return left == 2 && right == 2 && g_ascii_tolower(a[head]) == g_ascii_tolower(b[head + 1]) &&
           g_ascii_tolower(a[head + 1]) == g_ascii_tolower(b[head]);
}

/* The first item that is of the kind, and whose name is similar; "one" is the item. */
#define SIMILAR_IN(list, wanted, of_kind, its_name)                                                                    \
    __extension__({                                                                                                    \
        const char *found = NULL;                                                                                      \
        unsigned looked = 0;                                                                                           \
        for (const typeof(*(list)) *one = (list); one && looked < COMPARED && !found; one = one->next, looked++)       \
            found = (of_kind) && ikt_router_names_similar((wanted), (its_name)) ? (its_name) : NULL;                   \
        found;                                                                                                         \
    })

bool ikt_router_is_defined(const struct ikt_router *router, enum ikt_router_named kind, const char *name)
{
    switch (kind) {
    case IKT_ROUTER_NAMED_SET:
        return ikt_router_set_find(router, name) != NULL;
    case IKT_ROUTER_NAMED_ACL:
        return ikt_router_acl_find(router, name) != NULL;
    case IKT_ROUTER_NAMED_PROFILE:
        return ikt_router_profile_find(router, name) != NULL;
    case IKT_ROUTER_NAMED_MAP:
        return ikt_router_map_find(router, name) != NULL;
    case IKT_ROUTER_NAMED_TEMPLATE:
        return ikt_router_lookup(router, IKT_ROUTER_IS_TEMPLATE, name) != NULL;
    case IKT_ROUTER_NAMED_KEYRING:
        return ikt_router_keyring_find(router, name) != NULL;
    case IKT_ROUTER_NAMED_ISAKMP_PROFILE:
        return ikt_router_isakmp_profile_find(router, name) != NULL;
    case IKT_ROUTER_NAMED_ROUTE_MAP:
        return ikt_router_lookup(router, IKT_ROUTER_IS_ROUTE_MAP, name) != NULL;
    case IKT_ROUTER_NAMED_INTERFACE:
        return ikt_router_interface_find(router, name) != NULL;
    }
    return false;
}

const char *ikt_router_similar(const struct ikt_router *router, enum ikt_router_named kind, const char *name)
{
    if (!name || ikt_router_is_defined(router, kind, name))
        return NULL;
    switch (kind) {
    case IKT_ROUTER_NAMED_SET:
        return SIMILAR_IN(router->sets, name, true, one->name);
    case IKT_ROUTER_NAMED_ACL:
        return SIMILAR_IN(router->acls, name, true, one->name);
    case IKT_ROUTER_NAMED_PROFILE:
        return SIMILAR_IN(router->entries, name, one->kind == IKT_ROUTER_PROFILE, one->map);
    case IKT_ROUTER_NAMED_MAP:
        return SIMILAR_IN(router->maps, name, true, one->name);
    case IKT_ROUTER_NAMED_TEMPLATE:
        return SIMILAR_IN(router->entries, name, one->kind == IKT_ROUTER_TEMPLATE, one->map);
    case IKT_ROUTER_NAMED_KEYRING:
        return SIMILAR_IN(router->keyrings, name, true, one->name);
    case IKT_ROUTER_NAMED_ISAKMP_PROFILE:
        return SIMILAR_IN(router->isakmp_profiles, name, true, one->name);
    case IKT_ROUTER_NAMED_ROUTE_MAP:
        return SIMILAR_IN(router->route_maps, name, true, one->name);
    case IKT_ROUTER_NAMED_INTERFACE:
        return SIMILAR_IN(router->interfaces, name, true, one->name);
    }
    return NULL;
}

bool ikt_router_has_maps(const struct ikt_router *router)
{
    return router->kind == IKT_ROUTER_IOS || router->kind == IKT_ROUTER_ASA;
}
