/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What one router has towards others: crypto map entries with each of their peers, protected tunnels, tunnels without
 * protection, and what takes any peer. One of these is a link.
 */
#ifndef IKT_DESK_LINKS_H
#define IKT_DESK_LINKS_H

#include <glib.h>

#include "documents/router.h"

enum ikt_link_kind {
    IKT_LINK_ENTRY,     /* of a crypto map, with a peer */
    IKT_LINK_DYNAMIC,   /* a dynamic entry: any peer */
    IKT_LINK_PROTECTED, /* a tunnel with protection; with no peer where it is multipoint and names none */
    IKT_LINK_PLAIN      /* a tunnel without protection */
};

struct ikt_link {
    enum ikt_link_kind kind;
    size_t config;
    const struct ikt_router *router;
    const struct ikt_router_entry *entry;         /* or the profile; NULL: undefined, or a plain tunnel */
    const struct ikt_router_interface *interface; /* where the map is applied, or the tunnel; NULL: nowhere */
    struct ikt_address local;                     /* that it speaks from; of no family: not known */
    bool local_known;                             /* ... and no statement leaves it open */
    struct ikt_address peer;                      /* of no family: any, or not known */
    const char *peer_name;                        /* a peer that is no address; NULL */
    unsigned peer_line;                           /* the statement that names it; 0: none */
};

/* At most so many of one router; what is more is counted by the caller's array alone. */
#define IKT_LINKS_MAX 20000

/* Appends struct ikt_link. False: there are more. */
bool ikt_links_of(const struct ikt_router *router, size_t config, GArray *out);

/* The address that an interface speaks from, standby addresses left out; of no family: none, or not known. */
struct ikt_address ikt_interface_address(const struct ikt_router_interface *interface);

#endif
