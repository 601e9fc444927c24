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
bool ikt_ios_parse_key(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_whom *out);
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
/* "no crypto ipsec security-association lifetime ..." */
void ikt_ios_default_lifetimes(struct ikt_ios_parser *parser, struct ikt_bytes text);

/* "access-list", "ip access-list", "ipv6 access-list" */
bool ikt_ios_read_numbered_acl(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_named_acl(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_ipv6_acl(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_acl(struct ikt_ios_parser *parser, struct ikt_bytes text);
/* A list is no more: nothing is made of its lines. */
void ikt_ios_forget_acl(struct ikt_ios_parser *parser, struct ikt_router_acl *acl);
/* All lists in the order of their sequence numbers, and each line with all that its object groups hold. */
void ikt_ios_finish_acls(struct ikt_ios_parser *parser);

/* "interface" */
bool ikt_ios_read_interface(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_interface(struct ikt_ios_parser *parser, struct ikt_bytes text);
/* "tunnel", "ip nhrp" of an interface; off: "no ..." */
bool ikt_ios_read_tunnel(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off);
bool ikt_ios_read_nhrp(struct ikt_ios_parser *parser, struct ikt_bytes text);

/* "ip route", "router"; "ip nat", "route-map" */
bool ikt_ios_read_route(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_read_routing(struct ikt_ios_parser *parser, struct ikt_bytes text);
/* ... and one of them as values alone; false: not understood. */
bool ikt_ios_parse_route(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_route *out);
bool ikt_ios_read_nat(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_parse_nat(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_nat *out);
bool ikt_ios_read_route_map(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_route_map(struct ikt_ios_parser *parser, struct ikt_bytes text);

/* Entries in the order in which IOS goes through them, and what depends on the release. */
void ikt_ios_finish_entries(struct ikt_ios_parser *parser);

/* "version" */
bool ikt_ios_read_version(struct ikt_ios_parser *parser, struct ikt_bytes text);
/* The statement in hand. */
void ikt_ios_read_statement(struct ikt_ios_parser *parser);

/* "no ..." of the top level. */
void ikt_ios_read_no(struct ikt_ios_parser *parser, struct ikt_bytes text);

/* Remarks on names that are used and not defined, and on maps that are applied nowhere. */
void ikt_ios_check_names(struct ikt_ios_parser *parser);

#endif
