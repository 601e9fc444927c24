/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/log_told.h"

/* Is what B's log says last later than what A's says? By the clocks of both, where these can be compared. */
static bool is_later(const struct ikt_desk_case *c, const struct ikt_log_state *a, const struct ikt_log_state *b)
{
    ikt_time ahead;
    return a->at.time != IKT_TIME_NONE && b->at.time != IKT_TIME_NONE &&
           ikt_log_clocks(c->documents.side[0].log, c->documents.side[1].log, &ahead) &&
           b->at.time - ahead > a->at.time;
}

struct ikt_log_state ikt_desk_logged_state(const struct ikt_desk_case *c)
{
    struct ikt_log_state found = {0};
    for (int i = 0; i < 2; i++) {
        const struct ikt_document_side *side = &c->documents.side[i];
        if (!side->log)
            continue;
        const struct ikt_log_state state = ikt_log_state_of(side->log, &side->networks);
        const bool later = i == 1 && found.holds == IKT_LOG_HOLDS_DOWN && state.holds == IKT_LOG_HOLDS_UP &&
                           is_later(c, &found, &state);
        if (state.holds > found.holds || later) {
            const bool flapping = state.flapping || found.flapping;
            found = state;
            found.flapping = flapping;
        }
        found.degraded = found.degraded || state.degraded;
    }
    return found;
}

void ikt_desk_tell_begun(const struct ikt_desk_case *c, struct ikt_tunnel *tunnel)
{
    for (int side = 0; side < 2; side++) {
        const struct ikt_log_pair *log = c->documents.side[side].log;
        if (!log)
            continue;
        tunnel->begun_by[side] |= log->begun.here ? 1 : 0;
        tunnel->begun_by[1 - side] |= log->begun.there ? 1 : 0;
    }
}

/* A line that something failed. */
struct failure {
    const struct ikt_log_spot *at;
    const char *says; /* that ... */
};

static const char *reason_of(const struct ikt_log_quick_mode *mode)
{
    static const char *const words[IKT_REFUSAL_COUNT] = {
        [IKT_REFUSAL_NONE] = "a Quick Mode ends without an SA",
        [IKT_REFUSAL_UNSAID] = "a Quick Mode is refused",
        [IKT_REFUSAL_TRANSFORM] = "no transform set fits what is offered",
        [IKT_REFUSAL_NETWORKS] = "no entry has the networks that are asked for",
        [IKT_REFUSAL_LOCAL_ADDRESS] = "no crypto map is for the address that the peer speaks to",
        [IKT_REFUSAL_PEER] = "the entry is for another peer",
        [IKT_REFUSAL_FLAGS] = "PFS does not fit",
    };
    return mode->end == IKT_LOG_END_REFUSED_THERE ? "the peer refuses a Quick Mode" : words[mode->refusal];
}

/* The last one before a place. */
static void consider(struct failure *failure, const struct ikt_log_spot *at, const char *says, ikt_log_place before)
{
    if (at->place != 0 && at->place < before && (!failure->at || at->place > failure->at->place))
        *failure = (struct failure){at, says};
}

static struct failure failure_before(const struct ikt_log_pair *log, const struct ikt_proxies *networks,
                                     ikt_log_place before)
{
    static const struct {
        enum ikt_log_said what;
        const char *says;
    } facts[] = {
        {IKT_SAID_NO_KEY, "there is no preshared key for the peer"},
        {IKT_SAID_PHASE1_REFUSED, "no policy of phase 1 fits"},
        {IKT_SAID_PHASE1_REFUSED_THERE, "the peer refuses phase 1"},
        {IKT_SAID_PHASE1_DIED, "phase 1 ends unanswered"},
        {IKT_SAID_AUTHENTICATION_FAILED, "the peer is not authenticated"},
        {IKT_SAID_BAD_MESSAGE, "a message of the peer cannot be read"},
        {IKT_SAID_MAIN_MODE_FAILURE, "phase 1 fails"},
        {IKT_SAID_QUICK_MODE_FAILURE, "a Quick Mode fails"},
        {IKT_SAID_SESSION_DOWN, "the session is down"},
    };
    struct failure failure = {0};
    for (size_t i = 0; i < log->quick_mode_count; i++) {
        const struct ikt_log_quick_mode *mode = &log->quick_modes[i];
        const bool failed = mode->end == IKT_LOG_END_REFUSED_HERE || mode->end == IKT_LOG_END_REFUSED_THERE ||
                            (mode->end == IKT_LOG_END_OPEN && mode->refusal != IKT_REFUSAL_NONE);
        if (failed && ikt_log_is_of(&mode->networks, networks))
            consider(&failure,
                     mode->refusal_at.place != 0 ? &mode->refusal_at
                     : mode->end_at.place != 0   ? &mode->end_at
                                                 : &mode->error_at,
                     reason_of(mode), before);
    }
    for (size_t i = 0; !failure.at && i < sizeof facts / sizeof facts[0]; i++)
        consider(&failure, &log->said[facts[i].what].last, facts[i].says, before);
    for (size_t i = 0; !failure.at && i < log->sa_pair_count; i++)
        if (ikt_log_is_of(&log->sa_pairs[i].networks, networks))
            consider(&failure, &log->sa_pairs[i].none_at, "there is no SA", before);
    return failure;
}

static void note_failure(struct ikt_arena *arena, const struct ikt_desk_case *c, const struct ikt_log_state *state,
                         struct ikt_tunnel *tunnel, struct ikt_sentence *notes)
{
    for (int side = 0; side < 2; side++) {
        const struct ikt_document_side *own = &c->documents.side[side];
        /* places are of one router's lines */
        if (!own->log || ikt_log_state_of(own->log, &own->networks).at.place != state->at.place)
            continue;
        const struct failure failure = failure_before(own->log, &own->networks, state->at.place);
        if (!failure.at)
            continue;
        notes[tunnel->note_count] =
            *IKT_SENTENCE(arena, "It failed before it came up: line {} of the log of {} says that {}",
                          ikt_frame(failure.at->ref.number), own->name, ikt_words(failure.says));
        tunnel->before = &notes[tunnel->note_count++];
        tunnel->logged[tunnel->logged_count++] = failure.at->ref;
        return;
    }
}

void ikt_desk_tell_logged(struct ikt_arena *arena, const struct ikt_desk_case *c, struct ikt_tunnel *tunnel,
                          struct ikt_sentence *notes)
{
    const struct ikt_log_state state = ikt_desk_logged_state(c);
    if (state.holds == IKT_LOG_HOLDS_UNKNOWN)
        return;
    tunnel->logged[tunnel->logged_count++] = state.at.ref;
    if (state.holds == IKT_LOG_HOLDS_UP)
        note_failure(arena, c, &state, tunnel, notes);
}
