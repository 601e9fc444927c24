/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who knows which messages and lines of a log. True: it is one of its own, which an event was made of, or which is of
 * no weight.
 */
#ifndef IKT_DOCUMENTS_LOG_READERS_H
#define IKT_DOCUMENTS_LOG_READERS_H

#include "documents/log_reader.h"

/* Of messages: of the whole message in hand. */
bool ikt_log_read_isakmp(struct ikt_log_reader *reader); /* "ISAKMP:(1001): ..." */
bool ikt_log_read_phase1(struct ikt_log_reader *reader, struct ikt_log_connection *connection, int number);
bool ikt_log_read_quick_mode(struct ikt_log_reader *reader, struct ikt_log_connection *connection, int number);
bool ikt_log_read_ipsec(struct ikt_log_reader *reader);  /* "IPSEC(sa_request): ..." */
bool ikt_log_read_syslog(struct ikt_log_reader *reader); /* "%CRYPTO-4-..." */
bool ikt_log_read_asa(struct ikt_log_reader *reader);    /* "%ASA-3-713061: ...", "[IKEv1]..." */
bool ikt_log_read_swan(struct ikt_log_reader *reader);   /* strongSwan's and libreswan's */

/* Of lines of show commands. */
bool ikt_log_read_show_sa(struct ikt_log_reader *reader);
bool ikt_log_read_show_state(struct ikt_log_reader *reader);
bool ikt_log_read_show_lists(struct ikt_log_reader *reader);

#endif
