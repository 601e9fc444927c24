/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pieces.h"

#include "messages.h"

struct ikt_report_piece *ikt_pieces_of(const struct ikt_stitch *stitch, size_t *count)
{
    *count = stitch ? ikt_stitch_count(stitch) : 0;
    struct ikt_report_piece *pieces = stitch ? g_new0(struct ikt_report_piece, *count) : NULL;
    for (guint i = 0; i < *count; i++) {
        const struct ikt_piece *piece = ikt_stitch_piece(stitch, i);
        pieces[i] = (struct ikt_report_piece){
            .file = piece->path,
            .sha256 = piece->sha256,
            .error = piece->error,
            .first_frame = piece->first_frame,
            .last_frame = piece->last_frame,
            .first_number = piece->first_number,
            .packets = piece->packets,
            .repeated = piece->repeated,
            .missing = piece->missing,
            .first_time = piece->packets > 0 ? piece->first_time : IKT_TIME_NONE,
            .last_time = piece->last_time,
        };
    }
    return pieces;
}

char *ikt_pieces_complain(const struct ikt_stitch *stitch, struct ikt_later *later)
{
    char *first = NULL;
    guint failed = 0;
    for (guint i = 0; i < ikt_stitch_count(stitch); i++) {
        const struct ikt_piece *piece = ikt_stitch_piece(stitch, i);
        ikt_later_add(later, piece->path, g_strdup(piece->remark));
        if (piece->crowded)
            ikt_later_add(
                later, piece->path,
                g_strdup_printf("overlaps with more than %d pieces: some of its packets came late", IKT_STITCH_OPEN));
        if (piece->missing > 0)
            ikt_later_add(later, piece->path,
                          g_strdup_printf("by their numbers, %" G_GUINT64_FORMAT
                                          " file%s missing before it: what passed "
                                          "meanwhile is not known",
                                          (guint64)piece->missing, piece->missing == 1 ? " is" : "s are"));
        if (!piece->error)
            continue;
        ikt_later_add(later, piece->path, g_strdup(piece->error));
        if (failed++ > 0)
            continue;
        g_autofree char *name = ikt_say_name(piece->path);
        first = g_strdup_printf("%s: %s", name, piece->error);
    }
    const guint twice = ikt_stitch_twice(stitch);
    if (twice > 0)
        ikt_later_add(later, NULL,
                      g_strdup_printf("note: %u name%s of a file that was named before: it is read once", twice,
                                      twice == 1 ? " is" : "s are"));
    if (failed < 2)
        return first;
    g_autofree char *one = first;
    return g_strdup_printf("%s; and %u more pieces", one, failed - 1);
}
