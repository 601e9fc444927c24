/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is no IKEv1 message and bears on one: IKEv2, ESP and AH, NAT keepalives, ICMP errors; and copies of any of them.
 */
#include "track/session_internal.h"

uint64_t ikt_session_find_copy(struct ikt_session *session, const struct ikt_packet *packet,
                               const uint64_t digest[static 2])
{
    uint64_t frame = ikt_copies_find(session->copies, packet, digest, &session->clock);
    session->copy_count += frame != 0;
    return frame;
}

void ikt_session_ikev2(struct ikt_session *session, const struct ikt_packet *packet, struct ikt_bytes octets)
{
    const struct ikt_packet numbered = ikt_session_number(session, packet);
    uint64_t digest[2];

    ikt_session_advance(session, packet->time);
    ikt_copies_digest(octets, digest);
    ikt_history_saw(session->history, packet, true);
    if (ikt_session_find_copy(session, &numbered, digest) == 0)
        ikt_history_saw_ikev2(session->history, &numbered);
}

void ikt_session_ipsec(struct ikt_session *session, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi,
                       uint32_t sequence, uint32_t octets)
{
    const struct ikt_packet numbered = ikt_session_number(session, packet);
    ikt_session_advance(session, packet->time);
    ikt_history_saw(session->history, packet, false);
    session->copy_count +=
        !ikt_flow_table_add(session->flows, &numbered, &session->clock, protocol, spi, sequence, octets);
}

void ikt_session_keepalive(struct ikt_session *session, const struct ikt_packet *packet)
{
    session->sequence++;
    ikt_session_advance(session, packet->time);
    ikt_history_saw(session->history, packet, false);
}

static bool quoted_peers(const struct ikt_isakmp_sa *sa, const struct ikt_icmp *icmp)
{
    const struct ikt_address *initiator = &sa->initiator.endpoint.address;
    const struct ikt_address *responder = &sa->responder.endpoint.address;
    return (ikt_address_equal(&icmp->source.address, initiator) &&
            ikt_address_equal(&icmp->destination.address, responder)) ||
           (ikt_address_equal(&icmp->source.address, responder) &&
            ikt_address_equal(&icmp->destination.address, initiator));
}

bool ikt_session_icmp(struct ikt_session *session, const struct ikt_packet *packet, struct ikt_icmp *icmp,
                      struct ikt_bytes quoted)
{
    const struct ikt_packet numbered = ikt_session_number(session, packet);
    struct ikt_isakmp_sa *sa = NULL;
    uint64_t digest[2];

    ikt_session_advance(session, icmp->time);
    ikt_history_saw(session->history, packet, false);
    ikt_copies_digest(quoted, digest);
    digest[0] ^= 1 + ((uint64_t)icmp->type << 8 | icmp->code); /* an error is no copy of what it quotes */
    icmp->sequence = numbered.sequence;
    if (ikt_session_find_copy(session, &numbered, digest) != 0)
        return true;
    /* RFC 792 quotes eight bytes of UDP, RFC 1812 more: with them the initiator cookie names the SA. */
    if (quoted.length >= IKT_COOKIE_SIZE) {
        sa = ikt_session_by_cookie(session, quoted.data);
        while (sa && !quoted_peers(sa, icmp))
            sa = sa->same_cookie;
    }
    unsigned steps = 0;
    for (GList *link = session->recent.head; !sa && link && steps < 64; link = link->next, steps++)
        if (quoted_peers(link->data, icmp))
            sa = link->data;
    if (!sa)
        return false;
    if (sa->icmp->len < IKT_MAX_NOTICES)
        g_array_append_val(sa->icmp, *icmp);
    return true;
}

uint64_t ikt_session_copies(const struct ikt_session *session)
{
    return session->copy_count;
}
