/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Routers out of a configuration's text, a reader for each syntax.
 */
#ifndef IKT_DOCUMENTS_READERS_H
#define IKT_DOCUMENTS_READERS_H

#include <glib.h>

#include "documents/router.h"

/*
 * name is how the file is called in remarks; remark may be NULL. content is not needed afterwards. Appends each router
 * whose statements the text holds, the caller's from then on, and at least one, which may be empty.
 */
void ikt_ios_read(const char *name, struct ikt_bytes content, ikt_config_remark *remark, void *user,
                  GPtrArray *routers);
/* Likewise of one router, never NULL. */
struct ikt_router *ikt_asa_read(const char *name, struct ikt_bytes content, ikt_config_remark *remark, void *user);
struct ikt_router *ikt_swanctl_read(const char *name, struct ikt_bytes content, ikt_config_remark *remark, void *user);
/* Of strongSwan and libreswan. of: an address of this host, which tells its end; NULL: not known, and that is "left".
 */
struct ikt_router *ikt_ipsec_conf_read(const char *name, struct ikt_bytes content, const struct ikt_address *of,
                                       ikt_config_remark *remark, void *user);

#endif
