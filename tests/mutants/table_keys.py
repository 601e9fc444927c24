# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in what keys may cost, and in how key files are read and written."""
from faults import mutant

# KB: keys.
mutant("KB1", "keys cost nothing", "keys/key_work.c", "if (cost > ikt_key_account_left(account))", "if (false)",
       "vectors_key_work")
mutant("KB2", "powers are forgotten at once", "keys/key_work.c", "if (power)\n        return power->result;",
       "if (power && false)\n        return power->result;", "vectors_key_work")
mutant("KB3", "keys that were not tried are refuted", "decrypt/decrypt.c",
       "else if (attempt.left_out || decryptor->candidates.left_out)", "else if (false)", "cli_key_costs")
mutant("KB4", "a full list of preshared keys leaves none out", "keys/psk_match.c",
       "if (matches->count == IKT_PSK_MATCHES_MAX)\n        ikt_psk_matches_leave", "if (false)\n        ikt_psk_matches_leave",
       "unit_keyring_lookup")
mutant("KB5", "keys that were not looked at were", "keys/keyring.c",
       "ikt_psk_matches_leave(matches, reading.rank);\n            return;", "return;", "unit_keyring_lookup", "cli_key_costs")
mutant("KB6", "what a table holds is written over", "../cli/keytables.c",
       "    append(text, content->data, content->length);\n", "", "cli_export")
mutant("KB7", "a HASH that does not verify refutes no key", "decrypt/decrypt_facts.c",
       "return decryptor->hash_refutes &&", "return false && decryptor->hash_refutes &&", "cli_key_files")
mutant("KB8", "a HASH of one side refutes the other's key", "decrypt/decrypt_facts.c",
       "!decryptor->psk[IKT_INITIATOR] &&\n           !decryptor->psk[IKT_RESPONDER]", "true", "cli_key_files")
mutant("KB9", "a key for others is refuted", "decrypt/decrypt.c",
       "if (skeyid->psk && !skeyid->uncertain)\n            return true;", "if (skeyid->psk)\n            return true;",
       "cli_key_files")
mutant("KBA", "what a piece of a log ends in is lost", "../cli/keyfiles.c",
       "memcpy(next.data, pieces->content.data + pieces->content.length - kept, kept);", "memset(next.data, 10, kept);",
       "cli_key_files")
mutant("KBB", "a cipher key of another length is not told of", "decrypt/candidates.c",
       "making->out->unfit |= ikt_key_is_bound(key);", "making->out->unfit |= false;", "cli_mistakes")
mutant("KBX", "to check a HASH costs nothing", "decrypt/verify.c", "verdict->too_dear |= !paid;\n    return paid;",
       "return paid || !verdict->too_dear;", "cli_key_costs")
mutant("KBY", "a HASH that was not checked by all keys refutes them", "decrypt/verify.c",
       "verdict.checked = !verdict.too_dear;", "verdict.checked = true;", "cli_key_costs")
mutant("KBZ", "SKEYIDs of other nonces are taken", "keys/made_skeyids.c", "    forget(made);\n    copy(", "    copy(",
       "vectors_candidates")
mutant("KBC", "a key that was not tried passes for refuted", "decrypt/decrypt_facts.c",
       "ikt_skeyid_count(&decryptor->candidates) && !untried;", "decryptor->candidates.skeyids->len;", "cli_mistakes")
mutant("KBD", "a range passes for a name", "keys/selector.c",
       "return colons > 1 || (letters == 0 && dots > 0);", "return colons > 1;", "unit_keyring_parse")
