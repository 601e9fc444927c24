/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What happened around an exchange: its messages, notifies, deletes and ICMP errors, a line for each kind.
 */
#ifndef IKT_REPORT_TEXT_EVENT_H
#define IKT_REPORT_TEXT_EVENT_H

#include "text_layout.h"

/* "main1 1; main2 2, 4": names in the order of their first frame. g_free the result. */
char *ikt_text_messages(const struct ikt_seen *seen, size_t count);
/* All of them on a line. */
void ikt_text_seen(const struct ikt_layout *layout, const struct ikt_seen *seen, size_t count);
/* One notify, sent by the initiator of the exchange that label speaks of or not. */
void ikt_text_notification(const struct ikt_layout *layout, const char *label,
                           const struct ikt_notification *notification, bool from_initiator);
void ikt_text_notifications(const struct ikt_layout *layout, const struct ikt_phase1 *record);
void ikt_text_deletions(const struct ikt_layout *layout, const struct ikt_phase1 *record);
void ikt_text_icmp(const struct ikt_layout *layout, const struct ikt_phase1 *record);

#endif
