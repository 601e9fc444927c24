/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/last_word.h"

#include <string.h>

#include "rules/draft.h"

static bool has_error(const struct ikt_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i]->severity == IKT_SEVERITY_ERROR)
            return true;
    return false;
}

static enum ikt_log_style style_of(const struct ikt_document_side *side)
{
    return side->router && side->router->kind != IKT_ROUTER_IOS ? IKT_LOG_FOREIGN : IKT_LOG_IOS;
}

/* What each side has for the other one, in the order of references. */
static size_t refs_of(const struct ikt_document_case *c, struct ikt_ref refs[2])
{
    size_t count = 0;
    for (int s = 0; s < 2; s++)
        if (c->side[s].router && c->side[s].line != 0)
            refs[count++] = (struct ikt_ref){c->side[s].line, c->side[s].config, IKT_REF_CONFIG, 0};
    if (count == 2 &&
        (refs[0].source > refs[1].source || (refs[0].source == refs[1].source && refs[0].number > refs[1].number))) {
        const struct ikt_ref first = refs[0];
        refs[0] = refs[1];
        refs[1] = first;
    }
    return count == 2 && refs[0].source == refs[1].source && refs[0].number == refs[1].number ? 1 : count;
}

static const struct ikt_finding *unexplained(struct ikt_arena *arena, const struct ikt_document_case *c,
                                             const struct ikt_tunnel *tunnel)
{
    struct ikt_finding *finding = ikt_arena_alloc(arena, 1, sizeof *finding);
    struct ikt_ref *refs = ikt_arena_alloc(arena, 2, sizeof *refs);
    const struct ikt_sentence **evidence = ikt_arena_alloc(arena, tunnel->note_count + 1, sizeof *evidence);
    for (size_t i = 0; i < tunnel->note_count; i++)
        evidence[i] = IKT_KEEP(arena, &tunnel->notes[i]);
    evidence[tunnel->note_count] = IKT_SENTENCE(arena, "No rule says more.");
    *finding = (struct ikt_finding){
        .rule = IKT_RULE_TUNNEL_UNEXPLAINED,
        .severity = IKT_SEVERITY_ERROR,
        .likelihood = IKT_LIKELIHOOD_POSSIBLE,
        .misconfigured = IKT_MISCONFIGURED_EITHER,
        .log = {style_of(&c->side[0]), style_of(&c->side[1]), false},
        .ref_count = refs_of(c, refs),
        .refs = refs,
        .evidence_count = tunnel->note_count + 1,
        .evidence = evidence,
        .summary = *IKT_SENTENCE(arena,
                                 "The tunnel between {} and {} is down, and nothing that was given says "
                                 "why",
                                 c->side[0].name, c->side[1].name)};
    return finding;
}

/* Behind what else was found, but before notes. */
void ikt_desk_last_word(struct ikt_arena *arena, const struct ikt_desk_case *c, struct ikt_tunnel *tunnel)
{
    const struct ikt_findings *found = &tunnel->findings;
    if (tunnel->state != IKT_TUNNEL_DOWN || has_error(found))
        return;
    const struct ikt_finding **items = ikt_arena_alloc(arena, found->count + 1, sizeof *items);
    bool *by_a = ikt_arena_alloc(arena, found->count + 1, sizeof *by_a);
    size_t at = 0, count = 0;
    while (at < found->count && found->items[at]->severity != IKT_SEVERITY_NOTE)
        at++;
    for (size_t i = 0; i <= found->count; i++) {
        if (i == at) {
            by_a[count] = true;
            items[count++] = unexplained(arena, &c->documents, tunnel);
        }
        if (i < found->count) {
            by_a[count] = tunnel->finding_by_a[i];
            items[count++] = found->items[i];
        }
    }
    tunnel->findings = (struct ikt_findings){count, items};
    tunnel->finding_by_a = by_a;
}
