/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/log_course.h"

#include <string.h>

#include <glib.h>

/* IP protocols and ports */
#define IP_IN_IP 4
#define UDP      17
#define GRE      47
#define ESP      50
#define AH       51
#define IKE      500
#define NAT_T    4500

void ikt_log_fact_add(struct ikt_log_fact *fact, const struct ikt_log_spot *spot)
{
    if (fact->count++ == 0)
        fact->first = *spot;
    fact->last = *spot;
}

static void say(struct ikt_log_course *course, enum ikt_log_said what, const struct ikt_log_spot *spot)
{
    ikt_log_fact_add(&course->pair.said[what], spot);
}

static bool has(const char *text, const char *part)
{
    return text && strstr(text, part);
}

static bool is_phase1_word(const char *text)
{
    return text && (g_str_has_prefix(text, "MM_") || g_str_has_prefix(text, "AG_") ||
                    g_str_has_prefix(text, "QM_IDLE") || g_str_has_prefix(text, "CONF_"));
}

static void keep_state(struct ikt_log_course *course, const char *text, const struct ikt_log_spot *spot)
{
    if (!is_phase1_word(text))
        return;
    course->pair.state = text;
    course->pair.state_at = *spot;
}

static struct ikt_log_check *add_check(struct ikt_log_course *course, const struct ikt_log_spot *spot)
{
    struct ikt_log_pair *pair = &course->pair;
    if (!course->checks)
        course->checks = ikt_arena_alloc(course->arena, IKT_LOG_CHECKS, sizeof *course->checks);
    if (pair->check_count == IKT_LOG_CHECKS)
        return NULL;
    struct ikt_log_check *check = &course->checks[pair->check_count++];
    *check = (struct ikt_log_check){
        .at = *spot,
        .offered = {IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_ABSENT}};
    return check;
}

/* An offer that is held against a policy of the router's own. */
static void take_check(struct ikt_log_course *course, const struct ikt_log_event *event,
                       const struct ikt_log_spot *spot)
{
    struct ikt_log_check *check = event->phase1 ? add_check(course, spot) : NULL;
    if (!check)
        return;
    check->offered = *event->phase1;
    check->failed = event->failed;
}

/* The attribute that does not match: of the offer before it, or of one of which no more is told. */
static void take_attribute(struct ikt_log_course *course, const struct ikt_log_event *event,
                           const struct ikt_log_spot *spot)
{
    struct ikt_log_pair *pair = &course->pair;
    struct ikt_log_check *check = pair->check_count > 0 ? &course->checks[pair->check_count - 1] : NULL;
    if (!check || check->refused_by)
        check = add_check(course, spot);
    if (!check)
        return;
    check->failed = true;
    check->refused_by = event->text;
    check->refused_at = *spot;
}

/* What no router logs without an ISAKMP SA, and what it logs where phase 1 is tried: a main mode's state word, a line
 * that names the key itself. */
static void take_proof(struct ikt_log_course *course, const struct ikt_log_event *event,
                       const struct ikt_log_spot *spot)
{
    struct ikt_log_pair *pair = &course->pair;
    switch (event->kind) {
    case IKT_LOG_VALIDATE:
    case IKT_LOG_PHASE2_REFUSED:
    case IKT_LOG_QUICK_MODE_DONE:
    case IKT_LOG_SA_CREATED:
        pair->proved = spot->place;
        break;
    case IKT_LOG_BEGUN:
        *(event->number == 1 ? &pair->anew : &pair->proved) = spot->place;
        break;
    case IKT_LOG_PACKET:
    case IKT_LOG_RETRANSMIT:
        if (has(event->text, "MM_") || has(event->text, "AG_") || has(event->text, "NEW SA") ||
            (!event->sent && has(event->other, "N")))
            pair->anew = spot->place;
        break;
    case IKT_LOG_STATE:
        if (has(event->other, "IKE_I_MM") || has(event->other, "IKE_R_MM") || has(event->other, "_AM"))
            pair->anew = spot->place;
        break;
    case IKT_LOG_BAD_MESSAGE:
        if (has(event->text, "hared"))
            pair->anew = spot->place;
        break;
    default:
        break;
    }
}

/* Phase 1 begins anew: what was checked before is of another one. */
static void begin_phase1(struct ikt_log_course *course, bool here)
{
    course->pair.begun_here = here ? IKT_YES : IKT_NO;
    course->pair.check_count = 0;
}

static void take_packet(struct ikt_log_course *course, const struct ikt_log_event *event,
                        const struct ikt_log_spot *spot)
{
    if (event->local_port != 0)
        course->pair.local_port = event->local_port;
    if (event->remote_port != 0)
        course->pair.remote_port = event->remote_port;
    if (!event->sent && (has(event->text, "NEW SA") || has(event->other, "N")))
        begin_phase1(course, false);
    if (event->sent && has(event->text, "MM_NO_STATE") && has(event->other, "I"))
        begin_phase1(course, true);
    keep_state(course, event->text, spot);
}

static void take_state(struct ikt_log_course *course, const struct ikt_log_event *event,
                       const struct ikt_log_spot *spot)
{
    const char *from = event->text, *to = event->other;
    if (has(from, "IKE_READY") && (has(to, "IKE_I_") || has(to, "IKE_R_")))
        begin_phase1(course, has(to, "IKE_I_"));
    if (has(to, "IKE_P1_COMPLETE") && !has(from, "IKE_P1_COMPLETE"))
        say(course, IKT_SAID_PHASE1_UP, spot);
}

static void take_retransmit(struct ikt_log_course *course, const struct ikt_log_event *event,
                            const struct ikt_log_spot *spot)
{
    say(course, event->number == 2 ? IKT_SAID_QUICK_MODE_RETRANSMIT : IKT_SAID_PHASE1_RETRANSMIT, spot);
    keep_state(course, event->text, spot);
}

static void take_end(struct ikt_log_course *course, const struct ikt_log_event *event, const struct ikt_log_spot *spot)
{
    const bool unanswered = has(event->text, "etransmission") && !has(event->text, "P2");
    say(course, unanswered ? IKT_SAID_PHASE1_DIED : IKT_SAID_DELETED, spot);
    course->pair.death = event->text;
    keep_state(course, event->other, spot);
    ikt_log_quick_modes_sa_ended(&course->quick_modes, spot);
}

static void take_notify(struct ikt_log_course *course, const struct ikt_log_event *event,
                        const struct ikt_log_spot *spot)
{
    if (event->protocol == IKT_PROTOCOL_ISAKMP && event->notify > 0 && event->notify < IKT_NOTIFY_CONNECTED &&
        !event->sent)
        say(course, IKT_SAID_PHASE1_REFUSED_THERE, spot);
}

static void take_nat(struct ikt_log_course *course, const char *text)
{
    if (has(text, "No NAT") || has(text, "no NAT"))
        course->pair.nat = IKT_NO;
    else if (has(text, "NAT found") || has(text, "inside NAT"))
        course->pair.nat = IKT_YES;
}

static void take_clear_packet(struct ikt_log_course *course, const struct ikt_log_event *event,
                              const struct ikt_log_spot *spot)
{
    const bool tunnel = event->protocol == GRE || event->protocol == IP_IN_IP;
    say(course, tunnel ? IKT_SAID_NOT_IPSEC_GRE : IKT_SAID_NOT_IPSEC, spot);
    course->pair.not_ipsec_protocol = event->protocol > 0 ? (uint8_t)event->protocol : 0;
}

static void take_filtered(struct ikt_log_course *course, const struct ikt_log_event *event,
                          const struct ikt_log_spot *spot)
{
    const bool ike = event->protocol == UDP && (event->local_port == IKE || event->local_port == NAT_T ||
                                                event->remote_port == IKE || event->remote_port == NAT_T);
    const bool own = event->local.family == IKT_FAMILY_NONE || course->pair.local.family == IKT_FAMILY_NONE ||
                     ikt_address_equal(&event->local, &course->pair.local); /* what it only forwards is another's */
    if (!event->failed || !own || (!ike && event->protocol != ESP && event->protocol != AH))
        return;
    say(course, ike ? IKT_SAID_FILTERED_IKE : IKT_SAID_FILTERED_ESP, spot);
    course->pair.filter = event->name;
}

static void take_invalid_spi(struct ikt_log_course *course, const struct ikt_log_event *event,
                             const struct ikt_log_spot *spot)
{
    if (course->pair.invalid_spis == 0 || course->pair.invalid_spi != event->spi)
        course->pair.invalid_spis++;
    course->pair.invalid_spi = event->spi;
    say(course, IKT_SAID_INVALID_SPI, spot);
}

static void take_nhrp(struct ikt_log_course *course, const struct ikt_log_event *event, const struct ikt_log_spot *spot)
{
    if (!event->failed)
        return;
    const bool key = has(event->text, "authentication") || has(event->other, "authentication");
    say(course, key ? IKT_SAID_NHRP_AUTHENTICATION : IKT_SAID_NHRP, spot);
}

/* Those whose kind says it all; IKT_SAID_COUNT: others. */
static enum ikt_log_said plain_fact(const struct ikt_log_event *event)
{
    switch (event->kind) {
    case IKT_LOG_NO_KEY:
        return IKT_SAID_NO_KEY;
    case IKT_LOG_KEY_FOUND:
        return IKT_SAID_KEY_FOUND;
    case IKT_LOG_NO_MAIN_MODE:
        return IKT_SAID_NO_MAIN_MODE;
    case IKT_LOG_PHASE1_REFUSED:
        return IKT_SAID_PHASE1_REFUSED;
    case IKT_LOG_AUTHENTICATED:
        return IKT_SAID_AUTHENTICATED;
    case IKT_LOG_BAD_MESSAGE:
        return IKT_SAID_BAD_MESSAGE;
    case IKT_LOG_NOT_OFFERED:
        return IKT_SAID_NOT_OFFERED;
    case IKT_LOG_NOT_ENCRYPTED:
        return IKT_SAID_NOT_ENCRYPTED;
    case IKT_LOG_AUTHENTICATION_FAILED:
        return IKT_SAID_AUTHENTICATION_FAILED;
    case IKT_LOG_MODE_FAILURE:
        return has(event->text, "uick") ? IKT_SAID_QUICK_MODE_FAILURE : IKT_SAID_MAIN_MODE_FAILURE;
    case IKT_LOG_NO_SA:
        return IKT_SAID_NO_SA;
    case IKT_LOG_XAUTH:
        return IKT_SAID_XAUTH;
    case IKT_LOG_CERTIFICATE:
        return IKT_SAID_CERTIFICATE;
    case IKT_LOG_INITIAL_CONTACT:
        return IKT_SAID_INITIAL_CONTACT;
    case IKT_LOG_INVALID_IDENTITY:
        return IKT_SAID_INVALID_IDENTITY;
    case IKT_LOG_REPLAY:
        return IKT_SAID_REPLAY;
    case IKT_LOG_HMAC:
        return IKT_SAID_HMAC;
    case IKT_LOG_RECURSIVE_ROUTING:
        return IKT_SAID_RECURSIVE;
    case IKT_LOG_SESSION:
        return event->failed ? IKT_SAID_SESSION_DOWN : IKT_SAID_SESSION_UP;
    case IKT_LOG_DMVPN_SOCKET:
        return event->failed ? IKT_SAID_SOCKET_DOWN : IKT_SAID_SOCKET_UP;
    case IKT_LOG_TIMER:
        return IKT_SAID_TIMER;
    case IKT_LOG_ISAKMP_ON_OFF:
        return event->failed ? IKT_SAID_ISAKMP_OFF : IKT_SAID_ISAKMP_ON;
    default:
        return IKT_SAID_COUNT;
    }
}

static void take_others(struct ikt_log_course *course, const struct ikt_log_event *event,
                        const struct ikt_log_spot *spot)
{
    switch (event->kind) {
    case IKT_LOG_PHASE1_OFFER:
        take_check(course, event, spot);
        break;
    case IKT_LOG_POLICY_ATTRIBUTE:
        take_attribute(course, event, spot);
        break;
    case IKT_LOG_PACKET:
        take_packet(course, event, spot);
        break;
    case IKT_LOG_STATE:
        take_state(course, event, spot);
        break;
    case IKT_LOG_RETRANSMIT:
        take_retransmit(course, event, spot);
        break;
    case IKT_LOG_SA_DELETED:
        take_end(course, event, spot);
        break;
    case IKT_LOG_NOTIFY:
        take_notify(course, event, spot);
        break;
    case IKT_LOG_NAT:
        take_nat(course, event->text);
        break;
    case IKT_LOG_PROFILE:
        course->pair.profile = event->name;
        break;
    case IKT_LOG_INVALID_SPI:
        take_invalid_spi(course, event, spot);
        break;
    case IKT_LOG_NOT_IPSEC:
        take_clear_packet(course, event, spot);
        break;
    case IKT_LOG_FILTERED:
        take_filtered(course, event, spot);
        break;
    case IKT_LOG_NHRP:
        take_nhrp(course, event, spot);
        break;
    default:
        break;
    }
}

void ikt_log_course_take(struct ikt_log_course *course, const struct ikt_log_event *event,
                         const struct ikt_log_spot *spot)
{
    const enum ikt_log_said what = plain_fact(event);
    take_proof(course, event, spot);
    if (what != IKT_SAID_COUNT)
        say(course, what, spot);
    else
        take_others(course, event, spot);
    if (event->kind == IKT_LOG_QUICK_MODE_BEGUN)
        say(course, IKT_SAID_PHASE1_UP, spot);
    ikt_log_quick_modes_take(&course->quick_modes, event, spot);
}

void ikt_log_course_finish(struct ikt_log_course *course)
{
    ikt_log_quick_modes_finish(&course->quick_modes);
    course->pair.checks = course->checks;
    course->pair.row = course->row;
    course->pair.sa_pairs = course->sa_pairs;
    course->pair.quick_modes = course->quick_modes.items;
    course->pair.quick_mode_count = course->quick_modes.count;
    course->pair.quick_modes_more = course->quick_modes.more;
}
