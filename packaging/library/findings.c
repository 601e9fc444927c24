/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: findings CAPTURE [KEYS]
 *
 * Tunnels of a capture with what is wrong with them, through libiketriage:
 *
 *     cc findings.c $(pkg-config --cflags --libs iketriage libpcap libgcrypt) -o findings
 */
#include <gcrypt.h>
#include <iketriage/feed.h>
#include <iketriage/finding.h>
#include <iketriage/keys.h>
#include <iketriage/triage.h>
#include <iketriage/tunnel.h>
#include <pcap/pcap.h>
#include <stdio.h>

static void on_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    char a[IKT_ADDRESS_TEXT], b[IKT_ADDRESS_TEXT];
    (void)user;
    printf("%s %s %s", ikt_address_format(&tunnel->a.endpoint.address, a),
           ikt_address_format(&tunnel->b.endpoint.address, b), ikt_tunnel_state_name(tunnel->state));
    if (tunnel->cause_count > 0)
        printf(" %s", ikt_rule_info(tunnel->findings.items[0]->rule)->name);
    printf("\n");
}

static void add_keys(struct ikt_keyring *keyring, const char *path)
{
    static uint8_t content[1 << 16];
    FILE *file = fopen(path, "rb");
    if (!file)
        return;
    const struct ikt_bytes bytes = {content, fread(content, 1, sizeof content, file)};
    fclose(file);
    (void)ikt_keyring_add(keyring, path, bytes, NULL, NULL);
}

int main(int argc, char **argv)
{
    static const struct ikt_sink sink = {.tunnel = on_tunnel};
    char error[PCAP_ERRBUF_SIZE];
    struct pcap_pkthdr *header;
    const u_char *octets;
    pcap_t *pcap = argc > 1 ? pcap_open_offline(argv[1], error) : NULL;
    if (!pcap || !gcry_check_version(NULL) || gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) != 0)
        return 2;
    struct ikt_keyring *keyring = ikt_keyring_new();
    if (argc > 2)
        add_keys(keyring, argv[2]);
    struct ikt_triage *triage = ikt_triage_new(NULL, keyring, &sink, NULL);
    struct ikt_feed *feed = ikt_feed_new(triage, NULL);
    struct ikt_frame frame = {.link_type = pcap_datalink(pcap)};
    while (pcap_next_ex(pcap, &header, &octets) == 1) {
        frame.number++;
        frame.time = ikt_feed_time(header->ts.tv_sec, header->ts.tv_usec);
        frame.octets = (struct ikt_bytes){header->caplen > 0 ? octets : NULL, header->caplen};
        frame.wire_length = header->len;
        ikt_feed_frame(feed, &frame);
    }
    ikt_feed_end(feed);
    (void)ikt_triage_finish(triage);
    ikt_feed_free(feed);
    ikt_triage_free(triage);
    ikt_keyring_unref(keyring);
    pcap_close(pcap);
    return 0;
}
