/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_part.h"

#include <string.h>

void ikt_json_pieces(struct ikt_json *json, const struct ikt_report_capture *input)
{
    ikt_json_begin_array(json, "pieces");
    for (size_t i = 0; i < input->piece_count; i++) {
        const struct ikt_report_piece *piece = &input->pieces[i];
        g_autofree char *file = ikt_bytes_text((struct ikt_bytes){(const uint8_t *)piece->file, strlen(piece->file)});
        ikt_json_begin_object(json, NULL);
        ikt_json_text(json, "file", file);
        ikt_json_text(json, "sha256", piece->sha256);
        ikt_json_frame(json, "first_frame", piece->first_frame);
        ikt_json_frame(json, "last_frame", piece->last_frame);
        ikt_json_frame(json, "first_number", piece->first_number);
        ikt_json_count(json, "packets", piece->packets);
        ikt_json_count(json, "repeated", piece->repeated);
        ikt_json_count(json, "missing_before", piece->missing);
        ikt_json_time(json, "first_time", piece->first_time);
        ikt_json_time(json, "last_time", piece->last_time);
        ikt_json_text(json, "error", piece->error);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}
