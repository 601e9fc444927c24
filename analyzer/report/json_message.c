/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The payloads of a message, each with every value that was decoded. What XAUTH asks a person for (name, password,
 * passcode, PIN, answer to a challenge) is a secret: it is written as null with "hidden": true, and so is everything
 * undecoded in a Transaction exchange, where such a value may stand. Unless who runs the program asks for secrets.
 */
#include "json_part.h"

/* What the payloads of a message have in common. */
struct setting {
    const struct ikt_header *header;
    bool show_secrets;
};

static const struct ikt_bytes nothing;

static void put_sa(struct ikt_json *json, const struct ikt_sa *sa)
{
    ikt_json_count(json, "doi", sa->doi);
    ikt_json_count(json, "situation", sa->situation);
    ikt_json_proposals(json, "proposals", sa, true);
}

static void put_identity(struct ikt_json *json, const struct ikt_identity *identity)
{
    ikt_json_name(json, "id_type", ikt_id_type_name(identity->type), identity->type);
    ikt_json_count(json, "id_type_number", identity->type);
    ikt_json_count(json, "protocol", identity->protocol);
    ikt_json_count(json, "port", identity->port);
    ikt_json_take_text(json, "value", ikt_identity_format(identity));
    ikt_json_hex(json, "data", identity->octets);
}

static void put_notify(struct ikt_json *json, const struct ikt_notify *notify)
{
    ikt_json_count(json, "doi", notify->doi);
    ikt_json_name(json, "protocol", ikt_protocol_name(notify->protocol), notify->protocol);
    ikt_json_name(json, "notify_type", ikt_notify_name(notify->type), notify->type);
    ikt_json_count(json, "number", notify->type);
    ikt_json_hex(json, "spi", notify->spi);
    ikt_json_hex(json, "data", notify->data);
}

static void put_delete(struct ikt_json *json, const struct ikt_delete *deletion)
{
    ikt_json_count(json, "doi", deletion->doi);
    ikt_json_name(json, "protocol", ikt_protocol_name(deletion->protocol), deletion->protocol);
    ikt_json_count(json, "spi_size", deletion->spi_size);
    ikt_json_count(json, "declared_spis", deletion->declared_spis);
    ikt_json_spis(json, "spis", deletion);
}

/* Which peer sent it is not needed: the VID of IOS fits the cookie of the one that did (64 bits). */
static bool is_ios(struct ikt_bytes body, const struct ikt_header *header)
{
    return ikt_vendor_id_is_ios(body, header->initiator_cookie) || ikt_vendor_id_is_ios(body, header->responder_cookie);
}

static void put_vendor_id(struct ikt_json *json, struct ikt_bytes body, const struct ikt_header *header)
{
    const struct ikt_vendor_id *vendor_id = ikt_vendor_id_lookup(body);
    const bool ios = !vendor_id && is_ios(body, header);
    ikt_json_text(json, "name", ios ? "Cisco IOS" : vendor_id ? vendor_id->name : NULL);
    ikt_json_text(json, "vendor", ios ? "Cisco IOS" : vendor_id ? vendor_id->vendor : NULL);
    ikt_json_hex(json, "data", body);
}

static bool config_is_secret(unsigned type)
{
    return type == IKT_CFGATTR_XAUTH_USER_NAME || type == IKT_CFGATTR_XAUTH_USER_PASSWORD ||
           type == IKT_CFGATTR_XAUTH_PASSCODE || type == IKT_CFGATTR_XAUTH_NEXT_PIN || type == IKT_CFGATTR_XAUTH_ANSWER;
}

static bool config_is_text(unsigned type)
{
    return config_is_secret(type) || type == IKT_CFGATTR_APPLICATION_VERSION || type == IKT_CFGATTR_XAUTH_MESSAGE ||
           type == IKT_CFGATTR_XAUTH_DOMAIN || type == IKT_CFGATTR_UNITY_BANNER ||
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

static void put_config_attribute(struct ikt_json *json, const struct ikt_attribute *attribute, bool show_secrets)
{
    /* A request names a value without giving one: nothing to hide. */
    const bool hidden = !show_secrets && config_is_secret(attribute->type) && attribute->octets.length > 0;
    ikt_json_begin_object(json, NULL);
    ikt_json_name(json, "type", ikt_config_attribute_name(attribute->type), attribute->type);
    ikt_json_count(json, "type_number", attribute->type);
    ikt_json_count(json, "offset", attribute->offset);
    ikt_json_bool(json, "hidden", hidden);
    ikt_json_number(json, "value", hidden ? IKT_ABSENT : attribute->value);
    ikt_json_take_text(json, "text", hidden ? NULL : config_text(attribute));
    ikt_json_hex(json, "data", hidden ? nothing : attribute->octets);
    ikt_json_end_object(json);
}

static void put_config(struct ikt_json *json, const struct ikt_config *config, bool show_secrets)
{
    ikt_json_name(json, "config_type", ikt_config_type_name(config->type), config->type);
    ikt_json_count(json, "identifier", config->identifier);
    ikt_json_begin_array(json, "attributes");
    for (size_t i = 0; i < config->attribute_count; i++)
        put_config_attribute(json, &config->attributes[i], show_secrets);
    ikt_json_end_array(json);
}

static void put_fragment(struct ikt_json *json, const struct ikt_fragment *fragment)
{
    ikt_json_count(json, "id", fragment->id);
    ikt_json_count(json, "number", fragment->number);
    ikt_json_bool(json, "last", fragment->last);
    ikt_json_hex(json, "data", fragment->data);
}

static void put_body(struct ikt_json *json, struct ikt_bytes body, const struct setting *setting)
{
    const bool hidden = !setting->show_secrets && setting->header->exchange == IKT_EXCHANGE_TRANSACTION;
    ikt_json_bool(json, "hidden", hidden);
    ikt_json_hex(json, "data", hidden ? nothing : body);
}

static void put_values(struct ikt_json *json, const struct ikt_payload *payload, const struct setting *setting)
{
    switch (payload->type) {
    case IKT_PAYLOAD_SA:
        put_sa(json, &payload->sa);
        return;
    case IKT_PAYLOAD_ID:
        put_identity(json, &payload->id);
        return;
    case IKT_PAYLOAD_CERT:
    case IKT_PAYLOAD_CERTREQ:
        ikt_json_name(json, "encoding", ikt_cert_encoding_name(payload->cert.encoding), payload->cert.encoding);
        ikt_json_hex(json, "data", payload->cert.data);
        return;
    case IKT_PAYLOAD_NOTIFY:
        put_notify(json, &payload->notify);
        return;
    case IKT_PAYLOAD_DELETE:
        put_delete(json, &payload->deletion);
        return;
    case IKT_PAYLOAD_VID:
        put_vendor_id(json, payload->body, setting->header);
        return;
    case IKT_PAYLOAD_ATTRIBUTES:
        put_config(json, &payload->config, setting->show_secrets);
        return;
    case IKT_PAYLOAD_FRAGMENT:
        put_fragment(json, &payload->fragment);
        return;
    case IKT_PAYLOAD_KE:
    case IKT_PAYLOAD_NONCE:
    case IKT_PAYLOAD_HASH:
    case IKT_PAYLOAD_SIG:
        ikt_json_hex(json, "data", payload->body);
        return;
    default:
        break;
    }
    if (ikt_payload_is_nat_oa(payload->type))
        put_identity(json, &payload->id);
    else if (ikt_payload_is_nat_d(payload->type))
        ikt_json_hex(json, "data", payload->body);
    else
        put_body(json, payload->body, setting);
}

/* Are octets of its body unknown? A header that was lost was put back. */
static bool begins_lost(const struct ikt_message *message, const struct ikt_payload *payload)
{
    const size_t body = payload->offset + payload->octets.length - payload->body.length;
    return body < IKT_HEADER_SIZE + message->lost;
}

void ikt_json_payloads(struct ikt_json *json, const char *key, const struct ikt_message *message, bool show_secrets)
{
    const struct setting setting = {.header = message ? &message->header : NULL, .show_secrets = show_secrets};
    ikt_json_begin_array(json, key);
    for (size_t i = 0; message && i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        ikt_json_begin_object(json, NULL);
        ikt_json_name(json, "type", ikt_payload_name(payload->type), payload->type);
        ikt_json_count(json, "type_number", payload->type);
        ikt_json_count(json, "offset", payload->offset);
        ikt_json_count(json, "length", payload->octets.length);
        ikt_json_bool(json, "damaged", payload->damaged);
        if (begins_lost(message, payload))
            ikt_json_null(json, "data");
        else
            put_values(json, payload, &setting);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}
