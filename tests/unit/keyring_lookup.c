/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which preshared keys are tried for a pair of peers, and in which order.
 */
#include "../growth.h"
#include "keyring_fixture.h"
#include "keys/keyring.h"

#define HUB    "203.0.113.1"
#define SPOKE  "198.51.100.7"
#define OTHERS "192.0.2.1"

static struct ikt_peer peer_at(const char *address)
{
    struct ikt_peer peer = {0};

    g_assert_true(ikt_address_parse(address, &peer.address));
    return peer;
}

/* "LINE:RANK " of each match, best first. */
static char *matches_of(const struct ikt_keyring *keyring, const struct ikt_peer *initiator,
                        const struct ikt_peer *responder)
{
    static const char *const ranks[] = {"both", "one", "any", "uncertain"};
    struct ikt_psk_matches matches = {.most = SIZE_MAX};
    size_t count = ikt_keyring_psks(keyring, initiator, responder, &matches);
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < count; i++)
        g_string_append_printf(text, "%s:%s ", strchr(ikt_key_origin(matches.items[i].key), ':') + 1,
                               ranks[matches.items[i].rank]);
    return g_string_free(text, FALSE);
}

static void check(const char *keys, const char *expected)
{
    struct filled filled = fill(keys);
    struct ikt_peer hub = peer_at(HUB), spoke = peer_at(SPOKE);

    g_assert_true(filled.ok);
    g_autofree char *one_way = matches_of(filled.keyring, &hub, &spoke);
    g_autofree char *other_way = matches_of(filled.keyring, &spoke, &hub);
    g_assert_cmpstr(one_way, ==, expected);
    g_assert_cmpstr(other_way, ==, expected);
    empty(&filled);
}

static void test_ranks(void)
{
    check(": PSK \"1\"\n" SPOKE " : PSK \"2\"\n" HUB " " SPOKE " : PSK \"3\"\n", "3:both 2:one 1:any ");
    check(HUB " %any : PSK \"1\"\n%any %any : PSK \"2\"\n%any " HUB " " SPOKE " : PSK \"3\"\n", "3:both 1:one 2:any ");
    check("203.0.113.0/24 198.51.0.0/16 : PSK \"1\"\n203.0.113.0/24 : PSK \"2\"\n0.0.0.0/0 : PSK \"3\"\n",
          "1:both 2:one 3:any ");
    check("0.0.0.0 : PSK \"1\"\n:: : PSK \"2\"\n", "1:any 2:any ");
    /* one prefix may cover both peers */
    check("0.0.0.0/1 192.0.0.0/3 : PSK \"1\"\n128.0.0.0/1 : PSK \"2\"\n", "1:both 2:both ");
    check(OTHERS " : PSK \"1\"\n" OTHERS " 192.0.2.2 : PSK \"2\"\n192.0.2.0/24 : PSK \"3\"\n", "");
    /* made for the hub and somebody else: behind a NAT that may be this spoke */
    check(HUB " " OTHERS " : PSK \"1\"\n", "1:uncertain ");
    check("@branch.example.org @hub.example.org : PSK \"1\"\n" HUB " @branch.example.org : PSK \"2\"\n",
          "1:uncertain 2:uncertain ");
    check("2001:db8::1 : PSK \"1\"\n", "");
}

static void test_identities(void)
{
    static const char fqdn[] = "Branch.example.org", group[] = "vpn clients";
    struct filled filled = fill("@branch.example.org " HUB " : PSK \"1\"\n"
                                "@[vpn] : PSK \"2\"\n"
                                "\"vpn clients\" : PSK \"3\"\n"
                                "10.1.2.3 " HUB " : PSK \"4\"\n");
    struct ikt_peer hub = peer_at(HUB), spoke = peer_at(SPOKE);
    struct ikt_identity identity = {.type = IKT_ID_FQDN, .octets = {(const uint8_t *)fqdn, strlen(fqdn)}};

    spoke.identity = &identity;
    g_autofree char *by_name = matches_of(filled.keyring, &spoke, &hub);
    g_assert_cmpstr(by_name, ==, "1:both 2:uncertain 3:uncertain 4:uncertain ");

    identity = (struct ikt_identity){.type = IKT_ID_KEY_ID, .octets = {(const uint8_t *)group, strlen(group)}};
    g_autofree char *by_group = matches_of(filled.keyring, &spoke, &hub);
    g_assert_true(g_str_has_prefix(by_group, "3:one "));

    /* an address that only the identity shows, behind a NAT */
    struct ikt_peer inside = peer_at("10.1.2.3");
    identity = (struct ikt_identity){.type = IKT_ID_IPV4_ADDR, .low = inside.address, .high = inside.address};
    g_autofree char *by_address = matches_of(filled.keyring, &spoke, &hub);
    g_assert_true(g_str_has_prefix(by_address, "4:both "));
    empty(&filled);
}

static double questions_cost(unsigned spokes, G_GNUC_UNUSED gconstpointer data)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < spokes; i++)
        g_string_append_printf(text, HUB " 10.0.%u.%u : PSK \"key %u\"\n", i / 256, i % 256, i);
    struct filled filled = fill(text->str);
    struct ikt_peer hub = peer_at(HUB);
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, spokes);

    const double begin = processor_seconds();
    for (unsigned i = 0; i < spokes; i++) {
        struct ikt_psk_matches matches = {.most = SIZE_MAX};
        struct ikt_peer spoke = {
            .address = {.family = IKT_FAMILY_IPV4, .octets = {10, 0, (uint8_t)(i / 256), (uint8_t)(i % 256)}}};
        g_autofree char *origin = g_strdup_printf("secrets:%u", i + 1);
        g_assert_cmpuint(ikt_keyring_psks(filled.keyring, &spoke, &hub, &matches), >, 0);
        g_assert_cmpint(matches.items[0].rank, ==, IKT_PSK_BOTH);
        g_assert_cmpstr(ikt_key_origin(matches.items[0].key), ==, origin);
    }
    const double seconds = processor_seconds() - begin;
    g_string_free(text, TRUE);
    empty(&filled);
    return seconds;
}

/* A hub with many spokes: the spoke's key is found first, and no question reads every key. */
static void test_many(void)
{
    assert_linear(questions_cost, 20000, NULL);
}

/* Are keys left out, of so many of each line, where so many selectors may be looked at? */
static void check_left(const char *one, unsigned ones, const char *other, unsigned others, uint64_t most, bool left_out,
                       bool left_uncertain)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < ones; i++)
        g_string_append(text, one);
    for (unsigned i = 0; i < others; i++)
        g_string_append(text, other);
    struct filled filled = fill_bytes(text->str, text->len);
    const struct ikt_peer hub = peer_at(HUB), spoke = peer_at(SPOKE);
    struct ikt_psk_matches matches = {.most = most};
    ikt_keyring_psks(filled.keyring, &hub, &spoke, &matches);
    g_assert_cmpint(matches.left_out, ==, left_out);
    g_assert_cmpint(matches.left_uncertain, ==, left_uncertain);
    empty(&filled);
}

/* A key that was not looked at may be the pair's: unless its like would be at most a guess. */
static void test_left_out(void)
{
    const unsigned max = IKT_PSK_MATCHES_MAX;
    static const char hub[] = HUB " : PSK \"1\"\n", spoke[] = SPOKE " : PSK \"2\"\n", all[] = ": PSK \"3\"\n";
    static const char guess[] = HUB " @elsewhere.example.org : PSK \"4\"\n", others[] = OTHERS " : PSK \"5\"\n";
    check_left(all, max, others, 1000, SIZE_MAX, false, false);
    check_left(all, max + 1, others, 1000, SIZE_MAX, true, false);
    check_left(hub, max / 2, spoke, max / 2, SIZE_MAX, false, false);
    check_left(hub, max / 2, spoke, max / 2 + 1, SIZE_MAX, true, false);
    check_left(guess, 10, others, 10, SIZE_MAX, false, false);
    check_left(guess, 1000, others, 10, SIZE_MAX, false, true);
    check_left(all, 10, others, 10, 10, false, false);
    check_left(all, 10, others, 10, 9, true, false);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/keyring/lookup/ranks", test_ranks);
    g_test_add_func("/keyring/lookup/identities", test_identities);
    g_test_add_func("/keyring/lookup/many", test_many);
    g_test_add_func("/keyring/lookup/left-out", test_left_out);
    return g_test_run();
}
