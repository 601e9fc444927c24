/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "changes.h"

#define LATER (5 * IKT_SECOND)
/* Neighbours that change places on their way into a capture are this near to each other. */
#define NEAR (IKT_SECOND / 10)
/* A copy has the identification of its original; where there is none (IPv6) it is told by the time between them. */
#define NO_COPY (60 * IKT_SECOND / 1000)

const char *change_name(enum change change)
{
    static const char *const names[] = {
        [CHANGE_NONE] = "unchanged",
        [CHANGE_LOST] = "lost",
        [CHANGE_COPIED] = "captured twice",
        [CHANGE_REPEATED] = "sent twice",
        [CHANGE_LATE] = "sent again later",
        [CHANGE_LAST] = "sent again at the end",
        [CHANGE_SWAPPED] = "swapped with the next",
        [CHANGE_SWAPPED_TIMES] = "swapped with the next, with times",
    };
    return names[change];
}

static const struct input *input_at(const GArray *inputs, guint i)
{
    return &g_array_index(inputs, struct input, i);
}

static bool is_near(const GArray *inputs, guint at)
{
    if (at + 1 >= inputs->len)
        return false;
    ikt_time between = input_at(inputs, at + 1)->packet.time - input_at(inputs, at)->packet.time;
    return between >= -NEAR && between <= NEAR;
}

bool change_applies(const GArray *inputs, enum change change, guint at)
{
    bool message = input_at(inputs, at)->kind == INPUT_IKE || input_at(inputs, at)->kind == INPUT_ICMP;
    if (change == CHANGE_SWAPPED || change == CHANGE_SWAPPED_TIMES)
        return is_near(inputs, at);
    return message || change == CHANGE_COPIED;
}

struct feeding {
    struct ikt_triage *triage;
    uint64_t frame;
};

static void feed(struct feeding *feeding, const struct input *input, ikt_time time, bool again)
{
    struct input own = *input;
    own.packet.time = time;
    if (again && own.packet.identification != 0)
        own.packet.identification ^= 0x5555;
    corpus_feed(feeding->triage, &own, ++feeding->frame);
}

void change_feed(struct ikt_triage *triage, const GArray *inputs, enum change change, guint at)
{
    struct feeding feeding = {.triage = triage};
    const struct input *own = input_at(inputs, at);
    bool swaps = change == CHANGE_SWAPPED || change == CHANGE_SWAPPED_TIMES;
    bool due = false;

    for (guint i = 0; i < inputs->len; i++) {
        const struct input *input = input_at(inputs, i);
        bool changed = i == at && change != CHANGE_NONE;
        if (due && input->packet.time > own->packet.time + LATER) {
            feed(&feeding, own, own->packet.time + LATER, true);
            due = false;
        }
        if (changed && swaps) {
            const struct input *next = input_at(inputs, ++i);
            bool stay = change == CHANGE_SWAPPED;
            feed(&feeding, next, stay ? input->packet.time : next->packet.time, false);
            feed(&feeding, input, stay ? next->packet.time : input->packet.time, false);
            continue;
        }
        if (!changed || change != CHANGE_LOST)
            feed(&feeding, input, input->packet.time, false);
        if (changed && change == CHANGE_COPIED)
            feed(&feeding, input, input->packet.time, false);
        if (changed && change == CHANGE_REPEATED)
            feed(&feeding, input, input->packet.time + NO_COPY, true);
        due = due || (changed && change == CHANGE_LATE);
    }
    if (due)
        feed(&feeding, own, own->packet.time + LATER, true);
    if (change == CHANGE_LAST)
        feed(&feeding, own, input_at(inputs, inputs->len - 1)->packet.time + LATER, true);
}
