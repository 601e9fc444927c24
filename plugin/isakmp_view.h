/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages that our keys opened, shown by Wireshark's own ISAKMP, so that its fields and filters work on them.
 */
#ifndef IKT_PLUGIN_ISAKMP_VIEW_H
#define IKT_PLUGIN_ISAKMP_VIEW_H

#include "compat.h"

/* Before all others, when dissectors are known. */
void ikt_isakmp_view_init(void);
/* Does anybody look at fields of ISAKMP in this frame? */
bool ikt_isakmp_view_wanted(proto_tree *tree);
/* message: header, without its encryption bit, and plaintext. Columns stay as they are. */
void ikt_isakmp_view_draw(tvbuff_t *message, packet_info *pinfo, proto_tree *tree);

#endif
