/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "anonymizer.h"

#include <string.h>

#include "cryptopan.h"
#include "digests.h"
#include "engine/base/hash.h"
#include "own_words.h"

enum {
    DIGEST = IKT_DIGEST_SIZE,
    SPI_RESERVED = 255,
    /* What is learned: more words than the largest configurations have. */
    NAMES_MAX = 1000000,
    OWN_NAMES_MAX = 100000, /* of these, names that are words of our own */
    COOKIES_MAX = 1000000,
    MAPPED_KEPT = 4096 /* a power of two */
};

/* An IPv4 address, and what stands for it; 0.0.0.0: none. */
struct mapped_ipv4 {
    uint8_t original[4], mapped[4];
};

/* Texts, and what stands for them. */
struct map {
    GTree *texts;
    bool cut;
};

struct ikt_anonymizer {
    struct ikt_cryptopan *pan;
    uint8_t first_octets[256];       /* of IPv4 */
    struct ikt_keyed_digest *digest; /* of what is no address */
    GTree *names;                    /* text to what stands for it */
    uint8_t begins[8192];            /* a bit for each two octets: a name begins with them */
    GHashTable *cookies;             /* octets of each, and behind them what stands for it */
    struct mapped_ipv4 *mapped;      /* a table by the last octets: packets and records name the same few again */
    struct map *map;                 /* NULL: not kept */
    guint own_names;                 /* of the names, those that are words of our own */
    unsigned unlearned;              /* enum ikt_unlearned */
};

static bool stays(unsigned first_octet)
{
    return first_octet == 0 || first_octet == 127 || first_octet >= 224;
}

static bool is_private(unsigned first_octet)
{
    return first_octet == 10 || first_octet == 172 || first_octet == 192;
}

/* Crypto-PAn's octets, going on where one comes to lie in what stays: a one-to-one map of the others. */
static void fill_first_octets(struct ikt_anonymizer *anonymizer)
{
    for (unsigned octet = 0; octet < 256; octet++) {
        uint8_t mapped = (uint8_t)octet;
        if (!stays(octet)) {
            do {
                ikt_cryptopan_map(anonymizer->pan, &mapped, 0, 8, &mapped);
            } while (stays(mapped));
        }
        anonymizer->first_octets[octet] = mapped;
    }
}

static bool keeps_private(const struct ikt_anonymizer *anonymizer)
{
    for (unsigned octet = 0; octet < 256; octet++) {
        if (is_private(octet) && is_private(anonymizer->first_octets[octet]))
            return true;
    }
    return false;
}

/* Keys of addresses are tried until private ones come out as public ones: one of three does. */
static bool choose_map(struct ikt_anonymizer *anonymizer)
{
    for (uint8_t number = 0;; number++) {
        uint8_t key[DIGEST];
        ikt_keyed_digest_of(anonymizer->digest, "addresses", (struct ikt_bytes){&number, 1}, key);
        ikt_cryptopan_free(anonymizer->pan);
        anonymizer->pan = ikt_cryptopan_new(key);
        explicit_bzero(key, sizeof key);
        if (!anonymizer->pan)
            return false;
        fill_first_octets(anonymizer);
        if (!keeps_private(anonymizer) || number == UINT8_MAX)
            return true;
    }
}

static gint compare_texts(gconstpointer a, gconstpointer b, gpointer data)
{
    (void)data;
    return strcmp(a, b);
}

struct ikt_anonymizer *ikt_anonymizer_new(struct ikt_bytes secret, GError **error)
{
    struct ikt_anonymizer *anonymizer = g_new0(struct ikt_anonymizer, 1);
    anonymizer->names = g_tree_new_full(compare_texts, NULL, g_free, g_free);
    anonymizer->mapped = g_new0(struct mapped_ipv4, MAPPED_KEPT);
    anonymizer->cookies = g_hash_table_new_full(ikt_hash_8, ikt_hash_equal_8, g_free, NULL);
    uint8_t key[DIGEST];
    if (secret.length > 0)
        ikt_digest_sha256(secret, key);
    else
        ikt_digest_random(key, DIGEST);
    anonymizer->digest = ikt_keyed_digest_new(key);
    explicit_bzero(key, sizeof key);
    if (anonymizer->digest && choose_map(anonymizer))
        return anonymizer;
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSYS, "libgcrypt has no AES or no SHA-256");
    ikt_anonymizer_free(anonymizer);
    return NULL;
}

void ikt_anonymizer_free(struct ikt_anonymizer *anonymizer)
{
    if (!anonymizer)
        return;
    ikt_cryptopan_free(anonymizer->pan);
    g_tree_unref(anonymizer->names);
    g_hash_table_unref(anonymizer->cookies);
    g_free(anonymizer->mapped);
    if (anonymizer->map)
        g_tree_unref(anonymizer->map->texts);
    g_free(anonymizer->map);
    ikt_keyed_digest_free(anonymizer->digest);
    g_free(anonymizer);
}

static void map_ipv4(const struct ikt_anonymizer *anonymizer, const uint8_t *in, uint8_t *out)
{
    struct mapped_ipv4 *place = &anonymizer->mapped[(in[2] << 8 | in[3]) % MAPPED_KEPT];
    if (stays(in[0])) {
        memcpy(out, in, 4);
        return;
    }
    if (memcmp(place->original, in, 4) != 0) {
        memcpy(place->original, in, 4);
        ikt_cryptopan_map(anonymizer->pan, in, 8, 32, place->mapped);
        place->mapped[0] = anonymizer->first_octets[in[0]];
    }
    memcpy(out, place->mapped, 4);
}

/* The bits that say what an address is for stay: RFC 4291 section 2.4. */
static void map_ipv6(const struct ikt_anonymizer *anonymizer, const uint8_t *in, uint8_t *out)
{
    static const uint8_t zeros[16], mapped[12] = {[10] = 0xff, [11] = 0xff};
    const bool link_local = in[0] == 0xfe && (in[1] & 0xc0) == 0x80;
    memcpy(out, in, 16);
    if (in[0] == 0xff || memcmp(in, zeros, 12) == 0)
        return;
    if (memcmp(in, mapped, sizeof mapped) == 0)
        map_ipv4(anonymizer, in + 12, out + 12);
    else
        ikt_cryptopan_map(anonymizer->pan, in, link_local ? 64 : in[0] >> 5 == 1 ? 3 : 8, 128, out);
}

struct ikt_address ikt_anonymizer_address(const struct ikt_anonymizer *anonymizer, const struct ikt_address *address)
{
    struct ikt_address out = *address;
    if (address->family == IKT_FAMILY_IPV4)
        map_ipv4(anonymizer, address->octets, out.octets);
    else if (address->family == IKT_FAMILY_IPV6)
        map_ipv6(anonymizer, address->octets, out.octets);
    return out;
}

struct ikt_address ikt_anonymizer_network(const struct ikt_anonymizer *anonymizer, const struct ikt_address *address,
                                          unsigned prefix)
{
    struct ikt_address out = ikt_anonymizer_address(anonymizer, address);
    const unsigned bits = address->family == IKT_FAMILY_IPV6 ? 128 : 32;
    for (unsigned bit = prefix; bit < bits; bit++)
        out.octets[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    return out;
}

void ikt_anonymizer_octets(const struct ikt_anonymizer *anonymizer, struct ikt_bytes octets, uint8_t *out)
{
    uint8_t digest[DIGEST];
    ikt_keyed_digest_of(anonymizer->digest, "octets", octets, digest);
    for (size_t i = 0; i < octets.length; i++) {
        if (i > 0 && i % DIGEST == 0)
            ikt_keyed_digest_of(anonymizer->digest, "more octets", (struct ikt_bytes){digest, DIGEST}, digest);
        out[i] = digest[i % DIGEST];
    }
}

static void make_cookie(const struct ikt_anonymizer *anonymizer, const uint8_t cookie[static IKT_COOKIE_SIZE],
                        uint8_t out[static IKT_COOKIE_SIZE])
{
    uint8_t digest[DIGEST];
    ikt_keyed_digest_of(anonymizer->digest, "cookie", (struct ikt_bytes){cookie, IKT_COOKIE_SIZE}, digest);
    digest[0] |= 1; /* never zero */
    memcpy(out, digest, IKT_COOKIE_SIZE);
}

void ikt_anonymizer_cookie(const struct ikt_anonymizer *anonymizer, const uint8_t cookie[static IKT_COOKIE_SIZE],
                           uint8_t out[static IKT_COOKIE_SIZE])
{
    static const uint8_t none[IKT_COOKIE_SIZE];
    const uint8_t *known = g_hash_table_lookup(anonymizer->cookies, cookie);
    if (memcmp(cookie, none, sizeof none) == 0)
        memset(out, 0, IKT_COOKIE_SIZE);
    else if (known)
        memcpy(out, known + IKT_COOKIE_SIZE, IKT_COOKIE_SIZE);
    else
        make_cookie(anonymizer, cookie, out);
}

uint32_t ikt_anonymizer_spi(const struct ikt_anonymizer *anonymizer, uint32_t spi)
{
    const uint8_t octets[] = {(uint8_t)(spi >> 24), (uint8_t)(spi >> 16), (uint8_t)(spi >> 8), (uint8_t)spi};
    uint8_t digest[DIGEST];
    if (spi <= SPI_RESERVED)
        return spi;
    ikt_keyed_digest_of(anonymizer->digest, "spi", (struct ikt_bytes){octets, sizeof octets}, digest);
    const uint32_t mapped =
        (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 | digest[3];
    return mapped | 0x01000000;
}

char *ikt_anonymizer_name(const struct ikt_anonymizer *anonymizer, const char *text, size_t length)
{
    uint8_t digest[DIGEST];
    ikt_keyed_digest_of(anonymizer->digest, "name", (struct ikt_bytes){(const uint8_t *)text, length}, digest);
    return g_strdup_printf("name-%02x%02x%02x", digest[0], digest[1], digest[2]);
}

/* What counts as part of a word; so that "a.b", "a-b" and "a@b" are one. */
static bool is_of_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '-' || c == '.' || c == '@' || (unsigned char)c >= 0x80;
}

/* Those that are words of our own have room of their own: of the others all that may be one can be hidden. */
static bool has_room(struct ikt_anonymizer *anonymizer, bool own)
{
    const guint others = (guint)g_tree_nnodes(anonymizer->names) - anonymizer->own_names;
    if (own ? anonymizer->own_names < OWN_NAMES_MAX : others < NAMES_MAX)
        return true;
    anonymizer->unlearned |= own ? IKT_UNLEARNED_OWN : IKT_UNLEARNED_NAMES;
    return false;
}

static unsigned begin_of(const char *name)
{
    return (unsigned)(uint8_t)name[0] << 8 | (uint8_t)name[1];
}

static void learn(struct ikt_anonymizer *anonymizer, const char *word, size_t length)
{
    if (length < 2)
        return;
    g_autofree char *text = g_strndup(word, length);
    const bool own = ikt_is_own_word(word, length);
    if (g_tree_lookup(anonymizer->names, text) || !has_room(anonymizer, own))
        return;
    anonymizer->own_names += own;
    anonymizer->begins[begin_of(text) / 8] |= (uint8_t)(1U << begin_of(text) % 8);
    char *name = ikt_anonymizer_name(anonymizer, text, length);
    g_tree_insert(anonymizer->names, g_steal_pointer(&text), name);
}

/* The next word at or after *at, trailing points taken off; false: there is none. */
static bool next_word(struct ikt_bytes text, size_t *at, const char **word, size_t *length)
{
    const char *octets = (const char *)text.data;
    if (text.length == 0)
        return false;
    while (*at < text.length && !is_of_word(octets[*at]))
        ++*at;
    const size_t start = *at;
    while (*at < text.length && is_of_word(octets[*at]))
        ++*at;
    *word = octets + start;
    *length = *at - start;
    while (*length > 1 && (octets[start + *length - 1] == '.' || octets[start + *length - 1] == '-'))
        --*length;
    return *at > start;
}

/* A number, an address, hex digits: no name. */
static bool is_number(const char *word, size_t length)
{
    bool digits = false;
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isxdigit(word[i]) && word[i] != '.' && word[i] != '-')
            return false;
        digits = digits || g_ascii_isdigit(word[i]);
    }
    return digits && (g_ascii_isdigit(word[0]) || length >= 8);
}

void ikt_anonymizer_learn_words(struct ikt_anonymizer *anonymizer, struct ikt_bytes text)
{
    const char *word;
    size_t at = 0, length;
    while (next_word(text, &at, &word, &length)) {
        if (!is_number(word, length) && !ikt_is_own_word(word, length))
            learn(anonymizer, word, length);
    }
}

void ikt_anonymizer_learn_document(struct ikt_anonymizer *anonymizer, struct ikt_bytes text)
{
    const char *word, *line = (const char *)text.data;
    size_t left = text.length;
    ikt_anonymizer_learn_words(anonymizer, text);
    while (left > 0) {
        const char *end = memchr(line, '\n', left);
        const size_t size = end ? (size_t)(end - line) : left;
        struct ikt_naming naming = {0};
        size_t at = 0, length;
        while (next_word((struct ikt_bytes){(const uint8_t *)line, size}, &at, &word, &length)) {
            if (ikt_naming_next(&naming, word, length) && !is_number(word, length))
                learn(anonymizer, word, length);
        }
        left -= MIN(size + 1, left);
        line += size + 1;
    }
}

void ikt_anonymizer_learn_cookie(struct ikt_anonymizer *anonymizer, const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    if (ikt_anonymizer_knows_cookie(anonymizer, cookie))
        return;
    if (g_hash_table_size(anonymizer->cookies) >= COOKIES_MAX) {
        anonymizer->unlearned |= IKT_UNLEARNED_COOKIES;
        return;
    }
    uint8_t *both = g_malloc(2 * IKT_COOKIE_SIZE);
    memcpy(both, cookie, IKT_COOKIE_SIZE);
    ikt_anonymizer_cookie(anonymizer, cookie, both + IKT_COOKIE_SIZE);
    g_hash_table_add(anonymizer->cookies, both);
}

bool ikt_anonymizer_name_begins(const struct ikt_anonymizer *anonymizer, const char text[static 2])
{
    return anonymizer->begins[begin_of(text) / 8] >> begin_of(text) % 8 & 1;
}

const char *ikt_anonymizer_known_name(const struct ikt_anonymizer *anonymizer, const char *text, size_t length)
{
    if (length < 2 || !ikt_anonymizer_name_begins(anonymizer, text))
        return NULL;
    g_autofree char *name = g_strndup(text, length);
    return g_tree_lookup(anonymizer->names, name);
}

bool ikt_anonymizer_knows_cookie(const struct ikt_anonymizer *anonymizer, const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    return g_hash_table_lookup(anonymizer->cookies, cookie);
}

unsigned ikt_anonymizer_unlearned(const struct ikt_anonymizer *anonymizer)
{
    const bool cut = anonymizer->map && anonymizer->map->cut;
    return anonymizer->unlearned | (cut ? IKT_UNLEARNED_MAP : 0u);
}

/* "2026-11-21T22", "05.677778Z": of a time as JSON has it, and no name that anybody gives. */
static bool is_of_time(const char *word, size_t length)
{
    static const char form[] = "dddd-dd-ddTdd";
    bool date = length == sizeof form - 1, seconds = length > 2 && word[length - 1] == 'Z';
    for (size_t i = 0; i < length && date; i++)
        date = form[i] == 'd' ? g_ascii_isdigit(word[i]) : word[i] == form[i];
    for (size_t i = 0; i + 1 < length && seconds; i++)
        seconds = g_ascii_isdigit(word[i]) || word[i] == '.';
    return date || seconds;
}

bool ikt_anonymizer_suspects(const struct ikt_anonymizer *anonymizer, const char *word, size_t length)
{
    return (anonymizer->unlearned & IKT_UNLEARNED_NAMES) && length >= 2 && !is_number(word, length) &&
           !is_of_time(word, length) && !ikt_is_own_word(word, length);
}

void ikt_anonymizer_keep_map(struct ikt_anonymizer *anonymizer)
{
    if (anonymizer->map)
        return;
    anonymizer->map = g_new0(struct map, 1);
    anonymizer->map->texts = g_tree_new_full(compare_texts, NULL, g_free, g_free);
}

void ikt_anonymizer_note(const struct ikt_anonymizer *anonymizer, const char *original, const char *replacement)
{
    struct map *map = anonymizer->map;
    if (!map || g_tree_lookup(map->texts, original))
        return;
    if ((guint)g_tree_nnodes(map->texts) < NAMES_MAX)
        g_tree_insert(map->texts, g_strdup(original), g_strdup(replacement));
    else
        map->cut = true;
}

static gboolean put_line(gpointer original, gpointer replacement, gpointer out)
{
    g_string_append_printf(out, "%s\t%s\n", (const char *)original, (const char *)replacement);
    return FALSE;
}

void ikt_anonymizer_map_write(const struct ikt_anonymizer *anonymizer, GString *out)
{
    if (anonymizer->map)
        g_tree_foreach(anonymizer->map->texts, put_line, out);
}
