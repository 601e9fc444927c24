/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys/psk_match.h"

#include <string.h>

static bool name_matches(const char *name, const struct ikt_identity *identity)
{
    size_t length = strlen(name);
    return identity &&
           (identity->type == IKT_ID_FQDN || identity->type == IKT_ID_USER_FQDN || identity->type == IKT_ID_KEY_ID) &&
           identity->octets.length == length &&
           g_ascii_strncasecmp(name, (const char *)identity->octets.data, length) == 0;
}

/* Does a selector name this peer, by its address on the wire or by its identity? */
static bool selector_names(const struct ikt_selector *selector, const struct ikt_peer *peer)
{
    const struct ikt_identity *identity = peer->identity;
    switch (selector->kind) {
    case IKT_SELECTOR_PREFIX:
        return ikt_address_in_prefix(&peer->address, &selector->address, selector->bits) ||
               (identity && identity->low.family != IKT_FAMILY_NONE &&
                ikt_address_in_prefix(&identity->low, &selector->address, selector->bits));
    case IKT_SELECTOR_NAME:
        return name_matches(selector->name, identity);
    case IKT_SELECTOR_ANY:
        break;
    }
    return false;
}

/*
 * A key with two or more selectors is for every pair among them; with one it is for that peer and anybody.
 */
bool ikt_psk_rank(const struct ikt_key *key, const struct ikt_peers *peers, enum ikt_psk_rank *out)
{
    bool any = false, unseen_name = false;
    size_t for_initiator = 0, for_responder = 0, for_either = 0;
    for (size_t i = 0; i < key->selector_count; i++) {
        const struct ikt_selector *selector = &key->selectors[i];
        bool names_initiator = selector_names(selector, peers->initiator);
        bool names_responder = selector_names(selector, peers->responder);
        any |= selector->kind == IKT_SELECTOR_ANY;
        unseen_name |= selector->kind == IKT_SELECTOR_NAME && !names_initiator && !names_responder;
        for_initiator += names_initiator;
        for_responder += names_responder;
        for_either += names_initiator || names_responder;
    }
    if (for_initiator > 0 && for_responder > 0)
        *out = IKT_PSK_BOTH;
    else if (for_either > 0)
        *out = any || key->selector_count == 1 || for_either == key->selector_count ? IKT_PSK_ONE : IKT_PSK_UNCERTAIN;
    else if (key->selector_count == 0 || (any && !unseen_name))
        *out = IKT_PSK_ANY;
    else if (unseen_name)
        *out = IKT_PSK_UNCERTAIN;
    else
        return false;
    return true;
}

static bool goes_before(const struct ikt_key *key, enum ikt_psk_rank rank, const struct ikt_psk_match *other)
{
    return rank != other->rank ? rank < other->rank : key->ordinal < other->key->ordinal;
}

void ikt_psk_matches_leave(struct ikt_psk_matches *matches, enum ikt_psk_rank rank)
{
    if (rank == IKT_PSK_UNCERTAIN)
        matches->left_uncertain = true;
    else
        matches->left_out = true;
}

void ikt_psk_matches_add(struct ikt_psk_matches *matches, const struct ikt_key *key, enum ikt_psk_rank rank)
{
    size_t at = matches->count;
    for (size_t i = 0; i < matches->count; i++)
        if (matches->items[i].key == key)
            return;
    while (at > 0 && goes_before(key, rank, &matches->items[at - 1]))
        at--;
    if (matches->count == IKT_PSK_MATCHES_MAX)
        ikt_psk_matches_leave(matches, at == matches->count ? rank : matches->items[matches->count - 1].rank);
    if (at == IKT_PSK_MATCHES_MAX)
        return;
    if (matches->count < IKT_PSK_MATCHES_MAX)
        matches->count++;
    memmove(&matches->items[at + 1], &matches->items[at], (matches->count - at - 1) * sizeof(*matches->items));
    matches->items[at] = (struct ikt_psk_match){key, rank};
}
