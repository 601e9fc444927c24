/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isakmp/certificate.h"

#include "isakmp/reader.h"

/* Tags of DER (X.690 section 8.1.2) */
#define TAG_INTEGER          0x02
#define TAG_UTC_TIME         0x17
#define TAG_GENERALIZED_TIME 0x18
#define TAG_SEQUENCE         0x30
#define TAG_VERSION          0xa0 /* [0], constructed */

/* A length of one octet, or as many octets as the first one says (X.690 section 8.1.3). */
static bool read_length(struct ikt_reader *reader, size_t *out)
{
    uint8_t octet;
    if (!ikt_read_u8(reader, &octet))
        return false;
    if (octet < 0x80) {
        *out = octet;
        return true;
    }
    unsigned count = octet & 0x7f;
    if (count == 0 || count > 3)
        return false;
    for (*out = 0; count > 0; count--) {
        if (!ikt_read_u8(reader, &octet))
            return false;
        *out = *out << 8 | octet;
    }
    return true;
}

/* The content of the next element, whatever it is. */
static bool read_element(struct ikt_reader *reader, uint8_t *tag, struct ikt_bytes *content)
{
    size_t length;
    return ikt_read_u8(reader, tag) && read_length(reader, &length) && ikt_read_bytes(reader, length, content);
}

static bool enter_sequence(struct ikt_reader *reader, struct ikt_reader *inside)
{
    struct ikt_bytes content;
    uint8_t tag;
    if (!read_element(reader, &tag, &content) || tag != TAG_SEQUENCE)
        return false;
    *inside = (struct ikt_reader){.left = content};
    return true;
}

static bool read_digits(struct ikt_reader *reader, unsigned count, int *out)
{
    uint8_t digit;
    for (*out = 0; count > 0; count--) {
        if (!ikt_read_u8(reader, &digit) || digit < '0' || digit > '9')
            return false;
        *out = *out * 10 + (digit - '0');
    }
    return true;
}

/* Days from 1970-01-01 in the Gregorian calendar: years begin in March here, so that a leap day is a year's last. */
static int64_t days_of(int year, int month, int day)
{
    int64_t years = month > 2 ? year : year - 1;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return years * 365 + years / 4 - years / 100 + years / 400 + of_year - 719468;
}

/* YYMMDDHHMMSSZ, where 50 and more are of the last century, or YYYYMMDDHHMMSSZ (RFC 5280 sections 4.1.2.5.1 and 2) */
static bool read_time(struct ikt_reader *reader, ikt_time *out)
{
    struct ikt_bytes content;
    uint8_t tag, zone;
    if (!read_element(reader, &tag, &content) || (tag != TAG_UTC_TIME && tag != TAG_GENERALIZED_TIME))
        return false;
    struct ikt_reader text = {.left = content};
    int year, month, day, hour, minute, second;
    if (!read_digits(&text, tag == TAG_UTC_TIME ? 2 : 4, &year) || !read_digits(&text, 2, &month) ||
        !read_digits(&text, 2, &day) || !read_digits(&text, 2, &hour) || !read_digits(&text, 2, &minute) ||
        !read_digits(&text, 2, &second) || !ikt_read_u8(&text, &zone) || zone != 'Z' || text.left.length > 0)
        return false;
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
        return false;
    if (tag == TAG_UTC_TIME)
        year += year < 50 ? 2000 : 1900;
    *out = (((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * IKT_SECOND;
    return true;
}

/* Certificate ::= { tbsCertificate { [0] version, serialNumber, signature, issuer, validity, ... }, ... } */
bool ikt_certificate_validity(struct ikt_bytes certificate, struct ikt_validity *out)
{
    struct ikt_reader reader = {.left = certificate}, whole, body, validity, ignored;
    struct ikt_bytes content;
    struct ikt_validity read;
    uint8_t tag;
    if (!enter_sequence(&reader, &whole) || !enter_sequence(&whole, &body) || !read_element(&body, &tag, &content))
        return false;
    if (tag == TAG_VERSION && !read_element(&body, &tag, &content))
        return false;
    if (tag != TAG_INTEGER || !enter_sequence(&body, &ignored) || !enter_sequence(&body, &ignored) ||
        !enter_sequence(&body, &validity) || !read_time(&validity, &read.not_before) ||
        !read_time(&validity, &read.not_after))
        return false;
    *out = read;
    return true;
}
