/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/ios_words.h"

#include <string.h>

#include <glib.h>

#include "iketriage/finding.h"

/* key_bits IKT_ABSENT: a cipher of one length */
static const struct {
    uint8_t id;
    int key_bits;
    const char *word;
} esp_words[] = {
    {IKT_ESP_DES, IKT_ABSENT, "esp-des"},
    {IKT_ESP_3DES, IKT_ABSENT, "esp-3des"},
    {IKT_ESP_NULL, IKT_ABSENT, "esp-null"},
    {IKT_ESP_AES_CBC, 128, "esp-aes"},
    {IKT_ESP_AES_CBC, 192, "esp-aes 192"},
    {IKT_ESP_AES_CBC, 256, "esp-aes 256"},
    {IKT_ESP_AES_GCM_16, 128, "esp-gcm"},
    {IKT_ESP_AES_GCM_16, 192, "esp-gcm 192"},
    {IKT_ESP_AES_GCM_16, 256, "esp-gcm 256"},
    {IKT_ESP_NULL_AUTH_AES_GMAC, 128, "esp-gmac"},
    {IKT_ESP_NULL_AUTH_AES_GMAC, 192, "esp-gmac 192"},
    {IKT_ESP_NULL_AUTH_AES_GMAC, 256, "esp-gmac 256"},
};

static const struct {
    int integrity;
    uint8_t ah;
    const char *esp_word, *ah_word;
} hash_words[] = {
    {IKT_INTEGRITY_HMAC_MD5, IKT_AH_MD5, "esp-md5-hmac", "ah-md5-hmac"},
    {IKT_INTEGRITY_HMAC_SHA1, IKT_AH_SHA, "esp-sha-hmac", "ah-sha-hmac"},
    {IKT_INTEGRITY_HMAC_SHA2_256, IKT_AH_SHA2_256, "esp-sha256-hmac", "ah-sha256-hmac"},
    {IKT_INTEGRITY_HMAC_SHA2_384, IKT_AH_SHA2_384, "esp-sha384-hmac", "ah-sha384-hmac"},
    {IKT_INTEGRITY_HMAC_SHA2_512, IKT_AH_SHA2_512, "esp-sha512-hmac", "ah-sha512-hmac"},
};

/* The words of a transform in a transform set, the hash of ESP by itself; false where IOS has none. */
static bool esp_word(const struct ikt_transform *esp, const char **cipher, const char **hash)
{
    int bits = ikt_transform_key_bits(esp);
    *cipher = *hash = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(esp_words); i++) {
        if (esp_words[i].id == esp->id && esp_words[i].key_bits == bits)
            *cipher = esp_words[i].word;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(hash_words); i++) {
        if (hash_words[i].integrity == esp->integrity)
            *hash = hash_words[i].esp_word;
    }
    return *cipher && (*hash || esp->integrity == IKT_ABSENT) && !(*hash && ikt_transform_is_aead(esp));
}

static const char *ah_word(const struct ikt_transform *ah)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hash_words); i++) {
        if (hash_words[i].ah == ah->id && (ah->integrity == IKT_ABSENT || ah->integrity == hash_words[i].integrity))
            return hash_words[i].ah_word;
    }
    return NULL;
}

static bool transform_words(const struct ikt_transform *transform, const char **first, const char **second)
{
    *first = *second = NULL;
    switch (transform->protocol) {
    case IKT_PROTOCOL_AH:
        *first = ah_word(transform);
        return *first;
    case IKT_PROTOCOL_ESP:
        return esp_word(transform, first, second);
    case IKT_PROTOCOL_IPCOMP:
        *first = transform->id == IKT_IPCOMP_LZS ? "comp-lzs" : NULL;
        return *first;
    default:
        return false;
    }
}

static void add_word(struct ikt_line *line, const char *word)
{
    if (line->length > 0)
        ikt_line_add(line, " ");
    ikt_line_add(line, word);
}

static bool add_transform_ios(struct ikt_line *line, const struct ikt_transform *transform)
{
    const char *first, *second;
    if (!transform_words(transform, &first, &second))
        return false;
    add_word(line, first);
    if (second)
        add_word(line, second);
    return true;
}

char *ikt_transform_ios(const struct ikt_transform *transform)
{
    struct ikt_line line = {0};
    return add_transform_ios(&line, transform) ? g_strdup(line.text) : NULL;
}

char *ikt_suite_set_name(const struct ikt_suite *suite)
{
    g_autofree char *words = ikt_suite_ios(suite);
    if (words == NULL)
        return NULL;
    g_auto(GStrv) parts = g_strsplit(words, " ", -1);
    GString *name = g_string_new("IKT");
    for (size_t i = 0; parts[i] != NULL; i++) {
        const char *part = g_str_has_prefix(parts[i], "esp-") ? parts[i] + strlen("esp-") : parts[i];
        size_t length = strlen(part) - (g_str_has_suffix(part, "-hmac") ? strlen("-hmac") : 0);
        g_string_append_printf(name, "-%.*s", (int)length, part);
    }
    bool transport = ikt_suite_mode(suite) == IKT_ENCAPSULATION_TRANSPORT;
    g_string_append(name, transport ? "-TRANSPORT" : "-TUNNEL");
    g_string_ascii_up(name);
    return g_string_free(name, FALSE);
}

bool ikt_suite_has_ios(const struct ikt_suite *suite)
{
    const struct ikt_transform *parts[] = {suite->ah, suite->esp, suite->ipcomp};
    const char *first, *second;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (parts[i] && !transform_words(parts[i], &first, &second))
            return false;
    }
    return true;
}

static void add_name(struct ikt_line *line, const char *name, const char *kind, int number)
{
    add_word(line, name ? name : kind);
    if (name)
        return;
    ikt_line_add(line, number < 0 ? " -" : " ");
    ikt_line_add_number(line, (uint64_t)ABS((int64_t)number));
}

static void add_transform(struct ikt_line *line, const struct ikt_transform *transform)
{
    if (add_transform_ios(line, transform))
        return;
    switch (transform->protocol) {
    case IKT_PROTOCOL_AH:
        add_word(line, "AH");
        add_name(line, ikt_ah_transform_name(transform->id), "transform", transform->id);
        break;
    case IKT_PROTOCOL_ESP:
        add_word(line, "ESP");
        add_name(line, ikt_esp_transform_name(transform->id), "transform", transform->id);
        if (ikt_transform_key_bits(transform) != IKT_ABSENT) {
            ikt_line_add(line, "-");
            ikt_line_add_number(line, (uint64_t)ikt_transform_key_bits(transform));
        }
        if (transform->integrity != IKT_ABSENT)
            add_name(line, ikt_integrity_name((unsigned)transform->integrity), "authentication", transform->integrity);
        break;
    default:
        add_word(line, "IPCOMP");
        add_name(line, ikt_ipcomp_transform_name(transform->id), "transform", transform->id);
        break;
    }
}

void ikt_suite_line(const struct ikt_suite *suite, struct ikt_line *line)
{
    const struct ikt_transform *parts[] = {suite->ah, suite->esp, suite->ipcomp};
    struct ikt_line own; /* words are parted from each other, not from what stood there */
    own.length = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (parts[i])
            add_transform(&own, parts[i]);
    }
    ikt_line_add_octets(line, own.text, own.length);
}

char *ikt_suite_ios(const struct ikt_suite *suite)
{
    return ikt_suite_has_ios(suite) ? ikt_suite_text(suite) : NULL;
}

char *ikt_suite_text(const struct ikt_suite *suite)
{
    struct ikt_line line = {0};
    ikt_suite_line(suite, &line);
    return g_strndup(line.text, line.length);
}

const char *ikt_mode_word(int mode)
{
    return mode == IKT_ENCAPSULATION_TUNNEL ? "tunnel" : mode == IKT_ENCAPSULATION_TRANSPORT ? "transport" : NULL;
}

char *ikt_pfs_text(int group)
{
    return group == IKT_ABSENT ? g_strdup("no PFS") : g_strdup_printf("group%d", group);
}

const char *ikt_policy_encryption(const struct ikt_transform *transform)
{
    switch (transform->encryption) {
    case IKT_ENCRYPTION_DES_CBC:
        return "des";
    case IKT_ENCRYPTION_3DES_CBC:
        return "3des";
    case IKT_ENCRYPTION_AES_CBC:
        return transform->key_bits == 256                                        ? "aes 256"
               : transform->key_bits == 192                                      ? "aes 192"
               : transform->key_bits == 128 || transform->key_bits == IKT_ABSENT ? "aes"
                                                                                 : NULL;
    default:
        return NULL;
    }
}

const char *ikt_policy_hash(const struct ikt_transform *transform)
{
    switch (transform->hash) {
    case IKT_HASH_MD5:
        return "md5";
    case IKT_HASH_SHA1:
        return "sha";
    case IKT_HASH_SHA2_256:
        return "sha256";
    case IKT_HASH_SHA2_384:
        return "sha384";
    case IKT_HASH_SHA2_512:
        return "sha512";
    default:
        return NULL;
    }
}

const char *ikt_policy_authentication(int method)
{
    switch (method) {
    case IKT_AUTH_PSK:
    case IKT_AUTH_XAUTHINITPRESHARED:
    case IKT_AUTH_XAUTHRESPPRESHARED:
        return "pre-share";
    case IKT_AUTH_RSA_SIG:
    case IKT_AUTH_XAUTHINITRSA:
    case IKT_AUTH_XAUTHRESPRSA:
        return "rsa-sig";
    case IKT_AUTH_RSA_ENC:
    case IKT_AUTH_RSA_ENC_REVISED:
        return "rsa-encr";
    default:
        return NULL;
    }
}

static void append_policy(GString *text, const char *word, const char *name, const char *kind, int number)
{
    if (number == IKT_ABSENT)
        return;
    if (text->len > 0)
        g_string_append(text, ", ");
    if (word != NULL)
        g_string_append(text, word);
    else if (name != NULL)
        g_string_append(text, name);
    else
        g_string_append_printf(text, "%s %d", kind, number);
}

char *ikt_policy_text(const struct ikt_transform *transform)
{
    GString *text = g_string_new(NULL);
    append_policy(text, ikt_policy_encryption(transform), ikt_encryption_name((unsigned)transform->encryption),
                  "encryption", transform->encryption);
    append_policy(text, ikt_policy_hash(transform), ikt_hash_name((unsigned)transform->hash), "hash", transform->hash);
    append_policy(text, ikt_policy_authentication(transform->authentication),
                  ikt_authentication_name((unsigned)transform->authentication), "authentication",
                  transform->authentication);
    append_policy(text, NULL, NULL, "group", transform->group);
    return g_string_free(text, FALSE);
}
