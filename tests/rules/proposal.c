/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ts-*, pfs-* and life-mismatch: what fires each, what nearly does, and how sure it may be.
 */
#include <string.h>

#include "fixture.h"

#define OUR   "192.168.1.0/24"
#define THEIR "192.168.2.0/24"

/* Refused with 14; the peer's own offer for the same networks has the other suite and group. */
static GPtrArray *both_ways(struct quick *q, struct suite ours, int our_group, struct suite theirs, int their_group)
{
    quick_init(q, ours, our_group);
    quick_refuse(q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(q, true, theirs, their_group, THEIR, OUR, IKT_OUTCOME_REJECTED);
    return quick_diagnose(q);
}

static void check_certain(struct suite ours, struct suite theirs, enum ikt_rule rule)
{
    struct quick q;
    g_autoptr(GPtrArray) findings = both_ways(&q, ours, IKT_ABSENT, theirs, IKT_ABSENT);
    g_assert_true(is_first(findings, rule));
    g_assert_cmpuint(findings->len, ==, 1);
    const struct told *finding = find(findings, rule);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_ERROR);
    g_assert_nonnull(finding->initiator_has);
    g_assert_nonnull(finding->responder_has);
    g_assert_cmpuint(finding->fix_count, ==, 1);
}

static void test_certain(void)
{
    check_certain(AES256_SHA, DES3_SHA, IKT_RULE_TS_CIPHER);
    check_certain(AES256_SHA, AES128_SHA, IKT_RULE_TS_KEYLEN);
    check_certain(AES256_SHA, AH_SHA, IKT_RULE_TS_AH_ESP);
    check_certain(AES256_SHA, AES256_SHA_LZS, IKT_RULE_TS_COMP);
    struct suite md5 = AES256_SHA;
    md5.integrity = IKT_INTEGRITY_HMAC_MD5;
    check_certain(AES256_SHA, md5, IKT_RULE_TS_HASH);
}

/* Anybody can send what came in clear. */
static void test_refused_in_clear(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    q.rejection.encrypted = q.rejection.authenticated = false;
    quick_remember(&q, true, DES3_SHA, IKT_ABSENT, THEIR, OUR, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_TS_CIPHER), ==, IKT_LIKELIHOOD_PROBABLE);
}

/* Two differences are two findings; frames rise, and the words name both values. */
static void test_two_differences(void)
{
    struct quick q;
    g_autoptr(GPtrArray) findings = both_ways(&q, AES256_SHA, IKT_ABSENT, AES128_MD5, IKT_ABSENT);
    g_assert_cmpuint(findings->len, ==, 2);
    const struct told *keylen = find(findings, IKT_RULE_TS_KEYLEN), *hash = find(findings, IKT_RULE_TS_HASH);
    g_assert_cmpint(keylen->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpint(hash->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpstr(keylen->summary, ==,
                    "203.0.113.1 offers esp-aes 256 esp-sha-hmac, 198.51.100.1 offers esp-aes esp-md5-hmac");
    g_assert_cmpuint(keylen->frame_count, ==, 3);
    g_assert_cmpuint(keylen->frames[0], ==, 10);
    g_assert_cmpuint(keylen->frames[2], ==, 21);
    g_assert_true(has_log(keylen, "responder:     {esp-aes 256 esp-sha-hmac }"));
    g_assert_true(has_log(keylen, "responder: IPSec policy invalidated proposal with error 256"));
    g_assert_true(
        has_log(keylen, "responder: phase 2 SA policy not acceptable! (local 198.51.100.1 remote 203.0.113.1)"));
    g_assert_true(has_log(keylen, "responder: deleting node 439041101 error TRUE reason \"QM rejected\""));
    /* the stronger set is kept: the router with the weaker one is told */
    g_assert_false(keylen->fixes[0].on_initiator);
    g_assert_true(has_fix(keylen, 0, "crypto ipsec transform-set IKT-AES-256-SHA-TUNNEL esp-aes 256 esp-sha-hmac"));
    g_assert_true(has_fix(keylen, 0, " mode tunnel"));
    g_assert_true(has_fix(keylen, 0, "clear crypto sa peer 203.0.113.1"));
}

static void test_weaker_side(void)
{
    struct quick q;
    g_autoptr(GPtrArray) findings = both_ways(&q, AES128_MD5, IKT_ABSENT, AES256_SHA, IKT_ABSENT);
    const struct told *finding = find(findings, IKT_RULE_TS_KEYLEN);
    g_assert_true(finding->fixes[0].on_initiator);
    g_assert_true(has_fix(finding, 0, "crypto ipsec transform-set IKT-AES-256-SHA-TUNNEL esp-aes 256 esp-sha-hmac"));
}

/* Equal offers rule transforms, networks and PFS out: nothing is guessed. */
static void test_equal_offers(void)
{
    struct quick q;
    g_autoptr(GPtrArray) findings = both_ways(&q, AES256_SHA, IKT_ABSENT, AES256_SHA, IKT_ABSENT);
    g_assert_null(find(findings, IKT_RULE_TS_CIPHER));
    g_assert_null(find(findings, IKT_RULE_ACL_NOT_MIRRORED));
    g_assert_null(find(findings, IKT_RULE_PFS_REQUIRED_NOT_OFFERED));
    g_assert_nonnull(find(findings, IKT_RULE_NOTIFY_UNEXPLAINED));
    for (guint i = 0; i < findings->len; i++)
        g_assert_cmpint(((const struct told *)g_ptr_array_index(findings, i))->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
}

static void test_other_networks(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, AES128_MD5, IKT_ABSENT, "10.2.0.0/16", "10.1.0.0/16", IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_TS_KEYLEN);
    g_assert_nonnull(finding);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
}

static void test_clear_offer(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    q.seen[0].decryption = IKT_DECRYPTION_CLEARTEXT;
    quick_remember(&q, true, DES3_SHA, IKT_ABSENT, THEIR, OUR, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(find(findings, IKT_RULE_TS_CIPHER)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
}

static void test_long_ago(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, DES3_SHA, IKT_ABSENT, THEIR, OUR, IKT_OUTCOME_REJECTED)->time = -9000 * IKT_SECOND;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(find(findings, IKT_RULE_TS_CIPHER)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
}

/* An answer that speaks of IDs is not explained by a cipher. */
static void test_answer_about_ids(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_INVALID_ID_INFORMATION);
    quick_remember(&q, true, DES3_SHA, IKT_ABSENT, THEIR, OUR, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(find(findings, IKT_RULE_TS_CIPHER)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
}

/* What was certain once stays so: the peer is given another set afterwards. */
static void test_monotone(void)
{
    struct quick q;
    g_autoptr(GPtrArray) before = both_ways(&q, AES256_SHA, IKT_ABSENT, DES3_SHA, IKT_ABSENT);
    g_assert_cmpint(find(before, IKT_RULE_TS_CIPHER)->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    struct ikt_history *later = quick_remember(&q, true, AES256_SHA, IKT_ABSENT, THEIR, OUR, IKT_OUTCOME_ESTABLISHED);
    later->frame = 40;
    later->time = 1050 * IKT_SECOND;
    g_autoptr(GPtrArray) after = quick_diagnose(&q);
    g_assert_cmpint(find(after, IKT_RULE_TS_CIPHER)->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
}

/* Between the peer's offer and this one the same offer passed: the configuration changed in between. */
static void test_passed_between(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, DES3_SHA, IKT_ABSENT, THEIR, OUR, IKT_OUTCOME_REJECTED);
    quick_remember(&q, false, AES256_SHA, IKT_ABSENT, OUR, THEIR, IKT_OUTCOME_ESTABLISHED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(find(findings, IKT_RULE_TS_CIPHER)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
}

/* What the peer offered before would have let it pass, what it offers afterwards would not: it was changed, but when?
 */
static void test_later_offer(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, THEIR, OUR, IKT_OUTCOME_ESTABLISHED);
    struct ikt_history *later = quick_remember(&q, true, DES3_SHA, IKT_ABSENT, THEIR, OUR, IKT_OUTCOME_REJECTED);
    later->frame = 40;
    later->time = 1050 * IKT_SECOND;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_TS_CIPHER));
    g_assert_cmpint(find(findings, IKT_RULE_TS_CIPHER)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_true(has_ref(find(findings, IKT_RULE_TS_CIPHER), IKT_REF_FRAME, 40));
    /* the later one alone says what the peer has */
    q.evidence.history_count = 1;
    q.history[0] = *later;
    q.history[0].offer = &q.history_offers[1].sa;
    g_autoptr(GPtrArray) alone = quick_diagnose(&q);
    g_assert_cmpint(find(alone, IKT_RULE_TS_CIPHER)->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
}

/* Offers of one group each, the earlier success with another: what passed then may have been changed. */
static void test_group_of_success(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, false, AES256_SHA, 14, OUR, THEIR, IKT_OUTCOME_ESTABLISHED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(find(findings, IKT_RULE_PFS_REQUIRED_NOT_OFFERED)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
}

static void test_earlier_success(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, false, DES3_SHA, IKT_ABSENT, OUR, THEIR, IKT_OUTCOME_ESTABLISHED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_TS_CIPHER));
    g_assert_cmpint(find(findings, IKT_RULE_TS_CIPHER)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
}

/*
 * Tunnel against transport mode. strongSwan 5.9.8 refuses either with INVALID-ID-INFORMATION, libreswan 4.10 takes what
 * is offered (both measured in the lab); IOS with "mode tunnel" refuses transport, the reverse is not known. An unknown
 * peer may be any of them.
 */
static void test_modes(void)
{
    static const struct {
        enum ikt_vendor vendor;
        int notify;
        bool tunnel_offered;
        int likelihood;
    } cases[] = {
        {IKT_VENDOR_CISCO_IOS, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, IKT_LIKELIHOOD_CERTAIN},
        {IKT_VENDOR_CISCO_IOS, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, true, IKT_LIKELIHOOD_PROBABLE},
        {IKT_VENDOR_STRONGSWAN, IKT_NOTIFY_INVALID_ID_INFORMATION, false, IKT_LIKELIHOOD_CERTAIN},
        {IKT_VENDOR_STRONGSWAN, IKT_NOTIFY_INVALID_ID_INFORMATION, true, IKT_LIKELIHOOD_CERTAIN},
        {IKT_VENDOR_STRONGSWAN, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, IKT_LIKELIHOOD_PROBABLE},
        {IKT_VENDOR_LIBRESWAN, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, -1},
        {IKT_VENDOR_LIBRESWAN, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, true, -1},
        {IKT_VENDOR_UNKNOWN, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, IKT_LIKELIHOOD_PROBABLE},
        {IKT_VENDOR_UNKNOWN, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, true, IKT_LIKELIHOOD_PROBABLE},
        {IKT_VENDOR_UNKNOWN, IKT_NOTIFY_INVALID_KEY_INFORMATION, false, IKT_LIKELIHOOD_PROBABLE},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct quick q;
        bool tunnel = cases[i].tunnel_offered;
        quick_init(&q, tunnel ? AES256_SHA : AES256_SHA_TRANSPORT, IKT_ABSENT);
        quick_refuse(&q, cases[i].notify);
        q.phase1.responder.vendor = cases[i].vendor;
        quick_remember(&q, true, tunnel ? AES256_SHA_TRANSPORT : AES256_SHA, IKT_ABSENT, THEIR, OUR,
                       IKT_OUTCOME_REJECTED);
        g_autoptr(GPtrArray) findings = quick_diagnose(&q);
        g_assert_cmpint(likelihood_of(findings, IKT_RULE_TS_MODE), ==, cases[i].likelihood);
    }
}

static GPtrArray *one_way(struct quick *q, struct suite suite, int group, int notify, enum ikt_vendor vendor)
{
    quick_init(q, suite, group);
    quick_refuse(q, notify);
    q->phase1.responder.vendor = vendor;
    return quick_diagnose(q);
}

static void test_open_ios(void)
{
    struct quick q;
    g_autoptr(GPtrArray) findings =
        one_way(&q, AES256_SHA, IKT_ABSENT, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_CISCO_IOS);
    static const enum ikt_rule expected[] = {
        IKT_RULE_ACL_NOT_MIRRORED,   IKT_RULE_TS_CIPHER, IKT_RULE_PFS_REQUIRED_NOT_OFFERED,
        IKT_RULE_PEER_ADDRESS_WRONG, IKT_RULE_TS_KEYLEN, IKT_RULE_TS_HASH}; /* a shade of a cause comes behind others */
    g_assert_cmpuint(findings->len, ==, G_N_ELEMENTS(expected));
    for (guint i = 0; i < findings->len; i++) {
        const struct told *finding = g_ptr_array_index(findings, i);
        g_assert_cmpint(finding->rule, ==, expected[i]);
        g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
        g_assert_null(finding->responder_has);
    }
}

static void test_open_strongswan(void)
{
    struct quick q;
    g_autoptr(GPtrArray) findings = one_way(&q, AES256_SHA, 14, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_STRONGSWAN);
    g_assert_null(find(findings, IKT_RULE_ACL_NOT_MIRRORED));
    g_assert_nonnull(find(findings, IKT_RULE_TS_CIPHER));
    g_assert_nonnull(find(findings, IKT_RULE_PFS_GROUP_MISMATCH));
    g_autoptr(GPtrArray) libreswan = one_way(&q, AES256_SHA, 14, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_LIBRESWAN);
    g_assert_null(find(libreswan, IKT_RULE_PFS_GROUP_MISMATCH));
}

static void test_open_content(void)
{
    struct quick q;
    g_autoptr(GPtrArray) ah = one_way(&q, AH_SHA, IKT_ABSENT, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_LIBRESWAN);
    g_assert_true(is_first(ah, IKT_RULE_TS_AH_ESP));
    g_assert_null(find(ah, IKT_RULE_TS_CIPHER));
    g_autoptr(GPtrArray) lzs =
        one_way(&q, AES256_SHA_LZS, IKT_ABSENT, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_LIBRESWAN);
    g_assert_true(is_first(lzs, IKT_RULE_TS_COMP));
    g_autoptr(GPtrArray) des = one_way(&q, DES3_SHA, IKT_ABSENT, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_LIBRESWAN);
    g_assert_null(find(des, IKT_RULE_TS_KEYLEN));
    g_assert_null(find(des, IKT_RULE_TS_COMP));
    g_assert_null(find(des, IKT_RULE_TS_AH_ESP));
}

/* What no IOS keyword says, an IOS peer cannot have. */
static void test_missing(void)
{
    struct quick q;
    struct suite camellia = AES256_SHA;
    camellia.esp = IKT_ESP_CAMELLIA_CBC;
    g_autoptr(GPtrArray) findings =
        one_way(&q, camellia, IKT_ABSENT, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_CISCO_IOS);
    g_assert_true(is_first(findings, IKT_RULE_TS_MISSING));
    g_assert_cmpint(find(findings, IKT_RULE_TS_MISSING)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_autoptr(GPtrArray) elsewhere =
        one_way(&q, camellia, IKT_ABSENT, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_STRONGSWAN);
    g_assert_null(find(elsewhere, IKT_RULE_TS_MISSING));
    g_autoptr(GPtrArray) known =
        one_way(&q, AES256_SHA, IKT_ABSENT, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_VENDOR_CISCO_IOS);
    g_assert_null(find(known, IKT_RULE_TS_MISSING));
}

static void test_pfs_required(void)
{
    struct quick q;
    g_autoptr(GPtrArray) findings = both_ways(&q, AES256_SHA, IKT_ABSENT, AES256_SHA, 14);
    const struct told *finding = find(findings, IKT_RULE_PFS_REQUIRED_NOT_OFFERED);
    g_assert_cmpuint(findings->len, ==, 1);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_true(finding->fixes[0].on_initiator);
    g_assert_true(has_fix(finding, 0, " set pfs group14"));
    /* the transforms differ as well: PFS may not be what was refused */
    g_autoptr(GPtrArray) mixed = both_ways(&q, AES256_SHA, IKT_ABSENT, DES3_SHA, 14);
    g_assert_cmpint(find(mixed, IKT_RULE_PFS_REQUIRED_NOT_OFFERED)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_autoptr(GPtrArray) equal = both_ways(&q, AES256_SHA, 14, AES256_SHA, 14);
    g_assert_null(find(equal, IKT_RULE_PFS_REQUIRED_NOT_OFFERED));
}

static void test_pfs_group(void)
{
    struct quick q;
    g_autoptr(GPtrArray) findings = both_ways(&q, AES256_SHA, 2, AES256_SHA, 14);
    const struct told *finding = find(findings, IKT_RULE_PFS_GROUP_MISMATCH);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpstr(finding->initiator_has, ==, "group2");
    g_assert_cmpstr(finding->responder_has, ==, "group14");
    g_assert_true(has_fix(finding, 0, " set pfs group14"));
    g_autoptr(GPtrArray) key = one_way(&q, AES256_SHA, 2, IKT_NOTIFY_INVALID_KEY_INFORMATION, IKT_VENDOR_UNKNOWN);
    g_assert_true(is_first(key, IKT_RULE_PFS_GROUP_MISMATCH));
    g_autoptr(GPtrArray) equal = both_ways(&q, AES256_SHA, 2, AES256_SHA, 2);
    g_assert_null(find(equal, IKT_RULE_PFS_GROUP_MISMATCH));
}

static void established(struct quick *q, struct suite suite, int group)
{
    quick_init(q, suite, group);
    offer_fill(&q->choice, &suite, 1, 3600, group);
    q->record.choice = &q->choice.sa;
    q->record.outcome = IKT_OUTCOME_ESTABLISHED;
    q->record.answered_initiator = q->record.proxy_initiator;
    q->record.answered_responder = q->record.proxy_responder;
    quick_see(q, IKT_QUICK2, 21, false);
    quick_see(q, IKT_QUICK3, 22, true);
}

static void test_pfs_one_sided(void)
{
    struct quick q;
    established(&q, AES256_SHA, 14);
    g_autoptr(GPtrArray) alone = quick_diagnose(&q);
    g_assert_cmpuint(alone->len, ==, 0);
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, THEIR, OUR, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_PFS_OFFERED_NOT_CONFIGURED);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_WARNING);
}

static void test_life(void)
{
    struct quick q;
    established(&q, AES256_SHA, IKT_ABSENT);
    q.choice.transforms[0].life_seconds = 1800;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_LIFE_MISMATCH);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_NOTE);
    g_assert_cmpstr(finding->initiator_has, ==, "3600 seconds");
    g_assert_true(has_fix(finding, 0, " set security-association lifetime seconds 1800"));
    g_assert_true(finding->fixes[0].on_initiator);
    /* strongSwan offers a tenth more than it is configured with */
    q.choice.transforms[0].life_seconds = 3960;
    q.phase1.responder.vendor = IKT_VENDOR_STRONGSWAN;
    g_autoptr(GPtrArray) none = quick_diagnose(&q);
    g_assert_null(find(none, IKT_RULE_LIFE_MISMATCH));
}

/* RFC 2407 section 4.6.3.1: attributes in the data of a notify in message 2. */
static void test_responder_lifetime(void)
{
    static const uint8_t data[] = {0x80, 1, 0, 1, 0, 2, 0, 4, 0, 0, 0x07, 0x08};
    struct quick q;
    established(&q, AES256_SHA, IKT_ABSENT);
    struct ikt_payload payload = {.type = IKT_PAYLOAD_NOTIFY,
                                  .notify = {.type = IKT_NOTIFY_RESPONDER_LIFETIME, .data = {data, sizeof data}}};
    struct ikt_message message = {.has_header = true, .payload_count = 1, .payloads = &payload};
    q.seen[1].message = &message;
    for (size_t cut = 0; cut <= sizeof data; cut++) {
        payload.notify.data.length = cut;
        g_autoptr(GPtrArray) findings = quick_diagnose(&q);
        g_assert_true((find(findings, IKT_RULE_LIFE_MISMATCH) != NULL) == (cut == sizeof data));
    }
}

/* Without keys: all is possible, the length tells of PFS, and it says which key is missing. */
static void test_without_keys(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_ABSENT);
    quick_close(&q, 172, 16, 20);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_nonnull(find(findings, IKT_RULE_PFS_REQUIRED_NOT_OFFERED));
    g_assert_null(find(findings, IKT_RULE_PFS_GROUP_MISMATCH));
    g_assert_cmpuint(findings->len, <=, 7);
    bool told = false;
    for (guint i = 0; i < findings->len; i++) {
        const struct told *finding = g_ptr_array_index(findings, i);
        g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
        for (size_t n = 0; finding->evidence[n] != NULL; n++)
            told = told || strstr(finding->evidence[n], "g^xy") != NULL;
    }
    g_assert_true(told);
    quick_close(&q, 444, 16, 20);
    g_autoptr(GPtrArray) longer = quick_diagnose(&q);
    g_assert_nonnull(find(longer, IKT_RULE_PFS_GROUP_MISMATCH));
    g_assert_null(find(longer, IKT_RULE_PFS_REQUIRED_NOT_OFFERED));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/proposal/certain", test_certain);
    g_test_add_func("/proposal/refused-in-clear", test_refused_in_clear);
    g_test_add_func("/proposal/two-differences", test_two_differences);
    g_test_add_func("/proposal/weaker-side", test_weaker_side);
    g_test_add_func("/proposal/equal-offers", test_equal_offers);
    g_test_add_func("/proposal/other-networks", test_other_networks);
    g_test_add_func("/proposal/clear-offer", test_clear_offer);
    g_test_add_func("/proposal/long-ago", test_long_ago);
    g_test_add_func("/proposal/answer-about-ids", test_answer_about_ids);
    g_test_add_func("/proposal/monotone", test_monotone);
    g_test_add_func("/proposal/passed-between", test_passed_between);
    g_test_add_func("/proposal/earlier-success", test_earlier_success);
    g_test_add_func("/proposal/later-offer", test_later_offer);
    g_test_add_func("/proposal/group-of-success", test_group_of_success);
    g_test_add_func("/proposal/modes", test_modes);
    g_test_add_func("/proposal/open-ios", test_open_ios);
    g_test_add_func("/proposal/open-strongswan", test_open_strongswan);
    g_test_add_func("/proposal/open-content", test_open_content);
    g_test_add_func("/proposal/missing", test_missing);
    g_test_add_func("/proposal/pfs-required", test_pfs_required);
    g_test_add_func("/proposal/pfs-group", test_pfs_group);
    g_test_add_func("/proposal/pfs-one-sided", test_pfs_one_sided);
    g_test_add_func("/proposal/life", test_life);
    g_test_add_func("/proposal/responder-lifetime", test_responder_lifetime);
    g_test_add_func("/proposal/without-keys", test_without_keys);
    return g_test_run();
}
