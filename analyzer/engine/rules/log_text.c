/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/log_text.h"

const char *ikt_log_refusal_text(enum ikt_log_refusal refusal)
{
    switch (refusal) {
    case IKT_REFUSAL_TRANSFORM:
        return "no transform set of its own fits the offer";
    case IKT_REFUSAL_NETWORKS:
        return "no crypto map entry of its own takes these networks from this peer";
    case IKT_REFUSAL_LOCAL_ADDRESS:
        return "no crypto map of its own is applied where the packets come in";
    case IKT_REFUSAL_PEER:
        return "the crypto map entry that has these networks names another peer";
    case IKT_REFUSAL_FLAGS:
        return "the flags of the offer are not what the entry wants, which is PFS";
    case IKT_REFUSAL_NONE:
    case IKT_REFUSAL_UNSAID:
    case IKT_REFUSAL_COUNT:
        break;
    }
    return NULL;
}

/* The router whose log it is. */
static struct ikt_value writer_of(const struct ikt_phase2_case *c)
{
    return c->logged->mode->begun_here == IKT_YES ? c->initiator : c->responder;
}

static void say_logged_offer(struct ikt_phase2_case *c)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_log_quick_mode *mode = c->logged->mode;
    const bool by_line = mode->offer_at.place != 0 && mode->offer == record->offer;
    const struct ikt_value line = ikt_frame(mode->offer_at.ref.number);
    const struct ikt_value offer = ikt_object(IKT_VALUE_OFFER, record->offer);
    const bool networks = c->networks.kind != IKT_VALUE_UNKNOWN;
    const struct ikt_value group = c->pfs_unknown ? ikt_words("") : ikt_pfs(record->pfs_group);
    const struct ikt_value comma = ikt_words(c->pfs_unknown ? "" : ", ");
    const struct ikt_value words = ikt_words(networks ? ", for " : ""), of = networks ? c->networks : ikt_words("");
    ikt_said_ref(&c->offer, mode->offer_at.ref);
    if (!record->offer)
        ikt_said_add(&c->offer,
                     IKT_SENTENCE(c->arena, "The log of {} does not tell what {} offers.", writer_of(c), c->initiator));
    else if (by_line)
        ikt_said_add(&c->offer,
                     IKT_SENTENCE(c->arena, "The log of {} tells from line {} on what {} offers: {}{}{}{}{}.",
                                  writer_of(c), line, c->initiator, offer, comma, group, words, of));
    else
        ikt_said_add(&c->offer, IKT_SENTENCE(c->arena, "What {} offers, by its own log or configuration: {}{}{}{}{}.",
                                             c->initiator, offer, comma, group, words, of));
}

void ikt_say_offer_read_in_log(struct ikt_phase2_case *c)
{
    say_logged_offer(c);
    ikt_said_add(&c->offer, IKT_SENTENCE(c->arena, "That is the proposal in frame {}, which no key opens.",
                                         ikt_frame(c->offer_frame)));
}

static void say_supposed_offer(struct ikt_phase2_case *c)
{
    const struct ikt_phase2 *record = c->record;
    const uint64_t line = c->own ? c->own->ref.number : 0;
    ikt_said_add(&c->offer, IKT_SENTENCE(c->arena, "{} would offer, by line {} of its configuration: {}, {}, for {}.",
                                         c->initiator, ikt_frame(line), ikt_object(IKT_VALUE_OFFER, record->offer),
                                         ikt_pfs(record->pfs_group), c->networks));
}

void ikt_say_told_offer(struct ikt_phase2_case *c)
{
    if (c->record->supposed == IKT_SUPPOSED_LOGGED)
        say_logged_offer(c);
    else
        say_supposed_offer(c);
}

static struct ikt_value error_text(const struct ikt_phase2_case *c, int error)
{
    if (error == IKT_ABSENT)
        return ikt_words("");
    /* the other numbers are confirmed by no router's log */
    return ikt_made(c->arena, " (error %d%s)", error, error == 256 || error == 32 ? "" : "*");
}

static void say_reason(struct ikt_phase2_case *c)
{
    const struct ikt_log_quick_mode *mode = c->logged->mode;
    const struct ikt_log_spot *at = mode->refusal_at.place != 0 ? &mode->refusal_at
                                    : mode->error_at.place != 0 ? &mode->error_at
                                                                : &mode->end_at;
    ikt_said_ref(&c->answer, at->ref);
    if (mode->refusal_at.place != 0)
        ikt_said_ref(&c->answer, mode->error_at.ref);
    ikt_said_add(&c->answer, IKT_SENTENCE(c->arena, "The log of {} says in line {} why it refuses: {}{}.", c->responder,
                                          ikt_frame(at->ref.number), ikt_words(ikt_log_refusal_text(mode->refusal)),
                                          error_text(c, mode->error)));
}

static void say_refusal(struct ikt_phase2_case *c)
{
    const struct ikt_log_quick_mode *mode = c->logged->mode;
    const struct ikt_value line = ikt_frame(mode->end_at.ref.number);
    ikt_said_ref(&c->answer, mode->end_at.ref);
    if (mode->end == IKT_LOG_END_REFUSED_THERE)
        ikt_said_add(
            &c->answer,
            IKT_SENTENCE(c->arena,
                         "The log of {} shows in line {} that {} refuses it{}{}. That notify names no cause: the "
                         "log of {} would.",
                         c->initiator, line, c->responder, ikt_words(mode->notify > 0 ? " with " : ""),
                         mode->notify > 0 ? ikt_notify_type(mode->notify) : ikt_words(""), c->responder));
    else if (mode->end == IKT_LOG_END_REFUSED_HERE)
        ikt_said_add(
            &c->answer,
            IKT_SENTENCE(c->arena,
                         "The log of {} shows in line {} that it refuses it; the reason is not among the lines "
                         "that are there.",
                         c->responder, line));
    else if (mode->end == IKT_LOG_END_DELETED)
        ikt_said_add(&c->answer, IKT_SENTENCE(c->arena,
                                              "The log of {} shows in line {} that the ISAKMP SA ended before it was "
                                              "answered.",
                                              writer_of(c), line));
}

/* Why the line is taken to be of this Quick Mode. */
static void say_joined(struct ikt_phase2_case *c)
{
    const struct ikt_log_answer *logged = c->logged;
    const double ahead = (double)logged->clock / (double)IKT_SECOND;
    switch (logged->by) {
    case IKT_LOG_JOINED_ITSELF:
        if (logged->mode->count > 1)
            ikt_said_add(&c->answer,
                         IKT_SENTENCE(c->arena, "The log has it {} times, the last one until line {}.",
                                      ikt_number(logged->mode->count), ikt_frame(logged->mode->last.ref.number)));
        if (logged->clock_known)
            ikt_said_add(&c->answer,
                         IKT_SENTENCE(c->arena,
                                      "Both ends' logs name one Quick Mode; by it the clock of this log is {} s {} the "
                                      "other one.",
                                      ikt_made(c->arena, "%.1f", ahead < 0 ? -ahead : ahead),
                                      ikt_words(ahead < 0 ? "ahead of" : "behind")));
        break;
    case IKT_LOG_JOINED_ID:
        if (logged->clock_known)
            ikt_said_add(&c->answer,
                         IKT_SENTENCE(c->arena,
                                      "That log names its message ID, {}; by it the router's clock is {} s {} the "
                                      "capture's.",
                                      ikt_hex(c->record->message_id),
                                      ikt_made(c->arena, "%.1f", ahead < 0 ? -ahead : ahead),
                                      ikt_words(ahead < 0 ? "ahead of" : "behind")));
        else
            ikt_said_add(&c->answer,
                         IKT_SENTENCE(c->arena, "That log names its message ID, {}.", ikt_hex(c->record->message_id)));
        break;
    case IKT_LOG_JOINED_SPI:
        ikt_said_add(&c->answer, IKT_SENTENCE(c->arena, "That log names its SPI, {}.", ikt_hex(logged->mode->spi)));
        break;
    case IKT_LOG_JOINED_NETWORKS:
        ikt_said_add(&c->answer,
                     IKT_SENTENCE(c->arena, "That log names no message ID of this capture; all of the Quick "
                                            "Modes in it for these networks were refused for the same "
                                            "reason."));
        break;
    }
}

void ikt_say_logged_answer(struct ikt_phase2_case *c)
{
    if (!c->logged)
        return;
    if (c->refusal > IKT_REFUSAL_UNSAID)
        say_reason(c);
    else
        say_refusal(c);
    say_joined(c);
}
