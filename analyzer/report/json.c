/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON: one object a line, as the records come. Every key is always there.
 */
#include "append.h"
#include "exchange_texts.h"
#include "json_part.h"
#include "renderer.h"

#include "iketriage/wording.h"

static void begin_record(struct ikt_json *json, const struct ikt_report_view *view, GString *out, const char *type)
{
    ikt_json_begin_record(json, out);
    ikt_json_text(json, "type", type);
    ikt_json_text(json, "file", view->file);
}

/* Exchange types in the words of the contract. */
static const char *exchange_word(unsigned exchange)
{
    switch (exchange) {
    case IKT_EXCHANGE_BASE:
        return "base";
    case IKT_EXCHANGE_MAIN:
        return "main";
    case IKT_EXCHANGE_AUTH_ONLY:
        return "authentication_only";
    case IKT_EXCHANGE_AGGRESSIVE:
        return "aggressive";
    case IKT_EXCHANGE_INFORMATIONAL:
        return "informational";
    case IKT_EXCHANGE_TRANSACTION:
        return "transaction";
    case IKT_EXCHANGE_QUICK:
        return "quick";
    case IKT_EXCHANGE_NEW_GROUP:
        return "new_group";
    default:
        return NULL;
    }
}

/* What an informational carries stands in its payloads: a message is named by its place alone. */
static const char *message_word(enum ikt_message_name name)
{
    return ikt_message_name_text(name == IKT_NOTIFY || name == IKT_DELETE ? IKT_INFORMATIONAL : name);
}

/* header NULL: there is none. */
static void put_header(struct ikt_json *json, const struct ikt_header *header)
{
    static const char *const keys[] = {"initiator_cookie", "responder_cookie", "message_id", "exchange"};
    if (!header) {
        for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
            ikt_json_null(json, keys[i]);
        return;
    }
    ikt_json_cookie(json, "initiator_cookie", header->initiator_cookie);
    ikt_json_cookie(json, "responder_cookie", header->responder_cookie);
    ikt_json_hex32(json, "message_id", header->message_id);
    ikt_json_name(json, "exchange", exchange_word(header->exchange), header->exchange);
}

static void write_message(const struct ikt_report_view *view, const struct ikt_message_event *event)
{
    const struct ikt_message *message = event->message;
    const struct ikt_packet *packet = &event->packet;
    const struct ikt_header *header = message && message->has_header ? &message->header : NULL;
    struct ikt_json json;
    begin_record(&json, view, view->out, "message");
    ikt_json_count(&json, "frame", packet->frame);
    ikt_json_time(&json, "time", packet->time);
    ikt_json_address(&json, "source", &packet->source.address);
    ikt_json_port(&json, "source_port", packet->source.port);
    ikt_json_address(&json, "destination", &packet->destination.address);
    ikt_json_port(&json, "destination_port", packet->destination.port);
    put_header(&json, header);
    ikt_json_text(&json, "name", message_word(event->name));
    ikt_json_number(&json, "flags", header ? header->flags : IKT_ABSENT);
    ikt_json_number(&json, "length", header ? (int64_t)header->length : IKT_ABSENT);
    ikt_json_frame(&json, "duplicate_of", event->duplicate_of);
    ikt_json_bool(&json, "copy", event->copy);
    ikt_json_text(&json, "decryption", ikt_decryption_name(event->decryption));
    ikt_json_count(&json, "lost_octets", message ? message->lost : 0);
    ikt_json_payloads(&json, "payloads", message, view->options->show_secrets);
    ikt_json_begin_array(&json, "problems");
    for (size_t i = 0; message && i < message->problem_count; i++)
        ikt_json_problem(&json, &message->problems[i], 0);
    ikt_json_end_array(&json);
    ikt_json_end_record(&json);
}

static void put_endpoint(struct ikt_json *json, const struct ikt_party *party)
{
    ikt_json_address(json, "address", &party->endpoint.address);
    ikt_json_port(json, "port", party->endpoint.port);
}

static void put_phase2_party(struct ikt_json *json, const char *key, const struct ikt_party *party)
{
    ikt_json_begin_object(json, key);
    put_endpoint(json, party);
    ikt_json_end_object(json);
}

static void put_phase1_party(struct ikt_json *json, const char *key, const struct ikt_party *party)
{
    ikt_json_begin_object(json, key);
    put_endpoint(json, party);
    ikt_json_take_text(json, "id", party->id ? ikt_identity_name(party->id) : NULL);
    ikt_json_text(json, "vendor", party->vendor_name);
    if (party->vendor_name)
        ikt_json_bool(json, "vendor_guessed", party->vendor_guessed);
    else
        ikt_json_null(json, "vendor_guessed");
    ikt_json_text(json, "vendor_evidence", party->vendor_evidence);
    ikt_json_text(json, "psk", party->psk);
    ikt_json_end_object(json);
}

/* more: messages beyond those that the record lists; bare: listed without what they hold. */
static void put_frames(struct ikt_json *json, const struct ikt_seen *seen, size_t count, uint64_t more, uint64_t bare)
{
    bool done[IKT_MESSAGE_NAME_COUNT] = {false};
    ikt_json_begin_object(json, "frames");
    for (size_t i = 0; i < count; i++) {
        if (done[seen[i].name])
            continue;
        done[seen[i].name] = true;
        ikt_json_begin_array(json, ikt_message_name_text(seen[i].name));
        for (size_t j = i; j < count; j++) {
            if (seen[j].name == seen[i].name)
                ikt_json_count(json, NULL, seen[j].frame);
        }
        ikt_json_end_array(json);
    }
    ikt_json_end_object(json);
    ikt_json_count(json, "frames_more", more);
    ikt_json_count(json, "frames_bare", bare);
}

static void put_lost(struct ikt_json *json, const struct ikt_lost *lost, size_t count)
{
    ikt_json_begin_array(json, "lost");
    for (size_t i = 0; i < count; i++) {
        ikt_json_begin_object(json, NULL);
        ikt_json_count(json, "frame", lost[i].message->frame);
        ikt_json_text(json, "name", ikt_message_name_text(lost[i].message->name));
        ikt_json_count(json, "octets", lost[i].octets);
        ikt_json_text(json, "because", lost[i].because);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

/* notify NULL: it could not be read. */
static void put_notify(struct ikt_json *json, const struct ikt_notify *notify)
{
    static const char *const keys[] = {"type", "number", "protocol", "spi", "data"};
    if (!notify) {
        for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
            ikt_json_null(json, keys[i]);
        return;
    }
    ikt_json_name(json, "type", ikt_notify_name(notify->type), notify->type);
    ikt_json_count(json, "number", notify->type);
    ikt_json_name(json, "protocol", ikt_protocol_name(notify->protocol), notify->protocol);
    ikt_json_hex(json, "spi", notify->spi);
    ikt_json_hex(json, "data", notify->data);
}

static void put_notification(struct ikt_json *json, const char *key, const struct ikt_notification *notification)
{
    ikt_json_begin_object(json, key);
    ikt_json_count(json, "frame", notification->frame);
    ikt_json_time(json, "time", notification->time);
    ikt_json_side(json, "from", notification->from_initiator);
    put_notify(json, notification->notify);
    ikt_json_bool(json, "encrypted", notification->encrypted);
    ikt_json_bool(json, "authenticated", notification->authenticated);
    ikt_json_end_object(json);
}

static void put_deletion(struct ikt_json *json, const struct ikt_deletion *deletion)
{
    const struct ikt_delete *payload = deletion->deletion;
    ikt_json_begin_object(json, NULL);
    ikt_json_count(json, "frame", deletion->frame);
    ikt_json_time(json, "time", deletion->time);
    ikt_json_side(json, "from", deletion->from_initiator);
    if (payload)
        ikt_json_name(json, "protocol", ikt_protocol_name(payload->protocol), payload->protocol);
    else
        ikt_json_null(json, "protocol");
    ikt_json_spis(json, "spis", payload);
    ikt_json_bool(json, "authenticated", deletion->authenticated);
    ikt_json_end_object(json);
}

static void put_icmp(struct ikt_json *json, const struct ikt_icmp *icmp)
{
    ikt_json_begin_object(json, NULL);
    ikt_json_count(json, "frame", icmp->frame);
    ikt_json_time(json, "time", icmp->time);
    ikt_json_address(json, "reporter", &icmp->reporter);
    ikt_json_count(json, "type", icmp->type);
    ikt_json_count(json, "code", icmp->code);
    ikt_json_end_object(json);
}

/* What happened around phase 1. */
static void put_events(struct ikt_json *json, const struct ikt_phase1 *record)
{
    ikt_json_begin_array(json, "notifications");
    for (size_t i = 0; i < record->notification_count; i++)
        put_notification(json, NULL, &record->notifications[i]);
    ikt_json_end_array(json);
    ikt_json_count(json, "notifications_more", record->notifications_more);
    ikt_json_begin_array(json, "deletes");
    for (size_t i = 0; i < record->deletion_count; i++)
        put_deletion(json, &record->deletions[i]);
    ikt_json_end_array(json);
    ikt_json_count(json, "deletes_more", record->deletions_more);
    ikt_json_begin_array(json, "icmp");
    for (size_t i = 0; i < record->icmp_count; i++)
        put_icmp(json, &record->icmp[i]);
    ikt_json_end_array(json);
    ikt_json_count(json, "icmp_more", record->icmp_more);
}

static struct ikt_json_sources sources_of(const struct ikt_report_view *view)
{
    return (struct ikt_json_sources){view->file, view->options->configs, view->options->logs,
                                     ikt_report_wording(view->options)};
}

/* Where one tunnel is asked for, its exchanges wait for it. */
static void begin_capture(struct ikt_report_view *view)
{
    if (view->options->tunnel != 0)
        view->kept = ikt_exchange_texts_new();
}

static void close_capture(void *run, void *kept)
{
    (void)run;
    ikt_exchange_texts_free(kept);
}

static void put_refuted(struct ikt_json *json, const struct ikt_phase1 *record)
{
    const size_t named = MIN(record->refuted_count, IKT_REFUTED_MAX);
    ikt_json_begin_array(json, "refuted_keys");
    for (size_t i = 0; i < named; i++)
        ikt_json_text(json, NULL, record->refuted[i]);
    ikt_json_end_array(json);
    ikt_json_count(json, "refuted_keys_more", record->refuted_count - named);
}

static void put_phase1(const struct ikt_report_view *view, GString *out, const struct ikt_phase1 *record)
{
    const struct ikt_json_sources sources = sources_of(view);
    struct ikt_json json;
    begin_record(&json, view, out, "phase1");
    put_phase1_party(&json, "initiator", &record->initiator);
    put_phase1_party(&json, "responder", &record->responder);
    ikt_json_bool(&json, "roles_known", record->roles_known);
    ikt_json_cookie(&json, "initiator_cookie", record->initiator_cookie);
    ikt_json_known_cookie(&json, "responder_cookie", record->responder_cookie);
    ikt_json_named(&json, "exchange", exchange_word, record->exchange);
    ikt_json_text(&json, "outcome", ikt_outcome_name(record->outcome));
    ikt_json_text(&json, "incomplete", ikt_incomplete_name(record->incomplete));
    ikt_json_bool(&json, "evicted", record->evicted);
    ikt_json_text(&json, "ended", ikt_ended_name(record->ended));
    ikt_json_text(&json, "ios_state", record->ios_state);
    ikt_json_time(&json, "start_time", record->start_time);
    ikt_json_duration(&json, "duration_ms", record->start_time, record->end_time);
    put_frames(&json, record->seen, record->seen_count, record->seen_more, record->seen_bare);
    ikt_json_text(&json, "decryption", ikt_decryption_name(record->decryption));
    put_refuted(&json, record);
    put_lost(&json, record->lost, record->lost_count);
    ikt_json_text(&json, "missing_key", ikt_missing_key_name(record->missing));
    ikt_json_bool(&json, "psk_differs", record->psk_differs);
    ikt_json_begin_object(&json, "nat");
    ikt_json_tristate(&json, "initiator", record->initiator.behind_nat);
    ikt_json_tristate(&json, "responder", record->responder.behind_nat);
    ikt_json_end_object(&json);
    ikt_json_proposals(&json, "offer", record->offer, false);
    ikt_json_proposals(&json, "choice", record->choice, false);
    ikt_json_named(&json, "authentication_method", ikt_authentication_name, record->authentication);
    put_events(&json, record);
    ikt_json_findings(&json, "findings", &record->findings, &sources);
    ikt_json_end_record(&json);
}

static void put_sas(struct ikt_json *json, const struct ikt_phase2 *record)
{
    ikt_json_begin_array(json, "sas");
    for (size_t i = 0; i < record->sa_count; i++) {
        const struct ikt_flow *sa = &record->sas[i];
        ikt_json_begin_object(json, NULL);
        ikt_json_name(json, "protocol", ikt_protocol_name(sa->protocol), sa->protocol);
        ikt_json_hex32(json, "spi", sa->spi);
        ikt_json_address(json, "source", &sa->source);
        ikt_json_address(json, "destination", &sa->destination);
        ikt_json_count(json, "packets", sa->packets);
        ikt_json_count(json, "bytes", sa->octets);
        ikt_json_time(json, "first_time", sa->first_time);
        ikt_json_time(json, "last_time", sa->last_time);
        ikt_json_count(json, "out_of_order", sa->out_of_order);
        ikt_json_count(json, "duplicates", sa->duplicates);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
    ikt_json_count(json, "sas_more", record->flows_more);
}

static void put_phase2(const struct ikt_report_view *view, GString *out, const struct ikt_phase2 *record)
{
    const struct ikt_json_sources sources = sources_of(view);
    struct ikt_json json;
    begin_record(&json, view, out, "phase2");
    put_phase2_party(&json, "initiator", record->initiator);
    put_phase2_party(&json, "responder", record->responder);
    ikt_json_cookie(&json, "initiator_cookie", record->phase1->initiator_cookie);
    ikt_json_known_cookie(&json, "responder_cookie", record->phase1->responder_cookie);
    ikt_json_hex32(&json, "message_id", record->message_id);
    ikt_json_text(&json, "outcome", ikt_outcome_name(record->outcome));
    ikt_json_text(&json, "incomplete", ikt_incomplete_name(record->incomplete));
    ikt_json_bool(&json, "evicted", record->evicted);
    ikt_json_text(&json, "ended", ikt_ended_name(record->ended));
    ikt_json_time(&json, "start_time", record->start_time);
    ikt_json_duration(&json, "duration_ms", record->start_time, record->end_time);
    put_frames(&json, record->seen, record->seen_count, record->seen_more, record->seen_bare);
    ikt_json_text(&json, "decryption", ikt_decryption_name(record->decryption));
    put_lost(&json, record->lost, record->lost_count);
    ikt_json_proposals(&json, "offer", record->offer, false);
    ikt_json_proposals(&json, "choice", record->choice, false);
    ikt_json_proxies(&json, "proxies", record->proxy_initiator, record->proxy_responder);
    ikt_json_proxies(&json, "proxies_answered", record->answered_initiator, record->answered_responder);
    ikt_json_number(&json, "pfs_group", record->pfs_group);
    if (record->rejection)
        put_notification(&json, "rejection", record->rejection);
    else
        ikt_json_null(&json, "rejection");
    ikt_json_count(&json, "attempts_before", record->attempts);
    put_sas(&json, record);
    ikt_json_bool(&json, "sas_guessed", record->flows_by_order);
    ikt_json_findings(&json, "findings", &record->findings, &sources);
    ikt_json_end_record(&json);
}

static void write_phase1(const struct ikt_report_view *view, const struct ikt_phase1 *record)
{
    if (!view->kept) {
        put_phase1(view, view->out, record);
        return;
    }
    put_phase1(view, ikt_exchange_texts_begin(view->kept), record);
    ikt_exchange_texts_end(view->kept, record->initiator_cookie, 0);
}

static void write_phase2(const struct ikt_report_view *view, const struct ikt_phase2 *record)
{
    if (!view->kept) {
        put_phase2(view, view->out, record);
        return;
    }
    put_phase2(view, ikt_exchange_texts_begin(view->kept), record);
    ikt_exchange_texts_end(view->kept, record->phase1->initiator_cookie, record->message_id);
}

static void write_exchanges(const struct ikt_report_view *view, const struct ikt_tunnel *tunnel)
{
    for (size_t i = 0; view->kept && i < tunnel->exchange_count; i++) {
        const char *text =
            ikt_exchange_texts_of(view->kept, tunnel->exchanges[i].initiator_cookie, tunnel->exchanges[i].message_id);
        if (text)
            ikt_append(view->out, text, strlen(text));
    }
}

static void write_tunnel(struct ikt_report_view *view, const struct ikt_tunnel *tunnel)
{
    if (view->options->tunnel != 0 && view->options->tunnel != view->number)
        return;
    write_exchanges(view, tunnel);
    const struct ikt_json_sources sources = sources_of(view);
    struct ikt_json json;
    begin_record(&json, view, view->out, "tunnel");
    ikt_json_begin_number(&json, "number");
    ikt_report_put_number(view);
    ikt_json_tunnel(&json, tunnel, &sources);
    if (view->change)
        ikt_json_change(&json, view->change);
    ikt_json_end_record(&json);
}

static void end_capture(const struct ikt_report_view *view, const struct ikt_capture *capture,
                        const struct ikt_report_capture *input)
{
    const struct ikt_json_sources sources = sources_of(view);
    struct ikt_json json;
    ikt_json_begin_record(&json, view->out);
    ikt_json_text(&json, "type", "capture");
    ikt_json_count(&json, "schema", 1);
    ikt_json_text(&json, "file", view->file);
    ikt_json_text(&json, "sha256", input->sha256);
    ikt_json_text(&json, "tool", ikt_report_tool);
    ikt_json_count(&json, "packets", input->packets);
    ikt_json_count(&json, "packets_left_out", input->left_out);
    ikt_json_count(&json, "packets_of_others", input->others);
    ikt_json_text(&json, "without_ikev1", ikt_without_ike_name(ikt_without_ike_of(capture, input)));
    ikt_json_count(&json, "ike_messages", capture->ike_messages);
    ikt_json_count(&json, "ikev2_messages", capture->ikev2_messages);
    ikt_json_count(&json, "esp_packets", capture->esp_packets);
    ikt_json_count(&json, "keepalives", capture->keepalives);
    ikt_json_count(&json, "copies", capture->copies);
    ikt_json_time(&json, "first_time", input->first_time);
    ikt_json_time(&json, "last_time", input->last_time);
    ikt_json_text(&json, "error", input->error);
    ikt_json_begin_array(&json, "problems");
    for (size_t i = 0; i < capture->problem_count; i++)
        ikt_json_problem(&json, &capture->problems[i].problem, capture->problems[i].frame);
    ikt_json_end_array(&json);
    ikt_json_count(&json, "problems_total", capture->problems_total);
    ikt_json_count(&json, "tunnels_forgotten", capture->tunnels_forgotten);
    ikt_json_count(&json, "faulty_tunnels_forgotten", capture->faulty_tunnels_forgotten);
    ikt_json_count(&json, "evicted", capture->evicted);
    ikt_json_count(&json, "frames_bare", capture->frames_bare);
    ikt_json_count(&json, "pairs_forgotten", capture->pairs_forgotten);
    ikt_json_count(&json, "keys_left_out", capture->keys_left_out);
    ikt_json_left_out(&json, capture->left_out);
    ikt_json_findings(&json, "findings", &capture->findings, &sources);
    if (input->pieces)
        ikt_json_pieces(&json, input);
    if (input->places)
        ikt_json_places(&json, input);
    if (input->live)
        ikt_json_live(&json, view->file, input->live);
    ikt_json_end_record(&json);
}

const struct ikt_renderer ikt_renderer_json = {
    .name = "json",
    .begin_capture = begin_capture,
    .close_capture = close_capture,
    .message = write_message,
    .phase1 = write_phase1,
    .phase2 = write_phase2,
    .tunnel = write_tunnel,
    .change = write_tunnel,
    .end_capture = end_capture,
    .end_run = ikt_json_end_run,
    .rule_line = ikt_json_rule_line,
    .rule_full = ikt_json_rule_full,
};
