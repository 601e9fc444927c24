/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whom a statement is for: preshared keys by address and prefix, ISAKMP profiles by identity.
 */
#ifndef IKT_MODEL_KEYS_H
#define IKT_MODEL_KEYS_H

#include "model/model.h"

/* The profile whose "match identity" fits first; NULL: none does. unclear: another one may. identity NULL: as IOS
 * sends it by default, its address. */
const struct ikt_router_isakmp_profile *ikt_model_profile_of(const struct ikt_router *router,
                                                             const struct ikt_identity *identity,
                                                             const struct ikt_address *remote, bool *unclear);
/* Does a profile use a keyring? A profile without one uses the global keys: keyring NULL. */
bool ikt_model_profile_has(const struct ikt_router_isakmp_profile *profile, const char *keyring);
enum ikt_tristate ikt_model_whom_is(const struct ikt_router_whom *whom, const struct ikt_identity *identity,
                                    const struct ikt_address *remote);

#endif
