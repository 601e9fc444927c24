/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What text says of joined captures: the places and their clocks, and of each tunnel what did not get from one to the
 * next.
 */
#include "text_part.h"
#include "translations.h"

#include <math.h>
#include <string.h>

#define PPM 1e6
/* As other labels of a tunnel's block stand. */
enum {
    INDENT = 3,
    COLUMN = 12
};

/* "3.000021 s", "250 us" */
static void put_time(struct ikt_layout *layout, ikt_time time)
{
    const uint64_t size = (uint64_t)(time < 0 ? -time : time);
    if (size < 10000)
        ikt_layout_put_taken(layout, g_strdup_printf("%" G_GUINT64_FORMAT " us", size));
    else if (size < 1000000)
        ikt_layout_put_taken(
            layout, g_strdup_printf("%" G_GUINT64_FORMAT ".%03" G_GUINT64_FORMAT " ms", size / 1000, size % 1000));
    else
        ikt_layout_put_taken(
            layout, g_strdup_printf("%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT " s", size / 1000000, size % 1000000));
}

static void put_clock(struct ikt_layout *layout, const struct ikt_report_place *place)
{
    if (!place->clock_known) {
        ikt_layout_put(layout, "; no datagram of it was seen in another place: nothing is compared");
        return;
    }
    ikt_layout_put(layout, "; its clock is ");
    put_time(layout, place->offset);
    ikt_layout_put(layout, place->offset < 0 ? " behind" : " ahead");
    if (place->offset_within != IKT_TIME_NONE) {
        ikt_layout_put(layout, " (within ");
        put_time(layout, place->offset_within);
        ikt_layout_put(layout, ")");
    } else {
        ikt_layout_put(layout, " or less, since one direction alone was seen");
    }
    const double drift = round(place->drift * PPM * 10) / 10;
    if (place->drift_within > 0 && drift != 0)
        ikt_layout_put_taken(layout, g_strdup_printf(" and %s %.1f ppm", drift < 0 ? "loses" : "gains", fabs(drift)));
    ikt_layout_put(layout, ", by ");
    ikt_layout_put_number(layout, place->matched);
    ikt_layout_put(layout, place->matched == 1 ? " datagram" : " datagrams");
}

static void put_place(struct ikt_layout *layout, const struct ikt_report_place *place, size_t number)
{
    ikt_layout_begin_field(layout, number == 1 ? "places" : "");
    ikt_layout_put_number(layout, number);
    ikt_layout_put(layout, " is ");
    ikt_layout_put_taken(layout, ikt_bytes_text((struct ikt_bytes){(const uint8_t *)place->file, strlen(place->file)}));
    if (place->first_frame == 0) {
        ikt_layout_put(layout, ", no packet");
    } else {
        ikt_layout_put(layout, ", frames ");
        ikt_layout_put_number(layout, place->first_frame);
        ikt_layout_put(layout, " to ");
        ikt_layout_put_number(layout, place->last_frame);
    }
    if (number > 1)
        put_clock(layout, place);
    if (place->error) {
        ikt_layout_put(layout, "; ");
        ikt_layout_put(layout, place->error);
    }
    ikt_layout_end(layout);
}

void ikt_text_places(struct ikt_layout *layout, const struct ikt_report_capture *input)
{
    for (size_t i = 0; i < input->place_count; i++)
        put_place(layout, &input->places[i], i + 1);
}

static void put_kind(struct ikt_layout *layout, enum ikt_transit_kind kind)
{
    static const char *const words[IKT_TRANSIT_KIND_COUNT] = {"UDP 500", "UDP 4500", "ESP"};
    ikt_layout_put(layout, words[kind]);
}

/* "A, UDP 4500: 4 left place 1, none reached place 2 (112 bytes)" */
static void put_loss(struct ikt_layout *layout, bool of_a, enum ikt_transit_kind kind,
                     const struct ikt_transit_count *count)
{
    ikt_layout_put(layout, of_a ? "A, " : "B, ");
    put_kind(layout, kind);
    ikt_layout_put(layout, ": ");
    ikt_layout_put_number(layout, count->sent);
    ikt_layout_put(layout, " left place ");
    ikt_layout_put_number(layout, count->from + 1U);
    ikt_layout_put(layout, ", ");
    if (count->arrived == 0)
        ikt_layout_put(layout, "none");
    else
        ikt_layout_put_number(layout, count->arrived);
    ikt_layout_put(layout, " reached place ");
    ikt_layout_put_number(layout, count->to + 1U);
    if (count->lost_largest > 0) {
        ikt_layout_put(layout, " (lost: ");
        ikt_layout_put_number(layout, count->lost_smallest);
        if (count->lost_largest != count->lost_smallest) {
            ikt_layout_put(layout, " to ");
            ikt_layout_put_number(layout, count->lost_largest);
        }
        ikt_layout_put(layout, " bytes");
        if (count->in_fragments > 0)
            ikt_layout_put(layout, count->in_fragments == count->lost ? ", all in fragments" : ", some in fragments");
        if (count->arrived_largest > 0) {
            ikt_layout_put(layout, "; passed: up to ");
            ikt_layout_put_number(layout, count->arrived_largest);
        }
        ikt_layout_put(layout, ")");
    }
}

void ikt_text_transit(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    const char *label = "PLACES";
    struct ikt_translation translation;
    for (size_t nth = 0; tunnel->transit && ikt_translation_next(tunnel, &nth, &translation);) {
        ikt_layout_begin_cell(layout, INDENT, COLUMN, label);
        ikt_layout_put(layout, translation.of_a ? "A is " : "B is ");
        ikt_layout_put_endpoint(layout, translation.seen);
        ikt_layout_put(layout, " at place ");
        ikt_layout_put_number(layout, translation.place + 1U);
        ikt_layout_put(layout, " and ");
        ikt_layout_put_endpoint(layout, translation.seen_there);
        ikt_layout_put(layout, " at place ");
        ikt_layout_put_number(layout, translation.other_place + 1U);
        ikt_layout_put(layout, ": translated between them");
        ikt_layout_end(layout);
        label = "";
    }
    for (unsigned i = 0; tunnel->transit && i < 2 * IKT_TRANSIT_KIND_COUNT; i++) {
        const enum ikt_transit_kind kind = (enum ikt_transit_kind)(i / 2);
        const struct ikt_transit_count *count = &tunnel->transit->ways[i % 2].of[kind];
        if (count->lost == 0)
            continue;
        ikt_layout_begin_cell(layout, INDENT, COLUMN, label);
        put_loss(layout, i % 2 == 0, kind, count);
        ikt_layout_end(layout);
        label = "";
    }
}
