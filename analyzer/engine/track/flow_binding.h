/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which ESP and AH belong to a Quick Mode: what bears its SPIs; where it was not read, what began after it.
 */
#ifndef IKT_TRACK_FLOW_BINDING_H
#define IKT_TRACK_FLOW_BINDING_H

#include "track/flows.h"
#include "track/history.h"
#include "track/ipsec_owners.h"
#include "track/sa_state.h"

/* Fill in quick->flows from what was seen until now. */
void ikt_flow_binding_collect(struct ikt_quick_mode *quick, struct ikt_flow_table *flows,
                              struct ikt_history_table *history);
/* ... which was only to be looked at. */
void ikt_flow_binding_forget(struct ikt_quick_mode *quick);
/* A newer SA carries the traffic of this one: what comes under its SPIs after that time is counted as replaced. */
void ikt_flow_binding_replace(const struct ikt_quick_mode *quick, struct ikt_flow_table *flows, ikt_time since);
/* It came up: its SPIs name it. */
void ikt_flow_binding_name(struct ikt_quick_mode *quick, struct ikt_ipsec_owners *owners);

#endif
