/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keys as lines of the tables that Wireshark keeps in its profile folder.
 */
#ifndef IKT_DECRYPT_EXPORT_H
#define IKT_DECRYPT_EXPORT_H

#include "decrypt/decrypt.h"

/* line, without an end of line, holds secrets and is wiped after the call. */
typedef void ikt_export_line(void *user, const char *table, const char *line);

/* ikev1_decryption_table: the cipher key that messages of the SA opened under. Nothing where none did. */
void ikt_export_isakmp(struct ikt_decryptor *decryptor, ikt_export_line *emit, void *user);

/* A Quick Mode that came to an end: its peers, and its first two messages opened. */
struct ikt_export_quick {
    const struct ikt_address *initiator, *responder; /* of the Quick Mode */
    const struct ikt_message *offer, *answer;
};
/*
 * esp_sa: a line for each direction of each ESP SA whose keys can be made. False: not all that may give them was
 * tried, and what was did not.
 */
bool ikt_export_ipsec(struct ikt_decryptor *decryptor, const struct ikt_export_quick *quick, ikt_export_line *emit,
                      void *user);

#endif
