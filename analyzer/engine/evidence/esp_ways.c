/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/esp_ways.h"

/* So many packets one way and none the other way are no coincidence. */
#define ANSWERED_PACKETS 3
#define ANSWERED_TIME    (IKT_SECOND / 2)
/* Pauses of a minute are common; of one side alone, while the other sends, they are not. */
#define SILENCE (60 * IKT_SECOND)

bool ikt_way_wants_answer(const struct ikt_way *way)
{
    return way->packets >= ANSWERED_PACKETS && way->last_time - way->first_time >= ANSWERED_TIME;
}

bool ikt_way_fell_silent(const struct ikt_way *silent, const struct ikt_way *other)
{
    return silent->packets > 0 && other->packets > 0 && other->last_time - silent->last_time >= SILENCE &&
           other->tenth_last_sequence > silent->last_sequence;
}
