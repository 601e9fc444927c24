/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/steps.h"

#include <string.h>

bool ikt_model_check_is_sure(enum ikt_model_check check)
{
    return ikt_model_checks[check].sure == IKT_MODEL_SURE;
}

void ikt_model_steps_begin(struct ikt_model_steps *steps)
{
    steps->made = g_array_new(FALSE, FALSE, sizeof(struct ikt_model_step));
}

void ikt_model_steps_add(struct ikt_model_steps *steps, const struct ikt_model_step *step)
{
    if (steps->made->len + 1 < IKT_MODEL_STEPS)
        g_array_append_val(steps->made, *step);
}

const struct ikt_model_step *ikt_model_steps_end(struct ikt_model_steps *steps, struct ikt_arena *arena,
                                                 const struct ikt_model_step *decides, size_t *count)
{
    g_array_append_val(steps->made, *decides);
    *count = steps->made->len;
    struct ikt_model_step *kept = ikt_arena_alloc(arena, *count, sizeof *kept);
    memcpy(kept, steps->made->data, *count * sizeof *kept);
    g_array_unref(steps->made);
    steps->made = NULL;
    return kept;
}

struct ikt_model_verdict ikt_model_verdict_begin(void)
{
    return (struct ikt_model_verdict){.says = IKT_MODEL_TAKES, .sure = true};
}

bool ikt_model_verdict_add(struct ikt_model_verdict *verdict, struct ikt_model_steps *steps,
                           const struct ikt_model_step *step)
{
    const bool sure = ikt_model_check_is_sure(step->check);
    ikt_model_steps_add(steps, step);
    if (step->says == IKT_MODEL_REFUSES) {
        verdict->sure = sure && verdict->says == IKT_MODEL_TAKES;
        verdict->says = IKT_MODEL_REFUSES;
        verdict->decides = *step;
        return false;
    }
    if (step->says == IKT_MODEL_EITHER) {
        if (verdict->says == IKT_MODEL_TAKES)
            verdict->decides = *step;
        verdict->says = IKT_MODEL_EITHER;
        verdict->sure = false;
    } else {
        verdict->sure = verdict->sure && sure;
        if (verdict->says == IKT_MODEL_TAKES)
            verdict->decides = *step;
    }
    return true;
}
