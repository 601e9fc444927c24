/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/log_state.h"

#include <string.h>

/* One INVALID_SPI is a packet that was on its way. */
#define PERSISTENT 2
/* A Quick Mode that is sent again so often is not answered. */
#define UNANSWERED 2

bool ikt_log_is_of(const struct ikt_proxies *told, const struct ikt_proxies *networks)
{
    if (!told->initiator.known || !told->responder.known || !networks->initiator.known || !networks->responder.known)
        return true;
    const enum ikt_relation relation = ikt_proxies_relation(told, networks);
    return relation != IKT_RELATION_DISJOINT;
}

/* A later line replaces what an earlier one says. */
static void hear(struct ikt_log_state *state, enum ikt_log_holds holds, enum ikt_tunnel_where where,
                 const struct ikt_log_spot *spot)
{
    if (spot->place == 0 || spot->place < state->at.place)
        return;
    *state = (struct ikt_log_state){.holds = holds, .where = where, .at = *spot};
}

static void hear_fact(struct ikt_log_state *state, const struct ikt_log_pair *pair, enum ikt_log_said what,
                      enum ikt_log_holds holds, enum ikt_tunnel_where where)
{
    hear(state, holds, where, &pair->said[what].last);
}

static void hear_quick_modes(struct ikt_log_state *state, const struct ikt_log_pair *pair,
                             const struct ikt_proxies *networks)
{
    for (size_t i = 0; i < pair->quick_mode_count; i++) {
        const struct ikt_log_quick_mode *mode = &pair->quick_modes[i];
        if (!ikt_log_is_of(&mode->networks, networks))
            continue;
        switch (mode->end) {
        case IKT_LOG_END_COMPLETED:
            hear(state, IKT_LOG_HOLDS_UP, IKT_WHERE_NOWHERE, &mode->end_at);
            break;
        case IKT_LOG_END_REFUSED_HERE:
        case IKT_LOG_END_REFUSED_THERE:
        case IKT_LOG_END_DELETED:
            hear(state, IKT_LOG_HOLDS_DOWN, IKT_WHERE_PHASE2, &mode->end_at);
            break;
        case IKT_LOG_END_OPEN: /* refused without the line that ends it, in an excerpt */
            if (mode->refusal != IKT_REFUSAL_NONE)
                hear(state, IKT_LOG_HOLDS_DOWN, IKT_WHERE_PHASE2,
                     mode->refusal_at.place != 0 ? &mode->refusal_at : &mode->error_at);
            break;
        }
    }
}

static void hear_phase1(struct ikt_log_state *state, const struct ikt_log_pair *pair)
{
    static const enum ikt_log_said down[] = {
        IKT_SAID_NO_KEY,      IKT_SAID_NO_MAIN_MODE,          IKT_SAID_PHASE1_REFUSED,    IKT_SAID_PHASE1_REFUSED_THERE,
        IKT_SAID_PHASE1_DIED, IKT_SAID_AUTHENTICATION_FAILED, IKT_SAID_MAIN_MODE_FAILURE, IKT_SAID_BAD_MESSAGE,
    };
    /* once the peer is authenticated these are of another attempt, or of nobody's */
    const ikt_log_place said = pair->said[IKT_SAID_PHASE1_UP].last.place;
    const ikt_log_place up = pair->proved > said ? pair->proved : said;
    const ikt_log_place authenticated = pair->said[IKT_SAID_AUTHENTICATED].last.place;
    for (size_t i = 0; i < sizeof down / sizeof down[0]; i++) {
        const ikt_log_place place = pair->said[down[i]].last.place;
        if (down[i] == IKT_SAID_BAD_MESSAGE && ikt_log_phase1_holds(pair))
            continue;
        if (place > up && place > authenticated)
            hear_fact(state, pair, down[i], IKT_LOG_HOLDS_DOWN, IKT_WHERE_PHASE1);
    }
}

static bool begins(const char *text, const char *with)
{
    return text && strncmp(text, with, strlen(with)) == 0;
}

static void hear_shows(struct ikt_log_state *state, const struct ikt_log_pair *pair, const struct ikt_proxies *networks)
{
    const struct ikt_log_sa_row *row = pair->row;
    const bool phase1_up = ikt_log_row_is_up(row);
    bool has_sa = false, has_none = false;
    if (begins(pair->dmvpn, "UP") || begins(pair->dmvpn, "NHRP"))
        hear(state, IKT_LOG_HOLDS_UP, IKT_WHERE_NOWHERE, &pair->dmvpn_at);
    else if (begins(pair->dmvpn, "IKE") || begins(pair->dmvpn, "IPSEC"))
        hear(state, IKT_LOG_HOLDS_DOWN, begins(pair->dmvpn, "IKE") ? IKT_WHERE_PHASE1 : IKT_WHERE_PHASE2,
             &pair->dmvpn_at);
    if (begins(pair->session, "UP-ACTIVE"))
        hear(state, IKT_LOG_HOLDS_UP, IKT_WHERE_NOWHERE, &pair->session_at);
    else if (begins(pair->session, "DOWN"))
        hear(state, IKT_LOG_HOLDS_DOWN, IKT_WHERE_NOWHERE, &pair->session_at);
    for (size_t i = 0; i < pair->sa_pair_count; i++) {
        const struct ikt_log_sa_pair *sa_pair = &pair->sa_pairs[i];
        if (!ikt_log_is_of(&sa_pair->networks, networks))
            continue;
        has_sa = has_sa || sa_pair->has_sa;
        has_none = has_none || (sa_pair->complete && !sa_pair->has_sa);
        if (sa_pair->has_sa || sa_pair->complete)
            hear(state, sa_pair->has_sa ? IKT_LOG_HOLDS_UP : IKT_LOG_HOLDS_DOWN,
                 sa_pair->has_sa ? IKT_WHERE_NOWHERE
                 : phase1_up     ? IKT_WHERE_PHASE2
                 : row           ? IKT_WHERE_PHASE1
                                 : IKT_WHERE_NOWHERE,
                 &sa_pair->at);
    }
    /* rows and SAs are of one time, whichever was typed first */
    if (phase1_up && pair->sa_pairs_shown && pair->sa_pair_count == 0)
        hear(state, IKT_LOG_HOLDS_DOWN, IKT_WHERE_PHASE2,
             row->at.place > pair->sa_pairs_at.place ? &row->at : &pair->sa_pairs_at);
    if (row && !phase1_up && !has_sa && row->state[0] != '\0')
        hear(state, IKT_LOG_HOLDS_DOWN, IKT_WHERE_PHASE1,
             has_none && row->at.place < state->at.place ? &state->at : &row->at);
}

static bool alternates(const struct ikt_log_pair *pair, enum ikt_log_said up, enum ikt_log_said down)
{
    /* what goes with the router's own ISAKMP process was typed there */
    const uint64_t typed = pair->said[IKT_SAID_ISAKMP_OFF].count;
    return pair->said[up].count >= 2 && pair->said[down].count >= 2 + typed;
}

static bool is_one_way(const struct ikt_log_pair *pair, const struct ikt_proxies *networks)
{
    for (size_t i = 0; i < pair->sa_pair_count; i++) {
        const struct ikt_log_sa_pair *sa_pair = &pair->sa_pairs[i];
        if (ikt_log_is_of(&sa_pair->networks, networks) && sa_pair->has_sa &&
            (sa_pair->encaps == 0) != (sa_pair->decaps == 0))
            return true;
    }
    return false;
}

bool ikt_log_phase1_holds(const struct ikt_log_pair *pair)
{
    static const enum ikt_log_said proofs[] = {IKT_SAID_PHASE1_UP, IKT_SAID_AUTHENTICATED, IKT_SAID_SESSION_UP};
    static const enum ikt_log_said ends[] = {
        IKT_SAID_DELETED,    IKT_SAID_PHASE1_DIED,           IKT_SAID_PHASE1_RETRANSMIT, IKT_SAID_PHASE1_REFUSED,
        IKT_SAID_NO_KEY,     IKT_SAID_PHASE1_REFUSED_THERE,  IKT_SAID_SESSION_DOWN,      IKT_SAID_NO_MAIN_MODE,
        IKT_SAID_ISAKMP_OFF, IKT_SAID_AUTHENTICATION_FAILED, IKT_SAID_MAIN_MODE_FAILURE,
    };
    ikt_log_place proved = pair->proved, anew = pair->anew;
    for (size_t i = 0; i < sizeof proofs / sizeof proofs[0]; i++)
        proved = pair->said[proofs[i]].last.place > proved ? pair->said[proofs[i]].last.place : proved;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        anew = pair->said[ends[i]].last.place > anew ? pair->said[ends[i]].last.place : anew;
    return proved > anew;
}

struct ikt_log_state ikt_log_state_of(const struct ikt_log_pair *pair, const struct ikt_proxies *networks)
{
    struct ikt_log_state state = {0};
    const struct ikt_log_fact *off = &pair->said[IKT_SAID_ISAKMP_OFF], *stale = &pair->said[IKT_SAID_INVALID_SPI];
    hear_phase1(&state, pair);
    hear_quick_modes(&state, pair, networks);
    hear_fact(&state, pair, IKT_SAID_SESSION_UP, IKT_LOG_HOLDS_UP, IKT_WHERE_NOWHERE);
    hear_fact(&state, pair, IKT_SAID_SESSION_DOWN, IKT_LOG_HOLDS_DOWN, IKT_WHERE_NOWHERE);
    hear_fact(&state, pair, IKT_SAID_SOCKET_UP, IKT_LOG_HOLDS_UP, IKT_WHERE_NOWHERE);
    hear_fact(&state, pair, IKT_SAID_SOCKET_DOWN, IKT_LOG_HOLDS_DOWN, IKT_WHERE_NOWHERE);
    if (pair->said[IKT_SAID_QUICK_MODE_RETRANSMIT].count >= UNANSWERED)
        hear_fact(&state, pair, IKT_SAID_QUICK_MODE_RETRANSMIT, IKT_LOG_HOLDS_DOWN, IKT_WHERE_PHASE2);
    if (off->last.place > pair->said[IKT_SAID_ISAKMP_ON].last.place)
        hear(&state, IKT_LOG_HOLDS_DOWN, IKT_WHERE_CONFIGURATION, &off->last);
    hear_shows(&state, pair, networks);
    state.flapping = alternates(pair, IKT_SAID_SESSION_UP, IKT_SAID_SESSION_DOWN) ||
                     alternates(pair, IKT_SAID_SOCKET_UP, IKT_SAID_SOCKET_DOWN);
    state.degraded = state.holds == IKT_LOG_HOLDS_UP &&
                     (is_one_way(pair, networks) || (stale->count >= PERSISTENT && stale->last.place > state.at.place));
    return state;
}
