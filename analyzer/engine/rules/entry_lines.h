/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fixes of rules about a crypto map entry, where what is to be changed is the profile of a tunnel interface, or the
 * template of a dynamic map.
 */
#ifndef IKT_RULES_ENTRY_LINES_H
#define IKT_RULES_ENTRY_LINES_H

#include "iketriage/finding.h"

extern const struct ikt_fix_lines ikt_sets_of_profile, ikt_sets_of_template, ikt_pfs_of_profile, ikt_pfs_of_template,
    ikt_life_of_profile, ikt_life_of_template;

/* Members of a rule's structure. */
#define IKT_SETS_ELSEWHERE .of_profile = &ikt_sets_of_profile, .of_template = &ikt_sets_of_template
#define IKT_PFS_ELSEWHERE  .of_profile = &ikt_pfs_of_profile, .of_template = &ikt_pfs_of_template
#define IKT_LIFE_ELSEWHERE .of_profile = &ikt_life_of_profile, .of_template = &ikt_life_of_template

#endif
