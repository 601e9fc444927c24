/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree_payload.h"

#include <string.h>

#include "tree_sa.h"

enum {
    PAYLOADS_SHOWN = 100 /* of a message: real ones have a dozen, and a message has room for 16000 */
};

/* Fields of one side's proxy. */
struct proxy_fields {
    enum ikt_field value, addr, mask, addr6, prefix6;
};

static const struct proxy_fields initiator_fields = {IKT_FIELD_PROXY_INITIATOR, IKT_FIELD_PROXY_INITIATOR_ADDR,
                                                     IKT_FIELD_PROXY_INITIATOR_MASK, IKT_FIELD_PROXY_INITIATOR_ADDR6,
                                                     IKT_FIELD_PROXY_INITIATOR_PREFIX6};
static const struct proxy_fields responder_fields = {IKT_FIELD_PROXY_RESPONDER, IKT_FIELD_PROXY_RESPONDER_ADDR,
                                                     IKT_FIELD_PROXY_RESPONDER_MASK, IKT_FIELD_PROXY_RESPONDER_ADDR6,
                                                     IKT_FIELD_PROXY_RESPONDER_PREFIX6};

/* RFC 2407 section 4.6.2: protocol and port follow the type, the identification data them. */
static void draw_identity(const struct ikt_target *target, const struct ikt_payload *payload)
{
    const struct ikt_identity *id = &payload->id;
    const size_t offset = payload->offset + IKT_GENERIC_HEADER_SIZE;
    g_autofree char *text = ikt_identity_format(id);
    ikt_put_number(target, IKT_FIELD_ID_TYPE, ikt_range(target, offset, 1), id->type);
    if (!ikt_payload_is_nat_oa(payload->type)) {
        ikt_put_number(target, IKT_FIELD_ID_PROTOCOL, ikt_range(target, offset + 1, 1), id->protocol);
        ikt_put_number(target, IKT_FIELD_ID_PORT, ikt_range(target, offset + 2, 2), id->port);
    }
    ikt_put_text(target, IKT_FIELD_ID, ikt_range(target, offset + 4, id->octets.length), text);
}

static void draw_notify(const struct ikt_target *target, const struct ikt_payload *payload)
{
    const struct ikt_notify *notify = &payload->notify;
    const size_t offset = payload->offset + IKT_GENERIC_HEADER_SIZE;
    const struct ikt_range type = ikt_range(target, offset + 6, 2);
    ikt_put_number(target, IKT_FIELD_NOTIFY_PROTOCOL, ikt_range(target, offset + 4, 1), notify->protocol);
    ikt_put_number(target, IKT_FIELD_NOTIFY_TYPE, type, notify->type);
    ikt_put_text(target, IKT_FIELD_NOTIFY_MEANING, type, ikt_notify_meaning(notify->type));
    ikt_put_octets(target, IKT_FIELD_NOTIFY_SPI, ikt_range(target, offset + 8, notify->spi.length));
    ikt_put_octets(target, IKT_FIELD_NOTIFY_DATA,
                   ikt_range(target, offset + 8 + notify->spi.length, notify->data.length));
}

static void draw_delete(const struct ikt_target *target, const struct ikt_payload *payload)
{
    const struct ikt_delete *deletion = &payload->deletion;
    const size_t offset = payload->offset + IKT_GENERIC_HEADER_SIZE;
    ikt_put_number(target, IKT_FIELD_DELETE_PROTOCOL, ikt_range(target, offset + 4, 1), deletion->protocol);
    for (size_t i = 0; i < deletion->spi_count; i++) {
        ikt_put_octets(target, IKT_FIELD_DELETE_SPI,
                       ikt_range(target, offset + 8 + i * deletion->spi_size, deletion->spi_size));
    }
}

/* Values stay out of the text: among them are passwords of XAUTH. */
static void draw_config(const struct ikt_target *target, const struct ikt_payload *payload)
{
    const struct ikt_config *config = &payload->config;
    ikt_put_number(target, IKT_FIELD_CONFIG_TYPE, ikt_range(target, payload->offset + IKT_GENERIC_HEADER_SIZE, 1),
                   config->type);
    for (size_t i = 0; i < config->attribute_count; i++) {
        const struct ikt_attribute *attribute = &config->attributes[i];
        const char *name =
            ikt_name_or_number(target, ikt_config_attribute_name(attribute->type), "attribute", attribute->type);
        ikt_put_text(target, IKT_FIELD_ATTRIBUTE,
                     ikt_range(target, attribute->offset, attribute->basic ? 4 : 4 + attribute->octets.length), name);
    }
}

/* NULL: nobody knows it. */
static const char *vendor_name(const struct ikt_message *message, const struct ikt_payload *payload)
{
    static const uint8_t nothing[IKT_COOKIE_SIZE];
    const struct ikt_vendor_id *known = payload->vendor;
    const uint8_t *responder = message->header.responder_cookie;
    const bool answered = memcmp(responder, nothing, sizeof(nothing)) != 0;
    if (known)
        return known->name;
    const bool ios = ikt_vendor_id_is_ios(payload->body, message->header.initiator_cookie) ||
                     (answered && ikt_vendor_id_is_ios(payload->body, responder));
    return ios ? "Cisco IOS" : NULL;
}

/* What a payload says, for its heading, so that it need not be opened. NULL: octets only. Packet scope. */
static const char *payload_words(const struct ikt_target *target, const struct ikt_message *message,
                                 const struct ikt_payload *payload)
{
    if (payload->damaged)
        return NULL;
    switch (payload->type) {
    case IKT_PAYLOAD_SA:
        return ikt_tree_sa_words(target, &payload->sa);
    case IKT_PAYLOAD_ID: {
        g_autofree char *text = ikt_identity_format(&payload->id);
        return wmem_strdup(target->pinfo->pool, text);
    }
    case IKT_PAYLOAD_NOTIFY:
        return ikt_name_or_number(target, ikt_notify_name(payload->notify.type), "type", payload->notify.type);
    case IKT_PAYLOAD_DELETE:
        return ikt_name_or_number(target, ikt_protocol_name(payload->deletion.protocol), "protocol",
                                  payload->deletion.protocol);
    case IKT_PAYLOAD_VID:
        return vendor_name(message, payload);
    default:
        return NULL;
    }
}

static void hide(proto_item *item, bool hidden)
{
    if (item && hidden)
        proto_item_set_hidden(item);
}

/* Of what ISAKMP shows, proposals are shown once more, in words of transform sets; the rest is there for filters. */
static void draw_payload(const struct ikt_target *target, const struct ikt_message *message,
                         const struct ikt_payload *payload, bool shown_by_isakmp)
{
    const struct ikt_range range = ikt_range(target, payload->offset, payload->octets.length);
    const char *name = ikt_name_or_number(target, ikt_payload_name(payload->type), "payload", payload->type);
    const char *words = payload_words(target, message, payload);
    const char *title = wmem_strdup_printf(target->pinfo->pool, "%s, %u octets%s%s", name,
                                           (unsigned)payload->octets.length, words ? ": " : "", words ? words : "");
    const struct ikt_target under = ikt_put_heading(target, IKT_FIELD_PAYLOAD, IKT_SUBTREE_PAYLOAD, range, title);
    hide(proto_tree_get_parent(under.tree), shown_by_isakmp && payload->type != IKT_PAYLOAD_SA);
    hide(ikt_put_number(&under, IKT_FIELD_PAYLOAD_TYPE, range, payload->type), shown_by_isakmp);
    hide(ikt_put_octets(&under, IKT_FIELD_PAYLOAD_DATA,
                        ikt_range(target, payload->offset + IKT_GENERIC_HEADER_SIZE, payload->body.length)),
         shown_by_isakmp);
    if (payload->damaged) {
        return; /* its values may be absent; what is wrong stands among the problems */
    }
    if (ikt_payload_is_nat_oa(payload->type)) {
        draw_identity(&under, payload);
        return;
    }
    switch (payload->type) {
    case IKT_PAYLOAD_SA:
        ikt_tree_sa(&under, &payload->sa, shown_by_isakmp);
        break;
    case IKT_PAYLOAD_ID:
        draw_identity(&under, payload);
        break;
    case IKT_PAYLOAD_NOTIFY:
        draw_notify(&under, payload);
        break;
    case IKT_PAYLOAD_DELETE:
        draw_delete(&under, payload);
        break;
    case IKT_PAYLOAD_VID:
        ikt_put_text(&under, IKT_FIELD_VENDOR_ID, range, words);
        break;
    case IKT_PAYLOAD_ATTRIBUTES:
        draw_config(&under, payload);
        break;
    case IKT_PAYLOAD_FRAGMENT:
        ikt_put_text(&under, IKT_FIELD_FRAGMENT, range,
                     wmem_strdup_printf(target->pinfo->pool, "number %u of message %u%s", payload->fragment.number,
                                        payload->fragment.id, payload->fragment.last ? ", the last one" : ""));
        break;
    default:
        break;
    }
}

static void draw_addresses(const struct ikt_target *target, const struct proxy_fields *fields, struct ikt_range range,
                           const struct ikt_identity *id)
{
    ws_in4_addr low;
    if (id->low.family == IKT_FAMILY_IPV4) {
        memcpy(&low, id->low.octets, sizeof(low));
        proto_tree_add_ipv4(target->tree, ikt_field(fields->addr), target->tvb, range.start, range.length, low);
        if (id->prefix >= 0 && id->prefix <= 32) {
            const uint32_t mask = id->prefix == 0 ? 0 : UINT32_MAX << (32 - id->prefix);
            proto_tree_add_ipv4(target->tree, ikt_field(fields->mask), target->tvb, range.start, range.length,
                                g_htonl(mask));
        }
    } else if (id->low.family == IKT_FAMILY_IPV6) {
        ws_in6_addr low6;
        memcpy(&low6, id->low.octets, sizeof(low6));
        proto_tree_add_ipv6(target->tree, ikt_field(fields->addr6), target->tvb, range.start, range.length, &low6);
        if (id->prefix >= 0)
            ikt_put_number(target, fields->prefix6, range, id->prefix);
    }
}

/* RFC 2409 section 5.5: absent IDs stand for the peers' own addresses. */
static bool own_address(const address *from, struct ikt_identity *out)
{
    *out = (struct ikt_identity){0};
    if (from->type == AT_IPv4)
        out->low = ikt_address_ipv4(from->data);
    else if (from->type == AT_IPv6)
        out->low = ikt_address_ipv6(from->data);
    else
        return false;
    const bool ipv4 = from->type == AT_IPv4;
    out->type = ipv4 ? IKT_ID_IPV4_ADDR : IKT_ID_IPV6_ADDR;
    out->high = out->low;
    out->prefix = ipv4 ? 32 : 128;
    return true;
}

static void draw_proxies(const struct ikt_target *target, const struct ikt_message *message, bool from_initiator)
{
    const struct ikt_payload *payloads[] = {ikt_message_payload(message, IKT_PAYLOAD_ID, 0),
                                            ikt_message_payload(message, IKT_PAYLOAD_ID, 1)};
    const address *own[] = {from_initiator ? &target->pinfo->src : &target->pinfo->dst,
                            from_initiator ? &target->pinfo->dst : &target->pinfo->src};
    const struct proxy_fields *fields[] = {&initiator_fields, &responder_fields};
    const bool absent = !payloads[0];
    const bool unknown = message->encrypted || message->truncated || message->problem_count > 0 || message->lost > 0;
    struct ikt_identity ids[2];
    struct ikt_range ranges[2];
    char *texts[2];
    if (absent && unknown) {
        return; /* they may be what could not be read */
    }
    for (unsigned i = 0; i < 2; i++) {
        if (absent ? !own_address(own[i], &ids[i]) : !payloads[i] || payloads[i]->damaged)
            return;
        ranges[i] = absent ? ikt_range(target, 0, 0) : ikt_range_of(target, payloads[i]->offset);
        ids[i] = absent ? ids[i] : payloads[i]->id;
        g_autofree char *text = ikt_identity_format(&ids[i]);
        texts[i] = wmem_strdup(target->pinfo->pool, text);
    }
    const char *title = wmem_strdup_printf(target->pinfo->pool, "Proxies: %s <-> %s%s", texts[0], texts[1],
                                           absent ? " (no IDs: the peers' own addresses)" : "");
    const struct ikt_target under = ikt_put_heading(target, IKT_FIELD_PROXY, IKT_SUBTREE_PROXY, ranges[0], title);
    for (unsigned i = 0; i < 2; i++) {
        ikt_put_text(&under, fields[i]->value, ranges[i], texts[i]);
        draw_addresses(&under, fields[i], ranges[i], &ids[i]);
    }
}

void ikt_tree_payloads(const struct ikt_target *target, const struct ikt_message *message, enum ikt_message_name name,
                       bool shown_by_isakmp)
{
    if (name == IKT_QUICK1 || name == IKT_QUICK2)
        draw_proxies(target, message, name == IKT_QUICK1);
    for (size_t i = 0; i < MIN(message->payload_count, PAYLOADS_SHOWN); i++)
        draw_payload(target, message, &message->payloads[i], shown_by_isakmp);
    if (message->payload_count > PAYLOADS_SHOWN)
        ikt_put_number(target, IKT_FIELD_PAYLOADS_MORE, ikt_range(target, 0, 0),
                       (int64_t)(message->payload_count - PAYLOADS_SHOWN));
    if (message->padding.length > 0) {
        const size_t length = MIN(message->padding.length, target->length);
        hide(ikt_put_octets(target, IKT_FIELD_PADDING, ikt_range(target, target->length - length, length)),
             shown_by_isakmp);
    }
    for (size_t i = 0; i < message->problem_count; i++) {
        g_autofree char *text = ikt_problem_text(&message->problems[i]);
        ikt_put_text(target, IKT_FIELD_PROBLEM, ikt_range(target, message->problems[i].offset, 1), text);
    }
}
