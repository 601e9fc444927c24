/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

#include <string.h>

#define PIECES_SHOWN 10

/* "b.pcap, frames 401 to 800 (its own from 13); 12 packets stand in an earlier piece too and count once" */
static void put_piece(struct ikt_layout *layout, const struct ikt_report_piece *piece, bool first)
{
    ikt_layout_begin_field(layout, first ? "pieces" : "");
    ikt_layout_put_taken(layout, ikt_bytes_text((struct ikt_bytes){(const uint8_t *)piece->file, strlen(piece->file)}));
    if (piece->first_frame == 0) {
        ikt_layout_put(layout, piece->packets == 0 ? ", no packet" : ", nothing of its own");
    } else {
        ikt_layout_put(layout, ", frames ");
        ikt_layout_put_number(layout, piece->first_frame);
        ikt_layout_put(layout, " to ");
        ikt_layout_put_number(layout, piece->last_frame);
        if (piece->first_number > 1) {
            ikt_layout_put(layout, " (its own from ");
            ikt_layout_put_number(layout, piece->first_number);
            ikt_layout_put(layout, ")");
        }
    }
    if (piece->repeated > 0) {
        ikt_layout_put(layout, "; ");
        ikt_layout_put_number(layout, piece->repeated);
        ikt_layout_put(layout, " packets stand in an earlier piece too and count once");
    }
    if (piece->missing > 0) {
        ikt_layout_put(layout, "; by their numbers ");
        ikt_layout_put_number(layout, piece->missing);
        ikt_layout_put(layout, piece->missing == 1 ? " file is" : " files are");
        ikt_layout_put(layout, " missing before it");
    }
    if (piece->error) {
        ikt_layout_put(layout, "; ");
        ikt_layout_put(layout, piece->error);
    }
    ikt_layout_end(layout);
}

void ikt_text_pieces(struct ikt_layout *layout, const struct ikt_report_capture *input, bool verbose)
{
    const size_t shown = verbose ? input->piece_count : MIN(input->piece_count, (size_t)PIECES_SHOWN);
    for (size_t i = 0; i < shown; i++)
        put_piece(layout, &input->pieces[i], i == 0);
    if (shown < input->piece_count)
        ikt_layout_count(layout, "", input->piece_count - shown, " more, see --format json");
    if (input->piece_count > 1)
        ikt_layout_field(layout, "", "frames are counted through all of them");
}
