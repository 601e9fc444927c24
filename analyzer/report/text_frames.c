/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_frames.h"

void ikt_text_frames_add(struct ikt_text_frames *list, uint64_t frame)
{
    if (list->count < IKT_TEXT_FRAMES_SHOWN)
        list->shown[list->count] = frame;
    list->last = frame;
    list->count++;
}

void ikt_text_frames_append(GString *text, const struct ikt_text_frames *list)
{
    for (uint64_t i = 0; i < MIN(list->count, IKT_TEXT_FRAMES_SHOWN); i++)
        g_string_append_printf(text, "%s%" G_GUINT64_FORMAT, i > 0 ? ", " : "", list->shown[i]);
    if (list->count == IKT_TEXT_FRAMES_SHOWN + 1)
        g_string_append_printf(text, ", %" G_GUINT64_FORMAT, list->last);
    else if (list->count > IKT_TEXT_FRAMES_SHOWN)
        g_string_append_printf(text, " ... %" G_GUINT64_FORMAT " (%" G_GUINT64_FORMAT " in all)", list->last,
                               list->count);
}
