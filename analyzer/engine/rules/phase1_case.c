/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/phase1_case.h"

#include <string.h>

#include "evidence/ios_words.h"
#include "rules/syntax.h"
#include "track/lengths.h"

/* A capture that goes on for so long would show what comes next. */
#define PATIENCE (2 * IKT_SECOND)

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

struct ikt_value ikt_phase1_peer(const struct ikt_phase1_case *c, bool initiator)
{
    return initiator ? c->initiator : c->responder;
}

/*
 * Who was answered goes on: only an unanswered initiator repeats its first message and sends nothing else, but for the
 * DELETE with which it gives up.
 */
static bool is_unheard(const struct ikt_phase1_case *c)
{
    const struct ikt_phase1 *record = c->record;
    if (record->outcome != IKT_OUTCOME_INCOMPLETE || !record->initiator.seen || record->responder.seen || c->answered)
        return false;
    unsigned first = c->count[IKT_MAIN1] + c->count[IKT_AGGRESSIVE1] + c->count[IKT_BASE1];
    return first > 1 && first + c->count[IKT_DELETE] + c->count[IKT_INFORMATIONAL] == c->tally->total;
}

static void read_messages(struct ikt_phase1_case *c)
{
    for (size_t i = 0; i < c->record->seen_count; i++) {
        const struct ikt_seen *seen = &c->record->seen[i];
        if (seen->name >= IKT_MESSAGE_NAME_COUNT)
            continue;
        if (!c->first[seen->name])
            c->first[seen->name] = seen;
        c->last[seen->name] = seen;
    }
    for (unsigned name = 0; name < IKT_MESSAGE_NAME_COUNT; name++)
        c->count[name] = (unsigned)MIN(c->tally->sent[name], G_MAXUINT);
}

/* The initiator goes on, or the responder does: then message 1 was answered, whether or not the answer was captured. */
static bool is_answered(const struct ikt_phase1_case *c)
{
    for (enum ikt_message_name name = IKT_MAIN2; name <= IKT_BASE4; name++) {
        if (name != IKT_AGGRESSIVE1 && name != IKT_BASE1 && c->count[name] > 0)
            return true;
    }
    return c->record->choice;
}

static void read_refusal(struct ikt_phase1_case *c)
{
    const struct ikt_phase1 *record = c->record;
    for (size_t i = 0; i < record->notification_count && !c->refusal; i++) {
        const struct ikt_notify *notify = record->notifications[i].notify;
        if (!notify || (notify->type < IKT_NOTIFY_CONNECTED && notify->type != IKT_NOTIFY_INVALID_SPI))
            c->refusal = &record->notifications[i];
    }
    for (size_t i = 0; c->refusal && i < record->seen_count; i++) {
        if (record->seen[i].frame == c->refusal->frame)
            c->refusal_message = record->seen[i].message;
    }
}

const struct ikt_transform *ikt_phase1_transform(const struct ikt_sa *sa)
{
    for (size_t i = 0; sa && i < sa->proposal_count; i++) {
        if (sa->proposals[i].transform_count > 0)
            return &sa->proposals[i].transforms[0];
    }
    return NULL;
}

/* An identity as match identity of an ISAKMP profile has it. */
static struct ikt_value match_of(struct ikt_arena *arena, const struct ikt_identity *id)
{
    if (!id)
        return ikt_unknown();
    g_autofree char *name = ikt_identity_name(id);
    switch (id->type) {
    case IKT_ID_IPV4_ADDR:
        return ikt_made(arena, "address %s 255.255.255.255", name);
    case IKT_ID_FQDN:
        return ikt_made(arena, "host %s", name);
    case IKT_ID_USER_FQDN:
        return ikt_made(arena, "user %s", name);
    case IKT_ID_KEY_ID:
        return ikt_made(arena, "group %s", name);
    default:
        return ikt_unknown();
    }
}

/* Nothing more than that the value is there. */
static struct ikt_value holds(bool condition)
{
    return condition ? ikt_words("") : ikt_unknown();
}

/* As crypto isakmp policy takes it. */
#define LIFE_MAX 86400

const struct ikt_named_values *ikt_policy_values(struct ikt_arena *arena, const struct ikt_named_values *base,
                                                 const struct ikt_transform *policy)
{
    bool timed = policy->life_seconds > 0 && policy->life_seconds < LIFE_MAX;
    const struct ikt_named_value items[] = {
        IKT_NAMED("encr", ikt_words(ikt_policy_encryption(policy))),
        IKT_NAMED("hash", ikt_words(ikt_policy_hash(policy))),
        IKT_NAMED("authentication", ikt_words(ikt_policy_authentication(policy->authentication))),
        IKT_NAMED("group", policy->group != IKT_ABSENT ? ikt_number((uint64_t)policy->group) : ikt_unknown()),
        IKT_NAMED("life", ikt_number(timed ? (uint64_t)policy->life_seconds : LIFE_MAX)),
    };
    return ikt_named_values_new(arena, base, G_N_ELEMENTS(items), items);
}

bool ikt_policy_has_ios(const struct ikt_transform *policy)
{
    return ikt_policy_encryption(policy) && ikt_policy_hash(policy) &&
           ikt_policy_authentication(policy->authentication) && policy->group != IKT_ABSENT;
}

/* As IOS logs it; NULL: not captured, or one that IOS has not. */
static const char *exchange_word(int exchange)
{
    return exchange == IKT_EXCHANGE_AGGRESSIVE ? "Aggressive" : exchange == IKT_EXCHANGE_MAIN ? "Main" : NULL;
}

/* For the catalogue's lines. */
static void name_values(struct ikt_phase1_case *c)
{
    const struct ikt_phase1 *record = c->record;
    const struct ikt_transform *transform = ikt_phase1_transform(record->choice);
    if (!transform)
        transform = ikt_phase1_transform(record->offer);
    /* the one that is talked about: who is refused has it */
    bool by_initiator = c->refusal && c->refusal->from_initiator;
    const struct ikt_identity *id = (by_initiator ? &record->responder : &record->initiator)->id;
    const struct ikt_named_value items[] = {
        IKT_NAMED("initiator", c->initiator),
        IKT_NAMED("responder", c->responder),
        IKT_NAMED("local", c->responder),
        IKT_NAMED("remote", c->initiator),
        IKT_NAMED("exchange", ikt_words(exchange_word(record->exchange))),
        IKT_NAMED("main-mode", holds(record->exchange == IKT_EXCHANGE_MAIN)),
        IKT_NAMED("aggressive-mode", holds(record->exchange == IKT_EXCHANGE_AGGRESSIVE)),
        IKT_NAMED("unanswered", holds(record->outcome == IKT_OUTCOME_NO_RESPONSE)),
        IKT_NAMED("main-unanswered",
                  holds(record->exchange == IKT_EXCHANGE_MAIN && record->outcome == IKT_OUTCOME_NO_RESPONSE)),
        IKT_NAMED("in-phase1", holds(true)),
        IKT_NAMED("state", ikt_words(record->ios_state)),
        IKT_NAMED("identity", ikt_object(IKT_VALUE_IDENTITY, id)),
        IKT_NAMED("match", match_of(c->arena, id)),
    };
    const struct ikt_named_values *syntax = ikt_syntax_of(record->initiator.endpoint.address.family);
    c->values = ikt_named_values_new(c->arena, transform ? ikt_policy_values(c->arena, syntax, transform) : syntax,
                                     G_N_ELEMENTS(items), items);
}

static void say_offer(struct ikt_phase1_case *c)
{
    const struct ikt_phase1 *record = c->record;
    const struct ikt_transform *transform = ikt_phase1_transform(record->offer);
    size_t offered = 0;
    if (record->seen_count > 0)
        ikt_said_frame(&c->offer, record->seen[0].frame);
    if (c->documents.initiator_is_stale || c->documents.responder_is_stale)
        ikt_said_add(
            &c->offer,
            IKT_SENTENCE(c->arena,
                         "The configuration of {} has not the ISAKMP policy that it {}, so it is not what runs "
                         "there; nothing is concluded from it.",
                         c->documents.initiator_is_stale ? c->initiator : c->responder,
                         ikt_words(c->documents.initiator_is_stale ? "offers" : "chooses")));
    if (!transform)
        return;
    for (size_t i = 0; i < record->offer->proposal_count; i++)
        offered += record->offer->proposals[i].transform_count;
    ikt_said_add(&c->offer, IKT_SENTENCE(c->arena,
                                         offered == 1 ? "{} offers {} policy, the first: {}."
                                                      : "{} offers {} policies, the first: {}.",
                                         c->initiator, ikt_number(offered), ikt_object(IKT_VALUE_POLICY, transform)));
}

/* A refusal that no key opens: its length, and all that this can be. */
static const struct ikt_sentence *encrypted_refusal(const struct ikt_phase1_case *c, struct ikt_value who)
{
    struct ikt_cipher_sizes sizes = {c->evidence->block_size, c->evidence->hash_size, IKT_PADDING_UNKNOWN};
    uint32_t length = c->refusal_message ? c->refusal_message->wire_length : 0;
    unsigned readings = ikt_length_readings(&sizes, length);
    struct ikt_value frame = ikt_frame(c->refusal->frame);
    if (readings == 0)
        return IKT_SENTENCE(c->arena, "{} answers in frame {} with an encrypted Informational that was not read.", who,
                            frame);
    return IKT_SENTENCE(c->arena,
                        "{} answers in frame {} with an encrypted Informational that was not read; its {} bytes can be "
                        "{}. Before phase 1 is done it is normally the error.",
                        who, frame, ikt_number(length),
                        (struct ikt_value){.kind = IKT_VALUE_READINGS, .is.number = readings});
}

static void say_refusal(struct ikt_phase1_case *c)
{
    const struct ikt_notification *refusal = c->refusal;
    if (!refusal)
        return;
    struct ikt_value who = ikt_phase1_peer(c, refusal->from_initiator);
    ikt_said_frame(&c->answer, refusal->frame);
    if (!refusal->notify) {
        ikt_said_add(&c->answer, encrypted_refusal(c, who));
        ikt_said_add(&c->answer, ikt_keys_sentence(c->arena, c->record));
        return;
    }
    const char *trust = !refusal->encrypted      ? ", in clear and unauthenticated"
                        : refusal->authenticated ? ", its HASH verified"
                                                 : ", encrypted";
    ikt_said_add(&c->answer,
                 IKT_SENTENCE(c->arena, "{} sends {} in frame {}{}.", who, ikt_notify_type(refusal->notify->type),
                              ikt_frame(refusal->frame), ikt_words(trust)));
}

void ikt_phase1_case_init(struct ikt_phase1_case *c, struct ikt_arena *arena, const struct ikt_phase1 *record,
                          const struct ikt_evidence *evidence, const struct ikt_pair_documents *documents)
{
    *c = (struct ikt_phase1_case){
        .arena = arena,
        .record = record,
        .evidence = evidence,
        .initiator = ikt_address_of(&record->initiator.endpoint.address),
        .responder = ikt_address_of(&record->responder.endpoint.address),
        .initiator_is = ikt_product_of(record->initiator.vendor),
        .responder_is = ikt_product_of(record->responder.vendor),
        .preshared = ikt_is_preshared(record->authentication),
        .nat = record->initiator.behind_nat == IKT_YES || record->responder.behind_nat == IKT_YES,
    };
    ikt_phase1_documents_init(&c->documents, arena, record, documents);
    c->tally = ikt_tally_of(record, record->tally ? NULL : ikt_arena_alloc(arena, 1, sizeof(struct ikt_tally)));
    read_messages(c);
    read_refusal(c);
    /* message 5 goes on and on after its refusal; one that does so once may have crossed it */
    c->refused_unread = c->refusal && !c->refusal->notify && c->tally->fifth_again > 1;
    c->answered = is_answered(c);
    c->authenticating = c->count[IKT_MAIN5] + c->count[IKT_AGGRESSIVE2] + c->count[IKT_BASE3] > 0;
    c->keys_agree = record->initiator.psk && record->responder.psk &&
                    strcmp(record->initiator.psk, record->responder.psk) == 0 && !record->psk_differs;
    c->unheard = is_unheard(c);
}

void ikt_phase1_case_say(struct ikt_phase1_case *c)
{
    name_values(c);
    say_offer(c);
    say_refusal(c);
}

void ikt_phase1_advise(struct ikt_draft *draft, const struct ikt_phase1_case *c, bool at_initiator)
{
    if (at_initiator)
        IKT_ADVISE(draft, c->values, IKT_NAMED("local", c->initiator), IKT_NAMED("remote", c->responder));
    else
        IKT_ADVISE(draft, c->values);
}

void ikt_phase1_fix(struct ikt_draft *draft, const struct ikt_phase1_case *c, bool on_initiator)
{
    IKT_FIX(draft, on_initiator, IKT_NAMED("peer", ikt_phase1_peer(c, !on_initiator)));
}

bool ikt_phase1_failed(const struct ikt_phase1_case *c)
{
    enum ikt_outcome outcome = c->record->outcome;
    return outcome == IKT_OUTCOME_REJECTED || outcome == IKT_OUTCOME_NO_RESPONSE || outcome == IKT_OUTCOME_DELETED;
}

bool ikt_phase1_unanswered(const struct ikt_phase1_case *c)
{
    const struct ikt_phase1 *record = c->record;
    bool silent = record->outcome == IKT_OUTCOME_NO_RESPONSE && !record->one_direction && !c->answered;
    return !record->psk_differs && (silent || c->unheard);
}

uint64_t ikt_phase1_proof_frame(const struct ikt_phase1_case *c)
{
    static const enum ikt_message_name proofs[] = {IKT_MAIN5, IKT_AGGRESSIVE2, IKT_BASE3};
    for (size_t i = 0; i < G_N_ELEMENTS(proofs); i++) {
        if (c->first[proofs[i]])
            return c->first[proofs[i]]->frame;
    }
    return c->record->seen_count > 0 ? c->record->seen[0].frame : 0;
}

int ikt_phase1_refusal_type(const struct ikt_phase1_case *c)
{
    return c->refusal && c->refusal->notify ? c->refusal->notify->type : IKT_ABSENT;
}

const struct ikt_seen *ikt_phase1_last(const struct ikt_phase1_case *c)
{
    static const enum ikt_message_name latest[] = {IKT_MAIN6, IKT_MAIN5,       IKT_MAIN4,       IKT_MAIN3,
                                                   IKT_MAIN2, IKT_AGGRESSIVE3, IKT_AGGRESSIVE2, IKT_BASE4,
                                                   IKT_BASE3, IKT_BASE2,       IKT_TRANSACTION};
    for (size_t i = 0; i < G_N_ELEMENTS(latest); i++) {
        if (c->last[latest[i]])
            return c->last[latest[i]];
    }
    return NULL;
}

bool ikt_phase1_goes_on(const struct ikt_phase1_case *c, ikt_time after)
{
    return c->evidence->now != IKT_TIME_NONE && c->evidence->now - after > PATIENCE;
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
    bool address =
        id && (id->type == IKT_ID_IPV4_ADDR || id->type == IKT_ID_IPV6_ADDR) && id->low.family != IKT_FAMILY_NONE;
    return address && is_private(&id->low) && !ikt_address_equal(&id->low, &party->endpoint.address) ? id : NULL;
}
