/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "request_response.h"

#include <string.h>

/* A response to none of the newest requests, this many or more, is not linked. */
#define REQUESTS_KEPT 8192

/* Where the messages of an exchange meet: the addresses without their order. */
struct meeting {
    uint8_t cookie[IKT_COOKIE_SIZE];
    uint8_t addresses[16];
    uint32_t message_id;
};

/* The newest request there. */
struct waiting {
    struct meeting meeting;
    ikt_time time;
    struct ikt_note_message *request;
};

/* Sets of struct waiting. */
struct ikt_pairs {
    GHashTable *late, *before; /* before: as many as were kept when there were too many of late */
};

/* The message that a message of this name answers; IKT_MESSAGE_NAME_COUNT: none. */
static enum ikt_message_name answers(enum ikt_message_name name)
{
    switch (name) {
    case IKT_MAIN2:
    case IKT_MAIN4:
    case IKT_MAIN6:
    case IKT_AGGRESSIVE2:
    case IKT_BASE2:
    case IKT_BASE4:
    case IKT_QUICK2:
        return (enum ikt_message_name)(name - 1);
    default:
        return IKT_MESSAGE_NAME_COUNT;
    }
}

bool ikt_pairs_is_request(enum ikt_message_name name)
{
    return name != IKT_MESSAGE_NAME_COUNT && answers((enum ikt_message_name)(name + 1)) == name;
}

void ikt_pairs_link(struct ikt_note_message *request, struct ikt_note_message *response, ikt_time elapsed)
{
    response->request = request->frame;
    response->elapsed = elapsed;
    if (request->response == 0) {
        request->response = response->frame;
        if (request->request == 0) {
            request->elapsed = elapsed;
        }
    }
}

static guint meeting_hash(gconstpointer key)
{
    return wmem_strong_hash(key, sizeof(struct meeting)); /* which a struct waiting begins with */
}

static gboolean meeting_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct meeting)) == 0;
}

static GHashTable *requests_new(void)
{
    return g_hash_table_new_full(meeting_hash, meeting_equal, g_free, NULL);
}

struct ikt_pairs *ikt_pairs_new(void)
{
    struct ikt_pairs *pairs = g_new(struct ikt_pairs, 1);
    pairs->late = requests_new();
    pairs->before = requests_new();
    return pairs;
}

void ikt_pairs_free(struct ikt_pairs *pairs)
{
    if (pairs == NULL) {
        return;
    }
    g_hash_table_unref(pairs->late);
    g_hash_table_unref(pairs->before);
    g_free(pairs);
}

static const struct waiting *find_request(const struct ikt_pairs *pairs, const struct meeting *meeting)
{
    const struct waiting *waiting = g_hash_table_lookup(pairs->late, meeting);
    return waiting != NULL ? waiting : g_hash_table_lookup(pairs->before, meeting);
}

static void keep_request(struct ikt_pairs *pairs, const struct meeting *meeting, ikt_time time,
                         struct ikt_note_message *note)
{
    if (g_hash_table_size(pairs->late) >= REQUESTS_KEPT) {
        g_hash_table_unref(pairs->before);
        pairs->before = pairs->late;
        pairs->late = requests_new();
    }
    struct waiting *waiting = g_new(struct waiting, 1);
    *waiting = (struct waiting){*meeting, time, note};
    g_hash_table_add(pairs->late, waiting);
}

void ikt_pairs_take(struct ikt_pairs *pairs, const struct ikt_message_event *event, struct ikt_note_message *note)
{
    const enum ikt_message_name request_name = answers(event->name);
    if (!ikt_pairs_is_request(event->name) && request_name == IKT_MESSAGE_NAME_COUNT) {
        return;
    }
    struct meeting meeting = {.message_id = event->message->header.message_id};
    memcpy(meeting.cookie, event->message->header.initiator_cookie, IKT_COOKIE_SIZE);
    for (size_t i = 0; i < sizeof(meeting.addresses); i++) {
        meeting.addresses[i] = event->packet.source.address.octets[i] ^ event->packet.destination.address.octets[i];
    }
    if (request_name != IKT_MESSAGE_NAME_COUNT) {
        const struct waiting *waiting = find_request(pairs, &meeting);
        if (waiting != NULL && waiting->request->name == request_name) {
            ikt_pairs_link(waiting->request, note, event->packet.time - waiting->time);
        }
    } else if (note->duplicate_of == 0) {
        keep_request(pairs, &meeting, event->packet.time, note);
    }
}
