/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What became of an exchange, as far as is known now.
 */
#ifndef IKT_TRACK_OUTCOME_H
#define IKT_TRACK_OUTCOME_H

#include "track/sa_state.h"

enum ikt_outcome ikt_isakmp_sa_outcome(const struct ikt_isakmp_sa *sa);
bool ikt_isakmp_sa_established(const struct ikt_isakmp_sa *sa);
bool ikt_isakmp_sa_one_direction(const struct ikt_isakmp_sa *sa);
const char *ikt_isakmp_sa_ios_state(const struct ikt_isakmp_sa *sa);
/* Why it is incomplete, at this capture time; IKT_INCOMPLETE_NOT where it is not. */
enum ikt_incomplete ikt_isakmp_sa_incomplete(const struct ikt_isakmp_sa *sa, ikt_time now);
enum ikt_incomplete ikt_quick_mode_incomplete(const struct ikt_quick_mode *quick, ikt_time now);
enum ikt_outcome ikt_quick_mode_outcome(const struct ikt_quick_mode *quick);
bool ikt_quick_mode_qm3_lost(const struct ikt_quick_mode *quick);
/* Has its outcome been reached, whatever comes later? */
bool ikt_quick_mode_complete(const struct ikt_quick_mode *quick);

#endif
