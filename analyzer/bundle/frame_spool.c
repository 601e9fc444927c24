/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frame_spool.h"

bool ikt_spool_put(FILE *spool, const struct ikt_spooled *frame, const uint8_t *octets)
{
    return fwrite(frame, sizeof *frame, 1, spool) == 1 &&
           (frame->length == 0 || fwrite(octets, frame->length, 1, spool) == 1);
}

bool ikt_spool_next(FILE *spool, struct ikt_spooled *out, GByteArray *octets)
{
    if (fread(out, sizeof *out, 1, spool) != 1)
        return false;
    g_byte_array_set_size(octets, out->length);
    return out->length == 0 || fread(octets->data, out->length, 1, spool) == 1;
}
