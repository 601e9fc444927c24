/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_scan.h"

#include <arpa/inet.h>
#include <string.h>

/* What an octet may be for. */
enum {
    ALONE = 1,  /* it stays, whatever stands beside it */
    SIMPLE = 2, /* of a word, which it makes neither an address nor a name of several parts */
    JOINT = 4,  /* SIMPLE, and the next one may begin a name */
    HEX = 8
};
static uint8_t kinds[256];

enum {
    SPI_DIGITS = 8,
    COOKIE_DIGITS = 16,
    MASK_GAP = 1 /* characters between a network and its mask */
};

static char peek(const struct ikt_scan *scan, size_t ahead)
{
    return scan->at + ahead < scan->length ? scan->text[scan->at + ahead] : '\0';
}

void ikt_scan_pass(struct ikt_scan *scan, size_t count)
{
    scan->at += MIN(count, scan->length - scan->at);
}

void ikt_scan_write(struct ikt_scan *scan)
{
    g_string_append_len(scan->out, scan->text + scan->written, (gssize)(scan->at - scan->written));
    scan->written = scan->at;
}

/* text stands for so many octets at this place. */
static void replace(struct ikt_scan *scan, size_t count, const char *text)
{
    ikt_scan_write(scan);
    g_string_append(scan->out, text);
    scan->at += count;
    scan->written = scan->at;
}

static bool is_of_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '-' || c == '@' || (unsigned char)c >= 0x80;
}

/* An IPv4 address at this place, that no other number or word goes on with; its length, 0: none. */
static size_t ipv4_at(const char *text, size_t length, struct ikt_address *out)
{
    char copied[INET_ADDRSTRLEN];
    size_t size = 0, points = 0;
    while (size < length && size < sizeof copied && (g_ascii_isdigit(text[size]) || text[size] == '.'))
        points += text[size++] == '.';
    for (; size > 0 && text[size - 1] == '.'; size--)
        points--;
    if (points != 3 || size >= sizeof copied)
        return 0;
    memcpy(copied, text, size);
    copied[size] = '\0';
    const char next = size < length ? text[size] : '\0', after = size + 1 < length ? text[size + 1] : '\0';
    if (g_ascii_isalnum(next) || next == '_' || (next == '.' && g_ascii_isdigit(after)))
        return 0;
    return ikt_address_parse(copied, out) && out->family == IKT_FAMILY_IPV4 ? size : 0;
}

static size_t ipv6_at(const char *text, size_t length, struct ikt_address *out)
{
    char copied[INET6_ADDRSTRLEN];
    size_t size = 0, colons = 0;
    bool shortened = false;
    for (; size < length && size < sizeof copied &&
           (g_ascii_isxdigit(text[size]) || text[size] == ':' || text[size] == '.');
         size++) {
        colons += text[size] == ':';
        shortened = shortened || (size > 0 && text[size] == ':' && text[size - 1] == ':');
    }
    if (colons < 6 && !shortened) /* a time, or part of one */
        return 0;
    for (; colons >= 2 && size > 1; size--) { /* "2001:db8::1:" and "::1." end before what follows them */
        memcpy(copied, text, MIN(size, sizeof copied - 1));
        copied[MIN(size, sizeof copied - 1)] = '\0';
        if (size < sizeof copied && ikt_address_parse(copied, out))
            break;
        if (text[size - 1] != ':' && text[size - 1] != '.')
            return 0;
    }
    const char next = size < length ? text[size] : '\0';
    return colons >= 2 && size > 1 && out->family == IKT_FAMILY_IPV6 && !g_ascii_isalnum(next) ? size : 0;
}

static bool contiguous(uint32_t ones)
{
    return (ones & (ones + 1)) == 0;
}

/* The prefix length that a netmask or a wildcard says; 33: it is none. */
static unsigned prefix_of_mask(const struct ikt_address *mask)
{
    const uint8_t *octets = mask->octets;
    const uint32_t value = (uint32_t)octets[0] << 24 | (uint32_t)octets[1] << 16 | (uint32_t)octets[2] << 8 | octets[3];
    if (octets[0] == 255 && contiguous(~value))
        return 32 - (unsigned)__builtin_popcount(~value);
    if (octets[0] == 0 && value != 0 && contiguous(value))
        return 32 - (unsigned)__builtin_popcount(value);
    return 33;
}

/* What follows an address may make it a network: "/24", "/255.255.255.0", " 0.0.0.255". */
static unsigned prefix_after(const struct ikt_scan *scan, size_t size, unsigned bits)
{
    const char *text = scan->text + scan->at + size;
    const size_t left = scan->length - scan->at - size;
    struct ikt_address mask;
    if (left < 2 || (*text != '/' && *text != ' '))
        return bits;
    if (bits == 32 && ipv4_at(text + MASK_GAP, left - MASK_GAP, &mask) > 0)
        return MIN(prefix_of_mask(&mask), bits);
    if (*text != '/' || !g_ascii_isdigit(text[1]))
        return bits;
    unsigned prefix = 0;
    for (size_t i = 1; i < left && i < 4 && g_ascii_isdigit(text[i]); i++)
        prefix = prefix * 10 + (unsigned)(text[i] - '0');
    return MIN(prefix, bits);
}

static void fill_kinds(void)
{
    for (int c = ' '; c < 0x7f; c++) {
        const bool joint = c == '-' || c == '_';
        if (g_ascii_isalnum(c) || joint)
            kinds[c] = (uint8_t)(SIMPLE | (joint ? JOINT : 0) | (g_ascii_isxdigit(c) ? HEX : 0));
        else if (!strchr("\"\\&<:.@", c))
            kinds[c] = ALONE;
    }
}

static const struct ikt_address *mapped(struct ikt_scan *scan, const struct ikt_address *address, unsigned prefix)
{
    const size_t last = address->family == IKT_FAMILY_IPV6 ? 15 : 3;
    struct ikt_scan_met *met = &scan->met[address->octets[last] % G_N_ELEMENTS(scan->met)];
    if (met->prefix != prefix || !ikt_address_equal(&met->original, address))
        *met = (struct ikt_scan_met){*address, ikt_anonymizer_network(scan->anonymizer, address, prefix), prefix};
    return &met->mapped;
}

static bool put_address(struct ikt_scan *scan)
{
    char text[IKT_ADDRESS_TEXT];
    struct ikt_address address = {0};
    const char *here = scan->text + scan->at;
    const size_t left = scan->length - scan->at;
    if (!g_ascii_isxdigit(*here) && *here != ':')
        return false;
    size_t size = ipv6_at(here, left, &address);
    if (size == 0)
        size = ipv4_at(here, left, &address);
    if (size == 0)
        return false;
    const unsigned bits = address.family == IKT_FAMILY_IPV6 ? 128 : 32, prefix = prefix_after(scan, size, bits);
    g_autofree char *original = g_strndup(here, size);
    ikt_anonymizer_note(scan->anonymizer, original, ikt_address_format(mapped(scan, &address, prefix), text));
    replace(scan, size, text);
    return true;
}

static size_t hex_digits(const struct ikt_scan *scan, size_t from)
{
    size_t count = 0;
    while (g_ascii_isxdigit(peek(scan, from + count)))
        count++;
    return count;
}

static uint32_t spi_of(const char *digits)
{
    char text[SPI_DIGITS + 1];
    memcpy(text, digits, SPI_DIGITS);
    text[SPI_DIGITS] = '\0';
    return (uint32_t)g_ascii_strtoull(text, NULL, 16);
}

static void put_spi(struct ikt_scan *scan, bool upper)
{
    const uint32_t spi = ikt_anonymizer_spi(scan->anonymizer, spi_of(scan->text + scan->at));
    char text[SPI_DIGITS + sizeof "(4294967295"];
    g_snprintf(text, sizeof text, upper ? "%08X" : "%08x", spi);
    replace(scan, SPI_DIGITS, text);
    if (peek(scan, 0) != '(' || !g_ascii_isdigit(peek(scan, 1)))
        return;
    size_t digits = 1;
    while (g_ascii_isdigit(peek(scan, 1 + digits)))
        digits++;
    g_snprintf(text, sizeof text, "(%u", spi); /* IOS tells it in both ways */
    replace(scan, 1 + digits, text);
}

static void put_cookie(struct ikt_scan *scan, const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    uint8_t mapped[IKT_COOKIE_SIZE];
    static const char digits[] = "0123456789abcdef";
    char text[COOKIE_DIGITS + 1] = {0};
    ikt_anonymizer_cookie(scan->anonymizer, cookie, mapped);
    for (size_t i = 0; i < IKT_COOKIE_SIZE; i++) {
        text[2 * i] = digits[mapped[i] >> 4];
        text[2 * i + 1] = digits[mapped[i] & 15];
    }
    replace(scan, COOKIE_DIGITS, text);
}

static void read_cookie(const char *digits, uint8_t cookie[static IKT_COOKIE_SIZE])
{
    for (size_t i = 0; i < IKT_COOKIE_SIZE; i++)
        cookie[i] = (uint8_t)(g_ascii_xdigit_value(digits[2 * i]) << 4 | g_ascii_xdigit_value(digits[2 * i + 1]));
}

/* Digits of a cookie that was met, of two of them, or of an SPI. */
static bool put_hex(struct ikt_scan *scan)
{
    if (peek(scan, 0) == '0' && (peek(scan, 1) == 'x' || peek(scan, 1) == 'X') && hex_digits(scan, 2) == SPI_DIGITS) {
        const bool upper = strspn(scan->text + scan->at + 2, "0123456789ABCDEF") >= SPI_DIGITS;
        ikt_scan_pass(scan, 2);
        put_spi(scan, upper);
        return true;
    }
    const size_t digits = hex_digits(scan, 0);
    if (digits == SPI_DIGITS && (scan->hex_is_told || scan->spi_follows) && !is_of_word(peek(scan, digits))) {
        put_spi(scan, false);
        return true;
    }
    if (digits == 0 || digits % COOKIE_DIGITS != 0 || is_of_word(peek(scan, digits)))
        return false;
    /* longer numbers are hashes */
    const bool suspected =
        digits <= 2 * COOKIE_DIGITS && (ikt_anonymizer_unlearned(scan->anonymizer) & IKT_UNLEARNED_COOKIES) != 0;
    for (size_t done = 0; done < digits; done += COOKIE_DIGITS) {
        uint8_t cookie[IKT_COOKIE_SIZE];
        read_cookie(scan->text + scan->at, cookie);
        if (scan->hex_is_told || suspected || ikt_anonymizer_knows_cookie(scan->anonymizer, cookie))
            put_cookie(scan, cookie);
        else
            ikt_scan_pass(scan, COOKIE_DIGITS);
    }
    return true;
}

/* How far the word goes at this place: points and hyphens within it, none at its end. */
static size_t word_at(const struct ikt_scan *scan)
{
    const char *word = scan->text + scan->at;
    const size_t left = scan->length - scan->at;
    size_t size = 0;
    while (size < left &&
           (is_of_word(word[size]) || (word[size] == '.' && size + 1 < left && is_of_word(word[size + 1]))))
        size++;
    while (size > 1 && word[size - 1] == '-')
        size--;
    return size;
}

static bool joins(char c)
{
    return c == '.' || c == '-' || c == '_' || c == '@';
}

static size_t piece_end(const char *word, size_t from, size_t size)
{
    while (from < size && !joins(word[from]))
        from++;
    return from;
}

/* The longest run of pieces, from the beginning of the word, that is a name; 0: none. */
static size_t known_at(const struct ikt_scan *scan, size_t size, const char **name)
{
    const char *word = scan->text + scan->at;
    *name = ikt_anonymizer_known_name(scan->anonymizer, word, size);
    for (size_t end = size; !*name && end > 1;) {
        end--;
        if (joins(word[end]))
            *name = ikt_anonymizer_known_name(scan->anonymizer, word, size = end);
    }
    return *name ? size : 0;
}

static bool is_word_for_spi(const struct ikt_scan *scan, size_t size)
{
    const char *word = scan->text + scan->at;
    return size >= 3 && size <= 4 && g_ascii_strncasecmp(word, "SPIs", size) == 0;
}

static void put_name(struct ikt_scan *scan, size_t size, const char *name)
{
    g_autofree char *original = g_strndup(scan->text + scan->at, size);
    ikt_anonymizer_note(scan->anonymizer, original, name);
    replace(scan, size, name);
}

/* A word of so many octets, which begins with no address. */
static void put_word(struct ikt_scan *scan, size_t left)
{
    scan->spi_follows = is_word_for_spi(scan, left) || (scan->spi_follows && left == strlen("and"));
    const bool suspected = ikt_anonymizer_suspects(scan->anonymizer, scan->text + scan->at, left);
    bool no_address = true; /* here is none; "15.4.3.2.1" ends in none either */
    while (left > 0) {
        const char *name;
        const size_t before = scan->at, known = known_at(scan, left, &name);
        if (known > 0) {
            put_name(scan, known, name);
        } else if (suspected && ikt_anonymizer_suspects(scan->anonymizer, scan->text + scan->at, left)) {
            g_autofree char *made = ikt_anonymizer_name(scan->anonymizer, scan->text + scan->at, left);
            put_name(scan, left, made);
        } else if (no_address || !put_address(scan)) {
            ikt_scan_pass(scan, piece_end(scan->text + scan->at, 0, left));
        }
        left -= MIN(left, scan->at - before);
        if (left > 0) {
            no_address = peek(scan, 0) == '.';
            ikt_scan_pass(scan, 1); /* what joins it to the next piece */
            left--;
        }
    }
}

static bool name_begins(const struct ikt_scan *scan, size_t at)
{
    return at + 1 >= scan->length || ikt_anonymizer_name_begins(scan->anonymizer, scan->text + at);
}

/*
 * As put_plain, of a word that is no name, number with a meaning or part of an address: most are none, and this is what
 * reports of megabytes take time for. False: it has to be looked at, and nothing is done.
 */
static bool skip_word(struct ikt_scan *scan)
{
    const uint8_t *text = (const uint8_t *)scan->text;
    size_t at = scan->at;
    uint8_t all = kinds[text[at]];
    if (!(all & SIMPLE) || name_begins(scan, at))
        return false;
    for (; at < scan->length && kinds[text[at]] & SIMPLE; at++) {
        all &= kinds[text[at]] | JOINT;
        if (kinds[text[at]] & JOINT && name_begins(scan, at + 1))
            return false;
    }
    const size_t size = at - scan->at;
    if (at == scan->length || !(kinds[text[at]] & ALONE || text[at] == '"') || text[at - 1] == '-')
        return false;
    if ((all & HEX && size % SPI_DIGITS == 0) || (text[scan->at] == '0' && (text[scan->at + 1] | 0x20) == 'x'))
        return false;
    scan->spi_follows = is_word_for_spi(scan, size) || (scan->spi_follows && size == strlen("and"));
    scan->at = at;
    return true;
}

static void put_plain(struct ikt_scan *scan)
{
    if (put_address(scan) || put_hex(scan))
        return;
    const size_t word = word_at(scan);
    if (word > 0)
        put_word(scan, word);
    else
        ikt_scan_pass(scan, 1);
}

/* What is no text at this place: its length, 0: nothing. */
static size_t escape_at(const struct ikt_scan *scan)
{
    size_t size = 1;
    switch (peek(scan, 0)) {
    case '\x1b': /* a colour */
        while (peek(scan, size) != '\0' && !g_ascii_isalpha(peek(scan, size)))
            size++;
        return size + 1;
    case '\\':
        return scan->kind == IKT_TEXT_JSON ? peek(scan, 1) == 'u' ? 6 : 2 : 0;
    case '&':
        while (scan->kind == IKT_TEXT_HTML && (g_ascii_isalnum(peek(scan, size)) || peek(scan, size) == '#'))
            size++;
        return size > 1 && peek(scan, size) == ';' ? size + 1 : 0;
    default:
        return 0;
    }
}

static bool take_style(struct ikt_scan *scan)
{
    static const char begin[] = "<style>", end[] = "</style>";
    if (strncmp(scan->text + scan->at, begin, MIN(sizeof begin - 1, scan->length - scan->at)) != 0)
        return false;
    const char *found = g_strstr_len(scan->text + scan->at, (gssize)(scan->length - scan->at), end);
    ikt_scan_pass(scan, found ? (size_t)(found - scan->text) - scan->at : scan->length - scan->at);
    return true;
}

struct ikt_scan ikt_scan_begin(const struct ikt_anonymizer *anonymizer, enum ikt_text_kind kind, const char *text,
                               size_t length, GString *out)
{
    static gsize filled;
    if (g_once_init_enter(&filled)) {
        fill_kinds();
        g_once_init_leave(&filled, 1);
    }
    return (struct ikt_scan){.anonymizer = anonymizer, .kind = kind, .text = text, .length = length, .out = out};
}

void ikt_scan_to(struct ikt_scan *scan, size_t end)
{
    const bool all_may_be_names = ikt_anonymizer_unlearned(scan->anonymizer) & IKT_UNLEARNED_NAMES;
    while (scan->at < end) {
        if (kinds[(uint8_t)scan->text[scan->at]] & ALONE) {
            scan->at++;
            continue;
        }
        if (!all_may_be_names && skip_word(scan))
            continue;
        const size_t escape = escape_at(scan);
        if (escape > 0)
            ikt_scan_pass(scan, escape);
        else if (scan->kind != IKT_TEXT_HTML || peek(scan, 0) != '<' || !take_style(scan))
            put_plain(scan);
    }
}
