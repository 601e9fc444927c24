/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isakmp/payload.h"

#include "isakmp/attribute.h"

bool ikt_spi_number(struct ikt_bytes spi, uint32_t *out)
{
    struct ikt_reader reader = {spi, 0};
    return spi.length == sizeof(*out) && ikt_read_u32(&reader, out);
}

struct ikt_bytes ikt_delete_spi(const struct ikt_delete *deletion, size_t nth)
{
    struct ikt_reader reader = {deletion->spis, 0};
    struct ikt_bytes before, spi = {NULL, 0};
    if (nth >= deletion->spi_count || !ikt_read_bytes(&reader, nth * deletion->spi_size, &before) ||
        !ikt_read_bytes(&reader, deletion->spi_size, &spi))
        return (struct ikt_bytes){NULL, 0};
    return spi;
}

bool ikt_payload_is_whole(const struct ikt_payload *payload)
{
    struct ikt_reader reader = {payload->octets, payload->offset};
    struct ikt_generic_header header;
    return ikt_read_generic_header(&reader, &header) && header.length == payload->octets.length;
}

bool ikt_payload_is_nat_d(uint8_t type)
{
    return type == IKT_PAYLOAD_NAT_D || type == IKT_PAYLOAD_NAT_D_DRAFT || type == IKT_PAYLOAD_NAT_D_48;
}

bool ikt_payload_is_nat_oa(uint8_t type)
{
    return type == IKT_PAYLOAD_NAT_OA || type == IKT_PAYLOAD_NAT_OA_DRAFT || type == IKT_PAYLOAD_NAT_OA_48;
}

/* Octets of the generic header and the fixed fields, and at least one of the data that the type exists for. */
static size_t minimum_length(uint8_t type)
{
    switch (type) {
    case IKT_PAYLOAD_SA:
    case IKT_PAYLOAD_NOTIFY:
    case IKT_PAYLOAD_DELETE:
        return 12;
    case IKT_PAYLOAD_ID:
    case IKT_PAYLOAD_ATTRIBUTES:
    case IKT_PAYLOAD_NAT_OA:
    case IKT_PAYLOAD_NAT_OA_DRAFT:
    case IKT_PAYLOAD_NAT_OA_48:
        return 8;
    case IKT_PAYLOAD_FRAGMENT:
        return 9;
    case IKT_PAYLOAD_KE:
    case IKT_PAYLOAD_CERT:
    case IKT_PAYLOAD_CERTREQ:
    case IKT_PAYLOAD_HASH:
    case IKT_PAYLOAD_SIG:
    case IKT_PAYLOAD_VID:
    case IKT_PAYLOAD_NAT_D:
    case IKT_PAYLOAD_NAT_D_DRAFT:
    case IKT_PAYLOAD_NAT_D_48:
        return 5;
    default:
        return IKT_GENERIC_HEADER_SIZE;
    }
}

/*
 * RFC 2408 section 3.14, after the generic header:
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !              Domain of Interpretation  (DOI)                  !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !  Protocol-ID  !   SPI Size    !      Notify Message Type      !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     ~                Security Parameter Index (SPI)                 ~
 *     ~                       Notification Data                       ~
 */
static void decode_notify(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_notify *notify)
{
    uint32_t spi_size_offset = reader.offset + 5;
    uint8_t spi_size = 0;
    if (!ikt_read_u32(&reader, &notify->doi) || !ikt_read_u8(&reader, &notify->protocol) ||
        !ikt_read_u8(&reader, &spi_size) || !ikt_read_u16(&reader, &notify->type))
        return;
    if (!ikt_read_bytes(&reader, spi_size, &notify->spi)) {
        ikt_decoding_problem(decoding, IKT_PROBLEM_NOTIFY_SPI_BEYOND_PAYLOAD, spi_size_offset, spi_size);
        return;
    }
    notify->data = ikt_read_rest(&reader);
}

/*
 * RFC 2408 section 3.15, after the generic header:
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !              Domain of Interpretation  (DOI)                  !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !  Protocol-Id  !   SPI Size    !           # of SPIs           !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     ~               Security Parameter Index(es) (SPI)              ~
 */
static void decode_delete(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_delete *deletion)
{
    uint32_t spi_size_offset = reader.offset + 5, count_offset = reader.offset + 6;
    if (!ikt_read_u32(&reader, &deletion->doi) || !ikt_read_u8(&reader, &deletion->protocol) ||
        !ikt_read_u8(&reader, &deletion->spi_size) || !ikt_read_u16(&reader, &deletion->declared_spis))
        return;
    if (!ikt_spi_size_usual(deletion->protocol, deletion->spi_size))
        ikt_decoding_problem(decoding, IKT_PROBLEM_SPI_SIZE_UNUSUAL, spi_size_offset, deletion->spi_size);
    size_t size = deletion->spi_size, declared = deletion->declared_spis;
    bool matches = size == 0 ? declared == 0 && reader.left.length == 0 : size * declared == reader.left.length;
    if (!matches)
        ikt_decoding_problem(decoding, IKT_PROBLEM_DELETE_SPI_COUNT_MISMATCH, count_offset, deletion->declared_spis);
    deletion->spi_count = size == 0 ? 0 : MIN(declared, reader.left.length / size);
    if (!ikt_read_bytes(&reader, deletion->spi_count * size, &deletion->spis))
        deletion->spi_count = 0;
}

/* RFC 2408 sections 3.9 and 3.10: encoding 1, data */
static void decode_cert(struct ikt_reader reader, struct ikt_payload *payload)
{
    if (ikt_read_u8(&reader, &payload->cert.encoding))
        payload->cert.data = ikt_read_rest(&reader);
}

/* draft-dukes-ike-mode-cfg section 3.2, after the generic header: type 1, reserved 1, identifier 2, attributes */
static void decode_config(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_config *config)
{
    uint8_t reserved = 0;
    if (!ikt_read_u8(&reader, &config->type) || !ikt_read_u8(&reader, &reserved) ||
        !ikt_read_u16(&reader, &config->identifier))
        return;
    if (reserved != 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_RESERVED_FIELD_NOT_ZERO, reader.offset - 3, reserved);
    config->attribute_count =
        ikt_decode_attributes(decoding, reader, IKT_PROBLEM_ATTRIBUTE_BEYOND_PAYLOAD, &config->attributes);
}

/* MS-IKEE 2.2.3.1, after the generic header: fragment ID 2, number 1, flags 1 (bit 0: last), data */
static void decode_fragment(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_fragment *fragment)
{
    uint32_t number_offset = reader.offset + 2;
    uint8_t flags = 0;
    if (!ikt_read_u16(&reader, &fragment->id) || !ikt_read_u8(&reader, &fragment->number) ||
        !ikt_read_u8(&reader, &flags))
        return;
    if (fragment->number == 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_FRAGMENT_NUMBER_ZERO, number_offset, 0);
    fragment->last = (flags & 1) != 0;
    fragment->data = ikt_read_rest(&reader);
}

/* RFC 2409 section 5 */
static void check_nonce(struct ikt_decoding *decoding, const struct ikt_payload *payload)
{
    if (payload->body.length < 8 || payload->body.length > 256)
        ikt_decoding_problem(decoding, IKT_PROBLEM_NONCE_LENGTH_WRONG, payload->offset, (uint32_t)payload->body.length);
}

/* Drafts 04-08 of NAT traversal took 15 and 16, which GDOI owns: in the exchanges of RFC 2409 they are the drafts'. */
static bool rfc2409_exchange(uint8_t exchange)
{
    return exchange == IKT_EXCHANGE_BASE || exchange == IKT_EXCHANGE_MAIN || exchange == IKT_EXCHANGE_AGGRESSIVE ||
           exchange == IKT_EXCHANGE_QUICK;
}

void ikt_decode_payload(struct ikt_decoding *decoding, struct ikt_payload *payload)
{
    struct ikt_reader reader = {payload->body, payload->offset + IKT_GENERIC_HEADER_SIZE};
    bool draft = payload->type == IKT_PAYLOAD_NAT_D_48 || payload->type == IKT_PAYLOAD_NAT_OA_48;
    if (payload->type == IKT_PAYLOAD_ID || ikt_payload_is_nat_oa(payload->type))
        payload->id.prefix = -1;
    if (draft && !rfc2409_exchange(decoding->exchange))
        return;
    if (payload->octets.length < minimum_length(payload->type)) {
        ikt_decoding_problem(decoding, IKT_PROBLEM_PAYLOAD_LENGTH_TOO_SMALL, payload->offset,
                             (uint32_t)payload->octets.length);
        return;
    }
    switch (payload->type) {
    case IKT_PAYLOAD_SA:
        ikt_decode_sa(decoding, reader, &payload->sa);
        break;
    case IKT_PAYLOAD_ID:
        ikt_decode_id(decoding, reader, &payload->id);
        break;
    case IKT_PAYLOAD_NAT_OA:
    case IKT_PAYLOAD_NAT_OA_DRAFT:
    case IKT_PAYLOAD_NAT_OA_48:
        ikt_decode_nat_oa(decoding, reader, &payload->id);
        break;
    case IKT_PAYLOAD_CERT:
    case IKT_PAYLOAD_CERTREQ:
        decode_cert(reader, payload);
        break;
    case IKT_PAYLOAD_VID:
        payload->vendor = ikt_vendor_id_lookup(payload->body);
        break;
    case IKT_PAYLOAD_NONCE:
        check_nonce(decoding, payload);
        break;
    case IKT_PAYLOAD_NOTIFY:
        decode_notify(decoding, reader, &payload->notify);
        break;
    case IKT_PAYLOAD_DELETE:
        decode_delete(decoding, reader, &payload->deletion);
        break;
    case IKT_PAYLOAD_ATTRIBUTES:
        decode_config(decoding, reader, &payload->config);
        break;
    case IKT_PAYLOAD_FRAGMENT:
        decode_fragment(decoding, reader, &payload->fragment);
        break;
    case IKT_PAYLOAD_PROPOSAL:
    case IKT_PAYLOAD_TRANSFORM:
        ikt_decoding_problem(decoding, IKT_PROBLEM_PAYLOAD_OUT_OF_PLACE, payload->offset, payload->type);
        break;
    default:
        if (!ikt_payload_name(payload->type))
            ikt_decoding_problem(decoding, IKT_PROBLEM_UNKNOWN_PAYLOAD_TYPE, payload->offset, payload->type);
        break;
    }
}
