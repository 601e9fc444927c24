/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings copied out of the engine's records into Wireshark's file scope. Most of their texts are alike from finding
 * to finding; each is kept once.
 */
#ifndef IKT_PLUGIN_COPY_H
#define IKT_PLUGIN_COPY_H

#include "compat.h"
#include "iketriage/diagnosis.h"

/* Texts by their content, of one file. Lives in file scope. */
wmem_map_t *ikt_copy_pool(void);
/* NULL gives NULL. */
const char *ikt_copy_text(wmem_map_t *pool, const char *text);
/* All of it, texts and lists included. */
void ikt_copy_finding(wmem_map_t *pool, const struct ikt_finding *from, struct ikt_finding *out);

#endif
