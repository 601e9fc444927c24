/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/undecrypted.h"

#include <inttypes.h>
#include <string.h>

#include "rules/phase2_case.h"
#include "rules/draft.h"

/* The smallest key exchange value, of group 19; less than this is no KE. */
#define LEAST_KE 64
/* An answer is there after a round trip; what takes longer may be something else. */
#define PROMPT (2 * IKT_SECOND)
/* Sooner nobody has typed another configuration, nor has an SA to be made anew. */
#define AT_ONCE (60 * IKT_SECOND)

/* Measured; where the messages show it, they count. */
static enum ikt_padding habit_of(enum ikt_vendor vendor)
{
    switch (vendor) {
    case IKT_VENDOR_CISCO_IOS:
    case IKT_VENDOR_STRONGSWAN:
        return IKT_PADDING_EXTRA;
    case IKT_VENDOR_LIBRESWAN:
        return IKT_PADDING_TIGHT;
    default:
        return IKT_PADDING_UNKNOWN;
    }
}

static struct ikt_cipher_sizes sizes_of(const struct ikt_party *party, const struct ikt_phase2 *record,
                                        const struct ikt_evidence *evidence, uint64_t *out_frame)
{
    struct ikt_cipher_sizes sizes = {evidence->block_size, evidence->hash_size, IKT_PADDING_UNKNOWN};
    const struct ikt_address *address = &party->endpoint.address;
    sizes.padding = ikt_padding_of(&sizes, record->seen, record->seen_count, address, out_frame);
    if (sizes.padding == IKT_PADDING_UNKNOWN)
        sizes.padding = ikt_padding_of(&sizes, record->phase1->seen, record->phase1->seen_count, address, out_frame);
    if (sizes.padding == IKT_PADDING_UNKNOWN)
        sizes.padding = habit_of(party->vendor);
    return sizes;
}

/* A KE in message 1 is answered by one in message 2, which holds a single suite. */
static struct ikt_ke_guess guess(uint32_t length, uint32_t answer_length, const struct ikt_cipher_sizes *offerer,
                                 const struct ikt_cipher_sizes *answerer)
{
    struct ikt_ke_guess answered = ikt_ke_guess(answer_length, answerer);
    return answered.present != IKT_UNKNOWN ? answered : ikt_ke_guess(length, offerer);
}

/* The last one before this, else the first one after. */
static const struct ikt_history *closed_offer_of_peer(const struct ikt_phase2 *record,
                                                      const struct ikt_evidence *evidence, uint64_t offer_frame)
{
    const struct ikt_history *best = NULL;
    for (size_t i = 0; i < evidence->history_count; i++) {
        const struct ikt_history *history = &evidence->history[i];
        bool by_peer = ikt_address_equal(&history->initiator, &record->responder->endpoint.address);
        if (!by_peer || history->offer != NULL || history->length == 0 || history->block_size == 0)
            continue;
        if (best == NULL || history->frame < offer_frame)
            best = history;
    }
    return best;
}

static void find_success(struct ikt_closed *closed, const struct ikt_phase2 *record,
                         const struct ikt_evidence *evidence, uint64_t offer_frame)
{
    for (size_t i = 0; i < evidence->history_count; i++) {
        const struct ikt_history *history = &evidence->history[i];
        if (history->outcome == IKT_OUTCOME_ESTABLISHED && history->offer == NULL &&
            history->length == closed->length && history->frame < offer_frame &&
            history->block_size == evidence->block_size &&
            ikt_address_equal(&history->initiator, &record->initiator->endpoint.address))
            closed->accepted = history;
    }
    closed->at_once = closed->accepted != NULL && record->start_time != IKT_TIME_NONE &&
                      closed->accepted->time != IKT_TIME_NONE && record->start_time - closed->accepted->time < AT_ONCE;
}

static enum ikt_difference_size difference_of(const struct ikt_closed *closed, const struct ikt_cipher_sizes *theirs)
{
    struct ikt_span ours, peers;
    if (!ikt_length_span(&closed->ours, closed->length, &ours) ||
        !ikt_length_span(theirs, closed->peer->length, &peers))
        return IKT_SIZE_UNKNOWN;
    if (ours.least <= peers.most && peers.least <= ours.most)
        return IKT_SIZE_SAME;
    bool same_ke = closed->ke.present != IKT_UNKNOWN && closed->ke.present == closed->peer_ke.present &&
                   strcmp(closed->ke.groups, closed->peer_ke.groups) == 0;
    return closed->octets >= LEAST_KE && !same_ke ? IKT_SIZE_KE : IKT_SIZE_BLOCKS;
}

void ikt_closed_init(struct ikt_closed *closed, const struct ikt_phase2 *record, const struct ikt_evidence *evidence)
{
    bool answer_read = record->rejection == NULL || record->rejection->notify != NULL;
    *closed = (struct ikt_closed){.ke.present = IKT_UNKNOWN, .peer_ke.present = IKT_UNKNOWN};
    if (record->offer != NULL && answer_read)
        return;
    closed->ours = sizes_of(record->initiator, record, evidence, &closed->padding_frames[0]);
    closed->theirs = sizes_of(record->responder, record, evidence, &closed->padding_frames[1]);
    if (record->offer != NULL)
        return;
    uint64_t frame = 0;
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->name == IKT_QUICK1 && closed->length == 0) {
            closed->length = seen->length;
            frame = seen->frame;
        } else if (seen->name == IKT_QUICK2 && closed->answer_length == 0) {
            closed->answer_length = seen->length;
        }
    }
    closed->ke = guess(closed->length, closed->answer_length, &closed->ours, &closed->theirs);
    if (closed->length > 0)
        find_success(closed, record, evidence, frame);
    closed->peer = closed_offer_of_peer(record, evidence, frame);
    if (closed->peer == NULL || closed->length == 0)
        return;
    /* it may stand under another ISAKMP SA, with another cipher; who pads how stays */
    struct ikt_cipher_sizes offerer = {closed->peer->block_size, closed->peer->hash_size, closed->theirs.padding};
    struct ikt_cipher_sizes answerer = {closed->peer->block_size, closed->peer->hash_size, closed->ours.padding};
    closed->peer_ke = guess(closed->peer->length, closed->peer->answer_length, &offerer, &answerer);
    closed->octets = MAX(closed->length, closed->peer->length) - MIN(closed->length, closed->peer->length);
    closed->difference = difference_of(closed, &offerer);
}

/* "1 to 2 transforms", "1 transform"; newly allocated. */
static char *room_text(const struct ikt_room *room)
{
    if (room->most == 0)
        return g_strdup("no transform");
    if (room->least == room->most)
        return g_strdup_printf("%u transform%s", room->most, room->most == 1 ? "" : "s");
    return g_strdup_printf("%u to %u transforms", room->least, room->most);
}

static void say_room(struct ikt_draft *draft, const struct ikt_case *c)
{
    const struct ikt_closed *closed = &c->closed;
    enum ikt_family family = (enum ikt_family)c->record->initiator->endpoint.address.family;
    bool with_ke = closed->ke.present == IKT_YES;
    /* the groups that one length fits are of nearly one size */
    unsigned ke = with_ke ? ikt_group_ke_size((unsigned)g_ascii_strtoull(closed->ke.groups, NULL, 10)) : 0;
    struct ikt_room with = ikt_transform_room(closed->length, &closed->ours, ke, true, family);
    struct ikt_room without = ikt_transform_room(closed->length, &closed->ours, ke, false, family);
    g_autofree char *with_text = room_text(&with);
    g_autofree char *without_text = room_text(&without);
    if (without.most > 0)
        ikt_draft_evidence(draft,
                           "%s has room for %s with the IDs of two networks, for %s without IDs. Which ones, and which "
                           "networks, no length tells.",
                           with_ke                        ? "Beside such a KE it"
                           : closed->ke.present == IKT_NO ? "It"
                                                          : "Without a KE it",
                           with_text, without_text);
}

static bool is_phase1_frame(const struct ikt_case *c, uint64_t frame)
{
    const struct ikt_phase1 *phase1 = c->record->phase1;
    for (size_t i = 0; i < phase1->seen_count; i++) {
        if (phase1->seen[i].frame == frame)
            return true;
    }
    return false;
}

void ikt_say_closed_offer(struct ikt_draft *draft, const struct ikt_case *c)
{
    const struct ikt_closed *closed = &c->closed;
    if (draft->wordless || c->offer_frame == 0)
        return;
    if (closed->ke.present == IKT_NO && closed->answer_length > 0)
        ikt_draft_evidence(draft,
                           "The proposal in frame %" PRIu64 " is encrypted; its answer, of %u bytes, is too short to "
                           "hold a KE, so there is no PFS.",
                           c->offer_frame, closed->answer_length);
    else if (closed->ke.present == IKT_NO)
        ikt_draft_evidence(draft,
                           "The proposal in frame %" PRIu64 " is encrypted; its %u bytes are too few to hold a KE.",
                           c->offer_frame, closed->length);
    else if (closed->ke.present == IKT_YES)
        ikt_draft_evidence(draft,
                           "The proposal in frame %" PRIu64
                           " is encrypted; its %u bytes fit a KE of group %s (or several transform sets).",
                           c->offer_frame, closed->length, closed->ke.groups);
    else
        ikt_draft_evidence(draft, "The proposal in frame %" PRIu64 " is encrypted and was not read.", c->offer_frame);
    say_room(draft, c);
    if (closed->padding_frames[0] != 0)
        ikt_draft_evidence(
            draft, "Frame %" PRIu64 " shows%s that %s pads %s.", closed->padding_frames[0],
            is_phase1_frame(c, closed->padding_frames[0]) ? ", if the identity in it is an address," : "", c->initiator,
            closed->ours.padding == IKT_PADDING_EXTRA ? "by a whole block where none is needed"
                                                      : "to the end of a block and no further");
}

char *ikt_readings_text(unsigned readings)
{
    static const struct {
        enum ikt_reading reading;
        const char *words;
    } rows[] = {
        {IKT_READING_ERROR, "an error notify"},
        {IKT_READING_DELETE_SPI, "a DELETE of SPIs"},
        {IKT_READING_DELETE_SA, "a DELETE of the ISAKMP SA"},
        {IKT_READING_ALIVE, "one of dead peer detection"},
    };
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if ((readings & rows[i].reading) == 0)
            continue;
        readings &= ~(unsigned)rows[i].reading;
        g_string_append_printf(text, "%s%s", text->len == 0 ? "" : readings == 0 ? " or " : ", ", rows[i].words);
    }
    return g_string_free(text, text->len == 0);
}

/* Did a Quick Mode of the two come up before this one, so that there is something to delete? */
static bool have_sas(const struct ikt_case *c)
{
    for (size_t i = 0; i < c->evidence->history_count; i++) {
        const struct ikt_history *history = &c->evidence->history[i];
        if (history->outcome == IKT_OUTCOME_ESTABLISHED && history->frame < c->offer_frame)
            return true;
    }
    return false;
}

/* What this peer's answers can tell apart, and how it is known who it is. */
static void say_product(struct ikt_draft *draft, const struct ikt_party *responder)
{
    const char *who = responder->vendor_name;
    if (responder->vendor_guessed && responder->vendor_evidence != NULL)
        ikt_draft_evidence(draft, "The responder is taken for %s: %s.", who, responder->vendor_evidence);
    switch (responder->vendor) {
    case IKT_VENDOR_CISCO_IOS:
        ikt_draft_evidence(draft, "IOS sends one answer for transforms, networks, PFS and peer address alike.");
        break;
    case IKT_VENDOR_CISCO_ASA:
    case IKT_VENDOR_STRONGSWAN:
    case IKT_VENDOR_LIBRESWAN:
        ikt_draft_evidence(draft, "%s has one answer for networks and another for transforms and PFS, of one length.",
                           who);
        break;
    default:
        break;
    }
}

void ikt_say_closed_answer(struct ikt_draft *draft, const struct ikt_case *c)
{
    const struct ikt_seen *answer = NULL;
    ikt_time asked = IKT_TIME_NONE;
    if (draft->wordless || c->answer_frame == 0)
        return;
    for (size_t i = 0; i < c->record->seen_count && answer == NULL; i++) {
        const struct ikt_seen *seen = &c->record->seen[i];
        if (seen->frame == c->answer_frame)
            answer = seen;
        else if (seen->name == IKT_QUICK1)
            asked = seen->time;
    }
    if (answer == NULL || asked == IKT_TIME_NONE) {
        ikt_draft_evidence(draft,
                           "Frame %" PRIu64 " answers it and cannot be read; by order, direction and size it is an "
                           "error notify.",
                           c->answer_frame);
        return;
    }
    g_autofree char *readings = ikt_readings_text(ikt_length_readings(&c->closed.theirs, answer->length));
    if (readings != NULL)
        ikt_draft_evidence(draft,
                           "Frame %" PRIu64 " follows it by %.1f ms and cannot be read; under the cipher and hash of "
                           "phase 1 its %u bytes can be %s.",
                           answer->frame, (double)(answer->time - asked) * 1e3 / (double)IKT_SECOND, answer->length,
                           readings);
    else
        ikt_draft_evidence(draft,
                           "Frame %" PRIu64 " follows it by %.1f ms and cannot be read; its %u bytes are of no error "
                           "notify that is known.",
                           answer->frame, (double)(answer->time - asked) * 1e3 / (double)IKT_SECOND, answer->length);
    bool prompt = answer->time - asked <= PROMPT;
    ikt_draft_evidence(draft,
                       "It is taken for an error notify because it comes %s the proposal, which nothing else "
                       "answers%s.",
                       prompt ? "right behind" : "after",
                       have_sas(c) ? "; SAs that a DELETE could end are there, though"
                                   : ", and no SA that a DELETE could end is there");
    say_product(draft, c->record->responder);
}

void ikt_say_closed_peer(struct ikt_draft *draft, const struct ikt_case *c)
{
    const struct ikt_closed *closed = &c->closed;
    const struct ikt_history *peer = closed->peer;
    if (draft->wordless || closed->difference == IKT_SIZE_UNKNOWN)
        return;
    const char *fate = peer->outcome == IKT_OUTCOME_ESTABLISHED ? ", which came up"
                       : peer->outcome == IKT_OUTCOME_REJECTED  ? ", which was refused"
                                                                : "";
    const char *longer = peer->length > closed->length ? "more" : "less";
    ikt_draft_frame(draft, peer->frame);
    switch (closed->difference) {
    case IKT_SIZE_UNKNOWN:
        break;
    case IKT_SIZE_SAME:
        ikt_draft_evidence(draft,
                           "%s itself offers in frame %" PRIu64 " %u bytes%s: as far as lengths show, the same number "
                           "of transforms, and PFS on both sides or on neither.",
                           c->responder, peer->frame, peer->length, fate);
        break;
    case IKT_SIZE_BLOCKS:
        ikt_draft_evidence(draft,
                           "%s itself offers in frame %" PRIu64
                           " %u bytes%s: %u %s, which is no KE but another number of "
                           "transforms or protocols, AH, compression, or other kinds of IDs.",
                           c->responder, peer->frame, peer->length, fate, closed->octets, longer);
        break;
    case IKT_SIZE_KE:
        ikt_draft_evidence(draft,
                           "%s itself offers in frame %" PRIu64
                           " %u bytes%s: %u %s, as much as a KE takes: PFS on one side alone, another group, or "
                           "several transform sets.",
                           c->responder, peer->frame, peer->length, fate, closed->octets, longer);
        break;
    }
    ikt_draft_evidence(draft, "The two may be for different networks.");
}

void ikt_say_closed_success(struct ikt_draft *draft, const struct ikt_case *c)
{
    const struct ikt_history *accepted = c->closed.accepted;
    if (draft->wordless || accepted == NULL)
        return;
    ikt_draft_frame(draft, accepted->frame);
    if (c->closed.at_once)
        ikt_draft_evidence(draft,
                           "A Quick Mode of %s of the same length came up %.0f s before, frame %" PRIu64
                           ": sets and PFS agree there, so this one may be for another line of the crypto ACL.",
                           c->initiator, (double)(c->record->start_time - accepted->time) / (double)IKT_SECOND,
                           accepted->frame);
    else
        ikt_draft_evidence(draft,
                           "A Quick Mode of %s of the same length came up before, frame %" PRIu64
                           ": either the configuration has changed since, or this one is for another line of the "
                           "crypto ACL.",
                           c->initiator, accepted->frame);
}
