/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "window.h"

#include <string.h>

#include <cfile.h>
#include <epan/funnel.h>
#include <epan/plugin_if.h>

enum {
    WAIT = 20 /* milliseconds, until the window is asked once more whether it is at rest */
};

bool ikt_window_is_there(void)
{
    ws_info_t *info = NULL;
    plugin_if_get_ws_info(&info);
    return info && info->ws_info_supported;
}

uint32_t ikt_window_whole_count(void)
{
    ws_info_t *info = NULL;
    plugin_if_get_ws_info(&info);
    return info && info->cf_state == FILE_READ_DONE ? info->cf_count : 0;
}

/* Drawing it on a frame that is not shown is all that the light takes notice of. */
void ikt_window_light(expert_field *info)
{
    packet_info nowhere = {.num = 1, .pool = wmem_file_scope()};
    if (ikt_window_whole_count() > 0)
        expert_add_info_format(&nowhere, NULL, info, "seen");
}

#if IKT_WIRESHARK < 400

/* Its interface tells too little of the file. */
void ikt_window_filter_again(void)
{
}

void ikt_window_dissect_again(void)
{
}

#else

static bool wants_filter, wants_dissection;
static bool waits;

static void *is_at_rest(capture_file *file, void *rest)
{
    *(bool *)rest = file->state == FILE_READ_DONE && !file->read_lock;
    return NULL;
}

static void *own_filter(capture_file *file, void *filter G_GNUC_UNUSED)
{
    return file->dfilter && strstr(file->dfilter, "iketriage") ? g_strdup(file->dfilter) : NULL;
}

/* From the main loop: within a dissection the window would only note the wish, and may never come back to it. */
static gboolean at_leisure(gpointer data G_GNUC_UNUSED)
{
    bool rest = false;
    plugin_if_get_capture_file(is_at_rest, &rest);
    if (!rest)
        return G_SOURCE_CONTINUE;
    if (wants_dissection) {
        wants_dissection = false; /* at its end it asks for the filter, where there is one */
        const funnel_ops_t *window = funnel_get_funnel_ops();
        if (window && window->redissect_packets)
            window->redissect_packets(window->ops_id);
        return G_SOURCE_CONTINUE;
    }
    if (wants_filter) {
        wants_filter = false;
        g_autofree char *filter = plugin_if_get_capture_file(own_filter, NULL);
        if (filter)
            plugin_if_apply_filter(filter, TRUE);
    }
    waits = false;
    return G_SOURCE_REMOVE;
}

static void wait_for_rest(void)
{
    if (!waits && ikt_window_whole_count() > 0) {
        waits = true;
        g_timeout_add(WAIT, at_leisure, NULL);
    }
}

void ikt_window_filter_again(void)
{
    wants_filter = true;
    wait_for_rest();
}

void ikt_window_dissect_again(void)
{
    wants_dissection = true;
    wait_for_rest();
}

#endif
