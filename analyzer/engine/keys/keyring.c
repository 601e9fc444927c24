/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys/keyring.h"

#include <string.h>

#include "base/hash.h"

/* Of the keys that name one peer along with others, no more are tried for a pair that they do not name. */
#define UNCERTAIN_PER_PEER 32
#define NAME_MAX_LENGTH    1024 /* octets of an identity that a key may name */
/* So many secrets may have the same cookie, initial IV or message ID. No honest file has more; a walk ends there. */
#define SECRETS_PER_NAME 1024
#define IV_NAMED_BY      8 /* octets of an initial IV that a ring goes by: as many as the shortest has */

/*
 * The tables of secrets hold the last key of a ring. A key has a place in at most two rings: by_name (cookie, message
 * ID, or both) and by_iv.
 */
struct ikt_keyring {
    gint references;
    size_t room; /* octets that further keys may take */
    struct ikt_vault *vault;
    GPtrArray *keys;           /* owns every struct ikt_key */
    GHashTable *by_cookie;     /* of ISAKMP SAs */
    GHashTable *by_quick_mode; /* by cookie and message ID */
    GHashTable *by_message_id; /* of Quick Modes whose SA is not known */
    GHashTable *by_iv;         /* by the first octets of the initial IV, of both */
    GPtrArray *unbound;        /* of SAs that nothing names */
    bool has_psks;

    /* Preshared keys: struct ikt_address -> GPtrArray of struct ikt_key */
    GHashTable *one_peer;        /* for this peer and anybody */
    GHashTable *with_any;        /* that name it and every peer */
    GHashTable *together;        /* that name it along with others */
    GPtrArray *for_all;          /* with no selector */
    GPtrArray *for_any;          /* with one for every peer, and else with full addresses alone */
    GPtrArray *named;            /* with a name, and no prefix */
    GPtrArray *prefixes;         /* with a prefix that is no full address */
    GHashTable *by_name_of_peer; /* those with a name: small letters -> GPtrArray of struct ikt_key */
};

static void free_array(gpointer array)
{
    g_ptr_array_unref(array);
}

static void free_key(gpointer key)
{
    ikt_key_free(key);
}

static void hash_cookie(struct ikt_hasher *hasher, const struct ikt_key *key)
{
    ikt_hasher_begin(hasher);
    ikt_hasher_add(hasher, key->cookie, sizeof(key->cookie));
}

static guint cookie_hash(gconstpointer key)
{
    struct ikt_hasher hasher;
    hash_cookie(&hasher, key);
    return (guint)ikt_hasher_end(&hasher);
}

static gboolean cookie_equal(gconstpointer a, gconstpointer b)
{
    const struct ikt_key *one = a, *other = b;
    return memcmp(one->cookie, other->cookie, sizeof(one->cookie)) == 0;
}

static guint quick_mode_hash(gconstpointer key)
{
    struct ikt_hasher hasher;
    hash_cookie(&hasher, key);
    ikt_hasher_add_number(&hasher, ((const struct ikt_key *)key)->message_id);
    return (guint)ikt_hasher_end(&hasher);
}

static gboolean quick_mode_equal(gconstpointer a, gconstpointer b)
{
    const struct ikt_key *one = a, *other = b;
    return one->message_id == other->message_id && cookie_equal(a, b);
}

static guint message_id_hash(gconstpointer key)
{
    return ikt_hash_4(&((const struct ikt_key *)key)->message_id);
}

static gboolean message_id_equal(gconstpointer a, gconstpointer b)
{
    const struct ikt_key *one = a, *other = b;
    return one->message_id == other->message_id;
}

static guint iv_hash(gconstpointer key)
{
    return ikt_hash_8(((const struct ikt_key *)key)->initial_iv);
}

static gboolean iv_equal(gconstpointer a, gconstpointer b)
{
    const struct ikt_key *one = a, *other = b;
    return ikt_hash_equal_8(one->initial_iv, other->initial_iv);
}

static GHashTable *table_of_addresses(void)
{
    return g_hash_table_new_full(ikt_hash_address, ikt_hash_equal_address, g_free, free_array);
}

struct ikt_keyring *ikt_keyring_new(void)
{
    struct ikt_keyring *keyring = g_new0(struct ikt_keyring, 1);
    keyring->references = 1;
    keyring->room = IKT_KEYRING_KEPT;
    keyring->vault = ikt_vault_new(NULL);
    keyring->keys = g_ptr_array_new_with_free_func(free_key);
    keyring->by_cookie = g_hash_table_new(cookie_hash, cookie_equal);
    keyring->by_quick_mode = g_hash_table_new(quick_mode_hash, quick_mode_equal);
    keyring->by_message_id = g_hash_table_new(message_id_hash, message_id_equal);
    keyring->by_iv = g_hash_table_new(iv_hash, iv_equal);
    keyring->unbound = g_ptr_array_new();
    keyring->one_peer = table_of_addresses();
    keyring->with_any = table_of_addresses();
    keyring->together = table_of_addresses();
    keyring->for_all = g_ptr_array_new();
    keyring->for_any = g_ptr_array_new();
    keyring->named = g_ptr_array_new();
    keyring->prefixes = g_ptr_array_new();
    keyring->by_name_of_peer = g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, g_free, free_array);
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
    g_hash_table_unref(keyring->by_name_of_peer);
    g_ptr_array_unref(keyring->prefixes);
    g_ptr_array_unref(keyring->named);
    g_ptr_array_unref(keyring->for_any);
    g_ptr_array_unref(keyring->for_all);
    g_hash_table_unref(keyring->together);
    g_hash_table_unref(keyring->with_any);
    g_hash_table_unref(keyring->one_peer);
    g_ptr_array_unref(keyring->unbound);
    g_hash_table_unref(keyring->by_iv);
    g_hash_table_unref(keyring->by_message_id);
    g_hash_table_unref(keyring->by_quick_mode);
    g_hash_table_unref(keyring->by_cookie);
    g_ptr_array_unref(keyring->keys);
    ikt_vault_free(keyring->vault);
    g_free(keyring);
}

struct ikt_vault *ikt_keyring_vault(const struct ikt_keyring *keyring)
{
    return keyring->vault;
}

void ikt_keyring_lock(struct ikt_keyring *keyring)
{
    ikt_vault_lock(keyring->vault);
}

void ikt_keyring_memory(const struct ikt_keyring *keyring, size_t *locked, size_t *open)
{
    const struct ikt_vault_pages pages = ikt_vault_pages(keyring->vault);
    *locked = pages.locked;
    *open = pages.open;
}

size_t ikt_keyring_size(const struct ikt_keyring *keyring)
{
    return keyring->keys->len;
}

/* At the end of the ring of keys that are equal in this table. False when the ring is full. */
static bool enter(GHashTable *table, enum ikt_key_name name, struct ikt_key *key)
{
    struct ikt_key *last = g_hash_table_lookup(table, key);
    if (last && last->places[name] == SECRETS_PER_NAME)
        return false;
    key->places[name] = last ? last->places[name] + 1 : 1;
    key->next[name] = last ? last->next[name] : key;
    if (last)
        last->next[name] = key;
    g_hash_table_add(table, key); /* in the place of the one that was the last */
    return true;
}

static struct ikt_key *first_of(GHashTable *table, enum ikt_key_name name, const struct ikt_key *key)
{
    struct ikt_key *last = g_hash_table_lookup(table, key);
    return last ? last->next[name] : NULL;
}

/* NULL: key is the last. */
static struct ikt_key *next_of(const struct ikt_key *key, enum ikt_key_name name)
{
    return key->next[name]->places[name] > key->places[name] ? key->next[name] : NULL;
}

/* False when too many are named alike. */
static bool add_secret(struct ikt_keyring *keyring, struct ikt_key *key)
{
    bool by_iv = key->initial_iv_length > 0 && enter(keyring->by_iv, IKT_KEY_BY_IV, key);
    if (key->has_cookie)
        return enter(key->has_message_id ? keyring->by_quick_mode : keyring->by_cookie, IKT_KEY_BY_NAME, key) || by_iv;
    if (key->initial_iv_length > 0)
        return by_iv;
    if (key->has_message_id)
        return enter(keyring->by_message_id, IKT_KEY_BY_NAME, key);
    g_ptr_array_add(keyring->unbound, key);
    return true;
}

/* A key that names a peer twice stands in its list once. */
static void append_once(GPtrArray *array, struct ikt_key *key)
{
    if (array->len == 0 || array->pdata[array->len - 1] != key)
        g_ptr_array_add(array, key);
}

static void add_under(GHashTable *table, const struct ikt_address *address, struct ikt_key *key)
{
    GPtrArray *array = g_hash_table_lookup(table, address);
    if (!array) {
        struct ikt_address *copy = g_new(struct ikt_address, 1);
        *copy = *address;
        array = g_ptr_array_new();
        g_hash_table_insert(table, copy, array);
    }
    append_once(array, key);
}

static void add_under_name(GHashTable *table, const char *name, struct ikt_key *key)
{
    g_autofree char *small = g_ascii_strdown(name, -1);
    GPtrArray *array = g_hash_table_lookup(table, small);
    if (!array) {
        array = g_ptr_array_new();
        g_hash_table_insert(table, g_steal_pointer(&small), array);
    }
    append_once(array, key);
}

static void add_psk(struct ikt_keyring *keyring, struct ikt_key *key)
{
    keyring->has_psks = true;
    bool any = false, named = false, prefix = false;
    for (size_t i = 0; i < key->selector_count; i++) {
        const struct ikt_selector *selector = &key->selectors[i];
        any |= selector->kind == IKT_SELECTOR_ANY;
        named |= selector->kind == IKT_SELECTOR_NAME;
        prefix |= selector->kind == IKT_SELECTOR_PREFIX && !ikt_selector_is_host(selector);
        if (selector->kind == IKT_SELECTOR_NAME)
            add_under_name(keyring->by_name_of_peer, selector->name, key);
    }
    GHashTable *table = key->selector_count == 1 ? keyring->one_peer : any ? keyring->with_any : keyring->together;
    for (size_t i = 0; i < key->selector_count; i++)
        if (ikt_selector_is_host(&key->selectors[i]))
            add_under(table, &key->selectors[i].address, key);
    if (key->selector_count == 0)
        g_ptr_array_add(keyring->for_all, key);
    else if (any || named || prefix)
        g_ptr_array_add(prefix ? keyring->prefixes : named ? keyring->named : keyring->for_any, key);
}

void ikt_keyring_take(struct ikt_keyring *keyring, struct ikt_key_file *file)
{
    unsigned unused = 0;
    for (guint i = 0; i < file->keys->len; i++) {
        struct ikt_key *key = file->keys->pdata[i];
        key->ordinal = keyring->keys->len;
        g_ptr_array_add(keyring->keys, key);
        if (key->kind == IKT_KEY_PSK)
            add_psk(keyring, key);
        else
            unused += !add_secret(keyring, key);
    }
    keyring->room = file->room;
    if (unused > 0) {
        g_autofree char *text =
            g_strdup_printf("%u secrets are left aside: more than %d have the same cookie, initial IV or message ID",
                            unused, SECRETS_PER_NAME);
        ikt_key_file_remark(file, IKT_KEY_NOTE, 0, text);
    }
    if (file->left_out > 0) {
        g_autofree char *text = g_strdup_printf("%u more keys are left out: keys of %zu MiB are kept", file->left_out,
                                                IKT_KEYRING_KEPT >> 20);
        ikt_key_file_remark(file, IKT_KEY_NOTE, 0, text);
    }
}

size_t ikt_keyring_room(const struct ikt_keyring *keyring)
{
    return keyring->room;
}

/* A thread's log may name the wrong cookie; the initial IV does not err. */
static bool is_of(const struct ikt_key *key, const struct ikt_sa_name *sa)
{
    size_t length = key->initial_iv_length;
    return length == 0 || sa->initial_iv.length < length || memcmp(key->initial_iv, sa->initial_iv.data, length) == 0;
}

/* message_id NULL: the secrets of the SA itself. */
static void append(GPtrArray *out, struct ikt_key *key, const struct ikt_sa_name *sa, const uint32_t *message_id)
{
    bool wanted = message_id ? key->has_message_id && key->message_id == *message_id : !key->has_message_id;
    if (wanted && is_of(key, sa))
        g_ptr_array_add(out, key);
}

static void append_by_name(GHashTable *table, const struct ikt_key *name, const struct ikt_sa_name *sa,
                           const uint32_t *message_id, GPtrArray *out)
{
    for (struct ikt_key *key = first_of(table, IKT_KEY_BY_NAME, name); key; key = next_of(key, IKT_KEY_BY_NAME))
        append(out, key, sa, message_id);
}

static void append_by_iv(const struct ikt_keyring *keyring, const struct ikt_sa_name *sa, const uint32_t *message_id,
                         GPtrArray *out)
{
    struct ikt_key name;
    if (sa->initial_iv.length < IV_NAMED_BY)
        return;
    memcpy(name.initial_iv, sa->initial_iv.data, MIN(sa->initial_iv.length, sizeof(name.initial_iv)));
    struct ikt_key *key = first_of(keyring->by_iv, IKT_KEY_BY_IV, &name);
    for (; key; key = next_of(key, IKT_KEY_BY_IV)) {
        bool there = key->has_cookie && memcmp(key->cookie, sa->cookie, sizeof(key->cookie)) == 0;
        if (!there)
            append(out, key, sa, message_id);
    }
}

bool ikt_keyring_secrets(const struct ikt_keyring *keyring, const struct ikt_sa_name *sa, GPtrArray *out)
{
    bool more = keyring->unbound->len > IKT_UNBOUND_MAX * (IKT_KEY_KA + 1);
    unsigned seen[IKT_KEY_KA + 1] = {0};
    struct ikt_key name;
    memcpy(name.cookie, sa->cookie, sizeof(name.cookie));
    append_by_name(keyring->by_cookie, &name, sa, NULL, out);
    append_by_iv(keyring, sa, NULL, out);
    for (guint i = 0; i < keyring->unbound->len && i < IKT_UNBOUND_MAX * G_N_ELEMENTS(seen); i++) {
        struct ikt_key *key = keyring->unbound->pdata[i];
        if (seen[key->kind]++ < IKT_UNBOUND_MAX)
            g_ptr_array_add(out, key);
        else
            more = true;
    }
    return more;
}

void ikt_keyring_quick_secrets(const struct ikt_keyring *keyring, const struct ikt_sa_name *sa, uint32_t message_id,
                               GPtrArray *out)
{
    struct ikt_key name = {.message_id = message_id};
    memcpy(name.cookie, sa->cookie, sizeof(name.cookie));
    append_by_name(keyring->by_quick_mode, &name, sa, &message_id, out);
    append_by_iv(keyring, sa, &message_id, out);
    append_by_name(keyring->by_message_id, &name, sa, &message_id, out);
}

/* May another key be looked at? */
static bool look_at(struct ikt_psk_matches *matches, const struct ikt_key *key)
{
    matches->looked_at += MAX(key->selector_count, 1);
    return matches->looked_at <= matches->most;
}

/* How a list of keys is read. */
struct reading {
    enum ikt_psk_rank rank; /* of its keys that have this rank or a worse one ... */
    size_t most;            /* ... so many are taken */
    bool whole;             /* to its end: a better one may stand there that no other list has */
};

static void collect(const GPtrArray *keys, const struct ikt_peers *peers, struct reading reading,
                    struct ikt_psk_matches *matches)
{
    size_t taken = 0;
    for (guint i = 0; keys && i < keys->len; i++) {
        const struct ikt_key *key = keys->pdata[i];
        enum ikt_psk_rank found;
        if ((taken >= reading.most && !reading.whole) || !look_at(matches, key)) {
            ikt_psk_matches_leave(matches, reading.rank);
            return;
        }
        if (!ikt_psk_rank(key, peers, &found))
            continue;
        if (found < reading.rank || ++taken <= reading.most)
            ikt_psk_matches_add(matches, key, found);
        else
            ikt_psk_matches_leave(matches, found);
    }
}

/* whole: a hub stands in the keys of all its spokes, and its list is read whole only where the other peer's is longer.
 */
static void collect_of_address(const struct ikt_keyring *keyring, const struct ikt_address *address, bool whole,
                               const struct ikt_peers *peers, struct ikt_psk_matches *matches)
{
    const struct reading one_peer = {IKT_PSK_BOTH, IKT_PSK_MATCHES_MAX, false};
    const struct reading with_any = {IKT_PSK_ONE, IKT_PSK_MATCHES_MAX, whole};
    const struct reading together = {IKT_PSK_UNCERTAIN, UNCERTAIN_PER_PEER, whole};
    collect(g_hash_table_lookup(keyring->one_peer, address), peers, one_peer, matches);
    collect(g_hash_table_lookup(keyring->with_any, address), peers, with_any, matches);
    collect(g_hash_table_lookup(keyring->together, address), peers, together, matches);
}

static void collect_of_identity(const struct ikt_keyring *keyring, const struct ikt_identity *identity,
                                const struct ikt_peers *peers, struct ikt_psk_matches *matches)
{
    if (!identity)
        return;
    collect_of_address(keyring, &identity->low, false, peers, matches);
    if (identity->octets.length == 0 || identity->octets.length > NAME_MAX_LENGTH)
        return;
    g_autofree char *name = g_ascii_strdown((const char *)identity->octets.data, (gssize)identity->octets.length);
    const struct reading named = {IKT_PSK_UNCERTAIN, UNCERTAIN_PER_PEER, true};
    collect(g_hash_table_lookup(keyring->by_name_of_peer, name), peers, named, matches);
}

static size_t listed(const struct ikt_keyring *keyring, const struct ikt_peer *peer)
{
    const GPtrArray *together = g_hash_table_lookup(keyring->together, &peer->address);
    const GPtrArray *with_any = g_hash_table_lookup(keyring->with_any, &peer->address);
    return (together ? together->len : 0) + (with_any ? with_any->len : 0);
}

size_t ikt_keyring_psks(const struct ikt_keyring *keyring, const struct ikt_peer *initiator,
                        const struct ikt_peer *responder, struct ikt_psk_matches *out)
{
    const struct ikt_peers peers = {initiator, responder};
    const struct reading any = {IKT_PSK_ANY, IKT_PSK_MATCHES_MAX, false};
    const struct reading named = {IKT_PSK_UNCERTAIN, UNCERTAIN_PER_PEER, false};
    const struct reading prefixes = {IKT_PSK_UNCERTAIN, UNCERTAIN_PER_PEER, true};
    *out = (struct ikt_psk_matches){.most = out->most};
    if (!keyring->has_psks)
        return 0;
    /* A key that names both stands in both lists: the shorter one is read whole. */
    const bool initiator_first = listed(keyring, initiator) <= listed(keyring, responder);
    collect_of_address(keyring, &initiator->address, initiator_first, &peers, out);
    collect_of_address(keyring, &responder->address, !initiator_first, &peers, out);
    collect_of_identity(keyring, initiator->identity, &peers, out);
    collect_of_identity(keyring, responder->identity, &peers, out);
    collect(keyring->for_all, &peers, any, out);
    collect(keyring->for_any, &peers, any, out);
    collect(keyring->named, &peers, named, out);
    collect(keyring->prefixes, &peers, prefixes, out);
    return out->count;
}
