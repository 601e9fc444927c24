/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/ios_words.h"

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

static char *esp_ios(const struct ikt_transform *esp)
{
    const char *cipher = NULL, *hash = NULL;
    int bits = ikt_transform_key_bits(esp);
    for (size_t i = 0; i < G_N_ELEMENTS(esp_words); i++) {
        if (esp_words[i].id == esp->id && esp_words[i].key_bits == bits)
            cipher = esp_words[i].word;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(hash_words); i++) {
        if (hash_words[i].integrity == esp->integrity)
            hash = hash_words[i].esp_word;
    }
    if (cipher == NULL || (hash == NULL && esp->integrity != IKT_ABSENT) ||
        (hash != NULL && ikt_transform_is_aead(esp)))
        return NULL;
    return hash == NULL ? g_strdup(cipher) : g_strdup_printf("%s %s", cipher, hash);
}

static char *ah_ios(const struct ikt_transform *ah)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hash_words); i++) {
        if (hash_words[i].ah == ah->id && (ah->integrity == IKT_ABSENT || ah->integrity == hash_words[i].integrity))
            return g_strdup(hash_words[i].ah_word);
    }
    return NULL;
}

char *ikt_transform_ios(const struct ikt_transform *transform)
{
    switch (transform->protocol) {
    case IKT_PROTOCOL_AH:
        return ah_ios(transform);
    case IKT_PROTOCOL_ESP:
        return esp_ios(transform);
    case IKT_PROTOCOL_IPCOMP:
        return transform->id == IKT_IPCOMP_LZS ? g_strdup("comp-lzs") : NULL;
    default:
        return NULL;
    }
}

char *ikt_suite_ios(const struct ikt_suite *suite)
{
    const struct ikt_transform *parts[] = {suite->ah, suite->esp, suite->ipcomp};
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (parts[i] == NULL)
            continue;
        g_autofree char *word = ikt_transform_ios(parts[i]);
        if (word == NULL) {
            g_string_free(text, TRUE);
            return NULL;
        }
        g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", word);
    }
    return g_string_free(text, FALSE);
}

bool ikt_suite_has_ios(const struct ikt_suite *suite)
{
    g_autofree char *text = ikt_suite_ios(suite);
    return text;
}

static void append_name(GString *text, const char *name, const char *kind, int number)
{
    if (text->len > 0)
        g_string_append_c(text, ' ');
    if (name != NULL)
        g_string_append(text, name);
    else
        g_string_append_printf(text, "%s %d", kind, number);
}

static void append_transform(GString *text, const struct ikt_transform *transform)
{
    g_autofree char *ios = ikt_transform_ios(transform);
    if (ios != NULL) {
        append_name(text, ios, NULL, 0);
        return;
    }
    switch (transform->protocol) {
    case IKT_PROTOCOL_AH:
        append_name(text, "AH", NULL, 0);
        append_name(text, ikt_ah_transform_name(transform->id), "transform", transform->id);
        break;
    case IKT_PROTOCOL_ESP:
        append_name(text, "ESP", NULL, 0);
        append_name(text, ikt_esp_transform_name(transform->id), "transform", transform->id);
        if (ikt_transform_key_bits(transform) != IKT_ABSENT)
            g_string_append_printf(text, "-%d", ikt_transform_key_bits(transform));
        if (transform->integrity != IKT_ABSENT)
            append_name(text, ikt_integrity_name((unsigned)transform->integrity), "authentication",
                        transform->integrity);
        break;
    default:
        append_name(text, "IPCOMP", NULL, 0);
        append_name(text, ikt_ipcomp_transform_name(transform->id), "transform", transform->id);
        break;
    }
}

char *ikt_suite_text(const struct ikt_suite *suite)
{
    GString *text = g_string_new(NULL);
    const struct ikt_transform *parts[] = {suite->ah, suite->esp, suite->ipcomp};
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (parts[i] != NULL)
            append_transform(text, parts[i]);
    }
    return g_string_free(text, FALSE);
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
