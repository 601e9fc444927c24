/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What records say besides outcome and findings, in short: products, identities, keys that fitted, NAT, IPsec SAs.
 */
#ifndef IKT_PLUGIN_SIDE_NOTES_H
#define IKT_PLUGIN_SIDE_NOTES_H

#include "frame_notes.h"

/* Texts, each once: a capture has many negotiations of few peers. */
struct ikt_side_notes;

struct ikt_side_notes *ikt_side_notes_new(void);
/* NULL is allowed. */
void ikt_side_notes_free(struct ikt_side_notes *notes);
/* Both sides of a phase 1; NULL: nothing is known of either. They live as long as notes. */
const struct ikt_note_side *ikt_side_notes_of(struct ikt_side_notes *notes, const struct ikt_phase1 *record);
/* The first SAs of a Quick Mode, count of them; likewise. */
const struct ikt_note_sa *ikt_side_notes_sas(struct ikt_side_notes *notes, const struct ikt_phase2 *record,
                                             uint8_t *count);
/* What the answer of a Quick Mode chose, in words of transform sets; NULL: it was not read. Likewise. */
const char *ikt_side_notes_suite(struct ikt_side_notes *notes, const struct ikt_phase2 *record);

#endif
