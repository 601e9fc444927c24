/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the input as a snoop file where it begins like one, else as packets that were printed as text. Every frame lies
 * within the input, and they are numbered one by one.
 */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "capture/dump.h"
#include "capture/snoop.h"
#include "fuzz_message.h"

static void read_all(const struct ikt_frame_source *source, const uint8_t *data, size_t size)
{
    FILE *file = fmemopen((void *)(uintptr_t)data, size, "r");
    g_assert_nonnull(file);
    void *reader = source->begin(file);
    struct ikt_frame frame;
    const char *why;
    uint64_t frames = 0, octets = 0;
    unsigned sum = 0;
    while (source->next(reader, &frame, &why)) {
        g_assert_cmpuint(frame.number, ==, ++frames);
        g_assert_cmpuint(frame.wire_length, >=, frame.octets.length);
        g_assert_cmpint(frame.time, >=, IKT_TIME_UNKNOWN);
        octets += frame.octets.length;
        for (size_t i = 0; i < frame.octets.length; i++)
            sum += frame.octets.data[i];
    }
    (void)sum;
    g_assert_cmpuint(octets, <=, size); /* two digits make one */
    g_assert_cmpuint(source->frames(reader), >=, frames);
    g_autofree char *fault = source->fault(reader);
    g_autofree char *remark = source->remark(reader);
    source->end(reader);
    fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    if (size >= sizeof IKT_SNOOP_MAGIC && memcmp(data, IKT_SNOOP_MAGIC, sizeof IKT_SNOOP_MAGIC) == 0) {
        read_all(&ikt_snoop_source, data, size);
        return 0;
    }
    const struct ikt_bytes bytes = {data, size};
    if (ikt_dump_is_text(bytes))
        (void)ikt_dump_recognise(bytes);
    read_all(&ikt_dump_source, data, size);
    return 0;
}
