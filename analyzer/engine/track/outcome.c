/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Outcomes: the first that holds of established, rejected, deleted, no-response, incomplete.
 */
#include "track/sa_state.h"

bool ikt_isakmp_sa_established(const struct ikt_isakmp_sa *sa)
{
    /* Nobody starts a Quick Mode or a Transaction under an ISAKMP SA that did not authenticate. */
    if (sa->quick_total > 0 || sa->names[IKT_TRANSACTION] > 0)
        return true;
    bool last = sa->names[IKT_MAIN6] > 0 || sa->names[IKT_AGGRESSIVE3] > 0 || sa->names[IKT_BASE4] > 0;
    return last && !sa->refused;
}

/* Silence of a peer of whom nothing was captured may be the capture's. */
bool ikt_isakmp_sa_one_direction(const struct ikt_isakmp_sa *sa)
{
    return !sa->initiator.seen || !sa->responder.seen;
}

enum ikt_outcome ikt_isakmp_sa_outcome(const struct ikt_isakmp_sa *sa)
{
    if (ikt_isakmp_sa_one_direction(sa))
        return IKT_OUTCOME_INCOMPLETE;
    bool xauth_failed = sa->configuration.xauth_ok == IKT_NO && sa->quick_total == 0;
    if (ikt_isakmp_sa_established(sa) && !xauth_failed)
        return IKT_OUTCOME_ESTABLISHED;
    if (sa->refused || xauth_failed)
        return IKT_OUTCOME_REJECTED;
    if (sa->deleted_before_end)
        return IKT_OUTCOME_DELETED;
    if (sa->newest != IKT_MESSAGE_OTHER && sa->newest_repeats > 0)
        return IKT_OUTCOME_NO_RESPONSE;
    return IKT_OUTCOME_INCOMPLETE;
}

const char *ikt_isakmp_sa_ios_state(const struct ikt_isakmp_sa *sa)
{
    if (ikt_isakmp_sa_established(sa)) {
        const struct ikt_configuration *configuration = &sa->configuration;
        if (sa->quick_total > 0 || sa->names[IKT_TRANSACTION] == 0 || configuration->config_answer_frame)
            return "QM_IDLE";
        return configuration->config_request_frame || configuration->xauth_ok == IKT_YES ? "CONF_ADDR" : "CONF_XAUTH";
    }
    if (sa->exchange == IKT_EXCHANGE_AGGRESSIVE) {
        if (sa->refused || !sa->names[IKT_AGGRESSIVE2])
            return "AG_NO_STATE";
        return "AG_INIT_EXCH";
    }
    if (sa->exchange != IKT_EXCHANGE_MAIN)
        return NULL;
    if (sa->names[IKT_MAIN3] || sa->names[IKT_MAIN4] || sa->names[IKT_MAIN5] || sa->names[IKT_MAIN6])
        return "MM_KEY_EXCH";
    if (sa->names[IKT_MAIN2])
        return "MM_SA_SETUP";
    return "MM_NO_STATE";
}

/*
 * QM2 repeated after the last QM3; or again and again although each was answered: then the last QM3 is as lost as those
 * before it, as far as the capture shows. One repetition that a QM3 answers is a loss that healed.
 */
bool ikt_quick_mode_qm3_lost(const struct ikt_quick_mode *quick)
{
    if (quick->count[2] == 0 || quick->answers_repeated == 0)
        return false;
    return quick->last_frame[1] > quick->last_frame[2] || quick->answers_repeated > 1;
}

bool ikt_quick_mode_complete(const struct ikt_quick_mode *quick)
{
    return quick->count[1] > 0 && quick->count[2] > 0 && !ikt_quick_mode_qm3_lost(quick);
}

enum ikt_outcome ikt_quick_mode_outcome(const struct ikt_quick_mode *quick)
{
    if (ikt_quick_mode_complete(quick))
        return IKT_OUTCOME_ESTABLISHED;
    if (ikt_isakmp_sa_one_direction(quick->sa))
        return IKT_OUTCOME_INCOMPLETE;
    if (quick->rejected)
        return IKT_OUTCOME_REJECTED;
    if (quick->count[2] > 0)
        return IKT_OUTCOME_INCOMPLETE;
    if (quick->sa_deleted)
        return IKT_OUTCOME_DELETED;
    bool first_unanswered = quick->count[0] > 1 && quick->count[1] == 0;
    bool second_unanswered = quick->count[1] > 1 && quick->count[2] == 0;
    if (first_unanswered || second_unanswered)
        return IKT_OUTCOME_NO_RESPONSE;
    return IKT_OUTCOME_INCOMPLETE;
}
