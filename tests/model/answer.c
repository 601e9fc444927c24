/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a router answers to an offer, check by check, from both sides of each: the near miss passes. Where the expected
 * answer is known from stands in checks.def.
 */
#include "ask.h"

#define SET     "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n"
#define ENTRY   "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS\n match address VPN\n"
#define ACL     "ip access-list extended VPN\n permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"
#define OUTSIDE "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n crypto map CM\n"
#define GOOD    SET ENTRY ACL OUTSIDE

#define TAKES(text, offer, check, line)        expect_answer(text, offer, IKT_MODEL_TAKES, true, check, 0, line)
#define REFUSES(text, offer, check, err, line) expect_answer(text, offer, IKT_MODEL_REFUSES, true, check, err, line)
#define EITHER(text, offer, check, line)       expect_answer(text, offer, IKT_MODEL_EITHER, false, check, 0, line)

static void test_takes(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    TAKES(GOOD, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    /* the built-in default set is a profile's alone */
    offer.networks.initiator = network("192.168.2.77", 0, 0);
    TAKES(GOOD, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
}

static void test_place(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    REFUSES(SET ENTRY ACL "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n", &offer,
            IKT_MODEL_CHECK_LOCAL_ADDRESS, 8, "interface Ethernet0/0");
    REFUSES(SET ENTRY ACL "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n crypto map MC\n", &offer,
            IKT_MODEL_CHECK_MAP_DEFINED, 8, "crypto map MC");
    REFUSES(SET ENTRY ACL "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n"
                          "interface Ethernet0/1\n ip address 203.0.114.1 255.255.255.0\n crypto map CM\n",
            &offer, IKT_MODEL_CHECK_LOCAL_ADDRESS, 8, "interface Ethernet0/0");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/takes", test_takes);
    g_test_add_func("/answer/place", test_place);
    return g_test_run();
}
