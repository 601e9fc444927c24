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

/* Every record has times, and printf takes ten times as long. */
static void format_time(const struct tm *parts, unsigned fraction, char *out)
{
    const struct {
        int number;
        char after;
    } fields[] = {{parts->tm_mon + 1, '-'},
                  {parts->tm_mday, 'T'},
                  {parts->tm_hour, ':'},
                  {parts->tm_min, ':'},
                  {parts->tm_sec, '.'}};
    out = put_digits(out, (unsigned)parts->tm_year + 1900, 4);
    *out++ = '-';
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        out = put_digits(out, (unsigned)fields[i].number, 2);
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
    time_t clock = (time_t)seconds;
    struct tm parts;
    if (when == IKT_TIME_NONE || !gmtime_r(&clock, &parts))
        g_strlcpy(out, "-", IKT_TIME_TEXT);
    else if (parts.tm_year >= -1900 && parts.tm_year < 10000 - 1900)
        format_time(&parts, (unsigned)fraction, out);
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

/* Code points that move, hide or break the text around them. No Unicode tables: these must not vary with a version. */
static bool code_point_shown(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        {0x00, 0x1f},       /* C0 */
        {'\\', '\\'},       /* our own escape */
        {0x7f, 0x9f},       /* DEL and C1 */
        {0xad, 0xad},       /* soft hyphen */
        {0x061c, 0x061c},   /* Arabic letter mark */
        {0x200b, 0x200f},   /* zero width, left-to-right and right-to-left marks */
        {0x2028, 0x202e},   /* line and paragraph separators, bidirectional embeddings and overrides */
        {0x2060, 0x206f},   /* invisible operators, bidirectional isolates */
        {0xfdd0, 0xfdef},   /* noncharacters */
        {0xfeff, 0xfeff},   /* byte order mark */
        {0xfff9, 0xfffb},   /* interlinear annotation */
        {0xe0000, 0xe0fff}, /* tags */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
        if (code >= hidden[i].first && code <= hidden[i].last)
            return false;
    return (code & 0xfffe) != 0xfffe;
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
