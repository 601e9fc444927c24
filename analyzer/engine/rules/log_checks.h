/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What routers' logs and show output say, a check for each rule that they speak of; the rules' own files name them.
 */
#ifndef IKT_RULES_LOG_CHECKS_H
#define IKT_RULES_LOG_CHECKS_H

struct ikt_document_case;
struct ikt_drafts;

/* log_keys.c */
void ikt_log_check_psk_missing(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_psk_mismatch(const struct ikt_document_case *c, struct ikt_drafts *drafts);
/* log_policies.c */
void ikt_log_check_policy(const struct ikt_document_case *c, struct ikt_drafts *drafts);
/* log_phase1.c */
void ikt_log_check_no_response(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_stalled(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_port_4500(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_xauth(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_certificate(const struct ikt_document_case *c, struct ikt_drafts *drafts);
/* log_traffic.c */
void ikt_log_check_stale(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_replay(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_no_sa(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_in_clear(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_one_way(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_no_return(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_identity(const struct ikt_document_case *c, struct ikt_drafts *drafts);
/* log_routers.c */
void ikt_log_check_protection(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_filter(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_map(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_local_address(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_entry(const struct ikt_document_case *c, struct ikt_drafts *drafts);
void ikt_log_check_nhrp(const struct ikt_document_case *c, struct ikt_drafts *drafts);
/* log_down.c */
void ikt_log_check_down(const struct ikt_document_case *c, struct ikt_drafts *drafts);

#endif
