/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     config setup
 *         KEYWORD=VALUE
 *     conn NAME
 *         also=NAME
 *         KEYWORD=VALUE
 *
 * of strongSwan (ipsec.conf(5) of 5.9), and of libreswan and its ancestors. A section takes what it has not from the
 * sections that "also" names, then from "conn %default". Which of the two wrote it shows in keywords that the other has
 * not; what differs between them is unclear where none stands there.
 */
#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "documents/readers.h"
#include "documents/swan_connection.h"

#define ALSO     64 /* sections that one takes its values from */
#define HOURS(n) ((int64_t)(n)*3600)

enum key {
    KEY_LEFT, /* each of the right side is the next one */
    KEY_RIGHT,
    KEY_LEFTSUBNET,
    KEY_RIGHTSUBNET,
    KEY_LEFTSUBNETS,
    KEY_RIGHTSUBNETS,
    KEY_LEFTID,
    KEY_RIGHTID,
    KEY_LEFTPROTOPORT,
    KEY_RIGHTPROTOPORT,
    KEY_LEFTAUTH,
    KEY_RIGHTAUTH,
    KEY_LEFTAUTH2,
    KEY_RIGHTAUTH2,
    KEY_IKE,
    KEY_ESP,
    KEY_AH,
    KEY_PHASE2,
    KEY_PFS,
    KEY_TYPE,
    KEY_KEYEXCHANGE,
    KEY_IKEV2,
    KEY_AGGRESSIVE,
    KEY_AUTHBY,
    KEY_LIFETIME,
    KEY_IKELIFETIME,
    KEY_AUTO,
    KEY_COUNT
};

static const struct {
    const char *word;
    enum key key;
} keys[] = {
    {"left", KEY_LEFT},
    {"right", KEY_RIGHT},
    {"leftsubnet", KEY_LEFTSUBNET},
    {"rightsubnet", KEY_RIGHTSUBNET},
    {"leftsubnets", KEY_LEFTSUBNETS},
    {"rightsubnets", KEY_RIGHTSUBNETS},
    {"leftid", KEY_LEFTID},
    {"rightid", KEY_RIGHTID},
    {"leftprotoport", KEY_LEFTPROTOPORT},
    {"rightprotoport", KEY_RIGHTPROTOPORT},
    {"leftauth", KEY_LEFTAUTH},
    {"rightauth", KEY_RIGHTAUTH},
    {"leftauth2", KEY_LEFTAUTH2},
    {"rightauth2", KEY_RIGHTAUTH2},
    {"ike", KEY_IKE},
    {"esp", KEY_ESP},
    {"phase2alg", KEY_ESP},
    {"ah", KEY_AH},
    {"phase2", KEY_PHASE2},
    {"pfs", KEY_PFS},
    {"type", KEY_TYPE},
    {"keyexchange", KEY_KEYEXCHANGE},
    {"ikev2", KEY_IKEV2},
    {"aggressive", KEY_AGGRESSIVE},
    {"aggrmode", KEY_AGGRESSIVE},
    {"authby", KEY_AUTHBY},
    {"keylife", KEY_LIFETIME},
    {"lifetime", KEY_LIFETIME},
    {"salifetime", KEY_LIFETIME},
    {"ipsec-lifetime", KEY_LIFETIME},
    {"ikelifetime", KEY_IKELIFETIME},
    {"auto", KEY_AUTO},
};

/* Keywords, or their beginnings, that one of the two has and the other has not. */
static const char *const strongswan_words[] = {"charondebug",      "leftauth",        "rightauth",
                                               "leftfirewall",     "rightfirewall",   "closeaction",
                                               "inactivity",       "strictcrlpolicy", "cachecrls",
                                               "crlcheckinterval", "lifebytes",       "lifepackets",
                                               "modeconfig",       "eap_identity",    "leftsendcert",
                                               "lefthostaccess",   "reqid",           "mark_in",
                                               "rightsourceip",    "forceencaps",     NULL};
static const char *const libreswan_words[] = {"phase2",
                                              "phase2alg",
                                              "ikev2",
                                              "salifetime",
                                              "protostack",
                                              "virtual_private",
                                              "virtual-private",
                                              "plutodebug",
                                              "leftsubnets",
                                              "rightsubnets",
                                              "aggrmode",
                                              "nat_traversal",
                                              "leftrsasigkey",
                                              "rightrsasigkey",
                                              "interfaces",
                                              "klipsdebug",
                                              "oe",
                                              "narrowing",
                                              "sha2-truncbug",
                                              "sha2_truncbug",
                                              "nat-ikev1-method",
                                              "ikev1-policy",
                                              "logfile",
                                              "encapsulation",
                                              "leftxauthserver",
                                              "rightxauthclient",
                                              "remote_peer_type",
                                              NULL};

struct section {
    const char *name;
    unsigned line;
    struct ikt_swan_value values[KEY_COUNT];
    struct ikt_swan_value *also;
    unsigned also_count;
    bool unclear;
};

struct reader {
    struct ikt_swan_parser swan;
    const struct ikt_address *of;
    GPtrArray *sections; /* struct section, in the arena */
    GHashTable *named;
    struct section *open; /* NULL: none that is of interest */
    struct section *defaults;
    struct ikt_swan_value ikev1_policy;
    unsigned strongswan, libreswan; /* signs of either */
};

static bool is_word(struct ikt_bytes text, const char *const *words)
{
    for (; *words; words++)
        if (ikt_text_is_any_case(text, *words))
            return true;
    return false;
}

static struct section *section_named(struct reader *reader, struct ikt_bytes name)
{
    struct ikt_ios_parser *base = &reader->swan.base;
    g_autofree char *text = ikt_bytes_text(name);
    struct section *section = g_hash_table_lookup(reader->named, text);
    if (section)
        return section;
    if (reader->sections->len == IKT_SWAN_CONNECTIONS) {
        base->config->truncated = true;
        ikt_ios_remark(base, base->at.line, "more connections than are kept: nothing is concluded from this file");
        return NULL;
    }
    section = ikt_arena_alloc(base->arena, 1, sizeof *section);
    section->name = ikt_ios_keep(base->arena, name);
    section->line = base->at.line;
    g_hash_table_insert(reader->named, (gpointer)section->name, section);
    if (ikt_text_is(name, "%default"))
        reader->defaults = section;
    else
        g_ptr_array_add(reader->sections, section);
    return section;
}

static struct ikt_bytes without_comment(struct ikt_bytes text)
{
    bool quoted = false;
    for (size_t i = 0; i < text.length; i++) {
        quoted = quoted != (text.data[i] == '"');
        if (text.data[i] == '#' && !quoted && (i == 0 || ikt_is_blank(text.data[i - 1])))
            return ikt_text_trim(ikt_text_part(text, 0, i));
    }
    return ikt_text_trim(text);
}

static void set_value(struct reader *reader, struct ikt_bytes name, struct ikt_bytes value)
{
    struct section *section = reader->open;
    const struct ikt_swan_value one = {value, reader->swan.base.at.line};
    if (ikt_text_is_any_case(name, "also")) {
        if (!section->also)
            section->also = ikt_arena_alloc(reader->swan.base.arena, ALSO, sizeof *section->also);
        if (section->also_count == ALSO)
            section->unclear = true;
        else
            section->also[section->also_count++] = one;
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        if (ikt_text_is_any_case(name, keys[i].word))
            section->values[keys[i].key] = one;
}

static void read_value(struct reader *reader, struct ikt_bytes text)
{
    const uint8_t *equals = memchr(text.data, '=', text.length);
    if (!equals) {
        if (reader->open) {
            reader->open->unclear = true;
            ikt_ios_not_understood(&reader->swan.base);
        }
        return;
    }
    const size_t at = (size_t)(equals - text.data);
    struct ikt_bytes name = ikt_text_trim(ikt_text_part(text, 0, at));
    struct ikt_bytes value = ikt_text_unquote(ikt_text_trim(ikt_text_part(text, at + 1, text.length)));
    reader->strongswan += is_word(name, strongswan_words);
    reader->libreswan += is_word(name, libreswan_words);
    if (ikt_text_is_any_case(name, "esp") || ikt_text_is_any_case(name, "ike")) {
        reader->strongswan += value.length > 0 && value.data[value.length - 1] == '!';
        reader->libreswan += ikt_text_contains(value, ";") || ikt_text_contains(value, "aes_");
    }
    if (ikt_text_is_any_case(name, "ikev1-policy"))
        reader->ikev1_policy = (struct ikt_swan_value){value, reader->swan.base.at.line};
    if (reader->open && ikt_ios_note(&reader->swan.base))
        set_value(reader, name, value);
}

static void read_line(struct reader *reader, struct ikt_bytes line)
{
    struct ikt_ios_parser *base = &reader->swan.base;
    struct ikt_bytes text = without_comment(line);
    if (text.length == 0)
        return;
    base->at.text = text;
    if (ikt_is_blank(line.data[0])) {
        read_value(reader, text);
        return;
    }
    reader->open = NULL;
    if (ikt_text_take_words(&text, "conn")) {
        struct ikt_bytes name = ikt_text_unquote(ikt_text_take_word(&text));
        if (name.length > 0 && ikt_ios_note(base))
            reader->open = section_named(reader, name);
    } else if (ikt_text_take_words(&text, "include")) {
        base->config->includes = base->config->includes ? base->config->includes : base->at.line;
        ikt_ios_remark(base, base->at.line, "another file is included here, and not read");
    }
}

/* A section with what it takes from others. */
struct resolved {
    struct ikt_swan_value values[KEY_COUNT];
    bool unclear;
};

static void take_values(struct resolved *resolved, const struct section *section)
{
    for (unsigned key = 0; key < KEY_COUNT; key++)
        if (resolved->values[key].line == 0)
            resolved->values[key] = section->values[key];
    resolved->unclear = resolved->unclear || section->unclear;
}

static struct resolved resolve(struct reader *reader, const struct section *section)
{
    const struct section *taken[ALSO] = {section};
    struct resolved resolved = {0};
    unsigned count = 1;
    for (unsigned at = 0; at < count; at++) {
        take_values(&resolved, taken[at]);
        for (unsigned i = 0; i < taken[at]->also_count; i++) {
            g_autofree char *name = ikt_bytes_text(taken[at]->also[i].text);
            const struct section *other = g_hash_table_lookup(reader->named, name);
            bool known = !other;
            for (unsigned k = 0; k < count && !known; k++)
                known = taken[k] == other; /* a circle, or named twice */
            if (!other || (!known && count == ALSO))
                resolved.unclear = true;
            else if (!known)
                taken[count++] = other;
        }
    }
    if (reader->defaults)
        take_values(&resolved, reader->defaults);
    return resolved;
}

static bool value_is(const struct ikt_swan_value *value, const char *text)
{
    return ikt_text_is_any_case(value->text, text);
}

/* Which end is this host's: the one that has the address it was given with, else left, as both programs take it. */
static bool is_right(const struct reader *reader, const struct resolved *resolved)
{
    struct ikt_address left, right;
    const struct ikt_swan_value *values = resolved->values;
    const bool has_right = ikt_text_address(values[KEY_RIGHT].text, &right);
    const bool has_left = ikt_text_address(values[KEY_LEFT].text, &left);
    if (reader->of && has_right && ikt_address_equal(&right, reader->of))
        return true;
    if (reader->of && has_left && ikt_address_equal(&left, reader->of))
        return false;
    return value_is(&values[KEY_RIGHT], "%defaultroute");
}

static enum ikt_swan_ike ike_of(const struct reader *reader, const struct ikt_swan_value *values, bool libreswan)
{
    const struct ikt_swan_value *exchange = &values[KEY_KEYEXCHANGE], *ikev2 = &values[KEY_IKEV2];
    if (ikev2->line > 0) {
        if (value_is(ikev2, "no") || value_is(ikev2, "never"))
            return IKT_SWAN_IKEV1;
        return value_is(ikev2, "insist") || value_is(ikev2, "yes") ? IKT_SWAN_IKEV2 : IKT_SWAN_UNKNOWN;
    }
    if (value_is(exchange, "ikev1"))
        return IKT_SWAN_IKEV1;
    if (value_is(exchange, "ikev2"))
        return IKT_SWAN_IKEV2;
    /* libreswan 3 begins with IKEv1 and 4 has IKEv2 alone */
    return libreswan || reader->strongswan == 0 ? IKT_SWAN_UNKNOWN : IKT_SWAN_BOTH;
}

static int auth_word(struct ikt_bytes text)
{
    static const struct {
        const char *word;
        int method;
    } words[] = {{"secret", IKT_AUTH_PSK},
                 {"psk", IKT_AUTH_PSK},
                 {"rsasig", IKT_AUTH_RSA_SIG},
                 {"xauthpsk", IKT_AUTH_XAUTHINITPRESHARED},
                 {"xauthrsasig", IKT_AUTH_XAUTHINITRSA}};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (ikt_text_is_any_case(text, words[i].word))
            return words[i].method;
    return ikt_text_begins_any_case(text, "rsa") ? IKT_AUTH_RSA_SIG : IKT_ABSENT;
}

static int authentication_of(const struct ikt_swan_value *values)
{
    const struct ikt_swan_value *left = &values[KEY_LEFTAUTH], *right = &values[KEY_RIGHTAUTH];
    if (left->line == 0 && right->line == 0)
        return auth_word(values[KEY_AUTHBY].text);
    const int method = auth_word(left->text);
    if (method != auth_word(right->text))
        return IKT_ABSENT;
    const bool xauth = ikt_text_begins_any_case(values[KEY_LEFTAUTH2].text, "xauth") ||
                       ikt_text_begins_any_case(values[KEY_RIGHTAUTH2].text, "xauth");
    return !xauth ? method : method == IKT_AUTH_PSK ? IKT_AUTH_XAUTHINITPRESHARED : IKT_ABSENT;
}

static struct ikt_swan_value side(const struct ikt_swan_value *values, enum key left, bool right)
{
    return values[left + (right ? 1 : 0)];
}

static struct ikt_swan_child child_of(const struct section *section, const struct resolved *resolved, bool libreswan,
                                      bool right)
{
    const struct ikt_swan_value *values = resolved->values;
    struct ikt_swan_child child = {.line = section->line,
                                   .local = side(values, KEY_LEFTSUBNET, right),
                                   .remote = side(values, KEY_LEFTSUBNET, !right),
                                   .local_port = side(values, KEY_LEFTPROTOPORT, right),
                                   .remote_port = side(values, KEY_LEFTPROTOPORT, !right),
                                   .proposals = values[KEY_ESP],
                                   .all_pairs = libreswan,
                                   .mode = values[KEY_TYPE],
                                   .seconds.value = IKT_ABSENT,
                                   .kilobytes.value = IKT_ABSENT,
                                   .pfs = values[KEY_PFS]};
    const struct ikt_swan_value more_own = side(values, KEY_LEFTSUBNETS, right);
    const struct ikt_swan_value more_peer = side(values, KEY_LEFTSUBNETS, !right);
    if (more_own.line > 0)
        child.local = more_own;
    if (more_peer.line > 0)
        child.remote = more_peer;
    child.ah = values[KEY_AH].line > 0 || value_is(&values[KEY_PHASE2], "ah");
    if (values[KEY_AH].line > 0)
        child.proposals = values[KEY_AH];
    /* libreswan can still be told to load it */
    child.off = (!libreswan && value_is(&values[KEY_AUTO], "ignore")) || value_is(&values[KEY_AUTHBY], "never") ||
                ikt_text_begins_any_case(child.mode.text, "pass") || value_is(&child.mode, "drop") ||
                value_is(&child.mode, "reject");
    if (values[KEY_LIFETIME].line > 0 && ikt_swan_seconds(values[KEY_LIFETIME].text, &child.seconds.value))
        child.seconds.line = values[KEY_LIFETIME].line;
    return child;
}

static void add(struct reader *reader, const struct section *section, bool libreswan)
{
    struct resolved resolved = resolve(reader, section);
    const struct ikt_swan_value *values = resolved.values;
    if (values[KEY_LEFT].line == 0 && values[KEY_RIGHT].line == 0)
        return; /* one that others take values from */
    const bool right = is_right(reader, &resolved);
    struct ikt_swan_connection connection = {
        .name = section->name,
        .line = section->line,
        .ike = ike_of(reader, values, libreswan),
        .dialect = {.libreswan = libreswan, .adds_others = !libreswan},
        .own = side(values, KEY_LEFT, right),
        .peer = side(values, KEY_LEFT, !right),
        .own_id = side(values, KEY_LEFTID, right),
        .peer_id = side(values, KEY_LEFTID, !right),
        .proposals = values[KEY_IKE],
        .authentication = authentication_of(values),
        .lifetime = libreswan ? IKT_ABSENT : HOURS(3),
        .aggressive = {value_is(&values[KEY_AGGRESSIVE], "yes"), values[KEY_AGGRESSIVE].line},
        .unclear = resolved.unclear,
        .children = g_array_new(FALSE, FALSE, sizeof(struct ikt_swan_child)),
    };
    if (values[KEY_IKELIFETIME].line > 0 && ikt_swan_seconds(values[KEY_IKELIFETIME].text, &connection.lifetime))
        connection.lifetime_line = values[KEY_IKELIFETIME].line;
    if (value_is(&reader->ikev1_policy, "drop") || value_is(&reader->ikev1_policy, "reject"))
        connection.ike = IKT_SWAN_IKEV2;
    const struct ikt_swan_child child = child_of(section, &resolved, libreswan, right);
    g_array_append_val(connection.children, child);
    ikt_swan_add_connection(&reader->swan, &connection);
    g_array_unref(connection.children);
}

static void settle(struct reader *reader)
{
    struct ikt_router *router = reader->swan.base.config;
    const bool libreswan = reader->libreswan > reader->strongswan;
    router->kind = libreswan ? IKT_ROUTER_LIBRESWAN : IKT_ROUTER_STRONGSWAN;
    /* salifetime of libreswan: 8 h; lifetime of strongSwan: 1 h */
    router->seconds.value = libreswan ? HOURS(8) : HOURS(1);
    router->kilobytes.value = IKT_ABSENT;
    router->keys_elsewhere = true;
    if (reader->libreswan == reader->strongswan && reader->sections->len > 0)
        ikt_ios_remark(&reader->swan.base, 0,
                       "nothing tells whether strongSwan or libreswan reads this file: strongSwan is taken");
    for (guint i = 0; i < reader->sections->len; i++)
        add(reader, g_ptr_array_index(reader->sections, i), libreswan);
}

struct ikt_router *ikt_ipsec_conf_read(const char *name, struct ikt_bytes content, const struct ikt_address *of,
                                       ikt_config_remark *remark, void *user)
{
    struct ikt_router *router = ikt_router_new(IKT_ROUTER_STRONGSWAN);
    struct reader reader = {
        .swan = {.base = {.config = router,
                          .arena = ikt_router_arena(router),
                          .name = name,
                          .remark = remark,
                          .user = user},
                 .build = ikt_router_build(router)},
        .of = of,
        .sections = g_ptr_array_new(),
        .named = g_hash_table_new(ikt_hash_string, ikt_hash_equal_string),
    };
    struct ikt_bytes line;
    while (!router->truncated && ikt_text_take_line(&content, &line)) {
        reader.swan.base.at.line++;
        if (line.length > 0)
            read_line(&reader, line);
    }
    settle(&reader);
    g_ptr_array_unref(reader.sections);
    g_hash_table_unref(reader.named);
    return router;
}
