/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How much memory is kept of the exchanges that are alive: octets are counted, since a message may take a hundred
 * times what another one does. Where one ISAKMP SA has more than its part, messages that are only listed are forgotten
 * and its oldest Quick Modes end; where all together have more than there is room for, the session ends SAs
 * (ikt_sa_table_surplus).
 */
#ifndef IKT_TRACK_KEPT_OCTETS_H
#define IKT_TRACK_KEPT_OCTETS_H

#include "track/session_internal.h"

/*
 * A message of the SA was taken, opened NULL or its readable form: what somebody has a reference to now is kept. To be
 * called before the caller gives up its own.
 */
void ikt_kept_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                      const struct ikt_message *opened);
/* A piece of a message was taken. */
void ikt_kept_piece(struct ikt_session *session, struct ikt_isakmp_sa *sa);

#endif
