/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/nat_detection.h"

#include <string.h>

#include "crypto/crypto.h"

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

void ikt_nat_learn(struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator,
                   const struct ikt_packet *packet)
{
    const struct ikt_sa *choice = sa->phase1.choice;
    if (!choice || choice->proposal_count == 0 || choice->proposals[0].transform_count == 0)
        return;
    int hash = choice->proposals[0].transforms[0].hash;
    struct ikt_sa_peer *sender = &sa->peers[ikt_side(from_initiator)];
    struct ikt_sa_peer *receiver = &sa->peers[ikt_side(!from_initiator)];
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
    bool translated = from_initiator && sa->index.translated.family != IKT_FAMILY_NONE;
    sender->behind_nat = source_matches && !translated ? IKT_NO : IKT_YES;
    if (!destination_matches)
        receiver->behind_nat = IKT_YES;
    else if (receiver->behind_nat == IKT_UNKNOWN)
        receiver->behind_nat = IKT_NO;
}

bool ikt_nat_learn_copy(struct ikt_isakmp_sa *sa, const struct ikt_packet *copy)
{
    if (sa->index.answered || ikt_address_equal(&copy->source.address, ikt_isakmp_sa_initiator(sa)))
        return false;
    sa->peers[ikt_side(true)].behind_nat = IKT_YES;
    return true;
}

/* RFC 3947 section 3.1: in the first two messages. */
static bool may_name_traversal(enum ikt_message_name name, bool initiator)
{
    return initiator ? name == IKT_MAIN1 || name == IKT_AGGRESSIVE1 : name == IKT_MAIN2 || name == IKT_AGGRESSIVE2;
}

enum ikt_tristate ikt_nat_traversal(const struct ikt_phase1 *record, bool initiator)
{
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        const struct ikt_payload *payload;
        if (!may_name_traversal(seen->name, initiator) || !seen->message || seen->message->encrypted ||
            seen->message->truncated)
            continue;
        for (size_t nth = 0; (payload = ikt_message_payload(seen->message, IKT_PAYLOAD_VID, nth)); nth++) {
            const struct ikt_vendor_id *id = payload->vendor;
            if (id && strstr(id->name, "NAT-T"))
                return IKT_YES;
        }
        return IKT_NO;
    }
    return IKT_UNKNOWN;
}
