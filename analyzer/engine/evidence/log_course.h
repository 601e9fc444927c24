/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A router and one peer while its logs are read: what each event adds to the pair.
 */
#ifndef IKT_EVIDENCE_LOG_COURSE_H
#define IKT_EVIDENCE_LOG_COURSE_H

#include "evidence/log_quick_modes.h"

struct ikt_log_course {
    struct ikt_arena *arena;
    struct ikt_log_pair pair; /* its lists are whole once it is finished */
    struct ikt_log_quick_modes quick_modes;
    struct ikt_log_check *checks; /* room for IKT_LOG_CHECKS; NULL: none yet */
    struct ikt_log_sa_row *row;
    uint64_t output, row_output;      /* which output of show crypto isakmp sa is read, and which one the row is of */
    struct ikt_log_sa_pair *sa_pairs; /* room for IKT_LOG_SA_PAIRS */
};

/* An event of debugging or of syslog. */
void ikt_log_course_take(struct ikt_log_course *course, const struct ikt_log_event *event,
                         const struct ikt_log_spot *spot);
/* Output of a show command. */
void ikt_log_course_show(struct ikt_log_course *course, const struct ikt_log_event *event,
                         const struct ikt_log_spot *spot);
void ikt_log_course_finish(struct ikt_log_course *course);

void ikt_log_fact_add(struct ikt_log_fact *fact, const struct ikt_log_spot *spot);

#endif
