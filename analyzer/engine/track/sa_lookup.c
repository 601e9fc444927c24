/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "track/session_internal.h"

static const uint8_t no_cookie[IKT_COOKIE_SIZE];

/* Cookies are their senders' choice: all eight octets count, so that like ones do not fall together. */
static guint cookie_hash(gconstpointer key)
{
    uint64_t cookie;
    memcpy(&cookie, key, sizeof(cookie));
    return (guint)(cookie * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

static gboolean cookie_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, IKT_COOKIE_SIZE) == 0;
}

GHashTable *ikt_session_cookies_new(void)
{
    return g_hash_table_new(cookie_hash, cookie_equal);
}

struct ikt_isakmp_sa *ikt_session_by_cookie(const struct ikt_session *session,
                                            const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    return g_hash_table_lookup(session->by_cookie, cookie);
}

bool ikt_session_knows(const struct ikt_session *session, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                       const uint8_t responder_cookie[static IKT_COOKIE_SIZE])
{
    bool answered = memcmp(responder_cookie, no_cookie, IKT_COOKIE_SIZE) != 0;
    for (const struct ikt_isakmp_sa *sa = ikt_session_by_cookie(session, initiator_cookie); sa; sa = sa->same_cookie)
        if (!answered || !sa->answered || memcmp(sa->responder_cookie, responder_cookie, IKT_COOKIE_SIZE) == 0)
            return true;
    return false;
}

/* The first SA of a cookie lends the table its key. */
static void put_first(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    g_hash_table_replace(session->by_cookie, sa->initiator_cookie, sa);
}

void ikt_session_forget_sa(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    struct ikt_isakmp_sa *first = ikt_session_by_cookie(session, sa->initiator_cookie);

    g_queue_unlink(&session->recent, &sa->recent);
    if (first == sa) {
        if (sa->same_cookie)
            put_first(session, sa->same_cookie);
        else
            g_hash_table_remove(session->by_cookie, sa->initiator_cookie);
        return;
    }
    while (first->same_cookie != sa)
        first = first->same_cookie;
    first->same_cookie = sa->same_cookie;
}

static bool same_peers(const struct ikt_isakmp_sa *sa, const struct ikt_packet *packet)
{
    const struct ikt_address *source = &packet->source.address, *destination = &packet->destination.address;
    const struct ikt_address *initiator = &sa->initiator.endpoint.address;
    const struct ikt_address *responder = &sa->responder.endpoint.address;
    return (ikt_address_equal(source, initiator) && ikt_address_equal(destination, responder)) ||
           (ikt_address_equal(source, responder) && ikt_address_equal(destination, initiator));
}

/* An answer may come from another address than the one that was asked; it still goes to the initiator. */
static bool answers(const struct ikt_isakmp_sa *sa, const struct ikt_packet *packet)
{
    const struct ikt_address *destination = &packet->destination.address;
    return same_peers(sa, packet) || ikt_address_equal(destination, &sa->initiator.endpoint.address) ||
           (sa->translated.family != IKT_FAMILY_NONE && ikt_address_equal(destination, &sa->translated));
}

static void take_answer(struct ikt_isakmp_sa *sa, const struct ikt_packet *packet, const struct ikt_header *header)
{
    memcpy(sa->responder_cookie, header->responder_cookie, IKT_COOKIE_SIZE);
    sa->answered = true;
    if (!same_peers(sa, packet) && !ikt_address_equal(&packet->source.address, &sa->responder.endpoint.address))
        sa->responder.endpoint = packet->source;
}

static bool is_negotiation(const struct ikt_header *header)
{
    switch (header->exchange) {
    case IKT_EXCHANGE_BASE:
    case IKT_EXCHANGE_MAIN:
    case IKT_EXCHANGE_AGGRESSIVE:
    case IKT_EXCHANGE_INFORMATIONAL:
    case IKT_EXCHANGE_TRANSACTION:
    case IKT_EXCHANGE_QUICK:
    case IKT_EXCHANGE_NEW_GROUP:
        return memcmp(header->initiator_cookie, no_cookie, IKT_COOKIE_SIZE) != 0;
    default:
        return false;
    }
}

/* The sender of a message that opens an unknown SA: a choice or a refusal comes from the responder. */
static bool opens_as_responder(const struct ikt_message *message, bool answered)
{
    if (message->encrypted)
        return false;
    switch (message->header.exchange) {
    case IKT_EXCHANGE_INFORMATIONAL:
        return true;
    case IKT_EXCHANGE_MAIN:
    case IKT_EXCHANGE_AGGRESSIVE:
    case IKT_EXCHANGE_BASE:
        return answered && ikt_message_payload(message, IKT_PAYLOAD_SA, 0);
    default:
        return false;
    }
}

struct ikt_isakmp_sa *ikt_session_find_sa(struct ikt_session *session, const struct ikt_packet *packet,
                                          const struct ikt_message *message)
{
    const struct ikt_header *header = &message->header;
    if (!is_negotiation(header))
        return NULL;
    bool answered = memcmp(header->responder_cookie, no_cookie, IKT_COOKIE_SIZE) != 0;
    struct ikt_isakmp_sa *first = ikt_session_by_cookie(session, header->initiator_cookie);

    for (struct ikt_isakmp_sa *sa = first; sa; sa = sa->same_cookie) {
        if (answered && sa->answered) {
            if (memcmp(sa->responder_cookie, header->responder_cookie, IKT_COOKIE_SIZE) == 0)
                return sa;
        } else if (answered ? answers(sa, packet) : same_peers(sa, packet)) {
            if (answered)
                take_answer(sa, packet, header);
            return sa;
        }
    }

    bool reply = opens_as_responder(message, answered);
    struct ikt_isakmp_sa *sa =
        ikt_isakmp_sa_new(session->keyring, header, reply ? &packet->destination : &packet->source,
                          reply ? &packet->source : &packet->destination, packet);
    sa->same_cookie = first;
    put_first(session, sa);
    g_queue_push_head_link(&session->recent, &sa->recent);
    if (session->recent.length > session->max_live)
        ikt_session_settle_sa(session, session->recent.tail->data);
    return sa;
}
