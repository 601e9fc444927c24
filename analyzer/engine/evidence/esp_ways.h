/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * When one direction of ESP or AH says something about the other one. The one place for these bounds: findings and the
 * state of a tunnel go by them alike.
 */
#ifndef IKT_EVIDENCE_ESP_WAYS_H
#define IKT_EVIDENCE_ESP_WAYS_H

#include "iketriage/exchange.h"

/* What went one way. */
struct ikt_way {
    uint64_t packets;
    ikt_time first_time, last_time; /* IKT_TIME_NONE: no packet */
    uint64_t last_sequence;
    uint64_t tenth_last_sequence; /* of its last ten packets the first, 0: there are fewer */
};

/* Enough packets for so long that an answer to the first of them would have come by then. */
bool ikt_way_wants_answer(const struct ikt_way *way);
/*
 * Did it speak, and then fall silent while the other one went on: for 60 s and more, with ten packets and more? Who
 * went on shows in the order of the packets, since a clock may be set.
 */
bool ikt_way_fell_silent(const struct ikt_way *silent, const struct ikt_way *other);

#endif
