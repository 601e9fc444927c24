/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is said of a record in every output and in Wireshark alike, once. Texts are static unless it says otherwise.
 */
#ifndef IKETRIAGE_WORDING_H
#define IKETRIAGE_WORDING_H

#include "exchange.h"

#ifdef __cplusplus
extern "C" {
#endif

const char *ikt_message_name_brief(enum ikt_message_name name); /* as engineers write it: "QM1" */
const char *ikt_message_name_full(enum ikt_message_name name);  /* "Quick Mode 1 of 3" */

/* "encrypted, not readable with the keys given": may follow a message's name. NULL for IKT_DECRYPTION_UNKNOWN. */
const char *ikt_decryption_text(enum ikt_decryption decryption);

/* What would have to be given: "dh-secret", as JSON has it; NULL where nothing is missing. */
const char *ikt_missing_key_name(enum ikt_missing_key missing);
/* What is missing and why: sentences. phase1_captured: its exchange is known. NULL where nothing is missing. */
const char *ikt_missing_key_text(enum ikt_missing_key missing, bool phase1_captured);
/* Where it is to be had: sentences. NULL where nothing is missing. */
const char *ikt_missing_key_source(enum ikt_missing_key missing);
/* The line that a key file would hold for it, "ac2bfdea7ef64543 : KA 0x..."; NULL where there is none. g_free. */
char *ikt_missing_key_line(const struct ikt_phase1 *record);

#ifdef __cplusplus
}
#endif

#endif
