/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: third_program CAPTURE [KEYS]
 *
 * A program of somebody else's, and the example of how the public headers are used: frames from libpcap into a feed,
 * findings out of a triage, one a line ("ts-cipher certain 156c6227"). It includes nothing of iketriage but
 * include/iketriage and links the engine and the feed.
 */
#include <gcrypt.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

#include "iketriage/feed.h"
#include "iketriage/finding.h"
#include "iketriage/keys.h"
#include "iketriage/triage.h"

static void print_findings(const struct ikt_findings *findings, uint32_t message_id)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct ikt_finding *finding = findings->items[i];
        printf("%s %s %08" PRIx32 "\n", ikt_rule_info(finding->rule)->name, ikt_likelihood_name(finding->likelihood),
               message_id);
    }
}

static void on_phase1(void *user, const struct ikt_phase1 *record)
{
    (void)user;
    print_findings(&record->findings, 0);
}

static void on_phase2(void *user, const struct ikt_phase2 *record)
{
    (void)user;
    print_findings(&record->findings, record->message_id);
}

/* A small file whole. */
static bool add_keys(struct ikt_keyring *keyring, const char *path)
{
    static uint8_t content[1 << 20];
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    const size_t length = fread(content, 1, sizeof(content), file);
    fclose(file);
    const struct ikt_bytes bytes = {content, length};
    return ikt_keyring_add(keyring, path, bytes, NULL, NULL);
}

/* The program, not the engine, decides how libgcrypt is set up. */
static bool start_gcrypt(void)
{
    return gcry_check_version(GCRYPT_VERSION) && gcry_control(GCRYCTL_DISABLE_SECMEM, 0) == 0 &&
           gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
}

static void feed_capture(struct ikt_feed *feed, pcap_t *pcap)
{
    struct pcap_pkthdr *header;
    const u_char *data;
    struct ikt_frame frame = {.link_type = pcap_datalink(pcap)};
    while (pcap_next_ex(pcap, &header, &data) == 1) {
        frame.number++;
        frame.time = ikt_feed_time(header->ts.tv_sec, header->ts.tv_usec);
        frame.octets.data = header->caplen > 0 ? data : NULL;
        frame.octets.length = header->caplen;
        frame.wire_length = header->len;
        ikt_feed_frame(feed, &frame);
    }
    ikt_feed_end(feed);
}

int main(int argc, char **argv)
{
    char error[PCAP_ERRBUF_SIZE];
    pcap_t *pcap = argc > 1 ? pcap_open_offline(argv[1], error) : NULL;
    if (!pcap || !ikt_feed_reads(pcap_datalink(pcap)) || !start_gcrypt())
        return EXIT_FAILURE;
    struct ikt_keyring *keyring = ikt_keyring_new();
    if (argc > 2 && !add_keys(keyring, argv[2]))
        return EXIT_FAILURE;
    const struct ikt_sink sink = {.phase1 = on_phase1, .phase2 = on_phase2};
    struct ikt_triage *triage = ikt_triage_new(NULL, keyring, &sink, NULL);
    struct ikt_feed *feed = ikt_feed_new(triage, NULL);
    feed_capture(feed, pcap);
    print_findings(&ikt_triage_finish(triage)->findings, 0);
    ikt_feed_free(feed);
    ikt_triage_free(triage);
    ikt_keyring_unref(keyring);
    pcap_close(pcap);
    return EXIT_SUCCESS;
}
