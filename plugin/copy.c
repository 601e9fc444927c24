/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "copy.h"

_Static_assert(IKT_RULE_COUNT <= UINT8_MAX, "a rule fits into an octet");

/* NULL-terminated lists of texts, as the numbers of the texts. */
static uint32_t keep_list(struct ikt_pool *pool, const char **list)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (size_t i = 0; list != NULL && list[i] != NULL; i++) {
        const uint32_t number = ikt_pool_keep_text(pool, list[i]);
        g_array_append_val(numbers, number);
    }
    return ikt_pool_keep(pool, numbers->data, numbers->len * sizeof(uint32_t));
}

static uint32_t keep_frames(struct ikt_pool *pool, const struct ikt_finding *from)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (size_t i = 0; i < from->frame_count; i++) {
        const uint32_t frame = (uint32_t)from->frames[i];
        g_array_append_val(numbers, frame);
    }
    return ikt_pool_keep(pool, numbers->data, numbers->len * sizeof(uint32_t));
}

static uint32_t keep_values(struct ikt_pool *pool, const struct ikt_values *values)
{
    g_autofree uint32_t *pairs = g_new(uint32_t, 2 * values->count);
    for (size_t i = 0; i < values->count; i++) {
        pairs[2 * i] = ikt_pool_keep_text(pool, values->items[i].name);
        pairs[2 * i + 1] = ikt_pool_keep_text(pool, values->items[i].text);
    }
    return ikt_pool_keep(pool, pairs, 2 * values->count * sizeof(uint32_t));
}

static uint32_t keep_fixes(struct ikt_pool *pool, const struct ikt_finding *from)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (size_t i = 0; i < from->fix_count; i++) {
        const uint32_t pair[2] = {from->fixes[i].on_initiator, keep_values(pool, &from->fixes[i].values)};
        g_array_append_vals(numbers, pair, 2);
    }
    return ikt_pool_keep(pool, numbers->data, numbers->len * sizeof(uint32_t));
}

void ikt_copy_finding(struct ikt_pool *pool, const struct ikt_finding *from, struct ikt_copy *out)
{
    *out = (struct ikt_copy){
        .rule = (uint8_t)from->rule,
        .severity = (uint8_t)from->severity,
        .likelihood = (uint8_t)from->likelihood,
        .misconfigured = (uint8_t)from->misconfigured,
        .ordinal = from->ordinal,
        .frames = keep_frames(pool, from),
        .summary = ikt_pool_keep_text(pool, from->summary),
        .initiator_has = ikt_pool_keep_text(pool, from->initiator_has),
        .responder_has = ikt_pool_keep_text(pool, from->responder_has),
        .evidence = keep_list(pool, from->evidence),
        .values = keep_values(pool, &from->values),
        .fixes = keep_fixes(pool, from),
    };
}

/* Numbers of an entry; entries are aligned for them. */
static const uint32_t *get_numbers(const struct ikt_pool *pool, uint32_t entry, size_t *count)
{
    const struct ikt_bytes octets = ikt_pool_octets(pool, entry);
    *count = octets.length / sizeof(uint32_t);
    return (const uint32_t *)(const void *)octets.data;
}

static const char **get_list(const struct ikt_pool *pool, uint32_t entry, wmem_allocator_t *scope)
{
    size_t count, kept = 0;
    const uint32_t *numbers = get_numbers(pool, entry, &count);
    const char **list = wmem_alloc_array(scope, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        list[kept] = ikt_pool_text(pool, numbers[i]);
        kept += list[kept] != NULL; /* what the pool had no room for */
    }
    list[kept] = NULL;
    return list;
}

/* What the pool had no room for is left out. */
static struct ikt_values get_values(const struct ikt_pool *pool, uint32_t entry, wmem_allocator_t *scope)
{
    size_t count, kept = 0;
    const uint32_t *pairs = get_numbers(pool, entry, &count);
    struct ikt_value *items = wmem_alloc_array(scope, struct ikt_value, count / 2 + 1);
    for (size_t i = 0; i < count / 2; i++) {
        items[kept] = (struct ikt_value){ikt_pool_text(pool, pairs[2 * i]), ikt_pool_text(pool, pairs[2 * i + 1])};
        kept += items[kept].name != NULL && items[kept].text != NULL;
    }
    return (struct ikt_values){kept, items};
}

void ikt_copy_expand(const struct ikt_pool *pool, const struct ikt_copy *copy, wmem_allocator_t *scope,
                     struct ikt_finding *out)
{
    size_t frame_count, number_count;
    const uint32_t *frames = get_numbers(pool, copy->frames, &frame_count);
    const uint32_t *pairs = get_numbers(pool, copy->fixes, &number_count);
    uint64_t *wide = wmem_alloc_array(scope, uint64_t, frame_count + 1);
    struct ikt_fix *fixes = wmem_alloc_array(scope, struct ikt_fix, number_count / 2 + 1);
    const char *summary = ikt_pool_text(pool, copy->summary);
    for (size_t i = 0; i < frame_count; i++) {
        wide[i] = frames[i];
    }
    for (size_t i = 0; i < number_count / 2; i++) {
        fixes[i] = (struct ikt_fix){pairs[2 * i] != 0, get_values(pool, pairs[2 * i + 1], scope)};
    }
    *out = (struct ikt_finding){
        .rule = (enum ikt_rule)copy->rule,
        .severity = (enum ikt_severity)copy->severity,
        .likelihood = (enum ikt_likelihood)copy->likelihood,
        .misconfigured = (enum ikt_misconfigured)copy->misconfigured,
        .ordinal = copy->ordinal,
        .frame_count = frame_count,
        .frames = wide,
        .summary = summary != NULL ? summary : "",
        .initiator_has = ikt_pool_text(pool, copy->initiator_has),
        .responder_has = ikt_pool_text(pool, copy->responder_has),
        .evidence = get_list(pool, copy->evidence, scope),
        .values = get_values(pool, copy->values, scope),
        .fix_count = number_count / 2,
        .fixes = fixes,
    };
}
