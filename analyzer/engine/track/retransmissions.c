/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/retransmissions.h"

#include <string.h>

#define MAX_SENT   1024
#define LEAST_SENT 8 /* of most negotiations all */

/* The digest is keyed, so its last bits tell as much as all of them. */
static uint16_t *chain_of(const struct ikt_retransmissions *retransmissions, uint64_t digest)
{
    return &retransmissions->first[digest & (retransmissions->room - 1U)];
}

void ikt_retransmissions_clear(struct ikt_retransmissions *retransmissions)
{
    g_free(retransmissions->sent);
    *retransmissions = (struct ikt_retransmissions){0};
}

struct ikt_sent *ikt_retransmission_find(const struct ikt_retransmissions *retransmissions, uint64_t digest,
                                         size_t length, bool from_initiator)
{
    if (retransmissions->count == 0)
        return NULL;
    for (uint16_t at = *chain_of(retransmissions, digest); at != 0; at = retransmissions->next[at - 1]) {
        struct ikt_sent *sent = &retransmissions->sent[at - 1];
        if (sent->digest == digest && sent->length == length && sent->from_initiator == from_initiator)
            return sent;
    }
    return NULL;
}

static void link_sent(struct ikt_retransmissions *retransmissions, uint16_t index)
{
    uint16_t *chain = chain_of(retransmissions, retransmissions->sent[index].digest);
    retransmissions->next[index] = *chain;
    *chain = (uint16_t)(index + 1);
}

static void unlink_sent(struct ikt_retransmissions *retransmissions, uint16_t index)
{
    uint16_t *link = chain_of(retransmissions, retransmissions->sent[index].digest);
    while (*link != index + 1)
        link = &retransmissions->next[*link - 1];
    *link = retransmissions->next[index];
}

/* Messages and chains stand in one piece of memory. */
static void grow(struct ikt_retransmissions *retransmissions)
{
    const unsigned room = MAX(LEAST_SENT, 2U * retransmissions->room);
    const size_t size = room * (sizeof(struct ikt_sent) + 2 * sizeof(uint16_t));
    retransmissions->sent = g_realloc(retransmissions->sent, size);
    retransmissions->first = (uint16_t *)(void *)(retransmissions->sent + room);
    retransmissions->next = retransmissions->first + room;
    retransmissions->room = (uint16_t)room;
    memset(retransmissions->first, 0, room * sizeof(uint16_t));
    for (uint16_t index = 0; index < retransmissions->count; index++)
        link_sent(retransmissions, index);
}

void ikt_retransmission_remember(struct ikt_retransmissions *retransmissions, const struct ikt_sent *sent)
{
    uint16_t index = retransmissions->count;
    if (index == MAX_SENT) {
        index = retransmissions->oldest;
        unlink_sent(retransmissions, index);
        retransmissions->oldest = (uint16_t)((index + 1) % MAX_SENT);
    } else {
        if (index == retransmissions->room)
            grow(retransmissions);
        retransmissions->count++;
    }
    retransmissions->sent[index] = *sent;
    link_sent(retransmissions, index);
}
