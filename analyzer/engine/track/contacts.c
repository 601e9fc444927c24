/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/contacts.h"

#include <string.h>

#include "track/identity_hash.h"

void ikt_contact_note(struct ikt_session *session, const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen,
                      bool contact)
{
    const struct ikt_address *initiator = ikt_isakmp_sa_initiator(sa), *responder = ikt_isakmp_sa_responder(sa);
    if (sa->end.deleted)
        ikt_history_contact_ends(session->history, initiator, responder, sa->index.initiator_cookie, seen->sequence);
    if (!contact)
        return;
    struct ikt_contact noted = {
        .sequence = seen->sequence,
        .frame = seen->frame,
        .time = session->clock.now,
        .source = {seen->from_initiator ? *initiator : *responder, seen->source.port},
        .identity = ikt_identity_hash(sa->phase1.id[ikt_side(seen->from_initiator)]),
    };
    memcpy(noted.initiator_cookie, sa->index.initiator_cookie, IKT_COOKIE_SIZE);
    ikt_history_contact(session->history, seen->from_initiator ? responder : initiator, &noted);
}
