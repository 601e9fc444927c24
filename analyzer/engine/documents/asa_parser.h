/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The configuration of an ASA while it is read. Its statements look like those of IOS, and are taken apart by the same
 * means (ios_command.h, ios_lines.h, ios_parser.h); what differs is told in the readers, a file for each kind.
 */
#ifndef IKT_DOCUMENTS_ASA_PARSER_H
#define IKT_DOCUMENTS_ASA_PARSER_H

#include "documents/ios_parser.h"
#include "documents/router_build.h"

enum ikt_asa_block {
    IKT_ASA_BLOCK_NONE,
    IKT_ASA_BLOCK_POLICY,
    IKT_ASA_BLOCK_TUNNEL_GROUP, /* its ipsec-attributes */
    IKT_ASA_BLOCK_INTERFACE,
    IKT_ASA_BLOCK_OBJECT, /* and object-group */
    IKT_ASA_BLOCK_PROFILE,
    IKT_ASA_BLOCK_OTHER
};

/* A part of an object: addresses, or a protocol with ports (low 0: any). */
struct ikt_asa_item {
    struct ikt_address low, high;
    uint8_t protocol;
    uint16_t source_low, source_high, low_port, high_port;
    struct ikt_asa_item *next;
};

enum ikt_asa_object_kind {
    IKT_ASA_NETWORK,
    IKT_ASA_SERVICE,
    IKT_ASA_PORTS, /* object-group service NAME {tcp|udp|tcp-udp}: ports alone */
    IKT_ASA_OBJECT_OTHER
};

struct ikt_asa_object {
    const char *name;
    enum ikt_asa_object_kind kind;
    uint8_t protocol; /* of IKT_ASA_PORTS; 0: tcp and udp */
    struct ikt_asa_item *items, **last;
    const char *unclear; /* static: why it is not known what it holds; NULL: it is */
};

/* "crypto map NAME interface NAMEIF": settled when all interfaces are known. */
struct ikt_asa_applied {
    const char *map, *nameif;
    unsigned line;
};

/* How addresses are translated, in the order in which an ASA goes through the rules. */
enum ikt_asa_nat_section {
    IKT_ASA_NAT_FIRST,   /* "nat 0 access-list" of 8.2 and before */
    IKT_ASA_NAT_TWICE,   /* "nat (...) source ..." */
    IKT_ASA_NAT_STATIC,  /* an object's, or "static (...)" */
    IKT_ASA_NAT_DYNAMIC, /* an object's, or "nat (...) N" */
    IKT_ASA_NAT_AFTER    /* "after-auto" */
};
struct ikt_asa_nat_rule {
    enum ikt_asa_nat_section section;
    uint64_t size; /* of an object's: the smallest comes first */
    const char *real, *mapped;
    bool translates;                                 /* false: the addresses stay what they are */
    const struct ikt_asa_item *source, *destination; /* NULL: any */
    const char *acl;                                 /* that says both instead; NULL: none */
    const char *unclear;
    unsigned line, order;
};

struct ikt_asa_parser {
    struct ikt_ios_parser base; /* its tails and blocks stay unused */
    struct ikt_router_build build;
    enum ikt_asa_block block;
    struct ikt_router_policy *policy; /* each: the one that is open */
    struct ikt_router_interface *interface;
    struct ikt_router_entry *profile;
    struct ikt_asa_object *object;
    const char *tunnel_group;
    GHashTable *names;   /* "name ADDRESS NAME": to struct ikt_address, in the arena */
    GHashTable *objects; /* to struct ikt_asa_object; networks and services have one space of names */
    GArray *applied;     /* struct ikt_asa_applied */
    GArray *rules;       /* struct ikt_asa_nat_rule */
    GArray *globals;     /* struct ikt_asa_applied: "global (NAMEIF) N", the number as its map */
    GHashTable *ikev2;   /* entries that have a proposal of IKEv2, to its line */
    size_t items, lines; /* of objects and access lists so far */
};

/* What objects and lines of access lists are kept of one file, and lines of one statement with object groups. */
#define IKT_ASA_ITEMS 400000
#define IKT_ASA_LINES 400000
#define IKT_ASA_PAIRS 1024

/* "name": a name for an address. */
void ikt_asa_read_name(struct ikt_asa_parser *asa, struct ikt_bytes text);
/* "object", "object-group" */
bool ikt_asa_read_object(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_read_group(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_in_object(struct ikt_asa_parser *asa, struct ikt_bytes text);
const struct ikt_asa_object *ikt_asa_object_find(const struct ikt_asa_parser *asa, struct ikt_bytes name);
/* An address, or the name of one. */
bool ikt_asa_take_address(const struct ikt_asa_parser *asa, struct ikt_bytes *text, struct ikt_address *out);
/* "ADDRESS MASK", "PREFIX/LENGTH" (IPv6): false: neither. */
bool ikt_asa_take_network(const struct ikt_asa_parser *asa, struct ikt_bytes *text, struct ikt_asa_item *out);
bool ikt_asa_take_protocol(struct ikt_bytes *text, uint8_t *out);
/* "eq PORT", "range PORT PORT", "lt PORT", "gt PORT", or nothing; false: not understood. */
bool ikt_asa_take_ports(struct ikt_bytes *text, uint16_t *low, uint16_t *high, const char **unclear);

/* "access-list"; false: not understood. */
bool ikt_asa_read_acl(struct ikt_asa_parser *asa, struct ikt_bytes text);

/* "crypto ikev1", "crypto isakmp", "isakmp" */
bool ikt_asa_read_isakmp(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_in_policy(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_read_tunnel_group(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_in_tunnel_group(struct ikt_asa_parser *asa, struct ikt_bytes text);

/* "crypto ipsec", "crypto map", "crypto dynamic-map" */
bool ikt_asa_read_ipsec(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_read_map(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_read_template(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_in_profile(struct ikt_asa_parser *asa, struct ikt_bytes text);
/* Entries that IKEv2 alone negotiates. */
void ikt_asa_settle_maps(struct ikt_asa_parser *asa);
/* Does a release from 9.13 on, or one that is not known, stand behind a default group? */
bool ikt_asa_group_unknown(const struct ikt_asa_parser *asa);
#define IKT_ASA_GROUP 2 /* of releases before */

/* "interface", "access-group", "route", and the statements of PIX 6 for interfaces */
void ikt_asa_read_interface(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_in_interface(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_read_access_group(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_read_route(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_read_pix_nameif(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_read_pix_address(struct ikt_asa_parser *asa, struct ikt_bytes text);
/* The interface of a nameif, made where the file shows none: an excerpt. */
struct ikt_router_interface *ikt_asa_interface_of(struct ikt_asa_parser *asa, const char *nameif, unsigned line);
/* Maps to the interfaces that they are applied to. */
void ikt_asa_settle_interfaces(struct ikt_asa_parser *asa);

/* "nat", "static", "global", and an object's "nat" */
bool ikt_asa_read_nat(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_read_static(struct ikt_asa_parser *asa, struct ikt_bytes text);
bool ikt_asa_read_global(struct ikt_asa_parser *asa, struct ikt_bytes text);
/* An access list for each outside interface: permit is what is translated, deny what is not. */
void ikt_asa_settle_nat(struct ikt_asa_parser *asa);

#endif
