/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading.h"

/* One of the two is NULL. */
struct ikt_reading {
    struct ikt_capture_file *file;
    struct ikt_stitch *stitch;
    char *name;
};

struct ikt_reading *ikt_reading_open(const char *path, const struct ikt_capture_filter *filter, bool hashed,
                                     GError **error)
{
    struct ikt_capture_file *file = ikt_capture_file_open(path, filter, hashed, error);
    if (!file)
        return NULL;
    struct ikt_reading *reading = g_new0(struct ikt_reading, 1);
    reading->file = file;
    reading->name = g_strdup(path);
    return reading;
}

struct ikt_reading *ikt_reading_stitch(const GPtrArray *paths, const struct ikt_capture_filter *filter, bool hashed)
{
    struct ikt_reading *reading = g_new0(struct ikt_reading, 1);
    reading->stitch = ikt_stitch_new(paths, filter, hashed);
    const guint count = ikt_stitch_count(reading->stitch);
    const char *first = count > 0 ? ikt_stitch_piece(reading->stitch, 0)->path : "";
    reading->name = count == 1 ? g_strdup(first) : g_strdup_printf("%s and %u more", first, count - 1);
    return reading;
}

void ikt_reading_close(struct ikt_reading *reading)
{
    if (!reading)
        return;
    ikt_capture_file_close(reading->file);
    ikt_stitch_free(reading->stitch);
    g_free(reading->name);
    g_free(reading);
}

const char *ikt_reading_name(const struct ikt_reading *reading)
{
    return reading->name;
}

const struct ikt_stitch *ikt_reading_pieces(const struct ikt_reading *reading)
{
    return reading->stitch;
}

bool ikt_reading_next(struct ikt_reading *reading, struct ikt_frame *out, GError **error)
{
    return reading->stitch ? ikt_stitch_next(reading->stitch, out) : ikt_capture_file_next(reading->file, out, error);
}

void ikt_reading_origin(const struct ikt_reading *reading, struct ikt_capture_origin *out)
{
    if (reading->stitch)
        ikt_stitch_origin(reading->stitch, out);
    else
        ikt_capture_file_origin(reading->file, out);
}

bool ikt_reading_live(const struct ikt_reading *reading)
{
    return reading->stitch ? ikt_stitch_live(reading->stitch) : ikt_capture_file_live(reading->file);
}

uint64_t ikt_reading_frames(const struct ikt_reading *reading)
{
    return reading->stitch ? ikt_stitch_frames(reading->stitch) : ikt_capture_file_frames(reading->file);
}

uint64_t ikt_reading_others(const struct ikt_reading *reading)
{
    return reading->stitch ? ikt_stitch_others(reading->stitch) : ikt_capture_file_others(reading->file);
}

uint64_t ikt_reading_octets(const struct ikt_reading *reading)
{
    return reading->stitch ? ikt_stitch_octets(reading->stitch) : ikt_capture_file_octets(reading->file);
}

guint ikt_reading_done(const struct ikt_reading *reading)
{
    return reading->stitch ? ikt_stitch_done(reading->stitch) : 0;
}

char *ikt_reading_remark(const struct ikt_reading *reading)
{
    return reading->stitch ? NULL : ikt_capture_file_remark(reading->file);
}

char *ikt_reading_sha256(struct ikt_reading *reading)
{
    return reading->stitch ? NULL : ikt_capture_file_sha256(reading->file);
}
