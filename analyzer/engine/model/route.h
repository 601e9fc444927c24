/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where a router sends a packet: connected networks and static routes, the longest prefix first.
 */
#ifndef IKT_MODEL_ROUTE_H
#define IKT_MODEL_ROUTE_H

#include "model/model.h"

struct ikt_model_route {
    enum ikt_model_says says;                     /* takes: interface holds; refuses: no route; either: not known */
    const struct ikt_router_interface *interface; /* NULL: not known, or none */
    unsigned line;                                /* of the route, or of the interface's address */
    bool learned;                                 /* a routing protocol may bring another one */
    const char *because;
};

struct ikt_model_route ikt_model_route_to(const struct ikt_router *router, const struct ikt_address *destination);
/* The interface whose network holds the address; NULL: none does. */
const struct ikt_router_interface *ikt_model_connected(const struct ikt_router *router,
                                                       const struct ikt_address *address, unsigned *line);

#endif
