/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Conversation Filter > "ISAKMP SA", "Quick Mode" and "Tunnel", in the context menu of a packet.
 */
#ifndef IKT_PLUGIN_CONVERSATION_FILTERS_H
#define IKT_PLUGIN_CONVERSATION_FILTERS_H

void ikt_conversation_filters_register(void);

#endif
