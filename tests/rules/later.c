/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * After phase 1: xauth-failed, modecfg-failed, dpd-loss, and stale-sa-invalid-spi as an ISAKMP SA shows it.
 */
#include <string.h>

#include "fixture.h"

static void established(struct first *f)
{
    first_init(f, IKT_OUTCOME_ESTABLISHED);
    first_see(f, IKT_MAIN2, 2, false, 500);
    first_see(f, IKT_MAIN3, 3, true, 500);
    first_see(f, IKT_MAIN4, 4, false, 500);
    first_see(f, IKT_MAIN5, 5, true, 500);
    first_see(f, IKT_MAIN6, 6, false, 500);
}

static void test_xauth(void)
{
    struct first f;
    established(&f);
    f.record.outcome = IKT_OUTCOME_REJECTED;
    first_see(&f, IKT_TRANSACTION, 9, false, 500);
    f.record.configuration.xauth_ok = IKT_NO;
    f.record.configuration.xauth_frame = 10;
    f.record.configuration.status_frame = 9;
    f.record.configuration.status_verified = true;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_XAUTH_FAILED));
    const struct told *finding = find(findings, IKT_RULE_XAUTH_FAILED);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_ERROR);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_INITIATOR);
    g_assert_cmpuint(finding->frames[0], ==, 9);
    g_assert_null(find(findings, IKT_RULE_NOTIFY_UNEXPLAINED));
    f.record.configuration.status_verified = false; /* its HASH could not be checked */
    g_autoptr(GPtrArray) unverified = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(unverified, IKT_RULE_XAUTH_FAILED), ==, IKT_LIKELIHOOD_PROBABLE);
    f.record.outcome = IKT_OUTCOME_ESTABLISHED;
    f.record.configuration.xauth_ok = IKT_YES; /* a second try succeeded */
    g_autoptr(GPtrArray) ok = first_diagnose(&f);
    g_assert_cmpuint(ok->len, ==, 0);
}

/* Two Transaction exchanges of the responder, closed, each answered: XAUTH; nothing follows. */
static void test_xauth_closed(void)
{
    struct ikt_message messages[4] = {
        {.encrypted = true}, {.encrypted = true}, {.encrypted = true}, {.encrypted = true}};
    struct first f;
    established(&f);
    for (unsigned i = 0; i < 4; i++) {
        messages[i].header.message_id = 1 + i / 2;
        first_see(&f, IKT_TRANSACTION, 7 + i, i % 2 != 0, 500);
        f.seen[f.record.seen_count - 1].message = &messages[i];
    }
    f.evidence.now = 1010 * IKT_SECOND;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    const struct told *finding = find(findings, IKT_RULE_XAUTH_FAILED);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_ERROR);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_INITIATOR);
    f.evidence.now = 1000 * IKT_SECOND; /* the capture ends here */
    g_autoptr(GPtrArray) end = first_diagnose(&f);
    g_assert_cmpint(find(end, IKT_RULE_XAUTH_FAILED)->severity, ==, IKT_SEVERITY_WARNING);
    f.record.quick_modes = 1;
    g_autoptr(GPtrArray) went_on = first_diagnose(&f);
    g_assert_null(find(went_on, IKT_RULE_XAUTH_FAILED));
    f.record.quick_modes = 0;
    f.seen[8].from_initiator = true; /* the client asks in its turn: mode config */
    f.seen[9].from_initiator = false;
    g_autoptr(GPtrArray) config = first_diagnose(&f);
    g_assert_null(find(config, IKT_RULE_XAUTH_FAILED));
    f.seen[8].from_initiator = false;
    f.record.seen_count--; /* the last word is not confirmed */
    g_autoptr(GPtrArray) open = first_diagnose(&f);
    g_assert_null(find(open, IKT_RULE_XAUTH_FAILED));
    f.record.seen_count--; /* one exchange alone */
    g_autoptr(GPtrArray) one = first_diagnose(&f);
    g_assert_null(find(one, IKT_RULE_XAUTH_FAILED));
}

static void ask(struct first *f, unsigned times)
{
    for (unsigned i = 0; i < times; i++) {
        first_see(f, IKT_TRANSACTION, 7 + i, true, 500);
        f->seen[f->record.seen_count - 1].duplicate_of_sequence = i == 0 ? 0 : 7;
    }
}

static void test_mode_config(void)
{
    struct ikt_message readable = {.opened = true};
    struct first f;
    established(&f);
    ask(&f, 3);
    for (size_t i = 6; i < f.record.seen_count; i++)
        f.seen[i].message = &readable;
    f.record.configuration.config_request_frame = 7;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_MODECFG_FAILED));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_MODECFG_FAILED), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(find(findings, IKT_RULE_MODECFG_FAILED)->severity, ==, IKT_SEVERITY_ERROR);
    g_assert_cmpint(find(findings, IKT_RULE_MODECFG_FAILED)->misconfigured, ==, IKT_MISCONFIGURED_RESPONDER);
    f.record.quick_modes = 1; /* it was not needed */
    g_autoptr(GPtrArray) went_on = first_diagnose(&f);
    g_assert_cmpuint(went_on->len, ==, 0);
    f.record.quick_modes = 0;
    f.record.configuration.config_request_frame = 0; /* it was XAUTH that nobody answers */
    g_autoptr(GPtrArray) xauth = first_diagnose(&f);
    g_assert_null(find(xauth, IKT_RULE_MODECFG_FAILED));
    f.record.configuration.config_request_frame = 7;
    f.record.configuration.config_answer_frame = 10;
    first_see(&f, IKT_TRANSACTION, 10, false, 500);
    f.seen[f.record.seen_count - 1].message = &readable;
    g_autoptr(GPtrArray) answered = first_diagnose(&f);
    g_assert_cmpuint(answered->len, ==, 0);
}

static void test_mode_config_closed(void)
{
    struct ikt_message closed = {.encrypted = true};
    struct first f;
    established(&f);
    ask(&f, 3);
    for (size_t i = 6; i < f.record.seen_count; i++)
        f.seen[i].message = &closed;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_MODECFG_FAILED), ==, IKT_LIKELIHOOD_POSSIBLE);
    established(&f);
    ask(&f, 1); /* the capture ends */
    g_autoptr(GPtrArray) once = first_diagnose(&f);
    g_assert_cmpuint(once->len, ==, 0);
    first_see(&f, IKT_TRANSACTION, 8, true, 500); /* another message, no repetition */
    g_autoptr(GPtrArray) two = first_diagnose(&f);
    g_assert_cmpuint(two->len, ==, 0);
}

static void test_mode_config_refused(void)
{
    struct ikt_message readable = {.opened = true};
    struct first f;
    established(&f);
    ask(&f, 1);
    f.seen[6].message = &readable;
    f.record.configuration.config_request_frame = 7;
    first_refuse(&f, IKT_NOTIFY_ATTRIBUTES_NOT_SUPPORTED, false, true);
    f.record.outcome = IKT_OUTCOME_ESTABLISHED;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_MODECFG_FAILED));
    g_assert_nonnull(strstr(find(findings, IKT_RULE_MODECFG_FAILED)->summary, "refuses"));
}

static void test_dpd(void)
{
    struct first f;
    established(&f);
    f.record.dpd[1] =
        (struct ikt_dpd){.asked = 5, .answered = 2, .unanswered = 3, .unanswered_frame = 30, .last_frame = 34};
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_DPD_LOSS), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(find(findings, IKT_RULE_DPD_LOSS)->severity, ==, IKT_SEVERITY_WARNING);
    f.record.dpd[1].unanswered = 2;
    g_autoptr(GPtrArray) two = first_diagnose(&f);
    g_assert_cmpuint(two->len, ==, 0);
    f.record.dpd[1].unanswered = 3;
    f.record.responder.seen = false; /* its answers may be missing from the capture alone */
    g_autoptr(GPtrArray) unseen = first_diagnose(&f);
    g_assert_null(find(unseen, IKT_RULE_DPD_LOSS));
}

static void test_dpd_closed(void)
{
    struct first f;
    established(&f);
    f.record.dpd_guess = (struct ikt_dpd_run){.count = 3, .from_initiator = true, .first_frame = 11, .last_frame = 13};
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_DPD_LOSS), ==, IKT_LIKELIHOOD_POSSIBLE);
    f.record.dpd_guess.count = 2;
    g_autoptr(GPtrArray) answered = first_diagnose(&f);
    g_assert_null(find(answered, IKT_RULE_DPD_LOSS));
    f.record.dpd_guess.count = 3;
    f.record.dpd[0] = (struct ikt_dpd){.asked = 1, .answered = 1}; /* it is read where it is asked */
    g_autoptr(GPtrArray) read = first_diagnose(&f);
    g_assert_null(find(read, IKT_RULE_DPD_LOSS));
}

static struct ikt_flow stray(const struct first *f, bool from_initiator)
{
    const struct ikt_address *one = &f->record.initiator.endpoint.address;
    const struct ikt_address *other = &f->record.responder.endpoint.address;
    return (struct ikt_flow){.protocol = IKT_PROTOCOL_ESP,
                             .spi = 0x1234abcd,
                             .source = from_initiator ? *one : *other,
                             .destination = from_initiator ? *other : *one,
                             .packets = 9,
                             .first_time = 1010 * IKT_SECOND,
                             .last_time = 1040 * IKT_SECOND,
                             .first_frame = 20,
                             .last_frame = 60};
}

static void test_late(void)
{
    struct first f;
    established(&f);
    struct ikt_flow flow = stray(&f, true);
    f.evidence.strays = &flow;
    f.evidence.stray_count = 1;
    g_autoptr(GPtrArray) unknown = first_diagnose(&f); /* the Quick Mode it belongs to may not have been captured */
    g_assert_cmpuint(unknown->len, ==, 0);
    flow.replaced = 3;
    f.evidence.ipsec_newest[0] = flow.first_frame;
    g_autoptr(GPtrArray) replaced = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(replaced, IKT_RULE_STALE_SA_INVALID_SPI), ==, IKT_LIKELIHOOD_POSSIBLE);
    f.evidence.ipsec_newest[0] = flow.last_frame; /* it uses a newer SA as well */
    g_autoptr(GPtrArray) moved = first_diagnose(&f);
    g_assert_cmpuint(moved->len, ==, 0);
    flow.late = 2;
    g_autoptr(GPtrArray) in_flight = first_diagnose(&f);
    g_assert_cmpuint(in_flight->len, ==, 0);
    flow.late = 3;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_STALE_SA_INVALID_SPI), ==, IKT_LIKELIHOOD_PROBABLE);
    const struct told *finding = find(findings, IKT_RULE_STALE_SA_INVALID_SPI);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_WARNING);
    char **log = finding->log;
    g_assert_true(g_str_has_prefix(log[0], "responder: ")); /* who does not know the SPI, and who can be told of it */
    g_assert_nonnull(strstr(log[0], "spi=0x1234ABCD(305441741)"));
    g_assert_false(finding->fixes[0].on_initiator);
}

/* All Quick Modes were read, and none names it. */
static void test_nobodys(void)
{
    struct first f;
    established(&f);
    struct offer offer;
    offer_fill(&offer, &AES256_SHA, 1, 3600, IKT_ABSENT);
    struct ikt_history history = {
        .outcome = IKT_OUTCOME_ESTABLISHED, .time = 1001 * IKT_SECOND, .offer = &offer.sa, .choice = &offer.sa};
    struct ikt_flow flow = stray(&f, false);
    f.evidence.strays = &flow;
    f.evidence.stray_count = 1;
    f.evidence.history = &history;
    f.evidence.history_count = 1;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_STALE_SA_INVALID_SPI), ==, IKT_LIKELIHOOD_POSSIBLE);
    static const uint8_t spi[4] = {0x12, 0x34, 0xab, 0xcd};
    offer.proposals[0].spi = (struct ikt_bytes){spi, sizeof spi};
    g_autoptr(GPtrArray) named = first_diagnose(&f);
    g_assert_cmpuint(named->len, ==, 0);
    offer.proposals[0].spi = (struct ikt_bytes){0};
    history.choice = NULL; /* one that was not read may name it */
    g_autoptr(GPtrArray) unread = first_diagnose(&f);
    g_assert_cmpuint(unread->len, ==, 0);
    history.choice = &offer.sa;
    history.time = 1020 * IKT_SECOND; /* the flow was there before the capture's first Quick Mode */
    g_autoptr(GPtrArray) older = first_diagnose(&f);
    g_assert_cmpuint(older->len, ==, 0);
}

static void test_invalid_spi(void)
{
    struct first f;
    established(&f);
    first_refuse(&f, IKT_NOTIFY_INVALID_SPI, false, true);
    f.record.outcome = IKT_OUTCOME_ESTABLISHED;
    g_autoptr(GPtrArray) once = first_diagnose(&f); /* harmless at a rekey */
    g_assert_cmpint(likelihood_of(once, IKT_RULE_STALE_SA_INVALID_SPI), ==, IKT_LIKELIHOOD_POSSIBLE);
    struct ikt_notification twice[2] = {f.notification, f.notification};
    twice[1].frame = 12;
    f.record.notifications = twice;
    f.record.notification_count = 2;
    g_autoptr(GPtrArray) again = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(again, IKT_RULE_STALE_SA_INVALID_SPI), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_nonnull(strstr(find(again, IKT_RULE_STALE_SA_INVALID_SPI)->summary, "203.0.113.1 sends"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/later/xauth", test_xauth);
    g_test_add_func("/later/xauth-closed", test_xauth_closed);
    g_test_add_func("/later/mode-config", test_mode_config);
    g_test_add_func("/later/mode-config-closed", test_mode_config_closed);
    g_test_add_func("/later/mode-config-refused", test_mode_config_refused);
    g_test_add_func("/later/dpd", test_dpd);
    g_test_add_func("/later/dpd-closed", test_dpd_closed);
    g_test_add_func("/later/late", test_late);
    g_test_add_func("/later/nobodys", test_nobodys);
    g_test_add_func("/later/invalid-spi", test_invalid_spi);
    return g_test_run();
}
