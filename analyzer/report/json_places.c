/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What records of joined captures have besides; others have not.
 */
#include "json_part.h"

#include <math.h>
#include <string.h>

/* Seconds per second as parts in a thousand million, so that all is written in whole numbers. */
static int64_t billionths(double part)
{
    return llround(part * 1e9);
}

static void put_clock(struct ikt_json *json, const struct ikt_report_place *place)
{
    if (!place->clock_known) {
        ikt_json_null(json, "clock");
        return;
    }
    ikt_json_begin_object(json, "clock");
    ikt_json_integer(json, "offset_us", place->offset);
    if (place->offset_within == IKT_TIME_NONE)
        ikt_json_null(json, "offset_within_us");
    else
        ikt_json_integer(json, "offset_within_us", place->offset_within);
    if (place->drift_within > 0) {
        ikt_json_integer(json, "drift_ppb", billionths(place->drift));
        ikt_json_integer(json, "drift_within_ppb", billionths(place->drift_within));
    } else {
        ikt_json_null(json, "drift_ppb");
        ikt_json_null(json, "drift_within_ppb");
    }
    ikt_json_count(json, "matched", place->matched);
    ikt_json_end_object(json);
}

void ikt_json_places(struct ikt_json *json, const struct ikt_report_capture *input)
{
    ikt_json_begin_array(json, "places");
    for (size_t i = 0; i < input->place_count; i++) {
        const struct ikt_report_place *place = &input->places[i];
        g_autofree char *file = ikt_bytes_text((struct ikt_bytes){(const uint8_t *)place->file, strlen(place->file)});
        ikt_json_begin_object(json, NULL);
        ikt_json_count(json, "place", i + 1);
        ikt_json_text(json, "file", file);
        ikt_json_text(json, "sha256", place->sha256);
        ikt_json_frame(json, "first_frame", place->first_frame);
        ikt_json_frame(json, "last_frame", place->last_frame);
        ikt_json_count(json, "packets", place->packets);
        ikt_json_count(json, "ike_messages", place->messages);
        ikt_json_time(json, "first_time", place->first_time);
        ikt_json_time(json, "last_time", place->last_time);
        put_clock(json, place);
        ikt_json_text(json, "error", place->error);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

static const char *const sides[2] = {"a", "b"};

static void put_endpoint(struct ikt_json *json, const char *key, const struct ikt_endpoint *endpoint)
{
    if (endpoint->address.family == IKT_FAMILY_NONE) {
        ikt_json_null(json, key);
        return;
    }
    ikt_json_begin_object(json, key);
    ikt_json_address(json, "address", &endpoint->address);
    ikt_json_port(json, "port", endpoint->port);
    ikt_json_end_object(json);
}

static void put_views(struct ikt_json *json, const struct ikt_tunnel *tunnel)
{
    ikt_json_begin_array(json, "places");
    for (unsigned i = 0; i < tunnel->view_count; i++) {
        const struct ikt_transit_view *view = &tunnel->views[i];
        ikt_json_begin_object(json, NULL);
        ikt_json_count(json, "place", i + 1);
        for (int side = 0; side < 2; side++) {
            ikt_json_begin_object(json, sides[side]);
            for (int port = 0; port < 2; port++)
                put_endpoint(json, ikt_transit_kind_name((enum ikt_transit_kind)port), &view->peers[side][port]);
            ikt_json_count(json, "ike_messages", view->seen[side]);
            ikt_json_end_object(json);
        }
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

static void put_translations(struct ikt_json *json, const struct ikt_tunnel *tunnel)
{
    struct ikt_translation translation;
    ikt_json_begin_array(json, "translations");
    for (size_t nth = 0; ikt_translation_next(tunnel, &nth, &translation);) {
        ikt_json_begin_object(json, NULL);
        ikt_json_text(json, "side", translation.of_a ? "A" : "B");
        ikt_json_text(json, "kind", ikt_transit_kind_name(translation.kind));
        ikt_json_count(json, "place", translation.place + 1U);
        put_endpoint(json, "seen", translation.seen);
        ikt_json_count(json, "other_place", translation.other_place + 1U);
        put_endpoint(json, "seen_there", translation.seen_there);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

static void put_count(struct ikt_json *json, enum ikt_transit_kind kind, const struct ikt_transit_count *count)
{
    ikt_json_begin_object(json, NULL);
    ikt_json_text(json, "kind", ikt_transit_kind_name(kind));
    ikt_json_count(json, "from_place", count->from + 1U);
    ikt_json_count(json, "to_place", count->to + 1U);
    ikt_json_count(json, "sent", count->sent);
    ikt_json_count(json, "arrived", count->arrived);
    ikt_json_count(json, "lost", count->lost);
    ikt_json_count(json, "lost_in_fragments", count->in_fragments);
    ikt_json_count(json, "beginning_arrived", count->beginning_came);
    ikt_json_frame(json, "arrived_largest", count->arrived_largest);
    ikt_json_frame(json, "lost_smallest", count->lost_smallest);
    ikt_json_frame(json, "lost_largest", count->lost_largest);
    ikt_json_frame(json, "first_lost", count->first_lost);
    ikt_json_frame(json, "last_lost", count->last_lost);
    ikt_json_time(json, "first_lost_time", count->lost > 0 ? count->first_time : IKT_TIME_NONE);
    ikt_json_time(json, "last_lost_time", count->lost > 0 ? count->last_time : IKT_TIME_NONE);
    ikt_json_end_object(json);
}

void ikt_json_transit(struct ikt_json *json, const struct ikt_tunnel *tunnel)
{
    static const char *const ways[2] = {"a_to_b", "b_to_a"};
    put_views(json, tunnel);
    put_translations(json, tunnel);
    ikt_json_begin_object(json, "transit");
    for (int way = 0; way < 2; way++) {
        ikt_json_begin_array(json, ways[way]);
        for (int kind = 0; kind < IKT_TRANSIT_KIND_COUNT; kind++) {
            const struct ikt_transit_count *count = &tunnel->transit->ways[way].of[kind];
            if (count->from != count->to)
                put_count(json, (enum ikt_transit_kind)kind, count);
        }
        ikt_json_end_array(json);
    }
    ikt_json_end_object(json);
}
