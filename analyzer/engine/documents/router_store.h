/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A router while its configuration is read: what the readers of every syntax put into it.
 */
#ifndef IKT_DOCUMENTS_ROUTER_STORE_H
#define IKT_DOCUMENTS_ROUTER_STORE_H

#include "base/arena.h"
#include "documents/router.h"

/* What is kept of one file. */
#define IKT_ROUTER_STATEMENTS 400000
/* Octets of a statement that is quoted. */
#define IKT_ROUTER_QUOTED 160

enum ikt_router_object {
    IKT_ROUTER_IS_SET,
    IKT_ROUTER_IS_ACL,
    IKT_ROUTER_IS_ENTRY,
    IKT_ROUTER_IS_PROFILE,
    IKT_ROUTER_IS_MAP,
    IKT_ROUTER_IS_INTERFACE,
    IKT_ROUTER_IS_KEYRING,
    IKT_ROUTER_IS_ISAKMP_PROFILE,
    IKT_ROUTER_IS_POLICY,
    IKT_ROUTER_IS_OBJECT_GROUP,
    IKT_ROUTER_IS_TEMPLATE,  /* by its name alone: any of its entries */
    IKT_ROUTER_IS_ROUTE_MAP, /* "SEQUENCE NAME", and by its name alone */
    IKT_ROUTER_IS_OTHER
};

/* Lifetimes of IOS where none is set (Cisco IOS Security Command Reference, crypto ipsec security-association
 * lifetime). */
#define IKT_ROUTER_SECONDS   3600
#define IKT_ROUTER_KILOBYTES 4608000

/* All values absent, the lifetimes those of IOS, which others change. */
struct ikt_router *ikt_router_new(enum ikt_router_kind kind);
/* What it points to lives here. */
struct ikt_arena *ikt_router_arena(const struct ikt_router *router);

/* What was defined under a name, or NULL. */
void *ikt_router_lookup(const struct ikt_router *router, enum ikt_router_object kind, const char *name);
void ikt_router_define(struct ikt_router *router, enum ikt_router_object kind, const char *name, void *object);
/* The name stands for nothing any more. */
void ikt_router_undefine(struct ikt_router *router, enum ikt_router_object kind, const char *name);

enum ikt_router_noted {
    IKT_ROUTER_NOTED,
    IKT_ROUTER_TOO_MANY_NOW, /* the first that has no room: from here on the router is truncated */
    IKT_ROUTER_TOO_MANY
};
/* Keep the text of a statement, in the arena, for who refers to it. Lines come in their order. */
enum ikt_router_noted ikt_router_note(struct ikt_router *router, unsigned line, const char *text);

/* A mark of a secret: a keyed hash with a key that this process drew. The secret can be wiped afterwards. */
struct ikt_router_mark ikt_router_mark(struct ikt_bytes secret, unsigned line);

/* "gi0/0" of "GigabitEthernet0/0"; NULL: no name of an interface. */
char *ikt_router_canonical_interface(const char *name);

#endif
