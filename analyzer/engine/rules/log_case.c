/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/log_case.h"

#include "rules/syntax.h"

static ikt_log_place latest(ikt_log_place a, ikt_log_place b)
{
    return a > b ? a : b;
}

static ikt_log_place came_up(const struct ikt_log_pair *log)
{
    ikt_log_place place = latest(log->said[IKT_SAID_SESSION_UP].last.place, log->said[IKT_SAID_SOCKET_UP].last.place);
    for (size_t i = 0; i < log->quick_mode_count; i++)
        if (log->quick_modes[i].end == IKT_LOG_END_COMPLETED)
            place = latest(place, log->quick_modes[i].end_at.place);
    for (size_t i = 0; i < log->sa_pair_count; i++)
        if (log->sa_pairs[i].has_sa)
            place = latest(place, log->sa_pairs[i].at.place);
    return place;
}

static struct ikt_value name_of(const struct ikt_document_case *documents, const struct ikt_document_side *side)
{
    if (side->name.kind != IKT_VALUE_UNKNOWN)
        return side->name;
    if (side->log && side->log->hostname)
        return ikt_text(documents->arena, side->log->hostname);
    return ikt_words("the router that logs");
}

bool ikt_log_case_init(struct ikt_log_case *c, const struct ikt_document_case *documents, int side)
{
    const struct ikt_log_pair *log = documents->side[side].log;
    if (!log)
        return false;
    *c = (struct ikt_log_case){.documents = documents,
                               .own = &documents->side[side],
                               .other = &documents->side[1 - side],
                               .log = log,
                               .peers_log = documents->side[1 - side].log,
                               .by_a = side == 0,
                               .writer = name_of(documents, &documents->side[side]),
                               .peer = name_of(documents, &documents->side[1 - side]),
                               .authenticated =
                                   latest(log->proved, latest(log->said[IKT_SAID_PHASE1_UP].last.place,
                                                              log->said[IKT_SAID_AUTHENTICATED].last.place)),
                               .up = came_up(log)};
    return true;
}

void ikt_log_each_side(const struct ikt_document_case *documents, struct ikt_drafts *drafts, ikt_log_check_side *check)
{
    struct ikt_log_case c;
    for (int side = 0; side < 2; side++)
        if (ikt_log_case_init(&c, documents, side))
            check(&c, drafts);
}

struct ikt_draft *ikt_log_draft(const struct ikt_log_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                                enum ikt_likelihood likelihood, int rank)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, rule, likelihood, IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, rank);
    ikt_draft_log_reversed(draft, c->by_a);
    return draft;
}

void ikt_log_blame(struct ikt_draft *draft, const struct ikt_log_case *c, bool writer)
{
    draft->finding.misconfigured = writer == c->by_a ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_RESPONDER;
}

void ikt_log_advise(struct ikt_draft *draft, const struct ikt_log_case *c)
{
    const struct ikt_value a = c->by_a ? c->writer : c->peer, b = c->by_a ? c->peer : c->writer;
    IKT_ADVISE(draft, ikt_syntax_of(c->log->remote.family), IKT_NAMED("initiator", a), IKT_NAMED("responder", b),
               IKT_NAMED("local", c->writer), IKT_NAMED("remote", c->peer));
}

void ikt_log_fix(struct ikt_draft *draft, const struct ikt_log_case *c, bool on_writer)
{
    IKT_FIX(draft, on_writer == c->by_a, IKT_NAMED("peer", on_writer ? c->peer : c->writer));
}

void ikt_log_say(struct ikt_draft *draft, const struct ikt_log_case *c, const struct ikt_log_fact *fact,
                 const char *what)
{
    ikt_draft_ref(draft, fact->first.ref);
    ikt_draft_ref(draft, fact->last.ref);
    if (fact->count == 1)
        IKT_SAY(draft, "The log of {} says in line {} {}.", c->writer, ikt_frame(fact->first.ref.number),
                ikt_words(what));
    else
        IKT_SAY(draft, "The log of {} says {} times, from line {} to line {}, {}.", c->writer, ikt_number(fact->count),
                ikt_frame(fact->first.ref.number), ikt_frame(fact->last.ref.number), ikt_words(what));
}

bool ikt_log_stands(const struct ikt_log_case *c, enum ikt_log_said what)
{
    return ikt_log_says(c->log, what) && c->log->said[what].last.place > c->authenticated &&
           c->log->said[what].last.place > c->up;
}
