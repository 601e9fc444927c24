/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told_list.h"

static void clear_capture(gpointer data)
{
    struct ikt_told_capture *capture = data;
    g_free(capture->file);
    g_free(capture->sha256);
    g_free(capture->text);
}

static void clear_tunnel(gpointer data)
{
    ikt_told_tunnel_clear(data);
}

struct ikt_told_list *ikt_told_list_new(void)
{
    struct ikt_told_list *list = g_new0(struct ikt_told_list, 1);
    list->captures = g_array_new(FALSE, TRUE, sizeof(struct ikt_told_capture));
    list->tunnels = g_array_new(FALSE, TRUE, sizeof(struct ikt_told_tunnel));
    g_array_set_clear_func(list->captures, clear_capture);
    g_array_set_clear_func(list->tunnels, clear_tunnel);
    return list;
}

void ikt_told_list_free(struct ikt_told_list *list)
{
    g_array_unref(list->captures);
    g_array_unref(list->tunnels);
    g_free(list);
}

static void give_up_blocks(struct ikt_told_list *list, guint from, uint64_t keep)
{
    for (guint i = from; i < list->tunnels->len; i++) {
        struct ikt_told_tunnel *tunnel = ikt_told_at(list, i);
        if (i + 1 == keep)
            continue;
        g_clear_pointer(&tunnel->block, g_free);
        g_clear_pointer(&tunnel->advice, g_free);
    }
}

void ikt_told_list_join(struct ikt_told_list *list, struct ikt_told_list *part, uint64_t keep)
{
    const guint capture = list->captures->len, before = list->tunnels->len;
    for (guint i = 0; i < part->tunnels->len; i++)
        ikt_told_at(part, i)->capture += capture;
    g_array_append_vals(list->captures, part->captures->data, part->captures->len);
    g_array_append_vals(list->tunnels, part->tunnels->data, part->tunnels->len);
    /* what they held is the list's now */
    g_array_set_clear_func(part->captures, NULL);
    g_array_set_clear_func(part->tunnels, NULL);
    ikt_told_list_free(part);
    if (keep != 0)
        give_up_blocks(list, before, keep);
    else if (list->tunnels->len > IKT_TOLD_BLOCKS)
        give_up_blocks(list, before > IKT_TOLD_BLOCKS ? before : 0, 0);
}
