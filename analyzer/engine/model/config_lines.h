/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which lines of a configuration may take an offer of one peer: permit lines of the crypto access lists of the maps
 * that are at work where the router is seen, and its protected tunnels. Where a statement is unclear, or several
 * entries may take one offer, there are none, for a reason.
 */
#ifndef IKT_EVIDENCE_CONFIG_LINES_H
#define IKT_EVIDENCE_CONFIG_LINES_H

#include "documents/router.h"
#include "evidence/proxy_compare.h"

/* A router with more is not judged. */
#define IKT_CONFIG_LINES 256

struct ikt_config_line {
    const struct ikt_router_entry *entry; /* of a crypto map, or the profile of a tunnel */
    unsigned line;                        /* in the file */
    struct ikt_proxies networks;          /* as the owner would offer them */
};

struct ikt_config_lines {
    const struct ikt_router *config;
    bool bound; /* the address was given with the configuration: none of its interfaces need have it */
    struct ikt_address owner, peer;
    const char *none_because; /* static; NULL: the lines hold */
    unsigned at;              /* the line that is the reason, 0: none in particular */
    size_t count;
    struct ikt_config_line items[IKT_CONFIG_LINES];
};

/* config, bound, owner and peer are filled in, the rest is zero. */
void ikt_config_lines_find(struct ikt_config_lines *lines);
/* The first reason counts. */
void ikt_config_lines_give_up(struct ikt_config_lines *lines, const char *because, unsigned line);

#endif
