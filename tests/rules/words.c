/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Transforms in IOS words (Cisco IOS Security Command Reference, crypto ipsec transform-set), what two offers differ
 * in, and the catalogue.
 */
#include <string.h>

#include "evidence/ios_words.h"
#include "rules/ke_size.h"
#include "fixture.h"
#include "iketriage/finding.h"

static struct ikt_transform transform(uint8_t protocol, uint8_t id, int key_bits, int integrity)
{
    return (struct ikt_transform){.protocol = protocol,
                                  .id = id,
                                  .key_bits = key_bits,
                                  .integrity = integrity,
                                  .encapsulation = 1,
                                  .group = IKT_ABSENT,
                                  .life_seconds = IKT_ABSENT,
                                  .life_kilobytes = IKT_ABSENT};
}

static void check_ios(uint8_t protocol, uint8_t id, int key_bits, int integrity, const char *expected)
{
    struct ikt_transform t = transform(protocol, id, key_bits, integrity);
    g_autofree char *text = ikt_transform_ios(&t);
    g_assert_cmpstr(text, ==, expected);
}

static void test_transform(void)
{
    check_ios(IKT_PROTOCOL_ESP, 12, 256, 2, "esp-aes 256 esp-sha-hmac");
    check_ios(IKT_PROTOCOL_ESP, 12, 192, 5, "esp-aes 192 esp-sha256-hmac");
    check_ios(IKT_PROTOCOL_ESP, 12, 128, 1, "esp-aes esp-md5-hmac");
    check_ios(IKT_PROTOCOL_ESP, 12, IKT_ABSENT, IKT_ABSENT, "esp-aes");
    check_ios(IKT_PROTOCOL_ESP, 3, IKT_ABSENT, 1, "esp-3des esp-md5-hmac");
    check_ios(IKT_PROTOCOL_ESP, 2, IKT_ABSENT, 7, "esp-des esp-sha512-hmac");
    check_ios(IKT_PROTOCOL_ESP, 11, IKT_ABSENT, 6, "esp-null esp-sha384-hmac");
    check_ios(IKT_PROTOCOL_ESP, 20, 256, IKT_ABSENT, "esp-gcm 256");
    check_ios(IKT_PROTOCOL_AH, 3, IKT_ABSENT, 2, "ah-sha-hmac");
    check_ios(IKT_PROTOCOL_AH, 2, IKT_ABSENT, 1, "ah-md5-hmac");
    check_ios(IKT_PROTOCOL_IPCOMP, 3, IKT_ABSENT, IKT_ABSENT, "comp-lzs");
}

static void test_no_word(void)
{
    check_ios(IKT_PROTOCOL_ESP, 22, 256, 2, NULL); /* Camellia */
    check_ios(IKT_PROTOCOL_ESP, 12, 100, 2, NULL); /* no such length */
    check_ios(IKT_PROTOCOL_ESP, 12, 256, 9, NULL); /* AES-XCBC */
    check_ios(IKT_PROTOCOL_ESP, 20, 256, 2, NULL); /* GCM takes no hash */
    check_ios(IKT_PROTOCOL_AH, 3, IKT_ABSENT, 1, NULL);
    check_ios(IKT_PROTOCOL_IPCOMP, 2, IKT_ABSENT, IKT_ABSENT, NULL); /* DEFLATE */
    check_ios(IKT_PROTOCOL_ISAKMP, 1, 256, IKT_ABSENT, NULL);
}

static void check_suite(struct suite suite, const char *expected)
{
    struct offer offer;
    struct ikt_suites suites;
    offer_fill(&offer, &suite, 1, 3600, IKT_ABSENT);
    ikt_suites_of(&offer.sa, &suites);
    g_assert_cmpuint(suites.count, ==, 1);
    g_autofree char *text = ikt_suite_ios(&suites.items[0]);
    g_assert_cmpstr(text, ==, expected);
}

static void test_suite(void)
{
    struct suite both = AES128_MD5;
    both.ah = IKT_AH_MD5;
    check_suite(both, "ah-md5-hmac esp-aes esp-md5-hmac");
    check_suite(AES256_SHA_LZS, "esp-aes 256 esp-sha-hmac comp-lzs");
    check_suite(AH_SHA, "ah-sha-hmac");
}

static unsigned difference(struct suite a, struct suite b)
{
    struct offer x, y;
    offer_fill(&x, &a, 1, 3600, IKT_ABSENT);
    offer_fill(&y, &b, 1, 3600, IKT_ABSENT);
    return ikt_offers_compare(&x.sa, &y.sa).some;
}

static void test_differences(void)
{
    struct suite aes128 = AES128_SHA, udp = AES256_SHA;
    aes128.key_bits = 128;
    udp.mode = IKT_ENCAPSULATION_UDP_TUNNEL;
    g_assert_cmpuint(difference(AES256_SHA, AES256_SHA), ==, 0);
    g_assert_cmpuint(difference(AES128_SHA, aes128), ==, 0); /* AES without a length is 128 */
    g_assert_cmpuint(difference(AES256_SHA, udp), ==, 0);    /* RFC 3947 section 5.1 */
    g_assert_cmpuint(difference(AES256_SHA, AES128_SHA), ==, IKT_DIFFERS_KEYLEN);
    g_assert_cmpuint(difference(AES256_SHA, AES128_MD5), ==, IKT_DIFFERS_KEYLEN | IKT_DIFFERS_HASH);
    g_assert_cmpuint(difference(AES256_SHA, DES3_SHA), ==, IKT_DIFFERS_CIPHER);
    g_assert_cmpuint(difference(AES256_SHA, AES256_SHA_TRANSPORT), ==, IKT_DIFFERS_MODE);
    g_assert_cmpuint(difference(AES256_SHA, AES256_SHA_LZS), ==, IKT_DIFFERS_COMP);
    g_assert_cmpuint(difference(AES256_SHA, AH_SHA), ==, IKT_DIFFERS_PROTOCOL);
}

/* A suite in common anywhere in the two lists is no difference; ties are told apart from what all nearest share. */
static void test_lists(void)
{
    struct suite ours[] = {AES256_SHA, DES3_SHA}, common[] = {AES128_MD5, DES3_SHA}, tied[] = {AES128_SHA, AES256_SHA};
    tied[1].integrity = IKT_INTEGRITY_HMAC_MD5;
    struct offer a, b, c;
    offer_fill(&a, ours, 2, 3600, IKT_ABSENT);
    offer_fill(&b, common, 2, 3600, IKT_ABSENT);
    offer_fill(&c, tied, 2, 3600, IKT_ABSENT);
    g_assert_cmpuint(ikt_offers_compare(&a.sa, &b.sa).some, ==, 0);
    a.sa.proposal_count = 1;
    struct ikt_comparison comparison = ikt_offers_compare(&a.sa, &c.sa);
    g_assert_cmpuint(comparison.every, ==, 0);
    g_assert_cmpuint(comparison.some, ==, IKT_DIFFERS_KEYLEN | IKT_DIFFERS_HASH);
    g_assert_false(ikt_offers_compare(&a.sa, NULL).comparable);
}

/* More suites than are kept: whatever is found then, the comparison is not complete. */
static void test_too_many(void)
{
    struct ikt_transform transforms[IKT_SUITES_MAX + 1];
    for (size_t i = 0; i < G_N_ELEMENTS(transforms); i++)
        transforms[i] = transform(IKT_PROTOCOL_ESP, 12, 256, 2);
    struct ikt_proposal proposal = {
        .number = 1, .protocol = IKT_PROTOCOL_ESP, .transform_count = IKT_SUITES_MAX + 1, .transforms = transforms};
    struct ikt_sa sa = {.proposal_count = 1, .proposals = &proposal};
    g_assert_false(ikt_offers_compare(&sa, &sa).complete);
}

static void test_expand(void)
{
    static const struct ikt_named_value base_items[] = {{"peer", {.kind = IKT_VALUE_WORDS, .is.text = "198.51.100.1"}},
                                                        {"seq", {.kind = IKT_VALUE_NUMBER, .is.number = 10}}};
    static const struct ikt_named_values base = {2, base_items, NULL};
    static const struct ikt_named_value items[] = {{"peer", {.kind = IKT_VALUE_WORDS, .is.text = "192.0.2.1"}},
                                                   {"set", {.kind = IKT_VALUE_UNKNOWN}}};
    static const struct ikt_named_values values = {2, items, &base};
    g_autofree char *based = ikt_line_text("<peer> <seq> <set>", &values);
    g_assert_cmpstr(based, ==, "192.0.2.1 10 <set>"); /* the nearest counts, unknown stays a placeholder */
    g_autofree char *text = ikt_line_text(" set peer <peer> <MAP> a < b", &values);
    g_assert_cmpstr(text, ==, " set peer 192.0.2.1 <MAP> a < b");
}

static void test_catalogue(void)
{
    for (int i = 0; i < IKT_RULE_COUNT; i++) {
        const struct ikt_rule_info *info = ikt_rule_info((enum ikt_rule)i);
        enum ikt_rule found;
        g_assert_nonnull(info->name);
        g_assert_cmpstr(info->line, !=, "");
        g_assert_nonnull(info->explanation);
        g_assert_nonnull(info->log);
        g_assert_nonnull(info->show);
        g_assert_nonnull(info->suspect);
        g_assert_nonnull(info->fix);
        g_assert_nonnull(info->undo);
        for (size_t n = 0; info->show[n] != NULL; n++)
            g_assert_true(g_str_has_prefix(info->show[n], "show ") || g_str_has_prefix(info->show[n], "debug "));
        g_assert_true(ikt_rule_find(info->name, &found));
        g_assert_cmpint(found, ==, i);
    }
    enum ikt_rule untouched = IKT_RULE_TS_MODE;
    g_assert_false(ikt_rule_find("no-such-rule", &untouched));
    g_assert_cmpint(ikt_rule_info(IKT_RULE_LIFE_MISMATCH)->severity, ==, IKT_SEVERITY_NOTE);
    g_assert_cmpint(ikt_rule_info(IKT_RULE_ACL_NARROWED)->severity, ==, IKT_SEVERITY_WARNING);
    g_assert_cmpint(ikt_rule_info(IKT_RULE_TS_CIPHER)->severity, ==, IKT_SEVERITY_ERROR);
}

/* Filters and scripts keep them: none moves, none comes twice. */
static void test_numbers(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (int i = 0; i < IKT_RULE_COUNT; i++) {
        const unsigned number = ikt_rule_number((enum ikt_rule)i);
        g_assert_cmpuint(number, >, 0);
        g_assert_true(g_hash_table_add(seen, GUINT_TO_POINTER(number)));
    }
    g_assert_cmpuint(ikt_rule_number(IKT_RULE_TS_CIPHER), ==, 1);
    g_assert_cmpuint(ikt_rule_number(IKT_RULE_PSK_MISMATCH), ==, 40);
    g_assert_cmpuint(ikt_rule_number(IKT_RULE_QM3_LOST), ==, 63);
    g_assert_cmpuint(ikt_rule_number(IKT_RULE_TUNNEL_UNEXPLAINED), ==, 85);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/words/transform", test_transform);
    g_test_add_func("/words/no-word", test_no_word);
    g_test_add_func("/words/suite", test_suite);
    g_test_add_func("/compare/differences", test_differences);
    g_test_add_func("/compare/lists", test_lists);
    g_test_add_func("/compare/too-many", test_too_many);
    g_test_add_func("/advice/expand", test_expand);
    g_test_add_func("/catalogue", test_catalogue);
    g_test_add_func("/numbers", test_numbers);
    return g_test_run();
}
