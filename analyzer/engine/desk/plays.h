/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One direction of a tunnel played through: who begins offers each of its lines, and the other side answers.
 */
#ifndef IKT_DESK_PLAYS_H
#define IKT_DESK_PLAYS_H

#include "desk/groups.h"
#include "model/config_claims.h"
#include "iketriage/exchange.h"

/* How far a direction comes. */
enum ikt_play_end {
    IKT_PLAY_UNKNOWN,  /* something that decides is not known */
    IKT_PLAY_NOT_ITS,  /* this side begins nothing, and need not: it takes any peer */
    IKT_PLAY_NO_BEGIN, /* it should begin and cannot */
    IKT_PLAY_PHASE1,   /* phase 1 fails */
    IKT_PLAY_PHASE2,   /* a Quick Mode is refused */
    IKT_PLAY_UP
};

/* Quick Modes of one direction that are judged by the rules. */
#define IKT_PLAY_QUICKS 32

struct ikt_play {
    enum ikt_play_end end;
    bool sure; /* everything that decided it is known for sure */
    size_t quick_count;
    const struct ikt_phase2 *quicks[IKT_PLAY_QUICKS]; /* refused ones, then accepted ones */
    struct ikt_claims claims;                         /* of both sides, for these */
};

/* from: the side that begins. What is handed out lives in the arena. */
struct ikt_play ikt_play(struct ikt_arena *arena, struct ikt_config_claims *claims, const struct ikt_pair *pair,
                         const struct ikt_group *group, int from);

#endif
