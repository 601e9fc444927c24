/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache.h"

#include <string.h>

#include "capture/wire.h"
#include "engine/base/arena.h"
#include "engine/base/hash.h"
#include "frames.h"
#include "message_octets.h"
#include "request_response.h"
#include "side_notes.h"
#include "report/report.h"

struct ikt_cache {
    struct ikt_triage *triage; /* NULL after the end */
    struct ikt_keyring *keyring;
    struct ikt_configs *configs; /* NULL: none */
    struct ikt_frames *frames;
    struct ikt_requests *requests;
    struct ikt_ipsec_frames *ipsec;
    struct ikt_side_notes *sides;
    GHashTable *early;       /* ordinal: struct ikt_note_finding */
    struct ikt_arena *notes; /* of exchanges and findings, and octets of messages */
    struct ikt_finding_store *findings;
    struct ikt_kept_findings of_capture; /* findings of no exchange */
    struct ikt_tunnel_notes *tunnels;
    struct ikt_bytes expected; /* the datagram on its way into the engine */
    int expected_offset;
    bool expected_cut;
    uint32_t last_fed;
    enum ikt_severity worst;        /* of its findings, as expert infos have it; IKT_SEVERITY_COUNT: there is none */
    struct ikt_report *report;      /* NULL: not wanted */
    struct ikt_report_group *group; /* NULL after the end */
    struct ikt_report_capture seen;
    GString *text;
};

/* Do these octets stand in the frame, as the datagram that was announced or its beginning? */
static bool is_in_frame(const struct ikt_cache *cache, struct ikt_bytes octets)
{
    return cache->expected_offset >= 0 && octets.length > 0 && octets.length <= cache->expected.length &&
           memcmp(octets.data, cache->expected.data, octets.length) == 0;
}

static uint8_t *keep_bytes(struct ikt_cache *cache, struct ikt_bytes octets)
{
    uint8_t *kept = ikt_arena_alloc(cache->notes, octets.length, 1);
    if (kept)
        memcpy(kept, octets.data, octets.length);
    return kept;
}

/* Only what does not stand in the frame: of an opened message the plaintext, and mostly no header. */
static void keep_octets(struct ikt_cache *cache, const struct ikt_message *message, struct ikt_note_message *note)
{
    const struct ikt_bytes octets = message->octets;
    note->length = (uint32_t)octets.length;
    note->wire_length = (uint32_t)MAX(message->wire_length, octets.length);
    note->opened = message->opened;
    note->crowded = cache->expected_cut;
    if (message->opened) {
        note->first_payload = message->header.next_payload;
        note->lost = message->lost & 0x3f; /* a block of a cipher at most */
    }
    const size_t first = message->opened ? MIN(octets.length, IKT_HEADER_SIZE) : octets.length;
    note->in_frame = is_in_frame(cache, (struct ikt_bytes){octets.data, first});
    if (note->in_frame)
        note->offset = (uint32_t)cache->expected_offset;
    uint8_t *kept = keep_bytes(cache, note->in_frame ? ikt_wire_skip(octets, first) : octets);
    ikt_octets_mask(message, kept, note->in_frame ? first : 0);
    note->octets = kept;
}

static void on_message(void *user, const struct ikt_message_event *event)
{
    struct ikt_cache *cache = user;
    struct ikt_note_message *note = ikt_frames_add(cache->frames, (uint32_t)event->packet.frame);
    note->name = (uint8_t)event->name;
    note->decryption = (uint8_t)event->decryption;
    note->duplicate_of = (uint32_t)event->duplicate_of;
    keep_octets(cache, event->message, note);
    ikt_requests_take(cache->requests, event, note);
    if (cache->group)
        ikt_report_sink()->message(cache->group, event);
}

static void show_in_frame(struct ikt_cache *cache, uint32_t frame, const struct ikt_note_exchange *exchange,
                          const struct ikt_note_finding *first, uint32_t count)
{
    struct ikt_mark *mark = ikt_frames_mark(cache->frames, frame);
    struct ikt_note_findings *added = ikt_arena_alloc(cache->notes, 1, sizeof(*added));
    *added = (struct ikt_note_findings){.exchange = exchange, .first = first, .count = count};
    if (mark->findings)
        mark->findings->last->next = added;
    else
        mark->findings = added;
    mark->findings->last = added;
}

/* A frame that is evidence, the last one of all. */
static uint32_t proof_of(const struct ikt_finding *finding, uint32_t fallback)
{
    for (size_t i = finding->ref_count; i > 0; i--) {
        if (finding->refs[i - 1].kind == IKT_REF_FRAME)
            return (uint32_t)finding->refs[i - 1].number;
    }
    return fallback;
}

static void note_finding(struct ikt_cache *cache, const struct ikt_finding *finding, uint32_t fallback,
                         struct ikt_note_finding *note)
{
    const enum ikt_severity severity =
        finding->likelihood == IKT_LIKELIHOOD_POSSIBLE ? IKT_SEVERITY_NOTE : finding->severity;
    cache->worst = MIN(cache->worst, severity);
    note->proof = proof_of(finding, fallback);
    note->ordinal = finding->ordinal;
    note->rule = (uint8_t)finding->rule;
    note->severity = (uint8_t)finding->severity;
    note->likelihood = (uint8_t)finding->likelihood;
}

static struct ikt_kept_findings keep(struct ikt_cache *cache, const struct ikt_findings *findings,
                                     const struct ikt_note_exchange *exchange)
{
    return exchange ? ikt_finding_store_keep(cache->findings, findings, &exchange->initiator, &exchange->responder)
                    : ikt_finding_store_keep(cache->findings, findings, NULL, NULL);
}

static struct ikt_note_exchange *note_exchange(struct ikt_cache *cache, const struct ikt_party *initiator,
                                               const struct ikt_party *responder)
{
    struct ikt_note_exchange *exchange = ikt_arena_alloc(cache->notes, 1, sizeof(*exchange));
    exchange->initiator = initiator->endpoint.address;
    exchange->responder = responder->endpoint.address;
    return exchange;
}

/* A step of its exchange, that may be refused or stay without an answer. */
static bool is_step(const struct ikt_seen *seen)
{
    return seen->name <= IKT_TRANSACTION && seen->duplicate_of == 0;
}

/*
 * What a refusal answers is the newest step of the other side before it, what nobody answers the newest step of all;
 * NULL: none. notify: NULL where nothing refused it.
 */
static const struct ikt_seen *failed_step(const struct ikt_seen *seen, size_t count, const struct ikt_seen *notify)
{
    const struct ikt_seen *newest = NULL;
    for (size_t i = count; i > 0; i--) {
        const struct ikt_seen *step = &seen[i - 1];
        if (!is_step(step) || (notify && step->sequence > notify->sequence))
            continue;
        if (!notify || step->from_initiator != notify->from_initiator)
            return step;
        newest = newest ? newest : step;
    }
    return newest;
}

static const struct ikt_seen *seen_in(const struct ikt_seen *seen, size_t count, uint32_t frame)
{
    for (size_t i = count; frame != 0 && i > 0; i--) {
        if (seen[i - 1].frame == frame && !is_step(&seen[i - 1]))
            return &seen[i - 1];
    }
    return NULL;
}

static uint32_t frame_of(const struct ikt_seen *seen)
{
    return seen ? (uint32_t)seen->frame : 0;
}

static void on_early(void *user, const struct ikt_phase2 *phase2, const struct ikt_finding *finding)
{
    struct ikt_cache *cache = user;
    struct ikt_note_exchange *exchange = note_exchange(cache, phase2->initiator, phase2->responder);
    struct ikt_note_finding *note = ikt_arena_alloc(cache->notes, 1, sizeof(*note));
    exchange->phase2 = true;
    exchange->message_id = phase2->message_id;
    exchange->failed = frame_of(failed_step(
        phase2->seen, phase2->seen_count,
        phase2->rejection ? seen_in(phase2->seen, phase2->seen_count, (uint32_t)phase2->rejection->frame) : NULL));
    exchange->kept = keep(cache, &(struct ikt_findings){1, &finding}, exchange);
    note_finding(cache, finding, cache->last_fed, note);
    g_hash_table_insert(cache->early, GUINT_TO_POINTER(finding->ordinal), note);
    show_in_frame(cache, note->proof, exchange, note, 1);
}

static void supersede(struct ikt_cache *cache, const struct ikt_finding *finding, struct ikt_note_finding *note)
{
    const bool any = g_hash_table_size(cache->early) > 0; /* mostly not */
    struct ikt_note_finding *early = any ? g_hash_table_lookup(cache->early, GUINT_TO_POINTER(finding->ordinal)) : NULL;
    if (early) {
        early->superseded = true;
        note->proof = early->proof;
        g_hash_table_remove(cache->early, GUINT_TO_POINTER(finding->ordinal));
    }
}

/* From a settled record: on the frame that proves it, on the message that failed, and on what refused it. */
static struct ikt_note_finding *take_findings(struct ikt_cache *cache, const struct ikt_findings *findings,
                                              const struct ikt_note_exchange *exchange, uint32_t fallback)
{
    const uint32_t count = (uint32_t)findings->count;
    const uint32_t request = !exchange ? 0 : exchange->failed != 0 ? exchange->failed : exchange->request;
    const uint32_t response = exchange ? exchange->response : 0;
    if (count == 0)
        return NULL;
    struct ikt_note_finding *notes = ikt_arena_alloc(cache->notes, count, sizeof(*notes));
    for (uint32_t i = 0; i < count; i++) {
        note_finding(cache, findings->items[i], fallback, &notes[i]);
        notes[i].number = (uint16_t)i;
        supersede(cache, findings->items[i], &notes[i]);
        if (notes[i].proof != request && notes[i].proof != response)
            show_in_frame(cache, notes[i].proof, exchange, &notes[i], 1);
    }
    if (request != 0)
        show_in_frame(cache, request, exchange, notes, count);
    if (response != 0 && response != request)
        show_in_frame(cache, response, exchange, notes, count);
    return notes;
}

/* Tell the messages of an exchange how it went. A Quick Mode knows better than its ISAKMP SA. */
static void tell_messages(struct ikt_cache *cache, const struct ikt_seen *seen, size_t count,
                          const struct ikt_note_exchange *exchange)
{
    for (size_t i = 0; i < count; i++) {
        struct ikt_note_message *message = ikt_frames_find(cache->frames, seen[i].frame, seen[i].name);
        if (message && (!message->exchange || exchange->phase2))
            message->exchange = exchange;
    }
}

/* A refusal names its request only once it is known whose it is. */
static void link_refusal(struct ikt_cache *cache, const struct ikt_note_exchange *exchange, const struct ikt_seen *seen,
                         size_t count, ikt_time refused)
{
    struct ikt_note_message *refusal = ikt_frames_find(cache->frames, exchange->response, IKT_NOTIFY);
    for (size_t i = 0; refusal && i < count; i++) {
        struct ikt_note_message *request = ikt_frames_find(cache->frames, seen[i].frame, seen[i].name);
        if (request && ikt_is_request(request->name) && request->response == 0 && request->duplicate_of == 0 &&
            request->frame < refusal->frame)
            ikt_link_response(request, refusal, refused - seen[i].time);
    }
}

static const struct ikt_seen *first_notify(const struct ikt_seen *seen, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (seen[i].name == IKT_NOTIFY)
            return &seen[i];
    }
    return NULL;
}

/* refusal: NULL where the record names none. */
static void settle(struct ikt_cache *cache, struct ikt_note_exchange *exchange, const struct ikt_seen *seen,
                   size_t count, const struct ikt_notification *refusal, const struct ikt_findings *findings)
{
    const struct ikt_seen *notify = first_notify(seen, count);
    exchange->request = count > 0 ? (uint32_t)seen[0].frame : 0;
    tell_messages(cache, seen, count, exchange);
    if (refusal)
        exchange->response = (uint32_t)refusal->frame;
    else if (exchange->outcome == IKT_OUTCOME_REJECTED && notify)
        exchange->response = (uint32_t)notify->frame;
    if (exchange->outcome == IKT_OUTCOME_REJECTED || exchange->outcome == IKT_OUTCOME_NO_RESPONSE) {
        exchange->failed = frame_of(failed_step(seen, count, seen_in(seen, count, exchange->response)));
    }
    if (exchange->outcome == IKT_OUTCOME_REJECTED && exchange->response != 0)
        link_refusal(cache, exchange, seen, count, refusal ? refusal->time : notify->time);
    struct ikt_mark *home =
        ikt_frames_mark(cache->frames, exchange->request != 0 ? exchange->request : cache->last_fed);
    exchange->next = home->exchanges;
    home->exchanges = exchange;
    exchange->kept = keep(cache, findings, exchange);
    exchange->findings =
        take_findings(cache, findings, exchange, count > 0 ? (uint32_t)seen[count - 1].frame : cache->last_fed);
    exchange->finding_count = (uint32_t)findings->count;
}

static void on_phase1(void *user, const struct ikt_phase1 *record)
{
    struct ikt_cache *cache = user;
    struct ikt_note_exchange *exchange = note_exchange(cache, &record->initiator, &record->responder);
    exchange->outcome = (uint8_t)record->outcome;
    exchange->ended = (uint8_t)record->ended;
    exchange->missing = (uint8_t)record->missing;
    exchange->phase1_captured = record->exchange != IKT_ABSENT;
    exchange->ios_state = record->ios_state;
    exchange->tunnel = record->pair;
    exchange->sides = ikt_side_notes_of(cache->sides, record);
    settle(cache, exchange, record->seen, record->seen_count, NULL, &record->findings);
    if (cache->group)
        ikt_report_sink()->phase1(cache->group, record);
}

static void on_phase2(void *user, const struct ikt_phase2 *record)
{
    struct ikt_cache *cache = user;
    struct ikt_note_exchange *exchange = note_exchange(cache, record->initiator, record->responder);
    exchange->phase2 = true;
    exchange->outcome = (uint8_t)record->outcome;
    exchange->ended = (uint8_t)record->ended;
    exchange->missing = (uint8_t)record->phase1->missing;
    exchange->phase1_captured = record->phase1->exchange != IKT_ABSENT;
    exchange->message_id = record->message_id;
    exchange->tunnel = record->part;
    exchange->sas_guessed = record->flows_by_order;
    exchange->suite = ikt_side_notes_suite(cache->sides, record);
    exchange->sas = ikt_side_notes_sas(cache->sides, record, &exchange->sa_count);
    settle(cache, exchange, record->seen, record->seen_count, record->rejection, &record->findings);
    ikt_ipsec_frames_settle(cache->ipsec, record, exchange);
    if (cache->group)
        ikt_report_sink()->phase2(cache->group, record);
}

static void on_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    struct ikt_cache *cache = user;
    ikt_tunnel_notes_take(cache->tunnels, tunnel);
    if (cache->group)
        ikt_report_sink()->tunnel(cache->group, tunnel);
}

/* A report tells tunnels in full; the rest needs no words of theirs. */
static void begin_triage(struct ikt_cache *cache)
{
    static const struct ikt_sink sink = {
        .message = on_message, .early = on_early, .phase1 = on_phase1, .phase2 = on_phase2, .tunnel = on_tunnel};
    const struct ikt_triage_options options = {.brief_tunnels = !cache->group, .configs = cache->configs};
    ikt_triage_free(cache->triage);
    cache->triage = ikt_triage_new(&options, cache->keyring, &sink, cache);
}

struct ikt_cache *ikt_cache_new(struct ikt_keyring *keyring, struct ikt_configs *configs)
{
    struct ikt_cache *cache = g_new0(struct ikt_cache, 1);
    cache->keyring = keyring;
    cache->configs = configs;
    cache->worst = IKT_SEVERITY_COUNT;
    cache->frames = ikt_frames_new();
    cache->requests = ikt_requests_new();
    cache->ipsec = ikt_ipsec_frames_new();
    cache->sides = ikt_side_notes_new();
    cache->early = g_hash_table_new(ikt_hash_direct, ikt_hash_equal_direct);
    cache->notes = ikt_arena_new(0);
    cache->findings = ikt_finding_store_new();
    cache->seen = (struct ikt_report_capture){.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    cache->tunnels = ikt_tunnel_notes_new(configs);
    begin_triage(cache);
    return cache;
}

void ikt_cache_free(struct ikt_cache *cache)
{
    if (!cache)
        return;
    if (cache->group) {
        ikt_report_group_finish(cache->group, NULL, &cache->seen);
        ikt_report_group_close(cache->group);
    }
    ikt_triage_free(cache->triage);
    ikt_report_free(cache->report);
    if (cache->text)
        g_string_free(cache->text, TRUE);
    ikt_keyring_unref(cache->keyring);
    ikt_configs_free(cache->configs);
    ikt_finding_store_free(cache->findings);
    ikt_tunnel_notes_free(cache->tunnels);
    ikt_arena_free(cache->notes);
    ikt_frames_free(cache->frames);
    ikt_requests_free(cache->requests);
    ikt_ipsec_frames_free(cache->ipsec);
    ikt_side_notes_free(cache->sides);
    g_hash_table_unref(cache->early);
    g_free(cache);
}

void ikt_cache_expect(struct ikt_cache *cache, uint32_t frame, struct ikt_bytes datagram, int offset)
{
    cache->last_fed = frame;
    cache->expected = datagram;
    cache->expected_offset = offset;
    cache->expected_cut = false;
}

void ikt_cache_expect_cut(struct ikt_cache *cache)
{
    cache->expected_cut = true;
}

struct ikt_triage *ikt_cache_triage(struct ikt_cache *cache)
{
    return cache->triage;
}

void ikt_cache_want_report(struct ikt_cache *cache)
{
    if (cache->report || !cache->triage || cache->last_fed != 0)
        return;
    const struct ikt_report_options options = {.format = "text",
                                               .configs = cache->configs,
                                               .keys_given = cache->keyring && ikt_keyring_size(cache->keyring) > 0};
    cache->report = ikt_report_new(&options);
    cache->text = g_string_new(NULL);
    ikt_report_begin(cache->report, cache->text);
    cache->group = ikt_report_group_new(cache->report, "this file", cache->text);
    ikt_report_group_turn(cache->group);
    begin_triage(cache);
}

void ikt_cache_finish(struct ikt_cache *cache)
{
    if (!cache->triage)
        return;
    const struct ikt_capture *capture = ikt_triage_finish(cache->triage);
    cache->of_capture = keep(cache, &capture->findings, NULL);
    (void)take_findings(cache, &capture->findings, NULL, MAX(cache->last_fed, 1));
    if (cache->group) {
        ikt_report_group_finish(cache->group, capture, &cache->seen);
        ikt_report_group_close(cache->group);
        cache->group = NULL;
        ikt_report_summary(cache->report, cache->text);
    }
    ikt_tunnel_notes_settle(cache->tunnels, cache->frames);
    ikt_triage_free(cache->triage);
    cache->triage = NULL;
}

bool ikt_cache_finished(const struct ikt_cache *cache)
{
    return !cache->triage;
}

const char *ikt_cache_report(const struct ikt_cache *cache)
{
    return cache->text && !cache->triage ? cache->text->str : NULL;
}

void ikt_cache_count(struct ikt_cache *cache, ikt_time time)
{
    cache->seen.packets++;
    if (cache->seen.first_time == IKT_TIME_NONE || time < cache->seen.first_time)
        cache->seen.first_time = time;
    if (cache->seen.last_time == IKT_TIME_NONE || time > cache->seen.last_time)
        cache->seen.last_time = time;
}

const struct ikt_note_frame *ikt_cache_frame(const struct ikt_cache *cache, uint32_t frame, wmem_allocator_t *scope)
{
    struct ikt_note_frame *note = ikt_frames_show(cache->frames, frame, scope);
    const struct ikt_note_exchange *made_in =
        ikt_cache_finished(cache) ? ikt_ipsec_frames_made_in(cache->ipsec, frame) : NULL;
    if (made_in && !note)
        note = wmem_new0(scope, struct ikt_note_frame);
    if (made_in)
        note->made_in = made_in;
    return note;
}

struct ikt_ipsec_frames *ikt_cache_ipsec(struct ikt_cache *cache)
{
    return cache->ipsec;
}

void ikt_cache_visit(const struct ikt_cache *cache,
                     void (*visit)(void *user, const struct ikt_note_frame *note, uint32_t frame), void *user)
{
    ikt_frames_visit(cache->frames, visit, user);
}

const struct ikt_tunnel_notes *ikt_cache_tunnels(const struct ikt_cache *cache)
{
    return cache->triage ? NULL : cache->tunnels;
}

const struct ikt_finding *ikt_cache_findings(const struct ikt_cache *cache, const struct ikt_note_exchange *exchange,
                                             wmem_allocator_t *scope)
{
    return exchange ? ikt_finding_store_read(cache->findings, exchange->kept, &exchange->initiator,
                                             &exchange->responder, scope)
                    : ikt_finding_store_read(cache->findings, cache->of_capture, NULL, NULL, scope);
}

enum ikt_severity ikt_cache_worst(const struct ikt_cache *cache)
{
    return cache->worst;
}

const struct ikt_configs *ikt_cache_configs(const struct ikt_cache *cache)
{
    return cache->configs;
}
