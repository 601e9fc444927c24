/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1: is IKE on, the policy, the key, the profile; what is offered. Values that a policy leaves out are those of
 * the IOS command reference: DES, SHA, RSA signatures, group 1.
 */
#include "ask.h"

#define APPLIED                                                                                                        \
    "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n"                                                          \
    "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n crypto map CM\n"
#define POLICY "crypto isakmp policy 10\n encr aes 256\n hash sha256\n authentication pre-share\n group 14\n"
#define KEY    "crypto isakmp key secret address 198.51.100.1\n"
#define GOOD   POLICY KEY APPLIED

struct phase1 {
    struct suite suite;
    struct ikt_model_phase1 offer;
};

static void phase1_fill(struct phase1 *phase1)
{
    suite_fill(&phase1->suite, 1, 256, IKT_ABSENT, IKT_ABSENT);
    phase1->suite.transform.protocol = phase1->suite.proposal.protocol = IKT_PROTOCOL_ISAKMP;
    phase1->suite.transform.encryption = IKT_ENCRYPTION_AES_CBC;
    phase1->suite.transform.hash = IKT_HASH_SHA2_256;
    phase1->suite.transform.authentication = IKT_AUTH_PSK;
    phase1->suite.transform.group = 14;
    phase1->suite.transform.life_seconds = 86400;
    phase1->offer =
        (struct ikt_model_phase1){.local = address(R1), .remote = address(R2), .proposals = &phase1->suite.sa};
}

static void expect(const char *text, const struct phase1 *phase1, enum ikt_model_says says, bool sure,
                   enum ikt_model_check check)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct ikt_router *router = read_text(text, NULL);
    const struct ikt_model_phase1_answer *answer = ikt_model_answer_phase1(arena, router, &phase1->offer);
    const struct ikt_model_step *last = &answer->steps[answer->step_count - 1];
    if (g_test_verbose())
        g_print("%s\n  says %d sure %d check %d (%s) line %u\n", text, answer->says, answer->sure, last->check,
                ikt_model_checks[last->check].text, answer->line);
    g_assert_cmpint(answer->says, ==, says);
    g_assert_cmpint(last->check, ==, check);
    g_assert_cmpint(answer->sure, ==, sure);
    ikt_arena_free(arena);
    ikt_router_free(router);
}

#define TAKES(text, phase1, check)   expect(text, phase1, IKT_MODEL_TAKES, true, check)
#define REFUSES(text, phase1, check) expect(text, phase1, IKT_MODEL_REFUSES, true, check)
#define EITHER(text, phase1, check)  expect(text, phase1, IKT_MODEL_EITHER, false, check)

static void test_policy(void)
{
    struct phase1 phase1;
    phase1_fill(&phase1);
    TAKES(GOOD, &phase1, IKT_MODEL_CHECK_KEY);
    TAKES("crypto isakmp policy 5\n encr 3des\n" GOOD, &phase1, IKT_MODEL_CHECK_KEY);
    phase1.suite.transform.key_bits = 192;
    REFUSES(GOOD, &phase1, IKT_MODEL_CHECK_POLICY);
    phase1_fill(&phase1);
    phase1.suite.transform.hash = IKT_HASH_SHA1;
    REFUSES(GOOD, &phase1, IKT_MODEL_CHECK_POLICY);
    phase1_fill(&phase1);
    phase1.suite.transform.group = 5;
    REFUSES(GOOD, &phase1, IKT_MODEL_CHECK_POLICY);
    phase1_fill(&phase1);
    phase1.suite.transform.authentication = IKT_AUTH_RSA_SIG;
    REFUSES(GOOD, &phase1, IKT_MODEL_CHECK_POLICY);
    phase1_fill(&phase1);
    phase1.suite.transform.authentication = IKT_AUTH_XAUTHINITPRESHARED;
    EITHER(GOOD, &phase1, IKT_MODEL_CHECK_XAUTH_METHOD);
    phase1_fill(&phase1);
    phase1.offer.proposals = NULL;
    EITHER(GOOD, &phase1, IKT_MODEL_CHECK_POLICY);
}

static void test_lifetime(void)
{
    struct phase1 phase1;
    phase1_fill(&phase1);
    static const char shorter[] = POLICY " lifetime 3600\n" KEY APPLIED;
    EITHER(shorter, &phase1, IKT_MODEL_CHECK_POLICY_LIFETIME);
    phase1.suite.transform.life_seconds = 3600;
    TAKES(shorter, &phase1, IKT_MODEL_CHECK_KEY);
    TAKES(GOOD, &phase1, IKT_MODEL_CHECK_KEY);
}

/* A peer that gets its address from elsewhere: a key for anybody is its, one for an address may be. */
static void test_address_unknown(void)
{
    struct phase1 phase1;
    phase1_fill(&phase1);
    phase1.offer.remote = (struct ikt_address){0};
    TAKES(POLICY "crypto isakmp key secret address 0.0.0.0\n" APPLIED, &phase1, IKT_MODEL_CHECK_KEY);
    EITHER(POLICY KEY "crypto isakmp key other address 0.0.0.0 0.0.0.0\n" APPLIED, &phase1, IKT_MODEL_CHECK_KEY_CHOICE);
    EITHER(POLICY KEY APPLIED, &phase1, IKT_MODEL_CHECK_KEY);
    EITHER(POLICY "crypto isakmp key secret address 198.51.0.0 255.255.0.0\n" APPLIED, &phase1, IKT_MODEL_CHECK_KEY);
    REFUSES(POLICY APPLIED, &phase1, IKT_MODEL_CHECK_KEY);
}

/* No policy is configured. */
static void test_built_in(void)
{
    struct phase1 phase1;
    phase1_fill(&phase1);
    phase1.suite.transform.key_bits = 128;
    phase1.suite.transform.hash = IKT_HASH_SHA1;
    phase1.suite.transform.group = 5;
    EITHER("version 15.2\n" KEY APPLIED, &phase1, IKT_MODEL_CHECK_POLICY_BUILT_IN);
    EITHER(KEY APPLIED, &phase1, IKT_MODEL_CHECK_POLICY_BUILT_IN);
    REFUSES("version 12.3\n" KEY APPLIED, &phase1, IKT_MODEL_CHECK_POLICY);
    REFUSES("version 15.2\nno crypto isakmp default policy\n" KEY APPLIED, &phase1, IKT_MODEL_CHECK_POLICY);
    REFUSES("version 15.2\n" GOOD, &phase1, IKT_MODEL_CHECK_POLICY);
}

static void test_on(void)
{
    struct phase1 phase1;
    phase1_fill(&phase1);
    static const char nowhere[] = POLICY KEY "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n";
    g_autofree char *modern = g_strconcat("version 17.9\n", nowhere, NULL);
    g_autofree char *old = g_strconcat("version 12.2\n", nowhere, NULL);
    REFUSES(modern, &phase1, IKT_MODEL_CHECK_ISAKMP_ON);
    EITHER(old, &phase1, IKT_MODEL_CHECK_ISAKMP_ON);
    EITHER("version 17.9\n" POLICY KEY, &phase1, IKT_MODEL_CHECK_ISAKMP_ON);
    TAKES("version 17.9\n" GOOD, &phase1, IKT_MODEL_CHECK_KEY);
    REFUSES(GOOD "no crypto isakmp enable\n", &phase1, IKT_MODEL_CHECK_ISAKMP_OFF);
}

static void test_aggressive(void)
{
    struct phase1 phase1;
    phase1_fill(&phase1);
    TAKES(GOOD "crypto isakmp aggressive-mode disable\n", &phase1, IKT_MODEL_CHECK_KEY);
    phase1.offer.aggressive = true;
    REFUSES(GOOD "crypto isakmp aggressive-mode disable\n", &phase1, IKT_MODEL_CHECK_AGGRESSIVE);
    TAKES(GOOD, &phase1, IKT_MODEL_CHECK_KEY);
}

static void test_key(void)
{
    struct phase1 phase1;
    phase1_fill(&phase1);
    REFUSES(POLICY APPLIED, &phase1, IKT_MODEL_CHECK_KEY);
    REFUSES(POLICY APPLIED "crypto isakmp key secret address 198.51.100.2\n", &phase1, IKT_MODEL_CHECK_KEY);
    TAKES(POLICY APPLIED "crypto isakmp key secret address 198.51.100.0 255.255.255.0\n", &phase1, IKT_MODEL_CHECK_KEY);
    TAKES(POLICY APPLIED "crypto isakmp key secret address 0.0.0.0\n", &phase1, IKT_MODEL_CHECK_KEY);
    EITHER(POLICY APPLIED "crypto isakmp key secret hostname r2.example\n", &phase1, IKT_MODEL_CHECK_KEY);
    EITHER(GOOD "crypto isakmp key other address 0.0.0.0 0.0.0.0\n", &phase1, IKT_MODEL_CHECK_KEY_CHOICE);
    TAKES(GOOD "crypto isakmp key secret address 0.0.0.0 0.0.0.0\n", &phase1, IKT_MODEL_CHECK_KEY);
    TAKES(POLICY APPLIED "crypto keyring K\n pre-shared-key address 198.51.100.1 key secret\n", &phase1,
          IKT_MODEL_CHECK_KEY);
    EITHER(POLICY APPLIED "crypto keyring K vrf RED\n pre-shared-key address 198.51.100.1 key secret\n", &phase1,
           IKT_MODEL_CHECK_KEY);
    REFUSES(POLICY APPLIED "interface Loopback0\n ip address 192.0.2.1 255.255.255.255\ncrypto keyring K\n"
                           " local-address Loopback0\n pre-shared-key address 198.51.100.1 key secret\n",
            &phase1, IKT_MODEL_CHECK_KEY);
}

#define RING                                                                                                           \
    "crypto keyring K\n pre-shared-key address 198.51.100.1 key secret\n"                                              \
    "crypto isakmp profile P\n keyring K\n match identity address 198.51.100.1 255.255.255.255\n"

static void test_profile(void)
{
    struct phase1 phase1;
    phase1_fill(&phase1);
    TAKES(POLICY APPLIED RING, &phase1, IKT_MODEL_CHECK_PROFILE);
    EITHER(POLICY APPLIED RING "crypto isakmp profile Q\n keyring K\n match identity address 0.0.0.0\n", &phase1,
           IKT_MODEL_CHECK_PROFILE);
    EITHER(GOOD "crypto keyring K\n pre-shared-key address 192.0.2.9 key other\ncrypto isakmp profile P\n keyring K\n"
                " match identity address 198.51.100.1 255.255.255.255\n",
           &phase1, IKT_MODEL_CHECK_PROFILE_KEYRING);
    static const char host[] = "r2.example";
    const struct ikt_identity identity = {
        .type = IKT_ID_FQDN, .octets = {(const uint8_t *)host, strlen(host)}, .prefix = -1};
    phase1.offer.identity = &identity;
    TAKES(GOOD "crypto isakmp profile P\n match identity host r2.example\n", &phase1, IKT_MODEL_CHECK_PROFILE);
    /* none fits, and the key is a global one: as without profiles */
    TAKES(GOOD "crypto isakmp profile P\n match identity host r3.example\n", &phase1, IKT_MODEL_CHECK_PROFILE);
}

static void test_offer(void)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct ikt_router *router = read_text("crypto isakmp policy 20\n authentication pre-share\n group 2\n" GOOD, NULL);
    const struct ikt_address peer = address(R2), stranger = address("192.0.2.77");
    const struct ikt_sa *sa = ikt_model_offer_phase1(arena, router, &peer);
    g_assert_cmpuint(sa->proposal_count, ==, 1);
    g_assert_cmpuint(sa->proposals[0].transform_count, ==, 2);
    const struct ikt_transform *first = &sa->proposals[0].transforms[0], *second = first + 1;
    g_assert_cmpint(first->key_bits, ==, 256);
    g_assert_cmpint(first->group, ==, 14);
    g_assert_cmpint(second->encryption, ==, IKT_ENCRYPTION_DES_CBC);
    g_assert_cmpint(second->hash, ==, IKT_HASH_SHA1);
    g_assert_cmpint(second->life_seconds, ==, 86400);
    /* whom it has no key for, it sends nothing */
    g_assert_cmpuint(ikt_model_offer_phase1(arena, router, &stranger)->proposal_count, ==, 0);
    ikt_arena_free(arena);
    ikt_router_free(router);
}

static void test_key_for(void)
{
    struct ikt_router *router = read_text("crypto isakmp key secret address 198.51.100.0 255.255.255.0\n"
                                          "crypto isakmp key secret address 198.51.100.1\n"
                                          "crypto isakmp key secret address 0.0.0.0\n",
                                          NULL);
    const struct ikt_address own = address(R1), peer = address(R2);
    bool unclear = true;
    g_assert_cmpuint(ikt_model_key_for(router, &own, &peer, &unclear)->line, ==, 2);
    g_assert_false(unclear);
    ikt_router_free(router);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/phase1/policy", test_policy);
    g_test_add_func("/phase1/lifetime", test_lifetime);
    g_test_add_func("/phase1/address_unknown", test_address_unknown);
    g_test_add_func("/phase1/built_in", test_built_in);
    g_test_add_func("/phase1/on", test_on);
    g_test_add_func("/phase1/aggressive", test_aggressive);
    g_test_add_func("/phase1/key", test_key);
    g_test_add_func("/phase1/profile", test_profile);
    g_test_add_func("/phase1/offer", test_offer);
    g_test_add_func("/phase1/key_for", test_key_for);
    return g_test_run();
}
