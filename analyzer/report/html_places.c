/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Joined captures on the page.
 */
#include "html_part.h"
#include "place_words.h"

void ikt_html_places(GString *out, const struct ikt_report_capture *input)
{
    for (size_t i = 0; i < input->place_count; i++) {
        ikt_html_markup(out, "<li>place ");
        ikt_html_taken(out, ikt_place_words(&input->places[i], i + 1));
        ikt_html_markup(out, "</li>\n");
    }
}

static void put_item(GString *out, bool *begun, char *words)
{
    if (!*begun)
        ikt_html_markup(out, "<h3>Between the places</h3>\n<ul>\n");
    *begun = true;
    ikt_html_markup(out, "<li>");
    ikt_html_taken(out, words);
    ikt_html_markup(out, "</li>\n");
}

void ikt_html_transit(GString *out, const struct ikt_tunnel *tunnel)
{
    bool begun = false;
    struct ikt_translation translation;
    for (size_t nth = 0; tunnel->transit && ikt_translation_next(tunnel, &nth, &translation);)
        put_item(out, &begun, ikt_translation_words(&translation));
    for (unsigned i = 0; tunnel->transit && i < 2 * IKT_TRANSIT_KIND_COUNT; i++) {
        const enum ikt_transit_kind kind = (enum ikt_transit_kind)(i / 2);
        const struct ikt_transit_count *count = &tunnel->transit->ways[i % 2].of[kind];
        if (count->lost > 0)
            put_item(out, &begun, ikt_loss_words(i % 2 == 0, kind, count));
    }
    if (begun)
        ikt_html_markup(out, "</ul>\n");
}

unsigned ikt_html_place_order(const struct ikt_tunnel *tunnel, uint8_t order[static IKT_PLACES_MAX])
{
    for (unsigned i = 0; tunnel->transit && i < tunnel->transit->ordered; i++)
        order[i] = tunnel->transit->order[i];
    return tunnel->transit ? tunnel->transit->ordered : 0;
}

uint32_t ikt_html_seen_at(const struct ikt_tunnel *tunnel, uint64_t frame, uint64_t last_frame)
{
    const struct ikt_transits *transits = tunnel->transits;
    return transits ? transits->seen_at(transits->user, frame) | transits->seen_at(transits->user, last_frame) : 0;
}
