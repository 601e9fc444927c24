/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings as their reader gets them, and questions about them.
 */
#ifndef TESTS_RULES_TOLD_H
#define TESTS_RULES_TOLD_H

#include <glib.h>

#include "rules/diagnose.h"

/* A finding as its reader gets it: everything as text. */
struct told {
    enum ikt_rule rule;
    enum ikt_severity severity;
    enum ikt_likelihood likelihood;
    enum ikt_misconfigured misconfigured;
    size_t frame_count;
    uint64_t frames[16];
    size_t ref_count;
    struct ikt_ref refs[16];                       /* frames too */
    char *summary, *initiator_has, *responder_has; /* NULL: unknown */
    char **evidence;
    char **log; /* "initiator: line", of routers whose release is not known to be an old one */
    char **show, **suspect;
    size_t fix_count;
    struct {
        bool on_initiator;
        char **lines, **undo;
        char *touches;
        char *printed; /* what told_print_fix made of it; NULL where nobody does */
    } fixes[2];
};

/* Set by a program that wants each fix as the command prints it. */
extern char *(*told_print_fix)(const struct ikt_finding *finding, size_t nth);

/* Checks what is told, and frees the arena. */
GPtrArray *told_of(struct ikt_arena *arena, struct ikt_findings findings);

/* A finding of the rule, or -1 where there is none. */
int likelihood_of(const GPtrArray *findings, enum ikt_rule rule);

const struct told *find(const GPtrArray *findings, enum ikt_rule rule); /* NULL when it is not there */
bool is_first(const GPtrArray *findings, enum ikt_rule rule);
/* line: "initiator: retransmitting phase 2 QM_IDLE" or the responder's. */
bool has_log(const struct told *finding, const char *line);
bool has_ref(const struct told *finding, enum ikt_ref_kind kind, uint64_t number);
/* Does a sentence of its evidence hold these words? */
bool says(const struct told *finding, const char *words);
bool has_fix(const struct told *finding, size_t fix, const char *line);

#endif
