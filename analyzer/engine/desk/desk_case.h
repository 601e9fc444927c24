/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One tunnel out of documents: what each side has, and both directions as they were played.
 */
#ifndef IKT_DESK_DESK_CASE_H
#define IKT_DESK_DESK_CASE_H

#include "desk/logged.h"
#include "desk/plays.h"
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

/* c is zero; what it points to lives in the arena, and as long as the documents. */
void ikt_desk_case_init(struct ikt_desk_case *c, struct ikt_arena *arena, const struct ikt_configs *configs,
                        const struct ikt_pair *pair, const struct ikt_group *group);

#endif
