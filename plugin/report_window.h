/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tools > IKE triage > Report: the text report in a window, with a button for each of the first routers that copies
 * what is to be typed there, and one that goes to the next failure.
 */
#ifndef IKT_PLUGIN_REPORT_WINDOW_H
#define IKT_PLUGIN_REPORT_WINDOW_H

void ikt_report_window_register(void);

#endif
