/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/dpd.h"

#include "isakmp/reader.h"

/* Between two R-U-THERE of one series there is at least this. */
#define APART (IKT_SECOND / 2)

/* RFC 3706 section 5.3: the notification data is a sequence number of four octets. */
static bool number_of(const struct ikt_notify *notify, uint32_t *out)
{
    struct ikt_reader reader = {.left = notify->data};
    return notify->data.length == sizeof(*out) && ikt_read_u32(&reader, out);
}

/* An answer again to what was answered before the questions that are open now; numbers wrap around. */
static bool is_stale(const struct ikt_dpd_state *state, unsigned asker, const struct ikt_notify *notify)
{
    uint32_t number;
    return state->asked_by[asker].unanswered > 0 && state->numbered[asker] && number_of(notify, &number) &&
           state->first_number[asker] - number - 1 < UINT32_MAX / 2;
}

void ikt_dpd_learn(struct ikt_dpd_state *state, const struct ikt_notification *notification)
{
    bool answers = notification->notify->type == IKT_NOTIFY_R_U_THERE_ACK;
    unsigned asker = notification->from_initiator != answers ? 0 : 1;
    struct ikt_dpd *dpd = &state->asked_by[asker];

    if (answers) {
        if (is_stale(state, asker, notification->notify))
            return;
        dpd->answered++;
        dpd->unanswered = 0;
        dpd->unanswered_frame = dpd->unanswered_sequence = 0;
        return;
    }
    dpd->asked++;
    if (dpd->unanswered++ == 0) {
        dpd->unanswered_frame = notification->frame;
        dpd->unanswered_sequence = notification->sequence;
        state->numbered[asker] = number_of(notification->notify, &state->first_number[asker]);
    }
    dpd->last_frame = notification->frame;
    dpd->last_sequence = notification->sequence;
}

static bool may_be_r_u_there(const struct ikt_cipher_sizes *sizes, const struct ikt_seen *seen)
{
    return seen->name == IKT_INFORMATIONAL && seen->message->encrypted &&
           (ikt_length_readings(sizes, seen->length) & IKT_READING_ALIVE) != 0;
}

void ikt_dpd_learn_length(struct ikt_dpd_state *state, const struct ikt_cipher_sizes *sizes,
                          const struct ikt_seen *seen)
{
    struct ikt_dpd_run *run = &state->run, *longest = &state->longest;

    if (!may_be_r_u_there(sizes, seen)) {
        run->count = 0;
        return;
    }
    bool answers = run->count > 0 && seen->from_initiator != run->from_initiator;
    if (answers && longest->last_sequence == run->last_sequence)
        longest->count--; /* the last of it is answered */
    if (answers || (run->count > 0 && seen->time - state->run_time < APART))
        run->count = 0;
    if (run->count++ == 0) {
        run->from_initiator = seen->from_initiator;
        run->first_frame = seen->frame;
        run->first_sequence = seen->sequence;
    }
    run->last_frame = seen->frame;
    run->last_sequence = seen->sequence;
    state->run_time = seen->time;
    if (run->count > longest->count)
        *longest = *run;
}
