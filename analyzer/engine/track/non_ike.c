/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is no IKEv1 message and bears on one: IKEv2, ESP and AH, NAT keepalives.
 */
#include "track/session_internal.h"

void ikt_session_ikev2(struct ikt_session *session, const struct ikt_packet *given, struct ikt_bytes octets)
{
    const struct ikt_packet packet = ikt_session_receive(session, given);
    const uint64_t digest = ikt_duplicate_digest(octets);

    ikt_history_saw(session->history, &packet, true);
    if (ikt_duplicate_find(session->duplicates, &packet, digest, &session->clock))
        return;
    session->news = session->clock.capture;
    ikt_history_saw_ikev2(session->history, &packet);
}

void ikt_session_ipsec(struct ikt_session *session, const struct ikt_packet *given, uint8_t protocol, uint32_t spi,
                       uint32_t sequence, uint32_t octets)
{
    const struct ikt_packet packet = ikt_session_receive(session, given);

    ikt_history_saw(session->history, &packet, false);
    ikt_moved_pairs_note(session->moved, &packet.source.address, &packet.destination.address);
    if (ikt_flow_table_add(session->flows, &packet, &session->clock, protocol, spi, sequence, octets))
        session->news = session->clock.capture;
    else
        session->ipsec_copies++;
}

void ikt_session_too_big(struct ikt_session *session, const struct ikt_packet *given, const struct ikt_too_big *error)
{
    const struct ikt_packet packet = ikt_session_receive(session, given);
    /* Of two errors about one SA in a moment the second is a copy. */
    const uint64_t digest = ikt_duplicate_digest((struct ikt_bytes){(const uint8_t *)&error->spi, sizeof error->spi});
    ikt_history_saw(session->history, &packet, false);
    if (!ikt_duplicate_find(session->duplicates, &packet, digest, &session->clock))
        ikt_flow_table_too_big(session->flows, error, packet.frame);
}

void ikt_session_ip(struct ikt_session *session, const struct ikt_ip_packet *packet)
{
    ikt_clear_packets_take(session->clear, packet, session->sequence);
}

void ikt_session_keepalive(struct ikt_session *session, const struct ikt_packet *given)
{
    const struct ikt_packet packet = ikt_session_receive(session, given);
    ikt_history_saw(session->history, &packet, false);
    session->news = session->clock.capture;
}

void ikt_session_icmp(struct ikt_session *session, const struct ikt_packet *given, const struct ikt_icmp *icmp,
                      struct ikt_bytes quoted)
{
    const struct ikt_packet packet = ikt_session_receive(session, given);
    /* An error is no copy of what it quotes. */
    const uint64_t digest = ikt_duplicate_digest(quoted) ^ (1 + ((uint64_t)icmp->type << 8 | icmp->code));
    struct ikt_icmp own = *icmp;

    own.sequence = packet.sequence;
    ikt_history_saw(session->history, &packet, false);
    if (ikt_duplicate_find(session->duplicates, &packet, digest, &session->clock))
        return;
    session->news = session->clock.capture;
    ikt_moved_pairs_note(session->moved, &own.source.address, &own.destination.address);
    ikt_icmp_errors_take(&session->icmp_errors, &session->sas, &own, quoted, session->clock.now);
}

const struct ikt_icmp *ikt_session_stray_icmp(const struct ikt_session *session, size_t *out_count)
{
    *out_count = session->icmp_errors.strays.count;
    return session->icmp_errors.strays.items;
}

bool ikt_session_knows(const struct ikt_session *session, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                       const uint8_t responder_cookie[static IKT_COOKIE_SIZE])
{
    return ikt_sa_table_knows(&session->sas, initiator_cookie, responder_cookie);
}

uint64_t ikt_session_copies(const struct ikt_session *session)
{
    return ikt_duplicate_count(session->duplicates) + session->ipsec_copies;
}

uint64_t ikt_session_pairs_forgotten(const struct ikt_session *session)
{
    return ikt_history_forgotten(session->history);
}

void ikt_session_left_out(const struct ikt_session *session, uint64_t out[static IKT_LEFT_OUT_COUNT])
{
    out[IKT_LEFT_OUT_SENDERS] = ikt_presence_left_out(session->presence);
    out[IKT_LEFT_OUT_SPIS] = ikt_flow_table_forgotten(session->flows);
    out[IKT_LEFT_OUT_STRAYS] = ikt_flow_table_cut(session->flows);
    out[IKT_LEFT_OUT_PAST] = ikt_history_past(session->history);
    out[IKT_LEFT_OUT_WATCHED] = ikt_clear_packets_left_out(session->clear);
    out[IKT_LEFT_OUT_DELETES] = ikt_ipsec_owners_missed(session->owners);
    out[IKT_LEFT_OUT_ICMP] = session->icmp_errors.strays.more;
    out[IKT_LEFT_OUT_ICMP_SEARCH] = session->icmp_errors.not_searched;
}
