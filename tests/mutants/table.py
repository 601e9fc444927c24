# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in what is made of captures. M02 to M27 are those of a review, in today's code; what the other letters are for is
told below."""
from faults import mutant

mutant("M02", "an offer of ten hours ago counts", "rules/phase2_case.c",
       "#define SAME_CONFIGURATION (3600 * IKT_SECOND)", "#define SAME_CONFIGURATION (36000 * IKT_SECOND)",
       "rules_proposal")
mutant("M03", "no later offer is asked", "rules/phase2_case.c",
       "if (c->failed && after && c->mirror != after &&", "if (false && after && c->mirror != after &&",
       "rules_proposal", "rules_documents")
mutant("M04", "a notify about IDs means any difference", "rules/transform_sets.c",
       "return bit == IKT_DIFFERS_MODE;", "return true;", "rules_proposal")
mutant("M05", "the weaker group is kept", "rules/pfs_lifetime.c",
       "group_strength(claim->pfs_group) > group_strength(", "group_strength(claim->pfs_group) < group_strength(",
       "rules_proposal")
mutant("M06", "strongSwan's tenth counts as a difference", "rules/pfs_lifetime.c",
       "return !by_a_tenth ||", "return true ||", "rules_proposal")
mutant("M07", "an answer may come ten minutes late", "track/waiting_quick_modes.h",
       "IKT_LATE_ANSWER   (60 * IKT_SECOND)", "IKT_LATE_ANSWER   (600 * IKT_SECOND)", "track_match")
mutant("M08", "one repetition loses message 3", "track/outcome.c",
       "quick->answers_repeated > 1;", "quick->answers_repeated > 0;", "track_match", "track_faults")
mutant("M09", "the oldest Quick Mode is forgotten", "track/history_spare.c",
       "if (same_story(&older->value, &newer->value) &&", "if (false && same_story(&older->value, &newer->value) &&",
       "track_history")
mutant("M10", "a copy of ESP is a replay", "track/flows.c",
       "if (clock->ran && is_copy(entry->times[sequence % WINDOW], time))",
       "if (false && is_copy(entry->times[sequence % WINDOW], time))",
       "track_duplicate_packets")
mutant("M11", "ten minutes are at once", "rules/undecrypted.c",
       "#define AT_ONCE (60 * IKT_SECOND)", "#define AT_ONCE (600 * IKT_SECOND)", "rules_undecrypted")
mutant("M12", "two R-U-THERE are a series", "track/dpd.h", "#define IKT_DPD_MISSES 3", "#define IKT_DPD_MISSES 2",
       "rules_later")
mutant("M13", "vendor IDs alone make an IOS", "track/peer_fingerprint.c",
       "begins_with(message, ios, G_N_ELEMENTS(ios)) &&\n"
       "             attributes_are(message, cipher_first, G_N_ELEMENTS(cipher_first)))",
       "begins_with(message, ios, G_N_ELEMENTS(ios)) && cipher_first[0])", "track_peer_fingerprint")
mutant("M14", "one echo is an answer", "rules/phase1_stall.c", "#define ECHOES 2", "#define ECHOES 1", "rules_silence")
mutant("M15", "no more than four causes are told", "rules/diagnose.c",
       "    for (size_t i = 0; i < count; i++) {\n        struct ikt_draft *draft = sorted[i];",
       "    for (size_t i = 0; i < MIN(count, 4); i++) {\n        struct ikt_draft *draft = sorted[i];",
       "rules_proposal", "rules_undecrypted")
mutant("M16", "nine octets are a number", "isakmp/attribute.c",
       "octets.length > sizeof(value))", "octets.length > sizeof(value) + 1)", "unit_decode_attribute")
mutant("M17", "the router with the smaller lifetime is told", "rules/pfs_lifetime.c",
       "IKT_FIX(draft, ours > other,", "IKT_FIX(draft, ours < other,", "rules_proposal")
mutant("M18", "phase 1 begins with no IV", "decrypt/iv.c",
       "    propose_chain(list, source->phase1, source->block_size);\n"
       "    propose_digest(list, &source->initial, source->block_size);\n",
       "    propose_chain(list, source->phase1, source->block_size);\n", "vectors_captures", "golden-captures")
mutant("M18b", "no informational begins with the IV of phase 1", "decrypt/iv.c",
       "list->steps += 2;", "list->steps += 1;", "vectors_constructed")
mutant("M19", "half the notices are listed", "track/isakmp_sa.c", "#define MAX_NOTICES 64", "#define MAX_NOTICES 32",
       "track_long_lived")
mutant("M20", "a DELETE of the ISAKMP SA in clear is obeyed", "track/informational.c",
       "if (reading->encrypted && deletion->protocol == IKT_PROTOCOL_ISAKMP)",
       "if (deletion->protocol == IKT_PROTOCOL_ISAKMP)", "track_faults", "track_informational")
mutant("M21", "an INITIAL-CONTACT in clear is obeyed", "track/informational.c",
       "IKT_NOTIFY_INITIAL_CONTACT && notification.authenticated)", "IKT_NOTIFY_INITIAL_CONTACT)",
       "track_faults", "track_informational")
mutant("M22", "a policy in common is as likely the cause", "rules/isakmp_policy.c",
       "bool likely = (differ || (!match.comparable && !other_meaning))", "bool likely = (differ || !other_meaning)",
       "rules_phase1")
mutant("M23", "what ended is settled after six seconds", "track/waiting.c",
       "#define LINGER (60 * IKT_SECOND)", "#define LINGER (6 * IKT_SECOND)", "track_settle")
mutant("M24", "32 datagrams are listed", "track/bounded_list.c", "#define MAX_SEEN 512", "#define MAX_SEEN 32",
       "track_long_lived")
mutant("M25", "a nonce that was not verified replaces another", "decrypt/decrypt.c",
       "if (place->length > 0 && hash_number == 0)", "if (false && hash_number == 0)", "vectors_constructed")
mutant("M26", "a NAT narrows networks", "rules/crypto_acls.c",
       "if (!record->offer || !second || nat_may_rewrite(c))",
       "if (!record->offer || !second || (false && nat_may_rewrite(c)))", "rules_selector")
mutant("M27", "eight messages are remembered", "track/retransmissions.c",
       "#define MAX_SENT   1024", "#define MAX_SENT   8", "track_long_lived")

# C: what certain needs, one after the other left out.
CERTAINTY = "evidence/certainty.c"
mutant("C01", "a log that says a part is enough", CERTAINTY, "ikt_claim_is_complete(grounds->theirs) && ", "",
       "rules_certainty")
mutant("C02", "a claim for other networks is enough", CERTAINTY, "grounds->same_networks && ", "", "rules_certainty")
mutant("C03", "contested evidence is enough", CERTAINTY, "!grounds->contested &&\n           ", "", "rules_certainty")
mutant("C04", "an offer in clear is enough", CERTAINTY, " &&\n           grounds->offer_protected;", ";",
       "rules_certainty")
mutant("C05", "nothing need be refused", CERTAINTY, "grounds->refused && ", "", "rules_certainty")
mutant("C06", "the answer may mean something else", CERTAINTY, "grounds->answer_may_mean_it && ", "",
       "rules_certainty")
mutant("C07", "the peer may take the difference", CERTAINTY, " && grounds->difference_refuses;", ";",
       "rules_certainty")
mutant("C08", "what is said in clear is certain", CERTAINTY, "return authenticated ? IKT", "return true ? IKT",
       "rules_certainty", "rules_identity")
mutant("C09", "an exchange in clear is certain", CERTAINTY, "return both_protected ? IKT", "return true ? IKT",
       "rules_certainty")
mutant("C10", "what was never captured is probable", CERTAINTY, "return seen ? IKT", "return true ? IKT",
       "rules_certainty")
mutant("C11", "a log is complete", "evidence/claim.c",
       "claim->kind == IKT_CLAIM_OFFERED || claim->kind == IKT_CLAIM_CONFIGURED;", "true || claim;",
       "rules_certainty", "rules_documents")
mutant("C12", "any claim is for the same networks", "rules/phase2_case.c",
       ".same_networks = claim && claim == c->mirror,", ".same_networks = true,", "rules_proposal")
mutant("C13", "nothing is contested", "rules/phase2_case.c", ".contested = c->mirror_contested ||", ".contested = false ||",
       "rules_proposal", "rules_documents")
mutant("C14", "every offer is protected", "rules/phase2_case.c",
       ".offer_protected = (c->protected_offer &&", ".offer_protected = (true &&", "rules_proposal")
mutant("C15", "silence refuses", "rules/phase2_case.c",
       ".refused = c->record->outcome == IKT_OUTCOME_REJECTED &&", ".refused = c->failed ||",
       "rules_documents")
mutant("C16", "a refusal in clear counts", "rules/phase2_case.c", " && c->record->rejection->encrypted) ||", ") ||",
       "rules_proposal")

# D: what documents say.
mutant("D01", "documents stand behind what was captured", "evidence/claim.c",
       "        memcpy(items, documents->items, extra * sizeof *items);\n"
       "    for (size_t i = 0; i < evidence->history_count; i++)\n        fill_claim(&items[extra + i],",
       "        memcpy(items + evidence->history_count, documents->items, extra * sizeof *items);\n"
       "    for (size_t i = 0; i < evidence->history_count; i++)\n        fill_claim(&items[i],", "rules_documents")
mutant("D02", "no document contests an offer", "rules/phase2_case.c", "    ask_documents(c);\n",
       "    (void)ask_documents;\n", "rules_documents")
mutant("D03", "the last document counts, be it a log", "rules/phase2_case.c",
       "if (!mirrors->document || ikt_claim_is_complete(claim) || !ikt_claim_is_complete(mirrors->document))",
       "if (claim)", "rules_documents")
mutant("D04", "a log closes what is open", "rules/phase2_case.c",
       "return c->mirror && ikt_claim_is_complete(c->mirror);", "return c->mirror;", "rules_documents")
mutant("D05", "a log without a group has none", "rules/pfs_lifetime.c",
       "claim->pfs_group == IKT_ABSENT && ikt_claim_is_complete(claim);", "claim->pfs_group == IKT_ABSENT;",
       "rules_documents")
mutant("D06", "an offer that comes later goes before a configuration", "rules/phase2_case.c",
       "= mirrors->document ? mirrors->document : after;", "= after ? after : mirrors->document;", "rules_documents",
       "rules_invariants")
mutant("D07", "one line of a log is all lines", "rules/crypto_acls.c",
       "? claim->outcome == IKT_OUTCOME_REJECTED : ikt_claim_is_complete(claim);",
       "? claim->outcome == IKT_OUTCOME_REJECTED : true;", "rules_documents")
mutant("D08", "a success before does not contest a configuration", "rules/phase2_case.c",
       "is_far_off(c, c->mirror) || passed_between(c) ||",
       "is_far_off(c, c->mirror) || (c->mirror->kind == IKT_CLAIM_OFFERED && passed_between(c)) ||", "rules_documents")

# L: what logs say.
mutant("L01", "a pointer of the router's is an SPI", "documents/log_quick_mode.c",
       "if (received && at)", "if (at)", "documents_logs")
mutant("L02", "what follows a packet may be of the block before", "documents/log_phase1.c",
       "    reader->has_block = false; /* what follows answers this packet */\n", "", "documents_logs")
mutant("L03", "a connection without a peer takes the last one's", "documents/log_isakmp.c",
       "|| begun->numbered)", "|| false)", "documents_logs")
mutant("L04", "what another router tells is adopted", "documents/log_adopt.c",
       "const struct whose whose = {event->router, event->part, event->connection};",
       "const struct whose whose = {NULL, 0, event->connection};", "documents_logs")
mutant("L05", "a vendor ID is an identity", "documents/log_phase1.c",
       " && !ikt_log_message_has(message, \"vendor\")", "", "documents_logs")
mutant("L06", "what stands behind a secret's word is told", "documents/log_store.c",
       "ikt_log_printable(ikt_log_before_secret(text),", "ikt_log_printable(text,", "documents_logs_bounds")
mutant("L07", "a quoted line shows a key", "documents/log_secret.c",
       "const struct ikt_bytes before = ikt_log_before_secret(line);", "const struct ikt_bytes before = line;",
       "documents_logs_bounds")
mutant("L08", "the last of what repeats is not kept", "documents/log_store.c",
       "    if (ring && *ring) {\n        store->left_out++;\n        store->lost += is_coarse;\n        return *ring;",
       "    if (ring && *ring) {\n        store->left_out++;\n        return group->last[0];", "documents_logs_bounds")
mutant("L09", "a table that the file cuts off is empty", "documents/log_driver.c",
       "    end_show(reader, false);\n}", "    end_show(reader, true);\n}", "documents_logs_shown")
mutant("L10", "a running-config is read as a log", "documents/log_driver.c",
       "if (line->prompted || reader->show == IKT_LOG_IN_CONFIG)", "if (line->prompted)", "documents_logs_shown")

# F: references of a finding.
mutant("F01", "frames stand behind lines", "rules/draft.c", "return a->kind < b->kind ? -1 : 1;",
       "return a->kind > b->kind ? -1 : 1;", "rules_documents")
mutant("F02", "references stand as they come", "rules/draft.c",
       "while (at > 0 && compare_refs(&draft->refs[at - 1], &ref) > 0)", "while (false)",
       "rules_documents", "rules_invariants")
mutant("F03", "a reference is repeated", "rules/draft.c",
       "if (at > 0 && compare_refs(&draft->refs[at - 1], &ref) == 0)", "if (false)", "rules_documents",
       "rules_invariants")
mutant("F04", "lines of two files are one", "rules/draft.c",
       "    if (a->source != b->source)\n        return a->source < b->source ? -1 : 1;\n", "", "rules_documents")

# P: rows of the table of products.
PRODUCTS = "products/products.c"
mutant("P01", "strongSwan does not narrow", PRODUCTS, "     .narrows = true,\n", "", "rules_selector")
mutant("P02", "libreswan refuses a mode", PRODUCTS, "     .takes_any_mode = true,\n", "", "rules_proposal")
mutant("P03", "libreswan refuses a group", PRODUCTS, "     .takes_any_pfs_group = true,\n", "", "rules_proposal")
mutant("P04", "strongSwan takes any group", PRODUCTS, "     .wants_its_pfs_group = true,\n", "", "rules_documents")
mutant("P05", "strongSwan takes tunnel for transport", PRODUCTS, "     .refuses_either_mode = true,\n", "",
       "rules_proposal")
mutant("P06", "strongSwan says one thing of networks and transforms", PRODUCTS,
       "     .name = \"strongSwan\",\n     .known = true,\n     .tells_networks_apart = true,\n",
       "     .name = \"strongSwan\",\n     .known = true,\n", "rules_proposal", "rules_selector")
mutant("P07", "IOS has words for every algorithm", PRODUCTS, "     .has_transform_sets = true,\n", "", "rules_proposal")
mutant("P08", "libreswan finds no entry in phase 2", PRODUCTS,
       "     .entry_by_peer = true,\n     .nonce = 32,\n     .padding = IKT_PADDING_TIGHT},",
       "     .nonce = 32,\n     .padding = IKT_PADDING_TIGHT},",
       "rules_undecrypted")
mutant("P09", "IOS pads no further than it must", PRODUCTS,
       "     .offers_both_lives = true,\n     .padding = IKT_PADDING_EXTRA},",
       "     .offers_both_lives = true,\n     .padding = IKT_PADDING_TIGHT},", "rules_undecrypted")
mutant("P18", "who knows how long a nonce of IOS is", PRODUCTS, "     .nonce = 20,\n", "", "golden-near-misses")
mutant("P10", "strongSwan rekeys by the clock", PRODUCTS, "     .rekeys_early_by_a_tenth = true},", "},",
       "rules_proposal")
mutant("P11", "strongSwan refuses an identity without the key", PRODUCTS, "     .reads_before_it_refuses = true,\n", "",
       "rules_identity", "rules_phase1")
mutant("P12", "strongSwan answers no aggressive mode in clear", PRODUCTS, "     .refuses_aggressive_clear = true,\n",
       "", "rules_phase1", "rules_identity")
mutant("P13", "strongSwan refuses a policy as it does a peer", PRODUCTS, "     .policy_refusal_has_spi = true,\n", "",
       "rules_phase1", "rules_identity")

# R: which findings are told, in which order.
mutant("R01", "candidates stand beside a cause that values show", "rules/diagnose.c",
       "return (draft->basis == IKT_BASIS_OPEN && company->cause) ||", "return", "rules_proposal")
mutant("R02", "the last word is always said", "rules/diagnose.c",
       "(draft->basis == IKT_BASIS_RESIDUE && company->explanation);", "false;", "rules_proposal")
mutant("R03", "the less likely of equals stands first", "rules/phase2_drafts.c",
       "return a->rank > b->rank ? -1 : 1;", "return a->rank < b->rank ? -1 : 1;", "rules_proposal")
mutant("R04", "what came up failed", "rules/diagnose.c",
       "draft->finding.severity = IKT_SEVERITY_WARNING;", "draft->finding.severity = IKT_SEVERITY_ERROR;",
       "rules_selector")
mutant("R05", "a rule speaks twice", "rules/diagnose.c",
       "if (already_said(items, findings.count, draft->finding.rule))",
       "if (false && already_said(items, findings.count, draft->finding.rule))", "rules_invariants")
mutant("R06", "what explains nothing explains", "rules/diagnose.c",
       "draft->basis != IKT_BASIS_RESIDUE && !draft->explains_nothing);", "draft->basis != IKT_BASIS_RESIDUE);",
       "rules_proposal")
mutant("R07", "a related line is a cause", "rules/diagnose.c", "(error && draft->basis == IKT_BASIS_VALUES);",
       "(error && draft->basis <= IKT_BASIS_RELATED);", "rules_selector", "rules_proposal")

# T: retries.
mutant("T01", "successes are retries", "rules/retries.c", "if (!failed(claim->outcome) ||", "if (", "rules_undecrypted")
mutant("T02", "the peer's Quick Modes are retries", "rules/retries.c",
       "!ikt_address_equal(&claim->owner, &record->initiator->endpoint.address))", "false)", "rules_undecrypted")
mutant("T03", "those for other networks are retries", "rules/retries.c",
       "ikt_proxies_relation(networks, &claim->networks) == IKT_RELATION_EQUAL;", "true;", "rules_undecrypted")
mutant("T04", "any gaps are a rhythm", "rules/retries.c", "return most - least <= SLACK &&", "return",
       "rules_undecrypted")

mutant("T05", "findings that are counted have words", "rules/draft.c", "draft->bare = drafts->bare;",
       "draft->bare = false;", "rules_undecrypted")

mutant("T06", "tunnels that are counted have another first cause", "tunnels/tunnel_verdict.c",
       "    sort(candidates, count);\n", "    if (!entry->pair->room->counted)\n        sort(candidates, count);\n",
       "tunnels_brief")
mutant("T07", "nothing outdates a finding that is newer than one change", "tunnels/tunnel_entry.c",
       "kept->last_sequence >= entry->changed[0] && kept->last_sequence >= entry->changed[1] &&",
       "(kept->last_sequence >= entry->changed[0] || kept->last_sequence >= entry->changed[1]) &&",
       "hostile_changed_offers")

# A: who is advised, and what.
mutant("A01", "a router that is no IOS one gets a fix", "rules/draft.c",
       "    if (ikt_draft_is_foreign(draft, on_initiator))\n        return;\n", "", "rules_advice")
mutant("A02", "nothing is said to it", "rules/draft.c",
       "if (!ikt_draft_is_foreign(draft, on_initiator) ||", "if (true ||", "rules_advice")
mutant("A03", "debugging is of the router where it is typed", "rules/draft.c",
       'const struct ikt_named_value other = {"other", *decides};',
       'const struct ikt_named_value other = {"other", *across};', "rules_advice")
mutant("A04", "statements of IOS for a router that is none", "rules/advice_lines.c",
       "(heading && names_foreign(finding, heading));", "false;", "rules_advice")
mutant("A05", "any two hosts in transport mode are GRE", "rules/transform_sets.c",
       "own_hosts && c->proxies.initiator.protocol == GRE && c->proxies.responder.protocol == GRE;", "own_hosts;",
       "rules_advice")
mutant("A06", "IOS takes a narrower answer", "products/products.c", "     .refuses_narrower = true,\n", "", "rules_advice")
mutant("A07", "a tunnel that came up is refused for its networks", "rules/crypto_acls.c",
       "if (!up && c->initiator_is->refuses_narrower)", "if (c->initiator_is->refuses_narrower)", "rules_advice")
mutant("A08", "another group came up as well", "rules/evidence_text.c",
       "|| before->pfs_group != c->record->pfs_group)", ")", "rules_advice")
mutant("A09", "a length is a KE", "rules/pfs_lifetime.c", "ikt_words(u->peer->answer_length > 0 ?", "ikt_words(true ?",
       "rules_undecrypted")
mutant("A10", "IOS refuses PFS where it has none", "rules/pfs_lifetime.c",
       "ikt_words(c->responder_is->known && !c->responder_is->wants_its_pfs_group ?", "ikt_words(false ?",
       "rules_advice")
mutant("A11", "who is no IOS router is asked for show output", "rules/said.c",
       "if (!ikt_draft_names_foreign(draft, where))", "if (true)", "rules_advice")
mutant("A12", "a tunnel interface gets a fix of its access list", "rules/acl_line.c",
       "old.kind == IKT_VALUE_UNKNOWN || is_of_tunnel_interface(wanted) ||\n        is_of_tunnel_interface(replaced))",
       "old.kind == IKT_VALUE_UNKNOWN)", "rules_advice")

# S: what nobody may be told by who has no key.
mutant("S01", "a DELETE of ESP in clear is obeyed", "track/informational.c",
       "    else if (reading->encrypted)\n        delete_ipsec", "    else\n        delete_ipsec",
       "track_faults", "track_informational")
mutant("S02", "whatever opens is verified", "decrypt/verify.c",
       "    if (verdict.hash_number == 0)\n        return verdict;",
       "    if (verdict.hash_number > 3)\n        return verdict;",
       "vectors_constructed", "vectors_candidates")
mutant("S03", "an XAUTH-STATUS that is not verified is certain", "rules/xauth_mode_config.c",
       "ikt_certainty_of_statement(verified)", "ikt_certainty_of_statement(true)", "rules_later", "rules_identity",
       "rules_silence")
mutant("S04", "a notify in clear refuses what phase 1 has finished", "track/phase1.c",
       "if (of_ipsec || sa->quick_modes.total + phase1->names[IKT_TRANSACTION] > 0)", "if (false)", "track_faults")

# X: what several ISAKMP SAs of a pair show, and what one exchange shows of a setting.
mutant("X01", "a repetition is a request", "rules/xauth_router.c", "#define REQUESTS 3", "#define REQUESTS 2",
       "rules_configured")
mutant("X02", "a client is a router", "rules/xauth_router.c", "if (may_be_client(c, asked))", "if (false)",
       "rules_configured")
mutant("X03", "any host is a router", "rules/xauth_router.c", "bool likely = requests.readable && router;",
       "bool likely = requests.readable;", "rules_configured")
mutant("X04", "one way is both ways", "rules/keyring_choice.c", "own->sequence != 0 ||", "", "rules_pair")
mutant("X18", "a key that was mended is another keyring", "rules/keyring_choice.c",
       "bool mended = other->sequence > c->first[IKT_MAIN5]->sequence;", "bool mended = false;", "rules_pair")
mutant("X05", "a blocked port is another key", "rules/keyring_choice.c",
       "stall.last->name == IKT_MAIN5 && !stall.blocked;", "stall.last->name == IKT_MAIN5;", "rules_pair")
mutant("X06", "ESP in UDP is native", "rules/natt_off.c", "if (flows[i].in_udp)", "if (false)", "rules_configured")
mutant("X07", "a phase 1 from before is a new beginning", "rules/isakmp_sa_gone.c",
       "return policies && policies->sequence > unknown->first_sequence ?", "return policies ?", "rules_pair")
mutant("X08", "two contacts are a war", "rules/initial_contact.c", "#define CONTACTS 3", "#define CONTACTS 2",
       "rules_pair")
mutant("X09", "what was refused threw SAs away", "rules/initial_contact.c", "if (evidence->contacts[i].came_up)",
       "if (true)", "rules_pair")
mutant("X10", "several identities are one", "rules/initial_contact.c",
       "!ikt_identity_hash_may_equal(one->identity, next->identity))", "false)", "rules_pair")
mutant("X11", "phase 1 made anew needs a Quick Mode", "rules/quick_mode_begin.c",
       "return evidence->history_count > 0 ||", "return false &&", "rules_configured")
mutant("X12", "CONNECTED is waited for where it came", "track/commit_bit.c", "commit.connected_frame != 0 ||", "",
       "track_commit_bit")
mutant("X13", "an hour decides on a certificate", "rules/certificate_dates.c", "#define NEAR  (24 * 3600 * IKT_SECOND)",
       "#define NEAR  (60 * IKT_SECOND)", "rules_configured")
mutant("X14", "a clock that was never set is right", "rules/certificate_dates.c", "sent->time < UNSET ||", "",
       "rules_configured")
mutant("X15", "a contact of any identity throws SAs away", "tunnels/tunnel_state.c",
       "ikt_identity_hash_may_equal(course->up_identity[side], event->identity[side]);", "side >= 0;", "tunnels_state")
mutant("X16", "an old success is thrown away", "tunnels/tunnel_state.c",
       "#define CONTACT_SOON (600 * IKT_SECOND)", "#define CONTACT_SOON (6000 * IKT_SECOND)", "tunnels_state")
mutant("X17", "an IOS router may be a client", PRODUCTS,
       "     .is_router = true,\n     .refuses_narrower = true,\n", "     .refuses_narrower = true,\n",
       "rules_configured")
# W: what traffic shows of a tunnel that is up.
mutant("W01", "half a minute is silence", "evidence/esp_ways.c", "#define SILENCE (60 * IKT_SECOND)",
       "#define SILENCE (30 * IKT_SECOND)", "rules_established")
mutant("W02", "packets before the silence count after it", "evidence/esp_ways.c",
       "other->tenth_last_sequence > silent->last_sequence;", "other->tenth_last_sequence > 0;", "rules_established")
mutant("W03", "who goes on under an ended SA is answered", "rules/esp_traffic.c", "if (way->stale || ", "if (",
       "rules_established")
mutant("W04", "what is shown decrypted crossed in clear", "evidence/in_clear.c", "!clear->encrypted_since &&", "true &&",
       "rules_established", "golden-captures")
mutant("W05", "an inside wire is an outside one", "evidence/in_clear.c", "other->packets == 0 &&", "true &&",
       "rules_established")
mutant("W06", "what AH authenticates is in clear", "track/clear_packets.c", "&& !packet->authenticated &&", "&&",
       "track_clear_packets")
mutant("W07", "any is a network", "track/clear_packets.c", "return identity->prefix != 0;", "return true;",
       "track_clear_packets")
mutant("W08", "a copy in clear is another packet", "track/clear_packets.c",
       " || is_again(place, packet))", ")", "track_clear_packets")
mutant("W09", "disorder within the window is dropped", "track/flows.c",
       "        if (behind < WINDOW)\n            entry->window |=", "        if (behind < 2)\n            entry->window |=",
       "track_flows")
mutant("W10", "the capture's own disorder is the path's", "evidence/flow_faults.c", "flow->dropped_in_time >= LATE",
       "flow->dropped_by_window >= LATE", "rules_established")
mutant("W11", "one ICMP error is a fault", "evidence/flow_faults.c", "#define ERRORS    3", "#define ERRORS    1",
       "rules_established")
mutant("W12", "a collision is a hasty rekey", "evidence/rekeys.c", "if (between < AT_ONCE)", "if (false)",
       "rules_established", "tunnels_state")
mutant("W13", "half of a life is hasty", "evidence/rekeys.c", "#define HASTY_SHARE 10", "#define HASTY_SHARE 2",
       "rules_established", "tunnels_state")
mutant("W14", "an ACL that says any is a tunnel interface", "rules/known_networks.c",
       "!came_up(c) &&", "true &&", "rules_tunnel_selectors")
mutant("W15", "GRE that came up is the one that is refused", "rules/tunnel_selectors.c",
       "claim->outcome == IKT_OUTCOME_REJECTED;", "true;", "rules_tunnel_selectors")
mutant("W16", "two routers of one make differ in their model", "rules/tunnel_selectors.c",
       "return c->initiator_is == c->responder_is && c->responder_is->known;", "return false;", "rules_tunnel_selectors")

# H: who was heard, and time that passes by a call.
mutant("H01", "half an address is an address", "track/presence.c", "if (place[0] == high && place[1] == low)",
       "if (place[0] == high)", "unit_presence")
mutant("H02", "who was left out is absent", "track/presence.c", "presence->more++;", "(void)presence->more;",
       "unit_presence")
mutant("H03", "a call is a packet", "track/capture_clock.c", "&& move(clock, time);",
       "&& ikt_clock_advance(clock, time);", "track_settle")
mutant("H04", "who sends ESP is not present", "triage.c",
       "    ikt_presence_note(triage->presence, &packet->source.address, packet->frame);\n", "", "track_settle")

# V: verdicts, as they are told.
mutant("V01", "down alone is no error", "../report/report.c", "if (tunnel->state == IKT_TUNNEL_DOWN)", "if (false)",
       "report-order")
mutant("V02", "tunnels that waited all have one number", "../report/report.c",
       "group->report->numbers + i + 1", "group->report->numbers + 1", "report-order")
mutant("V03", "the other router is told to change", "../report/tunnel_words.c",
       "finding->fixes[0].on_initiator ? by_a : !by_a", "finding->fixes[0].on_initiator ? !by_a : by_a",
       "report-json-tunnel", "report-text-tunnel")
mutant("V04", "the other router's lines are expected", "../report/text_advice.c",
       "by_initiator ? by_a : !by_a", "by_initiator ? !by_a : by_a", "report-text-tunnel")
mutant("V05", "advice for the other router is the same", "../report/text_advice.c", "(decide->on_a ? 2 : 1)", "1",
       "report-text-list")
mutant("V06", "a number from memory has no star explained", "../report/text_advice.c",
       "star = star || decide->answers[i].from_memory;", "star = false;", "report-text-tunnel")
mutant("V07", "two alike are a pattern", "../report/text_batch.c", "#define PATTERN 3", "#define PATTERN 2",
       "report-text-list")
mutant("V08", "an hour is one time", "../report/text_batch.c", "#define AT_ONCE (10 * 60 *", "#define AT_ONCE (60 * 60 *",
       "report-text-list")
mutant("V09", "any differences are one", "../report/text_batch.c",
       "g_strcmp0(found->difference, tunnel->difference) == 0;", "true;", "report-text-list")
mutant("V10", "the best come first", "../report/text_batch.c",
       "ikt_tunnel_badness(other->state) - ikt_tunnel_badness(one->state)",
       "ikt_tunnel_badness(one->state) - ikt_tunnel_badness(other->state)", "report-text-list")
mutant("V11", "a name's tab is a column", "../report/tsv.c", "ikt_escape(text, strlen(text), out);",
       "g_string_append(out, text);", "report-tsv")
mutant("V12", "nobody hears that there are no keys", "../report/text_run.c",
       "closed > 0 && opened == 0 && (faulty > 0", "false && (faulty > 0", "report-text-list")
mutant("V13", "a block is as long as it gets", "../report/text.c", "#define BLOCK_LINES 28", "#define BLOCK_LINES 280",
       "golden-tunnels-text")
mutant("V14", "where something is unknown nothing is written", "../report/json_tunnel.c",
       'ikt_json_null(json, "ios_error");', "", "report-json-tunnel")
mutant("V15", "a comment stands alone at the end", "../report/text_advice.c",
       "while (count > 0 && lines[places[count - 1]][0] == '!')", "while (false)", "report-text-tunnel")
mutant("V16", "tunnels that were given up are not told", "../report/text_run.c",
       "if (count == 0)\n        return;\n    ikt_layout_begin(layout, 0, 2, IKT_STYLE_BOLD);",
       "if (count < 1000)\n        return;\n    ikt_layout_begin(layout, 0, 2, IKT_STYLE_BOLD);", "report-text-list")
mutant("V17", "a block of a long list is given up where it is asked for", "../report/told_list.c",
       "if (i + 1 == keep)", "if (false)", "report-text-list")
mutant("V18", "a file's hash ends where reading did", "../capture/stream.c",
       "while (!stream->file_ended && !stream->live) {", "while (false && !stream->file_ended && !stream->live) {",
       "cli_report")
mutant("V19", "a tunnel that is not there is no trouble", "../cli/main.c",
       "if (options->tunnel > ikt_report_tunnels(report))", "if (false)", "cli_report")
mutant("V20", "a tunnel's last time is that of its exchanges", "tunnels/tunnel_verdict.c",
       ".last_time = MAX(entry->last_time, verdict.since),", ".last_time = entry->last_time,", "golden-tunnels-json")
mutant("V21", "texts of exchanges have all the room there is", "../report/exchange_texts.c",
       "if (texts->used + texts->writing->len > IKT_EXCHANGE_TEXTS_ROOM)", "if (false)", "report-exchange-texts")

# N: numbers by which records find their tunnel, and tunnels without words.
mutant("N01", "what was not read finds no tunnel", "tunnels/tunnel_table.c",
       "        pair->entries[0]->parts[1] = pair->unread->parts[0];\n", "", "tunnels_table")
mutant("N02", "a tunnel in brief keeps three findings", "tunnels/tunnel_entry.c", "(!room->brief && !has_room(room, finding)",
       "(!has_room(room, finding)", "tunnels_brief")

# RB: pieces of one capture.
mutant("RB01", "what stands in two pieces counts twice", "../capture/repeated.c", "return !one.handed_on;",
       "return false;", "cli_stitch")
mutant("RB02", "the same octets at another time are the same packet", "../capture/repeated.c",
       "before->time != one.time || ", "", "cli_stitch")
mutant("RB03", "a packet that one piece has twice counts once", "../capture/repeated.c",
       "own += before->piece == piece;", "", "cli_stitch")
mutant("RB04", "pieces come as they are given", "../capture/stitch.c", "return one < other ? -1 : 1;",
       "return first->number < second->number ? -1 : 1;", "cli_stitch")
mutant("RB05", "pieces that overlap are read one after the other", "../capture/stitch.c",
       "(!first || first->head.time > next->told.first_time + OUT_OF_ORDER)", "!first", "cli_stitch")

# SP: what a packet costs.
mutant("SP01", "memory of a message that nobody keeps is not used again", "isakmp/message_spare.c",
       "if (!spare || spare->counts[step] == 0)", "if (true)", "capture_allocations")
