/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The readers of statements, a file for each kind. A reader of beginnings is given what follows the words that are
 * named with it, and opens a block; a reader of a block is given whole statements and says whether one is its own.
 */
#ifndef IKT_DOCUMENTS_IOS_READERS_H
#define IKT_DOCUMENTS_IOS_READERS_H

#include "documents/ios_parser.h"

/* "crypto isakmp", and "no crypto isakmp"; false: not understood. */
bool ikt_ios_read_isakmp(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_no_isakmp(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_policy(struct ikt_ios_parser *parser, struct ikt_bytes text);

/* "crypto isakmp key", "crypto keyring" */
bool ikt_ios_read_key(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_keyring(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_keyring(struct ikt_ios_parser *parser, struct ikt_bytes text);

/* "crypto isakmp profile" */
bool ikt_ios_read_isakmp_profile(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_isakmp_profile(struct ikt_ios_parser *parser, struct ikt_bytes text);

/* "crypto ipsec transform-set" */
void ikt_ios_read_set(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_set(struct ikt_ios_parser *parser, struct ikt_bytes text);

/* "crypto map", "crypto dynamic-map", "crypto ipsec profile"; false: not understood. */
bool ikt_ios_read_map(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_template(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_profile(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_entry(struct ikt_ios_parser *parser, struct ikt_bytes text);
/* What follows "security-association lifetime". */
bool ikt_ios_read_lifetime(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_number *seconds,
                           struct ikt_router_number *kilobytes);

/* "access-list", "ip access-list", "ipv6 access-list" */
bool ikt_ios_read_numbered_acl(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_named_acl(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_ipv6_acl(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_acl(struct ikt_ios_parser *parser, struct ikt_bytes text);
/* All lists in the order of their sequence numbers. */
void ikt_ios_sort_acls(struct ikt_router *config);

/* "interface" */
bool ikt_ios_read_interface(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_interface(struct ikt_ios_parser *parser, struct ikt_bytes text);
/* "tunnel", "ip nhrp" of an interface; off: "no ..." */
bool ikt_ios_read_tunnel(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off);
bool ikt_ios_read_nhrp(struct ikt_ios_parser *parser, struct ikt_bytes text);

/* "ip route", "router"; "ip nat", "route-map" */
bool ikt_ios_read_route(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_routing(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_nat(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_route_map(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_route_map(struct ikt_ios_parser *parser, struct ikt_bytes text);

/* Remarks on names that are used and not defined, and on maps that are applied nowhere. */
void ikt_ios_check_names(struct ikt_ios_parser *parser);

#endif
