/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     *Mar  1 00:13:31.891: ISAKMP:(0): ...                    .Mar 13 2026 15:29:24.294 UTC: ...
 *     <188>989474: *Feb  2 11:39:59KST: %CRYPTO-...            022701: Jun 19 10:00:00: ...
 *     Nov 28 10:00:00 192.0.2.1 1234: R1: *Nov 28 ...: ...     2026-11-28T10:00:00.123+01:00 r1 ...
 *     1d03h: ...   00:13:31: ...   7:04: ...                   (time since it was started)
 */
#include "documents/log_stamp.h"

#include <string.h>

#include <glib.h>

#include "base/text.h"

#define PARTS 12   /* before a message */
#define YEAR  2000 /* of stamps without one: it has a 29th of February */

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};

static const char *const beginnings[] = {"ISAKMP:",
                                         "ISAKMP (",
                                         "ISAKMP-",
                                         "ISAKMP :",
                                         "IPSEC(",
                                         "IPSEC:",
                                         "IPSEC (",
                                         "IPSec(",
                                         "IPSec (",
                                         "IPSec (",
                                         "IPSec:",
                                         "IPsec(",
                                         "IPsec (",
                                         "IPSEC-",
                                         "(ipsec_process_proposal)",
                                         "Crypto mapdb",
                                         "map_db_find_best",
                                         "CRYPTO_",
                                         "CRYPTO:",
                                         "crypto_engine",
                                         "CryptoEngine",
                                         "[IKE",
                                         "NHRP:",
                                         "NHRP-",
                                         "KMI:"};

/* "05[IKE] text" of strongSwan; ""site" #2: text" of libreswan */
static bool is_of_swan(struct ikt_bytes text)
{
    size_t i = 0;
    while (i < MIN(text.length, (size_t)4) && g_ascii_isdigit(text.data[i]))
        i++;
    if (i + 6 < text.length && text.data[i] == '[' && text.data[i + 4] == ']' && text.data[i + 5] == ' ')
        return g_ascii_isupper(text.data[i + 1]) && g_ascii_isupper(text.data[i + 2]) &&
               g_ascii_isupper(text.data[i + 3]);
    if (ikt_text_begins(text, "packet from "))
        return true;
    if (text.length < 6 || text.data[0] != '"')
        return false;
    const size_t look = MIN(text.length, (size_t)120);
    const uint8_t *quote = memchr(text.data + 1, '"', look - 1);
    const uint8_t *hash = quote ? memchr(quote, '#', (size_t)(text.data + look - quote)) : NULL;
    return hash && hash + 1 < text.data + text.length && g_ascii_isdigit(hash[1]);
}

bool ikt_log_is_message(struct ikt_bytes text)
{
    if (is_of_swan(text))
        return true;
    if (text.length > 2 && text.data[0] == '%' && g_ascii_isupper(text.data[1])) {
        size_t end = 1;
        while (end < MIN(text.length, (size_t)60) &&
               (g_ascii_isupper(text.data[end]) || g_ascii_isdigit(text.data[end]) ||
                (text.data[end] != '\0' && strchr("_-", text.data[end]))))
            end++;
        return end < text.length && text.data[end] == ':' && memchr(text.data, '-', end);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (ikt_text_begins(text, beginnings[i]))
            return true;
    return false;
}

static bool skip(struct ikt_bytes *text, const char *any)
{
    bool found = text->length > 0 && text->data[0] != '\0' && strchr(any, text->data[0]);
    if (found)
        *text = ikt_text_part(*text, 1, text->length);
    return found;
}

/* "10:00:00", "10:00:00.123": microseconds */
static bool take_clock(struct ikt_bytes *text, ikt_time *out)
{
    struct ikt_bytes rest = *text;
    uint32_t hours, minutes, seconds, fraction = 0;
    if (!ikt_text_take_number(&rest, 23, &hours) || !skip(&rest, ":") || !ikt_text_take_number(&rest, 59, &minutes) ||
        !skip(&rest, ":") || !ikt_text_take_number(&rest, 60, &seconds))
        return false;
    ikt_time scale = IKT_SECOND;
    if (rest.length > 1 && rest.data[0] == '.' && g_ascii_isdigit(rest.data[1])) {
        skip(&rest, ".");
        const size_t before = rest.length;
        if (!ikt_text_take_number(&rest, 999999999, &fraction))
            return false;
        for (size_t i = rest.length; i < before; i++)
            scale /= 10;
    }
    *out = ((ikt_time)hours * 3600 + minutes * 60 + seconds) * IKT_SECOND + fraction * scale;
    *text = rest;
    return true;
}

/* Days since 1970 of a date in the Gregorian calendar (years 1970 to 2199). */
static ikt_time days(uint32_t year, uint32_t month, uint32_t day)
{
    GDate date;
    g_date_clear(&date, 1);
    if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return -1;
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return (ikt_time)g_date_get_julian(&date) - 719163; /* of 1970-01-01 */
}

/* " UTC", "KST", " UTC+1", behind a stamp; a word of lower-case letters is a name. */
static void skip_zone(struct ikt_bytes *text)
{
    struct ikt_bytes rest = ikt_text_trim(*text);
    size_t end = 0;
    while (end < MIN(rest.length, (size_t)8) &&
           (g_ascii_isupper(rest.data[end]) || (end > 0 && g_ascii_isdigit(rest.data[end])) ||
            (end > 0 && (rest.data[end] == '+' || rest.data[end] == '-'))))
        end++;
    if (end >= 1 && end <= 6 && (end == rest.length || rest.data[end] == ':'))
        *text = ikt_text_part(rest, end, rest.length);
}

/* "*Mar  1 00:13:31.891 UTC:", "Mar 13 2026 15:29:24", "Thu Nov 28 2026 10:00:00" */
static bool take_date(struct ikt_bytes *text, struct ikt_log_years *years, ikt_time *out)
{
    struct ikt_bytes rest = *text;
    skip(&rest, "*.");
    uint32_t month = 0, day, year = 0;
    for (uint32_t i = 0; i < G_N_ELEMENTS(months); i++)
        if (ikt_text_begins_any_case(rest, months[i]))
            month = i + 1;
    if (month == 0)
        return false;
    rest = ikt_text_part(rest, 3, rest.length);
    if (!skip(&rest, " "))
        return false;
    rest = ikt_text_trim(rest);
    if (!ikt_text_take_number(&rest, 31, &day) || !skip(&rest, " "))
        return false;
    rest = ikt_text_trim(rest);
    struct ikt_bytes with_year = rest;
    if (ikt_text_take_number(&with_year, 2199, &year) && year >= 1970 && skip(&with_year, " "))
        rest = ikt_text_trim(with_year);
    else
        year = 0;
    ikt_time clock;
    if (!take_clock(&rest, &clock))
        return false;
    years->year += year == 0 && years->month == 12 && month == 1 && years->year < 100;
    years->month = month;
    const ikt_time day_number = days(year > 0 ? year : YEAR + years->year, month, day);
    if (day_number < 0)
        return false;
    skip_zone(&rest);
    skip(&rest, ":");
    *out = day_number * 86400 * IKT_SECOND + clock;
    *text = ikt_text_trim(rest);
    return true;
}

/* "2026-11-28T10:00:00.123+01:00", "2026-11-28 10:00:00": the zone is left out, since differences alone count */
static bool take_iso(struct ikt_bytes *text, ikt_time *out)
{
    struct ikt_bytes rest = *text;
    uint32_t year, month, day;
    ikt_time clock;
    if (!ikt_text_take_number(&rest, 2199, &year) || year < 1970 || !skip(&rest, "-/") ||
        !ikt_text_take_number(&rest, 12, &month) || !skip(&rest, "-/") || !ikt_text_take_number(&rest, 31, &day) ||
        !skip(&rest, "T ") || !take_clock(&rest, &clock))
        return false;
    const ikt_time day_number = days(year, month, day);
    if (day_number < 0)
        return false;
    skip(&rest, "Z");
    if (skip(&rest, "+-"))
        while (rest.length > 0 && (g_ascii_isdigit(rest.data[0]) ||
                                   (rest.data[0] == ':' && rest.length > 1 && g_ascii_isdigit(rest.data[1]))))
            rest = ikt_text_part(rest, 1, rest.length);
    skip(&rest, ":");
    *out = day_number * 86400 * IKT_SECOND + clock;
    *text = ikt_text_trim(rest);
    return true;
}

/* "1d03h:", "3w4d:", "00:13:31:", "7:04:": since the router was started */
static bool take_uptime(struct ikt_bytes *text, ikt_time *out)
{
    static const struct {
        char unit;
        ikt_time seconds;
    } units[] = {{'y', 31536000}, {'w', 604800}, {'d', 86400}, {'h', 3600}};
    struct ikt_bytes rest = *text;
    ikt_time seconds = 0, clock;
    bool found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        struct ikt_bytes part = rest;
        uint32_t number;
        const char unit[2] = {units[i].unit, '\0'};
        if (ikt_text_take_number(&part, 9999, &number) && skip(&part, unit)) {
            seconds += number * units[i].seconds;
            rest = part;
            found = true;
        }
    }
    uint32_t minutes;
    if (!found && take_clock(&rest, &clock)) {
        seconds = clock / IKT_SECOND;
        found = true;
    } else if (!found && ikt_text_take_number(&rest, 59, &minutes) && skip(&rest, ":")) {
        uint32_t part;
        found = ikt_text_take_number(&rest, 59, &part);
        seconds = (ikt_time)minutes * 60 + (found ? part : 0);
    }
    if (!found || !skip(&rest, ":") || (rest.length > 0 && !ikt_is_blank(rest.data[0])))
        return false;
    *out = seconds * IKT_SECOND;
    *text = ikt_text_trim(rest);
    return true;
}

/* "<188>" */
static bool take_priority(struct ikt_bytes *text)
{
    struct ikt_bytes rest = *text;
    uint32_t number;
    if (!skip(&rest, "<") || !ikt_text_take_number(&rest, 191, &number) || !skip(&rest, ">"))
        return false;
    if (ikt_text_begins(rest, "1 ")) /* RFC 5424 */
        rest = ikt_text_part(rest, 2, rest.length);
    *text = ikt_text_trim(rest);
    return true;
}

/* "000123:", where something follows */
static bool take_sequence(struct ikt_bytes *text)
{
    struct ikt_bytes rest = *text;
    uint32_t number;
    if (!ikt_text_take_number(&rest, UINT32_MAX, &number) || !skip(&rest, ":") ||
        (rest.length > 0 && !ikt_is_blank(rest.data[0])))
        return false;
    *text = ikt_text_trim(rest);
    return true;
}

/* A name or an address, with ":" or without; "local7.notice" too. */
static struct ikt_bytes take_name(struct ikt_bytes *text)
{
    struct ikt_bytes rest = *text, word = ikt_text_take_word(&rest);
    if (word.length > 1 && word.data[word.length - 1] == ':')
        word = ikt_text_part(word, 0, word.length - 1);
    for (size_t i = 0; i < word.length; i++)
        if (!g_ascii_isalnum(word.data[i]) && (word.data[i] == '\0' || !strchr("-_.:[]/", word.data[i])))
            word.length = 0;
    if (word.length == 0 || word.length > 63 || rest.length == 0)
        return (struct ikt_bytes){NULL, 0};
    *text = rest;
    return word;
}

static bool take_stamp(struct ikt_bytes *text, struct ikt_log_years *years, ikt_time *out)
{
    return take_date(text, years, out) || take_iso(text, out) || take_uptime(text, out);
}

/* Up to three words behind a stamp that lead to a message, or to another stamp: of a syslog daemon. Before any stamp,
 * one that leads to a stamp. */
static bool take_names(struct ikt_log_line *line, struct ikt_bytes *text, struct ikt_log_years *years)
{
    struct ikt_bytes rest = *text, router = {NULL, 0};
    for (unsigned i = 0; i < (line->stamped ? 3 : 1); i++) {
        struct ikt_bytes word = take_name(&rest), ahead;
        ikt_time time;
        if (word.length == 0)
            return false;
        bool digits = true;
        for (size_t k = 0; k < word.length; k++)
            digits = digits && g_ascii_isdigit(word.data[k]);
        if (!digits && router.length == 0)
            router = word;
        ahead = rest;
        struct ikt_log_years kept = *years;
        bool stamped = take_sequence(&ahead) || take_stamp(&ahead, years, &time);
        *years = kept;
        if (stamped || (line->stamped && ikt_log_is_message(rest))) {
            if (router.length > 0)
                line->router = router;
            *text = rest;
            return true;
        }
    }
    return false;
}

void ikt_log_take_stamps(struct ikt_log_line *line, struct ikt_log_years *years)
{
    struct ikt_bytes text = line->text;
    for (unsigned i = 0; i < PARTS && text.length > 0 && !ikt_log_is_message(text); i++) {
        ikt_time time;
        if (take_priority(&text))
            continue;
        if (take_stamp(&text, years, &time)) {
            line->time = time;
            line->stamped = true;
            continue;
        }
        if (take_sequence(&text))
            continue;
        if (!take_names(line, &text, years))
            break;
    }
    /* A number, or what looks like a time since a start, is none without a message behind it. */
    if (line->stamped || ikt_log_is_message(text))
        line->text = text;
}
