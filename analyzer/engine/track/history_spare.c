/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/history_spare.h"

#include "track/history_content.h"

static bool same_story(const struct ikt_history *a, const struct ikt_history *b)
{
    return a->outcome == b->outcome && ikt_address_equal(&a->initiator, &b->initiator) && !a->offer == !b->offer;
}

static uint64_t content_of(struct ikt_history_entry *entry)
{
    if (!entry->content_known)
        entry->content = ikt_history_content(&entry->value);
    entry->content_known = true;
    return entry->content;
}

/* The first one after it that says the same, or, alike, has the same end at least; NULL. */
static const struct ikt_history_entry *find_repetition(const GPtrArray *entries, guint of, bool alike)
{
    struct ikt_history_entry *older = entries->pdata[of];
    for (guint i = of + 1; i < entries->len; i++) {
        struct ikt_history_entry *newer = entries->pdata[i];
        if (same_story(&older->value, &newer->value) && (alike || content_of(older) == content_of(newer)))
            return newer;
    }
    return NULL;
}

guint ikt_history_spare(const GPtrArray *entries, uint64_t *out_until)
{
    *out_until = UINT64_MAX;
    for (unsigned alike = 0; alike < 2; alike++) {
        for (guint i = 0; i < entries->len; i++) {
            const struct ikt_history_entry *repetition = find_repetition(entries, i, alike);
            if (!repetition)
                continue;
            if (!alike && repetition->value.sequence != 0)
                *out_until = repetition->value.sequence;
            return i;
        }
    }
    return 0;
}
