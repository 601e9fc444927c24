/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture_file.h"

#include <pcap/pcap.h>
#include <string.h>

struct ikt_capture_file {
    struct ikt_stream *stream;
    pcap_t *pcap;
    int link_type;
    struct bpf_program own_filter;
    const struct bpf_program *filter; /* its own, or one compiled before; NULL: every packet */
    uint64_t frames;                  /* read so far */
};

/*
 * First four bytes of the formats that libpcap reads: pcap with microseconds, with nanoseconds and as modified by
 * A. Kuznetzov, each in both byte orders; the section header block of pcapng, which reads the same in both.
 */
static const uint32_t magics[] = {0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1, 0x0a0d0d0a};

/* For files that are captures and yield nothing: an empty report is no clean one. */
#define UNSEEN "; no packet of this file was looked at for IKE"

/* Filters are compiled before the link types of the captures are known: one of these has to take it. */
static const int common_links[] = {DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_RAW, DLT_IPV4, DLT_IPV6, DLT_PPP};
enum {
    FILTER_SNAPLEN = 262144
};

bool ikt_capture_recognise(struct ikt_stream *stream)
{
    uint8_t begin[4];
    if (ikt_stream_peek(stream, begin, sizeof begin) < sizeof begin)
        return false;
    uint32_t magic = (uint32_t)begin[0] << 24 | (uint32_t)begin[1] << 16 | (uint32_t)begin[2] << 8 | begin[3];
    for (size_t i = 0; i < G_N_ELEMENTS(magics); i++)
        if (magic == magics[i])
            return true;
    return false;
}

/* One link type's program of a filter. */
struct compiled {
    int link_type;
    struct bpf_program program;
};

struct ikt_capture_filter {
    char *text;
    GArray *programs; /* struct compiled */
};

/* False with why, that is set where it was NULL. */
static bool compile(struct ikt_capture_filter *filter, int link_type, char **why)
{
    struct compiled one = {.link_type = link_type};
    pcap_t *dead = pcap_open_dead(link_type, FILTER_SNAPLEN);
    const bool good = dead && pcap_compile(dead, &one.program, filter->text, 1, PCAP_NETMASK_UNKNOWN) == 0;
    if (good)
        g_array_append_val(filter->programs, one);
    else if (!*why)
        *why = g_strdup(dead ? pcap_geterr(dead) : "no memory to compile it");
    if (dead)
        pcap_close(dead);
    return good;
}

/* Names of hosts are looked up now: what reads captures later may ask nobody. */
struct ikt_capture_filter *ikt_capture_filter_new(const char *text, GError **error)
{
    struct ikt_capture_filter *filter = g_new(struct ikt_capture_filter, 1);
    g_autofree char *why = NULL;
    filter->text = g_strdup(text);
    filter->programs = g_array_new(FALSE, FALSE, sizeof(struct compiled));
    for (size_t i = 0; i < G_N_ELEMENTS(common_links); i++)
        compile(filter, common_links[i], &why);
    if (filter->programs->len == 0) {
        g_set_error_literal(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_FILTER, why);
        ikt_capture_filter_free(filter);
        return NULL;
    }
    return filter;
}

void ikt_capture_filter_free(struct ikt_capture_filter *filter)
{
    if (!filter)
        return;
    for (guint i = 0; i < filter->programs->len; i++)
        pcap_freecode(&g_array_index(filter->programs, struct compiled, i).program);
    g_array_unref(filter->programs);
    g_free(filter->text);
    g_free(filter);
}

static bool set_link(struct ikt_capture_file *capture, GError **error)
{
    int dlt = capture->link_type = pcap_datalink(capture->pcap);
    const bool read = ikt_feed_reads(dlt);
    if (!read) {
        const char *name = pcap_datalink_val_to_name(dlt);
        const char *description = pcap_datalink_val_to_description(dlt);
        g_set_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_LINK_TYPE, "link type %s (DLT %d%s%s) is not handled" UNSEEN,
                    name ? name : "without a name", dlt, description ? ", " : "", description ? description : "");
    }
    return read;
}

/*
 * For the capture itself, whose byte order and snap length may matter; as it was compiled before where a name of it can
 * no longer be looked up.
 */
static bool set_filter(struct ikt_capture_file *capture, const struct ikt_capture_filter *filter, GError **error)
{
    if (!filter)
        return true;
    if (pcap_compile(capture->pcap, &capture->own_filter, filter->text, 1, PCAP_NETMASK_UNKNOWN) == 0) {
        capture->filter = &capture->own_filter;
        return true;
    }
    const bool unknown_name = g_str_has_prefix(pcap_geterr(capture->pcap), "unknown "); /* host, network */
    for (guint i = 0; i < filter->programs->len && unknown_name; i++) {
        struct compiled *one = &g_array_index(filter->programs, struct compiled, i);
        if (one->link_type == capture->link_type)
            capture->filter = &one->program;
    }
    if (!capture->filter)
        g_set_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_FILTER, "the filter does not fit this capture: %s",
                    pcap_geterr(capture->pcap));
    return capture->filter != NULL;
}

/* libpcap on top of the stream; the FILE is libpcap's own once it has taken it. */
static bool open_pcap(struct ikt_capture_file *capture, GError **error)
{
    if (!ikt_capture_recognise(capture->stream)) {
        const char *why = ikt_stream_error(capture->stream);
        g_set_error_literal(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_NO_CAPTURE,
                            why ? why : "not a capture (pcap or pcapng, plain or in gzip or Zstandard)");
        return false;
    }
    char text[PCAP_ERRBUF_SIZE] = "no memory";
    FILE *file = ikt_stream_file(capture->stream);
    if (file) {
        capture->pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_MICRO, text);
        if (!capture->pcap)
            fclose(file);
    }
    if (!capture->pcap) {
        const char *why = ikt_stream_error(capture->stream);
        g_set_error_literal(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_DAMAGED, why ? why : text);
    }
    return capture->pcap != NULL;
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
    if (!open_pcap(capture, error) || !set_link(capture, error) || !set_filter(capture, filter, error)) {
        ikt_capture_file_close(capture);
        return NULL;
    }
    return capture;
}

void ikt_capture_file_close(struct ikt_capture_file *capture)
{
    if (!capture)
        return;
    if (capture->filter == &capture->own_filter)
        pcap_freecode(&capture->own_filter);
    if (capture->pcap)
        pcap_close(capture->pcap);
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

uint64_t ikt_capture_file_octets(const struct ikt_capture_file *capture)
{
    return ikt_stream_octets(capture->stream);
}

/*
 * Why reading stopped before the end of the file. What libpcap refuses in the middle (a pcapng whose interfaces differ
 * in link type or snap length) may be followed by any number of packets.
 */
static void set_read_error(const struct ikt_capture_file *capture, GError **error)
{
    const char *why = ikt_stream_error(capture->stream);
    const char *rest = "";
    if (!why) {
        why = pcap_geterr(capture->pcap);
        if (g_str_has_prefix(why, "truncated "))
            why = "the capture ends in the middle of a packet";
        else
            rest = "; the packets behind them were not looked at";
    }
    if (capture->frames == 0)
        g_set_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_DAMAGED, "%s" UNSEEN, why);
    else
        g_set_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_DAMAGED, "%s, after %" G_GUINT64_FORMAT " packet%s%s", why,
                    capture->frames, capture->frames == 1 ? "" : "s", rest);
}

bool ikt_capture_file_next(struct ikt_capture_file *capture, struct ikt_frame *out, GError **error)
{
    struct pcap_pkthdr *header;
    const u_char *data;
    for (;;) {
        int result = pcap_next_ex(capture->pcap, &header, &data);
        if (result != 1) {
            if (result != PCAP_ERROR_BREAK)
                set_read_error(capture, error);
            return false;
        }
        capture->frames++;
        if (!capture->filter || pcap_offline_filter(capture->filter, header, data) != 0)
            break;
    }
    *out = (struct ikt_frame){
        .number = capture->frames,
        .time = ikt_feed_time(header->ts.tv_sec, header->ts.tv_usec),
        .link_type = capture->link_type,
        .octets = {.data = header->caplen > 0 ? data : NULL, .length = header->caplen},
        .wire_length = MAX(header->len, header->caplen),
    };
    return true;
}
