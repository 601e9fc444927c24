/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What routers are expected to log: by product, release, role and what really failed. The wordings are those of public
 * router logs.
 */
#include <string.h>

#include "fixture.h"
#include "products/ios_release.h"

static unsigned count(const struct told *finding, const char *prefix)
{
    unsigned found = 0;
    for (char **line = finding->log; *line; line++)
        found += g_str_has_prefix(*line, prefix) ? 1 : 0;
    return found;
}

static bool mentions(const struct told *finding, const char *words)
{
    for (char **line = finding->log; *line; line++) {
        if (strstr(*line, words))
            return true;
    }
    return false;
}

/* Sets that differ, refused with that notify. */
static GPtrArray *refused(struct quick *q, int notify, enum ikt_vendor initiator, enum ikt_vendor responder)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    q->record.message_id = 0xfedcba98; /* 4275878552, and as a signed number -19088744 */
    quick_refuse(q, notify);
    quick_remember(q, true, AES128_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
    q->phase1.initiator.vendor = initiator;
    q->phase1.responder.vendor = responder;
    return quick_diagnose(q);
}

static void test_roles(void)
{
    struct quick q;
    g_autoptr(GPtrArray) findings =
        refused(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_CISCO_IOS, IKT_VENDOR_CISCO_IOS);
    const struct told *finding = find(findings, IKT_RULE_TS_KEYLEN);
    g_assert_true(has_log(finding, "responder: IPSec policy invalidated proposal with error 256"));
    g_assert_true(has_log(finding, "responder: deleting node 4275878552 error TRUE reason \"QM rejected\""));
    g_assert_true(has_log(finding, "initiator: processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3"));
    g_assert_true(has_log(finding, "initiator: deleting node 4275878552 error TRUE reason \"Delete Larval\""));
    /* a later release logs nothing of it without debugging, and none has two wordings */
    g_assert_false(mentions(finding, "%CRYPTO"));
    g_assert_false(mentions(finding, "validate_proposal"));
    /* a peer that names no SPI: the SA stays until it is deleted */
    q.notify.spi = (struct ikt_bytes){(const uint8_t[]){0, 0, 0, 0}, 4};
    g_autoptr(GPtrArray) unnamed = quick_diagnose(&q);
    g_assert_false(mentions(find(unnamed, IKT_RULE_TS_KEYLEN), "Delete Larval"));
}

static void test_products(void)
{
    struct quick q;
    g_autoptr(GPtrArray) neither =
        refused(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_STRONGSWAN, IKT_VENDOR_LIBRESWAN);
    g_assert_cmpuint(count(find(neither, IKT_RULE_TS_KEYLEN), ""), ==, 0);
    g_autoptr(GPtrArray) half = refused(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_CISCO_IOS, IKT_VENDOR_STRONGSWAN);
    g_assert_cmpuint(count(find(half, IKT_RULE_TS_KEYLEN), "responder: "), ==, 0);
    g_assert_cmpuint(count(find(half, IKT_RULE_TS_KEYLEN), "initiator: "), >, 0);
    g_autoptr(GPtrArray) unknown = refused(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_UNKNOWN, IKT_VENDOR_UNKNOWN);
    g_assert_cmpuint(count(find(unknown, IKT_RULE_TS_KEYLEN), "responder: "), >, 0);
    g_autoptr(GPtrArray) asa = refused(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_UNKNOWN, IKT_VENDOR_CISCO_ASA);
    g_assert_cmpuint(count(find(asa, IKT_RULE_TS_KEYLEN), "responder: "), ==, 0);
}

/* IOS has one answer: where another was sent, it was not IOS that sent it, nor does it arrive as that one. */
static void test_other_notify(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_INVALID_ID_INFORMATION);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_ACL_NOT_MIRRORED);
    g_assert_false(mentions(finding, "PROPOSAL_NOT_CHOSEN"));
    g_assert_false(mentions(finding, "QM rejected"));
}

/* It came up: nobody rejects it. */
static void test_established(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    q.record.outcome = IKT_OUTCOME_ESTABLISHED;
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.0.0/16", IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_ACL_NARROWER_ONEWAY);
    g_assert_nonnull(finding);
    g_assert_cmpuint(count(finding, ""), ==, 0);
}

/* A vendor ID of each. */
static struct ikt_payload vendor_id(const uint8_t octets[16])
{
    return (struct ikt_payload){
        .type = IKT_PAYLOAD_VID, .body = {octets, 16}, .vendor = ikt_vendor_id_lookup((struct ikt_bytes){octets, 16})};
}

static const uint8_t rfc3947[] = {0x4a, 0x13, 0x1c, 0x81, 0x07, 0x03, 0x58, 0x45,
                                  0x5c, 0x57, 0x28, 0xf2, 0x0e, 0x95, 0x45, 0x2f};
static const uint8_t draft3[] = {0x7d, 0x94, 0x19, 0xa6, 0x53, 0x10, 0xca, 0x6f,
                                 0x2c, 0x17, 0x9d, 0x92, 0x15, 0x52, 0x9d, 0x56};

static void test_release(void)
{
    struct first f;
    const struct ikt_payload both[] = {vendor_id(rfc3947), vendor_id(draft3)}, old[] = {vendor_id(draft3)};
    const struct ikt_message later = {.payload_count = 2, .payloads = both},
                             drafts = {.payload_count = 1, .payloads = old};
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    first_see(&f, IKT_MAIN2, 2, false, 500);
    g_assert_cmpint(ikt_ios_release_of(&f.record, true), ==, IKT_RELEASE_UNKNOWN);
    f.seen[0].message = &later;
    f.seen[1].message = &drafts;
    g_assert_cmpint(ikt_ios_release_of(&f.record, true), ==, IKT_RELEASE_LATER);
    g_assert_cmpint(ikt_ios_release_of(&f.record, false), ==, IKT_RELEASE_OLD);
    f.seen[0].message = &drafts; /* it chooses what it was offered */
    g_assert_cmpint(ikt_ios_release_of(&f.record, true), ==, IKT_RELEASE_OLD);
    g_assert_cmpint(ikt_ios_release_of(&f.record, false), ==, IKT_RELEASE_UNKNOWN);
}

/* The wording of 12.x, where the first message shows it: message IDs are signed. */
static void test_wording(void)
{
    struct quick q;
    const struct ikt_payload ids[] = {vendor_id(draft3)};
    const struct ikt_message message = {.payload_count = 1, .payloads = ids};
    struct ikt_seen first = {.name = IKT_MAIN1, .from_initiator = true, .message = &message};
    g_autoptr(GPtrArray) before =
        refused(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_CISCO_IOS, IKT_VENDOR_CISCO_IOS);
    g_assert_nonnull(find(before, IKT_RULE_TS_KEYLEN));
    q.phase1.seen = &first;
    q.phase1.seen_count = 1;
    q.record.reversed = true; /* the ISAKMP SA's initiator is the Quick Mode's responder */
    q.record.initiator = &q.phase1.responder;
    q.record.responder = &q.phase1.initiator;
    q.history[0].initiator = q.phase1.initiator.endpoint.address;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_TS_KEYLEN);
    g_assert_true(has_log(finding, "responder: IPSEC(validate_proposal): transform proposal (prot 3, trans 12, "
                                   "hmac_alg 2) not supported"));
    g_assert_true(has_log(finding, "responder: phase 2 SA not acceptable!"));
    g_assert_false(mentions(finding, "QM rejected"));
    g_assert_true(has_log(finding, "initiator: deleting node 4275878552 error TRUE reason \"Delete Larval\""));
}

static void write(void *user, const char *text, size_t length)
{
    g_string_append_len(user, text, (gssize)length);
}

/* Where no message shows the release, who reads it may. */
static void test_asked_for(void)
{
    static const struct ikt_named_value items[] = {{"message-id", {.kind = IKT_VALUE_NUMBER, .is.number = 4275878552}},
                                                   {"larval", {.kind = IKT_VALUE_WORDS, .is.text = ""}}};
    static const struct ikt_named_values values = {G_N_ELEMENTS(items), items, NULL};
    struct ikt_finding finding = {
        .rule = IKT_RULE_TS_CIPHER, .values = &values, .log = {IKT_LOG_IOS, IKT_LOG_FOREIGN, false}};
    static const struct {
        enum ikt_log_style style;
        const char *line;
    } rows[] = {{IKT_LOG_IOS_12, "deleting node -19088744 error TRUE reason \"Delete Larval\""},
                {IKT_LOG_IOS_15, "deleting node 4275878552 error TRUE reason \"Delete Larval\""},
                {IKT_LOG_IOS, "deleting node 4275878552 error TRUE reason \"Delete Larval\""}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        size_t nth = 0;
        g_assert_true(ikt_finding_log_next(&finding, rows[i].style, &nth));
        g_assert_true(ikt_finding_log_by_initiator(&finding, nth));
        ikt_finding_log_write(&finding, rows[i].style, nth, write, text);
        g_assert_cmpstr(text->str, ==, rows[i].line);
        nth++;
        g_assert_false(ikt_finding_log_next(&finding, rows[i].style, &nth));
    }
    finding.log.reversed = true; /* then it is the responder's line, and that one is no Cisco */
    size_t nth = 0;
    g_assert_false(ikt_finding_log_next(&finding, IKT_LOG_IOS, &nth));
}

static void test_phase1(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    first_see(&f, IKT_AGGRESSIVE2, 2, false, 500);
    f.record.exchange = IKT_EXCHANGE_AGGRESSIVE;
    f.record.psk_differs = true;
    g_autoptr(GPtrArray) aggressive = first_diagnose(&f);
    const struct told *finding = find(aggressive, IKT_RULE_PSK_MISMATCH);
    g_assert_false(mentions(finding, "MM_"));
    g_assert_true(has_log(finding, "initiator: %CRYPTO-6-IKMP_MODE_FAILURE: Processing of Aggressive mode failed with "
                                   "peer at 198.51.100.1"));
    f.record.exchange = IKT_EXCHANGE_MAIN;
    g_autoptr(GPtrArray) main = first_diagnose(&f);
    finding = find(main, IKT_RULE_PSK_MISMATCH);
    g_assert_true(has_log(finding, "responder: %CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 203.0.113.1 failed its "
                                   "sanity check or is malformed"));
    g_assert_true(has_log(finding, "initiator: retransmitting phase 1 MM_KEY_EXCH..."));
}

/* Who asks whether the other is there logs that it is not; the other logs nothing. */
static void test_dpd(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    f.record.dpd[1] = (struct ikt_dpd){.asked = 5,
                                       .unanswered = 5,
                                       .unanswered_frame = 20,
                                       .last_frame = 30,
                                       .unanswered_sequence = 20,
                                       .last_sequence = 30};
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    const struct told *finding = find(findings, IKT_RULE_DPD_LOSS);
    g_assert_cmpuint(count(finding, ""), ==, 1);
    g_assert_true(has_log(finding, "responder: peer 203.0.113.1 not responding!"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/router-log/roles", test_roles);
    g_test_add_func("/router-log/products", test_products);
    g_test_add_func("/router-log/other-notify", test_other_notify);
    g_test_add_func("/router-log/established", test_established);
    g_test_add_func("/router-log/release", test_release);
    g_test_add_func("/router-log/wording", test_wording);
    g_test_add_func("/router-log/asked-for", test_asked_for);
    g_test_add_func("/router-log/phase1", test_phase1);
    g_test_add_func("/router-log/dpd", test_dpd);
    return g_test_run();
}
