/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/log_adopt.h"

#include <glib.h>

#include "base/hash.h"

#define NEAR 8 /* lines between what debug crypto ipsec and debug crypto isakmp say of one proposal */

struct whose {
    const char *router;
    unsigned part;
    int connection;
};

static guint hash_whose(gconstpointer key)
{
    const struct whose *whose = key;
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add(&hasher, &whose->router, sizeof whose->router);
    ikt_hasher_add_number(&hasher, whose->part);
    ikt_hasher_add_number(&hasher, (uint64_t)whose->connection);
    return (guint)ikt_hasher_end(&hasher);
}

static gboolean equal_whose(gconstpointer a, gconstpointer b)
{
    const struct whose *one = a, *other = b;
    return one->router == other->router && one->part == other->part && one->connection == other->connection;
}

/* Refusals that debug crypto ipsec tells without saying of whom. */
static bool is_refusal(enum ikt_log_event_kind kind)
{
    return kind >= IKT_LOG_TRANSFORM_REFUSED && kind <= IKT_LOG_FLAGS_REFUSED;
}

static bool is_answer(enum ikt_log_event_kind kind)
{
    return kind == IKT_LOG_POLICY_ERROR || kind == IKT_LOG_PHASE2_REFUSED || kind == IKT_LOG_ACCEPTABLE;
}

static void adopt_refusal(struct ikt_log_event *event, const struct ikt_log_event *answer)
{
    if (event->remote.family != IKT_FAMILY_NONE || event->connection != IKT_ABSENT || !answer ||
        answer->line - event->line > NEAR || answer->part != event->part || answer->router != event->router)
        return;
    event->connection = answer->connection;
    event->remote = answer->remote;
    event->message_id = answer->message_id;
    if (event->kind != IKT_LOG_LOCAL_ADDRESS_REFUSED)
        event->local = answer->local;
}

/* known: struct whose, owned: a later event of that connection whose peer is told. */
static void adopt_peer(struct ikt_log_event *event, GHashTable *known)
{
    const struct whose whose = {event->router, event->part, event->connection};
    if (event->remote.family != IKT_FAMILY_NONE) {
        g_hash_table_replace(known, g_memdup(&whose, sizeof whose), event);
        return;
    }
    const struct ikt_log_event *later = g_hash_table_lookup(known, &whose);
    if (!later)
        return;
    event->remote = later->remote;
    if (event->local.family == IKT_FAMILY_NONE)
        event->local = later->local;
}

void ikt_log_adopt(struct ikt_log_event *events, size_t count)
{
    GHashTable *known = g_hash_table_new_full(hash_whose, equal_whose, g_free, NULL);
    const struct ikt_log_event *answer = NULL;
    for (size_t i = count; i-- > 0;) {
        struct ikt_log_event *event = &events[i];
        if (is_refusal(event->kind))
            adopt_refusal(event, answer);
        if (event->connection > 0)
            adopt_peer(event, known);
        if (is_answer(event->kind))
            answer = event;
        else if (event->kind == IKT_LOG_PACKET)
            answer = NULL;
    }
    g_hash_table_unref(known);
}
