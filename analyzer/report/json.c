/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON: one object a line, as the records come. Every key is always there.
 */
#include "json_part.h"
#include "lost.h"
#include "renderer.h"
#include "sas.h"

static json_t *new_record(const char *type, const char *file)
{
    json_t *object = json_object();
    ikt_json_set(object, "type", json_string(type));
    ikt_json_set(object, "file", ikt_json_text(file));
    return object;
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

/* Which key would be needed where something stayed closed; null when nothing did. */
static const char *missing_word(enum ikt_missing_key missing)
{
    switch (missing) {
    case IKT_MISSING_NOTHING:
        break;
    case IKT_MISSING_ALL:
        return "any";
    case IKT_MISSING_DH:
        return "dh-secret";
    case IKT_MISSING_PSK:
        return "psk";
    case IKT_MISSING_PHASE1:
        return "phase1";
    case IKT_MISSING_SUPPORT:
        return "support";
    }
    return NULL;
}

/* What an informational carries stands in its payloads: a message is named by its place alone. */
static const char *message_word(enum ikt_message_name name)
{
    return ikt_message_name_text(name == IKT_NOTIFY || name == IKT_DELETE ? IKT_INFORMATIONAL : name);
}

static void write_message(const struct ikt_report_view *view, const struct ikt_message_event *event)
{
    const struct ikt_message *message = event->message;
    const struct ikt_packet *packet = &event->packet;
    const struct ikt_header *header = message != NULL && message->has_header ? &message->header : NULL;
    json_t *object = new_record("message", view->file);
    ikt_json_set(object, "frame", ikt_json_count(packet->frame));
    ikt_json_set(object, "time", ikt_json_time(packet->time));
    ikt_json_set(object, "source", ikt_json_address(&packet->source.address));
    ikt_json_set(object, "source_port", ikt_json_port(packet->source.port));
    ikt_json_set(object, "destination", ikt_json_address(&packet->destination.address));
    ikt_json_set(object, "destination_port", ikt_json_port(packet->destination.port));
    ikt_json_set(object, "initiator_cookie", header != NULL ? ikt_json_cookie(header->initiator_cookie) : NULL);
    ikt_json_set(object, "responder_cookie", header != NULL ? ikt_json_cookie(header->responder_cookie) : NULL);
    ikt_json_set(object, "message_id", header != NULL ? ikt_json_hex32(header->message_id) : NULL);
    ikt_json_set(object, "exchange",
                 header != NULL ? ikt_json_name(exchange_word(header->exchange), header->exchange) : NULL);
    ikt_json_set(object, "name", ikt_json_text(message_word(event->name)));
    ikt_json_set(object, "flags", header != NULL ? ikt_json_count(header->flags) : NULL);
    ikt_json_set(object, "length", header != NULL ? ikt_json_count(header->length) : NULL);
    ikt_json_set(object, "duplicate_of", event->duplicate_of != 0 ? ikt_json_count(event->duplicate_of) : NULL);
    ikt_json_set(object, "copy", json_boolean(event->copy));
    ikt_json_set(object, "decryption", ikt_json_text(ikt_decryption_name(event->decryption)));
    ikt_json_set(object, "lost_octets", ikt_json_count(message != NULL ? message->lost : 0));
    ikt_json_set(object, "payloads", ikt_json_payloads(message));
    json_t *problems = json_array();
    for (size_t i = 0; message != NULL && i < message->problem_count; i++)
        json_array_append_new(problems, ikt_json_problem(&message->problems[i]));
    ikt_json_set(object, "problems", problems);
    ikt_json_line(view->out, object);
}

static json_t *endpoint(const struct ikt_party *party)
{
    json_t *object = json_object();
    ikt_json_set(object, "address", ikt_json_address(&party->endpoint.address));
    ikt_json_set(object, "port", ikt_json_port(party->endpoint.port));
    return object;
}

static json_t *party_object(const struct ikt_party *party)
{
    json_t *object = endpoint(party);
    ikt_json_set(object, "id", party->id != NULL ? ikt_json_take_text(ikt_identity_name(party->id)) : NULL);
    ikt_json_set(object, "vendor", ikt_json_text(party->vendor_name));
    ikt_json_set(object, "vendor_guessed", party->vendor_name != NULL ? ikt_json_bool(party->vendor_guessed) : NULL);
    ikt_json_set(object, "vendor_evidence", ikt_json_text(party->vendor_evidence));
    ikt_json_set(object, "psk", ikt_json_text(party->psk));
    return object;
}

static json_t *frames_by_name(const struct ikt_seen *seen, size_t count)
{
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++) {
        const char *name = ikt_message_name_text(seen[i].name);
        json_t *frames = json_object_get(object, name);
        if (frames == NULL) {
            frames = json_array();
            ikt_json_set(object, name, frames);
        }
        json_array_append_new(frames, ikt_json_count(seen[i].frame));
    }
    return object;
}

static json_t *losses(const struct ikt_seen *seen, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        if (ikt_report_lost(seen, count, i) == 0)
            continue;
        json_t *object = json_object();
        ikt_json_set(object, "frame", ikt_json_count(seen[i].frame));
        ikt_json_set(object, "name", ikt_json_text(ikt_message_name_text(seen[i].name)));
        ikt_json_set(object, "octets", ikt_json_count(ikt_report_lost(seen, count, i)));
        ikt_json_set(object, "because", ikt_json_text(ikt_report_lost_because(seen, count, i)));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *notification_object(const struct ikt_notification *notification)
{
    const struct ikt_notify *notify = notification->notify;
    json_t *object = json_object();
    ikt_json_set(object, "frame", ikt_json_count(notification->frame));
    ikt_json_set(object, "time", ikt_json_time(notification->time));
    ikt_json_set(object, "from", ikt_json_side(notification->from_initiator));
    ikt_json_set(object, "type", notify != NULL ? ikt_json_name(ikt_notify_name(notify->type), notify->type) : NULL);
    ikt_json_set(object, "number", notify != NULL ? ikt_json_count(notify->type) : NULL);
    ikt_json_set(object, "protocol",
                 notify != NULL ? ikt_json_name(ikt_protocol_name(notify->protocol), notify->protocol) : NULL);
    ikt_json_set(object, "spi", notify != NULL ? ikt_json_hex(notify->spi) : NULL);
    ikt_json_set(object, "data", notify != NULL ? ikt_json_hex(notify->data) : NULL);
    ikt_json_set(object, "encrypted", ikt_json_bool(notification->encrypted));
    ikt_json_set(object, "authenticated", ikt_json_bool(notification->authenticated));
    return object;
}

static json_t *deletion_object(const struct ikt_deletion *deletion)
{
    const struct ikt_delete *payload = deletion->deletion;
    json_t *object = json_object();
    ikt_json_set(object, "frame", ikt_json_count(deletion->frame));
    ikt_json_set(object, "time", ikt_json_time(deletion->time));
    ikt_json_set(object, "from", ikt_json_side(deletion->from_initiator));
    ikt_json_set(object, "protocol",
                 payload != NULL ? ikt_json_name(ikt_protocol_name(payload->protocol), payload->protocol) : NULL);
    ikt_json_set(object, "spis", ikt_json_spis(payload));
    ikt_json_set(object, "authenticated", ikt_json_bool(deletion->authenticated));
    return object;
}

static json_t *icmp_object(const struct ikt_icmp *icmp)
{
    json_t *object = json_object();
    ikt_json_set(object, "frame", ikt_json_count(icmp->frame));
    ikt_json_set(object, "time", ikt_json_time(icmp->time));
    ikt_json_set(object, "reporter", ikt_json_address(&icmp->reporter));
    ikt_json_set(object, "type", ikt_json_count(icmp->type));
    ikt_json_set(object, "code", ikt_json_count(icmp->code));
    return object;
}

static void write_phase1(const struct ikt_report_view *view, const struct ikt_phase1 *record)
{
    json_t *object = new_record("phase1", view->file);
    ikt_json_set(object, "initiator", party_object(&record->initiator));
    ikt_json_set(object, "responder", party_object(&record->responder));
    ikt_json_set(object, "initiator_cookie", ikt_json_cookie(record->initiator_cookie));
    ikt_json_set(object, "responder_cookie", ikt_json_known_cookie(record->responder_cookie));
    ikt_json_set(object, "exchange", ikt_json_named(exchange_word, record->exchange));
    ikt_json_set(object, "outcome", ikt_json_text(ikt_outcome_name(record->outcome)));
    ikt_json_set(object, "ended", ikt_json_text(ikt_ended_name(record->ended)));
    ikt_json_set(object, "ios_state", ikt_json_text(record->ios_state));
    ikt_json_set(object, "start_time", ikt_json_time(record->start_time));
    ikt_json_set(object, "duration_ms", ikt_json_duration(record->start_time, record->end_time));
    ikt_json_set(object, "frames", frames_by_name(record->seen, record->seen_count));
    ikt_json_set(object, "decryption", ikt_json_text(ikt_decryption_name(record->decryption)));
    ikt_json_set(object, "lost", losses(record->seen, record->seen_count));
    ikt_json_set(object, "missing_key", ikt_json_text(missing_word(record->missing)));
    ikt_json_set(object, "psk_differs", ikt_json_bool(record->psk_differs));
    json_t *nat = json_object();
    ikt_json_set(nat, "initiator", ikt_json_tristate(record->initiator.behind_nat));
    ikt_json_set(nat, "responder", ikt_json_tristate(record->responder.behind_nat));
    ikt_json_set(object, "nat", nat);
    ikt_json_set(object, "offer", ikt_json_proposals(record->offer));
    ikt_json_set(object, "choice", ikt_json_proposals(record->choice));
    ikt_json_set(object, "authentication_method", ikt_json_named(ikt_authentication_name, record->authentication));
    json_t *notifications = json_array();
    for (size_t i = 0; i < record->notification_count; i++)
        json_array_append_new(notifications, notification_object(&record->notifications[i]));
    ikt_json_set(object, "notifications", notifications);
    json_t *deletions = json_array();
    for (size_t i = 0; i < record->deletion_count; i++)
        json_array_append_new(deletions, deletion_object(&record->deletions[i]));
    ikt_json_set(object, "deletes", deletions);
    json_t *icmp = json_array();
    for (size_t i = 0; i < record->icmp_count; i++)
        json_array_append_new(icmp, icmp_object(&record->icmp[i]));
    ikt_json_set(object, "icmp", icmp);
    ikt_json_set(object, "findings", ikt_json_findings(&record->findings));
    ikt_json_line(view->out, object);
}

static json_t *sa_rows(const struct ikt_phase2 *record)
{
    json_t *array = json_array();
    g_autoptr(GArray) rows = ikt_report_sas(record);
    for (guint i = 0; i < rows->len; i++) {
        const struct ikt_flow *row = &g_array_index(rows, struct ikt_flow, i);
        json_t *object = json_object();
        ikt_json_set(object, "protocol", ikt_json_name(ikt_protocol_name(row->protocol), row->protocol));
        ikt_json_set(object, "spi", ikt_json_hex32(row->spi));
        ikt_json_set(object, "source", ikt_json_address(&row->source));
        ikt_json_set(object, "destination", ikt_json_address(&row->destination));
        ikt_json_set(object, "packets", ikt_json_count(row->packets));
        ikt_json_set(object, "bytes", ikt_json_count(row->octets));
        ikt_json_set(object, "first_time", ikt_json_time(row->first_time));
        ikt_json_set(object, "last_time", ikt_json_time(row->last_time));
        ikt_json_set(object, "out_of_order", ikt_json_count(row->out_of_order));
        ikt_json_set(object, "duplicates", ikt_json_count(row->duplicates));
        json_array_append_new(array, object);
    }
    return array;
}

static void write_phase2(const struct ikt_report_view *view, const struct ikt_phase2 *record)
{
    json_t *object = new_record("phase2", view->file);
    ikt_json_set(object, "initiator", endpoint(record->initiator));
    ikt_json_set(object, "responder", endpoint(record->responder));
    ikt_json_set(object, "initiator_cookie", ikt_json_cookie(record->phase1->initiator_cookie));
    ikt_json_set(object, "responder_cookie", ikt_json_known_cookie(record->phase1->responder_cookie));
    ikt_json_set(object, "message_id", ikt_json_hex32(record->message_id));
    ikt_json_set(object, "outcome", ikt_json_text(ikt_outcome_name(record->outcome)));
    ikt_json_set(object, "ended", ikt_json_text(ikt_ended_name(record->ended)));
    ikt_json_set(object, "start_time", ikt_json_time(record->start_time));
    ikt_json_set(object, "duration_ms", ikt_json_duration(record->start_time, record->end_time));
    ikt_json_set(object, "frames", frames_by_name(record->seen, record->seen_count));
    ikt_json_set(object, "decryption", ikt_json_text(ikt_decryption_name(record->decryption)));
    ikt_json_set(object, "lost", losses(record->seen, record->seen_count));
    ikt_json_set(object, "offer", ikt_json_proposals(record->offer));
    ikt_json_set(object, "choice", ikt_json_proposals(record->choice));
    ikt_json_set(object, "proxies", ikt_json_proxies(record->proxy_initiator, record->proxy_responder));
    ikt_json_set(object, "proxies_answered", ikt_json_proxies(record->answered_initiator, record->answered_responder));
    ikt_json_set(object, "pfs_group", ikt_json_number(record->pfs_group));
    ikt_json_set(object, "rejection", record->rejection != NULL ? notification_object(record->rejection) : NULL);
    ikt_json_set(object, "attempts_before", ikt_json_count(record->attempts));
    ikt_json_set(object, "sas", sa_rows(record));
    ikt_json_set(object, "sas_guessed", ikt_json_bool(record->flows_by_order));
    ikt_json_set(object, "findings", ikt_json_findings(&record->findings));
    ikt_json_line(view->out, object);
}

static void write_capture(const struct ikt_report_view *view, const struct ikt_capture *capture,
                          const struct ikt_report_capture *input)
{
    json_t *object = json_object();
    ikt_json_set(object, "type", json_string("capture"));
    ikt_json_set(object, "schema", json_integer(1));
    ikt_json_set(object, "file", ikt_json_text(view->file));
    ikt_json_set(object, "packets", ikt_json_count(input->packets));
    ikt_json_set(object, "ike_messages", ikt_json_count(capture->ike_messages));
    ikt_json_set(object, "ikev2_messages", ikt_json_count(capture->ikev2_messages));
    ikt_json_set(object, "esp_packets", ikt_json_count(capture->esp_packets));
    ikt_json_set(object, "keepalives", ikt_json_count(capture->keepalives));
    ikt_json_set(object, "copies", ikt_json_count(capture->copies));
    ikt_json_set(object, "first_time", ikt_json_time(input->first_time));
    ikt_json_set(object, "last_time", ikt_json_time(input->last_time));
    ikt_json_set(object, "error", ikt_json_text(input->error));
    json_t *problems = json_array();
    for (size_t i = 0; i < capture->problem_count; i++) {
        json_t *problem = ikt_json_problem(&capture->problems[i].problem);
        ikt_json_set(problem, "frame", ikt_json_count(capture->problems[i].frame));
        json_array_append_new(problems, problem);
    }
    ikt_json_set(object, "problems", problems);
    ikt_json_set(object, "problems_total", ikt_json_count(capture->problems_total));
    ikt_json_set(object, "findings", ikt_json_findings(&capture->findings));
    ikt_json_line(view->out, object);
}

static json_t *outcome_counts(const uint64_t counts[static IKT_OUTCOME_COUNT])
{
    json_t *object = json_object();
    for (unsigned i = 0; i < IKT_OUTCOME_COUNT; i++)
        ikt_json_set(object, ikt_outcome_name((enum ikt_outcome)i), ikt_json_count(counts[i]));
    return object;
}

static void write_summary(const struct ikt_report_options *options, const struct ikt_totals *totals, GString *out)
{
    (void)options;
    json_t *object = json_object();
    ikt_json_set(object, "type", json_string("summary"));
    ikt_json_set(object, "captures", ikt_json_count(totals->captures));
    ikt_json_set(object, "ike_messages", ikt_json_count(totals->ike_messages));
    ikt_json_set(object, "phase1", outcome_counts(totals->phase1));
    ikt_json_set(object, "phase2", outcome_counts(totals->phase2));
    json_t *findings = json_object();
    for (unsigned rule = 0; rule < IKT_RULE_COUNT; rule++) {
        if (totals->findings[rule] > 0)
            ikt_json_set(findings, ikt_rule_info((enum ikt_rule)rule)->name, ikt_json_count(totals->findings[rule]));
    }
    ikt_json_set(object, "findings", findings);
    ikt_json_set(object, "unjudged", ikt_json_count(totals->unjudged));
    ikt_json_line(out, object);
}

static json_t *rule_object(const struct ikt_rule_info *info)
{
    json_t *object = json_object();
    ikt_json_set(object, "type", json_string("rule"));
    ikt_json_set(object, "rule", ikt_json_text(info->name));
    ikt_json_set(object, "severity", ikt_json_text(ikt_severity_name(info->severity)));
    ikt_json_set(object, "line", ikt_json_text(info->line));
    return object;
}

static void write_rule_line(const struct ikt_report_options *options, enum ikt_rule rule, GString *out)
{
    (void)options;
    ikt_json_line(out, rule_object(ikt_rule_info(rule)));
}

static void write_rule_full(const struct ikt_report_options *options, enum ikt_rule rule, GString *out)
{
    (void)options;
    const struct ikt_rule_info *info = ikt_rule_info(rule);
    json_t *object = rule_object(info);
    /* Static prose: its line ends are meant. */
    ikt_json_set(object, "explanation", json_string(info->explanation));
    json_t *ios = json_object();
    ikt_json_set(ios, "debug", ikt_json_texts(info->debug));
    ikt_json_set(ios, "show", ikt_json_texts(info->show));
    ikt_json_set(ios, "suspect", ikt_json_texts(info->suspect));
    ikt_json_set(ios, "fix", ikt_json_texts(info->fix));
    ikt_json_set(object, "ios", ios);
    ikt_json_line(out, object);
}

const struct ikt_renderer ikt_renderer_json = {
    .name = "json",
    .extension = "json",
    .message = write_message,
    .phase1 = write_phase1,
    .phase2 = write_phase2,
    .capture = write_capture,
    .summary = write_summary,
    .rule_line = write_rule_line,
    .rule_full = write_rule_full,
};
