/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump_line.h"

#include <glib.h>
#include <string.h>

enum {
    ESCAPE = 0x1b,
    SHORT_GROUP = 4, /* hex digits in a group behind 0x */
    LONG_GROUP = 8,
    EPOCH_LEAST = 100000000, /* seconds: less is no time of 1970 and later, but since a beginning */
    DAY = 86400
};

/* Where the last octet of an escape sequence stands: one that colours or moves, or names a window. */
static size_t skip_sequence(const char *text, size_t at, size_t length)
{
    const bool names = text[at + 1] == ']';
    for (at += 2; at < length && !(names ? text[at] == '\a' : g_ascii_isalpha(text[at])); at++)
        ;
    return at;
}

/* What a terminal shows: backspaces taken back, escape sequences left out, what a return overwrote gone. */
static void settle(char *text, size_t length)
{
    size_t to = 0;
    while (length > 0 && text[length - 1] == '\r')
        length--;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\b') {
            to -= to > 0;
        } else if (text[i] == '\r') {
            to = 0;
        } else if (text[i] == ESCAPE && i + 1 < length && (text[i + 1] == '[' || text[i + 1] == ']')) {
            i = skip_sequence(text, i, length);
        } else if (text[i] != '\0') {
            text[to++] = text[i];
        }
    }
    text[to] = '\0';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *text)
{
    while (is_blank(*text))
        text++;
    return text;
}

static unsigned hex_run(const char *text)
{
    unsigned length = 0;
    while (g_ascii_isxdigit(text[length]))
        length++;
    return length;
}

static bool is_group(const char *text)
{
    const unsigned length = hex_run(text);
    return length > 0 && length % 2 == 0 && (text[length] == '\0' || is_blank(text[length]));
}

static void put_octets(struct ikt_dump_line *row, const char *digits, unsigned length)
{
    for (unsigned i = 0; i + 1 < length && row->count < IKT_DUMP_ROW; i += 2)
        row->octets[row->count++] =
            (uint8_t)(g_ascii_xdigit_value(digits[i]) << 4 | g_ascii_xdigit_value(digits[i + 1]));
}

/* Does the next group of two digits stand behind two blanks, as in the middle of Wireshark's rows? */
static bool goes_on_behind_gap(const char *at, const struct ikt_dump_line *row)
{
    return row->count == IKT_DUMP_ROW / 2 && at[0] == ' ' && at[1] == ' ' && hex_run(at + 2) == 2 &&
           (at[4] == '\0' || is_blank(at[4]));
}

/*
 * Groups with one blank between them; two blanks or a tab end them, and so does what is no group, since one blank alone
 * may stand before the column of characters. The first one, of up to largest digits, says how long they are; by
 * address it only fills the columns up to the next one. The last one may be shorter. False: they are not groups of such
 * a row.
 */
static bool read_groups(const char *at, unsigned largest, struct ikt_dump_line *row)
{
    unsigned width = row->by_address ? largest - row->columns % 4 * 2 : 0;
    for (;;) {
        const unsigned length = hex_run(at);
        const char after = at[length];
        if (length == 0 || length > largest || (after != '\0' && !is_blank(after)))
            return true;
        if (length % 2 != 0) {
            row->cut = after == '\0';
            if (row->cut)
                put_octets(row, at, length - 1);
            return true;
        }
        put_octets(row, at, length);
        at += length;
        width = width == 0 ? length : width;
        const bool more = *at == ' ' && hex_run(at + 1) > 0 && row->count < IKT_DUMP_ROW;
        if (length != width && row->by_address && more && is_group(at + 1))
            return false;
        if (width == 2 && goes_on_behind_gap(at, row)) {
            at += 2;
            continue;
        }
        if (!more || length != width)
            return true;
        width = row->by_address ? largest : width;
        at++;
    }
}

/*
 * From its label on. Labels are 0x and digits, or 4 or 8 digits and a colon; 4 digits and two blanks in what Wireshark
 * and Catalyst switches print. False: it is none; true: it is, and may be broken.
 */
static bool read_row(const char *text, struct ikt_dump_line *row)
{
    const char *at = text;
    const bool prefixed = at[0] == '0' && (at[1] == 'x' || at[1] == 'X');
    at += prefixed ? 2 : 0;
    const unsigned digits = hex_run(at);
    if (digits < 4 || digits > 8 || (!prefixed && digits != 4 && digits != 8))
        return false;
    const char *behind = at + digits;
    const bool colon = *behind == ':';
    if (colon)
        behind++;
    else if (!prefixed && !(digits == 4 && behind[0] == ' ' && behind[1] == ' ' && hex_run(behind + 2) == 2))
        return false;
    if (!is_blank(*behind))
        return false;
    row->by_address = !prefixed && digits == 8;
    row->label = (uint32_t)g_ascii_strtoull(at, NULL, 16);
    const char *groups = skip_blanks(behind);
    if (row->by_address) { /* a group and a blank are 9 columns; one blank stands before the first */
        const unsigned blanks = (unsigned)(groups - behind - 1);
        row->columns = MIN(blanks / 9 * 4 + blanks % 9 / 2, IKT_DUMP_ROW);
    }
    if (!read_groups(groups, prefixed ? SHORT_GROUP : LONG_GROUP, row))
        return false;
    row->count = MIN(row->count, IKT_DUMP_ROW - row->columns);
    row->kind = row->count > 0 ? IKT_DUMP_OCTETS : IKT_DUMP_BROKEN;
    return row->kind == IKT_DUMP_OCTETS || prefixed || colon;
}

/* At the beginning of the line, behind what pagers leave, quotation marks or a prompt. */
static bool find_row(const char *text, struct ikt_dump_line *out)
{
    static const char *const pagers[] = {"--More--", "More --->"};
    const char *at = text;
    while (is_blank(*at) || *at == '>' || *at == '|')
        at++;
    if (read_row(at, out))
        return true;
    *out = (struct ikt_dump_line){.kind = IKT_DUMP_OTHER};
    for (size_t i = 0; i < G_N_ELEMENTS(pagers); i++) {
        const char *pager = strstr(text, pagers[i]);
        if (pager && read_row(skip_blanks(pager + strlen(pagers[i])), out))
            return true;
    }
    for (const char *prefix = strstr(text, "0x"); prefix; prefix = strstr(prefix + 2, "0x"))
        if (prefix > text && !g_ascii_isalnum(prefix[-1]) && read_row(prefix, out) && out->kind == IKT_DUMP_OCTETS)
            return true;
    return false;
}

/* A number of up to 18 digits. False: there is none. */
static bool take_number(const char **text, int64_t *out)
{
    int64_t value = 0;
    unsigned digits = 0;
    for (; g_ascii_isdigit((*text)[digits]); digits++) {
        if (digits == 18)
            return false;
        value = value * 10 + ((*text)[digits] - '0');
    }
    *text += digits;
    *out = value;
    return digits > 0;
}

static bool take(const char **text, char c)
{
    if (**text != c)
        return false;
    (*text)++;
    return true;
}

/* ".123456", of any number of digits, in microseconds. */
static bool take_fraction(const char **text, ikt_time *out)
{
    if (!take(text, '.') || !g_ascii_isdigit(**text))
        return false;
    ikt_time unit = IKT_SECOND / 10;
    for (*out = 0; g_ascii_isdigit(**text); (*text)++, unit /= 10)
        *out += (**text - '0') * unit;
    return true;
}

/* "15:14:32.323144" */
static bool take_time_of_day(const char **text, ikt_time *out)
{
    int64_t hours, minutes, seconds;
    ikt_time fraction;
    if (!take_number(text, &hours) || !take(text, ':') || !take_number(text, &minutes) || !take(text, ':') ||
        !take_number(text, &seconds) || !take_fraction(text, &fraction) || hours > 23 || minutes > 59 || seconds > 60)
        return false;
    *out = ((hours * 60 + minutes) * 60 + seconds) * IKT_SECOND + fraction;
    return true;
}

static bool date_time(int64_t year, int64_t month, int64_t day, ikt_time time, ikt_time *out)
{
    GDate date;
    if (year < 1970 || year > 9999 || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return false;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    *out = ((ikt_time)g_date_get_julian(&date) - 719163) * DAY * IKT_SECOND + time; /* of 1970-01-01 */
    return true;
}

/* "2010-10-23 15:14:32.323144" */
static bool take_date_time(const char **text, ikt_time *out)
{
    int64_t year, month, day;
    ikt_time time;
    return take_number(text, &year) && take(text, '-') && take_number(text, &month) && take(text, '-') &&
           take_number(text, &day) && take(text, ' ') && take_time_of_day(text, &time) && month <= 12 && day <= 31 &&
           date_time(year, month, day, time, out);
}

/* IOS, behind the time of day: " UTC Nov 27 2021 :". Anything else leaves head as it is. */
static void read_ios_date(const char *text, struct ikt_dump_line *head)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const char *zone = skip_blanks(text), *end = zone;
    while (g_ascii_isalnum(*end))
        end++;
    const char *name = skip_blanks(end), *at = name + 3;
    int64_t day, year;
    if (end == zone || strlen(name) < 3)
        return;
    const char month[] = {name[0], name[1], name[2], '\0'};
    const char *found = strstr(months, month);
    at = skip_blanks(at);
    if (!found || (found - months) % 3 != 0 || !take_number(&at, &day) || !take(&at, ' ') || !take_number(&at, &year) ||
        *skip_blanks(at) != ':' || day > 31 || !date_time(year, (found - months) / 3 + 1, day, head->time, &head->time))
        return;
    const bool utc = (end - zone == 3 && (strncmp(zone, "UTC", 3) == 0 || strncmp(zone, "GMT", 3) == 0));
    head->clock = utc ? IKT_DUMP_UTC : IKT_DUMP_LOCAL;
}

/* "12.345678": since 1970, or since a beginning. */
static bool read_seconds(const char *text, struct ikt_dump_line *head)
{
    int64_t seconds;
    ikt_time fraction;
    if (!take_number(&text, &seconds) || !take_fraction(&text, &fraction) || !is_blank(*text) ||
        seconds > INT64_MAX / IKT_SECOND - 1)
        return false;
    head->clock = seconds >= EPOCH_LEAST ? IKT_DUMP_UTC : IKT_DUMP_SINCE;
    head->time = seconds * IKT_SECOND + fraction;
    return true;
}

/* Columns of IOS XE: number, size, time; of Catalyst switches and tshark: number, time. */
static bool read_columns(const char *text, struct ikt_dump_line *head)
{
    int64_t number, size;
    if (!take_number(&text, &number) || !is_blank(*text))
        return false;
    text = skip_blanks(text);
    if (read_seconds(text, head))
        return true;
    return take_number(&text, &size) && is_blank(*text) && read_seconds(skip_blanks(text), head);
}

static bool read_head(const char *text, struct ikt_dump_line *head)
{
    const char *begin = skip_blanks(text), *at = begin;
    int64_t number;
    head->kind = IKT_DUMP_HEAD;
    head->clock = IKT_DUMP_LOCAL;
    if (take_date_time(&at, &head->time) && is_blank(*at))
        return true;
    at = begin;
    if (take_time_of_day(&at, &head->time) && is_blank(*at)) {
        /* tcpdump -ttt and -ttttt: since the packet before, or since the first, and no line says which */
        head->clock = begin > text && *text == ' ' ? IKT_DUMP_NO_CLOCK : IKT_DUMP_OF_DAY;
        read_ios_date(at, head);
        return true;
    }
    at = begin;
    head->clock = IKT_DUMP_OF_DAY; /* ASA's, behind a number */
    if (take_number(&at, &number) && take(&at, ':') && is_blank(*at)) {
        at = skip_blanks(at);
        if (take_time_of_day(&at, &head->time) && is_blank(*at))
            return true;
    }
    if (read_seconds(begin, head) || read_columns(begin, head))
        return true;
    head->clock = IKT_DUMP_NO_CLOCK;
    head->time = 0;
    at = begin;
    if (take_number(&at, &number) && *skip_blanks(at) == '\0')
        return true;                                                        /* IOS XE */
    return g_str_has_prefix(text, "IP ") || g_str_has_prefix(text, "IP6 "); /* tcpdump -t */
}

void ikt_dump_line_read(char *text, size_t length, struct ikt_dump_line *out)
{
    settle(text, length);
    *out = (struct ikt_dump_line){.kind = IKT_DUMP_OTHER};
    if (*skip_blanks(text) == '\0') {
        out->kind = IKT_DUMP_BLANK;
        return;
    }
    if (find_row(text, out))
        return;
    *out = (struct ikt_dump_line){.kind = IKT_DUMP_OTHER};
    if (!read_head(text, out))
        out->kind = IKT_DUMP_OTHER;
}

bool ikt_dump_line_says_utc(const char *text)
{
    const size_t length = strlen(text);
    size_t end = length;
    while (end > 0 && is_blank(text[end - 1]))
        end--;
    return strstr(text, "snif") && strstr(text, "pack") && end >= 2 && text[end - 1] == 'a' && is_blank(text[end - 2]);
}
