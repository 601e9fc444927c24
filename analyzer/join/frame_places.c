/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frame_places.h"

#include <stdlib.h>

struct frame {
    uint64_t number;
    uint32_t datagram;
};

struct ikt_frame_places {
    const struct ikt_sightings *sightings;
    GArray *frames; /* struct frame, by number */
};

static int by_number(const void *a, const void *b)
{
    const struct frame *one = a, *other = b;
    return (one->number > other->number) - (one->number < other->number);
}

struct ikt_frame_places *ikt_frame_places_new(const struct ikt_sightings *sightings, const uint64_t *frames_from)
{
    struct ikt_frame_places *places = g_new(struct ikt_frame_places, 1);
    places->sightings = sightings;
    places->frames = g_array_new(FALSE, FALSE, sizeof(struct frame));
    for (guint i = 0; i < sightings->all->len; i++) {
        const struct ikt_sighting *sighting = ikt_sighting_at(sightings, i);
        const struct frame frame = {frames_from[sighting->place] + sighting->frame, sighting->datagram};
        if (!sighting->ipsec && sighting->datagram != G_MAXUINT)
            g_array_append_val(places->frames, frame);
    }
    if (places->frames->len > 0)
        qsort(places->frames->data, places->frames->len, sizeof(struct frame), by_number);
    return places;
}

void ikt_frame_places_free(struct ikt_frame_places *places)
{
    if (!places)
        return;
    g_array_unref(places->frames);
    g_free(places);
}

uint32_t ikt_frame_places_of(const struct ikt_frame_places *places, uint64_t frame)
{
    const struct frame key = {.number = frame};
    if (places->frames->len == 0)
        return 0;
    const struct frame *found =
        bsearch(&key, places->frames->data, places->frames->len, sizeof(struct frame), by_number);
    uint32_t seen = 0;
    for (unsigned place = 0; found && place < IKT_PLACES_MAX; place++)
        if (ikt_datagram_at(places->sightings, found->datagram)->at[place] != 0)
            seen |= 1U << place;
    return seen;
}
