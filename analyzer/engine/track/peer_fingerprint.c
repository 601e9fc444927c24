/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/peer_fingerprint.h"

#include <glib.h>
#include <string.h>

#include "track/retransmit_timers.h"

void ikt_fingerprint_clear(struct ikt_fingerprint *fingerprint)
{
    g_free(fingerprint->evidence);
    *fingerprint = (struct ikt_fingerprint){0};
}

/* Takes evidence. */
static void set_vendor(struct ikt_fingerprint *fingerprint, enum ikt_vendor vendor, const char *name, bool guessed,
                       char *evidence)
{
    ikt_fingerprint_clear(fingerprint);
    *fingerprint = (struct ikt_fingerprint){vendor, guessed, name, evidence};
}

static enum ikt_vendor vendor_of(const char *name)
{
    if (strstr(name, "strongSwan"))
        return IKT_VENDOR_STRONGSWAN;
    if (strstr(name, "Libreswan") || strstr(name, "Openswan") ||
        strstr(name, "FreeS/WAN")) /* as vendor_id.def has them */
        return IKT_VENDOR_LIBRESWAN;
    if (strstr(name, "ASA") || strstr(name, "Concentrator"))
        return IKT_VENDOR_CISCO_ASA;
    return IKT_VENDOR_OTHER;
}

static bool is_vid(const struct ikt_payload *payload, const char *hex)
{
    const struct ikt_bytes body = payload->body;
    for (size_t i = 0; i < body.length; i++) {
        /* One after the other, so that no character behind the end is read. */
        const int high = g_ascii_xdigit_value(hex[2 * i]), low = high < 0 ? -1 : g_ascii_xdigit_value(hex[2 * i + 1]);
        if (low < 0 || body.data[i] != (high << 4 | low))
            return false;
    }
    return hex[2 * body.length] == '\0';
}

#define RFC3947            "4a131c81070358455c5728f20e95452f"
#define NATT_07            "439b59f8ba676c4c7737ae22eab8f582"
#define NATT_03            "7d9419a65310ca6f2c179d9215529d56"
#define NATT_02            "90cb80913ebb696e086381b5ec427b1f"
#define XAUTH              "09002689dfd6b712"
#define DPD                "afcad71368a1f1c96b8696fc77570100"
#define FRAGMENTATION      "4048b7d56ebce88525e7de7f00d6c2d3"
#define FRAGMENTATION_MAIN "4048b7d56ebce88525e7de7f00d6c2d380000000"

/* Do the message's vendor IDs begin with these? */
static bool begins_with(const struct ikt_message *message, const char *const *hex, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct ikt_payload *payload = ikt_message_payload(message, IKT_PAYLOAD_VID, i);
        if (!payload || !is_vid(payload, hex[i]))
            return false;
    }
    return true;
}

/* Do the attributes of the first transform stand in this order? A key length is left out of both. */
static bool attributes_are(const struct ikt_message *message, const uint16_t *types, size_t count)
{
    const struct ikt_payload *payload = ikt_message_payload(message, IKT_PAYLOAD_SA, 0);
    if (!payload || payload->sa.proposal_count == 0 || payload->sa.proposals[0].transform_count == 0)
        return false;
    const struct ikt_transform *transform = &payload->sa.proposals[0].transforms[0];
    size_t found = 0;
    for (size_t i = 0; i < transform->attribute_count; i++) {
        if (transform->attributes[i].type == IKT_P1ATTR_KEY_LENGTH)
            continue;
        if (found >= count || transform->attributes[i].type != types[found++])
            return false;
    }
    return found == count;
}

/*
 * None of them names itself in its first message. The VIDs and the attributes they open with differ: strongSwan 5.9.8
 * and libreswan 4.10 as measured, IOS 15 from public captures and logs.
 */
static void guess_by_order(struct ikt_fingerprint *fingerprint, const struct ikt_message *message, bool from_initiator)
{
    static const char *const strongswan[] = {XAUTH, DPD, FRAGMENTATION_MAIN}, *const libreswan[] = {FRAGMENTATION, DPD},
                             *const ios[] = {RFC3947, NATT_07, NATT_03, NATT_02};
    static const uint16_t cipher_first[] = {
        IKT_P1ATTR_ENCRYPTION_ALGORITHM,  IKT_P1ATTR_HASH_ALGORITHM, IKT_P1ATTR_GROUP_DESCRIPTION,
        IKT_P1ATTR_AUTHENTICATION_METHOD, IKT_P1ATTR_LIFE_TYPE,      IKT_P1ATTR_LIFE_DURATION};
    static const uint16_t life_first[] = {
        IKT_P1ATTR_LIFE_TYPE,      IKT_P1ATTR_LIFE_DURATION,         IKT_P1ATTR_ENCRYPTION_ALGORITHM,
        IKT_P1ATTR_HASH_ALGORITHM, IKT_P1ATTR_AUTHENTICATION_METHOD, IKT_P1ATTR_GROUP_DESCRIPTION};
    if (begins_with(message, strongswan, G_N_ELEMENTS(strongswan)))
        set_vendor(fingerprint, IKT_VENDOR_STRONGSWAN, "strongSwan", true,
                   g_strdup("vendor IDs XAUTH, DPD, fragmentation 80000000 in this order"));
    else if (begins_with(message, libreswan, G_N_ELEMENTS(libreswan)))
        set_vendor(fingerprint, IKT_VENDOR_LIBRESWAN, "libreswan", true,
                   g_strdup("vendor IDs fragmentation (without capabilities), DPD in this order"));
    else if (!from_initiator)
        return; /* a responder sends the attributes in the order that it got them */
    else if (begins_with(message, ios, G_N_ELEMENTS(ios)) &&
             attributes_are(message, cipher_first, G_N_ELEMENTS(cipher_first)))
        set_vendor(fingerprint, IKT_VENDOR_CISCO_IOS, "Cisco IOS/ASA family", true,
                   g_strdup("vendor IDs RFC 3947 and NAT-T drafts 7, 3, 2 in this order; attributes cipher, hash, "
                            "group, authentication, lifetime"));
    else if (attributes_are(message, life_first, G_N_ELEMENTS(life_first)))
        set_vendor(fingerprint, IKT_VENDOR_LIBRESWAN, "FreeS/WAN family (libreswan, Openswan)", true,
                   g_strdup("attributes lifetime, cipher, hash, authentication, group in this order"));
}

void ikt_fingerprint_learn_vendor(struct ikt_fingerprint *fingerprint, const struct ikt_message *message,
                                  bool from_initiator)
{
    const struct ikt_header *header = &message->header;
    const uint8_t *cookie = from_initiator ? header->initiator_cookie : header->responder_cookie;

    for (size_t i = 0; i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        if (payload->type != IKT_PAYLOAD_VID)
            continue;
        if (ikt_vendor_id_is_ios(payload->body, cookie)) {
            set_vendor(fingerprint, IKT_VENDOR_CISCO_IOS, "Cisco IOS/ASA family", false,
                       g_strdup("vendor ID made from the sender's own cookie"));
            return;
        }
        const struct ikt_vendor_id *known = payload->vendor;
        if (known && known->vendor && (fingerprint->vendor == IKT_VENDOR_UNKNOWN || fingerprint->guessed))
            set_vendor(fingerprint, vendor_of(known->vendor), known->vendor, false,
                       g_strdup_printf("vendor ID %s", known->name));
    }
    if (fingerprint->vendor == IKT_VENDOR_UNKNOWN)
        guess_by_order(fingerprint, message, from_initiator);
}

void ikt_fingerprint_learn_timers(struct ikt_fingerprint *fingerprint, const struct ikt_seen *seen, size_t count,
                                  const struct ikt_address *sender)
{
    if (fingerprint->vendor != IKT_VENDOR_UNKNOWN)
        return;
    const struct ikt_retransmit_timer *timer = ikt_retransmit_timer_of(seen, count, sender);
    if (timer)
        set_vendor(fingerprint, timer->vendor, timer->name, true, g_strdup(timer->evidence));
}

void ikt_fingerprint_learn_notify(struct ikt_fingerprint *fingerprint, const struct ikt_notify *notify)
{
    static const uint8_t zero[4];
    if (fingerprint->vendor != IKT_VENDOR_UNKNOWN || notify->protocol != IKT_PROTOCOL_ESP || notify->spi.length != 4)
        return;
    if (memcmp(notify->spi.data, zero, sizeof(zero)) == 0)
        set_vendor(fingerprint, IKT_VENDOR_STRONGSWAN, "strongSwan", true,
                   g_strdup("error notify for protocol 3 with an SPI of zeros"));
}
