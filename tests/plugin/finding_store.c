/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings as they were, whatever they hold, and in one shape where they differ in values only.
 */
#include "finding_store.h"

#include <string.h>

static const struct ikt_address initiator = {IKT_FAMILY_IPV4, {203, 0, 113, 1}};
static const struct ikt_address responder = {IKT_FAMILY_IPV4, {198, 51, 100, 1}};
static const struct ikt_address stranger = {IKT_FAMILY_IPV6, {0x20, 0x01, 0x0d, 0xb8, [15] = 1}};

static struct ikt_value number(enum ikt_value_kind kind, uint64_t of)
{
    return (struct ikt_value){.kind = kind, .is.number = of};
}

static struct ikt_value object(enum ikt_value_kind kind, const void *of)
{
    return (struct ikt_value){.kind = kind, .is.object = of};
}

static struct ikt_value text(enum ikt_value_kind kind, const char *of)
{
    return (struct ikt_value){.kind = kind, .is.text = of};
}

/* Two findings of one record, with all that findings hold and share; what differs follows from n. */
struct record {
    char networks[32];
    struct ikt_identity identity;
    struct ikt_value offered[8], refused[3], summary[1];
    struct ikt_sentence offer, answer;
    const struct ikt_sentence *first_evidence[3], *second_evidence[1];
    struct ikt_named_value common[3], own[2], of_fix[1];
    struct ikt_named_values base, set, fix_set;
    struct ikt_fix fixes[2];
    struct ikt_ref refs[3];
    struct ikt_finding findings[2];
    const struct ikt_finding *items[2];
    struct ikt_findings list;
};

static void make_values(struct record *r, uint32_t n)
{
    g_snprintf(r->networks, sizeof(r->networks), "10.%u.0.0/16 to \x01%u", n, n);
    r->identity = (struct ikt_identity){.type = IKT_ID_IPV4_ADDR, .low = stranger, .high = stranger, .prefix = 128};
    r->offered[0] = object(IKT_VALUE_ADDRESS, &initiator);
    r->offered[1] = number(IKT_VALUE_FRAME, n + 7);
    r->offered[2] = text(IKT_VALUE_TEXT, r->networks);
    r->offered[3] = text(IKT_VALUE_WORDS, "words");
    r->offered[4] = number(IKT_VALUE_SECONDS, (uint64_t)3600 * 1000000 * (n + 2));
    r->offered[5] = object(IKT_VALUE_IDENTITY, &r->identity);
    r->offered[6] = number(IKT_VALUE_PFS, (uint64_t)IKT_ABSENT);
    r->offered[7] = number(IKT_VALUE_MESSAGE_ID, 0xfedcba98u - n);
    r->refused[0] = object(IKT_VALUE_ADDRESS, &responder);
    r->refused[1] = number(IKT_VALUE_NOTIFY, 14);
    r->refused[2] = object(IKT_VALUE_ADDRESS, &stranger);
    r->summary[0] = number(IKT_VALUE_NUMBER, n);
    r->offer = (struct ikt_sentence){"{} offers in frame {}: {}, {}, {} s, {}, {}, {}.", 8, r->offered};
    r->answer = (struct ikt_sentence){"{} refuses it with {}, says {}.", 3, r->refused};
}

static void make_sets(struct record *r)
{
    r->common[0] = (struct ikt_named_value){"peer", object(IKT_VALUE_ADDRESS, &responder)};
    r->common[1] = (struct ikt_named_value){"networks", text(IKT_VALUE_TEXT, r->networks)};
    r->common[2] = (struct ikt_named_value){"unknown", {.kind = IKT_VALUE_UNKNOWN}};
    r->own[0] = (struct ikt_named_value){"group", number(IKT_VALUE_PFS, 14)};
    r->own[1] = (struct ikt_named_value){"suite", text(IKT_VALUE_WORDS, "esp-aes 256 esp-sha-hmac")};
    r->of_fix[0] = (struct ikt_named_value){"peer", object(IKT_VALUE_ADDRESS, &initiator)};
    r->base = (struct ikt_named_values){3, r->common, NULL};
    r->set = (struct ikt_named_values){2, r->own, &r->base};
    r->fix_set = (struct ikt_named_values){1, r->of_fix, &r->set};
    r->fixes[0] = (struct ikt_fix){true, &r->set, NULL};
    r->fixes[1] = (struct ikt_fix){false, &r->fix_set, NULL};
}

static void make(struct record *r, uint32_t n)
{
    make_values(r, n);
    make_sets(r);
    r->refs[0] = (struct ikt_ref){.number = n + 7, .kind = IKT_REF_FRAME};
    r->refs[1] = (struct ikt_ref){.number = n + 9, .kind = IKT_REF_FRAME};
    r->refs[2] = (struct ikt_ref){.number = 12, .source = 300, .kind = IKT_REF_LOG};
    r->first_evidence[0] = r->first_evidence[2] = &r->offer;
    r->first_evidence[1] = r->second_evidence[0] = &r->answer;
    r->findings[0] = (struct ikt_finding){
        .rule = IKT_RULE_TS_CIPHER,
        .severity = IKT_SEVERITY_WARNING,
        .likelihood = IKT_LIKELIHOOD_PROBABLE,
        .misconfigured = IKT_MISCONFIGURED_RESPONDER,
        .log = {IKT_LOG_FOREIGN, IKT_LOG_IOS_12, true},
        .ref_count = 3,
        .refs = r->refs,
        .summary = {"Attempt {} fails.", 1, r->summary},
        .initiator_has = text(IKT_VALUE_TEXT, r->networks),
        .responder_has = {.kind = IKT_VALUE_UNKNOWN},
        .evidence_count = 3,
        .evidence = r->first_evidence,
        .values = &r->set,
        .fix_count = 2,
        .fixes = r->fixes,
    };
    r->findings[1] = (struct ikt_finding){
        .rule = (enum ikt_rule)(IKT_RULE_COUNT - 1),
        .severity = IKT_SEVERITY_NOTE,
        .likelihood = IKT_LIKELIHOOD_POSSIBLE,
        .misconfigured = IKT_MISCONFIGURED_NONE,
        .summary = {"Nothing is known.", 0, NULL},
        .evidence_count = 1,
        .evidence = r->second_evidence,
        .values = n % 2 == 0 ? &r->base : NULL,
    };
    r->items[0] = &r->findings[0];
    r->items[1] = &r->findings[1];
    r->list = (struct ikt_findings){2, r->items};
}

static void check_value(const struct ikt_value *value, const struct ikt_value *wanted)
{
    g_autofree char *is = ikt_value_text(value);
    g_autofree char *should_be = ikt_value_text(wanted);
    g_assert_cmpstr(is, ==, should_be);
}

static void check_sentence(const struct ikt_sentence *sentence, const struct ikt_sentence *wanted)
{
    g_autofree char *is = ikt_sentence_text(sentence);
    g_autofree char *should_be = ikt_sentence_text(wanted);
    g_assert_cmpstr(is, ==, should_be);
}

static void check_set(const struct ikt_named_values *set, const struct ikt_named_values *wanted)
{
    g_autofree char *is = ikt_line_text("<peer> <networks> <unknown> <group> <suite> <none>", set);
    g_autofree char *should_be = ikt_line_text("<peer> <networks> <unknown> <group> <suite> <none>", wanted);
    g_assert_cmpstr(is, ==, should_be);
}

static void check_finding(const struct ikt_finding *finding, const struct ikt_finding *wanted)
{
    g_assert_cmpint(finding->rule, ==, wanted->rule);
    g_assert_cmpint(finding->severity, ==, wanted->severity);
    g_assert_cmpint(finding->likelihood, ==, wanted->likelihood);
    g_assert_cmpint(finding->misconfigured, ==, wanted->misconfigured);
    g_assert_cmpint(finding->log.initiator, ==, wanted->log.initiator);
    g_assert_cmpint(finding->log.responder, ==, wanted->log.responder);
    g_assert_cmpint(finding->log.reversed, ==, wanted->log.reversed);
    check_sentence(&finding->summary, &wanted->summary);
    check_value(&finding->initiator_has, &wanted->initiator_has);
    check_value(&finding->responder_has, &wanted->responder_has);
    g_assert_cmpuint(finding->ref_count, ==, wanted->ref_count);
    for (size_t i = 0; i < wanted->ref_count; i++) {
        g_assert_cmpuint(finding->refs[i].number, ==, wanted->refs[i].number);
        g_assert_cmpuint(finding->refs[i].source, ==, wanted->refs[i].source);
        g_assert_cmpuint(finding->refs[i].kind, ==, wanted->refs[i].kind);
    }
    g_assert_cmpuint(finding->evidence_count, ==, wanted->evidence_count);
    for (size_t i = 0; i < wanted->evidence_count; i++)
        check_sentence(finding->evidence[i], wanted->evidence[i]);
    check_set(finding->values, wanted->values);
    g_assert_cmpuint(finding->fix_count, ==, wanted->fix_count);
    for (size_t i = 0; i < wanted->fix_count; i++) {
        g_assert_cmpint(finding->fixes[i].on_initiator, ==, wanted->fixes[i].on_initiator);
        check_set(finding->fixes[i].values, wanted->fixes[i].values);
    }
}

static void check(struct ikt_finding_store *store, struct ikt_kept_findings kept, uint32_t n)
{
    struct record record;
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);
    const struct ikt_finding *findings = ikt_finding_store_read(store, kept, &initiator, &responder, scope);
    make(&record, n);
    g_assert_nonnull(findings);
    for (size_t i = 0; i < record.list.count; i++)
        check_finding(&findings[i], record.items[i]);
    g_assert_true(findings[0].evidence[0] == findings[0].evidence[2]); /* shared as they were */
    g_assert_true(findings[0].evidence[1] == findings[1].evidence[0]);
    g_assert_true(findings[0].fixes[1].values->base == findings[0].values);
    wmem_destroy_allocator(scope);
}

/* They are kept all at once, so that none lives by what its record still holds. */
static void test_back(void)
{
    enum {
        RECORDS = 3000
    };
    struct ikt_finding_store *store = ikt_finding_store_new();
    struct ikt_kept_findings kept[RECORDS];
    struct record record;
    for (uint32_t n = 0; n < RECORDS; n++) {
        make(&record, n);
        kept[n] = ikt_finding_store_keep(store, &record.list, &initiator, &responder);
        memset(&record, 0xa5, sizeof(record));
    }
    for (uint32_t n = 0; n < RECORDS; n++)
        check(store, kept[n], n);
    ikt_finding_store_free(store);
}

static void test_alike(void)
{
    struct ikt_finding_store *store = ikt_finding_store_new();
    struct record records[3];
    struct ikt_kept_findings kept[3];
    for (unsigned i = 0; i < G_N_ELEMENTS(records); i++) {
        make(&records[i], 1000 + 2 * i + (i == 2));
        kept[i] = ikt_finding_store_keep(store, &records[i].list, &initiator, &responder);
    }
    g_assert_cmpuint(kept[0].shape, ==, kept[1].shape);
    g_assert_cmpuint(kept[0].values, !=, kept[1].values);
    g_assert_cmpuint(kept[0].shape, !=, kept[2].shape); /* its second finding has no values */
    ikt_finding_store_free(store);
}

/* Other peers than those who are named are others. */
static void test_peers(void)
{
    struct ikt_finding_store *store = ikt_finding_store_new();
    struct record record;
    make(&record, 2);
    const struct ikt_kept_findings kept = ikt_finding_store_keep(store, &record.list, &initiator, &responder);
    const struct ikt_kept_findings without = ikt_finding_store_keep(store, &record.list, NULL, NULL);
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);
    const struct ikt_finding *findings = ikt_finding_store_read(store, kept, &responder, &stranger, scope);
    g_autofree char *swapped = ikt_sentence_text(findings[0].evidence[1]);
    g_assert_cmpstr(swapped, ==, "2001:db8::1 refuses it with NO-PROPOSAL-CHOSEN, says 2001:db8::1.");
    check_finding(ikt_finding_store_read(store, without, NULL, NULL, scope), record.items[0]);
    wmem_destroy_allocator(scope);
    ikt_finding_store_free(store);
}

static void test_none(void)
{
    struct ikt_finding_store *store = ikt_finding_store_new();
    const struct ikt_findings none = {0, NULL};
    const struct ikt_kept_findings kept = ikt_finding_store_keep(store, &none, &initiator, &responder);
    g_assert_null(ikt_finding_store_read(store, kept, &initiator, &responder, NULL));
    ikt_finding_store_free(store);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/plugin/finding-store/back", test_back);
    g_test_add_func("/plugin/finding-store/alike", test_alike);
    g_test_add_func("/plugin/finding-store/peers", test_peers);
    g_test_add_func("/plugin/finding-store/none", test_none);
    return g_test_run();
}
