/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/tunnel_entry.h"

#include <string.h>

#include "base/hash.h"
#include "rules/rule.h"
#include "tunnels/kept_finding.h"

void ikt_tunnel_entry_init(struct ikt_tunnel_entry *entry, struct ikt_tunnel_pair *pair)
{
    *entry = (struct ikt_tunnel_entry){.pair = pair, .first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
}

static const struct ikt_tunnel_sent nothing = {.traffic = {.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE}};

const struct ikt_tunnel_sent *ikt_tunnel_entry_sent(const struct ikt_tunnel_entry *entry, enum ikt_side side)
{
    return entry->sent ? &entry->sent[side] : &nothing;
}

struct ikt_tunnel_sent *ikt_tunnel_entry_sends(struct ikt_tunnel_entry *entry, enum ikt_side side)
{
    if (!entry->sent) {
        entry->sent = g_new(struct ikt_tunnel_sent, 2);
        entry->sent[0] = entry->sent[1] = nothing;
    }
    return &entry->sent[side];
}

static void let_go(struct ikt_tunnel_entry *entry, struct ikt_tunnel_finding *place)
{
    struct ikt_tunnel_room *room = entry->pair->room;
    if (place->full) {
        g_hash_table_remove(room->arenas, place->finding);
        room->full++;
    }
    place->full = false;
    place->finding = NULL;
}

static const struct ikt_finding *bare_of(struct ikt_tunnel_room *room, const struct ikt_finding *finding)
{
    struct ikt_finding **bare =
        &room->bare[finding->rule][finding->severity][finding->likelihood][finding->misconfigured];
    if (!*bare) {
        *bare = g_new(struct ikt_finding, 1);
        **bare = (struct ikt_finding){.rule = finding->rule,
                                      .severity = finding->severity,
                                      .likelihood = finding->likelihood,
                                      .misconfigured = finding->misconfigured};
    }
    return *bare;
}

static void release(void *text)
{
    g_ref_string_release(text);
}

static void free_arena(void *arena)
{
    ikt_arena_free(arena);
}

void ikt_tunnel_room_keep(struct ikt_tunnel_room *room, struct ikt_tunnel_finding *place,
                          const struct ikt_finding *finding)
{
    struct ikt_arena *arena = ikt_arena_new(1500);
    place->finding = ikt_finding_copy(arena, finding);
    place->full = true;
    g_hash_table_insert(room->arenas, (void *)(uintptr_t)place->finding, arena);
}

void ikt_tunnel_room_init(struct ikt_tunnel_room *room, enum ikt_tunnel_detail detail)
{
    const bool brief = detail != IKT_TUNNELS_WHOLE;
    *room = (struct ikt_tunnel_room){
        .brief = brief,
        .counted = detail == IKT_TUNNELS_COUNTED,
        .arenas = g_hash_table_new_full(ikt_hash_direct, ikt_hash_equal_direct, NULL, free_arena),
        .full = brief ? 0 : IKT_TUNNEL_FULL_FINDINGS,
        .texts = g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, release, NULL)};
}

char *ikt_tunnel_room_text(struct ikt_tunnel_room *room, const char *text)
{
    char *known = g_hash_table_lookup(room->texts, text);
    if (known)
        return g_ref_string_acquire(known);
    known = g_ref_string_new(text);
    if (g_hash_table_size(room->texts) < IKT_TUNNEL_TEXTS)
        g_hash_table_add(room->texts, g_ref_string_acquire(known));
    return known;
}

void ikt_tunnel_room_clear(struct ikt_tunnel_room *room)
{
    g_hash_table_unref(room->texts);
    g_hash_table_unref(room->arenas);
    struct ikt_finding **bare = &room->bare[0][0][0][0];
    for (size_t i = 0; i < sizeof room->bare / sizeof *bare; i++)
        g_free(bare[i]);
}

/* Those without a fix leave half of it to those that may have one. */
static bool has_room(const struct ikt_tunnel_room *room, const struct ikt_finding *finding)
{
    const bool weak = finding->likelihood == IKT_LIKELIHOOD_POSSIBLE || finding->severity == IKT_SEVERITY_NOTE;
    return room->full > (weak ? IKT_TUNNEL_FULL_FINDINGS - IKT_TUNNEL_FULL_POSSIBLE : 0);
}

/* All of the finding, or where there is no room what it says of cause and strength. */
static void take(struct ikt_tunnel_entry *entry, struct ikt_tunnel_finding *place,
                 const struct ikt_tunnel_finding *told)
{
    struct ikt_tunnel_room *room = entry->pair->room;
    let_go(entry, place);
    place->ordinal = told->ordinal;
    place->both_values = told->both_values;
    if (has_room(room, told->finding) && told->full) {
        room->full--;
        ikt_tunnel_room_keep(room, place, told->finding);
        return;
    }
    place->finding = bare_of(room, told->finding);
}

void ikt_tunnel_entry_clear(struct ikt_tunnel_entry *entry)
{
    for (unsigned i = 0; i < entry->finding_count; i++)
        let_go(entry, &entry->findings[i]);
    for (int side = 0; side < 2; side++) {
        g_free(entry->asked_by[side]);
        g_free(entry->facts[side]);
        g_free(entry->accepted[side]);
        g_free(entry->refused[side]);
    }
    g_free(entry->networks);
    g_free(entry->sent);
    g_free(entry->findings);
    g_free(entry->exchanges);
    g_free(entry->events.items);
    g_free(entry->events.course);
}

void ikt_tunnel_entry_event(struct ikt_tunnel_entry *entry, const struct ikt_tunnel_event *event)
{
    struct ikt_tunnel_events *events = &entry->events;
    if (!events->items)
        events->items = g_new(struct ikt_tunnel_event, 1);
    if (events->count == IKT_TUNNEL_EVENTS) {
        if (!events->course)
            events->course = g_new0(struct ikt_tunnel_course, 1);
        ikt_tunnel_follow(events->course, &events->items[0]);
        memmove(events->items, events->items + 1, --events->count * sizeof *events->items);
    } else if (events->count >= 1 && (events->count & (events->count - 1)) == 0) {
        events->items = g_renew(struct ikt_tunnel_event, events->items, 2 * events->count);
    }
    unsigned at = events->count;
    while (at > 0 && events->items[at - 1].sequence > event->sequence)
        at--;
    memmove(events->items + at + 1, events->items + at, (events->count - at) * sizeof *events->items);
    events->items[at] = *event;
    events->count++;
}

struct ikt_side_facts *ikt_tunnel_entry_facts(struct ikt_tunnel_entry *entry, enum ikt_side side)
{
    if (!entry->facts[side])
        entry->facts[side] = g_new0(struct ikt_side_facts, 1);
    return entry->facts[side];
}

void ikt_tunnel_entry_failure(struct ikt_tunnel_entry *entry, const struct ikt_tunnel_failure *failure)
{
    if (failure->sequence != 0 && failure->sequence >= entry->failure.sequence)
        entry->failure = *failure;
}

/* Than all that may outdate it; most are. */
static bool is_newer(const struct ikt_tunnel_entry *entry, const struct ikt_tunnel_finding *kept)
{
    return kept->last_sequence >= entry->changed[0] && kept->last_sequence >= entry->changed[1] &&
           kept->last_sequence >= entry->pair->came_up[kept->by];
}

bool ikt_tunnel_is_outdated(const struct ikt_tunnel_entry *entry, const struct ikt_tunnel_finding *kept)
{
    if (is_newer(entry, kept))
        return false;
    const enum ikt_decision decision = ikt_decision_of(IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_IOS, kept->rule);
    if (decision == IKT_DECISION_SETS || decision == IKT_DECISION_PFS)
        return kept->last_sequence < MAX(entry->changed[0], entry->changed[1]);
    const struct ikt_rule_def *def = ikt_rules[kept->rule]; /* an error of phase 1 is why that failed */
    return kept->finding->severity == IKT_SEVERITY_ERROR && def->phase1 && !def->phase2 && !def->fails_later &&
           kept->last_sequence < entry->pair->came_up[kept->by];
}

/* Likelier first, then the graver one. */
static bool is_stronger(const struct ikt_finding *a, const struct ikt_finding *b)
{
    if (a->likelihood != b->likelihood)
        return a->likelihood < b->likelihood;
    return a->severity < b->severity;
}

/* The place of one that is weaker than this finding, given up for it. NULL: there is none. */
static struct ikt_tunnel_finding *weaker_place(struct ikt_tunnel_entry *entry, const struct ikt_finding *finding)
{
    struct ikt_tunnel_finding *weakest = NULL;
    for (unsigned i = 0; i < entry->finding_count; i++) {
        if (!weakest || !is_stronger(entry->findings[i].finding, weakest->finding))
            weakest = &entry->findings[i];
    }
    if (!weakest || !is_stronger(finding, weakest->finding))
        return NULL;
    let_go(entry, weakest);
    entry->findings_more++;
    return weakest;
}

/* NULL: the tunnel has as many as it keeps, and each is as strong. */
static struct ikt_tunnel_finding *place_of(struct ikt_tunnel_entry *entry, const struct ikt_finding *finding,
                                           enum ikt_side by)
{
    const struct ikt_tunnel_room *room = entry->pair->room;
    const enum ikt_rule rule = finding->rule;
    for (unsigned i = 0; i < entry->finding_count; i++) {
        if (entry->findings[i].rule == rule && entry->findings[i].by == by)
            return &entry->findings[i];
    }
    if (entry->finding_count == IKT_TUNNEL_FINDINGS ||
        (!room->brief && !has_room(room, finding) && entry->finding_count >= IKT_TUNNEL_BARE_FINDINGS)) {
        struct ikt_tunnel_finding *place = weaker_place(entry, finding);
        if (place)
            *place = (struct ikt_tunnel_finding){.rule = rule, .by = by};
        return place;
    }
    if (entry->finding_count % IKT_TUNNEL_FINDINGS_STEP == 0)
        entry->findings = g_renew(struct ikt_tunnel_finding, entry->findings,
                                  entry->finding_count + (unsigned)IKT_TUNNEL_FINDINGS_STEP);
    struct ikt_tunnel_finding *place = &entry->findings[entry->finding_count++];
    *place = (struct ikt_tunnel_finding){.rule = rule, .by = by};
    return place;
}

static bool has_both_values(const struct ikt_finding *finding)
{
    return finding->initiator_has.kind != IKT_VALUE_UNKNOWN && finding->responder_has.kind != IKT_VALUE_UNKNOWN;
}

static void keep(struct ikt_tunnel_entry *entry, const struct ikt_tunnel_finding *told)
{
    struct ikt_tunnel_finding *place = place_of(entry, told->finding, told->by);
    if (!place) {
        entry->findings_more++;
        return;
    }
    const bool outdated = place->finding && ikt_tunnel_is_outdated(entry, place);
    place->last_sequence = MAX(place->last_sequence, told->last_sequence);
    if (place->finding && !outdated && !is_stronger(told->finding, place->finding))
        return;
    take(entry, place, told);
}

void ikt_tunnel_entry_findings(struct ikt_tunnel_entry *entry, const struct ikt_findings *findings, enum ikt_side by,
                               uint64_t sequence)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct ikt_finding *finding = findings->items[i];
        const struct ikt_tunnel_finding told = {.rule = finding->rule,
                                                .by = by,
                                                .full = true,
                                                .both_values = has_both_values(finding),
                                                .ordinal = finding->ordinal,
                                                .last_sequence = sequence,
                                                .finding = finding};
        keep(entry, &told);
    }
}

void ikt_tunnel_entry_exchange(struct ikt_tunnel_entry *entry, const uint8_t cookie[static IKT_COOKIE_SIZE],
                               uint32_t message_id)
{
    if (entry->pair->room->brief)
        return;
    if (entry->exchange_count == IKT_TUNNEL_EXCHANGES) {
        entry->exchanges_more++;
        return;
    }
    if ((entry->exchange_count & (entry->exchange_count - 1)) == 0)
        entry->exchanges = g_renew(struct ikt_tunnel_exchange, entry->exchanges, MAX(1U, 2U * entry->exchange_count));
    struct ikt_tunnel_exchange *exchange = &entry->exchanges[entry->exchange_count++];
    memcpy(exchange->initiator_cookie, cookie, IKT_COOKIE_SIZE);
    exchange->message_id = message_id;
}

static ikt_time earlier(ikt_time a, ikt_time b)
{
    return a == IKT_TIME_NONE ? b : b == IKT_TIME_NONE ? a : MIN(a, b);
}

static ikt_time later(ikt_time a, ikt_time b)
{
    return a == IKT_TIME_NONE ? b : b == IKT_TIME_NONE ? a : MAX(a, b);
}

static void join_traffic(struct ikt_tunnel_entry *entry, const struct ikt_tunnel_entry *other)
{
    for (enum ikt_side side = IKT_SIDE_LOW; other->sent && side <= IKT_SIDE_HIGH; side++) {
        struct ikt_tunnel_sent *own = ikt_tunnel_entry_sends(entry, side);
        const struct ikt_tunnel_sent *more = &other->sent[side];
        own->traffic.packets += more->traffic.packets;
        own->traffic.octets += more->traffic.octets;
        own->traffic.first_time = earlier(own->traffic.first_time, more->traffic.first_time);
        own->traffic.last_time = later(own->traffic.last_time, more->traffic.last_time);
        own->last_sequence = MAX(own->last_sequence, more->last_sequence);
        own->tenth_last_sequence = MAX(own->tenth_last_sequence, more->tenth_last_sequence);
    }
}

void ikt_tunnel_entry_join(struct ikt_tunnel_entry *entry, const struct ikt_tunnel_entry *other)
{
    if (other->first_sequence != 0 && (entry->first_sequence == 0 || other->first_sequence < entry->first_sequence)) {
        entry->first_sequence = other->first_sequence;
        entry->began = other->began;
    }
    entry->first_time = earlier(entry->first_time, other->first_time);
    entry->last_time = later(entry->last_time, other->last_time);
    for (int i = 0; i < IKT_OUTCOME_COUNT; i++)
        entry->attempts[i] += other->attempts[i];
    for (int side = 0; side < 2; side++)
        entry->begun_by[side] += other->begun_by[side];
    entry->one_direction = entry->one_direction || other->one_direction;
    join_traffic(entry, other);
    for (unsigned i = 0; i < other->events.count; i++)
        ikt_tunnel_entry_event(entry, &other->events.items[i]);
    for (unsigned i = 0; i < other->finding_count; i++)
        keep(entry, &other->findings[i]);
    entry->findings_more += other->findings_more;
    for (unsigned i = 0; i < other->exchange_count; i++)
        ikt_tunnel_entry_exchange(entry, other->exchanges[i].initiator_cookie, other->exchanges[i].message_id);
    entry->exchanges_more += other->exchanges_more;
    ikt_tunnel_entry_failure(entry, &other->failure);
    for (enum ikt_side side = IKT_SIDE_LOW; side <= IKT_SIDE_HIGH; side++) {
        if (other->facts[side] && (!entry->facts[side] || other->facts[side]->complete))
            *ikt_tunnel_entry_facts(entry, side) = *other->facts[side];
        ikt_offer_mark_join(&entry->accepted[side], other->accepted[side]);
        ikt_offer_mark_join(&entry->refused[side], other->refused[side]);
        entry->changed[side] = MAX(entry->changed[side], other->changed[side]);
    }
}
