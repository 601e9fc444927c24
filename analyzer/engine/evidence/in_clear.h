/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packets in clear between networks that SAs protect: when they are one side's fault. The one place for these bounds:
 * findings and the state of a tunnel go by them alike.
 */
#ifndef IKT_EVIDENCE_IN_CLEAR_H
#define IKT_EVIDENCE_IN_CLEAR_H

#include "iketriage/exchange.h"

enum ikt_in_clear {
    IKT_IN_CLEAR_NOBODY,
    IKT_IN_CLEAR_INITIATOR, /* of the Quick Mode, or from behind it */
    IKT_IN_CLEAR_RESPONDER
};

/*
 * Who sends in clear what the other one sends encrypted. A capture on an inside wire, or one that shows packets before
 * they are encrypted or after they were decrypted, is not taken for that: it shows both directions in clear, or the
 * ESP that the same packets came in.
 */
enum ikt_in_clear ikt_who_sends_in_clear(const struct ikt_phase2 *record);

#endif
