/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Facts that come from documents: what a configuration or a log says of the responder, beside what the capture shows.
 * A configuration says all that its owner has for two networks, a log at least this much (claim.h); how sure a finding
 * may be is laid down in finding.h.
 */
#include "fixture.h"

#define OUR   "192.168.1.0/24"
#define THEIR "192.168.2.0/24"

static const enum ikt_claim_kind kinds[] = {IKT_CLAIM_CONFIGURED, IKT_CLAIM_LOGGED};

static void refused(struct quick *q, struct suite suite, int group)
{
    quick_init(q, suite, group);
    quick_refuse(q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
}

static void established(struct quick *q, int group)
{
    quick_init(q, AES256_SHA, group);
    offer_fill(&q->choice, &AES256_SHA, 1, 3600, group);
    q->record.choice = &q->choice.sa;
    q->record.outcome = IKT_OUTCOME_ESTABLISHED;
    q->record.answered_initiator = q->record.proxy_initiator;
    q->record.answered_responder = q->record.proxy_responder;
    quick_see(q, IKT_QUICK2, 21, false);
    quick_see(q, IKT_QUICK3, 22, true);
}

/* The responder's document, for the mirror of these networks. */
static struct ikt_claim *document(struct quick *q, enum ikt_claim_kind kind, struct suite suite, int group)
{
    return quick_document(q, kind, suite, group, THEIR, OUR);
}

/* The responder's own offer for the mirror of these networks. */
static struct ikt_history *offers(struct quick *q, struct suite suite, int group)
{
    return quick_remember(q, true, suite, group, THEIR, OUR, IKT_OUTCOME_REJECTED);
}

static void expect(struct quick *q, enum ikt_rule rule, int likelihood)
{
    g_autoptr(GPtrArray) findings = quick_diagnose(q);
    g_assert_cmpint(likelihood_of(findings, rule), ==, likelihood);
}

static void certain_by_configuration(struct suite ours, struct suite theirs, enum ikt_rule rule)
{
    struct quick q;
    refused(&q, ours, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, theirs, IKT_ABSENT);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, rule);
    g_assert_cmpuint(findings->len, ==, 1);
    g_assert_nonnull(finding);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_nonnull(finding->initiator_has);
    g_assert_nonnull(finding->responder_has);
    g_assert_cmpuint(finding->fix_count, ==, 1);
    g_assert_cmpuint(finding->ref_count, ==, 3);
    g_assert_true(has_ref(finding, IKT_REF_FRAME, 20));
    g_assert_true(has_ref(finding, IKT_REF_FRAME, 21));
    g_assert_true(has_ref(finding, IKT_REF_CONFIG, 42));
}

static void test_configured(void)
{
    struct suite md5 = AES256_SHA;
    md5.integrity = IKT_INTEGRITY_HMAC_MD5;
    certain_by_configuration(AES256_SHA, DES3_SHA, IKT_RULE_TS_CIPHER);
    certain_by_configuration(AES256_SHA, AES128_SHA, IKT_RULE_TS_KEYLEN);
    certain_by_configuration(AES256_SHA, md5, IKT_RULE_TS_HASH);
    certain_by_configuration(AES256_SHA, AH_SHA, IKT_RULE_TS_AH_ESP);
    certain_by_configuration(AES256_SHA_TRANSPORT, AES256_SHA, IKT_RULE_TS_MODE);
    certain_by_configuration(AES256_SHA, AES256_SHA_LZS, IKT_RULE_TS_COMP);
}

/* Each reference says of which file it is; those of one kind stand together, in the order of their numbers. */
static void test_references(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, IKT_ABSENT)->ref.source = 1;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_TS_CIPHER);
    const struct ikt_ref expected[] = {
        {.number = 20}, {.number = 21}, {.number = 42, .source = 1, .kind = IKT_REF_CONFIG}};
    g_assert_cmpuint(finding->ref_count, ==, G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_cmpint(finding->refs[i].kind, ==, expected[i].kind);
        g_assert_cmpuint(finding->refs[i].source, ==, expected[i].source);
        g_assert_cmpuint(finding->refs[i].number, ==, expected[i].number);
    }
    g_assert_cmpuint(finding->frame_count, ==, 2);
}

static void test_words(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, 14);
    g_autoptr(GPtrArray) configured = quick_diagnose(&q);
    const struct told *finding = find(configured, IKT_RULE_TS_CIPHER);
    g_assert_cmpstr(finding->summary, ==,
                    "203.0.113.1 offers esp-aes 256 esp-sha-hmac, 198.51.100.1 has esp-3des esp-sha-hmac");
    g_assert_true(says(finding, "The configuration of 198.51.100.1 has in line 42: esp-3des esp-sha-hmac (tunnel), "
                                "group14, for 192.168.2.0/24 to 192.168.1.0/24."));
    /* what a log does not say it does not deny */
    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_LOGGED, DES3_SHA, IKT_ABSENT);
    g_autoptr(GPtrArray) logged = quick_diagnose(&q);
    finding = find(logged, IKT_RULE_TS_CIPHER);
    g_assert_cmpstr(finding->summary, ==,
                    "203.0.113.1 offers esp-aes 256 esp-sha-hmac, 198.51.100.1 has esp-3des esp-sha-hmac");
    g_assert_true(says(finding, "The log of 198.51.100.1 says in line 42: esp-3des esp-sha-hmac (tunnel), for "
                                "192.168.2.0/24 to 192.168.1.0/24."));
}

static void test_logged(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_LOGGED, DES3_SHA, IKT_ABSENT);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_TS_CIPHER);
    g_assert_true(is_first(findings, IKT_RULE_TS_CIPHER));
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_true(has_ref(finding, IKT_REF_LOG, 42));
    g_assert_false(has_ref(finding, IKT_REF_CONFIG, 42));
}

/* The same configuration, and one thing missing that certain needs. */
static void test_not_certain(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, IKT_ABSENT);
    q.seen[0].decryption = IKT_DECRYPTION_CLEARTEXT;
    expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_PROBABLE);

    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_INVALID_ID_INFORMATION);
    document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, IKT_ABSENT);
    expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_PROBABLE);

    static const enum ikt_outcome outcomes[] = {IKT_OUTCOME_NO_RESPONSE, IKT_OUTCOME_DELETED};
    for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++) {
        quick_init(&q, AES256_SHA, IKT_ABSENT);
        q.record.outcome = outcomes[i];
        document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, IKT_ABSENT);
        expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_PROBABLE);
    }
}

/* A line of another router says nothing of this responder. */
static void test_of_another(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    struct ikt_claim *claim = document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, IKT_ABSENT);
    g_assert_true(ikt_address_parse("198.51.100.2", &claim->owner));
    expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_POSSIBLE);
}

/* For other networks it may be another crypto map entry, as to sets; a configuration has no other networks. */
static void test_other_networks(void)
{
    static const struct {
        const char *own, *others;
    } networks[] = {{"192.168.2.0/25", OUR}, {"192.168.0.0/16", OUR}, {"10.2.0.0/16", "10.1.0.0/16"}};
    for (size_t i = 0; i < G_N_ELEMENTS(networks); i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
            struct quick q;
            refused(&q, AES256_SHA, IKT_ABSENT);
            quick_document(&q, kinds[k], DES3_SHA, IKT_ABSENT, networks[i].own, networks[i].others);
            g_autoptr(GPtrArray) findings = quick_diagnose(&q);
            const bool all = kinds[k] == IKT_CLAIM_CONFIGURED;
            g_assert_true((find(findings, IKT_RULE_TS_CIPHER) == NULL) == (all && i == 2)); /* networks come first */
            bool certain = false;
            for (guint n = 0; n < findings->len; n++) {
                const struct told *finding = g_ptr_array_index(findings, n);
                certain = certain || finding->likelihood == IKT_LIKELIHOOD_CERTAIN;
                g_assert_true(finding->likelihood != IKT_LIKELIHOOD_CERTAIN ||
                              finding->rule == IKT_RULE_ACL_WIDER_INITIATOR ||
                              finding->rule == IKT_RULE_ACL_NOT_MIRRORED);
            }
            /* the second line has more than these networks, so that it takes them */
            g_assert_true(certain == (all && i != 1));
        }
    }
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    quick_document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, IKT_ABSENT, "192.168.0.0/16", OUR);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(says(find(findings, IKT_RULE_TS_CIPHER), "That line is for other networks"));
}

/* The line of a part of these networks: the initiator asks for more. */
static void test_wider(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    quick_document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, IKT_ABSENT, "192.168.2.128/25", OUR);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_ACL_WIDER_INITIATOR);
    g_assert_true(is_first(findings, IKT_RULE_ACL_WIDER_INITIATOR));
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpstr(finding->responder_has, ==, "192.168.1.0/24 to 192.168.2.128/25");
    g_assert_true(has_ref(finding, IKT_REF_CONFIG, 42));
}

/* One network is right and the other is not: a configuration has no other line, a log may not have named it. */
static void test_half_matching(void)
{
    struct quick q;
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
        refused(&q, AES256_SHA, IKT_ABSENT);
        quick_document(&q, kinds[k], AES256_SHA, IKT_ABSENT, "192.168.22.0/24", OUR);
        expect(&q, IKT_RULE_ACL_NOT_MIRRORED,
               kinds[k] == IKT_CLAIM_CONFIGURED ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_POSSIBLE);
    }
    /* with the right line in it too, the networks agree */
    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, IKT_ABSENT);
    quick_document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, IKT_ABSENT, "192.168.22.0/24", OUR);
    expect(&q, IKT_RULE_ACL_NOT_MIRRORED, -1);
}

/* What is known of the peer closes what its answer leaves open: all of it, where all is known. */
static void test_open(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, IKT_ABSENT);
    g_autoptr(GPtrArray) configured = quick_diagnose(&q);
    const struct told *finding = find(configured, IKT_RULE_CONFIG_NOT_RUNNING);
    g_assert_null(find(configured, IKT_RULE_TS_CIPHER));
    g_assert_null(find(configured, IKT_RULE_PFS_REQUIRED_NOT_OFFERED));
    g_assert_null(find(configured, IKT_RULE_ACL_NOT_MIRRORED));
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_true(has_ref(finding, IKT_REF_CONFIG, 42));
    g_assert_true(says(finding, "Networks, transform sets, mode and PFS agree"));
    g_assert_false(says(finding, "Frame 42"));
    q.phase1.responder.vendor = IKT_VENDOR_STRONGSWAN; /* which decides by more, and has no such configuration */
    g_autoptr(GPtrArray) other = quick_diagnose(&q);
    g_assert_null(find(other, IKT_RULE_CONFIG_NOT_RUNNING));

    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_LOGGED, AES256_SHA, IKT_ABSENT);
    g_autoptr(GPtrArray) logged = quick_diagnose(&q);
    finding = find(logged, IKT_RULE_PFS_REQUIRED_NOT_OFFERED);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_nonnull(find(logged, IKT_RULE_TS_CIPHER));
    g_assert_null(find(logged, IKT_RULE_ACL_NOT_MIRRORED));
    g_assert_true(says(finding, "Line 42 of the log of 198.51.100.1 is of the mirror of these networks"));
    g_assert_false(says(finding, "Frame 42"));
}

/* A group that the peer wants and nobody offers. */
static void test_group_wanted(void)
{
    struct quick q;
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
        refused(&q, AES256_SHA, IKT_ABSENT);
        document(&q, kinds[k], AES256_SHA, 14);
        expect(&q, IKT_RULE_PFS_REQUIRED_NOT_OFFERED,
               kinds[k] == IKT_CLAIM_CONFIGURED ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE);
        refused(&q, AES256_SHA, 2);
        document(&q, kinds[k], AES256_SHA, 14);
        expect(&q, IKT_RULE_PFS_GROUP_MISMATCH,
               kinds[k] == IKT_CLAIM_CONFIGURED ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE);
    }
    /* the transforms differ as well */
    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, 14);
    expect(&q, IKT_RULE_PFS_REQUIRED_NOT_OFFERED, IKT_LIKELIHOOD_PROBABLE);
}

/* A group that is offered and the peer has none: strongSwan refuses it, IOS takes it (products.h), a log may be silent.
 */
static void test_no_group(void)
{
    static const struct {
        enum ikt_vendor vendor;
        enum ikt_claim_kind kind;
        int likelihood;
    } cases[] = {{IKT_VENDOR_STRONGSWAN, IKT_CLAIM_CONFIGURED, IKT_LIKELIHOOD_CERTAIN},
                 {IKT_VENDOR_CISCO_IOS, IKT_CLAIM_CONFIGURED, -1},
                 {IKT_VENDOR_LIBRESWAN, IKT_CLAIM_CONFIGURED, -1},
                 {IKT_VENDOR_STRONGSWAN, IKT_CLAIM_LOGGED, IKT_LIKELIHOOD_POSSIBLE},
                 {IKT_VENDOR_LIBRESWAN, IKT_CLAIM_LOGGED, -1}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct quick q;
        refused(&q, AES256_SHA, 14);
        q.phase1.responder.vendor = cases[i].vendor;
        document(&q, cases[i].kind, AES256_SHA, IKT_ABSENT);
        expect(&q, IKT_RULE_PFS_GROUP_MISMATCH, cases[i].likelihood);
    }
    struct quick q;
    refused(&q, AES256_SHA, 14);
    document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, IKT_ABSENT);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(says(find(findings, IKT_RULE_NOTIFY_UNEXPLAINED), "Transform sets of both sides agree too"));
}

/* It came up, and will not from the other side. */
static void test_no_group_up(void)
{
    struct quick q;
    established(&q, 14);
    document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, IKT_ABSENT);
    expect(&q, IKT_RULE_PFS_OFFERED_NOT_CONFIGURED, IKT_LIKELIHOOD_CERTAIN);
    established(&q, 14);
    document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, 14);
    expect(&q, IKT_RULE_PFS_OFFERED_NOT_CONFIGURED, -1);
    established(&q, 14);
    document(&q, IKT_CLAIM_LOGGED, AES256_SHA, IKT_ABSENT);
    expect(&q, IKT_RULE_PFS_OFFERED_NOT_CONFIGURED, -1);
    /* two configurations, one of which is of another day */
    established(&q, 14);
    document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, 14);
    document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, IKT_ABSENT);
    expect(&q, IKT_RULE_PFS_OFFERED_NOT_CONFIGURED, IKT_LIKELIHOOD_PROBABLE);
}

static void test_life(void)
{
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
        struct quick q;
        established(&q, IKT_ABSENT);
        document(&q, kinds[k], AES256_SHA, IKT_ABSENT);
        expect(&q, IKT_RULE_LIFE_MISMATCH, -1);
        q.document_offers[0].transforms[0].life_seconds = 1800;
        g_autoptr(GPtrArray) findings = quick_diagnose(&q);
        const struct told *finding = find(findings, IKT_RULE_LIFE_MISMATCH);
        g_assert_cmpint(finding->likelihood, ==,
                        kinds[k] == IKT_CLAIM_CONFIGURED ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE);
        g_assert_cmpstr(finding->responder_has, ==, "1800 seconds");
        g_assert_true(says(finding, "198.51.100.1 has 1800 seconds, against 3600 seconds offered"));
        g_assert_false(says(finding, "in frame 42"));
    }
}

/* The offer, the peer's own on the wire and its configuration. What speaks against the cause leaves doubt. */
static void against(struct suite wire, struct suite configured, int likelihood)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    offers(&q, wire, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, configured, IKT_ABSENT);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_TS_CIPHER);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_TS_CIPHER), ==, likelihood);
    if (likelihood != IKT_LIKELIHOOD_PROBABLE)
        return;
    g_assert_true(has_ref(finding, IKT_REF_CONFIG, 42));
    g_assert_true(has_ref(finding, IKT_REF_FRAME, 10));
    g_assert_true(says(finding, "The two disagree"));
}

static void test_against_wire(void)
{
    struct suite des = DES3_SHA;
    des.esp = IKT_ESP_DES;
    against(DES3_SHA, DES3_SHA, IKT_LIKELIHOOD_CERTAIN);
    against(DES3_SHA, AES256_SHA, IKT_LIKELIHOOD_PROBABLE);
    against(AES256_SHA, DES3_SHA, IKT_LIKELIHOOD_PROBABLE);
    against(DES3_SHA, des, IKT_LIKELIHOOD_PROBABLE);
    against(AES256_SHA, AES256_SHA, -1);
}

/* A log need not say all: what it does not name is no evidence, what it names is. */
static void test_against_log(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    offers(&q, DES3_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_LOGGED, AES128_SHA, IKT_ABSENT);
    expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_CERTAIN);
    q.document_offers[0].transforms[0].key_bits = 256;
    expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_PROBABLE);
    refused(&q, AES256_SHA, IKT_ABSENT);
    offers(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_LOGGED, DES3_SHA, IKT_ABSENT);
    expect(&q, IKT_RULE_TS_CIPHER, -1);
}

static void test_two_configurations(void)
{
    struct quick q;
    for (int order = 0; order < 2; order++) {
        refused(&q, AES256_SHA, IKT_ABSENT);
        document(&q, IKT_CLAIM_CONFIGURED, order == 0 ? DES3_SHA : AES256_SHA, IKT_ABSENT);
        document(&q, IKT_CLAIM_CONFIGURED, order == 0 ? AES256_SHA : DES3_SHA, IKT_ABSENT)->ref.source = 1;
        expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_PROBABLE);
        /* line 42 of one file is not line 42 of the other */
        g_autoptr(GPtrArray) findings = quick_diagnose(&q);
        const struct told *finding = find(findings, IKT_RULE_TS_CIPHER);
        g_assert_cmpuint(finding->ref_count, ==, 4);
        g_assert_cmpuint(finding->refs[2].source, ==, 0);
        g_assert_cmpuint(finding->refs[3].source, ==, 1);
        /* a log adds nothing to a configuration that it agrees with, in whatever order they are given */
        refused(&q, AES256_SHA, IKT_ABSENT);
        document(&q, order == 0 ? IKT_CLAIM_CONFIGURED : IKT_CLAIM_LOGGED, DES3_SHA, IKT_ABSENT);
        document(&q, order == 0 ? IKT_CLAIM_LOGGED : IKT_CLAIM_CONFIGURED, DES3_SHA, IKT_ABSENT);
        expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_CERTAIN);
    }
}

/* The offer came up before: the configuration was another one then, or is another one now. */
static void test_passed_before(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, IKT_ABSENT);
    quick_remember(&q, false, AES256_SHA, IKT_ABSENT, OUR, THEIR, IKT_OUTCOME_ESTABLISHED);
    expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_PROBABLE);
    q.history[0].frame = 30; /* afterwards: somebody has mended it */
    q.history[0].time = 1010 * IKT_SECOND;
    expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_CERTAIN);
}

/* An offer of two hours before says less than a configuration, one of after takes back nothing that was certain. */
static void test_far_off(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    offers(&q, DES3_SHA, IKT_ABSENT)->time = -6200 * IKT_SECOND;
    document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, IKT_ABSENT);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_TS_CIPHER);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_true(has_ref(finding, IKT_REF_CONFIG, 42));

    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, DES3_SHA, IKT_ABSENT);
    struct ikt_history *after = offers(&q, AES256_SHA, IKT_ABSENT);
    after->frame = 30;
    after->time = 1010 * IKT_SECOND;
    expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_CERTAIN);
    /* where the configuration would have let it pass, what comes after is asked, and doubted */
    refused(&q, AES256_SHA, IKT_ABSENT);
    document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, IKT_ABSENT);
    after = offers(&q, DES3_SHA, IKT_ABSENT);
    after->frame = 30;
    after->time = 1010 * IKT_SECOND;
    expect(&q, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_PROBABLE);
}

/* What the capture shows follows what documents say, each in its own order. */
static void test_claims(void)
{
    struct quick q;
    refused(&q, AES256_SHA, IKT_ABSENT);
    offers(&q, DES3_SHA, 2);
    offers(&q, AES128_SHA, 14)->outcome = IKT_OUTCOME_ESTABLISHED;
    document(&q, IKT_CLAIM_CONFIGURED, AES256_SHA, 5);
    document(&q, IKT_CLAIM_LOGGED, AES256_SHA, 19);
    const struct ikt_claims documents = {.count = q.document_count, .items = q.documents};
    static const int groups[] = {5, 19, 2, 14};
    struct ikt_arena *arena = ikt_arena_new(1000);
    struct ikt_claims claims = ikt_claims_of(arena, &q.evidence, &documents);
    g_assert_cmpuint(claims.count, ==, 4);
    for (size_t i = 0; i < claims.count; i++)
        g_assert_cmpint(claims.items[i].pfs_group, ==, groups[i]);
    g_assert_cmpuint(claims.items[2].ref.number, ==, 10);
    g_assert_cmpint(claims.items[2].ref.kind, ==, IKT_REF_FRAME);
    g_assert_cmpint(claims.items[3].outcome, ==, IKT_OUTCOME_ESTABLISHED);
    g_assert_cmpuint(ikt_claims_of(arena, &q.evidence, NULL).count, ==, 2);
    ikt_arena_free(arena);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/documents/configured", test_configured);
    g_test_add_func("/documents/references", test_references);
    g_test_add_func("/documents/words", test_words);
    g_test_add_func("/documents/logged", test_logged);
    g_test_add_func("/documents/not-certain", test_not_certain);
    g_test_add_func("/documents/of-another", test_of_another);
    g_test_add_func("/documents/other-networks", test_other_networks);
    g_test_add_func("/documents/wider", test_wider);
    g_test_add_func("/documents/half-matching", test_half_matching);
    g_test_add_func("/documents/open", test_open);
    g_test_add_func("/documents/group-wanted", test_group_wanted);
    g_test_add_func("/documents/no-group", test_no_group);
    g_test_add_func("/documents/no-group-up", test_no_group_up);
    g_test_add_func("/documents/life", test_life);
    g_test_add_func("/documents/against-wire", test_against_wire);
    g_test_add_func("/documents/against-log", test_against_log);
    g_test_add_func("/documents/two-configurations", test_two_configurations);
    g_test_add_func("/documents/passed-before", test_passed_before);
    g_test_add_func("/documents/far-off", test_far_off);
    g_test_add_func("/documents/claims", test_claims);
    return g_test_run();
}
