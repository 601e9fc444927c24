/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_part.h"

static void put_phase1_transform(struct ikt_json *json, const struct ikt_transform *transform)
{
    ikt_json_count(json, "number", transform->number);
    ikt_json_named(json, "encryption", ikt_encryption_name, transform->encryption);
    ikt_json_number(json, "key_bits", transform->key_bits);
    ikt_json_named(json, "hash", ikt_hash_name, transform->hash);
    ikt_json_number(json, "group", transform->group);
    ikt_json_named(json, "authentication", ikt_authentication_name, transform->authentication);
    ikt_json_number(json, "life_seconds", transform->life_seconds);
}

/* The transform ID, where the protocol is the one that it is wanted of. */
static void put_id(struct ikt_json *json, const char *key, const struct ikt_transform *transform, unsigned protocol)
{
    if (transform->protocol == protocol)
        ikt_json_name(json, key, ikt_transform_name(protocol, transform->id), transform->id);
    else
        ikt_json_null(json, key);
}

static void put_phase2_transform(struct ikt_json *json, const struct ikt_transform *transform)
{
    ikt_json_count(json, "number", transform->number);
    ikt_json_take_text(json, "ios", ikt_transform_ios(transform));
    put_id(json, "encryption", transform, IKT_PROTOCOL_ESP);
    ikt_json_number(json, "key_bits", transform->key_bits);
    ikt_json_named(json, "integrity", ikt_integrity_name, transform->integrity);
    ikt_json_named(json, "mode", ikt_encapsulation_name, transform->encapsulation);
    ikt_json_number(json, "pfs_group", transform->group);
    ikt_json_number(json, "life_seconds", transform->life_seconds);
    ikt_json_number(json, "life_kilobytes", transform->life_kilobytes);
    put_id(json, "compression", transform, IKT_PROTOCOL_IPCOMP);
}

static void put_attribute(struct ikt_json *json, const struct ikt_attribute *attribute, bool phase1)
{
    const char *name = phase1 ? ikt_phase1_attribute_name(attribute->type) : ikt_phase2_attribute_name(attribute->type);
    ikt_json_begin_object(json, NULL);
    ikt_json_name(json, "type", name, attribute->type);
    ikt_json_count(json, "type_number", attribute->type);
    ikt_json_count(json, "offset", attribute->offset);
    ikt_json_number(json, "value", attribute->value);
    ikt_json_text(
        json, "value_name",
        ikt_attribute_value_name(phase1 ? IKT_PROTOCOL_ISAKMP : IKT_PROTOCOL_ESP, attribute->type, attribute->value));
    ikt_json_hex(json, "data", attribute->octets);
    ikt_json_end_object(json);
}

static void put_transform(struct ikt_json *json, const struct ikt_transform *transform, bool phase1, bool on_wire)
{
    ikt_json_begin_object(json, NULL);
    if (phase1)
        put_phase1_transform(json, transform);
    else
        put_phase2_transform(json, transform);
    if (on_wire) {
        ikt_json_count(json, "id", transform->id);
        ikt_json_count(json, "offset", transform->offset);
        ikt_json_begin_array(json, "attributes");
        for (size_t i = 0; i < transform->attribute_count; i++)
            put_attribute(json, &transform->attributes[i], phase1);
        ikt_json_end_array(json);
    }
    ikt_json_end_object(json);
}

static void put_proposal(struct ikt_json *json, const struct ikt_proposal *proposal, bool on_wire)
{
    ikt_json_begin_object(json, NULL);
    ikt_json_count(json, "number", proposal->number);
    ikt_json_name(json, "protocol", ikt_protocol_name(proposal->protocol), proposal->protocol);
    ikt_json_hex(json, "spi", proposal->spi);
    ikt_json_begin_array(json, "transforms");
    for (size_t i = 0; i < proposal->transform_count; i++)
        put_transform(json, &proposal->transforms[i], proposal->protocol == IKT_PROTOCOL_ISAKMP, on_wire);
    ikt_json_end_array(json);
    if (on_wire) {
        ikt_json_count(json, "offset", proposal->offset);
        ikt_json_count(json, "declared_transforms", proposal->declared_transforms);
    }
    ikt_json_end_object(json);
}

void ikt_json_proposals(struct ikt_json *json, const char *key, const struct ikt_sa *sa, bool on_wire)
{
    if (!sa) {
        ikt_json_null(json, key);
        return;
    }
    ikt_json_begin_array(json, key);
    for (size_t i = 0; i < sa->proposal_count; i++)
        put_proposal(json, &sa->proposals[i], on_wire);
    ikt_json_end_array(json);
}

static void put_proxy(struct ikt_json *json, const char *key, const struct ikt_identity *identity)
{
    if (!identity) {
        ikt_json_null(json, key);
        return;
    }
    ikt_json_begin_object(json, key);
    ikt_json_name(json, "type", ikt_id_type_name(identity->type), identity->type);
    ikt_json_take_text(json, "value", ikt_identity_format(identity));
    ikt_json_count(json, "protocol", identity->protocol);
    ikt_json_count(json, "port", identity->port);
    ikt_json_end_object(json);
}

void ikt_json_proxies(struct ikt_json *json, const char *key, const struct ikt_identity *initiator,
                      const struct ikt_identity *responder)
{
    if (!initiator && !responder) {
        ikt_json_null(json, key);
        return;
    }
    ikt_json_begin_object(json, key);
    put_proxy(json, "initiator", initiator);
    put_proxy(json, "responder", responder);
    ikt_json_end_object(json);
}

void ikt_json_spis(struct ikt_json *json, const char *key, const struct ikt_delete *deletion)
{
    const size_t count = deletion && deletion->spi_size > 0 ? deletion->spi_count : 0;
    ikt_json_begin_array(json, key);
    for (size_t i = 0; i < count && (i + 1) * deletion->spi_size <= deletion->spis.length; i++)
        ikt_json_hex(json, NULL, (struct ikt_bytes){deletion->spis.data + i * deletion->spi_size, deletion->spi_size});
    ikt_json_end_array(json);
}

void ikt_json_problem(struct ikt_json *json, const struct ikt_problem *problem, uint64_t frame)
{
    ikt_json_begin_object(json, NULL);
    ikt_json_text(json, "name", ikt_problem_name(problem->kind));
    if (problem->payload == IKT_PAYLOAD_NONE)
        ikt_json_null(json, "payload");
    else
        ikt_json_name(json, "payload", ikt_payload_name(problem->payload), problem->payload);
    ikt_json_count(json, "offset", problem->offset);
    ikt_json_take_text(json, "text", ikt_problem_text(problem));
    if (frame != 0)
        ikt_json_count(json, "frame", frame);
    ikt_json_end_object(json);
}

void ikt_json_left_out(struct ikt_json *json, const uint64_t counts[static IKT_LEFT_OUT_COUNT])
{
    ikt_json_begin_object(json, "left_out");
    for (unsigned i = 0; i < IKT_LEFT_OUT_COUNT; i++)
        ikt_json_count(json, ikt_left_out_words((enum ikt_left_out)i)->key, counts[i]);
    ikt_json_end_object(json);
}
