/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lines of a configuration as it comes out of a file: show tech-support, a terminal's log with prompts and paging,
 * RANCID's files, typed input, what web pages and mails made of it. What is no statement is left out.
 */
#ifndef IKT_DOCUMENTS_IOS_LINES_H
#define IKT_DOCUMENTS_IOS_LINES_H

#include <glib.h>

#include "iketriage/bytes.h"

/* Octets of a router's name in a prompt. */
#define IKT_IOS_PROMPT 80

struct ikt_ios_lines {
    struct ikt_bytes rest;
    unsigned line;                   /* of the line read last, from 1 */
    char prompt[IKT_IOS_PROMPT + 1]; /* the router's name in the last prompt; "": none */
    unsigned release, minor;         /* "Version 15.2" of show version, since it was asked for */
    bool numbered;                   /* each line begins with its number */
    bool elsewhere;                  /* in the output of another command */
    bool until_quit;                 /* in a certificate */
    char until[3];                   /* in a banner, up to this; "": in none */
    unsigned banner;                 /* lines of it so far */
    bool plain_banners;              /* of an ASA: each line is a statement of its own, without such an end */
    GString *clean;                  /* the line in hand, where it had to be changed */
    GString *joined;                 /* ... where a page had broken it into two */
};

struct ikt_ios_line {
    struct ikt_bytes text; /* without blanks at its ends, never empty; until the next line is read */
    unsigned line;
    bool indented; /* as far as that is known: paging and prompts take it away */
    bool cut;      /* a part of it is missing: a terminal scrolled it, an author left lines out */
    bool typed;    /* behind a prompt */
};

struct ikt_ios_lines ikt_ios_lines_new(struct ikt_bytes content);
void ikt_ios_lines_clear(struct ikt_ios_lines *lines);
/* The next statement. False at the end. */
bool ikt_ios_lines_next(struct ikt_ios_lines *lines, struct ikt_ios_line *out);

#endif
