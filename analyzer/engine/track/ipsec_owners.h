/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whose IPsec SAs an SPI names between two peers, whatever ISAKMP SA it was negotiated under: a DELETE comes under the
 * newest one (RFC 2408 section 3.15 binds it to none), and often long after the Quick Mode's record. Bounded: of more
 * than 32768 SPIs the oldest is forgotten.
 */
#ifndef IKT_TRACK_IPSEC_OWNERS_H
#define IKT_TRACK_IPSEC_OWNERS_H

#include <glib.h>

#include "iketriage/exchange.h"

struct ikt_quick_mode;
struct ikt_ipsec_owners;

/* A Quick Mode that came up, beyond its end. Counted references. */
struct ikt_ipsec_owner {
    unsigned references;
    struct ikt_quick_mode *quick; /* NULL: its record is told */
    uint64_t sequence;            /* of its first message */
    uint32_t part;                /* ikt_phase2.part, likewise; 0: no tunnel knows it, or its SAs have ended */
};

/* Of whom an SPI is. */
struct ikt_ipsec_name {
    const struct ikt_address *receiver, *sender; /* of the packets that bear it */
    uint8_t protocol;                            /* IKT_PROTOCOL_* */
    uint32_t spi;
};

/* A DELETE ends IPsec SAs whose record is told, or that nobody knows any more. */
struct ikt_lost_sas {
    const struct ikt_address *one, *other; /* the peers */
    uint32_t part;                         /* of the record; 0: it may be any that came up by then */
    uint64_t of;                           /* sequence of the record's first message; the last that it may be */
    uint64_t sequence;                     /* of the DELETE */
    ikt_time time;
};

struct ikt_ipsec_owners *ikt_ipsec_owners_new(void);
void ikt_ipsec_owners_free(struct ikt_ipsec_owners *owners);
struct ikt_ipsec_owner *ikt_ipsec_owner_new(struct ikt_quick_mode *quick, uint64_t sequence);
void ikt_ipsec_owner_unref(struct ikt_ipsec_owner *owner); /* NULL is allowed */

/* The newest owner of a name counts. The table takes a reference of its own. */
void ikt_ipsec_owners_add(struct ikt_ipsec_owners *owners, const struct ikt_ipsec_name *name,
                          struct ikt_ipsec_owner *owner);
/* NULL: there is none, or it is forgotten. Valid until the next call of add. */
struct ikt_ipsec_owner *ikt_ipsec_owners_find(const struct ikt_ipsec_owners *owners, const struct ikt_ipsec_name *name);
/* The newest first message of those that are forgotten; 0: none is. */
uint64_t ikt_ipsec_owners_forgotten(const struct ikt_ipsec_owners *owners);
/* A DELETE of IPsec SAs that may be theirs came; how many did. */
void ikt_ipsec_owners_miss(struct ikt_ipsec_owners *owners);
uint64_t ikt_ipsec_owners_missed(const struct ikt_ipsec_owners *owners);

#endif
