/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ISAKMP policies that a peer was seen to have towards another: those that it chose, and those that it offered.
 * What its configuration lacks of them it did not lack then.
 */
#ifndef IKT_TRACK_HAD_POLICIES_H
#define IKT_TRACK_HAD_POLICIES_H

#include "track/offered_policies.h"
#include "iketriage/source.h"

/* So many of a peer are remembered, each with when it was seen first; whether it had one more is then not known. */
#define IKT_HAD_POLICIES_MAX 64

/* A message; sequence 0: none. */
struct ikt_moment {
    uint64_t sequence, frame;
};

struct ikt_had_policy {
    uint64_t policy; /* ikt_policy_mark */
    struct ikt_moment first;
};

/* Zeroed to begin with. */
struct ikt_had_policies {
    struct ikt_had_policy *items; /* owned, in the order in which they were seen */
    unsigned count;
    uint64_t unknown;             /* the sequence from which on it may have had any; 0: there is none */
    struct ikt_moment first;      /* that it offered or chose any */
    struct ikt_moment aggressive; /* that it first chose in aggressive mode */
};

void ikt_had_policies_clear(struct ikt_had_policies *had);
/* It offered or chose these; sa NULL: it chose one that was not captured. */
void ikt_had_policies_add(struct ikt_had_policies *had, const struct ikt_sa *sa, const struct ikt_moment *moment);
/*
 * Did it have one of these before that sequence? had NULL: nothing was seen. IKT_UNKNOWN: it may have. out_first: when
 * it was seen, where it was.
 */
enum ikt_tristate ikt_had_policies_any(const struct ikt_had_policies *had, const struct ikt_sa *of, uint64_t before,
                                       struct ikt_moment *out_first);

#endif
