/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Of a pair of peers: who said INITIAL-CONTACT, and which of these ISAKMP SAs was deleted.
 */
#ifndef IKT_TRACK_CONTACTS_H
#define IKT_TRACK_CONTACTS_H

#include "track/session_internal.h"

/* An informational was read; contact: a verified INITIAL-CONTACT stands in it. */
void ikt_contact_note(struct ikt_session *session, const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen,
                      bool contact);

#endif
