/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/transit.h"

const char *ikt_transit_kind_name(enum ikt_transit_kind kind)
{
    static const char *const names[IKT_TRANSIT_KIND_COUNT] = {"udp-500", "udp-4500", "esp"};
    return kind < IKT_TRANSIT_KIND_COUNT ? names[kind] : NULL;
}
