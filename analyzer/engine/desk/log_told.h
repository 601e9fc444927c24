/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What logs tell of a tunnel as a whole: how it stands last, who began, and what failed before it came up.
 */
#ifndef IKT_DESK_LOG_TOLD_H
#define IKT_DESK_LOG_TOLD_H

#include "desk/desk_case.h"
#include "evidence/log_state.h"

/* What both sides' logs say last: where they disagree, and it is not known which is later, a failure stands. */
struct ikt_log_state ikt_desk_logged_state(const struct ikt_desk_case *c);
/* Into begun_by. */
void ikt_desk_tell_begun(const struct ikt_desk_case *c, struct ikt_tunnel *tunnel);
/* Of one whose state is set: the lines that tell it, and the earlier failure of one that is up, which is noted, too.
 * notes: tunnel's, with room for one more. */
void ikt_desk_tell_logged(struct ikt_arena *arena, const struct ikt_desk_case *c, struct ikt_tunnel *tunnel,
                          struct ikt_sentence *notes);

#endif
