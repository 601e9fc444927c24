# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in what a bundle holds, and in the life of its folder."""
from faults import mutant

mutant("E01", "the proof of phase 1 goes out in clear", "../bundle/clear_message.c",
       "payload->type == IKT_PAYLOAD_HASH && phase1 && message->opened", "false", "bundle-clear")
mutant("E02", "XAUTH's answers go out in clear", "../bundle/clear_message.c",
       "if (is_of_a_person(attribute->type))", "if (false)", "bundle-clear")
mutant("E03", "a fragment of IKE does not matter", "../bundle/relevant_frames.c",
       "relevant->matters || waits ||", "relevant->matters ||", "bundle-read-captures")
mutant("E04", "of an SA the last packet is lost", "../bundle/relevant_frames.c",
       "well = tell_last(last, &next, frame.number, taker, user) && taker", "well = taker", "bundle-read-captures",
       "bundle-clear")
mutant("E05", "half a bundle gets its name", "../bundle/bundle.c", "if (bundle->error) {", "if (false) {",
       "bundle-folder")
mutant("E06", "an existing folder is taken", "../bundle/bundle_folder.c", "if (empty)\n        return true;",
       "return true;", "bundle-folder")
