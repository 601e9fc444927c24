/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parts of a tunnel's block. A line of it begins at the same indent, most with a label in capitals.
 */
#ifndef IKT_REPORT_TEXT_TUNNEL_H
#define IKT_REPORT_TEXT_TUNNEL_H

#include "text_layout.h"

#include "iketriage/tunnel.h"

/* text_tunnel.c */

/* A line with a label ("SEEN"). */
void ikt_text_begin_label(struct ikt_layout *layout, const char *label);
/* "NAME:NUMBER: TEXT", a line of a configuration or a log; NAME is escaped here, TEXT is printable. */
void ikt_text_put_line(struct ikt_layout *layout, const char *name, uint64_t number, const char *text);
/* "A 203.0.113.1", or the name of its configuration in place of the letter. */
void ikt_text_put_side(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, bool a);
/* "71 s", "12 min", "3 h 58 min" */
void ikt_text_put_span(struct ikt_layout *layout, ikt_time span);
/*
 * How much of a block is told: each step leaves out something more, for a block that would be longer than a screen.
 */
enum ikt_brevity {
    IKT_TELL_ALL, /* the log lines to expect as well, all commands, the undo to type */
    IKT_TELL_NORMAL,
    IKT_TELL_LESS_EVIDENCE,
    IKT_TELL_NO_EVIDENCE,
    IKT_TELL_LESS_TOUCHED, /* the first part of what else is touched */
    IKT_TELL_NO_SIDES,
    IKT_TELL_NO_UNDO, /* but where to find it */
    IKT_TELL_NO_CONFIRM,
    IKT_TELL_COUNT
};

/* What follows the verdict's line: the causes' sentences, who the sides are, what was seen, what each of them has. */
void ikt_text_tunnel_block(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, enum ikt_brevity brevity);

/* text_advice.c */

/* CONFIRM and FIX, or DECIDE. */
void ikt_text_tunnel_advice(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, enum ikt_brevity brevity);
/* Alike for tunnels whose advice differs in nothing but the addresses; 0: there is none. */
guint ikt_text_advice_key(const struct ikt_tunnel *tunnel);

#endif
