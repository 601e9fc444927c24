/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/model.h"

enum ikt_vendor ikt_model_vendor(const struct ikt_router *router)
{
    static const enum ikt_vendor vendors[IKT_ROUTER_KIND_COUNT] = {
        [IKT_ROUTER_IOS] = IKT_VENDOR_CISCO_IOS,
        [IKT_ROUTER_ASA] = IKT_VENDOR_CISCO_ASA,
        [IKT_ROUTER_STRONGSWAN] = IKT_VENDOR_STRONGSWAN,
        [IKT_ROUTER_LIBRESWAN] = IKT_VENDOR_LIBRESWAN,
    };
    return vendors[router->kind];
}
