/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "anonymize_payload.h"

#include <string.h>

#include "anonymize_text.h"
#include "digests.h"

enum {
    IOS_VENDOR_ID = 16,
    COOKIES = 2 * IKT_COOKIE_SIZE,
    SPI = 4
};

static bool is_text(uint8_t id_type)
{
    return id_type == IKT_ID_FQDN || id_type == IKT_ID_USER_FQDN || id_type == IKT_ID_KEY_ID;
}

void ikt_anonymize_learn_payload(struct ikt_anonymizer *anonymizer, const struct ikt_payload *payload)
{
    if (payload->damaged || payload->type != IKT_PAYLOAD_ID || payload->id.low.family != IKT_FAMILY_NONE)
        return;
    g_autofree char *name = ikt_identity_name(&payload->id);
    ikt_anonymizer_learn_words(anonymizer, (struct ikt_bytes){(const uint8_t *)name, strlen(name)});
}

static void put(GByteArray *out, struct ikt_bytes octets)
{
    if (octets.length > 0)
        g_byte_array_append(out, octets.data, (guint)octets.length);
}

static void put_zeros(GByteArray *out, size_t count)
{
    const guint start = out->len;
    g_byte_array_set_size(out, (guint)(start + count));
    memset(out->data + start, 0, count);
}

/* What stands in the place of part, which lies in whole, whose copy begins at start. */
static uint8_t *copy_of(GByteArray *out, guint start, struct ikt_bytes whole, struct ikt_bytes part)
{
    return out->data + start + (part.data - whole.data);
}

static void map_spi(const struct ikt_anonymizer *anonymizer, struct ikt_bytes spi, uint8_t *at)
{
    uint32_t number;
    if (ikt_spi_number(spi, &number)) {
        number = ikt_anonymizer_spi(anonymizer, number);
        for (int i = 0; i < SPI; i++)
            at[i] = (uint8_t)(number >> (24 - 8 * i));
    } else if (spi.length % IKT_COOKIE_SIZE == 0) {
        for (size_t i = 0; i < spi.length; i += IKT_COOKIE_SIZE)
            ikt_anonymizer_cookie(anonymizer, spi.data + i, at + i);
    } else {
        memset(at, 0, spi.length);
    }
}

static void put_sa(const struct ikt_anonymizer *anonymizer, const struct ikt_payload *payload, GByteArray *out)
{
    const guint start = out->len;
    put(out, payload->body);
    for (size_t i = 0; i < payload->sa.proposal_count; i++) {
        const struct ikt_bytes spi = payload->sa.proposals[i].spi;
        if (spi.length > 0)
            map_spi(anonymizer, spi, copy_of(out, start, payload->body, spi));
    }
}

static size_t octets_of(const struct ikt_address *address)
{
    return address->family == IKT_FAMILY_IPV6 ? 16 : 4;
}

/* Type, protocol, port, then addresses or text (RFC 2407 section 4.6.2). */
static void put_identity(const struct ikt_anonymizer *anonymizer, const struct ikt_identity *id, struct ikt_bytes body,
                         GByteArray *out)
{
    const size_t size = octets_of(&id->low);
    put(out, (struct ikt_bytes){body.data, body.length - id->octets.length});
    if (id->low.family != IKT_FAMILY_NONE) {
        const bool pair = id->octets.length == 2 * size;
        const bool range = id->type == IKT_ID_IPV4_ADDR_RANGE || id->type == IKT_ID_IPV6_ADDR_RANGE;
        const unsigned prefix = pair && !range && id->prefix >= 0 ? (unsigned)id->prefix : (unsigned)(8 * size);
        const struct ikt_address low = ikt_anonymizer_network(anonymizer, &id->low, prefix),
                                 high = ikt_anonymizer_address(anonymizer, &id->high);
        g_byte_array_append(out, low.octets, (guint)size);
        if (pair && range)
            g_byte_array_append(out, high.octets, (guint)size);
        else if (pair)
            g_byte_array_append(out, id->octets.data + size, (guint)size);
    } else if (is_text(id->type)) {
        g_autoptr(GString) text = g_string_new(NULL);
        ikt_anonymize_text(anonymizer, IKT_TEXT_PLAIN, (const char *)id->octets.data, id->octets.length, text);
        g_byte_array_append(out, (const uint8_t *)text->str, (guint)text->len);
    } else {
        put_zeros(out, id->octets.length);
    }
}

/* RFC 3947 section 3.2: HASH(CKY-I | CKY-R | IP | Port). False: no hash gives so many octets. */
static bool hash_end(size_t length, const uint8_t cookies[static COOKIES], const struct ikt_endpoint *end,
                     uint8_t out[static IKT_DIGEST_MAX])
{
    uint8_t octets[COOKIES + 16 + 2];
    const size_t address = octets_of(&end->address);
    memcpy(octets, cookies, COOKIES);
    memcpy(octets + COOKIES, end->address.octets, address);
    octets[COOKIES + address] = (uint8_t)(end->port >> 8);
    octets[COOKIES + address + 1] = (uint8_t)end->port;
    return ikt_digest_of_length(length, (struct ikt_bytes){octets, COOKIES + address + 2}, out);
}

/* A hash of an end of this packet becomes one of it as it is now; any other one, which tells of a NAT, fits nothing. */
static void put_nat_d(const struct ikt_anonymizer *anonymizer, const struct ikt_message_event *event,
                      struct ikt_bytes body, GByteArray *out)
{
    const struct ikt_endpoint *const ends[] = {&event->packet.source, &event->packet.destination};
    uint8_t cookies[COOKIES], made[IKT_DIGEST_MAX];
    memcpy(cookies, event->message->header.initiator_cookie, IKT_COOKIE_SIZE);
    memcpy(cookies + IKT_COOKIE_SIZE, event->message->header.responder_cookie, IKT_COOKIE_SIZE);
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        if (!hash_end(body.length, cookies, ends[i], made) || memcmp(made, body.data, body.length) != 0)
            continue;
        struct ikt_endpoint end = *ends[i];
        end.address = ikt_anonymizer_address(anonymizer, &end.address);
        ikt_anonymizer_cookie(anonymizer, cookies, cookies);
        ikt_anonymizer_cookie(anonymizer, cookies + IKT_COOKIE_SIZE, cookies + IKT_COOKIE_SIZE);
        (void)hash_end(body.length, cookies, &end, made);
        g_byte_array_append(out, made, (guint)body.length);
        return;
    }
    const guint start = out->len;
    put_zeros(out, body.length);
    ikt_anonymizer_octets(anonymizer, body, out->data + start);
}

/* That of IOS is made of its sender's cookie (its first half, as far as is known). */
static void put_vendor_id(const struct ikt_anonymizer *anonymizer, const struct ikt_message *message,
                          struct ikt_bytes body, GByteArray *out)
{
    static const uint8_t mark[IKT_COOKIE_SIZE] = {0xf5, 0xc7, 0xa7, 0x1d, 0x00, 0x01, 0x00, 0x00};
    const uint8_t *const cookies[] = {message->header.initiator_cookie, message->header.responder_cookie};
    const guint start = out->len;
    put(out, body);
    if (body.length != IOS_VENDOR_ID)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(cookies); i++) {
        bool made_of = true;
        for (size_t j = 0; j < IKT_COOKIE_SIZE; j++)
            made_of = made_of && (body.data[j] ^ cookies[i][j]) == mark[j];
        if (!made_of)
            continue;
        ikt_anonymizer_cookie(anonymizer, cookies[i], out->data + start);
        for (size_t j = 0; j < IKT_COOKIE_SIZE; j++)
            out->data[start + j] ^= mark[j];
        return;
    }
}

static void put_notify(const struct ikt_anonymizer *anonymizer, const struct ikt_payload *payload, GByteArray *out)
{
    const struct ikt_notify *notify = &payload->notify;
    const bool numbers = notify->type == IKT_NOTIFY_RESPONDER_LIFETIME || notify->type == IKT_NOTIFY_R_U_THERE ||
                         notify->type == IKT_NOTIFY_R_U_THERE_ACK;
    const guint start = out->len;
    put(out, payload->body);
    if (notify->spi.length > 0)
        map_spi(anonymizer, notify->spi, copy_of(out, start, payload->body, notify->spi));
    if (!numbers && notify->data.length > 0)
        memset(copy_of(out, start, payload->body, notify->data), 0, notify->data.length);
}

static void put_delete(const struct ikt_anonymizer *anonymizer, const struct ikt_payload *payload, GByteArray *out)
{
    const guint start = out->len;
    put(out, payload->body);
    for (size_t i = 0; i < payload->deletion.spi_count; i++) {
        const struct ikt_bytes spi = ikt_delete_spi(&payload->deletion, i);
        map_spi(anonymizer, spi, copy_of(out, start, payload->body, spi));
    }
}

/* Which attributes there are, their numbers and netmasks; no address, no name. */
static void put_attributes(const struct ikt_anonymizer *anonymizer, const struct ikt_payload *payload, GByteArray *out)
{
    const guint start = out->len;
    put(out, payload->body);
    for (size_t i = 0; i < payload->config.attribute_count; i++) {
        const struct ikt_attribute *attribute = &payload->config.attributes[i];
        if (attribute->octets.length == 0 || attribute->octets.length == 2)
            continue;
        uint8_t *at = copy_of(out, start, payload->body, attribute->octets);
        struct ikt_address address = {0};
        if (attribute->type == IKT_CFGATTR_INTERNAL_IP4_NETMASK)
            continue;
        if (attribute->octets.length == 4)
            address = ikt_address_ipv4(attribute->octets.data);
        memset(at, 0, attribute->octets.length);
        if (attribute->octets.length == 4) {
            address = ikt_anonymizer_address(anonymizer, &address);
            memcpy(at, address.octets, 4);
        }
    }
}

static bool is_nat_d(uint8_t type)
{
    return type == IKT_PAYLOAD_NAT_D || type == IKT_PAYLOAD_NAT_D_48 || type == IKT_PAYLOAD_NAT_D_DRAFT;
}

void ikt_anonymize_payload(const struct ikt_anonymizer *anonymizer, const struct ikt_message_event *event,
                           const struct ikt_payload *payload, GByteArray *out)
{
    const bool phase1 = event->message->header.message_id == 0;
    if (payload->damaged) {
        put_zeros(out, payload->body.length);
        return;
    }
    switch (payload->type) {
    case IKT_PAYLOAD_SA:
        put_sa(anonymizer, payload, out);
        return;
    case IKT_PAYLOAD_ID:
        put_identity(anonymizer, &payload->id, payload->body, out);
        return;
    case IKT_PAYLOAD_NAT_OA:
    case IKT_PAYLOAD_NAT_OA_48:
    case IKT_PAYLOAD_NAT_OA_DRAFT:
        put_identity(anonymizer, &payload->id, payload->body, out);
        return;
    case IKT_PAYLOAD_NOTIFY:
        put_notify(anonymizer, payload, out);
        return;
    case IKT_PAYLOAD_DELETE:
        put_delete(anonymizer, payload, out);
        return;
    case IKT_PAYLOAD_ATTRIBUTES:
        put_attributes(anonymizer, payload, out);
        return;
    case IKT_PAYLOAD_VID:
        put_vendor_id(anonymizer, event->message, payload->body, out);
        return;
    case IKT_PAYLOAD_KE:
    case IKT_PAYLOAD_NONCE:
        put(out, payload->body);
        return;
    case IKT_PAYLOAD_HASH: /* of phase 1: what preshared keys can be tried on */
        if (phase1)
            put_zeros(out, payload->body.length);
        else
            put(out, payload->body);
        return;
    default:
        if (is_nat_d(payload->type))
            put_nat_d(anonymizer, event, payload->body, out);
        else
            put_zeros(out, payload->body.length);
        return;
    }
}
