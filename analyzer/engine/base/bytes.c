/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/bytes.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include <glib.h>

#include "base/hex.h"

static size_t address_size(uint8_t family)
{
    return family == IKT_FAMILY_IPV4 ? 4 : family == IKT_FAMILY_IPV6 ? 16 : 0;
}

struct ikt_address ikt_address_ipv4(const uint8_t octets[static 4])
{
    struct ikt_address address = {.family = IKT_FAMILY_IPV4};
    memcpy(address.octets, octets, 4);
    return address;
}

struct ikt_address ikt_address_ipv6(const uint8_t octets[static 16])
{
    struct ikt_address address = {.family = IKT_FAMILY_IPV6};
    memcpy(address.octets, octets, 16);
    return address;
}

bool ikt_address_parse(const char *text, struct ikt_address *out)
{
    uint8_t octets[16];
    if (inet_pton(AF_INET, text, octets) == 1)
        *out = ikt_address_ipv4(octets);
    else if (inet_pton(AF_INET6, text, octets) == 1)
        *out = ikt_address_ipv6(octets);
    else
        return false;
    return true;
}

int ikt_address_compare(const struct ikt_address *a, const struct ikt_address *b)
{
    if (a->family != b->family)
        return a->family < b->family ? -1 : 1;
    if (a->family == IKT_FAMILY_IPV4) { /* one word: networks are compared by it all the time */
        uint32_t one, other;
        memcpy(&one, a->octets, sizeof one);
        memcpy(&other, b->octets, sizeof other);
        one = GUINT32_FROM_BE(one);
        other = GUINT32_FROM_BE(other);
        return (one > other) - (one < other);
    }
    return memcmp(a->octets, b->octets, address_size(a->family));
}

/* Not by way of the order: sizes that are known make this two comparisons, and it is asked for all the time. */
bool ikt_address_equal(const struct ikt_address *a, const struct ikt_address *b)
{
    return a->family == b->family && memcmp(a->octets, b->octets, sizeof(a->octets)) == 0;
}

bool ikt_address_in_prefix(const struct ikt_address *address, const struct ikt_address *prefix, unsigned bits)
{
    size_t size = address_size(prefix->family);
    if (address->family != prefix->family || size == 0 || bits > size * 8)
        return false;
    size_t whole = bits / 8;
    unsigned rest = bits % 8;
    if (memcmp(address->octets, prefix->octets, whole) != 0)
        return false;
    return rest == 0 || (address->octets[whole] ^ prefix->octets[whole]) >> (8 - rest) == 0;
}

bool ikt_endpoint_equal(const struct ikt_endpoint *a, const struct ikt_endpoint *b)
{
    return a->port == b->port && ikt_address_equal(&a->address, &b->address);
}

/* Every finding names addresses many times over, and inet_ntop prints through stdio. */
static void format_ipv4(const uint8_t octets[static 4], char *out)
{
    for (unsigned i = 0; i < 4; i++) {
        unsigned octet = octets[i];
        if (i > 0)
            *out++ = '.';
        if (octet >= 100)
            *out++ = (char)('0' + octet / 100);
        if (octet >= 10)
            *out++ = (char)('0' + octet / 10 % 10);
        *out++ = (char)('0' + octet % 10);
    }
    *out = '\0';
}

const char *ikt_address_format(const struct ikt_address *address, char out[static IKT_ADDRESS_TEXT])
{
    if (address->family == IKT_FAMILY_IPV4)
        format_ipv4(address->octets, out);
    else if (address_size(address->family) == 0 || !inet_ntop(AF_INET6, address->octets, out, IKT_ADDRESS_TEXT))
        g_strlcpy(out, "-", IKT_ADDRESS_TEXT);
    return out;
}

const char *ikt_endpoint_format(const struct ikt_endpoint *endpoint, char out[static IKT_ENDPOINT_TEXT])
{
    const bool ipv6 = endpoint->address.family == IKT_FAMILY_IPV6;
    char address[IKT_ADDRESS_TEXT], port[8], *at = port + sizeof(port) - 1;
    ikt_address_format(&endpoint->address, address);
    if (address_size(endpoint->address.family) == 0) {
        g_strlcpy(out, address, IKT_ENDPOINT_TEXT);
        return out;
    }
    *at = '\0';
    for (unsigned left = endpoint->port, digits = 0; left > 0 || digits == 0; left /= 10, digits++)
        *--at = (char)('0' + left % 10);
    *--at = ':';
    if (ipv6)
        *out = '[';
    char *end = g_stpcpy(out + (ipv6 ? 1 : 0), address);
    if (ipv6)
        *end++ = ']';
    g_stpcpy(end, at);
    return out;
}

/* A clock without a date that runs for longer is taken for one with a date: of 1971 and later. */
#define UNDATED_DAYS 365

/* A number with leading zeros, in so many digits; where they end. */
static char *put_digits(char *out, unsigned number, unsigned digits)
{
    for (unsigned i = digits; i > 0; i--, number /= 10)
        out[i - 1] = (char)('0' + number % 10);
    return out + digits;
}

#define DAY                86400
#define DAYS_OF_400_YEARS  146097
#define DAYS_OF_A_CENTURY  36524
#define DAYS_OF_FOUR_YEARS 1461
#define MARCH_0000         719468  /* days from the first of March of year 0 until 1970: a leap day ends such a year */
#define YEARS_OF_4_DIGITS  2932896 /* days from 1970 until year 10000 */

/*
 * The date of so many days after 1970, in the Gregorian calendar. Years begin in March: their months have 31, 30, 31,
 * 30, 31 days, twice and a half.
 */
static void date_of(unsigned days, unsigned *year, unsigned *month, unsigned *day)
{
    const unsigned since = days + MARCH_0000;
    const unsigned cycle = since / DAYS_OF_400_YEARS, of_cycle = since % DAYS_OF_400_YEARS;
    const unsigned century = MIN(of_cycle / DAYS_OF_A_CENTURY, 3), of_century = of_cycle - century * DAYS_OF_A_CENTURY;
    const unsigned four = of_century / DAYS_OF_FOUR_YEARS, of_four = of_century % DAYS_OF_FOUR_YEARS;
    const unsigned one = MIN(of_four / 365, 3), of_year = of_four - one * 365;
    const unsigned from_march = (5 * of_year + 2) / 153;
    *day = of_year - (153 * from_march + 2) / 5 + 1;
    *month = from_march < 10 ? from_march + 3 : from_march - 9;
    *year = 400 * cycle + 100 * century + 4 * four + one + (*month <= 2);
}

/* Every record has times: printf takes ten times as long, and gmtime_r asks for the zone. */
static void format_time(unsigned days, unsigned second, unsigned fraction, char *out)
{
    unsigned year, month, day;
    date_of(days, &year, &month, &day);
    const struct {
        unsigned number;
        char after;
    } fields[] = {{month, '-'}, {day, 'T'}, {second / 3600, ':'}, {second / 60 % 60, ':'}, {second % 60, '.'}};
    out = put_digits(out, year, 4);
    *out++ = '-';
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        out = put_digits(out, fields[i].number, 2);
        *out++ = fields[i].after;
    }
    out = put_digits(out, fraction, 6);
    *out++ = 'Z';
    *out = '\0';
}

/* The clock's own, without the date where it has none, and without a zone. */
static void format_undated(ikt_time since, char *out)
{
    char text[IKT_TIME_TEXT];
    ikt_time_format(since, text);
    const char *begin = since < UNDATED_DAYS * 86400 * IKT_SECOND ? strchr(text, 'T') + 1 : text;
    g_strlcpy(out, begin, IKT_TIME_TEXT);
    out[strlen(out) - 1] = '\0'; /* the zone */
}

const char *ikt_time_format(ikt_time when, char out[static IKT_TIME_TEXT])
{
    if (when == IKT_TIME_UNKNOWN) {
        g_strlcpy(out, "-", IKT_TIME_TEXT);
        return out;
    }
    if (when < 0 && when >= IKT_TIME_UNDATED) {
        format_undated(when - IKT_TIME_UNDATED, out);
        return out;
    }
    ikt_time seconds = when / IKT_SECOND, fraction = when % IKT_SECOND;
    if (fraction < 0) {
        fraction += IKT_SECOND;
        seconds--;
    }
    if (seconds >= 0 && seconds / DAY < YEARS_OF_4_DIGITS) {
        format_time((unsigned)(seconds / DAY), (unsigned)(seconds % DAY), (unsigned)fraction, out);
        return out;
    }
    time_t clock = (time_t)seconds;
    struct tm parts;
    if (when == IKT_TIME_NONE || !gmtime_r(&clock, &parts))
        g_strlcpy(out, "-", IKT_TIME_TEXT);
    else
        g_snprintf(out, IKT_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%06" PRId64 "Z", parts.tm_year + 1900,
                   parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, fraction);
    return out;
}

bool ikt_time_is_known(ikt_time time)
{
    return time != IKT_TIME_NONE && time != IKT_TIME_UNKNOWN;
}

bool ikt_time_is_dated(ikt_time time)
{
    return time >= 0;
}

bool ikt_bytes_equal(struct ikt_bytes a, struct ikt_bytes b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

char *ikt_bytes_hex(struct ikt_bytes bytes)
{
    char *hex = g_malloc(2 * bytes.length + 1);
    ikt_hex_write(bytes, hex);
    return hex;
}

/*
 * The length of the UTF-8 sequence (RFC 3629 section 4) at the beginning of bytes and its code point; 0 when there is
 * none. GLib's check has no tables that vary with a version; it takes NUL for none, which is not shown anyway.
 */
static size_t utf8_sequence(struct ikt_bytes bytes, uint32_t *code)
{
    const char *text = (const char *)bytes.data;
    *code = g_utf8_get_char_validated(text, (gssize)MIN(bytes.length, 4));
    return *code > 0x10ffff ? 0 : (size_t)(g_utf8_next_char(text) - text);
}

/*
 * Code points that move, hide or break the text around them, turn it around, or show nothing. Ranges, not GLib's
 * tables: what is written must not vary with a version of Unicode.
 */
static bool code_point_shown(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        {0x00, 0x1f},       /* C0 */
        {'\\', '\\'},       /* our own escape */
        {0x7f, 0xa0},       /* DEL, C1, the space that does not break */
        {0xad, 0xad},       /* soft hyphen */
        {0x0300, 0x036f},   /* combining marks, which pile up on what stands before them */
        {0x0483, 0x0489},   /* combining Cyrillic */
        {0x0590, 0x08ff},   /* Hebrew, Arabic, Syriac, Thaana, N'Ko and others that run from right to left */
        {0x115f, 0x1160},   /* Hangul fillers */
        {0x1680, 0x1680},   /* Ogham space */
        {0x17b4, 0x17b5},   /* Khmer vowels without a shape */
        {0x180b, 0x180f},   /* Mongolian selectors */
        {0x1ab0, 0x1aff},   /* combining marks */
        {0x1dc0, 0x1dff},   /* combining marks */
        {0x2000, 0x200f},   /* spaces, zero width, left-to-right and right-to-left marks */
        {0x2028, 0x202f},   /* line and paragraph separators, bidirectional embeddings and overrides, a space */
        {0x205f, 0x206f},   /* a space, invisible operators, bidirectional isolates */
        {0x20d0, 0x20ff},   /* combining marks for symbols */
        {0x2800, 0x2800},   /* Braille without a dot */
        {0x3000, 0x3000},   /* ideographic space */
        {0x3164, 0x3164},   /* Hangul filler */
        {0xe000, 0xf8ff},   /* of private use: whatever a font has there, or nothing */
        {0xfb1d, 0xfe0f},   /* Hebrew and Arabic forms, noncharacters, variation selectors */
        {0xfe20, 0xfe2f},   /* combining half marks */
        {0xfe70, 0xfeff},   /* Arabic forms, byte order mark */
        {0xffa0, 0xffa0},   /* Hangul filler */
        {0xfff0, 0xfffb},   /* interlinear annotation */
        {0x10800, 0x10fff}, /* old scripts that run from right to left */
        {0x110bd, 0x110cd}, /* Kaithi number signs */
        {0x13430, 0x13455}, /* Egyptian format controls */
        {0x1bca0, 0x1bca3}, /* shorthand format controls */
        {0x1d173, 0x1d17a}, /* musical format controls */
        {0x1e800, 0x1efff}, /* scripts that run from right to left */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
        if (code >= hidden[i].first && code <= hidden[i].last)
            return false;
    /* from there on: tags, variation selectors, private use */
    return code < 0xe0000 && (code & 0xfffe) != 0xfffe;
}

size_t ikt_bytes_character(struct ikt_bytes bytes, bool *stays)
{
    uint32_t code;
    size_t length = utf8_sequence(bytes, &code);
    *stays = length > 0 && code_point_shown(code);
    return MAX(length, 1);
}

/* How many octets from the beginning are plain ASCII that needs no look at code points: most text is. */
static size_t plain_run(struct ikt_bytes bytes)
{
    size_t run = 0;
    while (run < bytes.length && bytes.data[run] >= 0x20 && bytes.data[run] < 0x7f && bytes.data[run] != '\\')
        run++;
    return run;
}

char *ikt_bytes_text(struct ikt_bytes bytes)
{
    GString *text = g_string_sized_new(bytes.length);
    while (bytes.length > 0) {
        size_t run = plain_run(bytes);
        g_string_append_len(text, (const char *)bytes.data, (gssize)run);
        bytes.data += run;
        bytes.length -= run;
        if (bytes.length == 0)
            break;
        bool stays;
        size_t length = ikt_bytes_character(bytes, &stays);
        if (stays) {
            g_string_append_len(text, (const char *)bytes.data, (gssize)length);
        } else {
            for (size_t i = 0; i < length; i++)
                g_string_append_printf(text, "\\x%02x", bytes.data[i]);
        }
        bytes.data += length;
        bytes.length -= length;
    }
    return g_string_free(text, FALSE);
}
