/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What Wireshark's window says of the file that it shows, and what it is asked to do. Other programs have no window:
 * then nothing is known, and nothing is done.
 *
 * A window dissects the frames of a file anew (after a change of preferences, keys or profile) without the hook that
 * follows the first reading of it, and draws rows of a live capture before the capture ends.
 */
#ifndef IKT_PLUGIN_WINDOW_H
#define IKT_PLUGIN_WINDOW_H

#include "compat.h"

/* An expert info of this kind is somewhere in the file: the light in the status bar knows of those that were drawn. */
void ikt_window_light(expert_field *info);
/* Is this program one with windows? */
bool ikt_window_is_there(void);
/* How many frames the file has, where all of them were read once; 0: some are still to come, or there is no window. */
uint32_t ikt_window_whole_count(void);
/*
 * Ask for its display filter once more, where that names something of this plugin, or for all rows: as soon as the
 * window is at rest. Both need frames that came after those which were judged or drawn.
 */
void ikt_window_filter_again(void);
void ikt_window_dissect_again(void);

#endif
