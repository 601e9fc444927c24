/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

void ikt_text_frames_add(struct ikt_text_frames *list, uint64_t frame)
{
    if (list->count < IKT_TEXT_FRAMES_SHOWN)
        list->shown[list->count] = frame;
    list->last = frame;
    list->count++;
}

void ikt_text_put_frames(struct ikt_layout *layout, const struct ikt_text_frames *list)
{
    for (uint64_t i = 0; i < MIN(list->count, IKT_TEXT_FRAMES_SHOWN); i++) {
        if (i > 0)
            ikt_layout_put(layout, ", ");
        ikt_layout_put_number(layout, list->shown[i]);
    }
    if (list->count <= IKT_TEXT_FRAMES_SHOWN)
        return;
    const bool one_more = list->count == IKT_TEXT_FRAMES_SHOWN + 1;
    ikt_layout_put(layout, one_more ? ", " : " ... ");
    ikt_layout_put_number(layout, list->last);
    if (one_more)
        return;
    ikt_layout_put(layout, " (");
    ikt_layout_put_number(layout, list->count);
    ikt_layout_put(layout, " in all)");
}
