/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "request_response.h"

#include <string.h>

/* A response to none of the newest requests, this many or more, is not linked. */
#define REQUESTS_KEPT 8192

/* Where the messages of an exchange meet: the addresses without their order. */
struct exchange_key {
    uint8_t cookie[IKT_COOKIE_SIZE];
    uint8_t addresses[16];
    uint32_t message_id;
};

/* The newest request there. */
struct open_request {
    struct exchange_key key;
    ikt_time time;
    struct ikt_note_message *request;
};

/* Sets of struct open_request. */
struct ikt_requests {
    GHashTable *newer, *older; /* older: as many as were kept when there were too many of newer */
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

bool ikt_is_request(enum ikt_message_name name)
{
    return name != IKT_MESSAGE_NAME_COUNT && answers((enum ikt_message_name)(name + 1)) == name;
}

void ikt_link_response(struct ikt_note_message *request, struct ikt_note_message *response, ikt_time elapsed)
{
    response->request = request->frame;
    response->elapsed = elapsed;
    if (request->response == 0) {
        request->response = response->frame;
        if (request->request == 0)
            request->elapsed = elapsed;
    }
}

static guint exchange_key_hash(gconstpointer key)
{
    return wmem_strong_hash(key, sizeof(struct exchange_key)); /* which a struct open_request begins with */
}

static gboolean exchange_key_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct exchange_key)) == 0;
}

static GHashTable *requests_new(void)
{
    return g_hash_table_new_full(exchange_key_hash, exchange_key_equal, g_free, NULL);
}

struct ikt_requests *ikt_requests_new(void)
{
    struct ikt_requests *requests = g_new(struct ikt_requests, 1);
    requests->newer = requests_new();
    requests->older = requests_new();
    return requests;
}

void ikt_requests_free(struct ikt_requests *requests)
{
    if (!requests)
        return;
    g_hash_table_unref(requests->newer);
    g_hash_table_unref(requests->older);
    g_free(requests);
}

static const struct open_request *find_request(const struct ikt_requests *requests, const struct exchange_key *key)
{
    const struct open_request *open = g_hash_table_lookup(requests->newer, key);
    return open ? open : g_hash_table_lookup(requests->older, key);
}

static void keep_request(struct ikt_requests *requests, const struct exchange_key *key, ikt_time time,
                         struct ikt_note_message *note)
{
    if (g_hash_table_size(requests->newer) >= REQUESTS_KEPT) {
        g_hash_table_unref(requests->older);
        requests->older = requests->newer;
        requests->newer = requests_new();
    }
    struct open_request *open = g_new(struct open_request, 1);
    *open = (struct open_request){*key, time, note};
    g_hash_table_add(requests->newer, open);
}

void ikt_requests_take(struct ikt_requests *requests, const struct ikt_message_event *event,
                       struct ikt_note_message *note)
{
    const enum ikt_message_name request_name = answers(event->name);
    if (!ikt_is_request(event->name) && request_name == IKT_MESSAGE_NAME_COUNT)
        return;
    struct exchange_key key = {.message_id = event->message->header.message_id};
    memcpy(key.cookie, event->message->header.initiator_cookie, IKT_COOKIE_SIZE);
    for (size_t i = 0; i < sizeof(key.addresses); i++)
        key.addresses[i] = event->packet.source.address.octets[i] ^ event->packet.destination.address.octets[i];
    if (request_name != IKT_MESSAGE_NAME_COUNT) {
        const struct open_request *open = find_request(requests, &key);
        if (open && open->request->name == request_name)
            ikt_link_response(open->request, note, event->packet.time - open->time);
    } else if (note->duplicate_of == 0) {
        keep_request(requests, &key, event->packet.time, note);
    }
}
