/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files and folders that are written under a name that passes: a signal that ends the program removes them first. What
 * fails is removed by whoever writes it; SIGKILL and a crash leave it there.
 */
#ifndef IKT_UNFINISHED_UNFINISHED_H
#define IKT_UNFINISHED_UNFINISHED_H

#include <stdbool.h>

/*
 * From now on a signal that ends the program (SIGTERM, SIGHUP, SIGINT, SIGQUIT and others that can be handled) removes
 * what is unfinished. A limit on the size of files ends nothing (SIGXFSZ): writing fails.
 */
void ikt_unfinished_watch(void);
/* Remembers it; folders are to be added before what is in them. Without effect where too many are, or path is too long.
 * Any thread may call. */
void ikt_unfinished_add(const char *path, bool folder);
/* It has got its name, or is removed. */
void ikt_unfinished_done(const char *path);
/* Removes what is unfinished and ends the program as the signal does where nobody handles it; for a handler. */
void ikt_unfinished_end(int signal);

/*
 * Between the two the first such signal waits, so that no line is cut, and nothing has been made that is not remembered
 * yet; the second does not. Pairs may stand in each other, and in several threads.
 */
void ikt_unfinished_hold(void);
void ikt_unfinished_release(void);
/* Removes what is unfinished and ends the program, with no handler of exit(3). Of signals' handlers those of
 * SIGABRT and SIGSEGV alone call it. */
_Noreturn void ikt_unfinished_exit(int status);

#endif
