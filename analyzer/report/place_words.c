/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "place_words.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define PPM 1e6

/* "3.000021 s", "250 us" */
static void put_time(GString *out, ikt_time time)
{
    const uint64_t size = (uint64_t)(time < 0 ? -time : time);
    if (size < 10000)
        g_string_append_printf(out, "%" G_GUINT64_FORMAT " us", size);
    else if (size < 1000000)
        g_string_append_printf(out, "%" G_GUINT64_FORMAT ".%03" G_GUINT64_FORMAT " ms", size / 1000, size % 1000);
    else
        g_string_append_printf(out, "%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT " s", size / 1000000, size % 1000000);
}

static void put_clock(GString *out, const struct ikt_report_place *place)
{
    if (!place->clock_known) {
        g_string_append(out, "; no datagram of it was seen in another place: nothing is compared");
        return;
    }
    g_string_append(out, "; its clock is ");
    put_time(out, place->offset);
    g_string_append(out, place->offset < 0 ? " behind" : " ahead");
    if (place->offset_within != IKT_TIME_NONE) {
        g_string_append(out, " (within ");
        put_time(out, place->offset_within);
        g_string_append(out, ")");
    } else {
        g_string_append(out, " or less, since one direction alone was seen");
    }
    const double drift = round(place->drift * PPM * 10) / 10;
    if (place->drift_within > 0 && drift != 0)
        g_string_append_printf(out, " and %s %.1f ppm", drift < 0 ? "loses" : "gains", fabs(drift));
    g_string_append_printf(out, ", by %" G_GUINT64_FORMAT " datagram%s", place->matched,
                           place->matched == 1 ? "" : "s");
}

char *ikt_place_words(const struct ikt_report_place *place, size_t number)
{
    GString *out = g_string_new(NULL);
    g_autofree char *file = ikt_bytes_text((struct ikt_bytes){(const uint8_t *)place->file, strlen(place->file)});
    g_string_append_printf(out, "%" G_GSIZE_FORMAT " is %s", number, file);
    if (place->first_frame == 0)
        g_string_append(out, ", no packet");
    else
        g_string_append_printf(out, ", frames %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, place->first_frame,
                               place->last_frame);
    if (number > 1)
        put_clock(out, place);
    if (place->error)
        g_string_append_printf(out, "; %s", place->error);
    return g_string_free(out, FALSE);
}

char *ikt_translation_words(const struct ikt_translation *translation)
{
    char here[IKT_ENDPOINT_TEXT], there[IKT_ENDPOINT_TEXT];
    return g_strdup_printf("%s is %s at place %u and %s at place %u: translated between them",
                           translation->of_a ? "A" : "B", ikt_endpoint_format(translation->seen, here),
                           translation->place + 1U, ikt_endpoint_format(translation->seen_there, there),
                           translation->other_place + 1U);
}

/* What tells the size from the port, and fragments. */
static void put_sizes(GString *out, const struct ikt_transit_count *count)
{
    g_string_append_printf(out, " (lost: %u", count->lost_smallest);
    if (count->lost_largest != count->lost_smallest)
        g_string_append_printf(out, " to %u", count->lost_largest);
    g_string_append(out, " bytes");
    if (count->in_fragments > 0)
        g_string_append(out, count->in_fragments == count->lost ? ", all in fragments" : ", some in fragments");
    if (count->arrived_largest > 0)
        g_string_append_printf(out, "; passed: up to %u", count->arrived_largest);
    g_string_append(out, ")");
}

char *ikt_loss_words(bool of_a, enum ikt_transit_kind kind, const struct ikt_transit_count *count)
{
    static const char *const words[IKT_TRANSIT_KIND_COUNT] = {"UDP 500", "UDP 4500", "ESP"};
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s, %s: %" G_GUINT64_FORMAT " left place %u, ", of_a ? "A" : "B", words[kind],
                           count->sent, count->from + 1U);
    if (count->arrived == 0)
        g_string_append(out, "none");
    else
        g_string_append_printf(out, "%" G_GUINT64_FORMAT, count->arrived);
    g_string_append_printf(out, " reached place %u", count->to + 1U);
    if (count->lost_largest > 0)
        put_sizes(out, count);
    return g_string_free(out, FALSE);
}
