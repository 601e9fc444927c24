/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The facade: wires decode, session and diagnosis, and alone calls across them.
 */
#include "iketriage/triage.h"

#include <glib.h>

#include "base/arena.h"
#include "evidence/given_logs.h"
#include "desk/captured.h"
#include "desk/logs_left_out.h"
#include "isakmp/message_spare.h"
#include "model/config_claims.h"
#include "rules/diagnose.h"
#include "rules/lost_on_way.h"
#include "track/ipsec_sas.h"
#include "track/lost_octets.h"
#include "track/presence.h"
#include "track/isakmp_sa.h"
#include "track/session.h"
#include "track/standing.h"
#include "tunnels/config_facts.h"
#include "tunnels/config_notes.h"
#include "tunnels/tunnel_detail.h"
#include "tunnels/tunnel_table.h"
#include "tunnels/tunnel_transit.h"
#include "decrypt/export.h"

#define DEFAULT_MAX_LIVE 4096
#define MAX_PROBLEMS     1000

struct ikt_triage {
    struct ikt_sink sink;
    void *user;
    struct ikt_session *session;
    struct ikt_tunnel_table *tunnels;
    struct ikt_presence *presence;
    const struct ikt_configs *configs;
    struct ikt_config_claims *documents; /* what they say of two peers */
    struct ikt_desk_captured *captured;  /* what they show by themselves; NULL: not wanted */
    struct ikt_given_logs *logs;         /* what logs say of them; NULL: none were given */
    struct ikt_capture capture;
    const struct ikt_transits *transits; /* NULL: one place */
    GArray *problems;                    /* struct ikt_located_problem */
    GArray *lost;                        /* struct ikt_lost, of the record that is handed out */
    GArray *sas;                         /* struct ikt_flow, likewise */
    struct ikt_arena *arena;             /* of the record in hand: its findings */
    struct ikt_arena *findings;          /* those of the capture as a whole; NULL until the end */
    bool bare;                           /* findings are: ikt_triage_options.counts_only */
    uint32_t ordinal;                    /* of the last finding handed out */
    uint64_t ikev2_frame;                /* of the first IKEv2 message, 0: none */
    struct ikt_message_spare spare;
    uint64_t ah_frame; /* the last IPsec packet, where it is AH; 0: it is not */
};

static void note_problems(struct ikt_triage *triage, uint64_t frame, const struct ikt_message *message)
{
    for (size_t i = 0; i < message->problem_count; i++) {
        struct ikt_located_problem located = {.frame = frame, .problem = message->problems[i]};
        triage->capture.problems_total++;
        if (triage->problems->len < MAX_PROBLEMS)
            g_array_append_val(triage->problems, located);
    }
}

static void on_message(void *user, const struct ikt_message_event *event)
{
    struct ikt_triage *triage = user;
    /* The problems of a clear message were noted when it came in; an opened one may add those of its plaintext. */
    if (event->message->opened && !event->duplicate_of)
        note_problems(triage, event->packet.frame, event->message);
    if (triage->sink.message)
        triage->sink.message(triage->user, event);
}

/* The claims, drafts, values and sentences of one record's findings take no more, as a rule. */
#define FINDINGS_ROOM 32000

/* Number the findings; those handed out before the record keep the number they had. */
static void number(struct ikt_triage *triage, const struct ikt_findings *findings, GArray *published)
{
    for (size_t i = 0; i < findings->count; i++) {
        struct ikt_finding *finding = (struct ikt_finding *)findings->items[i]; /* the arena's, that is ours */
        for (guint e = 0; published && e < published->len && finding->ordinal == 0; e++) {
            struct ikt_published *known = &g_array_index(published, struct ikt_published, e);
            if (known->rule == (int)finding->rule && finding->likelihood == IKT_LIKELIHOOD_CERTAIN) {
                finding->ordinal = known->ordinal;
                known->rule = IKT_RULE_COUNT;
            }
        }
        if (finding->ordinal == 0)
            finding->ordinal = ++triage->ordinal;
    }
}

static struct ikt_pair_router router_of(const struct ikt_triage *triage, const struct ikt_address *address)
{
    const size_t number = ikt_configs_of(triage->configs, address);
    return (struct ikt_pair_router){ikt_configs_router(triage->configs, number), (uint16_t)number,
                                    ikt_configs_bound(triage->configs, number)};
}

static struct ikt_pair_documents documents_of(struct ikt_triage *triage, const struct ikt_party *initiator,
                                              const struct ikt_party *responder)
{
    const struct ikt_address *one = &initiator->endpoint.address, *other = &responder->endpoint.address;
    if (ikt_configs_count(triage->configs) == 0)
        return (struct ikt_pair_documents){0};
    return (struct ikt_pair_documents){ikt_config_claims_of(triage->documents, one, other), router_of(triage, one),
                                       router_of(triage, other)};
}

/* The same with what the responder's log says of the Quick Mode. */
static struct ikt_pair_documents documents_about(struct ikt_triage *triage, const struct ikt_phase2 *record)
{
    struct ikt_pair_documents documents = documents_of(triage, record->initiator, record->responder);
    struct ikt_given_logs *logs = triage->logs;
    if (logs && ikt_log_answer_of(logs->book, record, &logs->answer))
        documents.claims.answer = &logs->answer;
    return documents;
}

/* What is found lives until the next record is judged. */
static struct ikt_findings judge_phase1(struct ikt_triage *triage, const struct ikt_phase1 *record,
                                        const struct ikt_evidence *evidence)
{
    const struct ikt_pair_documents documents = documents_of(triage, &record->initiator, &record->responder);
    ikt_arena_reset(triage->arena);
    return ikt_diagnose_phase1_beside(triage->arena, record, evidence, &documents, triage->bare);
}

static struct ikt_findings judge_phase2(struct ikt_triage *triage, const struct ikt_phase2 *record,
                                        const struct ikt_evidence *evidence)
{
    const struct ikt_pair_documents documents = documents_about(triage, record);
    ikt_arena_reset(triage->arena);
    return ikt_diagnose_phase2_beside(triage->arena, record, evidence, &documents, triage->bare);
}

static void on_refused(void *user, struct ikt_quick_mode *quick, const struct ikt_evidence *evidence)
{
    struct ikt_triage *triage = user;
    const struct ikt_findings findings = judge_phase2(triage, quick->record, evidence);
    for (size_t i = 0; i < findings.count; i++) {
        struct ikt_finding *finding = (struct ikt_finding *)findings.items[i];
        if (finding->likelihood != IKT_LIKELIHOOD_CERTAIN)
            continue;
        finding->ordinal = ++triage->ordinal;
        const struct ikt_published published = {.rule = (int)finding->rule, .ordinal = finding->ordinal};
        if (!quick->published)
            quick->published = g_array_new(FALSE, FALSE, sizeof(struct ikt_published));
        g_array_append_val(quick->published, published);
        if (triage->sink.early)
            triage->sink.early(triage->user, quick->record, finding);
    }
}

/* Rows of a record that nobody needs before it is final. */
static const struct ikt_lost *find_lost(struct ikt_triage *triage, const struct ikt_seen *seen, size_t count,
                                        size_t *out)
{
    g_array_set_size(triage->lost, 0);
    ikt_lost_octets(seen, count, triage->lost);
    *out = triage->lost->len;
    return (const struct ikt_lost *)(void *)triage->lost->data;
}

static const struct ikt_flow *find_sas(struct ikt_triage *triage, const struct ikt_phase2 *record, size_t *out)
{
    g_array_set_size(triage->sas, 0);
    ikt_ipsec_sas(record, triage->sas);
    *out = triage->sas->len;
    return (const struct ikt_flow *)(void *)triage->sas->data;
}

static void on_phase1(void *user, struct ikt_isakmp_sa *sa, const struct ikt_evidence *evidence)
{
    struct ikt_triage *triage = user;
    if (triage->sink.keys)
        ikt_export_isakmp(sa->decryptor, triage->sink.keys, triage->sink.keys_user);
    sa->record->findings = judge_phase1(triage, sa->record, evidence);
    number(triage, &sa->record->findings, NULL);
    ikt_isakmp_sa_left_out(sa, &triage->capture);
    if (!triage->bare)
        sa->record->lost = find_lost(triage, sa->record->seen, sa->record->seen_count, &sa->record->lost_count);
    if (triage->tunnels)
        sa->record->pair = ikt_tunnel_table_phase1(triage->tunnels, sa->record);
    if (triage->sink.phase1)
        triage->sink.phase1(triage->user, sa->record);
    sa->record->findings = (struct ikt_findings){0};
    sa->record->lost_count = 0;
}

static void export_quick(struct ikt_triage *triage, const struct ikt_quick_mode *quick)
{
    const struct ikt_export_quick exported = {.initiator = &quick->record->initiator->endpoint.address,
                                              .responder = &quick->record->responder->endpoint.address,
                                              .offer = quick->places[0].message,
                                              .answer = quick->places[1].message};
    triage->capture.left_out[IKT_LEFT_OUT_ESP_KEYS] +=
        !ikt_export_ipsec(quick->sa->decryptor, &exported, triage->sink.keys, triage->sink.keys_user);
}

static void on_phase2(void *user, struct ikt_quick_mode *quick, const struct ikt_evidence *evidence)
{
    struct ikt_triage *triage = user;
    if (triage->sink.keys && quick->record->outcome == IKT_OUTCOME_ESTABLISHED)
        export_quick(triage, quick);
    struct ikt_phase2 *record = quick->record;
    struct ikt_lost_on_way lost;
    record->esp_lost = record->outcome == IKT_OUTCOME_ESTABLISHED && ikt_esp_is_lost(evidence, record->phase1, &lost);
    record->findings = judge_phase2(triage, record, evidence);
    number(triage, &record->findings, quick->published);
    triage->capture.evicted += record->evicted;
    triage->capture.frames_bare += record->seen_bare;
    if (!triage->bare) {
        record->lost = find_lost(triage, record->seen, record->seen_count, &record->lost_count);
        record->sas = find_sas(triage, record, &record->sa_count);
    }
    if (triage->tunnels)
        record->part = ikt_tunnel_table_phase2(triage->tunnels, record);
    if (triage->sink.phase2)
        triage->sink.phase2(triage->user, record);
    record->findings = (struct ikt_findings){0};
    record->lost_count = record->sa_count = 0;
}

static void on_lost(void *user, const struct ikt_lost_sas *lost)
{
    const struct ikt_triage *triage = user;
    if (triage->tunnels)
        ikt_tunnel_table_lost(triage->tunnels, lost);
}

/* What documents and other places say is joined to what tunnels show, and may name a cause. */
static enum ikt_tunnel_detail detail_of(const struct ikt_triage *triage, const struct ikt_triage_options *options)
{
    const bool joined = ikt_configs_count(triage->configs) > 0 || triage->logs || options->transits;
    if (options->counts_only && !joined)
        return IKT_TUNNELS_COUNTED;
    return options->counts_only || options->brief_tunnels ? IKT_TUNNELS_BRIEF : IKT_TUNNELS_WHOLE;
}

struct ikt_triage *ikt_triage_new(const struct ikt_triage_options *options, struct ikt_keyring *keyring,
                                  const struct ikt_sink *sink, void *user)
{
    static const struct ikt_triage_options none = {.max_live = 0};
    struct ikt_triage *triage = g_new0(struct ikt_triage, 1);
    const struct ikt_session_events events = {on_message, sink->early ? on_refused : NULL, on_phase1, on_phase2,
                                              on_lost};

    if (!options)
        options = &none;
    triage->sink = *sink;
    triage->user = user;
    triage->arena = ikt_arena_new(FINDINGS_ROOM);
    triage->bare = options->counts_only;
    triage->presence = ikt_presence_new();
    triage->configs = options->configs;
    triage->documents = ikt_config_claims_new(triage->configs);
    triage->logs = ikt_given_logs_new(options->logs, triage->configs);
    triage->captured =
        sink->tunnel ? ikt_desk_captured_new(triage->configs, triage->logs ? &triage->logs->pairs : NULL) : NULL;
    triage->tunnels = sink->tunnel ? ikt_tunnel_table_new(detail_of(triage, options)) : NULL;
    triage->session = ikt_session_new(options->max_live ? options->max_live : DEFAULT_MAX_LIVE, keyring,
                                      triage->presence, &events, triage);
    triage->transits = options->transits;
    ikt_session_join(triage->session, triage->transits);
    triage->problems = g_array_new(FALSE, FALSE, sizeof(struct ikt_located_problem));
    triage->lost = g_array_new(FALSE, FALSE, sizeof(struct ikt_lost));
    triage->sas = g_array_new(FALSE, FALSE, sizeof(struct ikt_flow));
    triage->capture.first_time = triage->capture.last_time = IKT_TIME_NONE;
    return triage;
}

void ikt_triage_free(struct ikt_triage *triage)
{
    if (!triage)
        return;
    ikt_session_free(triage->session);
    ikt_tunnel_table_free(triage->tunnels);
    ikt_presence_free(triage->presence);
    ikt_config_claims_free(triage->documents);
    ikt_desk_captured_free(triage->captured);
    ikt_given_logs_free(triage->logs);
    ikt_arena_free(triage->arena);
    ikt_message_spare_clear(&triage->spare);
    g_array_unref(triage->problems);
    g_array_unref(triage->lost);
    g_array_unref(triage->sas);
    if (triage->findings)
        ikt_arena_free(triage->findings);
    g_free(triage);
}

static void note_packet(struct ikt_triage *triage, const struct ikt_packet *packet)
{
    if (triage->capture.first_time == IKT_TIME_NONE)
        triage->capture.first_time = packet->time;
    triage->capture.last_time = packet->time;
    ikt_presence_note(triage->presence, &packet->source.address, packet->frame);
}

void ikt_triage_ike(struct ikt_triage *triage, const struct ikt_packet *packet, struct ikt_bytes datagram,
                    size_t wire_length)
{
    struct ikt_message *message = ikt_message_decode_in(&triage->spare, datagram, wire_length);

    note_packet(triage, packet);
    note_problems(triage, packet->frame, message);
    unsigned major = message->header.version >> 4;
    if (message->has_header && major == 2) {
        if (triage->capture.ikev2_messages++ == 0)
            triage->ikev2_frame = packet->frame;
        ikt_session_ikev2(triage->session, packet, message->octets);
    } else if (message->has_header && major == 1) {
        triage->capture.ike_messages++;
        ikt_session_message(triage->session, packet, message);
    }
    ikt_message_release(message);
}

void ikt_triage_ipsec(struct ikt_triage *triage, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi,
                      uint32_t sequence, uint32_t octets)
{
    note_packet(triage, packet);
    /* ESP behind AH is a second SA's, and the same packet */
    const bool behind_ah = protocol == IKT_PROTOCOL_ESP && triage->ah_frame == packet->frame;
    triage->ah_frame = protocol == IKT_PROTOCOL_AH ? packet->frame : 0;
    triage->capture.esp_packets += !behind_ah;
    ikt_session_ipsec(triage->session, packet, protocol, spi, sequence, octets);
}

void ikt_triage_keepalive(struct ikt_triage *triage, const struct ikt_packet *packet)
{
    note_packet(triage, packet);
    triage->capture.keepalives++;
    ikt_session_keepalive(triage->session, packet);
}

void ikt_triage_icmp(struct ikt_triage *triage, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                     const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                     struct ikt_bytes quoted)
{
    const struct ikt_icmp icmp = {
        .frame = packet->frame,
        .time = packet->time,
        .reporter = packet->source.address,
        .family = packet->source.address.family,
        .type = type,
        .code = code,
        .source = *quoted_source,
        .destination = *quoted_destination,
    };
    note_packet(triage, packet);
    ikt_session_icmp(triage->session, packet, &icmp, quoted);
}

void ikt_triage_too_big(struct ikt_triage *triage, const struct ikt_packet *packet, const struct ikt_too_big *error)
{
    note_packet(triage, packet);
    ikt_session_too_big(triage->session, packet, error);
}

void ikt_triage_presence(struct ikt_triage *triage, const struct ikt_ip_packet *packet)
{
    ikt_presence_note(triage->presence, packet->source, packet->frame);
    ikt_session_ip(triage->session, packet);
}

void ikt_triage_advance(struct ikt_triage *triage, ikt_time now)
{
    ikt_session_pass_time(triage->session, now);
}

bool ikt_triage_knows(const struct ikt_triage *triage, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                      const uint8_t responder_cookie[static IKT_COOKIE_SIZE])
{
    return ikt_session_knows(triage->session, initiator_cookie, responder_cookie);
}

void ikt_triage_watch(struct ikt_triage *triage)
{
    ikt_session_watch(triage->session);
}

/* How things stand: what has settled of the pairs that moved, and what is alive of them. */
struct standing {
    struct ikt_triage *triage;
    struct ikt_tunnel_table *tunnels;
    void (*tell)(void *user, const struct ikt_tunnel *tunnel);
    void *user;
};

static void stand_pair(void *user, const struct ikt_address *low, const struct ikt_address *high)
{
    struct standing *standing = user;
    ikt_tunnel_table_copy_pair(standing->tunnels, standing->triage->tunnels, low, high);
}

static void stand_phase1(void *user, struct ikt_isakmp_sa *sa, const struct ikt_evidence *evidence)
{
    struct standing *standing = user;
    if (evidence)
        sa->record->findings = judge_phase1(standing->triage, sa->record, evidence);
    ikt_tunnel_table_phase1(standing->tunnels, sa->record);
    sa->record->findings = (struct ikt_findings){0};
}

static void stand_phase2(void *user, struct ikt_quick_mode *quick, const struct ikt_evidence *evidence)
{
    struct standing *standing = user;
    if (evidence)
        quick->record->findings = judge_phase2(standing->triage, quick->record, evidence);
    ikt_tunnel_table_phase2(standing->tunnels, quick->record);
    quick->record->findings = (struct ikt_findings){0};
}

/* What documents add to a tunnel lives in the triage's arena, and points to addresses of the tunnel. */
static void add_documents(struct ikt_triage *triage, struct ikt_tunnel *tunnel)
{
    ikt_arena_reset(triage->arena);
    if (ikt_configs_count(triage->configs) > 0) {
        ikt_config_notes_add(triage->arena, triage->configs, triage->documents, tunnel);
        ikt_config_facts_add(triage->arena, triage->configs, triage->documents, tunnel);
    }
    ikt_tunnel_add_transit(triage->arena, triage->transits, tunnel);
    ikt_desk_captured_join(triage->captured, triage->arena, tunnel);
}

static void tell_standing(void *user, const struct ikt_tunnel *tunnel)
{
    const struct standing *standing = user;
    struct ikt_tunnel named = *tunnel;
    add_documents(standing->triage, &named);
    standing->tell(standing->user, &named);
}

void ikt_triage_standing(struct ikt_triage *triage, void (*tell)(void *user, const struct ikt_tunnel *tunnel),
                         void *user)
{
    static const struct ikt_standing_events events = {
        .pair = stand_pair, .phase1 = stand_phase1, .phase2 = stand_phase2};
    if (!triage->tunnels)
        return;
    struct standing standing = {triage, ikt_tunnel_table_new(IKT_TUNNELS_WHOLE), tell, user};
    ikt_session_standing(triage->session, &events, &standing);
    ikt_tunnel_table_finish(standing.tunnels, tell_standing, &standing);
    ikt_tunnel_table_free(standing.tunnels);
}

static void tell_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    struct ikt_triage *triage = user;
    struct ikt_tunnel named = *tunnel;
    add_documents(triage, &named);
    triage->capture.left_out[IKT_LEFT_OUT_FINDINGS] += named.findings_more;
    triage->sink.tunnel(triage->user, &named);
}

const struct ikt_capture *ikt_triage_finish(struct ikt_triage *triage)
{
    struct ikt_capture *capture = &triage->capture;
    ikt_session_finish(triage->session);
    capture->pairs_forgotten = ikt_session_pairs_forgotten(triage->session);
    ikt_session_left_out(triage->session, capture->left_out);
    if (triage->logs)
        ikt_logs_left_out(&triage->logs->pairs, capture->left_out);
    if (triage->tunnels) {
        ikt_tunnel_table_finish(triage->tunnels, tell_tunnel, triage);
        ikt_tunnel_table_forgotten(triage->tunnels, &capture->tunnels_forgotten, &capture->faulty_tunnels_forgotten);
    }
    size_t icmp_count;
    const struct ikt_icmp *icmp = ikt_session_stray_icmp(triage->session, &icmp_count);
    const struct ikt_capture_facts facts = {.ike_messages = capture->ike_messages,
                                            .ikev2_messages = capture->ikev2_messages,
                                            .ikev2_frame = triage->ikev2_frame,
                                            .esp_packets = capture->esp_packets,
                                            .icmp_count = icmp_count,
                                            .icmp = icmp};
    triage->findings = ikt_arena_new(FINDINGS_ROOM);
    capture->findings = ikt_diagnose_capture(triage->findings, &facts);
    number(triage, &capture->findings, NULL);
    capture->copies = ikt_session_copies(triage->session);
    capture->problem_count = triage->problems->len;
    capture->problems = (const struct ikt_located_problem *)(void *)triage->problems->data;
    return capture;
}
