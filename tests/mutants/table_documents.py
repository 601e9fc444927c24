# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in what is made of configurations and logs."""
from faults import mutant

# K: what the model of a router's own decision checks.
mutant("K01", "another peer's entry is the peer's", "model/judge.c", "    if (names == IKT_YES)\n", "    if (true)\n",
       "model_answer")
mutant("K02", "wider networks are taken", "model/networks.c",
       "    if (!inside || (compared->numbers & WITHIN) == 0)\n", "    if ((compared->numbers & WITHIN) == 0)\n",
       "model_answer")
mutant("K03", "narrower networks are refused", "model/networks.c",
       "    const bool inside = (compared->addresses & WITHIN) != 0;\n",
       "    const bool inside = compared->addresses == EQUAL;\n", "model_answer")
mutant("K04", "a part of a protocol is taken for certain", "model/networks.c",
       "    if (compared->numbers != EQUAL)\n", "    if (false)\n", "model_answer")
mutant("K05", "tunnel mode takes transport mode", "model/sets.c",
       "    if (!set->transport)\n        return transport", "    if (!set->transport)\n        return false && transport",
       "model_answer")
mutant("K06", "required transport mode falls back", "model/sets.c", "    if (set->require)\n", "    if (false)\n",
       "model_answer")
mutant("K07", "PFS is never required", "model/judge.c", "    } else if (offered == IKT_ABSENT) {\n",
       "    } else if (false) {\n", "model_answer")
mutant("K08", "group 1 is group 1 on all releases", "model/judge.c",
       "    } else if (own == 1 && (offered == 2 || offered == 5)) {\n", "    } else if (false) {\n", "model_answer")
mutant("K09", "an earlier entry of another peer never takes the networks", "model/answer.c",
       "    if (judged->reach == IKT_MODEL_REACH_THEIR_NETWORK)\n", "    if (false)\n", "model_answer")
mutant("K10", "what is not known decides nothing", "model/steps.c",
       "        verdict->says = IKT_MODEL_EITHER;\n        verdict->sure = false;\n", "", "model_answer", "model_phase1")
mutant("K11", "a check from memory makes certain", "model/steps.c",
       "verdict->sure = sure && verdict->says", "verdict->sure = verdict->says", "model_tunnels")
mutant("K12", "a deny line begins a negotiation", "model/networks.c",
       "        fit.says = line->permit ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES;\n",
       "        fit.says = IKT_MODEL_TAKES;\n", "model_begin")
mutant("K13", "NAT leaves all packets alone", "model/nat.c", "    if (!out->nat_outside.on ||", "    if (true ||",
       "model_begin")
mutant("K14", "a route of any length is the one", "model/route.c",
       "(!found || one->prefix > found->prefix ||", "(!found ||", "model_begin")
mutant("K15", "the lifetime of phase 1 does not matter", "model/policies.c",
       "               offered->life_seconds > policy->lifetime) {", "               false) {", "model_phase1")
mutant("K16", "a file without routes shows all there are", "model/begin.c",
       "const bool shown = router->routes != NULL ||", "const bool shown = true ||", "model_begin")
mutant("K17", "any key is the peer's", "model/keys.c",
       "        return ikt_address_in_prefix(address, &whom->address, whom->prefix) ? IKT_YES : IKT_NO;",
       "        return ikt_address_in_prefix(address, &whom->address, 0) ? IKT_YES : IKT_NO;", "model_phase1")
mutant("MP0A", "no key is for a peer whose address is not known", "model/keys.c",
       "return whom->prefix == 0 ? IKT_YES : IKT_UNKNOWN;", "return IKT_NO;", "model_phase1")
mutant("K18", "two keys for one peer are one", "model/keys.c", "            rival = true;\n", "            ;\n",
       "model_phase1")
mutant("K19", "strongSwan takes no networks but its own", "model/connections.c",
       "    return judging->router->kind == IKT_ROUTER_STRONGSWAN ? narrow(", "    return false ? narrow(",
       "model_tunnels")
mutant("K20", "strongSwan takes any mode", "model/connections.c",
       "if (judging->router->kind != IKT_ROUTER_STRONGSWAN || !set || suites->count == 0)", "if (true)",
       "model_tunnels")
mutant("K21", "an interface that is shut down is up", "model/answer.c", "    const bool down = one && one->shutdown.on;\n",
       "    const bool down = false;\n", "model_answer")
mutant("K22", "the built-in set is on every release", "model/sets.c", "        if (router->release < RELEASE_BUILT_IN)\n",
       "        if (false)\n", "model_tunnels", "documents_claims")

# Y: what configurations may claim, and how sure that makes a finding.
mutant("Y01", "a dynamic entry takes nothing", "model/lines.c",
       "    if (entry->kind == IKT_ROUTER_ENTRY_DYNAMIC) {\n", "    if (false) {\n", "documents_claims",
       "golden-configured")
mutant("Y02", "a deny line takes nothing out", "model/lines.c",
       "if (overlap(&taken, networks))", "if (false && overlap(&taken, networks))", "documents_claims")
mutant("Y03", "the first of two entries is the one", "model/lines.c",
       "if (overlap(&a->networks, &b->networks)) {", "if (false) {", "documents_claims", "golden-configured")
mutant("Y04", "a map is at work on every interface", "model/place.c",
       "        return has_standby(one, places->local);\n    return has(places, one);\n",
       "        return has_standby(one, places->local);\n    return IKT_YES;\n", "documents_claims", "model_answer")
mutant("Y05", "transport is asked for between all networks", "model/sets.c",
       "(set->require ||", "(true ||", "documents_claims")
mutant("Y06", "one of several readings is certain", "rules/phase2_case.c",
       "(c->assumed_alone && claim &&", "(claim &&", "golden-near-misses")
mutant("Y21", "a doubtful model leaves no doubt", "rules/phase2_case.c",
       "!ikt_answer_refuses_for(c->model, part);", "false;", "golden-near-misses")
mutant("Y22", "an old configuration speaks on", "rules/stale_configuration.c",
       "        if (!is_configured_by(&claims->items[i], owner))\n", "        if (owner)\n", "golden-near-misses")
mutant("Y07", "an offer of any length is the configured one", "rules/offer_length.c",
       "return found.least <= offer->most && offer->least <= found.most ? IKT_YES : IKT_NO;", "return IKT_YES;",
       "golden-configured")
mutant("Y08", "lines that lead to different causes are one", "rules/phase2_drafts.c",
       "readings->one_rule = readings->one_rule &&", "readings->one_rule = true ||", "golden-configured")
mutant("Y09", "a wildcard is any mask", "documents/ios_acl_line.c", "if ((any & (any + 1)) == 0) {", "if (true) {",
       "documents_parser")
mutant("Y10", "a statement that was not understood does not matter", "documents/ios_map.c",
       "        ikt_ios_not_understood(parser);\n        parser->entry->unclear = true;\n",
       "        ikt_ios_not_understood(parser);\n", "documents_parser", "golden-configured")
mutant("Y11", "a key is quoted", "documents/ios_key.c", '"crypto isakmp key <hidden> %s%s%s", kind',
       '"crypto isakmp key %.*s %s%s%s", (int)secret.length, (const char *)secret.data, kind', "documents_parser",
       "documents_wild")
mutant("Y13", "another peer's entry never stands in the way", "model/lines.c",
       "if (overlap(&networks, &g_array_index(finding->lines, struct ikt_model_line, i).networks))", "if (false)",
       "documents_claims")
mutant("Y12", "two files of one address are one", "documents/configs.c",
       "        value = NULL;\n", "        ;\n", "documents_claims")

# What routers would show.
mutant("I01", "inbound and outbound change places", "../report/ios_pairs.c",
       "return sa->to_initiator == (", "return sa->to_initiator != (", "report-ios-textfsm")
mutant("I02", "a router has the networks that it refused", "../report/ios_pairs.c",
       "const bool own = end == 0 || quick->established;", "const bool own = true;", "report-ios", "report-ios-textfsm")
mutant("I03", "SAs that ended are listed", "../report/ios_quick.c",
       ".up = record->outcome == IKT_OUTCOME_ESTABLISHED && record->ended == IKT_ENDED_NOT,",
       ".up = record->outcome == IKT_OUTCOME_ESTABLISHED,", "report-ios-textfsm")
mutant("I04", "no ESP in the capture is none on the router", "../report/ios_ipsec.c",
       "if (pair->established && page->counted)", "if (pair->established)", "report-ios-textfsm")
mutant("I05", "counters of a tunnel that never was up are 0", "../report/ios_ipsec.c",
       "if (pair->established && page->counted)", "if (page->counted)", "report-ios")
mutant("I06", "a responder prints the lifetimes that it is offered", "../report/ios_debug.c",
       "put_life(out, view->end == 1 ? 0 : suite ? suite->seconds : IKT_ABSENT, \"s\");",
       "put_life(out, suite ? suite->seconds : IKT_ABSENT, \"s\");", "report-ios-textfsm")
mutant("I07", "what is only possible is printed as if it were so", "../report/ios_debug.c",
       "if (finding->likelihood == IKT_LIKELIHOOD_POSSIBLE)", "if (false)", "report-ios")
mutant("I08", "the user knows a release better than its configuration", "../report/ios_page.c",
       "if (said != 0)", "if (said != 0 && page->options->ios_release == 0)", "report-ios")
mutant("I09", "show commands spell AES like statements", "../report/ios_page.c",
       "if (!g_str_has_prefix(words, spellings[i].written))", "if (true)", "report-ios-textfsm")
