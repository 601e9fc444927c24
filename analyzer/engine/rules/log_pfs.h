/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * PFS that a responder's log wants, where the offer itself is not told.
 */
#ifndef IKT_RULES_LOG_PFS_H
#define IKT_RULES_LOG_PFS_H

#include "rules/phase2_case.h"

void ikt_log_check_flags(const struct ikt_phase2_case *c, struct ikt_drafts *drafts);

#endif
