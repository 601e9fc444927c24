/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a captured frame to the four kinds of thing that the engine takes: IKE datagrams, ESP and AH headers, NAT
 * keepalives, ICMP errors that quote IKE. Everything else is dropped, cheaply: most packets of a capture are
 * something else.
 *
 * Fragments: IKE is put together and comes with the frame and time of the fragment that completed it. When one is
 * missing, or the capture cut one, its beginning comes later, as a packet that the capture cut, with the frame and time
 * of the newest fragment. Of ESP, AH and ICMP the first fragment says enough.
 *
 * IKE is what comes from or to its ports, and on any other port what bears cookies that the sink knows.
 */
#ifndef IKT_CAPTURE_PACKET_H
#define IKT_CAPTURE_PACKET_H

#include "iketriage/triage.h"
#include "link.h"
#include "peers.h"
#include "reassembly.h"

/* Where packets go; every member is set. The arguments are those of the ikt_triage_ functions of the same names. */
struct ikt_packet_sink {
    void (*ike)(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length);
    void (*ipsec)(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                  uint32_t octets);
    void (*keepalive)(void *user, const struct ikt_packet *packet);
    void (*icmp)(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                 const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                 struct ikt_bytes quoted);
    bool (*knows)(void *user, const uint8_t *initiator_cookie, const uint8_t *responder_cookie);
};

/* One capture's way into the engine. The first members are filled by the caller, who owns what they point to. */
struct ikt_feed {
    const struct ikt_packet_sink *sink;
    void *user;                    /* handed to the sink */
    const struct ikt_link *link;   /* of the capture */
    const struct ikt_peers *peers; /* NULL: everybody */
    uint64_t incomplete;           /* counted here: IKE datagrams in fragments of which only the beginning was read */
    struct ikt_reassembly *fragments; /* private, NULL at first */
};

/* bytes: as captured; wire_length: of the frame as it was sent. */
void ikt_feed_frame(struct ikt_feed *feed, uint64_t frame, ikt_time time, struct ikt_bytes bytes, size_t wire_length);
/* After the last frame: what still waits for fragments is fed as it is. Frees what the feed holds. */
void ikt_feed_end(struct ikt_feed *feed);

#endif
