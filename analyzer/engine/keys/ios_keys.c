/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Preshared keys of a Cisco IOS running-config. A key may hold blanks and almost any other character, so a line is read
 * from the right:
 *
 *     crypto isakmp key [0|6] KEY address ADDRESS [MASK] [no-xauth]
 *     crypto isakmp key [0|6] KEY address ipv6 PREFIX [no-xauth]
 *     crypto isakmp key [0|6] KEY hostname NAME [no-xauth]
 *     crypto keyring NAME
 *      pre-shared-key address ADDRESS [MASK] key [0|6] KEY
 *      pre-shared-key address ipv6 PREFIX key [0|6] KEY
 *      pre-shared-key hostname NAME key [0|6] KEY
 *     crypto isakmp client configuration group NAME
 *      key [0|6] KEY
 *     crypto isakmp peer address ADDRESS
 *      set aggressive-mode password [0|6] KEY
 *
 * The peer is what a key is for. Which keyring a profile allows is left aside: every key that fits is tried.
 */
#include <string.h>

#include "keys/key_file.h"

/* Whose keys the indented lines have. */
enum section {
    SECTION_OTHER,
    SECTION_KEYRING,
    SECTION_GROUP,
    SECTION_PEER
};

struct config {
    struct ikt_key_file *file;
    enum section section;
    struct ikt_bytes owner; /* of a group or peer: its name or address, in the file's bytes */
    unsigned taken, skipped;
};

/* Words at the beginning of text, taken off it. */
static bool take_words(struct ikt_bytes *text, const char *words)
{
    struct ikt_bytes rest = ikt_trim(*text);
    size_t length = strlen(words);

    if (rest.length < length || memcmp(rest.data, words, length) != 0 ||
        (rest.length > length && !ikt_is_blank(rest.data[length])))
        return false;
    *text = ikt_trim((struct ikt_bytes){rest.data + length, rest.length - length});
    return true;
}

static struct ikt_bytes take_word(struct ikt_bytes *text)
{
    struct ikt_bytes rest = ikt_trim(*text), word = {rest.data, 0};

    while (word.length < rest.length && !ikt_is_blank(rest.data[word.length]))
        word.length++;
    *text = ikt_trim((struct ikt_bytes){rest.data + word.length, rest.length - word.length});
    return word;
}

static struct ikt_bytes take_last_word(struct ikt_bytes *text)
{
    struct ikt_bytes rest = ikt_trim(*text);
    size_t begin = rest.length;

    while (begin > 0 && !ikt_is_blank(rest.data[begin - 1]))
        begin--;
    *text = ikt_trim((struct ikt_bytes){rest.data, begin});
    return (struct ikt_bytes){rest.data + begin, rest.length - begin};
}

static bool word_is(struct ikt_bytes word, const char *text)
{
    return word.length == strlen(text) && memcmp(word.data, text, word.length) == 0;
}

static bool parse_address(struct ikt_bytes word, struct ikt_address *out)
{
    char text[IKT_ADDRESS_TEXT];

    if (word.length >= sizeof text || (word.length > 0 && memchr(word.data, '\0', word.length)))
        return false;
    if (word.length > 0)
        memcpy(text, word.data, word.length);
    text[word.length] = '\0';
    return ikt_address_parse(text, out);
}

static void set_prefix(struct ikt_selector *selector, unsigned bits)
{
    static const uint8_t zero[sizeof selector->address.octets];
    bool unspecified = memcmp(selector->address.octets, zero, sizeof zero) == 0;

    selector->kind = bits == 0 || unspecified ? IKT_SELECTOR_ANY : IKT_SELECTOR_PREFIX;
    selector->bits = bits;
}

/* A netmask, with its ones on the left. */
static bool parse_mask(struct ikt_bytes word, unsigned *bits)
{
    struct ikt_address mask;

    if (!parse_address(word, &mask) || mask.family != IKT_FAMILY_IPV4)
        return false;
    uint32_t value = (uint32_t)mask.octets[0] << 24 | (uint32_t)mask.octets[1] << 16 | (uint32_t)mask.octets[2] << 8 |
                     mask.octets[3];
    for (*bits = 0; *bits < 32 && value & UINT32_C(0x80000000); value <<= 1)
        (*bits)++;
    return value == 0;
}

/* "ADDRESS", "ADDRESS MASK", "ipv6 PREFIX/LENGTH" */
static bool parse_peer(struct ikt_bytes text, struct ikt_selector *out)
{
    guint64 bits = 128;

    if (!take_words(&text, "ipv6")) {
        struct ikt_bytes address = take_word(&text);
        unsigned mask = 32;
        if (!parse_address(address, &out->address) || out->address.family != IKT_FAMILY_IPV4 ||
            (text.length > 0 && !parse_mask(text, &mask)))
            return false;
        set_prefix(out, mask);
        return true;
    }
    const uint8_t *slash = text.length > 0 ? memchr(text.data, '/', text.length) : NULL;
    if (slash) {
        size_t at = (size_t)(slash - text.data);
        g_autofree char *length = g_strndup((const char *)slash + 1, text.length - at - 1);
        if (!g_ascii_string_to_unsigned(length, 10, 0, 128, &bits, NULL))
            return false;
        text.length = at;
    }
    if (!parse_address(text, &out->address) || out->address.family != IKT_FAMILY_IPV6)
        return false;
    set_prefix(out, (unsigned)bits);
    return true;
}

static bool parse_name(struct ikt_bytes text, struct ikt_selector *out)
{
    struct ikt_bytes name = take_word(&text);

    if (name.length == 0 || text.length > 0)
        return false;
    out->kind = IKT_SELECTOR_NAME;
    out->name = g_strndup((const char *)name.data, name.length);
    return true;
}

/* text: "[0|6] KEY". Takes what the selector holds. */
static void take_key(struct config *config, struct ikt_bytes text, struct ikt_selector selector)
{
    struct ikt_bytes rest = text, type = take_word(&rest);
    const char *skipped = NULL, *error = NULL;

    if (rest.length > 0 && word_is(type, "6"))
        skipped = "skipped: a type 6 key, encrypted with the router's master key";
    else if (rest.length > 0 && word_is(type, "0"))
        text = rest;
    if (word_is(text, "<removed>"))
        skipped = "skipped: the key was removed from this configuration";
    error = ikt_secret_length_error(IKT_KEY_PSK, text.length);
    if (skipped || error) {
        ikt_key_file_remark(config->file, skipped ? IKT_KEY_NOTE : IKT_KEY_ERROR, config->file->line,
                            skipped ? skipped : error);
        config->skipped += skipped != NULL;
        g_free(selector.name);
        return;
    }
    struct ikt_key *key = ikt_key_new(IKT_KEY_PSK, config->file->name, config->file->line);
    key->secret = ikt_secret_new(text);
    key->selector_count = 1;
    key->selectors = g_new(struct ikt_selector, 1);
    key->selectors[0] = selector;
    ikt_keyring_take(config->file->keyring, key);
    config->taken++;
}

static void complain(const struct config *config, const char *text)
{
    ikt_key_file_remark(config->file, IKT_KEY_ERROR, config->file->line, text);
}

/* "[0|6] KEY address ...": the peer is a few words on the right. */
static void take_global_key(struct config *config, struct ikt_bytes text)
{
    struct ikt_bytes rest = text;
    struct ikt_selector selector = {0};

    if (word_is(take_last_word(&rest), "no-xauth"))
        text = rest;
    rest = text;
    for (unsigned words = 0; words < 3 && rest.length > 0; words++) {
        take_last_word(&rest);
        struct ikt_bytes key = rest, kind = take_last_word(&key);
        struct ikt_bytes peer = ikt_trim(
            (struct ikt_bytes){rest.data + rest.length, (size_t)(text.data + text.length - rest.data) - rest.length});
        if ((word_is(kind, "address") && parse_peer(peer, &selector)) ||
            (word_is(kind, "hostname") && parse_name(peer, &selector))) {
            take_key(config, key, selector);
            return;
        }
    }
    complain(config, "the key's peer is not \"address\" with an address and a netmask, or \"hostname\" with a name");
}

/* "address ... key [0|6] KEY": here the peer comes first. */
static void take_keyring_key(struct config *config, struct ikt_bytes text)
{
    struct ikt_selector selector = {0};
    bool is_address = take_words(&text, "address");
    const uint8_t *begin = text.data;

    if (!is_address && !take_words(&text, "hostname"))
        return;
    if (!is_address)
        begin = text.data;
    for (unsigned words = 0; words < 3 && text.length > 0; words++) {
        struct ikt_bytes word = take_word(&text), after = text;
        struct ikt_bytes peer = {begin, (size_t)(word.data + word.length - begin)};
        if (take_words(&after, "key") && (is_address ? parse_peer(peer, &selector) : parse_name(peer, &selector))) {
            take_key(config, after, selector);
            return;
        }
    }
    complain(config, "a keyring's key is: address or hostname, the peer, \"key\", the key");
}

static void take_owned_key(struct config *config, struct ikt_bytes text)
{
    struct ikt_selector selector = {0};

    if (config->section == SECTION_GROUP ? parse_name(config->owner, &selector) : parse_peer(config->owner, &selector))
        take_key(config, text, selector);
    else
        complain(config, "what this key is for is not known: the line that its section begins with does not name it");
}

static void begin_section(struct config *config, struct ikt_bytes line)
{
    config->section = SECTION_OTHER;
    if (take_words(&line, "crypto isakmp key"))
        take_global_key(config, line);
    else if (take_words(&line, "crypto keyring"))
        config->section = SECTION_KEYRING;
    else if (take_words(&line, "crypto isakmp client configuration group"))
        config->section = SECTION_GROUP;
    else if (take_words(&line, "crypto isakmp peer address"))
        config->section = SECTION_PEER;
    config->owner = line;
}

static void take_line(struct config *config, struct ikt_bytes line)
{
    if (!ikt_is_blank(line.data[0])) {
        begin_section(config, line);
        return;
    }
    if (config->section == SECTION_KEYRING && take_words(&line, "pre-shared-key"))
        take_keyring_key(config, line);
    else if ((config->section == SECTION_GROUP && take_words(&line, "key")) ||
             (config->section == SECTION_PEER && take_words(&line, "set aggressive-mode password")))
        take_owned_key(config, line);
}

bool ikt_is_ios_config(struct ikt_key_file file)
{
    static const char *const beginnings[] = {
        "crypto isakmp",        "crypto keyring", "crypto ipsec", "crypto map", "Building configuration...",
        "Current configuration"};
    struct ikt_bytes line;

    while (ikt_key_file_line(&file, &line))
        for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++)
            if (line.length > 0 && !ikt_is_blank(line.data[0]) && take_words(&line, beginnings[i]))
                return true;
    return false;
}

void ikt_import_ios(struct ikt_key_file *file)
{
    struct config config = {.file = file};
    struct ikt_bytes line;

    while (ikt_key_file_line(file, &line))
        if (ikt_trim(line).length > 0)
            take_line(&config, line);
    if (config.taken + config.skipped == 0 && file->errors == 0)
        ikt_key_file_remark(file, IKT_KEY_NOTE, 0, "there is no preshared key for IKEv1 in this configuration");
}
