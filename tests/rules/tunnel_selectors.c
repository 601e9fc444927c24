/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * vti-vs-cryptomap, gre-transport-proxies, interop-selectors: what fires each, and what nearly does.
 */
#include "fixture.h"

#define ANY  "0.0.0.0/0"
#define LAN1 "192.168.1.0/24"
#define LAN2 "192.168.2.0/24"

static void refused(struct quick *q, const char *ours, const char *theirs, int notify)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    quick_proxies(q, ours, theirs);
    quick_refuse(q, notify);
    q->phase1.responder.vendor = q->phase1.initiator.vendor = IKT_VENDOR_CISCO_IOS;
}

static void test_vti_known(void)
{
    struct quick q;
    refused(&q, ANY, ANY, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, LAN2, LAN1, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) wide = quick_diagnose(&q);
    g_assert_true(is_first(wide, IKT_RULE_VTI_VS_CRYPTOMAP));
    const struct told *finding = find(wide, IKT_RULE_VTI_VS_CRYPTOMAP);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpuint(finding->fix_count, ==, 0); /* no ACL line mends a tunnel interface */
    g_assert_null(find(wide, IKT_RULE_ACL_ANY));
    g_assert_null(find(wide, IKT_RULE_ACL_WIDER_INITIATOR));
    /* from the side with networks */
    refused(&q, LAN1, LAN2, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, ANY, ANY, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) narrow = quick_diagnose(&q);
    g_assert_true(is_first(narrow, IKT_RULE_VTI_VS_CRYPTOMAP));
    g_assert_cmpint(likelihood_of(narrow, IKT_RULE_VTI_VS_CRYPTOMAP), ==, IKT_LIKELIHOOD_PROBABLE);
}

/* Any on one end alone is an ACL line; so is any to any where that side took the other's networks. */
static void test_vti_near(void)
{
    struct quick q;
    refused(&q, ANY, LAN2, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, LAN2, LAN1, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) half = quick_diagnose(&q);
    g_assert_null(find(half, IKT_RULE_VTI_VS_CRYPTOMAP));
    g_assert_cmpint(likelihood_of(half, IKT_RULE_ACL_ANY), ==, IKT_LIKELIHOOD_PROBABLE);
    refused(&q, ANY, ANY, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, AES256_SHA, IKT_ABSENT, LAN2, LAN1, IKT_OUTCOME_ESTABLISHED);
    g_autoptr(GPtrArray) took = quick_diagnose(&q);
    g_assert_null(find(took, IKT_RULE_VTI_VS_CRYPTOMAP));
    g_assert_nonnull(find(took, IKT_RULE_ACL_ANY));
    refused(&q, ANY, ANY, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, AES128_MD5, IKT_ABSENT, ANY, ANY, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) both = quick_diagnose(&q); /* two tunnel interfaces: the sets differ */
    g_assert_null(find(both, IKT_RULE_VTI_VS_CRYPTOMAP));
    g_assert_nonnull(find(both, IKT_RULE_TS_KEYLEN));
}

/* A refusal alone leaves it open, before an ACL's any. */
static void test_vti_open(void)
{
    struct quick q;
    refused(&q, ANY, ANY, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    g_autoptr(GPtrArray) open = quick_diagnose(&q);
    g_assert_true(is_first(open, IKT_RULE_VTI_VS_CRYPTOMAP));
    g_assert_cmpint(likelihood_of(open, IKT_RULE_VTI_VS_CRYPTOMAP), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_null(find(open, IKT_RULE_ACL_ANY));
    quick_close(&q, 188, 16, 20);
    g_autoptr(GPtrArray) closed = quick_diagnose(&q);
    g_assert_null(find(closed, IKT_RULE_VTI_VS_CRYPTOMAP));
    refused(&q, LAN1, LAN2, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    g_autoptr(GPtrArray) plain = quick_diagnose(&q);
    g_assert_null(find(plain, IKT_RULE_VTI_VS_CRYPTOMAP));
}

static void refused_gre(struct quick *q, const char *ours, const char *theirs)
{
    refused(q, ours, theirs, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    q->ids[0].protocol = q->ids[1].protocol = 47;
}

static void remember_gre(struct quick *q, const char *own, const char *others, enum ikt_outcome outcome)
{
    struct ikt_history *history = quick_remember(q, true, AES256_SHA, IKT_ABSENT, own, others, outcome);
    ((struct ikt_identity *)history->proxy_initiator)->protocol = 47;
    ((struct ikt_identity *)history->proxy_responder)->protocol = 47;
}

static void test_gre_known(void)
{
    struct quick q;
    refused_gre(&q, "203.0.113.1/32", "198.51.100.1/32");
    remember_gre(&q, "198.51.100.1/32", "203.0.113.222/32", IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_GRE_TRANSPORT_PROXIES);
    g_assert_true(is_first(findings, IKT_RULE_GRE_TRANSPORT_PROXIES));
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpuint(finding->fix_count, ==, 1);
    g_assert_false(finding->fixes[0].on_initiator); /* who names the other's end wrong */
    g_assert_null(find(findings, IKT_RULE_ACL_NOT_MIRRORED));
    /* one that came up is another tunnel's */
    refused_gre(&q, "203.0.113.1/32", "198.51.100.1/32");
    remember_gre(&q, "198.51.100.1/32", "203.0.113.222/32", IKT_OUTCOME_ESTABLISHED);
    g_autoptr(GPtrArray) another = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(another, IKT_RULE_GRE_TRANSPORT_PROXIES), ==, IKT_LIKELIHOOD_POSSIBLE);
}

/* Between the peers themselves the mode comes before all other transforms; for hosts without GRE nothing is said. */
static void test_gre_open(void)
{
    struct quick q;
    refused_gre(&q, "203.0.113.1/32", "198.51.100.1/32");
    g_autoptr(GPtrArray) own = quick_diagnose(&q);
    g_assert_true(is_first(own, IKT_RULE_GRE_TRANSPORT_PROXIES));
    g_assert_cmpint(likelihood_of(own, IKT_RULE_GRE_TRANSPORT_PROXIES), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_null(find(own, IKT_RULE_ACL_PROTO_PORT));
    for (guint i = 0; i < own->len; i++) {
        const struct told *finding = g_ptr_array_index(own, i);
        g_assert_cmpint(finding->rule, !=, IKT_RULE_TS_CIPHER);
        if (finding->rule == IKT_RULE_TS_MODE)
            break;
    }
    g_assert_nonnull(find(own, IKT_RULE_TS_MODE));
    refused_gre(&q, "10.1.1.1/32", "10.2.2.2/32");
    g_autoptr(GPtrArray) others = quick_diagnose(&q);
    g_assert_true(says(find(others, IKT_RULE_GRE_TRANSPORT_PROXIES), "not the addresses"));
    refused(&q, "203.0.113.1/32", "198.51.100.1/32", IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    g_autoptr(GPtrArray) plain = quick_diagnose(&q);
    g_assert_null(find(plain, IKT_RULE_GRE_TRANSPORT_PROXIES));
    quick_close(&q, 188, 16, 20);
    g_autoptr(GPtrArray) closed = quick_diagnose(&q);
    g_assert_null(find(closed, IKT_RULE_GRE_TRANSPORT_PROXIES));
}

static int interop(enum ikt_vendor initiator, enum ikt_vendor responder, struct suite before, const char *own,
                   const char *others, enum ikt_outcome outcome)
{
    struct quick q;
    refused(&q, "192.168.3.0/24", LAN2, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    q.phase1.initiator.vendor = initiator;
    q.phase1.responder.vendor = responder;
    quick_remember(&q, false, before, IKT_ABSENT, own, others, outcome);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    return likelihood_of(findings, IKT_RULE_INTEROP_SELECTORS);
}

static void test_interop(void)
{
    const enum ikt_vendor ios = IKT_VENDOR_CISCO_IOS, other = IKT_VENDOR_UNKNOWN;
    g_assert_cmpint(interop(ios, other, AES256_SHA, LAN1, LAN2, IKT_OUTCOME_ESTABLISHED), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(interop(ios, ios, AES256_SHA, LAN1, LAN2, IKT_OUTCOME_ESTABLISHED), ==, -1); /* one model */
    g_assert_cmpint(interop(ios, other, AES256_SHA, LAN1, LAN2, IKT_OUTCOME_REJECTED), ==, -1);  /* none came up */
    g_assert_cmpint(interop(ios, other, AES128_MD5, LAN1, LAN2, IKT_OUTCOME_ESTABLISHED), ==, -1);
    g_assert_cmpint(interop(ios, other, AES256_SHA, LAN1, "10.9.0.0/16", IKT_OUTCOME_ESTABLISHED), ==, -1);
    g_assert_cmpint(interop(ios, other, AES256_SHA, "192.168.0.0/16", LAN2, IKT_OUTCOME_ESTABLISHED), ==, -1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/selectors/vti-known", test_vti_known);
    g_test_add_func("/selectors/vti-near", test_vti_near);
    g_test_add_func("/selectors/vti-open", test_vti_open);
    g_test_add_func("/selectors/gre-known", test_gre_known);
    g_test_add_func("/selectors/gre-open", test_gre_open);
    g_test_add_func("/selectors/interop", test_interop);
    return g_test_run();
}
