/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clear_message.h"

#include <string.h>

#include "clear_octets.h"
#include "raw_packet.h"

enum {
    MARKER = 4,
    NAT_T_PORT = 4500
};

bool ikt_clear_message_put(GString *out, const struct ikt_message_event *event, bool show_secrets)
{
    size_t length;
    g_autofree uint8_t *isakmp =
        ikt_raw_can(&event->packet) ? ikt_clear_octets(event->message, show_secrets, &length) : NULL;
    const bool marked = event->packet.source.port == NAT_T_PORT || event->packet.destination.port == NAT_T_PORT;
    const size_t marker = marked ? MARKER : 0;
    if (!isakmp || marker + length > IKT_RAW_UDP_MAX)
        return false;
    g_autofree uint8_t *payload = g_malloc0(marker + length);
    memcpy(payload + marker, isakmp, length);
    ikt_raw_udp_put(out, &event->packet, (struct ikt_bytes){payload, marker + length});
    return true;
}
