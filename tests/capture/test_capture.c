/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Capture files: formats, byte orders, resolutions, compression, and what is said about those that cannot be read.
 * The files are written here, after the pcap and pcapng specifications, by zlib and by libzstd.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "build.h"
#include "capture/capture_file.h"
#include "capture/find_captures.h"

enum {
    MAGIC_MICRO = 0xa1b2c3d4,
    MAGIC_NANO = 0xa1b23c4d,
    ETHERNET = 1,
    SECONDS = 1700000000,
    MICROS = 123456
};

/* Folder of one test; every file in it is removed at its end. */
struct fixture {
    char *folder;
};

static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->folder = g_dir_make_tmp("ikt-input-XXXXXX", NULL);
    g_assert_nonnull(fixture->folder);
}

static void remove_all(const char *folder)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    const char *name;
    while (directory && (name = g_dir_read_name(directory))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
            remove_all(path);
        else
            g_unlink(path);
    }
    g_rmdir(folder);
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    remove_all(fixture->folder);
    g_free(fixture->folder);
}

/* The nth packet of every file written here: 40 + n bytes of n. */
static guint packet_length(guint n)
{
    return 40 + n;
}

static GByteArray *pcap_header(uint32_t magic, uint32_t link, gboolean big)
{
    GByteArray *file = g_byte_array_new();
    build_u32(file, magic, big);
    build_u16(file, 2, big);
    build_u16(file, 4, big);
    build_u32(file, 0, big);
    build_u32(file, 0, big);
    build_u32(file, 65535, big);
    build_u32(file, link, big);
    return file;
}

static GByteArray *pcap_file(uint32_t magic, uint32_t link, gboolean big, guint count)
{
    GByteArray *file = pcap_header(magic, link, big);
    for (guint n = 1; n <= count; n++) {
        build_u32(file, SECONDS + n, big);
        build_u32(file, magic == MAGIC_NANO ? MICROS * 1000 + 789 : MICROS, big);
        build_u32(file, packet_length(n), big);
        build_u32(file, packet_length(n) + 1000, big);
        build_pad(file, (uint8_t)n, packet_length(n));
    }
    return file;
}

static void pcapng_block(GByteArray *file, uint32_t type, GByteArray *body, gboolean big)
{
    build_pad(body, 0, (4 - body->len % 4) % 4);
    build_u32(file, type, big);
    build_u32(file, body->len + 12, big);
    g_byte_array_append(file, body->data, body->len);
    build_u32(file, body->len + 12, big);
    g_byte_array_unref(body);
}

static void pcapng_section(GByteArray *file, gboolean big)
{
    GByteArray *body = g_byte_array_new();
    build_u32(body, 0x1a2b3c4d, big);
    build_u16(body, 1, big);
    build_u16(body, 0, big);
    build_u32(body, 0xffffffff, big);
    build_u32(body, 0xffffffff, big);
    pcapng_block(file, 0x0a0d0d0a, body, big);
}

/* resolution: the value of if_tsresol, a power of ten; 6 is left out as the default. */
static void pcapng_interface(GByteArray *file, uint16_t link, uint8_t resolution, gboolean big)
{
    GByteArray *body = g_byte_array_new();
    build_u16(body, link, big);
    build_u16(body, 0, big);
    build_u32(body, 65535, big);
    if (resolution != 6) {
        build_u16(body, 9, big);
        build_u16(body, 1, big);
        build_pad(body, resolution, 1);
        build_pad(body, 0, 3);
        build_u32(body, 0, big);
    }
    pcapng_block(file, 1, body, big);
}

static void pcapng_packet(GByteArray *file, uint32_t interface, uint64_t stamp, guint n, gboolean big)
{
    GByteArray *body = g_byte_array_new();
    build_u32(body, interface, big);
    build_u32(body, (uint32_t)(stamp >> 32), big);
    build_u32(body, (uint32_t)stamp, big);
    build_u32(body, packet_length(n), big);
    build_u32(body, packet_length(n) + 1000, big);
    build_pad(body, (uint8_t)n, packet_length(n));
    pcapng_block(file, 6, body, big);
}

static GByteArray *pcapng_file(uint8_t resolution, gboolean big, guint count)
{
    GByteArray *file = g_byte_array_new();
    pcapng_section(file, big);
    pcapng_interface(file, ETHERNET, resolution, big);
    for (guint n = 1; n <= count; n++) {
        const uint64_t micros = (uint64_t)(SECONDS + n) * 1000000 + MICROS;
        pcapng_packet(file, 0, resolution == 9 ? micros * 1000 + 789 : micros, n, big);
    }
    return file;
}

static GByteArray *gzip(GByteArray *plain)
{
    GByteArray *packed = g_byte_array_new();
    g_byte_array_set_size(packed, plain->len + 1024);
    z_stream stream = {
        .next_in = plain->data, .avail_in = plain->len, .next_out = packed->data, .avail_out = packed->len};
    g_assert_cmpint(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
    g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
    g_byte_array_set_size(packed, (guint)stream.total_out);
    deflateEnd(&stream);
    g_byte_array_unref(plain);
    return packed;
}

static GByteArray *zstandard(GByteArray *plain)
{
    GByteArray *packed = g_byte_array_new();
    g_byte_array_set_size(packed, (guint)ZSTD_compressBound(plain->len));
    size_t length = ZSTD_compress(packed->data, packed->len, plain->data, plain->len, 3);
    g_assert_false(ZSTD_isError(length));
    g_byte_array_set_size(packed, (guint)length);
    g_byte_array_unref(plain);
    return packed;
}

static GByteArray *joined(GByteArray *first, GByteArray *second)
{
    g_byte_array_append(first, second->data, second->len);
    g_byte_array_unref(second);
    return first;
}

/* Takes content. g_free the path. */
static char *store(const struct fixture *fixture, const char *name, GByteArray *content)
{
    char *path = g_build_filename(fixture->folder, name, NULL);
    g_assert_true(g_file_set_contents(path, (const char *)content->data, (gssize)content->len, NULL));
    g_byte_array_unref(content);
    return path;
}

/* Reads on to the end; how many packets came. text: NULL where the end is to be clean, else what the error holds. */
static guint read_all(struct ikt_capture_file *capture, const char *text)
{
    g_autoptr(GError) error = NULL;
    struct ikt_frame captured;
    guint count = 0;
    while (ikt_capture_file_next(capture, &captured, &error)) {
        count++;
        g_assert_cmpuint(captured.number, ==, count);
        g_assert_cmpint(captured.time, ==, (ikt_time)(SECONDS + count) * IKT_SECOND + MICROS);
        g_assert_cmpint(captured.link_type, ==, ETHERNET);
        g_assert_cmpuint(captured.octets.length, ==, packet_length(count));
        g_assert_cmpuint(captured.wire_length, ==, packet_length(count) + 1000);
        for (size_t i = 0; i < captured.octets.length; i++)
            g_assert_cmpuint(captured.octets.data[i], ==, (uint8_t)count);
    }
    if (!text) {
        g_assert_no_error(error);
    } else {
        g_assert_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_DAMAGED);
        g_assert_nonnull(strstr(error->message, text));
    }
    return count;
}

static void check(const struct fixture *fixture, GByteArray *content, guint count, const char *text)
{
    g_autofree char *path = store(fixture, "capture", content);
    g_autoptr(GError) error = NULL;
    struct ikt_capture_file *capture = ikt_capture_file_open(path, NULL, false, &error);
    g_assert_no_error(error);
    g_assert_nonnull(capture);
    g_assert_false(ikt_capture_file_live(capture));
    g_assert_cmpuint(read_all(capture, text), ==, count);
    ikt_capture_file_close(capture);
}

static void check_refused(const struct fixture *fixture, GByteArray *content, enum ikt_capture_error code,
                          const char *text)
{
    g_autofree char *path = store(fixture, "capture", content);
    g_autoptr(GError) error = NULL;
    g_assert_null(ikt_capture_file_open(path, NULL, false, &error));
    g_assert_error(error, IKT_CAPTURE_ERROR, (gint)code);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, text));
}

static void test_formats(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    for (int big = 0; big <= 1; big++) {
        check(fixture, pcap_file(MAGIC_MICRO, ETHERNET, big, 3), 3, NULL);
        check(fixture, pcap_file(MAGIC_NANO, ETHERNET, big, 3), 3, NULL);
        check(fixture, pcapng_file(6, big, 3), 3, NULL);
        check(fixture, pcapng_file(9, big, 3), 3, NULL);
    }
    check(fixture, pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 0), 0, NULL);
}

/* 5000 packets with numbers above 255 repeat their bytes, so that it packs; more than one buffer either way. */
static void test_compressed(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    check(fixture, gzip(pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 2000)), 2000, NULL);
    check(fixture, zstandard(pcap_file(MAGIC_NANO, ETHERNET, TRUE, 2000)), 2000, NULL);
    check(fixture, gzip(pcapng_file(9, FALSE, 100)), 100, NULL);
    check(fixture, zstandard(pcapng_file(6, TRUE, 100)), 100, NULL);
}

/* Several gzip members, several Zstandard frames, with a skippable one between: one stream. */
static void test_members(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    GByteArray *whole = pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 50);
    for (int kind = 0; kind <= 1; kind++) {
        GByteArray *first = g_byte_array_new();
        GByteArray *second = g_byte_array_new();
        g_byte_array_append(first, whole->data, 1001);
        g_byte_array_append(second, whole->data + 1001, whole->len - 1001);
        GByteArray *packed =
            kind == 0 ? joined(gzip(first), gzip(second))
                      : joined(joined(zstandard(first), build_hex("502a4d18 03000000 aabbcc")), zstandard(second));
        check(fixture, packed, 50, NULL);
    }
    g_byte_array_unref(whole);
}

static void test_cut(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    GByteArray *file = pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 3);
    g_byte_array_set_size(file, file->len - 1);
    check(fixture, file, 2, "ends in the middle of a packet, after 2 packets");
    file = pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 2);
    g_byte_array_set_size(file, file->len - packet_length(2) - 3);
    check(fixture, file, 1, "ends in the middle of a packet, after 1 packet");
    file = pcapng_file(6, FALSE, 3);
    g_byte_array_set_size(file, file->len - 5);
    check(fixture, file, 2, "ends in the middle of a packet, after 2 packets");
    /* Compressed data that end early are told from a capture that does. */
    file = gzip(pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 3));
    g_byte_array_set_size(file, file->len - 4);
    check(fixture, file, 3, "the compressed data end too early, after 3 packets");
    file = zstandard(pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 2000));
    g_byte_array_set_size(file, file->len - 1);
    g_autofree char *path = store(fixture, "zstd", file);
    struct ikt_capture_file *capture = ikt_capture_file_open(path, NULL, false, NULL);
    g_assert_nonnull(capture);
    g_assert_cmpuint(read_all(capture, "the compressed data end too early"), <, 2000);
    ikt_capture_file_close(capture);
}

static void test_damaged(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    GByteArray *file = gzip(pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 3));
    file->data[file->len - 6] ^= 1; /* CRC-32 */
    check(fixture, file, 3, "the gzip data are damaged");
    file = joined(gzip(pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 3)), build_hex("00112233"));
    check(fixture, file, 3, "something else follows the compressed data");
    file = zstandard(pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 3));
    file->data[5] ^= 0xff;
    file->data[9] ^= 0xff;
    check_refused(fixture, file, IKT_CAPTURE_NO_CAPTURE, "the Zstandard data are damaged");
    /* A packet that claims to be longer than any. */
    file = pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 1);
    build_u32(file, 1, FALSE);
    build_u32(file, 0, FALSE);
    build_u32(file, 0x7fffffff, FALSE);
    build_u32(file, 0x7fffffff, FALSE);
    check(fixture, file, 1, "after 1 packet");
}

static void test_refused(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    check_refused(fixture, build_hex(""), IKT_CAPTURE_NO_CAPTURE, "not a capture");
    check_refused(fixture, build_hex("d4c3b2"), IKT_CAPTURE_NO_CAPTURE, "not a capture");
    check_refused(fixture, build_hex("23696e636c756465"), IKT_CAPTURE_TEXT, "not a capture");
    check_refused(fixture, gzip(build_hex("23696e636c756465")), IKT_CAPTURE_TEXT, "not a capture");
    check_refused(fixture, build_hex("1f8b08"), IKT_CAPTURE_NO_CAPTURE, "the compressed data end too early");
    check_refused(fixture, build_hex("d4c3b2a1 0200"), IKT_CAPTURE_DAMAGED, "its own header");
    check_refused(
        fixture, pcap_file(MAGIC_MICRO, 105, FALSE, 1), IKT_CAPTURE_LINK_TYPE,
        "link type IEEE802_11 (DLT 105, 802.11) is not handled; no packet of this file was looked at for IKE");
}

/* Times that no clock shows stay within what the engine reckons with. */
static void test_times(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    GByteArray *file = g_byte_array_new();
    pcapng_section(file, FALSE);
    pcapng_interface(file, ETHERNET, 0, FALSE);
    pcapng_packet(file, 0, UINT64_MAX, 1, FALSE);
    pcapng_packet(file, 0, INT64_MAX, 2, FALSE);
    g_autofree char *path = store(fixture, "times", file);
    struct ikt_capture_file *capture = ikt_capture_file_open(path, NULL, false, NULL);
    g_assert_nonnull(capture);
    struct ikt_frame captured;
    guint count = 0;
    while (ikt_capture_file_next(capture, &captured, NULL)) {
        g_assert_cmpint(captured.time, >=, 0);
        g_assert_cmpint(captured.time, <, 253402300800 * IKT_SECOND);
        count++;
    }
    g_assert_cmpuint(count, ==, 2);
    ikt_capture_file_close(capture);
}

/* Frames keep their numbers under a filter. */
static void test_filter(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    struct ikt_capture_filter *some = ikt_capture_filter_new("ether[0] >= 3 and ether[0] != 4", &error),
                              *inbound = ikt_capture_filter_new("inbound", &error);
    g_assert_no_error(error);
    g_assert_null(ikt_capture_filter_new("udp prt 500", &error));
    g_assert_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_FILTER);
    g_clear_error(&error);

    g_autofree char *path = store(fixture, "filtered", pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 5));
    struct ikt_capture_file *capture = ikt_capture_file_open(path, some, false, &error);
    g_assert_no_error(error);
    struct ikt_frame captured;
    g_assert_true(ikt_capture_file_next(capture, &captured, &error));
    g_assert_cmpuint(captured.number, ==, 3);
    g_assert_true(ikt_capture_file_next(capture, &captured, &error));
    g_assert_cmpuint(captured.number, ==, 5);
    g_assert_false(ikt_capture_file_next(capture, &captured, &error));
    g_assert_no_error(error);
    ikt_capture_file_close(capture);

    g_assert_null(ikt_capture_file_open(path, inbound, false, &error));
    g_assert_error(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_FILTER);
    ikt_capture_filter_free(some);
    ikt_capture_filter_free(inbound);
}

static void test_missing(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(fixture->folder, "none", NULL);
    g_assert_null(ikt_capture_file_open(path, NULL, false, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_clear_error(&error);
    g_assert_null(ikt_capture_file_open(fixture->folder, NULL, false, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
}

/* "a/b.pcap\n" per input, below the folder; an error stands behind a colon. */
static char *walk(const struct fixture *fixture, const char *const *names)
{
    GString *lines = g_string_new(NULL);
    g_autoptr(GPtrArray) inputs = ikt_find_captures(names, NULL);
    for (guint i = 0; i < inputs->len; i++) {
        const struct ikt_input *input = g_ptr_array_index(inputs, i);
        const gsize skip = g_str_has_prefix(input->path, fixture->folder) ? strlen(fixture->folder) : 0;
        g_string_append_printf(lines, "%s%s%s\n", input->path + skip, !input->error ? "" : ": ",
                               !input->error ? "" : input->error);
    }
    return g_string_free(lines, FALSE);
}

static void make_folder(const struct fixture *fixture, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
}

static void make_link(const struct fixture *fixture, const char *target, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    g_assert_cmpint(symlink(target, path), ==, 0);
}

static void test_walk(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    make_folder(fixture, "b");
    make_folder(fixture, "b/deep");
    make_folder(fixture, "empty");
    g_free(store(fixture, "z.txt", pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 1)));
    g_free(store(fixture, "a", gzip(pcap_file(MAGIC_MICRO, ETHERNET, FALSE, 1))));
    g_free(store(fixture, "b/1", zstandard(pcapng_file(6, FALSE, 1))));
    g_free(store(fixture, "b/deep/0", pcapng_file(6, TRUE, 1)));
    g_free(store(fixture, "b/notes.pcap", build_hex("68656c6c6f")));
    g_free(store(fixture, "b/notes.gz", gzip(build_hex("68656c6c6f"))));
    g_free(store(fixture, "B", pcap_file(MAGIC_NANO, ETHERNET, TRUE, 1)));
    make_link(fixture, "..", "b/up");
    make_link(fixture, "nowhere", "b/dangling");
    make_link(fixture, "deep", "b/zz");
    g_autofree char *fifo = g_build_filename(fixture->folder, "b", "fifo", NULL);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);

    g_autofree char *empty = g_build_filename(fixture->folder, "empty", NULL);
    const char *const names[] = {"-", fixture->folder, empty, "no such file", NULL};
    g_autofree char *lines = walk(fixture, names);
    g_assert_cmpstr(
        lines, ==,
        "-\n/B\n/a\n/b/1\n/b/deep/0\n/z.txt\n/empty: no capture in this directory; key files are given with "
        "-k, configurations with -c, logs with -l\nno such file\n");
}

#define ADD(name, function) g_test_add("/capture/capture/" name, struct fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("formats", test_formats);
    ADD("compressed", test_compressed);
    ADD("members", test_members);
    ADD("cut", test_cut);
    ADD("damaged", test_damaged);
    ADD("refused", test_refused);
    ADD("times", test_times);
    ADD("filter", test_filter);
    ADD("missing", test_missing);
    ADD("walk", test_walk);
    return g_test_run();
}
