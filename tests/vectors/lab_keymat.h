/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The keys of the reference negotiations' IPsec SAs against those that the daemons or their kernels had.
 */
#ifndef IKT_TESTS_VECTORS_LAB_KEYMAT_H
#define IKT_TESTS_VECTORS_LAB_KEYMAT_H

#include <glib.h>
#include <jansson.h>

#include "decrypt/decrypt.h"

struct lab_checked {
    unsigned equal;   /* SAs whose keys are the daemons' */
    unsigned unknown; /* whose keys could not be made */
    unsigned pfs;     /* of the SAs, those with PFS */
};

/* message ID -> a Quick Mode's first two messages, opened. */
GHashTable *lab_quick_table(void);
bool lab_quick_seen(GHashTable *table, uint32_t message_id);
void lab_quick_note(GHashTable *table, const struct ikt_message *opened);
/* Every SA of truth.json that a Quick Mode in the table negotiated. Keys that differ end the test. */
void lab_check_keymat(const char *name, struct ikt_decryptor *decryptor, GHashTable *table, const json_t *truth,
                      struct lab_checked *checked);

#endif
