/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Checks as they are made, and what follows from them: all must pass; one that refuses decides, whatever is not known
 * of the others.
 */
#ifndef IKT_MODEL_STEPS_H
#define IKT_MODEL_STEPS_H

#include <glib.h>

#include "model/model.h"

/* Checks that are kept. The rest counts all the same; the last place is the deciding one's. */
#define IKT_MODEL_STEPS 512

struct ikt_model_steps {
    GArray *made; /* struct ikt_model_step */
};

void ikt_model_steps_begin(struct ikt_model_steps *steps);
void ikt_model_steps_add(struct ikt_model_steps *steps, const struct ikt_model_step *step);
/* The steps in the arena, the deciding one last; what was made is freed. */
const struct ikt_model_step *ikt_model_steps_end(struct ikt_model_steps *steps, struct ikt_arena *arena,
                                                 const struct ikt_model_step *decides, size_t *count);

/* What checks that must all pass come to. */
struct ikt_model_verdict {
    enum ikt_model_says says;
    bool sure;
    struct ikt_model_step decides;
};
/* Nothing was checked: it takes. */
struct ikt_model_verdict ikt_model_verdict_begin(void);
/* One more check. False: it refuses, and nothing after it matters. */
bool ikt_model_verdict_add(struct ikt_model_verdict *verdict, struct ikt_model_steps *steps,
                           const struct ikt_model_step *step);
bool ikt_model_check_is_sure(enum ikt_model_check check);

#endif
