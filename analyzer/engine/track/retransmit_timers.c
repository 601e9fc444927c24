/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/retransmit_timers.h"

#include <glib.h>

#define GAPS_MAX 5
/* Below this a message was captured twice rather than sent twice. */
#define APART (IKT_SECOND / 10)
/* So many gaps have to fit. */
#define GAPS_LEAST 2

/* Milliseconds from each sending to the next; 0 ends them. */
static const struct {
    unsigned gaps[GAPS_MAX + 1];
    struct ikt_retransmit_timer timer;
} table[] = {
    {{10000, 10000, 10000, 10000, 10000, 0},
     {IKT_VENDOR_CISCO_IOS, "Cisco IOS", "repeats every 10 s, as IOS 12.1 to 15.0 does (and racoon)"}},
    {{8000, 8000, 8000, 0}, {IKT_VENDOR_CISCO_ASA, "Cisco ASA/PIX", "repeats every 8 s, as PIX 7 and ASA do"}},
    {{4000, 7200, 12960, 23328, 41990, 0},
     {IKT_VENDOR_STRONGSWAN, "strongSwan", "repeats after 4, 7.2 and 13 s, as strongSwan does"}},
    {{500, 500, 1000, 2000, 4000, 0},
     {IKT_VENDOR_LIBRESWAN, "libreswan", "repeats after 0.5, 0.5, 1 and 2 s, as libreswan does"}},
};

/* A timer is late by a little, hardly early. */
static bool is_gap(ikt_time gap, unsigned milliseconds)
{
    ikt_time wanted = (ikt_time)milliseconds * (IKT_SECOND / 1000), slack = wanted / 20;
    return gap >= wanted - slack / 2 && gap <= wanted + slack;
}

static const struct ikt_retransmit_timer *match(const ikt_time *gaps, unsigned count)
{
    for (size_t row = 0; count >= GAPS_LEAST && row < G_N_ELEMENTS(table); row++) {
        bool fits = true;
        for (unsigned i = 0; fits && i < count; i++)
            fits = table[row].gaps[i] != 0 && is_gap(gaps[i], table[row].gaps[i]);
        if (fits)
            return &table[row].timer;
    }
    return NULL;
}

const struct ikt_retransmit_timer *ikt_retransmit_timer_of(const struct ikt_seen *seen, size_t count,
                                                           const struct ikt_address *sender)
{
    for (size_t first = 0; first < count; first++) {
        ikt_time gaps[GAPS_MAX], last = seen[first].time;
        unsigned found = 0;
        if (seen[first].duplicate_of_sequence != 0 || !ikt_address_equal(&seen[first].source.address, sender))
            continue;
        for (size_t i = first + 1; i < count && found < GAPS_MAX; i++) {
            if (seen[i].duplicate_of_sequence != seen[first].sequence || seen[i].time - last < APART)
                continue;
            gaps[found++] = seen[i].time - last;
            last = seen[i].time;
        }
        const struct ikt_retransmit_timer *timer = match(gaps, found);
        if (timer != NULL)
            return timer;
    }
    return NULL;
}
