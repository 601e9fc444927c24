/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "snoop.h"

#include <glib.h>

#include "link.h"
#include "wire.h"

/*
 * RFC 1761: the file's header has its name (8), a version and a datalink type (4 each); a record has the frame's
 * length, how much of it is here, the record's own length, how many frames were dropped, seconds and microseconds (4
 * each), then the frame and padding.
 */
enum {
    HEADER = 16,
    VERSION = 2,
    RECORD_HEADER = 24,
    DATALINK_IEEE_802_3 = 0,
    DATALINK_ETHERNET = 4
};

struct snoop {
    FILE *file;
    bool begun;
    int link_type;
    uint64_t frames, unread;
    uint8_t octets[IKT_SNOOP_OCTETS];
};

static const char cut[] = "the capture ends in the middle of a packet", not_read[] = "reading failed",
                  damaged[] = "a record is damaged";

static void *begin(FILE *file)
{
    struct snoop *snoop = g_new0(struct snoop, 1);
    snoop->file = file;
    return snoop;
}

/* True when all of it is there. */
static bool take(struct snoop *snoop, void *out, size_t size, const char **why)
{
    if (fread(out, 1, size, snoop->file) == size)
        return true;
    *why = ferror(snoop->file) ? not_read : cut;
    return false;
}

static uint32_t number(const uint8_t *octets, size_t size, size_t at)
{
    uint32_t value = 0;
    (void)ikt_wire_u32((struct ikt_bytes){octets, size}, at, &value);
    return value;
}

static bool read_header(struct snoop *snoop, const char **why)
{
    uint8_t header[HEADER];
    if (!take(snoop, header, sizeof header, why)) {
        *why = ferror(snoop->file) ? not_read : "the capture ends in its own header";
        return false;
    }
    if (number(header, sizeof header, 8) != VERSION) {
        *why = "a snoop file of another version than 2";
        return false;
    }
    const uint32_t datalink = number(header, sizeof header, 12);
    snoop->link_type =
        datalink == DATALINK_ETHERNET || datalink == DATALINK_IEEE_802_3 ? IKT_LINK_ETHERNET : IKT_LINK_NONE;
    snoop->begun = true;
    return true;
}

static bool skip(struct snoop *snoop, uint32_t size, const char **why)
{
    uint8_t scratch[4096];
    while (size > 0) {
        const uint32_t part = MIN(size, (uint32_t)sizeof scratch);
        if (!take(snoop, scratch, part, why))
            return false;
        size -= part;
    }
    return true;
}

static bool next(void *reader, struct ikt_frame *out, const char **why)
{
    struct snoop *snoop = reader;
    uint8_t header[RECORD_HEADER];
    *why = NULL;
    if (!snoop->begun && !read_header(snoop, why))
        return false;
    for (;;) {
        const size_t got = fread(header, 1, sizeof header, snoop->file);
        if (got < sizeof header) {
            *why = ferror(snoop->file) ? not_read : got > 0 ? cut : NULL;
            return false;
        }
        const uint32_t wire = number(header, sizeof header, 0), captured = number(header, sizeof header, 4),
                       record = number(header, sizeof header, 8);
        if (record < RECORD_HEADER || captured > record - RECORD_HEADER) {
            *why = damaged;
            return false;
        }
        const uint32_t kept = MIN(captured, (uint32_t)sizeof snoop->octets);
        if (!take(snoop, snoop->octets, kept, why) || !skip(snoop, record - RECORD_HEADER - kept, why))
            return false;
        snoop->frames++;
        if (snoop->link_type == IKT_LINK_NONE) {
            snoop->unread++;
            continue;
        }
        *out = (struct ikt_frame){
            .number = snoop->frames,
            .time = ikt_feed_time(number(header, sizeof header, 16), number(header, sizeof header, 20)),
            .link_type = snoop->link_type,
            .octets = {.data = kept > 0 ? snoop->octets : NULL, .length = kept},
            .wire_length = MAX(wire, captured),
        };
        return true;
    }
}

static uint64_t frames(const void *reader)
{
    const struct snoop *snoop = reader;
    return snoop->frames;
}

static uint64_t unread(const void *reader, int *link_type)
{
    const struct snoop *snoop = reader;
    *link_type = snoop->link_type;
    return snoop->unread;
}

static char *nothing(const void *reader)
{
    (void)reader;
    return NULL;
}

const struct ikt_frame_source ikt_snoop_source = {.begin = begin,
                                                  .end = g_free,
                                                  .next = next,
                                                  .frames = frames,
                                                  .unread = unread,
                                                  .fault = nothing,
                                                  .remark = nothing};
