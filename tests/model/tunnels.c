/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Protected tunnels, peers that have connections, and an ASA as responders.
 */
#include "ask.h"

#define SET     "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n mode transport\n"
#define PROFILE "crypto ipsec profile P\n set transform-set TS\n"
#define OUTSIDE "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n"
#define TUNNEL  "interface Tunnel0\n tunnel source Ethernet0/0\n tunnel protection ipsec profile P\n"
#define TO      " tunnel destination 198.51.100.1\n"
#define MGRE    " tunnel mode gre multipoint\n"
#define VTI     " tunnel mode ipsec ipv4\n"

#define TAKES(text, offer, check, line)        expect_answer(text, offer, IKT_MODEL_TAKES, true, check, 0, line)
#define REFUSES(text, offer, check, err, line) expect_answer(text, offer, IKT_MODEL_REFUSES, true, check, err, line)
#define EITHER(text, offer, check, line)       expect_answer(text, offer, IKT_MODEL_EITHER, false, check, 0, line)

static struct ikt_model_offer gre_offer(struct suite *suite)
{
    struct ikt_model_offer offer = offer_of(suite);
    suite->transform.encapsulation = IKT_ENCAPSULATION_TRANSPORT;
    offer.networks = (struct ikt_proxies){network(R2, 47, 0), network(R1, 47, 0)};
    return offer;
}

static void test_gre(void)
{
    struct suite suite;
    struct ikt_model_offer offer = gre_offer(&suite);
    TAKES(SET PROFILE OUTSIDE TUNNEL TO, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto ipsec profile P");
    TAKES(SET PROFILE OUTSIDE TUNNEL MGRE, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto ipsec profile P");
    REFUSES(SET PROFILE OUTSIDE TUNNEL " tunnel destination 198.51.100.9\n", &offer, IKT_MODEL_CHECK_PEER, 32,
            "tunnel destination 198.51.100.9");
    EITHER(SET PROFILE OUTSIDE TUNNEL " tunnel destination r2.example\n", &offer, IKT_MODEL_CHECK_PEER,
           "tunnel destination r2.example");
    REFUSES(SET PROFILE OUTSIDE TUNNEL, &offer, IKT_MODEL_CHECK_TUNNEL_DESTINATION, 32, "interface Tunnel0");
    REFUSES(SET PROFILE OUTSIDE TUNNEL TO " shutdown\n", &offer, IKT_MODEL_CHECK_INTERFACE_UP, 8, "shutdown");
    offer.networks.responder = network("203.0.113.2", 47, 0);
    REFUSES(SET PROFILE OUTSIDE TUNNEL TO, &offer, IKT_MODEL_CHECK_TUNNEL_NETWORKS, 32, "tunnel protection");
    /* a NAT shows other addresses */
    offer.nat = true;
    EITHER(SET PROFILE OUTSIDE TUNNEL TO, &offer, IKT_MODEL_CHECK_TUNNEL_NETWORKS, "tunnel protection");
    offer = gre_offer(&suite);
    offer.networks = (struct ikt_proxies){network("192.168.2.0/24", 0, 0), network("192.168.1.0/24", 0, 0)};
    REFUSES(SET PROFILE OUTSIDE TUNNEL TO, &offer, IKT_MODEL_CHECK_TUNNEL_NETWORKS, 32, "tunnel protection");
    /* tunnel mode at the responder, transport mode offered: measured on IOS XE 17.15 */
    offer = gre_offer(&suite);
    REFUSES(SET " mode tunnel\n" PROFILE OUTSIDE TUNNEL MGRE, &offer, IKT_MODEL_CHECK_MODE, 256, "mode tunnel");
}

static void test_protection(void)
{
    struct suite suite;
    struct ikt_model_offer offer = gre_offer(&suite);
    REFUSES(SET "crypto ipsec profile Q\n set transform-set TS\n" OUTSIDE TUNNEL TO, &offer, IKT_MODEL_CHECK_PROTECTION,
            32, "tunnel protection ipsec profile P");
    EITHER(SET OUTSIDE TUNNEL TO, &offer, IKT_MODEL_CHECK_PROTECTION, "tunnel protection ipsec profile P");
    EITHER(SET PROFILE " set ikev2-profile V2\n" OUTSIDE TUNNEL TO, &offer, IKT_MODEL_CHECK_IKEV1, "set ikev2-profile");
    REFUSES(SET PROFILE OUTSIDE "interface Tunnel0\n tunnel source Ethernet0/0\n" TO, &offer,
            IKT_MODEL_CHECK_LOCAL_ADDRESS, 8, "interface Ethernet0/0");
}

static void test_default_set(void)
{
    struct suite suite;
    struct ikt_model_offer offer = gre_offer(&suite);
    static const char without[] = "version 15.9\n" SET "crypto ipsec profile P\n" OUTSIDE TUNNEL TO;
    suite.transform.key_bits = 128;
    TAKES(without, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto ipsec profile P");
    EITHER(without + strlen("version 15.9\n"), &offer, IKT_MODEL_CHECK_SETS_DEFINED, "crypto ipsec profile P");
    suite.transform.key_bits = 256;
    expect_answer(without, &offer, IKT_MODEL_REFUSES, true, IKT_MODEL_CHECK_TRANSFORMS, 256, NULL);
}

static void test_vti(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    offer.networks = (struct ikt_proxies){network("0.0.0.0/0", 0, 0), network("0.0.0.0/0", 0, 0)};
    TAKES(SET PROFILE OUTSIDE TUNNEL TO VTI, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto ipsec profile P");
    /* a crypto map offers its networks: refused, from memory alone */
    offer.networks.initiator = network("192.168.2.0/24", 0, 0);
    expect_answer(SET PROFILE OUTSIDE TUNNEL TO VTI, &offer, IKT_MODEL_REFUSES, false, IKT_MODEL_CHECK_VTI_NARROWER, 32,
                  "tunnel protection");
}

static void test_shared(void)
{
    struct suite suite;
    struct ikt_model_offer offer = gre_offer(&suite);
    static const char second[] = "interface Tunnel1\n tunnel source Ethernet0/0\n tunnel mode gre multipoint\n"
                                 " tunnel protection ipsec profile P";
    g_autofree char *two = g_strconcat(SET PROFILE OUTSIDE TUNNEL TO, second, "\n", NULL);
    EITHER(two, &offer, IKT_MODEL_CHECK_TUNNEL_SHARED, "tunnel protection");
    g_autofree char *shared = g_strconcat(SET PROFILE OUTSIDE "interface Tunnel0\n tunnel source Ethernet0/0\n"
                                                              " tunnel protection ipsec profile P shared\n" TO,
                                          second, " shared\n", NULL);
    TAKES(shared, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto ipsec profile P");
}

/* The same statements, as another product's. */
static void expect_as(enum ikt_router_kind kind, const char *text, const struct ikt_model_offer *offer,
                      enum ikt_model_says says, enum ikt_model_check check, int notify)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct ikt_router *router = read_text(text, NULL);
    router->kind = kind;
    const struct ikt_model_answer *answer = ikt_model_answer(arena, router, offer);
    const struct ikt_model_step *last = &answer->steps[answer->step_count - 1];
    g_assert_cmpint(answer->says, ==, says);
    g_assert_cmpint(last->check, ==, check);
    g_assert_cmpint(answer->notify, ==, notify);
    g_assert_cmpint(answer->ios_error, ==, 0);
    ikt_arena_free(arena);
    ikt_router_free(router);
}

#define CONNECTION                                                                                                     \
    "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n"                                                         \
    "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS\n match address VPN\n"
#define ACL   "ip access-list extended VPN\n permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"
#define PFS   CONNECTION " set pfs group14\n" ACL
#define SWAN  IKT_ROUTER_STRONGSWAN
#define LIBRE IKT_ROUTER_LIBRESWAN
#define YES   IKT_MODEL_TAKES
#define NO    IKT_MODEL_REFUSES
#define OPEN  IKT_MODEL_EITHER
#define C(id) IKT_MODEL_CHECK_CONNECTION##id

/* As the lab measured them. */
static void test_connections(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    expect_as(SWAN, CONNECTION ACL, &offer, YES, C(_PROPOSAL), 0);
    expect_as(LIBRE, CONNECTION ACL, &offer, YES, C(_PROPOSAL), 0);
    expect_as(SWAN, PFS, &offer, NO, C(_PFS), 14);
    expect_as(LIBRE, PFS, &offer, NO, C(_PFS), 14);
    offer.pfs_group = 5;
    expect_as(SWAN, PFS, &offer, NO, C(_PFS), 14);
    expect_as(LIBRE, PFS, &offer, YES, C(_PROPOSAL), 0);
    expect_as(SWAN, CONNECTION ACL, &offer, NO, C(_PFS), 14);
    expect_as(LIBRE, CONNECTION ACL, &offer, YES, C(_PROPOSAL), 0);
    offer = offer_of(&suite);
    suite.transform.encapsulation = IKT_ENCAPSULATION_TRANSPORT;
    expect_as(SWAN, CONNECTION ACL, &offer, NO, C(_MODE), 18);
    expect_as(LIBRE, CONNECTION ACL, &offer, YES, C(_PROPOSAL), 0);
    offer = offer_of(&suite);
    suite.transform.integrity = IKT_INTEGRITY_HMAC_MD5;
    expect_as(SWAN, CONNECTION ACL, &offer, NO, C(_PROPOSAL), 14);
    expect_as(LIBRE, CONNECTION ACL, &offer, NO, C(_PROPOSAL), 14);
    offer = offer_of(&suite);
    offer.remote = address("198.51.100.9");
    expect_as(SWAN, CONNECTION ACL, &offer, NO, C(), 14);
}

static void test_narrowing(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    offer.networks.initiator = network("192.168.0.0/16", 0, 0);
    expect_as(SWAN, CONNECTION ACL, &offer, YES, C(_PROPOSAL), 0);
    expect_as(LIBRE, CONNECTION ACL, &offer, NO, C(_EXACT), 18);
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct ikt_router *router = read_text(CONNECTION ACL, NULL);
    router->kind = SWAN;
    const struct ikt_model_answer *answer = ikt_model_answer(arena, router, &offer);
    const struct ikt_proxies wanted = {network("192.168.2.0/24", 0, 0), network("192.168.1.0/24", 0, 0)};
    g_assert_cmpint(ikt_proxies_relation(&answer->narrowed, &wanted), ==, IKT_RELATION_EQUAL);
    ikt_arena_free(arena);
    ikt_router_free(router);
    offer.networks.initiator = network("192.168.2.77", 0, 0);
    expect_as(SWAN, CONNECTION ACL, &offer, YES, C(_PROPOSAL), 0);
    expect_as(LIBRE, CONNECTION ACL, &offer, OPEN, C(_NARROWER), 0);
    offer.networks.initiator = network("192.168.3.0/24", 0, 0);
    expect_as(SWAN, CONNECTION ACL, &offer, NO, C(_NARROWS), 18);
    expect_as(LIBRE, CONNECTION ACL, &offer, NO, C(_EXACT), 18);
}

static void test_asa(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    static const char asa[] = CONNECTION ACL OUTSIDE " crypto map CM\n";
    expect_as(IKT_ROUTER_ASA, asa, &offer, YES, IKT_MODEL_CHECK_PFS_REQUIRED, 0);
    offer.pfs_group = 2;
    expect_as(IKT_ROUTER_ASA, asa, &offer, OPEN, IKT_MODEL_CHECK_ASA_PFS, 0);
    offer = offer_of(&suite);
    offer.networks.initiator = network("192.168.2.77", 0, 0);
    expect_as(IKT_ROUTER_ASA, asa, &offer, OPEN, IKT_MODEL_CHECK_ASA_NARROWER, 0);
    offer.networks.initiator = network("192.168.0.0/16", 0, 0);
    expect_as(IKT_ROUTER_ASA, asa, &offer, NO, IKT_MODEL_CHECK_ASA_NETWORKS, 18);
    suite.transform.key_bits = 128;
    offer.networks.initiator = network("192.168.2.0/24", 0, 0);
    expect_as(IKT_ROUTER_ASA, asa, &offer, NO, IKT_MODEL_CHECK_TRANSFORMS, 14);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tunnels/gre", test_gre);
    g_test_add_func("/tunnels/protection", test_protection);
    g_test_add_func("/tunnels/default_set", test_default_set);
    g_test_add_func("/tunnels/vti", test_vti);
    g_test_add_func("/tunnels/shared", test_shared);
    g_test_add_func("/tunnels/connections", test_connections);
    g_test_add_func("/tunnels/narrowing", test_narrowing);
    g_test_add_func("/tunnels/asa", test_asa);
    return g_test_run();
}
