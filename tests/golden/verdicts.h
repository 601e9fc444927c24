/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a triage says of a capture, as values that can be compared: outcomes and findings, no texts and no frames.
 */
#ifndef IKT_TESTS_GOLDEN_VERDICTS_H
#define IKT_TESTS_GOLDEN_VERDICTS_H

#include "changes.h"

/* Of one record; the capture's own has the key "capture". */
struct verdict {
    char key[48]; /* cookies, and the message ID of a Quick Mode */
    bool phase2;
    enum ikt_outcome outcome;
    enum ikt_ended ended;
    guint first, count; /* of the run's findings */
};

struct found {
    enum ikt_rule rule;
    enum ikt_severity severity;
    enum ikt_likelihood likelihood;
    enum ikt_misconfigured misconfigured;
};

struct run {
    GArray *verdicts; /* struct verdict */
    GArray *found;    /* struct found */
    bool errors;
};

/* Triage the changed capture. Cleared by the caller. */
struct run run_changed(struct ikt_keyring *keys, const GArray *inputs, enum change change, guint at);
void run_clear(struct run *run);

const struct verdict *run_verdict(const struct run *run, guint i);
/* The record of these cookies; an ISAKMP SA whose answer was lost has the initiator's alone. NULL. */
const struct verdict *run_find(const struct run *run, const char *key);
/* A verdict's findings, in an order of their own. */
const struct found *run_found(const struct run *run, const struct verdict *verdict, guint i);
bool run_same_findings(const struct run *a, const struct verdict *one, const struct run *b,
                       const struct verdict *other);
bool run_verdict_has(const struct run *run, const struct verdict *verdict, enum ikt_rule rule);
/* Has any record this finding; at least as sure? */
bool run_has(const struct run *run, enum ikt_rule rule);
bool run_has_as_sure(const struct run *run, const struct found *found);
/* In words, for a complaint. g_free. */
char *run_words(const struct run *run, const struct verdict *verdict);
/* Writes 2 * length digits and a NUL. */
void verdict_hex(char *out, const uint8_t *octets, size_t length);

#endif
