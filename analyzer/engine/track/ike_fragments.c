/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/ike_fragments.h"

#include <string.h>

#define MAX_WHOLES 8     /* messages in pieces at once */
#define MAX_PIECES 64    /* of one message */
#define MAX_LENGTH 65535 /* of one message */

/* One message in pieces. */
struct whole {
    bool from_initiator;
    uint16_t id;
    uint8_t last;             /* number of the last piece, 0 while unknown */
    unsigned count;           /* pieces that are here */
    size_t length;            /* of them */
    uint64_t sequence, frame; /* of the newest piece */
    GBytes *pieces[MAX_PIECES];
};

/* A message of which a piece is missing, and the newest piece of it. */
struct incomplete {
    unsigned count;
    uint64_t sequence, frame;
    bool from_initiator;
};

struct ikt_fragments {
    GQueue wholes; /* oldest first */
    struct incomplete given_up;
};

static void whole_free(gpointer data)
{
    struct whole *whole = data;
    for (unsigned i = 0; i < MAX_PIECES; i++)
        if (whole->pieces[i])
            g_bytes_unref(whole->pieces[i]);
    g_free(whole);
}

struct ikt_fragments *ikt_fragments_new(void)
{
    return g_new0(struct ikt_fragments, 1);
}

void ikt_fragments_free(struct ikt_fragments *fragments)
{
    if (!fragments)
        return;
    g_queue_clear_full(&fragments->wholes, whole_free);
    g_free(fragments);
}

static void count_incomplete(struct incomplete *incomplete, const struct whole *whole)
{
    incomplete->count++;
    if (whole->sequence <= incomplete->sequence)
        return;
    incomplete->sequence = whole->sequence;
    incomplete->frame = whole->frame;
    incomplete->from_initiator = whole->from_initiator;
}

static void give_up_oldest(struct ikt_fragments *fragments)
{
    struct whole *oldest = g_queue_pop_head(&fragments->wholes);
    count_incomplete(&fragments->given_up, oldest);
    whole_free(oldest);
}

static struct whole *find_or_begin(struct ikt_fragments *fragments, uint16_t id, bool from_initiator)
{
    for (GList *link = fragments->wholes.head; link; link = link->next) {
        struct whole *whole = link->data;
        if (whole->id == id && whole->from_initiator == from_initiator)
            return whole;
    }
    if (g_queue_get_length(&fragments->wholes) >= MAX_WHOLES)
        give_up_oldest(fragments);
    struct whole *whole = g_new0(struct whole, 1);
    whole->id = id;
    whole->from_initiator = from_initiator;
    g_queue_push_tail(&fragments->wholes, whole);
    return whole;
}

static struct ikt_message *assemble(const struct whole *whole)
{
    g_autoptr(GByteArray) octets = g_byte_array_sized_new((guint)whole->length);
    for (unsigned i = 0; i < whole->last; i++) {
        gsize length;
        const guint8 *piece = g_bytes_get_data(whole->pieces[i], &length);
        g_byte_array_append(octets, piece, (guint)length);
    }
    return ikt_message_decode((struct ikt_bytes){octets->data, octets->len}, octets->len);
}

struct ikt_message *ikt_fragments_add(struct ikt_fragments *fragments, const struct ikt_message *message,
                                      bool from_initiator, const struct ikt_packet *packet)
{
    const struct ikt_payload *payload = ikt_message_payload(message, IKT_PAYLOAD_FRAGMENT, 0);
    if (!payload || payload->damaged || message->truncated)
        return NULL;
    const struct ikt_fragment *piece = &payload->fragment;
    if (piece->number == 0 || piece->number > MAX_PIECES || piece->data.length == 0)
        return NULL;

    struct whole *whole = find_or_begin(fragments, piece->id, from_initiator);
    GBytes **place = &whole->pieces[piece->number - 1];
    whole->sequence = packet->sequence;
    whole->frame = packet->frame;
    if (piece->last)
        whole->last = piece->number;
    if (*place) {
        /* The identifier was used again: the newer piece counts. */
        whole->length -= g_bytes_get_size(*place);
        whole->count--;
        g_bytes_unref(*place);
    }
    *place = g_bytes_new(piece->data.data, piece->data.length);
    whole->length += piece->data.length;
    whole->count++;
    if (whole->length <= MAX_LENGTH && (whole->last == 0 || whole->count < whole->last))
        return NULL;

    bool complete = whole->length <= MAX_LENGTH && whole->count == whole->last;
    for (unsigned i = 0; complete && i < whole->last; i++)
        complete = whole->pieces[i] != NULL;
    struct ikt_message *result = complete ? assemble(whole) : NULL;
    g_queue_remove(&fragments->wholes, whole);
    whole_free(whole);
    return result;
}

unsigned ikt_fragments_incomplete(const struct ikt_fragments *fragments, uint64_t *frame, bool *from_initiator)
{
    struct incomplete incomplete = fragments->given_up;
    for (const GList *link = fragments->wholes.head; link; link = link->next)
        count_incomplete(&incomplete, link->data);
    *frame = incomplete.frame;
    *from_initiator = incomplete.from_initiator;
    return incomplete.count;
}

size_t ikt_fragments_octets(const struct ikt_fragments *fragments)
{
    size_t octets = 0;
    for (const GList *link = fragments->wholes.head; link; link = link->next)
        octets += sizeof(struct whole) + ((const struct whole *)link->data)->length;
    return octets;
}
