/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/kept_finding.h"

#include <string.h>

#include <glib.h>

static void *copy(struct ikt_arena *arena, const void *items, size_t count, size_t size)
{
    void *made = ikt_arena_alloc(arena, count, size);
    if (count > 0)
        memcpy(made, items, count * size);
    return made;
}

/* Numbers and static words stay as they are; an object becomes its text. */
static struct ikt_value keep_value(struct ikt_arena *arena, const struct ikt_value *value)
{
    switch (value->kind) {
    case IKT_VALUE_UNKNOWN:
    case IKT_VALUE_WORDS:
    case IKT_VALUE_NUMBER:
    case IKT_VALUE_FRAME:
    case IKT_VALUE_MESSAGE_ID:
    case IKT_VALUE_SECONDS:
    case IKT_VALUE_MILLISECONDS:
    case IKT_VALUE_NOTIFY:
    case IKT_VALUE_PFS:
    case IKT_VALUE_READINGS:
        return *value;
    case IKT_VALUE_ADDRESS:
        return (struct ikt_value){.kind = value->kind,
                                  .is.object = copy(arena, value->is.object, 1, sizeof(struct ikt_address))};
    default:
        break;
    }
    g_autofree char *text = ikt_value_text(value);
    if (!text)
        return (struct ikt_value){.kind = IKT_VALUE_UNKNOWN};
    return (struct ikt_value){.kind = IKT_VALUE_TEXT, .is.text = copy(arena, text, strlen(text) + 1, 1)};
}

static struct ikt_sentence keep_sentence(struct ikt_arena *arena, const struct ikt_sentence *sentence)
{
    struct ikt_value *values = ikt_arena_alloc(arena, sentence->count, sizeof *values);
    for (size_t i = 0; i < sentence->count; i++)
        values[i] = keep_value(arena, &sentence->values[i]);
    return (struct ikt_sentence){sentence->format, sentence->count, values};
}

static const struct ikt_named_values *keep_names(struct ikt_arena *arena, const struct ikt_named_values *names)
{
    if (!names)
        return NULL;
    struct ikt_named_values *kept = copy(arena, names, 1, sizeof *kept);
    struct ikt_named_value *items = copy(arena, names->items, names->count, sizeof *items);
    for (size_t i = 0; i < names->count; i++)
        items[i].value = keep_value(arena, &names->items[i].value);
    kept->items = items;
    kept->base = keep_names(arena, names->base);
    return kept;
}

struct ikt_finding *ikt_finding_copy(struct ikt_arena *arena, const struct ikt_finding *finding)
{
    struct ikt_finding *kept = copy(arena, finding, 1, sizeof *kept);
    const struct ikt_sentence **evidence = ikt_arena_alloc(arena, finding->evidence_count, sizeof *evidence);
    struct ikt_fix *fixes = copy(arena, finding->fixes, finding->fix_count, sizeof *fixes);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        struct ikt_sentence sentence = keep_sentence(arena, finding->evidence[i]);
        evidence[i] = copy(arena, &sentence, 1, sizeof sentence);
    }
    for (size_t i = 0; i < finding->fix_count; i++)
        fixes[i].values = keep_names(arena, finding->fixes[i].values);
    kept->refs = copy(arena, finding->refs, finding->ref_count, sizeof *finding->refs);
    kept->summary = keep_sentence(arena, &finding->summary);
    kept->initiator_has = keep_value(arena, &finding->initiator_has);
    kept->responder_has = keep_value(arena, &finding->responder_has);
    kept->evidence = evidence;
    kept->values = keep_names(arena, finding->values);
    kept->fixes = fixes;
    return kept;
}
