/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One capture's part of a bundle: both reports' groups, the frames that matter, the messages in clear.
 */
#include "bundle_internal.h"

#include <errno.h>
#include <string.h>

#include "anonymous_packet.h"
#include "clear_message.h"
#include "pcapng_write.h"

enum {
    WRITE_SIZE = 64 * 1024,
    /* of packets without a link layer; the other numbers that are read are those of DLT_, too */
    LINKTYPE_RAW = 101
};

struct ikt_bundle_capture {
    struct ikt_bundle *bundle;
    char *file; /* escaped; NULL: documents alone */
    struct ikt_report_group *groups[IKT_BUNDLE_FORMATS];
    GString *texts[IKT_BUNDLE_FORMATS];
    GString *made;                   /* of a text, what is told in its place */
    FILE *parts[IKT_BUNDLE_FORMATS]; /* of texts, what came before its turn and is not kept in memory; NULL: nothing */
    bool writes;                     /* what is told goes into the bundle's files at once */
    FILE *frames, *messages;         /* scratch */
    struct ikt_relevant *relevant;
    struct ikt_frame_comments *comments;
    struct ikt_commands *commands;
    struct ikt_report_capture input; /* as it ended */
    char *sha256;
    uint64_t octets, tunnels;
};

/* Of the run or scratch; a bundle that has failed goes on without. */
static FILE *scratch(struct ikt_bundle *bundle)
{
    GError *error = NULL;
    FILE *file = ikt_bundle_folder_scratch(bundle->folder, &error);
    if (!file)
        ikt_bundle_fail(bundle, error);
    return file;
}

struct ikt_bundle_capture *ikt_bundle_capture_new(struct ikt_bundle *bundle, const char *name)
{
    struct ikt_bundle_capture *capture = g_new0(struct ikt_bundle_capture, 1);
    capture->bundle = bundle;
    capture->file = name ? ikt_bytes_text((struct ikt_bytes){(const uint8_t *)name, strlen(name)}) : NULL;
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++) {
        capture->texts[i] = g_string_new(NULL);
        capture->groups[i] = ikt_report_group_new(bundle->reports[i], name, capture->texts[i]);
    }
    capture->made = g_string_new(NULL);
    capture->comments = ikt_frame_comments_new();
    capture->commands = ikt_commands_new();
    if (name) {
        capture->frames = scratch(bundle);
        capture->messages = scratch(bundle);
        capture->relevant = capture->frames ? ikt_relevant_new(capture->frames, bundle->anonymizer) : NULL;
    }
    return capture;
}

struct ikt_feed *ikt_bundle_feed(struct ikt_bundle_capture *capture, struct ikt_triage *triage,
                                 const struct ikt_peers *peers)
{
    return capture->relevant ? ikt_relevant_feed(capture->relevant, triage, peers) : ikt_feed_new(triage, peers);
}

/* Of a clock without a day, or without a zone, what it showed; 0 of a packet without a time. */
static uint64_t nanoseconds_of(ikt_time time, unsigned below)
{
    if (time == IKT_TIME_UNKNOWN)
        return 0;
    return (uint64_t)(ikt_time_is_dated(time) ? time : time - IKT_TIME_UNDATED) * 1000 + below;
}

void ikt_bundle_frame(struct ikt_bundle_capture *capture, const struct ikt_frame *frame,
                      const struct ikt_capture_origin *origin)
{
    const struct ikt_spooled spooled = {
        .number = frame->number,
        .nanoseconds = nanoseconds_of(frame->time, origin->nanoseconds),
        .link_type = frame->link_type,
        .interface = origin->interface,
        .snap_length = origin->snap_length,
        .wire_length = (uint32_t)MIN(frame->wire_length, UINT32_MAX),
        .length = (uint32_t)frame->octets.length,
    };
    if (capture->relevant && !ikt_relevant_frame(capture->relevant, &spooled, frame->octets.data))
        ikt_bundle_fail_writing(capture->bundle);
}

/* What a report has said so far goes to the disk: in its turn to where it belongs. */
static void flush(struct ikt_bundle_capture *capture, int format, gsize enough)
{
    GString *text = capture->texts[format];
    if (text->len < enough)
        return;
    const GString *told = ikt_bundle_text(capture->bundle, ikt_bundle_kinds[format], text, capture->made);
    bool well;
    if (capture->writes) {
        well = ikt_hashed_file_put(capture->bundle->files[format], told->str, told->len);
    } else {
        if (!capture->parts[format])
            capture->parts[format] = scratch(capture->bundle);
        well = !capture->parts[format] || fwrite(told->str, 1, told->len, capture->parts[format]) == told->len;
    }
    if (!well)
        ikt_bundle_fail_writing(capture->bundle);
    g_string_truncate(text, 0);
}

static void flush_all(struct ikt_bundle_capture *capture)
{
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++)
        flush(capture, i, WRITE_SIZE);
}

static void put_packet(struct ikt_bundle_capture *capture, FILE *spool, const struct ikt_message_event *event,
                       const GString *packet)
{
    const struct ikt_spooled spooled = {
        .number = event->packet.frame,
        .nanoseconds = nanoseconds_of(event->packet.time, 0),
        .link_type = IKT_SPOOLED_RAW,
        .wire_length = (uint32_t)packet->len,
        .length = (uint32_t)packet->len,
    };
    if (packet->len > 0 && !ikt_spool_put(spool, &spooled, (const uint8_t *)packet->str))
        ikt_bundle_fail_writing(capture->bundle);
}

/* The message in clear. Where nobody is named it is in both captures; one that no key opened is in the other alone. */
static void keep_message(struct ikt_bundle_capture *capture, const struct ikt_message_event *event)
{
    g_autoptr(GString) packet = g_string_new(NULL);
    const struct ikt_bundle *bundle = capture->bundle;
    if (!capture->messages || !capture->relevant)
        return;
    if (bundle->anonymizer) {
        ikt_anonymous_message_put(packet, bundle->anonymizer, event);
        put_packet(capture, capture->frames, event, packet);
        if (!event->message->encrypted)
            put_packet(capture, capture->messages, event, packet);
    } else if (ikt_clear_message_put(packet, event, bundle->show_secrets)) {
        put_packet(capture, capture->messages, event, packet);
    }
}

static void take_message(void *user, const struct ikt_message_event *event)
{
    struct ikt_bundle_capture *capture = user;
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++)
        ikt_report_sink()->message(capture->groups[i], event);
    ikt_frame_comments_message(capture->comments, event);
    keep_message(capture, event);
    flush_all(capture);
}

static void take_phase1(void *user, const struct ikt_phase1 *record)
{
    struct ikt_bundle_capture *capture = user;
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++)
        ikt_report_sink()->phase1(capture->groups[i], record);
    ikt_frame_comments_phase1(capture->comments, record);
    flush_all(capture);
}

static void take_phase2(void *user, const struct ikt_phase2 *record)
{
    struct ikt_bundle_capture *capture = user;
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++)
        ikt_report_sink()->phase2(capture->groups[i], record);
    ikt_frame_comments_phase2(capture->comments, record);
    flush_all(capture);
}

static void take_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    struct ikt_bundle_capture *capture = user;
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++)
        ikt_report_sink()->tunnel(capture->groups[i], tunnel);
    ikt_commands_add(capture->commands, tunnel);
    capture->tunnels++;
    flush_all(capture);
}

const struct ikt_sink *ikt_bundle_sink(void)
{
    static const struct ikt_sink sink = {
        .message = take_message, .phase1 = take_phase1, .phase2 = take_phase2, .tunnel = take_tunnel};
    return &sink;
}

static bool copy(FILE *from, struct ikt_hashed_file *to)
{
    char octets[16384];
    size_t length;
    if (fflush(from) != 0 || fseek(from, 0, SEEK_SET) != 0)
        return false;
    while ((length = fread(octets, 1, sizeof octets, from)) > 0) {
        if (!ikt_hashed_file_put(to, octets, length))
            return false;
    }
    return ferror(from) == 0;
}

/* From here on the bundle's files are its own. */
static void begin_writing(struct ikt_bundle_capture *capture)
{
    for (int i = 0; i < IKT_BUNDLE_FORMATS && !capture->writes; i++) {
        if (!capture->parts[i])
            continue;
        if (!copy(capture->parts[i], capture->bundle->files[i]))
            ikt_bundle_fail_writing(capture->bundle);
        fclose(capture->parts[i]);
        capture->parts[i] = NULL;
    }
    capture->writes = true;
}

void ikt_bundle_capture_turn(struct ikt_bundle_capture *capture)
{
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++)
        ikt_report_group_turn(capture->groups[i]);
    begin_writing(capture);
}

void ikt_bundle_capture_finish(struct ikt_bundle_capture *capture, const struct ikt_capture *result,
                               const struct ikt_report_capture *input, uint64_t octets)
{
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++)
        ikt_report_group_finish(capture->groups[i], result, input);
    flush_all(capture);
    capture->input = *input;
    capture->input.error = NULL;
    capture->sha256 = g_strdup(input->sha256);
    capture->input.sha256 = capture->sha256;
    capture->octets = octets;
}

/* A section of a capture of the bundle while it is written. */
struct section {
    struct ikt_hashed_file *file;
    const struct ikt_bundle *bundle;
    const struct ikt_frame_comments *comments;
    GArray *interfaces; /* of struct ikt_spooled: one that came by each */
    GString *block;
};

/* Its number in the section; one that was not met before is described now. */
static uint32_t interface_of(struct section *section, const struct ikt_spooled *frame)
{
    for (guint i = 0; i < section->interfaces->len; i++) {
        const struct ikt_spooled *known = &g_array_index(section->interfaces, struct ikt_spooled, i);
        if (known->interface == frame->interface && known->link_type == frame->link_type &&
            known->snap_length == frame->snap_length)
            return i;
    }
    const int link_type = frame->link_type == IKT_SPOOLED_RAW ? LINKTYPE_RAW : frame->link_type;
    g_autofree char *name = g_strdup_printf("interface %u", frame->interface);
    ikt_pcapng_put_interface(section->block, (uint16_t)link_type, frame->snap_length, name, NULL);
    g_array_append_val(section->interfaces, *frame);
    return section->interfaces->len - 1;
}

static bool write_block(struct section *section)
{
    const bool well = ikt_hashed_file_put(section->file, section->block->str, section->block->len);
    g_string_truncate(section->block, 0);
    return well;
}

static bool write_frame(void *user, const struct ikt_spooled *frame, const uint8_t *octets)
{
    struct section *section = user;
    const uint32_t interface = interface_of(section, frame);
    const char *said = ikt_frame_comment(section->comments, frame->number);
    g_autoptr(GString) comment = g_string_new(NULL), made = g_string_new(NULL);
    g_string_printf(comment, "frame %" G_GUINT64_FORMAT "%s%s", frame->number, said ? ": " : "", said ? said : "");
    /* A number names nobody. */
    const GString *told = said ? ikt_bundle_text(section->bundle, IKT_TEXT_PLAIN, comment, made) : comment;
    const struct ikt_bytes bytes = {frame->length > 0 ? octets : NULL, frame->length};
    ikt_pcapng_put_packet(section->block, interface, frame->nanoseconds, bytes, frame->wire_length, told->str);
    return write_block(section);
}

static bool begin_section(struct section *section, const struct ikt_bundle_capture *capture, const char *what,
                          uint64_t more)
{
    g_autoptr(GString) comment = g_string_new(what);
    g_string_append_printf(comment, " of %s", capture->file);
    if (capture->sha256)
        g_string_append_printf(comment, ", SHA-256 %s", capture->sha256);
    if (more > 0)
        g_string_append_printf(comment, "; of %" G_GUINT64_FORMAT " SAs no last frame is kept, for want of room", more);
    const uint64_t unsaid = ikt_frame_comments_more(section->comments);
    if (unsaid > 0)
        g_string_append_printf(comment, "; %" G_GUINT64_FORMAT " comments on frames are left out, for want of room",
                               unsaid);
    ikt_pcapng_put_section(section->block, comment->str, ikt_report_tool);
    return write_block(section);
}

static bool write_relevant(struct ikt_bundle_capture *capture, struct section *section)
{
    section->file = capture->bundle->files[IKT_BUNDLE_RELEVANT];
    g_array_set_size(section->interfaces, 0);
    return begin_section(section, capture, "Frames that matter", ikt_relevant_sas_more(capture->relevant)) &&
           ikt_relevant_each(capture->relevant, write_frame, section);
}

static bool write_messages(struct ikt_bundle_capture *capture, struct section *section)
{
    g_autoptr(GByteArray) octets = g_byte_array_new();
    struct ikt_spooled frame;
    section->file = capture->bundle->files[IKT_BUNDLE_DECRYPTED];
    g_array_set_size(section->interfaces, 0);
    bool well = begin_section(section, capture, "IKE messages in clear", 0) && fflush(capture->messages) == 0 &&
                fseek(capture->messages, 0, SEEK_SET) == 0;
    while (well && ikt_spool_next(capture->messages, &frame, octets))
        well = write_frame(section, &frame, octets->data);
    return well && ferror(capture->messages) == 0;
}

/* Its line of the manifest. */
static void note_input(const struct ikt_bundle_capture *capture)
{
    char first[IKT_TIME_TEXT], last[IKT_TIME_TEXT];
    GString *out = capture->bundle->inputs;
    if (!capture->file)
        return;
    g_string_append_printf(out, "# input: %s  %s, ", capture->sha256 ? capture->sha256 : "SHA-256 not known",
                           capture->file);
    if (capture->octets > 0)
        g_string_append_printf(out, "%" G_GUINT64_FORMAT " bytes, ", capture->octets);
    g_string_append_printf(out, "%" G_GUINT64_FORMAT " packets", capture->input.packets);
    if (capture->input.first_time != IKT_TIME_NONE)
        g_string_append_printf(out, " from %s to %s", ikt_time_format(capture->input.first_time, first),
                               ikt_time_format(capture->input.last_time, last));
    g_string_append_c(out, '\n');
}

static void close_file(FILE *file)
{
    if (file)
        fclose(file);
}

static void free_capture(struct ikt_bundle_capture *capture)
{
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++) {
        if (capture->groups[i])
            ikt_report_group_close(capture->groups[i]);
        g_string_free(capture->texts[i], TRUE);
        close_file(capture->parts[i]);
    }
    g_string_free(capture->made, TRUE);
    ikt_relevant_free(capture->relevant);
    ikt_frame_comments_free(capture->comments);
    ikt_commands_free(capture->commands);
    close_file(capture->frames);
    close_file(capture->messages);
    g_free(capture->sha256);
    g_free(capture->file);
    g_free(capture);
}

void ikt_bundle_capture_close(struct ikt_bundle_capture *capture)
{
    struct ikt_bundle *bundle = capture->bundle;
    struct section section = {
        .bundle = bundle,
        .comments = capture->comments,
        .interfaces = g_array_new(FALSE, FALSE, sizeof(struct ikt_spooled)),
        .block = g_string_new(NULL),
    };
    begin_writing(capture);
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++) {
        ikt_report_group_close(capture->groups[i]);
        capture->groups[i] = NULL;
        flush(capture, i, 1);
    }
    if (capture->relevant && capture->messages &&
        !(write_relevant(capture, &section) && write_messages(capture, &section)))
        ikt_bundle_fail_writing(bundle);
    ikt_commands_join(bundle->commands, capture->commands, bundle->tunnels + 1);
    capture->commands = NULL;
    bundle->tunnels += capture->tunnels;
    note_input(capture);
    g_array_unref(section.interfaces);
    g_string_free(section.block, TRUE);
    free_capture(capture);
}

void ikt_bundle_capture_drop(struct ikt_bundle_capture *capture)
{
    free_capture(capture);
}
