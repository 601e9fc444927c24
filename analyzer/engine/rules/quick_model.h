/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A Quick Mode put to the model of its responder's configuration, and what may be concluded where both agree.
 */
#ifndef IKT_RULES_QUICK_MODEL_H
#define IKT_RULES_QUICK_MODEL_H

#include "model/model.h"
#include "rules/pair_documents.h"

/* What part of a proposal a finding is about. */
enum ikt_part {
    IKT_PART_NETWORKS,
    IKT_PART_SETS,
    IKT_PART_PFS
};

/* NULL: the responder's configuration is not known, or is of another product than the responder shows itself as. */
const struct ikt_model_answer *ikt_quick_answer(struct ikt_arena *arena, const struct ikt_phase2 *record,
                                                const struct ikt_proxies *networks,
                                                const struct ikt_pair_documents *documents);
/* Does the model refuse for this part, and is it sure? */
bool ikt_answer_refuses_for(const struct ikt_model_answer *answer, enum ikt_part part);
/* The check that decides; IKT_MODEL_CHECK_COUNT: none. */
enum ikt_model_check ikt_answer_check(const struct ikt_model_answer *answer);

#endif
