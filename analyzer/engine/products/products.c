/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "products/products.h"

#include <glib.h>

static const struct ikt_product products[] = {
    /* first: stands for what is not in the table */
    {.vendor = IKT_VENDOR_UNKNOWN, .refuses_mode_as_ids = true, .logs_like_ios = true},
    /* IOS 12.4 to 15: "one answer" by router logs; that transport is refused by tunnel mode by public incidents, the
       reverse is not known; "invalid proxy IDs" for a narrower answer by the heading of a vendor's document */
    {.vendor = IKT_VENDOR_CISCO_IOS,
     .name = "IOS",
     .known = true,
     .one_answer_is_known = true,
     .is_router = true,
     .refuses_narrower = true,
     .has_transform_sets = true,
     .logs_like_ios = true,
     .nonce = 20,
     .offers_both_lives = true,
     .padding = IKT_PADDING_EXTRA},
    {.vendor = IKT_VENDOR_CISCO_ASA,
     .name = "ASA",
     .known = true,
     .is_router = true,
     .tells_networks_apart = true,
     .refuses_mode_as_sets = true},
    /* 5.9.8, measured */
    {.vendor = IKT_VENDOR_STRONGSWAN,
     .name = "strongSwan",
     .known = true,
     .tells_networks_apart = true,
     .refuses_mode_as_ids = true,
     .refuses_either_mode = true,
     .wants_its_pfs_group = true,
     .narrows = true,
     .entry_by_peer = true,
     .nonce = 32,
     .padding = IKT_PADDING_EXTRA,
     .policy_refusal_has_spi = true,
     .reads_before_it_refuses = true,
     .refuses_aggressive_clear = true,
     .rekeys_early_by_a_tenth = true},
    /* 4.10, measured; a part of a line: tcp to one port, against a line for all protocols */
    {.vendor = IKT_VENDOR_LIBRESWAN,
     .name = "libreswan",
     .known = true,
     .tells_networks_apart = true,
     .takes_any_mode = true,
     .takes_any_pfs_group = true,
     .refuses_parts = true,
     .entry_by_peer = true,
     .nonce = 32,
     .padding = IKT_PADDING_TIGHT},
    {.vendor = IKT_VENDOR_OTHER, .known = true},
};

const struct ikt_product *ikt_product_of(enum ikt_vendor vendor)
{
    for (size_t i = 0; i < G_N_ELEMENTS(products); i++) {
        if (products[i].vendor == vendor)
            return &products[i];
    }
    return &products[0];
}
