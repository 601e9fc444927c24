/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Real names in the lines of a fix, where the configuration of the router that is to be changed has given them.
 */
#ifndef IKT_RULES_ENTRY_NAMES_H
#define IKT_RULES_ENTRY_NAMES_H

#include "rules/phase2_case.h"

void ikt_name_entries(const struct ikt_phase2_case *c, struct ikt_drafts *drafts);

#endif
