/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture_file.h"

#include <pcap/pcap.h>
#include <string.h>

#include "archive.h"
#include "dump.h"
#include "pcapng.h"
#include "snoop.h"

/* One link type's program of a filter. */
struct compiled {
    int link_type;
    struct bpf_program program;
};

struct ikt_capture_filter {
    char *text;
    GArray *programs; /* struct compiled */
};

/* A pcap file is libpcap's to read, others are ours: of a pcapng file it wants all interfaces to be alike. */
struct ikt_capture_file {
    struct ikt_stream *stream;
    pcap_t *pcap;                          /* NULL: it is another file */
    FILE *file;                            /* of that; else libpcap has it */
    const struct ikt_frame_source *source; /* likewise, and its reader */
    void *reader;
    int link_type;                           /* of a pcap file */
    uint32_t snap_length;                    /* of its header, 0: none */
    const struct ikt_capture_filter *filter; /* NULL: every packet */
    GArray *own;                             /* struct compiled: the filter, for this capture */
    uint64_t frames;                         /* read so far */
    unsigned nanoseconds;                    /* of a pcap file's last frame, below the microsecond */
};

#define PCAPNG_MAGIC 0x0a0d0d0a

/*
 * First four bytes of the formats that libpcap reads: pcap with microseconds, with nanoseconds and as modified by
 * A. Kuznetzov, each in both byte orders; the section header block of pcapng, which reads the same in both.
 */
static const uint32_t magics[] = {0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1, PCAPNG_MAGIC};

/* For files that are captures and yield nothing: an empty report is no clean one. */
#define UNSEEN "; no packet of this file was looked at for IKE"

/* Filters are compiled before the link types of the captures are known: one of these has to take it. */
static const int common_links[] = {DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_RAW, DLT_IPV4, DLT_IPV6, DLT_PPP};
enum {
    FILTER_SNAPLEN = 262144
};
enum kind {
    KIND_NONE,
    KIND_PCAP,
    KIND_PCAPNG,
    KIND_SNOOP,
    KIND_DUMP
};

static const struct ikt_frame_source *const sources[] = {
    [KIND_PCAPNG] = &ikt_pcapng_source, [KIND_SNOOP] = &ikt_snoop_source, [KIND_DUMP] = &ikt_dump_source};

/* As much of the beginning as it takes; text comes last, since it takes most. */
static enum kind recognise(struct ikt_stream *stream)
{
    uint8_t begin[sizeof IKT_SNOOP_MAGIC];
    const size_t length = ikt_stream_peek(stream, begin, sizeof begin);
    if (length == sizeof begin && memcmp(begin, IKT_SNOOP_MAGIC, sizeof begin) == 0)
        return KIND_SNOOP;
    if (length >= 4) {
        const uint32_t magic = (uint32_t)begin[0] << 24 | (uint32_t)begin[1] << 16 | (uint32_t)begin[2] << 8 | begin[3];
        for (size_t i = 0; i < G_N_ELEMENTS(magics); i++)
            if (magic == magics[i])
                return magic == PCAPNG_MAGIC ? KIND_PCAPNG : KIND_PCAP;
    }
    for (size_t before = 0, size = length;; before = size) {
        const uint8_t *text = ikt_stream_peek_on(stream, &size);
        const struct ikt_bytes bytes = {text, size};
        if (size <= before || !ikt_dump_is_text(bytes))
            return KIND_NONE;
        if (ikt_dump_recognise(bytes))
            return KIND_DUMP;
    }
}

bool ikt_capture_recognise(struct ikt_stream *stream)
{
    return recognise(stream) != KIND_NONE;
}

/* A file of no packets, so that a filter is compiled as for files: what only a live capture has is refused. */
static pcap_t *open_nothing(int link_type)
{
    struct {
        uint32_t magic;
        uint16_t major, minor;
        uint32_t zone, accuracy, snap_length, link_type;
    } header = {magics[0], 2, 4, 0, 0, FILTER_SNAPLEN, (uint32_t)link_type};
    char text[PCAP_ERRBUF_SIZE];
    FILE *file = fmemopen(&header, sizeof header, "r");
    pcap_t *pcap = file ? pcap_fopen_offline(file, text) : NULL;
    if (file && !pcap)
        fclose(file);
    return pcap;
}

/* Appends to the programs. False with why, that is set where it was NULL. */
static bool compile(const char *text, GArray *programs, int link_type, char **why)
{
    struct compiled one = {.link_type = link_type};
    pcap_t *nothing = open_nothing(link_type);
    const bool good = nothing && pcap_compile(nothing, &one.program, text, 1, PCAP_NETMASK_UNKNOWN) == 0;
    if (good)
        g_array_append_val(programs, one);
    else if (!*why)
        *why = g_strdup(nothing ? pcap_geterr(nothing) : "no memory to compile it");
    if (nothing)
        pcap_close(nothing);
    return good;
}

static void free_programs(GArray *programs)
{
    for (guint i = 0; i < programs->len; i++)
        pcap_freecode(&g_array_index(programs, struct compiled, i).program);
    g_array_unref(programs);
}

/* Names of hosts are looked up now: what reads captures later may ask nobody. */
struct ikt_capture_filter *ikt_capture_filter_new(const char *text, GError **error)
{
    struct ikt_capture_filter *filter = g_new(struct ikt_capture_filter, 1);
    g_autofree char *why = NULL;
    filter->text = g_strdup(text);
    filter->programs = g_array_new(FALSE, FALSE, sizeof(struct compiled));
    for (size_t i = 0; i < G_N_ELEMENTS(common_links); i++)
        compile(filter->text, filter->programs, common_links[i], &why);
    if (filter->programs->len == 0) {
        g_set_error_literal(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_FILTER, why);
        ikt_capture_filter_free(filter);
        return NULL;
    }
    return filter;
}

const char *ikt_capture_filter_text(const struct ikt_capture_filter *filter)
{
    return filter->text;
}

void ikt_capture_filter_free(struct ikt_capture_filter *filter)
{
    if (!filter)
        return;
    free_programs(filter->programs);
    g_free(filter->text);
    g_free(filter);
}

static void set_link_error(int dlt, GError **error)
{
    const char *name = pcap_datalink_val_to_name(dlt);
    const char *description = pcap_datalink_val_to_description(dlt);
    g_set_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_LINK_TYPE, "link type %s (DLT %d%s%s) is not handled" UNSEEN,
                name ? name : "without a name", dlt, description ? ", " : "", description ? description : "");
}

static bool set_link(struct ikt_capture_file *capture, GError **error)
{
    capture->link_type = pcap_datalink(capture->pcap);
    const bool read = ikt_feed_reads(capture->link_type);
    if (!read)
        set_link_error(capture->link_type, error);
    return read;
}

static const struct compiled *find_program(const GArray *programs, int link_type)
{
    for (guint i = 0; i < programs->len; i++) {
        const struct compiled *one = &g_array_index(programs, struct compiled, i);
        if (one->link_type == link_type)
            return one;
    }
    return NULL;
}

/* The capture's own: its byte order may matter. NULL with error. */
static const struct compiled *compile_own(struct ikt_capture_file *capture, int link_type, GError **error)
{
    struct compiled one = {.link_type = link_type};
    g_autofree char *why = NULL;
    if (!capture->pcap) {
        if (compile(capture->filter->text, capture->own, link_type, &why))
            return find_program(capture->own, link_type);
    } else if (pcap_compile(capture->pcap, &one.program, capture->filter->text, 1, PCAP_NETMASK_UNKNOWN) == 0) {
        g_array_append_val(capture->own, one);
        return find_program(capture->own, link_type);
    } else {
        why = g_strdup(pcap_geterr(capture->pcap));
    }
    /* a name of a host that can no longer be looked up: as it was compiled before */
    const bool unknown_name = g_str_has_prefix(why, "unknown ");
    const struct compiled *before = unknown_name ? find_program(capture->filter->programs, link_type) : NULL;
    if (!before)
        g_set_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_FILTER, "the filter does not fit this capture: %s", why);
    return before;
}

/* NULL with error where the filter does not fit. */
static const struct bpf_program *program_of(struct ikt_capture_file *capture, int link_type, GError **error)
{
    const struct compiled *one = find_program(capture->own, link_type);
    if (!one)
        one = compile_own(capture, link_type, error);
    return one ? &one->program : NULL;
}

/* Of a pcap file at once; interfaces of a pcapng file come later. */
static bool set_filter(struct ikt_capture_file *capture, const struct ikt_capture_filter *filter, GError **error)
{
    capture->filter = filter;
    return !filter || capture->source || program_of(capture, capture->link_type, error);
}

/*
 * libpcap cuts what is longer than the snap length of the file's header, without a word, though the file holds it. So
 * it is told that of a header that is no liar. The header's own; 0: none.
 */
static uint32_t open_snap_length(struct ikt_stream *stream)
{
    uint8_t header[24], most[4];
    if (ikt_stream_peek(stream, header, sizeof header) < sizeof header)
        return 0;
    const bool big = header[0] == 0xa1;
    const uint32_t wide = big ? GUINT32_TO_BE(FILTER_SNAPLEN) : GUINT32_TO_LE(FILTER_SNAPLEN);
    uint32_t own;
    memcpy(&own, header + 16, sizeof own);
    own = big ? GUINT32_FROM_BE(own) : GUINT32_FROM_LE(own);
    memcpy(most, &wide, sizeof most);
    if (own > 0 && own < FILTER_SNAPLEN)
        ikt_stream_replace(stream, 16, most, sizeof most);
    return own;
}

static bool open_pcap(struct ikt_capture_file *capture, FILE *file, GError **error)
{
    capture->snap_length = open_snap_length(capture->stream);
    char text[PCAP_ERRBUF_SIZE] = "no memory";
    capture->pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, text);
    if (capture->pcap)
        return true;
    fclose(file);
    const char *why = ikt_stream_error(capture->stream);
    if (!why)
        why = g_str_has_prefix(text, "truncated ") ? "the capture ends in its own header: there is no packet in it"
                                                   : text;
    g_set_error_literal(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_DAMAGED, why);
    return false;
}

/* In UTF-8, but for a character that is cut at its end. */
static bool is_written(struct ikt_bytes begin)
{
    const char *end;
    return ikt_dump_is_text(begin) &&
           (g_utf8_validate((const char *)begin.data, (gssize)begin.length, &end) ||
            (end > (const char *)begin.data && begin.data + begin.length - (const uint8_t *)end < 4));
}

/* path: of the stream, which is no capture. */
static void set_other_kind(struct ikt_stream *stream, const char *path, GError **error)
{
    g_autofree char *archive = ikt_archive_text(stream, path);
    const char *why = archive ? archive : ikt_stream_error(stream);
    size_t size = 0;
    const uint8_t *begin = why ? NULL : ikt_stream_peek_on(stream, &size);
    if (!why && size == 0)
        why = "not a capture: it is empty";
    if (begin && size > 0 && is_written((struct ikt_bytes){begin, size}))
        g_set_error_literal(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_TEXT,
                            "not a capture, but text with no packets in it");
    else
        g_set_error_literal(
            error, IKT_CAPTURE_ERROR, IKT_CAPTURE_NO_CAPTURE,
            why ? why : "not a capture (pcap, pcapng, snoop or a dump as text, plain or in gzip or Zstandard)");
}

/* What reads the stream; the FILE is libpcap's own once it has taken it. */
static bool open_reader(struct ikt_capture_file *capture, const char *path, GError **error)
{
    const enum kind kind = recognise(capture->stream);
    if (kind == KIND_NONE) {
        set_other_kind(capture->stream, path, error);
        return false;
    }
    FILE *file = ikt_stream_file(capture->stream);
    if (!file) {
        g_set_error_literal(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_DAMAGED, "no memory");
        return false;
    }
    if (kind == KIND_PCAP)
        return open_pcap(capture, file, error) && set_link(capture, error);
    capture->file = file;
    capture->source = sources[kind];
    capture->reader = capture->source->begin(file);
    return true;
}

struct ikt_capture_file *ikt_capture_file_open(const char *path, const struct ikt_capture_filter *filter, bool hashed,
                                               GError **error)
{
    struct ikt_stream *stream = ikt_stream_open(path, error);
    if (!stream)
        return NULL;
    if (hashed)
        ikt_stream_hash(stream);
    struct ikt_capture_file *capture = g_new0(struct ikt_capture_file, 1);
    capture->stream = stream;
    capture->own = g_array_new(FALSE, FALSE, sizeof(struct compiled));
    if (!open_reader(capture, path, error) || !set_filter(capture, filter, error)) {
        ikt_capture_file_close(capture);
        return NULL;
    }
    return capture;
}

void ikt_capture_file_close(struct ikt_capture_file *capture)
{
    if (!capture)
        return;
    free_programs(capture->own);
    if (capture->pcap)
        pcap_close(capture->pcap);
    if (capture->reader)
        capture->source->end(capture->reader);
    if (capture->file)
        fclose(capture->file);
    ikt_stream_free(capture->stream);
    g_free(capture);
}

bool ikt_capture_file_live(const struct ikt_capture_file *capture)
{
    return ikt_stream_live(capture->stream);
}

char *ikt_capture_file_sha256(struct ikt_capture_file *capture)
{
    return ikt_stream_sha256(capture->stream);
}

uint64_t ikt_capture_file_frames(const struct ikt_capture_file *capture)
{
    return capture->frames;
}

uint64_t ikt_capture_file_octets(const struct ikt_capture_file *capture)
{
    return ikt_stream_octets(capture->stream);
}

uint64_t ikt_capture_file_others(const struct ikt_capture_file *capture)
{
    return capture->source && capture->source->others ? capture->source->others(capture->reader) : 0;
}

static uint64_t packets_of(const struct ikt_capture_file *capture)
{
    return capture->frames - ikt_capture_file_others(capture);
}

/* Why reading stopped before the end of the file. reason: of who reads it. */
static void set_read_error(const struct ikt_capture_file *capture, const char *reason, GError **error)
{
    const char *why = ikt_stream_error(capture->stream);
    const char *rest = "";
    if (!why) {
        why = reason;
        if (g_str_has_prefix(why, "truncated "))
            why = "the capture ends in the middle of a packet";
        else if (!g_str_has_prefix(why, "the capture ends"))
            rest = "; the packets behind them were not looked at";
    }
    const uint64_t packets = packets_of(capture);
    if (packets == 0)
        g_set_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_DAMAGED, "%s" UNSEEN, why);
    else
        g_set_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_DAMAGED, "%s, after %" G_GUINT64_FORMAT " packet%s%s", why,
                    packets, packets == 1 ? "" : "s", rest);
}

/* Packets that were passed over are told as a remark, unless there was no other one. */
static bool end_source(struct ikt_capture_file *capture, const char *why, GError **error)
{
    int link_type;
    const uint64_t unread = capture->source->unread(capture->reader, &link_type);
    g_autofree char *fault = capture->source->fault(capture->reader);
    if (why || ikt_stream_error(capture->stream))
        set_read_error(capture, why ? why : "", error);
    else if (unread > 0 && unread == packets_of(capture))
        set_link_error(link_type, error);
    else if (fault)
        g_set_error_literal(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_DAMAGED, fault);
    return false;
}

static bool next_of_source(struct ikt_capture_file *capture, struct ikt_frame *out, GError **error)
{
    const char *why;
    for (;;) {
        const bool more = capture->source->next(capture->reader, out, &why);
        capture->frames = capture->source->frames(capture->reader);
        if (!more)
            return end_source(capture, why, error);
        if (!capture->filter)
            return true;
        const struct bpf_program *program = program_of(capture, out->link_type, error);
        if (!program)
            return false;
        const struct pcap_pkthdr header = {.caplen = (bpf_u_int32)out->octets.length,
                                           .len = (bpf_u_int32)out->wire_length};
        if (pcap_offline_filter(program, &header, out->octets.data) != 0)
            return true;
    }
}

bool ikt_capture_file_next(struct ikt_capture_file *capture, struct ikt_frame *out, GError **error)
{
    struct pcap_pkthdr *header;
    const u_char *data;
    if (capture->source)
        return next_of_source(capture, out, error);
    const struct bpf_program *program = capture->filter ? program_of(capture, capture->link_type, error) : NULL;
    for (;;) {
        int result = pcap_next_ex(capture->pcap, &header, &data);
        if (result != 1) {
            if (result != PCAP_ERROR_BREAK)
                set_read_error(capture, pcap_geterr(capture->pcap), error);
            return false;
        }
        capture->frames++;
        if (!program || pcap_offline_filter(program, header, data) != 0)
            break;
    }
    capture->nanoseconds = header->ts.tv_usec > 0 ? (unsigned)(header->ts.tv_usec % 1000) : 0;
    if (capture->snap_length > 0 && header->caplen > capture->snap_length)
        capture->snap_length = FILTER_SNAPLEN; /* it was not kept to */
    *out = (struct ikt_frame){
        .number = capture->frames,
        .time = ikt_feed_time(header->ts.tv_sec, header->ts.tv_usec / 1000), /* they are nanoseconds */
        .link_type = capture->link_type,
        .octets = {.data = header->caplen > 0 ? data : NULL, .length = header->caplen},
        .wire_length = MAX(header->len, header->caplen),
    };
    return true;
}

void ikt_capture_file_origin(const struct ikt_capture_file *capture, struct ikt_capture_origin *out)
{
    *out = (struct ikt_capture_origin){0, 0, 0};
    if (capture->source && capture->source->origin)
        capture->source->origin(capture->reader, out);
    if (capture->source)
        return;
    *out = (struct ikt_capture_origin){0, capture->snap_length, capture->nanoseconds};
}

char *ikt_capture_file_remark(const struct ikt_capture_file *capture)
{
    int link_type;
    if (!capture->source)
        return NULL;
    const uint64_t unread = capture->source->unread(capture->reader, &link_type);
    if (unread == 0 || unread == packets_of(capture))
        return capture->source->remark(capture->reader);
    const char *name = pcap_datalink_val_to_name(link_type);
    return g_strdup_printf("%" G_GUINT64_FORMAT " packet%s of interfaces whose link type is not handled (%s) w%s not "
                           "looked at",
                           unread, unread == 1 ? "" : "s", name ? name : "without a name", unread == 1 ? "as" : "ere");
}
