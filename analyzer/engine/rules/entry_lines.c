/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/entry_lines.h"

#include "rules/rule.h"

/* clang-format off */
#define PROFILE  "crypto ipsec profile <MAP>"
#define TEMPLATE "crypto dynamic-map <MAP> <SEQ>"
#define OF(head, line) IKT_LINES("configure terminal", head, line, "end", "clear crypto sa peer <peer>")
#define SET_OF(head) IKT_LINES("configure terminal", "crypto ipsec transform-set <new-set> <suite>", " mode <mode>", head, \
    " set transform-set <new-set> <SETS-IT-HAS-NOW>", "end", "clear crypto sa peer <peer>")
#define SETS_BEFORE " set transform-set <SETS-IT-HAS-NOW>"
#define LIFE(value) " set security-association lifetime " value
#define EITHER "Either router may change, <why>; this touches "
#define NO_HURRY "Nothing fails without it: leave the clear out and the new lifetime holds from the next rekey; this touches "
#define ALL_TUNNELS "every tunnel interface with that profile"
#define ALL_PEERS "every peer of this dynamic map"
#define SET_STAYS ", no set is redefined (undone, the new set stays behind, unused)."

const struct ikt_fix_lines
    ikt_sets_of_profile = {SET_OF(PROFILE), OF(PROFILE, SETS_BEFORE), EITHER ALL_TUNNELS SET_STAYS},
    ikt_sets_of_template = {SET_OF(TEMPLATE), OF(TEMPLATE, SETS_BEFORE), EITHER ALL_PEERS SET_STAYS},
    ikt_pfs_of_profile = {OF(PROFILE, " set pfs <group>"), OF(PROFILE, " <before>"), EITHER ALL_TUNNELS "."},
    ikt_pfs_of_template = {OF(TEMPLATE, " set pfs <group>"), OF(TEMPLATE, " <before>"), EITHER ALL_PEERS "."},
    ikt_life_of_profile = {OF(PROFILE, LIFE("<life>")), OF(PROFILE, LIFE("<before>")), NO_HURRY ALL_TUNNELS "."},
    ikt_life_of_template = {OF(TEMPLATE, LIFE("<life>")), OF(TEMPLATE, LIFE("<before>")), NO_HURRY ALL_PEERS "."};
/* clang-format on */
