/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The release of a router, as far as the vendor IDs of its first message tell.
 */
#ifndef IKT_PRODUCTS_IOS_RELEASE_H
#define IKT_PRODUCTS_IOS_RELEASE_H

#include "iketriage/exchange.h"

enum ikt_ios_release {
    IKT_RELEASE_UNKNOWN,
    IKT_RELEASE_OLD,  /* before 12.4(T): no NAT traversal but that of the drafts */
    IKT_RELEASE_LATER /* IOS XE among them */
};

/* Of a peer that is taken for IOS. */
enum ikt_ios_release ikt_ios_release_of(const struct ikt_phase1 *record, bool initiator);

#endif
