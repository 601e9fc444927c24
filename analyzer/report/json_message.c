/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The payloads of a message, each with every value that was decoded. What XAUTH asks a person for (password, passcode,
 * PIN, answer to a challenge) is a secret: it is written as null with "hidden": true, and so is everything undecoded
 * in a Transaction exchange, where such a value may stand.
 */
#include "json_part.h"

static json_t *sa_attribute(const struct ikt_attribute *attribute, bool phase1)
{
    json_t *object = json_object();
    const char *name = phase1 ? ikt_phase1_attribute_name(attribute->type) : ikt_phase2_attribute_name(attribute->type);
    ikt_json_set(object, "type", ikt_json_name(name, attribute->type));
    ikt_json_set(object, "type_number", ikt_json_count(attribute->type));
    ikt_json_set(object, "offset", ikt_json_count(attribute->offset));
    ikt_json_set(object, "value", ikt_json_number(attribute->value));
    const char *value_name =
        ikt_attribute_value_name(phase1 ? IKT_PROTOCOL_ISAKMP : IKT_PROTOCOL_ESP, attribute->type, attribute->value);
    ikt_json_set(object, "value_name", ikt_json_text(value_name));
    ikt_json_set(object, "data", ikt_json_hex(attribute->octets));
    return object;
}

/* What ikt_json_proposals says, and where it stands on the wire. */
static void put_sa(json_t *object, const struct ikt_sa *sa)
{
    ikt_json_set(object, "doi", ikt_json_count(sa->doi));
    ikt_json_set(object, "situation", ikt_json_count(sa->situation));
    json_t *proposals = ikt_json_proposals(sa);
    for (size_t i = 0; i < sa->proposal_count; i++) {
        const struct ikt_proposal *proposal = &sa->proposals[i];
        json_t *proposal_object = json_array_get(proposals, i);
        ikt_json_set(proposal_object, "offset", ikt_json_count(proposal->offset));
        ikt_json_set(proposal_object, "declared_transforms", ikt_json_count(proposal->declared_transforms));
        json_t *transforms = json_object_get(proposal_object, "transforms");
        for (size_t j = 0; j < proposal->transform_count; j++) {
            const struct ikt_transform *transform = &proposal->transforms[j];
            json_t *transform_object = json_array_get(transforms, j);
            ikt_json_set(transform_object, "id", ikt_json_count(transform->id));
            ikt_json_set(transform_object, "offset", ikt_json_count(transform->offset));
            json_t *attributes = json_array();
            for (size_t k = 0; k < transform->attribute_count; k++)
                json_array_append_new(
                    attributes, sa_attribute(&transform->attributes[k], proposal->protocol == IKT_PROTOCOL_ISAKMP));
            ikt_json_set(transform_object, "attributes", attributes);
        }
    }
    ikt_json_set(object, "proposals", proposals);
}

static void put_identity(json_t *object, const struct ikt_identity *identity)
{
    ikt_json_set(object, "id_type", ikt_json_name(ikt_id_type_name(identity->type), identity->type));
    ikt_json_set(object, "id_type_number", ikt_json_count(identity->type));
    ikt_json_set(object, "protocol", ikt_json_count(identity->protocol));
    ikt_json_set(object, "port", ikt_json_count(identity->port));
    ikt_json_set(object, "value", ikt_json_take_text(ikt_identity_format(identity)));
    ikt_json_set(object, "data", ikt_json_hex(identity->octets));
}

static void put_notify(json_t *object, const struct ikt_notify *notify)
{
    ikt_json_set(object, "doi", ikt_json_count(notify->doi));
    ikt_json_set(object, "protocol", ikt_json_name(ikt_protocol_name(notify->protocol), notify->protocol));
    ikt_json_set(object, "notify_type", ikt_json_name(ikt_notify_name(notify->type), notify->type));
    ikt_json_set(object, "number", ikt_json_count(notify->type));
    ikt_json_set(object, "spi", ikt_json_hex(notify->spi));
    ikt_json_set(object, "data", ikt_json_hex(notify->data));
}

static void put_delete(json_t *object, const struct ikt_delete *deletion)
{
    ikt_json_set(object, "doi", ikt_json_count(deletion->doi));
    ikt_json_set(object, "protocol", ikt_json_name(ikt_protocol_name(deletion->protocol), deletion->protocol));
    ikt_json_set(object, "spi_size", ikt_json_count(deletion->spi_size));
    ikt_json_set(object, "declared_spis", ikt_json_count(deletion->declared_spis));
    ikt_json_set(object, "spis", ikt_json_spis(deletion));
}

/* Which peer sent it is not needed: the VID of IOS fits the cookie of the one that did (64 bits). */
static bool is_ios(struct ikt_bytes body, const struct ikt_header *header)
{
    return ikt_vendor_id_is_ios(body, header->initiator_cookie) || ikt_vendor_id_is_ios(body, header->responder_cookie);
}

static void put_vendor_id(json_t *object, struct ikt_bytes body, const struct ikt_header *header)
{
    const struct ikt_vendor_id *vendor_id = ikt_vendor_id_lookup(body);
    bool ios = vendor_id == NULL && is_ios(body, header);
    ikt_json_set(object, "name", ikt_json_text(ios ? "Cisco IOS" : vendor_id != NULL ? vendor_id->name : NULL));
    ikt_json_set(object, "vendor", ikt_json_text(ios ? "Cisco IOS" : vendor_id != NULL ? vendor_id->vendor : NULL));
    ikt_json_set(object, "data", ikt_json_hex(body));
}

static bool config_is_secret(unsigned type)
{
    return type == IKT_CFGATTR_XAUTH_USER_PASSWORD || type == IKT_CFGATTR_XAUTH_PASSCODE ||
           type == IKT_CFGATTR_XAUTH_NEXT_PIN || type == IKT_CFGATTR_XAUTH_ANSWER;
}

static bool config_is_text(unsigned type)
{
    return type == IKT_CFGATTR_APPLICATION_VERSION || type == IKT_CFGATTR_XAUTH_USER_NAME ||
           type == IKT_CFGATTR_XAUTH_MESSAGE || type == IKT_CFGATTR_XAUTH_DOMAIN || type == IKT_CFGATTR_UNITY_BANNER ||
           type == IKT_CFGATTR_UNITY_DEF_DOMAIN || type == IKT_CFGATTR_UNITY_SPLITDNS_NAME ||
           type == IKT_CFGATTR_UNITY_DDNS_HOSTNAME;
}

static bool config_is_address(unsigned type)
{
    return (type >= IKT_CFGATTR_INTERNAL_IP4_ADDRESS && type <= IKT_CFGATTR_INTERNAL_IP4_NBNS) ||
           type == IKT_CFGATTR_INTERNAL_IP4_DHCP;
}

static char *config_text(const struct ikt_attribute *attribute)
{
    if (config_is_text(attribute->type) && attribute->octets.length > 0)
        return ikt_bytes_text(attribute->octets);
    if (config_is_address(attribute->type) && attribute->octets.length == 4) {
        char text[IKT_ADDRESS_TEXT];
        struct ikt_address address = ikt_address_ipv4(attribute->octets.data);
        return g_strdup(ikt_address_format(&address, text));
    }
    return NULL;
}

static json_t *config_attribute(const struct ikt_attribute *attribute)
{
    /* A request names a value without giving one: nothing to hide. */
    bool hidden = config_is_secret(attribute->type) && attribute->octets.length > 0;
    json_t *object = json_object();
    ikt_json_set(object, "type", ikt_json_name(ikt_config_attribute_name(attribute->type), attribute->type));
    ikt_json_set(object, "type_number", ikt_json_count(attribute->type));
    ikt_json_set(object, "offset", ikt_json_count(attribute->offset));
    ikt_json_set(object, "hidden", ikt_json_bool(hidden));
    ikt_json_set(object, "value", hidden ? json_null() : ikt_json_number(attribute->value));
    ikt_json_set(object, "text", hidden ? json_null() : ikt_json_take_text(config_text(attribute)));
    ikt_json_set(object, "data", hidden ? json_null() : ikt_json_hex(attribute->octets));
    return object;
}

static void put_config(json_t *object, const struct ikt_config *config)
{
    ikt_json_set(object, "config_type", ikt_json_name(ikt_config_type_name(config->type), config->type));
    ikt_json_set(object, "identifier", ikt_json_count(config->identifier));
    json_t *attributes = json_array();
    for (size_t i = 0; i < config->attribute_count; i++)
        json_array_append_new(attributes, config_attribute(&config->attributes[i]));
    ikt_json_set(object, "attributes", attributes);
}

static void put_fragment(json_t *object, const struct ikt_fragment *fragment)
{
    ikt_json_set(object, "id", ikt_json_count(fragment->id));
    ikt_json_set(object, "number", ikt_json_count(fragment->number));
    ikt_json_set(object, "last", ikt_json_bool(fragment->last));
    ikt_json_set(object, "data", ikt_json_hex(fragment->data));
}

static void put_body(json_t *object, struct ikt_bytes body, const struct ikt_header *header)
{
    bool hidden = header->exchange == IKT_EXCHANGE_TRANSACTION;
    ikt_json_set(object, "hidden", ikt_json_bool(hidden));
    ikt_json_set(object, "data", hidden ? json_null() : ikt_json_hex(body));
}

static void put_values(json_t *object, const struct ikt_payload *payload, const struct ikt_header *header)
{
    switch (payload->type) {
    case IKT_PAYLOAD_SA:
        put_sa(object, &payload->sa);
        return;
    case IKT_PAYLOAD_ID:
        put_identity(object, &payload->id);
        return;
    case IKT_PAYLOAD_CERT:
    case IKT_PAYLOAD_CERTREQ:
        ikt_json_set(object, "encoding",
                     ikt_json_name(ikt_cert_encoding_name(payload->cert.encoding), payload->cert.encoding));
        ikt_json_set(object, "data", ikt_json_hex(payload->cert.data));
        return;
    case IKT_PAYLOAD_NOTIFY:
        put_notify(object, &payload->notify);
        return;
    case IKT_PAYLOAD_DELETE:
        put_delete(object, &payload->deletion);
        return;
    case IKT_PAYLOAD_VID:
        put_vendor_id(object, payload->body, header);
        return;
    case IKT_PAYLOAD_ATTRIBUTES:
        put_config(object, &payload->config);
        return;
    case IKT_PAYLOAD_FRAGMENT:
        put_fragment(object, &payload->fragment);
        return;
    case IKT_PAYLOAD_KE:
    case IKT_PAYLOAD_NONCE:
    case IKT_PAYLOAD_HASH:
    case IKT_PAYLOAD_SIG:
        ikt_json_set(object, "data", ikt_json_hex(payload->body));
        return;
    default:
        break;
    }
    if (ikt_payload_is_nat_oa(payload->type))
        put_identity(object, &payload->id);
    else if (ikt_payload_is_nat_d(payload->type))
        ikt_json_set(object, "data", ikt_json_hex(payload->body));
    else
        put_body(object, payload->body, header);
}

/* Are octets of its body unknown? A header that was lost was put back. */
static bool begins_lost(const struct ikt_message *message, const struct ikt_payload *payload)
{
    size_t body = payload->offset + payload->octets.length - payload->body.length;

    return body < IKT_HEADER_SIZE + message->lost;
}

json_t *ikt_json_payloads(const struct ikt_message *message)
{
    json_t *payloads = json_array();
    for (size_t i = 0; message != NULL && i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        json_t *object = json_object();
        ikt_json_set(object, "type", ikt_json_name(ikt_payload_name(payload->type), payload->type));
        ikt_json_set(object, "type_number", ikt_json_count(payload->type));
        ikt_json_set(object, "offset", ikt_json_count(payload->offset));
        ikt_json_set(object, "length", ikt_json_count(payload->octets.length));
        ikt_json_set(object, "damaged", ikt_json_bool(payload->damaged));
        if (begins_lost(message, payload))
            ikt_json_set(object, "data", json_null());
        else
            put_values(object, payload, &message->header);
        json_array_append_new(payloads, object);
    }
    return payloads;
}
