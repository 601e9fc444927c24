/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/said.h"

#include "iketriage/exchange.h"

void ikt_said_add(struct ikt_said *said, const struct ikt_sentence *sentence)
{
    if (sentence && said->count < G_N_ELEMENTS(said->items))
        said->items[said->count++] = sentence;
}

void ikt_said_frame(struct ikt_said *said, uint64_t frame)
{
    if (frame != 0 && said->frame_count < G_N_ELEMENTS(said->frames))
        said->frames[said->frame_count++] = frame;
}

void ikt_said_ref(struct ikt_said *said, struct ikt_ref ref)
{
    if (ref.number != 0 && said->ref_count < G_N_ELEMENTS(said->refs))
        said->refs[said->ref_count++] = ref;
}

void ikt_cite(struct ikt_draft *draft, const struct ikt_said *said)
{
    if (draft->bare)
        return;
    for (unsigned i = 0; i < said->frame_count; i++)
        ikt_draft_frame(draft, said->frames[i]);
    for (unsigned i = 0; i < said->ref_count; i++)
        ikt_draft_ref(draft, said->refs[i]);
    for (unsigned i = 0; i < said->count; i++)
        ikt_draft_cite(draft, said->items[i]);
}

static const struct ikt_sentence *refuted_sentence(struct ikt_arena *arena, const struct ikt_phase1 *phase1)
{
    if (phase1->refuted_count == 0)
        return IKT_SENTENCE(arena, "The key given for this ISAKMP SA does not fit it; another one would show more.");
    if (phase1->refuted_count == 1)
        return IKT_SENTENCE(arena, "The key at {} does not fit this ISAKMP SA; another one would show more.",
                            ikt_text(arena, phase1->refuted[0]));
    if (phase1->refuted_count == 2)
        return IKT_SENTENCE(arena, "The keys at {} and {} do not fit this ISAKMP SA; others would show more.",
                            ikt_text(arena, phase1->refuted[0]), ikt_text(arena, phase1->refuted[1]));
    return IKT_SENTENCE(arena, "The keys at {}, {} and {} more do not fit this ISAKMP SA; others would show more.",
                        ikt_text(arena, phase1->refuted[0]), ikt_text(arena, phase1->refuted[1]),
                        ikt_number(phase1->refuted_count - 2));
}

const struct ikt_sentence *ikt_keys_sentence(struct ikt_arena *arena, const struct ikt_phase1 *phase1)
{
#define WHERE                                                                                                          \
    "g^xy, an exponent, SKEYID_e or Ka from the log of the peer that is not IOS, or the other peer's "                 \
    "configuration or log"
    if (phase1->decryption == IKT_DECRYPTION_BAD_KEY)
        return refuted_sentence(arena, phase1);
    switch (phase1->missing) {
    case IKT_MISSING_NOTHING:
        return NULL;
    case IKT_MISSING_ALL:
        return IKT_SENTENCE(arena, "No key for this ISAKMP SA was given. To know more: " WHERE ".");
    case IKT_MISSING_DH:
        return IKT_SENTENCE(arena,
                            "A preshared key alone opens nothing here without g^xy (RFC 2409 section 5). To know "
                            "more: " WHERE ".");
    case IKT_MISSING_PSK:
        return IKT_SENTENCE(arena, "g^xy is known but the preshared key is not. To know more: the crypto isakmp key of "
                                   "this pair.");
    case IKT_MISSING_PHASE1:
        return IKT_SENTENCE(arena, "Phase 1 is not in the capture, or not whole, so keys cannot be derived. To know "
                                   "more: a capture from before the first message, or SKEYID_e or Ka.");
    case IKT_MISSING_SUPPORT:
        return IKT_SENTENCE(arena, "Keys of this method or group cannot be derived. To know more: SKEYID_e or Ka.");
    case IKT_MISSING_TRIAL:
        return IKT_SENTENCE(arena, "Not every key that may be this pair's was tried, for in one capture keys may cost "
                                   "so much and no more. To know more: a key file that names these two peers.");
    }
#undef WHERE
    return NULL;
}

void ikt_say_check_or(struct ikt_draft *draft, const char *command, struct ikt_value where, const char *confirms,
                      const char *plain)
{
    if (draft->bare)
        return;
    if (!ikt_draft_names_foreign(draft, where))
        IKT_SAY(draft, IKT_CHECK_BEGIN "\"{}\" on {} confirms it when {}, and refutes it otherwise.",
                ikt_words(command), where, ikt_words(confirms));
    else if (plain)
        IKT_SAY(draft,
                IKT_CHECK_BEGIN "{} is no IOS router; its configuration confirms it when {}, and refutes it otherwise.",
                where, ikt_words(plain));
    else
        IKT_SAY(draft, IKT_CHECK_BEGIN "{} is no IOS router; its own configuration and log confirm it or refute it.",
                where);
}

void ikt_say_check(struct ikt_draft *draft, const char *command, struct ikt_value where, const char *confirms)
{
    ikt_say_check_or(draft, command, where, confirms, NULL);
}
