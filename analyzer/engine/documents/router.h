/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A router, or another IPsec peer, as its configuration tells it: what of it bears on IKEv1 and IPsec, whatever the
 * syntax it was written in. The readers (ios_*, asa_*, swan_*) fill it; who judges reads it. Its terms are those of the
 * Cisco IOS Security Command Reference: what another product calls otherwise is told in these (a connection of
 * strongSwan is an entry with a crypto access list of its traffic selectors).
 *
 * A router and all it points to live until ikt_router_free, and never change. Texts are printable UTF-8; names keep
 * their case, as IOS does. Preshared keys are not kept, in no form: a mark tells whether two are equal, within one
 * process. What was not understood and could matter is a remark, and makes what it stands in unclear: unclear values
 * are evidence of nothing. "line" is the statement's, from 1; 0: there is no such statement.
 */
#ifndef IKT_DOCUMENTS_ROUTER_H
#define IKT_DOCUMENTS_ROUTER_H

#include "iketriage/configs.h"
#include "iketriage/message.h"

/* A name or word that a statement holds. line 0: there is no such statement; text NULL: there is, of unknown value. */
struct ikt_router_name {
    const char *text;
    unsigned line;
};
struct ikt_router_names {
    struct ikt_router_name name;
    struct ikt_address address;    /* that the name is; of no family where it is none */
    struct ikt_router_names *next; /* in their order */
};

/* A number that a statement sets; line 0: the default of the product. */
struct ikt_router_number {
    int64_t value; /* IKT_ABSENT: none */
    unsigned line;
};

/* Something that is on or off; line 0: the default of the product. */
struct ikt_router_switch {
    bool on;
    unsigned line;
};

struct ikt_router_interface_address {
    struct ikt_address address;
    uint8_t prefix; /* length of its network's; that of a host where none is written */
    bool secondary;
    bool standby; /* of an HSRP or VRRP group */
    unsigned line;
    struct ikt_router_interface_address *next;
};

enum ikt_router_tunnel_mode {
    IKT_ROUTER_TUNNEL_GRE, /* the default, which IOS does not print */
    IKT_ROUTER_TUNNEL_MGRE,
    IKT_ROUTER_TUNNEL_IPSEC,
    IKT_ROUTER_TUNNEL_OTHER
};

struct ikt_router_interface {
    const char *name;
    unsigned line;
    struct ikt_router_interface_address *addresses; /* standby addresses are among them */
    bool address_unknown;                           /* "dhcp", "negotiated", a template's */
    unsigned address_line;                          /* ... which stands there */
    struct ikt_router_name unnumbered;              /* interface whose address it borrows */
    struct ikt_router_switch shutdown;
    struct ikt_router_name vrf;
    struct ikt_router_name map; /* "crypto map": applied */
    struct ikt_router_name map_redundancy;
    struct ikt_router_name standby_name;          /* of the group whose address a map's redundancy takes */
    struct ikt_router_name access_in, access_out; /* "ip access-group" */
    struct ikt_router_switch nat_inside, nat_outside;
    struct ikt_router_name source, destination; /* of a tunnel */
    struct ikt_address destination_address;     /* of no family where it is none */
    enum ikt_router_tunnel_mode tunnel_mode;
    unsigned tunnel_mode_line;         /* 0: the default */
    struct ikt_router_name protection; /* "tunnel protection ipsec profile" */
    bool protection_shared;
    struct ikt_router_name tunnel_vrf;
    struct ikt_router_number tunnel_key;
    struct ikt_router_number mtu, adjust_mss; /* "ip mtu", "ip tcp adjust-mss" */
    /* NHRP (RFC 2332): its authentication (a mark, the word itself is a secret), and the next hop servers' own
     * addresses of "ip nhrp map" and "ip nhrp nhs ... nbma". */
    bool nhrp;
    struct ikt_router_mark {
        uint8_t octets[16]; /* equal where what was marked is, within one process; all 0: nothing was marked */
        unsigned line;
    } nhrp_authentication;
    struct ikt_router_names *nhrp_peers;
    const char *nameif;              /* of an ASA, whose maps are applied by it; it is found under it, too */
    struct ikt_router_switch isakmp; /* of an ASA: "crypto ikev1 enable NAMEIF"; line 0: none stands there */
    bool unclear;
    struct ikt_router_interface *next;
};

/* crypto isakmp policy; encryption and the others in numbers of RFC 2409 appendix A, IKT_ABSENT: not known. */
struct ikt_router_policy {
    unsigned priority, line;
    int encryption, key_bits, hash, authentication, group;
    int64_t lifetime;
    /* Of each, its statement; 0: it is the default. */
    unsigned encryption_line, hash_line, authentication_line, group_line, lifetime_line;
    const char *connection; /* of a product that has them per connection: the entry's map; NULL: for any peer */
    bool taken_only;        /* it takes this of its peer, and never offers it itself */
    bool unclear;
    struct ikt_router_policy *next;
};

/* Whom a preshared key or a profile is for. */
enum ikt_router_whom_kind {
    IKT_ROUTER_WHOM_ADDRESS, /* address and prefix; 0.0.0.0/0 is everybody */
    IKT_ROUTER_WHOM_HOST,    /* a name or FQDN */
    IKT_ROUTER_WHOM_USER,    /* a user FQDN */
    IKT_ROUTER_WHOM_GROUP,   /* a group or key ID */
    IKT_ROUTER_WHOM_OTHER    /* a certificate map, or not understood */
};
struct ikt_router_whom {
    enum ikt_router_whom_kind kind;
    const char *text;           /* as written: "203.0.113.1", "0.0.0.0 0.0.0.0", "hostname x" */
    struct ikt_address address; /* of IKT_ROUTER_WHOM_ADDRESS */
    uint8_t prefix;
    const char *name; /* of the others; NULL: unknown */
    const char *vrf;  /* NULL: none */
};

struct ikt_router_key {
    struct ikt_router_whom whom;
    struct ikt_router_whom own; /* a peer whose keys name both ends: its own; text NULL: any */
    unsigned line;
    bool encrypted;              /* type 6, which only the router can read */
    struct ikt_router_mark mark; /* of the key; nothing marked: unknown (encrypted, a template's) */
    struct ikt_router_switch no_xauth;
    const char *keyring; /* NULL: a global one */
    struct ikt_router_key *next;
};

struct ikt_router_keyring {
    const char *name;
    unsigned line;
    struct ikt_router_name vrf;
    struct ikt_router_name local_address;
    struct ikt_router_keyring *next;
};

struct ikt_router_match {
    struct ikt_router_whom whom;
    unsigned line;
    struct ikt_router_match *next;
};

struct ikt_router_isakmp_profile {
    const char *name;
    unsigned line;
    struct ikt_router_names *keyrings;
    struct ikt_router_match *matches; /* "match identity", all of them, in their order */
    struct ikt_router_name vrf;
    struct ikt_router_name local_address;
    struct ikt_router_name self_identity; /* as written: "address", "fqdn r1.example" */
    struct ikt_router_switch aggressive;  /* "initiate mode aggressive" */
    struct ikt_router_switch xauth;       /* "client authentication list" */
    bool unclear;
    struct ikt_router_isakmp_profile *next;
};

/* crypto ipsec transform-set, in numbers of RFC 2407; 0: not in it. */
struct ikt_router_set {
    const char *name;
    unsigned line;
    int ah, esp, ipcomp;         /* transforms */
    int ah_integrity, integrity; /* IKT_ABSENT: none */
    int key_bits;                /* IKT_ABSENT: a cipher of one length */
    bool transport, require;     /* "mode transport", "mode transport require" */
    unsigned mode_line;          /* 0: none stands there, which is tunnel */
    /* Of a peer that names the group in each proposal: this one's, IKT_ABSENT: none. line 0: the entry's holds. */
    struct ikt_router_number pfs;
    bool taken_only; /* it takes this of its peer, and never offers it itself */
    bool unclear;
    struct ikt_router_set *next;
};

enum ikt_router_entry_kind {
    IKT_ROUTER_ENTRY_STATIC,  /* crypto map NAME SEQ ipsec-isakmp */
    IKT_ROUTER_ENTRY_DYNAMIC, /* ... dynamic TEMPLATE */
    IKT_ROUTER_ENTRY_OTHER,   /* ipsec-manual, gdoi: not negotiated by IKEv1 */
    IKT_ROUTER_TEMPLATE,      /* crypto dynamic-map NAME SEQ */
    IKT_ROUTER_PROFILE        /* crypto ipsec profile NAME */
};

struct ikt_router_entry {
    enum ikt_router_entry_kind kind;
    const char *map;   /* name of the map, the dynamic map, the profile or the connection */
    const char *child; /* of a connection that has several: its child's name; the sequence is its place; NULL: none */
    unsigned sequence, line;
    struct ikt_router_name dynamic; /* template */
    struct ikt_router_name acl;
    struct ikt_router_names *peers;
    struct ikt_router_names *sets;   /* one without text: more may be taken and offered from here on, not known which */
    struct ikt_router_name any_peer; /* a connection that takes any peer ("%any") */
    struct ikt_router_number pfs, seconds, kilobytes;
    bool pfs_default; /* a bare "set pfs" and the like: which group it means depends on the release, or on phase 1 */
    struct ikt_router_name isakmp_profile, ikev2_profile;
    struct ikt_router_switch reverse_route, responder_only, per_host;
    struct ikt_router_name own_address; /* of a connection: the address that it uses itself */
    struct ikt_router_name own_identity, peer_identity;
    struct ikt_router_switch aggressive;
    bool begins_ikev2; /* it begins with IKEv2, and takes IKEv1 of a peer that begins with it */
    bool unclear;
    struct ikt_router_entry *next; /* a map's entries are in the order of their numbers */
};

/* One end of an access list's line. */
struct ikt_router_end {
    struct ikt_address low, high;
    uint16_t port, port_high; /* port 0: any; port_high: of a range, else as port */
    /* An IPv4 wildcard that is a netmask (255.255.255.0): what was meant, and what matches nearly nothing. */
    bool netmask_typed;
};

struct ikt_router_acl_line {
    unsigned line;
    uint32_t number; /* its sequence number, as written or as IOS would give it */
    bool permit;
    uint8_t protocol; /* 0: ip */
    struct ikt_router_end source, destination;
    const char *unclear;              /* why it is not known what it matches, or no proxy can be it, static; NULL: no */
    bool taken_only;                  /* of a connection: it takes this of its peer, and never offers it itself */
    struct ikt_router_acl_line *next; /* object groups multiply: several in a row have one line and number */
};

struct ikt_router_acl {
    const char *name;
    unsigned line;
    size_t count;
    struct ikt_router_acl_line *lines, *last; /* in the order in which IOS goes through them */
    bool unsorted;                            /* ... which, while they are read, is not theirs yet */
    bool standard;                            /* it says sources only */
    bool unclear;                             /* a line of it was not understood */
    struct ikt_router_acl *next;
};

struct ikt_router_map {
    const char *name;
    unsigned line;                        /* of the first statement that names it */
    struct ikt_router_name local_address; /* crypto map NAME local-address INTERFACE */
    struct ikt_router_name isakmp_profile;
    struct ikt_router_switch xauth;          /* "client authentication list" */
    struct ikt_router_switch config_address; /* "client configuration address" */
    struct ikt_router_map *next;
};

/* ip route [vrf V] NETWORK MASK {ADDRESS|INTERFACE [ADDRESS]} */
struct ikt_router_route {
    struct ikt_address low, high;
    uint8_t prefix;
    struct ikt_address next_hop;      /* of no family where there is none */
    struct ikt_router_name interface; /* text NULL: none */
    uint8_t distance;                 /* among routes for the same network the least counts */
    const char *vrf;
    unsigned line;
    struct ikt_router_route *next;
};

/* ip nat inside source {list A|route-map R} {interface I|pool P} [overload], and static ones. */
struct ikt_router_nat {
    unsigned line;
    struct ikt_router_name acl, route_map; /* which of them names what is translated */
    struct ikt_router_name interface;      /* outside; text NULL: a pool */
    bool is_static;
    struct ikt_address inside, outside; /* of a static one */
    uint8_t protocol;                   /* of a static one with ports; 0: whole addresses */
    uint16_t inside_port, outside_port;
    bool unclear;
    struct ikt_router_nat *next;
};

struct ikt_router_route_map {
    const char *name;
    unsigned sequence, line;
    bool permit;
    struct ikt_router_names *acls; /* "match ip address" */
    bool other_matches;            /* it matches by something else, too */
    struct ikt_router_route_map *next;
};

/* A dynamic routing protocol that may bring routes which no statement shows. */
enum ikt_router_kind {
    IKT_ROUTER_IOS, /* and IOS XE */
    IKT_ROUTER_ASA,
    IKT_ROUTER_STRONGSWAN,
    IKT_ROUTER_LIBRESWAN,
    IKT_ROUTER_KIND_COUNT
};

struct ikt_router {
    enum ikt_router_kind kind;
    unsigned release, minor; /* of "version 15.2": 15 and 2; 0: not known */
    struct ikt_router_name hostname;
    struct ikt_router_interface *interfaces;
    struct ikt_router_policy *policies; /* none: the built-in default ones, where the release has them */
    bool default_policies_off;          /* "no crypto isakmp default policy" */
    struct ikt_router_key *keys;
    struct ikt_router_keyring *keyrings;
    struct ikt_router_isakmp_profile *isakmp_profiles;
    struct ikt_router_set *sets;
    struct ikt_router_entry *entries;
    struct ikt_router_map *maps;
    struct ikt_router_acl *acls;
    struct ikt_router_route *routes;
    struct ikt_router_nat *nats;
    struct ikt_router_route_map *route_maps;
    bool routing_protocol;                       /* it runs one: routes may come that no statement shows */
    struct ikt_router_number seconds, kilobytes; /* crypto ipsec security-association lifetime; defaults filled in */
    struct ikt_router_name identity;             /* crypto isakmp identity; none: address */
    struct ikt_router_number keepalive;          /* crypto isakmp keepalive, seconds; IKT_ABSENT: off */
    struct ikt_router_switch isakmp;             /* "no crypto isakmp enable" switches it off */
    struct ikt_router_switch aggressive;         /* "crypto isakmp aggressive-mode disable" */
    struct ikt_router_switch natt;               /* "no crypto ipsec nat-transparency udp-encapsulation" */
    struct ikt_router_switch invalid_spi_recovery;
    bool keys_elsewhere; /* its preshared keys stand in another file: that there is none here says nothing */
    unsigned includes;   /* the first statement that takes in another file, which was not read; 0: there is none */
    bool several;        /* it holds more than one router's configuration */
    bool truncated;      /* more statements than are kept */
    bool misspelt;       /* a statement that begins with "crypto", or nearly with a word of ours, is not understood */
    bool removals;       /* "no ..." of something that it may hold: typed input, not what runs */
    bool stray_apply; /* "crypto map NAME" without its interface, as "show running-config | section crypto" prints it */
    size_t statements;
};

void ikt_router_free(struct ikt_router *router); /* NULL is allowed */

/* By exact name, as IOS does; NULL: there is none. */
const struct ikt_router_set *ikt_router_set_find(const struct ikt_router *router, const char *name);
const struct ikt_router_acl *ikt_router_acl_find(const struct ikt_router *router, const char *name);
const struct ikt_router_entry *ikt_router_profile_find(const struct ikt_router *router, const char *name);
const struct ikt_router_map *ikt_router_map_find(const struct ikt_router *router, const char *name);
const struct ikt_router_keyring *ikt_router_keyring_find(const struct ikt_router *router, const char *name);
const struct ikt_router_isakmp_profile *ikt_router_isakmp_profile_find(const struct ikt_router *router,
                                                                       const char *name);
/* Likewise, "Gi0/0" and "GigabitEthernet 0/0" being the same. */
const struct ikt_router_interface *ikt_router_interface_find(const struct ikt_router *router, const char *name);
/* The only interface with this address, standby addresses included; NULL: there is none. */
const struct ikt_router_interface *ikt_router_interface_of(const struct ikt_router *router,
                                                           const struct ikt_address *address);
/* The text of a statement, a key in it masked; NULL: the line is none. */
const char *ikt_router_line(const struct ikt_router *router, uint64_t line);
/* Were the same octets marked? Unknown where one of them was not marked. */
enum ikt_tristate ikt_router_mark_equal(const struct ikt_router_mark *a, const struct ikt_router_mark *b);

#endif
