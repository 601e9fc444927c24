/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names that are nearly those of a configuration: IOS takes a name as it is written, and a slip of the pen names
 * nothing.
 */
#ifndef IKT_DOCUMENTS_ROUTER_NAMES_H
#define IKT_DOCUMENTS_ROUTER_NAMES_H

#include "documents/router.h"

enum ikt_router_named {
    IKT_ROUTER_NAMED_SET,
    IKT_ROUTER_NAMED_ACL,
    IKT_ROUTER_NAMED_PROFILE,
    IKT_ROUTER_NAMED_MAP,
    IKT_ROUTER_NAMED_TEMPLATE, /* a dynamic map */
    IKT_ROUTER_NAMED_KEYRING,
    IKT_ROUTER_NAMED_ISAKMP_PROFILE,
    IKT_ROUTER_NAMED_ROUTE_MAP,
    IKT_ROUTER_NAMED_INTERFACE
};

bool ikt_router_is_defined(const struct ikt_router *router, enum ikt_router_named kind, const char *name);
/* The first name of this kind that is similar to one which is not defined; NULL: there is none, or it is defined. */
const char *ikt_router_similar(const struct ikt_router *router, enum ikt_router_named kind, const char *name);
/*
 * At most one letter put in, left out or changed, two that change places, or a part put into a name of some length; the
 * case never counts.
 */
bool ikt_router_names_similar(const char *a, const char *b);

/* Does the product apply crypto maps to interfaces? */
bool ikt_router_has_maps(const struct ikt_router *router);

#endif
