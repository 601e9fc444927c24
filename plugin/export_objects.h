/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * File > Export Objects > IKETRIAGE, tshark --export-objects iketriage,DIR: the report, and a file of lines to type for
 * each router that is to be changed.
 */
#ifndef IKT_PLUGIN_EXPORT_OBJECTS_H
#define IKT_PLUGIN_EXPORT_OBJECTS_H

#include "compat.h"

void ikt_export_objects_register(int protocol);
/* Before a frame is fed: where somebody exports, the report is wanted. */
void ikt_export_objects_expect(const packet_info *pinfo);
/* After it. */
void ikt_export_objects(packet_info *pinfo);

#endif
