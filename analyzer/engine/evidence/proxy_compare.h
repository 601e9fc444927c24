/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The two proxies of a Quick Mode as ranges of addresses, a protocol and a port, and how two such pairs relate.
 * ID types never matter: a /32 network and a host are the same (RFC 2407 section 4.6.2).
 */
#ifndef IKT_EVIDENCE_PROXY_COMPARE_H
#define IKT_EVIDENCE_PROXY_COMPARE_H

#include "base/line.h"
#include "iketriage/message.h"

struct ikt_proxy {
    struct ikt_address low, high;
    uint8_t protocol; /* 0: any */
    uint16_t port;    /* 0: any */
    bool known;       /* false: not readable, or no ID of addresses */
};

struct ikt_proxies {
    struct ikt_proxy initiator, responder; /* of the Quick Mode they were offered in */
};

/* The first as seen from the second. */
enum ikt_relation {
    IKT_RELATION_UNKNOWN,
    IKT_RELATION_EQUAL,
    IKT_RELATION_SUBSET,
    IKT_RELATION_SUPERSET,
    IKT_RELATION_OVERLAP,
    IKT_RELATION_DISJOINT
};

/* identity NULL: not known. Absent IDs come as the peers' own addresses (exchange.h). */
struct ikt_proxy ikt_proxy_of(const struct ikt_identity *identity);
/* The same two networks as the other peer would offer them. */
struct ikt_proxies ikt_proxies_swap(const struct ikt_proxies *proxies);

enum ikt_relation ikt_proxy_addresses(const struct ikt_proxy *a, const struct ikt_proxy *b);
enum ikt_relation ikt_proxy_relation(const struct ikt_proxy *a, const struct ikt_proxy *b);
enum ikt_relation ikt_proxies_relation(const struct ikt_proxies *a, const struct ikt_proxies *b);

/* All false (or -1) for a proxy that is not known. */
bool ikt_proxy_is_any(const struct ikt_proxy *proxy);
bool ikt_proxy_is_host(const struct ikt_proxy *proxy);
bool ikt_proxy_is_address(const struct ikt_proxy *proxy, const struct ikt_address *address);
/* GRE (protocol 47) between two hosts: the ends of a tunnel. */
bool ikt_proxies_are_gre(const struct ikt_proxies *proxies);
int ikt_proxy_prefix(const struct ikt_proxy *proxy); /* -1 when the range is not one prefix */

/* These add to the line; false, and nothing added, where there is no such text. */
bool ikt_proxy_line(const struct ikt_proxy *proxy, struct ikt_line *line); /* as ikt_proxy_text, and so on */
bool ikt_proxy_debug_line(const struct ikt_proxy *proxy, struct ikt_line *line);
bool ikt_proxy_permit_line(const struct ikt_proxy *source, const struct ikt_proxy *destination, struct ikt_line *line);
bool ikt_proxies_line(const struct ikt_proxies *proxies, struct ikt_line *line);

/* Newly allocated (g_free); NULL for a proxy that is not known. */
char *ikt_proxy_text(const struct ikt_proxy *proxy);  /* "192.168.1.0/24", "10.0.0.5/32 tcp port 80" */
char *ikt_proxy_debug(const struct ikt_proxy *proxy); /* "192.168.1.0/255.255.255.0/256/0", NULL for ranges */
/* Does a single ACL line say it? */
bool ikt_proxy_has_permit(const struct ikt_proxy *source, const struct ikt_proxy *destination);
/* "permit ip 192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255"; NULL where no single line says it. */
char *ikt_proxy_permit(const struct ikt_proxy *source, const struct ikt_proxy *destination);
/* "192.168.1.0/24 to 192.168.2.0/24" */
char *ikt_proxies_text(const struct ikt_proxies *proxies);

#endif
