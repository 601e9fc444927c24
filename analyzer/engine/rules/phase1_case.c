/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/phase1_case.h"

#include <inttypes.h>
#include <string.h>

#include "rules/undecrypted.h"
#include "rules/ios_words.h"
#include "rules/evidence_text.h"

enum ikt_tristate ikt_is_preshared(int method)
{
    switch (method) {
    case IKT_ABSENT:
        return IKT_UNKNOWN;
    case IKT_AUTH_PSK:
    case IKT_AUTH_XAUTHINITPRESHARED:
    case IKT_AUTH_XAUTHRESPPRESHARED:
        return IKT_YES;
    default:
        return IKT_NO;
    }
}

/* Who was answered goes on: repeated first messages alone are what an unanswered initiator sends. */
static bool is_unheard(const struct ikt_view *v)
{
    const struct ikt_phase1 *record = v->record;
    if (record->outcome != IKT_OUTCOME_INCOMPLETE || !record->initiator.seen || record->responder.seen || v->answered)
        return false;
    unsigned first = v->count[IKT_MAIN1] + v->count[IKT_AGGRESSIVE1] + v->count[IKT_BASE1];
    return first > 1 && first == record->seen_count;
}

void ikt_view_init(struct ikt_view *v, const struct ikt_phase1 *record, const struct ikt_evidence *evidence)
{
    *v = (struct ikt_view){.record = record, .evidence = evidence};
    ikt_address_format(&record->initiator.endpoint.address, v->initiator);
    ikt_address_format(&record->responder.endpoint.address, v->responder);
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->name >= IKT_MESSAGE_NAME_COUNT)
            continue;
        if (v->count[seen->name]++ == 0)
            v->first[seen->name] = seen;
        v->last[seen->name] = seen;
    }
    for (size_t i = 0; i < record->notification_count && v->refusal == NULL; i++) {
        const struct ikt_notify *notify = record->notifications[i].notify;
        if (notify == NULL || (notify->type < IKT_NOTIFY_CONNECTED && notify->type != IKT_NOTIFY_INVALID_SPI))
            v->refusal = &record->notifications[i];
    }
    for (size_t i = 0; v->refusal != NULL && i < record->seen_count; i++) {
        if (record->seen[i].frame == v->refusal->frame)
            v->refusal_message = record->seen[i].message;
    }
    v->answered = v->count[IKT_MAIN2] + v->count[IKT_AGGRESSIVE2] + v->count[IKT_BASE2] > 0 || record->choice != NULL;
    v->authenticating = v->count[IKT_MAIN5] + v->count[IKT_AGGRESSIVE2] + v->count[IKT_BASE3] > 0;
    v->preshared = ikt_is_preshared(record->authentication);
    v->keys_agree = record->initiator.psk != NULL && record->responder.psk != NULL &&
                    strcmp(record->initiator.psk, record->responder.psk) == 0 && !record->psk_differs;
    v->nat = record->initiator.behind_nat == IKT_YES || record->responder.behind_nat == IKT_YES;
    v->unheard = is_unheard(v);
}

const struct ikt_transform *ikt_view_transform(const struct ikt_sa *sa)
{
    for (size_t i = 0; sa != NULL && i < sa->proposal_count; i++) {
        if (sa->proposals[i].transform_count > 0)
            return &sa->proposals[i].transforms[0];
    }
    return NULL;
}

/* The identity that is talked about, as it is and as match identity of an ISAKMP profile has it. */
static void set_identity(struct ikt_words *words, const struct ikt_view *v)
{
    bool by_initiator = v->refusal != NULL && v->refusal->from_initiator;
    const struct ikt_identity *id = (by_initiator ? &v->record->responder : &v->record->initiator)->id;
    if (id == NULL)
        return;
    g_autofree char *name = ikt_identity_name(id);
    ikt_words_set(words, "identity", name);
    switch (id->type) {
    case IKT_ID_IPV4_ADDR:
        ikt_words_take(words, "match", g_strdup_printf("address %s 255.255.255.255", name));
        break;
    case IKT_ID_FQDN:
        ikt_words_take(words, "match", g_strdup_printf("host %s", name));
        break;
    case IKT_ID_USER_FQDN:
        ikt_words_take(words, "match", g_strdup_printf("user %s", name));
        break;
    case IKT_ID_KEY_ID:
        ikt_words_take(words, "match", g_strdup_printf("group %s", name));
        break;
    default:
        break;
    }
}

static struct ikt_words *words_of(const struct ikt_view *v)
{
    struct ikt_words *words = ikt_words_new();
    if (v->evidence->wordless)
        return words;
    const struct ikt_transform *transform = ikt_view_transform(v->record->choice);
    if (transform == NULL)
        transform = ikt_view_transform(v->record->offer);
    ikt_words_set(words, "initiator", v->initiator);
    ikt_words_set(words, "responder", v->responder);
    ikt_words_set(words, "exchange", v->record->exchange == IKT_EXCHANGE_AGGRESSIVE ? "Aggressive" : "Main");
    ikt_words_set(words, "state", v->record->ios_state);
    set_identity(words, v);
    if (transform != NULL) {
        ikt_words_set(words, "encr", ikt_policy_encryption(transform));
        ikt_words_set(words, "hash", ikt_policy_hash(transform));
        ikt_words_set(words, "authentication", ikt_policy_authentication(transform->authentication));
        if (transform->group != IKT_ABSENT)
            ikt_words_take(words, "group", g_strdup_printf("%d", transform->group));
    }
    return words;
}

void ikt_view_advise(struct ikt_draft *draft, const struct ikt_view *v, bool fix_initiator, bool fix_responder)
{
    IKT_AUTO_WORDS struct ikt_words *words = words_of(v);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", v->responder);
    if (fix_initiator)
        ikt_draft_fix(draft, words, true);
    ikt_words_set(words, "peer", v->initiator);
    if (fix_responder)
        ikt_draft_fix(draft, words, false);
}

void ikt_view_say_refusal(struct ikt_draft *draft, const struct ikt_view *v)
{
    const struct ikt_notification *refusal = v->refusal;
    if (refusal == NULL)
        return;
    const char *who = refusal->from_initiator ? v->initiator : v->responder;
    ikt_draft_frame(draft, refusal->frame);
    if (refusal->notify == NULL) {
        struct ikt_cipher_sizes sizes = {v->evidence->block_size, v->evidence->hash_size, IKT_PADDING_UNKNOWN};
        uint32_t length = v->refusal_message != NULL ? v->refusal_message->wire_length : 0;
        g_autofree char *readings = ikt_readings_text(ikt_length_readings(&sizes, length));
        if (readings != NULL)
            ikt_draft_evidence(draft,
                               "%s answers in frame %" PRIu64
                               " with an encrypted Informational that was not read; its %u bytes can be %s. Before "
                               "phase 1 is done it is the error, as a rule.",
                               who, refusal->frame, length, readings);
        else
            ikt_draft_evidence(draft,
                               "%s answers in frame %" PRIu64 " with an encrypted Informational that was not read.",
                               who, refusal->frame);
        ikt_say_keys(draft, v->record);
        return;
    }
    g_autofree char *name = ikt_notify_text(refusal->notify->type);
    ikt_draft_evidence(draft, "%s sends %s in frame %" PRIu64 "%s.", who, name, refusal->frame,
                       !refusal->encrypted      ? ", in clear and unauthenticated"
                       : refusal->authenticated ? ", its HASH verified"
                                                : ", encrypted");
}

void ikt_view_say_offer(struct ikt_draft *draft, const struct ikt_view *v)
{
    const struct ikt_phase1 *record = v->record;
    if (record->seen_count > 0)
        ikt_draft_frame(draft, record->seen[0].frame);
    struct ikt_transform const *transform = ikt_view_transform(record->offer);
    if (transform == NULL)
        return;
    g_autofree char *policy = ikt_policy_text(transform);
    size_t offered = 0;
    for (size_t i = 0; i < record->offer->proposal_count; i++)
        offered += record->offer->proposals[i].transform_count;
    ikt_draft_evidence(draft, "%s offers %zu polic%s, the first: %s.", v->initiator, offered,
                       offered == 1 ? "y" : "ies", policy);
}

bool ikt_view_failed(const struct ikt_view *v)
{
    enum ikt_outcome outcome = v->record->outcome;
    return outcome == IKT_OUTCOME_REJECTED || outcome == IKT_OUTCOME_NO_RESPONSE || outcome == IKT_OUTCOME_DELETED;
}

uint64_t ikt_view_proof_frame(const struct ikt_view *v)
{
    static const enum ikt_message_name proofs[] = {IKT_MAIN5, IKT_AGGRESSIVE2, IKT_BASE3};
    for (size_t i = 0; i < G_N_ELEMENTS(proofs); i++) {
        if (v->first[proofs[i]] != NULL)
            return v->first[proofs[i]]->frame;
    }
    return v->record->seen_count > 0 ? v->record->seen[0].frame : 0;
}

int ikt_view_refusal_type(const struct ikt_view *v)
{
    return v->refusal != NULL && v->refusal->notify != NULL ? v->refusal->notify->type : IKT_ABSENT;
}

const struct ikt_seen *ikt_view_last(const struct ikt_view *v)
{
    static const enum ikt_message_name latest[] = {IKT_MAIN6, IKT_MAIN5,       IKT_MAIN4,       IKT_MAIN3,
                                                   IKT_MAIN2, IKT_AGGRESSIVE3, IKT_AGGRESSIVE2, IKT_BASE4,
                                                   IKT_BASE3, IKT_BASE2,       IKT_TRANSACTION};
    for (size_t i = 0; i < G_N_ELEMENTS(latest); i++) {
        if (v->last[latest[i]] != NULL)
            return v->last[latest[i]];
    }
    return NULL;
}

/* An address of RFC 1918, RFC 6598 or RFC 4193, or a link-local one. */
static bool is_private(const struct ikt_address *address)
{
    const uint8_t *o = address->octets;
    if (address->family == IKT_FAMILY_IPV6)
        return (o[0] & 0xfe) == 0xfc || (o[0] == 0xfe && (o[1] & 0xc0) == 0x80);
    return o[0] == 10 || (o[0] == 172 && (o[1] & 0xf0) == 16) || (o[0] == 192 && o[1] == 168) ||
           (o[0] == 100 && (o[1] & 0xc0) == 64) || (o[0] == 169 && o[1] == 254);
}

const struct ikt_identity *ikt_private_identity(const struct ikt_party *party)
{
    const struct ikt_identity *id = party->id;
    bool address = id != NULL && (id->type == IKT_ID_IPV4_ADDR || id->type == IKT_ID_IPV6_ADDR) &&
                   id->low.family != IKT_FAMILY_NONE;
    return address && is_private(&id->low) && !ikt_address_equal(&id->low, &party->endpoint.address) ? id : NULL;
}
