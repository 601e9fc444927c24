/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the packets of one SA show of the path, and not of the capture. The one place for these bounds: findings and the
 * state of a tunnel go by them alike.
 */
#ifndef IKT_EVIDENCE_FLOW_FAULTS_H
#define IKT_EVIDENCE_FLOW_FAULTS_H

#include "iketriage/exchange.h"

/* Do so many come too late for the receiver's anti-replay window that the capture's own disorder is not why? */
bool ikt_flow_comes_late(const struct ikt_flow *flow);
/* Does its sender go on with packets that the path says to be too big? */
bool ikt_flow_stays_too_big(const struct ikt_flow *flow);

#endif
