/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A running-config of IOS or IOS XE as values: what of it bears on IKEv1 and IPsec. Syntax: Cisco IOS Security Command
 * Reference, "crypto isakmp policy" to "tunnel protection", and "access-list (IP extended)".
 *
 * A configuration and all it points to live until ikt_ios_config_free, and never change. Texts are printable UTF-8;
 * names keep their case, as IOS does. Preshared keys are not kept, in no form. What was not understood and could
 * matter is a remark, and makes what it stands in unclear: unclear values are evidence of nothing.
 */
#ifndef IKT_DOCUMENTS_IOS_CONFIG_H
#define IKT_DOCUMENTS_IOS_CONFIG_H

#include "iketriage/configs.h"
#include "iketriage/message.h"

/* A name or word that a statement holds. line 0: there is no such statement; text NULL: there is, of unknown value. */
struct ikt_ios_name {
    const char *text;
    unsigned line;
};
struct ikt_ios_names {
    struct ikt_ios_name name;
    struct ikt_address address; /* that the name is; of no family where it is none */
    struct ikt_ios_names *next; /* in their order */
};

/* A number that a statement sets; line 0: the default of IOS. */
struct ikt_ios_number {
    int64_t value; /* IKT_ABSENT: none */
    unsigned line;
};

struct ikt_ios_interface_address {
    struct ikt_address address;
    unsigned line;
    struct ikt_ios_interface_address *next;
};

enum ikt_ios_tunnel_mode {
    IKT_IOS_TUNNEL_GRE, /* the default, which IOS does not print */
    IKT_IOS_TUNNEL_MGRE,
    IKT_IOS_TUNNEL_IPSEC,
    IKT_IOS_TUNNEL_OTHER
};

struct ikt_ios_interface {
    const char *name;
    unsigned line;
    struct ikt_ios_interface_address *addresses; /* standby addresses are among them */
    struct ikt_ios_name map;                     /* "crypto map": applied */
    struct ikt_ios_name source, destination;     /* of a tunnel */
    enum ikt_ios_tunnel_mode tunnel_mode;
    struct ikt_ios_name protection; /* "tunnel protection ipsec profile" */
    bool unclear;
    struct ikt_ios_interface *next;
};

/* crypto isakmp policy; encryption and the others in numbers of RFC 2409 appendix A, IKT_ABSENT: not known. */
struct ikt_ios_policy {
    unsigned priority, line;
    int encryption, key_bits, hash, authentication, group;
    int64_t lifetime;
    bool unclear;
    struct ikt_ios_policy *next;
};

/* Whom a preshared key is for: "203.0.113.1", "0.0.0.0 0.0.0.0", "hostname x". */
struct ikt_ios_key {
    const char *whom;
    unsigned line;
    bool encrypted;      /* type 6, which only the router can read */
    const char *keyring; /* NULL: a global one */
    struct ikt_ios_key *next;
};

struct ikt_ios_keyring {
    const char *name;
    unsigned line;
    struct ikt_ios_name local_address;
    struct ikt_ios_keyring *next;
};

struct ikt_ios_isakmp_profile {
    const char *name;
    unsigned line;
    struct ikt_ios_names *keyrings, *matches; /* matches: what follows "match identity" */
    struct ikt_ios_name local_address;
    bool unclear;
    struct ikt_ios_isakmp_profile *next;
};

/* crypto ipsec transform-set, in numbers of RFC 2407; 0: not in it. */
struct ikt_ios_set {
    const char *name;
    unsigned line;
    int ah, esp, ipcomp;         /* transforms */
    int ah_integrity, integrity; /* IKT_ABSENT: none */
    int key_bits;                /* IKT_ABSENT: a cipher of one length */
    bool transport, require;     /* "mode transport", "mode transport require" */
    unsigned mode_line;          /* 0: none stands there, which is tunnel */
    bool unclear;
    struct ikt_ios_set *next;
};

enum ikt_ios_entry_kind {
    IKT_IOS_ENTRY_STATIC,  /* crypto map NAME SEQ ipsec-isakmp */
    IKT_IOS_ENTRY_DYNAMIC, /* ... dynamic TEMPLATE */
    IKT_IOS_ENTRY_OTHER,   /* ipsec-manual, gdoi: not negotiated by IKEv1 */
    IKT_IOS_TEMPLATE,      /* crypto dynamic-map NAME SEQ */
    IKT_IOS_PROFILE        /* crypto ipsec profile NAME */
};

struct ikt_ios_entry {
    enum ikt_ios_entry_kind kind;
    const char *map; /* name of the map, the dynamic map or the profile */
    unsigned sequence, line;
    struct ikt_ios_name dynamic; /* template */
    struct ikt_ios_name acl;
    struct ikt_ios_names *peers, *sets;
    struct ikt_ios_number pfs, seconds, kilobytes;
    struct ikt_ios_name isakmp_profile, ikev2_profile;
    bool unclear;
    struct ikt_ios_entry *next; /* in the order of the file */
};

/* One end of an access list's line. */
struct ikt_ios_end {
    struct ikt_address low, high;
    uint16_t port; /* 0: any */
};

struct ikt_ios_acl_line {
    unsigned line;
    uint32_t number; /* its sequence number, as written or as IOS would give it */
    bool permit;
    uint8_t protocol; /* 0: ip */
    struct ikt_ios_end source, destination;
    const char *unclear; /* why it is not known what it matches, static; NULL: it is */
    struct ikt_ios_acl_line *next;
};

struct ikt_ios_acl {
    const char *name;
    unsigned line;
    size_t count;
    struct ikt_ios_acl_line *lines, *last; /* in the order in which IOS goes through them */
    bool unsorted;                         /* ... which, while they are read, is not theirs yet */
    bool unclear;                          /* a line of it was not understood */
    struct ikt_ios_acl *next;
};

struct ikt_ios_map { /* crypto map NAME local-address INTERFACE */
    const char *name;
    struct ikt_ios_name local_address;
    struct ikt_ios_map *next;
};

struct ikt_ios_config {
    struct ikt_ios_name hostname;
    struct ikt_ios_interface *interfaces;
    struct ikt_ios_policy *policies; /* none: the built-in default ones, where the release has them */
    bool default_policies_off;       /* "no crypto isakmp default policy" */
    struct ikt_ios_key *keys;
    struct ikt_ios_keyring *keyrings;
    struct ikt_ios_isakmp_profile *isakmp_profiles;
    struct ikt_ios_set *sets;
    struct ikt_ios_entry *entries;
    struct ikt_ios_map *maps;
    struct ikt_ios_acl *acls;
    struct ikt_ios_number seconds, kilobytes; /* crypto ipsec security-association lifetime; defaults filled in */
    bool several;                             /* it holds more than one router's configuration */
    bool truncated;                           /* more statements than are kept */
    bool removals;                            /* "no ..." of something that it may hold: typed input, not what runs */
    bool stray_apply; /* "crypto map NAME" without its interface, as "show running-config | section crypto" prints it */
    size_t statements;
};

/* Never NULL. name is how the file is called in remarks; remark may be NULL. content is not needed afterwards. */
struct ikt_ios_config *ikt_ios_config_read(const char *name, struct ikt_bytes content, ikt_config_remark *remark,
                                           void *user);
void ikt_ios_config_free(struct ikt_ios_config *config); /* NULL is allowed */

/* By exact name, as IOS does; NULL: there is none. */
const struct ikt_ios_set *ikt_ios_set_find(const struct ikt_ios_config *config, const char *name);
const struct ikt_ios_acl *ikt_ios_acl_find(const struct ikt_ios_config *config, const char *name);
const struct ikt_ios_entry *ikt_ios_profile_find(const struct ikt_ios_config *config, const char *name);
const struct ikt_ios_map *ikt_ios_map_find(const struct ikt_ios_config *config, const char *name);
/* Likewise, "Gi0/0" and "GigabitEthernet 0/0" being the same. */
const struct ikt_ios_interface *ikt_ios_interface_find(const struct ikt_ios_config *config, const char *name);
/* The text of a statement, a key in it masked; NULL: the line is none. */
const char *ikt_ios_config_line(const struct ikt_ios_config *config, uint64_t line);

#endif
