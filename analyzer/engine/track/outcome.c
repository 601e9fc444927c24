/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Outcomes: the first that holds of established, rejected, deleted, no-response, incomplete.
 */
#include "track/outcome.h"

/* Who waits for an answer has sent again by then: the slowest first repetition known is that of IOS, after 10 s. */
#define PATIENCE (15 * IKT_SECOND)

bool ikt_isakmp_sa_established(const struct ikt_isakmp_sa *sa)
{
    /* Nobody starts a Quick Mode or a Transaction under an ISAKMP SA that did not authenticate. */
    if (sa->quick_modes.total > 0 || sa->phase1.names[IKT_TRANSACTION] > 0)
        return true;
    bool last =
        sa->phase1.names[IKT_MAIN6] > 0 || sa->phase1.names[IKT_AGGRESSIVE3] > 0 || sa->phase1.names[IKT_BASE4] > 0;
    return last && !sa->phase1.refused;
}

/* Silence of a peer of whom nothing was captured may be the capture's. */
bool ikt_isakmp_sa_one_direction(const struct ikt_isakmp_sa *sa)
{
    return !sa->peers[0].seen || !sa->peers[1].seen;
}

enum ikt_outcome ikt_isakmp_sa_outcome(const struct ikt_isakmp_sa *sa)
{
    if (ikt_isakmp_sa_one_direction(sa))
        return IKT_OUTCOME_INCOMPLETE;
    bool xauth_failed = sa->configuration.xauth_ok == IKT_NO && sa->quick_modes.total == 0;
    if (ikt_isakmp_sa_established(sa) && !xauth_failed)
        return IKT_OUTCOME_ESTABLISHED;
    if (sa->phase1.refused || xauth_failed)
        return IKT_OUTCOME_REJECTED;
    if (sa->end.deleted_before_end)
        return IKT_OUTCOME_DELETED;
    if (sa->phase1.newest != IKT_MESSAGE_OTHER && sa->phase1.newest_repeats > 0 && !sa->end.evicted)
        return IKT_OUTCOME_NO_RESPONSE;
    return IKT_OUTCOME_INCOMPLETE;
}

const char *ikt_isakmp_sa_ios_state(const struct ikt_isakmp_sa *sa)
{
    if (ikt_isakmp_sa_established(sa)) {
        const struct ikt_configuration *configuration = &sa->configuration;
        if (sa->quick_modes.total > 0 || sa->phase1.names[IKT_TRANSACTION] == 0 || configuration->config_answer_frame)
            return "QM_IDLE";
        return configuration->config_request_frame || configuration->xauth_ok == IKT_YES ? "CONF_ADDR" : "CONF_XAUTH";
    }
    if (sa->phase1.exchange == IKT_EXCHANGE_AGGRESSIVE) {
        if (sa->phase1.refused || !sa->phase1.names[IKT_AGGRESSIVE2])
            return "AG_NO_STATE";
        return "AG_INIT_EXCH";
    }
    if (sa->phase1.exchange != IKT_EXCHANGE_MAIN)
        return NULL;
    if (sa->phase1.names[IKT_MAIN3] || sa->phase1.names[IKT_MAIN4] || sa->phase1.names[IKT_MAIN5] ||
        sa->phase1.names[IKT_MAIN6])
        return "MM_KEY_EXCH";
    if (sa->phase1.names[IKT_MAIN2])
        return "MM_SA_SETUP";
    return "MM_NO_STATE";
}

/*
 * QM2 repeated after a QM3, more than once. Who gets no answer sends again until it gives up (RFC 2408 section 5.1), so
 * a responder without QM3 repeats QM2 several times, and where it still does so after each QM3, the last one is as lost
 * as those before. One repetition shows nothing: it may have crossed QM3, be a copy of the network's, or be answered by
 * the next QM3.
 */
bool ikt_quick_mode_qm3_lost(const struct ikt_quick_mode *quick)
{
    return quick->places[2].count > 0 && quick->answers_repeated > 1;
}

bool ikt_quick_mode_complete(const struct ikt_quick_mode *quick)
{
    return quick->places[1].count > 0 && quick->places[2].count > 0 && !ikt_quick_mode_qm3_lost(quick);
}

enum ikt_outcome ikt_quick_mode_outcome(const struct ikt_quick_mode *quick)
{
    if (ikt_quick_mode_complete(quick))
        return IKT_OUTCOME_ESTABLISHED;
    if (ikt_isakmp_sa_one_direction(quick->sa))
        return IKT_OUTCOME_INCOMPLETE;
    if (quick->refusal)
        return IKT_OUTCOME_REJECTED;
    if (quick->places[2].count > 0)
        return IKT_OUTCOME_INCOMPLETE;
    if (quick->sa_deleted)
        return IKT_OUTCOME_DELETED;
    bool first_unanswered = quick->places[0].count > 1 && quick->places[1].count == 0;
    bool second_unanswered = quick->places[1].count > 1 && quick->places[2].count == 0;
    if ((first_unanswered || second_unanswered) && !quick->evicted)
        return IKT_OUTCOME_NO_RESPONSE;
    return IKT_OUTCOME_INCOMPLETE;
}

/* Is one of them missing that stands before one that is there? */
static bool misses_between(const uint64_t *names, enum ikt_message_name first, enum ikt_message_name last)
{
    bool later = false;
    for (int name = (int)last; name > (int)first; name--) {
        if (later && names[name] == 0)
            return true;
        later = later || names[name] > 0;
    }
    return false;
}

static uint64_t first_sequence(const struct ikt_quick_mode *quick)
{
    uint64_t first = G_MAXUINT64;
    for (unsigned place = 0; place < G_N_ELEMENTS(quick->places); place++)
        if (quick->places[place].count > 0)
            first = MIN(first, quick->places[place].first_sequence);
    return first;
}

static enum ikt_incomplete how_it_stops(ikt_time last, ikt_time now)
{
    return now != IKT_TIME_NONE && now - last > PATIENCE ? IKT_INCOMPLETE_STOPS : IKT_INCOMPLETE_ENDS;
}

enum ikt_incomplete ikt_isakmp_sa_incomplete(const struct ikt_isakmp_sa *sa, ikt_time now)
{
    const uint64_t *names = sa->phase1.names;

    if (ikt_isakmp_sa_outcome(sa) != IKT_OUTCOME_INCOMPLETE)
        return IKT_INCOMPLETE_NOT;
    if (sa->end.evicted)
        return IKT_INCOMPLETE_EVICTED;
    if (ikt_isakmp_sa_one_direction(sa))
        return IKT_INCOMPLETE_ONE_DIRECTION;
    if (names[IKT_MAIN1] + names[IKT_AGGRESSIVE1] + names[IKT_BASE1] == 0)
        return IKT_INCOMPLETE_BEGINS;
    if (misses_between(names, IKT_MAIN1, IKT_MAIN6) || misses_between(names, IKT_AGGRESSIVE1, IKT_AGGRESSIVE3) ||
        misses_between(names, IKT_BASE1, IKT_BASE4))
        return IKT_INCOMPLETE_GAP;
    return how_it_stops(sa->phase1.end_time, now);
}

enum ikt_incomplete ikt_quick_mode_incomplete(const struct ikt_quick_mode *quick, ikt_time now)
{
    const struct ikt_quick_place *places = quick->places;

    if (ikt_quick_mode_outcome(quick) != IKT_OUTCOME_INCOMPLETE)
        return IKT_INCOMPLETE_NOT;
    if (quick->evicted)
        return IKT_INCOMPLETE_EVICTED;
    if (ikt_isakmp_sa_one_direction(quick->sa))
        return IKT_INCOMPLETE_ONE_DIRECTION;
    if (ikt_quick_mode_qm3_lost(quick))
        return IKT_INCOMPLETE_QM3_LOST;
    /* of an ISAKMP SA that had been captured before, else the capture begins here */
    if (places[0].count == 0)
        return quick->sa->first_sequence < first_sequence(quick) ? IKT_INCOMPLETE_GAP : IKT_INCOMPLETE_BEGINS;
    if (places[1].count == 0 && places[2].count > 0)
        return IKT_INCOMPLETE_GAP;
    /* who deletes its SAs had got all, so that something between was lost */
    return quick->ended != IKT_ENDED_NOT ? IKT_INCOMPLETE_GAP : how_it_stops(quick->last_time, now);
}
