/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines with keys, in locked memory, until all are wiped and freed at once.
 */
#ifndef IKT_CLI_LOCKED_LINES_H
#define IKT_CLI_LOCKED_LINES_H

#include <stddef.h>

struct ikt_locked_lines;

struct ikt_locked_lines *ikt_locked_lines_new(void);
void ikt_locked_lines_free(struct ikt_locked_lines *lines); /* wipes; NULL is allowed */
/* Room for so many octets, zeros, as long as the lines. Never NULL. */
char *ikt_locked_lines_room(struct ikt_locked_lines *lines, size_t size);
/* Wiped, to be used again: what was asked for last, or else only wiped. */
void ikt_locked_lines_drop(struct ikt_locked_lines *lines, char *room, size_t size);

#endif
