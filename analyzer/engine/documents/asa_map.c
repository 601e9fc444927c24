/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     crypto ipsec [ikev1] transform-set NAME {TRANSFORM [TRANSFORM]|mode transport}
 *     crypto ipsec security-association lifetime {seconds N|kilobytes {N|unlimited}}
 *     crypto map NAME SEQUENCE {match address LIST|set ...|ipsec-isakmp [dynamic TEMPLATE]}
 *     crypto map NAME interface NAMEIF
 *     crypto dynamic-map NAME SEQUENCE {match address LIST|set ...}
 *     crypto ipsec profile NAME
 *      set ...
 *
 * Lifetimes that nothing sets are 28,800 s and 4,608,000 KB (command reference).
 */
#include <string.h>

#include <glib.h>

#include "documents/asa_parser.h"

static const struct {
    const char *word;
    int transform, integrity, key_bits;
} words[] = {
    {"esp-des", IKT_ESP_DES, IKT_ABSENT, IKT_ABSENT},
    {"esp-3des", IKT_ESP_3DES, IKT_ABSENT, IKT_ABSENT},
    {"esp-aes", IKT_ESP_AES_CBC, IKT_ABSENT, 128},
    {"esp-aes-192", IKT_ESP_AES_CBC, IKT_ABSENT, 192},
    {"esp-aes-256", IKT_ESP_AES_CBC, IKT_ABSENT, 256},
    {"esp-null", IKT_ESP_NULL, IKT_ABSENT, IKT_ABSENT},
    {"esp-md5-hmac", 0, IKT_INTEGRITY_HMAC_MD5, IKT_ABSENT},
    {"esp-sha-hmac", 0, IKT_INTEGRITY_HMAC_SHA1, IKT_ABSENT},
    {"esp-none", 0, IKT_ABSENT, IKT_ABSENT},
};

static bool take_transform(struct ikt_router_set *set, struct ikt_bytes *text)
{
    struct ikt_bytes word = ikt_text_take_word(text);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (!ikt_text_is_any_case(word, words[i].word))
            continue;
        if (words[i].transform == 0) {
            const bool first = set->integrity == IKT_ABSENT;
            set->integrity = words[i].integrity;
            return first;
        }
        const bool first = set->esp == 0;
        set->esp = words[i].transform;
        set->key_bits = words[i].key_bits;
        return first;
    }
    return false;
}

static bool read_set(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, asa->base.arena);
    struct ikt_router_set *set = ikt_router_lookup(asa->base.config, IKT_ROUTER_IS_SET, name);
    if (!name || text.length == 0)
        return false;
    if (!ikt_ios_note(&asa->base))
        return true;
    if (ikt_text_take_words(&text, "mode")) {
        const bool transport = ikt_text_take_words(&text, "transport");
        if (!set)
            set = ikt_router_set_anew(&asa->build, name, asa->base.at.line);
        set->transport = transport;
        set->mode_line = asa->base.at.line;
        set->unclear = set->unclear || set->esp == 0 || (!transport && !ikt_text_take_words(&text, "tunnel"));
        return !set->unclear;
    }
    const bool transport = set && set->transport;
    const unsigned mode_line = set ? set->mode_line : 0;
    set = ikt_router_set_anew(&asa->build, name, asa->base.at.line);
    set->transport = transport;
    set->mode_line = mode_line;
    while (text.length > 0 && !set->unclear)
        set->unclear = !take_transform(set, &text);
    set->unclear = set->unclear || set->esp == 0;
    return !set->unclear;
}

/* "seconds N", "kilobytes {N|unlimited}", one or both. */
static bool read_lifetime(struct ikt_asa_parser *asa, struct ikt_bytes text, struct ikt_router_number *seconds,
                          struct ikt_router_number *kilobytes)
{
    uint32_t number = 0;
    while (text.length > 0) {
        if (ikt_text_take_words(&text, "seconds") && ikt_ios_take_number(&text, 1, UINT32_MAX, &number)) {
            *seconds = (struct ikt_router_number){number, asa->base.at.line};
        } else if (ikt_text_take_words(&text, "kilobytes")) {
            const bool none = ikt_text_take_words(&text, "unlimited");
            if (!none && !ikt_ios_take_number(&text, 1, UINT32_MAX, &number))
                return false;
            *kilobytes = (struct ikt_router_number){none ? IKT_ABSENT : (int64_t)number, asa->base.at.line};
        } else {
            return false;
        }
    }
    return true;
}

/* A bare "set pfs" means the release's default group, and is how a running-config shows it. */
static bool set_pfs(struct ikt_asa_parser *asa, struct ikt_router_entry *entry, struct ikt_bytes text)
{
    struct ikt_bytes word = ikt_text_take_word(&text);
    uint32_t group;
    entry->pfs = (struct ikt_router_number){IKT_ABSENT, asa->base.at.line};
    entry->pfs_default = false;
    if (word.length == 0) {
        entry->pfs_default = ikt_asa_group_unknown(asa);
        entry->pfs.value = entry->pfs_default ? IKT_ABSENT : IKT_ASA_GROUP;
        return true;
    }
    if (!ikt_text_begins(word, "group"))
        return false;
    word = ikt_text_part(word, strlen("group"), word.length);
    if (!ikt_ios_take_number(&word, 1, 31, &group))
        return false;
    entry->pfs.value = (int64_t)group;
    return true;
}

static bool set_peers(struct ikt_asa_parser *asa, struct ikt_router_entry *entry, struct ikt_bytes text)
{
    /* written again, it takes the place of what was there */
    entry->peers = NULL;
    while (text.length > 0) {
        struct ikt_router_name name = ikt_ios_take_named(&asa->base, &text);
        if (!ikt_router_name_add(&asa->build, &entry->peers, name))
            return false;
    }
    /* a name that "name" defines */
    for (struct ikt_router_names *peer = entry->peers; peer; peer = peer->next) {
        const struct ikt_address *named = peer->name.text ? g_hash_table_lookup(asa->names, peer->name.text) : NULL;
        if (named)
            peer->address = *named;
    }
    return entry->peers != NULL;
}

static bool read_set_of(struct ikt_asa_parser *asa, struct ikt_router_entry *entry, struct ikt_bytes text)
{
    const unsigned line = asa->base.at.line;
    if (ikt_text_take_words(&text, "peer"))
        return set_peers(asa, entry, text);
    if (ikt_text_take_words(&text, "ikev1 transform-set") || ikt_text_take_words(&text, "transform-set")) {
        entry->sets = NULL;
        return text.length > 0 && ikt_ios_take_names(&asa->base, &entry->sets, text);
    }
    if (ikt_text_take_words(&text, "ikev2 ipsec-proposal")) {
        g_hash_table_insert(asa->ikev2, entry, GUINT_TO_POINTER(line));
        return true;
    }
    if (ikt_text_take_words(&text, "ikev2"))
        return true;
    if (ikt_text_take_words(&text, "pfs"))
        return set_pfs(asa, entry, text);
    if (ikt_text_take_words(&text, "security-association lifetime"))
        return read_lifetime(asa, text, &entry->seconds, &entry->kilobytes);
    if (ikt_text_take_words(&text, "ikev1 phase1-mode") || ikt_text_take_words(&text, "phase1-mode"))
        entry->aggressive = (struct ikt_router_switch){ikt_text_take_words(&text, "aggressive"), line};
    else if (ikt_text_take_words(&text, "connection-type"))
        entry->responder_only = (struct ikt_router_switch){ikt_text_take_words(&text, "answer-only"), line};
    else if (ikt_text_take_words(&text, "reverse-route"))
        entry->reverse_route = (struct ikt_router_switch){true, line};
    return true; /* NAT-T, trust points, df-bit and the like */
}

/* "match ...", "set ..." */
static bool read_in_entry(struct ikt_asa_parser *asa, struct ikt_router_entry *entry, struct ikt_bytes text)
{
    bool understood = true;
    if (ikt_text_take_words(&text, "match address"))
        entry->acl = ikt_ios_take_named(&asa->base, &text);
    else if (ikt_text_take_words(&text, "set"))
        understood = read_set_of(asa, entry, text);
    else
        understood = ikt_text_take_words(&text, "annotation") || ikt_text_take_words(&text, "description");
    entry->unclear = entry->unclear || !understood;
    return understood;
}

bool ikt_asa_in_profile(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_router_entry *entry = asa->profile;
    struct ikt_bytes rest = text;
    if (ikt_text_take_words(&rest, "responder-only"))
        entry->responder_only = (struct ikt_router_switch){true, asa->base.at.line};
    else if (!ikt_text_take_words(&rest, "set"))
        return false;
    else if (!read_in_entry(asa, entry, text))
        ikt_ios_not_understood(&asa->base);
    ikt_ios_note(&asa->base);
    return true;
}

bool ikt_asa_read_ipsec(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_router *router = asa->base.config;
    asa->block = IKT_ASA_BLOCK_OTHER;
    if (ikt_text_take_words(&text, "ikev1 transform-set") || ikt_text_take_words(&text, "transform-set"))
        return read_set(asa, text);
    if (ikt_text_take_words(&text, "security-association lifetime"))
        return read_lifetime(asa, text, &router->seconds, &router->kilobytes) && ikt_ios_note(&asa->base);
    if (ikt_text_take_words(&text, "profile")) {
        const char *name = ikt_ios_take_name(&text, asa->base.arena);
        if (!name || !ikt_ios_note(&asa->base))
            return name != NULL;
        asa->profile = ikt_router_entry_named(&asa->build, IKT_ROUTER_PROFILE, name, 0, asa->base.at.line);
        asa->block = IKT_ASA_BLOCK_PROFILE;
    }
    return true; /* IKEv2, fragments and the like */
}

static bool apply(struct ikt_asa_parser *asa, const char *map, struct ikt_bytes text)
{
    const struct ikt_asa_applied applied = {map, ikt_ios_take_name(&text, asa->base.arena), asa->base.at.line};
    if (applied.nameif && ikt_ios_note(&asa->base))
        g_array_append_val(asa->applied, applied);
    return applied.nameif != NULL;
}

bool ikt_asa_read_map(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, asa->base.arena);
    uint32_t sequence;
    if (!name)
        return false;
    if (ikt_text_take_words(&text, "interface"))
        return apply(asa, name, text);
    ikt_router_map_named(&asa->build, name, asa->base.at.line);
    if (!ikt_ios_take_number(&text, 1, 65535, &sequence))
        return ikt_text_take_words(&text, "client");
    if (ikt_text_contains(text, "pre-shared-key"))
        return true; /* of IKEv2 */
    if (!ikt_ios_note(&asa->base))
        return true;
    struct ikt_router_entry *entry =
        ikt_router_entry_named(&asa->build, IKT_ROUTER_ENTRY_STATIC, name, sequence, asa->base.at.line);
    if (!ikt_text_take_words(&text, "ipsec-isakmp"))
        return read_in_entry(asa, entry, text);
    if (ikt_text_take_words(&text, "dynamic")) {
        entry->kind = IKT_ROUTER_ENTRY_DYNAMIC;
        entry->dynamic = ikt_ios_take_named(&asa->base, &text);
    }
    return true;
}

bool ikt_asa_read_template(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, asa->base.arena);
    uint32_t sequence;
    if (!name || !ikt_ios_take_number(&text, 1, 65535, &sequence))
        return false;
    if (!ikt_ios_note(&asa->base))
        return true;
    return read_in_entry(
        asa, ikt_router_entry_named(&asa->build, IKT_ROUTER_TEMPLATE, name, sequence, asa->base.at.line), text);
}

void ikt_asa_settle_maps(struct ikt_asa_parser *asa)
{
    GHashTableIter all;
    gpointer entry, line;
    g_hash_table_iter_init(&all, asa->ikev2);
    while (g_hash_table_iter_next(&all, &entry, &line)) {
        struct ikt_router_entry *one = entry;
        if (!one->sets && one->kind != IKT_ROUTER_PROFILE && one->kind != IKT_ROUTER_TEMPLATE)
            one->kind = IKT_ROUTER_ENTRY_OTHER;
        else if (!one->sets)
            one->ikev2_profile = (struct ikt_router_name){NULL, GPOINTER_TO_UINT(line)};
        else
            one->begins_ikev2 = true;
    }
}
