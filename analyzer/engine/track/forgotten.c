/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/forgotten.h"

#include <glib.h>

/* Two bits for each pair: of a thousand pairs that were never seen one in some 4,000 is taken for a forgotten one. */
#define PAIR_BITS (1U << 17)

static void extend(struct ikt_forgotten_run *run, uint64_t sequence, uint64_t until)
{
    run->first = run->last == 0 ? sequence : MIN(run->first, sequence);
    run->last = MAX(run->last, sequence);
    run->until = MAX(run->until, until);
}

void ikt_forgotten_add(struct ikt_forgotten *forgotten, enum ikt_outcome outcome, uint64_t sequence, uint64_t until)
{
    struct ikt_forgotten_run *runs = until == UINT64_MAX ? forgotten->others : forgotten->repeated;
    extend(&runs[IKT_FORGOTTEN_ANY], sequence, until);
    if (outcome == IKT_OUTCOME_ESTABLISHED || outcome == IKT_OUTCOME_INCOMPLETE)
        extend(&runs[IKT_FORGOTTEN_OPEN], sequence, until);
    if (outcome == IKT_OUTCOME_ESTABLISHED)
        extend(&runs[IKT_FORGOTTEN_UP], sequence, until);
}

void ikt_forgotten_came_up(struct ikt_forgotten *forgotten, uint64_t sequence)
{
    extend(&forgotten->others[IKT_FORGOTTEN_OPEN], sequence, UINT64_MAX);
    extend(&forgotten->others[IKT_FORGOTTEN_UP], sequence, UINT64_MAX);
}

void ikt_forgotten_all(struct ikt_forgotten *forgotten, uint64_t sequence)
{
    for (int kind = 0; kind < IKT_FORGOTTEN_KINDS; kind++)
        forgotten->others[kind] = (struct ikt_forgotten_run){.first = 1, .last = sequence, .until = UINT64_MAX};
}

static bool lies_within(const struct ikt_forgotten_run *run, uint64_t after, uint64_t before)
{
    return run->last > after && run->first < before;
}

bool ikt_forgotten_between(const struct ikt_forgotten *forgotten, enum ikt_forgotten_kind kind, uint64_t after,
                           uint64_t before)
{
    return forgotten &&
           ((lies_within(&forgotten->repeated[kind], after, before) && forgotten->repeated[kind].until > before) ||
            lies_within(&forgotten->others[kind], after, before));
}

bool ikt_forgotten_within(const struct ikt_forgotten *forgotten, enum ikt_forgotten_kind kind, uint64_t after,
                          uint64_t before)
{
    return forgotten && (lies_within(&forgotten->repeated[kind], after, before) ||
                         lies_within(&forgotten->others[kind], after, before));
}

static uint32_t place(uint64_t hash, unsigned nth)
{
    return (uint32_t)(hash >> (32 * nth)) % PAIR_BITS;
}

void ikt_forgotten_pairs_add(struct ikt_forgotten_pairs *pairs, uint64_t hash, uint64_t sequence)
{
    if (!pairs->bits)
        pairs->bits = g_new0(uint8_t, PAIR_BITS / 8);
    for (unsigned nth = 0; nth < 2; nth++)
        pairs->bits[place(hash, nth) / 8] |= (uint8_t)(1U << place(hash, nth) % 8);
    pairs->sequence = MAX(pairs->sequence, sequence);
}

bool ikt_forgotten_pairs_may_have(const struct ikt_forgotten_pairs *pairs, uint64_t hash)
{
    for (unsigned nth = 0; nth < 2; nth++)
        if (!pairs->bits || !(pairs->bits[place(hash, nth) / 8] >> place(hash, nth) % 8 & 1))
            return false;
    return true;
}

void ikt_forgotten_pairs_clear(struct ikt_forgotten_pairs *pairs)
{
    g_free(pairs->bits);
    *pairs = (struct ikt_forgotten_pairs){0};
}
