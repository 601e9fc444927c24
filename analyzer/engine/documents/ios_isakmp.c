/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     crypto isakmp policy PRIORITY
 *      encryption {des|3des|aes [128|192|256]}, hash, authentication, group, lifetime
 *     crypto isakmp key [0|6] KEY {address ADDRESS [MASK]|hostname NAME} [no-xauth]
 *     crypto keyring NAME [vrf VRF]
 *      local-address {ADDRESS|INTERFACE}
 *      pre-shared-key {address ADDRESS [MASK]|hostname NAME} key [0|6] KEY
 *     crypto isakmp profile NAME
 *      keyring NAME..., match identity ..., local-address {ADDRESS|INTERFACE}
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"

/* Numbers of RFC 2409 appendix A and the IANA registry; defaults are those of the command reference. */
enum {
    ENCRYPTION_DES = 1,
    ENCRYPTION_3DES = 5,
    ENCRYPTION_AES = 7,
    HASH_SHA = 2,
    AUTHENTICATION_RSA = 3,
    GROUP_DEFAULT = 1,
    LIFETIME_DEFAULT = 86400
};

struct word {
    const char *keyword;
    int value;
};

/* value and more: the word decides; false: none of them. */
static bool take_word(struct ikt_bytes *text, const struct word *words, int *out)
{
    for (; words->keyword; words++)
        if (ikt_ios_take(text, words->keyword)) {
            *out = words->value;
            return true;
        }
    return false;
}

static void read_policy(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    uint32_t priority;
    g_autofree char *key = NULL;
    if (!ikt_ios_take_number(&text, 1, 65535, &priority) || !ikt_ios_note(parser)) {
        ikt_ios_not_understood(parser);
        return;
    }
    key = g_strdup_printf("%u", priority);
    struct ikt_router_policy *policy = ikt_router_lookup(parser->config, IKT_ROUTER_IS_POLICY, key);
    if (!policy) {
        policy = ikt_arena_alloc(parser->arena, 1, sizeof *policy);
        *policy = (struct ikt_router_policy){.priority = priority,
                                             .line = parser->at.line,
                                             .encryption = ENCRYPTION_DES,
                                             .key_bits = IKT_ABSENT,
                                             .hash = HASH_SHA,
                                             .authentication = AUTHENTICATION_RSA,
                                             .group = GROUP_DEFAULT,
                                             .lifetime = LIFETIME_DEFAULT};
        *parser->tails.policy = policy;
        parser->tails.policy = &policy->next;
        ikt_router_define(parser->config, IKT_ROUTER_IS_POLICY, key, policy);
    }
    parser->policy = policy;
    parser->block = IKT_IOS_BLOCK_POLICY;
}

static bool read_encryption(struct ikt_router_policy *policy, struct ikt_bytes text)
{
    static const struct word ciphers[] = {
        {"3|des", ENCRYPTION_3DES}, {"d|es", ENCRYPTION_DES}, {"a|es", ENCRYPTION_AES}, {0}};
    uint32_t bits = 128;
    if (!take_word(&text, ciphers, &policy->encryption))
        return false;
    if (policy->encryption != ENCRYPTION_AES)
        policy->key_bits = IKT_ABSENT;
    else if (text.length > 0 && !ikt_ios_take_number(&text, 128, 256, &bits))
        return false;
    else
        policy->key_bits = (int)bits;
    return true;
}

bool ikt_ios_in_policy(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    static const struct word hashes[] = {{"m|d5", 1},    {"sha", HASH_SHA}, {"sha25|6", 4},
                                         {"sha3|84", 5}, {"sha5|12", 6},    {0}};
    static const struct word methods[] = {{"p|re-share", 1}, {"rsa-s|ig", AUTHENTICATION_RSA}, {"rsa-e|ncr", 4}, {0}};
    struct ikt_router_policy *policy = parser->policy;
    uint32_t number = 0;
    bool understood;
    if (ikt_ios_take(&text, "e|ncryption")) {
        understood = read_encryption(policy, text);
    } else if (ikt_ios_take(&text, "h|ash")) {
        understood = take_word(&text, hashes, &policy->hash);
    } else if (ikt_ios_take(&text, "a|uthentication")) {
        understood = take_word(&text, methods, &policy->authentication);
    } else if (ikt_ios_take(&text, "g|roup")) {
        understood = ikt_ios_take_number(&text, 1, 31, &number);
        policy->group = (int)number;
    } else if (ikt_ios_take(&text, "l|ifetime")) {
        understood = ikt_ios_take_number(&text, 60, 86400, &number);
        policy->lifetime = number;
    } else if (parser->at.indented && !ikt_ios_begins(text, "exi|t")) {
        understood = false;
    } else {
        return false;
    }
    if (!understood)
        ikt_ios_not_understood(parser);
    policy->unclear = policy->unclear || !understood;
    return ikt_ios_note(parser);
}

static void add_key(struct ikt_ios_parser *parser, const char *before, struct ikt_bytes whom, struct ikt_bytes type)
{
    struct ikt_router_key *key = ikt_arena_alloc(parser->arena, 1, sizeof *key);
    *key = (struct ikt_router_key){.whom.text = ikt_ios_keep(parser->arena, whom),
                                   .line = parser->at.line,
                                   .encrypted = ikt_text_is(type, "6"),
                                   .keyring = parser->block == IKT_IOS_BLOCK_KEYRING ? parser->keyring->name : NULL};
    g_autofree char *text = parser->block == IKT_IOS_BLOCK_KEYRING
                                ? g_strdup_printf("%s %s key <hidden>", before, key->whom.text)
                                : g_strdup_printf("%s <hidden> %s", before, key->whom.text);
    const struct ikt_bytes masked = {(const uint8_t *)text, strlen(text)};
    if (!ikt_ios_note_as(parser,
                         ikt_ios_keep(parser->arena, ikt_text_part(masked, 0, MIN(masked.length, IKT_ROUTER_QUOTED)))))
        return;
    *parser->tails.key = key;
    parser->tails.key = &key->next;
}

/* The key may hold blanks and nearly anything: its peer is read from the right. */
static bool read_key(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_bytes rest = text, type = ikt_text_take_word(&rest);
    const uint8_t *end = text.data + text.length;
    rest = text;
    for (unsigned words = 0; words < 5 && rest.length > 0; words++) {
        struct ikt_bytes word = ikt_text_take_last_word(&rest);
        if (rest.length == 0 || !(ikt_text_is(word, "address") || ikt_text_is(word, "hostname")))
            continue;
        struct ikt_bytes whom = {word.data, (size_t)(end - word.data)};
        if (ikt_text_is(word, "address"))
            whom = ikt_text_trim(ikt_text_part(whom, word.length, whom.length));
        add_key(parser, "crypto isakmp key", whom, type);
        return true;
    }
    return false;
}

void ikt_ios_read_keyring(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    if (!name || !ikt_ios_note(parser)) {
        ikt_ios_not_understood(parser);
        return;
    }
    struct ikt_router_keyring *keyring = ikt_router_lookup(parser->config, IKT_ROUTER_IS_KEYRING, name);
    if (!keyring) {
        keyring = ikt_arena_alloc(parser->arena, 1, sizeof *keyring);
        *keyring = (struct ikt_router_keyring){.name = name, .line = parser->at.line};
        *parser->tails.keyring = keyring;
        parser->tails.keyring = &keyring->next;
        ikt_router_define(parser->config, IKT_ROUTER_IS_KEYRING, name, keyring);
    }
    parser->keyring = keyring;
    parser->block = IKT_IOS_BLOCK_KEYRING;
}

bool ikt_ios_in_keyring(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (ikt_ios_take(&text, "lo|cal-address")) {
        parser->keyring->local_address = ikt_ios_take_named(parser, &text);
        return ikt_ios_note(parser);
    }
    if (ikt_ios_begins(text, "d|escription"))
        return true;
    if (!ikt_ios_take(&text, "pre|-shared-key"))
        return false;
    struct ikt_bytes whom = text;
    bool address = ikt_ios_take(&whom, "a|ddress");
    if (address)
        text = whom;
    for (struct ikt_bytes rest = text; rest.length > 0;) {
        struct ikt_bytes word = ikt_text_take_word(&rest);
        if (word.data != text.data && ikt_text_is(word, "key")) {
            whom = ikt_text_trim(ikt_text_part(text, 0, (size_t)(word.data - text.data)));
            add_key(parser, address ? "pre-shared-key address" : "pre-shared-key", whom, ikt_text_take_word(&rest));
            return true;
        }
    }
    ikt_ios_not_understood(parser);
    return true;
}

static void read_isakmp_profile(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    if (!name || !ikt_ios_note(parser)) {
        ikt_ios_not_understood(parser);
        return;
    }
    struct ikt_router_isakmp_profile *profile = ikt_router_lookup(parser->config, IKT_ROUTER_IS_ISAKMP_PROFILE, name);
    if (!profile) {
        profile = ikt_arena_alloc(parser->arena, 1, sizeof *profile);
        *profile = (struct ikt_router_isakmp_profile){.name = name, .line = parser->at.line};
        *parser->tails.isakmp_profile = profile;
        parser->tails.isakmp_profile = &profile->next;
        ikt_router_define(parser->config, IKT_ROUTER_IS_ISAKMP_PROFILE, name, profile);
    }
    parser->isakmp_profile = profile;
    parser->block = IKT_IOS_BLOCK_ISAKMP_PROFILE;
}

/* What else a profile may hold, and nothing here rests on. */
static const char *const other_profile_words[] = {
    "des|cription", "vrf", "self|-identity", "client",        "isakmp", "accounting", "virtual-t|emplate", "keepa|live",
    "init|iate",    "ca",  "qos-group",      "reverse-route", "no"};

bool ikt_ios_in_isakmp_profile(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_isakmp_profile *profile = parser->isakmp_profile;
    bool kept = true;
    if (ikt_ios_take(&text, "keyr|ing")) {
        kept = ikt_ios_take_names(parser, &profile->keyrings, text);
    } else if (ikt_ios_take(&text, "m|atch")) {
        struct ikt_router_match **last = &profile->matches;
        unsigned count = 0;
        for (; *last && count < IKT_IOS_NAMES; count++)
            last = &(*last)->next;
        kept = !*last;
        if (kept) {
            ikt_ios_take(&text, "i|dentity");
            *last = ikt_arena_alloc(parser->arena, 1, sizeof **last);
            (*last)->whom =
                (struct ikt_router_whom){.kind = IKT_ROUTER_WHOM_OTHER, .text = ikt_ios_keep(parser->arena, text)};
            (*last)->line = parser->at.line;
        }
    } else if (ikt_ios_take(&text, "loc|al-address")) {
        profile->local_address = ikt_ios_take_named(parser, &text);
    } else {
        for (size_t i = 0; i < G_N_ELEMENTS(other_profile_words); i++)
            if (ikt_ios_begins(text, other_profile_words[i]) &&
                (i + 1 < G_N_ELEMENTS(other_profile_words) || parser->at.indented))
                return true;
        return false;
    }
    profile->unclear = profile->unclear || !kept;
    return ikt_ios_note(parser);
}

bool ikt_ios_read_isakmp(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    /* what bears on no claim */
    static const char *const others[] = {"identity",      "keepa|live",
                                         "nat",           "invalid-spi-recovery",
                                         "fragmentation", "aggr|essive-mode",
                                         "en|able",       "peer",
                                         "client",        "xauth",
                                         "diagnose",      "slow-dpd",
                                         "ccm",           "default"};
    if (ikt_ios_take(&text, "po|licy")) {
        read_policy(parser, text);
        return true;
    }
    if (ikt_ios_take(&text, "key"))
        return read_key(parser, text);
    if (ikt_ios_take(&text, "pro|file")) {
        read_isakmp_profile(parser, text);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (ikt_ios_begins(text, others[i]))
            return true;
    return false;
}
