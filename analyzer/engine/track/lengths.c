/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/lengths.h"

#include <glib.h>

/*
 * RFC 2408 sections 3.8, 3.14, 3.15 and RFC 3706 section 5.3:
 *   NOTIFY  generic 4, DOI 4, protocol 1, SPI size 1, type 2, SPI, data
 *   DELETE  generic 4, DOI 4, protocol 1, SPI size 1, number 2, SPIs
 *   ID      generic 4, type 1, protocol 1, port 2, data
 */
enum {
    GENERIC = 4,
    NOTIFY = 12,
    DELETE = 12,
    ID = 8,
    IPSEC_SPI = 4,
    COOKIES = 2 * IKT_COOKIE_SIZE,
    SEQUENCE = 4
};

static const struct {
    unsigned payloads; /* without HASH */
    enum ikt_reading reading;
} informationals[] = {
    {NOTIFY, IKT_READING_ERROR},
    {NOTIFY + IPSEC_SPI, IKT_READING_ERROR},
    {NOTIFY + COOKIES, IKT_READING_ERROR},
    {DELETE + IPSEC_SPI, IKT_READING_DELETE_SPI},
    {DELETE + 2 * IPSEC_SPI, IKT_READING_DELETE_SPI},
    {2 * (DELETE + IPSEC_SPI), IKT_READING_DELETE_SPI},
    {DELETE + COOKIES, IKT_READING_DELETE_SA},
    {NOTIFY + COOKIES + SEQUENCE, IKT_READING_ALIVE},
};

static bool fits(const struct ikt_cipher_sizes *sizes, enum ikt_padding padding, uint32_t length, unsigned payloads)
{
    unsigned whole = payloads / sizes->block * sizes->block;
    if (whole != payloads || padding == IKT_PADDING_EXTRA)
        whole += sizes->block;
    return length == IKT_HEADER_SIZE + whole;
}

bool ikt_length_fits(const struct ikt_cipher_sizes *sizes, uint32_t length, unsigned payloads)
{
    if (sizes->block == 0)
        return false;
    return (sizes->padding != IKT_PADDING_EXTRA && fits(sizes, IKT_PADDING_TIGHT, length, payloads)) ||
           (sizes->padding != IKT_PADDING_TIGHT && fits(sizes, IKT_PADDING_EXTRA, length, payloads));
}

bool ikt_length_span(const struct ikt_cipher_sizes *sizes, uint32_t length, struct ikt_span *out)
{
    unsigned fixed = IKT_HEADER_SIZE + GENERIC + sizes->hash;
    if (sizes->block == 0 || sizes->hash == 0 || length <= fixed)
        return false;
    unsigned most = length - fixed;
    unsigned least_padding = sizes->padding == IKT_PADDING_EXTRA ? 1 : 0;
    unsigned most_padding = sizes->padding == IKT_PADDING_TIGHT ? sizes->block - 1 : sizes->block;
    *out = (struct ikt_span){.least = most > most_padding ? most - most_padding : 0, .most = most - least_padding};
    return true;
}

unsigned ikt_length_readings(const struct ikt_cipher_sizes *sizes, uint32_t length)
{
    unsigned readings = 0;
    if (sizes->hash == 0)
        return 0;
    for (size_t i = 0; i < G_N_ELEMENTS(informationals); i++) {
        if (ikt_length_fits(sizes, length, GENERIC + sizes->hash + informationals[i].payloads))
            readings |= informationals[i].reading;
    }
    return readings;
}

/* What one message shows of its sender's habit. */
static enum ikt_padding shown_by(const struct ikt_cipher_sizes *sizes, const struct ikt_seen *seen)
{
    unsigned hash = GENERIC + sizes->hash;
    unsigned id = ID + (seen->source.address.family == IKT_FAMILY_IPV6 ? 16 : 4);
    const unsigned third[] = {hash}, fifth[] = {id + hash, id + hash + NOTIFY + COOKIES}, sixth[] = {id + hash};
    const unsigned *known = seen->name == IKT_QUICK3 ? third : seen->name == IKT_MAIN5 ? fifth : sixth;
    size_t count = seen->name == IKT_MAIN5 ? G_N_ELEMENTS(fifth) : 1;
    bool tight = false, extra = false;

    for (size_t i = 0; i < count; i++) {
        tight = tight || fits(sizes, IKT_PADDING_TIGHT, seen->length, known[i]);
        extra = extra || fits(sizes, IKT_PADDING_EXTRA, seen->length, known[i]);
    }
    if (tight == extra)
        return IKT_PADDING_UNKNOWN;
    return tight ? IKT_PADDING_TIGHT : IKT_PADDING_EXTRA;
}

enum ikt_padding ikt_padding_of(const struct ikt_cipher_sizes *sizes, const struct ikt_seen *seen, size_t count,
                                const struct ikt_address *sender, uint64_t *out_frame)
{
    enum ikt_padding habit = IKT_PADDING_UNKNOWN;
    bool disagree = false;
    *out_frame = 0;
    for (size_t i = 0; sizes->block != 0 && sizes->hash != 0 && i < count; i++) {
        bool known = seen[i].name == IKT_MAIN5 || seen[i].name == IKT_MAIN6 || seen[i].name == IKT_QUICK3;
        if (!known || seen[i].decryption == IKT_DECRYPTION_CLEARTEXT ||
            !ikt_address_equal(&seen[i].source.address, sender))
            continue;
        enum ikt_padding shown = shown_by(sizes, &seen[i]);
        if (shown == IKT_PADDING_UNKNOWN)
            continue;
        if (seen[i].name == IKT_QUICK3) { /* it holds a HASH and nothing else: no assumption is in it */
            *out_frame = seen[i].frame;
            return shown;
        }
        disagree = disagree || (habit != IKT_PADDING_UNKNOWN && habit != shown);
        habit = shown;
        *out_frame = seen[i].frame;
    }
    if (!disagree)
        return habit;
    *out_frame = 0;
    return IKT_PADDING_UNKNOWN;
}
