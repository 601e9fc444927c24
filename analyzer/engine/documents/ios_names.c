/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names that are used and defined nowhere: an excerpt, a template, or a slip of the pen, which a similar name shows.
 */
#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "documents/ios_readers.h"

#define COMPARED 2000 /* names that are looked at for one that is missing */
#define LONGEST  60   /* characters of a name that is compared */
#define PART     6    /* of a name that is known again with something put into it */

/*
 * At most one letter put in, left out or changed, two that change places, or a part put into a name of some length; the
 * case never counts.
 */
static bool is_similar(const char *a, const char *b)
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

static void complain(struct ikt_ios_parser *parser, const struct ikt_router_name *name, const char *what,
                     const char *similar)
{
    if (similar)
        ikt_ios_remark(parser, name->line, "%s %s is not defined in this file; %s is", what, name->text, similar);
    else
        ikt_ios_remark(parser, name->line, "%s %s is not defined in this file", what, name->text);
}

/* Of these lists each has its name first. */
#define SIMILAR_IN(list, wanted, out)                                                                                  \
    do {                                                                                                               \
        unsigned looked = 0;                                                                                           \
        for (const typeof(*(list)) *one = (list); one && looked < COMPARED && !(out); one = one->next, looked++)       \
            (out) = is_similar((wanted), one->name) ? one->name : NULL;                                                \
    } while (0)

static void check_entry(struct ikt_ios_parser *parser, struct ikt_router_entry *entry)
{
    const struct ikt_router *config = parser->config;
    for (const struct ikt_router_names *set = entry->sets; set; set = set->next) {
        const char *similar = NULL;
        if (!set->name.text || ikt_router_set_find(config, set->name.text) || strcmp(set->name.text, "default") == 0)
            continue;
        SIMILAR_IN(config->sets, set->name.text, similar);
        complain(parser, &set->name, "transform set", similar);
    }
    if (entry->acl.text && !ikt_router_acl_find(config, entry->acl.text)) {
        const char *similar = NULL;
        SIMILAR_IN(config->acls, entry->acl.text, similar);
        complain(parser, &entry->acl, "access list", similar);
    }
}

static const char *similar_profile(const struct ikt_router *config, const char *name)
{
    unsigned looked = 0;
    for (const struct ikt_router_entry *entry = config->entries; entry && looked < COMPARED;
         entry = entry->next, looked++)
        if (entry->kind == IKT_ROUTER_PROFILE && is_similar(name, entry->map))
            return entry->map;
    return NULL;
}

static void check_interface(struct ikt_ios_parser *parser, const struct ikt_router_interface *interface,
                            GHashTable *applied)
{
    const struct ikt_router *config = parser->config;
    if (interface->protection.text && !ikt_router_profile_find(config, interface->protection.text))
        complain(parser, &interface->protection, "IPsec profile", similar_profile(config, interface->protection.text));
    if (!interface->map.text)
        return;
    const char *similar = NULL;
    g_hash_table_add(applied, (gpointer)ikt_router_map_find(config, interface->map.text));
    if (ikt_router_map_find(config, interface->map.text))
        return;
    SIMILAR_IN(config->maps, interface->map.text, similar);
    complain(parser, &interface->map, "crypto map", similar);
}

void ikt_ios_check_names(struct ikt_ios_parser *parser)
{
    const struct ikt_router *config = parser->config;
    g_autoptr(GHashTable) applied = g_hash_table_new(ikt_hash_direct, ikt_hash_equal_direct);
    for (struct ikt_router_entry *entry = config->entries; entry && parser->remarks <= IKT_IOS_REMARKS;
         entry = entry->next)
        check_entry(parser, entry);
    for (const struct ikt_router_interface *interface = config->interfaces; interface; interface = interface->next)
        if (parser->remarks <= IKT_IOS_REMARKS || interface->map.text)
            check_interface(parser, interface, applied);
    if (!config->interfaces || config->stray_apply)
        return;
    for (const struct ikt_router_map *map = config->maps; map && parser->remarks <= IKT_IOS_REMARKS; map = map->next)
        if (!g_hash_table_contains(applied, map))
            ikt_ios_remark(parser, 0, "crypto map %s is applied to no interface of this file", map->name);
}
