/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/retransmit_timers.h"

#include <glib.h>

#define GAPS_MAX     5
#define SENDINGS_MAX (GAPS_MAX + 2)
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

/* When a message was sent, and sent again. */
struct sendings {
    ikt_time times[SENDINGS_MAX];
    unsigned count;
};

static struct sendings sendings_of(const struct ikt_seen *seen, size_t count, size_t first)
{
    struct sendings sendings = {.times = {seen[first].time}, .count = 1};
    for (size_t i = first + 1; i < count && sendings.count < SENDINGS_MAX; i++)
        if (seen[i].duplicate_of_sequence == seen[first].sequence &&
            seen[i].time - sendings.times[sendings.count - 1] >= APART)
            sendings.times[sendings.count++] = seen[i].time;
    return sendings;
}

/* Without the one at this place, where it is one. */
static const struct ikt_retransmit_timer *match_without(const struct sendings *sendings, unsigned without)
{
    ikt_time gaps[GAPS_MAX], last = sendings->times[0];
    unsigned found = 0;
    for (unsigned i = 1; i < sendings->count && found < GAPS_MAX; i++) {
        if (i == without)
            continue;
        gaps[found++] = sendings->times[i] - last;
        last = sendings->times[i];
    }
    return match(gaps, found);
}

/* One of them may be the network's; then the rest has to show the timer all the better. */
static const struct ikt_retransmit_timer *match_sendings(const struct sendings *sendings)
{
    const struct ikt_retransmit_timer *timer = match_without(sendings, 0);
    for (unsigned i = 1; !timer && sendings->count > GAPS_LEAST + 2 && i < sendings->count; i++)
        timer = match_without(sendings, i);
    return timer;
}

static size_t repetitions(const struct ikt_seen *seen, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += seen[i].duplicate_of_sequence != 0;
    return found;
}

const struct ikt_retransmit_timer *ikt_retransmit_timer_of(const struct ikt_seen *seen, size_t count,
                                                           const struct ikt_address *sender)
{
    if (repetitions(seen, count) < GAPS_LEAST) /* as nearly always */
        return NULL;
    for (size_t first = 0; first < count; first++) {
        if (seen[first].duplicate_of_sequence != 0 || !ikt_address_equal(&seen[first].source.address, sender))
            continue;
        const struct sendings sendings = sendings_of(seen, count, first);
        const struct ikt_retransmit_timer *timer = match_sendings(&sendings);
        if (timer != NULL)
            return timer;
    }
    return NULL;
}
