/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capture_file.h"

#include <pcap/pcap.h>
#include <string.h>

struct ikt_capture_file {
    struct ikt_stream *stream;
    pcap_t *pcap;
    int link_type;
    struct bpf_program filter;
    bool filtered;
    uint64_t frames; /* read so far */
};

/*
 * First four bytes of the formats that libpcap reads: pcap with microseconds, with nanoseconds and as modified by
 * A. Kuznetzov, each in both byte orders; the section header block of pcapng, which reads the same in both.
 */
static const uint32_t magics[] = {0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1, 0x0a0d0d0a};

/* For files that are captures and yield nothing: an empty report is no clean one. */
#define UNSEEN "; no packet of this file was looked at for IKE"

/* Filters are checked before the link types of the captures are known: one of these has to take it. */
static const int common_links[] = {DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_RAW};
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

bool ikt_capture_filter_check(const char *filter, GError **error)
{
    g_autofree char *text = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(common_links); i++) {
        struct bpf_program program;
        pcap_t *dead = pcap_open_dead(common_links[i], FILTER_SNAPLEN);
        if (!dead) {
            g_set_error_literal(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_FILTER, "no memory to compile it");
            return false;
        }
        bool good = pcap_compile(dead, &program, filter, 1, PCAP_NETMASK_UNKNOWN) == 0;
        if (good)
            pcap_freecode(&program);
        else if (!text)
            text = g_strdup(pcap_geterr(dead));
        pcap_close(dead);
        if (good)
            return true;
    }
    g_set_error_literal(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_FILTER, text);
    return false;
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

static bool set_filter(struct ikt_capture_file *capture, const char *filter, GError **error)
{
    if (!filter)
        return true;
    if (pcap_compile(capture->pcap, &capture->filter, filter, 1, PCAP_NETMASK_UNKNOWN) != 0) {
        g_set_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_FILTER, "the filter does not fit this capture: %s",
                    pcap_geterr(capture->pcap));
        return false;
    }
    capture->filtered = true;
    return true;
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

struct ikt_capture_file *ikt_capture_file_open(const char *path, const char *filter, bool hashed, GError **error)
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
    if (capture->filtered)
        pcap_freecode(&capture->filter);
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
        if (!capture->filtered || pcap_offline_filter(&capture->filter, header, data) != 0)
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
