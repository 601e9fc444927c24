/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A router out of a configuration's text, a reader for each syntax.
 */
#ifndef IKT_DOCUMENTS_READERS_H
#define IKT_DOCUMENTS_READERS_H

#include "documents/router.h"

/* Never NULL. name is how the file is called in remarks; remark may be NULL. content is not needed afterwards. */
struct ikt_router *ikt_ios_read(const char *name, struct ikt_bytes content, ikt_config_remark *remark, void *user);
struct ikt_router *ikt_asa_read(const char *name, struct ikt_bytes content, ikt_config_remark *remark, void *user);

#endif
