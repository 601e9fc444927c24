# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in what a bundle holds, and in the life of its folder."""
from faults import mutant

mutant("E01", "the proof of phase 1 goes out in clear", "../bundle/clear_octets.c",
       "payload->type == IKT_PAYLOAD_HASH && phase1 && message->opened", "false", "bundle-clear")
mutant("E02", "XAUTH's answers go out in clear", "../bundle/clear_octets.c",
       "if (is_of_a_person(attribute->type))", "if (false)", "bundle-clear")
mutant("E03", "a fragment of IKE does not matter", "../bundle/relevant_frames.c",
       "octets, relevant->matters || waits);", "octets, relevant->matters);", "bundle-read-captures")
mutant("E04", "of an SA the last packet is lost", "../bundle/relevant_frames.c",
       "well = tell_last(last, &next, frame.number, taker, user) && taker", "well = taker", "bundle-read-captures",
       "bundle-clear")
mutant("E05", "half a bundle gets its name", "../bundle/bundle.c", "if (bundle->error) {", "if (false) {",
       "bundle-folder")
mutant("E06", "an existing folder is taken", "../bundle/bundle_folder.c", "if (empty)\n        return true;",
       "return true;", "bundle-folder")
mutant("E07", "a host of a network comes to lie elsewhere", "../anonymize/anonymizer.c",
       "ikt_cryptopan_map(anonymizer->pan, in, 8, 32, place->mapped);", "ikt_cryptopan_map(anonymizer->pan, in, 9, 32, place->mapped);",
       "anonymize-bundle")
mutant("E08", "the hash of NAT-D stays", "../anonymize/anonymize_payload.c", "put_nat_d(anonymizer, event, payload->body, out);",
       "put(out, payload->body);", "anonymize-bundle")
mutant("E09", "SPIs of proposals stay", "../anonymize/anonymize_payload.c",
       "map_spi(anonymizer, spi, copy_of(out, start, payload->body, spi));\n    }\n}\n\nstatic size_t",
       "(void)anonymizer;\n    }\n}\n\nstatic size_t", "anonymize-bundle")
mutant("E10", "names of statements are not learnt", "../anonymize/own_words.c", "return name || free_text;",
       "return false;", "anonymize-text")
mutant("E11", "private addresses may stay private", "../anonymize/anonymizer.c",
       "if (!keeps_private(anonymizer) ||", "if (true ||", "anonymize-addresses")
mutant("E12", "names of XAUTH users are told in JSON", "../report/json_message.c",
       "return type == IKT_CFGATTR_XAUTH_USER_NAME || type == IKT_CFGATTR_XAUTH_USER_PASSWORD ||",
       "return type == IKT_CFGATTR_XAUTH_USER_PASSWORD ||", "report-json")
mutant("E90", "names are passed over where a word begins", "../anonymize/text_scan.c",
       "if (!(all & SIMPLE) || name_begins(scan, at))", "if (!(all & SIMPLE))", "anonymize-text")
mutant("E91", "names are passed over behind a hyphen", "../anonymize/text_scan.c",
       "if (kinds[text[at]] & JOINT && name_begins(scan, at + 1))", "if (false)", "anonymize-text")
mutant("E92", "SPIs are passed over", "../anonymize/text_scan.c", "if ((all & HEX && size % SPI_DIGITS == 0) ||",
       "if (", "anonymize-text")
mutant("E93", "a string counts as met whatever is said of it", "../anonymize/anonymize_text.c",
       "known && met->hex_is_told == scan->hex_is_told && met->spi_follows == scan->spi_follows", "known",
       "anonymize-text")
