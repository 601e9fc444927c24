/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What show commands say of a router and one peer. The last output counts.
 */
#include <string.h>

#include <glib.h>

#include "evidence/log_course.h"

static bool is_deleted(const struct ikt_log_event *event)
{
    return event->other && strstr(event->other, "deleted");
}

/* A row of an SA that was deleted stands beside the live one for a while, and says nothing then. */
static void take_row(struct ikt_log_course *course, const struct ikt_log_event *event, const struct ikt_log_spot *spot)
{
    const bool deleted = is_deleted(event);
    const bool another = course->row && course->row_output == course->output;
    if (another && (deleted || ikt_log_row_is_up(course->row)))
        return;
    if (!course->row)
        course->row = ikt_arena_alloc(course->arena, 1, sizeof *course->row);
    course->row_output = course->output;
    *course->row =
        (struct ikt_log_sa_row){.at = *spot, .state = event->text, .deleted = deleted, .connection = event->number};
    if (ikt_log_row_is_up(course->row))
        course->pair.proved = spot->place;
    else if (!deleted)
        course->pair.anew = spot->place;
}

bool ikt_log_row_is_up(const struct ikt_log_sa_row *row)
{
    return row && !row->deleted &&
           (g_str_has_prefix(row->state, "QM_IDLE") || g_str_has_prefix(row->state, "MM_ACTIVE") ||
            g_str_has_prefix(row->state, "AM_ACTIVE"));
}

static struct ikt_proxy proxy_of(const struct ikt_proxy_text *text)
{
    return (struct ikt_proxy){text->low, text->high, text->protocol, text->port, text->low.family != IKT_FAMILY_NONE};
}

static bool same_networks(const struct ikt_proxies *a, const struct ikt_proxies *b)
{
    if (!a->initiator.known || !b->initiator.known)
        return a->initiator.known == b->initiator.known;
    return ikt_proxies_relation(a, b) == IKT_RELATION_EQUAL;
}

static struct ikt_log_sa_pair *sa_pair_for(struct ikt_log_course *course, const struct ikt_proxies *networks)
{
    struct ikt_log_pair *pair = &course->pair;
    if (!course->sa_pairs)
        course->sa_pairs = ikt_arena_alloc(course->arena, IKT_LOG_SA_PAIRS, sizeof *course->sa_pairs);
    for (size_t i = 0; i < pair->sa_pair_count; i++)
        if (same_networks(&course->sa_pairs[i].networks, networks))
            return &course->sa_pairs[i];
    if (pair->sa_pair_count == IKT_LOG_SA_PAIRS) {
        pair->sa_pairs_more++;
        return NULL;
    }
    return &course->sa_pairs[pair->sa_pair_count++];
}

static void take_sa_pair(struct ikt_log_course *course, const struct ikt_log_event *event,
                         const struct ikt_log_spot *spot)
{
    const struct ikt_log_ipsec_sa *show = event->show;
    if (!show)
        return;
    const struct ikt_proxies networks = {proxy_of(&show->networks.local), proxy_of(&show->networks.remote)};
    struct ikt_log_sa_pair *sa_pair = sa_pair_for(course, &networks);
    if (!sa_pair)
        return;
    const struct ikt_log_spot none_at = sa_pair->none_at;
    *sa_pair = (struct ikt_log_sa_pair){.at = *spot,
                                        .networks = networks,
                                        .encaps = show->encaps,
                                        .decaps = show->decaps,
                                        .send_errors = show->send_errors,
                                        .recv_errors = show->recv_errors,
                                        .has_sa = show->has_inbound || show->has_outbound || show->outbound_spi != 0 ||
                                                  show->inbound_spi != 0,
                                        .complete = show->has_sections,
                                        .none_at = none_at};
    if (sa_pair->complete && !sa_pair->has_sa)
        sa_pair->none_at = *spot;
}

void ikt_log_course_show(struct ikt_log_course *course, const struct ikt_log_event *event,
                         const struct ikt_log_spot *spot)
{
    struct ikt_log_pair *pair = &course->pair;
    switch (event->kind) {
    case IKT_LOG_SHOW_ISAKMP_SA:
        if (event->text)
            take_row(course, event, spot);
        break;
    case IKT_LOG_SHOW_IPSEC_SA:
        take_sa_pair(course, event, spot);
        break;
    case IKT_LOG_SHOW_DMVPN:
        pair->dmvpn = event->text;
        pair->dmvpn_at = *spot;
        break;
    case IKT_LOG_SHOW_SESSION:
        pair->session = event->text;
        pair->session_at = *spot;
        break;
    default:
        break;
    }
}
