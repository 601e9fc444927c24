/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream.h"

#include <glib.h>

#include "capture/wire.h"

enum {
    STREAMS_MAX = 64,
    VERSION_OFFSET = 17, /* in the ISAKMP header */
    LENGTH_OFFSET = 24,
    SENT_AGAIN_MAX = 1024 * 1024, /* what is further behind is of a new connection between the same ports */
    NOTHING_SEEN = 0
};

/* One direction of a connection. */
struct stream {
    struct ikt_packet newest; /* frame NOTHING_SEEN: free */
    uint32_t next;            /* sequence number behind what was seen */
    GByteArray *begun;        /* of a message, as captured; empty: none */
    size_t seen;              /* octets of it that were sent; more than begun holds where the capture cut some */
};

struct ikt_streams {
    ikt_stream_taker *taker;
    void *user;
    struct stream streams[STREAMS_MAX];
};

/* RFC 2408 section 3.1: how long the message is that begins here; 0: none does. */
static size_t message_length(struct ikt_bytes octets)
{
    uint8_t version;
    uint32_t length;
    if (!ikt_wire_u8(octets, VERSION_OFFSET, &version) || !ikt_wire_u32(octets, LENGTH_OFFSET, &length))
        return 0;
    const uint8_t major = version >> 4;
    return (major == 1 || major == 2) && length >= IKT_HEADER_SIZE && length <= UINT16_MAX ? length : 0;
}

static struct ikt_bytes begun_octets(const struct stream *stream)
{
    return (struct ikt_bytes){stream->begun->data, stream->begun->len};
}

static void forget_begun(struct stream *stream)
{
    g_byte_array_set_size(stream->begun, 0);
    stream->seen = 0;
}

/* What began in an earlier segment, as far as it came. */
static void hand_out_begun(struct ikt_streams *streams, struct stream *stream, bool crowded)
{
    const size_t length = message_length(begun_octets(stream));
    if (length != 0)
        streams->taker(streams->user, &stream->newest, begun_octets(stream), length, -1, crowded);
    forget_begun(stream);
}

/* Of this packet's direction; where there are too many, the one that was idle for longest makes room. */
static struct stream *find_stream(struct ikt_streams *streams, const struct ikt_packet *packet, uint32_t sequence)
{
    struct stream *oldest = &streams->streams[0];
    for (unsigned i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = &streams->streams[i];
        if (stream->newest.frame != NOTHING_SEEN && ikt_endpoint_equal(&stream->newest.source, &packet->source) &&
            ikt_endpoint_equal(&stream->newest.destination, &packet->destination))
            return stream;
        if (stream->newest.frame < oldest->newest.frame)
            oldest = stream;
    }
    if (!oldest->begun)
        oldest->begun = g_byte_array_new();
    hand_out_begun(streams, oldest, true);
    oldest->next = sequence;
    return oldest;
}

/* How much of the message that has begun this segment brings. */
static size_t still_wanted(const struct stream *stream, size_t available)
{
    const size_t length = message_length(begun_octets(stream));
    const size_t wanted = length != 0 ? length : IKT_HEADER_SIZE;
    return MIN(wanted - stream->seen, available);
}

/* Goes on with what has begun. Returns how many octets of the segment belong to it. */
static size_t go_on(struct ikt_streams *streams, struct stream *stream, struct ikt_bytes octets, size_t wire_length)
{
    size_t used = 0;
    while (stream->seen > 0 && used < wire_length) {
        const size_t count = still_wanted(stream, wire_length - used);
        if (stream->begun->len == stream->seen) { /* no hole before it */
            const struct ikt_bytes rest = ikt_wire_skip(octets, used);
            g_byte_array_append(stream->begun, rest.data, (guint)MIN(rest.length, count));
        }
        stream->seen += count;
        used += count;
        const size_t length = message_length(begun_octets(stream));
        if (stream->seen >= MAX(length, IKT_HEADER_SIZE))
            hand_out_begun(streams, stream, false);
    }
    return used;
}

/* Messages that begin in this segment, from octet used on. */
static void begin(struct ikt_streams *streams, struct stream *stream, struct ikt_bytes octets, size_t wire_length,
                  size_t used)
{
    while (used < wire_length) {
        const struct ikt_bytes rest = ikt_wire_skip(octets, used);
        const size_t left = wire_length - used;
        const size_t length = message_length(rest);
        if (length != 0 && length <= left) {
            const struct ikt_bytes message = {rest.data, MIN(length, rest.length)};
            streams->taker(streams->user, &stream->newest, message, length, (int)used, false);
            used += length;
        } else if (length != 0 || left < IKT_HEADER_SIZE) {
            g_byte_array_append(stream->begun, rest.data, (guint)rest.length);
            stream->seen = left;
            return;
        } else {
            return; /* the middle of a message whose beginning was not captured */
        }
    }
}

struct ikt_streams *ikt_streams_new(ikt_stream_taker *taker, void *user)
{
    struct ikt_streams *streams = g_new0(struct ikt_streams, 1);
    streams->taker = taker;
    streams->user = user;
    return streams;
}

void ikt_streams_free(struct ikt_streams *streams)
{
    if (!streams)
        return;
    for (unsigned i = 0; i < STREAMS_MAX; i++) {
        if (streams->streams[i].begun)
            g_byte_array_unref(streams->streams[i].begun);
    }
    g_free(streams);
}

bool ikt_streams_empty(const struct ikt_streams *streams)
{
    return streams->streams[0].newest.frame == NOTHING_SEEN; /* they are filled from the first one on */
}

bool ikt_streams_know(const struct ikt_streams *streams, const struct ikt_packet *packet)
{
    for (unsigned i = 0; i < STREAMS_MAX; i++) {
        const struct ikt_packet *newest = &streams->streams[i].newest;
        if (newest->frame != NOTHING_SEEN && ((ikt_endpoint_equal(&newest->source, &packet->source) &&
                                               ikt_endpoint_equal(&newest->destination, &packet->destination)) ||
                                              (ikt_endpoint_equal(&newest->source, &packet->destination) &&
                                               ikt_endpoint_equal(&newest->destination, &packet->source))))
            return true;
    }
    return false;
}

void ikt_streams_segment(struct ikt_streams *streams, const struct ikt_packet *packet, uint32_t sequence,
                         struct ikt_bytes octets, size_t wire_length)
{
    struct stream *stream = find_stream(streams, packet, sequence);
    const int32_t ahead = (int32_t)(sequence - stream->next); /* RFC 793 section 3.3 */
    const bool again = ahead < 0 && ahead >= -SENT_AGAIN_MAX;
    if (ahead != 0 && !again) {
        hand_out_begun(streams, stream, false); /* what lies between was not captured */
    }
    size_t used = again ? (size_t)-ahead : 0;
    if (used >= wire_length) {
        return; /* sent again */
    }
    stream->newest = *packet;
    stream->next = sequence + (uint32_t)wire_length;
    used += go_on(streams, stream, ikt_wire_skip(octets, used), wire_length - used);
    begin(streams, stream, octets, wire_length, used);
}

void ikt_streams_end(struct ikt_streams *streams)
{
    for (unsigned i = 0; i < STREAMS_MAX; i++) {
        if (streams->streams[i].begun)
            hand_out_begun(streams, &streams->streams[i], false);
    }
}
