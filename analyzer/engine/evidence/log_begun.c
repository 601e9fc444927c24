/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/log_begun.h"

#include <string.h>

static bool has(const char *text, const char *part)
{
    return text && strstr(text, part);
}

static enum ikt_tristate by(bool here)
{
    return here ? IKT_YES : IKT_NO;
}

/* "(I) MM_NO_STATE" of the first message; a first one that comes in is "(N) NEW SA". */
static enum ikt_tristate by_packet(const struct ikt_log_event *event)
{
    if (!event->sent && (has(event->text, "NEW SA") || has(event->other, "N")))
        return IKT_NO;
    return event->sent && has(event->text, "MM_NO_STATE") && has(event->other, "I") ? IKT_YES : IKT_UNKNOWN;
}

static enum ikt_tristate by_state(const char *from, const char *to)
{
    if (has(to, "IKE_QM_I_QM1") || (has(from, "IKE_READY") && has(to, "IKE_I_")))
        return IKT_YES;
    if (has(to, "IKE_QM_SPI_STARVE") || has(to, "IKE_QM_R_QM2") || (has(from, "IKE_READY") && has(to, "IKE_R_")))
        return IKT_NO;
    return IKT_UNKNOWN;
}

/* An error that answers what was asked. */
static enum ikt_tristate by_notify(const struct ikt_log_event *event)
{
    const bool error =
        event->notify == IKT_NOTIFY_NO_PROPOSAL_CHOSEN || event->notify == IKT_NOTIFY_INVALID_ID_INFORMATION;
    return error ? by(!event->sent) : IKT_UNKNOWN;
}

/* The ASA's "Group (A) Initiator, Inbound SPI = 0x..." */
static enum ikt_tristate by_role(const char *text)
{
    return has(text, "Initiator, Inbound") ? IKT_YES : has(text, "Responder, Inbound") ? IKT_NO : IKT_UNKNOWN;
}

/* IOS's source is who began; the ASA says it in a word. */
static enum ikt_tristate by_row(const struct ikt_log_begun *begun, const struct ikt_log_event *event)
{
    if (event->name)
        return has(event->other, "initiator") ? IKT_YES : has(event->other, "responder") ? IKT_NO : IKT_UNKNOWN;
    if (!event->text || event->local.family == IKT_FAMILY_NONE || event->remote.family == IKT_FAMILY_NONE)
        return IKT_UNKNOWN;
    const bool there = ikt_address_equal(&event->remote, &begun->peer);
    return there == ikt_address_equal(&event->local, &begun->peer) ? IKT_UNKNOWN : by(!there);
}

static enum ikt_tristate by_event(const struct ikt_log_begun *begun, const struct ikt_log_event *event)
{
    switch (event->kind) {
    case IKT_LOG_BEGUN:
        return by(event->sent);
    case IKT_LOG_REQUEST:
    case IKT_LOG_QUICK_MODE_BEGUN:
    case IKT_LOG_NO_MAIN_MODE:
        return IKT_YES;
    case IKT_LOG_TRANSFORM_REFUSED:
    case IKT_LOG_OLD_TRANSFORM_REFUSED:
    case IKT_LOG_PROXIES_REFUSED:
    case IKT_LOG_LOCAL_ADDRESS_REFUSED:
    case IKT_LOG_PEER_REFUSED:
    case IKT_LOG_FLAGS_REFUSED:
    case IKT_LOG_POLICY_ERROR:
    case IKT_LOG_PHASE2_REFUSED:
        return IKT_NO;
    case IKT_LOG_PACKET:
        return by_packet(event);
    case IKT_LOG_STATE:
        return by_state(event->text, event->other);
    case IKT_LOG_NOTIFY:
        return by_notify(event);
    case IKT_LOG_SA_CREATED:
        return by_role(event->text);
    case IKT_LOG_SHOW_ISAKMP_SA:
        return by_row(begun, event);
    default:
        return IKT_UNKNOWN;
    }
}

void ikt_log_begun_take(struct ikt_log_begun *begun, const struct ikt_log_event *event)
{
    const enum ikt_tristate here = by_event(begun, event);
    if (here == IKT_UNKNOWN)
        return;
    if (begun->first_here == IKT_UNKNOWN)
        begun->first_here = here;
    begun->here = begun->here || here == IKT_YES;
    begun->there = begun->there || here == IKT_NO;
}
