/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What every format asks of a finding's commands before it writes them: for which router they are, and which of their
 * placeholders the reader has to fill in.
 */
#ifndef IKT_REPORT_ADVICE_VALUES_H
#define IKT_REPORT_ADVICE_VALUES_H

#include <glib.h>

#include "iketriage/tunnel.h"

/* The catalogue's commands name the router across: they are for A, or for B. IKT_UNKNOWN: for either. */
enum ikt_tristate ikt_commands_for_a(const struct ikt_tunnel *tunnel, const struct ikt_finding *finding);
bool ikt_is_debugging(const char *line);
/*
 * What the next <NAME-IN-CAPITALS> of these lines stands for that no value fills in and that was not said before:
 *
 *     struct ikt_placeholder at = {.lines = lines, .values = values, .said = said};
 *     while (ikt_placeholder_next(&at)) ... at.name, at.length, at.meaning
 */
struct ikt_placeholder {
    const char *const *lines; /* NULL-terminated; NULL: none */
    const struct ikt_named_values *values;
    GPtrArray *said;  /* meanings, which are static */
    const char *text; /* where it looks next; NULL: at the next line */
    const char *name; /* not terminated */
    size_t length;
    const char *meaning;
};
bool ikt_placeholder_next(struct ikt_placeholder *at);

#endif
