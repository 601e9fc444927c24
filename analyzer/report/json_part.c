/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_part.h"

#include "names.h"

static json_t *phase1_transform(const struct ikt_transform *transform)
{
    json_t *object = json_object();
    ikt_json_set(object, "number", ikt_json_count(transform->number));
    ikt_json_set(object, "encryption", ikt_json_named(ikt_encryption_name, transform->encryption));
    ikt_json_set(object, "key_bits", ikt_json_number(transform->key_bits));
    ikt_json_set(object, "hash", ikt_json_named(ikt_hash_name, transform->hash));
    ikt_json_set(object, "group", ikt_json_number(transform->group));
    ikt_json_set(object, "authentication", ikt_json_named(ikt_authentication_name, transform->authentication));
    ikt_json_set(object, "life_seconds", ikt_json_number(transform->life_seconds));
    return object;
}

static json_t *phase2_transform(const struct ikt_transform *transform)
{
    json_t *object = json_object();
    json_t *id = ikt_json_name(ikt_report_transform_name(transform), transform->id);
    bool esp = transform->protocol == IKT_PROTOCOL_ESP, ipcomp = transform->protocol == IKT_PROTOCOL_IPCOMP;
    ikt_json_set(object, "number", ikt_json_count(transform->number));
    ikt_json_set(object, "ios", ikt_json_take_text(ikt_transform_ios(transform)));
    ikt_json_set(object, "encryption", esp ? json_incref(id) : json_null());
    ikt_json_set(object, "key_bits", ikt_json_number(transform->key_bits));
    ikt_json_set(object, "integrity", ikt_json_named(ikt_integrity_name, transform->integrity));
    ikt_json_set(object, "mode", ikt_json_named(ikt_encapsulation_name, transform->encapsulation));
    ikt_json_set(object, "pfs_group", ikt_json_number(transform->group));
    ikt_json_set(object, "life_seconds", ikt_json_number(transform->life_seconds));
    ikt_json_set(object, "life_kilobytes", ikt_json_number(transform->life_kilobytes));
    ikt_json_set(object, "compression", ipcomp ? json_incref(id) : json_null());
    json_decref(id);
    return object;
}

json_t *ikt_json_proposals(const struct ikt_sa *sa)
{
    if (sa == NULL)
        return json_null();
    json_t *proposals = json_array();
    for (size_t i = 0; i < sa->proposal_count; i++) {
        const struct ikt_proposal *proposal = &sa->proposals[i];
        json_t *object = json_object();
        ikt_json_set(object, "number", ikt_json_count(proposal->number));
        ikt_json_set(object, "protocol", ikt_json_name(ikt_protocol_name(proposal->protocol), proposal->protocol));
        ikt_json_set(object, "spi", ikt_json_hex(proposal->spi));
        json_t *transforms = json_array();
        for (size_t j = 0; j < proposal->transform_count; j++) {
            const struct ikt_transform *transform = &proposal->transforms[j];
            json_array_append_new(transforms, proposal->protocol == IKT_PROTOCOL_ISAKMP ? phase1_transform(transform)
                                                                                        : phase2_transform(transform));
        }
        ikt_json_set(object, "transforms", transforms);
        json_array_append_new(proposals, object);
    }
    return proposals;
}

json_t *ikt_json_proxy(const struct ikt_identity *identity)
{
    if (identity == NULL)
        return json_null();
    json_t *object = json_object();
    ikt_json_set(object, "type", ikt_json_name(ikt_id_type_name(identity->type), identity->type));
    ikt_json_set(object, "value", ikt_json_take_text(ikt_identity_format(identity)));
    ikt_json_set(object, "protocol", ikt_json_count(identity->protocol));
    ikt_json_set(object, "port", ikt_json_count(identity->port));
    return object;
}

json_t *ikt_json_proxies(const struct ikt_identity *initiator, const struct ikt_identity *responder)
{
    if (initiator == NULL && responder == NULL)
        return json_null();
    json_t *object = json_object();
    ikt_json_set(object, "initiator", ikt_json_proxy(initiator));
    ikt_json_set(object, "responder", ikt_json_proxy(responder));
    return object;
}

json_t *ikt_json_spis(const struct ikt_delete *deletion)
{
    json_t *spis = json_array();
    if (deletion == NULL || deletion->spi_size == 0)
        return spis;
    for (size_t i = 0; i < deletion->spi_count && (i + 1) * deletion->spi_size <= deletion->spis.length; i++) {
        struct ikt_bytes spi = {deletion->spis.data + i * deletion->spi_size, deletion->spi_size};
        json_array_append_new(spis, ikt_json_hex(spi));
    }
    return spis;
}

static json_t *filled_in(const char *const *lines, const struct ikt_named_values *values)
{
    json_t *array = json_array();
    for (; *lines; lines++)
        json_array_append_new(array, ikt_json_take_text(ikt_line_text(*lines, values)));
    return array;
}

static json_t *finding_ios(const struct ikt_finding *finding)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    json_t *ios = json_object();
    ikt_json_set(ios, "debug", filled_in(info->debug, finding->values));
    ikt_json_set(ios, "show", filled_in(info->show, finding->values));
    ikt_json_set(ios, "suspect", filled_in(info->suspect, finding->values));
    json_t *fixes = json_array();
    for (size_t i = 0; i < finding->fix_count; i++) {
        json_t *fix = json_object();
        ikt_json_set(fix, "router", ikt_json_side(finding->fixes[i].on_initiator));
        ikt_json_set(fix, "lines", filled_in(info->fix, finding->fixes[i].values));
        json_array_append_new(fixes, fix);
    }
    ikt_json_set(ios, "fix", fixes);
    return ios;
}

static json_t *finding_object(const struct ikt_finding *finding)
{
    json_t *object = json_object();
    ikt_json_set(object, "rule", ikt_json_text(ikt_rule_info(finding->rule)->name));
    ikt_json_set(object, "severity", ikt_json_text(ikt_severity_name(finding->severity)));
    ikt_json_set(object, "likelihood", ikt_json_text(ikt_likelihood_name(finding->likelihood)));
    ikt_json_set(object, "misconfigured", ikt_json_text(ikt_misconfigured_name(finding->misconfigured)));
    ikt_json_set(object, "ordinal", ikt_json_count(finding->ordinal));
    json_t *frames = json_array(), *evidence = json_array();
    for (size_t i = 0; i < finding->ref_count; i++) {
        if (finding->refs[i].kind == IKT_REF_FRAME)
            json_array_append_new(frames, ikt_json_count(finding->refs[i].number));
    }
    for (size_t i = 0; i < finding->evidence_count; i++)
        json_array_append_new(evidence, ikt_json_take_text(ikt_sentence_text(finding->evidence[i])));
    ikt_json_set(object, "frames", frames);
    ikt_json_set(object, "summary", ikt_json_take_text(ikt_sentence_text(&finding->summary)));
    ikt_json_set(object, "initiator_has", ikt_json_take_text(ikt_value_text(&finding->initiator_has)));
    ikt_json_set(object, "responder_has", ikt_json_take_text(ikt_value_text(&finding->responder_has)));
    ikt_json_set(object, "evidence", evidence);
    ikt_json_set(object, "ios", finding_ios(finding));
    return object;
}

json_t *ikt_json_findings(const struct ikt_findings *findings)
{
    json_t *array = json_array();
    for (size_t i = 0; i < findings->count; i++)
        json_array_append_new(array, finding_object(findings->items[i]));
    return array;
}

json_t *ikt_json_problem(const struct ikt_problem *problem)
{
    json_t *object = json_object();
    ikt_json_set(object, "name", ikt_json_text(ikt_problem_name(problem->kind)));
    ikt_json_set(object, "payload",
                 problem->payload == IKT_PAYLOAD_NONE
                     ? json_null()
                     : ikt_json_name(ikt_payload_name(problem->payload), problem->payload));
    ikt_json_set(object, "offset", ikt_json_count(problem->offset));
    ikt_json_set(object, "text", ikt_json_take_text(ikt_problem_text(problem)));
    return object;
}
