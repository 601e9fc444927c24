/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lines of a configuration as it comes out of a file: show tech-support, a terminal's log with prompts and paging,
 * RANCID's files, typed input. What is no statement of the running-config is left out.
 */
#ifndef IKT_DOCUMENTS_IOS_LINES_H
#define IKT_DOCUMENTS_IOS_LINES_H

#include "iketriage/bytes.h"

struct ikt_ios_lines {
    struct ikt_bytes rest;
    unsigned line;           /* of the line read last, from 1 */
    struct ikt_bytes prompt; /* the router's name in the last prompt; empty: none */
    bool elsewhere;          /* in the output of another command */
    bool until_quit;         /* in a certificate */
    char until[3];           /* in a banner, up to this; "": in none */
    unsigned banner;         /* lines of it so far */
    bool plain_banners;      /* of an ASA: each line is a statement of its own, without such an end */
};

struct ikt_ios_line {
    struct ikt_bytes text; /* without blanks at its ends, never empty */
    unsigned line;
    bool indented; /* as far as that is known: paging and prompts take it away */
};

struct ikt_ios_lines ikt_ios_lines(struct ikt_bytes content);
/* The next statement. False at the end. */
bool ikt_ios_lines_next(struct ikt_ios_lines *lines, struct ikt_ios_line *out);

#endif
