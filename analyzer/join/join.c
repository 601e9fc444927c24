/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "join.h"

#include <string.h>

#include "engine/base/hash.h"
#include "stretches.h"

enum {
    COOKIES_MOST = 65536, /* that tell IKE on other ports */
    ASK_EVERY = 4096      /* frames */
};
/* Two sightings of a datagram lie no further apart, besides what its path takes. */
#define APART (IKT_SECOND / 4)
/* Later than any time of a capture, and far from what overflows. */
#define NEVER (INT64_MAX / 4)

struct place {
    struct ikt_join *join;
    uint8_t number;
    const char *path;
    struct ikt_capture_file *file;
    struct ikt_feed *feed;
    GHashTable *cookies; /* of ISAKMP SAs that were seen on IKE's ports */
    bool cookies_more;   /* than have room */
    uint64_t strange;    /* datagrams on other ports, of the first pass, that may be of these */
    GArray *sightings; /* guint: of each IKE datagram that the feed gave, in that order; G_MAXUINT: there was no room */
    guint at;          /* in these, while they come a second time */
    struct ikt_frame frame; /* that comes next */
    bool more;
    uint64_t packets, frames, frames_from;
    ikt_time first_time, last_time;
    struct ikt_place_clock clock;
    char *error, *remark, *sha256;
};

struct ikt_join {
    const struct ikt_capture_filter *filter;
    const struct ikt_peers *peers;
    unsigned count;
    struct place places[IKT_PLACES_MAX];
    struct ikt_sightings sightings;
    struct ikt_place_pairs *pairs;
    struct ikt_esp_seen *esp_before, *esp; /* of the first pass, of the second one */
    struct ikt_stretches *stretches;
    struct ikt_triage *triage; /* that is fed */
};

static bool knows(void *user, const uint8_t *initiator_cookie, const uint8_t *responder_cookie)
{
    struct place *place = user;
    (void)responder_cookie;
    if (g_hash_table_contains(place->cookies, initiator_cookie))
        return true;
    place->strange += place->cookies_more && !place->join->triage;
    return false;
}

static void learn_cookie(struct place *place, struct ikt_bytes datagram)
{
    if (datagram.length < IKT_COOKIE_SIZE || g_hash_table_contains(place->cookies, datagram.data))
        return;
    if (g_hash_table_size(place->cookies) < COOKIES_MOST)
        g_hash_table_add(place->cookies, g_memdup(datagram.data, IKT_COOKIE_SIZE));
    else
        place->cookies_more = true;
}

/* ---- The first pass. ---- */

static void see_ike(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length)
{
    struct place *place = user;
    learn_cookie(place, datagram);
    const guint at = ikt_sightings_add(&place->join->sightings, place->number, packet, datagram, wire_length);
    g_array_append_val(place->sightings, at);
}

static void see_ipsec(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                      uint32_t octets)
{
    const struct place *place = user;
    const struct ikt_esp_packet seen = {.protocol = protocol,
                                        .spi = spi,
                                        .sequence = sequence,
                                        .time = packet->time,
                                        .frame = packet->frame,
                                        .source = packet->source.address,
                                        .destination = packet->destination.address};
    (void)octets;
    ikt_sightings_add_ipsec(&place->join->sightings, place->number, packet, protocol, spi, sequence);
    (void)ikt_esp_seen_add(place->join->esp_before, place->number, &seen, true);
}

static void see_keepalive(void *user, const struct ikt_packet *packet)
{
    (void)user;
    (void)packet;
}

static void see_icmp(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                     const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                     struct ikt_bytes quoted)
{
    (void)user;
    (void)packet;
    (void)type;
    (void)code;
    (void)quoted_source;
    (void)quoted_destination;
    (void)quoted;
}

static bool begin(struct place *place, const struct ikt_packet_sink *sink, bool hashed)
{
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&place->file, ikt_capture_file_close);
    place->file = ikt_capture_file_open(place->path, place->join->filter, hashed, &error);
    if (!place->file) {
        if (!place->error)
            place->error = g_strdup(error->message);
        return false;
    }
    place->cookies = g_hash_table_new_full(ikt_hash_8, ikt_hash_equal_8, g_free, NULL);
    place->feed = ikt_feed_new_sink(sink, place, place->join->peers);
    return true;
}

static void end(struct place *place)
{
    g_clear_pointer(&place->feed, ikt_feed_free);
    g_clear_pointer(&place->cookies, g_hash_table_unref);
    g_clear_pointer(&place->file, ikt_capture_file_close);
}

static bool next(struct place *place)
{
    g_autoptr(GError) error = NULL;
    const bool more = place->file && ikt_capture_file_next(place->file, &place->frame, &error);
    if (error && !place->error)
        place->error = g_strdup(error->message);
    return more;
}

static void see(struct place *place, bool hashed, ikt_join_goes_on *goes_on, void *user)
{
    static const struct ikt_packet_sink sink = {
        .ike = see_ike, .ipsec = see_ipsec, .keepalive = see_keepalive, .icmp = see_icmp, .knows = knows};
    place->first_time = place->last_time = IKT_TIME_NONE;
    place->sightings = g_array_new(FALSE, FALSE, sizeof(guint));
    if (!begin(place, &sink, hashed))
        return;
    while ((place->packets % ASK_EVERY != 0 || goes_on(user)) && next(place)) {
        place->packets++;
        ikt_feed_frame(place->feed, &place->frame);
    }
    ikt_feed_end(place->feed);
    place->first_time = ikt_feed_counts(place->feed)->first_time;
    place->last_time = ikt_feed_counts(place->feed)->last_time;
    place->frames = ikt_capture_file_frames(place->file);
    place->remark = ikt_capture_file_remark(place->file);
    place->sha256 = hashed && goes_on(user) ? ikt_capture_file_sha256(place->file) : NULL;
    end(place);
}

/* Paths that are long need more than those that are short. */
static ikt_time apart(const struct ikt_place_clock *clocks, unsigned count)
{
    ikt_time most = 0;
    for (unsigned i = 0; i < count; i++)
        most = clocks[i].within != IKT_TIME_NONE ? MAX(most, clocks[i].within) : most;
    return APART + 4 * most;
}

static void translate(void *user, uint8_t place, struct ikt_address *source, struct ikt_address *destination)
{
    const struct ikt_join *join = user;
    struct ikt_endpoint from = {.address = *source}, to = {.address = *destination};
    ikt_place_pairs_translate_other(join->pairs, place, &from, &to);
    *source = from.address;
    *destination = to.address;
}

static void compare(struct ikt_join *join)
{
    struct ikt_place_clock clocks[IKT_PLACES_MAX];
    struct ikt_place_window windows[IKT_PLACES_MAX];
    uint64_t frames = 0;
    ikt_sightings_set_clocks(&join->sightings, join->count, clocks);
    const ikt_time between = apart(clocks, join->count);
    ikt_sightings_match(&join->sightings, between);
    for (unsigned i = 0; i < join->count; i++) {
        struct place *place = &join->places[i];
        place->clock = clocks[i];
        place->frames_from = frames;
        frames += place->frames;
        const bool seen = place->first_time != IKT_TIME_NONE;
        windows[i] = (struct ikt_place_window){
            .begin = seen ? ikt_place_clock_correct(&clocks[i], place->first_time) : NEVER,
            .end = seen ? ikt_place_clock_correct(&clocks[i], place->last_time) : NEVER,
            .frames_from = place->frames_from,
        };
    }
    join->pairs = ikt_place_pairs_new(&join->sightings, join->count);
    ikt_esp_seen_translate(join->esp_before, translate, join);
    join->esp = ikt_esp_seen_new();
    join->stretches =
        ikt_stretches_new(&join->sightings, join->pairs, join->esp_before, join->esp, windows, join->count, between);
}

struct ikt_join *ikt_join_new(const GPtrArray *paths, const struct ikt_capture_filter *filter,
                              const struct ikt_peers *peers, bool hashed, ikt_join_goes_on *goes_on, void *user)
{
    struct ikt_join *join = g_new0(struct ikt_join, 1);
    join->filter = filter;
    join->peers = peers;
    join->count = MIN(paths->len, (guint)IKT_PLACES_MAX);
    ikt_sightings_init(&join->sightings);
    join->esp_before = ikt_esp_seen_new();
    for (unsigned i = 0; i < join->count; i++) {
        join->places[i] = (struct place){.join = join, .number = (uint8_t)i, .path = paths->pdata[i]};
        see(&join->places[i], hashed, goes_on, user);
    }
    compare(join);
    return join;
}

void ikt_join_free(struct ikt_join *join)
{
    if (!join)
        return;
    for (unsigned i = 0; i < join->count; i++) {
        struct place *place = &join->places[i];
        end(place);
        g_array_unref(place->sightings);
        g_free(place->error);
        g_free(place->remark);
        g_free(place->sha256);
    }
    ikt_stretches_free(join->stretches);
    ikt_esp_seen_free(join->esp_before);
    ikt_esp_seen_free(join->esp);
    ikt_place_pairs_free(join->pairs);
    ikt_sightings_clear(&join->sightings);
    g_free(join);
}

unsigned ikt_join_count(const struct ikt_join *join)
{
    return join->count;
}

struct ikt_join_place ikt_join_place(const struct ikt_join *join, unsigned number)
{
    const struct place *place = &join->places[number];
    return (struct ikt_join_place){
        .path = place->path,
        .packets = place->packets,
        .first_frame = place->frames > 0 ? place->frames_from + 1 : 0,
        .last_frame = place->frames > 0 ? place->frames_from + place->frames : 0,
        .first_time = place->first_time,
        .last_time = place->last_time,
        .clock = place->clock,
        .messages = place->sightings->len,
        .sha256 = place->sha256,
        .error = place->error,
        .remark = place->remark,
    };
}

uint64_t ikt_join_left_out(const struct ikt_join *join)
{
    uint64_t strange = 0;
    for (unsigned i = 0; i < join->count; i++)
        strange += join->places[i].strange;
    return strange + join->sightings.left_out + ikt_esp_seen_left_out(join->esp);
}

const struct ikt_transits *ikt_join_transits(struct ikt_join *join)
{
    return ikt_stretches_transits(join->stretches);
}

/* ---- The second pass. ---- */

static struct ikt_packet corrected(const struct place *place, const struct ikt_packet *packet)
{
    struct ikt_packet own = *packet;
    own.frame += place->frames_from;
    own.time = ikt_place_clock_correct(&place->clock, packet->time);
    return own;
}

static struct ikt_packet translated(const struct place *place, const struct ikt_packet *packet)
{
    struct ikt_packet own = corrected(place, packet);
    ikt_place_pairs_translate_other(place->join->pairs, place->number, &own.source, &own.destination);
    return own;
}

/* Once: from the place that has most of it, of equals the first one. */
static void feed_ike(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length)
{
    struct place *place = user;
    struct ikt_join *join = place->join;
    learn_cookie(place, datagram);
    const guint at = place->at < place->sightings->len ? g_array_index(place->sightings, guint, place->at) : G_MAXUINT;
    place->at++;
    if (at == G_MAXUINT) {
        const struct ikt_packet own = translated(place, packet);
        ikt_triage_ike(join->triage, &own, datagram, wire_length);
        return;
    }
    const uint32_t number = ikt_sighting_at(&join->sightings, at)->datagram;
    if (number == G_MAXUINT || ikt_datagram_at(&join->sightings, number)->first != at ||
        ikt_stretches_hides(join->stretches, number))
        return;
    struct ikt_packet own = corrected(place, packet);
    own.time = ikt_datagram_at(&join->sightings, number)->time;
    ikt_place_pairs_translate(join->pairs, number, &own.source, &own.destination);
    ikt_triage_ike(join->triage, &own, datagram, wire_length);
}

static void feed_ipsec(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                       uint32_t octets)
{
    const struct place *place = user;
    struct ikt_join *join = place->join;
    const struct ikt_packet own = translated(place, packet);
    const struct ikt_esp_packet seen = {.protocol = protocol,
                                        .spi = spi,
                                        .sequence = sequence,
                                        .time = own.time,
                                        .frame = own.frame,
                                        .source = own.source.address,
                                        .destination = own.destination.address};
    const bool counts = ikt_stretches_all_captured(join->stretches, own.time);
    if (!ikt_esp_seen_add(join->esp, place->number, &seen, counts) &&
        !ikt_stretches_hides_esp(join->stretches, &seen.source, &seen.destination))
        ikt_triage_ipsec(join->triage, &own, protocol, spi, sequence, octets);
}

static void feed_keepalive(void *user, const struct ikt_packet *packet)
{
    const struct place *place = user;
    const struct ikt_packet own = translated(place, packet);
    ikt_triage_keepalive(place->join->triage, &own);
}

static void feed_icmp(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                      const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                      struct ikt_bytes quoted)
{
    const struct place *place = user;
    const struct ikt_packet own = translated(place, packet);
    struct ikt_endpoint source = *quoted_source, destination = *quoted_destination;
    ikt_place_pairs_translate_other(place->join->pairs, place->number, &source, &destination);
    ikt_triage_icmp(place->join->triage, &own, type, code, &source, &destination, quoted);
}

static void feed_too_big(void *user, const struct ikt_packet *packet, const struct ikt_too_big *error)
{
    const struct place *place = user;
    const struct ikt_packet own = translated(place, packet);
    struct ikt_endpoint source = {.address = error->source}, destination = {.address = error->destination};
    struct ikt_too_big translated_error = *error;
    ikt_place_pairs_translate_other(place->join->pairs, place->number, &source, &destination);
    translated_error.source = source.address;
    translated_error.destination = destination.address;
    ikt_triage_too_big(place->join->triage, &own, &translated_error);
}

static void feed_presence(void *user, const struct ikt_ip_packet *packet)
{
    const struct place *place = user;
    struct ikt_endpoint source = {.address = *packet->source}, destination = {.address = *packet->destination};
    struct ikt_ip_packet own = *packet;
    ikt_place_pairs_translate_other(place->join->pairs, place->number, &source, &destination);
    own.frame += place->frames_from;
    own.time = ikt_place_clock_correct(&place->clock, packet->time);
    own.source = &source.address;
    own.destination = &destination.address;
    ikt_triage_presence(place->join->triage, &own);
}

/* The place whose next frame is the earliest; NULL: all are read. */
static struct place *earliest(struct ikt_join *join)
{
    struct place *first = NULL;
    ikt_time least = 0;
    for (unsigned i = 0; i < join->count; i++) {
        struct place *place = &join->places[i];
        const ikt_time time = place->more ? ikt_place_clock_correct(&place->clock, place->frame.time) : 0;
        if (place->more && (!first || time < least)) {
            first = place;
            least = time;
        }
    }
    return first;
}

void ikt_join_feed(struct ikt_join *join, struct ikt_triage *triage, ikt_join_goes_on *goes_on, void *user)
{
    static const struct ikt_packet_sink sink = {.ike = feed_ike,
                                                .ipsec = feed_ipsec,
                                                .keepalive = feed_keepalive,
                                                .icmp = feed_icmp,
                                                .presence = feed_presence,
                                                .knows = knows,
                                                .too_big = feed_too_big};
    join->triage = triage;
    for (unsigned i = 0; i < join->count; i++)
        join->places[i].more = begin(&join->places[i], &sink, false) && next(&join->places[i]);
    struct place *place;
    for (guint frames = 0; (frames % ASK_EVERY != 0 || goes_on(user)) && (place = earliest(join)); frames++) {
        ikt_feed_frame(place->feed, &place->frame);
        place->more = next(place);
    }
    for (unsigned i = 0; i < join->count; i++) {
        if (join->places[i].feed)
            ikt_feed_end(join->places[i].feed);
        end(&join->places[i]);
    }
    ikt_stretches_finish(join->stretches);
}

struct ikt_feed_counts ikt_join_feed_counts(const struct ikt_join *join)
{
    struct ikt_feed_counts counts = {.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    for (unsigned i = 0; i < join->count; i++) {
        const struct place *place = &join->places[i];
        counts.frames += place->packets;
        if (place->first_time == IKT_TIME_NONE)
            continue;
        const ikt_time first = ikt_place_clock_correct(&place->clock, place->first_time);
        const ikt_time last = ikt_place_clock_correct(&place->clock, place->last_time);
        counts.first_time = counts.first_time == IKT_TIME_NONE ? first : MIN(counts.first_time, first);
        counts.last_time = counts.last_time == IKT_TIME_NONE ? last : MAX(counts.last_time, last);
    }
    return counts;
}
