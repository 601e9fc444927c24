/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/phase1_past.h"

static uint64_t own_sequence(const struct ikt_phase1_case *c)
{
    return c->record->seen_count > 0 ? c->record->seen[0].sequence : 0;
}

/* More happened between the two than is remembered. */
static struct ikt_phase1_past not_all_known(const struct ikt_phase1_case *c)
{
    return (struct ikt_phase1_past){
        IKT_SENTENCE(c->arena,
                     "Whether {} did otherwise before is not known: not all of it was captured, or is remembered.",
                     c->responder),
        0};
}

static struct ikt_phase1_past of_moment(const struct ikt_phase1_case *c, const struct ikt_moment *moment,
                                        const struct ikt_sentence *sentence)
{
    if (moment->sequence != 0 && moment->sequence < own_sequence(c))
        return (struct ikt_phase1_past){sentence, moment->frame};
    return c->evidence->pair_forgotten ? not_all_known(c) : (struct ikt_phase1_past){0};
}

struct ikt_phase1_past ikt_phase1_past_policy(const struct ikt_phase1_case *c)
{
    struct ikt_moment first = {0};
    switch (ikt_had_policies_any(c->evidence->had, c->record->offer, own_sequence(c), &first)) {
    case IKT_YES:
        return of_moment(c, &first,
                         IKT_SENTENCE(c->arena,
                                      "{} has one of these policies in frame {} all the same, so its configuration was "
                                      "another one then, or is not what runs.",
                                      c->responder, ikt_frame(first.frame)));
    case IKT_UNKNOWN:
        return not_all_known(c);
    default:
        return of_moment(c, &first, NULL);
    }
}

struct ikt_phase1_past ikt_phase1_past_answer(const struct ikt_phase1_case *c)
{
    const struct ikt_had_policies *had = c->evidence->had;
    const struct ikt_moment none = {0}, *first = had ? &had->first : &none;
    return of_moment(
        c, first,
        IKT_SENTENCE(c->arena,
                     "{} knows {} in frame {} all the same, so its configuration was another one then, or is "
                     "not what runs.",
                     c->responder, c->initiator, ikt_frame(first->frame)));
}

struct ikt_phase1_past ikt_phase1_past_aggressive(const struct ikt_phase1_case *c)
{
    const struct ikt_had_policies *had = c->evidence->had;
    const struct ikt_moment none = {0}, *first = had ? &had->aggressive : &none;
    return of_moment(
        c, first,
        IKT_SENTENCE(c->arena,
                     "{} answers aggressive mode in frame {} all the same, so its configuration was another "
                     "one then, or is not what runs.",
                     c->responder, ikt_frame(first->frame)));
}

struct ikt_phase1_past ikt_phase1_past_up(const struct ikt_phase1_case *c)
{
    const struct ikt_moment *own = &c->evidence->came_up[0], *other = &c->evidence->came_up[1];
    const struct ikt_moment *first =
        own->sequence == 0 || (other->sequence != 0 && other->sequence < own->sequence) ? other : own;
    return of_moment(
        c, first,
        IKT_SENTENCE(c->arena,
                     "Phase 1 of the two had come up before the Quick Mode of frame {}, so the configurations "
                     "were other ones then, or are not what runs.",
                     ikt_frame(first->frame)));
}

enum ikt_likelihood ikt_phase1_past_likelihood(const struct ikt_phase1_past *past, bool certain)
{
    return certain && !past->sentence ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE;
}

void ikt_phase1_past_say(struct ikt_draft *draft, const struct ikt_phase1_past *past)
{
    if (!past->sentence)
        return;
    if (past->frame != 0)
        ikt_draft_frame(draft, past->frame);
    ikt_draft_cite(draft, past->sentence);
}
