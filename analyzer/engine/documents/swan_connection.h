/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A connection of strongSwan or libreswan, as swanctl.conf and ipsec.conf have it in common, while it is read; and what
 * becomes of it: entries with an access list of their selectors, sets and policies of their proposals.
 */
#ifndef IKT_DOCUMENTS_SWAN_CONNECTION_H
#define IKT_DOCUMENTS_SWAN_CONNECTION_H

#include "documents/ios_parser.h"
#include "documents/router_build.h"

/* What stands behind a keyword, in the file's octets. line 0: the keyword is not there. */
struct ikt_swan_value {
    struct ikt_bytes text;
    unsigned line;
};

enum ikt_swan_ike {
    IKT_SWAN_IKEV1,
    IKT_SWAN_BOTH, /* begins with IKEv2, takes both */
    IKT_SWAN_IKEV2,
    IKT_SWAN_UNKNOWN
};

/* How proposals are written and what they mean. */
struct ikt_swan_dialect {
    bool libreswan;   /* ";" before a group, all of several algorithms are offered, the key length may be left out */
    bool adds_others; /* a list without "!" at its end is followed by the daemon's own */
};

struct ikt_swan_child {
    const char *name; /* NULL: the connection has one alone */
    unsigned line;
    struct ikt_swan_value local, remote; /* selectors, separated by commas or blanks; not there: the peers themselves */
    struct ikt_swan_value local_port, remote_port; /* "PROTOCOL/PORT" for all of them */
    struct ikt_swan_value proposals;
    bool ah; /* these are of AH */
    /* Of the other protocol, which stands behind in the file: the daemon takes them, and offers those of the first
     * alone */
    struct ikt_swan_value second;
    bool all_pairs; /* each pair of selectors is a negotiation of its own */
    struct ikt_swan_value mode;
    struct ikt_router_number seconds, kilobytes;
    struct ikt_swan_value pfs; /* libreswan's */
    bool off;                  /* nothing is negotiated for it */
};

struct ikt_swan_connection {
    const char *name;
    unsigned line;
    enum ikt_swan_ike ike;
    struct ikt_swan_dialect dialect;
    struct ikt_swan_value own, peer; /* addresses, separated by commas */
    struct ikt_swan_value own_id, peer_id;
    struct ikt_swan_value proposals;
    int authentication; /* IKT_ABSENT: not known */
    int64_t lifetime;
    unsigned lifetime_line;
    struct ikt_router_switch aggressive;
    bool unclear;
    GArray *children; /* struct ikt_swan_child */
};

struct ikt_swan_parser {
    struct ikt_ios_parser base; /* remarks, and statements that are noted */
    struct ikt_router_build build;
    unsigned policies; /* so far: their priorities */
    size_t sets, lines;
};

/* What is kept of one file, and of one list. */
#define IKT_SWAN_CONNECTIONS 20000
#define IKT_SWAN_CHILDREN    200000
#define IKT_SWAN_SETS        100000
#define IKT_SWAN_LINES       400000
#define IKT_SWAN_ALGORITHMS  16
#define IKT_SWAN_PAIRS       1024

/* The next part of a list; false: there is none. */
bool ikt_swan_take_part(struct ikt_bytes *list, const char *separators, struct ikt_bytes *out);
/* "5400", "90m", "1h", "2d": seconds. */
bool ikt_swan_seconds(struct ikt_bytes text, int64_t *out);

/* Sets of a child's proposals into its entry, and policies of a connection's. */
void ikt_swan_add_sets(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection,
                       const struct ikt_swan_child *child, struct ikt_router_entry *entry);
void ikt_swan_add_policies(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection);
/* Lines of a child's selectors. own, peer: the addresses for those that are not there; of no family: not known. */
void ikt_swan_add_selectors(struct ikt_swan_parser *swan, const struct ikt_swan_child *child,
                            struct ikt_router_acl *acl, const struct ikt_address *own, const struct ikt_address *peer);
/* All of it. */
void ikt_swan_add_connection(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection);

#endif
