/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One verdict for a tunnel out of documents: its state, what the rules say, and both sides' values.
 */
#ifndef IKT_DESK_DESK_VERDICT_H
#define IKT_DESK_DESK_VERDICT_H

#include "desk/logged.h"
#include "desk/plays.h"
#include "iketriage/tunnel.h"
#include "rules/document_case.h"

struct ikt_desk_case {
    const struct ikt_configs *configs;
    const struct ikt_pair *pair;
    const struct ikt_group *group;
    struct ikt_document_case documents;
    struct ikt_play plays[2]; /* A begins, B begins */
    size_t logged_count;
    struct ikt_logged_quick logged[IKT_LOGGED_QUICKS];
};

/* What it points to lives in the arena, and as long as the documents. */
void ikt_desk_tell(struct ikt_arena *arena, const struct ikt_desk_case *c, struct ikt_tunnel *tunnel);

#endif
