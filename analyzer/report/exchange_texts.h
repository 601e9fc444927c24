/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts of exchanges by their cookie and message ID, until their tunnel is told. Exchanges settle before it, and how
 * many there are is up to the capture: what has no room is left out.
 */
#ifndef IKT_REPORT_EXCHANGE_TEXTS_H
#define IKT_REPORT_EXCHANGE_TEXTS_H

#include <glib.h>

#include "iketriage/exchange.h"

/* Octets, of all texts together. */
#define IKT_EXCHANGE_TEXTS_ROOM (16 * 1024 * 1024)

struct ikt_exchange_texts;

struct ikt_exchange_texts *ikt_exchange_texts_new(void);
void ikt_exchange_texts_free(struct ikt_exchange_texts *texts); /* NULL is allowed */
/* Where the next text is to be written, which is empty; it is kept under these when it ends. */
GString *ikt_exchange_texts_begin(struct ikt_exchange_texts *texts);
void ikt_exchange_texts_end(struct ikt_exchange_texts *texts, const uint8_t cookie[static IKT_COOKIE_SIZE],
                            uint32_t message_id);
/* NULL: there is none. */
const char *ikt_exchange_texts_of(const struct ikt_exchange_texts *texts, const uint8_t cookie[static IKT_COOKIE_SIZE],
                                  uint32_t message_id);

#endif
