/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tunnel that is down where no rule of its exchanges says why. No check of one exchange can see that: the verdict of
 * the tunnel (tunnels/unexplained.c) says it.
 */
#include "rules/log_checks.h"
#include "rules/rule.h"

/* clang-format off */
const struct ikt_rule_def ikt_rule_tunnel_unexplained = {
    .info = {
        .name = "tunnel-unexplained", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SEQUENCE,
        .cause_open = true,
        .line = "the tunnel is down, and nothing captured says why",
        .explanation = "The last that was seen of the tunnel is a failure, or an ISAKMP SA that ended before any Quick "
            "Mode was begun, and no rule explains it.\n\n"
            "The finding names what was seen last. The log of the router that is named to decide it shows the cause.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show logging", "show crypto map", "show crypto isakmp sa"),
       
        .suspect = IKT_NO_LINES, .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .logs = ikt_log_check_down};
/* clang-format on */
