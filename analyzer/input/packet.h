/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a captured frame to the four kinds of thing that the engine takes: IKE datagrams, ESP and AH headers, NAT
 * keepalives, ICMP errors that quote IKE. Everything else is dropped, cheaply: most packets of a capture are
 * something else.
 *
 * Fragments: a first fragment is passed on with the length of the whole datagram, as a packet that the capture cut;
 * later ones are ignored.
 */
#ifndef IKT_INPUT_PACKET_H
#define IKT_INPUT_PACKET_H

#include "iketriage/triage.h"
#include "link.h"
#include "peers.h"

/* Where packets go; every member is set. The arguments are those of the ikt_triage_ functions of the same names. */
struct ikt_packet_sink {
    void (*ike)(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length);
    void (*ipsec)(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                  uint32_t octets);
    void (*keepalive)(void *user, const struct ikt_packet *packet);
    void (*icmp)(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                 const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                 struct ikt_bytes quoted);
};

/* One capture's way into the engine. Filled by the caller, who owns all it points to. */
struct ikt_feed {
    const struct ikt_packet_sink *sink;
    void *user;                    /* handed to the sink */
    const struct ikt_link *link;   /* of the capture */
    const struct ikt_peers *peers; /* NULL: everybody */
    uint64_t fragmented;           /* counted here: IKE datagrams of which only the first fragment was read */
};

/* bytes: as captured; wire_length: of the frame as it was sent. */
void ikt_feed_frame(struct ikt_feed *feed, uint64_t frame, ikt_time time, struct ikt_bytes bytes, size_t wire_length);

#endif
