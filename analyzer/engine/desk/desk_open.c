/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/desk_open.h"

#include <string.h>

#include <glib.h>

#include "tunnels/decide.h"
#include "tunnels/open_causes.h"

/* What was met last, and the side that knows why. */
struct met {
    enum ikt_situation situation;
    int asked;
};

static struct met quick_mode_met(const struct ikt_log_quick_mode *mode, int writer)
{
    const int other = 1 - writer;
    switch (mode->end) {
    case IKT_LOG_END_REFUSED_HERE:
        return (struct met){IKT_SITUATION_QUICK_REFUSED, writer};
    case IKT_LOG_END_REFUSED_THERE:
        return (struct met){IKT_SITUATION_QUICK_REFUSED, other};
    case IKT_LOG_END_DELETED: /* instead of an answer */
        return (struct met){mode->begun_here == IKT_YES ? IKT_SITUATION_QUICK_REFUSED : IKT_SITUATION_NONE, other};
    case IKT_LOG_END_OPEN:
        if (mode->refusal != IKT_REFUSAL_NONE)
            return (struct met){IKT_SITUATION_QUICK_REFUSED, writer};
        return (struct met){mode->begun_here == IKT_YES ? IKT_SITUATION_QUICK_SILENT : IKT_SITUATION_QUICK_HALF, other};
    default:
        return (struct met){IKT_SITUATION_NONE, other};
    }
}

/* The router that refuses knows why, and one that only waits knows least. */
static struct met phase2_met(const struct ikt_desk_case *c)
{
    struct met found = {IKT_SITUATION_NONE, 1};
    for (int s = 0; s < 2; s++) {
        const struct ikt_log_pair *log = c->documents.side[s].log;
        if (!log || log->quick_mode_count == 0)
            continue;
        const struct met met = quick_mode_met(&log->quick_modes[log->quick_mode_count - 1], s);
        if (met.situation != IKT_SITUATION_NONE && (found.situation == IKT_SITUATION_NONE || met.asked == s))
            found = met;
    }
    for (int s = 0; s < 2 && found.situation == IKT_SITUATION_NONE; s++) {
        const struct ikt_log_pair *log = c->documents.side[s].log;
        if (log && log->quick_mode_count == 0 && ikt_log_says(log, IKT_SAID_PHASE1_UP))
            found = (struct met){IKT_SITUATION_QUICK_NOT_BEGUN, log->begun_here == IKT_NO ? 1 - s : s};
    }
    for (int s = 0; s < 2 && found.situation == IKT_SITUATION_NONE; s++)
        if (c->plays[s].end == IKT_PLAY_PHASE2)
            found = (struct met){IKT_SITUATION_QUICK_REFUSED, 1 - s};
    return found;
}

static struct met phase1_met(const struct ikt_desk_case *c)
{
    static const struct {
        const char *state;
        enum ikt_situation situation;
    } states[] = {
        {"MM_NO_STATE", IKT_SITUATION_PHASE1_SILENT},  {"AG_NO_STATE", IKT_SITUATION_PHASE1_SILENT},
        {"MM_SA_SETUP", IKT_SITUATION_PHASE1_HALF},    {"MM_KEY_EXCH", IKT_SITUATION_PHASE1_STALLED},
        {"AG_INIT_EXCH", IKT_SITUATION_PHASE1_SILENT},
    };
    struct met found = {IKT_SITUATION_NONE, 1};
    for (int s = 0; s < 2; s++) {
        const struct ikt_log_pair *log = c->documents.side[s].log;
        if (!log)
            continue;
        if (ikt_log_says(log, IKT_SAID_PHASE1_REFUSED))
            return (struct met){IKT_SITUATION_PHASE1_REFUSED, s};
        if (ikt_log_says(log, IKT_SAID_PHASE1_REFUSED_THERE))
            return (struct met){IKT_SITUATION_PHASE1_REFUSED, 1 - s};
        const char *state = log->state ? log->state : log->row ? log->row->state : NULL;
        for (size_t i = 0; state && i < G_N_ELEMENTS(states); i++)
            if (strcmp(states[i].state, state) == 0 && states[i].situation > found.situation)
                found = (struct met){states[i].situation, 1 - s};
    }
    return found;
}

static struct met met_of(const struct ikt_desk_case *c, const struct ikt_tunnel *tunnel)
{
    if (tunnel->state == IKT_TUNNEL_FLAPPING)
        return (struct met){IKT_SITUATION_LOST, 1};
    switch (tunnel->where) {
    case IKT_WHERE_PHASE2:
        return phase2_met(c);
    case IKT_WHERE_PHASE1:
        return phase1_met(c);
    case IKT_WHERE_TRAFFIC:
        return (struct met){IKT_SITUATION_TRAFFIC, c->documents.side[0].log ? 1 : 0};
    default:
        return (struct met){IKT_SITUATION_NONE, 1};
    }
}

static enum ikt_log_language language_of(const struct ikt_document_side *side)
{
    static const enum ikt_log_language languages[IKT_ROUTER_KIND_COUNT] = {
        [IKT_ROUTER_IOS] = IKT_LANGUAGE_IOS,
        [IKT_ROUTER_ASA] = IKT_LANGUAGE_ASA,
        [IKT_ROUTER_STRONGSWAN] = IKT_LANGUAGE_CHARON,
        [IKT_ROUTER_LIBRESWAN] = IKT_LANGUAGE_PLUTO,
    };
    return side->router ? languages[side->router->kind] : IKT_LANGUAGE_IOS;
}

void ikt_desk_tell_open(struct ikt_arena *arena, const struct ikt_desk_case *c, struct ikt_tunnel *tunnel)
{
    if (tunnel->cause_count > 0 || tunnel->state == IKT_TUNNEL_UP || tunnel->state == IKT_TUNNEL_UNJUDGED)
        return;
    const struct met met = met_of(c, tunnel);
    if (met.situation == IKT_SITUATION_NONE)
        return;
    const struct ikt_document_side *asked = &c->documents.side[met.asked];
    const bool authenticated =
        (c->documents.side[0].log && ikt_log_says(c->documents.side[0].log, IKT_SAID_AUTHENTICATED)) ||
        (c->documents.side[1].log && ikt_log_says(c->documents.side[1].log, IKT_SAID_AUTHENTICATED));
    const struct ikt_open_case open = {.situation = met.situation,
                                       .language = language_of(asked),
                                       .guessed_language = !asked->router && !asked->log,
                                       .key_fits = authenticated};
    const struct ikt_open_causes causes = ikt_open_causes_of(arena, &open, &tunnel->findings);
    tunnel->open_count = causes.count;
    tunnel->open = causes.items;
    tunnel->decide = ikt_decide(arena, &open, &causes, tunnel, met.asked == 0);
    tunnel->decide_count = 1;
}
