/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pcapng as programs write it (draft-ietf-opsawg-pcapng): interfaces that differ in link type, snap length, resolution
 * and offset of time; sections of either byte order; blocks that nobody reads; ends in the middle. The files are
 * written here, after the draft.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "build.h"
#include "capture/capture_file.h"

enum {
    ETHERNET = 1,
    RAW = 101, /* LINKTYPE_RAW, DLT 12 */
    WIFI = 105,
    SECONDS = 1700000000
};

struct writer {
    GByteArray *file;
    gboolean big;
};

static void block(struct writer *writer, uint32_t type, GByteArray *body)
{
    build_pad(body, 0, (4 - body->len % 4) % 4);
    build_u32(writer->file, type, writer->big);
    build_u32(writer->file, body->len + 12, writer->big);
    g_byte_array_append(writer->file, body->data, body->len);
    build_u32(writer->file, body->len + 12, writer->big);
    g_byte_array_unref(body);
}

static void section(struct writer *writer, gboolean big)
{
    GByteArray *body = g_byte_array_new();
    writer->big = big;
    build_u32(body, 0x1a2b3c4d, big);
    build_u16(body, 1, big);
    build_u16(body, 0, big);
    build_u32(body, 0xffffffff, big);
    build_u32(body, 0xffffffff, big);
    block(writer, 0x0a0d0d0a, body);
}

/* resolution: if_tsresol, 6 is left out; offset: if_tsoffset, 0 is left out; comment: octets of one before them. */
static void interface_with(struct writer *writer, uint16_t link, uint8_t resolution, int64_t offset, uint16_t comment)
{
    GByteArray *body = g_byte_array_new();
    const uint64_t bits = (uint64_t)offset;
    build_u16(body, link, writer->big);
    build_u16(body, 0, writer->big);
    build_u32(body, 100, writer->big);
    if (comment > 0) {
        build_u16(body, 1, writer->big);
        build_u16(body, comment, writer->big);
        build_pad(body, 'c', comment);
        build_pad(body, 0, (4 - comment % 4U) % 4);
    }
    if (resolution != 6) {
        build_u16(body, 9, writer->big);
        build_u16(body, 1, writer->big);
        build_pad(body, resolution, 1);
        build_pad(body, 0, 3);
    }
    if (offset != 0) {
        build_u16(body, 14, writer->big);
        build_u16(body, 8, writer->big);
        build_u32(body, (uint32_t)(writer->big ? bits >> 32 : bits), writer->big);
        build_u32(body, (uint32_t)(writer->big ? bits : bits >> 32), writer->big);
    }
    build_u32(body, 0, writer->big);
    block(writer, 1, body);
}

static void interface(struct writer *writer, uint16_t link, uint8_t resolution, int64_t offset)
{
    interface_with(writer, link, resolution, offset, 0);
}

static void packet(struct writer *writer, uint32_t of, uint64_t stamp, uint32_t length)
{
    GByteArray *body = g_byte_array_new();
    build_u32(body, of, writer->big);
    build_u32(body, (uint32_t)(stamp >> 32), writer->big);
    build_u32(body, (uint32_t)stamp, writer->big);
    build_u32(body, length, writer->big);
    build_u32(body, length + 7, writer->big);
    build_pad(body, 0x5a, length);
    block(writer, 6, body);
}

static void filler(struct writer *writer, uint32_t type, guint length)
{
    GByteArray *body = g_byte_array_new();
    build_pad(body, 0xa5, length);
    block(writer, type, body);
}

static void cut_by(struct writer *writer, guint octets)
{
    g_byte_array_set_size(writer->file, writer->file->len - octets);
}

static struct writer begin(void)
{
    struct writer writer = {.file = g_byte_array_new()};
    section(&writer, FALSE);
    return writer;
}

/* "NUMBER LINK SECONDS.MICROS CAPTURED/WIRE" a line, then the error and the remark. Takes the file. */
static char *told(struct writer *writer, const char *filter)
{
    char path[] = "pcapng-XXXXXX";
    const int fd = g_mkstemp(path);
    g_assert_true(g_file_set_contents(path, (const char *)writer->file->data, (gssize)writer->file->len, NULL));
    close(fd);
    g_byte_array_unref(writer->file);
    g_autoptr(GError) error = NULL;
    struct ikt_capture_filter *limit = filter ? ikt_capture_filter_new(filter, &error) : NULL;
    g_assert_no_error(error);
    struct ikt_capture_file *capture = ikt_capture_file_open(path, limit, false, &error);
    g_assert_no_error(error);
    GString *lines = g_string_new(NULL);
    struct ikt_frame frame;
    while (ikt_capture_file_next(capture, &frame, &error)) {
        for (size_t i = 0; i < frame.octets.length; i++)
            g_assert_cmpuint(frame.octets.data[i], ==, 0x5a);
        g_string_append_printf(lines, "%u %d %" G_GINT64_FORMAT ".%06u %u/%u\n", (unsigned)frame.number,
                               frame.link_type, frame.time / IKT_SECOND, (unsigned)(frame.time % IKT_SECOND),
                               (unsigned)frame.octets.length, (unsigned)frame.wire_length);
    }
    g_autofree char *remark = ikt_capture_file_remark(capture);
    if (error)
        g_string_append_printf(lines, "%s\n", error->message);
    if (remark)
        g_string_append_printf(lines, "%s\n", remark);
    ikt_capture_file_close(capture);
    ikt_capture_filter_free(limit);
    g_unlink(path);
    return g_string_free(lines, FALSE);
}

#define ASSERT_TOLD(writer, filter, expected)                                                                          \
    do {                                                                                                               \
        g_autofree char *lines = told(&(writer), filter);                                                              \
        g_assert_cmpstr(lines, ==, expected);                                                                          \
    } while (0)

static void test_interfaces(void)
{
    struct writer writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    interface(&writer, RAW, 9, 0);
    interface(&writer, WIFI, 6, 0);
    interface(&writer, ETHERNET, 0x80 | 10, -3600);
    packet(&writer, 0, SECONDS * 1000000ULL + 123456, 60);
    packet(&writer, 1, SECONDS * 1000000000ULL + 123456789, 61);
    packet(&writer, 2, 0, 62);
    packet(&writer, 3, SECONDS * 1024ULL + 512, 63);
    ASSERT_TOLD(writer, NULL,
                "1 1 1700000000.123456 60/67\n2 12 1700000000.123456 61/68\n4 1 1699996400.500000 63/70\n"
                "1 packet of interfaces whose link type is not handled (IEEE802_11) was not looked at\n");
}

static void test_sections(void)
{
    struct writer writer = begin();
    interface(&writer, RAW, 6, 0);
    packet(&writer, 0, 1000000, 40);
    section(&writer, TRUE);
    interface(&writer, ETHERNET, 0, 5);
    packet(&writer, 0, SECONDS, 41);
    section(&writer, FALSE);
    packet(&writer, 0, 1, 42);
    ASSERT_TOLD(writer, NULL,
                "1 12 1.000000 40/47\n2 1 1700000005.000000 41/48\n"
                "a packet is of an interface that was not described, after 2 packets; the packets behind them were not "
                "looked at\n");
}

/* Whatever stands before them, resolution and offset are read: the draft bounds no block. */
static void test_long_options(void)
{
    static const uint16_t lengths[] = {1, 4079, 4080, 4081, 4095, 30001, 65535};
    for (size_t i = 0; i < 2 * G_N_ELEMENTS(lengths); i++) {
        struct writer writer = begin();
        section(&writer, i % 2 == 1);
        interface_with(&writer, ETHERNET, 9, -3600, lengths[i / 2]);
        packet(&writer, 0, (SECONDS + 3600ULL) * 1000000000ULL + 123456000, 60);
        ASSERT_TOLD(writer, NULL, "1 1 1700000000.123456 60/67\n");
    }
}

/* Comments, names, statistics, secrets, custom and unknown blocks; custom ones are frames to Wireshark (4.0). */
static void test_blocks_that_nobody_reads(void)
{
    static const uint32_t types[] = {4, 5, 10, 11, 0xbad, 0x40000bad, 0x0a0d0a0a};
    struct writer writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        filler(&writer, types[i], (guint)(4 + i * 5000));
    packet(&writer, 0, 1000000, 60);
    ASSERT_TOLD(writer, NULL, "3 1 1.000000 60/67\n");
}

/* What tshark 4.0 numbers as frames, though capinfos counts no packet: journal entries, system calls, custom blocks. */
static void test_records_that_are_numbered(void)
{
    static const uint32_t numbered[] = {9, 0x204, 0x216, 0xbad, 0x40000bad};
    static const uint32_t others[] = {4, 5, 7, 8, 10, 0x101, 0x201, 0x208, 0x12345};
    struct writer writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(numbered); i++)
        filler(&writer, numbered[i], 64);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        filler(&writer, others[i], 64);
    packet(&writer, 0, 1000000, 60);
    filler(&writer, 0xbad, 64);
    packet(&writer, 0, 2000000, 60);
    cut_by(&writer, 1);
    ASSERT_TOLD(writer, NULL, "6 1 1.000000 60/67\nthe capture ends in the middle of a packet, after 1 packet\n");

    writer = begin(); /* what is said of packets is said of packets alone */
    interface(&writer, WIFI, 6, 0);
    filler(&writer, 0xbad, 64);
    packet(&writer, 0, 1000000, 60);
    ASSERT_TOLD(
        writer, NULL,
        "link type IEEE802_11 (DLT 105, 802.11) is not handled; no packet of this file was looked at for IKE\n");
}

/* The padding is there and not counted, as Wireshark reads it. */
static void test_lengths_without_padding(void)
{
    struct writer writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    packet(&writer, 0, 1000000, 61);
    uint8_t *last = writer.file->data + writer.file->len - 96;
    last[4] = last[92] = 93;
    packet(&writer, 0, 2000000, 60);
    ASSERT_TOLD(writer, NULL, "1 1 1.000000 61/68\n2 1 2.000000 60/67\n");
}

/* A simple packet block has neither a time nor a captured length: the first interface's snap length cuts it. */
static void test_simple_packets(void)
{
    struct writer writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    packet(&writer, 0, 9000000, 60);
    GByteArray *body = g_byte_array_new();
    build_u32(body, 1500, writer.big);
    build_pad(body, 0x5a, 100);
    block(&writer, 3, body);
    ASSERT_TOLD(
        writer, NULL,
        "1 1 9.000000 60/67\n2 1 9.000000 100/1500\n"
        "1 packet without a time was taken to be of the time of the packet before, or of the first that has one\n");
}

static void simple(struct writer *writer)
{
    GByteArray *body = g_byte_array_new();
    build_u32(body, 60, writer->big);
    build_pad(body, 0x5a, 60);
    block(writer, 3, body);
}

/* Before the first time there is that one: no packet lies ages before another. */
static void test_first_time(void)
{
    struct writer writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    simple(&writer);
    interface(&writer, ETHERNET, 3, 0);
    simple(&writer);
    packet(&writer, 1, 9000, 60);
    packet(&writer, 0, 10000000, 60);
    ASSERT_TOLD(writer, NULL,
                "1 1 9.000000 60/60\n2 1 9.000000 60/60\n3 1 9.000000 60/67\n4 1 10.000000 60/67\n"
                "2 packets without a time were taken to be of the time of the packet before, or of the first that has "
                "one\n");
    writer = begin(); /* what comes before the damage is there */
    interface(&writer, ETHERNET, 6, 0);
    simple(&writer);
    packet(&writer, 0, 9000000, 60);
    packet(&writer, 0, 9000000, 60);
    g_byte_array_set_size(writer.file, writer.file->len - 20);
    ASSERT_TOLD(
        writer, NULL,
        "1 1 9.000000 60/60\n2 1 9.000000 60/67\n"
        "the capture ends in the middle of a packet, after 2 packets\n"
        "1 packet without a time was taken to be of the time of the packet before, or of the first that has one\n");
}

/* Where so many have none, the times of the others are not told either. */
static void test_late_time(void)
{
    struct writer writer = begin();
    g_autoptr(GString) expected = g_string_new(NULL);
    interface(&writer, ETHERNET, 6, 0);
    for (unsigned i = 1; i <= 1025; i++) {
        if (i <= 1024)
            simple(&writer);
        else
            packet(&writer, 0, 9000000, 60);
        g_string_append_printf(expected, "%u 1 %" G_GINT64_FORMAT ".000000 60/%u\n", i, IKT_TIME_UNKNOWN / IKT_SECOND,
                               i <= 1024 ? 60U : 67U);
    }
    g_string_append(expected, "this capture has no times that tell when: none is told\n");
    ASSERT_TOLD(writer, NULL, expected->str);
}

/* Where no packet has a time, none is made up. */
static void test_no_times(void)
{
    struct writer writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    GByteArray *body = g_byte_array_new();
    build_u32(body, 60, writer.big);
    build_pad(body, 0x5a, 60);
    block(&writer, 3, body);
    g_autofree char *expected = g_strdup_printf("1 1 %" G_GINT64_FORMAT ".000000 60/60\n"
                                                "this capture has no times that tell when: none is told\n",
                                                IKT_TIME_UNKNOWN / IKT_SECOND);
    ASSERT_TOLD(writer, NULL, expected);
}

/* More than is kept of a frame is passed over, and the next one found. */
static void test_long_frames(void)
{
    struct writer writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    packet(&writer, 0, 1000000, 1000001);
    packet(&writer, 0, 2000000, 60);
    ASSERT_TOLD(writer, NULL, "1 1 1.000000 262144/1000008\n2 1 2.000000 60/67\n");
}

static void test_filter(void)
{
    struct writer writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    interface(&writer, RAW, 6, 0);
    packet(&writer, 0, 1000000, 60);
    packet(&writer, 1, 2000000, 61);
    packet(&writer, 1, 3000000, 40);
    ASSERT_TOLD(writer, "greater 68", "2 12 2.000000 61/68\n");

    writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    packet(&writer, 0, 1000000, 60);
    g_autofree char *lines = told(&writer, "inbound");
    g_assert_nonnull(strstr(lines, "the filter does not fit this capture"));
}

static void test_nothing_is_read(void)
{
    struct writer writer = begin();
    interface(&writer, WIFI, 6, 0);
    packet(&writer, 0, 1000000, 60);
    ASSERT_TOLD(
        writer, NULL,
        "link type IEEE802_11 (DLT 105, 802.11) is not handled; no packet of this file was looked at for IKE\n");
    writer = begin(); /* no packet at all is no error */
    ASSERT_TOLD(writer, NULL, "");
}

static void test_ends(void)
{
    static const guint octets[] = {1, 4, 40, 70, 80, 95};
    for (size_t i = 0; i < G_N_ELEMENTS(octets); i++) {
        struct writer writer = begin();
        interface(&writer, ETHERNET, 6, 0);
        packet(&writer, 0, 1000000, 60);
        packet(&writer, 0, 2000000, 64);
        cut_by(&writer, octets[i]); /* of 96 */
        g_autofree char *lines = told(&writer, NULL);
        g_assert_true(g_str_has_prefix(
            lines, "1 1 1.000000 60/67\nthe capture ends in the middle of a packet, after 1 packet\n"));
    }
    struct writer writer = begin();
    interface(&writer, ETHERNET, 6, 0);
    packet(&writer, 0, 1000000, 60);
    packet(&writer, 0, 2000000, 60);
    writer.file->data[writer.file->len - 4] ^= 4; /* the length behind the block */
    ASSERT_TOLD(writer, NULL,
                "1 1 1.000000 60/67\n"
                "a block is damaged, after 1 packet; the packets behind them were not looked at\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/capture/pcapng/interfaces", test_interfaces);
    g_test_add_func("/capture/pcapng/sections", test_sections);
    g_test_add_func("/capture/pcapng/blocks-that-nobody-reads", test_blocks_that_nobody_reads);
    g_test_add_func("/capture/pcapng/long-options", test_long_options);
    g_test_add_func("/capture/pcapng/records-that-are-numbered", test_records_that_are_numbered);
    g_test_add_func("/capture/pcapng/lengths-without-padding", test_lengths_without_padding);
    g_test_add_func("/capture/pcapng/simple-packets", test_simple_packets);
    g_test_add_func("/capture/pcapng/no-times", test_no_times);
    g_test_add_func("/capture/pcapng/first-time", test_first_time);
    g_test_add_func("/capture/pcapng/late-time", test_late_time);
    g_test_add_func("/capture/pcapng/long-frames", test_long_frames);
    g_test_add_func("/capture/pcapng/filter", test_filter);
    g_test_add_func("/capture/pcapng/nothing-is-read", test_nothing_is_read);
    g_test_add_func("/capture/pcapng/ends", test_ends);
    return g_test_run();
}
