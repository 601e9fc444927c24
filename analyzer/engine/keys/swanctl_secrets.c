/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Preshared keys of a swanctl.conf(5):
 *
 *     secrets {
 *       ike-NAME {
 *         id-X = IDENTITY ...
 *         secret = TEXT / "TEXT" / 0xHEX / 0sBASE64
 *       }
 *     }
 *
 * The identities are those of both ends, or of one. Other sections have passwords and private keys, which open no
 * IKEv1. Sections that a section refers to are left aside, as are files that are included.
 */
#include <string.h>

#include "base/swan_sections.h"
#include "keys/key_readers.h"
#include "keys/selector.h"

#define LOOKED_AT     20000 /* lines; ikt_config_syntax_of looks at as many */
#define SELECTORS_MAX 4096  /* of one key */

/* The section that is being read. */
struct section {
    GArray *selectors; /* struct ikt_selector */
    struct ikt_swan_item secret;
    const char *error;
    bool too_many;
};

struct reader {
    struct ikt_key_file *file;
    struct section section;
    unsigned taken;
    bool includes;
};

static void clear_selector(gpointer data)
{
    g_free(((struct ikt_selector *)data)->name);
}

static struct ikt_secret *secret_as_written(struct ikt_vault *vault, const struct ikt_swan_item *item)
{
    struct ikt_secret *secret = ikt_secret_new(vault, item->value);
    if (item->quoted) {
        struct ikt_secret *whole = secret;
        const size_t length = ikt_swan_unescape(whole->octets, whole->length);
        secret = ikt_secret_new(vault, ikt_text_part(ikt_secret_bytes(whole), 0, length));
        ikt_secret_free(whole);
    }
    return secret;
}

/* NULL: error says why. */
static struct ikt_secret *parse_secret(struct ikt_vault *vault, const struct ikt_swan_item *item, const char **error)
{
    struct ikt_secret *secret = secret_as_written(vault, item);
    const struct ikt_bytes text = ikt_secret_bytes(secret);
    const bool hex = ikt_text_begins_any_case(text, "0x"), base64 = ikt_text_begins_any_case(text, "0s");
    if (!hex && !base64)
        return secret;
    const struct ikt_bytes digits = ikt_text_part(text, 2, text.length);
    struct ikt_secret *octets = hex ? ikt_secret_from_hex(vault, digits) : ikt_secret_from_base64(vault, digits);
    ikt_secret_free(secret);
    if (!octets)
        *error = hex ? "after 0x there is no even number of hex digits" : "after 0s there is no base64";
    return octets;
}

static void take_key(struct reader *reader)
{
    struct section *section = &reader->section;
    struct ikt_key *key = ikt_key_new(IKT_KEY_PSK, reader->file->name, section->secret.line);
    const char *error = section->error;
    if (!error && section->too_many)
        error = "the key has more than 4096 identities";
    if (!error)
        key->secret = parse_secret(reader->file->vault, &section->secret, &error);
    if (!error)
        error = ikt_key_length_error(IKT_KEY_PSK, key->secret->length);
    if (error) {
        ikt_key_file_remark(reader->file, IKT_KEY_ERROR, section->secret.line, error);
        ikt_key_free(key);
        return;
    }
    key->selector_count = section->selectors->len;
    key->selectors = g_new0(struct ikt_selector, MAX(1, key->selector_count));
    for (guint i = 0; i < section->selectors->len; i++) {
        struct ikt_selector *selector = &g_array_index(section->selectors, struct ikt_selector, i);
        key->selectors[i] = *selector;
        selector->name = NULL;
    }
    ikt_key_file_take(reader->file, key);
    reader->taken++;
}

static void finish_section(struct reader *reader)
{
    struct section *section = &reader->section;
    if (section->secret.line > 0)
        take_key(reader);
    g_array_set_size(section->selectors, 0);
    section->secret = (struct ikt_swan_item){0};
    section->error = NULL;
    section->too_many = false;
}

/* "ADDRESS", "ADDRESS/..." */
static bool begins_with_address(struct ikt_bytes word)
{
    struct ikt_address address;
    const uint8_t *slash = word.length > 0 ? memchr(word.data, '/', word.length) : NULL;
    return ikt_text_address(ikt_text_part(word, 0, slash ? (size_t)(slash - word.data) : word.length), &address);
}

static void take_identity(struct section *section, struct ikt_bytes text)
{
    struct ikt_selector selector = {0};
    if (text.length == 0)
        return;
    if (section->selectors->len == SELECTORS_MAX) {
        section->too_many = true;
        return;
    }
    const char *error = ikt_selector_parse(text, &selector);
    if (error)
        section->error = error;
    else
        g_array_append_val(section->selectors, selector);
}

/* One identity, or several addresses and prefixes with blanks between. */
static void take_identities(struct section *section, struct ikt_bytes value)
{
    struct ikt_bytes rest = value;
    bool addresses = value.length > 0;
    while (rest.length > 0 && addresses)
        addresses = begins_with_address(ikt_text_take_word(&rest));
    if (!addresses)
        take_identity(section, value);
    while (addresses && value.length > 0)
        take_identity(section, ikt_text_take_word(&value));
}

static void take_value(struct reader *reader, const struct ikt_swan_sections *at, const struct ikt_swan_item *item)
{
    if (at->depth != 2 || !ikt_text_is(at->names[0], "secrets") || !ikt_text_begins(at->names[1], "ike"))
        return;
    if (ikt_text_is(item->name, "secret"))
        reader->section.secret = *item;
    else if (ikt_text_begins(item->name, "id"))
        take_identities(&reader->section, item->value);
}

bool ikt_is_swanctl_conf(struct ikt_key_file file)
{
    struct ikt_bytes line;
    for (unsigned i = 0; i < LOOKED_AT && ikt_key_file_line(&file, &line); i++)
        if (ikt_swan_opens_section(line))
            return true;
    return false;
}

void ikt_read_swanctl_secrets(struct ikt_key_file *file)
{
    struct reader reader = {.file = file};
    struct ikt_swan_sections sections = ikt_swan_sections(file->rest);
    struct ikt_swan_item item;
    enum ikt_swan_event event;
    reader.section.selectors = g_array_new(FALSE, FALSE, sizeof(struct ikt_selector));
    g_array_set_clear_func(reader.section.selectors, clear_selector);
    while ((event = ikt_swan_sections_next(&sections, &item)) != IKT_SWAN_END) {
        if (event == IKT_SWAN_KEY)
            take_value(&reader, &sections, &item);
        else if (event == IKT_SWAN_INCLUDE)
            reader.includes = true;
        else if (event != IKT_SWAN_MISTAKE && sections.depth <= 2)
            finish_section(&reader);
    }
    finish_section(&reader);
    g_array_unref(reader.section.selectors);
    if (reader.includes)
        ikt_key_file_remark(file, IKT_KEY_NOTE, 0, "another file is included here, and not read: name it itself");
    if (reader.taken == 0 && file->errors == 0)
        ikt_key_file_remark(file, IKT_KEY_NOTE, 0, "there is no preshared key for IKEv1 in this configuration");
}
