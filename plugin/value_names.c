/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "value_names.h"

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
