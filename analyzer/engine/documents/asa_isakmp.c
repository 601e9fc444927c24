/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     crypto ikev1 policy PRIORITY                      (8.3 and before: crypto isakmp; 7.0 and PIX: isakmp)
 *      authentication, encryption, hash, group, lifetime
 *     crypto ikev1 enable NAMEIF, crypto ikev1 am-disable
 *     crypto isakmp identity {address|hostname|key-id NAME|auto}, crypto isakmp nat-traversal
 *     tunnel-group PEER ipsec-attributes
 *      [ikev1] pre-shared-key KEY
 *
 * Defaults of a policy: the command reference. A tunnel group is called by the peer's address; DefaultL2LGroup is for
 * those that have none.
 */
#include <string.h>

#include <glib.h>

#include "documents/asa_parser.h"

#define LIFETIME 86400

struct word {
    const char *word;
    int value, key_bits;
};

static const struct word ciphers[] = {
    {"des", IKT_ENCRYPTION_DES_CBC, IKT_ABSENT}, {"3des", IKT_ENCRYPTION_3DES_CBC, IKT_ABSENT},
    {"aes", IKT_ENCRYPTION_AES_CBC, 128},        {"aes-192", IKT_ENCRYPTION_AES_CBC, 192},
    {"aes-256", IKT_ENCRYPTION_AES_CBC, 256},    {0}};
static const struct word hashes[] = {{"md5", IKT_HASH_MD5, 0}, {"sha", IKT_HASH_SHA1, 0}, {0}};
static const struct word methods[] = {
    {"pre-share", IKT_AUTH_PSK, 0}, {"rsa-sig", IKT_AUTH_RSA_SIG, 0}, {"dsa-sig", IKT_AUTH_DSS_SIG, 0}, {0}};

bool ikt_asa_group_unknown(const struct ikt_asa_parser *asa)
{
    const struct ikt_router *router = asa->base.config;
    return router->release == 0 || router->release > 9 || (router->release == 9 && router->minor >= 13);
}

static const struct word *word_of(const struct word *words, struct ikt_bytes text)
{
    while (words->word && !ikt_text_is_any_case(text, words->word))
        words++;
    return words->word ? words : NULL;
}

static bool set_word(struct ikt_asa_parser *asa, const struct word *words, struct ikt_bytes text, int *out,
                     unsigned *line)
{
    const struct word *word = word_of(words, ikt_text_take_word(&text));
    if (!word)
        return false;
    *out = word->value;
    *line = asa->base.at.line;
    if (words == ciphers)
        asa->policy->key_bits = word->key_bits;
    return true;
}

bool ikt_asa_in_policy(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_router_policy *policy = asa->policy;
    uint32_t number = 0;
    bool understood;
    if (ikt_text_take_words(&text, "encryption")) {
        understood = set_word(asa, ciphers, text, &policy->encryption, &policy->encryption_line);
    } else if (ikt_text_take_words(&text, "hash")) {
        understood = set_word(asa, hashes, text, &policy->hash, &policy->hash_line);
    } else if (ikt_text_take_words(&text, "authentication")) {
        understood = set_word(asa, methods, text, &policy->authentication, &policy->authentication_line);
    } else if (ikt_text_take_words(&text, "group")) {
        understood = ikt_ios_take_number(&text, 1, 31, &number);
        if (understood) {
            policy->group = (int)number;
            policy->group_line = asa->base.at.line;
        }
    } else if (ikt_text_take_words(&text, "lifetime")) {
        const bool none = ikt_text_take_words(&text, "none");
        understood = none || ikt_ios_take_number(&text, 60, INT32_MAX, &number);
        policy->lifetime = none ? IKT_ABSENT : (int64_t)number;
        policy->lifetime_line = asa->base.at.line;
    } else {
        return false;
    }
    if (!understood)
        ikt_ios_not_understood(&asa->base);
    policy->unclear = policy->unclear || !understood;
    ikt_ios_note(&asa->base);
    return true;
}

static bool read_policy(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    uint32_t priority;
    if (!ikt_ios_take_number(&text, 1, 65535, &priority))
        return false;
    if (!ikt_ios_note(&asa->base))
        return true;
    struct ikt_router_policy *policy = ikt_router_policy_named(&asa->build, priority, asa->base.at.line);
    if (policy->encryption == IKT_ABSENT) {
        policy->encryption = IKT_ENCRYPTION_3DES_CBC;
        policy->hash = IKT_HASH_SHA1;
        policy->authentication = IKT_AUTH_PSK;
        policy->group = ikt_asa_group_unknown(asa) ? IKT_ABSENT : IKT_ASA_GROUP;
        policy->lifetime = LIFETIME;
    }
    asa->policy = policy;
    asa->block = IKT_ASA_BLOCK_POLICY;
    return text.length == 0 || ikt_asa_in_policy(asa, text);
}

static struct ikt_router_key *add_key(struct ikt_asa_parser *asa, const char *whom, struct ikt_bytes secret)
{
    struct ikt_router_key *key = ikt_router_key_add(&asa->build, asa->base.at.line);
    key->whom.text = key->whom.name = whom;
    if (ikt_address_parse(whom, &key->whom.address)) {
        key->whom.kind = IKT_ROUTER_WHOM_ADDRESS;
        key->whom.prefix = key->whom.address.family == IKT_FAMILY_IPV4 ? 32 : 128;
    } else if (strcmp(whom, "DefaultL2LGroup") == 0) {
        key->whom.kind = IKT_ROUTER_WHOM_ADDRESS;
        key->whom.address.family = IKT_FAMILY_IPV4;
    } else {
        key->whom.kind = IKT_ROUTER_WHOM_GROUP;
    }
    /* "show running-config" prints stars for every key */
    bool shown = secret.length > 0 && !ikt_ios_is_placeholder(secret);
    for (size_t i = 0; i < secret.length && secret.data[i] == '*'; i++)
        shown = i + 1 < secret.length;
    if (shown)
        key->mark = ikt_router_mark(secret, asa->base.at.line);
    return key;
}

/* Of PIX 6: "key KEY address ADDRESS [netmask MASK]". */
static bool read_key(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_bytes secret = ikt_text_take_word(&text);
    struct ikt_address mask;
    if (!ikt_text_take_words(&text, "address"))
        return false;
    const char *whom = ikt_ios_take_name(&text, asa->base.arena);
    if (!whom || !ikt_ios_note_as(&asa->base, "isakmp key <hidden> address ..."))
        return whom != NULL;
    struct ikt_router_key *key = add_key(asa, whom, secret);
    if (ikt_text_take_words(&text, "netmask") && ikt_ios_take_address(&text, &mask))
        ikt_router_netmask(&mask, &key->whom.prefix);
    return true;
}

static bool read_enable(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    const char *nameif = ikt_ios_take_name(&text, asa->base.arena);
    if (!nameif || !ikt_ios_note(&asa->base))
        return nameif != NULL;
    struct ikt_router_interface *interface = ikt_asa_interface_of(asa, nameif, asa->base.at.line);
    interface->isakmp = (struct ikt_router_switch){true, asa->base.at.line};
    return true;
}

bool ikt_asa_read_isakmp(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_router *router = asa->base.config;
    const unsigned line = asa->base.at.line;
    asa->block = IKT_ASA_BLOCK_NONE;
    if (ikt_text_take_words(&text, "policy"))
        return read_policy(asa, text);
    if (ikt_text_take_words(&text, "enable"))
        return read_enable(asa, text);
    if (ikt_text_take_words(&text, "key"))
        return read_key(asa, text);
    if (ikt_text_take_words(&text, "am-disable"))
        router->aggressive = (struct ikt_router_switch){false, line};
    else if (ikt_text_take_words(&text, "nat-traversal"))
        router->natt = (struct ikt_router_switch){true, line};
    else if (ikt_text_take_words(&text, "identity"))
        router->identity = (struct ikt_router_name){ikt_ios_take_name(&text, asa->base.arena), line};
    else
        return true; /* limits, disconnect-notify, reload-wait */
    ikt_ios_note(&asa->base);
    return true;
}

bool ikt_asa_read_tunnel_group(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, asa->base.arena);
    const bool ipsec = ikt_text_take_words(&text, "ipsec-attributes");
    asa->block = name && ipsec ? IKT_ASA_BLOCK_TUNNEL_GROUP : IKT_ASA_BLOCK_OTHER;
    asa->tunnel_group = name;
    if (name && ipsec)
        ikt_ios_note(&asa->base);
    return true;
}

bool ikt_asa_in_tunnel_group(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    if (ikt_text_take_words(&text, "isakmp keepalive") ||
        ikt_text_take_words(&text, "isakmp ikev1-user-authentication"))
        return true;
    ikt_text_take_words(&text, "ikev1");
    if (!ikt_text_take_words(&text, "pre-shared-key"))
        return asa->base.at.indented; /* certificates, keys of IKEv2 */
    if (ikt_ios_note_as(&asa->base, "pre-shared-key <hidden>"))
        add_key(asa, asa->tunnel_group, text);
    return true;
}
