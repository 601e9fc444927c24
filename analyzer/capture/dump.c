/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dump.h"

#include <glib.h>
#include <string.h>

#include "dump_line.h"
#include "ip.h"
#include "link.h"
#include "wire.h"

#define HALF_DAY ((ikt_time)43200 * IKT_SECOND)

/* The packet at hand. */
struct packet {
    GByteArray *octets; /* empty: none has begun */
    uint32_t expected;  /* label of the row that goes on with it */
    bool by_address;
    bool open;           /* rows that go on with it are its own; false: a row before them is missing */
    bool separated;      /* a line that ends it may have come */
    unsigned short_line; /* of the last row, where it is not full; 0: it is */
};

struct dump {
    FILE *file;
    char line[IKT_DUMP_LINE + 1];
    uint64_t lines;
    struct ikt_dump_line held; /* begins the next packet, and was not taken yet */
    bool is_held;
    struct packet packet;
    uint64_t frames;
    int link_type; /* of the last packet that is IP; IKT_LINK_NONE: there was none */
    bool says_utc;
    bool has_clock; /* of the first packet: the others go by it */
    enum ikt_dump_clock clock;
    ikt_time stamp, previous; /* of the packet at hand and of the head before, by the dump's clock */
    ikt_time day;             /* that its clock has begun since */
    uint64_t unread;          /* lines that could not be read, the first of them */
    uint64_t first_unread;
    bool cut; /* the last packet is shorter than its own length says, and no other one is */
    bool some_cut;
};

static void *begin(FILE *file)
{
    struct dump *dump = g_new0(struct dump, 1);
    dump->file = file;
    dump->link_type = IKT_LINK_NONE;
    dump->packet.octets = g_byte_array_new();
    return dump;
}

static void end(void *reader)
{
    struct dump *dump = reader;
    g_byte_array_unref(dump->packet.octets);
    g_free(dump);
}

/* The next line, its beginning where it is longer than any row is. False at the end. */
static bool take_line(struct dump *dump, size_t *length)
{
    int c;
    *length = 0;
    while ((c = getc_unlocked(dump->file)) != EOF && c != '\n') {
        if (*length < IKT_DUMP_LINE)
            dump->line[(*length)++] = (char)c;
    }
    dump->line[*length] = '\0';
    if (c == EOF && *length == 0)
        return false;
    dump->lines++;
    return true;
}

static void note_unread(struct dump *dump, uint64_t line)
{
    if (dump->unread++ == 0)
        dump->first_unread = line;
}

/* A head's time by the dump's own clock, which is that of its first packet. */
static void set_stamp(struct dump *dump, const struct ikt_dump_line *head)
{
    enum ikt_dump_clock clock = head->clock;
    if (clock == IKT_DUMP_LOCAL && dump->says_utc)
        clock = IKT_DUMP_UTC;
    if (!dump->has_clock) {
        dump->has_clock = true;
        dump->clock = clock;
        dump->previous = head->time;
    }
    if (clock != dump->clock)
        return;
    ikt_time time = head->time;
    if (clock == IKT_DUMP_OF_DAY && time + HALF_DAY < dump->previous)
        dump->day += 2 * HALF_DAY;
    else if (clock == IKT_DUMP_SINCE && time < dump->previous)
        dump->day = dump->stamp; /* it was begun again */
    dump->previous = time;
    dump->stamp = dump->day + time;
}

static ikt_time time_of(const struct dump *dump)
{
    if (dump->clock == IKT_DUMP_NO_CLOCK)
        return IKT_TIME_UNKNOWN;
    if (dump->clock == IKT_DUMP_UTC)
        return ikt_feed_time(dump->stamp / IKT_SECOND, dump->stamp % IKT_SECOND);
    return ikt_feed_undated(dump->stamp);
}

/* The likely ones first. */
enum {
    LIKELY_LINKS = 4
};
static const int links[] = {IKT_LINK_ETHERNET, IKT_LINK_RAW,  IKT_LINK_LINUX_SLL,  IKT_LINK_LINUX_SLL2, IKT_LINK_PPP,
                            IKT_LINK_PPPOE,    IKT_LINK_MPLS, IKT_LINK_CISCO_HDLC, IKT_LINK_NULL,       IKT_LINK_LOOP};

static bool leads_to_ip(int link, struct ikt_bytes octets, bool proven, size_t *total)
{
    size_t at, length;
    if (!ikt_link_network(ikt_link_find(link), octets, &at))
        return false;
    const struct ikt_bytes packet = ikt_wire_skip(octets, at);
    if (!ikt_ip_is_sound(packet, &length) || (proven && !ikt_ip_is_proven(packet)))
        return false;
    *total = at + length;
    return true;
}

/*
 * Which link layer leads to IP. A checksum decides. Without one it is that of the packet before; else a length that is
 * right, or, of the first packet, the likeliest. total: of the packet with what stands before it, as its header says.
 * IKT_LINK_NONE: none does.
 */
static int find_link(struct ikt_bytes octets, int before, size_t *total)
{
    for (size_t i = 0; i < G_N_ELEMENTS(links); i++)
        if (leads_to_ip(links[i], octets, true, total))
            return links[i];
    if (before != IKT_LINK_NONE && leads_to_ip(before, octets, false, total))
        return before;
    for (size_t i = 0; i < G_N_ELEMENTS(links); i++)
        if (leads_to_ip(links[i], octets, false, total) &&
            (*total == octets.length || (before == IKT_LINK_NONE && i < LIKELY_LINKS)))
            return links[i];
    *total = octets.length;
    return IKT_LINK_NONE;
}

/* The packet at hand is complete, or nothing more of it comes. What is not IP is of the link layer before it. */
static void hand_out(struct dump *dump, struct ikt_frame *out)
{
    const struct ikt_bytes octets = {dump->packet.octets->data, dump->packet.octets->len};
    size_t total;
    const int link_type = find_link(octets, dump->link_type, &total);
    if (link_type != IKT_LINK_NONE)
        dump->link_type = link_type;
    dump->some_cut = dump->some_cut || dump->cut;
    dump->cut = total > octets.length;
    *out = (struct ikt_frame){
        .number = ++dump->frames,
        .time = time_of(dump),
        .link_type = dump->link_type == IKT_LINK_NONE ? IKT_LINK_RAW : dump->link_type,
        .octets = octets,
        .wire_length = MAX(total, octets.length),
    };
}

static bool has_packet(const struct dump *dump)
{
    return dump->packet.octets->len > 0;
}

/* Is all there that the packet's own length names? */
static bool is_whole(const struct dump *dump)
{
    size_t total;
    const struct ikt_bytes octets = {dump->packet.octets->data, dump->packet.octets->len};
    return find_link(octets, dump->link_type, &total) != IKT_LINK_NONE && octets.length >= total;
}

/* Does this line begin the next packet? */
static bool begins(const struct dump *dump, const struct ikt_dump_line *line)
{
    const struct packet *packet = &dump->packet;
    if (line->kind == IKT_DUMP_HEAD)
        return true;
    if (line->kind != IKT_DUMP_OCTETS)
        return false;
    if (!line->by_address)
        return line->label == 0;
    if (!has_packet(dump) || !packet->by_address)
        return true;
    if (packet->separated)
        return line->label != packet->expected || line->columns > 0 || is_whole(dump);
    return false;
}

static void append(struct packet *packet, const struct ikt_dump_line *row)
{
    if (packet->octets->len + row->count <= IKT_DUMP_PACKET)
        g_byte_array_append(packet->octets, row->octets, row->count);
    packet->expected = row->label + (row->by_address ? IKT_DUMP_ROW : row->count);
    packet->by_address = row->by_address;
}

/* A row of the packet at hand, or of one whose beginning is missing. */
static void take_row(struct dump *dump, const struct ikt_dump_line *row)
{
    struct packet *packet = &dump->packet;
    const bool begun = has_packet(dump);
    if (begun && packet->open && row->by_address == packet->by_address && row->label == packet->expected &&
        packet->short_line == 0) {
        append(packet, row);
    } else if (begun && !row->by_address && row->label < packet->octets->len) {
        return; /* shown twice: a page that was drawn again */
    } else if (!begun || packet->open) {
        /* the row before was cut, or rows are missing here; one line stands for those that follow it */
        note_unread(dump, begun && packet->short_line != 0 ? packet->short_line : dump->lines);
        packet->open = false;
    }
    if (packet->open && (row->cut || row->count + row->columns < IKT_DUMP_ROW))
        packet->short_line = (unsigned)dump->lines;
}

static void begin_packet(struct dump *dump, const struct ikt_dump_line *line)
{
    struct packet *packet = &dump->packet;
    g_byte_array_set_size(packet->octets, 0);
    packet->open = line->kind == IKT_DUMP_OCTETS;
    packet->separated = false;
    packet->short_line = 0;
    if (line->kind == IKT_DUMP_HEAD) {
        set_stamp(dump, line);
        return;
    }
    append(packet, line);
    if (line->cut || line->count + line->columns < IKT_DUMP_ROW)
        packet->short_line = (unsigned)dump->lines;
}

static bool next(void *reader, struct ikt_frame *out, const char **why)
{
    struct dump *dump = reader;
    struct ikt_dump_line line;
    size_t length;
    *why = NULL;
    g_byte_array_set_size(dump->packet.octets, 0);
    if (dump->is_held)
        begin_packet(dump, &dump->held);
    dump->is_held = false;
    while (take_line(dump, &length)) {
        ikt_dump_line_read(dump->line, length, &line);
        dump->says_utc = dump->says_utc || (line.kind == IKT_DUMP_OTHER && ikt_dump_line_says_utc(dump->line));
        if (line.kind == IKT_DUMP_BROKEN)
            note_unread(dump, dump->lines);
        if (line.kind == IKT_DUMP_BLANK || line.kind == IKT_DUMP_OTHER)
            dump->packet.separated = true;
        if (begins(dump, &line)) {
            if (has_packet(dump)) {
                dump->held = line;
                dump->is_held = true;
                hand_out(dump, out);
                return true;
            }
            begin_packet(dump, &line);
        } else if (line.kind == IKT_DUMP_OCTETS) {
            take_row(dump, &line);
        }
    }
    if (ferror(dump->file))
        *why = "reading failed";
    if (!has_packet(dump))
        return false;
    hand_out(dump, out);
    return true;
}

static uint64_t frames(const void *reader)
{
    const struct dump *dump = reader;
    return dump->frames;
}

static uint64_t unread(const void *reader, int *link_type)
{
    (void)reader;
    *link_type = IKT_LINK_NONE;
    return 0;
}

static char *fault(const void *reader)
{
    const struct dump *dump = reader;
    GString *text = g_string_new(NULL);
    if (dump->unread > 0) {
        g_string_append_printf(text, "line %" G_GUINT64_FORMAT, dump->first_unread);
        if (dump->unread > 1)
            g_string_append_printf(text, ", and %" G_GUINT64_FORMAT " more,", dump->unread - 1);
        g_string_append(text, " of the dump could not be read");
    }
    if (dump->cut && !dump->some_cut)
        g_string_append_printf(text, "%sthe dump ends in the middle of a packet, with line %" G_GUINT64_FORMAT,
                               text->len > 0 ? "; " : "", dump->lines);
    return g_string_free(text, text->len == 0);
}

static char *remark(const void *reader)
{
    static const char *const lacks[] = {
        [IKT_DUMP_NO_CLOCK] = "this dump has no times that tell when: none is told",
        [IKT_DUMP_SINCE] = "the times of this dump have no date: spans are told, dates are not",
        [IKT_DUMP_OF_DAY] = "the times of this dump have no date: spans are told, dates are not",
        [IKT_DUMP_LOCAL] = "the times of this dump have no time zone: spans are told, and times as they stand there",
        [IKT_DUMP_UTC] = NULL,
    };
    const struct dump *dump = reader;
    return g_strdup(lacks[dump->clock]);
}

const struct ikt_frame_source ikt_dump_source = {
    .begin = begin, .end = end, .next = next, .frames = frames, .unread = unread, .fault = fault, .remark = remark};

bool ikt_dump_is_text(struct ikt_bytes begin)
{
    for (size_t i = 0; i < begin.length; i++)
        if (begin.data[i] < 0x20 && !memchr("\a\b\t\n\f\r\x1b", begin.data[i], 7))
            return false;
    return begin.length > 0;
}

bool ikt_dump_recognise(struct ikt_bytes bytes)
{
    FILE *file = fmemopen((void *)(uintptr_t)bytes.data, bytes.length, "r");
    if (!file)
        return false;
    struct dump *dump = begin(file);
    struct ikt_frame frame;
    const char *why;
    bool found = false;
    while (!found && next(dump, &frame, &why))
        found = dump->link_type != IKT_LINK_NONE;
    end(dump);
    fclose(file);
    return found;
}
