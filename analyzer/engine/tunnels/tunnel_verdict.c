/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/tunnel_verdict.h"

#include <string.h>

#include "evidence/esp_ways.h"
#include "rules/draft.h"
#include "tunnels/decide.h"
#include "tunnels/tunnel_pair.h"
#include "tunnels/unexplained.h"

static enum ikt_side other_of(enum ikt_side side)
{
    return side == IKT_SIDE_LOW ? IKT_SIDE_HIGH : IKT_SIDE_LOW;
}

static bool has_spoken(const struct ikt_tunnel_traffic *traffic)
{
    return traffic->packets > 0;
}

static const struct ikt_tunnel_traffic *traffic_of(const struct ikt_tunnel_entry *entry, enum ikt_side side)
{
    return &ikt_tunnel_entry_sent(entry, side)->traffic;
}

static struct ikt_way way_of(const struct ikt_tunnel_entry *entry, enum ikt_side side)
{
    const struct ikt_tunnel_sent *sent = ikt_tunnel_entry_sent(entry, side);
    return (struct ikt_way){sent->traffic.packets, sent->traffic.first_time, sent->traffic.last_time,
                            sent->last_sequence, sent->tenth_last_sequence};
}

/* Did this direction fall silent while the other went on? */
static bool fell_silent(const struct ikt_tunnel_entry *entry, enum ikt_side side)
{
    struct ikt_way silent = way_of(entry, side), other = way_of(entry, other_of(side));
    return ikt_way_fell_silent(&silent, &other);
}

/* course: without it, a complaint of unknown SPIs would count that the SAs of a later success have answered. */
static struct ikt_tunnel_signs signs_of(const struct ikt_tunnel_entry *entry, const struct ikt_tunnel_course *course)
{
    const struct ikt_tunnel_pair *pair = entry->pair;
    const struct ikt_tunnel_traffic *low = traffic_of(entry, IKT_SIDE_LOW), *high = traffic_of(entry, IKT_SIDE_HIGH);
    struct ikt_tunnel_signs signs = {.narrowed = entry->narrowed,
                                     .half_done = entry->half_done,
                                     .cannot_pass = entry->cannot_pass,
                                     .in_clear = entry->in_clear,
                                     .lossy = entry->lossy,
                                     .refused_packets = pair->refused_sequence > course->up_sequence,
                                     .dpd_unanswered = ikt_tunnel_pair_is_silent(pair, IKT_SIDE_LOW) ||
                                                       ikt_tunnel_pair_is_silent(pair, IKT_SIDE_HIGH),
                                     .silent_since = IKT_TIME_NONE,
                                     .both_ways_until = IKT_TIME_NONE};
    if (has_spoken(low) && has_spoken(high))
        signs.both_ways_until = MIN(low->last_time, high->last_time);
    for (enum ikt_side side = IKT_SIDE_LOW; side <= IKT_SIDE_HIGH; side++) {
        const struct ikt_tunnel_traffic *silent = traffic_of(entry, side), *other = traffic_of(entry, other_of(side));
        const struct ikt_way way = way_of(entry, other_of(side));
        if (fell_silent(entry, side)) {
            signs.silenced = true;
            signs.silent_since = silent->last_time;
        } else if (!has_spoken(silent) && ikt_way_wants_answer(&way) && !entry->one_direction &&
                   entry->pair->party[side].seen) {
            signs.one_way = true;
            signs.silent_since = other->first_time;
        }
    }
    return signs;
}

/* These say that something failed, and leave open why. */
static bool leaves_open(enum ikt_rule rule)
{
    return ikt_rule_info(rule)->cause_open;
}

/*
 * Did one preshared key fit both sides, so that it cannot be what fails in the exchanges that `by` began up to `last`?
 * The frame of the ISAKMP SA that shows it, 0: no. One that came up before, the same side having begun, leaves room for
 * a key that was changed since.
 */
static uint64_t key_fits(const struct ikt_tunnel_pair *pair, enum ikt_side by, uint64_t last)
{
    enum ikt_side other = by == IKT_SIDE_LOW ? IKT_SIDE_HIGH : IKT_SIDE_LOW;
    if (pair->key_fits_sequence[by] > last)
        return pair->key_fits_frame[by];
    return pair->key_fits_sequence[other] != 0 ? pair->key_fits_frame[other] : 0;
}

/* What the rest of the pair's exchanges says against a finding. */
static bool is_refuted(const struct ikt_tunnel_entry *entry, const struct ikt_tunnel_finding *finding)
{
    return finding->rule == IKT_RULE_PSK_MISMATCH && finding->finding->likelihood != IKT_LIKELIHOOD_CERTAIN &&
           (entry->pair->keys_agree || key_fits(entry->pair, finding->by, finding->last_sequence) != 0);
}

/* A candidate: a finding, and how it stands against the others. */
struct candidate {
    const struct ikt_tunnel_finding *kept;
    bool current;  /* of an exchange since the last success, or of one that is up still, and not outdated */
    bool outdated; /* what it speaks of is over: it is no cause any more */
};

static int by_weight(const struct candidate *x, const struct candidate *y)
{
    const struct ikt_finding *one = x->kept->finding, *other = y->kept->finding;
    if (x->current != y->current)
        return x->current ? -1 : 1;
    if (leaves_open(one->rule) != leaves_open(other->rule) && one->likelihood == other->likelihood)
        return leaves_open(one->rule) ? 1 : -1;
    if (one->likelihood != other->likelihood)
        return one->likelihood < other->likelihood ? -1 : 1;
    if (one->severity != other->severity)
        return one->severity < other->severity ? -1 : 1;
    if (x->kept->last_sequence != y->kept->last_sequence)
        return x->kept->last_sequence > y->kept->last_sequence ? -1 : 1;
    return x->kept->ordinal < y->kept->ordinal ? -1 : x->kept->ordinal > y->kept->ordinal;
}

/* They are few, and nearly in order: findings are kept best first. */
static void sort(struct candidate *candidates, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct candidate moved = candidates[i];
        size_t at = i;
        for (; at > 0 && by_weight(&candidates[at - 1], &moved) > 0; at--)
            candidates[at] = candidates[at - 1];
        candidates[at] = moved;
    }
}

/* What one rule sees is what another one, of a like strength, gives the reason of. */
static const struct {
    enum ikt_rule seen, reason;
} reasons[] = {{IKT_RULE_REKEY_FLAP, IKT_RULE_INITIAL_CONTACT_WAR}};

static bool has_reason(const struct candidate *candidates, size_t count, const struct ikt_finding *seen)
{
    for (size_t j = 0; j < G_N_ELEMENTS(reasons); j++) {
        for (size_t i = 0; reasons[j].seen == seen->rule && i < count; i++) {
            const struct ikt_finding *reason = candidates[i].kept->finding;
            if (reasons[j].reason == reason->rule && reason->likelihood <= seen->likelihood)
                return true;
        }
    }
    return false;
}

/* A cause that is known in one direction explains the other: the other's open causes say no more. */
static bool is_explained(const struct candidate *candidates, size_t count, const struct candidate *candidate)
{
    const struct ikt_finding *finding = candidate->kept->finding;
    if (has_reason(candidates, count, finding))
        return true;
    if (finding->likelihood != IKT_LIKELIHOOD_POSSIBLE || finding->severity != IKT_SEVERITY_ERROR)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct ikt_finding *other = candidates[i].kept->finding;
        if (candidates[i].current && candidates[i].kept->by != candidate->kept->by &&
            other->likelihood == IKT_LIKELIHOOD_CERTAIN && other->severity == IKT_SEVERITY_ERROR &&
            !leaves_open(other->rule))
            return true;
    }
    return false;
}

/* Best first; one per rule, and the first one alone where tunnels are counted. Returns the count. */
static size_t weigh(const struct ikt_tunnel_entry *entry, const struct ikt_tunnel_course *course,
                    struct candidate *candidates)
{
    size_t count = 0, kept = 0;
    for (unsigned i = 0; i < entry->finding_count; i++) {
        const struct ikt_tunnel_finding *finding = &entry->findings[i];
        if (is_refuted(entry, finding))
            continue;
        const bool since = !course->failed || !course->ever_up || finding->last_sequence > course->up_sequence;
        const bool outdated = ikt_tunnel_is_outdated(entry, finding);
        candidates[count++] = (struct candidate){finding, since && !outdated, outdated};
    }
    sort(candidates, count);
    const size_t most = entry->pair->room->counted ? 1 : count;
    for (size_t i = 0; i < count && kept < most; i++) {
        bool said = is_explained(candidates, count, &candidates[i]);
        for (size_t j = 0; j < kept && !said; j++)
            said = candidates[j].kept->rule == candidates[i].kept->rule;
        if (!said)
            candidates[kept++] = candidates[i];
    }
    return kept;
}

/* The causes that hold together: the first, and those of the same strength that show both sides' values as it does. */
static void name_causes(struct ikt_arena *arena, const struct candidate *candidates, size_t count,
                        struct ikt_tunnel *tunnel)
{
    bool failed = tunnel->state == IKT_TUNNEL_DOWN;
    tunnel->likelihood = IKT_LIKELIHOOD_POSSIBLE;
    if (count == 0 || tunnel->state == IKT_TUNNEL_UP || tunnel->state == IKT_TUNNEL_UNJUDGED)
        return;
    const struct ikt_finding *first = candidates[0].kept->finding;
    if (candidates[0].outdated || first->likelihood == IKT_LIKELIHOOD_POSSIBLE || leaves_open(first->rule) ||
        (failed ? first->severity != IKT_SEVERITY_ERROR : first->severity == IKT_SEVERITY_NOTE))
        return;
    enum ikt_rule *causes = ikt_arena_alloc(arena, count, sizeof *causes);
    for (size_t i = 0; i < count; i++) {
        const struct ikt_finding *finding = candidates[i].kept->finding;
        bool together = i == 0 || (candidates[0].kept->both_values && candidates[i].kept->both_values &&
                                   finding->likelihood == first->likelihood && finding->severity == first->severity &&
                                   candidates[i].current == candidates[0].current && !leaves_open(finding->rule));
        if (together)
            causes[tunnel->cause_count++] = finding->rule;
    }
    tunnel->causes = causes;
    tunnel->likelihood = first->likelihood;
}

/* The finding with words: those of its rule, where there was no room for its own. */
static const struct ikt_finding *in_words(struct ikt_arena *arena, const struct ikt_tunnel_finding *kept)
{
    if (kept->full)
        return kept->finding;
    struct ikt_finding *finding = ikt_arena_alloc(arena, 1, sizeof *finding);
    *finding = *kept->finding;
    finding->ordinal = kept->ordinal;
    finding->summary = *IKT_SENTENCE(arena, "{}", ikt_words(ikt_rule_info(finding->rule)->line));
    return finding;
}

/* Best first. A tunnel that is down has an error among them. */
static void tell_findings(struct ikt_arena *arena, const struct ikt_tunnel_entry *entry,
                          const struct candidate *candidates, size_t count, enum ikt_side a, struct ikt_tunnel *tunnel)
{
    const struct ikt_finding **items = ikt_arena_alloc(arena, count + 1, sizeof *items);
    bool *by_a = ikt_arena_alloc(arena, count + 1, sizeof *by_a), error = false;
    for (size_t i = 0; i < count; i++)
        error = error || candidates[i].kept->finding->severity == IKT_SEVERITY_ERROR;
    size_t told = 0;
    if (tunnel->state == IKT_TUNNEL_DOWN && !error) {
        items[told] = ikt_tunnel_unexplained(arena, entry->pair, &entry->failure);
        by_a[told++] = entry->failure.by == a;
    }
    for (size_t i = 0; i < count; i++) {
        items[told] = in_words(arena, candidates[i].kept);
        by_a[told++] = candidates[i].kept->by == a;
    }
    tunnel->findings = (struct ikt_findings){told, items};
    tunnel->finding_by_a = by_a;
}

static struct ikt_tunnel_side side_of(struct ikt_arena *arena, const struct ikt_tunnel_entry *entry, enum ikt_side side)
{
    const struct ikt_tunnel_pair *pair = entry->pair;
    const struct ikt_tunnel_party *party = &pair->party[side], *peer = &pair->party[other_of(side)];
    struct ikt_tunnel_side told = {.endpoint = party->endpoint,
                                   .id = party->id,
                                   .vendor = party->vendor,
                                   .vendor_guessed = party->vendor_guessed,
                                   .vendor_name = party->vendor_name,
                                   .policies = {party->policies,
                                                party->policies_complete,
                                                {.kind = IKT_REF_FRAME, .number = party->policies_frame}}};
    if (told.endpoint.address.family == IKT_FAMILY_NONE)
        told.endpoint.address = pair->address[side]; /* one host that talks to itself */
    if (party->began) {
        char *address = ikt_arena_alloc(arena, 1, IKT_ADDRESS_TEXT);
        told.peers.value = ikt_address_format(&peer->endpoint.address, address);
    }
    if (entry->facts[side])
        ikt_side_facts_tell(arena, entry->facts[side], &told);
    return told;
}

/* What was met, and so what is asked next. */
static enum ikt_situation situation_of(const struct ikt_tunnel_entry *entry, const struct ikt_tunnel *tunnel)
{
    if (tunnel->state == IKT_TUNNEL_FLAPPING)
        return IKT_SITUATION_LOST;
    switch (tunnel->where) {
    case IKT_WHERE_TRAFFIC:
        return IKT_SITUATION_TRAFFIC;
    case IKT_WHERE_PHASE2:
        if (tunnel->state == IKT_TUNNEL_DEGRADED && entry->half_done)
            return IKT_SITUATION_QUICK_HALF;
        return entry->failure.situation;
    case IKT_WHERE_PHASE1:
    case IKT_WHERE_XAUTH:
        return entry->failure.situation;
    default:
        return IKT_SITUATION_NONE;
    }
}

/* Who knows. */
static enum ikt_side asked_of(const struct ikt_tunnel_entry *entry, enum ikt_situation situation, enum ikt_side a)
{
    const struct ikt_tunnel_pair *pair = entry->pair;
    switch (situation) {
    case IKT_SITUATION_QUICK_NOT_BEGUN: /* who should have asked */
        return entry->failure.by;
    case IKT_SITUATION_XAUTH:
        return pair->client ? pair->xauth_by : other_of(entry->failure.by);
    case IKT_SITUATION_TRAFFIC:
        for (enum ikt_side side = IKT_SIDE_LOW; side <= IKT_SIDE_HIGH; side++) {
            if (fell_silent(entry, side) ||
                (!has_spoken(traffic_of(entry, side)) && has_spoken(traffic_of(entry, other_of(side)))))
                return side;
        }
        for (enum ikt_side side = IKT_SIDE_LOW; side <= IKT_SIDE_HIGH; side++) {
            if (ikt_tunnel_pair_is_silent(pair, side))
                return side;
        }
        return other_of(a);
    case IKT_SITUATION_QUICK_HALF:
    case IKT_SITUATION_LOST:
        return other_of(a);
    default:
        return other_of(entry->failure.by);
    }
}

/* What differs from the offer of the same side that was accepted before. */
static unsigned changes_of(const struct ikt_tunnel_entry *entry, enum ikt_side by)
{
    const struct ikt_offer_mark *before = entry->accepted[by], *after = entry->refused[by];
    return before && after && before->sequence < after->sequence ? ikt_offer_mark_changes(before, after) : 0;
}

static bool is_open(const struct ikt_tunnel *tunnel)
{
    return tunnel->cause_count == 0 && (tunnel->state == IKT_TUNNEL_DOWN || tunnel->state == IKT_TUNNEL_DEGRADED ||
                                        tunnel->state == IKT_TUNNEL_FLAPPING);
}

static void tell_open(struct ikt_arena *arena, const struct ikt_tunnel_entry *entry, enum ikt_side a,
                      struct ikt_tunnel *tunnel)
{
    enum ikt_situation situation = situation_of(entry, tunnel);
    if (!is_open(tunnel) || situation == IKT_SITUATION_NONE)
        return;
    const struct ikt_tunnel_pair *pair = entry->pair;
    enum ikt_side asked = asked_of(entry, situation, a), by = entry->failure.by;
    const struct ikt_open_case c = {.situation = situation,
                                    .language = ikt_log_language_of(pair->party[asked].vendor),
                                    .guessed_language = pair->party[asked].vendor == IKT_VENDOR_UNKNOWN,
                                    .unread = entry->failure.unread,
                                    .key_fits = pair->keys_agree || key_fits(pair, by, entry->failure.sequence) != 0,
                                    .client = pair->client,
                                    .changed = changes_of(entry, by)};
    struct ikt_open_causes causes = ikt_open_causes_of(arena, &c, &tunnel->findings);
    tunnel->open_count = causes.count;
    tunnel->open = causes.items;
    if (pair->room->brief)
        return;
    tunnel->decide = ikt_decide(arena, &c, &causes, tunnel, asked == a);
    tunnel->decide_count = 1;
}

static const char *changed_words(unsigned changed)
{
    bool sets = changed & 1U << IKT_DECISION_SETS, pfs = changed & 1U << IKT_DECISION_PFS,
         networks = changed & 1U << IKT_DECISION_NETWORKS;
    if (sets + pfs + networks > 1)
        return "its proposal";
    return sets ? "its transform sets" : pfs ? "its PFS" : "its networks";
}

/* An offer that was accepted before is not at fault by itself: what changed since is. */
static const struct ikt_sentence *history_note(struct ikt_arena *arena, const struct ikt_tunnel_entry *entry,
                                               enum ikt_side by)
{
    const struct ikt_offer_mark *before = entry->accepted[by], *after = entry->refused[by];
    if (!before || !after || before->sequence >= after->sequence)
        return NULL;
    struct ikt_value own = ikt_address_of(&entry->pair->address[by]);
    struct ikt_value others = ikt_address_of(&entry->pair->address[other_of(by)]);
    if (!before->read || !after->read)
        return before->length != after->length
                   ? NULL
                   : IKT_SENTENCE(arena,
                                  "{} accepted a Quick Mode of the same length in frame {} and refuses it in frame {}: "
                                  "look for what was changed between them, on {} first",
                                  others, ikt_frame(before->frame), ikt_frame(after->frame), others);
    unsigned changed = ikt_offer_mark_changes(before, after);
    if (changed == 0)
        return IKT_SENTENCE(arena,
                            "{} accepted this very proposal in frame {} and refuses it in frame {}: something was "
                            "changed between them, and not in what {} offers",
                            others, ikt_frame(before->frame), ikt_frame(after->frame), own);
    return IKT_SENTENCE(arena, "{} accepted another proposal of {} in frame {}: since then {} changed {}", others, own,
                        ikt_frame(before->frame), own, ikt_words(changed_words(changed)));
}

/* Was a difference of keys taken back? The frame that shows it; 0. */
static uint64_t refuting_frame(const struct ikt_tunnel_entry *entry)
{
    for (unsigned i = 0; i < entry->finding_count; i++) {
        const struct ikt_tunnel_finding *finding = &entry->findings[i];
        if (finding->rule == IKT_RULE_PSK_MISMATCH && is_refuted(entry, finding))
            return key_fits(entry->pair, finding->by, finding->last_sequence);
    }
    return 0;
}

static void tell_notes(struct ikt_arena *arena, const struct ikt_tunnel_entry *entry, struct ikt_tunnel *tunnel)
{
    struct ikt_sentence *notes = ikt_arena_alloc(arena, 3, sizeof *notes);
    uint64_t frame = refuting_frame(entry);
    tunnel->notes = notes;
    for (enum ikt_side by = IKT_SIDE_LOW; by <= IKT_SIDE_HIGH; by++) {
        const struct ikt_sentence *note = history_note(arena, entry, by);
        if (note)
            notes[tunnel->note_count++] = *note;
    }
    if (frame != 0)
        notes[tunnel->note_count++] =
            *IKT_SENTENCE(arena, "The preshared keys are no different: one fitted both sides in frame {} and after",
                          ikt_frame(frame));
}

static const char *kept_proxy(struct ikt_arena *arena, const struct ikt_proxy *proxy)
{
    g_autofree char *text = ikt_proxy_text(proxy);
    return text ? ikt_keep(arena, text, strlen(text) + 1) : NULL;
}

static void tell_networks(struct ikt_arena *arena, const struct ikt_tunnel_entry *entry, enum ikt_side a,
                          struct ikt_tunnel *tunnel)
{
    if (!entry->networks)
        return;
    tunnel->networks[a == IKT_SIDE_LOW ? 0 : 1] = kept_proxy(arena, &entry->networks->initiator);
    tunnel->networks[a == IKT_SIDE_LOW ? 1 : 0] = kept_proxy(arena, &entry->networks->responder);
}

/* Who they are, and what each has, next to each other: what decides an open cause is said by their names. */
static void tell_sides(struct ikt_arena *arena, const struct ikt_tunnel_entry *entry, enum ikt_side a,
                       struct ikt_tunnel *tunnel)
{
    static const struct ikt_side_facts nothing = {.known = false};
    const enum ikt_side b = other_of(a);
    tunnel->a = side_of(arena, entry, a);
    tunnel->b = side_of(arena, entry, b);
    tunnel->row_count = ikt_side_facts_compare(arena, entry->facts[a] ? entry->facts[a] : &nothing,
                                               entry->facts[b] ? entry->facts[b] : &nothing, &tunnel->rows);
}

void ikt_tunnel_tell(struct ikt_arena *arena, const struct ikt_tunnel_entry *entry, struct ikt_tunnel *tunnel)
{
    enum ikt_side a = entry->pair->first_sequence != 0 ? entry->pair->began : entry->began, b = other_of(a);
    struct ikt_tunnel_course course = {.up = false};
    if (entry->events.course)
        course = *entry->events.course;
    for (unsigned i = 0; i < entry->events.count; i++)
        ikt_tunnel_follow(&course, &entry->events.items[i]);
    struct ikt_tunnel_signs signs = signs_of(entry, &course);
    struct ikt_tunnel_verdict verdict = ikt_tunnel_judge(&course, &signs);
    struct candidate candidates[IKT_TUNNEL_FINDINGS];
    size_t count = weigh(entry, &course, candidates);

    *tunnel = (struct ikt_tunnel){
        .state = verdict.state,
        .where = verdict.where,
        .since = verdict.since,
        .ended = verdict.ended,
        /* a DELETE is none of its exchanges, and a clock may have been set back before it */
        .first_time = verdict.since == IKT_TIME_NONE ? entry->first_time : MIN(entry->first_time, verdict.since),
        .last_time = MAX(entry->last_time, verdict.since),
        .begun_by = {entry->begun_by[a], entry->begun_by[b]},
        .phase1_up = entry->pair->phase1_up,
        .rekeys = course.rekeys,
        .traffic = {*traffic_of(entry, a), *traffic_of(entry, b)},
        .exchange_count = entry->exchange_count,
        .findings_more = entry->findings_more,
        .exchanges_more = entry->exchanges_more,
        .exchanges = entry->exchanges,
        .pair = entry->pair->number,
        .parts = {entry->parts[0], entry->parts[1]},
        .own_sequence = entry->own_sequence,
    };
    for (int outcome = 0; outcome < IKT_OUTCOME_COUNT; outcome++)
        tunnel->attempts[outcome] = entry->attempts[outcome];
    tunnel->a.endpoint = entry->pair->party[a].endpoint;
    tunnel->b.endpoint = entry->pair->party[b].endpoint;
    name_causes(arena, candidates, count, tunnel);
    if (entry->pair->room->counted)
        return;
    tell_networks(arena, entry, a, tunnel);
    if (!entry->pair->room->brief)
        tell_sides(arena, entry, a, tunnel);
    tell_findings(arena, entry, candidates, count, a, tunnel);
    tell_open(arena, entry, a, tunnel);
    if (!entry->pair->room->brief)
        tell_notes(arena, entry, tunnel);
}
