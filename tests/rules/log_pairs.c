/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a router's log says of each peer: lines without a peer go to the right one, Quick Modes are told apart, what
 * came up takes back what failed before, counters and deleted rows prove nothing. Expected by hand from what IOS
 * prints.
 */
#include <glib.h>
#include <string.h>

#include "evidence/log_pair.h"
#include "evidence/log_state.h"

struct read {
    struct ikt_arena *arena;
    struct ikt_logs *logs;
    struct ikt_configs *configs;
    struct ikt_log_pairs pairs;
};

static struct ikt_bytes bytes(const char *text)
{
    return (struct ikt_bytes){(const uint8_t *)text, strlen(text)};
}

static struct read read_all(const char *config, const char *const *texts)
{
    struct read read = {ikt_arena_new(10000), ikt_logs_new(), ikt_configs_new(), {0}};
    if (config)
        g_assert_true(ikt_configs_add(read.configs, "r.cfg", bytes(config), NULL, NULL, NULL));
    for (size_t i = 0; texts[i]; i++)
        g_assert_true(ikt_logs_add(read.logs, "r.log", bytes(texts[i]), NULL, NULL, NULL));
    read.pairs = ikt_log_pairs(read.arena, read.logs, read.configs);
    return read;
}

static void done(struct read *read)
{
    ikt_arena_free(read->arena);
    ikt_logs_free(read->logs);
    ikt_configs_free(read->configs);
}

static const struct ikt_log_pair *of_peer(const struct read *read, const char *peer)
{
    struct ikt_address address;
    const struct ikt_log_pair *found = NULL;
    g_assert_true(ikt_address_parse(peer, &address));
    for (size_t i = 0; i < read->pairs.count; i++) {
        if (!ikt_address_equal(&read->pairs.items[i].remote, &address))
            continue;
        g_assert_null(found);
        found = &read->pairs.items[i];
    }
    g_assert_nonnull(found);
    return found;
}

static enum ikt_log_holds holds(const struct ikt_log_pair *pair)
{
    static const struct ikt_proxies any;
    return ikt_log_state_of(pair, &any).holds;
}

#define TAG(id) "ISAKMP:(" #id "):"
#define FROM(id, peer)                                                                                                 \
    TAG(id)                                                                                                            \
    " received packet from " peer                                                                                      \
    " dport 500 sport 500 Global (R) QM_IDLE      \n" TAG(id) " processing SA payload. message ID = "
#define OFFER(id)                                                                                                      \
    TAG(id)                                                                                                            \
    "Checking IPSec proposal 1\n" TAG(id) "transform 1, ESP_AES \n" TAG(id) "   attributes in transform:\n" TAG(       \
        id) "      encaps is 1 (Tunnel)\n" TAG(id) "      authenticator is HMAC-SHA\n" TAG(id) "      key length is "  \
                                                                                               "256\n" TAG(id) "atts " \
                                                                                                               "are "  \
                                                                                                               "accep" \
                                                                                                               "table" \
                                                                                                               ".\n"
#define REFUSED(id, error, peer, message)                                                                              \
    TAG(id)                                                                                                            \
    " IPSec policy invalidated proposal with error " #error                                                            \
    "\n" TAG(id) " phase 2 SA policy not acceptable! (local 192.0.2.1 remote " peer                                    \
                 ")\n" TAG(id) "deleting node " #message " error TRUE reason \"QM "                                    \
                               "rejected\"\n"

static void test_refusal(void)
{
    static const char *const texts[] = {FROM(1001, "198.51.100.7") "-2\n" OFFER(
                                            1001) "IPSEC(validate_proposal_request): proposal part #1,\n"
                                                  "  (key eng. msg.) INBOUND local= 192.0.2.1:0, remote= "
                                                  "198.51.100.7:0,\n"
                                                  "    local_proxy= 10.1.0.0/255.255.0.0/256/0,\n"
                                                  "    remote_proxy= 10.2.0.0/255.255.0.0/256/0,\n"
                                                  "    protocol= ESP, transform= NONE  (Tunnel),\n"
                                                  "    lifedur= 0s and 0kb,\n" REFUSED(1001, 256, "198.51.100.7", -2),
                                        NULL};
    struct read read = read_all(NULL, texts);
    const struct ikt_log_pair *pair = of_peer(&read, "198.51.100.7");
    g_assert_cmpuint(pair->quick_mode_count, ==, 1);
    const struct ikt_log_quick_mode *mode = &pair->quick_modes[0];
    g_assert_cmpuint(mode->message_id, ==, 0xfffffffe); /* as the wire has it */
    g_assert_cmpint(mode->begun_here, ==, IKT_NO);
    g_assert_cmpint(mode->end, ==, IKT_LOG_END_REFUSED_HERE);
    g_assert_cmpint(mode->refusal, ==, IKT_REFUSAL_TRANSFORM);
    g_assert_cmpint(mode->error, ==, 256);
    char *networks = ikt_proxies_text(&mode->networks);
    g_assert_cmpstr(networks, ==, "10.1.0.0/16 to 10.2.0.0/16"); /* own first */
    g_free(networks);
    g_assert_nonnull(mode->offer);
    g_assert_cmpint(mode->offer->proposals[0].transforms[0].key_bits, ==, 256);
    g_assert_cmpint(mode->pfs, ==, IKT_NO); /* all attributes are told, and no group */
    g_assert_cmpint(holds(pair), ==, IKT_LOG_HOLDS_DOWN);
    done(&read);
}

/* Lines of two connections in turn, none of which names its peer. */
static void test_interleaved(void)
{
    static const char *const texts[] = {FROM(1001, "198.51.100.7") "11\n" FROM(1002, "198.51.100.9") "12\n" OFFER(1001)
                                            OFFER(1002) REFUSED(1002, 32, "198.51.100.9", 12)
                                                REFUSED(1001, 256, "198.51.100.7", 11),
                                        NULL};
    struct read read = read_all(NULL, texts);
    g_assert_cmpint(of_peer(&read, "198.51.100.7")->quick_modes[0].refusal, ==, IKT_REFUSAL_TRANSFORM);
    g_assert_cmpint(of_peer(&read, "198.51.100.9")->quick_modes[0].refusal, ==, IKT_REFUSAL_NETWORKS);
    done(&read);
}

/* The reason comes before any line that says of whom, and behind another peer's success. */
static void test_reason_first(void)
{
    static const char *const texts[] = {
        FROM(1003, "198.51.100.9") "7\n"
                                   "IPSEC(ipsec_process_proposal): transform proposal not supported for identity: \n"
                                   "    {esp-aes esp-sha-hmac }\n" REFUSED(1001, 256, "198.51.100.7", 5),
        NULL};
    struct read read = read_all(NULL, texts);
    const struct ikt_log_pair *pair = of_peer(&read, "198.51.100.7");
    g_assert_cmpuint(pair->quick_mode_count, ==, 1);
    g_assert_cmpint(pair->quick_modes[0].refusal, ==, IKT_REFUSAL_TRANSFORM);
    g_assert_nonnull(pair->quick_modes[0].offer);
    g_assert_cmpuint(of_peer(&read, "198.51.100.9")->quick_mode_count, ==, 0);
    done(&read);
}

#define CREATED                                                                                                        \
    "IPSEC(create_sa): sa created,\n"                                                                                  \
    "  (sa) sa_dest= 192.0.2.1, sa_proto= 50,\n"                                                                       \
    "    sa_spi= 0x11223344(287454020),\n"                                                                             \
    "    sa_trans= esp-aes 256 esp-sha-hmac , sa_conn_id= 2001\n"

/* Retries are one, and a success takes them back; a failure after it does not wait for another. */
static void test_retries(void)
{
#define TRY(message) FROM(1001, "198.51.100.7") #message "\n" OFFER(1001) REFUSED(1001, 256, "198.51.100.7", message)
#define UP                                                                                                             \
    FROM(1001, "198.51.100.7")                                                                                         \
    "44\n" OFFER(1001) CREATED TAG(1001) "Node 44, Input = IKE_MESG_FROM_PEER, IKE_QM_EXCH\n" TAG(                     \
        1001) "Old State = IKE_QM_R_QM2  New State = IKE_QM_PHASE2_COMPLETE\n"
    static const char *const failed[] = {TRY(11) TRY(22) TRY(33), NULL}, *const up[] = {TRY(11) TRY(22) UP, NULL},
                             *const again[] = {TRY(11) UP TRY(55), NULL};
    struct read read = read_all(NULL, failed);
    const struct ikt_log_pair *pair = of_peer(&read, "198.51.100.7");
    g_assert_cmpuint(pair->quick_mode_count, ==, 1);
    g_assert_cmpuint(pair->quick_modes[0].count, ==, 3);
    g_assert_cmpuint(pair->quick_modes[0].id_count, ==, 3);
    done(&read);
    read = read_all(NULL, up);
    g_assert_cmpint(holds(of_peer(&read, "198.51.100.7")), ==, IKT_LOG_HOLDS_UP);
    done(&read);
    read = read_all(NULL, again);
    g_assert_cmpint(holds(of_peer(&read, "198.51.100.7")), ==, IKT_LOG_HOLDS_DOWN);
    done(&read);
#undef TRY
#undef UP
}

/* Both ends in one file: each is a router of its own, known by its address. */
static void test_two_routers(void)
{
    static const char *const texts[] = {
        "IPSEC(sa_request): ,\n"
        "  (key eng. msg.) OUTBOUND local= 192.0.2.1:500, remote= 198.51.100.7:500,\n"
        "    local_proxy= 10.1.0.0/255.255.0.0/256/0,\n"
        "    remote_proxy= 10.2.0.0/255.255.0.0/256/0,\n"
        "    protocol= ESP, transform= esp-aes esp-sha-hmac  (Tunnel),\n"
        "    lifedur= 3600s and 4608000kb,\n"
        "IPSEC(validate_proposal_request): proposal part #1,\n"
        "  (key eng. msg.) INBOUND local= 198.51.100.7:0, remote= 192.0.2.1:0,\n"
        "    local_proxy= 10.2.0.0/255.255.0.0/256/0,\n"
        "    remote_proxy= 10.1.0.0/255.255.0.0/256/0,\n"
        "    protocol= ESP, transform= NONE  (Tunnel),\n"
        "    lifedur= 0s and 0kb,\n"
        "ISAKMP:(1001): phase 2 SA policy not acceptable! (local 198.51.100.7 remote 192.0.2.1)\n",
        NULL};
    struct read read = read_all(NULL, texts);
    g_assert_cmpuint(read.pairs.count, ==, 2);
    g_assert_cmpint(of_peer(&read, "198.51.100.7")->quick_modes[0].begun_here, ==, IKT_YES);
    g_assert_cmpint(of_peer(&read, "192.0.2.1")->quick_modes[0].end, ==, IKT_LOG_END_REFUSED_HERE);
    done(&read);
}

#define ROWS                                                                                                           \
    "R1#show crypto isakmp sa\n"                                                                                       \
    "IPv4 Crypto ISAKMP SA\n"                                                                                          \
    "dst             src             state          conn-id status\n"
#define SAS(spi, counters)                                                                                             \
    "R1#show crypto ipsec sa\n\ninterface: Ethernet0/0\n"                                                              \
    "    Crypto map tag: CM, local addr 192.0.2.1\n\n"                                                                 \
    "   protected vrf: (none)\n"                                                                                       \
    "   local  ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)\n"                                              \
    "   remote ident (addr/mask/prot/port): (10.2.0.0/255.255.0.0/0/0)\n"                                              \
    "   current_peer 198.51.100.7 port 500\n"                                                                          \
    "     PERMIT, flags={origin_is_acl,}\n"                                                                            \
    "    #pkts encaps: " counters ", #pkts encrypt: " counters ", #pkts digest: " counters "\n"                        \
    "    #pkts decaps: " counters ", #pkts decrypt: " counters ", #pkts verify: " counters "\n"                        \
    "    #send errors 3, #recv errors 0\n\n"                                                                           \
    "     local crypto endpt.: 192.0.2.1, remote crypto endpt.: 198.51.100.7\n"                                        \
    "     current outbound spi: " spi "\n\n     inbound esp sas:\n"

/* Counters outlive the SAs, and a deleted row stands beside a live one. */
static void test_shown(void)
{
    static const char live[] = "198.51.100.7    192.0.2.1       QM_IDLE           1002 ACTIVE\n";
    static const char dead[] = "198.51.100.7    192.0.2.1       MM_NO_STATE          0 ACTIVE (deleted)\n";
    static const char stuck[] = "198.51.100.7    192.0.2.1       MM_KEY_EXCH       1003 ACTIVE\n";
    char *healthy = g_strconcat(ROWS, live, dead, "\n",
                                SAS("0x11223344(287454020)", "7") "      spi: 0x55667788(1432778632)\n", NULL);
    char *gone = g_strconcat(ROWS, dead, live, "\n", SAS("0x0(0)", "102"), NULL);
    char *waiting = g_strconcat(ROWS, dead, stuck, dead, "\n", SAS("0x0(0)", "0"), NULL);
    const char *const texts[][2] = {{healthy, NULL}, {gone, NULL}, {waiting, NULL}};
    static const enum ikt_log_holds expected[] = {IKT_LOG_HOLDS_UP, IKT_LOG_HOLDS_DOWN, IKT_LOG_HOLDS_DOWN};
    static const enum ikt_tunnel_where where[] = {IKT_WHERE_NOWHERE, IKT_WHERE_PHASE2, IKT_WHERE_PHASE1};
    static const struct ikt_proxies any;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct read read = read_all(NULL, texts[i]);
        const struct ikt_log_pair *pair = of_peer(&read, "198.51.100.7");
        g_assert_cmpint(holds(pair), ==, expected[i]);
        g_assert_cmpint(ikt_log_state_of(pair, &any).where, ==, where[i]);
        g_assert_false(pair->row->deleted);
        done(&read);
    }
    g_free(healthy);
    g_free(gone);
    g_free(waiting);
}

/* Whose configuration it is: by address, by elimination, and never the peer's. */
static void test_whose(void)
{
    static const char config[] = "hostname ONE\n"
                                 "crypto isakmp key x address 198.51.100.7\n"
                                 "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.7\n match address VPN\n"
                                 "interface Ethernet0/0\n ip address 192.0.2.1 255.255.255.0\n crypto map CM\n";
    static const char *const own[] = {
        "ISAKMP:(1001): phase 2 SA policy not acceptable! (local 192.0.2.1 remote 198.51.100.7)\n", NULL};
    static const char *const bare[] = {
        "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 198.51.100.7 failed its sanity check or is malformed\n", NULL};
    static const char *const peers[] = {
        "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 192.0.2.1 failed its sanity check or is malformed\n", NULL};
    struct read read = read_all(config, own);
    g_assert_cmpuint(read.pairs.items[0].config, ==, 0);
    g_assert_false(read.pairs.items[0].config_assumed);
    done(&read);
    read = read_all(config, bare);
    g_assert_cmpuint(read.pairs.items[0].config, ==, 0);
    g_assert_true(read.pairs.items[0].config_assumed);
    done(&read);
    read = read_all(config, peers); /* the log of the other end */
    g_assert_cmpuint(read.pairs.items[0].config, ==, IKT_CONFIGS_MAX);
    done(&read);
}

/* However much a log says, so much is kept, and the rest is counted. */
static void test_bounds(void)
{
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < 300; i++)
        g_string_append_printf(
            text,
            "IPSEC(validate_proposal_request): proposal part #1,\n"
            "  (key eng. msg.) INBOUND local= 192.0.2.1:0, remote= 198.51.100.7:0,\n"
            "    local_proxy= 10.%u.%u.0/255.255.255.0/256/0,\n"
            "    remote_proxy= 10.2.0.0/255.255.0.0/256/0,\n"
            "    protocol= ESP, transform= NONE  (Tunnel),\n"
            "ISAKMP:(1001): IPSec policy invalidated proposal with error 32\n"
            "ISAKMP:(1001): phase 2 SA policy not acceptable! (local 192.0.2.1 remote 198.51.100.7)\n",
            10 + i / 250, i % 250);
    const char *const texts[] = {text->str, NULL};
    struct read read = read_all(NULL, texts);
    const struct ikt_log_pair *pair = of_peer(&read, "198.51.100.7");
    g_assert_cmpuint(pair->quick_mode_count, ==, IKT_LOG_QUICK_MODES);
    g_assert_cmpuint(pair->quick_modes_more, >, 0); /* of those that the reader of the log keeps */
    g_assert_cmpuint(read.pairs.quick_modes_more, ==, pair->quick_modes_more);
    done(&read);
    g_string_free(text, TRUE);
}

/* A router's two logs, with so many lines, each about another peer: how many are left out? */
static uint64_t left_out(bool refusals, unsigned first, unsigned second)
{
    const unsigned counts[] = {first, second};
    GString *logs[] = {g_string_new(NULL), g_string_new(NULL)};
    for (unsigned log = 0; log < 2; log++) {
        for (unsigned i = 0; i < counts[log]; i++) {
            g_autofree char *peer = g_strdup_printf("10.%u.%u.%u", i / 250, i % 250, 1 + log);
            if (refusals)
                g_string_append_printf(logs[log],
                                       "Nov 28 10:00:00 west pluto[12]: \"site\"[1] %s #3: cannot respond to IPsec SA "
                                       "request because no connection is known for 10.1.0.0/16===192.0.2.1<192.0.2.1>"
                                       "...%s<%s>===10.2.0.0/16\n",
                                       peer, peer, peer);
            else
                g_string_append_printf(
                    logs[log],
                    "%%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from %s failed its sanity check or is malformed\n", peer);
        }
    }
    const char *const texts[] = {logs[0]->str, second > 0 ? logs[1]->str : NULL, NULL};
    struct read read = read_all(NULL, texts);
    const uint64_t more = read.pairs.more;
    done(&read);
    g_string_free(logs[0], TRUE);
    g_string_free(logs[1], TRUE);
    return more;
}

/* A line of a peer beyond those that are kept is counted, be it one that makes a pair or one that may be another's. */
static void test_peers(void)
{
    const unsigned told_apart = 8192; /* log_writers.c */
    g_assert_cmpuint(left_out(false, IKT_LOG_PAIRS, 0), ==, 0);
    g_assert_cmpuint(left_out(false, IKT_LOG_PAIRS + 100, 0), ==, 100);
    g_assert_cmpuint(left_out(true, told_apart / 2, told_apart / 2), ==, 0);
    g_assert_cmpuint(left_out(true, told_apart / 2, told_apart / 2 + 100), ==, 100);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log-pairs/refusal", test_refusal);
    g_test_add_func("/log-pairs/interleaved", test_interleaved);
    g_test_add_func("/log-pairs/reason-first", test_reason_first);
    g_test_add_func("/log-pairs/retries", test_retries);
    g_test_add_func("/log-pairs/two-routers", test_two_routers);
    g_test_add_func("/log-pairs/shown", test_shown);
    g_test_add_func("/log-pairs/whose", test_whose);
    g_test_add_func("/log-pairs/bounds", test_bounds);
    g_test_add_func("/log-pairs/peers", test_peers);
    return g_test_run();
}
