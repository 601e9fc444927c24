/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What text says of joined captures: the places and their clocks, and of each tunnel what did not get from one to the
 * next.
 */
#include "place_words.h"
#include "text_part.h"

/* As other labels of a tunnel's block stand. */
enum {
    INDENT = 3,
    COLUMN = 12
};

void ikt_text_places(struct ikt_layout *layout, const struct ikt_report_capture *input)
{
    for (size_t i = 0; i < input->place_count; i++) {
        ikt_layout_begin_field(layout, i == 0 ? "places" : "");
        ikt_layout_put_taken(layout, ikt_place_words(&input->places[i], i + 1));
        ikt_layout_end(layout);
    }
}

static void put_line(struct ikt_layout *layout, const char **label, char *words)
{
    ikt_layout_begin_cell(layout, INDENT, COLUMN, *label);
    ikt_layout_put_taken(layout, words);
    ikt_layout_end(layout);
    *label = "";
}

void ikt_text_transit(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    const char *label = "PLACES";
    struct ikt_translation translation;
    for (size_t nth = 0; tunnel->transit && ikt_translation_next(tunnel, &nth, &translation);)
        put_line(layout, &label, ikt_translation_words(&translation));
    for (unsigned i = 0; tunnel->transit && i < 2 * IKT_TRANSIT_KIND_COUNT; i++) {
        const enum ikt_transit_kind kind = (enum ikt_transit_kind)(i / 2);
        const struct ikt_transit_count *count = &tunnel->transit->ways[i % 2].of[kind];
        if (count->lost > 0)
            put_line(layout, &label, ikt_loss_words(i % 2 == 0, kind, count));
    }
}
