/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Gives up the rights that opening a live capture took. What is open stays open.
 */
#ifndef IKT_CLI_PRIVILEGES_H
#define IKT_CLI_PRIVILEGES_H

#include <glib.h>
#include <stdbool.h>

/*
 * Root becomes the user who called sudo, else nobody; all capabilities go. One thread alone may be running. out: what
 * is so afterwards, in words (g_free). False with error when it cannot be done.
 */
bool ikt_privileges_drop(char **out, GError **error);

#endif
