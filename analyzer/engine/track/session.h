/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The exchanges of a capture: finds the ISAKMP SA and Quick Mode of each datagram, keeps them while they live and hands
 * out their records when they settle. Knows no rules.
 */
#ifndef IKT_TRACK_SESSION_H
#define IKT_TRACK_SESSION_H

#include "track/evidence.h"
#include "track/ipsec_owners.h"
#include "track/presence.h"
#include "track/sa_state.h"

struct ikt_session;

/* Called in the thread that feeds; arguments are valid until the call returns. */
struct ikt_session_events {
    void (*message)(void *user, const struct ikt_message_event *event);
    /* An error notify just answered it; not settled yet. */
    void (*refused)(void *user, struct ikt_quick_mode *quick, const struct ikt_evidence *evidence);
    void (*phase1)(void *user, struct ikt_isakmp_sa *sa, const struct ikt_evidence *evidence);
    void (*phase2)(void *user, struct ikt_quick_mode *quick, const struct ikt_evidence *evidence);
    void (*lost)(void *user, const struct ikt_lost_sas *lost);
};

/* presence: who was heard, of whatever kind; it outlives the session. */
struct ikt_session *ikt_session_new(unsigned max_live, struct ikt_keyring *keyring, const struct ikt_presence *presence,
                                    const struct ikt_session_events *events, void *user);
void ikt_session_free(struct ikt_session *session);
/* Records rest on what several places show together, too. transits outlives the session; NULL: there is one place. */
void ikt_session_join(struct ikt_session *session, const struct ikt_transits *transits);

/* An IKEv1 message with a whole header; takes no ownership. */
void ikt_session_message(struct ikt_session *session, const struct ikt_packet *packet,
                         const struct ikt_message *message);
/* A packet of any kind: time passes, and it gets its sequence. For this folder's own feeds. */
struct ikt_packet ikt_session_receive(struct ikt_session *session, const struct ikt_packet *packet);
/* An IKEv2 message: no exchange of ours, but evidence about its two peers. */
void ikt_session_ikev2(struct ikt_session *session, const struct ikt_packet *packet, struct ikt_bytes octets);
void ikt_session_ipsec(struct ikt_session *session, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi,
                       uint32_t sequence, uint32_t octets);
void ikt_session_too_big(struct ikt_session *session, const struct ikt_packet *packet, const struct ikt_too_big *error);
/* Any IP packet at all. */
void ikt_session_ip(struct ikt_session *session, const struct ikt_ip_packet *packet);
void ikt_session_keepalive(struct ikt_session *session, const struct ikt_packet *packet);
/* icmp: without its sequence. */
void ikt_session_icmp(struct ikt_session *session, const struct ikt_packet *packet, const struct ikt_icmp *icmp,
                      struct ikt_bytes quoted);
/* ICMP errors that belong to no ISAKMP SA, once all is settled; valid as long as the session. */
const struct ikt_icmp *ikt_session_stray_icmp(const struct ikt_session *session, size_t *out_count);
/* Packets fed that were copies of others; they count for nothing else. */
uint64_t ikt_session_copies(const struct ikt_session *session);
/* Pairs of peers that are not remembered any more. */
uint64_t ikt_session_pairs_forgotten(const struct ikt_session *session);
/* What its bounds left out, by enum ikt_left_out; others are not changed. */
void ikt_session_left_out(const struct ikt_session *session, uint64_t out[static IKT_LEFT_OUT_COUNT]);
/* Is an ISAKMP SA of these cookies alive (the responder's zero, or not yet known)? */
bool ikt_session_knows(const struct ikt_session *session, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                       const uint8_t responder_cookie[static IKT_COOKIE_SIZE]);
/* Time passes without a packet: settle what is due. */
void ikt_session_pass_time(struct ikt_session *session, ikt_time now);
/* Settle all, in the order in which they began. */
void ikt_session_finish(struct ikt_session *session);

#endif
