/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * acl-*: what fires each rule, and what nearly does.
 */
#include "fixture.h"

/* Refused by a notify about IDs. */
static void refused_of(struct quick *q, enum ikt_vendor vendor)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    quick_refuse(q, IKT_NOTIFY_INVALID_ID_INFORMATION);
    q->phase1.responder.vendor = vendor;
}

static GPtrArray *refused(struct quick *q, const char *ours, const char *theirs, int notify, enum ikt_vendor vendor)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    quick_proxies(q, ours, theirs);
    quick_refuse(q, notify);
    q->phase1.responder.vendor = vendor;
    return quick_diagnose(q);
}

static void check_first(const char *ours, const char *theirs, enum ikt_rule rule)
{
    struct quick q;
    g_autoptr(GPtrArray) findings = refused(&q, ours, theirs, IKT_NOTIFY_INVALID_ID_INFORMATION, IKT_VENDOR_LIBRESWAN);
    g_assert_true(is_first(findings, rule));
    g_assert_nonnull(find(findings, IKT_RULE_ACL_NOT_MIRRORED));
    g_assert_cmpint(find(findings, rule)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_null(find(findings, IKT_RULE_TS_CIPHER));
}

static void test_shapes(void)
{
    check_first("192.168.1.0/24", "192.168.2.0/24", IKT_RULE_ACL_NOT_MIRRORED);
    check_first("0.0.0.0/0", "192.168.2.0/24", IKT_RULE_ACL_ANY);
    check_first("192.168.1.5/32", "192.168.2.0/24", IKT_RULE_ACL_HOST_VS_NET);
    check_first("10.0.0.0/8", "192.168.2.0/24", IKT_RULE_ACL_WIDER_INITIATOR);
}

static void test_proto_port(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    q.ids[0] = identity("192.168.1.0/24", 6, 0);
    q.ids[1] = identity("192.168.2.0/24", 6, 80);
    quick_refuse(&q, IKT_NOTIFY_INVALID_ID_INFORMATION);
    q.phase1.responder.vendor = IKT_VENDOR_LIBRESWAN;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_ACL_PROTO_PORT));
    const struct told *finding = find(findings, IKT_RULE_ACL_PROTO_PORT);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpuint(finding->fix_count, ==, 0); /* one side's line is known: nobody knows what to change */
}

/* No shape rule without the shape; the peers' own addresses are no foreign host. */
static void test_near_misses(void)
{
    struct quick q;
    g_autoptr(GPtrArray) plain =
        refused(&q, "192.168.1.0/24", "192.168.2.0/24", IKT_NOTIFY_INVALID_ID_INFORMATION, IKT_VENDOR_LIBRESWAN);
    g_assert_null(find(plain, IKT_RULE_ACL_ANY));
    g_assert_null(find(plain, IKT_RULE_ACL_HOST_VS_NET));
    g_assert_null(find(plain, IKT_RULE_ACL_WIDER_INITIATOR));
    g_assert_null(find(plain, IKT_RULE_ACL_PROTO_PORT));
    g_autoptr(GPtrArray) peers =
        refused(&q, "203.0.113.1/32", "198.51.100.1/32", IKT_NOTIFY_INVALID_ID_INFORMATION, IKT_VENDOR_LIBRESWAN);
    g_assert_null(find(peers, IKT_RULE_ACL_HOST_VS_NET));
}

/* strongSwan refuses transport against tunnel mode with the same answer. */
static void test_mode_of_strongswan(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA_TRANSPORT, IKT_ABSENT);
    quick_proxies(&q, "203.0.113.1/32", "198.51.100.1/32");
    quick_refuse(&q, IKT_NOTIFY_INVALID_ID_INFORMATION);
    q.phase1.responder.vendor = IKT_VENDOR_STRONGSWAN;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_TS_MODE));
    g_assert_cmpint(find(findings, IKT_RULE_ACL_NOT_MIRRORED)->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
    g_autoptr(GPtrArray) tunnel =
        refused(&q, "192.168.1.0/24", "192.168.2.0/24", IKT_NOTIFY_INVALID_ID_INFORMATION, IKT_VENDOR_STRONGSWAN);
    g_assert_true(is_first(tunnel, IKT_RULE_ACL_NOT_MIRRORED));
    g_assert_cmpint(find(tunnel, IKT_RULE_TS_MODE)->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
}

/* The peer offers a part of these networks itself, and that comes up. */
static void test_oneway(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    q.phase1.responder.vendor = IKT_VENDOR_CISCO_IOS;
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, "192.168.2.10/32", "192.168.1.0/24", IKT_OUTCOME_ESTABLISHED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_ACL_NARROWER_ONEWAY));
    g_assert_nonnull(find(findings, IKT_RULE_ACL_HOST_VS_NET));
    const struct told *finding = find(findings, IKT_RULE_ACL_NARROWER_ONEWAY);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpstr(finding->responder_has, ==, "192.168.1.0/24 to 192.168.2.10/32");
    g_assert_true(finding->fixes[0].on_initiator);
    g_assert_true(has_fix(finding, 0, " <SEQ-BEFORE-IT> permit ip 192.168.1.0 0.0.0.255 host 192.168.2.10"));
    g_assert_true(has_fix(finding, 0, " no permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255"));
}

/* It offers a part but that does not come up either: it is only known that this asks for more. */
static void test_wider(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, "192.168.2.128/25", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_ACL_WIDER_INITIATOR));
    g_assert_cmpint(find(findings, IKT_RULE_ACL_WIDER_INITIATOR)->misconfigured, ==, IKT_MISCONFIGURED_INITIATOR);
    g_assert_null(find(findings, IKT_RULE_ACL_NARROWER_ONEWAY));
}

/*
 * strongSwan answers what is wider than its line with the part in common, as the lab's acl-narrowed shows: wider
 * networks are hardly what it refuses. libreswan and who is not known refuse them.
 */
static void test_who_narrows(void)
{
    static const enum ikt_vendor vendors[] = {IKT_VENDOR_STRONGSWAN, IKT_VENDOR_LIBRESWAN, IKT_VENDOR_UNKNOWN};
    for (size_t i = 0; i < G_N_ELEMENTS(vendors); i++) {
        struct quick q;
        bool narrows = vendors[i] == IKT_VENDOR_STRONGSWAN;
        g_autoptr(GPtrArray) any =
            refused(&q, "0.0.0.0/0", "192.168.2.0/24", IKT_NOTIFY_INVALID_ID_INFORMATION, vendors[i]);
        g_assert_true((find(any, IKT_RULE_ACL_ANY) == NULL) == narrows);
        g_autoptr(GPtrArray) wide =
            refused(&q, "10.0.0.0/8", "192.168.2.0/24", IKT_NOTIFY_INVALID_ID_INFORMATION, vendors[i]);
        g_assert_true((find(wide, IKT_RULE_ACL_WIDER_INITIATOR) == NULL) == narrows);
        refused_of(&q, vendors[i]);
        quick_remember(&q, true, AES256_SHA, IKT_ABSENT, "192.168.2.128/25", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
        g_autoptr(GPtrArray) part = quick_diagnose(&q);
        g_assert_cmpint(likelihood_of(part, IKT_RULE_ACL_WIDER_INITIATOR), ==,
                        narrows ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE);
    }
}

static void test_wider_than_before(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, false, AES256_SHA, IKT_ABSENT, "192.168.1.0/25", "192.168.2.0/24", IKT_OUTCOME_ESTABLISHED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_ACL_WIDER_INITIATOR));
}

/* IOS takes a part of its own line: a narrower proposal is refused for something else. */
static void test_narrower_is_fine(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, DES3_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.0.0/16", IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_TS_CIPHER));
    g_assert_cmpint(find(findings, IKT_RULE_TS_CIPHER)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
}

/* strongSwan's NO-PROPOSAL-CHOSEN never means networks. */
static void test_not_networks(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    q.phase1.responder.vendor = IKT_VENDOR_STRONGSWAN;
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, "192.168.2.128/25", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_null(find(findings, IKT_RULE_ACL_WIDER_INITIATOR));
}

static void test_other_network(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    struct ikt_history *other =
        quick_remember(&q, true, AES256_SHA, IKT_ABSENT, "192.168.22.0/24", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_ACL_NOT_MIRRORED));
    g_assert_cmpint(find(findings, IKT_RULE_ACL_NOT_MIRRORED)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    /* it may have several lines, so that other causes stay open */
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_TS_CIPHER), ==, IKT_LIKELIHOOD_POSSIBLE);
    /* a peer whose other line works merely has several */
    other->outcome = IKT_OUTCOME_ESTABLISHED;
    g_autoptr(GPtrArray) several = quick_diagnose(&q);
    g_assert_cmpint(find(several, IKT_RULE_ACL_NOT_MIRRORED)->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
}

static void establish(struct quick *q, const char *answered_initiator, const char *answered_responder)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    q->record.outcome = IKT_OUTCOME_ESTABLISHED;
    q->ids[2] = identity(answered_initiator, 0, 0);
    q->ids[3] = identity(answered_responder, 0, 0);
    q->record.answered_initiator = &q->ids[2];
    q->record.answered_responder = &q->ids[3];
    quick_see(q, IKT_QUICK2, 21, false);
    quick_see(q, IKT_QUICK3, 22, true);
}

static void test_narrowed(void)
{
    struct quick q;
    establish(&q, "192.168.1.0/24", "192.168.2.5/32");
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_ACL_NARROWED);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_WARNING);
    g_assert_cmpstr(finding->responder_has, ==, "192.168.1.0/24 to 192.168.2.5/32");
    establish(&q, "192.168.1.0/24", "192.168.2.0/24");
    g_autoptr(GPtrArray) equal = quick_diagnose(&q);
    g_assert_cmpuint(equal->len, ==, 0);
    establish(&q, "192.168.1.0/24", "192.168.2.5/32");
    q.record.answered_responder = NULL; /* not readable */
    g_autoptr(GPtrArray) unread = quick_diagnose(&q);
    g_assert_cmpuint(unread->len, ==, 0);
}

/*
 * Behind a NAT the peers know each other's addresses differently, and in transport mode these are the IDs (RFC 3947
 * section 5.2); in tunnel mode, or without a NAT, other IDs are other networks.
 */
static void test_narrowed_by_nat(void)
{
    static const struct {
        enum ikt_tristate initiator_behind, responder_behind;
        bool transport, narrowed;
    } cases[] = {{IKT_YES, IKT_NO, true, false},
                 {IKT_NO, IKT_YES, true, false},
                 {IKT_NO, IKT_NO, true, true},
                 {IKT_YES, IKT_NO, false, true},
                 {IKT_UNKNOWN, IKT_NO, true, true}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct quick q;
        establish(&q, "10.0.0.9/32", "198.51.100.1/32");
        quick_proxies(&q, "203.0.113.1/32", "198.51.100.1/32");
        if (cases[i].transport)
            offer_fill(&q.offer, &AES256_SHA_TRANSPORT, 1, 3600, IKT_ABSENT);
        q.phase1.initiator.behind_nat = cases[i].initiator_behind;
        q.phase1.responder.behind_nat = cases[i].responder_behind;
        g_autoptr(GPtrArray) findings = quick_diagnose(&q);
        g_assert_true((find(findings, IKT_RULE_ACL_NARROWED) != NULL) == cases[i].narrowed);
    }
}

/* Up for the part, while the peer is refused with the whole: a warning on the one that works. */
static void test_oneway_up(void)
{
    struct quick q;
    establish(&q, "192.168.1.0/24", "192.168.2.0/24");
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, "192.168.0.0/16", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(find(findings, IKT_RULE_ACL_NARROWER_ONEWAY)->severity, ==, IKT_SEVERITY_WARNING);
    q.history[0].outcome = IKT_OUTCOME_ESTABLISHED;
    g_autoptr(GPtrArray) both = quick_diagnose(&q);
    g_assert_cmpuint(both->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/selector/shapes", test_shapes);
    g_test_add_func("/selector/proto-port", test_proto_port);
    g_test_add_func("/selector/near-misses", test_near_misses);
    g_test_add_func("/selector/mode-of-strongswan", test_mode_of_strongswan);
    g_test_add_func("/selector/oneway", test_oneway);
    g_test_add_func("/selector/wider", test_wider);
    g_test_add_func("/selector/who-narrows", test_who_narrows);
    g_test_add_func("/selector/wider-than-before", test_wider_than_before);
    g_test_add_func("/selector/narrower-is-fine", test_narrower_is_fine);
    g_test_add_func("/selector/not-networks", test_not_networks);
    g_test_add_func("/selector/other-network", test_other_network);
    g_test_add_func("/selector/narrowed", test_narrowed);
    g_test_add_func("/selector/narrowed-by-nat", test_narrowed_by_nat);
    g_test_add_func("/selector/oneway-up", test_oneway_up);
    return g_test_run();
}
