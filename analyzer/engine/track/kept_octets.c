/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/kept_octets.h"

#include "isakmp/message_room.h"
#include "track/quick_mode.h"
#include "track/settle.h"

#define ONE_SA (IKT_SA_OCTETS / 8) /* the part of one */

/* Structures, tables and lists, roughly: what they point to is counted by itself. */
#define SA_ROOM       (sizeof(struct ikt_isakmp_sa) + 2048)
#define QUICK_ROOM    (sizeof(struct ikt_quick_mode) + 512)
#define DATAGRAM_ROOM (sizeof(struct ikt_seen) + 2 * sizeof(struct ikt_sent))
#define SPI_ROOM      (2 * sizeof(struct ikt_index_node))

static size_t message_room(const struct ikt_message *message)
{
    return message && ikt_message_is_kept(message) ? ikt_message_room(message) : 0;
}

static void charge_quick(struct ikt_session *session, struct ikt_quick_mode *quick, size_t octets)
{
    if (quick->octets == 0)
        octets += QUICK_ROOM;
    quick->octets += octets;
    ikt_sa_table_charge(&session->sas, quick->sa, octets);
}

static void release_quick(struct ikt_session *session, struct ikt_quick_mode *quick, size_t octets)
{
    octets = MIN(octets, quick->octets);
    quick->octets -= octets;
    ikt_sa_table_release(&session->sas, quick->sa, octets);
}

/* Listed messages that nothing else of the record points into. */
static void forget_listed(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    ikt_sa_table_release(&session->sas, sa,
                         ikt_seen_list_forget(&sa->lists.seen, sa->phase1.kept, sa->phase1.kept_count));
    for (GList *link = sa->quick_modes.order.head; link; link = link->next) {
        struct ikt_quick_mode *quick = link->data;
        const struct ikt_message *places[4];
        for (unsigned place = 0; place < 4; place++)
            places[place] = quick->places[place].message;
        release_quick(session, quick, ikt_seen_list_forget(&quick->seen, places, 4));
        ikt_sa_table_release(&session->sas, sa, ikt_list_freed(&quick->seen, DATAGRAM_ROOM));
    }
}

/* current is what goes on; NULL: no Quick Mode does. */
static void trim(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_quick_mode *current)
{
    const GQueue *order = &sa->quick_modes.order;
    forget_listed(session, sa);
    while (sa->index.octets > ONE_SA / 4 * 3 && order->length > 1) {
        struct ikt_quick_mode *oldest = order->head->data;
        ikt_settle_evict_quick(session, oldest == current ? order->head->next->data : oldest);
    }
    sa->trimmed_octets = sa->index.octets;
}

/* What cannot be forgotten is not tried again for every message. */
static void check(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_quick_mode *current)
{
    if (sa->index.octets > MAX(ONE_SA, sa->trimmed_octets + ONE_SA / 8))
        trim(session, sa, current);
}

void ikt_kept_message(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                      const struct ikt_message *opened)
{
    const size_t octets = DATAGRAM_ROOM + message_room(message) + message_room(opened);
    struct ikt_quick_mode *quick =
        message->header.exchange == IKT_EXCHANGE_QUICK ? ikt_quick_mode_find(sa, message->header.message_id) : NULL;
    if (sa->index.octets == 0)
        ikt_sa_table_charge(&session->sas, sa, SA_ROOM);
    if (quick)
        charge_quick(session, quick,
                     octets + (quick->octets == 0 ? (quick->spis[0].count + quick->spis[1].count) * SPI_ROOM : 0));
    else
        ikt_sa_table_charge(&session->sas, sa, octets);
    if (quick)
        release_quick(session, quick, ikt_list_freed(&quick->seen, DATAGRAM_ROOM));
    ikt_sa_table_release(&session->sas, sa, ikt_list_freed(&sa->lists.seen, DATAGRAM_ROOM));
    check(session, sa, quick);
}

void ikt_kept_piece(struct ikt_session *session, struct ikt_isakmp_sa *sa)
{
    const size_t octets = ikt_fragments_octets(sa->fragments);
    ikt_sa_table_release(&session->sas, sa, sa->fragment_octets);
    ikt_sa_table_charge(&session->sas, sa, octets);
    sa->fragment_octets = octets;
}
