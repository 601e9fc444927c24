# SPDX-License-Identifier: GPL-2.0-or-later
"""AU: what is left out of a list, or had to make room, is judged all the same, or is not known."""
from faults import mutant

mutant("AU1", "who was answered drives out who waits", "track/sa_lookup.c",
       "return more ? IKT_SA_NEGOTIATED : IKT_SA_ANSWERED;", "return IKT_SA_WAITING;", "hostile_verdicts_odd",
       "hostile_verdicts_even")
mutant("AU2", "who is over drives out who waits", "track/sa_lookup.c",
       "        return IKT_SA_WAITING;\n", "        return IKT_SA_NEGOTIATED;\n", "hostile_verdicts_odd",
       "hostile_verdicts_even")
mutant("AU3", "names that were not learned stay", "../anonymize/anonymizer.c",
       "(anonymizer->unlearned & IKT_UNLEARNED_NAMES) && length >= 2", "(anonymizer->unlearned & IKT_UNLEARNED_COOKIES) && length >= 2", "anonymize-unlearned")
mutant("AU4", "cookies that were not learned stay", "../anonymize/text_scan.c",
       "scan->hex_is_told || suspected || ikt", "scan->hex_is_told || (suspected && digits == 0) || ikt",
       "anonymize-unlearned")
mutant("AU5", "names of statements that were not learned are not said", "../anonymize/anonymizer.c",
       "own ? IKT_UNLEARNED_OWN : IKT_UNLEARNED_NAMES", "IKT_UNLEARNED_NAMES", "anonymize-unlearned")
mutant("AU6", "the newest of a kind is left out of its list", "track/bounded_list.c",
       "        if (list->several >> kind & 1)\n", "        if (list->several >> kind & 1 && list->more > 1)\n"
       "            return false;\n        else if (list->several >> kind & 1)\n", "track_bounded_list")
mutant("AU7", "the first of a kind is left out where all are firsts", "track/bounded_list.c",
       "        else\n            make_room(list);\n    }\n", "        else if (make_room(list), list->items->len >= list->most)\n"
       "            return false;\n    }\n", "track_bounded_list")
mutant("AU8", "message 5 after its refusal counts while it is listed", "rules/phase1_case.c",
       "c->tally->fifth_again > 1", "c->tally->fifth_again > 1 && record->seen_more == 0", "hostile_past_lists")
mutant("AU9", "whom nobody answers counts while all is listed", "tunnels/happened.c",
       "transactions.requests >= 3", "transactions.requests >= 3 && record->seen_more == 0", "hostile_past_lists")
mutant("AU11", "detections that are left out are none", "rules/isakmp_sa_gone.c",
       "!tally->alike ||", "!tally->alike || record->seen_more > 0 ||", "hostile_past_lists")
mutant("AU12", "what is forgotten disputes no offer", "rules/phase2_case.c",
       "passed_between(c) || c->past_forgotten", "passed_between(c) || false", "hostile_past_offers")
mutant("AU13", "a success that is forgotten disputes nothing", "rules/forgotten_past.c",
       "ikt_forgotten_between(forgotten_of(c, false), IKT_FORGOTTEN_UP, after, before)", "false", "hostile_past_offers")
mutant("AU14", "what went before an offer of after counts where it is remembered", "rules/forgotten_past.c",
       "           ikt_forgotten_between(forgotten_of(c, true), IKT_FORGOTTEN_ANY, 0, c->offer_sequence);", "           false;",
       "hostile_past_offers")
mutant("AU15", "a refusal that is forgotten disputes, too", "rules/forgotten_past.c",
       "IKT_FORGOTTEN_UP, after, before)", "IKT_FORGOTTEN_ANY, after, before)", "hostile_past_offers")
mutant("AU16", "what came up before does not contradict a configuration's networks", "rules/known_networks.c",
       "grounds.contested || ikt_past_may_contradict(c)", "grounds.contested", "hostile_past_offers")
mutant("AU17", "who says again what is forgotten does not tell it", "track/forgotten.c",
       "forgotten->repeated[kind].until > before", "forgotten->repeated[kind].until > 0", "hostile_past_offers")
mutant("AU18", "one that says the same is no repetition", "track/history_spare.c",
       "for (unsigned alike = 0; alike < 2; alike++)", "for (unsigned alike = 1; alike < 2; alike++)", "hostile_past_offers")
mutant("AU19", "all that is forgotten is said again later", "track/history_spare.c",
       "if (!alike && repetition->value.sequence != 0)", "if (repetition->value.sequence != 0)", "hostile_past_offers")
mutant("AU20", "one that comes up when it is forgotten did not", "track/history.c",
       "if (!entry->listed && value->outcome == IKT_OUTCOME_ESTABLISHED", "if (false && value->outcome == IKT_OUTCOME_ESTABLISHED",
       "track_history")
mutant("AU21", "a pair that was forgotten has no past", "track/history.c",
       "    if (pair->negotiated)\n        ikt_forgotten_pairs_add", "    if (false)\n        ikt_forgotten_pairs_add", "track_history")
mutant("AU22", "two offers of other PFS groups are one", "track/history_content.c",
       "    add_signed(hasher, transform->group);\n", "", "hostile_past_offers")
mutant("AU23", "a user is refused while all is listed", "rules/xauth_mode_config.c",
       "if (configuration->xauth_ok != IKT_NO || record->quick_modes > 0)",
       "if (configuration->xauth_ok != IKT_NO || record->quick_modes > 0 || record->seen_more > 0)", "hostile_past_lists")
mutant("AU24", "a certificate's dates count while all is listed", "rules/certificate_dates.c",
       "if (!whose_proof(c, &of_initiator, &refused))",
       "if (!whose_proof(c, &of_initiator, &refused) || c->record->seen_more > 0)", "hostile_past_lists")
mutant("AU25", "port 4500 works as far as it is listed", "rules/phase1_stall.c",
       "stall->maybe_blocked = has_moved(c, last) && !stall->port_4500_works;",
       "stall->maybe_blocked = has_moved(c, last) && (!stall->port_4500_works || record->seen_more > 0);", "hostile_past_lists")
mutant("AU26", "a pair that came back has all its past", "track/history.c",
       "    pair->returned = true;\n", "", "track_history")
mutant("AU27", "who is late stays so when time goes back", "track/waiting_quick_modes.c",
       "    if (time < waiting->asked)\n", "    if (false)\n", "track_waiting_quick_modes")
mutant("AU28", "who waits is asked in any order", "track/waiting_quick_modes.c",
       "return (one->number > other->number) - (one->number < other->number);", "return one->number < other->number ? 1 : -1;",
       "track_waiting_quick_modes")
mutant("AU29", "a difference that was mended stays the cause", "tunnels/tunnel_entry.c",
       "return kept->last_sequence < MAX(entry->changed[0], entry->changed[1]);", "return false;", "hostile_changed_offers")
mutant("AU30", "a phase 1 that came up since failed last", "tunnels/tunnel_entry.c",
       "kept->last_sequence < entry->pair->came_up[kept->by];", "false;", "hostile_changed_offers")
mutant("AU31", "what is outdated stays where the newer one is less sure", "tunnels/tunnel_entry.c",
       "if (place->finding && !outdated && !is_stronger", "if (place->finding && !(outdated && false) && !is_stronger", "hostile_changed_offers")
mutant("AU32", "who changed its sets is looked at, its peer is not", "tunnels/tunnel_entry.c",
       "MAX(entry->changed[0], entry->changed[1]);", "entry->changed[kept->by];", "hostile_changed_offers")
mutant("AU33", "every new offer is a changed one", "tunnels/happened.c",
       "ikt_offer_mark_changes(before, mark) != 0)", "true)", "hostile_changed_offers")
mutant("AU35", "a success that is told late mends what failed since", "tunnels/tunnel_state.c",
       "course->failed_by[side] && course->failed_sequence[side] > event->sequence;", "false;", "tunnels_verdict")
mutant("AU36", "an older success that is told late is the last", "tunnels/tunnel_state.c",
       "if (course->ever_up && event->sequence < course->up_sequence) {", "if (false) {", "tunnels_verdict")
mutant("AU37", "what was not read says nothing", "rules/phase2_case.c",
       "c->past_unread = ikt_past_is_unread(c, c->mirror, later);", "c->past_unread = false;", "hostile_past_offers")
mutant("AU38", "a refusal that was not read disputes", "rules/forgotten_past.c",
       "(by_peer || up)", "true", "hostile_past_offers")
mutant("AU39", "what the peer proposes unread disputes its configuration", "rules/forgotten_past.c",
       "up && !by_peer && one->sequence", "one->sequence", "hostile_past_offers")
mutant("AU40", "a policy that came up before takes nothing from a configuration without it", "rules/phase1_past.c",
       "    case IKT_YES:\n", "    case IKT_YES:\n        return (struct ikt_phase1_past){0};\n", "hostile_past_policies")
mutant("AU41", "any policy that came up before does", "track/had_policies.c",
       "had->items[i].policy == policy)", "(had->items[i].policy == policy || true))", "hostile_past_policies")
mutant("AU41A", "of policies those beyond the bound were not there", "track/had_policies.c",
       "        had->unknown = moment->sequence;\n        return;\n", "        return;\n", "hostile_past_policies")
mutant("AU41B", "a choice that was not captured is none", "track/phase1_history.c",
       "if (!sa->phase1.choice)", "if (false)", "hostile_past_policies")
mutant("AU41C", "who offers a policy need not have it", "track/phase1_history.c",
       "        note_policies(history, sa, seen, false);\n", "", "hostile_past_policies")
mutant("AU41D", "XAUTH makes another policy", "track/offered_policies.c",
       "return preshared ? IKT_AUTH_PSK : policy->authentication;", "return preshared && false ? IKT_AUTH_PSK : policy->authentication;", "hostile_past_policies")
mutant("AU41E", "AES without a key length is another policy", "track/offered_policies.c",
       "policy->key_bits == IKT_ABSENT ? 128", "policy->key_bits == IKT_ABSENT && false ? 128", "hostile_past_policies")
mutant("AU41F", "aggressive mode that was answered takes nothing from a configuration without it", "track/phase1_history.c",
       "        had->aggressive = moment;\n", "        had->aggressive = (struct ikt_moment){0};\n", "hostile_past_policies")
mutant("AU41G", "a peer that was answered takes nothing from a configuration without it", "track/phase1_history.c",
       "        had->first = moment;\n", "        had->first = (struct ikt_moment){0};\n", "hostile_past_policies")
mutant("AU41H", "phase 1 that the other side began says nothing of a key", "rules/phase1_past.c",
       "own->sequence == 0 || (other->sequence != 0 && other->sequence < own->sequence) ? other : own;", "own;\n    (void)other;", "hostile_past_policies")
mutant("DL1", "a DELETE ends what is of its own ISAKMP SA alone", "track/informational.c",
       "if (!delete_spi(reading, name.protocol, spi))", "if (!delete_spi(reading, name.protocol, spi) && false)", "hostile_past_deletes")
mutant("DL2", "a Quick Mode that is alive elsewhere is not deleted", "track/settle.c",
       "if (quick && quick->ended != IKT_ENDED_DELETED) {", "if (false) {", "hostile_past_deletes")
mutant("DL3", "what is told is not lost", "track/settle.c",
       "} else if (!quick && owner->part != 0) {", "} else if (false) {", "hostile_past_deletes")
mutant("DL4", "an SPI is anybody's", "track/ipsec_owners.c",
       "    ikt_hasher_add_address(&hasher, name->receiver);\n    ikt_hasher_add_address(&hasher, name->sender);\n", "",
       "track_ipsec_owners")
mutant("DL5", "who is forgotten is not missed", "track/ipsec_owners.c",
       "owners->forgotten = MAX(owners->forgotten, oldest->owner->sequence);", "owners->forgotten = 0;", "track_ipsec_owners")
mutant("DL6", "what may be lost is up", "tunnels/tunnel_state.c",
       "course->may_be_lost = true;", "course->may_be_lost = false;", "tunnels_state")
mutant("DL7", "what came up later may be lost too", "tunnels/tunnel_state.c",
       "if (!course->up || course->up_sequence > event->of)", "if (!course->up)", "tunnels_state")
mutant("DL9", "many that may be lost push out what waits", "tunnels/tunnel_table.c",
       "if (last && last->kind == IKT_EVENT_MAYBE_LOST &&", "if (false && last && last->kind == IKT_EVENT_MAYBE_LOST &&",
       "tunnels_table")
mutant("DL8", "what has ended is missed", "track/ipsec_owners.c",
       "if (oldest->owner->quick || oldest->owner->part != 0)", "if (true)", "track_ipsec_owners")
mutant("FG1", "a pair that is forgotten has nothing from port 4500", "rules/phase1_stall.c",
       "stall->maybe_blocked && !c->evidence->pair_forgotten;", "stall->maybe_blocked;", "rules_silence")
mutant("FG2", "... nor in Quick Mode", "rules/quick_mode_path.c",
       "c->evidence->from_4500[side] || c->evidence->pair_forgotten ||", "c->evidence->from_4500[side] ||", "rules_traffic")
mutant("FG3", "what may have come from port 4500 shows a key that differs", "rules/preshared_key.c",
       "!stall.maybe_blocked || stall.answered_by_fourth", "!stall.blocked || stall.answered_by_fourth", "rules_silence")
mutant("FG4", "nobody who is forgotten came up", "rules/keyring_choice.c",
       "own->sequence != 0 || c->evidence->pair_forgotten ||", "own->sequence != 0 ||", "rules_pair")
mutant("FG5", "Quick Modes that are forgotten left no SAs", "rules/quick_mode_begin.c",
       "evidence->history_more > 0 || ", "", "rules_configured")
mutant("FG6", "a pair that is forgotten left no SAs", "rules/quick_mode_begin.c",
       "evidence->history_more > 0 || evidence->pair_forgotten ||", "evidence->history_more > 0 ||", "rules_configured")
mutant("FG7", "between two successes there was none of the one side that is forgotten", "rules/rekey_flap.c",
       "ikt_forgotten_within(c->evidence->forgotten[0], IKT_FORGOTTEN_UP, after, before) ||", "false ||", "rules_established")
mutant("FG8", "... nor of the other", "rules/rekey_flap.c",
       "           ikt_forgotten_within(c->evidence->forgotten[1], IKT_FORGOTTEN_UP, after, before);", "           false;", "rules_established")
mutant("AU42", "an SPI that a forgotten Quick Mode named is nobody's", "rules/stale_sa.c",
       "if (ikt_forgotten_within(evidence->forgotten[side], IKT_FORGOTTEN_OPEN, 0, UINT64_MAX))",
       "if (false && ikt_forgotten_within(evidence->forgotten[side], IKT_FORGOTTEN_OPEN, 0, UINT64_MAX))",
       "hostile_past_flows")
mutant("AU43", "the next Quick Mode is the next that is remembered", "track/flow_binding.c",
       "return unknown ? 0 : next;", "return unknown ? next : next;", "hostile_past_flows")
mutant("AU44", "whose past it is goes by the ISAKMP SA", "rules/forgotten_past.c",
       "c->evidence->forgotten[c->record->reversed != peer ? 1 : 0]", "c->evidence->forgotten[peer ? 1 : 0]",
       "hostile_past_offers")
mutant("OL1", "who begins anew lives", "tunnels/tunnel_pair.c",
       "record->outcome == IKT_OUTCOME_ESTABLISHED || dpd->answered > 0", "true", "tunnels_outlived")
mutant("OL2", "what the asker says is a sign of the other's life", "tunnels/tunnel_pair.c",
       "tally->last_sequence[1 - asker]", "tally->last_sequence[asker]", "tunnels_outlived")
mutant("OL3", "a complaint of an unknown SPI outlives all SAs", "tunnels/tunnel_verdict.c",
       "pair->refused_sequence > course->up_sequence", "pair->refused_sequence > 0", "tunnels_outlived")
mutant("OL4", "a Quick Mode that was begun takes a fault back", "tunnels/tunnel_table.c",
       "(record->outcome != IKT_OUTCOME_INCOMPLETE || half_done)", "true", "tunnels_outlived")
mutant("OL5", "who comes last has no place, however sure", "tunnels/tunnel_entry.c",
       "!weakest || !is_stronger(finding, weakest->finding)", "true", "tunnels_kept_findings")
mutant("OL6", "what is only possible takes all words", "tunnels/tunnel_entry.c",
       "weak ? IKT_TUNNEL_FULL_FINDINGS - IKT_TUNNEL_FULL_POSSIBLE : 0", "weak && false ? 1 : 0", "tunnels_kept_findings")
mutant("OL7", "that both values were known goes with the words", "tunnels/tunnel_entry.c",
       "place->both_values = told->both_values;", "place->both_values = has_room(room, told->finding);", "tunnels_kept_findings")
mutant("OL8", "a note takes the room of a fix", "tunnels/tunnel_entry.c",
       " || finding->severity == IKT_SEVERITY_NOTE", "", "tunnels_kept_findings")
