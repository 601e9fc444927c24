# SPDX-License-Identifier: GPL-2.0-or-later
"""B: what makes room goes in the right order, is said, and decides nothing."""
from faults import mutant

mutant("B1", "a flood drives out who negotiates", "track/sa_lookup.c",
       "(many && table->ranked[rank].length > share)", "(false && many)", "track_evicted")
mutant("B2", "who was given up gave no answer", "track/outcome.c",
       "(first_unanswered || second_unanswered) && !quick->evicted", "first_unanswered || second_unanswered",
       "track_evicted")
mutant("B3", "nobody answered who was given up", "track/outcome.c",
       "sa->phase1.newest_repeats > 0 && !sa->end.evicted", "sa->phase1.newest_repeats > 0", "track_evicted")
mutant("B4", "a notify alone blames the policy", "rules/phase1_refusal.c",
       "c->record->exchange == IKT_ABSENT || ", "", "track_evicted")
mutant("B5", "a flood forgets pairs", "track/history.c",
       "table->recent[0].length > 0 ? 0 : 1", "table->recent[1].length > 0 ? 1 : 0", "track_history")
mutant("B6", "an SPI leads to who has not sent it", "track/informational.c",
       "if (node->from_initiator != reading->seen->from_initiator)", "if (node->from_initiator && false)", "track_informational")
mutant("B7", "a tunnel of other networks is passed over", "tunnels/network_index.c",
       "box->high[i] = MAX(box->high[i], other->high[i])", "box->high[i] = other->high[i]", "tunnels_network_index")
mutant("B8", "networks that were asked for later lead nowhere", "tunnels/network_index.c",
       "    const struct box box = box_of(networks, 0);\n    for (", "    const struct box box = box_of(networks, 0);\n"
       "    for (; false;)\n    for (", "tunnels_network_index")
mutant("B9", "elements are counted, and not octets", "track/sa_lookup.c", "large = table->octets > IKT_SA_OCTETS",
       "large = false", "track_kept_octets")
mutant("B10", "one ISAKMP SA may have all the room", "track/kept_octets.c",
       "    if (sa->index.octets > MAX(ONE_SA, sa->trimmed_octets + ONE_SA / 8))\n", "    if (false)\n",
       "track_kept_octets")
mutant("B11", "SPIs that had to make room are not counted", "track/flows.c", "            table->forgotten++;\n", "",
       "hostile_left_out")
mutant("B12", "a pair of peers is counted each time that it is asked for", "track/flows.c",
       "table->cut += *out_more && !pair->cut;", "table->cut += *out_more;", "track_flows")
mutant("B13", "Quick Modes of logs are not summed", "evidence/log_pair.c",
       "pairs.quick_modes_more += course->pair.quick_modes_more;", "pairs.quick_modes_more += 0;", "rules_log_pairs")
mutant("B14", "a place that was given back keeps what it held", "crypto/vault.c",
       "    explicit_bzero(room, size);\n    struct place", "    struct place", "unit_vault")
mutant("B15", "what a peer only takes is offered", "documents/swan_proposals.c",
       "set->taken_only = taken_only || (!first && !connection->dialect.libreswan);",
       "set->taken_only = taken_only || (first && !connection->dialect.libreswan);",
       "documents_swan")
mutant("B16", "a tunnel of many lines is judged by the first ones", "desk/plays.c",
       "MIN(group->lines[from]->len, IKT_GROUP_LINES)", "MIN(group->lines[from]->len, IKT_PLAY_QUICKS)", "desk_rules")
mutant("B17", "what was not compared differs", "rules/transform_sets.c",
       "!comparison.comparable || !comparison.complete ||", "!comparison.comparable ||", "rules_many_suites")
mutant("B18", "no line of NAT's list is mistyped beyond those looked at", "rules/document_routes.c",
       "        if (count == MAX_EXCEPTED)\n            return IKT_UNKNOWN;", "        if (count == MAX_EXCEPTED)\n"
       "            return IKT_NO;", "desk_bounds")
mutant("B19", "a message after what was forgotten counts as tried", "decrypt/decrypt.c",
       "result.untried = attempt.untried || lacks_past(decryptor, &attempt);", "result.untried = attempt.untried;",
       "hostile_left_out_keys")
mutant("B20", "a message that was held takes two places of its chain", "decrypt/iv.c",
       "        if (memcmp(block_of(chain, i, block_size), block, block_size) == 0)\n            return i;\n", "",
       "hostile_left_out_keys")
mutant("B21", "lines of a log are lost without a word", "documents/log_store.c", "store->lost += is_coarse;",
       "store->lost += 0 * (uint64_t)is_coarse;", "documents_logs_bounds")
mutant("B22", "peers of a log's writer are left out without a word", "evidence/log_writers.c",
       "writers->more += !g_hash_table_contains(speaker->peers, address);", "", "rules_log_pairs")
mutant("B23", "SAs are not drawn, and nobody says so", "../report/kept_exchanges.c", "exchange->flows_more++;", "",
       "report-left-out")
mutant("B24", "networks of -f ios are left out without a word", "documents/ios_idents.c", "walk->more = true;", "",
       "report-ios")
mutant("B25", "a datagram whose cookie had no room is none of IKE's", "../join/join.c", "place->cookies_more = true;",
       "place->cookies_more = false;",
       "join_bounds")
mutant("B26", "comments are left out without a word", "../bundle/frame_comments.c", "comments->more++;", "",
       "bundle-bounds")
mutant("B27", "ESP that names nobody is of another protocol", "../bundle/anonymous_packet.c", "ah ? IP_AH : IP_ESP",
       "protocol", "bundle-bounds")
mutant("B28", "a choice beyond those that are tried was tried", "decrypt/phase1_guess.c", "*more = true;", "",
       "hostile_left_out_keys")
mutant("B29", "an offer of more suites than are looked at is AH's alone", "rules/esp_traffic.c",
       "suites.count > 0 && suites.complete", "suites.count > 0", "rules_many_suites")
