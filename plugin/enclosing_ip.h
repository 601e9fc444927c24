/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The IP packet that an item of a dissected frame stands in. Of a tunnel it is the innermost around the item.
 */
#ifndef IKT_PLUGIN_ENCLOSING_IP_H
#define IKT_PLUGIN_ENCLOSING_IP_H

#include "compat.h"
#include "iketriage/bytes.h"

struct ikt_enclosing_ip {
    struct ikt_address source, destination;
    uint16_t identification; /* of IPv4; 0: unknown */
    int start;               /* of its header in the data source, -1: in another one */
    int end;                 /* behind its last octet as sent, -1: unknown */
};

/* What a TCP segment carries. */
struct ikt_segment {
    uint32_t sequence;       /* of the first octet */
    struct ikt_bytes octets; /* as captured */
    size_t wire_length;      /* as sent */
    int start;               /* in the data source */
};

/* Where an IP header begins. */
struct ikt_ip_header {
    tvbuff_t *octets; /* the data source */
    int start;
};

/* Look up the protocols that are read. Once, at handoff. */
void ikt_enclosing_ip_init(void);
/*
 * Appends the ids of the fields that Wireshark must keep for it, where not all link layers are known here: they are two
 * thirds of what a frame without IKE costs. Without them headers are found where the link layer ends, and by the
 * addresses of the innermost one, which lie in it.
 */
void ikt_enclosing_ip_wanted(GArray *wanted);
/* Does the frame's link layer need them? */
bool ikt_enclosing_ip_needs_items(const packet_info *pinfo);

/* An item's octets and all behind it, as captured. They live as long as the dissection. */
struct ikt_bytes ikt_item_octets(const field_info *item);
struct ikt_bytes ikt_header_octets(const struct ikt_ip_header *header);
/* The last IP header that begins before end in this data source; false: none is known. */
bool ikt_header_before(const packet_info *pinfo, proto_tree *tree, tvbuff_t *octets, int end,
                       struct ikt_ip_header *out);
bool ikt_header_before_item(const packet_info *pinfo, proto_tree *tree, const field_info *item,
                            struct ikt_ip_header *out);
/* The outermost one of a frame that has one; ipv6: of which version. */
bool ikt_header_first(const packet_info *pinfo, proto_tree *tree, tvbuff_t *frame, bool ipv6,
                      struct ikt_ip_header *out);
bool ikt_header_is_of_fragment(const struct ikt_ip_header *header);
/* What its own octets say; false where too few were captured. */
bool ikt_enclosing_ip_read(const struct ikt_ip_header *header, struct ikt_enclosing_ip *out);
/* False when it did not come by IP. */
bool ikt_enclosing_ip_find(const packet_info *pinfo, proto_tree *tree, const field_info *item,
                           struct ikt_enclosing_ip *out);
/* Where an item ends that fills its IP packet: octets are cut to what was captured of it; wire_length: as sent. */
void ikt_enclosing_ip_bound(const field_info *item, const struct ikt_enclosing_ip *enclosing, struct ikt_bytes *octets,
                            size_t *wire_length);
/* RFC 793 section 3.1. False where the header is not that of a packet with TCP in it, or too little was captured. */
bool ikt_enclosing_ip_segment(const struct ikt_ip_header *header, struct ikt_segment *out);

#endif
