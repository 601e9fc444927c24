/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages that wait for the turn of their capture.
 */
#ifndef IKT_CLI_LATER_H
#define IKT_CLI_LATER_H

struct ikt_later;

struct ikt_later *ikt_later_new(void);
void ikt_later_free(struct ikt_later *later); /* NULL is allowed */
/* As ikt_say. where is copied; text is taken and freed, NULL is no message. */
void ikt_later_add(struct ikt_later *later, const char *where, char *text);
/* All of them, in their order. */
void ikt_later_say(const struct ikt_later *later);

#endif
