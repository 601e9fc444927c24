/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One direction of a tunnel played through: who begins offers each of its lines, and the other side answers.
 */
#ifndef IKT_DESK_PLAYS_H
#define IKT_DESK_PLAYS_H

#include "desk/groups.h"
#include "evidence/claim.h"
#include "iketriage/exchange.h"
#include "model/model.h"
#include "rules/document_case.h"

/* How far a direction comes. */
enum ikt_play_end {
    IKT_PLAY_UNKNOWN,  /* something that decides is not known */
    IKT_PLAY_NOT_ITS,  /* this side begins nothing, and need not: it takes any peer */
    IKT_PLAY_NO_BEGIN, /* it should begin and cannot */
    IKT_PLAY_PHASE1,   /* phase 1 fails */
    IKT_PLAY_PHASE2,   /* a Quick Mode is refused */
    IKT_PLAY_UP
};

/* Quick Modes of one direction that are kept: the first ones, and among them the first that is refused. All lines are
 * played, up to IKT_GROUP_LINES; one with more is not known to be up. */
#define IKT_PLAY_QUICKS 32

/* A Quick Mode as it would be. */
struct ikt_played_quick {
    const struct ikt_phase2 *record;
    struct ikt_claims claims; /* of both sides, for its networks */
};

struct ikt_play {
    enum ikt_play_end end;
    bool partly;                           /* IKT_PLAY_PHASE2, and other lines than the refused ones come up */
    bool sure;                             /* everything that decided it is known for sure */
    const struct ikt_model_answer *either; /* the first answer that is not known; NULL */
    struct ikt_document_way way;           /* what was asked, and what came of it */
    size_t quick_count;
    struct ikt_played_quick quicks[IKT_PLAY_QUICKS];
};

/* from: the side that begins. What is handed out lives in the arena. */
void ikt_play(struct ikt_arena *arena, const struct ikt_configs *configs, const struct ikt_pair *pair,
              const struct ikt_group *group, int from, struct ikt_play *play);

/* Claims of both sides' configurations for a Quick Mode that this side begins; networks: the initiator's first. */
struct ikt_claims ikt_play_claims(struct ikt_arena *arena, const struct ikt_configs *configs,
                                  const struct ikt_pair *pair, int from, const struct ikt_proxies *networks);
/* The addresses that such claims go by. */
void ikt_play_ends(const struct ikt_pair *pair, int from, struct ikt_address *initiator, struct ikt_address *responder);

#endif
