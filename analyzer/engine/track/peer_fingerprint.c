/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/peer_fingerprint.h"

#include <string.h>

#include "track/retransmit_timers.h"
#include "crypto/crypto.h"

static void set_vendor(struct ikt_party *party, enum ikt_vendor vendor, const char *name, bool guessed, char *evidence)
{
    g_free((char *)party->vendor_evidence);
    party->vendor = vendor;
    party->vendor_name = name;
    party->vendor_guessed = guessed;
    party->vendor_evidence = evidence;
}

static enum ikt_vendor vendor_of(const char *name)
{
    if (strstr(name, "strongSwan"))
        return IKT_VENDOR_STRONGSWAN;
    if (strstr(name, "libreswan") || strstr(name, "Openswan") || strstr(name, "FreeS/WAN"))
        return IKT_VENDOR_LIBRESWAN;
    if (strstr(name, "ASA") || strstr(name, "Concentrator"))
        return IKT_VENDOR_CISCO_ASA;
    return IKT_VENDOR_OTHER;
}

static bool is_vid(const struct ikt_payload *payload, const char *hex)
{
    g_autofree char *text = ikt_bytes_hex(payload->body);
    return strcmp(text, hex) == 0;
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
static void guess_by_order(struct ikt_party *party, const struct ikt_message *message, bool from_initiator)
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
        set_vendor(party, IKT_VENDOR_STRONGSWAN, "strongSwan", true,
                   g_strdup("vendor IDs XAUTH, DPD, fragmentation 80000000 in this order"));
    else if (begins_with(message, libreswan, G_N_ELEMENTS(libreswan)))
        set_vendor(party, IKT_VENDOR_LIBRESWAN, "libreswan", true,
                   g_strdup("vendor IDs fragmentation (without capabilities), DPD in this order"));
    else if (!from_initiator)
        return; /* a responder sends the attributes in the order that it got them */
    else if (begins_with(message, ios, G_N_ELEMENTS(ios)) &&
             attributes_are(message, cipher_first, G_N_ELEMENTS(cipher_first)))
        set_vendor(party, IKT_VENDOR_CISCO_IOS, "Cisco IOS/ASA family", true,
                   g_strdup("vendor IDs RFC 3947 and NAT-T drafts 7, 3, 2 in this order; attributes cipher, hash, "
                            "group, authentication, lifetime"));
    else if (attributes_are(message, life_first, G_N_ELEMENTS(life_first)))
        set_vendor(party, IKT_VENDOR_LIBRESWAN, "libreswan", true,
                   g_strdup("attributes lifetime, cipher, hash, authentication, group in this order"));
}

void ikt_party_learn_vendor(struct ikt_party *party, const struct ikt_message *message, bool from_initiator)
{
    const struct ikt_header *header = &message->header;
    const uint8_t *cookie = from_initiator ? header->initiator_cookie : header->responder_cookie;

    for (size_t i = 0; i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        if (payload->type != IKT_PAYLOAD_VID)
            continue;
        if (ikt_vendor_id_is_ios(payload->body, cookie)) {
            set_vendor(party, IKT_VENDOR_CISCO_IOS, "Cisco IOS/ASA family", false,
                       g_strdup("vendor ID made from the sender's own cookie"));
            return;
        }
        const struct ikt_vendor_id *known = ikt_vendor_id_lookup(payload->body);
        if (known && known->vendor && (party->vendor == IKT_VENDOR_UNKNOWN || party->vendor_guessed))
            set_vendor(party, vendor_of(known->vendor), known->vendor, false,
                       g_strdup_printf("vendor ID %s", known->name));
    }
    if (party->vendor == IKT_VENDOR_UNKNOWN)
        guess_by_order(party, message, from_initiator);
}

void ikt_party_learn_rhythm(struct ikt_party *party, const struct ikt_seen *seen, size_t count)
{
    if (party->vendor != IKT_VENDOR_UNKNOWN)
        return;
    const struct ikt_rhythm *rhythm = ikt_rhythm_of(seen, count, &party->endpoint.address);
    if (rhythm)
        set_vendor(party, rhythm->vendor, rhythm->name, true, g_strdup(rhythm->evidence));
}

void ikt_party_learn_notify(struct ikt_party *party, const struct ikt_notify *notify)
{
    static const uint8_t zero[4];
    if (party->vendor != IKT_VENDOR_UNKNOWN || notify->protocol != IKT_PROTOCOL_ESP || notify->spi.length != 4)
        return;
    if (memcmp(notify->spi.data, zero, sizeof(zero)) == 0)
        set_vendor(party, IKT_VENDOR_STRONGSWAN, "strongSwan", true,
                   g_strdup("error notify for protocol 3 with an SPI of zeros"));
}

/* HASH(CKY-I | CKY-R | IP | Port), RFC 3947 section 3.2 */
static bool nat_d_matches(const struct ikt_payload *payload, const struct ikt_message *message, int hash,
                          const struct ikt_endpoint *endpoint)
{
    const uint8_t port[2] = {(uint8_t)(endpoint->port >> 8), (uint8_t)endpoint->port};
    const struct ikt_bytes parts[] = {
        {message->header.initiator_cookie, IKT_COOKIE_SIZE},
        {message->header.responder_cookie, IKT_COOKIE_SIZE},
        {endpoint->address.octets, endpoint->address.family == IKT_FAMILY_IPV6 ? 16 : 4},
        {port, sizeof(port)},
    };
    struct ikt_digest digest = ikt_crypto_hash(hash, parts, G_N_ELEMENTS(parts));
    return digest.length > 0 && ikt_digest_equal(&digest, payload->body);
}

void ikt_party_learn_nat(struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator,
                         const struct ikt_packet *packet)
{
    const struct ikt_sa *choice = sa->choice;
    if (!choice || choice->proposal_count == 0 || choice->proposals[0].transform_count == 0)
        return;
    int hash = choice->proposals[0].transforms[0].hash;
    struct ikt_party *sender = from_initiator ? &sa->initiator : &sa->responder;
    struct ikt_party *receiver = from_initiator ? &sa->responder : &sa->initiator;
    size_t count = 0;
    bool source_matches = false, destination_matches = false;

    for (size_t i = 0; i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        if (!ikt_payload_is_nat_d(payload->type))
            continue;
        if (count++ == 0)
            destination_matches = nat_d_matches(payload, message, hash, &packet->destination);
        else
            source_matches = source_matches || nat_d_matches(payload, message, hash, &packet->source);
    }
    if (count < 2 || !ikt_crypto_knows_hash(hash))
        return;
    bool translated = sender == &sa->initiator && sa->translated.family != IKT_FAMILY_NONE;
    sender->behind_nat = source_matches && !translated ? IKT_NO : IKT_YES;
    if (!destination_matches)
        receiver->behind_nat = IKT_YES;
    else if (receiver->behind_nat == IKT_UNKNOWN)
        receiver->behind_nat = IKT_NO;
}

void ikt_party_learn_translation(struct ikt_isakmp_sa *sa, const struct ikt_packet *copy)
{
    if (sa->answered || ikt_address_equal(&copy->source.address, &sa->initiator.endpoint.address))
        return;
    sa->translated = copy->source.address;
    sa->initiator.behind_nat = IKT_YES;
}
