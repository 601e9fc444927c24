/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/isakmp.h"

enum table {
    TABLE_PAYLOAD,
    TABLE_EXCHANGE,
    TABLE_PROTOCOL,
    TABLE_NOTIFY,
    TABLE_ID,
    TABLE_P1ATTR,
    TABLE_ENCRYPTION,
    TABLE_HASH,
    TABLE_AUTH,
    TABLE_GROUP,
    TABLE_GROUP_TYPE,
    TABLE_P2ATTR,
    TABLE_ESP,
    TABLE_AH,
    TABLE_IPCOMP,
    TABLE_INTEGRITY,
    TABLE_ENCAPSULATION,
    TABLE_LIFE,
    TABLE_CERT,
    TABLE_CFG,
    TABLE_CFGATTR
};

/* Table and value make one key, so that a value named twice in a table does not compile. */
#define KEY(table, value) ((uint32_t)(table) << 16 | (uint32_t)(value))

static const char *value_name(enum table table, unsigned value)
{
    if (value > UINT16_MAX)
        return NULL;
    switch (KEY(table, value)) {
#define IKT_VALUE(t, v, name, text)                                                                                    \
    case KEY(TABLE_##t, v):                                                                                            \
        return text;
#include "iketriage/isakmp.def"
    default:
        return NULL;
    }
}

#define LOOKUP(function, table)                                                                                        \
    const char *function(unsigned value)                                                                               \
    {                                                                                                                  \
        return value_name(TABLE_##table, value);                                                                       \
    }
LOOKUP(ikt_payload_name, PAYLOAD)
LOOKUP(ikt_exchange_name, EXCHANGE)
LOOKUP(ikt_protocol_name, PROTOCOL)
LOOKUP(ikt_notify_name, NOTIFY)
LOOKUP(ikt_id_type_name, ID)
LOOKUP(ikt_phase1_attribute_name, P1ATTR)
LOOKUP(ikt_encryption_name, ENCRYPTION)
LOOKUP(ikt_hash_name, HASH)
LOOKUP(ikt_authentication_name, AUTH)
LOOKUP(ikt_group_name, GROUP)
LOOKUP(ikt_group_type_name, GROUP_TYPE)
LOOKUP(ikt_phase2_attribute_name, P2ATTR)
LOOKUP(ikt_esp_transform_name, ESP)
LOOKUP(ikt_ah_transform_name, AH)
LOOKUP(ikt_ipcomp_transform_name, IPCOMP)
LOOKUP(ikt_integrity_name, INTEGRITY)
LOOKUP(ikt_encapsulation_name, ENCAPSULATION)
LOOKUP(ikt_life_type_name, LIFE)
LOOKUP(ikt_cert_encoding_name, CERT)
LOOKUP(ikt_config_type_name, CFG)
LOOKUP(ikt_config_attribute_name, CFGATTR)
#undef LOOKUP

const char *ikt_transform_name(unsigned protocol, unsigned value)
{
    switch (protocol) {
    case IKT_PROTOCOL_AH:
        return ikt_ah_transform_name(value);
    case IKT_PROTOCOL_ESP:
        return ikt_esp_transform_name(value);
    case IKT_PROTOCOL_IPCOMP:
        return ikt_ipcomp_transform_name(value);
    default:
        return NULL;
    }
}

const char *ikt_notify_meaning(unsigned type)
{
    switch (type) {
#define IKT_MEANING(name, sentence)                                                                                    \
    case IKT_NOTIFY_##name:                                                                                            \
        return sentence;
#include "iketriage/isakmp.def"
    default:
        return NULL;
    }
}

unsigned ikt_encryption_block_size(unsigned encryption)
{
    switch (encryption) {
    case IKT_ENCRYPTION_DES_CBC:
    case IKT_ENCRYPTION_IDEA_CBC:
    case IKT_ENCRYPTION_BLOWFISH_CBC:
    case IKT_ENCRYPTION_RC5_R16_B64_CBC:
    case IKT_ENCRYPTION_3DES_CBC:
    case IKT_ENCRYPTION_CAST_CBC:
        return 8;
    case IKT_ENCRYPTION_AES_CBC:
    case IKT_ENCRYPTION_CAMELLIA_CBC:
        return 16;
    default:
        return 0;
    }
}

unsigned ikt_hash_size(unsigned hash)
{
    switch (hash) {
    case IKT_HASH_MD5:
        return 16;
    case IKT_HASH_SHA1:
        return 20;
    case IKT_HASH_TIGER:
        return 24;
    case IKT_HASH_SHA2_256:
        return 32;
    case IKT_HASH_SHA2_384:
        return 48;
    case IKT_HASH_SHA2_512:
        return 64;
    default:
        return 0;
    }
}

static const char *phase1_value_name(unsigned type, unsigned value)
{
    switch (type) {
    case IKT_P1ATTR_ENCRYPTION_ALGORITHM:
        return ikt_encryption_name(value);
    case IKT_P1ATTR_HASH_ALGORITHM:
        return ikt_hash_name(value);
    case IKT_P1ATTR_AUTHENTICATION_METHOD:
        return ikt_authentication_name(value);
    case IKT_P1ATTR_GROUP_DESCRIPTION:
        return ikt_group_name(value);
    case IKT_P1ATTR_GROUP_TYPE:
        return ikt_group_type_name(value);
    case IKT_P1ATTR_LIFE_TYPE:
        return ikt_life_type_name(value);
    default:
        return NULL;
    }
}

static const char *phase2_value_name(unsigned type, unsigned value)
{
    switch (type) {
    case IKT_P2ATTR_SA_LIFE_TYPE:
        return ikt_life_type_name(value);
    case IKT_P2ATTR_GROUP_DESCRIPTION:
        return ikt_group_name(value);
    case IKT_P2ATTR_ENCAPSULATION_MODE:
        return ikt_encapsulation_name(value);
    case IKT_P2ATTR_AUTHENTICATION_ALGORITHM:
        return ikt_integrity_name(value);
    default:
        return NULL;
    }
}

const char *ikt_attribute_value_name(unsigned protocol, unsigned type, int64_t value)
{
    if (value < 0 || value > UINT16_MAX)
        return NULL;
    return protocol == IKT_PROTOCOL_ISAKMP ? phase1_value_name(type, (unsigned)value)
                                           : phase2_value_name(type, (unsigned)value);
}
