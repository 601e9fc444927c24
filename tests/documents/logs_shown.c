/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Output of show commands in logs, whole, filtered, retyped: what events come of it. Formats are those of the command
 * references; numbers are our own.
 */
#include "read_log.h"

static void isakmp_sa(void)
{
    struct read_log read =
        read_log("R1#show crypto isakmp sa\n"
                 "IPv4 Crypto ISAKMP SA\n"
                 "dst             src             state          conn-id status\n"
                 "192.0.2.1       192.0.2.2       QM_IDLE           1023 ACTIVE\n"
                 "192.0.2.1       192.0.2.2       MM_NO_STATE       1022 ACTIVE (deleted)\n"
                 "192.0.2.3 192.0.2.1 MM_KEY_EXCH 7 0 ACTIVE\n"
                 "C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.\n"
                 "1013  192.0.2.1       192.0.2.9              ACTIVE aes  sha384 psk  14 23:47:45 N\n"
                 "R1#show crypto isakmp sa\n"
                 "dst src state conn-id slot status 192.0.2.4 192.0.2.1 AG_AUTH 1001 ACTIVE\n"
                 "R1#show crypto isakmp sa\n"
                 "dst             src             state          conn-id status\n"
                 "\n"
                 "R1#\n"
                 "R1#show crypto isakmp sa\n"
                 "dst             src             state          conn-id status\n");
    const struct ikt_log_event *row = event_of(&read, IKT_LOG_SHOW_ISAKMP_SA, 1);
    assert_address(&row->local, "192.0.2.1");
    assert_address(&row->remote, "192.0.2.2");
    g_assert_cmpstr(row->text, ==, "MM_NO_STATE");
    g_assert_cmpstr(row->other, ==, "ACTIVE (deleted)");
    g_assert_cmpint(row->number, ==, 1022);
    g_assert_cmpstr(event_of(&read, IKT_LOG_SHOW_ISAKMP_SA, 0)->other, ==, "ACTIVE");
    g_assert_cmpint(event_of(&read, IKT_LOG_SHOW_ISAKMP_SA, 2)->number, ==, 7); /* with a slot */
    const struct ikt_log_event *detail = event_of(&read, IKT_LOG_SHOW_ISAKMP_SA, 3);
    g_assert_cmpstr(detail->name, ==, "detail");
    g_assert_null(detail->text);
    g_assert_cmpstr(event_of(&read, IKT_LOG_SHOW_ISAKMP_SA, 4)->text, ==, "AG_AUTH");
    /* an empty table is told where a prompt shows its end, not where the file ends */
    g_assert_cmpuint(count_events(&read, IKT_LOG_SHOW_EMPTY), ==, 1);
    g_assert_cmpuint(event_of(&read, IKT_LOG_SHOW_EMPTY, 0)->line, ==, 11);
    free_log(&read);
}

static const char sa_text[] = "interface: GigabitEthernet0/0\n"
                              "    Crypto map tag: CM, local addr 192.0.2.1\n"
                              "\n"
                              "   protected vrf: (none)\n"
                              "   local  ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)\n"
                              "   remote ident (addr/mask/prot/port): (10.2.0.0/255.255.0.0/0/0)\n"
                              "   current_peer 192.0.2.2 port 4500\n"
                              "     PERMIT, flags={origin_is_acl,}\n"
                              "    #pkts encaps: 12, #pkts encrypt: 12, #pkts digest: 12\n"
                              "    #pkts decaps: 7, #pkts decrypt: 7, #pkts verify: 7\n"
                              "    #pkts not compressed: 0, #pkts compr. failed: 0\n"
                              "    #send errors 3, #recv errors 1\n"
                              "\n"
                              "     local crypto endpt.: 192.0.2.1, remote crypto endpt.: 192.0.2.2\n"
                              "     current outbound spi: 0xB2C0867D(2998961789)\n"
                              "\n"
                              "     inbound esp sas:\n"
                              "      spi: 0xDA9E8DCA(3667824074)\n"
                              "        transform: esp-256-aes esp-sha-hmac ,\n"
                              "        in use settings ={Tunnel UDP-Encaps, }\n"
                              "        Status: ACTIVE(ACTIVE)\n"
                              "     outbound esp sas:\n"
                              "      spi: 0xB2C0867D(2998961789)\n"
                              "        transform: esp-256-aes esp-sha-hmac ,\n"
                              "   local  ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)\n"
                              "   remote ident (addr/mask/prot/port): (10.3.0.5/255.255.255.255/47/0)\n"
                              "   current_peer 192.0.2.3 port 500\n"
                              "    #pkts encaps: 0, #pkts encrypt: 0, #pkts digest: 0\n"
                              "    #pkts decaps: 0, #pkts decrypt: 0, #pkts verify: 0\n"
                              "     current outbound spi: 0x0(0)\n"
                              "     inbound esp sas:\n"
                              "     outbound esp sas:\n";

static void ipsec_sa(void)
{
    struct read_log read = read_log(sa_text);
    g_assert_cmpuint(count_events(&read, IKT_LOG_SHOW_IPSEC_SA), ==, 2);
    const struct ikt_log_event *event = event_of(&read, IKT_LOG_SHOW_IPSEC_SA, 0);
    const struct ikt_log_ipsec_sa *sa = event->show;
    g_assert_cmpuint(event->line, ==, 5);
    assert_address(&event->local, "192.0.2.1");
    assert_address(&event->remote, "192.0.2.2");
    assert_address(&sa->networks.local.high, "10.1.255.255");
    assert_address(&sa->networks.remote.low, "10.2.0.0");
    g_assert_cmpuint(sa->encaps, ==, 12);
    g_assert_cmpuint(sa->decaps, ==, 7);
    g_assert_cmpuint(sa->send_errors, ==, 3);
    g_assert_cmpuint(sa->recv_errors, ==, 1);
    g_assert_cmpuint(sa->outbound_spi, ==, 0xb2c0867d);
    g_assert_cmpuint(sa->inbound_spi, ==, 0xda9e8dca);
    g_assert_true(sa->has_inbound && sa->has_outbound && sa->has_sections && sa->has_counters);
    g_assert_cmpint(sa->networks.key_bits, ==, 256);
    g_assert_cmpint(sa->networks.encapsulation, ==, IKT_ENCAPSULATION_UDP_TUNNEL);
    g_assert_cmpstr(sa->map, ==, "CM");
    g_assert_cmpstr(sa->interface, ==, "GigabitEthernet0/0");
    g_assert_cmpuint(sa->peer_port, ==, 4500);
    const struct ikt_log_ipsec_sa *none = event_of(&read, IKT_LOG_SHOW_IPSEC_SA, 1)->show;
    g_assert_false(none->has_inbound || none->has_outbound);
    g_assert_true(none->has_sections);
    g_assert_cmpuint(none->outbound_spi, ==, 0);
    g_assert_cmpuint(none->networks.remote.protocol, ==, 47);
    free_log(&read);
}

/* What a filter leaves: each peer begins a block, and the lists of SAs are not told. */
static void ipsec_sa_filtered(void)
{
    struct read_log read = read_log("R1#show crypto ipsec sa | include peer|encaps|decaps|settings\n"
                                    "   current_peer 192.0.2.2 port 500\n"
                                    "    #pkts encaps: 12, #pkts encrypt: 12, #pkts digest: 12\n"
                                    "    #pkts decaps: 7, #pkts decrypt: 7, #pkts verify: 7\n"
                                    "        in use settings ={Transport, }\n"
                                    "*Mar  1 00:00:01.000: %LINK-3-UPDOWN: Interface Tunnel0, changed state to up\n"
                                    "   current_peer 192.0.2.3 port 500\n"
                                    "    #pkts encaps: 1, #pkts encrypt: 1, #pkts digest: 1\n"
                                    "R1#\n");
    const struct ikt_log_event *first = event_of(&read, IKT_LOG_SHOW_IPSEC_SA, 0);
    const struct ikt_log_event *second = event_of(&read, IKT_LOG_SHOW_IPSEC_SA, 1);
    assert_address(&first->remote, "192.0.2.2");
    assert_address(&first->show->networks.local.low, "-");
    g_assert_cmpint(first->show->networks.encapsulation, ==, IKT_ENCAPSULATION_TRANSPORT);
    g_assert_true(first->show->has_inbound);
    g_assert_false(first->show->has_sections || second->show->has_sections || second->show->has_inbound);
    assert_address(&second->remote, "192.0.2.3");
    g_assert_cmpuint(second->show->encaps, ==, 1);
    free_log(&read);
}

static void sessions(void)
{
    struct read_log read = read_log("R1# show crypto session\n"
                                    "Interface: GigabitEthernet0/1\n"
                                    "Session status: UP-ACTIVE\n"
                                    "Peer: 192.0.2.2 port 500\n"
                                    "  IKEv1 SA: local 192.0.2.1/500 remote 192.0.2.2/500 Active\n"
                                    "  IPSEC FLOW: permit ip 10.1.0.0/255.255.0.0 10.2.0.0/255.255.0.0\n"
                                    "        Active SAs: 2, origin: crypto map\n"
                                    "  IPSEC FLOW: permit 47 host 192.0.2.1 host 192.0.2.2\n"
                                    "        Active SAs: 0, origin: crypto map\n"
                                    "Interface: GigabitEthernet0/2\n"
                                    "Session status: DOWN-NEGOTIATING\n"
                                    "Peer: 192.0.2.3 port 500\n"
                                    "R1# show dmvpn\n"
                                    " # Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb\n"
                                    "     1 192.0.2.8          172.16.0.8 IPSEC 00:01:10     S\n"
                                    "R1# show crypto engine connections active\n"
                                    "   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address\n"
                                    " 1001  IKE     SHA+AES256                0        0        0 192.0.2.1\n"
                                    " 2001  IPsec   AES256+SHA                5        9        9 192.0.2.1\n"
                                    "R1# show ip interface brief\n"
                                    "Interface              IP-Address      OK? Method Status                Protocol\n"
                                    "GigabitEthernet0/1     192.0.2.1       YES manual up                    up\n"
                                    "Tunnel0                172.16.0.1      YES manual up                    down\n");
    const struct ikt_log_event *flow = event_of(&read, IKT_LOG_SHOW_SESSION, 0);
    g_assert_cmpstr(flow->text, ==, "UP-ACTIVE");
    g_assert_cmpint(flow->number, ==, 2);
    assert_address(&flow->local, "192.0.2.1");
    assert_address(&flow->offer->remote.high, "10.2.255.255");
    g_assert_cmpint(event_of(&read, IKT_LOG_SHOW_SESSION, 1)->number, ==, 0);
    g_assert_cmpuint(event_of(&read, IKT_LOG_SHOW_SESSION, 1)->offer->local.protocol, ==, 47);
    const struct ikt_log_event *down = event_of(&read, IKT_LOG_SHOW_SESSION, 2);
    assert_address(&down->remote, "192.0.2.3");
    assert_address(&down->local, "-");
    g_assert_null(down->offer);
    const struct ikt_log_event *dmvpn = event_of(&read, IKT_LOG_SHOW_DMVPN, 0);
    assert_address(&dmvpn->remote, "192.0.2.8");
    g_assert_cmpstr(dmvpn->text, ==, "IPSEC");
    const struct ikt_log_event *engine = event_of(&read, IKT_LOG_SHOW_ENGINE, 1);
    g_assert_cmpint(engine->number, ==, 2001);
    g_assert_cmpuint(engine->show->decaps, ==, 9);
    assert_address(&engine->local, "192.0.2.1");
    g_assert_false(event_of(&read, IKT_LOG_SHOW_INTERFACE, 0)->failed);
    g_assert_true(event_of(&read, IKT_LOG_SHOW_INTERFACE, 1)->failed);
    free_log(&read);
}

static void lists(void)
{
    struct read_log read =
        read_log("R1#show crypto map\n"
                 "Crypto Map IPv4 \"CM\" 10 ipsec-isakmp\n"
                 "        Peer = 192.0.2.2\n"
                 "        Extended IP access list VPN\n"
                 "            access-list VPN permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255\n"
                 "        PFS (Y/N): N\n"
                 "R1#show crypto ipsec transform-set\n"
                 "Transform set TS1: { esp-256-aes esp-sha256-hmac  }\n"
                 "   will negotiate = { Transport,  },\n"
                 "R1#show crypto isakmp policy\n"
                 "Global IKE policy\n"
                 "Protection suite of priority 10\n"
                 "        encryption algorithm:   AES - Advanced Encryption Standard (256 bit keys).\n"
                 "        hash algorithm:         Secure Hash Standard 2 (256 bit)\n"
                 "        authentication method:  Pre-Shared Key\n"
                 "        Diffie-Hellman group:   #14 (2048 bit)\n"
                 "        lifetime:               3600 seconds, no volume limit\n"
                 "R1#show ip access-lists VPN\n"
                 "Extended IP access list VPN\n"
                 "    10 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255 (15 matches)\n"
                 "    20 deny ip any any\n"
                 "R1#show ip route 10.2.0.0\n"
                 "% Network not in table\n"
                 "R1#show ip route\n"
                 "Gateway of last resort is not set\n"
                 "C        10.1.0.0/16 is directly connected, GigabitEthernet0/3\n"
                 "S        10.9.0.0/16 [1/0] via 192.0.2.9\n");
    g_assert_cmpuint(count_events(&read, IKT_LOG_SHOW_MAP), ==, 4);
    const struct ikt_log_event *map = event_of(&read, IKT_LOG_SHOW_MAP, 0);
    g_assert_cmpstr(map->name, ==, "CM");
    g_assert_cmpint(map->number, ==, 10);
    assert_address(&map->remote, "192.0.2.2");
    const struct ikt_log_event *set = event_of(&read, IKT_LOG_SHOW_SET, 0);
    g_assert_cmpstr(set->name, ==, "TS1");
    g_assert_cmpint(set->offer->key_bits, ==, 256);
    g_assert_cmpint(set->offer->integrity, ==, IKT_INTEGRITY_HMAC_SHA2_256);
    g_assert_cmpint(set->offer->encapsulation, ==, IKT_ENCAPSULATION_TRANSPORT);
    const struct ikt_log_policy *policy = event_of(&read, IKT_LOG_SHOW_POLICY, 0)->phase1;
    g_assert_cmpint(policy->priority, ==, 10);
    g_assert_cmpint(policy->encryption, ==, IKT_ENCRYPTION_AES_CBC);
    g_assert_cmpint(policy->key_bits, ==, 256);
    g_assert_cmpint(policy->hash, ==, IKT_HASH_SHA2_256);
    g_assert_cmpint(policy->authentication, ==, IKT_AUTH_PSK);
    g_assert_cmpint(policy->group, ==, 14);
    g_assert_cmpint(policy->seconds, ==, 3600);
    g_assert_cmpint(event_of(&read, IKT_LOG_SHOW_ACCESS_LIST, 0)->number, ==, 15);
    g_assert_cmpint(event_of(&read, IKT_LOG_SHOW_ACCESS_LIST, 1)->number, ==, IKT_ABSENT);
    g_assert_true(event_of(&read, IKT_LOG_SHOW_ACCESS_LIST, 1)->failed);
    g_assert_true(event_of(&read, IKT_LOG_SHOW_ROUTE, 0)->failed);
    g_assert_cmpstr(event_of(&read, IKT_LOG_SHOW_ROUTE, 1)->name, ==, "gateway");
    g_assert_cmpuint(count_events(&read, IKT_LOG_SHOW_ROUTE), ==, 4);
    free_log(&read);
}

/* A terminal's log with a configuration in it: nothing of that is a log, but what a debug writes between is. */
static void configuration_between(void)
{
    struct read_log read = read_log("R1#show running-config\n"
                                    "crypto isakmp key S3CRETKEY address 192.0.2.2\n"
                                    "ip access-list extended VPN\n"
                                    " permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255\n"
                                    "interface Tunnel0\n"
                                    " ip route 0.0.0.0 0.0.0.0 192.0.2.9\n"
                                    "*Mar  1 00:00:01.000: %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON\n"
                                    "192.0.2.1 192.0.2.2 QM_IDLE 1001 ACTIVE\n"
                                    "R1#\n");
    g_assert_cmpuint(read.log->count, ==, 2);
    g_assert_cmpuint(count_events(&read, IKT_LOG_ISAKMP_ON_OFF), ==, 1);
    free_log(&read);
}

/* A debug that begins in the middle of a table is none of its rows; the command line's own notes are told. */
static void debug_between(void)
{
    struct read_log read = read_log("R1#show crypto map\n"
                                    "Crypto Map IPv4 \"CM\" 10 ipsec-isakmp\n"
                                    "        Peer = 192.0.2.2\n"
                                    "IPSEC(sa_request): ,\n"
                                    "  (key eng. msg.) OUTBOUND local= 192.0.2.1:500, remote= 192.0.2.2:500,\n"
                                    "    protocol= ESP, transform= esp-3des esp-md5-hmac  (Tunnel),\n"
                                    "% NOTE: This new crypto map will remain disabled until a peer\n"
                                    "        and a valid access list have been configured.\n"
                                    "R1(config)#\n"
                                    "Current configuration : 1597 bytes\n"
                                    "192.0.2.1 192.0.2.2 QM_IDLE 1001 ACTIVE\n"
                                    "end\n"
                                    "192.0.2.1 192.0.2.3 QM_IDLE 1002 ACTIVE\n");
    g_assert_cmpuint(count_events(&read, IKT_LOG_SHOW_MAP), ==, 1);
    g_assert_cmpint(event_of(&read, IKT_LOG_REQUEST, 0)->offer->transform, ==, IKT_ESP_3DES);
    g_assert_cmpstr(event_of(&read, IKT_LOG_SHOW_OTHER, 0)->name, ==, "map disabled");
    g_assert_cmpuint(count_events(&read, IKT_LOG_SHOW_ISAKMP_SA), ==, 1);
    assert_address(&event_of(&read, IKT_LOG_SHOW_ISAKMP_SA, 0)->remote, "192.0.2.3");
    free_log(&read);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logs/shown/isakmp-sa", isakmp_sa);
    g_test_add_func("/logs/shown/ipsec-sa", ipsec_sa);
    g_test_add_func("/logs/shown/ipsec-sa-filtered", ipsec_sa_filtered);
    g_test_add_func("/logs/shown/sessions", sessions);
    g_test_add_func("/logs/shown/lists", lists);
    g_test_add_func("/logs/shown/configuration-between", configuration_between);
    g_test_add_func("/logs/shown/debug-between", debug_between);
    return g_test_run();
}
