/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * p1-identity-mismatch, p1-exchange-mode, p1-auth-method, p1-certificate, peer-behind-nat.
 */
#include <string.h>

#include "fixture.h"

static const uint8_t cookies[2 * IKT_COOKIE_SIZE] = {1};

static void to_fifth(struct first *f)
{
    first_init(f, IKT_OUTCOME_REJECTED);
    first_see(f, IKT_MAIN2, 2, false, 500);
    first_see(f, IKT_MAIN3, 3, true, 500);
    first_see(f, IKT_MAIN4, 4, false, 500);
    first_see(f, IKT_MAIN5, 5, true, 500);
}

static void keys_agree(struct first *f)
{
    f->record.initiator.psk = f->record.responder.psk = "a.secrets:1";
    f->notification.authenticated = true;
}

static void test_identity(void)
{
    struct first f;
    to_fifth(&f);
    first_refuse(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, true);
    keys_agree(&f);
    struct ikt_identity id = {.type = IKT_ID_FQDN, .octets = {(const uint8_t *)"branch", 6}};
    f.record.initiator.id = &id;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_P1_IDENTITY_MISMATCH));
    const struct told *finding = find(findings, IKT_RULE_P1_IDENTITY_MISMATCH);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE); /* this notify never makes certain */
    g_assert_cmpstr(finding->initiator_has, ==, "branch");
    g_assert_true(has_fix(finding, 0, " match identity host branch"));
    g_assert_cmpuint(finding->frame_count, ==, 2); /* message 5 and the notify */
    g_assert_cmpuint(finding->frames[0], ==, 5);
    g_assert_cmpuint(finding->frames[1], ==, 9);
    g_assert_null(find(findings, IKT_RULE_PSK_MISMATCH));
    g_assert_null(find(findings, IKT_RULE_NOTIFY_UNEXPLAINED));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_P1_AUTH_METHOD), ==, IKT_LIKELIHOOD_POSSIBLE);
}

/* Where nothing shows that the keys agree, the key stays a candidate. */
static void test_identity_open(void)
{
    struct first f;
    to_fifth(&f);
    first_refuse(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, true);
    g_autoptr(GPtrArray) read = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(read, IKT_RULE_P1_IDENTITY_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(likelihood_of(read, IKT_RULE_PSK_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    first_refuse(&f, IKT_ABSENT, false, true);
    g_autoptr(GPtrArray) closed = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(closed, IKT_RULE_P1_IDENTITY_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    first_see(&f, IKT_MAIN5, 10, true, 500);
    g_autoptr(GPtrArray) once = first_diagnose(&f); /* it may have crossed the refusal */
    g_assert_nonnull(find(once, IKT_RULE_P1_IDENTITY_MISMATCH));
    first_see(&f, IKT_MAIN5, 11, true, 500); /* who could read the refusal would stop */
    g_autoptr(GPtrArray) repeated = first_diagnose(&f);
    g_assert_null(find(repeated, IKT_RULE_P1_IDENTITY_MISMATCH));
    g_assert_true(is_first(repeated, IKT_RULE_PSK_MISMATCH));
    f.record.psk_differs = true;
    first_refuse(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, true);
    g_autoptr(GPtrArray) differs = first_diagnose(&f);
    g_assert_null(find(differs, IKT_RULE_P1_IDENTITY_MISMATCH));
}

static void test_named_identity(void)
{
    struct first f;
    to_fifth(&f);
    first_refuse(&f, IKT_NOTIFY_INVALID_ID_INFORMATION, false, true);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_P1_IDENTITY_MISMATCH), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_null(find(findings, IKT_RULE_P1_AUTH_METHOD));
    first_refuse(&f, IKT_NOTIFY_INVALID_ID_INFORMATION, false, false); /* in clear: anybody may say so */
    g_autoptr(GPtrArray) clear = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(clear, IKT_RULE_P1_IDENTITY_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
}

/* The refuser's own offer names another method: that is it, rather than the identity. */
static void test_method(void)
{
    struct first f;
    to_fifth(&f);
    first_refuse(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, true);
    keys_agree(&f);
    f.evidence.own_method[1] = IKT_AUTH_RSA_SIG;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_P1_AUTH_METHOD));
    const struct told *finding = find(findings, IKT_RULE_P1_AUTH_METHOD);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpstr(finding->initiator_has, ==, "pre-share");
    g_assert_cmpstr(finding->responder_has, ==, "rsa-sig");
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_P1_IDENTITY_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    f.evidence.own_method[1] = IKT_AUTH_PSK;
    f.evidence.own_method[0] = IKT_AUTH_RSA_SIG; /* the refused side's own */
    g_autoptr(GPtrArray) same = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(same, IKT_RULE_P1_AUTH_METHOD), ==, IKT_LIKELIHOOD_POSSIBLE);
}

/* A policy that is refused at once is a policy mismatch, whatever in it is refused. */
static void test_method_refused_at_once(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_REJECTED);
    first_refuse(&f, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, false);
    f.evidence.own_method[1] = IKT_AUTH_RSA_SIG;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_P1_POLICY_MISMATCH));
    g_assert_null(find(findings, IKT_RULE_P1_AUTH_METHOD));
}

static void test_certificate(void)
{
    static const int named[] = {IKT_NOTIFY_INVALID_CERT_ENCODING, IKT_NOTIFY_INVALID_CERTIFICATE,
                                IKT_NOTIFY_CERT_TYPE_UNSUPPORTED, IKT_NOTIFY_INVALID_CERT_AUTHORITY,
                                IKT_NOTIFY_CERTIFICATE_UNAVAILABLE};
    struct first f;
    to_fifth(&f);
    f.record.authentication = IKT_AUTH_RSA_SIG;
    for (size_t i = 0; i < G_N_ELEMENTS(named); i++) {
        first_refuse(&f, named[i], false, true);
        g_autoptr(GPtrArray) findings = first_diagnose(&f);
        g_assert_true(is_first(findings, IKT_RULE_P1_CERTIFICATE));
        g_assert_cmpint(likelihood_of(findings, IKT_RULE_P1_CERTIFICATE), ==, IKT_LIKELIHOOD_PROBABLE);
        g_assert_null(find(findings, IKT_RULE_P1_IDENTITY_MISMATCH));
    }
    first_refuse(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, true);
    g_autoptr(GPtrArray) open = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(open, IKT_RULE_P1_CERTIFICATE), ==, IKT_LIKELIHOOD_POSSIBLE);
    struct ikt_payload payload = {.type = IKT_PAYLOAD_CERT};
    struct ikt_message message = {.payload_count = 1, .payloads = &payload};
    f.seen[4].message = &message;
    g_autoptr(GPtrArray) sent = first_diagnose(&f);
    g_assert_true(is_first(sent, IKT_RULE_P1_CERTIFICATE));
    g_assert_cmpint(likelihood_of(sent, IKT_RULE_P1_CERTIFICATE), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(likelihood_of(sent, IKT_RULE_P1_IDENTITY_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_null(find(sent, IKT_RULE_PSK_MISMATCH));
    f.record.authentication = IKT_AUTH_PSK; /* no certificate is asked for */
    first_refuse(&f, IKT_NOTIFY_INVALID_CERTIFICATE, false, true);
    g_autoptr(GPtrArray) preshared = first_diagnose(&f);
    g_assert_null(find(preshared, IKT_RULE_P1_CERTIFICATE));
    g_assert_nonnull(find(preshared, IKT_RULE_NOTIFY_UNEXPLAINED));
}

static int exchange_mode(struct first *f, int type)
{
    first_refuse(f, type, false, false);
    g_autoptr(GPtrArray) findings = first_diagnose(f);
    g_assert_cmpuint(findings->len, >, 0);
    return likelihood_of(findings, IKT_RULE_P1_EXCHANGE_MODE);
}

static void test_exchange_mode(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_REJECTED);
    g_assert_cmpint(exchange_mode(&f, IKT_NOTIFY_UNSUPPORTED_EXCHANGE_TYPE), ==, IKT_LIKELIHOOD_PROBABLE);
    f.record.exchange = IKT_EXCHANGE_AGGRESSIVE;
    f.seen[0].name = IKT_AGGRESSIVE1;
    g_assert_cmpint(exchange_mode(&f, IKT_NOTIFY_INVALID_EXCHANGE_TYPE), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(exchange_mode(&f, IKT_NOTIFY_AUTHENTICATION_FAILED), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(exchange_mode(&f, IKT_NOTIFY_NO_PROPOSAL_CHOSEN), ==, -1);
    f.record.responder.vendor = IKT_VENDOR_STRONGSWAN;
    g_assert_cmpint(exchange_mode(&f, IKT_NOTIFY_AUTHENTICATION_FAILED), ==, IKT_LIKELIHOOD_PROBABLE);
    /* a responder that says nothing but this is known by the form of it: both cookies, a message ID of its own */
    f.record.responder.vendor = IKT_VENDOR_UNKNOWN;
    struct ikt_message message = {.header.message_id = 77};
    first_see(&f, IKT_NOTIFY, 9, false, 500);
    f.seen[1].message = &message;
    first_refuse(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, false);
    f.notify.spi = (struct ikt_bytes){cookies, sizeof cookies};
    g_autoptr(GPtrArray) form = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(form, IKT_RULE_P1_EXCHANGE_MODE), ==, IKT_LIKELIHOOD_PROBABLE);
    message.header.message_id = 0;
    g_autoptr(GPtrArray) other_form = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(other_form, IKT_RULE_P1_EXCHANGE_MODE), ==, IKT_LIKELIHOOD_POSSIBLE);
    /* the answer to message 1 was seen: the exchange is allowed */
    first_see(&f, IKT_AGGRESSIVE2, 10, false, 500);
    g_autoptr(GPtrArray) answered = first_diagnose(&f);
    g_assert_null(find(answered, IKT_RULE_P1_EXCHANGE_MODE));
}

static void test_nat(void)
{
    struct first f;
    to_fifth(&f);
    first_refuse(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, true);
    keys_agree(&f);
    struct ikt_identity id = identity("10.0.53.2/32", 0, 0);
    id.type = IKT_ID_IPV4_ADDR;
    f.record.initiator.id = &id;
    f.record.initiator.behind_nat = IKT_YES;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_PEER_BEHIND_NAT), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(find(findings, IKT_RULE_PEER_BEHIND_NAT)->misconfigured, ==, IKT_MISCONFIGURED_RESPONDER);
    g_assert_nonnull(find(findings, IKT_RULE_P1_IDENTITY_MISMATCH));
    f.record.initiator.id = NULL;
    g_autoptr(GPtrArray) closed = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(closed, IKT_RULE_PEER_BEHIND_NAT), ==, IKT_LIKELIHOOD_POSSIBLE);
    f.record.initiator.behind_nat = IKT_NO;
    g_autoptr(GPtrArray) none = first_diagnose(&f);
    g_assert_null(find(none, IKT_RULE_PEER_BEHIND_NAT));
    id = identity("203.0.113.1/32", 0, 0); /* its own address */
    id.type = IKT_ID_IPV4_ADDR;
    f.record.initiator.id = &id;
    g_autoptr(GPtrArray) own = first_diagnose(&f);
    g_assert_null(find(own, IKT_RULE_PEER_BEHIND_NAT));
    f.record.initiator.behind_nat = IKT_YES;
    f.record.outcome = IKT_OUTCOME_ESTABLISHED; /* it works all the same */
    g_autoptr(GPtrArray) up = first_diagnose(&f);
    g_assert_cmpuint(up->len, ==, 0);
}

/*
 * strongSwan's refusal of a peer that it does not know: no SPI, and a message ID of its own. Of a router that may be
 * any it names no cause.
 */
static void test_stranger_by_form(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_REJECTED);
    struct ikt_message message = {.header.message_id = 77};
    first_see(&f, IKT_NOTIFY, 9, false, 500);
    f.seen[1].message = &message;
    first_refuse(&f, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, false);
    g_autoptr(GPtrArray) stranger = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(stranger, IKT_RULE_PEER_ADDRESS_WRONG), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(likelihood_of(stranger, IKT_RULE_P1_POLICY_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    f.record.responder.vendor = IKT_VENDOR_STRONGSWAN;
    g_autoptr(GPtrArray) strongswan = first_diagnose(&f);
    g_assert_true(is_first(strongswan, IKT_RULE_PEER_ADDRESS_WRONG));
    g_assert_cmpint(likelihood_of(strongswan, IKT_RULE_PEER_ADDRESS_WRONG), ==, IKT_LIKELIHOOD_PROBABLE);
    f.record.responder.vendor = IKT_VENDOR_UNKNOWN;
    message.header.message_id = 0; /* libreswan's way to refuse a policy */
    g_autoptr(GPtrArray) policy = first_diagnose(&f);
    g_assert_true(is_first(policy, IKT_RULE_P1_POLICY_MISMATCH));
    message.header.message_id = 77;
    f.notify.spi = (struct ikt_bytes){cookies, sizeof cookies};
    g_autoptr(GPtrArray) cookied = first_diagnose(&f);
    g_assert_true(is_first(cookied, IKT_RULE_P1_POLICY_MISMATCH));
    g_assert_null(find(cookied, IKT_RULE_PEER_ADDRESS_WRONG));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/identity/refused", test_identity);
    g_test_add_func("/identity/open", test_identity_open);
    g_test_add_func("/identity/named", test_named_identity);
    g_test_add_func("/identity/method", test_method);
    g_test_add_func("/identity/method-refused-at-once", test_method_refused_at_once);
    g_test_add_func("/identity/certificate", test_certificate);
    g_test_add_func("/identity/exchange-mode", test_exchange_mode);
    g_test_add_func("/identity/nat", test_nat);
    g_test_add_func("/identity/stranger-by-form", test_stranger_by_form);
    return g_test_run();
}
