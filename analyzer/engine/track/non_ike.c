/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is no IKEv1 message and bears on one: IKEv2, ESP and AH, NAT keepalives, ICMP errors.
 */
#include "track/isakmp_sa.h"
#include "track/session_internal.h"

#define MAX_STEPS 64 /* SAs that are looked at where an error quotes no cookie */

void ikt_session_ikev2(struct ikt_session *session, const struct ikt_packet *given, struct ikt_bytes octets)
{
    const struct ikt_packet packet = ikt_session_receive(session, given);
    const uint64_t digest = ikt_duplicate_digest(octets);

    ikt_history_saw(session->history, &packet, true);
    if (!ikt_duplicate_find(session->duplicates, &packet, digest, &session->clock))
        ikt_history_saw_ikev2(session->history, &packet);
}

void ikt_session_ipsec(struct ikt_session *session, const struct ikt_packet *given, uint8_t protocol, uint32_t spi,
                       uint32_t sequence, uint32_t octets)
{
    const struct ikt_packet packet = ikt_session_receive(session, given);

    ikt_history_saw(session->history, &packet, false);
    if (!ikt_flow_table_add(session->flows, &packet, &session->clock, protocol, spi, sequence, octets))
        session->ipsec_copies++;
}

void ikt_session_keepalive(struct ikt_session *session, const struct ikt_packet *given)
{
    const struct ikt_packet packet = ikt_session_receive(session, given);
    ikt_history_saw(session->history, &packet, false);
}

/* RFC 792 quotes eight bytes of UDP, RFC 1812 more: with them the initiator cookie names the SA. */
static struct ikt_isakmp_sa *quoted_sa(const struct ikt_session *session, const struct ikt_icmp *icmp,
                                       struct ikt_bytes quoted)
{
    const struct ikt_address *source = &icmp->source.address, *destination = &icmp->destination.address;
    struct ikt_isakmp_sa *sa = NULL;
    unsigned steps = 0;

    if (quoted.length >= IKT_COOKIE_SIZE)
        sa = ikt_sa_table_between(&session->sas, quoted.data, source, destination);
    for (GList *link = session->sas.recent.head; !sa && link && steps < MAX_STEPS; link = link->next, steps++) {
        const struct ikt_address *one = ikt_isakmp_sa_initiator(link->data);
        const struct ikt_address *other = ikt_isakmp_sa_responder(link->data);
        if ((ikt_address_equal(source, one) && ikt_address_equal(destination, other)) ||
            (ikt_address_equal(source, other) && ikt_address_equal(destination, one)))
            sa = link->data;
    }
    return sa;
}

bool ikt_session_icmp(struct ikt_session *session, const struct ikt_packet *given, struct ikt_icmp *icmp,
                      struct ikt_bytes quoted)
{
    const struct ikt_packet packet = ikt_session_receive(session, given);
    /* An error is no copy of what it quotes. */
    const uint64_t digest = ikt_duplicate_digest(quoted) ^ (1 + ((uint64_t)icmp->type << 8 | icmp->code));

    icmp->sequence = packet.sequence;
    ikt_history_saw(session->history, &packet, false);
    if (ikt_duplicate_find(session->duplicates, &packet, digest, &session->clock))
        return true;
    struct ikt_isakmp_sa *sa = quoted_sa(session, icmp, quoted);
    if (sa)
        ikt_isakmp_sa_list_icmp(sa, icmp);
    return sa != NULL;
}

uint64_t ikt_session_copies(const struct ikt_session *session)
{
    return ikt_duplicate_count(session->duplicates) + session->ipsec_copies;
}
