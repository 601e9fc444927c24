/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parts of what IOS prints of a configuration, and where it applies what. Text is added to the end of out.
 */
#ifndef IKT_DOCUMENTS_IOS_SHOW_H
#define IKT_DOCUMENTS_IOS_SHOW_H

#include <glib.h>

#include "documents/router.h"

/* Nothing of a configuration makes the text of a command longer than that, but for the line that says so. */
#define IKT_IOS_SHOWN_MAX ((size_t)1024 * 1024)

/* ios_set.c: "esp-256-aes esp-sha-hmac", as show commands spell a set; "unknown" where it was not understood. */
void ikt_ios_set_words(const struct ikt_router_set *set, GString *out);
/* The same as the statement and debugging spell it: "esp-aes 256 esp-sha-hmac". */
void ikt_ios_set_statement(const struct ikt_router_set *set, GString *out);

/* ios_show_set.c: what "show crypto ipsec transform-set" prints. */
void ikt_ios_print_sets(const struct ikt_router *router, GString *out);
/* "{ esp-256-aes esp-sha-hmac  }" of the set of this name, "{ unknown  }" where it is not there. */
void ikt_ios_print_set(const struct ikt_router *router, const char *name, GString *out);

/* ios_show_map.c: what "show crypto map" prints. old: as before 12.4(20)T. */
void ikt_ios_print_maps(const struct ikt_router *router, bool old, GString *out);

/* ios_applied.c: the address that an interface, or the one that it borrows from, has; NULL: unknown. */
const struct ikt_address *ikt_ios_interface_address(const struct ikt_router *router,
                                                    const struct ikt_router_interface *interface);
/* The address that the negotiations of a map have which is applied there; NULL: unknown. */
const struct ikt_address *ikt_ios_map_address(const struct ikt_router *router,
                                              const struct ikt_router_interface *interface);
/* The source address of a tunnel; NULL: unknown. */
const struct ikt_address *ikt_ios_tunnel_source(const struct ikt_router *router,
                                                const struct ikt_router_interface *tunnel);
/* Sequence number of the first entry that protection makes for a peer of its own; the one before is its template. */
#define IKT_IOS_INSTANCE 65537
/*
 * The peers of a tunnel that its configuration names, from 0: its destination, or the next hop servers of a multipoint
 * one. NULL: no more. from is the caller's place in them, NULL before the first.
 */
const struct ikt_address *ikt_ios_tunnel_peer(const struct ikt_router_interface *tunnel, unsigned nth,
                                              const struct ikt_router_names **from);
/* A crypto map: its entries in the order in which IOS goes through them, and where it is applied. */
struct ikt_ios_map {
    GPtrArray *entries;    /* of const struct ikt_router_entry * */
    GPtrArray *interfaces; /* of const struct ikt_router_interface * */
};
/* By name, of all that have entries (g_hash_table_unref). Lives no longer than the router. */
GHashTable *ikt_ios_map_index(const struct ikt_router *router);
/* The profile that protects a tunnel; NULL: none does, or it is not defined. */
const struct ikt_router_entry *ikt_ios_protection(const struct ikt_router *router,
                                                  const struct ikt_router_interface *tunnel);

#endif
