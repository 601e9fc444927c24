/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON against the contract: the keys below are typed from it, not from the renderer.
 */
#include <string.h>

#include "parsed.h"
#include "runs.h"

#define MESSAGE_KEYS                                                                                                   \
    "type file frame time source destination initiator_cookie responder_cookie message_id exchange name duplicate_of " \
    "decryption lost_octets payloads"
#define PHASE1_KEYS                                                                                                    \
    "type file initiator responder initiator_cookie responder_cookie exchange roles_known outcome incomplete evicted " \
    "ended ios_state start_time duration_ms frames frames_more decryption lost nat offer choice "                      \
    "authentication_method "                                                                                           \
    "notifications notifications_more deletes deletes_more icmp icmp_more findings"
#define PHASE2_KEYS                                                                                                    \
    "type file initiator responder initiator_cookie responder_cookie message_id outcome incomplete evicted ended "     \
    "start_time duration_ms frames frames_more decryption lost offer choice proxies pfs_group sas sas_more findings"
#define CAPTURE_KEYS                                                                                                   \
    "type schema file sha256 tool packets packets_left_out packets_of_others without_ikev1 ike_messages esp_packets "  \
    "first_time last_time problems tunnels_forgotten "                                                                 \
    "faulty_tunnels_forgotten evicted keys_left_out left_out findings"
#define SUMMARY_KEYS                                                                                                   \
    "type tool captures unread without_ikev1 tunnels causes evicted ike_messages phase1 phase2 findings likelihoods "  \
    "unjudged incomplete"
#define FINDING_KEYS "rule severity likelihood misconfigured frames summary initiator_has responder_has evidence ios"
#define SA_KEYS      "protocol spi source destination packets bytes first_time last_time out_of_order duplicates"
#define PHASE2_TRANSFORM_KEYS                                                                                          \
    "number ios encryption key_bits integrity mode pfs_group life_seconds life_kilobytes compression"
#define PHASE1_TRANSFORM_KEYS "encryption key_bits hash group authentication life_seconds"

static const struct ikt_report_options json_options = {.format = "json", .messages = true};

static GPtrArray *report(const struct ikt_report_options *options, const struct records *records,
                         const struct ikt_message_event *event)
{
    GString *out = records_report(options, "dir/a.pcap", records, event);
    GPtrArray *parsed = parse(out);
    g_string_free(out, TRUE);
    return parsed;
}

static void assert_record_keys(const GPtrArray *parsed)
{
    static const char *const keys[] = {MESSAGE_KEYS,       PHASE1_KEYS,  PHASE2_KEYS,
                                       "type file number", CAPTURE_KEYS, SUMMARY_KEYS};
    static const char *const types[] = {"message", "phase1", "phase2", "tunnel", "capture", "summary"};
    g_assert_cmpuint(parsed->len, ==, G_N_ELEMENTS(keys));
    for (guint i = 0; i < parsed->len; i++) {
        g_assert_cmpstr(text_at(parsed->pdata[i], "type"), ==, types[i]);
        assert_keys(parsed->pdata[i], keys[i]);
    }
}

static void test_keys(void)
{
    const struct ikt_message_event event = records_message();
    const struct records refused = records_refused();
    g_autoptr(GPtrArray) parsed = report(&json_options, &refused, &event);
    assert_record_keys(parsed);
    const json_t *phase1 = parsed->pdata[1], *phase2 = parsed->pdata[2], *capture = parsed->pdata[4];
    assert_keys(at(phase1, "initiator"), "address port id vendor");
    assert_keys(at(phase1, "nat"), "initiator responder");
    assert_keys(at(phase1, "offer.0"), "number protocol spi transforms");
    assert_keys(at(phase1, "offer.0.transforms.0"), PHASE1_TRANSFORM_KEYS);
    assert_keys(at(phase1, "notifications.0"), "frame time from type number protocol spi data encrypted authenticated");
    assert_keys(at(phase1, "deletes.0"), "frame time from protocol spis authenticated");
    assert_keys(at(phase2, "initiator"), "address port");
    assert_keys(at(phase2, "offer.1.transforms.0"), PHASE2_TRANSFORM_KEYS);
    assert_keys(at(phase2, "proxies.initiator"), "type value protocol port");
    assert_keys(at(phase2, "findings.0"), FINDING_KEYS);
    assert_keys(at(phase2, "findings.0.ios"), "debug show suspect fix");
    assert_keys(at(phase2, "findings.0.ios.fix.0"), "router lines");
    assert_keys(at(capture, "problems.0"), "name frame payload offset text");
}

static void test_keys_unknown(void)
{
    const struct records unknown = records_unknown();
    struct ikt_message_event event = records_message();
    event.message = NULL;
    g_autoptr(GPtrArray) parsed = report(&json_options, &unknown, &event);
    assert_record_keys(parsed);
    const json_t *message = parsed->pdata[0], *phase1 = parsed->pdata[1], *phase2 = parsed->pdata[2];
    static const char *const null_in_message[] = {"initiator_cookie", "message_id", "exchange", "duplicate_of"};
    for (size_t i = 0; i < G_N_ELEMENTS(null_in_message); i++)
        g_assert_true(json_is_null(at(message, null_in_message[i])));
    static const char *const null_in_phase1[] = {
        "initiator.address",
        "initiator.port",
        "initiator.id",
        "initiator.vendor",
        "responder_cookie",
        "exchange",
        "ended",
        "ios_state",
        "start_time",
        "duration_ms",
        "nat.initiator",
        "nat.responder",
        "offer",
        "authentication_method",
        "notifications.0.type",
        "choice",
        "decryption",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(null_in_phase1); i++)
        g_assert_true(json_is_null(at(phase1, null_in_phase1[i])));
    static const char *const null_in_phase2[] = {"offer", "choice", "proxies", "pfs_group", "start_time", "ended"};
    for (size_t i = 0; i < G_N_ELEMENTS(null_in_phase2); i++)
        g_assert_true(json_is_null(at(phase2, null_in_phase2[i])));
    g_assert_cmpuint(json_array_size(at(phase2, "sas")), ==, 0);
    assert_keys(at(phase1, "findings.0"), FINDING_KEYS);
    g_assert_cmpuint(json_array_size(at(phase1, "findings.0.ios.fix")), ==, 0);
    g_assert_true(json_is_null(at(phase1, "findings.0.initiator_has")));
}

static void test_values(void)
{
    const struct records refused = records_refused();
    g_autoptr(GPtrArray) parsed = report(&json_options, &refused, NULL);
    const json_t *phase1 = parsed->pdata[0], *phase2 = parsed->pdata[1], *capture = parsed->pdata[3];
    g_assert_cmpstr(text_at(phase1, "file"), ==, "dir/a.pcap");
    g_assert_cmpstr(text_at(phase1, "initiator_cookie"), ==, "ac2bfdea7ef64543");
    g_assert_cmpstr(text_at(phase1, "exchange"), ==, "main");
    g_assert_cmpstr(text_at(phase1, "outcome"), ==, "established");
    g_assert_cmpstr(text_at(phase1, "ended"), ==, "deleted");
    g_assert_cmpstr(text_at(phase1, "start_time"), ==, "2026-01-02T03:04:05.678901Z");
    g_assert_cmpfloat_with_epsilon(json_real_value(at(phase1, "duration_ms")), 123.456, 1e-9);
    g_assert_cmpstr(text_at(phase1, "offer.0.transforms.0.encryption"), ==, "AES-CBC");
    g_assert_cmpint(number_at(phase1, "offer.0.transforms.0.key_bits"), ==, 256);
    g_assert_cmpint(number_at(phase1, "offer.0.transforms.0.group"), ==, 2);
    g_assert_true(json_is_false(at(phase1, "nat.initiator")));
    g_assert_true(json_is_null(at(phase1, "nat.responder")));
    g_assert_cmpint(number_at(phase1, "frames.main6.1"), ==, 9);
    g_assert_cmpstr(text_at(phase1, "notifications.0.from"), ==, "responder");
    g_assert_cmpstr(text_at(phase1, "notifications.0.type"), ==, "NO-PROPOSAL-CHOSEN");
    g_assert_cmpint(number_at(phase1, "notifications.0.number"), ==, 14);
    g_assert_cmpstr(text_at(phase1, "deletes.0.spis.1"), ==, "beef0002");
    g_assert_cmpstr(text_at(phase2, "message_id"), ==, "321b72d0");
    g_assert_cmpstr(text_at(phase2, "offer.0.spi"), ==, "c0ffee01");
    g_assert_cmpstr(text_at(phase2, "offer.0.transforms.0.ios"), ==, "esp-aes 256 esp-sha-hmac");
    g_assert_cmpstr(text_at(phase2, "offer.0.transforms.0.mode"), ==, "tunnel");
    g_assert_cmpstr(text_at(phase2, "offer.0.transforms.0.integrity"), ==, "HMAC-SHA1");
    g_assert_cmpstr(text_at(phase2, "offer.1.transforms.0.encryption"), ==, "200");
    g_assert_true(json_is_null(at(phase2, "offer.1.transforms.0.ios")));
    g_assert_cmpstr(text_at(phase2, "proxies.responder.value"), ==, "192.168.2.0/24");
    g_assert_cmpint(number_at(phase2, "frames.notify.0"), ==, 10);
    g_assert_cmpint(number_at(phase2, "frames.quick1.1"), ==, 8);
    g_assert_cmpstr(text_at(phase2, "findings.0.rule"), ==, "ts-cipher");
    g_assert_cmpstr(text_at(phase2, "findings.0.likelihood"), ==, "certain");
    g_assert_cmpstr(text_at(phase2, "findings.0.ios.fix.1.router"), ==, "responder");
    g_assert_cmpstr(text_at(phase2, "findings.0.ios.fix.1.lines.2"), ==, " mode tunnel");
    g_assert_cmpuint(json_array_size(at(phase2, "sas")), ==, 0);
    g_assert_cmpint(number_at(capture, "schema"), ==, 1);
    g_assert_cmpint(number_at(capture, "packets"), ==, 20);
    g_assert_cmpstr(text_at(capture, "problems.0.payload"), ==, "SA");
}

/* The duration's digits are those of the times, whatever a binary fraction makes of them. */
static void test_duration_digits(void)
{
    struct records records = records_refused();
    records.phase1.end_time = records.phase1.start_time + 100;
    GString *out = records_report(&json_options, "a", &records, NULL);
    g_assert_nonnull(strstr(out->str, "\"duration_ms\":0.1,"));
    g_string_free(out, TRUE);
}

static void test_sas(void)
{
    const struct records established = records_established();
    g_autoptr(GPtrArray) parsed = report(&json_options, &established, NULL);
    const json_t *phase2 = parsed->pdata[1];
    assert_keys(at(phase2, "sas.0"), SA_KEYS);
    assert_keys(at(phase2, "sas.1"), SA_KEYS);
    g_assert_cmpstr(text_at(phase2, "sas.0.source"), ==, "203.0.113.1");
    g_assert_cmpstr(text_at(phase2, "sas.0.destination"), ==, "198.51.100.1");
    g_assert_cmpstr(text_at(phase2, "sas.0.spi"), ==, "beef0002");
    g_assert_cmpint(number_at(phase2, "sas.0.packets"), ==, 0);
    g_assert_true(json_is_null(at(phase2, "sas.0.first_time")));
    g_assert_cmpstr(text_at(phase2, "sas.1.spi"), ==, "c0ffee01");
    g_assert_cmpstr(text_at(phase2, "sas.1.destination"), ==, "203.0.113.1");
    g_assert_cmpint(number_at(phase2, "sas.1.packets"), ==, 12);
    g_assert_cmpint(number_at(phase2, "sas.1.duplicates"), ==, 2);
}

static void test_lost(void)
{
    struct records refused = records_refused();
    const struct ikt_seen *seen = refused.phase2.seen;
    const struct ikt_lost lost[] = {{&seen[0], 16, "because"}, {&seen[2], 8, "of that"}};
    refused.phase1.missing = IKT_MISSING_DH;
    refused.phase1.lost_count = 1;
    refused.phase1.lost = &lost[1];
    refused.phase2.lost_count = G_N_ELEMENTS(lost);
    refused.phase2.lost = lost;
    g_autoptr(GPtrArray) parsed = report(&json_options, &refused, NULL);
    const json_t *phase1 = parsed->pdata[0], *phase2 = parsed->pdata[1];
    g_assert_cmpstr(text_at(phase1, "missing_key"), ==, "dh-secret");
    g_assert_cmpuint(json_array_size(at(phase1, "lost")), ==, 1);
    g_assert_cmpuint(json_array_size(at(phase2, "lost")), ==, 2);
    g_assert_cmpstr(text_at(phase2, "lost.0.name"), ==, "quick1");
    g_assert_cmpint(number_at(phase2, "lost.0.frame"), ==, 7);
    g_assert_cmpint(number_at(phase2, "lost.0.octets"), ==, 16);
    g_assert_cmpstr(text_at(phase2, "lost.1.name"), ==, "notify");
    g_assert_cmpstr(text_at(phase2, "lost.1.because"), ==, "of that");
}

static void test_hostile(void)
{
    const struct records hostile = records_hostile();
    const struct ikt_message_event event = records_message();
    GString *out = records_report(&json_options, HOSTILE, &hostile, &event);
    g_autoptr(GPtrArray) parsed = parse(out);
    assert_record_keys(parsed);
    /* Escaped, not lost. A backslash of the engine's own is an escape already, one of a file name is not. */
    static const char *const safe = "a\"b\\x1b[31mred\\x07\\x7f\\x0d\\x0a\\xff\\xc3(\\xe2\\x80\\xae\\xc2\\x9b end";
    g_assert_cmpstr(text_at(parsed->pdata[1], "file"), ==, safe);
    g_assert_cmpstr(text_at(parsed->pdata[1], "initiator.id"), ==, safe);
    g_assert_cmpstr(text_at(parsed->pdata[1], "responder.vendor"), ==, safe);
    g_assert_cmpstr(text_at(parsed->pdata[2], "findings.0.summary"), ==, safe);
    g_autofree char *safe_line = g_strconcat(" mode ", safe, NULL);
    g_assert_cmpstr(text_at(parsed->pdata[2], "findings.3.ios.fix.1.lines.2"), ==, safe_line);
    g_assert_cmpstr(text_at(parsed->pdata[2], "proxies.initiator.value"), ==, safe);
    g_assert_cmpstr(text_at(parsed->pdata[4], "error"), ==, safe);
    g_string_free(out, TRUE);
}

static void test_file_names(void)
{
    static const char *const names[][2] = {
        {"dir/a b.pcap", "dir/a b.pcap"}, {"m\303\274.pcap", "m\303\274.pcap"}, {"a\\x41", "a\\x5cx41"}, {"-", "-"}};
    const struct records refused = records_refused();
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        GString *out = records_report(&json_options, names[i][0], &refused, NULL);
        g_autoptr(GPtrArray) parsed = parse(out);
        g_assert_cmpstr(text_at(parsed->pdata[0], "file"), ==, names[i][1]);
        g_string_free(out, TRUE);
    }
}

static const json_t *payload_of(const json_t *message, const char *type)
{
    const json_t *payloads = at(message, "payloads");
    for (size_t i = 0; i < json_array_size(payloads); i++) {
        const json_t *payload = json_array_get(payloads, i);
        if (g_str_equal(text_at(payload, "type"), type))
            return payload;
    }
    g_error("no payload %s", type);
}

static void test_message(void)
{
    const struct records refused = records_refused();
    const struct ikt_message_event event = records_message();
    g_autoptr(GPtrArray) parsed = report(&json_options, &refused, &event);
    const json_t *message = parsed->pdata[0];
    /* The contract knows notify and delete as keys of "frames" alone. */
    g_assert_cmpstr(text_at(message, "name"), ==, "informational");
    g_assert_cmpstr(text_at(message, "exchange"), ==, "informational");
    g_assert_cmpstr(text_at(message, "source"), ==, "198.51.100.1");
    g_assert_cmpstr(text_at(message, "responder_cookie"), ==, "0000000000000000");
    g_assert_cmpstr(text_at(message, "message_id"), ==, "0000beef");
    g_assert_cmpuint(json_array_size(at(message, "payloads")), ==, event.message->payload_count);
    for (size_t i = 0; i < event.message->payload_count; i++) {
        const json_t *payload = json_array_get(at(message, "payloads"), i);
        assert_keys(payload, "type type_number offset length");
        g_assert_cmpint(number_at(payload, "type_number"), ==, event.message->payloads[i].type);
    }
    const json_t *sa = payload_of(message, "SA");
    g_assert_cmpstr(text_at(sa, "proposals.0.transforms.0.attributes.0.type"), ==, "Encapsulation-Mode");
    g_assert_cmpstr(text_at(sa, "proposals.0.transforms.0.attributes.0.value_name"), ==, "tunnel");
    g_assert_cmpint(number_at(sa, "proposals.0.transforms.0.attributes.0.value"), ==, 1);
    g_assert_cmpstr(text_at(sa, "proposals.0.transforms.0.attributes.1.type"), ==, "32001");
    g_assert_cmpstr(text_at(payload_of(message, "NOTIFY"), "notify_type"), ==, "NO-PROPOSAL-CHOSEN");
    g_assert_cmpstr(text_at(payload_of(message, "DELETE"), "spis.0"), ==, "c0ffee01");
    g_assert_cmpstr(text_at(payload_of(message, "200"), "data"), ==, text_at(payload_of(message, "KE"), "data"));
    const json_t *config = payload_of(message, "ATTRIBUTES");
    g_assert_cmpstr(text_at(config, "attributes.4.text"), ==, "10.0.0.5");
}

static void test_secrets(void)
{
    const struct records refused = records_refused();
    struct ikt_message_event event = records_message();
    struct ikt_message transaction = *event.message;
    transaction.header.exchange = IKT_EXCHANGE_TRANSACTION;
    event.message = &transaction;
    event.name = IKT_TRANSACTION;
    GString *out = records_report(&json_options, "a", &refused, &event);
    /* "s3cr3t-pa55" and its hex, from xxd(1) */
    g_assert_null(strstr(out->str, "s3cr3t-pa55"));
    g_assert_null(strstr(out->str, "7333637233742d70613535"));
    g_autoptr(GPtrArray) parsed = parse(out);
    const json_t *config = payload_of(parsed->pdata[0], "ATTRIBUTES");
    for (size_t i = 1; i <= 3; i++) {
        const json_t *secret = json_array_get(at(config, "attributes"), i);
        g_assert_true(json_is_true(at(secret, "hidden")));
        g_assert_true(json_is_null(at(secret, "value")));
        g_assert_true(json_is_null(at(secret, "data")));
        g_assert_true(json_is_null(at(secret, "text")));
    }
    g_assert_true(json_is_false(at(config, "attributes.0.hidden")));
    g_assert_true(json_is_null(at(payload_of(parsed->pdata[0], "200"), "data")));
    g_string_free(out, TRUE);
}

static void test_messages_only_when_asked(void)
{
    const struct records refused = records_refused();
    const struct ikt_message_event event = records_message();
    const struct ikt_report_options options = {.format = "json"};
    g_autoptr(GPtrArray) parsed = report(&options, &refused, &event);
    g_assert_cmpuint(parsed->len, ==, 5);
}

static void test_quiet(void)
{
    const struct records refused = records_refused(), unknown = records_unknown();
    const struct ikt_report_options options = {.format = "json", .quiet = true, .messages = true};
    const struct ikt_message_event event = records_message();
    g_autoptr(GPtrArray) parsed = report(&options, &refused, &event);
    g_assert_cmpuint(parsed->len, ==, 1);
    const json_t *summary = parsed->pdata[0];
    g_assert_cmpstr(text_at(summary, "type"), ==, "summary");
    g_assert_cmpint(number_at(summary, "captures"), ==, 1);
    g_assert_cmpint(number_at(summary, "ike_messages"), ==, 10);
    g_assert_cmpint(number_at(summary, "phase1.established"), ==, 1);
    g_assert_cmpint(number_at(summary, "phase2.rejected"), ==, 1);
    g_assert_cmpint(number_at(summary, "phase2.no-response"), ==, 0);
    g_assert_cmpint(number_at(summary, "findings.ts-cipher"), ==, 1);
    g_assert_cmpint(number_at(summary, "likelihoods.certain"), ==, 1);
    g_assert_cmpint(number_at(summary, "likelihoods.possible"), ==, 2);
    g_assert_cmpint(number_at(summary, "tunnels.down"), ==, 1);
    g_assert_cmpint(number_at(summary, "tunnels.up"), ==, 0);
    g_assert_cmpuint(json_object_size(at(summary, "findings")), ==, 4);
    g_assert_cmpint(number_at(summary, "unjudged"), ==, 0);
    g_autoptr(GPtrArray) other = report(&options, &unknown, NULL);
    g_assert_cmpint(number_at(other->pdata[0], "unjudged"), ==, 2);
}

static void test_unreadable_capture(void)
{
    const struct ikt_report_capture input = {
        .first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE, .error = "not a capture file"};
    struct ikt_report *run = ikt_report_new(&json_options);
    GString *out = g_string_new(NULL);
    struct ikt_report_group *group = ikt_report_group_new(run, "a", out);
    ikt_report_group_finish(group, NULL, &input);
    ikt_report_group_close(group);
    g_autoptr(GPtrArray) parsed = parse(out);
    g_assert_cmpuint(parsed->len, ==, 1);
    assert_keys(parsed->pdata[0], CAPTURE_KEYS);
    g_assert_cmpstr(text_at(parsed->pdata[0], "error"), ==, "not a capture file");
    g_assert_false(ikt_report_has_errors(run));
    g_string_free(out, TRUE);
    ikt_report_free(run);
}

static void test_catalogue(void)
{
    GString *out = g_string_new(NULL);
    ikt_report_list_rules(&json_options, out);
    g_autoptr(GPtrArray) rules = parse(out);
    g_assert_cmpuint(rules->len, ==, IKT_RULE_COUNT);
    for (guint i = 0; i < rules->len; i++) {
        assert_keys(rules->pdata[i], "type rule severity line");
        g_string_truncate(out, 0);
        g_assert_true(ikt_report_explain(text_at(rules->pdata[i], "rule"), &json_options, out));
        g_autoptr(GPtrArray) explained = parse(out);
        g_assert_cmpuint(explained->len, ==, 1);
        assert_keys(explained->pdata[0], "type rule severity line explanation ios");
    }
    g_string_truncate(out, 0);
    g_assert_false(ikt_report_explain("no-such-rule", &json_options, out));
    g_assert_cmpuint(out->len, ==, 0);
    g_string_free(out, TRUE);
}

static void test_formats(void)
{
    g_assert_true(ikt_report_format_known("text"));
    g_assert_true(ikt_report_format_known("json"));
    g_assert_true(ikt_report_format_known("tsv"));
    g_assert_false(ikt_report_format_known("xml"));
    g_assert_false(ikt_report_format_known(""));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/json/keys", test_keys);
    g_test_add_func("/report/json/keys-unknown", test_keys_unknown);
    g_test_add_func("/report/json/values", test_values);
    g_test_add_func("/report/json/duration-digits", test_duration_digits);
    g_test_add_func("/report/json/sas", test_sas);
    g_test_add_func("/report/json/lost", test_lost);
    g_test_add_func("/report/json/hostile", test_hostile);
    g_test_add_func("/report/json/file-names", test_file_names);
    g_test_add_func("/report/json/message", test_message);
    g_test_add_func("/report/json/secrets", test_secrets);
    g_test_add_func("/report/json/messages-only-when-asked", test_messages_only_when_asked);
    g_test_add_func("/report/json/quiet", test_quiet);
    g_test_add_func("/report/json/unreadable-capture", test_unreadable_capture);
    g_test_add_func("/report/json/catalogue", test_catalogue);
    g_test_add_func("/report/json/formats", test_formats);
    return g_test_run();
}
