/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/tunnel_pair.h"

#include <string.h>

#include "evidence/ios_words.h"
#include "track/dpd.h"
#include "track/tally.h"
#include "tunnels/network_index.h"

void ikt_tunnel_entry_free(void *data)
{
    struct ikt_tunnel_entry *entry = data;
    ikt_tunnel_entry_clear(entry);
    g_free(entry);
}

void ikt_tunnel_pair_free(void *data)
{
    struct ikt_tunnel_pair *pair = data;
    for (int side = 0; side < 2; side++) {
        g_free(pair->party[side].id);
        if (pair->party[side].vendor_name)
            g_ref_string_release(pair->party[side].vendor_name);
        if (pair->party[side].policies)
            g_ref_string_release(pair->party[side].policies);
    }
    ikt_tunnel_entry_clear(&pair->phase1);
    if (pair->unread)
        ikt_tunnel_entry_free(pair->unread);
    for (unsigned i = 0; i < pair->entry_count; i++)
        ikt_tunnel_entry_free(pair->entries[i]);
    g_free(pair->entries);
    ikt_network_index_free(pair->index);
    g_free(pair);
}

enum ikt_side ikt_tunnel_pair_side(const struct ikt_tunnel_pair *pair, const struct ikt_address *address)
{
    return ikt_address_equal(&pair->address[IKT_SIDE_LOW], address) ? IKT_SIDE_LOW : IKT_SIDE_HIGH;
}

/* Many tunnels have the same text. */
static void share(struct ikt_tunnel_room *room, char **shared, const char *text)
{
    if (*shared)
        g_ref_string_release(*shared);
    *shared = ikt_tunnel_room_text(room, text);
}

static void learn_party(struct ikt_tunnel_room *room, struct ikt_tunnel_party *known, const struct ikt_party *party,
                        uint64_t sequence)
{
    known->seen = known->seen || party->seen;
    if (known->endpoint.address.family == IKT_FAMILY_NONE || sequence < known->endpoint_sequence) {
        known->endpoint = party->endpoint;
        known->endpoint_sequence = sequence;
    }
    if (party->id && !room->brief) {
        g_free(known->id);
        known->id = ikt_identity_name(party->id);
    }
    if (party->vendor_name && (!known->vendor_name || (known->vendor_guessed && !party->vendor_guessed))) {
        share(room, &known->vendor_name, party->vendor_name);
        known->vendor = party->vendor;
        known->vendor_guessed = party->vendor_guessed;
    }
}

void ikt_tunnel_pair_meet(struct ikt_tunnel_pair *pair, const struct ikt_phase1 *phase1)
{
    uint64_t sequence = phase1->seen_count > 0 ? phase1->seen[0].sequence : UINT64_MAX;
    learn_party(pair->room, &pair->party[ikt_tunnel_pair_side(pair, &phase1->initiator.endpoint.address)],
                &phase1->initiator, sequence);
    learn_party(pair->room, &pair->party[ikt_tunnel_pair_side(pair, &phase1->responder.endpoint.address)],
                &phase1->responder, sequence);
}

/* "aes 256, sha, pre-share, group 14; or 3des, ..." NULL where there is none. */
static char *policies_text(const struct ikt_sa *sa)
{
    enum {
        LISTED = 4
    };
    g_autoptr(GString) text = g_string_new(NULL);
    size_t count = 0;
    for (size_t i = 0; i < sa->proposal_count; i++) {
        const struct ikt_proposal *proposal = &sa->proposals[i];
        for (size_t j = 0; j < proposal->transform_count; j++) {
            if (count++ >= LISTED)
                continue;
            g_autofree char *one = ikt_policy_text(&proposal->transforms[j]);
            if (count > 1)
                g_string_append(text, "; or ");
            g_string_append(text, one);
        }
    }
    if (count > LISTED)
        g_string_append_printf(text, "; and %zu more", count - LISTED);
    return count > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

/* An own offer is all that a side has, a choice is part of it. */
static void learn_policies(struct ikt_tunnel_room *room, struct ikt_tunnel_party *party, const struct ikt_sa *sa,
                           bool complete, const struct ikt_phase1 *record, bool from_initiator)
{
    if (!sa || (party->policies && party->policies_complete && !complete))
        return;
    g_autofree char *text = policies_text(sa);
    if (!text)
        return;
    share(room, &party->policies, text);
    party->policies_complete = complete;
    party->policies_frame = 0;
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].from_initiator == from_initiator) {
            party->policies_frame = record->seen[i].frame;
            return;
        }
    }
}

/*
 * Who answers no R-U-THERE, and who lives: what has come up or is answered in an ISAKMP SA, not that somebody begins
 * one under a peer's address, and not what the asker says of the SAs that it gives up.
 */
static void learn_liveness(struct ikt_tunnel_pair *pair, const struct ikt_phase1 *record, enum ikt_side by)
{
    const enum ikt_side other = by == IKT_SIDE_LOW ? IKT_SIDE_HIGH : IKT_SIDE_LOW;
    struct ikt_tally room;
    const struct ikt_tally *tally = ikt_tally_of(record, &room);

    for (unsigned asker = 0; asker < 2; asker++) {
        const struct ikt_dpd *dpd = &record->dpd[asker];
        const enum ikt_side asked = asker == 0 ? other : by;
        if (dpd->unanswered >= IKT_DPD_MISSES)
            pair->unanswered_sequence[asked] = MAX(pair->unanswered_sequence[asked], dpd->last_sequence);
        else if (record->outcome == IKT_OUTCOME_ESTABLISHED || dpd->answered > 0)
            pair->alive_sequence[asked] = MAX(pair->alive_sequence[asked], tally->last_sequence[1 - asker]);
    }
}

bool ikt_tunnel_pair_is_silent(const struct ikt_tunnel_pair *pair, enum ikt_side side)
{
    return pair->unanswered_sequence[side] > pair->alive_sequence[side];
}

static bool has_preshared_key(const struct ikt_phase1 *record)
{
    return record->authentication == IKT_AUTH_PSK || record->authentication == IKT_AUTH_XAUTHINITPRESHARED ||
           record->authentication == IKT_AUTH_XAUTHRESPPRESHARED;
}

/* What a phase 1 shows of the pair for good. */
void ikt_tunnel_pair_learn(struct ikt_tunnel_pair *pair, const struct ikt_phase1 *record, enum ikt_side by)
{
    enum ikt_side other = by == IKT_SIDE_LOW ? IKT_SIDE_HIGH : IKT_SIDE_LOW;
    const struct ikt_configuration *configuration = &record->configuration;
    const char *own = record->initiator.psk, *others = record->responder.psk;
    pair->keys_agree = pair->keys_agree || (own && others && strcmp(own, others) == 0);
    if (record->outcome == IKT_OUTCOME_ESTABLISHED && record->seen_count > 0)
        pair->came_up[by] = MAX(pair->came_up[by], record->seen[0].sequence);
    if (record->outcome == IKT_OUTCOME_ESTABLISHED && has_preshared_key(record) && record->seen_count > 0 &&
        record->seen[0].sequence > pair->key_fits_sequence[by]) {
        pair->key_fits_sequence[by] = record->seen[0].sequence;
        pair->key_fits_frame[by] = record->seen[0].frame;
    }
    if (configuration->xauth_frame != 0 || configuration->config_request_frame != 0) {
        pair->client = true;
        pair->xauth_by = other;
        if (configuration->xauth_frame != 0 && configuration->xauth_from_initiator)
            pair->xauth_by = by;
    }
    for (unsigned side = 0; side < 2; side++)
        pair->refused_sequence = MAX(pair->refused_sequence, record->invalid_spi[side].last_sequence);
    learn_liveness(pair, record, by);
    pair->party[by].began = pair->party[by].began || record->exchange != IKT_ABSENT;
    if (pair->room->brief)
        return;
    learn_policies(pair->room, &pair->party[by], record->offer, true, record, true);
    learn_policies(pair->room, &pair->party[other], record->choice, false, record, false);
}
