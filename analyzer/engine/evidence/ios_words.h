/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Negotiated values in words of the IOS configuration. Every result is newly allocated (g_free); NULL where IOS has
 * no word for it.
 */
#ifndef IKT_EVIDENCE_IOS_WORDS_H
#define IKT_EVIDENCE_IOS_WORDS_H

#include "base/line.h"
#include "evidence/offer_compare.h"

/* A transform set: "ah-sha-hmac esp-aes 256", "esp-aes esp-sha-hmac comp-lzs" */
char *ikt_suite_ios(const struct ikt_suite *suite);
/* A name for a transform set with that suite and mode, the same for the same: "IKT-AES-256-SHA-TUNNEL". */
char *ikt_suite_set_name(const struct ikt_suite *suite);
/* Has IOS words for all of it? */
bool ikt_suite_has_ios(const struct ikt_suite *suite);
/* Adds ikt_suite_text. */
void ikt_suite_line(const struct ikt_suite *suite, struct ikt_line *line);
/* As above, or in names of the registries where IOS has no words. Never NULL. */
char *ikt_suite_text(const struct ikt_suite *suite);
/* "tunnel" or "transport", NULL when not said; static. */
const char *ikt_mode_word(int mode);
/* "group14", "no PFS" for IKT_ABSENT. */
char *ikt_pfs_text(int group);
/* A phase 1 transform: "aes 256, sha, pre-share, group 14". Never NULL. */
char *ikt_policy_text(const struct ikt_transform *transform);
/* Its parts as crypto isakmp policy spells them; static, NULL where IOS has no word. */
const char *ikt_policy_encryption(const struct ikt_transform *transform);
const char *ikt_policy_hash(const struct ikt_transform *transform);
const char *ikt_policy_authentication(int method);

#endif
