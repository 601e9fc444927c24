/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Statistics > "IKE triage tunnels", tshark -z iketriage,tunnels: a row for each tunnel of the file.
 */
#ifndef IKT_PLUGIN_TUNNEL_TABLE_H
#define IKT_PLUGIN_TUNNEL_TABLE_H

#include "compat.h"

void ikt_tunnel_table_register(void);
/* Before a frame: a table that waits for the end of a single pass. */
void ikt_tunnel_table_expect(const packet_info *pinfo);

#endif
