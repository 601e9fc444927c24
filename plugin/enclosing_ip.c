/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "enclosing_ip.h"

#include "capture/ip.h"
#include "capture/link.h"
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

/* The link layers of most captures; IKT_LINK_NONE: another one. */
static int link_of(const packet_info *pinfo)
{
    switch (IKT_ENCAPSULATION(pinfo)) {
    case WTAP_ENCAP_ETHERNET:
        return IKT_LINK_ETHERNET;
    case WTAP_ENCAP_RAW_IP:
        return IKT_LINK_RAW;
    case WTAP_ENCAP_SLL:
        return IKT_LINK_LINUX_SLL;
    default:
        return IKT_LINK_NONE;
    }
}

bool ikt_enclosing_ip_needs_items(const packet_info *pinfo)
{
    return link_of(pinfo) == IKT_LINK_NONE;
}

static struct ikt_bytes octets_from(tvbuff_t *octets, int start)
{
    const int left = start >= 0 ? tvb_captured_length_remaining(octets, start) : -1;
    if (left <= 0)
        return (struct ikt_bytes){NULL, 0};
    return (struct ikt_bytes){tvb_get_ptr(octets, start, left), (size_t)left};
}

struct ikt_bytes ikt_item_octets(const field_info *item)
{
    return octets_from(item->ds_tvb, item->start);
}

struct ikt_bytes ikt_header_octets(const struct ikt_ip_header *header)
{
    return octets_from(header->octets, header->start);
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

bool ikt_enclosing_ip_read(const struct ikt_ip_header *header, struct ikt_enclosing_ip *out)
{
    const struct ikt_bytes ip = ikt_header_octets(header);
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

static bool is_version(const struct ikt_ip_header *header, int version)
{
    const struct ikt_bytes ip = ikt_header_octets(header);
    return ip.length > 0 && ip.data[0] >> 4 == version;
}

/* Behind the link layer of the frame. */
static bool behind_link(const packet_info *pinfo, tvbuff_t *frame, struct ikt_ip_header *out)
{
    const int type = link_of(pinfo);
    const struct ikt_link *link = type != IKT_LINK_NONE ? ikt_link_find(type) : NULL;
    size_t offset;
    if (!link || !ikt_link_network(link, octets_from(frame, 0), &offset) || offset > G_MAXINT)
        return false;
    *out = (struct ikt_ip_header){frame, (int)offset};
    return true;
}

/* The innermost header, where its addresses lie in it: they are said to, and both have to be in their place. */
static bool by_addresses(const packet_info *pinfo, tvbuff_t *octets, struct ikt_ip_header *out)
{
    const bool ipv6 = pinfo->net_src.type == AT_IPv6;
    const size_t before = ipv6 ? 8 : 12, size = ipv6 ? 16 : 4;
    const struct ikt_bytes all = octets_from(octets, 0);
    const size_t at = (size_t)((uintptr_t)pinfo->net_src.data - (uintptr_t)all.data);
    if ((!ipv6 && pinfo->net_src.type != AT_IPv4) || !all.data || at < before || at >= all.length ||
        (uintptr_t)pinfo->net_dst.data - (uintptr_t)all.data != at + size)
        return false;
    *out = (struct ikt_ip_header){octets, (int)(at - before)};
    return is_version(out, ipv6 ? 6 : 4);
}

/* Are they the innermost ones? */
static bool has_its_addresses(const packet_info *pinfo, const struct ikt_ip_header *header)
{
    struct ikt_address source, destination;
    struct ikt_enclosing_ip ip;
    return to_address(&pinfo->net_src, &source) && to_address(&pinfo->net_dst, &destination) &&
           ikt_enclosing_ip_read(header, &ip) && ikt_address_equal(&ip.source, &source) &&
           ikt_address_equal(&ip.destination, &destination);
}

/* The nearest item; false: there are none in these octets. */
static bool by_items(proto_tree *tree, const tvbuff_t *octets, int end, struct ikt_ip_header *out)
{
    bool found = false;
    for (unsigned family = 0; family < FAMILY_COUNT; family++) {
        const GPtrArray *headers = proto_get_finfo_ptr_array(tree, headers_of[family]);
        for (guint i = 0; headers && i < headers->len; i++) {
            const field_info *header = g_ptr_array_index(headers, i);
            if (header->ds_tvb == octets && header->start < end && (!found || header->start > out->start)) {
                *out = (struct ikt_ip_header){header->ds_tvb, header->start};
                found = true;
            }
        }
    }
    return found;
}

bool ikt_header_before(const packet_info *pinfo, proto_tree *tree, tvbuff_t *octets, int end, struct ikt_ip_header *out)
{
    if (by_items(tree, octets, end, out))
        return true;
    const bool found =
        by_addresses(pinfo, octets, out) || (behind_link(pinfo, octets, out) && has_its_addresses(pinfo, out));
    return found && out->start < end;
}

bool ikt_header_before_item(const packet_info *pinfo, proto_tree *tree, const field_info *item,
                            struct ikt_ip_header *out)
{
    return ikt_header_before(pinfo, tree, item->ds_tvb, item->start, out);
}

bool ikt_enclosing_ip_find(const packet_info *pinfo, proto_tree *tree, const field_info *item,
                           struct ikt_enclosing_ip *out)
{
    struct ikt_ip_header header;
    if (ikt_header_before_item(pinfo, tree, item, &header) && ikt_enclosing_ip_read(&header, out))
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

bool ikt_enclosing_ip_segment(const struct ikt_ip_header *header, struct ikt_segment *out)
{
    const struct ikt_bytes octets = ikt_header_octets(header);
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

bool ikt_header_first(const packet_info *pinfo, proto_tree *tree, tvbuff_t *frame, bool ipv6, struct ikt_ip_header *out)
{
    const GPtrArray *headers = proto_get_finfo_ptr_array(tree, headers_of[ipv6 ? 1 : 0]);
    if (headers && headers->len > 0) {
        const field_info *first = g_ptr_array_index(headers, 0);
        *out = (struct ikt_ip_header){first->ds_tvb, first->start};
        return true;
    }
    return (behind_link(pinfo, frame, out) && is_version(out, ipv6 ? 6 : 4)) || by_addresses(pinfo, frame, out);
}

bool ikt_header_is_of_fragment(const struct ikt_ip_header *header)
{
    const struct ikt_bytes octets = ikt_header_octets(header);
    struct ikt_ip ip;
    return ikt_ip_parse(octets, octets.length, &ip) && ip.fragmented;
}
