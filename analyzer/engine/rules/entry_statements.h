/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fixes that type statements of a crypto map entry again, as its configuration has them.
 */
#ifndef IKT_RULES_ENTRY_STATEMENTS_H
#define IKT_RULES_ENTRY_STATEMENTS_H

#include "rules/document_case.h"

/* The catalogue's lines of a fix that moves an entry; its statements are filled in by ikt_fix_move. */
#define IKT_ENTRY_MOVED                                                                                                \
    IKT_LINES("configure terminal", "no <crypto map> <MAP> <SEQ>", "<crypto map> <MAP> <SEQ-BEFORE-IT> ipsec-isakmp",  \
              " set peer <peer>", " set transform-set <SETS-IT-HAS-NOW>", " match address <ACL>", "end")
#define IKT_ENTRY_MOVED_BACK                                                                                           \
    IKT_LINES("configure terminal", "no <crypto map> <MAP> <SEQ-BEFORE-IT>", "<crypto map> <MAP> <SEQ> ipsec-isakmp",  \
              " set peer <peer>", " set transform-set <SETS-IT-HAS-NOW>", " match address <ACL>", "end")

/* A number below that one which no entry of the map has; 0: none is free. */
unsigned ikt_free_sequence(const struct ikt_router *router, const char *map, unsigned below);
unsigned ikt_last_sequence(const struct ikt_router *router, const char *map);
/* Take the side's entry away and type it again under another number, with all its statements. sequence 0: none is free,
 * and there is no fix. */
void ikt_fix_move(struct ikt_draft *draft, const struct ikt_document_case *c, int side, unsigned sequence);
/* The other side's own address in place of the one that the side's entry names. */
void ikt_fix_peer(struct ikt_draft *draft, const struct ikt_document_case *c, int side);

#endif
