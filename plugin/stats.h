/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Statistics: the tree "IKE triage" (-z iketriage,tree) and the command's text report (-z iketriage,report).
 *
 * The tap carries a struct ikt_note_frame for each frame that has one, in every pass but the first.
 */
#ifndef IKT_PLUGIN_STATS_H
#define IKT_PLUGIN_STATS_H

void ikt_stats_register(void);

#endif
