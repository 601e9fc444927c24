/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "replay.h"

#include <pcap.h>
#include <string.h>

GPtrArray *replay_packets(const char *path)
{
    char error[PCAP_ERRBUF_SIZE];
    pcap_t *pcap = pcap_open_offline(path, error);
    GPtrArray *packets = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    struct pcap_pkthdr *header;
    const u_char *data;

    g_assert_nonnull(pcap);
    while (pcap_next_ex(pcap, &header, &data) == 1)
        g_ptr_array_add(packets, g_bytes_new(data, header->caplen));
    pcap_close(pcap);
    return packets;
}

void replay_cookie(const char *hex, uint8_t out[static IKT_COOKIE_SIZE])
{
    g_assert_cmpuint(strlen(hex), >=, 2 * IKT_COOKIE_SIZE);
    for (unsigned i = 0; i < IKT_COOKIE_SIZE; i++)
        out[i] = (uint8_t)(g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]));
}

GBytes *replay_message(GBytes *packet, const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    gsize size;
    const uint8_t *data = g_bytes_get_data(packet, &size);
    const uint8_t *at = memmem(data, size, cookie, IKT_COOKIE_SIZE);

    if (!at || size - (size_t)(at - data) < IKT_HEADER_SIZE)
        return NULL;
    size_t length = (size_t)at[24] << 24 | (size_t)at[25] << 16 | (size_t)at[26] << 8 | at[27];
    return g_bytes_new(at, MIN(length, size - (size_t)(at - data)));
}
