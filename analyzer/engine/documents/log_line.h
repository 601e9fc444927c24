/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A line of a router's log, freed of what it came with: paging, quote marks, line numbers, marks of HTML and Markdown,
 * stamps of the router and of a syslog daemon, prompts.
 */
#ifndef IKT_DOCUMENTS_LOG_LINE_H
#define IKT_DOCUMENTS_LOG_LINE_H

#include "iketriage/bytes.h"

/* Octets of a line that are looked at. */
#define IKT_LOG_LINE 4096

struct ikt_log_line {
    unsigned number;
    uint8_t octets[IKT_LOG_LINE];
    struct ikt_bytes text;   /* what it says: a part of octets, without blanks at its ends */
    struct ikt_bytes router; /* beside its stamp: a name or an address; empty: none */
    struct ikt_bytes prompt; /* the router's name in the prompt that it begins with; empty: none */
    bool prompted;           /* a prompt stands there, and text is what was typed, or what a debug wrote behind it */
    bool stamped;
    bool indented;
    bool rule;     /* "##########": other text begins; prompt is the name within, if it is one */
    ikt_time time; /* of the stamp */
};

/* years: of the file so far; a log has no year, and January follows December. */
struct ikt_log_years {
    unsigned month, year;
};

void ikt_log_line_read(struct ikt_log_line *line, struct ikt_bytes raw, unsigned number, struct ikt_log_years *years);

#endif
