/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Networks of a configuration: what a line of a crypto access list, or a tunnel, would offer, and which of them take
 * what is offered.
 */
#ifndef IKT_MODEL_NETWORKS_H
#define IKT_MODEL_NETWORKS_H

#include <glib.h>

#include "documents/router.h"
#include "evidence/proxy_compare.h"
#include "model/model.h"

/* What an access list makes of networks, its owner's own first. */
struct ikt_model_fit {
    enum ikt_model_says says;
    enum ikt_model_check check; /* that decides */
    unsigned line;              /* that takes them; else the nearest permit line, or the deny line; 0: there is none */
    const char *because;        /* static; NULL: nothing beyond the check's text */
    const struct ikt_router_acl_line *taken_by; /* NULL: none, or not known */
};

/* As it would be offered. A range of ports has no proxy: the first one stands for it. */
struct ikt_proxies ikt_model_networks_of(const struct ikt_router_acl_line *line);
/* Not known: an object group that was not read, a placeholder. */
bool ikt_model_networks_known(const struct ikt_router_acl_line *line);
struct ikt_model_fit ikt_model_acl_fit(const struct ikt_router_acl *acl, const struct ikt_proxies *networks);

/* The same for many entries of one list, which is gone through once: fits of one offer, or one packet, by list. */
struct ikt_model_fits {
    GHashTable *known;
    const struct ikt_proxies *networks; /* either of the two */
    const struct ikt_model_flow *flow;
};
void ikt_model_fits_begin(struct ikt_model_fits *fits, const struct ikt_proxies *networks,
                          const struct ikt_model_flow *flow);
void ikt_model_fits_end(struct ikt_model_fits *fits);
struct ikt_model_fit ikt_model_fits_of(struct ikt_model_fits *fits, const struct ikt_router_acl *acl);

/* One packet. says takes: a permit line is the first that fits; refuses with taken_by: a deny line is; else none does.
 */
struct ikt_model_fit ikt_model_acl_packet(const struct ikt_router_acl *acl, const struct ikt_model_flow *flow);

/* What a protected tunnel offers between the two addresses: GRE between them, or everything. */
struct ikt_proxies ikt_model_tunnel_networks(const struct ikt_router_interface *tunnel, const struct ikt_address *own,
                                             const struct ikt_address *peer);
bool ikt_model_is_gre(const struct ikt_router_interface *tunnel);

#endif
