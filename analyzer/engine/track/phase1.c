/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/phase1.h"

#include "isakmp/message_spare.h"
#include "track/message_position.h"
#include "track/nat_detection.h"

void ikt_phase1_init(struct ikt_phase1_state *phase1, ikt_time time)
{
    *phase1 = (struct ikt_phase1_state){
        .exchange = IKT_ABSENT,
        .newest = IKT_MESSAGE_OTHER,
        .decryption = IKT_DECRYPTION_CLEARTEXT,
        .end_time = time,
    };
}

void ikt_phase1_clear(struct ikt_phase1_state *phase1)
{
    while (phase1->kept_count > 0)
        ikt_message_release(phase1->kept[--phase1->kept_count]);
}

/* The offer and the choice stay readable for as long as the SA lives. */
static void learn_proposals(struct ikt_phase1_state *phase1, const struct ikt_seen *seen)
{
    const struct ikt_payload *payload = ikt_message_payload(seen->message, IKT_PAYLOAD_SA, 0);
    const struct ikt_sa **place = seen->from_initiator ? &phase1->offer : &phase1->choice;
    if (!payload || *place)
        return;
    *place = &payload->sa;
    phase1->kept[phase1->kept_count++] = ikt_message_ref(seen->message);
}

static void learn_identity(struct ikt_phase1_state *phase1, const struct ikt_seen *seen)
{
    const struct ikt_payload *payload = ikt_message_payload(seen->message, IKT_PAYLOAD_ID, 0);
    const struct ikt_identity **place = &phase1->id[ikt_side(seen->from_initiator)];
    if (!payload || *place)
        return;
    *place = &payload->id;
    phase1->kept[phase1->kept_count++] = ikt_message_ref(seen->message);
}

static void learn_clear(struct ikt_isakmp_sa *sa, const struct ikt_packet *packet, struct ikt_seen *seen)
{
    struct ikt_phase1_state *phase1 = &sa->phase1;

    learn_proposals(phase1, seen);
    ikt_fingerprint_learn_vendor(&sa->peers[ikt_side(seen->from_initiator)].fingerprint, seen->message,
                                 seen->from_initiator);
    seen->decryption = ikt_decryptor_learn(sa->decryptor, seen->from_initiator, seen->message);
    if (seen->decryption == IKT_DECRYPTION_VERIFIED)
        phase1->decryption = ikt_decryption_weaker(phase1->decryption, seen->decryption);
    ikt_nat_learn(sa, seen->message, seen->from_initiator, packet);
}

void ikt_phase1_take(struct ikt_isakmp_sa *sa, const struct ikt_packet *packet, struct ikt_seen *seen)
{
    struct ikt_phase1_state *phase1 = &sa->phase1;
    const struct ikt_message *message = seen->message;

    seen->name = ikt_position_phase1(message, seen->from_initiator);
    if (!message->encrypted && !message->opened)
        learn_clear(sa, packet, seen);
    else
        phase1->decryption = ikt_decryption_weaker(phase1->decryption, seen->decryption);
    if (!message->encrypted)
        learn_identity(phase1, seen);
    if (phase1->exchange == IKT_ABSENT)
        phase1->exchange = message->header.exchange;
    if (seen->name == IKT_MESSAGE_OTHER)
        return;
    /* The responder goes on, so that what refused phase 1 before was not its last word, or not its own. */
    if (seen->name == IKT_MAIN6 || seen->name == IKT_BASE4)
        phase1->refused = false;
    phase1->newest = seen->name;
    phase1->newest_from_initiator = seen->from_initiator;
    phase1->newest_repeats = 0;
    phase1->end_time = seen->time;
}

bool ikt_phase1_is_answered(const struct ikt_phase1_state *phase1)
{
    for (unsigned name = 0; name <= IKT_NEW_GROUP; name++) {
        bool first = name == IKT_MAIN1 || name == IKT_AGGRESSIVE1 || name == IKT_BASE1;
        if (!first && phase1->names[name] > 0)
            return true;
    }
    return false;
}

void ikt_phase1_count(struct ikt_phase1_state *phase1, enum ikt_message_name name)
{
    phase1->names[name]++;
}

void ikt_phase1_repeat(struct ikt_phase1_state *phase1, enum ikt_message_name name)
{
    if (name == phase1->newest)
        phase1->newest_repeats++;
}

/* What a proof of identity can be refused with (RFC 2408 section 3.14.1). */
static bool refuses_proof(uint16_t type)
{
    return (type >= IKT_NOTIFY_INVALID_KEY_INFORMATION && type <= IKT_NOTIFY_INVALID_SIGNATURE) ||
           type == IKT_NOTIFY_CERTIFICATE_UNAVAILABLE;
}

/*
 * Who sends the last message of phase 1 has accepted the peer, and who begins a later exchange has too: what is refused
 * then is something later. Only the receiver of the last message may still refuse phase 1, for the proof that is in it.
 * Where nothing of phase 1 was captured, a refusal in clear is one of phase 1, since there are no keys yet.
 */
static bool may_refuse(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen, const struct ikt_notify *notify)
{
    const struct ikt_phase1_state *phase1 = &sa->phase1;
    bool of_ipsec = notify && (notify->protocol == IKT_PROTOCOL_ESP || notify->protocol == IKT_PROTOCOL_AH);
    bool accepted_by_responder = phase1->names[IKT_MAIN6] + phase1->names[IKT_BASE4] > 0;

    if (of_ipsec || sa->quick_modes.total + phase1->names[IKT_TRANSACTION] > 0)
        return false;
    if (accepted_by_responder || phase1->names[IKT_AGGRESSIVE3] > 0)
        return notify && refuses_proof(notify->type) && seen->from_initiator == accepted_by_responder;
    return phase1->exchange != IKT_ABSENT || (notify && seen->decryption == IKT_DECRYPTION_CLEARTEXT);
}

bool ikt_phase1_refuse(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen, const struct ikt_notify *notify)
{
    struct ikt_phase1_state *phase1 = &sa->phase1;

    if (!may_refuse(sa, seen, notify))
        return false;
    if (!phase1->refused)
        phase1->end_time = seen->time;
    phase1->refused = true;
    return true;
}
