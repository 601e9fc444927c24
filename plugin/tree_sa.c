/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tree_sa.h"

#include "value_names.h"

/* Of ESP: its cipher is the transform, its integrity an attribute; of AH and IPComp the transform says all. */
static const char *encryption_name(const struct ikt_target *target, const struct ikt_transform *transform)
{
    if (transform->protocol == IKT_PROTOCOL_ISAKMP) {
        return ikt_name_or_number(target, ikt_encryption_name((unsigned)transform->encryption), "cipher",
                                  transform->encryption);
    }
    return transform->protocol == IKT_PROTOCOL_ESP
               ? ikt_name_or_number(target, ikt_esp_transform_name(transform->id), "transform", transform->id)
               : NULL;
}

static const char *integrity_name(const struct ikt_target *target, const struct ikt_transform *transform)
{
    if (transform->protocol == IKT_PROTOCOL_AH && transform->integrity == IKT_ABSENT)
        return ikt_name_or_number(target, ikt_ah_transform_name(transform->id), "transform", transform->id);
    return ikt_name_or_number(target, ikt_integrity_name((unsigned)transform->integrity), "integrity",
                              transform->integrity);
}

static const char *compression_name(const struct ikt_target *target, const struct ikt_transform *transform)
{
    return transform->protocol == IKT_PROTOCOL_IPCOMP
               ? ikt_name_or_number(target, ikt_ipcomp_transform_name(transform->id), "transform", transform->id)
               : NULL;
}

static proto_item *draw_attribute(const struct ikt_target *target, const struct ikt_transform *transform,
                                  const struct ikt_attribute *attribute)
{
    const bool phase1 = transform->protocol == IKT_PROTOCOL_ISAKMP;
    const char *name = ikt_name_or_number(
        target, phase1 ? ikt_phase1_attribute_name(attribute->type) : ikt_phase2_attribute_name(attribute->type),
        "attribute", attribute->type);
    const char *meaning = ikt_attribute_value_name(transform->protocol, attribute->type, attribute->value);
    const char *text;
    if (attribute->value == IKT_ABSENT) {
        text = wmem_strdup_printf(target->pinfo->pool, "%s: %u octets", name, (unsigned)attribute->octets.length);
    } else {
        text = wmem_strdup_printf(target->pinfo->pool, "%s: %" G_GINT64_MODIFIER "d%s%s%s", name, attribute->value,
                                  meaning ? " (" : "", meaning ? meaning : "", meaning ? ")" : "");
    }
    const size_t length = attribute->basic ? 4 : 4 + attribute->octets.length;
    return ikt_put_text(target, IKT_FIELD_ATTRIBUTE, ikt_range(target, attribute->offset, length), text);
}

static const char *hash_name(const struct ikt_target *target, const struct ikt_transform *transform)
{
    return ikt_name_or_number(target, ikt_hash_name((unsigned)transform->hash), "hash", transform->hash);
}

static const char *method_name(const struct ikt_target *target, const struct ikt_transform *transform)
{
    return ikt_name_or_number(target, ikt_authentication_name((unsigned)transform->authentication), "method",
                              transform->authentication);
}

/* What it is, as the fields have it; IKT_ABSENT: nothing of the kind. */
static int64_t encryption_number(const struct ikt_transform *transform)
{
    if (transform->protocol == IKT_PROTOCOL_ISAKMP)
        return transform->encryption == IKT_ABSENT ? IKT_ABSENT
                                                   : (int64_t)ikt_cipher_number((unsigned)transform->encryption);
    return transform->protocol == IKT_PROTOCOL_ESP ? transform->id : IKT_ABSENT;
}

static int64_t integrity_number(const struct ikt_transform *transform)
{
    if (transform->protocol == IKT_PROTOCOL_AH && transform->integrity == IKT_ABSENT)
        return ikt_ah_number(transform->id);
    return transform->integrity;
}

/* A transform in a line: in words of the transform set where IOS has them. Packet scope. */
static const char *transform_words(const struct ikt_target *target, const struct ikt_transform *transform)
{
    const bool phase1 = transform->protocol == IKT_PROTOCOL_ISAKMP;
    g_autofree char *ios = phase1 ? NULL : ikt_transform_ios(transform);
    const char *encryption = encryption_name(target, transform);
    const char *parts[] = {encryption ? encryption : compression_name(target, transform),
                           phase1 ? hash_name(target, transform) : integrity_name(target, transform),
                           phase1 ? ikt_name_or_number(target, NULL, "group", transform->group) : NULL,
                           phase1 ? method_name(target, transform) : NULL};
    wmem_strbuf_t *words = wmem_strbuf_new(target->pinfo->pool, ios);
    for (size_t i = 0; !ios && i < G_N_ELEMENTS(parts); i++) {
        if (parts[i])
            wmem_strbuf_append_printf(words, "%s%s", wmem_strbuf_get_len(words) > 0 ? ", " : "", parts[i]);
        if (i == 0 && transform->key_bits != IKT_ABSENT)
            wmem_strbuf_append_printf(words, " %" G_GINT64_MODIFIER "d", (int64_t)transform->key_bits);
    }
    return wmem_strbuf_get_str(words);
}

const char *ikt_tree_sa_words(const struct ikt_target *target, const struct ikt_sa *sa)
{
    size_t transforms = 0;
    const struct ikt_transform *last = NULL;
    for (size_t i = 0; i < sa->proposal_count; i++) {
        transforms += sa->proposals[i].transform_count;
        last = sa->proposals[i].transform_count > 0 ? &sa->proposals[i].transforms[0] : last;
    }
    if (transforms == 0)
        return NULL;
    return transforms == 1 ? transform_words(target, last)
                           : wmem_strdup_printf(target->pinfo->pool, "%u transforms", (unsigned)transforms);
}

static void draw_transform(const struct ikt_target *target, const struct ikt_transform *transform,
                           bool attributes_hidden)
{
    const struct ikt_range range = ikt_range_of(target, transform->offset);
    const bool phase1 = transform->protocol == IKT_PROTOCOL_ISAKMP;
    g_autofree char *ios = phase1 ? NULL : ikt_transform_ios(transform);
    const char *title = wmem_strdup_printf(target->pinfo->pool, "Transform %u: %s", transform->number,
                                           transform_words(target, transform));
    const struct ikt_target under = ikt_put_heading(target, IKT_FIELD_TRANSFORM, IKT_SUBTREE_TRANSFORM, range, title);
    ikt_put_number(&under, IKT_FIELD_TRANSFORM_NUMBER, range, transform->number);
    ikt_put_text(&under, IKT_FIELD_TRANSFORM_IOS, range, ios);
    ikt_put_number(&under, IKT_FIELD_TRANSFORM_ENCRYPTION, range, encryption_number(transform));
    ikt_put_number(&under, IKT_FIELD_TRANSFORM_KEY_BITS, range, transform->key_bits);
    ikt_put_number(&under, IKT_FIELD_TRANSFORM_INTEGRITY, range, phase1 ? IKT_ABSENT : integrity_number(transform));
    ikt_put_number(&under, IKT_FIELD_TRANSFORM_COMPRESSION, range,
                   transform->protocol == IKT_PROTOCOL_IPCOMP ? transform->id : IKT_ABSENT);
    if (phase1) {
        ikt_put_number(&under, IKT_FIELD_TRANSFORM_HASH, range, transform->hash);
        ikt_put_number(&under, IKT_FIELD_TRANSFORM_GROUP, range, transform->group);
        ikt_put_number(&under, IKT_FIELD_TRANSFORM_AUTHENTICATION, range, transform->authentication);
    } else {
        ikt_put_number(&under, IKT_FIELD_TRANSFORM_MODE, range, transform->encapsulation);
        ikt_put_number(&under, IKT_FIELD_TRANSFORM_PFS_GROUP, range, transform->group);
    }
    ikt_put_number(&under, IKT_FIELD_TRANSFORM_LIFE_SECONDS, range, transform->life_seconds);
    ikt_put_number(&under, IKT_FIELD_TRANSFORM_LIFE_KILOBYTES, range, transform->life_kilobytes);
    for (size_t i = 0; i < transform->attribute_count; i++) {
        proto_item *item = draw_attribute(&under, transform, &transform->attributes[i]);
        if (attributes_hidden)
            proto_item_set_hidden(item);
    }
}

void ikt_tree_sa(const struct ikt_target *target, const struct ikt_sa *sa, bool attributes_hidden)
{
    for (size_t i = 0; i < sa->proposal_count; i++) {
        const struct ikt_proposal *proposal = &sa->proposals[i];
        const struct ikt_range range = ikt_range_of(target, proposal->offset);
        const char *protocol =
            ikt_name_or_number(target, ikt_protocol_name(proposal->protocol), "protocol", proposal->protocol);
        const char *title = wmem_strdup_printf(target->pinfo->pool, "Proposal %u: %s", proposal->number, protocol);
        const struct ikt_target under = ikt_put_heading(target, IKT_FIELD_PROPOSAL, IKT_SUBTREE_PROPOSAL, range, title);
        ikt_put_number(&under, IKT_FIELD_PROPOSAL_NUMBER, ikt_range(target, proposal->offset + 4, 1), proposal->number);
        ikt_put_number(&under, IKT_FIELD_PROPOSAL_PROTOCOL, ikt_range(target, proposal->offset + 5, 1),
                       proposal->protocol);
        ikt_put_octets(&under, IKT_FIELD_PROPOSAL_SPI, ikt_range(target, proposal->offset + 8, proposal->spi.length));
        for (size_t j = 0; j < proposal->transform_count; j++)
            draw_transform(&under, &proposal->transforms[j], attributes_hidden);
    }
}
