/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Logs that are long, broken or hostile, and what of a log nobody may see; peers of other products.
 */
#include "documents/log_store.h"
#include "read_log.h"

/* No text and no quoted line holds it. */
static void assert_hidden(const struct read_log *read, const char *secret)
{
    for (size_t i = 0; i < read->log->count; i++) {
        const struct ikt_log_event *event = &read->log->events[i];
        const struct ikt_ref ref = {.kind = IKT_REF_LOG, .source = 0, .number = event->line};
        const char *const texts[] = {event->router, event->name, event->text, event->other,
                                     ikt_logs_line(read->logs, &ref)};
        for (size_t k = 0; k < G_N_ELEMENTS(texts); k++)
            g_assert_true(!texts[k] || !strstr(texts[k], secret));
    }
}

static void secrets(void)
{
    struct read_log read = read_log(
        "R1(config)#crypto isakmp key S3CRET address 192.0.2.2\n"
        "R1(config)#cry isa key 0 S3CRET address 192.0.2.2\n"
        "R1(conf-keyring)#pre-shared-key address 192.0.2.2 key S3CRET\n"
        "R1(config)#username bob password 0 S3CRET\n"
        "R1(config-if)#ip nhrp authentication S3CRET\n"
        "R1(config)#crypto isakmp key S3CRET address 192.0.2.2*Mar  1 00:00:01: ISAKMP:(0):no offers accepted!\n"
        "R1#show crypto isakmp key\n"
        "Keyring      Hostname/Address                            Preshared Key\n"
        "default      192.0.2.2                                   S3CRET\n"
        "R1#\n"
        "%CRYPTO-6-VPN_TUNNEL_STATUS: (Server)  Authentication PASSED  User=S3CRET  Group=g  "
        "Client_public_addr=192.0.2.2\n"
        "%ASA-5-713119: Group = g, Username = S3CRET, IP = 192.0.2.2, PHASE 1 COMPLETED\n");
    assert_hidden(&read, "S3CRET");
    g_assert_cmpuint(count_events(&read, IKT_LOG_COMMAND), ==, 4);
    g_assert_cmpuint(count_events(&read, IKT_LOG_PHASE1_REFUSED), ==, 1);
    const struct ikt_log_event *key = event_of(&read, IKT_LOG_SHOW_OTHER, 0);
    assert_address(&key->remote, "192.0.2.2");
    free_log(&read);
}

/* Of what is said over and over the first and the last is kept, the rest counted; the other pair loses nothing. */
static void repeated(void)
{
    const unsigned times = 20000;
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < times; i++)
        g_string_append_printf(text,
                               "%%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
                               "destaddr=192.0.2.1, prot=50, spi=0x%08X(1), srcaddr=192.0.2.2\n",
                               i + 1);
    g_string_append(text, "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
                          "destaddr=192.0.2.1, prot=50, spi=0x7(7), srcaddr=192.0.2.3\n");
    struct read_log read = read_log(text->str);
    const size_t count = read.log->count;
    g_assert_cmpuint(count + read.log->left_out, ==, times + 1);
    g_assert_cmpuint(count, <, 10000);
    g_assert_cmpuint(read.log->events[0].spi, ==, 1);
    g_assert_cmpuint(read.log->events[count - 2].spi, ==, times);
    g_assert_cmpuint(read.log->events[count - 3].spi, ==, times - 1);
    assert_address(&read.log->events[count - 1].remote, "192.0.2.3");
    for (size_t i = 1; i < count; i++)
        g_assert_cmpuint(read.log->events[i - 1].line, <, read.log->events[i].line);
    free_log(&read);
    g_string_free(text, TRUE);
}

/* Lines about so many peers, that all say the same of each; the routers' names differ or not. */
static uint64_t lost_of(unsigned count, bool named)
{
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(text,
                               "Nov 28 10:00:00 %s%u pluto[12]: \"site\"[1] 10.%u.%u.1 #3: cannot respond to IPsec SA "
                               "request because no connection is known for 10.1.0.0/16===192.0.2.1<192.0.2.1>..."
                               "10.%u.%u.1<10.%u.%u.1>===10.2.0.0/16\n",
                               "r", named ? i : 0, i / 250, i % 250, i / 250, i % 250, i / 250, i % 250);
    struct read_log read = read_log(text->str);
    const uint64_t lost = read.log->lost;
    g_assert_cmpuint(read.log->count + read.log->left_out, ==, count);
    free_log(&read);
    g_string_free(text, TRUE);
    return lost;
}

/* Beyond so many things that a log says of so many pairs, lines and texts are lost, and counted. */
static void different(void)
{
    const unsigned groups = 2 * 4096 + IKT_LOG_FIRST + IKT_LOG_LAST, texts = 16384; /* log_store.c */
    g_assert_cmpuint(lost_of(groups, false), ==, 0);
    g_assert_cmpuint(lost_of(groups + 9, false), ==, 9);
    g_assert_cmpuint(lost_of(texts / 2, true), ==, 0); /* each line has two: its router, what it says of the peer */
    g_assert_cmpuint(lost_of(texts / 2 + 5, true), ==, 2 * 5);
}

static void hostile(void)
{
    static const char binary[] = "\0\xff\xfe%CRYPTO-4-IKMP_NO_SA: IKE message from 192.0.2.2 has\0no SA\xff\n"
                                 "ISAKMP:(1): IPSec policy invalidated proposal with error 99999999999999999999999\n"
                                 "ISAKMP:(99999999999): phase 2 SA policy not acceptable! (local 999.0.2.1 remote x)\n"
                                 "IPSEC(validate_proposal_request): , local= 192.0.2.1.5:0, remote= 192.0.2.256:0\n";
    struct read_log read = read_octets(binary, sizeof binary - 1);
    assert_address(&event_of(&read, IKT_LOG_NO_SA, 0)->remote, "192.0.2.2");
    g_assert_cmpint(event_of(&read, IKT_LOG_POLICY_ERROR, 0)->number, ==, 0);
    g_assert_cmpint(event_of(&read, IKT_LOG_PHASE2_REFUSED, 0)->connection, ==, IKT_ABSENT);
    assert_address(&event_of(&read, IKT_LOG_PHASE2_REFUSED, 0)->remote, "-");
    g_assert_cmpuint(count_events(&read, IKT_LOG_VALIDATE), ==, 0);
    free_log(&read);
    /* one line of a megabyte, and a message whose end is beyond what is kept */
    GString *text =
        g_string_new("%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at 192.0.2.2 ");
    for (unsigned i = 0; i < 100000; i++)
        g_string_append(text, "0123456789");
    g_string_append(text, "\nISAKMP:(2): IPSec policy invalidated proposal with error 32\n");
    read = read_log(text->str);
    g_assert_cmpuint(read.log->count, ==, 2);
    free_log(&read);
    g_string_free(text, TRUE);
}

static void asa(void)
{
    struct read_log read = read_log(
        "Dec 04 2014 12:37:51: %ASA-5-713119: Group = 192.0.2.2, IP = 192.0.2.2, PHASE 1 COMPLETED\n"
        "%ASA-3-713061: Group = 192.0.2.2, IP = 192.0.2.2, Rejecting IPSec tunnel: no matching crypto map entry for "
        "remote proxy 10.2.0.0/255.255.0.0/0/0 local proxy 10.1.0.0/255.255.0.0/0/0 on interface outside\n"
        "Feb 16 14:13:46 [IKEv1]Group = 192.0.2.2, IP = 192.0.2.2, QM FSM error (P2 struct &0x7f, mess id "
        "0x2c44baec)!\n"
        "[IKEv1]IP = 192.0.2.2, All IPSec SA proposals found unacceptable!\n"
        "[IKEv1]IP = 192.0.2.2, All SA proposals found unacceptable\n");
    assert_address(&event_of(&read, IKT_LOG_AUTHENTICATED, 0)->remote, "192.0.2.2");
    const struct ikt_log_event *proxies = event_of(&read, IKT_LOG_PROXIES_REFUSED, 0);
    assert_address(&proxies->offer->local.low, "10.1.0.0");
    assert_address(&proxies->offer->remote.high, "10.2.255.255");
    g_assert_cmpuint(event_of(&read, IKT_LOG_NODE_DELETED, 0)->message_id, ==, 0x2c44baec);
    g_assert_cmpuint(count_events(&read, IKT_LOG_TRANSFORM_REFUSED), ==, 1);
    g_assert_cmpuint(count_events(&read, IKT_LOG_PHASE1_REFUSED), ==, 1);
    free_log(&read);
}

static void swan(void)
{
    struct read_log read = read_log(
        "Nov 28 10:00:00 moon charon: 05[NET] <site|4> received packet: from 192.0.2.2[500] to 192.0.2.1[500] (188 B)\n"
        "Nov 28 10:00:00 moon charon: 05[IKE] <site|4> traffic selectors 10.1.0.0/16 === 10.2.0.0/16 unacceptable\n"
        "Nov 28 10:00:00 moon charon: 06[CFG] <site|4> received proposals: ESP:AES_CBC_128/HMAC_SHA1_96/NO_EXT_SEQ\n"
        "Nov 28 10:00:00 moon charon: 06[CFG] <site|4> configured proposals: ESP:AES_CBC_256/XX/NO_EXT_SEQ\n"
        "Nov 28 10:00:00 moon charon: 06[IKE] <site|4> no matching proposal found, sending NO_PROPOSAL_CHOSEN\n"
        "Nov 28 10:00:00 west pluto[12]: \"site\" #2: we require PFS but Quick I1 SA specifies no GROUP_DESCRIPTION\n"
        "Nov 28 10:00:00 west pluto[12]: \"site\"[1] 192.0.2.9 #3: cannot respond to IPsec SA request because no "
        "connection is known for 10.1.0.0/16===192.0.2.1<192.0.2.1>...192.0.2.9<192.0.2.9>===10.2.0.0/16\n");
    const struct ikt_log_event *proxies = event_of(&read, IKT_LOG_PROXIES_REFUSED, 0);
    assert_address(&proxies->local, "192.0.2.1");
    assert_address(&proxies->remote, "192.0.2.2");
    assert_address(&proxies->offer->remote.low, "10.2.0.0");
    g_assert_cmpstr(proxies->router, ==, "moon");
    g_assert_cmpint(event_of(&read, IKT_LOG_TRANSFORM, 0)->offer->key_bits, ==, 128);
    g_assert_cmpint(event_of(&read, IKT_LOG_TRANSFORM, 1)->offer->key_bits, ==, IKT_ABSENT); /* not understood */
    g_assert_true(event_of(&read, IKT_LOG_TRANSFORM, 1)->sent);
    g_assert_cmpuint(count_events(&read, IKT_LOG_TRANSFORM_REFUSED), ==, 1);
    g_assert_cmpuint(count_events(&read, IKT_LOG_FLAGS_REFUSED), ==, 1);
    const struct ikt_log_event *outer = event_of(&read, IKT_LOG_PROXIES_REFUSED, 1);
    assert_address(&outer->offer->local.low, "10.1.0.0");
    assert_address(&outer->offer->remote.low, "10.2.0.0");
    assert_address(&outer->remote, "192.0.2.9");
    free_log(&read);
}

static void public_door(void)
{
    struct ikt_logs *logs = ikt_logs_new();
    const struct ikt_bytes nothing = {NULL, 0};
    g_assert_false(ikt_logs_add(logs, "empty", nothing, NULL, NULL, NULL));
    const char *text = "  %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON  \n";
    const struct ikt_address of = {IKT_FAMILY_IPV4, {192, 0, 2, 1}};
    g_assert_true(ikt_logs_add(logs, "one", (struct ikt_bytes){(const uint8_t *)text, strlen(text)}, &of, NULL, NULL));
    g_assert_cmpuint(ikt_logs_count(logs), ==, 1);
    g_assert_cmpstr(ikt_logs_name(logs, 0), ==, "one");
    g_assert_null(ikt_logs_name(logs, 1));
    g_assert_true(ikt_logs_log(logs, 0)->bound);
    const struct ikt_ref ref = {.kind = IKT_REF_LOG, .source = 0, .number = 1};
    g_assert_cmpstr(ikt_logs_line(logs, &ref), ==, "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON");
    const struct ikt_ref none = {.kind = IKT_REF_LOG, .source = 0, .number = 2};
    g_assert_null(ikt_logs_line(logs, &none));
    ikt_logs_free(logs);
    g_assert_cmpuint(ikt_logs_count(NULL), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logs/secrets", secrets);
    g_test_add_func("/logs/repeated", repeated);
    g_test_add_func("/logs/different", different);
    g_test_add_func("/logs/hostile", hostile);
    g_test_add_func("/logs/asa", asa);
    g_test_add_func("/logs/swan", swan);
    g_test_add_func("/logs/public-door", public_door);
    return g_test_run();
}
