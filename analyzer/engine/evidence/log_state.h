/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a router's log and show output say last of a tunnel: up or down. Counters prove nothing (they outlive the SAs),
 * nor does a deleted row beside a live one.
 */
#ifndef IKT_EVIDENCE_LOG_STATE_H
#define IKT_EVIDENCE_LOG_STATE_H

#include "evidence/log_pair.h"
#include "iketriage/tunnel.h"

enum ikt_log_holds {
    IKT_LOG_HOLDS_UNKNOWN,
    IKT_LOG_HOLDS_UP,
    IKT_LOG_HOLDS_DOWN
};

struct ikt_log_state {
    enum ikt_log_holds holds;
    enum ikt_tunnel_where where; /* of what is down */
    struct ikt_log_spot at;      /* the line that says so */
    bool flapping;               /* it went up and down twice or more */
    bool degraded;               /* up, and one direction carries nothing, or packets are refused since */
};

/* networks: of the tunnel, own first; not known: any. */
struct ikt_log_state ikt_log_state_of(const struct ikt_log_pair *pair, const struct ikt_proxies *networks);

/* Are these the tunnel's? What is not known may be. */
bool ikt_log_is_of(const struct ikt_proxies *told, const struct ikt_proxies *networks);

#endif
