# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in what is made of configurations without a capture, and of those beside one."""
from faults import mutant

mutant("DK01", "a key that is not known differs", "rules/document_keys.c",
       "ikt_router_mark_equal(&a->mark, &b->mark) != IKT_NO", "ikt_router_mark_equal(&a->mark, &b->mark) == IKT_YES",
       "desk_rules")
mutant("DK02", "a key for everybody is none", "rules/document_keys.c", "way->own_key || way->own_key_unclear || wanted",
       "(way->own_key && way->own_key->whom.prefix != 0) || way->own_key_unclear || wanted", "desk_rules")
mutant("DK03", "an excerpt's routes are missing", "rules/document_routes.c",
       "return other->router->routes != NULL || other->router->routing_protocol;", "return true;", "desk_rules")
mutant("DK04", "tunnels to different ends want to be shared", "rules/document_tunnels.c",
       "(multipoint || share_destination(tunnel, one)) &&", "true &&", "desk_rules")
mutant("DK05", "a later entry takes the traffic first", "rules/document_maps.c",
       "|| entry->sequence >= side->entry->sequence)", ")", "desk_rules")
mutant("DK06", "who began has no map", "desk/captured.c",
       "((of_a && tunnel->begun_by[0] > 0) || (of_b && tunnel->begun_by[1] > 0));", "false;", "desk_captured")
mutant("DK07", "what a log of another day says is certain", "desk/captured.c",
       "if (finding->likelihood == IKT_LIKELIHOOD_CERTAIN)", "if (false)",
       "desk_captured")
mutant("DK08", "one direction that works is enough", "desk/desk_verdict.c", "tunnel->state = up && !down ?",
       "tunnel->state = up ?", "desk_rules")
mutant("DK09", "a peer's address that nobody has is no fault", "desk/pairs.c",
       "        add_misnamed_link(j, pair, from, link);", "        (void)add_misnamed_link;", "desk_rules")
mutant("DK10", "who takes any peer begins", "desk/plays.c", "if (p.by->takes_any || p.by->may_be_nat) {", "if (false) {",
       "desk_field_cases", "desk_incidents_tunnels", "desk_incidents_maps", "desk_rules", "desk_incidents")
mutant("DK11", "a tunnel of documents is down in silence", "desk/last_word.c",
       "tunnel->state != IKT_TUNNEL_DOWN || has_error(found)", "tunnel->state == IKT_TUNNEL_DOWN || has_error(found)",
       "desk_excerpts")
mutant("DK12", "protection by a profile of another file is none", "rules/document_tunnels.c",
       "(!other->entry && !protects)", "!other->entry", "desk_excerpts")
mutant("DK13", "a hub is left alone before its spoke names it wrong", "desk/pairs.c",
       "    join_misnamed_hubs(&j);\n    join_alone(&j);", "    join_alone(&j);\n    join_misnamed_hubs(&j);",
       "desk_incidents_tunnels")
mutant("DKL1", "one line that is refused takes all others down", "desk/desk_verdict.c",
       "play->end == IKT_PLAY_UP || play->partly;", "play->end == IKT_PLAY_UP;", "desk_rules")
mutant("DKL2", "where all lines are refused some are taken", "desk/plays.c",
       "play->end == IKT_PLAY_PHASE2 && p.accepted > 0 &&", "play->end == IKT_PLAY_PHASE2 &&", "desk_rules")
mutant("DKL3", "lines of a log are tunnels that are not told", "desk/desk.c",
       "    ikt_logs_left_out(&log_pairs, desk.counts.logs_left_out);", "    desk.counts.left_out += log_pairs.more;",
       "hostile_left_out")
mutant("DK14", "a policy that was not understood differs", "rules/document_policies.c", "        if (one->unclear)\n",
       "        if (false)\n", "desk_misspelt")
mutant("DK15", "a misspelt key is none", "documents/ios_config.c", "parser->config->misspelt = true;", "", "desk_misspelt")
mutant("DK16", "a misspelt statement applies no crypto map", "documents/ios_config.c",
       "|| parser->block == IKT_IOS_BLOCK_INTERFACE;", ";", "desk_misspelt")
mutant("DK17", "a policy that is in both is in neither", "rules/document_policies.c", "    if (compared && d.count == 0)\n",
       "    if (false)\n", "desk_excerpts")
mutant("DK18", "a crypto statement that is not understood is none", "documents/ios_parser.c",
       "parser->config->misspelt || ikt_ios_begins(", "parser->config->misspelt && ikt_ios_begins(", "desk_misspelt")
mutant("DK19", "a misspelt statement of a tunnel is none", "documents/ios_tunnel.c",
       "} else if (ikt_ios_is_slip(text, words)) {", "} else if (text.length == 0) {", "desk_misspelt")
