/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The interrupt from the keyboard (SIGINT): the first one ends a run with what is finished, a second one ends the
 * program at once.
 */
#ifndef IKT_CLI_INTERRUPT_H
#define IKT_CLI_INTERRUPT_H

#include <stdbool.h>

/* What a shell gives for a program that an interrupt ended. */
#define IKT_INTERRUPTED_STATUS 130

/* From now on the first interrupt is noted. */
void ikt_interrupt_watch(void);
/* From now on the first interrupt does nothing: it is meant for the writer of the pipe that is read. */
void ikt_interrupt_outlive(void);
/* Has one been noted? Any thread may ask. */
bool ikt_interrupted(void);

#endif
