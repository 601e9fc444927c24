/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sentences that several findings of one record give in the same words: made once per case, cited by every draft that
 * rests on them.
 */
#ifndef IKT_RULES_SAID_H
#define IKT_RULES_SAID_H

#include "rules/draft.h"

/* Sentences, and the frames and lines of logs that they speak of. */
struct ikt_said {
    unsigned frame_count, ref_count, count;
    uint64_t frames[4];
    struct ikt_ref refs[4];
    const struct ikt_sentence *items[8];
};

/* NULL, and what has no room any more, is left out. */
void ikt_said_add(struct ikt_said *said, const struct ikt_sentence *sentence);
void ikt_said_frame(struct ikt_said *said, uint64_t frame);   /* 0 is none */
void ikt_said_ref(struct ikt_said *said, struct ikt_ref ref); /* number 0 is none */
/* Sentences that the finding rests on, and their frames. */
void ikt_cite(struct ikt_draft *draft, const struct ikt_said *said);

/* The sentence that says which key is missing, why, and where to get it; NULL when none is. */
const struct ikt_sentence *ikt_keys_sentence(struct ikt_arena *arena, const struct ikt_phase1 *phase1);
/*
 * How to tell this open cause from the others: a show command's answer that confirms, and one that refutes; where: the
 * router that is asked. plain: what its configuration says then where it is no IOS router.
 */
void ikt_say_check_or(struct ikt_draft *draft, const char *command, struct ikt_value where, const char *confirms,
                      const char *plain);
/* The same for what only IOS has words for. */
void ikt_say_check(struct ikt_draft *draft, const char *command, struct ikt_value where, const char *confirms);

#endif
