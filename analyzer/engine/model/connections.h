/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Peers that have connections in place of crypto maps (strongSwan, libreswan): which connection is for two addresses,
 * and what it takes. Networks and mode come first, proposals and PFS after them.
 */
#ifndef IKT_MODEL_CONNECTIONS_H
#define IKT_MODEL_CONNECTIONS_H

#include "model/judge.h"
#include "model/phase1_checks.h"

/* The first that is, or may be, for the two; NULL: none. local NULL: any. */
const struct ikt_router_entry *ikt_model_connection_for(const struct ikt_router *router,
                                                        const struct ikt_address *local,
                                                        const struct ikt_address *remote);
/* local NULL: any. line: of the statement that says so. */
enum ikt_tristate ikt_model_connection_is_for(const struct ikt_router_entry *entry, const struct ikt_address *local,
                                              const struct ikt_address *remote, unsigned *line);
/* narrowed: what is agreed on, the initiator's first; known false: what was offered. */
struct ikt_model_judged ikt_model_judge_connection(const struct ikt_model_judging *judging,
                                                   const struct ikt_router_entry *entry, struct ikt_proxies *narrowed);
void ikt_model_connections_phase1(struct ikt_model_phase1_judging *judging);

#endif
