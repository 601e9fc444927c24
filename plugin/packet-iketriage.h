/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the statistics need to know of the open file.
 */
#ifndef IKT_PLUGIN_PACKET_IKETRIAGE_H
#define IKT_PLUGIN_PACKET_IKETRIAGE_H

#include "cache.h"

/* Of the open file; NULL when there is none. */
struct ikt_cache *ikt_plugin_cache(void);

/* The last frame of the open file has been read: settle what is open. Again, or without a file, it does nothing. */
void ikt_plugin_finish(void);

/* Has all been read? Then every frame is drawn, and tapped, with all that is known. Not in a tshark without -2. */
bool ikt_plugin_first_pass_ended(void);

#endif
