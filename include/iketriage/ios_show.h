/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a router of IOS would print of its own configuration, in the formats of its show commands, and which networks it
 * protects there: for whoever writes what a router shows. Configurations of other products have no such words.
 */
#ifndef IKETRIAGE_IOS_SHOW_H
#define IKETRIAGE_IOS_SHOW_H

#include "configs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The only configuration that has this address; false, and out untouched: there is none, or several. */
bool ikt_ios_config_of(const struct ikt_configs *configs, const struct ikt_address *address, size_t *out);
/* Is it one of IOS or IOS XE, of one router alone? */
bool ikt_ios_config_is(const struct ikt_configs *configs, size_t number);
/* Of "version 15.2": 15; 0: it does not say. */
unsigned ikt_ios_config_release(const struct ikt_configs *configs, size_t number);
/* An address of an interface that IPsec is applied to, else of any; of no family: it has none. */
struct ikt_address ikt_ios_config_address(const struct ikt_configs *configs, size_t number);

enum ikt_ios_show {
    IKT_IOS_SHOW_TRANSFORM_SET, /* show crypto ipsec transform-set */
    IKT_IOS_SHOW_MAP            /* show crypto map */
};
/*
 * What the command prints, newly allocated (g_free), at most about a megabyte and then a comment that says so; empty
 * where it prints nothing. NULL: the configuration is none of IOS. old: as before release 12.4(20)T.
 */
char *ikt_ios_show(const struct ikt_configs *configs, size_t number, enum ikt_ios_show what, bool old);

/* One end of what is protected. */
struct ikt_ios_network {
    struct ikt_address low, high; /* of no family: not known */
    int prefix;                   /* length, where low to high is exactly one prefix, else -1 */
    uint8_t type;                 /* of the ID payload that says it */
    uint8_t protocol;             /* 0: any */
    uint16_t port;                /* 0: any */
};

/* A line of a crypto access list, or what a protected tunnel carries, with one of its peers. */
struct ikt_ios_ident {
    const char *interface;        /* where it is applied */
    const char *outside;          /* of a tunnel: the interface that has its own address; NULL: unknown */
    const char *map;              /* tag: of the map, or "Tunnel0-head-0" */
    unsigned sequence;            /* of its entry */
    struct ikt_address own, peer; /* of no family: not known */
    struct ikt_ios_network local, remote;
    const char *transforms; /* of its first set, in words of crypto ipsec transform-set; NULL: unknown */
    bool transport;
    int key_bits;               /* of the cipher where these are chosen, else 0 */
    int64_t seconds, kilobytes; /* IKT_ABSENT: unknown, or no limit */
};
/* Valid until the call returns. */
typedef void ikt_ios_ident_sink(void *user, const struct ikt_ios_ident *ident);

/* At most so many are told. */
#define IKT_IOS_IDENTS_MAX 4096
/* All that it protects and is known, in the order in which IOS goes through it; those of its first peer. False: there
 * is more than is told, or looked at. */
bool ikt_ios_idents(const struct ikt_configs *configs, size_t number, ikt_ios_ident_sink *sink, void *user);

#ifdef __cplusplus
}
#endif

#endif
