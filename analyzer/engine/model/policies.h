/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ISAKMP policies: those that hold, by priority, and which of them an offer fits.
 */
#ifndef IKT_MODEL_POLICIES_H
#define IKT_MODEL_POLICIES_H

#include <glib.h>

#include "model/model.h"

/* Pointers to the policies that hold, by priority; connection NULL: those for any peer. */
void ikt_model_policies(const struct ikt_router *router, const char *connection, GPtrArray *out);
/* The built-in ones hold. IKT_UNKNOWN: the release is not known to have them. */
enum ikt_tristate ikt_model_has_built_in(const struct ikt_router *router);

struct ikt_model_policy_choice {
    struct ikt_model_step step;
    const struct ikt_router_policy *policy; /* NULL: none, or a built-in one */
    int authentication;                     /* of the transform that was taken; IKT_ABSENT: none was */
};
/* by_method false: the authentication method is looked at later, as strongSwan does. */
struct ikt_model_policy_choice ikt_model_policies_choose(const struct ikt_router *router, const char *connection,
                                                         const struct ikt_sa *proposals);

#endif
