/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keyring.h"

#include <string.h>

/* Of the keys that name one peer along with others, no more are tried for a pair that they do not name. */
#define UNCERTAIN_PER_PEER 32

struct ikt_keyring {
    gint references;
    GPtrArray *keys;           /* owns every struct ikt_key */
    GHashTable *by_cookie;     /* guint64 -> GPtrArray of struct ikt_key */
    GHashTable *by_iv;         /* first 8 bytes of an initial IV as guint64 -> the same */
    GHashTable *by_message_id; /* guint64 -> the same, of Quick Modes whose SA is not known */
    GPtrArray *unbound;        /* of SAs that nothing names */
    GHashTable *alone;         /* struct ikt_address -> GPtrArray of preshared keys for it and anybody */
    GHashTable *together;      /* the same, of keys that name it along with others */
    GPtrArray *open;           /* preshared keys with a selector that is no full address, or with none */
};

static guint address_hash(gconstpointer key)
{
    const struct ikt_address *address = key;
    guint hash = address->family;

    for (size_t i = 0; i < sizeof address->octets; i++)
        hash = hash * 31 + address->octets[i];
    return hash;
}

static gboolean address_equal(gconstpointer a, gconstpointer b)
{
    return ikt_address_equal(a, b);
}

static void free_array(gpointer array)
{
    g_ptr_array_unref(array);
}

static void free_key(gpointer key)
{
    ikt_key_free(key);
}

struct ikt_keyring *ikt_keyring_new(void)
{
    struct ikt_keyring *keyring = g_new0(struct ikt_keyring, 1);

    keyring->references = 1;
    keyring->keys = g_ptr_array_new_with_free_func(free_key);
    keyring->by_cookie = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_array);
    keyring->by_iv = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_array);
    keyring->by_message_id = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_array);
    keyring->unbound = g_ptr_array_new();
    keyring->alone = g_hash_table_new_full(address_hash, address_equal, g_free, free_array);
    keyring->together = g_hash_table_new_full(address_hash, address_equal, g_free, free_array);
    keyring->open = g_ptr_array_new();
    return keyring;
}

struct ikt_keyring *ikt_keyring_ref(struct ikt_keyring *keyring)
{
    g_atomic_int_inc(&keyring->references);
    return keyring;
}

void ikt_keyring_unref(struct ikt_keyring *keyring)
{
    if (!keyring || !g_atomic_int_dec_and_test(&keyring->references))
        return;
    g_ptr_array_unref(keyring->open);
    g_hash_table_unref(keyring->together);
    g_hash_table_unref(keyring->alone);
    g_ptr_array_unref(keyring->unbound);
    g_hash_table_unref(keyring->by_message_id);
    g_hash_table_unref(keyring->by_iv);
    g_hash_table_unref(keyring->by_cookie);
    g_ptr_array_unref(keyring->keys);
    g_free(keyring);
}

size_t ikt_keyring_size(const struct ikt_keyring *keyring)
{
    return keyring->keys->len;
}

struct ikt_key *ikt_key_new(enum ikt_key_kind kind, const char *file, unsigned line)
{
    struct ikt_key *key = g_new0(struct ikt_key, 1);

    key->kind = kind;
    key->origin = g_strdup_printf("%s:%u", file, line);
    return key;
}

void ikt_key_free(struct ikt_key *key)
{
    if (!key)
        return;
    for (size_t i = 0; i < key->selector_count; i++)
        g_free(key->selectors[i].name);
    g_free(key->selectors);
    ikt_secret_free(key->secret);
    g_free(key->origin);
    g_free(key);
}

static guint64 number_of(const uint8_t octets[static 8])
{
    guint64 number;

    memcpy(&number, octets, sizeof number);
    return number;
}

static void add_to(GHashTable *table, gconstpointer index, size_t index_size, struct ikt_key *key)
{
    GPtrArray *array = g_hash_table_lookup(table, index);

    if (!array) {
        gpointer copy = g_malloc(index_size);
        memcpy(copy, index, index_size);
        array = g_ptr_array_new();
        g_hash_table_insert(table, copy, array);
    }
    /* A key that names an address twice stands in its list once. */
    if (array->len == 0 || array->pdata[array->len - 1] != key)
        g_ptr_array_add(array, key);
}

static bool is_host(const struct ikt_selector *selector)
{
    return selector->kind == IKT_SELECTOR_PREFIX &&
           selector->bits == (selector->address.family == IKT_FAMILY_IPV4 ? 32 : 128);
}

bool ikt_key_is_bound(const struct ikt_key *key)
{
    return key->has_cookie || key->initial_iv_length > 0;
}

static void take_secret(struct ikt_keyring *keyring, struct ikt_key *key)
{
    guint64 number;

    if (key->has_cookie) {
        number = number_of(key->cookie);
        add_to(keyring->by_cookie, &number, sizeof number, key);
    }
    if (key->initial_iv_length > 0) {
        number = number_of(key->initial_iv);
        add_to(keyring->by_iv, &number, sizeof number, key);
    }
    if (ikt_key_is_bound(key))
        return;
    if (key->has_message_id) {
        number = key->message_id;
        add_to(keyring->by_message_id, &number, sizeof number, key);
    } else {
        g_ptr_array_add(keyring->unbound, key);
    }
}

void ikt_keyring_take(struct ikt_keyring *keyring, struct ikt_key *key)
{
    key->ordinal = keyring->keys->len;
    g_ptr_array_add(keyring->keys, key);
    if (key->kind != IKT_KEY_PSK) {
        take_secret(keyring, key);
        return;
    }
    bool open = key->selector_count == 0, any = false;
    for (size_t i = 0; i < key->selector_count; i++) {
        open |= !is_host(&key->selectors[i]);
        any |= key->selectors[i].kind == IKT_SELECTOR_ANY;
    }
    GHashTable *table = any || key->selector_count == 1 ? keyring->alone : keyring->together;
    for (size_t i = 0; i < key->selector_count; i++)
        if (is_host(&key->selectors[i]))
            add_to(table, &key->selectors[i].address, sizeof key->selectors[i].address, key);
    if (open)
        g_ptr_array_add(keyring->open, key);
}

/* A thread's log may name the wrong cookie; the initial IV does not err. */
static bool is_of(const struct ikt_key *key, const struct ikt_sa_name *sa)
{
    size_t length = key->initial_iv_length;

    return length == 0 || sa->initial_iv.length < length || memcmp(key->initial_iv, sa->initial_iv.data, length) == 0;
}

/* message_id NULL: the secrets of the SA itself. */
static bool is_wanted(const struct ikt_key *key, const struct ikt_sa_name *sa, const uint32_t *message_id)
{
    return is_of(key, sa) &&
           (message_id ? key->has_message_id && key->message_id == *message_id : !key->has_message_id);
}

static void append_secrets(const GPtrArray *keys, const struct ikt_sa_name *sa, const uint32_t *message_id,
                           GPtrArray *out)
{
    for (guint i = 0; keys && i < keys->len; i++)
        if (is_wanted(keys->pdata[i], sa, message_id))
            g_ptr_array_add(out, keys->pdata[i]);
}

static void append_bound(const struct ikt_keyring *keyring, const struct ikt_sa_name *sa, const uint32_t *message_id,
                         GPtrArray *out)
{
    guint64 number = number_of(sa->cookie);

    append_secrets(g_hash_table_lookup(keyring->by_cookie, &number), sa, message_id, out);
    if (sa->initial_iv.length < sizeof number)
        return;
    number = number_of(sa->initial_iv.data);
    const GPtrArray *keys = g_hash_table_lookup(keyring->by_iv, &number);
    for (guint i = 0; keys && i < keys->len; i++) {
        struct ikt_key *key = keys->pdata[i];
        bool known = key->has_cookie && memcmp(key->cookie, sa->cookie, sizeof key->cookie) == 0;
        if (!known && is_wanted(key, sa, message_id))
            g_ptr_array_add(out, key);
    }
}

void ikt_keyring_secrets(const struct ikt_keyring *keyring, const struct ikt_sa_name *sa, GPtrArray *out)
{
    unsigned seen[IKT_KEY_KA + 1] = {0};

    append_bound(keyring, sa, NULL, out);
    for (guint i = 0; i < keyring->unbound->len && i < IKT_UNBOUND_MAX * G_N_ELEMENTS(seen); i++) {
        struct ikt_key *key = keyring->unbound->pdata[i];
        if (seen[key->kind]++ < IKT_UNBOUND_MAX)
            g_ptr_array_add(out, key);
    }
}

void ikt_keyring_quick_secrets(const struct ikt_keyring *keyring, const struct ikt_sa_name *sa, uint32_t message_id,
                               GPtrArray *out)
{
    guint64 number = message_id;

    append_bound(keyring, sa, &message_id, out);
    append_secrets(g_hash_table_lookup(keyring->by_message_id, &number), sa, &message_id, out);
}

static bool name_matches(const char *name, const struct ikt_identity *identity)
{
    size_t length = strlen(name);

    return identity &&
           (identity->type == IKT_ID_FQDN || identity->type == IKT_ID_USER_FQDN || identity->type == IKT_ID_KEY_ID) &&
           identity->octets.length == length &&
           g_ascii_strncasecmp(name, (const char *)identity->octets.data, length) == 0;
}

/* Does a selector name this peer, by its address on the wire or by its identity? */
static bool selector_names(const struct ikt_selector *selector, const struct ikt_peer *peer)
{
    const struct ikt_identity *identity = peer->identity;

    switch (selector->kind) {
    case IKT_SELECTOR_PREFIX:
        return ikt_address_in_prefix(&peer->address, &selector->address, selector->bits) ||
               (identity && identity->low.family != IKT_FAMILY_NONE &&
                ikt_address_in_prefix(&identity->low, &selector->address, selector->bits));
    case IKT_SELECTOR_NAME:
        return name_matches(selector->name, identity);
    case IKT_SELECTOR_ANY:
        break;
    }
    return false;
}

/*
 * A key with two or more selectors is for every pair among them; with one it is for that peer and anybody. Returns
 * false when it names others only.
 */
static bool rank_of(const struct ikt_key *key, const struct ikt_peer *initiator, const struct ikt_peer *responder,
                    enum ikt_psk_rank *out)
{
    bool any = false, unseen_name = false;
    size_t for_initiator = 0, for_responder = 0, for_either = 0;

    for (size_t i = 0; i < key->selector_count; i++) {
        const struct ikt_selector *selector = &key->selectors[i];
        bool names_initiator = selector_names(selector, initiator);
        bool names_responder = selector_names(selector, responder);
        any |= selector->kind == IKT_SELECTOR_ANY;
        unseen_name |= selector->kind == IKT_SELECTOR_NAME && !names_initiator && !names_responder;
        for_initiator += names_initiator;
        for_responder += names_responder;
        for_either += names_initiator || names_responder;
    }
    if (for_initiator > 0 && for_responder > 0)
        *out = IKT_PSK_BOTH;
    else if (for_either > 0)
        *out = any || key->selector_count == 1 || for_either == key->selector_count ? IKT_PSK_ONE : IKT_PSK_UNCERTAIN;
    else if (key->selector_count == 0 || (any && !unseen_name))
        *out = IKT_PSK_ANY;
    else if (unseen_name)
        *out = IKT_PSK_UNCERTAIN;
    else
        return false;
    return true;
}

/* Matches in their order; the worst falls out when there are too many. */
struct match_list {
    size_t count;
    struct ikt_psk_match *items;
};

static bool goes_before(const struct ikt_key *key, enum ikt_psk_rank rank, const struct ikt_psk_match *other)
{
    return rank != other->rank ? rank < other->rank : key->ordinal < other->key->ordinal;
}

static void insert(struct match_list *list, const struct ikt_key *key, enum ikt_psk_rank rank)
{
    size_t at = list->count;

    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].key == key)
            return;
    while (at > 0 && goes_before(key, rank, &list->items[at - 1]))
        at--;
    if (at == IKT_PSK_MATCHES_MAX)
        return;
    if (list->count < IKT_PSK_MATCHES_MAX)
        list->count++;
    memmove(&list->items[at + 1], &list->items[at], (list->count - at - 1) * sizeof *list->items);
    list->items[at] = (struct ikt_psk_match){key, rank};
}

struct pair {
    const struct ikt_peer *initiator, *responder;
};

/*
 * A hub stands in the keys of all its spokes: where the list is not to be read whole, the search ends after so many
 * keys that are uncertain.
 */
static void collect(const GPtrArray *keys, const struct pair *pair, bool whole, struct match_list *list)
{
    size_t uncertain = 0;

    for (guint i = 0; keys && i < keys->len && (whole || uncertain < UNCERTAIN_PER_PEER); i++) {
        enum ikt_psk_rank rank;
        if (!rank_of(keys->pdata[i], pair->initiator, pair->responder, &rank))
            continue;
        if (rank == IKT_PSK_UNCERTAIN && ++uncertain > UNCERTAIN_PER_PEER)
            continue;
        insert(list, keys->pdata[i], rank);
    }
}

static void collect_of_address(const struct ikt_keyring *keyring, const struct ikt_address *address, bool whole,
                               const struct pair *pair, struct match_list *list)
{
    collect(g_hash_table_lookup(keyring->alone, address), pair, true, list);
    collect(g_hash_table_lookup(keyring->together, address), pair, whole, list);
}

static size_t together_with(const struct ikt_keyring *keyring, const struct ikt_peer *peer)
{
    const GPtrArray *keys = g_hash_table_lookup(keyring->together, &peer->address);

    return keys ? keys->len : 0;
}

size_t ikt_keyring_psks(const struct ikt_keyring *keyring, const struct ikt_peer *initiator,
                        const struct ikt_peer *responder, struct ikt_psk_match out[static IKT_PSK_MATCHES_MAX])
{
    const struct pair pair = {initiator, responder};
    struct match_list list = {0, out};

    /* A key that names both stands in both lists: the shorter one is read whole. */
    bool initiator_first = together_with(keyring, initiator) <= together_with(keyring, responder);
    collect_of_address(keyring, &initiator->address, initiator_first, &pair, &list);
    collect_of_address(keyring, &responder->address, !initiator_first, &pair, &list);
    if (initiator->identity)
        collect_of_address(keyring, &initiator->identity->low, false, &pair, &list);
    if (responder->identity)
        collect_of_address(keyring, &responder->identity->low, false, &pair, &list);
    collect(keyring->open, &pair, true, &list);
    return list.count;
}
