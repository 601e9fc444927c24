/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "joined.h"

#include <glib/gstdio.h>

#include "capture/find_captures.h"
#include "messages.h"

static const char *refusal_of(const struct ikt_input *input)
{
    GStatBuf status;
    if (input->error)
        return input->error;
    if (g_stat(input->path, &status) == 0 && !S_ISREG(status.st_mode))
        return "cannot be joined: captures are read twice, and this is no file";
    return NULL;
}

GPtrArray *ikt_joined_paths(const GPtrArray *inputs, struct ikt_later *later, bool *trouble)
{
    GPtrArray *paths = g_ptr_array_new();
    for (guint i = 0; i < inputs->len; i++) {
        const struct ikt_input *input = g_ptr_array_index(inputs, i);
        const char *refusal = refusal_of(input);
        if (!refusal)
            g_ptr_array_add(paths, input->path);
        else
            ikt_later_add(later, input->path, g_strdup(refusal));
        *trouble = *trouble || refusal;
    }
    if (paths->len >= 2 && paths->len <= IKT_PLACES_MAX)
        return paths;
    ikt_later_add(
        later, NULL,
        g_strdup_printf("--join wants 2 to %d captures, one of each place; there are %u", IKT_PLACES_MAX, paths->len));
    *trouble = true;
    g_ptr_array_unref(paths);
    return NULL;
}

char *ikt_joined_name(const struct ikt_join *join)
{
    GString *name = g_string_new(NULL);
    for (unsigned i = 0; i < ikt_join_count(join); i++)
        g_string_append_printf(name, "%s%s", i > 0 ? " + " : "", ikt_join_place(join, i).path);
    return g_string_free(name, FALSE);
}

struct ikt_report_place *ikt_joined_places(const struct ikt_join *join)
{
    struct ikt_report_place *places = g_new0(struct ikt_report_place, ikt_join_count(join));
    for (unsigned i = 0; i < ikt_join_count(join); i++) {
        const struct ikt_join_place place = ikt_join_place(join, i);
        places[i] = (struct ikt_report_place){
            .file = place.path,
            .sha256 = place.sha256,
            .error = place.error,
            .packets = place.packets,
            .messages = place.messages,
            .first_frame = place.first_frame,
            .last_frame = place.last_frame,
            .first_time = place.first_time,
            .last_time = place.last_time,
            .clock_known = place.clock.known,
            .offset = place.clock.offset,
            .offset_within = place.clock.within,
            .drift = place.clock.drift,
            .drift_within = place.clock.drift_within,
            .matched = place.clock.matched,
        };
    }
    return places;
}

char *ikt_joined_complain(const struct ikt_join *join, struct ikt_later *later)
{
    char *first = NULL;
    for (unsigned i = 0; i < ikt_join_count(join); i++) {
        const struct ikt_join_place place = ikt_join_place(join, i);
        ikt_later_add(later, place.path, g_strdup(place.remark));
        if (!place.clock.known)
            ikt_later_add(later, place.path,
                          g_strdup("no datagram of it was seen in another place: nothing is compared, and its clock is "
                                   "taken for equal"));
        if (!place.error)
            continue;
        ikt_later_add(later, place.path, g_strdup(place.error));
        if (first)
            continue;
        g_autofree char *name = ikt_say_name(place.path);
        first = g_strdup_printf("%s: %s", name, place.error);
    }
    if (ikt_join_left_out(join) > 0)
        ikt_later_add(later, NULL,
                      g_strdup_printf("%" G_GUINT64_FORMAT
                                      " packets more than can be compared: of them nothing is said",
                                      ikt_join_left_out(join)));
    return first;
}
