/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages of debugs and syslog, as routers of each release write them and as terminals, syslog daemons and authors
 * hand them on: what event comes of each. Numbers and names are those of the command references; texts are the
 * routers'.
 */
#include "read_log.h"

/* One message in each of the forms of its prefix, all in one log. */
static void prefixes(void)
{
    struct read_log read = read_log("ISAKMP (0:7): IPSec policy invalidated proposal with error 32\n"
                                    "ISAKMP:(1007):IPSec policy invalidated proposal with error 64\n"
                                    "ISAKMP: (1008):IPSec policy invalidated proposal with error 256\n"
                                    "ISAKMP-ERROR: (1009):IPSec policy invalidated proposal with error 1024\n"
                                    "ISAKMP:(0:12:SW:1): IPSec policy invalidated proposal with error 8\n"
                                    "ISAKMP: IPSec policy invalidated proposal\n");
    static const int64_t numbers[] = {32, 64, 256, 1024, 8, 0};
    static const int connections[] = {7, 1007, 1008, 1009};
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        g_assert_cmpint(event_of(&read, IKT_LOG_POLICY_ERROR, i)->number, ==, numbers[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(connections); i++)
        g_assert_cmpint(event_of(&read, IKT_LOG_POLICY_ERROR, i)->connection, ==, connections[i]);
    g_assert_cmpuint(event_of(&read, IKT_LOG_POLICY_ERROR, 4)->line, ==, 5);
    free_log(&read);
}

static void stamps(void)
{
    static const struct {
        const char *stamp;
        double seconds; /* of the day, or since the start; negative: none */
        const char *router;
    } table[] = {{"", -1, NULL},
                 {"*Mar  1 00:13:31.891: ", 811.891, NULL},
                 {"Mar 13 15:29:24.294 UTC: ", 55764.294, NULL},
                 {".Mar 13 2026 15:29:24.294 UTC: ", 55764.294, NULL},
                 {"*Feb  2 11:39:59KST: ", 41999, NULL},
                 {"000123: *Oct 25 18:50:01.497: ", 67801.497, NULL},
                 {"<188>989474: *Feb  2 11:39:59KST: ", 41999, NULL},
                 {"Nov 28 10:00:00 192.0.2.7 1234: *Nov 28 09:59:58.250: ", 35998.25, "192.0.2.7"},
                 {"Nov 28 10:00:00 edge-1 1234: 001234: Nov 28 09:59:58.250 CET: ", 35998.25, "edge-1"},
                 {"2026-11-28T10:00:00.125+01:00 edge-1 1234: ", 36000.125, "edge-1"},
                 {"<0>91: *Oct 07 03:10:04: core.example ", 11404, "core.example"},
                 {"00:13:31: ", 811, NULL},
                 {"7:04: ", 424, NULL},
                 {"1d03h: ", 97200, NULL},
                 {"R7#*Mar  1 00:13:31.891: ", 811.891, "R7"},
                 {"> ", -1, NULL},
                 {"12. *Mar  1 00:13:31.891: ", 811.891, NULL}};
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *text =
            g_strconcat(table[i].stamp,
                        "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 198.51.100.9   failed its sanity check", NULL);
        struct read_log read = read_log(text);
        const struct ikt_log_event *event = event_of(&read, IKT_LOG_BAD_MESSAGE, 0);
        assert_address(&event->remote, "198.51.100.9");
        g_assert_cmpstr(event->router, ==, table[i].router);
        if (table[i].seconds < 0)
            g_assert_cmpint(event->time, ==, IKT_TIME_NONE);
        else
            g_assert_cmpint(event->time % (86400 * IKT_SECOND), ==,
                            (ikt_time)(table[i].seconds * 1e6 + 0.5) % (86400 * IKT_SECOND));
        free_log(&read);
    }
}

/* January follows December. */
static void year_ends(void)
{
    struct read_log read = read_log("*Dec 31 23:59:59.000: %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF\n"
                                    "*Jan  1 00:00:01.000: %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON\n");
    const struct ikt_log_event *off = event_of(&read, IKT_LOG_ISAKMP_ON_OFF, 0);
    const struct ikt_log_event *on = event_of(&read, IKT_LOG_ISAKMP_ON_OFF, 1);
    g_assert_true(off->failed && !on->failed);
    g_assert_cmpint(on->time - off->time, ==, 2 * IKT_SECOND);
    free_log(&read);
}

static void assert_block(const char *text)
{
    struct read_log read = read_log(text);
    const struct ikt_log_event *event = event_of(&read, IKT_LOG_VALIDATE, 0);
    g_assert_cmpuint(count_events(&read, IKT_LOG_VALIDATE), ==, 1);
    assert_address(&event->local, "203.0.113.200");
    assert_address(&event->remote, "203.0.113.100");
    assert_address(&event->offer->local.low, "192.168.102.0");
    assert_address(&event->offer->local.high, "192.168.102.255");
    assert_address(&event->offer->remote.low, "192.168.101.0");
    g_assert_cmpuint(event->offer->local.protocol, ==, 0);
    g_assert_cmpint(event->offer->protocol, ==, IKT_PROTOCOL_ESP);
    g_assert_cmpint(event->offer->transform, ==, IKT_ESP_AES_CBC);
    g_assert_cmpint(event->offer->key_bits, ==, 256);
    g_assert_cmpint(event->offer->integrity, ==, IKT_INTEGRITY_HMAC_SHA1);
    g_assert_cmpint(event->offer->encapsulation, ==, IKT_ENCAPSULATION_TUNNEL);
    g_assert_cmpint(event->offer->seconds, ==, IKT_ABSENT); /* an offer that is checked shows none */
    free_log(&read);
}

/* The same block, wrapped, stamped line by line, in one line, and with what terminals and forums put into it. */
static void blocks(void)
{
    assert_block("IPSEC(validate_proposal_request): proposal part #1\n"
                 "IPSEC(validate_proposal_request): proposal part #1,\n"
                 "  (key eng. msg.) INBOUND local= 203.0.113.200:0, remote= 203.0.113.100:0,\n"
                 "    local_proxy= 192.168.102.0/255.255.255.0/256/0,\n"
                 "    remote_proxy= 192.168.101.0/255.255.255.0/256/0,\n"
                 "    protocol= ESP, transform= esp-aes 256 esp-sha-hmac  (Tunnel),\n"
                 "    lifedur= 0s and 0kb,\n"
                 "    spi= 0x0(0), conn_id= 0, keysize= 256, flags= 0x0\n");
    assert_block("*Mar  1 00:01:00.100: IPSEC(validate_proposal_request): proposal part #1,\n"
                 "*Mar  1 00:01:00.100:   (key eng. msg.) INBOUND local= 203.0.113.200, remote= 203.0.113.100,\n"
                 "*Mar  1 00:01:00.100:     local_proxy= 192.168.102.0/255.255.255.0/0/0 (type=4),\n"
                 "*Mar  1 00:01:00.100:     remote_proxy= 192.168.101.0/255.255.255.0/0/0 (type=4),\n"
                 "*Mar  1 00:01:00.100:     protocol= ESP, transform= esp-aes 256 esp-sha-hmac  (Tunnel),\n"
                 "*Mar  1 00:01:00.100:     lifedur= 0s and 0kb, spi= 0x0(0), conn_id= 0, keysize= 256, flags= 0x2\n");
    assert_block("R2#IPSEC(validate_proposal_request): proposal part #1, (key eng. msg) INBOUND local=203.0.113.200:0, "
                 "remote=203.0.113.100:0, local_proxy=192.168.102.0/255.255.255.0/256/0 "
                 "remote_proxy=192.168.101.0/255.255.255.0/256/0 protocol=ESP, transform=esp-aes 256 esp-sha-hmac "
                 "(Tunnel), lifedur= 0s and 0kb\n");
    assert_block("**IPSEC(validate\\_proposal\\_request): proposal part #1,**<br />\r\n"
                 "> (key eng. msg.) INBOUND local= 203.0.113.200:0, remote=\n"
                 "203.0.113.100:0, local\\_proxy= 192.168.102.0/255.255.255.0/256/0,\n"
                 "\n"
                 "R2#\n"
                 "    remote_proxy= 192.168.101.0/255.255.255.0/256/0, <b>protocol= ESP</b>, transform= esp-aes 256\n"
                 " --More-- \b\b\b\b\b\b\b\b\b esp-sha-hmac  (Tunnel), lifedur= 0s and 0kb\n");
    /* before IOS 12.2: dest is the router that checks */
    assert_block("IPSEC(validate_proposal_request): proposal part #1,\n"
                 "(key eng. msg.) dest= 203.0.113.200, src= 203.0.113.100,\n"
                 "dest_proxy= 192.168.102.0/255.255.255.0/0/0 (type=4),\n"
                 "src_proxy= 192.168.101.0/255.255.255.0/0/0 (type=4),\n"
                 "protocol= ESP, transform= esp-aes 256 esp-sha-hmac  (Tunnel),\n");
}

static void transforms(void)
{
    static const struct {
        const char *words;
        int protocol, transform, bits, integrity, ah, encapsulation;
        bool none;
    } table[] = {
        {"esp-aes esp-sha-hmac  (Tunnel)", IKT_PROTOCOL_ESP, IKT_ESP_AES_CBC, 128, IKT_INTEGRITY_HMAC_SHA1, IKT_ABSENT,
         IKT_ENCAPSULATION_TUNNEL, false},
        {"esp-3des esp-md5-hmac ", IKT_PROTOCOL_ESP, IKT_ESP_3DES, IKT_ABSENT, IKT_INTEGRITY_HMAC_MD5, IKT_ABSENT,
         IKT_ABSENT, false},
        {"esp-aes 192 esp-sha256-hmac  (Transport-UDP)", IKT_PROTOCOL_ESP, IKT_ESP_AES_CBC, 192,
         IKT_INTEGRITY_HMAC_SHA2_256, IKT_ABSENT, IKT_ENCAPSULATION_UDP_TRANSPORT, false},
        {"ah-sha-hmac esp-3des esp-md5-hmac  (Tunnel)", IKT_PROTOCOL_ESP, IKT_ESP_3DES, IKT_ABSENT,
         IKT_INTEGRITY_HMAC_MD5, IKT_AH_SHA, IKT_ENCAPSULATION_TUNNEL, false},
        {"ah-md5-hmac  (Transport)", IKT_PROTOCOL_AH, IKT_AH_MD5, IKT_ABSENT, IKT_INTEGRITY_HMAC_MD5, IKT_AH_MD5,
         IKT_ENCAPSULATION_TRANSPORT, false},
        {"NONE  (Tunnel)", IKT_ABSENT, IKT_ABSENT, 256, IKT_ABSENT, IKT_ABSENT, IKT_ENCAPSULATION_TUNNEL, true},
        {"esp-gcm 256  (Tunnel)", IKT_PROTOCOL_ESP, IKT_ESP_AES_GCM_16, 256, IKT_ABSENT, IKT_ABSENT,
         IKT_ENCAPSULATION_TUNNEL, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *text = g_strdup_printf("IPSEC(sa_request): ,\n (key eng. msg.) OUTBOUND local= 192.0.2.1:500, "
                                                "remote= 192.0.2.2:500,\n transform= %s,\n lifedur= 3600s and "
                                                "4608000kb,\n spi= 0x0(0), conn_id= 0, keysize= 256\n",
                                                table[i].words);
        struct read_log read = read_log(text);
        const struct ikt_log_offer *offer = event_of(&read, IKT_LOG_REQUEST, 0)->offer;
        g_assert_cmpint(offer->protocol, ==, table[i].protocol);
        g_assert_cmpint(offer->transform, ==, table[i].transform);
        g_assert_cmpint(offer->key_bits, ==, table[i].bits);
        g_assert_cmpint(offer->integrity, ==, table[i].integrity);
        g_assert_cmpint(offer->ah, ==, table[i].ah);
        g_assert_cmpint(offer->encapsulation, ==, table[i].encapsulation);
        g_assert_true(offer->transform_none == table[i].none);
        g_assert_cmpint(offer->seconds, ==, 3600);
        g_assert_cmpint(offer->kilobytes, ==, 4608000);
        free_log(&read);
    }
}

/* Who is refused, and for what: the block above says whom, else the connection. */
static void refusals(void)
{
    struct read_log read =
        read_log("ISAKMP (0:3): received packet from 192.0.2.2 dport 500 sport 500 Global (R) QM_IDLE\n"
                 "ISAKMP:(3): processing SA payload. message ID = -5\n"
                 "ISAKMP:(3):Checking IPSec proposal 1\n"
                 "ISAKMP: transform 1, ESP_3DES\n"
                 "ISAKMP:   attributes in transform:\n"
                 "ISAKMP:      encaps is 2 (Transport)\n"
                 "ISAKMP:      SA life type in seconds\n"
                 "ISAKMP:      SA life duration (basic) of 1800\n"
                 "ISAKMP:      SA life type in kilobytes\n"
                 "ISAKMP:      SA life duration (VPI) of  0x0 0x46 0x50 0x0\n"
                 "ISAKMP:      authenticator is HMAC-MD5\n"
                 "ISAKMP:      group is 5\n"
                 "ISAKMP:(3):atts are acceptable.\n"
                 "IPSEC(ipsec_process_proposal): transform proposal not supported for identity:\n"
                 "    {esp-3des esp-md5-hmac }\n"
                 "ISAKMP:(3): IPSec policy invalidated proposal with error 256\n"
                 "ISAKMP:(3): phase 2 SA policy not acceptable! (local 192.0.2.1 remote 192.0.2.2)\n"
                 "IPSEC(validate_proposal): transform proposal (port 3, trans 2, hmac_alg 2) not supported\n"
                 "IPSEC(ipsec_process_proposal): proxy identities not supported\n"
                 "IPSEC(validate_transform_proposal): peer address 192.0.2.77 not found\n"
                 "IPSEC(validate_proposal): invalid local address 192.0.2.78\n"
                 "IPSEC(ipsec_process_proposal): invalid transform proposal flags -- 0x5\n"
                 "(ipsec_process_proposal)Map Accepted: CM, 20\n");
    const struct ikt_log_event *transform = event_of(&read, IKT_LOG_TRANSFORM, 0);
    g_assert_cmpuint(transform->message_id, ==, 0xfffffffb);
    assert_address(&transform->remote, "192.0.2.2");
    assert_address(&transform->local, "-");
    g_assert_cmpint(transform->offer->transform, ==, IKT_ESP_3DES);
    g_assert_cmpint(transform->offer->encapsulation, ==, IKT_ENCAPSULATION_TRANSPORT);
    g_assert_cmpint(transform->offer->seconds, ==, 1800);
    g_assert_cmpint(transform->offer->kilobytes, ==, 4608000);
    g_assert_cmpint(transform->offer->integrity, ==, IKT_INTEGRITY_HMAC_MD5);
    g_assert_cmpint(transform->offer->group, ==, 5);
    g_assert_false(event_of(&read, IKT_LOG_ACCEPTABLE, 0)->failed);
    const struct ikt_log_event *refused = event_of(&read, IKT_LOG_TRANSFORM_REFUSED, 0);
    g_assert_cmpint(refused->offer->transform, ==, IKT_ESP_3DES);
    g_assert_cmpuint(refused->message_id, ==, 0xfffffffb);
    assert_address(&event_of(&read, IKT_LOG_PHASE2_REFUSED, 0)->local, "192.0.2.1");
    const struct ikt_log_offer *old = event_of(&read, IKT_LOG_OLD_TRANSFORM_REFUSED, 0)->offer;
    g_assert_cmpint(old->protocol, ==, 3);
    g_assert_cmpint(old->transform, ==, 2);
    g_assert_cmpint(old->integrity, ==, 2);
    assert_address(&event_of(&read, IKT_LOG_PROXIES_REFUSED, 0)->remote, "192.0.2.2");
    const struct ikt_log_event *peer = event_of(&read, IKT_LOG_PEER_REFUSED, 0);
    g_assert_cmpstr(peer->text, ==, "192.0.2.77");
    assert_address(&peer->remote, "192.0.2.2");
    assert_address(&event_of(&read, IKT_LOG_LOCAL_ADDRESS_REFUSED, 0)->local, "192.0.2.78");
    g_assert_cmpint(event_of(&read, IKT_LOG_FLAGS_REFUSED, 0)->number, ==, 5);
    const struct ikt_log_event *map = event_of(&read, IKT_LOG_MAP_ACCEPTED, 0);
    g_assert_cmpstr(map->name, ==, "CM");
    g_assert_cmpint(map->number, ==, 20);
    free_log(&read);
}

/* A number that a ping cut into two is not put together: "2" is read, and no "256". */
static void broken_number(void)
{
    struct read_log read = read_log("ISAKMP:(3): IPSec policy invalidated proposal with error 2.56\n");
    g_assert_cmpint(event_of(&read, IKT_LOG_POLICY_ERROR, 0)->number, ==, 2);
    free_log(&read);
}

static void notifies(void)
{
    struct read_log read =
        read_log("ISAKMP:(1001):beginning Quick Mode exchange, M-ID of -888293300\n"
                 "ISAKMP: (1001):processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n"
                 "        spi 101851630, message ID = 3826381891, sa = 0x80007671564BEF58\n"
                 "R1#\n"
                 "ISAKMP-ERROR: (1001):deleting node -888293300 error TRUE reason \"Delete Larval\"\n"
                 "ISAKMP: (1003):Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n"
                 "        spi 9223503292995197928, message ID = 7\n"
                 "ISAKMP: (1003):Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3 spi 1684437280, message ID = -1\n");
    g_assert_cmpuint(event_of(&read, IKT_LOG_QUICK_MODE_BEGUN, 0)->message_id, ==, 3406673996);
    const struct ikt_log_event *received = event_of(&read, IKT_LOG_NOTIFY, 0);
    g_assert_cmpint(received->notify, ==, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    g_assert_cmpuint(received->spi, ==, 101851630);
    g_assert_cmpuint(received->message_id, ==, 3826381891);
    g_assert_false(received->sent);
    const struct ikt_log_event *node = event_of(&read, IKT_LOG_NODE_DELETED, 0);
    g_assert_cmpuint(node->message_id, ==, 3406673996);
    g_assert_cmpstr(node->text, ==, "Delete Larval");
    g_assert_true(node->failed);
    for (size_t i = 1; i < 3; i++) { /* pointers of the router's, of 64 and of 32 bits */
        g_assert_true(event_of(&read, IKT_LOG_NOTIFY, i)->sent);
        g_assert_cmpuint(event_of(&read, IKT_LOG_NOTIFY, i)->spi, ==, 0);
    }
    g_assert_cmpuint(event_of(&read, IKT_LOG_NOTIFY, 2)->message_id, ==, 0xffffffff);
    free_log(&read);
}

static void phase1(void)
{
    struct read_log read =
        read_log("ISAKMP: Created a peer struct for 192.0.2.9, peer port 500\n"
                 "ISAKMP:(0):Checking ISAKMP transform 2 against priority 3 policy\n"
                 "ISAKMP:      encryption AES-CBC\n"
                 "ISAKMP:      keylength of 192\n"
                 "ISAKMP:      hash SHA256\n"
                 "ISAKMP:      default group 14\n"
                 "ISAKMP:      auth pre-share\n"
                 "ISAKMP:      life type in seconds\n"
                 "ISAKMP:      life duration (VPI) of  0x0 0x1 0x51 0x80\n"
                 "ISAKMP:(0):Proposed key length does not match policy\n"
                 "ISAKMP:(0):atts are not acceptable. Next payload is 0\n"
                 "ISAKMP:(0):no offers accepted!\n"
                 "ISAKMP:(0):No pre-shared key with 192.0.2.9!\n"
                 "ISAKMP:(0): retransmitting phase 1 MM_KEY_EXCH...\n"
                 "ISAKMP:(0):deleting SA reason \"Death by retransmission P1\" state (I) MM_KEY_EXCH (peer 192.0.2.9)\n"
                 "ISAKMP:(0):Old State = .IKE_I_MM2  New State = IKE_I_MM3..\n");
    const struct ikt_log_event *offer = event_of(&read, IKT_LOG_PHASE1_OFFER, 0);
    g_assert_true(offer->failed);
    assert_address(&offer->remote, "192.0.2.9");
    g_assert_cmpint(offer->phase1->priority, ==, 3);
    g_assert_cmpint(offer->phase1->transform, ==, 2);
    g_assert_cmpint(offer->phase1->encryption, ==, IKT_ENCRYPTION_AES_CBC);
    g_assert_cmpint(offer->phase1->key_bits, ==, 192);
    g_assert_cmpint(offer->phase1->hash, ==, IKT_HASH_SHA2_256);
    g_assert_cmpint(offer->phase1->group, ==, 14);
    g_assert_cmpint(offer->phase1->authentication, ==, IKT_AUTH_PSK);
    g_assert_cmpint(offer->phase1->seconds, ==, 86400);
    g_assert_cmpstr(event_of(&read, IKT_LOG_POLICY_ATTRIBUTE, 0)->text, ==, "key length");
    g_assert_cmpuint(count_events(&read, IKT_LOG_PHASE1_REFUSED), ==, 1);
    g_assert_cmpuint(count_events(&read, IKT_LOG_NO_KEY), ==, 1);
    g_assert_cmpstr(event_of(&read, IKT_LOG_RETRANSMIT, 0)->text, ==, "MM_KEY_EXCH");
    g_assert_cmpstr(event_of(&read, IKT_LOG_SA_DELETED, 0)->other, ==, "MM_KEY_EXCH");
    g_assert_cmpstr(event_of(&read, IKT_LOG_STATE, 0)->text, ==, "IKE_I_MM2");
    g_assert_cmpstr(event_of(&read, IKT_LOG_STATE, 0)->other, ==, "IKE_I_MM3");
    free_log(&read);
}

/* A refusal without a block of its own is of the packet before it, not of a block before that. */
static void block_is_over(void)
{
    struct read_log read =
        read_log("IPSEC(validate_proposal_request): proposal part #1,\n"
                 "  (key eng. msg.) INBOUND local= 192.0.2.1:0, remote= 192.0.2.7:0,\n"
                 "    local_proxy= 10.1.0.0/255.255.0.0/0/0, remote_proxy= 10.7.0.0/255.255.0.0/0/0\n"
                 "IPSEC(ipsec_process_proposal): proxy identities not supported\n"
                 "ISAKMP (1005): received packet from 192.0.2.8 dport 500 sport 500 Global (R) QM_IDLE\n"
                 "IPSEC(ipsec_process_proposal): proxy identities not supported\n");
    const struct ikt_log_event *first = event_of(&read, IKT_LOG_PROXIES_REFUSED, 0);
    const struct ikt_log_event *second = event_of(&read, IKT_LOG_PROXIES_REFUSED, 1);
    assert_address(&first->remote, "192.0.2.7");
    assert_address(&first->offer->remote.low, "10.7.0.0");
    assert_address(&second->remote, "192.0.2.8");
    assert_address(&second->offer->remote.low, "-");
    g_assert_cmpint(second->connection, ==, 1005);
    free_log(&read);
}

/* Phase 1 goes on under its number; another number that comes up is not its peer's. */
static void gets_its_number(void)
{
    struct read_log read =
        read_log("ISAKMP:(0): sending packet to 192.0.2.1 my_port 500 peer_port 500 (I) MM_SA_SETUP\n"
                 "ISAKMP:(1001):Old State = IKE_I_MM3  New State = IKE_I_MM4\n"
                 "ISAKMP:(1002): IPSec policy invalidated proposal with error 32\n");
    assert_address(&event_of(&read, IKT_LOG_STATE, 0)->remote, "192.0.2.1");
    assert_address(&event_of(&read, IKT_LOG_POLICY_ERROR, 0)->remote, "-");
    free_log(&read);
}

/* Two peers at once: each line goes on with its connection's, and with nobody's where that is not told. */
static void interleaved(void)
{
    struct read_log read =
        read_log("ISAKMP:(1001): sending packet to 192.0.2.1 my_port 500 peer_port 500 (I) QM_IDLE\n"
                 "ISAKMP:(1002): received packet from 192.0.2.2 dport 4500 sport 4501 Global (R) QM_IDLE\n"
                 "ISAKMP:(1001):processing SA payload. message ID = 11\n"
                 "ISAKMP:(1002):processing SA payload. message ID = 22\n"
                 "ISAKMP:(1001): IPSec policy invalidated proposal with error 32\n"
                 "ISAKMP:(1002): IPSec policy invalidated proposal with error 256\n"
                 "ISAKMP:(1003): IPSec policy invalidated proposal with error 64\n");
    const struct ikt_log_event *first = event_of(&read, IKT_LOG_POLICY_ERROR, 0);
    const struct ikt_log_event *second = event_of(&read, IKT_LOG_POLICY_ERROR, 1);
    assert_address(&first->remote, "192.0.2.1");
    assert_address(&second->remote, "192.0.2.2");
    g_assert_cmpuint(first->message_id, ==, 11);
    g_assert_cmpuint(second->message_id, ==, 22);
    assert_address(&event_of(&read, IKT_LOG_POLICY_ERROR, 2)->remote, "-");
    g_assert_cmpuint(event_of(&read, IKT_LOG_PACKET, 1)->remote_port, ==, 4501);
    free_log(&read);
}

/* The same connection number of two routers is two connections, by prompts and by rules. */
static void several_routers(void)
{
    struct read_log read = read_log("R1#\n"
                                    "ISAKMP:(1001): received packet from 192.0.2.1 dport 500 sport 500 (R) QM_IDLE\n"
                                    "R2#\n"
                                    "ISAKMP:(1001): IPSec policy invalidated proposal with error 32\n"
                                    "##########\n"
                                    "ISAKMP:(1001): IPSec policy invalidated proposal with error 256\n"
                                    "##### R3 #####\n"
                                    "ISAKMP:(1001): received packet from 192.0.2.3 dport 500 sport 500 (R) QM_IDLE\n"
                                    "ISAKMP:(1001): IPSec policy invalidated proposal with error 8\n");
    g_assert_null(read.log->hostname.text);
    const struct ikt_log_event *second = event_of(&read, IKT_LOG_POLICY_ERROR, 0);
    const struct ikt_log_event *third = event_of(&read, IKT_LOG_POLICY_ERROR, 1);
    g_assert_cmpstr(second->router, ==, "R2");
    g_assert_null(third->router);
    assert_address(&second->remote, "-");
    assert_address(&third->remote, "-");
    g_assert_cmpuint(third->part, >, second->part);
    g_assert_cmpstr(event_of(&read, IKT_LOG_PACKET, 1)->router, ==, "R3");
    free_log(&read);
}

/* A log that begins in the middle: who it was is told later. */
static void told_later(void)
{
    struct read_log read = read_log(
        "IPSEC(ipsec_process_proposal): transform proposal not supported for identity: {esp-aes esp-md5-hmac }\n"
        "ISAKMP:(1002): IPSec policy invalidated proposal with error 256\n"
        "ISAKMP:(1002): phase 2 SA policy not acceptable! (local 192.0.2.1 remote 192.0.2.2)\n");
    assert_address(&event_of(&read, IKT_LOG_POLICY_ERROR, 0)->remote, "192.0.2.2");
    assert_address(&event_of(&read, IKT_LOG_TRANSFORM_REFUSED, 0)->remote, "192.0.2.2");
    free_log(&read);
}

/* Lines of tunnels that are up accuse nobody. */
static void harmless(void)
{
    struct read_log read = read_log("ISAKMP-ERROR: (0):(65514): DH Group (5) is not CSDL compliant\n"
                                    "ISAKMP-ERROR: (0):Failed to find peer index node to update peer_info_list\n"
                                    "ISAKMP:(1001):peer does not do paranoid keepalives.\n"
                                    "ISAKMP:(0): vendor ID seems Unity/DPD but major 69 mismatch\n"
                                    "ISAKMP:(0): processing vendor id payload\n"
                                    "ISAKMP:(0):: peer matches *none* of the profiles\n"
                                    "ISAKMP:(0):Can not start Aggressive mode, trying Main mode.\n"
                                    "ISAKMP : Scanning profiles for xauth ...\n");
    g_assert_cmpuint(read.log->count, ==, 2);
    g_assert_cmpint(event_of(&read, IKT_LOG_CSDL, 0)->number, ==, 65514);
    g_assert_null(event_of(&read, IKT_LOG_PROFILE, 0)->name);
    free_log(&read);
    read = read_log("The tunnel is down. IPSec policy and ISAKMP SA were looked at, and %CRYPTO lines.\n");
    g_assert_null(read.log);
    free_log(&read);
}

static void syslog_messages(void)
{
    struct read_log read = read_log(
        "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for\n"
        "        destaddr=192.0.2.1, prot=50, spi=0x33B701FA(867631610), srcaddr=192.0.2.2, input interface=Gi1\n"
        "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= /192.0.2.1, src_addr= "
        "192.0.2.2, prot= 47\n"
        "%IOSXE-3-PLATFORM: R0/0: cpp_cp: QFP:0.0 Thread:000 TS:0001 %IPSEC-3-RECVD_PKT_NOT_IPSEC: Rec'd packet not an "
        "IPSEC packet, dest_addr= 192.0.2.1, src_addr= 192.0.2.2, prot= 88\n"
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at 192.0.2.2\n"
        "%DMVPN-5-CRYPTO_SS:  Tunnel0: local address : 192.0.2.1 remote address : 192.0.2.2 socket is UP\n"
        "%SEC-6-IPACCESSLOGNP: list 150 denied 50 192.0.2.2 -> 192.0.2.1, 3 packets\n"
        "%CRYPTO-4-RECVD_PKT_INV_IDENTITY: identity doesn't match negotiated identity (ip) dest_addr= 192.0.2.1, "
        "src_addr= 192.0.2.2, prot= 1 (ident) local=192.0.2.1, remote=192.0.2.2 local "
        "proxy=10.1.0.0/255.255.0.0/0/0, remote_proxy=10.2.0.0/255.255.0.0/0/0\n"
        "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  Peer 192.0.2.2:500       Id: 192.0.2.2\n"
        "%LINK-3-UPDOWN: Interface Tunnel0, changed state to up\n");
    const struct ikt_log_event *event = event_of(&read, IKT_LOG_INVALID_SPI, 0);
    g_assert_cmpuint(event->spi, ==, 0x33b701fa);
    assert_address(&event->local, "192.0.2.1");
    assert_address(&event->remote, "192.0.2.2");
    g_assert_cmpint(event->protocol, ==, 50);
    g_assert_cmpint(event_of(&read, IKT_LOG_NOT_IPSEC, 0)->protocol, ==, 47);
    assert_address(&event_of(&read, IKT_LOG_NOT_IPSEC, 0)->local, "192.0.2.1");
    g_assert_cmpint(event_of(&read, IKT_LOG_NOT_IPSEC, 1)->protocol, ==, 88);
    g_assert_cmpstr(event_of(&read, IKT_LOG_MODE_FAILURE, 0)->text, ==, "Quick");
    g_assert_false(event_of(&read, IKT_LOG_DMVPN_SOCKET, 0)->failed);
    event = event_of(&read, IKT_LOG_FILTERED, 0);
    g_assert_true(event->failed);
    g_assert_cmpstr(event->name, ==, "150");
    g_assert_cmpint(event->protocol, ==, 50);
    g_assert_cmpint(event->number, ==, 3);
    assert_address(&event->local, "192.0.2.1");
    event = event_of(&read, IKT_LOG_INVALID_IDENTITY, 0);
    assert_address(&event->offer->local.high, "10.1.255.255");
    assert_address(&event->offer->remote.low, "10.2.0.0");
    g_assert_true(event_of(&read, IKT_LOG_SESSION, 0)->failed);
    g_assert_cmpuint(read.log->count, ==, 8);
    free_log(&read);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logs/prefixes", prefixes);
    g_test_add_func("/logs/stamps", stamps);
    g_test_add_func("/logs/year-ends", year_ends);
    g_test_add_func("/logs/blocks", blocks);
    g_test_add_func("/logs/transforms", transforms);
    g_test_add_func("/logs/refusals", refusals);
    g_test_add_func("/logs/broken-number", broken_number);
    g_test_add_func("/logs/notifies", notifies);
    g_test_add_func("/logs/phase1", phase1);
    g_test_add_func("/logs/block-is-over", block_is_over);
    g_test_add_func("/logs/gets-its-number", gets_its_number);
    g_test_add_func("/logs/interleaved", interleaved);
    g_test_add_func("/logs/several-routers", several_routers);
    g_test_add_func("/logs/told-later", told_later);
    g_test_add_func("/logs/harmless", harmless);
    g_test_add_func("/logs/syslog", syslog_messages);
    return g_test_run();
}
