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
 * and of an ASA, whose tunnel groups are called by the peer's address, or by a name:
 *
 *     tunnel-group PEER ipsec-attributes
 *      [ikev1] pre-shared-key KEY
 *
 * The peer is what a key is for. Which keyring a profile allows is left aside: every key that fits is tried.
 */
#include <string.h>

#include "keys/key_readers.h"

/* Whose keys the indented lines have. */
enum section {
    SECTION_OTHER,
    SECTION_KEYRING,
    SECTION_GROUP,
    SECTION_PEER,
    SECTION_TUNNEL_GROUP
};

struct config {
    struct ikt_key_file *file;
    enum section section;
    struct ikt_bytes owner; /* of a group or peer: its name or address, in the file's bytes */
    unsigned taken, skipped;
};

/* A netmask, with its ones on the left. */
static bool parse_mask(struct ikt_bytes word, uint32_t *bits)
{
    struct ikt_address mask;
    uint32_t value;
    if (!ikt_text_address(word, &mask) || mask.family != IKT_FAMILY_IPV4)
        return false;
    memcpy(&value, mask.octets, sizeof(value));
    value = GUINT32_FROM_BE(value);
    for (*bits = 0; *bits < 32 && value & UINT32_C(0x80000000); value <<= 1)
        (*bits)++;
    return value == 0;
}

/* "PREFIX/LENGTH" of IPv6, or an address. */
static bool parse_ipv6(struct ikt_bytes text, struct ikt_selector *out)
{
    uint32_t bits = 128;
    const uint8_t *slash = text.length > 0 ? memchr(text.data, '/', text.length) : NULL;
    if (slash) {
        size_t at = (size_t)(slash - text.data);
        struct ikt_bytes length = ikt_text_part(text, at + 1, text.length);
        if (!ikt_text_take_number(&length, 128, &bits) || length.length > 0)
            return false;
        text = ikt_text_part(text, 0, at);
    }
    if (!ikt_text_address(text, &out->address) || out->address.family != IKT_FAMILY_IPV6)
        return false;
    ikt_selector_set_prefix(out, bits);
    return true;
}

/* "ADDRESS", "ADDRESS MASK", "ipv6 PREFIX/LENGTH" */
static bool parse_peer(struct ikt_bytes text, struct ikt_selector *out)
{
    uint32_t bits = 32;
    if (ikt_text_take_words(&text, "ipv6"))
        return parse_ipv6(text, out);
    struct ikt_bytes address = ikt_text_take_word(&text);
    if (!ikt_text_address(address, &out->address) || out->address.family != IKT_FAMILY_IPV4 ||
        (text.length > 0 && !parse_mask(text, &bits)))
        return false;
    ikt_selector_set_prefix(out, bits);
    return true;
}

static bool parse_name(struct ikt_bytes text, struct ikt_selector *out)
{
    struct ikt_bytes name = ikt_text_take_word(&text);
    if (name.length == 0 || text.length > 0)
        return false;
    out->kind = IKT_SELECTOR_NAME;
    out->name = g_strndup((const char *)name.data, name.length);
    return true;
}

/* What an ASA prints for every key. */
static bool is_stars(struct ikt_bytes text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.data[i] != '*')
            return false;
    return text.length > 0;
}

/* text: "[0|6] KEY". Takes what the selector holds. */
static void take_key(struct config *config, struct ikt_bytes text, struct ikt_selector selector)
{
    struct ikt_bytes rest = text, type = ikt_text_take_word(&rest);
    const char *skipped = NULL, *error = NULL;
    if (rest.length > 0 && ikt_text_is(type, "6"))
        skipped = "skipped: a type 6 key, encrypted with the router's master key";
    else if (rest.length > 0 && ikt_text_is(type, "0"))
        text = rest;
    if (ikt_text_is(text, "<removed>"))
        skipped = "skipped: the key was removed from this configuration";
    if (is_stars(text))
        skipped = "skipped: the ASA shows stars for the key (\"more system:running-config\" shows it)";
    error = ikt_key_length_error(IKT_KEY_PSK, text.length);
    if (skipped || error) {
        ikt_key_file_remark(config->file, skipped ? IKT_KEY_NOTE : IKT_KEY_ERROR, config->file->line,
                            skipped ? skipped : error);
        config->skipped += skipped != NULL;
        g_free(selector.name);
        return;
    }
    struct ikt_key *key = ikt_key_new(IKT_KEY_PSK, config->file->name, config->file->line);
    key->secret = ikt_secret_new(config->file->vault, text);
    key->selector_count = 1;
    key->selectors = g_new(struct ikt_selector, 1);
    key->selectors[0] = selector;
    ikt_key_file_take(config->file, key);
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
    if (ikt_text_is(ikt_text_take_last_word(&rest), "no-xauth"))
        text = rest;
    rest = text;
    for (unsigned words = 0; words < 3 && rest.length > 0; words++) {
        ikt_text_take_last_word(&rest);
        struct ikt_bytes key = rest, kind = ikt_text_take_last_word(&key);
        struct ikt_bytes peer = ikt_text_trim(
            (struct ikt_bytes){rest.data + rest.length, (size_t)(text.data + text.length - rest.data) - rest.length});
        if ((ikt_text_is(kind, "address") && parse_peer(peer, &selector)) ||
            (ikt_text_is(kind, "hostname") && parse_name(peer, &selector))) {
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
    bool is_address = ikt_text_take_words(&text, "address");
    const uint8_t *begin = text.data;
    if (!is_address && !ikt_text_take_words(&text, "hostname"))
        return;
    if (!is_address)
        begin = text.data;
    for (unsigned words = 0; words < 3 && text.length > 0; words++) {
        struct ikt_bytes word = ikt_text_take_word(&text), after = text;
        struct ikt_bytes peer = {begin, (size_t)(word.data + word.length - begin)};
        if (ikt_text_take_words(&after, "key") &&
            (is_address ? parse_peer(peer, &selector) : parse_name(peer, &selector))) {
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

/* Of an ASA. A group for those peers that have none is everybody's. */
static void take_group_key(struct config *config, struct ikt_bytes text)
{
    struct ikt_selector selector = {0};
    if (ikt_text_is(config->owner, "DefaultL2LGroup")) {
        selector.address.family = IKT_FAMILY_IPV4;
        ikt_selector_set_prefix(&selector, 0);
    } else if (!parse_peer(config->owner, &selector) && !parse_name(config->owner, &selector)) {
        complain(config, "what this key is for is not known: its tunnel group has no name");
        return;
    }
    take_key(config, text, selector);
}

static void begin_section(struct config *config, struct ikt_bytes line)
{
    config->section = SECTION_OTHER;
    if (ikt_text_take_words(&line, "crypto isakmp key"))
        take_global_key(config, line);
    else if (ikt_text_take_words(&line, "crypto keyring"))
        config->section = SECTION_KEYRING;
    else if (ikt_text_take_words(&line, "crypto isakmp client configuration group"))
        config->section = SECTION_GROUP;
    else if (ikt_text_take_words(&line, "crypto isakmp peer address"))
        config->section = SECTION_PEER;
    else if (ikt_text_take_words(&line, "tunnel-group")) {
        config->section = SECTION_TUNNEL_GROUP;
        config->owner = ikt_text_take_word(&line);
        return;
    }
    config->owner = line;
}

static void take_line(struct config *config, struct ikt_bytes line)
{
    if (!ikt_is_blank(line.data[0])) {
        begin_section(config, line);
        return;
    }
    if (config->section == SECTION_TUNNEL_GROUP) {
        ikt_text_take_words(&line, "ikev1");
        if (ikt_text_take_words(&line, "pre-shared-key"))
            take_group_key(config, line);
        return;
    }
    if (config->section == SECTION_KEYRING && ikt_text_take_words(&line, "pre-shared-key"))
        take_keyring_key(config, line);
    else if ((config->section == SECTION_GROUP && ikt_text_take_words(&line, "key")) ||
             (config->section == SECTION_PEER && ikt_text_take_words(&line, "set aggressive-mode password")))
        take_owned_key(config, line);
}

bool ikt_is_ios_config(struct ikt_key_file file)
{
    static const char *const beginnings[] = {
        "crypto isakmp",         "crypto keyring", "crypto ipsec", "crypto map", "Building configuration...",
        "Current configuration", "tunnel-group",   "crypto ikev1"};
    struct ikt_bytes line;
    while (ikt_key_file_line(&file, &line))
        for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++)
            if (line.length > 0 && !ikt_is_blank(line.data[0]) && ikt_text_take_words(&line, beginnings[i]))
                return true;
    return false;
}

void ikt_read_ios_keys(struct ikt_key_file *file)
{
    struct config config = {.file = file};
    struct ikt_bytes line;
    while (ikt_key_file_line(file, &line))
        if (ikt_text_trim(line).length > 0)
            take_line(&config, line);
    if (config.taken + config.skipped == 0 && file->errors == 0)
        ikt_key_file_remark(file, IKT_KEY_NOTE, 0, "there is no preshared key for IKEv1 in this configuration");
}
