/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isakmp/attribute.h"

#define FORMAT_BASIC 0x8000
#define SHORTEST     4   /* octets of an attribute */
#define SHORT        128 /* of a list */

static int64_t number(struct ikt_bytes octets)
{
    uint64_t value = 0;
    if (octets.length == 0 || octets.length > sizeof(value))
        return IKT_ABSENT;
    for (size_t i = 0; i < octets.length; i++)
        value = value << 8 | octets.data[i];
    return value > INT64_MAX ? IKT_ABSENT : (int64_t)value;
}

/*
 * RFC 2408 section 3.3:
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !A!       Attribute Type        !    AF=0  Attribute Length     !
 *     !F!                             !    AF=1  Attribute Value      !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     .                   AF=0  Attribute Value                       .
 */
bool ikt_read_attribute(struct ikt_reader *reader, struct ikt_attribute *out)
{
    struct ikt_reader ahead = *reader, value;
    struct ikt_attribute attribute = {.offset = reader->offset};
    uint16_t length;
    if (!ikt_read_u16(&ahead, &attribute.type))
        return false;
    value = ahead;
    if (!ikt_read_u16(&ahead, &length))
        return false;
    attribute.basic = (attribute.type & FORMAT_BASIC) != 0;
    attribute.type &= (uint16_t)~FORMAT_BASIC;
    if (!attribute.basic)
        value = ahead;
    if (!ikt_read_bytes(&value, attribute.basic ? sizeof(length) : length, &attribute.octets))
        return false;
    attribute.value = attribute.basic ? length : number(attribute.octets);
    *reader = value;
    *out = attribute;
    return true;
}

static size_t count(struct ikt_reader reader)
{
    size_t attributes = 0;
    struct ikt_attribute attribute;
    while (attributes < IKT_MAX_ELEMENTS && ikt_read_attribute(&reader, &attribute))
        attributes++;
    return attributes;
}

/* Why the attribute at reader could not be read. */
static void report_unreadable(struct ikt_decoding *decoding, struct ikt_reader reader, enum ikt_problem_kind beyond)
{
    uint32_t offset = reader.offset, left = (uint32_t)reader.left.length;
    uint16_t type, length;
    if (ikt_read_u16(&reader, &type) && ikt_read_u16(&reader, &length))
        ikt_decoding_problem(decoding, beyond, offset, length);
    else
        ikt_decoding_problem(decoding, IKT_PROBLEM_ATTRIBUTE_TOO_SHORT, offset, left);
}

size_t ikt_decode_attributes(struct ikt_decoding *decoding, struct ikt_reader reader, enum ikt_problem_kind beyond,
                             const struct ikt_attribute **out)
{
    /* Nearly all are of four octets; where the list is short, room for the others costs little. */
    size_t room = reader.left.length <= SHORT ? reader.left.length / SHORTEST : count(reader);
    struct ikt_attribute *attributes = ikt_arena_alloc(decoding->arena, room, sizeof(*attributes));
    for (size_t i = 0; i < room; i++)
        if (!ikt_read_attribute(&reader, &attributes[i]))
            room = i; /* none is left, or one that cannot be read */
    *out = attributes;
    if (room == IKT_MAX_ELEMENTS && reader.left.length > 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_TOO_MANY_ATTRIBUTES, reader.offset, IKT_MAX_ELEMENTS);
    else if (reader.left.length > 0)
        report_unreadable(decoding, reader, beyond);
    return room;
}

/*
 * RFC 2407 section 4.6.3.1: the data of a RESPONDER-LIFETIME are attributes of phase 2. As in a transform (section 4.5)
 * a duration belongs to the life type right before it, and the first of each type counts.
 */
struct ikt_life ikt_notify_life(const struct ikt_notify *notify)
{
    struct ikt_reader reader = {notify->data, 0};
    struct ikt_life life = {IKT_ABSENT, IKT_ABSENT};
    struct ikt_attribute attribute;
    int64_t *next = NULL;
    while (ikt_read_attribute(&reader, &attribute)) {
        if (attribute.type == IKT_P2ATTR_SA_LIFE_DURATION && next && *next == IKT_ABSENT)
            *next = attribute.value;
        next = NULL;
        if (attribute.type == IKT_P2ATTR_SA_LIFE_TYPE && attribute.value == IKT_LIFE_SECONDS)
            next = &life.seconds;
        else if (attribute.type == IKT_P2ATTR_SA_LIFE_TYPE && attribute.value == IKT_LIFE_KILOBYTES)
            next = &life.kilobytes;
    }
    return life;
}
