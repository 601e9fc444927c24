/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parts of the text report, one file each.
 */
#ifndef IKT_REPORT_TEXT_PART_H
#define IKT_REPORT_TEXT_PART_H

#include "text_layout.h"

#include "iketriage/finding.h"

/* text_exchange.c: the block of one exchange with its findings. */
void ikt_text_phase1(const struct ikt_layout *layout, const struct ikt_phase1 *record);
void ikt_text_phase2(const struct ikt_layout *layout, const struct ikt_phase2 *record);

/* text_proposal.c: a line per transform under label; "none" when sa is NULL and none is set. */
void ikt_text_proposals(const struct ikt_layout *layout, const char *label, const struct ikt_sa *sa, const char *none);

/* text_key.c: what is missing to read more, and where to get it; nothing when nothing is. */
void ikt_text_missing_key(const struct ikt_layout *layout, const struct ikt_phase1 *record);
/* What was lost of messages whose IV is not known, and why; nothing when nothing was. */
void ikt_text_lost(const struct ikt_layout *layout, const struct ikt_seen *seen, size_t count);
/* What a decryption status means, in words; static, NULL when there is nothing to say it of. */
const char *ikt_text_decryption(enum ikt_decryption decryption);

/*
 * text_finding.c: the best finding and every certain or probable one in full, further possible ones short. initiator
 * and responder are the exchange's peers, NULL for findings of no exchange.
 */
void ikt_text_findings(const struct ikt_layout *layout, const struct ikt_findings *findings,
                       const struct ikt_address *initiator, const struct ikt_address *responder);

/* catalogue_text.c */
void ikt_text_rule_line(const struct ikt_report_options *options, enum ikt_rule rule, GString *out);
void ikt_text_rule_full(const struct ikt_report_options *options, enum ikt_rule rule, GString *out);

#endif
