/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "value_names.h"

#include <string.h>

/* The engine's own enumerations, under one type of function. */
static const char *outcome(unsigned value)
{
    return ikt_outcome_name((enum ikt_outcome)value);
}

static const char *ended(unsigned value)
{
    return ikt_ended_name((enum ikt_ended)value);
}

static const char *decryption(unsigned value)
{
    return ikt_decryption_name((enum ikt_decryption)value);
}

static const char *severity(unsigned value)
{
    return ikt_severity_name((enum ikt_severity)value);
}

static const char *likelihood(unsigned value)
{
    return ikt_likelihood_name((enum ikt_likelihood)value);
}

static const char *misconfigured(unsigned value)
{
    return ikt_misconfigured_name((enum ikt_misconfigured)value);
}

static const char *tunnel_state(unsigned value)
{
    return ikt_tunnel_state_name((enum ikt_tunnel_state)value);
}

enum {
    ELSEWHERE = 0x10000, /* beyond the first number space of two */
    RULE_NUMBERS = 1024
};

static unsigned in_one_space(const char *name, const char *(*first)(unsigned), unsigned number)
{
    for (unsigned other = 0; name && other <= UINT8_MAX; other++) {
        const char *there = first(other);
        if (there && strcmp(there, name) == 0)
            return other;
    }
    return ELSEWHERE + number;
}

unsigned ikt_cipher_number(unsigned cipher)
{
    return in_one_space(ikt_encryption_name(cipher), ikt_esp_transform_name, cipher & UINT16_MAX);
}

unsigned ikt_ah_number(unsigned transform_id)
{
    return in_one_space(ikt_ah_transform_name(transform_id), ikt_integrity_name, transform_id);
}

static const char *encryption(unsigned value)
{
    if (value < ELSEWHERE)
        return ikt_esp_transform_name(value);
    return ikt_cipher_number(value - ELSEWHERE) == value ? ikt_encryption_name(value - ELSEWHERE) : NULL;
}

static const char *integrity(unsigned value)
{
    if (value < ELSEWHERE)
        return ikt_integrity_name(value);
    return ikt_ah_number(value - ELSEWHERE) == value ? ikt_ah_transform_name(value - ELSEWHERE) : NULL;
}

static const char *rule(unsigned number)
{
    for (unsigned at = 0; at < IKT_RULE_COUNT; at++) {
        if (ikt_rule_number((enum ikt_rule)at) == number)
            return ikt_rule_info((enum ikt_rule)at)->name;
    }
    return NULL;
}

static const struct enumeration {
    enum ikt_field field;
    unsigned count; /* values to ask for */
    const char *(*name)(unsigned value);
} enumerations[] = {
    {IKT_FIELD_OUTCOME, IKT_OUTCOME_COUNT, outcome},
    {IKT_FIELD_ENDED, IKT_ENDED_SUPERSEDED + 1, ended},
    {IKT_FIELD_DECRYPTION, IKT_DECRYPTION_COUNT, decryption},
    {IKT_FIELD_SEVERITY, IKT_SEVERITY_COUNT, severity},
    {IKT_FIELD_LIKELIHOOD, IKT_LIKELIHOOD_COUNT, likelihood},
    {IKT_FIELD_MISCONFIGURED, IKT_MISCONFIGURED_COUNT, misconfigured},
    {IKT_FIELD_TUNNEL_STATE, IKT_TUNNEL_STATE_COUNT, tunnel_state},
    {IKT_FIELD_NOTIFY_TYPE, UINT16_MAX + 1, ikt_notify_name},
    {IKT_FIELD_PAYLOAD_TYPE, UINT8_MAX + 1, ikt_payload_name},
    {IKT_FIELD_PROPOSAL_PROTOCOL, UINT8_MAX + 1, ikt_protocol_name},
    {IKT_FIELD_NOTIFY_PROTOCOL, UINT8_MAX + 1, ikt_protocol_name},
    {IKT_FIELD_DELETE_PROTOCOL, UINT8_MAX + 1, ikt_protocol_name},
    {IKT_FIELD_ID_TYPE, UINT8_MAX + 1, ikt_id_type_name},
    {IKT_FIELD_CONFIG_TYPE, UINT8_MAX + 1, ikt_config_type_name},
    {IKT_FIELD_TRANSFORM_MODE, UINT16_MAX + 1, ikt_encapsulation_name},
    {IKT_FIELD_TRANSFORM_ENCRYPTION, ELSEWHERE + UINT8_MAX, encryption},
    {IKT_FIELD_TRANSFORM_INTEGRITY, ELSEWHERE + UINT8_MAX, integrity},
    {IKT_FIELD_TRANSFORM_COMPRESSION, UINT8_MAX + 1, ikt_ipcomp_transform_name},
    {IKT_FIELD_TRANSFORM_GROUP, UINT16_MAX + 1, ikt_group_name},
    {IKT_FIELD_TRANSFORM_PFS_GROUP, UINT16_MAX + 1, ikt_group_name},
    {IKT_FIELD_RULE_NUMBER, RULE_NUMBERS, rule},
    {IKT_FIELD_TUNNEL_CAUSE_NUMBER, RULE_NUMBERS, rule},
    {IKT_FIELD_TRANSFORM_HASH, UINT16_MAX + 1, ikt_hash_name},
    {IKT_FIELD_TRANSFORM_AUTHENTICATION, UINT16_MAX + 1, ikt_authentication_name},
};

static const value_string *make_table(const struct enumeration *from)
{
    wmem_array_t *rows = wmem_array_new(wmem_epan_scope(), sizeof(value_string));
    for (unsigned value = 0; value < from->count; value++) {
        const value_string row = {value, from->name(value)};
        if (row.strptr)
            wmem_array_append(rows, &row, 1);
    }
    const value_string end = {0, NULL};
    wmem_array_append(rows, &end, 1);
    return wmem_array_get_raw(rows);
}

const value_string *ikt_value_names(enum ikt_field field)
{
    for (size_t i = 0; i < G_N_ELEMENTS(enumerations); i++) {
        if (enumerations[i].field == field)
            return make_table(&enumerations[i]);
    }
    return NULL;
}
