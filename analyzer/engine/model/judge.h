/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One entry of a crypto map, or one protected tunnel, against an offer: the checks that it makes, in IOS's own order.
 */
#ifndef IKT_MODEL_JUDGE_H
#define IKT_MODEL_JUDGE_H

#include "model/networks.h"
#include "model/place.h"
#include "model/steps.h"

/* How far an offer came. The furthest is the nearest. */
enum ikt_model_reach {
    IKT_MODEL_REACH_PLACE,
    IKT_MODEL_REACH_OTHER_PEER,    /* nothing of it is asked for */
    IKT_MODEL_REACH_THEIR_NETWORK, /* another peer's entry, whose access list takes the networks */
    IKT_MODEL_REACH_PEER,          /* the entry is the peer's */
    IKT_MODEL_REACH_NETWORKS,      /* ... and takes its networks */
    IKT_MODEL_REACH_TRANSFORMS,
    IKT_MODEL_REACH_PFS
};

struct ikt_model_judged {
    struct ikt_model_verdict verdict;
    enum ikt_model_reach reach;
    const struct ikt_router_entry *entry;
    const struct ikt_router_interface *interface;
    const struct ikt_transform *chosen;
    bool dynamic; /* by a template of a dynamic map */
};

struct ikt_model_judging {
    const struct ikt_router *router;
    const struct ikt_model_offer *offer;
    struct ikt_proxies networks; /* offered, turned round: the router's own first */
    struct ikt_model_fits *fits; /* of these */
    struct ikt_model_steps *steps;
};

/* Does the entry name the peer? IKT_UNKNOWN: a name stands there that has no address here. line: of the statement. */
enum ikt_tristate ikt_model_names_peer(const struct ikt_router_entry *entry, const struct ikt_address *peer,
                                       unsigned *line);
/* template: of a dynamic map, whose peer and access list may be left out. */
struct ikt_model_judged ikt_model_judge_entry(const struct ikt_model_judging *judging,
                                              const struct ikt_model_place *place,
                                              const struct ikt_router_entry *entry);
struct ikt_model_judged ikt_model_judge_tunnel(const struct ikt_model_judging *judging,
                                               const struct ikt_model_place *place);

#endif
