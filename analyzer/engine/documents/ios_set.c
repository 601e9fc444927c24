/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     crypto ipsec transform-set NAME TRANSFORM [TRANSFORM [TRANSFORM [TRANSFORM]]]
 *      mode {tunnel|transport [require]}
 */
#include <glib.h>

#include "documents/ios_readers.h"
#include "documents/ios_show.h"

enum part {
    PART_AH,
    PART_ESP,
    PART_INTEGRITY,
    PART_IPCOMP
};

/* How a transform is written, also as "show crypto ipsec transform-set" writes it. */
static const struct {
    const char *word;
    enum part part;
    int transform, integrity, key_bits; /* key_bits 0: a number may follow, else 128 */
} words[] = {
    {"ah-md5-hmac", PART_AH, IKT_AH_MD5, IKT_INTEGRITY_HMAC_MD5, IKT_ABSENT},
    {"ah-sha-hmac", PART_AH, IKT_AH_SHA, IKT_INTEGRITY_HMAC_SHA1, IKT_ABSENT},
    {"ah-sha256-hmac", PART_AH, IKT_AH_SHA2_256, IKT_INTEGRITY_HMAC_SHA2_256, IKT_ABSENT},
    {"ah-sha384-hmac", PART_AH, IKT_AH_SHA2_384, IKT_INTEGRITY_HMAC_SHA2_384, IKT_ABSENT},
    {"ah-sha512-hmac", PART_AH, IKT_AH_SHA2_512, IKT_INTEGRITY_HMAC_SHA2_512, IKT_ABSENT},
    {"esp-des", PART_ESP, IKT_ESP_DES, IKT_ABSENT, IKT_ABSENT},
    {"esp-3des", PART_ESP, IKT_ESP_3DES, IKT_ABSENT, IKT_ABSENT},
    {"esp-null", PART_ESP, IKT_ESP_NULL, IKT_ABSENT, IKT_ABSENT},
    {"esp-aes", PART_ESP, IKT_ESP_AES_CBC, IKT_ABSENT, 0},
    {"esp-192-aes", PART_ESP, IKT_ESP_AES_CBC, IKT_ABSENT, 192},
    {"esp-256-aes", PART_ESP, IKT_ESP_AES_CBC, IKT_ABSENT, 256},
    {"esp-gcm", PART_ESP, IKT_ESP_AES_GCM_16, IKT_ABSENT, 0},
    {"esp-gmac", PART_ESP, IKT_ESP_NULL_AUTH_AES_GMAC, IKT_ABSENT, 0},
    {"esp-md5-hmac", PART_INTEGRITY, 0, IKT_INTEGRITY_HMAC_MD5, IKT_ABSENT},
    {"esp-sha-hmac", PART_INTEGRITY, 0, IKT_INTEGRITY_HMAC_SHA1, IKT_ABSENT},
    {"esp-sha256-hmac", PART_INTEGRITY, 0, IKT_INTEGRITY_HMAC_SHA2_256, IKT_ABSENT},
    {"esp-sha384-hmac", PART_INTEGRITY, 0, IKT_INTEGRITY_HMAC_SHA2_384, IKT_ABSENT},
    {"esp-sha512-hmac", PART_INTEGRITY, 0, IKT_INTEGRITY_HMAC_SHA2_512, IKT_ABSENT},
    {"comp-lzs", PART_IPCOMP, IKT_IPCOMP_LZS, IKT_ABSENT, IKT_ABSENT},
};

/* False: a part that the set has already. */
static bool add(struct ikt_router_set *set, size_t word, int key_bits)
{
    int *place = words[word].part == PART_AH ? &set->ah : words[word].part == PART_ESP ? &set->esp : &set->ipcomp;
    if (words[word].part == PART_INTEGRITY) {
        bool first = set->integrity == IKT_ABSENT;
        set->integrity = words[word].integrity;
        return first;
    }
    bool first = *place == 0;
    *place = words[word].transform;
    if (words[word].part == PART_AH)
        set->ah_integrity = words[word].integrity;
    if (words[word].part == PART_ESP)
        set->key_bits = key_bits;
    return first;
}

static bool read_transform(struct ikt_router_set *set, struct ikt_bytes *text)
{
    struct ikt_bytes word = ikt_text_take_word(text);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (!ikt_text_is_any_case(word, words[i].word))
            continue;
        uint32_t bits = 128;
        if (words[i].key_bits == 0 && text->length > 0 && g_ascii_isdigit(text->data[0]) &&
            !ikt_ios_take_number(text, 128, 256, &bits))
            return false;
        return add(set, i, words[i].key_bits == 0 ? (int)bits : words[i].key_bits);
    }
    return false;
}

void ikt_ios_read_set(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    if (!name || !ikt_ios_note(parser)) {
        ikt_ios_not_understood(parser);
        return;
    }
    struct ikt_router_set *set = ikt_router_lookup(parser->config, IKT_ROUTER_IS_SET, name);
    if (!set) {
        set = ikt_arena_alloc(parser->arena, 1, sizeof *set);
        *parser->tails.set = set;
        parser->tails.set = &set->next;
        ikt_router_define(parser->config, IKT_ROUTER_IS_SET, name, set);
    }
    /* written again, it takes the place of what was there */
    *set = (struct ikt_router_set){.name = name,
                                   .line = parser->at.line,
                                   .ah_integrity = IKT_ABSENT,
                                   .integrity = IKT_ABSENT,
                                   .key_bits = IKT_ABSENT,
                                   .next = set->next};
    while (text.length > 0 && !set->unclear)
        set->unclear = !read_transform(set, &text);
    /* what a hash without a cipher stands for is not known here */
    set->unclear = set->unclear || (set->esp == 0 && (set->ah == 0 || set->integrity != IKT_ABSENT));
    if (set->unclear)
        ikt_ios_not_understood(parser);
    parser->set = set;
    parser->block = IKT_IOS_BLOCK_SET;
}

bool ikt_ios_in_set(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_set *set = parser->set;
    if (ikt_ios_begins(text, "no mo|de")) {
        set->transport = set->require = false;
        set->mode_line = 0;
        return ikt_ios_note(parser);
    }
    if (!ikt_ios_take(&text, "mo|de"))
        return false;
    bool transport = ikt_ios_take(&text, "tr|ansport");
    if (!transport && !ikt_ios_take(&text, "tu|nnel")) {
        ikt_ios_not_understood(parser);
        set->unclear = true;
        return true;
    }
    set->transport = transport;
    set->require = transport && ikt_ios_take(&text, "req|uire");
    set->mode_line = parser->at.line;
    return ikt_ios_note(parser);
}

/* Is this word one of the set's? Of AES there are two spellings, with the length in the word and behind it. */
static bool has_word(const struct ikt_router_set *set, size_t word, bool shown)
{
    switch (words[word].part) {
    case PART_AH:
        return words[word].transform == set->ah;
    case PART_INTEGRITY:
        return words[word].integrity == set->integrity;
    case PART_IPCOMP:
        return words[word].transform == set->ipcomp;
    default:
        break;
    }
    if (words[word].transform != set->esp)
        return false;
    const bool own_word = set->esp == IKT_ESP_AES_CBC && set->key_bits != 128 && shown;
    return words[word].key_bits == (own_word ? set->key_bits : set->key_bits == IKT_ABSENT ? IKT_ABSENT : 0);
}

static void put_words(const struct ikt_router_set *set, bool shown, GString *out)
{
    const size_t begin = out->len;
    for (size_t i = 0; i < G_N_ELEMENTS(words) && !set->unclear; i++) {
        if (!has_word(set, i, shown))
            continue;
        g_string_append_printf(out, "%s%s", out->len > begin ? " " : "", words[i].word);
        if (words[i].key_bits == 0 && set->key_bits != 128)
            g_string_append_printf(out, " %d", set->key_bits);
    }
    if (out->len == begin)
        g_string_append(out, "unknown");
}

void ikt_ios_set_words(const struct ikt_router_set *set, GString *out)
{
    put_words(set, true, out);
}

void ikt_ios_set_statement(const struct ikt_router_set *set, GString *out)
{
    put_words(set, false, out);
}
