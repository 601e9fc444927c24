/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finding_store.h"

#include <string.h>

_Static_assert(IKT_RULE_COUNT <= UINT8_MAX, "a rule fits into an octet");

/* What findings of one shape share: numbers of the pool. */
struct shared {
    uint32_t summary, initiator_has, responder_has;
    uint32_t evidence; /* numbers of texts */
    uint32_t values;   /* pairs of name and text */
    uint32_t fixes;    /* pairs of on_initiator and values */
};

enum {
    LISTS_KEPT = 8,
    TEXTS_KEPT = 24
};

/* Findings of one record share values, and share their texts in memory: a list that was kept is known at a glance. */
struct list {
    struct ikt_values values; /* of a finding before; none: nothing is kept here */
    uint32_t number;
};

/* So is a text in a list that differs from it. */
struct known {
    const char *text; /* NULL: nothing is kept here */
    uint32_t number;
};

struct ikt_copier {
    struct ikt_pool *pool;
    struct ikt_particulars particulars; /* without frames */
    struct list lists[LISTS_KEPT];
    struct known texts[TEXTS_KEPT];
    unsigned oldest_list, oldest_text;
    const struct ikt_finding *previous; /* the finding before, and the numbers of its evidence; NULL */
    GArray *previous_evidence;
    GString *shape;
    GArray *numbers[2]; /* of the list in hand, and of one inside it */
};

struct ikt_copier *ikt_copier_new(struct ikt_pool *pool)
{
    struct ikt_copier *copier = g_new0(struct ikt_copier, 1);
    copier->pool = pool;
    copier->shape = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(copier->numbers); i++) {
        copier->numbers[i] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    }
    copier->previous_evidence = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    return copier;
}

void ikt_copier_free(struct ikt_copier *copier)
{
    if (copier == NULL) {
        return;
    }
    g_string_free(copier->shape, TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(copier->numbers); i++) {
        g_array_unref(copier->numbers[i]);
    }
    g_array_unref(copier->previous_evidence);
    g_free(copier);
}

void ikt_copier_begin(struct ikt_copier *copier, const struct ikt_particulars *particulars)
{
    copier->particulars = *particulars;
    copier->particulars.frame_count = 0;
    copier->previous = NULL;
    memset(copier->lists, 0, sizeof(copier->lists));
    memset(copier->texts, 0, sizeof(copier->texts));
}

static uint32_t keep_text(struct ikt_copier *copier, const char *text, const struct ikt_particulars *particulars)
{
    if (text == NULL) {
        return IKT_POOL_NONE;
    }
    g_string_truncate(copier->shape, 0);
    ikt_shape_take(copier->shape, text, particulars);
    return ikt_pool_keep(copier->pool, copier->shape->str, copier->shape->len + 1);
}

/* The list in hand, which is empty afterwards. */
static uint32_t keep_numbers(struct ikt_copier *copier, unsigned depth)
{
    GArray *numbers = copier->numbers[depth];
    const uint32_t number = ikt_pool_keep(copier->pool, numbers->data, numbers->len * sizeof(uint32_t));
    g_array_set_size(numbers, 0);
    return number;
}

static void add_number(struct ikt_copier *copier, unsigned depth, uint32_t number)
{
    g_array_append_val(copier->numbers[depth], number);
}

static bool same_values(const struct ikt_values *a, const struct ikt_values *b)
{
    return a->count == b->count && memcmp(a->items, b->items, a->count * sizeof(a->items[0])) == 0;
}

static uint32_t keep_value(struct ikt_copier *copier, const char *text)
{
    for (size_t i = 0; i < TEXTS_KEPT; i++) {
        if (copier->texts[i].text == text) {
            return copier->texts[i].number;
        }
    }
    struct known *known = &copier->texts[copier->oldest_text++ % TEXTS_KEPT];
    *known = (struct known){text, keep_text(copier, text, &copier->particulars)};
    return known->number;
}

static uint32_t keep_values(struct ikt_copier *copier, const struct ikt_values *values)
{
    if (values->count == 0) {
        return keep_numbers(copier, 1);
    }
    for (size_t i = 0; i < LISTS_KEPT; i++) {
        if (same_values(&copier->lists[i].values, values)) {
            return copier->lists[i].number;
        }
    }
    for (size_t i = 0; i < values->count; i++) {
        add_number(copier, 1, ikt_pool_keep_text(copier->pool, values->items[i].name));
        add_number(copier, 1, keep_value(copier, values->items[i].text));
    }
    struct list *list = &copier->lists[copier->oldest_list++ % LISTS_KEPT];
    *list = (struct list){*values, keep_numbers(copier, 1)};
    return list->number;
}

static bool same_frames(const struct ikt_finding *a, const struct ikt_finding *b)
{
    return a->frame_count == b->frame_count &&
           (a->frame_count == 0 || memcmp(a->frames, b->frames, a->frame_count * sizeof(a->frames[0])) == 0);
}

/* The number of a sentence that stands in the same place in the finding before; IKT_POOL_NONE: it does not. */
static uint32_t said_before(const struct ikt_copier *copier, size_t place, const char *sentence)
{
    const GArray *numbers = copier->previous_evidence;
    if (copier->previous == NULL || place >= numbers->len || strcmp(copier->previous->evidence[place], sentence) != 0) {
        return IKT_POOL_NONE;
    }
    return g_array_index(numbers, uint32_t, place);
}

static uint32_t keep_evidence(struct ikt_copier *copier, const struct ikt_finding *from,
                              const struct ikt_particulars *particulars)
{
    if (copier->previous != NULL && !same_frames(copier->previous, from)) {
        copier->previous = NULL;
    }
    for (size_t i = 0; from->evidence != NULL && from->evidence[i] != NULL; i++) {
        const uint32_t known = said_before(copier, i, from->evidence[i]);
        add_number(copier, 0, known != IKT_POOL_NONE ? known : keep_text(copier, from->evidence[i], particulars));
    }
    const GArray *numbers = copier->numbers[0];
    copier->previous = from;
    g_array_set_size(copier->previous_evidence, 0);
    g_array_append_vals(copier->previous_evidence, numbers->data, numbers->len);
    return keep_numbers(copier, 0);
}

static uint32_t keep_fixes(struct ikt_copier *copier, const struct ikt_finding *from)
{
    for (size_t i = 0; i < from->fix_count; i++) {
        add_number(copier, 0, from->fixes[i].on_initiator);
        add_number(copier, 0, keep_values(copier, &from->fixes[i].values));
    }
    return keep_numbers(copier, 0);
}

void ikt_copier_take(struct ikt_copier *copier, const struct ikt_finding *from, struct ikt_copy *out)
{
    struct ikt_particulars particulars = copier->particulars;
    g_autofree uint32_t *frames = g_new(uint32_t, from->frame_count);
    for (size_t i = 0; i < from->frame_count; i++) {
        frames[i] = (uint32_t)from->frames[i];
    }
    particulars.frame_count = from->frame_count;
    particulars.frames = frames;
    const struct shared shared = {
        .summary = keep_text(copier, from->summary, &particulars),
        .initiator_has = keep_text(copier, from->initiator_has, &particulars),
        .responder_has = keep_text(copier, from->responder_has, &particulars),
        .evidence = keep_evidence(copier, from, &particulars),
        .values = keep_values(copier, &from->values),
        .fixes = keep_fixes(copier, from),
    };
    *out = (struct ikt_copy){
        .ordinal = from->ordinal,
        .frames = ikt_pool_keep(copier->pool, frames, from->frame_count * sizeof(uint32_t)),
        .shared = ikt_pool_keep(copier->pool, &shared, sizeof(shared)),
        .rule = (uint8_t)from->rule,
        .severity = (uint8_t)from->severity,
        .likelihood = (uint8_t)from->likelihood,
        .misconfigured = (uint8_t)from->misconfigured,
    };
}

/* On the way out. */
struct expanding {
    const struct ikt_pool *pool;
    const struct ikt_particulars *particulars, *without_frames;
    wmem_allocator_t *scope;
    GString *text;
};

/* Numbers of an entry; entries are aligned for them. */
static const uint32_t *get_numbers(const struct ikt_pool *pool, uint32_t entry, size_t *count)
{
    const struct ikt_bytes octets = ikt_pool_octets(pool, entry);
    *count = octets.length / sizeof(uint32_t);
    return (const uint32_t *)(const void *)octets.data;
}

/* NULL where there is none, or the pool had no room for it. */
static const char *get_text(const struct expanding *expanding, uint32_t number,
                            const struct ikt_particulars *particulars)
{
    const char *shape = ikt_pool_text(expanding->pool, number);
    if (shape == NULL) {
        return NULL;
    }
    g_string_truncate(expanding->text, 0);
    ikt_shape_fill(expanding->text, shape, particulars);
    return wmem_strndup(expanding->scope, expanding->text->str, expanding->text->len);
}

static const char **get_list(const struct expanding *expanding, uint32_t entry)
{
    size_t count, kept = 0;
    const uint32_t *numbers = get_numbers(expanding->pool, entry, &count);
    const char **list = wmem_alloc_array(expanding->scope, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        list[kept] = get_text(expanding, numbers[i], expanding->particulars);
        kept += list[kept] != NULL;
    }
    list[kept] = NULL;
    return list;
}

static struct ikt_values get_values(const struct expanding *expanding, uint32_t entry)
{
    size_t count, kept = 0;
    const uint32_t *pairs = get_numbers(expanding->pool, entry, &count);
    struct ikt_value *items = wmem_alloc_array(expanding->scope, struct ikt_value, count / 2 + 1);
    for (size_t i = 0; i < count / 2; i++) {
        items[kept] = (struct ikt_value){ikt_pool_text(expanding->pool, pairs[2 * i]),
                                         get_text(expanding, pairs[2 * i + 1], expanding->without_frames)};
        kept += items[kept].name != NULL && items[kept].text != NULL;
    }
    return (struct ikt_values){kept, items};
}

static const struct ikt_fix *get_fixes(const struct expanding *expanding, uint32_t entry, size_t *fix_count)
{
    size_t count;
    const uint32_t *pairs = get_numbers(expanding->pool, entry, &count);
    struct ikt_fix *fixes = wmem_alloc_array(expanding->scope, struct ikt_fix, count / 2 + 1);
    for (size_t i = 0; i < count / 2; i++) {
        fixes[i] = (struct ikt_fix){pairs[2 * i] != 0, get_values(expanding, pairs[2 * i + 1])};
    }
    *fix_count = count / 2;
    return fixes;
}

void ikt_copy_expand(const struct ikt_pool *pool, const struct ikt_copy *copy, struct ikt_particulars particulars,
                     wmem_allocator_t *scope, struct ikt_finding *out)
{
    g_autoptr(GString) text = g_string_new(NULL);
    particulars.frame_count = 0;
    const struct ikt_particulars without_frames = particulars;
    const struct expanding expanding = {pool, &particulars, &without_frames, scope, text};
    struct shared shared = {0};
    const struct ikt_bytes kept = ikt_pool_octets(pool, copy->shared);
    if (kept.length == sizeof(shared)) {
        memcpy(&shared, kept.data, sizeof(shared));
    }
    particulars.frames = get_numbers(pool, copy->frames, &particulars.frame_count);
    uint64_t *frames = wmem_alloc_array(scope, uint64_t, particulars.frame_count + 1);
    for (size_t i = 0; i < particulars.frame_count; i++) {
        frames[i] = particulars.frames[i];
    }
    const char *summary = get_text(&expanding, shared.summary, &particulars);
    *out = (struct ikt_finding){
        .rule = (enum ikt_rule)copy->rule,
        .severity = (enum ikt_severity)copy->severity,
        .likelihood = (enum ikt_likelihood)copy->likelihood,
        .misconfigured = (enum ikt_misconfigured)copy->misconfigured,
        .ordinal = copy->ordinal,
        .frame_count = particulars.frame_count,
        .frames = frames,
        .summary = summary != NULL ? summary : "",
        .initiator_has = get_text(&expanding, shared.initiator_has, &particulars),
        .responder_has = get_text(&expanding, shared.responder_has, &particulars),
        .evidence = get_list(&expanding, shared.evidence),
        .values = get_values(&expanding, shared.values),
    };
    out->fixes = get_fixes(&expanding, shared.fixes, &out->fix_count);
}
