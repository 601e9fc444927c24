/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pcapng.h"

#include <glib.h>
#include <string.h>

/* Block types and options of the draft, sections 4.1 to 4.7. */
enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 2, /* obsolete, appendix A */
    BLOCK_SIMPLE_PACKET = 3,
    BLOCK_ENHANCED_PACKET = 6,
    BLOCK_JOURNAL = 9,                 /* an entry of systemd's, section 4.8 */
    BLOCK_EVENT = 0x204,               /* a system call, as sysdig writes it */
    BLOCK_EVENT_LONG = 0x216,          /* likewise */
    BLOCK_CUSTOM = 0xbad,              /* section 4.9 */
    BLOCK_CUSTOM_NO_COPY = 0x40000bad, /* likewise, not to be copied */
    BYTE_ORDER_MAGIC = 0x1a2b3c4d,
    OPTION_END = 0,
    OPTION_RESOLUTION = 9,
    OPTION_OFFSET = 14
};
enum {
    BLOCK_FRAME = 12, /* its type and its length, twice */
    SECTION_FIXED = 16,
    INTERFACE_FIXED = 8,
    PACKET_FIXED = 20 /* of both kinds that have a time */
};
/* LINKTYPE_ numbers that are another DLT_ of libpcap's on this machine. */
enum {
    LINKTYPE_RAW = 101,
    DLT_RAW = 12
};

struct interface {
    int link_type; /* as a DLT_ */
    bool read;
    uint32_t snap_length; /* 0: none */
    uint64_t units;       /* of time in a second, 0: more than can be counted */
    int64_t offset;       /* seconds */
};

/* A frame that waits for the first time of the capture, or behind such a one. */
struct held {
    struct ikt_frame frame;
    struct ikt_capture_origin origin;
    uint8_t octets[];
};

#define HELD_OCTETS_MAX 1048576
#define HELD_FRAMES_MAX 1024

struct ikt_pcapng {
    FILE *file;
    bool big;
    GArray *interfaces; /* struct interface, of this section */
    uint64_t frames, unread, others, untimed;
    int unread_type;
    ikt_time time; /* of the last frame that has one, for those that have none */
    GQueue held;   /* struct held, owned */
    size_t held_octets;
    struct held *last; /* that was handed out; NULL: the last frame was none of these */
    bool released;     /* the held ones are handed out */
    bool timeless;     /* there are too many of them: no frame has a time, or some would lie ages before the others */
    const char *why;   /* the end that was met while they were held */
    bool over;         /* ... which it was */
    uint32_t before;   /* interfaces of sections before this one */
    uint32_t interface, snap_length;
    unsigned nanoseconds; /* of the last frame, below the microsecond */
    uint8_t octets[IKT_PCAPNG_OCTETS];
};

static const char damaged[] = "a block is damaged", cut[] = "the capture ends in the middle of a packet",
                  not_read[] = "reading failed";

static void *begin(FILE *file)
{
    struct ikt_pcapng *ng = g_new0(struct ikt_pcapng, 1);
    ng->file = file;
    ng->time = IKT_TIME_UNKNOWN;
    ng->interfaces = g_array_new(FALSE, FALSE, sizeof(struct interface));
    return ng;
}

static void end(void *reader)
{
    struct ikt_pcapng *ng = reader;
    g_queue_clear_full(&ng->held, g_free);
    g_free(ng->last);
    g_array_unref(ng->interfaces);
    g_free(ng);
}

static uint16_t get16(const struct ikt_pcapng *ng, const uint8_t *octets)
{
    uint16_t value;
    memcpy(&value, octets, sizeof value);
    return (uint16_t)(ng->big ? GUINT16_FROM_BE(value) : GUINT16_FROM_LE(value));
}

static uint32_t get32(const struct ikt_pcapng *ng, const uint8_t *octets)
{
    uint32_t value;
    memcpy(&value, octets, sizeof value);
    return ng->big ? GUINT32_FROM_BE(value) : GUINT32_FROM_LE(value);
}

/* True when all of it is there. */
static bool take(struct ikt_pcapng *ng, void *out, size_t size, const char **why)
{
    if (fread(out, 1, size, ng->file) == size)
        return true;
    *why = ferror(ng->file) ? not_read : cut;
    return false;
}

static bool skip(struct ikt_pcapng *ng, uint64_t size, const char **why)
{
    uint8_t scratch[4096];
    while (size > 0) {
        const size_t part = (size_t)MIN(size, sizeof scratch);
        if (!take(ng, scratch, part, why))
            return false;
        size -= part;
    }
    return true;
}

/* The rest of a block, and its length once more. */
static bool end_block(struct ikt_pcapng *ng, uint32_t length, uint64_t rest, const char **why)
{
    uint8_t again[4];
    if (!skip(ng, rest, why) || !take(ng, again, sizeof again, why))
        return false;
    if (get32(ng, again) == length)
        return true;
    *why = damaged;
    return false;
}

/* A section's byte order comes behind its length. */
static bool begin_section(struct ikt_pcapng *ng, const uint8_t length_octets[4], const char **why)
{
    uint8_t fixed[SECTION_FIXED];
    if (!take(ng, fixed, sizeof fixed, why))
        return false;
    for (ng->big = false; get32(ng, fixed) != BYTE_ORDER_MAGIC; ng->big = true) {
        if (ng->big) {
            *why = "a section has no byte order";
            return false;
        }
    }
    const uint32_t length = get32(ng, length_octets);
    if (length < BLOCK_FRAME + sizeof fixed || length % 4 != 0) {
        *why = damaged;
        return false;
    }
    if (get16(ng, fixed + 4) != 1) {
        *why = "a section is of another version than 1";
        return false;
    }
    ng->before += ng->interfaces->len;
    g_array_set_size(ng->interfaces, 0);
    return end_block(ng, length, length - BLOCK_FRAME - sizeof fixed, why);
}

/* if_tsresol: a power of ten, or with its highest bit of two. */
static uint64_t units_of(uint8_t resolution)
{
    uint64_t units = 1;
    if (resolution & 0x80)
        return (resolution & 0x7f) < 64 ? 1ULL << (resolution & 0x7f) : 0;
    if (resolution > 19)
        return 0;
    for (uint8_t i = 0; i < resolution; i++)
        units *= 10;
    return units;
}

/* One value of an interface's options, of length octets. */
static void read_option(const struct ikt_pcapng *ng, uint16_t code, const uint8_t *value, size_t length,
                        struct interface *out)
{
    if (code == OPTION_RESOLUTION && length == 1)
        out->units = units_of(value[0]);
    if (code == OPTION_OFFSET && length == 8) {
        const uint64_t one = get32(ng, value), other = get32(ng, value + 4);
        out->offset = (int64_t)(ng->big ? one << 32 | other : other << 32 | one);
    }
}

/* However long others are that stand before them. left: octets of the options, then of what is behind the last. */
static bool read_options(struct ikt_pcapng *ng, uint64_t *left, struct interface *out, const char **why)
{
    while (*left >= 4) {
        uint8_t head[4], value[8];
        if (!take(ng, head, sizeof head, why))
            return false;
        *left -= sizeof head;
        const uint16_t code = get16(ng, head), length = get16(ng, head + 2);
        const uint64_t padded = ((uint64_t)length + 3) / 4 * 4;
        if (code == OPTION_END || padded > *left)
            return true;
        if (padded > sizeof value ? !skip(ng, padded, why) : !take(ng, value, (size_t)padded, why))
            return false;
        *left -= padded;
        if (padded <= sizeof value)
            read_option(ng, code, value, length, out);
    }
    return true;
}

static bool read_interface(struct ikt_pcapng *ng, uint32_t length, uint64_t body, const char **why)
{
    uint8_t fixed[INTERFACE_FIXED];
    uint64_t left = body - MIN(body, sizeof fixed);
    if (body < sizeof fixed) {
        *why = damaged;
        return false;
    }
    if (!take(ng, fixed, sizeof fixed, why))
        return false;
    struct interface interface = {.link_type = get16(ng, fixed), .snap_length = get32(ng, fixed + 4), .units = 1000000};
    if (interface.link_type == LINKTYPE_RAW)
        interface.link_type = DLT_RAW;
    interface.read = ikt_feed_reads(interface.link_type);
    if (!read_options(ng, &left, &interface, why))
        return false;
    if (ng->interfaces->len < IKT_PCAPNG_INTERFACES)
        g_array_append_val(ng->interfaces, interface);
    return end_block(ng, length, left, why);
}

static ikt_time time_of(const struct interface *interface, uint64_t stamp)
{
    if (interface->units == 0)
        return ikt_feed_time(interface->offset, 0);
    const uint64_t seconds = stamp / interface->units, rest = stamp % interface->units;
    const int64_t whole = (int64_t)MIN(seconds, (uint64_t)INT64_MAX);
    uint64_t micros;
    if (interface->units <= 1000000)
        micros = rest * 1000000 / interface->units;
    else if (interface->units % 1000000 == 0)
        micros = rest / (interface->units / 1000000);
    else
        micros = (uint64_t)((double)rest * 1e6 / (double)interface->units);
    int64_t sum;
    if (__builtin_add_overflow(whole, interface->offset, &sum))
        sum = interface->offset < 0 ? 0 : INT64_MAX;
    return ikt_feed_time(sum, (int64_t)MIN(micros, 999999));
}

/* Of finer units alone. */
static unsigned nanoseconds_of(const struct interface *interface, uint64_t stamp)
{
    if (interface->units < 1000000000)
        return 0;
    const double rest = (double)(stamp % interface->units);
    if (interface->units == 1000000000)
        return (unsigned)(stamp % 1000);
    return (unsigned)((uint64_t)(rest * 1e9 / (double)interface->units) % 1000);
}

/* What a packet block says before its octets. */
struct packet {
    uint32_t interface, captured, wire;
    uint64_t stamp;
    bool has_time;
    size_t fixed; /* octets of that */
};

static bool read_packet_fixed(struct ikt_pcapng *ng, uint32_t type, uint64_t body, struct packet *out, const char **why)
{
    uint8_t fixed[PACKET_FIXED];
    out->fixed = type == BLOCK_SIMPLE_PACKET ? 4 : sizeof fixed;
    if (body < out->fixed) {
        *why = damaged;
        return false;
    }
    if (!take(ng, fixed, out->fixed, why))
        return false;
    if (type == BLOCK_SIMPLE_PACKET) {
        const struct interface *first =
            ng->interfaces->len > 0 ? &g_array_index(ng->interfaces, struct interface, 0) : NULL;
        out->interface = 0;
        out->wire = get32(ng, fixed);
        out->captured = (uint32_t)MIN(out->wire, body - out->fixed);
        if (first && first->snap_length > 0)
            out->captured = MIN(out->captured, first->snap_length);
        out->has_time = false;
        return true;
    }
    out->interface = type == BLOCK_PACKET ? get16(ng, fixed) : get32(ng, fixed);
    out->stamp = (uint64_t)get32(ng, fixed + 4) << 32 | get32(ng, fixed + 8);
    out->captured = get32(ng, fixed + 12);
    out->wire = get32(ng, fixed + 16);
    out->has_time = true;
    if (out->captured > body - out->fixed) {
        *why = damaged;
        return false;
    }
    return true;
}

/* True: the frame is in out. False: it is passed over, or *why is set. */
static bool read_packet(struct ikt_pcapng *ng, uint32_t type, uint32_t length, uint64_t body, struct ikt_frame *out,
                        const char **why)
{
    struct packet packet = {0};
    if (!read_packet_fixed(ng, type, body, &packet, why))
        return false;
    const struct interface *interface = packet.interface < ng->interfaces->len
                                            ? &g_array_index(ng->interfaces, struct interface, packet.interface)
                                            : NULL;
    const size_t kept = MIN(packet.captured, IKT_PCAPNG_OCTETS);
    if (!interface) {
        *why = ng->interfaces->len < IKT_PCAPNG_INTERFACES ? "a packet is of an interface that was not described"
                                                           : "a section has more interfaces than are kept";
        return false;
    }
    if (!interface->read) {
        if (!end_block(ng, length, body - packet.fixed, why))
            return false;
        ng->frames++;
        ng->unread++;
        ng->unread_type = interface->link_type;
        return false;
    }
    if (!take(ng, ng->octets, kept, why) || !end_block(ng, length, body - packet.fixed - kept, why))
        return false;
    ng->frames++;
    if (packet.has_time) {
        ng->time = time_of(interface, packet.stamp);
        ng->nanoseconds = nanoseconds_of(interface, packet.stamp);
    } else {
        ng->untimed++;
    }
    ng->interface = ng->before + packet.interface;
    ng->snap_length = interface->snap_length;
    *out = (struct ikt_frame){
        .number = ng->frames,
        .time = ng->time,
        .link_type = interface->link_type,
        .octets = {.data = kept > 0 ? ng->octets : NULL, .length = kept},
        .wire_length = MAX(packet.wire, packet.captured),
    };
    return true;
}

/* Records that Wireshark gives the number of a frame, though no packet is in them. */
static bool is_numbered(uint32_t type)
{
    return type == BLOCK_JOURNAL || type == BLOCK_EVENT || type == BLOCK_EVENT_LONG || type == BLOCK_CUSTOM ||
           type == BLOCK_CUSTOM_NO_COPY;
}

static void pass_over(struct ikt_pcapng *ng, uint32_t type, uint32_t length, uint64_t body, const char **why)
{
    if (!end_block(ng, length, body, why) || !is_numbered(type))
        return;
    ng->frames++;
    ng->others++;
}

static bool read_frame(struct ikt_pcapng *ng, struct ikt_frame *out, const char **why)
{
    for (*why = NULL; !*why;) {
        uint8_t head[8];
        const size_t got = fread(head, 1, sizeof head, ng->file);
        if (got < sizeof head) {
            *why = ferror(ng->file) ? not_read : got > 0 ? cut : NULL;
            return false;
        }
        /* a section's type reads the same in both byte orders */
        const uint32_t type = get32(ng, head), length = get32(ng, head + 4);
        if (type == BLOCK_SECTION) {
            begin_section(ng, head + 4, why);
            continue;
        }
        if (length < BLOCK_FRAME) {
            *why = damaged;
            return false;
        }
        /* some programs leave the padding out of the length, which is there all the same */
        const uint64_t body = ((uint64_t)length + 3) / 4 * 4 - BLOCK_FRAME;
        if (type == BLOCK_INTERFACE)
            read_interface(ng, length, body, why);
        else if (type != BLOCK_PACKET && type != BLOCK_SIMPLE_PACKET && type != BLOCK_ENHANCED_PACKET)
            pass_over(ng, type, length, body, why);
        else if (read_packet(ng, type, length, body, out, why))
            return true;
    }
    return false;
}

static void hold(struct ikt_pcapng *ng, const struct ikt_frame *frame)
{
    struct held *held = g_malloc0(sizeof *held + frame->octets.length);
    held->frame = *frame;
    held->origin = (struct ikt_capture_origin){ng->interface, ng->snap_length, ng->nanoseconds};
    if (frame->octets.length > 0) {
        memcpy(held->octets, frame->octets.data, frame->octets.length);
        held->frame.octets.data = held->octets;
    }
    ng->held_octets += frame->octets.length;
    g_queue_push_tail(&ng->held, held);
}

/* Until a frame has a time: those before it get that one. */
static void hold_all(struct ikt_pcapng *ng)
{
    struct ikt_frame frame;
    for (ng->over = false; ng->time == IKT_TIME_UNKNOWN;) {
        if (ng->held_octets >= HELD_OCTETS_MAX || ng->held.length >= HELD_FRAMES_MAX) {
            ng->timeless = true;
            break;
        }
        ng->over = !read_frame(ng, &frame, &ng->why);
        if (ng->over)
            break;
        hold(ng, &frame);
    }
    for (GList *link = ng->held.head; link && !ng->timeless; link = link->next)
        ((struct held *)link->data)->frame.time = ng->time;
    ng->released = true;
}

static bool next(void *reader, struct ikt_frame *out, const char **why)
{
    struct ikt_pcapng *ng = reader;
    if (!ng->released)
        hold_all(ng);
    g_free(ng->last);
    ng->last = g_queue_pop_head(&ng->held);
    *why = ng->last ? NULL : ng->why;
    if (ng->last)
        *out = ng->last->frame;
    if (ng->last || ng->over)
        return ng->last;
    const bool read = read_frame(ng, out, why);
    if (read && ng->timeless)
        out->time = IKT_TIME_UNKNOWN;
    return read;
}

static void origin(const void *reader, struct ikt_capture_origin *out)
{
    const struct ikt_pcapng *ng = reader;
    if (ng->last) {
        *out = ng->last->origin;
        return;
    }
    *out = (struct ikt_capture_origin){ng->interface, ng->snap_length, ng->nanoseconds};
}

static uint64_t frames(const void *reader)
{
    const struct ikt_pcapng *ng = reader;
    return ng->frames;
}

static uint64_t others(const void *reader)
{
    const struct ikt_pcapng *ng = reader;
    return ng->others;
}

static uint64_t unread(const void *reader, int *link_type)
{
    const struct ikt_pcapng *ng = reader;
    *link_type = ng->unread_type;
    return ng->unread;
}

/* Packets that were passed over are told by whoever asks for unread. */
static char *nothing(const void *reader)
{
    (void)reader;
    return NULL;
}

static char *remark(const void *reader)
{
    const struct ikt_pcapng *ng = reader;
    if (ng->untimed == 0)
        return NULL;
    if (ng->time == IKT_TIME_UNKNOWN || ng->timeless)
        return g_strdup("this capture has no times that tell when: none is told");
    return g_strdup_printf(
        "%" G_GUINT64_FORMAT
        " packet%s without a time w%s taken to be of the time of the packet before, or of the first that has one",
        ng->untimed, ng->untimed == 1 ? "" : "s", ng->untimed == 1 ? "as" : "ere");
}

const struct ikt_frame_source ikt_pcapng_source = {begin, end, next, origin, frames, others, unread, nothing, remark};
