/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     proposals = proposal *("," proposal) ["!"]
 *     proposal  = algorithm *(("-" / ";" / "+") algorithm)
 *
 * strongSwan sends the first algorithm of each kind in IKEv1 and takes the others (swanctl.conf(5), ipsec.conf(5), and
 * its source); libreswan offers them all. A proposal of the daemon's own choice is not known here: a set without name.
 */
#include <string.h>

#include <glib.h>

#include "documents/swan_connection.h"

struct cipher {
    int ike, esp, key_bits; /* ike IKT_ABSENT: none in IKEv1 */
    bool authenticates, length_missing;
};
struct integrity {
    int hash, esp, ah;
};

struct proposal {
    struct cipher ciphers[IKT_SWAN_ALGORITHMS];
    struct integrity integrities[IKT_SWAN_ALGORITHMS], prfs[IKT_SWAN_ALGORITHMS];
    int groups[IKT_SWAN_ALGORITHMS]; /* IKT_ABSENT: none */
    unsigned cipher_count, integrity_count, prf_count, group_count;
    bool unclear;
};

struct number {
    const char *word;
    int number;
};

static const struct number groups[] = {{"modp768", 1},     {"modp1024", 2},      {"modp1536", 5},
                                       {"modp2048", 14},   {"modp3072", 15},     {"modp4096", 16},
                                       {"modp6144", 17},   {"modp8192", 18},     {"ecp256", 19},
                                       {"ecp384", 20},     {"ecp521", 21},       {"ecp192", 25},
                                       {"ecp224", 26},     {"modp1024s160", 22}, {"modp2048s224", 23},
                                       {"ecp224bp", 27},   {"ecp256bp", 28},     {"modp2048s256", 24},
                                       {"ecp384bp", 29},   {"ecp512bp", 30},     {"x25519", 31},
                                       {"curve25519", 31}, {"x448", 32},         {"dh1", 1},
                                       {"dh2", 2},         {"dh5", 5},           {"dh14", 14},
                                       {"dh15", 15},       {"dh16", 16},         {"dh17", 17},
                                       {"dh18", 18},       {"dh19", 19},         {"dh20", 20},
                                       {"dh21", 21},       {"dh22", 22},         {"dh23", 23},
                                       {"dh24", 24},       {"dh31", 31},         {"modpnone", IKT_ABSENT}};

static const struct {
    const char *word;
    struct integrity integrity;
} integrities[] = {
    {"md5", {IKT_HASH_MD5, IKT_INTEGRITY_HMAC_MD5, IKT_AH_MD5}},
    {"sha", {IKT_HASH_SHA1, IKT_INTEGRITY_HMAC_SHA1, IKT_AH_SHA}},
    {"sha1", {IKT_HASH_SHA1, IKT_INTEGRITY_HMAC_SHA1, IKT_AH_SHA}},
    {"sha2", {IKT_HASH_SHA2_256, IKT_INTEGRITY_HMAC_SHA2_256, IKT_AH_SHA2_256}},
    {"sha256", {IKT_HASH_SHA2_256, IKT_INTEGRITY_HMAC_SHA2_256, IKT_AH_SHA2_256}},
    {"sha2_256", {IKT_HASH_SHA2_256, IKT_INTEGRITY_HMAC_SHA2_256, IKT_AH_SHA2_256}},
    {"sha384", {IKT_HASH_SHA2_384, IKT_INTEGRITY_HMAC_SHA2_384, IKT_AH_SHA2_384}},
    {"sha2_384", {IKT_HASH_SHA2_384, IKT_INTEGRITY_HMAC_SHA2_384, IKT_AH_SHA2_384}},
    {"sha512", {IKT_HASH_SHA2_512, IKT_INTEGRITY_HMAC_SHA2_512, IKT_AH_SHA2_512}},
    {"sha2_512", {IKT_HASH_SHA2_512, IKT_INTEGRITY_HMAC_SHA2_512, IKT_AH_SHA2_512}},
    {"aesxcbc", {IKT_ABSENT, IKT_INTEGRITY_AES_XCBC_MAC, IKT_AH_AES_XCBC_MAC}},
    {"aes_xcbc", {IKT_ABSENT, IKT_INTEGRITY_AES_XCBC_MAC, IKT_AH_AES_XCBC_MAC}},
};

bool ikt_swan_take_part(struct ikt_bytes *list, const char *separators, struct ikt_bytes *out)
{
    size_t begin = 0, end;
    while (begin < list->length && (list->data[begin] == '\0' || strchr(separators, list->data[begin])))
        begin++;
    for (end = begin; end < list->length && list->data[end] != '\0' && !strchr(separators, list->data[end]);)
        end++;
    *out = ikt_text_trim(ikt_text_part(*list, begin, end));
    *list = ikt_text_part(*list, end, list->length);
    return end > begin;
}

/* "128", "_256"; 0: there is none. */
static unsigned take_digits(struct ikt_bytes *text)
{
    uint32_t number = 0;
    if (ikt_text_begins(*text, "_"))
        *text = ikt_text_part(*text, 1, text->length);
    return ikt_text_take_number(text, 1024, &number) ? number : 0;
}

static bool take_letters(struct ikt_bytes *text, const char *letters)
{
    struct ikt_bytes rest = *text;
    if (ikt_text_begins(rest, "_"))
        rest = ikt_text_part(rest, 1, rest.length);
    if (!ikt_text_begins_any_case(rest, letters))
        return false;
    *text = ikt_text_part(rest, strlen(letters), rest.length);
    return true;
}

/* Octets of the check value: 8, 12 or 16, also in bits or as libreswan's a, b, c. */
static int icv_of(unsigned number)
{
    return number == 8 || number == 64 ? 0 : number == 12 || number == 96 ? 1 : number == 16 || number == 128 ? 2 : -1;
}

/* "aes256", "aes", "aes128gcm16", "aes_gcm256", "aes_gcm_c_256", "aes256ctr" */
static bool read_aes(struct ikt_bytes text, struct cipher *out)
{
    static const int ccm[] = {IKT_ESP_AES_CCM_8, IKT_ESP_AES_CCM_12, IKT_ESP_AES_CCM_16};
    static const int gcm[] = {IKT_ESP_AES_GCM_8, IKT_ESP_AES_GCM_12, IKT_ESP_AES_GCM_16};
    unsigned bits = take_digits(&text);
    *out = (struct cipher){.ike = IKT_ABSENT};
    if (text.length == 0 || take_letters(&text, "cbc")) {
        out->ike = IKT_ENCRYPTION_AES_CBC;
        out->esp = IKT_ESP_AES_CBC;
    } else if (take_letters(&text, "ctr")) {
        out->esp = IKT_ESP_AES_CTR;
    } else if (take_letters(&text, "gmac")) {
        out->esp = IKT_ESP_NULL_AUTH_AES_GMAC;
        out->authenticates = true;
    } else {
        const bool is_gcm = take_letters(&text, "gcm");
        int icv = 2;
        if (!is_gcm && !take_letters(&text, "ccm"))
            return false;
        if (take_letters(&text, "a"))
            icv = 0;
        else if (take_letters(&text, "b"))
            icv = 1;
        else if (!take_letters(&text, "c") && text.length > 0) {
            struct ikt_bytes rest = text;
            const unsigned number = take_digits(&rest);
            if (bits > 0 || rest.length > 0) {
                icv = icv_of(number);
                text = rest;
            }
        }
        if (icv < 0)
            return false;
        out->esp = is_gcm ? gcm[icv] : ccm[icv];
        out->authenticates = true;
    }
    if (bits == 0)
        bits = take_digits(&text);
    out->key_bits = bits > 0 ? (int)bits : 128;
    out->length_missing = bits == 0;
    return text.length == 0 && (bits == 0 || bits == 128 || bits == 192 || bits == 256);
}

static bool read_cipher(struct ikt_bytes word, struct cipher *out)
{
    static const struct {
        const char *word;
        struct cipher cipher;
    } others[] = {
        {"3des", {IKT_ENCRYPTION_3DES_CBC, IKT_ESP_3DES, IKT_ABSENT, false, false}},
        {"des", {IKT_ENCRYPTION_DES_CBC, IKT_ESP_DES, IKT_ABSENT, false, false}},
        {"null", {IKT_ABSENT, IKT_ESP_NULL, IKT_ABSENT, false, false}},
        {"camellia", {IKT_ENCRYPTION_CAMELLIA_CBC, IKT_ESP_CAMELLIA_CBC, 128, false, true}},
        {"camellia128", {IKT_ENCRYPTION_CAMELLIA_CBC, IKT_ESP_CAMELLIA_CBC, 128, false, false}},
        {"camellia192", {IKT_ENCRYPTION_CAMELLIA_CBC, IKT_ESP_CAMELLIA_CBC, 192, false, false}},
        {"camellia256", {IKT_ENCRYPTION_CAMELLIA_CBC, IKT_ESP_CAMELLIA_CBC, 256, false, false}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (ikt_text_is_any_case(word, others[i].word)) {
            *out = others[i].cipher;
            return true;
        }
    return ikt_text_begins_any_case(word, "aes") && !ikt_text_contains(word, "cbc_mac") &&
           read_aes(ikt_text_part(word, strlen("aes"), word.length), out);
}

static bool read_integrity(struct ikt_bytes word, struct integrity *out)
{
    for (size_t i = 0; i < G_N_ELEMENTS(integrities); i++)
        if (ikt_text_is_any_case(word, integrities[i].word)) {
            *out = integrities[i].integrity;
            return true;
        }
    return false;
}

static bool read_group(struct ikt_bytes word, int *out)
{
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        if (ikt_text_is_any_case(word, groups[i].word)) {
            *out = groups[i].number;
            return true;
        }
    return false;
}

/* One algorithm; false: not known, or too many. */
static bool add_algorithm(struct proposal *proposal, struct ikt_bytes word)
{
    struct cipher cipher;
    struct integrity integrity;
    int group;
    if (ikt_text_is_any_case(word, "esn") || ikt_text_is_any_case(word, "noesn") ||
        ikt_text_is_any_case(word, "none") || (ikt_text_is_any_case(word, "null") && proposal->cipher_count > 0))
        return true; /* of libreswan's, an integrity that is none */
    if (ikt_text_begins_any_case(word, "prf") &&
        read_integrity(ikt_text_part(word, strlen("prf"), word.length), &integrity)) {
        if (proposal->prf_count == IKT_SWAN_ALGORITHMS)
            return false;
        proposal->prfs[proposal->prf_count++] = integrity;
        return true;
    }
    if (read_integrity(word, &integrity)) {
        if (proposal->integrity_count == IKT_SWAN_ALGORITHMS)
            return false;
        proposal->integrities[proposal->integrity_count++] = integrity;
        return true;
    }
    if (read_group(word, &group)) {
        if (proposal->group_count == IKT_SWAN_ALGORITHMS)
            return false;
        proposal->groups[proposal->group_count++] = group;
        return true;
    }
    if (!read_cipher(word, &cipher) || proposal->cipher_count == IKT_SWAN_ALGORITHMS)
        return false;
    proposal->ciphers[proposal->cipher_count++] = cipher;
    return true;
}

static struct proposal read_proposal(struct ikt_bytes text)
{
    struct proposal proposal = {0};
    struct ikt_bytes word;
    while (ikt_swan_take_part(&text, "-;+", &word))
        if (!add_algorithm(&proposal, word))
            proposal.unclear = true;
    return proposal;
}

/* The proposals of a list, and whether the daemon adds its own. */
static struct ikt_bytes open_list(const struct ikt_swan_value *value, const struct ikt_swan_dialect *dialect,
                                  bool *others)
{
    struct ikt_bytes list = ikt_text_trim(value->text);
    const bool strict = list.length > 0 && list.data[list.length - 1] == '!';
    if (strict)
        list.length--;
    *others = value->line == 0 || (dialect->adds_others && !strict);
    return list;
}

static struct ikt_router_set *new_set(struct ikt_swan_parser *swan, struct ikt_router_entry *entry, const char *owner,
                                      unsigned number, unsigned line)
{
    g_autofree char *text = g_strdup_printf("%s#%u", owner, number);
    const struct ikt_bytes name = {(const uint8_t *)text, strlen(text)};
    struct ikt_router_set *set = ikt_router_set_anew(&swan->build, ikt_ios_keep(swan->base.arena, name), line);
    swan->sets++;
    ikt_router_name_add(&swan->build, &entry->sets, (struct ikt_router_name){set->name, line});
    return set;
}

/* One choice of a proposal's algorithms. */
static void fill_set(struct ikt_router_set *set, const struct proposal *proposal, const struct ikt_swan_child *child,
                     bool libreswan, unsigned cipher, unsigned integrity)
{
    const struct integrity *hash = integrity < proposal->integrity_count ? &proposal->integrities[integrity] : NULL;
    if (child->ah) {
        set->ah = hash ? hash->ah : 0;
        set->ah_integrity = hash ? hash->esp : IKT_ABSENT;
        set->unclear = set->ah == 0;
        return;
    }
    if (cipher >= proposal->cipher_count) {
        set->unclear = true;
        return;
    }
    set->esp = proposal->ciphers[cipher].esp;
    set->key_bits = proposal->ciphers[cipher].key_bits;
    if (hash && !proposal->ciphers[cipher].authenticates)
        set->integrity = hash->esp;
    /* libreswan takes an integrity and key lengths of its own where none are written */
    set->unclear =
        libreswan && ((!hash && !proposal->ciphers[cipher].authenticates) || proposal->ciphers[cipher].length_missing);
}

static bool is_transport(const struct ikt_swan_child *child)
{
    return ikt_text_begins_any_case(child->mode.text, "transport");
}

/* All sets of one proposal; false: there is no room. */
static bool add_proposal(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection,
                         const struct ikt_swan_child *child, struct ikt_router_entry *entry, struct ikt_bytes text,
                         const char *owner, unsigned *number, bool taken_only)
{
    struct proposal proposal = read_proposal(text);
    const unsigned line = child->proposals.line;
    bool first = true;
    for (unsigned cipher = 0; cipher < MAX(proposal.cipher_count, 1U); cipher++)
        for (unsigned integrity = 0; integrity < MAX(proposal.integrity_count, 1U); integrity++)
            for (unsigned group = 0; group < MAX(proposal.group_count, 1U); group++) {
                if (swan->sets == IKT_SWAN_SETS || *number == IKT_IOS_NAMES - 1)
                    return false;
                struct ikt_router_set *set = new_set(swan, entry, owner, ++*number, line);
                fill_set(set, &proposal, child, connection->dialect.libreswan, cipher, integrity);
                set->unclear = set->unclear || proposal.unclear;
                set->transport = is_transport(child);
                set->mode_line = child->mode.line;
                if (!connection->dialect.libreswan)
                    set->pfs = (struct ikt_router_number){
                        group < proposal.group_count ? proposal.groups[group] : IKT_ABSENT, line};
                if (!taken_only && entry->pfs.line == 0 && group < proposal.group_count &&
                    proposal.groups[group] != IKT_ABSENT)
                    entry->pfs = (struct ikt_router_number){proposal.groups[group], line};
                set->taken_only = taken_only || (!first && !connection->dialect.libreswan);
                first = false;
            }
    return true;
}

/* libreswan: "pfs" is on unless it is switched off; its group is that of the proposal, else that of phase 1. */
static void set_pfs(const struct ikt_swan_connection *connection, const struct ikt_swan_child *child,
                    struct ikt_router_entry *entry)
{
    const unsigned line = child->pfs.line > 0 ? child->pfs.line : connection->line;
    if (ikt_text_is_any_case(child->pfs.text, "no") || ikt_text_is_any_case(child->pfs.text, "never")) {
        entry->pfs = (struct ikt_router_number){IKT_ABSENT, line};
    } else if (entry->pfs.line == 0) {
        entry->pfs = (struct ikt_router_number){IKT_ABSENT, line};
        entry->pfs_default = true;
    }
}

/* taken_only: of the protocol that is not offered. */
static void add_sets(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection,
                     const struct ikt_swan_child *child, struct ikt_router_entry *entry, unsigned *number,
                     bool taken_only)
{
    bool others;
    struct ikt_bytes list = open_list(&child->proposals, &connection->dialect, &others), text;
    const unsigned line = child->proposals.line ? child->proposals.line : child->line;
    while (ikt_swan_take_part(&list, ",", &text)) {
        if (ikt_text_is_any_case(text, "default") && !child->ah && !taken_only)
            ikt_router_name_add(&swan->build, &entry->sets, (struct ikt_router_name){NULL, line});
        else if (!add_proposal(swan, connection, child, entry, text, entry->acl.text, number, taken_only))
            others = true;
        if (*number >= IKT_IOS_NAMES - 1)
            break;
    }
    if (others)
        ikt_router_name_add(&swan->build, &entry->sets, (struct ikt_router_name){NULL, line});
}

void ikt_swan_add_sets(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection,
                       const struct ikt_swan_child *child, struct ikt_router_entry *entry)
{
    unsigned number = 0;
    add_sets(swan, connection, child, entry, &number, false);
    if (child->second.line > 0) {
        struct ikt_swan_child second = *child;
        second.proposals = child->second;
        second.ah = !child->ah;
        add_sets(swan, connection, &second, entry, &number, true);
    }
    if (connection->dialect.libreswan)
        set_pfs(connection, child, entry);
}

static struct ikt_router_policy *new_policy(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection,
                                            unsigned line)
{
    struct ikt_router_policy *policy = ikt_router_policy_add(&swan->build, ++swan->policies, line);
    policy->connection = connection->name;
    policy->authentication = connection->authentication;
    policy->lifetime = connection->lifetime;
    policy->lifetime_line = connection->lifetime_line;
    swan->sets++;
    return policy;
}

static void add_policy(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection,
                       struct ikt_bytes text)
{
    struct proposal proposal = read_proposal(text);
    const unsigned line = connection->proposals.line;
    bool first = true;
    if (proposal.integrity_count == 0) { /* of ciphers that authenticate */
        memcpy(proposal.integrities, proposal.prfs, sizeof proposal.integrities);
        proposal.integrity_count = proposal.prf_count;
    }
    const bool whole = proposal.cipher_count > 0 && proposal.integrity_count > 0 && proposal.group_count > 0;
    for (unsigned cipher = 0; cipher < MAX(proposal.cipher_count, 1U); cipher++)
        for (unsigned hash = 0; hash < MAX(proposal.integrity_count, 1U); hash++)
            for (unsigned group = 0; group < MAX(proposal.group_count, 1U) && swan->sets < IKT_SWAN_SETS; group++) {
                struct ikt_router_policy *policy = new_policy(swan, connection, line);
                policy->encryption_line = policy->hash_line = policy->group_line = line;
                policy->taken_only = !first && !connection->dialect.libreswan;
                policy->unclear = proposal.unclear || !whole;
                first = false;
                if (cipher < proposal.cipher_count) {
                    policy->encryption = proposal.ciphers[cipher].ike;
                    policy->key_bits = proposal.ciphers[cipher].key_bits;
                    policy->unclear = policy->unclear || policy->encryption == IKT_ABSENT ||
                                      (connection->dialect.libreswan && proposal.ciphers[cipher].length_missing);
                }
                if (hash < proposal.integrity_count)
                    policy->hash = proposal.integrities[hash].hash;
                if (group < proposal.group_count)
                    policy->group = proposal.groups[group];
            }
}

void ikt_swan_add_policies(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection)
{
    bool others;
    struct ikt_bytes list = open_list(&connection->proposals, &connection->dialect, &others), text;
    while (swan->sets < IKT_SWAN_SETS && ikt_swan_take_part(&list, ",", &text)) {
        if (ikt_text_is_any_case(text, "default"))
            others = true;
        else
            add_policy(swan, connection, text);
    }
    if (others || swan->sets >= IKT_SWAN_SETS)
        new_policy(swan, connection, connection->proposals.line ? connection->proposals.line : connection->line)
            ->unclear = true;
}
