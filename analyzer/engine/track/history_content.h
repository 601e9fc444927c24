/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Does one Quick Mode say what another one of its initiator says? Networks, proposals and what was chosen of them, PFS;
 * of one that was not read the lengths, which is all that is known. SPIs, nonces, times and who repeats whom are left
 * out, and so is the outcome.
 */
#ifndef IKT_TRACK_HISTORY_CONTENT_H
#define IKT_TRACK_HISTORY_CONTENT_H

#include "track/evidence.h"

/* 64 bits of it, keyed: equal where it is. */
uint64_t ikt_history_content(const struct ikt_history *history);

#endif
