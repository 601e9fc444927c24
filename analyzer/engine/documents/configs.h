/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The configurations behind iketriage/configs.h, for who makes claims of them.
 */
#ifndef IKT_DOCUMENTS_CONFIGS_H
#define IKT_DOCUMENTS_CONFIGS_H

#include "documents/router.h"

/* NULL: there is none of that number. */
const struct ikt_router *ikt_configs_router(const struct ikt_configs *configs, size_t number);
/* The only one that has the address, so that there is no doubt; IKT_CONFIGS_MAX: none, or several. */
size_t ikt_configs_of(const struct ikt_configs *configs, const struct ikt_address *address);
/* Was it bound to this address by whoever gave it? Then the address may be one that a NAT gives it. */
bool ikt_configs_bound(const struct ikt_configs *configs, size_t number);

#endif
