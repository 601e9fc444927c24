/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What each product does with what it gets: one row per product in one table. Rules ask for habits and never name a
 * product. Where it is not known whether a product has a habit, the row says the cautious thing; the rows' comments in
 * products.c say what was measured and what a knowledge base only tells.
 */
#ifndef IKT_PRODUCTS_PRODUCTS_H
#define IKT_PRODUCTS_PRODUCTS_H

#include "iketriage/exchange.h"
#include "track/lengths.h"

struct ikt_product {
    enum ikt_vendor vendor;
    const char *name; /* as sentences say it; NULL: unknown */
    bool known;       /* false: any of the others may be behind it */

    /* What its refusal of a Quick Mode can mean. */
    bool tells_networks_apart; /* NO-PROPOSAL-CHOSEN is never about networks; false: one answer for all causes */
    bool one_answer_is_known;  /* ... and that it has one answer for all is known of it */
    bool refuses_mode_as_ids;  /* tunnel against transport mode is refused like networks, with INVALID-ID-INFORMATION */
    bool refuses_mode_as_sets; /* ... or with NO-PROPOSAL-CHOSEN even though it tells networks apart */

    /* What it takes. */
    bool takes_any_mode;      /* the offered mode whatever is configured */
    bool refuses_either_mode; /* known to refuse tunnel for transport and transport for tunnel */
    bool takes_any_pfs_group; /* whatever group is offered, also where it has none */
    bool wants_its_pfs_group; /* none but its own, so also none where it has none */
    bool narrows;             /* answers a wider or overlapping proposal with the part in common */
    bool refuses_parts;       /* takes no proposal for a part of its own line */
    bool refuses_narrower;    /* as initiator takes no answer for less than it asked */
    bool entry_by_peer;      /* found its entry by the peer when phase 1 began: a peer address is no cause in phase 2 */
    bool has_transform_sets; /* of crypto ipsec transform-set, so an algorithm may have no word there */
    bool logs_like_ios;      /* what the catalogue says that a router logs */
    bool is_router;          /* a router or firewall, whatever else it serves: nobody there types a user's password */

    /* What its messages look like. */
    unsigned nonce;                /* octets of a Quick Mode's, 0: not known */
    bool offers_both_lives;        /* in seconds and in kilobytes, as short as each value may be */
    enum ikt_padding padding;      /* measured; where messages show it, they count */
    bool policy_refusal_has_spi;   /* names both cookies when a policy is refused, nothing when the peer is unknown */
    bool reads_before_it_refuses;  /* refuses an identity only after the preshared key fitted */
    bool refuses_aggressive_clear; /* refuses an exchange type that is not allowed with a notify in clear */
    bool rekeys_early_by_a_tenth;  /* a configured life is offered as 10/11 of it, drawn anew per SA */
};

/* Never NULL. */
const struct ikt_product *ikt_product_of(enum ikt_vendor vendor);

#endif
