/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whom a key or a profile is for, and secrets as they stand in statements.
 */
#ifndef IKT_DOCUMENTS_IOS_WHOM_H
#define IKT_DOCUMENTS_IOS_WHOM_H

#include "documents/ios_parser.h"

/* "ADDRESS MASK", "ADDRESS/LENGTH"; without either the prefix is a host's. False: neither, and nothing is taken. */
bool ikt_ios_take_prefix(struct ikt_bytes *text, struct ikt_address *address, uint8_t *prefix);
/* The ones of a netmask; false: it is none. */
bool ikt_ios_netmask(const struct ikt_address *mask, uint8_t *prefix);
/* The first and the last address of a prefix. */
void ikt_ios_prefix_range(const struct ikt_address *address, uint8_t prefix, struct ikt_address *low,
                          struct ikt_address *high);

/* "ADDRESS [MASK]", "ipv6 PREFIX/LENGTH", behind the keyword "address": all of text. */
struct ikt_router_whom ikt_ios_whom_address(struct ikt_ios_parser *parser, struct ikt_bytes text);
/* A name or the like of this kind, written so. */
struct ikt_router_whom ikt_ios_whom_name(struct ikt_ios_parser *parser, enum ikt_router_whom_kind kind,
                                         struct ikt_bytes written, struct ikt_bytes name);

/* "[0|6] SECRET": a mark of it, or none where it is not known. */
struct ikt_router_mark ikt_ios_mark(const struct ikt_ios_parser *parser, struct ikt_bytes text, bool *encrypted);

#endif
