/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory is out, or threads or random numbers cannot be had, where a library would end the process: the run ends with a
 * message and exit status 2, no line of its output is cut, and what is unfinished is removed.
 */
#ifndef IKT_CLI_GIVE_UP_H
#define IKT_CLI_GIVE_UP_H

/* Errors of GLib's and of the engine from now on, and where it aborts or overruns its stack for want of memory. After
 * ikt_unfinished_watch. */
void ikt_give_up_watch(void);
/* In each further thread, before anything else. */
void ikt_give_up_thread(void);
/* For gcry_set_fatalerror_handler. */
void ikt_give_up_by_gcrypt(void *user, int number, const char *message);

#endif
