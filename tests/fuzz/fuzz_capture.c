/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Capture files of every kind: pcap, pcapng, in gzip or Zstandard, archives. The input's first octet chooses how it is
 * read, the rest is the file.
 */
#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/capture_file.h"
#include "fuzz_message.h"

enum {
    HASHED = 1,
    FILTERED = 2
};

/* The file as a path that can be opened: -1 where there is no room for it. */
static int store(const uint8_t *data, size_t size)
{
    const int fd = memfd_create("capture", MFD_CLOEXEC);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, data, size), ==, (ssize_t)size);
    return fd;
}

static void check_frame(const struct ikt_frame *frame, uint64_t before)
{
    unsigned sum = 0;
    g_assert_cmpuint(frame->number, >, before);
    g_assert_cmpuint(frame->octets.length, <=, frame->wire_length);
    g_assert_cmpint(frame->time, >=, IKT_TIME_UNKNOWN);
    for (size_t i = 0; i < frame->octets.length; i++)
        sum += frame->octets.data[i];
    g_assert_cmpuint(sum, <=, 255 * frame->octets.length);
}

static void read_all(struct ikt_capture_file *capture, bool hashed)
{
    g_autoptr(GError) error = NULL;
    struct ikt_frame frame = {0};
    struct ikt_capture_origin origin;
    uint64_t before = 0;
    while (ikt_capture_file_next(capture, &frame, &error)) {
        check_frame(&frame, before);
        ikt_capture_file_origin(capture, &origin);
        g_assert_cmpuint(origin.nanoseconds, <, 1000);
        before = frame.number;
    }
    g_assert_cmpuint(ikt_capture_file_frames(capture), >=, before);
    g_assert_true(!error || g_utf8_validate(error->message, -1, NULL));
    g_autofree char *remark = ikt_capture_file_remark(capture);
    g_autofree char *hash = hashed ? ikt_capture_file_sha256(capture) : NULL;
    g_assert_true(!hash || strlen(hash) == 64);
    g_assert_true(!remark || *remark != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    g_autoptr(GError) error = NULL;
    const int fd = store(data + 1, size - 1);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
    struct ikt_capture_filter *filter = data[0] & FILTERED ? ikt_capture_filter_new("udp port 500", NULL) : NULL;
    struct ikt_capture_file *capture = ikt_capture_file_open(path, filter, (data[0] & HASHED) != 0, &error);
    g_assert_true(!capture == (error != NULL));
    if (capture)
        read_all(capture, (data[0] & HASHED) != 0);
    ikt_capture_file_close(capture);
    ikt_capture_filter_free(filter);
    close(fd);
    return 0;
}
