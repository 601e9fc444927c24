/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a frame is and how it went, in a line for the Info column.
 */
#ifndef IKT_PLUGIN_VERDICT_H
#define IKT_PLUGIN_VERDICT_H

#include "cache.h"

/*
 * "QM1 refused in 8: ts-keylen, esp-aes 256 against esp-aes; tunnel 1 down". The verdict is of the frame's own
 * exchange, and stands on the message that failed and on what refused it. A cause is named from probable on. NULL:
 * there is nothing to say. Packet scope.
 */
const char *ikt_verdict(const struct ikt_cache *cache, const struct ikt_note_frame *note, tvbuff_t *frame,
                        packet_info *pinfo);

#endif
