/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isakmp/attribute.h"
#include "isakmp/payload.h"

#define SIT_IDENTITY_ONLY 1 /* RFC 2407 section 4.2.1 */

/* The first of an attribute counts. */
static void set_value(struct ikt_decoding *decoding, int32_t *field, const struct ikt_attribute *attribute)
{
    if (attribute->value == IKT_ABSENT || attribute->value > INT32_MAX)
        ikt_decoding_problem(decoding, IKT_PROBLEM_ATTRIBUTE_VALUE_UNREADABLE, attribute->offset, attribute->type);
    else if (*field != IKT_ABSENT)
        ikt_decoding_problem(decoding, IKT_PROBLEM_ATTRIBUTE_REPEATED, attribute->offset, attribute->type);
    else
        *field = (int32_t)attribute->value;
}

/* RFC 2407 section 4.5: a life duration belongs to the life type right before it. type is NULL when there is none. */
static void set_life(struct ikt_decoding *decoding, struct ikt_transform *transform, const struct ikt_attribute *type,
                     const struct ikt_attribute *duration)
{
    int64_t *field;
    if (!type) {
        ikt_decoding_problem(decoding, IKT_PROBLEM_LIFE_DURATION_WITHOUT_TYPE, duration->offset, 0);
        return;
    }
    if (type->value == IKT_LIFE_SECONDS)
        field = &transform->life_seconds;
    else if (type->value == IKT_LIFE_KILOBYTES)
        field = &transform->life_kilobytes;
    else
        return;
    if (duration->value == IKT_ABSENT)
        ikt_decoding_problem(decoding, IKT_PROBLEM_ATTRIBUTE_VALUE_UNREADABLE, duration->offset, duration->type);
    else if (*field != IKT_ABSENT)
        ikt_decoding_problem(decoding, IKT_PROBLEM_ATTRIBUTE_REPEATED, duration->offset, duration->type);
    else
        *field = duration->value;
}

/* Where an attribute's number goes; NULL for attributes that are only listed. */
static int32_t *phase1_field(struct ikt_transform *transform, uint16_t type)
{
    switch (type) {
    case IKT_P1ATTR_ENCRYPTION_ALGORITHM:
        return &transform->encryption;
    case IKT_P1ATTR_HASH_ALGORITHM:
        return &transform->hash;
    case IKT_P1ATTR_AUTHENTICATION_METHOD:
        return &transform->authentication;
    case IKT_P1ATTR_GROUP_DESCRIPTION:
        return &transform->group;
    case IKT_P1ATTR_PRF:
        return &transform->prf;
    case IKT_P1ATTR_KEY_LENGTH:
        return &transform->key_bits;
    default:
        return NULL;
    }
}

static int32_t *phase2_field(struct ikt_transform *transform, uint16_t type)
{
    switch (type) {
    case IKT_P2ATTR_GROUP_DESCRIPTION:
        return &transform->group;
    case IKT_P2ATTR_ENCAPSULATION_MODE:
        return &transform->encapsulation;
    case IKT_P2ATTR_AUTHENTICATION_ALGORITHM:
        return &transform->integrity;
    case IKT_P2ATTR_KEY_LENGTH:
        return &transform->key_bits;
    default:
        return NULL;
    }
}

static void name_attributes(struct ikt_decoding *decoding, struct ikt_transform *transform)
{
    bool phase1 = transform->protocol == IKT_PROTOCOL_ISAKMP;
    uint16_t type_class = phase1 ? IKT_P1ATTR_LIFE_TYPE : IKT_P2ATTR_SA_LIFE_TYPE;
    uint16_t duration_class = phase1 ? IKT_P1ATTR_LIFE_DURATION : IKT_P2ATTR_SA_LIFE_DURATION;
    const struct ikt_attribute *life_type = NULL;
    for (size_t i = 0; i < transform->attribute_count; i++) {
        const struct ikt_attribute *attribute = &transform->attributes[i];
        int32_t *field;
        if (attribute->type == duration_class) {
            set_life(decoding, transform, life_type, attribute);
            life_type = NULL;
            continue;
        }
        if (life_type) {
            ikt_decoding_problem(decoding, IKT_PROBLEM_LIFE_TYPE_WITHOUT_DURATION, life_type->offset,
                                 (uint32_t)life_type->value);
            life_type = NULL;
        }
        if (attribute->type == type_class) {
            life_type = attribute;
            if (attribute->value != IKT_LIFE_SECONDS && attribute->value != IKT_LIFE_KILOBYTES)
                ikt_decoding_problem(decoding, IKT_PROBLEM_LIFE_TYPE_UNKNOWN, attribute->offset,
                                     (uint32_t)attribute->value);
            continue;
        }
        field = phase1 ? phase1_field(transform, attribute->type) : phase2_field(transform, attribute->type);
        if (field)
            set_value(decoding, field, attribute);
    }
    if (life_type)
        ikt_decoding_problem(decoding, IKT_PROBLEM_LIFE_TYPE_WITHOUT_DURATION, life_type->offset,
                             (uint32_t)life_type->value);
}

/*
 * The beginning that proposals (RFC 2408 section 3.5) and transforms (3.6) share: how their lists are walked, and how
 * what goes wrong in each is called.
 */
struct element {
    uint8_t next; /* what the next field holds when another one follows */
    enum ikt_problem_kind too_short, length_too_small, beyond, next_unknown, missing, trailing, too_many;
};
#define ELEMENT_SIZE 8

static const struct element proposal_element = {
    .next = IKT_PAYLOAD_PROPOSAL,
    .too_short = IKT_PROBLEM_PROPOSAL_TOO_SHORT,
    .length_too_small = IKT_PROBLEM_PROPOSAL_LENGTH_TOO_SMALL,
    .beyond = IKT_PROBLEM_PROPOSAL_BEYOND_PAYLOAD,
    .next_unknown = IKT_PROBLEM_PROPOSAL_NEXT_UNKNOWN,
    .missing = IKT_PROBLEM_PROPOSAL_MISSING,
    .trailing = IKT_PROBLEM_PROPOSAL_TRAILING_BYTES,
    .too_many = IKT_PROBLEM_TOO_MANY_PROPOSALS,
};
static const struct element transform_element = {
    .next = IKT_PAYLOAD_TRANSFORM,
    .too_short = IKT_PROBLEM_TRANSFORM_TOO_SHORT,
    .length_too_small = IKT_PROBLEM_TRANSFORM_LENGTH_TOO_SMALL,
    .beyond = IKT_PROBLEM_TRANSFORM_BEYOND_PROPOSAL,
    .next_unknown = IKT_PROBLEM_TRANSFORM_NEXT_UNKNOWN,
    .missing = IKT_PROBLEM_TRANSFORM_MISSING,
    .trailing = IKT_PROBLEM_TRANSFORM_TRAILING_BYTES,
    .too_many = IKT_PROBLEM_TOO_MANY_TRANSFORMS,
};

/*
 * Takes the next element from the list; body is what follows its generic header, clipped to what is there. False when
 * none can be read. Sets *last when none can follow, *clipped when the element does not fit the list.
 */
static bool read_element(struct ikt_decoding *decoding, const struct element *kind, struct ikt_reader *list,
                         struct ikt_reader *body, bool *last, bool *clipped)
{
    struct ikt_generic_header header;
    uint32_t offset = list->offset;
    if (list->left.length < ELEMENT_SIZE || !ikt_read_generic_header(list, &header)) {
        ikt_decoding_problem(decoding, kind->too_short, offset, (uint32_t)list->left.length);
        return false;
    }
    if (header.reserved != 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_RESERVED_NOT_ZERO, offset + 1, header.reserved);
    if (header.length < ELEMENT_SIZE) {
        ikt_decoding_problem(decoding, kind->length_too_small, offset, header.length);
        return false;
    }
    *clipped = !ikt_read_part(list, header.length - IKT_GENERIC_HEADER_SIZE, body);
    if (*clipped) {
        ikt_decoding_problem(decoding, kind->beyond, offset, header.length);
        *body = *list;
        *last = true;
        return true;
    }
    if (header.next != 0 && header.next != kind->next)
        ikt_decoding_problem(decoding, kind->next_unknown, offset, header.next);
    if (header.next == 0 && list->left.length > 0)
        ikt_decoding_problem(decoding, kind->trailing, list->offset, (uint32_t)list->left.length);
    if (header.next == kind->next && list->left.length == 0)
        ikt_decoding_problem(decoding, kind->missing, offset, 0);
    *last = header.next == 0 || list->left.length == 0;
    return true;
}

/*
 * RFC 2408 section 3.6, after the generic header:
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !  Transform #  !  Transform-Id !           RESERVED2           !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     ~                        SA Attributes                          ~
 */
static void decode_transform(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_transform *transform)
{
    uint16_t reserved = 0;
    uint32_t reserved_offset = transform->offset + 6;
    transform->life_seconds = transform->life_kilobytes = IKT_ABSENT;
    transform->key_bits = transform->group = IKT_ABSENT;
    transform->encryption = transform->hash = transform->authentication = transform->prf = IKT_ABSENT;
    transform->encapsulation = transform->integrity = IKT_ABSENT;

    if (!ikt_read_u8(&reader, &transform->number) || !ikt_read_u8(&reader, &transform->id) ||
        !ikt_read_u16(&reader, &reserved))
        return;
    if (reserved != 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_RESERVED_FIELD_NOT_ZERO, reserved_offset, reserved);
    bool damaged = decoding->damaged, cut = decoding->cut;
    decoding->damaged = false;
    transform->attribute_count =
        ikt_decode_attributes(decoding, reader, IKT_PROBLEM_ATTRIBUTE_BEYOND_TRANSFORM, &transform->attributes);
    /* What belongs to an attribute may be among those that could not be read. */
    decoding->cut = cut || decoding->damaged;
    if (ikt_protocol_name(transform->protocol))
        name_attributes(decoding, transform);
    decoding->cut = cut;
    decoding->damaged = decoding->damaged || damaged;
}

static void decode_transforms(struct ikt_decoding *decoding, struct ikt_reader list, struct ikt_proposal *proposal)
{
    size_t room = ikt_count_structures(list, IKT_MAX_ELEMENTS);
    struct ikt_transform *transforms = ikt_arena_alloc(decoding->arena, room, sizeof(*transforms));
    bool last = list.left.length == 0, clipped = false, cut = decoding->cut;
    proposal->transforms = transforms;
    while (!last) {
        struct ikt_reader body;
        uint32_t offset = list.offset;
        if (proposal->transform_count == IKT_MAX_ELEMENTS) {
            ikt_decoding_problem(decoding, transform_element.too_many, offset, IKT_MAX_ELEMENTS);
            break;
        }
        if (!read_element(decoding, &transform_element, &list, &body, &last, &clipped))
            break;
        /* Half a transform would read as one without the attributes of the other half. */
        if (clipped)
            break;
        struct ikt_transform *transform = &transforms[proposal->transform_count++];
        transform->offset = offset;
        transform->protocol = proposal->protocol;
        decode_transform(decoding, body, transform);
    }
    decoding->cut = cut || clipped;
    if (proposal->transform_count != proposal->declared_transforms)
        ikt_decoding_problem(decoding, IKT_PROBLEM_TRANSFORM_COUNT_MISMATCH, proposal->offset + 7,
                             proposal->declared_transforms);
    decoding->cut = cut;
}

bool ikt_spi_size_usual(uint8_t protocol, size_t size)
{
    switch (protocol) {
    case IKT_PROTOCOL_ISAKMP:
        return size <= 2 * IKT_COOKIE_SIZE;
    case IKT_PROTOCOL_AH:
    case IKT_PROTOCOL_ESP:
        return size == 4;
    case IKT_PROTOCOL_IPCOMP: /* RFC 2407 section 4.4.5 and RFC 3173 section 3.3: a CPI, or it in four octets */
        return size == 2 || size == 4;
    default:
        return true;
    }
}

/*
 * RFC 2408 section 3.5, after the generic header:
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !  Proposal #   !  Protocol-Id  !    SPI Size   !# of Transforms!
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !                        SPI (variable)                         !
 */
static void decode_proposal(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_proposal *proposal)
{
    uint8_t spi_size = 0;
    uint32_t protocol_offset = proposal->offset + 5, spi_size_offset = proposal->offset + 6;
    if (!ikt_read_u8(&reader, &proposal->number) || !ikt_read_u8(&reader, &proposal->protocol) ||
        !ikt_read_u8(&reader, &spi_size) || !ikt_read_u8(&reader, &proposal->declared_transforms))
        return;
    if (!ikt_protocol_name(proposal->protocol))
        ikt_decoding_problem(decoding, IKT_PROBLEM_PROTOCOL_UNKNOWN, protocol_offset, proposal->protocol);
    if (!ikt_read_bytes(&reader, spi_size, &proposal->spi)) {
        ikt_decoding_problem(decoding, IKT_PROBLEM_SPI_SIZE_BEYOND_PROPOSAL, spi_size_offset, spi_size);
        return;
    }
    if (!ikt_spi_size_usual(proposal->protocol, spi_size))
        ikt_decoding_problem(decoding, IKT_PROBLEM_SPI_SIZE_UNUSUAL, spi_size_offset, spi_size);
    decode_transforms(decoding, reader, proposal);
}

static void decode_proposals(struct ikt_decoding *decoding, struct ikt_reader list, struct ikt_sa *sa)
{
    size_t room = ikt_count_structures(list, IKT_MAX_ELEMENTS);
    struct ikt_proposal *proposals = ikt_arena_alloc(decoding->arena, room, sizeof(*proposals));
    bool last = list.left.length == 0, clipped = false, cut = decoding->cut;
    sa->proposals = proposals;
    if (last)
        ikt_decoding_problem(decoding, IKT_PROBLEM_PROPOSALS_MISSING, list.offset, 0);
    while (!last) {
        struct ikt_reader body;
        uint32_t offset = list.offset;
        if (sa->proposal_count == IKT_MAX_ELEMENTS) {
            ikt_decoding_problem(decoding, proposal_element.too_many, offset, IKT_MAX_ELEMENTS);
            break;
        }
        if (!read_element(decoding, &proposal_element, &list, &body, &last, &clipped))
            break;
        struct ikt_proposal *proposal = &proposals[sa->proposal_count++];
        proposal->offset = offset;
        decoding->cut = cut || clipped;
        decode_proposal(decoding, body, proposal);
        decoding->cut = cut;
    }
}

/*
 * RFC 2408 section 3.4, after the generic header:
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !              Domain of Interpretation  (DOI)                  !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     ~                           Situation                           ~
 */
void ikt_decode_sa(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_sa *sa)
{
    uint32_t doi_offset = reader.offset, situation_offset = reader.offset + 4;
    if (!ikt_read_u32(&reader, &sa->doi) || !ikt_read_u32(&reader, &sa->situation))
        return;
    if (sa->doi != IKT_DOI_IPSEC)
        ikt_decoding_problem(decoding, IKT_PROBLEM_DOI_UNKNOWN, doi_offset, sa->doi);
    else if (sa->situation != SIT_IDENTITY_ONLY)
        ikt_decoding_problem(decoding, IKT_PROBLEM_SITUATION_UNSUPPORTED, situation_offset, sa->situation);
    else
        decode_proposals(decoding, reader, sa);
}
