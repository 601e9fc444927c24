/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The open file. Wireshark dissects one at a time and hands no pointer through, so it is a variable here.
 */
#ifndef IKT_PLUGIN_OPEN_FILE_H
#define IKT_PLUGIN_OPEN_FILE_H

#include "cache.h"

/* What Wireshark calls when it opens a file, when it closes one, and when it has read one to its end. */
void ikt_file_open(void);
void ikt_file_close(void);
void ikt_file_end_first_pass(void);

/* A frame of the first pass, before the others of these. Wireshark has dissected it into tree. */
void ikt_file_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

/* Something was drawn of a frame of the first pass, of which no more is known than what came before it. */
void ikt_file_drawn_early(void);

/* One of a later pass: a window has no other sign that it has dissected a file anew, to its end. */
void ikt_file_frame_again(void);

/* What is known of it; NULL when there is none, or when the plugin is switched off. */
struct ikt_cache *ikt_file_cache(void);
/* The last frame has been read: settle what is open. Again, or without a file, it does nothing. */
void ikt_file_finish(void);
/* Has all been read? Then every frame is drawn, and tapped, with all that is known. Not in a tshark without -2. */
bool ikt_file_first_pass_ended(void);
/* Write the text report of the file that is open, unless it has been read already, and of those that come. */
void ikt_file_want_report(void);

#endif
