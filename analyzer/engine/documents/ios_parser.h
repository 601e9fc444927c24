/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A configuration while it is read: the block that is open, remarks, what is found by name. The readers of each kind of
 * statement stand on this; none of them knows another.
 */
#ifndef IKT_DOCUMENTS_IOS_PARSER_H
#define IKT_DOCUMENTS_IOS_PARSER_H

#include <glib.h>

#include "documents/ios_command.h"
#include "documents/router_store.h"
#include "documents/ios_lines.h"

/* So many are told of one file. */
#define IKT_IOS_REMARKS 50

/* Which block is open. */
enum ikt_ios_block {
    IKT_IOS_BLOCK_NONE,
    IKT_IOS_BLOCK_POLICY,
    IKT_IOS_BLOCK_KEYRING,
    IKT_IOS_BLOCK_ISAKMP_PROFILE,
    IKT_IOS_BLOCK_SET,
    IKT_IOS_BLOCK_ENTRY,
    IKT_IOS_BLOCK_ACL,
    IKT_IOS_BLOCK_INTERFACE,
    IKT_IOS_BLOCK_ROUTE_MAP,
    IKT_IOS_BLOCK_GROUP
};

/* A list that is appended to. */
struct ikt_ios_tails {
    struct ikt_router_interface **interface;
    struct ikt_router_policy **policy;
    struct ikt_router_key **key;
    struct ikt_router_keyring **keyring;
    struct ikt_router_isakmp_profile **isakmp_profile;
    struct ikt_router_set **set;
    struct ikt_router_entry **entry;
    struct ikt_router_map **map;
    struct ikt_router_acl **acl;
    struct ikt_router_route **route;
    struct ikt_router_nat **nat;
    struct ikt_router_route_map **route_map;
};

struct ikt_ios_group;

enum ikt_ios_dialect {
    IKT_IOS_EXTENDED,
    IKT_IOS_STANDARD,
    IKT_IOS_IPV6
};

struct ikt_ios_parser {
    struct ikt_router *config;
    struct ikt_arena *arena;
    struct ikt_ios_tails tails;
    enum ikt_ios_block block;
    struct ikt_router_policy *policy; /* each: the one that is open */
    struct ikt_router_keyring *keyring;
    struct ikt_router_isakmp_profile *isakmp_profile;
    struct ikt_router_set *set;
    struct ikt_router_entry *entry;
    struct ikt_router_acl *acl;
    enum ikt_ios_dialect dialect; /* of the list */
    struct ikt_router_interface *interface;
    struct ikt_router_route_map *route_map;
    struct ikt_ios_group *group;
    GArray *lines;             /* struct ikt_ios_acl_line: those that multiply */
    unsigned multiplied, made; /* members that were looked at for them, and what became of them */
    uint64_t walked;           /* what was gone over to change lists and to take statements back */
    struct ikt_ios_line at;    /* the statement in hand */
    const char *masked;        /* what is kept of it in its place, which holds a secret; NULL: all of it */
    const char *name;          /* of the file */
    ikt_config_remark *remark;
    void *user;
    unsigned remarks;
};

/* line 0: the file as a whole. */
void ikt_ios_remark(struct ikt_ios_parser *parser, unsigned line, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The statement in hand is not understood, and could matter. */
void ikt_ios_not_understood(struct ikt_ios_parser *parser);
/* So many are gone over to change lists and to take statements back. Is there room for this many more? */
#define IKT_IOS_WALKS 10000000
bool ikt_ios_may_walk(struct ikt_ios_parser *parser, size_t count);
/* Keep the text of the statement in hand, for who refers to it. False: there are too many already. */
bool ikt_ios_note(struct ikt_ios_parser *parser);
/* Likewise, with another text: a key is masked. */
bool ikt_ios_note_as(struct ikt_ios_parser *parser, const char *text);

struct ikt_router_name ikt_ios_take_named(struct ikt_ios_parser *parser, struct ikt_bytes *text);
/* Likewise of an interface: "loopback 0" is one. */
const char *ikt_ios_take_interface(struct ikt_ios_parser *parser, struct ikt_bytes *text);
struct ikt_router_name ikt_ios_take_interface_named(struct ikt_ios_parser *parser, struct ikt_bytes *text);
/* Addresses of one interface that are kept. */
#define IKT_IOS_ADDRESSES 256
/* Every word that follows, behind those that are there. False: they are more than are kept. */
#define IKT_IOS_NAMES 64
bool ikt_ios_take_names(struct ikt_ios_parser *parser, struct ikt_router_names **names, struct ikt_bytes text);

#endif
