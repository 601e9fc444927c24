/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The syntax of ipsec.secrets(5), with kinds of its own:
 *
 *     entry    = *selector ":" kind secret        ; the colon stands between blanks
 *     secret   = DQUOTE text DQUOTE / "'" text "'" / "0x" hex / "0s" base64 / word
 *     comment  = "#" at the beginning of a word, to the end of the line
 *
 * A line that begins with a blank continues an entry that is not complete.
 */
#include <string.h>

#include "keys/key_readers.h"
#include "keys/selector.h"

#define NO_COLON  G_MAXUINT
#define WORDS_MAX 4096 /* of one entry: whom a key is for, and the key */

/* A word of an entry, in the file's own octets. */
struct word {
    struct ikt_bytes text;
    bool quoted;
};

struct entry {
    GArray *words;  /* struct word */
    bool too_long;  /* there were more than WORDS_MAX */
    guint colon;    /* which word is the colon, or NO_COLON */
    unsigned line;  /* where it begins */
    bool in_braces; /* of a key in several lines, as libreswan writes RSA keys */
};

static const struct {
    const char *name;
    bool used;
    enum ikt_key_kind kind;
} kinds[] = {
    {"PSK", true, IKT_KEY_PSK},
    {"DH-SECRET", true, IKT_KEY_DH_SECRET},
    {"DH-PRIVATE", true, IKT_KEY_DH_PRIVATE},
    {"SKEYID", true, IKT_KEY_SKEYID},
    {"SKEYID_d", true, IKT_KEY_SKEYID_D},
    {"SKEYID_a", true, IKT_KEY_SKEYID_A},
    {"SKEYID_e", true, IKT_KEY_SKEYID_E},
    {"KA", true, IKT_KEY_KA},
    /* what strongSwan, libreswan and their ancestors have besides */
    {"RSA", false, 0},
    {"ECDSA", false, 0},
    {"BLISS", false, 0},
    {"PKCS8", false, 0},
    {"PKCS12", false, 0},
    {"P12", false, 0},
    {"PRIVATE", false, 0},
    {"PUBKEY", false, 0},
    {"PGP", false, 0},
    {"PIN", false, 0},
    {"XAUTH", false, 0},
    {"EAP", false, 0},
    {"NTLM", false, 0},
    {"PPK", false, 0},
    {"PPKS", false, 0},
};

static bool word_is(const struct word *word, const char *text)
{
    return !word->quoted && ikt_text_is_any_case(word->text, text);
}

static bool word_begins(const struct word *word, const char *text)
{
    return !word->quoted && ikt_text_begins_any_case(word->text, text);
}

static const struct word *word_at(const struct entry *entry, guint at)
{
    return &g_array_index(entry->words, struct word, at);
}

static void add_word(struct entry *entry, struct ikt_bytes text, bool quoted)
{
    struct word word = {text, quoted};
    if (word_is(&word, ":") && entry->colon == NO_COLON)
        entry->colon = entry->words->len;
    else if (word_is(&word, "{"))
        entry->in_braces = true;
    else if (word_is(&word, "}"))
        entry->in_braces = false;
    if (entry->words->len < WORDS_MAX)
        g_array_append_val(entry->words, word);
    else
        entry->too_long = true;
}

/* Append a line's words. Returns what is wrong with the line, NULL when nothing is. */
static const char *split(struct entry *entry, struct ikt_bytes line)
{
    if (line.length > 0 && memchr(line.data, '\0', line.length))
        return "there is a NUL byte in the line";
    for (size_t i = 0; i < line.length;) {
        uint8_t first = line.data[i];
        if (ikt_is_blank(first)) {
            i++;
        } else if (first == '#') {
            break;
        } else if (first == '"' || first == '\'') {
            const uint8_t *begin = line.data + i + 1;
            const uint8_t *end = memchr(begin, first, line.length - i - 1);
            if (!end)
                return "a quote has no end in its line";
            size_t close = (size_t)(end - line.data);
            add_word(entry, ikt_text_part(line, i + 1, close), true);
            i = close + 1;
        } else {
            size_t begin = i;
            while (i < line.length && !ikt_is_blank(line.data[i]))
                i++;
            add_word(entry, ikt_text_part(line, begin, i), false);
        }
    }
    return NULL;
}

static const char *parse_selector(const struct word *word, struct ikt_selector *out)
{
    if (!word->quoted)
        return ikt_selector_parse(word->text, out);
    ikt_selector_set_name(out, word->text);
    return NULL;
}

static const char *parse_selectors(const struct entry *entry, guint count, struct ikt_key *key)
{
    key->selectors = g_new0(struct ikt_selector, count);
    for (guint i = 0; i < count; i++) {
        const char *error = parse_selector(word_at(entry, i), &key->selectors[i]);
        if (error)
            return error;
        key->selector_count++;
    }
    return NULL;
}

/* COOKIE or COOKIE/MESSAGE-ID */
static const char *parse_cookie(const struct entry *entry, guint count, struct ikt_key *key)
{
    static const char wanted[] =
        "a secret of an SA is named by its initiator cookie: 16 hex digits, for a Quick Mode's "
        "secret a slash and 8 hex digits of the message ID";
    if (count != 1 || word_at(entry, 0)->quoted)
        return wanted;

    struct ikt_bytes text = word_at(entry, 0)->text;
    uint8_t message_id[4];
    if (!ikt_text_take_hex(&text, IKT_COOKIE_SIZE, key->cookie))
        return wanted;
    key->has_cookie = true;
    if (text.length == 0)
        return NULL;
    if (!ikt_text_begins(text, "/"))
        return wanted;
    text = ikt_text_part(text, 1, text.length);
    if (!ikt_text_take_hex(&text, sizeof(message_id), message_id) || text.length > 0)
        return wanted;
    memcpy(&key->message_id, message_id, sizeof(message_id));
    key->message_id = GUINT32_FROM_BE(key->message_id);
    key->has_message_id = true;
    if (key->kind != IKT_KEY_DH_SECRET && key->kind != IKT_KEY_DH_PRIVATE)
        return "only a Diffie-Hellman secret belongs to one Quick Mode";
    return NULL;
}

static const char *parse_secret(struct ikt_vault *vault, const struct word *word, struct ikt_key *key)
{
    struct ikt_bytes text = word->text;
    if (word_begins(word, "%"))
        return "%prompt is refused: a secret has to stand in the file";
    if (word_begins(word, "0x")) {
        key->secret = ikt_secret_from_hex(vault, ikt_text_part(text, 2, text.length));
        if (!key->secret)
            return "after 0x there is no even number of hex digits";
    } else if (word_begins(word, "0s")) {
        key->secret = ikt_secret_from_base64(vault, ikt_text_part(text, 2, text.length));
        if (!key->secret)
            return "after 0s there is no base64";
    } else if (key->kind != IKT_KEY_PSK) {
        return "a secret of this kind is written in hex (0x...) or base64 (0s...)";
    } else {
        key->secret = ikt_secret_new(vault, text);
    }
    return ikt_key_length_error(key->kind, key->secret->length);
}

static const char *parse_key(struct ikt_vault *vault, const struct entry *entry, guint colon, struct ikt_key *key)
{
    guint secret_at = colon + 2;
    if (secret_at >= entry->words->len)
        return "there is no secret after the kind";
    if (secret_at + 1 < entry->words->len)
        return "there is something after the secret";
    const char *error = parse_secret(vault, word_at(entry, secret_at), key);
    if (error)
        return error;
    return key->kind == IKT_KEY_PSK ? parse_selectors(entry, colon, key) : parse_cookie(entry, colon, key);
}

static void parse_used(struct ikt_key_file *file, const struct entry *entry, guint colon, enum ikt_key_kind kind)
{
    struct ikt_key *key = ikt_key_new(kind, file->name, entry->line);
    const char *error = parse_key(file->vault, entry, colon, key);
    if (error) {
        ikt_key_file_remark(file, IKT_KEY_ERROR, entry->line, error);
        ikt_key_free(key);
    } else {
        ikt_key_file_take(file, key);
    }
}

static void parse_entry(struct ikt_key_file *file, const struct entry *entry)
{
    guint colon = entry->colon;
    if (entry->too_long) {
        ikt_key_file_remark(file, IKT_KEY_ERROR, entry->line, "the entry has more than 4096 words");
        return;
    }
    if (colon > 0 && word_is(word_at(entry, 0), "include")) {
        ikt_key_file_remark(file, IKT_KEY_NOTE, entry->line,
                            "skipped: an include is not followed, so give the files that it names to --keys, too");
        return;
    }
    if (colon == NO_COLON) {
        ikt_key_file_remark(file, IKT_KEY_ERROR, entry->line,
                            "there is no colon between blanks to part the selectors from the kind");
        return;
    }
    if (colon + 1 == entry->words->len) {
        ikt_key_file_remark(file, IKT_KEY_ERROR, entry->line, "there is no kind after the colon");
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (!word_is(word_at(entry, colon + 1), kinds[i].name))
            continue;
        if (kinds[i].used) {
            parse_used(file, entry, colon, kinds[i].kind);
        } else {
            g_autofree char *text = g_strdup_printf("skipped: a secret of kind %s opens no IKEv1", kinds[i].name);
            ikt_key_file_remark(file, IKT_KEY_NOTE, entry->line, text);
        }
        return;
    }
    ikt_key_file_remark(file, IKT_KEY_ERROR, entry->line, "the kind after the colon is not known");
}

static void clear_entry(struct entry *entry)
{
    g_array_set_size(entry->words, 0);
    entry->too_long = false;
    entry->colon = NO_COLON;
    entry->in_braces = false;
}

static void finish_entry(struct ikt_key_file *file, struct entry *entry)
{
    if (entry->words->len > 0)
        parse_entry(file, entry);
    clear_entry(entry);
}

/* Does a line go on with the entry before it? */
static bool continues(const struct entry *entry, struct ikt_bytes line)
{
    struct ikt_bytes text = ikt_text_trim(line);
    if (entry->words->len == 0)
        return false;
    if (!ikt_is_blank(line.data[0]))
        return entry->in_braces && text.length == 1 && text.data[0] == '}';
    /* complete: colon, kind, secret */
    return entry->in_braces || entry->colon == NO_COLON || entry->colon + 2 >= entry->words->len;
}

void ikt_read_ipsec_secrets(struct ikt_key_file *file)
{
    struct entry entry = {.words = g_array_new(FALSE, FALSE, sizeof(struct word)), .colon = NO_COLON};
    struct ikt_bytes line;
    while (ikt_key_file_line(file, &line)) {
        struct ikt_bytes text = ikt_text_trim(line);
        if (text.length == 0 || text.data[0] == '#')
            continue;
        if (!continues(&entry, line)) {
            finish_entry(file, &entry);
            entry.line = file->line;
        }
        const char *error = split(&entry, line);
        if (error) {
            ikt_key_file_remark(file, IKT_KEY_ERROR, file->line, error);
            clear_entry(&entry);
        }
    }
    finish_entry(file, &entry);
    g_array_unref(entry.words);
}
