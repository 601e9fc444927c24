/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes that came up, and what their SAs carry.
 */
#include <inttypes.h>

#include "rules/ios_words.h"
#include "rules/rules.h"
#include "rules/evidence_text.h"

/* So much one way and nothing the other way is no chance; an answer to the first would be there by then. */
#define ONE_WAY_PACKETS 3
#define ONE_WAY_TIME    (IKT_SECOND / 2)

/* ESP and AH of this Quick Mode in one direction. */
struct way {
    uint64_t packets, first_frame, last_frame;
    ikt_time first_time, last_time;
    bool strays; /* not known to be of this Quick Mode: its SPIs were not read */
};

static struct way count_way(const struct ikt_case *c, const struct ikt_party *source)
{
    bool strays = c->record->offer == NULL || c->record->choice == NULL;
    bool own = !strays || c->record->flows_by_order;
    const struct ikt_flow *flows = own ? c->record->flows : c->evidence->strays;
    size_t count = own ? c->record->flow_count : c->evidence->stray_count;
    struct way way = {.strays = strays};
    for (size_t i = 0; i < count; i++) {
        const struct ikt_flow *flow = &flows[i];
        if (!ikt_address_equal(&flow->source, &source->endpoint.address) ||
            (strays && flow->first_frame < c->record->seen[0].frame))
            continue;
        if (way.packets == 0 || flow->first_frame < way.first_frame) {
            way.first_frame = flow->first_frame;
            way.first_time = flow->first_time;
        }
        if (way.packets == 0 || flow->last_frame > way.last_frame) {
            way.last_frame = flow->last_frame;
            way.last_time = flow->last_time;
        }
        way.packets += flow->packets;
    }
    return way;
}

static void check_one_way(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (record->outcome != IKT_OUTCOME_ESTABLISHED || !record->initiator->seen || !record->responder->seen)
        return;
    struct way ours = count_way(c, record->initiator), theirs = count_way(c, record->responder);
    bool by_initiator = ours.packets > 0;
    const struct way *way = by_initiator ? &ours : &theirs;
    /* a peer may answer under the SAs of another Quick Mode, after a rekey or a collision */
    bool other_is_initiator = by_initiator == record->reversed;
    uint64_t other = c->evidence->ipsec_packets[other_is_initiator ? 0 : 1];
    if (way->packets < ONE_WAY_PACKETS || way->last_time - way->first_time < ONE_WAY_TIME || other > 0 ||
        (ours.packets > 0 && theirs.packets > 0))
        return;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_ESP_BLOCKED, way->strays ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 55);
    const char *sender = by_initiator ? c->initiator : c->responder,
               *silent = by_initiator ? c->responder : c->initiator;
    ikt_draft_summary(draft, "The tunnel is up; %s sends %" PRIu64 " packets through it, none comes back from %s",
                      sender, way->packets, silent);
    ikt_draft_frame(draft, way->first_frame);
    ikt_draft_frame(draft, way->last_frame);
    ikt_draft_evidence(draft,
                       "%" PRIu64 " packets of %s in frames %" PRIu64 " to %" PRIu64 ", no ESP or AH of %s at all.",
                       way->packets, sender, way->first_frame, way->last_frame, silent);
    ikt_draft_evidence(draft,
                       "A filter, a missing route behind %s, NAT that catches its return traffic first, and a capture "
                       "point that one direction does not pass look the same.",
                       silent);
    if (way->strays)
        ikt_draft_evidence(draft,
                           c->record->flows_by_order
                               ? "The Quick Mode was not read; these SPIs are taken for its own because they are "
                                 "seen first after it and before the next one."
                               : "The Quick Mode was not read, so these SPIs are taken for its own.");
    g_autofree char *where = g_strdup_printf("decaps rise and encaps do not, %s has no way back into the tunnel; where "
                                             "decaps stay, the path blocks",
                                             silent);
    ikt_draft_evidence(draft, "To check: \"show crypto ipsec sa\" on %s: if %s.", silent, where);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", silent);
    ikt_draft_fix(draft, words, by_initiator);
    ikt_words_set(words, "peer", sender);
    ikt_draft_fix(draft, words, !by_initiator);
}

/* Is AH in every suite of it? */
static bool is_all_ah(const struct ikt_sa *sa)
{
    struct ikt_suites suites;
    ikt_suites_of(sa, &suites);
    for (unsigned i = 0; i < suites.count; i++) {
        if (suites.items[i].ah == NULL)
            return false;
    }
    return suites.count > 0;
}

static void check_ah(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_phase1 *phase1 = record->phase1;
    bool agreed = record->choice != NULL && is_all_ah(record->choice);
    bool nat = phase1->initiator.behind_nat == IKT_YES || phase1->responder.behind_nat == IKT_YES;
    if (!nat || !(agreed || (c->failed && is_all_ah(record->offer))))
        return;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_AH_THROUGH_NAT, agreed ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 60);
    struct ikt_suites suites;
    ikt_suites_of(agreed ? record->choice : record->offer, &suites);
    g_autofree char *suite = ikt_suite_text(&suites.items[0]);
    char inside[IKT_ADDRESS_TEXT];
    bool by_initiator = phase1->initiator.behind_nat == IKT_YES;
    ikt_address_format(&(by_initiator ? &phase1->initiator : &phase1->responder)->endpoint.address, inside);
    ikt_draft_summary(draft, "%s and %s %s %s, which no NAT lets through", c->initiator, c->responder,
                      agreed ? "agree on" : "negotiate", suite);
    ikt_draft_values(draft, suite, agreed ? suite : NULL);
    ikt_say_offer(draft, c);
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name == IKT_QUICK2)
            ikt_draft_frame(draft, record->seen[i].frame);
    }
    ikt_draft_evidence(draft,
                       "NAT-D of phase 1 shows that %s stands behind a NAT; AH protects the addresses that it changes.",
                       inside);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", c->responder);
    ikt_draft_fix(draft, words, true);
    ikt_words_set(words, "peer", c->initiator);
    ikt_draft_fix(draft, words, false);
}

/* Times may be equal, or those of a clock that was set; frames are in order. */
static bool interleave(const struct ikt_phase2 *record, const struct ikt_history *other)
{
    uint64_t first = record->seen[0].frame, last = first;
    for (size_t i = 0; i < record->seen_count; i++) {
        first = MIN(first, record->seen[i].frame);
        last = MAX(last, record->seen[i].frame);
    }
    return other->frame <= last && first <= other->last_frame;
}

static const struct ikt_history *find_collision(const struct ikt_case *c)
{
    const struct ikt_phase2 *record = c->record;
    for (size_t i = 0; i < c->evidence->history_count; i++) {
        const struct ikt_history *history = &c->evidence->history[i];
        if (history->outcome != IKT_OUTCOME_ESTABLISHED || history->frame == 0 ||
            !ikt_address_equal(&history->initiator, &record->responder->endpoint.address) ||
            history->time > record->end_time || record->start_time > history->end_time || !interleave(record, history))
            continue;
        struct ikt_proxies theirs = ikt_history_proxies(history);
        struct ikt_proxies swapped = ikt_proxies_swap(&theirs);
        enum ikt_relation relation = ikt_proxies_relation(&c->proxies, &swapped);
        if (relation == IKT_RELATION_EQUAL || relation == IKT_RELATION_UNKNOWN)
            return history;
    }
    return NULL;
}

static void check_collision(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_history *other = NULL;
    if (record->outcome == IKT_OUTCOME_ESTABLISHED && c->offer_frame != 0)
        other = find_collision(c);
    if (other == NULL)
        return;
    bool read = record->offer != NULL && other->offer != NULL;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_QM_COLLISION, read ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_NONE, 5);
    ikt_draft_summary(draft, "%s and %s began Quick Modes at the same time, and both came up", c->initiator,
                      c->responder);
    ikt_say_offer(draft, c);
    ikt_draft_frame(draft, other->frame);
    ikt_draft_evidence(draft, "%s began its own, message ID %08x, in frame %" PRIu64 ", before either was done.",
                       c->responder, other->message_id, other->frame);
    if (!read)
        ikt_draft_evidence(draft, "Not both were read, so they may be for other networks.");
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
}

void ikt_rules_traffic(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    check_one_way(c, drafts);
    check_ah(c, drafts);
    check_collision(c, drafts);
}
