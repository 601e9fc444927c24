/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who wants to know that all has been read, in a single pass too: a tap's listener that is there for the end alone.
 */
#ifndef IKT_PLUGIN_END_LISTENER_H
#define IKT_PLUGIN_END_LISTENER_H

#include "compat.h"

/* The tap that carries what is noted of a frame: struct ikt_note_frame. */
#define IKT_TAP "iketriage"

/*
 * data: the address by which it is known. Wireshark draws what was registered last first. filter, forget: NULL: none.
 * False, and told, where the filter is none.
 */
bool ikt_listen_for_end(void *data, const char *filter, tap_draw_cb draw, tap_finish_cb forget);

#endif
