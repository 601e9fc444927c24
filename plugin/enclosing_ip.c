/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "enclosing_ip.h"

#include "capture/ip.h"
#include "capture/wire.h"

enum {
    FAMILY_COUNT = 2, /* IPv4 and IPv6 */
    IP_TCP = 6,
    TCP_HEADER = 20
};

static int headers_of[FAMILY_COUNT];

void ikt_enclosing_ip_init(void)
{
    headers_of[0] = proto_registrar_get_id_byname("ip");
    headers_of[1] = proto_registrar_get_id_byname("ipv6");
}

void ikt_enclosing_ip_wanted(GArray *wanted)
{
    g_array_append_vals(wanted, headers_of, FAMILY_COUNT);
}

struct ikt_bytes ikt_item_octets(const field_info *item)
{
    const int left = item->start >= 0 ? tvb_captured_length_remaining(item->ds_tvb, item->start) : -1;
    if (left <= 0)
        return (struct ikt_bytes){NULL, 0};
    return (struct ikt_bytes){tvb_get_ptr(item->ds_tvb, item->start, left), (size_t)left};
}

static bool to_address(const address *from, struct ikt_address *out)
{
    if (from->type == AT_IPv4)
        *out = ikt_address_ipv4(from->data);
    else if (from->type == AT_IPv6)
        *out = ikt_address_ipv6(from->data);
    else
        return false;
    return true;
}

bool ikt_enclosing_ip_read(const field_info *header, struct ikt_enclosing_ip *out)
{
    const struct ikt_bytes ip = ikt_item_octets(header);
    const int start = header->start;
    if (ip.length >= 20 && ip.data[0] >> 4 == 4) {
        const int total = ip.data[2] << 8 | ip.data[3];
        const uint16_t identification = (uint16_t)(ip.data[4] << 8 | ip.data[5]);
        *out = (struct ikt_enclosing_ip){ikt_address_ipv4(ip.data + 12), ikt_address_ipv4(ip.data + 16), identification,
                                         start, total != 0 ? start + total : -1};
        return true;
    }
    if (ip.length >= 40 && ip.data[0] >> 4 == 6) {
        const int payload = ip.data[4] << 8 | ip.data[5];
        *out = (struct ikt_enclosing_ip){ikt_address_ipv6(ip.data + 8), ikt_address_ipv6(ip.data + 24), 0, start,
                                         payload != 0 ? start + 40 + payload : -1};
        return true;
    }
    return false;
}

const field_info *ikt_header_before(proto_tree *tree, const tvbuff_t *octets, int end)
{
    const field_info *nearest = NULL;
    for (unsigned family = 0; family < FAMILY_COUNT; family++) {
        const GPtrArray *headers = proto_get_finfo_ptr_array(tree, headers_of[family]);
        for (guint i = 0; headers && i < headers->len; i++) {
            const field_info *header = g_ptr_array_index(headers, i);
            if (header->ds_tvb == octets && header->start < end && (!nearest || header->start > nearest->start))
                nearest = header;
        }
    }
    return nearest;
}

const field_info *ikt_header_before_item(proto_tree *tree, const field_info *item)
{
    return ikt_header_before(tree, item->ds_tvb, item->start);
}

bool ikt_enclosing_ip_find(const packet_info *pinfo, proto_tree *tree, const field_info *item,
                           struct ikt_enclosing_ip *out)
{
    const field_info *header = ikt_header_before_item(tree, item);
    if (header && ikt_enclosing_ip_read(header, out))
        return true;
    /* Put together from fragments, or from a TCP stream. */
    out->start = out->end = -1;
    out->identification = 0;
    return to_address(&pinfo->src, &out->source) && to_address(&pinfo->dst, &out->destination);
}

void ikt_enclosing_ip_bound(const field_info *item, const struct ikt_enclosing_ip *enclosing, struct ikt_bytes *octets,
                            size_t *wire_length)
{
    *wire_length = octets->length;
    if (enclosing->end > item->start) {
        *wire_length = (size_t)(enclosing->end - item->start);
    } else {
        const gint reported = tvb_reported_length_remaining(item->ds_tvb, item->start);
        *wire_length = MAX(octets->length, (size_t)MAX(reported, 0));
    }
    octets->length = MIN(octets->length, *wire_length);
}

bool ikt_enclosing_ip_segment(const field_info *header, struct ikt_segment *out)
{
    const struct ikt_bytes octets = ikt_item_octets(header);
    struct ikt_ip ip;
    uint32_t sequence;
    if (!ikt_ip_parse(octets, octets.length, &ip) || ip.fragmented || ip.protocol != IP_TCP ||
        ip.payload.length < TCP_HEADER || !ikt_wire_u32(ip.payload, 4, &sequence))
        return false;
    const size_t length = (size_t)(ip.payload.data[12] / 16 * 4);
    if (length < TCP_HEADER || length > ip.payload.length)
        return false;
    *out = (struct ikt_segment){
        .sequence = sequence,
        .octets = {ip.payload.data + length, ip.payload.length - length},
        .wire_length = ip.wire_length - length,
        .start = header->start + (int)(ip.payload.data - octets.data) + (int)length,
    };
    return true;
}

const field_info *ikt_header_first(proto_tree *tree, bool ipv6)
{
    const GPtrArray *headers = proto_get_finfo_ptr_array(tree, headers_of[ipv6 ? 1 : 0]);
    return headers && headers->len > 0 ? g_ptr_array_index(headers, 0) : NULL;
}

bool ikt_header_is_of_fragment(const field_info *header)
{
    const struct ikt_bytes octets = ikt_item_octets(header);
    struct ikt_ip ip;
    return ikt_ip_parse(octets, octets.length, &ip) && ip.fragmented;
}
