/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A message of a router's log: its lines put together, and what is looked for in it. Terminals break messages at any
 * place and mix other characters in, authors retype them: so words are looked for among the letters and digits alone,
 * in lower case ("proxy identities not supported" is "proxyidentitiesnotsupported"), and values read where they stand.
 */
#ifndef IKT_DOCUMENTS_LOG_MESSAGE_H
#define IKT_DOCUMENTS_LOG_MESSAGE_H

#include "documents/log_event.h"

/* Octets of one message; what is longer is cut. */
#define IKT_LOG_MESSAGE 4096

struct ikt_log_message {
    size_t length, squeezed_length;
    char text[IKT_LOG_MESSAGE + 1];     /* its lines, a blank between them; ends with NUL and holds none */
    char squeezed[IKT_LOG_MESSAGE + 1]; /* its letters and digits */
    uint16_t place[IKT_LOG_MESSAGE];    /* of each of these in text */
};

void ikt_log_message_begin(struct ikt_log_message *message);
void ikt_log_message_append(struct ikt_log_message *message, struct ikt_bytes line);

/* squeezed words: "messageid" */
bool ikt_log_message_has(const struct ikt_log_message *message, const char *words);
bool ikt_log_message_begins(const struct ikt_log_message *message, const char *words);
/* Behind the first of them, in text; NULL: they are not in it. */
const char *ikt_log_message_after(const struct ikt_log_message *message, const char *words);
/* The same of words with "=" or ":" behind them: what follows that and blanks. */
const char *ikt_log_message_field(const struct ikt_log_message *message, const char *words);
/* From here on: a number, an address. False: none stands there. NULL is allowed as at. */
bool ikt_log_message_number(const struct ikt_log_message *message, const char *words, int64_t *out);
bool ikt_log_message_address(const struct ikt_log_message *message, const char *words, struct ikt_address *out);

#endif
