/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * "ip nat inside source" on the way out, before a crypto map sees the packet.
 */
#ifndef IKT_MODEL_NAT_H
#define IKT_MODEL_NAT_H

#include "model/model.h"

struct ikt_model_nat {
    enum ikt_model_says says;   /* takes: the packet is translated; refuses: it is left alone */
    unsigned line;              /* of the statement that translates it, or that may */
    struct ikt_address outside; /* what its source becomes; of no family where that is not known */
    const char *because;
};

struct ikt_model_nat ikt_model_translate(const struct ikt_router *router, const struct ikt_model_flow *flow,
                                         const struct ikt_router_interface *out);

#endif
