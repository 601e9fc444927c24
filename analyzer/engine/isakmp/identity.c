/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/line.h"
#include "isakmp/distinguished_name.h"
#include "isakmp/payload.h"

/* What identification data of a type holds: RFC 2407 section 4.6.2. */
enum form {
    FORM_UNKNOWN,
    FORM_ADDRESS,
    FORM_SUBNET,
    FORM_RANGE,
    FORM_TEXT,  /* names */
    FORM_OPAQUE /* DER, key IDs */
};

static enum form id_form(uint8_t type, uint8_t *family)
{
    *family = IKT_FAMILY_NONE;
    switch (type) {
    case IKT_ID_IPV4_ADDR:
        *family = IKT_FAMILY_IPV4;
        return FORM_ADDRESS;
    case IKT_ID_IPV6_ADDR:
        *family = IKT_FAMILY_IPV6;
        return FORM_ADDRESS;
    case IKT_ID_IPV4_ADDR_SUBNET:
        *family = IKT_FAMILY_IPV4;
        return FORM_SUBNET;
    case IKT_ID_IPV6_ADDR_SUBNET:
        *family = IKT_FAMILY_IPV6;
        return FORM_SUBNET;
    case IKT_ID_IPV4_ADDR_RANGE:
        *family = IKT_FAMILY_IPV4;
        return FORM_RANGE;
    case IKT_ID_IPV6_ADDR_RANGE:
        *family = IKT_FAMILY_IPV6;
        return FORM_RANGE;
    case IKT_ID_FQDN:
    case IKT_ID_USER_FQDN:
        return FORM_TEXT;
    case IKT_ID_DER_ASN1_DN:
    case IKT_ID_DER_ASN1_GN:
    case IKT_ID_KEY_ID:
        return FORM_OPAQUE;
    default:
        return FORM_UNKNOWN;
    }
}

static size_t family_size(uint8_t family)
{
    return family == IKT_FAMILY_IPV4 ? 4 : 16;
}

static bool read_address(struct ikt_reader *reader, uint8_t family, struct ikt_address *out)
{
    struct ikt_address address = {.family = family};
    if (!ikt_read_copy(reader, family_size(family), address.octets))
        return false;
    *out = address;
    return true;
}

/* The ones a mask begins with; -1 when ones follow zeros. */
static int mask_bits(const struct ikt_address *mask)
{
    int bits = 0, width = (int)family_size(mask->family) * 8;
    while (bits < width && (mask->octets[bits / 8] >> (7 - bits % 8) & 1) != 0)
        bits++;
    for (int i = bits; i < width; i++)
        if ((mask->octets[i / 8] >> (7 - i % 8) & 1) != 0)
            return -1;
    return bits;
}

/* How many leading bits low and high share, where the others are all zeros in low and ones in high; else -1. */
static int range_prefix(const struct ikt_address *low, const struct ikt_address *high)
{
    struct ikt_address mask = {.family = low->family};
    for (size_t i = 0; i < family_size(low->family); i++) {
        uint8_t differs = low->octets[i] ^ high->octets[i];
        if ((low->octets[i] & differs) != 0)
            return -1;
        mask.octets[i] = (uint8_t)~differs;
    }
    return mask_bits(&mask);
}

static void apply_mask(struct ikt_identity *id, const struct ikt_address *address, const struct ikt_address *mask)
{
    id->low = id->high = *address;
    for (size_t i = 0; i < family_size(address->family); i++) {
        id->low.octets[i] = address->octets[i] & mask->octets[i];
        id->high.octets[i] = (uint8_t)(address->octets[i] | ~mask->octets[i]);
    }
}

/* reader stands at the identification data; type_offset is where the ID type stood. */
static void decode_data(struct ikt_decoding *decoding, struct ikt_reader reader, uint32_t type_offset,
                        struct ikt_identity *id)
{
    uint8_t family;
    enum form form = id_form(id->type, &family);
    uint32_t offset = reader.offset;
    struct ikt_address first, second;
    id->octets = reader.left;
    if (form == FORM_UNKNOWN) {
        ikt_decoding_problem(decoding, IKT_PROBLEM_ID_TYPE_UNKNOWN, type_offset, id->type);
        return;
    }
    if (family == IKT_FAMILY_NONE) {
        if (id->octets.length == 0)
            ikt_decoding_problem(decoding, IKT_PROBLEM_ID_LENGTH_WRONG, offset, 0);
        return;
    }
    if (id->octets.length != family_size(family) * (form == FORM_ADDRESS ? 1 : 2) ||
        !read_address(&reader, family, &first)) {
        ikt_decoding_problem(decoding, IKT_PROBLEM_ID_LENGTH_WRONG, offset, (uint32_t)id->octets.length);
        return;
    }
    if (form == FORM_ADDRESS) {
        id->low = id->high = first;
        id->prefix = (int)family_size(family) * 8;
        return;
    }
    if (!read_address(&reader, family, &second))
        return;
    if (form == FORM_SUBNET) {
        id->prefix = mask_bits(&second);
        if (id->prefix < 0)
            ikt_decoding_problem(decoding, IKT_PROBLEM_ID_MASK_NOT_CONTIGUOUS, offset, 0);
        else
            apply_mask(id, &first, &second);
    } else if (ikt_address_compare(&first, &second) > 0) {
        ikt_decoding_problem(decoding, IKT_PROBLEM_ID_RANGE_REVERSED, offset, 0);
    } else {
        id->low = first;
        id->high = second;
        id->prefix = range_prefix(&first, &second);
    }
}

/*
 * RFC 2407 section 4.6.2, after the generic header:
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !   ID Type     !  Protocol ID  !             Port              !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     ~                     Identification Data                       ~
 */
void ikt_decode_id(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_identity *id)
{
    uint32_t type_offset = reader.offset;
    if (ikt_read_u8(&reader, &id->type) && ikt_read_u8(&reader, &id->protocol) && ikt_read_u16(&reader, &id->port))
        decode_data(decoding, reader, type_offset, id);
}

/* RFC 3947 section 5.2, after the generic header: ID type 1 (an address), reserved 3, address */
void ikt_decode_nat_oa(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_identity *id)
{
    uint32_t type_offset = reader.offset;
    uint8_t high = 0;
    uint16_t low = 0;
    if (!ikt_read_u8(&reader, &id->type) || !ikt_read_u8(&reader, &high) || !ikt_read_u16(&reader, &low))
        return;
    if (high != 0 || low != 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_RESERVED_FIELD_NOT_ZERO, type_offset + 1,
                             (uint32_t)high << 16 | low);
    if (id->type == IKT_ID_IPV4_ADDR || id->type == IKT_ID_IPV6_ADDR) {
        decode_data(decoding, reader, type_offset, id);
    } else {
        id->octets = reader.left;
        ikt_decoding_problem(decoding, IKT_PROBLEM_ID_TYPE_UNKNOWN, type_offset, id->type);
    }
}

/* "addr/mask" or "addr-addr" as it stands in the data; NULL when the data do not hold two addresses. */
static char *format_pair(const struct ikt_identity *id, uint8_t family, const char *separator)
{
    struct ikt_reader reader = {id->octets, 0};
    struct ikt_address first, second;
    struct ikt_line line;
    line.length = 0;
    if (id->octets.length != 2 * family_size(family) || !read_address(&reader, family, &first) ||
        !read_address(&reader, family, &second))
        return NULL;
    ikt_line_add_address(&line, &first);
    ikt_line_add(&line, separator);
    ikt_line_add_address(&line, &second);
    return g_strndup(line.text, line.length);
}

static char *format_address(const struct ikt_identity *id, bool with_prefix)
{
    struct ikt_line line;
    line.length = 0;
    ikt_line_add_address(&line, &id->low);
    if (with_prefix) {
        ikt_line_add(&line, "/");
        ikt_line_add_number(&line, (uint64_t)id->prefix);
    }
    return g_strndup(line.text, line.length);
}

static bool all_text(struct ikt_bytes octets)
{
    g_autofree char *text = ikt_bytes_text(octets);
    return strlen(text) == octets.length;
}

static char *format(const struct ikt_identity *id, bool host_with_prefix)
{
    uint8_t family;
    enum form form = id_form(id->type, &family);
    bool known = id->low.family != IKT_FAMILY_NONE;
    char *pair = NULL;
    switch (form) {
    case FORM_ADDRESS:
        if (known)
            return format_address(id, host_with_prefix);
        break;
    case FORM_SUBNET:
        if (known && id->prefix >= 0)
            return format_address(id, true);
        pair = format_pair(id, family, "/");
        break;
    case FORM_RANGE:
        pair = format_pair(id, family, "-");
        break;
    case FORM_TEXT:
        return ikt_bytes_text(id->octets);
    case FORM_OPAQUE:
        if (id->type == IKT_ID_KEY_ID && all_text(id->octets))
            return ikt_bytes_text(id->octets);
        break;
    case FORM_UNKNOWN:
        break;
    }
    return pair ? pair : ikt_bytes_hex(id->octets);
}

char *ikt_identity_format(const struct ikt_identity *identity)
{
    return format(identity, true);
}

char *ikt_identity_name(const struct ikt_identity *identity)
{
    char *name = identity->type == IKT_ID_DER_ASN1_DN ? ikt_distinguished_name(identity->octets) : NULL;
    return name ? name : format(identity, false);
}
