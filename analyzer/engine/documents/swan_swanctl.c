/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     connections {
 *       NAME { version, local_addrs, remote_addrs, proposals, aggressive, rekey_time, reauth_time, over_time
 *         local... { auth, id }  remote... { auth, id }
 *         children { NAME { local_ts, remote_ts, esp_proposals, ah_proposals, mode, life_time, rekey_time } } } }
 *     secrets { ike... { id..., secret } }
 *
 * Keywords and defaults: swanctl.conf(5) of strongSwan 5.9.
 */
#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "documents/readers.h"
#include "documents/swan_connection.h"
#include "base/swan_sections.h"

#define HOUR        3600
#define SECRET_IDS  16
#define SECRET_SIZE 4096

struct secret {
    struct ikt_bytes ids[SECRET_IDS];
    unsigned count, line;
    struct ikt_bytes value;
    bool quoted;
};

/* A connection with what its lifetimes and its authentication come of. */
struct state {
    struct ikt_swan_connection connection;
    int64_t rekey, reauth, over; /* seconds; IKT_ABSENT: not set */
    unsigned rekey_line;
    int own_auth, peer_auth; /* of the first rounds */
    bool own_auth_set, peer_auth_set, xauth;
    GArray *rekeys; /* int64_t of each child: its rekey_time */
};

struct reader {
    struct ikt_swan_parser swan;
    GHashTable *named; /* connection's name: struct state */
    GPtrArray *states;
    GArray *secrets;
    size_t children;
    bool unclear;
};

static void state_free(gpointer data)
{
    struct state *state = data;
    g_array_unref(state->connection.children);
    g_array_unref(state->rekeys);
    g_free(state);
}

static struct state *state_of(struct reader *reader, struct ikt_bytes name)
{
    g_autofree char *text = ikt_bytes_text(name);
    struct state *state = g_hash_table_lookup(reader->named, text);
    if (state || reader->states->len == IKT_SWAN_CONNECTIONS) {
        if (!state) {
            reader->swan.base.config->truncated = true;
            ikt_ios_remark(&reader->swan.base, reader->swan.base.at.line,
                           "more connections than are kept: nothing is concluded from this file");
        }
        return state;
    }
    state = g_new0(struct state, 1);
    state->connection.name = ikt_ios_keep(reader->swan.base.arena, name);
    state->connection.line = reader->swan.base.at.line;
    state->connection.ike = IKT_SWAN_BOTH;
    state->connection.children = g_array_new(FALSE, FALSE, sizeof(struct ikt_swan_child));
    state->rekey = state->reauth = state->over = IKT_ABSENT;
    state->own_auth = state->peer_auth = IKT_ABSENT;
    state->rekeys = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_hash_table_insert(reader->named, (gpointer)state->connection.name, state);
    g_ptr_array_add(reader->states, state);
    return state;
}

static struct ikt_swan_child *child_of(struct reader *reader, struct state *state, struct ikt_bytes name)
{
    GArray *all = state->connection.children;
    const struct ikt_swan_child *last = all->len > 0 ? &g_array_index(all, struct ikt_swan_child, all->len - 1) : NULL;
    if (last && ikt_text_is(name, last->name))
        return &g_array_index(all, struct ikt_swan_child, all->len - 1);
    if (reader->children == IKT_SWAN_CHILDREN) {
        reader->swan.base.config->truncated = true;
        ikt_ios_remark(&reader->swan.base, reader->swan.base.at.line,
                       "more children than are kept: nothing is concluded from this file");
        return NULL;
    }
    reader->children++;
    const struct ikt_swan_child child = {.name = ikt_ios_keep(reader->swan.base.arena, name),
                                         .line = reader->swan.base.at.line,
                                         .seconds.value = IKT_ABSENT,
                                         .kilobytes.value = IKT_ABSENT};
    const int64_t none = IKT_ABSENT;
    g_array_append_val(all, child);
    g_array_append_val(state->rekeys, none);
    return &g_array_index(all, struct ikt_swan_child, all->len - 1);
}

/* "psk", "pubkey", "rsa", "xauth-..."; IKT_ABSENT: one of several, or none of IKEv1's. */
static int auth_of(struct ikt_bytes text)
{
    return ikt_text_is(text, "psk") ? IKT_AUTH_PSK : ikt_text_begins(text, "rsa") ? IKT_AUTH_RSA_SIG : IKT_ABSENT;
}

/* In "local..." or "remote...". */
static void read_round(struct state *state, bool own, const struct ikt_swan_item *item)
{
    if (ikt_text_is(item->name, "id")) {
        struct ikt_swan_value *id = own ? &state->connection.own_id : &state->connection.peer_id;
        if (id->line == 0)
            *id = (struct ikt_swan_value){item->value, item->line};
    } else if (ikt_text_is(item->name, "auth")) {
        bool *set = own ? &state->own_auth_set : &state->peer_auth_set;
        if (ikt_text_begins(item->value, "xauth"))
            state->xauth = true;
        else if (!*set)
            *(own ? &state->own_auth : &state->peer_auth) = auth_of(item->value);
        *set = true;
    }
}

static void read_number(struct reader *reader, struct state *state, const struct ikt_swan_item *item, int64_t *out)
{
    if (!ikt_swan_seconds(item->value, out)) {
        ikt_ios_not_understood(&reader->swan.base);
        state->connection.unclear = true;
    }
}

/* As charon does it: the one that comes first is offered, either is taken of a peer; one that comes again replaces it.
 */
static void read_proposals(struct ikt_swan_child *child, const struct ikt_swan_value *value, bool ah)
{
    if (child->proposals.line == 0)
        child->ah = ah;
    if (child->ah == ah)
        child->proposals = *value;
    else
        child->second = *value;
}

static void read_child(struct reader *reader, struct state *state, struct ikt_swan_child *child,
                       const struct ikt_swan_item *item)
{
    const struct ikt_swan_value value = {item->value, item->line};
    int64_t *rekey = &g_array_index(state->rekeys, int64_t, state->rekeys->len - 1);
    if (ikt_text_is(item->name, "local_ts"))
        child->local = value;
    else if (ikt_text_is(item->name, "remote_ts"))
        child->remote = value;
    else if (ikt_text_is(item->name, "esp_proposals") || ikt_text_is(item->name, "ah_proposals"))
        read_proposals(child, &value, ikt_text_is(item->name, "ah_proposals"));
    else if (ikt_text_is(item->name, "mode")) {
        child->mode = value;
        child->off = ikt_text_is(item->value, "pass") || ikt_text_is(item->value, "drop");
    } else if (ikt_text_is(item->name, "life_time")) {
        read_number(reader, state, item, &child->seconds.value);
        child->seconds.line = item->line;
    } else if (ikt_text_is(item->name, "rekey_time")) {
        read_number(reader, state, item, rekey);
        if (child->seconds.line == 0 && *rekey != IKT_ABSENT)
            child->seconds = (struct ikt_router_number){*rekey + *rekey / 10, item->line};
    }
}

static void read_connection(struct reader *reader, struct state *state, const struct ikt_swan_item *item)
{
    struct ikt_swan_connection *connection = &state->connection;
    const struct ikt_swan_value value = {item->value, item->line};
    if (ikt_text_is(item->name, "version"))
        connection->ike = ikt_text_is(item->value, "1")   ? IKT_SWAN_IKEV1
                          : ikt_text_is(item->value, "2") ? IKT_SWAN_IKEV2
                          : ikt_text_is(item->value, "0") ? IKT_SWAN_BOTH
                                                          : IKT_SWAN_UNKNOWN;
    else if (ikt_text_is(item->name, "local_addrs"))
        connection->own = value;
    else if (ikt_text_is(item->name, "remote_addrs"))
        connection->peer = value;
    else if (ikt_text_is(item->name, "proposals"))
        connection->proposals = value;
    else if (ikt_text_is(item->name, "aggressive"))
        connection->aggressive = (struct ikt_router_switch){ikt_text_is(item->value, "yes"), item->line};
    else if (ikt_text_is(item->name, "rekey_time") || ikt_text_is(item->name, "reauth_time")) {
        read_number(reader, state, item, ikt_text_is(item->name, "rekey_time") ? &state->rekey : &state->reauth);
        state->rekey_line = item->line;
    } else if (ikt_text_is(item->name, "over_time"))
        read_number(reader, state, item, &state->over);
}

static void read_secret(struct reader *reader, const struct ikt_swan_sections *at, const struct ikt_swan_item *item)
{
    if (!ikt_text_begins(at->names[1], "ike") || reader->secrets->len == 0)
        return;
    struct secret *secret = &g_array_index(reader->secrets, struct secret, reader->secrets->len - 1);
    if (ikt_text_is(item->name, "secret")) {
        secret->value = item->value;
        secret->quoted = item->quoted;
        secret->line = item->line;
    } else if (ikt_text_begins(item->name, "id") && secret->count < SECRET_IDS) {
        secret->ids[secret->count++] = item->value;
    }
}

static void read_key(struct reader *reader, const struct ikt_swan_sections *at, const struct ikt_swan_item *item)
{
    if (at->depth == 2 && ikt_text_is(at->names[0], "secrets")) {
        read_secret(reader, at, item);
        return;
    }
    if (at->depth < 2 || at->depth > 4 || !ikt_text_is(at->names[0], "connections"))
        return;
    struct state *state = state_of(reader, at->names[1]);
    if (!state)
        return;
    if (at->depth == 2) {
        read_connection(reader, state, item);
    } else if (at->depth == 3) {
        const bool own = ikt_text_begins(at->names[2], "local");
        if (own || ikt_text_begins(at->names[2], "remote"))
            read_round(state, own, item);
    } else if (ikt_text_is(at->names[2], "children")) {
        struct ikt_swan_child *child = child_of(reader, state, at->names[3]);
        if (child)
            read_child(reader, state, child, item);
    }
}

static void read_section(struct reader *reader, const struct ikt_swan_sections *at, bool refers)
{
    const bool connections = ikt_text_is(at->names[0], "connections");
    struct state *state = connections && at->depth >= 2 ? state_of(reader, at->names[1]) : NULL;
    if (refers && state)
        state->connection.unclear = true;
    else if (refers)
        reader->unclear = true;
    if (state && at->depth == 4 && ikt_text_is(at->names[2], "children"))
        child_of(reader, state, at->names[3]);
    if (at->depth == 2 && ikt_text_is(at->names[0], "secrets") && reader->secrets->len < IKT_SWAN_CONNECTIONS) {
        const struct secret secret = {0};
        g_array_append_val(reader->secrets, secret);
    }
}

/* What a statement says is quoted; a secret is not. */
static bool note(struct reader *reader, const struct ikt_swan_sections *at, const struct ikt_swan_item *item,
                 bool opens)
{
    struct ikt_ios_parser *base = &reader->swan.base;
    g_autofree char *name = ikt_bytes_text(ikt_text_part(item->name, 0, MIN(item->name.length, 60)));
    g_autofree char *value = ikt_bytes_text(ikt_text_part(item->value, 0, MIN(item->value.length, 90)));
    const bool secret = at->depth > 0 && ikt_text_is(at->names[0], "secrets") && !ikt_text_begins(item->name, "id");
    g_autofree char *text =
        opens ? g_strdup_printf("%s {", name) : g_strdup_printf("%s = %s", name, secret ? "<hidden>" : value);
    base->at.line = item->line;
    base->at.text = item->name;
    return ikt_ios_note_as(base, ikt_ios_keep(base->arena, (struct ikt_bytes){(const uint8_t *)text, strlen(text)}));
}

/* Lifetime of the ISAKMP SA: reauth_time, else rekey_time (4 h), and over_time (10 % of the longer). */
static void settle_connection(struct reader *reader, struct state *state)
{
    struct ikt_swan_connection *connection = &state->connection;
    const int64_t reauth = state->reauth == IKT_ABSENT ? 0 : state->reauth;
    const int64_t rekey = state->rekey != IKT_ABSENT ? state->rekey : reauth > 0 ? 0 : 4 * HOUR;
    const int64_t over = state->over != IKT_ABSENT ? state->over : MAX(rekey, reauth) / 10;
    connection->lifetime = (reauth > 0 ? reauth : rekey) + over;
    connection->lifetime_line = state->rekey_line;
    connection->authentication = state->own_auth == state->peer_auth ? state->own_auth : IKT_ABSENT;
    if (state->xauth && connection->authentication == IKT_AUTH_PSK)
        connection->authentication = IKT_AUTH_XAUTHINITPRESHARED;
    else if (state->xauth)
        connection->authentication =
            connection->authentication == IKT_AUTH_RSA_SIG ? IKT_AUTH_XAUTHINITRSA : IKT_ABSENT;
    connection->unclear = connection->unclear || reader->unclear;
    ikt_swan_add_connection(&reader->swan, connection);
}

/* A secret as octets: text, 0xHEX, 0sBASE64. Nothing of it remains. */
static struct ikt_router_mark mark_of(const struct secret *secret)
{
    struct ikt_bytes text = secret->value;
    uint8_t octets[SECRET_SIZE];
    struct ikt_router_mark mark = {.line = secret->line};
    size_t length = text.length;
    if (text.length == 0 || text.length > sizeof octets || ikt_ios_is_placeholder(text))
        return mark;
    memcpy(octets, text.data, text.length);
    if (secret->quoted)
        length = ikt_swan_unescape(octets, length);
    if (ikt_text_begins(text, "0x")) {
        text = ikt_text_part(text, 2, text.length);
        length = text.length / 2;
        if (text.length % 2 != 0 || !ikt_text_take_hex(&text, length, octets))
            length = 0;
    } else if (ikt_text_begins(text, "0s")) {
        gint state = 0;
        guint save = 0;
        length = g_base64_decode_step((const gchar *)text.data + 2, text.length - 2, octets, &state, &save);
    }
    if (length > 0)
        mark = ikt_router_mark((struct ikt_bytes){octets, length}, secret->line);
    explicit_bzero(octets, sizeof octets);
    return mark;
}

static void set_whom(struct reader *reader, struct ikt_router_whom *whom, struct ikt_bytes id)
{
    whom->text = whom->name = ikt_ios_keep(reader->swan.base.arena, id);
    whom->kind = memchr(id.data, '@', id.length) ? IKT_ROUTER_WHOM_USER : IKT_ROUTER_WHOM_HOST;
    if (ikt_text_address(id, &whom->address)) {
        whom->kind = IKT_ROUTER_WHOM_ADDRESS;
        whom->prefix = whom->address.family == IKT_FAMILY_IPV4 ? 32 : 128;
    } else if (ikt_text_begins(id, "%any")) {
        whom->kind = IKT_ROUTER_WHOM_ADDRESS;
        whom->address = (struct ikt_address){.family = IKT_FAMILY_IPV4};
        whom->prefix = 0;
    }
}

/* Is it one that this host has itself? */
static bool is_own(GHashTable *own, struct ikt_bytes id)
{
    g_autofree char *text = ikt_bytes_text(id);
    return g_hash_table_contains(own, text);
}

static void add_key(struct reader *reader, const struct secret *secret, struct ikt_bytes whom, struct ikt_bytes own,
                    const struct ikt_router_mark *mark)
{
    static const struct ikt_bytes everybody = {(const uint8_t *)"%any", 4};
    struct ikt_router_key *key = ikt_router_key_add(&reader->swan.build, secret->line);
    set_whom(reader, &key->whom, whom.length > 0 ? whom : everybody);
    if (own.length > 0)
        set_whom(reader, &key->own, own);
    key->mark = *mark;
}

/* Of its names those that are not this host's are peers; one that has none is for everybody. */
static void add_secret(struct reader *reader, const struct secret *secret, GHashTable *owns)
{
    const struct ikt_router_mark mark = mark_of(secret);
    struct ikt_bytes own = {0};
    unsigned peers = 0;
    if (secret->line == 0)
        return;
    for (unsigned i = 0; i < secret->count; i++)
        if (is_own(owns, secret->ids[i]))
            own = secret->ids[i];
    for (unsigned i = 0; i < secret->count; i++)
        if (secret->ids[i].length > 0 && !is_own(owns, secret->ids[i])) {
            add_key(reader, secret, secret->ids[i], own, &mark);
            peers++;
        }
    if (peers == 0)
        add_key(reader, secret, (struct ikt_bytes){0}, own, &mark);
}

static void settle(struct reader *reader)
{
    g_autoptr(GHashTable) owns = g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, g_free, NULL);
    for (guint i = 0; i < reader->states->len; i++) {
        struct state *state = g_ptr_array_index(reader->states, i);
        struct ikt_bytes list = state->connection.own.text, text;
        settle_connection(reader, state);
        while (ikt_swan_take_part(&list, ", \t", &text))
            g_hash_table_add(owns, ikt_bytes_text(text));
        if (state->connection.own_id.text.length > 0)
            g_hash_table_add(owns, ikt_bytes_text(state->connection.own_id.text));
    }
    for (guint i = 0; i < reader->secrets->len; i++)
        add_secret(reader, &g_array_index(reader->secrets, struct secret, i), owns);
}

static void walk(struct reader *reader, struct ikt_bytes content)
{
    struct ikt_swan_sections sections = ikt_swan_sections(content);
    struct ikt_router *router = reader->swan.base.config;
    struct ikt_swan_item item;
    enum ikt_swan_event event;
    while (!router->truncated && (event = ikt_swan_sections_next(&sections, &item)) != IKT_SWAN_END) {
        reader->swan.base.at.line = item.line;
        reader->swan.base.at.text = item.name;
        if (event == IKT_SWAN_MISTAKE) {
            ikt_ios_remark(&reader->swan.base, item.line, "this is neither a section nor a value, and left out");
            reader->unclear = true;
        } else if (event == IKT_SWAN_INCLUDE) {
            router->includes = router->includes ? router->includes : item.line;
            ikt_ios_remark(&reader->swan.base, item.line, "another file is included here, and not read");
        } else if (event == IKT_SWAN_KEY && note(reader, &sections, &item, false)) {
            read_key(reader, &sections, &item);
        } else if (event != IKT_SWAN_KEY && note(reader, &sections, &item, true)) {
            read_section(reader, &sections, event == IKT_SWAN_REFERENCE);
        }
    }
    if (sections.depth > 0 && !router->truncated) {
        ikt_ios_remark(&reader->swan.base, 0, "a section has no end: nothing is concluded from it");
        reader->unclear = true;
    }
}

struct ikt_router *ikt_swanctl_read(const char *name, struct ikt_bytes content, ikt_config_remark *remark, void *user)
{
    struct ikt_router *router = ikt_router_new(IKT_ROUTER_STRONGSWAN);
    struct reader reader = {
        .swan = {.base = {.config = router,
                          .arena = ikt_router_arena(router),
                          .name = name,
                          .remark = remark,
                          .user = user},
                 .build = ikt_router_build(router)},
        .named = g_hash_table_new(ikt_hash_string, ikt_hash_equal_string),
        .states = g_ptr_array_new_with_free_func(state_free),
        .secrets = g_array_new(FALSE, FALSE, sizeof(struct secret)),
    };
    /* 10 % over rekey_time, an hour; no limit of octets */
    router->seconds.value = HOUR + HOUR / 10;
    router->kilobytes.value = IKT_ABSENT;
    walk(&reader, content);
    settle(&reader);
    router->keys_elsewhere = router->includes > 0 || !router->keys;
    g_hash_table_unref(reader.named);
    g_ptr_array_unref(reader.states);
    g_array_unref(reader.secrets);
    return router;
}
