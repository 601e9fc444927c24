/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     crypto isakmp policy PRIORITY
 *      encryption {des|3des|aes [128|192|256]}, hash, authentication, group, lifetime
 *     crypto isakmp identity {address|hostname|dn}, keepalive SECONDS ..., invalid-spi-recovery
 *     [no] crypto isakmp enable, crypto isakmp aggressive-mode disable, no crypto isakmp default policy
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
    const bool off = ikt_ios_take(&text, "no") || ikt_ios_take(&text, "def|ault");
    const unsigned line = off ? 0 : parser->at.line;
    uint32_t number = 0;
    bool understood = true;
    if (ikt_ios_take(&text, "e|ncryption")) {
        policy->encryption_line = line;
        policy->encryption = ENCRYPTION_DES;
        policy->key_bits = IKT_ABSENT;
        understood = off || read_encryption(policy, text);
    } else if (ikt_ios_take(&text, "h|ash")) {
        policy->hash_line = line;
        policy->hash = HASH_SHA;
        understood = off || take_word(&text, hashes, &policy->hash);
    } else if (ikt_ios_take(&text, "au|thentication")) {
        policy->authentication_line = line;
        policy->authentication = AUTHENTICATION_RSA;
        understood = off || take_word(&text, methods, &policy->authentication);
    } else if (ikt_ios_take(&text, "g|roup")) {
        policy->group_line = line;
        understood = off || ikt_ios_take_number(&text, 1, 31, &number);
        policy->group = off ? GROUP_DEFAULT : (int)number;
    } else if (ikt_ios_take(&text, "l|ifetime")) {
        policy->lifetime_line = line;
        understood = off || ikt_ios_take_number(&text, 60, 86400, &number);
        policy->lifetime = off ? LIFETIME_DEFAULT : (int64_t)number;
    } else if (off && !parser->at.indented) {
        return false;
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

/* What is on or off, or has a value; false: none of those that are read. */
static bool read_global(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off)
{
    struct ikt_router *config = parser->config;
    const unsigned line = parser->at.line;
    uint32_t seconds;
    if (ikt_ios_take(&text, "en|able")) {
        config->isakmp = (struct ikt_router_switch){!off, line};
    } else if (ikt_ios_take(&text, "aggr|essive-mode dis|able")) {
        config->aggressive = (struct ikt_router_switch){off, line};
    } else if (ikt_ios_take(&text, "inv|alid-spi-recovery")) {
        config->invalid_spi_recovery = (struct ikt_router_switch){!off, line};
    } else if (ikt_ios_take(&text, "id|entity")) {
        config->identity = off ? (struct ikt_router_name){0} : ikt_ios_take_named(parser, &text);
    } else if (ikt_ios_take(&text, "keepa|live")) {
        config->keepalive = (struct ikt_router_number){IKT_ABSENT, line};
        if (!off && ikt_ios_take_number(&text, 1, 3600, &seconds))
            config->keepalive.value = seconds;
    } else if (off && ikt_ios_take(&text, "def|ault po|licy")) {
        config->default_policies_off = true;
    } else {
        return false;
    }
    ikt_ios_note(parser);
    return true;
}

bool ikt_ios_read_isakmp(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    /* what bears on no claim */
    static const char *const others[] = {"nat",      "fragm|entation", "peer", "cl|ient", "xauth",
                                         "diagnose", "slow-dpd",       "ccm",  "def|ault"};
    if (ikt_ios_take(&text, "po|licy")) {
        read_policy(parser, text);
        return true;
    }
    if (ikt_ios_take(&text, "key"))
        return ikt_ios_read_key(parser, text);
    if (ikt_ios_take(&text, "pro|file"))
        return ikt_ios_read_isakmp_profile(parser, text);
    if (read_global(parser, text, false))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (ikt_ios_begins(text, others[i]))
            return true;
    return false;
}

bool ikt_ios_read_no_isakmp(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    return read_global(parser, text, true);
}
