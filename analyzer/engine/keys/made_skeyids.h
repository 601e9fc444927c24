/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SKEYIDs of preshared keys that were made for two nonces. Where the answer to an offer was not captured, each choice
 * that there may be asks for those of the same keys, and only the hash makes a difference.
 */
#ifndef IKT_KEYS_MADE_SKEYIDS_H
#define IKT_KEYS_MADE_SKEYIDS_H

#include "crypto/keymat.h"
#include "keys/key.h"

struct ikt_made_skeyids;

/* They stand in the vault, which outlives them. */
struct ikt_made_skeyids *ikt_made_skeyids_new(struct ikt_vault *vault);
void ikt_made_skeyids_free(struct ikt_made_skeyids *made); /* NULL is allowed */

/* Those of other nonces than these are forgotten. values may end before the next call. */
void ikt_made_skeyids_begin(struct ikt_made_skeyids *made, const struct ikt_phase1_values *values);
/* As ikt_keymat_skeyid_psk with the nonces of ikt_made_skeyids_begin, a copy. place: of the key among those that fit.
 */
struct ikt_secret *ikt_made_skeyids_psk(struct ikt_made_skeyids *made, const struct ikt_phase1_values *values,
                                        const struct ikt_key *key, size_t place);

#endif
