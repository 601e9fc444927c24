/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A configuration while it is read: the block that is open, remarks, what is found by name. The readers of each kind of
 * statement stand on this; none of them knows another.
 */
#ifndef IKT_DOCUMENTS_IOS_PARSER_H
#define IKT_DOCUMENTS_IOS_PARSER_H

#include <glib.h>

#include "documents/ios_command.h"
#include "documents/ios_config.h"
#include "documents/ios_lines.h"

/* What is kept of one file. */
#define IKT_IOS_STATEMENTS 400000
#define IKT_IOS_REMARKS    50
/* Octets of a statement that is quoted. */
#define IKT_IOS_QUOTED 160

enum ikt_ios_kind {
    IKT_IOS_IS_SET,
    IKT_IOS_IS_ACL,
    IKT_IOS_IS_ENTRY,
    IKT_IOS_IS_PROFILE,
    IKT_IOS_IS_MAP,
    IKT_IOS_IS_INTERFACE,
    IKT_IOS_IS_KEYRING,
    IKT_IOS_IS_ISAKMP_PROFILE,
    IKT_IOS_IS_POLICY
};

/* Which block is open. */
enum ikt_ios_block {
    IKT_IOS_BLOCK_NONE,
    IKT_IOS_BLOCK_POLICY,
    IKT_IOS_BLOCK_KEYRING,
    IKT_IOS_BLOCK_ISAKMP_PROFILE,
    IKT_IOS_BLOCK_SET,
    IKT_IOS_BLOCK_ENTRY,
    IKT_IOS_BLOCK_ACL,
    IKT_IOS_BLOCK_INTERFACE
};

/* A list that is appended to. */
struct ikt_ios_tails {
    struct ikt_ios_interface **interface;
    struct ikt_ios_policy **policy;
    struct ikt_ios_key **key;
    struct ikt_ios_keyring **keyring;
    struct ikt_ios_isakmp_profile **isakmp_profile;
    struct ikt_ios_set **set;
    struct ikt_ios_entry **entry;
    struct ikt_ios_map **map;
    struct ikt_ios_acl **acl;
};

struct ikt_ios_parser {
    struct ikt_ios_config *config;
    struct ikt_arena *arena;
    struct ikt_ios_tails tails;
    enum ikt_ios_block block;
    struct ikt_ios_policy *policy; /* each: the one that is open */
    struct ikt_ios_keyring *keyring;
    struct ikt_ios_isakmp_profile *isakmp_profile;
    struct ikt_ios_set *set;
    struct ikt_ios_entry *entry;
    struct ikt_ios_acl *acl;
    struct ikt_ios_interface *interface;
    struct ikt_ios_line at; /* the statement in hand */
    const char *name;       /* of the file */
    ikt_config_remark *remark;
    void *user;
    unsigned remarks;
};

/* What the configuration keeps beside its values. */
struct ikt_ios_index;

/* line 0: the file as a whole. */
void ikt_ios_remark(struct ikt_ios_parser *parser, unsigned line, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The statement in hand is not understood, and could matter. */
void ikt_ios_not_understood(struct ikt_ios_parser *parser);
/* Keep the text of the statement in hand, for who refers to it. False: there are too many already. */
bool ikt_ios_note(struct ikt_ios_parser *parser);
/* Likewise, with another text: a key is masked. */
bool ikt_ios_note_as(struct ikt_ios_parser *parser, const char *text);

struct ikt_ios_name ikt_ios_take_named(struct ikt_ios_parser *parser, struct ikt_bytes *text);
/* Every word that follows, behind those that are there. False: they are more than are kept. */
#define IKT_IOS_NAMES 64
bool ikt_ios_take_names(struct ikt_ios_parser *parser, struct ikt_ios_names **names, struct ikt_bytes text);

/* What was defined under a name, or NULL. */
void *ikt_ios_lookup(const struct ikt_ios_config *config, enum ikt_ios_kind kind, const char *name);
void ikt_ios_define(struct ikt_ios_parser *parser, enum ikt_ios_kind kind, const char *name, void *object);

/* Of the file config.c: */
struct ikt_ios_config *ikt_ios_config_new(void);
struct ikt_arena *ikt_ios_config_arena(const struct ikt_ios_config *config);

#endif
