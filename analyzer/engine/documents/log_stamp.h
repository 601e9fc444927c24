/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What stands before a message: stamps of the router and of syslog daemons, sequence numbers, priorities, names.
 */
#ifndef IKT_DOCUMENTS_LOG_STAMP_H
#define IKT_DOCUMENTS_LOG_STAMP_H

#include "documents/log_line.h"

/* Does a message of a router begin here: "ISAKMP:(0):", "IPSEC(sa_request)", "%CRYPTO-4-..."? */
bool ikt_log_is_message(struct ikt_bytes text);
/* Take what stands before it off line->text. The last stamp counts, which is the router's own. */
void ikt_log_take_stamps(struct ikt_log_line *line, struct ikt_log_years *years);

#endif
