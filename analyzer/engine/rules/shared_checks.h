/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Checks of rules that speak of more than one kind of record: the rule's structure stands in one family's file, a check
 * of it in the file of another family that reads such records. And what both have in common.
 */
#ifndef IKT_RULES_SHARED_CHECKS_H
#define IKT_RULES_SHARED_CHECKS_H

#include "rules/draft.h"

struct ikt_phase1_case;
struct ikt_phase2_case;
struct ikt_capture_facts;

/* Longer than this and a path may not carry a message in one packet: the least MTU of IPv6, less its headers. */
#define IKT_LONG_MESSAGE 1232

/* phase1_unexplained.c */
void ikt_check_phase1_unexplained(const struct ikt_phase1_case *c, struct ikt_drafts *drafts); /* notify-unexplained */
/* crypto_map_peer.c */
void ikt_check_quick_peer_address(const struct ikt_phase2_case *c, struct ikt_drafts *drafts); /* peer-address-wrong */
void ikt_check_quick_peer_nat(const struct ikt_phase2_case *c, struct ikt_drafts *drafts);     /* peer-behind-nat */
/* quick_mode_path.c */
void ikt_check_quick_fragments(const struct ikt_phase2_case *c, struct ikt_drafts *drafts); /* ike-frag-mtu */
void ikt_check_quick_port_4500(const struct ikt_phase2_case *c, struct ikt_drafts *drafts); /* natt-4500-blocked */
/* capture_contents.c */
void ikt_check_capture_ikev2(const struct ikt_capture_facts *facts, struct ikt_drafts *drafts); /* ikev2-vs-ikev1 */

/* document_keys.c, document_policies.c, document_maps.c, document_sets.c: what configurations say to rules of the wire
 */
struct ikt_document_case;
void ikt_check_document_keys(const struct ikt_document_case *c, struct ikt_drafts *drafts); /* psk-mismatch */
void ikt_check_document_profiles(const struct ikt_document_case *c,
                                 struct ikt_drafts *drafts); /* profile-keyring-mismatch */
void ikt_check_document_xauth(const struct ikt_document_case *c, struct ikt_drafts *drafts);    /* xauth-l2l */
void ikt_check_document_policies(const struct ikt_document_case *c, struct ikt_drafts *drafts); /* p1-policy-mismatch */
void ikt_check_document_exchange(const struct ikt_document_case *c, struct ikt_drafts *drafts); /* p1-exchange-mode */
void ikt_check_document_peers(const struct ikt_document_case *c, struct ikt_drafts *drafts);    /* peer-address-wrong */
void ikt_check_document_sets(const struct ikt_document_case *c, struct ikt_drafts *drafts);     /* ts-missing */
void ikt_check_document_compression(const struct ikt_document_case *c, struct ikt_drafts *drafts); /* ts-comp */
void ikt_check_document_bare_pfs(const struct ikt_document_case *c, struct ikt_drafts *drafts); /* pfs-group-mismatch */

#endif
