/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/router_store.h"

#include <string.h>

#include <glib.h>

#include "base/hash.h"

struct noted {
    unsigned line;
    const char *text;
};

/* The router stands at its beginning, so that both are one. */
struct store {
    struct ikt_router router;
    struct ikt_arena *arena;
    GHashTable *names; /* object and name, in the arena */
    GArray *noted;     /* by line */
};

static struct store *store_of(const struct ikt_router *router)
{
    return (struct store *)router; /* it is the first member, and the object is never const */
}

struct ikt_router *ikt_router_new(enum ikt_router_kind kind)
{
    struct store *store = g_new0(struct store, 1);
    store->arena = ikt_arena_new(16000);
    store->names = g_hash_table_new(ikt_hash_string, ikt_hash_equal_string);
    store->noted = g_array_new(FALSE, FALSE, sizeof(struct noted));
    store->router.kind = kind;
    store->router.seconds = (struct ikt_router_number){IKT_ROUTER_SECONDS, 0};
    store->router.kilobytes = (struct ikt_router_number){IKT_ROUTER_KILOBYTES, 0};
    store->router.keepalive.value = IKT_ABSENT;
    store->router.isakmp.on = true;
    store->router.aggressive.on = true;
    store->router.natt.on = true;
    return &store->router;
}

struct ikt_arena *ikt_router_arena(const struct ikt_router *router)
{
    return store_of(router)->arena;
}

void ikt_router_free(struct ikt_router *router)
{
    if (!router)
        return;
    struct store *store = store_of(router);
    g_hash_table_unref(store->names);
    g_array_unref(store->noted);
    ikt_arena_free(store->arena);
    g_free(store);
}

const char *ikt_router_line(const struct ikt_router *router, uint64_t line)
{
    const GArray *noted = store_of(router)->noted;
    guint low = 0, high = noted->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const struct noted *one = &g_array_index(noted, struct noted, middle);
        if (one->line == line)
            return one->text;
        if (one->line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

enum ikt_router_noted ikt_router_note(struct ikt_router *router, unsigned line, const char *text)
{
    GArray *all = store_of(router)->noted;
    if (router->statements == IKT_ROUTER_STATEMENTS) {
        const bool before = router->truncated;
        router->truncated = true;
        return before ? IKT_ROUTER_TOO_MANY : IKT_ROUTER_TOO_MANY_NOW;
    }
    router->statements++;
    const struct noted noted = {line, text};
    if (all->len == 0 || g_array_index(all, struct noted, all->len - 1).line < line)
        g_array_append_val(all, noted);
    return IKT_ROUTER_NOTED;
}

static char *key_of(enum ikt_router_object kind, const char *name)
{
    return g_strdup_printf("%c%s", 'a' + (int)kind, name);
}

void *ikt_router_lookup(const struct ikt_router *router, enum ikt_router_object kind, const char *name)
{
    g_autofree char *key = name ? key_of(kind, name) : NULL;
    return key ? g_hash_table_lookup(store_of(router)->names, key) : NULL;
}

void ikt_router_define(struct ikt_router *router, enum ikt_router_object kind, const char *name, void *object)
{
    g_autofree char *key = key_of(kind, name);
    size_t size = strlen(key) + 1;
    char *kept = memcpy(ikt_arena_alloc(store_of(router)->arena, 1, size), key, size);
    g_hash_table_insert(store_of(router)->names, kept, object);
}

void ikt_router_undefine(struct ikt_router *router, enum ikt_router_object kind, const char *name)
{
    g_autofree char *key = key_of(kind, name);
    g_hash_table_remove(store_of(router)->names, key);
}

const struct ikt_router_set *ikt_router_set_find(const struct ikt_router *router, const char *name)
{
    return ikt_router_lookup(router, IKT_ROUTER_IS_SET, name);
}

const struct ikt_router_acl *ikt_router_acl_find(const struct ikt_router *router, const char *name)
{
    return ikt_router_lookup(router, IKT_ROUTER_IS_ACL, name);
}

const struct ikt_router_entry *ikt_router_profile_find(const struct ikt_router *router, const char *name)
{
    return ikt_router_lookup(router, IKT_ROUTER_IS_PROFILE, name);
}

const struct ikt_router_map *ikt_router_map_find(const struct ikt_router *router, const char *name)
{
    return ikt_router_lookup(router, IKT_ROUTER_IS_MAP, name);
}

const struct ikt_router_keyring *ikt_router_keyring_find(const struct ikt_router *router, const char *name)
{
    return ikt_router_lookup(router, IKT_ROUTER_IS_KEYRING, name);
}

const struct ikt_router_isakmp_profile *ikt_router_isakmp_profile_find(const struct ikt_router *router,
                                                                       const char *name)
{
    return ikt_router_lookup(router, IKT_ROUTER_IS_ISAKMP_PROFILE, name);
}

/* The kind of an interface by its first two letters, in small ones, and its number. */
char *ikt_router_canonical_interface(const char *name)
{
    size_t letters = 0;
    while (g_ascii_isalpha(name[letters]) || name[letters] == '-')
        letters++;
    const char *number = name + letters + strspn(name + letters, " ");
    if (letters == 0 || !g_ascii_isdigit(*number))
        return NULL;
    const char first = g_ascii_tolower(name[0]);
    /* what one letter is typed for */
    static const char *const kinds[] = {"di", "et", "fa", "gi", "lo", "po", "se", "tu", "vl"};
    for (size_t i = 0; i < G_N_ELEMENTS(kinds) && letters == 1; i++)
        if (kinds[i][0] == first)
            return g_strdup_printf("%s%s", kinds[i], number);
    return g_strdup_printf("%c%c%s", first, letters > 1 ? g_ascii_tolower(name[1]) : '-', number);
}

const struct ikt_router_interface *ikt_router_interface_find(const struct ikt_router *router, const char *name)
{
    g_autofree char *key = name ? ikt_router_canonical_interface(name) : NULL;
    return ikt_router_lookup(router, IKT_ROUTER_IS_INTERFACE, key ? key : name);
}

const struct ikt_router_interface *ikt_router_interface_of(const struct ikt_router *router,
                                                           const struct ikt_address *address)
{
    for (const struct ikt_router_interface *interface = router->interfaces; interface; interface = interface->next)
        for (const struct ikt_router_interface_address *one = interface->addresses; one; one = one->next)
            if (ikt_address_equal(&one->address, address))
                return interface;
    return NULL;
}

struct ikt_router_mark ikt_router_mark(struct ikt_bytes secret, unsigned line)
{
    struct ikt_router_mark mark = {.line = line};
    for (uint8_t half = 0; half < 2; half++) {
        struct ikt_hasher hasher;
        ikt_hasher_begin(&hasher);
        ikt_hasher_add(&hasher, &half, sizeof half);
        ikt_hasher_add(&hasher, secret.data, secret.length);
        const uint64_t value = ikt_hasher_end(&hasher);
        memcpy(mark.octets + half * sizeof value, &value, sizeof value);
    }
    return mark;
}

enum ikt_tristate ikt_router_mark_equal(const struct ikt_router_mark *a, const struct ikt_router_mark *b)
{
    static const uint8_t nothing[sizeof a->octets];
    if (memcmp(a->octets, nothing, sizeof nothing) == 0 || memcmp(b->octets, nothing, sizeof nothing) == 0)
        return IKT_UNKNOWN;
    return memcmp(a->octets, b->octets, sizeof nothing) == 0 ? IKT_YES : IKT_NO;
}
