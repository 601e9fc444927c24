/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A shape is words of 64 bits, in the order in which one walk over the findings, code_finding, writes and reads them.
 * Formats, names and words are static, so their pointers are kept. What findings share (a sentence, a set of named
 * values) stands where it first comes; then its number does. A value is its kind and the place of a number among the
 * record's values, 32 bits each: the number itself, or that of octets in the pool.
 */
#include "finding_store.h"

#include <string.h>

#include "string_pool.h"

enum value_word {
    VALUE_KIND = 0xff,          /* enum ikt_value_kind */
    VALUE_IS_WIDE = 0x100,      /* a number of 64 bits, in the pool */
    VALUE_IS_INITIATOR = 0x200, /* the address of the record's initiator */
    VALUE_IS_RESPONDER = 0x400
};

_Static_assert((int)IKT_VALUE_KIND_COUNT <= (int)VALUE_KIND, "a kind fits into its bits");
_Static_assert(sizeof(void *) <= sizeof(uint64_t), "a pointer fits into a word");

/* A list that is reused for record after record. */
struct list {
    uint64_t *items;
    size_t count, room;
};

enum {
    RECENT_SHAPES = 4
};

struct ikt_finding_store {
    struct ikt_string_pool *pool;
    /* The record in hand. */
    const struct ikt_address *initiator, *responder;
    struct list sentences, sets; /* those that came already: pointers */
    /* ... on its way in */
    struct list shape, values;
    struct list rendered; /* what was read as text: pointer, kind, and the word that stands for it */
    GString *text;
    uint32_t recent[RECENT_SHAPES]; /* shapes, the last one that was not among them at newest */
    unsigned newest;
    /* ... on its way out */
    wmem_allocator_t *scope; /* NULL: it is on its way in */
    const uint8_t *next;     /* word of the shape */
    const uint32_t *numbers; /* the values; the pool aligns for them */
};

struct ikt_finding_store *ikt_finding_store_new(void)
{
    struct ikt_finding_store *store = g_new0(struct ikt_finding_store, 1);
    store->pool = ikt_string_pool_new();
    store->text = g_string_new(NULL);
    return store;
}

void ikt_finding_store_free(struct ikt_finding_store *store)
{
    if (!store)
        return;
    struct list *lists[] = {&store->sentences, &store->sets, &store->shape, &store->values, &store->rendered};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        g_free(lists[i]->items);
    ikt_string_pool_free(store->pool);
    g_string_free(store->text, TRUE);
    g_free(store);
}

static void grow(struct list *list)
{
    list->room = MAX(64, 2 * list->room);
    list->items = g_renew(uint64_t, list->items, list->room);
}

static inline void append(struct list *list, uint64_t item)
{
    if (list->count == list->room)
        grow(list);
    list->items[list->count++] = item;
}

/* Where the item stands; as far as the list is long: nowhere. */
static size_t find(const struct list *list, uint64_t item)
{
    size_t at = 0;
    while (at < list->count && list->items[at] != item)
        at++;
    return at;
}

static uint64_t of_pointer(const void *pointer)
{
    return (uint64_t)(uintptr_t)pointer;
}

static const void *to_pointer(uint64_t word)
{
    return (const void *)(uintptr_t)word;
}

static uint64_t pair(size_t low, size_t high)
{
    return (uint64_t)high << 32 | (uint32_t)low;
}

/* A word, written or (what is given is nothing then) read. */
static uint64_t code(struct ikt_finding_store *store, uint64_t word)
{
    if (!store->scope) {
        append(&store->shape, word);
    } else {
        memcpy(&word, store->next, sizeof(word));
        store->next += sizeof(word);
    }
    return word;
}

/* Memory for what is read; NULL when nothing is. */
static void *room_for(const struct ikt_finding_store *store, size_t count, size_t size)
{
    return store->scope ? wmem_alloc(store->scope, count * size) : NULL;
}

static size_t place_of(struct ikt_finding_store *store, uint32_t number)
{
    const size_t place = find(&store->values, number);
    if (place == store->values.count)
        append(&store->values, number);
    return place;
}

static void append_text(void *user, const char *text, size_t length)
{
    g_string_append_len(user, text, (gssize)length);
}

/* A value that is read as text now, unless it was: findings of one record have objects in common. */
static uint64_t text_word(struct ikt_finding_store *store, const struct ikt_value *value)
{
    const uint64_t object = of_pointer(value->is.object);
    const struct list *rendered = &store->rendered;
    for (size_t i = 0; i < rendered->count; i += 3) {
        if (rendered->items[i] == object && rendered->items[i + 1] == value->kind)
            return rendered->items[i + 2];
    }
    uint64_t word = IKT_VALUE_UNKNOWN;
    g_string_truncate(store->text, 0);
    if (ikt_value_write(value, append_text, store->text)) {
        const uint32_t text = ikt_string_pool_keep(store->pool, store->text->str, store->text->len + 1);
        word = text != IKT_POOL_NONE ? pair(IKT_VALUE_TEXT, place_of(store, text)) : word;
    }
    append(&store->rendered, object);
    append(&store->rendered, value->kind);
    append(&store->rendered, word);
    return word;
}

static bool is_peer(const struct ikt_address *peer, const struct ikt_address *other)
{
    return peer && ikt_address_equal(peer, other);
}

static uint64_t address_word(struct ikt_finding_store *store, const struct ikt_address *kept)
{
    if (is_peer(store->initiator, kept))
        return IKT_VALUE_ADDRESS | VALUE_IS_INITIATOR;
    if (is_peer(store->responder, kept))
        return IKT_VALUE_ADDRESS | VALUE_IS_RESPONDER;
    return pair(IKT_VALUE_ADDRESS, place_of(store, ikt_string_pool_keep(store->pool, kept, sizeof(*kept))));
}

static uint64_t number_word(struct ikt_finding_store *store, const struct ikt_value *value)
{
    const uint64_t number = value->is.number;
    if (number <= UINT32_MAX)
        return pair(value->kind, place_of(store, (uint32_t)number));
    const uint32_t kept = ikt_string_pool_keep(store->pool, &number, sizeof(number));
    return pair(value->kind | VALUE_IS_WIDE, place_of(store, kept));
}

static uint64_t value_word(struct ikt_finding_store *store, const struct ikt_value *value)
{
    switch (value->kind) {
    case IKT_VALUE_UNKNOWN:
    case IKT_VALUE_WORDS:
        return value->kind;
    case IKT_VALUE_NUMBER:
    case IKT_VALUE_FRAME:
    case IKT_VALUE_MESSAGE_ID:
    case IKT_VALUE_SECONDS:
    case IKT_VALUE_MILLISECONDS:
    case IKT_VALUE_NOTIFY:
    case IKT_VALUE_PFS:
    case IKT_VALUE_READINGS:
        return number_word(store, value);
    case IKT_VALUE_ADDRESS:
        return address_word(store, value->is.object);
    default: /* a text, or an object of the engine's own */
        return text_word(store, value);
    }
}

static struct ikt_value value_of(const struct ikt_finding_store *store, uint64_t word)
{
    struct ikt_value value = {.kind = (enum ikt_value_kind)(word & VALUE_KIND)};
    if ((word & (VALUE_IS_INITIATOR | VALUE_IS_RESPONDER)) != 0) {
        value.is.object = (word & VALUE_IS_INITIATOR) != 0 ? store->initiator : store->responder;
        return value;
    }
    const uint32_t number = store->numbers[word >> 32];
    const bool in_pool = value.kind == IKT_VALUE_TEXT || value.kind == IKT_VALUE_ADDRESS || (word & VALUE_IS_WIDE) != 0;
    const struct ikt_bytes octets = ikt_string_pool_octets(store->pool, in_pool ? number : IKT_POOL_NONE);
    if (value.kind == IKT_VALUE_TEXT)
        value.is.text = (const char *)octets.data;
    else if (value.kind == IKT_VALUE_ADDRESS)
        value.is.object = wmem_memdup(store->scope, octets.data, octets.length);
    else if (in_pool)
        memcpy(&value.is.number, octets.data, sizeof(value.is.number));
    else
        value.is.number = number;
    return value;
}

static struct ikt_value code_value(struct ikt_finding_store *store, const struct ikt_value *value)
{
    const uint64_t word = code(store, value ? value_word(store, value) : 0);
    if (word == IKT_VALUE_WORDS) {
        const char *words = to_pointer(code(store, value ? of_pointer(value->is.text) : 0));
        return (struct ikt_value){.kind = IKT_VALUE_WORDS, .is.text = words};
    }
    return value || word == IKT_VALUE_UNKNOWN ? (struct ikt_value){.kind = IKT_VALUE_UNKNOWN} : value_of(store, word);
}

static void code_sentence(struct ikt_finding_store *store, struct ikt_sentence *sentence)
{
    const struct ikt_value *from = sentence->values;
    sentence->format = to_pointer(code(store, of_pointer(sentence->format)));
    sentence->count = code(store, sentence->count);
    struct ikt_value *values = room_for(store, sentence->count, sizeof(*values));
    for (size_t i = 0; i < sentence->count; i++) {
        const struct ikt_value value = code_value(store, values ? NULL : &from[i]);
        if (values)
            values[i] = value;
    }
    sentence->values = values;
}

/* One that findings may share. */
static const struct ikt_sentence *code_cited(struct ikt_finding_store *store, const struct ikt_sentence *cited)
{
    const size_t number = code(store, find(&store->sentences, of_pointer(cited)));
    if (number < store->sentences.count)
        return to_pointer(store->sentences.items[number]);
    struct ikt_sentence *kept = room_for(store, 1, sizeof(*kept));
    struct ikt_sentence sentence = cited ? *cited : (struct ikt_sentence){0};
    code_sentence(store, &sentence);
    if (kept)
        *kept = sentence;
    append(&store->sentences, of_pointer(kept ? kept : cited));
    return kept;
}

/* Its base comes first. */
static const struct ikt_named_values *code_set(struct ikt_finding_store *store, const struct ikt_named_values *named)
{
    const bool there = code(store, named != NULL);
    if (!there)
        return NULL;
    const size_t number = code(store, find(&store->sets, of_pointer(named)));
    if (number < store->sets.count)
        return to_pointer(store->sets.items[number]);
    struct ikt_named_values *kept = room_for(store, 1, sizeof(*kept));
    const struct ikt_named_values *base = code_set(store, named ? named->base : NULL);
    const size_t count = code(store, named ? named->count : 0);
    struct ikt_named_value *items = room_for(store, count, sizeof(*items));
    for (size_t i = 0; i < count; i++) {
        const char *name = to_pointer(code(store, named ? of_pointer(named->items[i].name) : 0));
        const struct ikt_value value = code_value(store, named ? &named->items[i].value : NULL);
        if (items)
            items[i] = (struct ikt_named_value){name, value};
    }
    if (kept)
        *kept = (struct ikt_named_values){count, items, base};
    append(&store->sets, of_pointer(kept ? kept : named));
    return kept;
}

static void code_ref(struct ikt_finding_store *store, struct ikt_ref *ref)
{
    enum {
        SUSPECT = 0x80,
        KIND = 0x7f
    };
    const size_t what = (size_t)ref->source << 8 | ref->kind | (ref->suspect ? (unsigned)SUSPECT : 0u);
    const uint64_t word = code(store, store->scope ? 0 : pair(what, place_of(store, (uint32_t)ref->number)));
    if (store->scope)
        *ref = (struct ikt_ref){.number = store->numbers[word >> 32],
                                .source = (uint16_t)(word >> 8),
                                .kind = (uint8_t)(word & KIND),
                                .suspect = (word & SUSPECT) != 0};
}

static void code_refs(struct ikt_finding_store *store, struct ikt_finding *finding)
{
    finding->ref_count = code(store, finding->ref_count);
    struct ikt_ref *refs = room_for(store, finding->ref_count, sizeof(*refs));
    for (size_t i = 0; i < finding->ref_count; i++) {
        struct ikt_ref ref = refs ? (struct ikt_ref){0} : finding->refs[i];
        code_ref(store, refs ? &refs[i] : &ref);
    }
    finding->refs = refs;
}

static void code_evidence(struct ikt_finding_store *store, struct ikt_finding *finding)
{
    finding->evidence_count = code(store, finding->evidence_count);
    const struct ikt_sentence **evidence = room_for(store, finding->evidence_count, sizeof(*evidence));
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const struct ikt_sentence *sentence = code_cited(store, evidence ? NULL : finding->evidence[i]);
        if (evidence)
            evidence[i] = sentence;
    }
    finding->evidence = evidence;
}

static void code_fixes(struct ikt_finding_store *store, struct ikt_finding *finding)
{
    finding->fix_count = code(store, finding->fix_count);
    struct ikt_fix *fixes = room_for(store, finding->fix_count, sizeof(*fixes));
    for (size_t i = 0; i < finding->fix_count; i++) {
        const struct ikt_fix *from = fixes ? NULL : &finding->fixes[i];
        const bool on_initiator = code(store, from && from->on_initiator);
        const struct ikt_named_values *values = code_set(store, from ? from->values : NULL);
        const struct ikt_fix_lines *instead = to_pointer(code(store, of_pointer(from ? from->instead : NULL)));
        if (fixes)
            fixes[i] = (struct ikt_fix){on_initiator, values, instead};
    }
    finding->fixes = fixes;
}

/* Of a copy, which is thrown away, on the way in; on the way out, of nothing. */
static void code_finding(struct ikt_finding_store *store, struct ikt_finding *finding)
{
    const bool in = !store->scope;
    finding->rule = (enum ikt_rule)code(store, finding->rule);
    finding->severity = (enum ikt_severity)code(store, finding->severity);
    finding->likelihood = (enum ikt_likelihood)code(store, finding->likelihood);
    finding->misconfigured = (enum ikt_misconfigured)code(store, finding->misconfigured);
    code_sentence(store, &finding->summary);
    finding->initiator_has = code_value(store, in ? &finding->initiator_has : NULL);
    finding->responder_has = code_value(store, in ? &finding->responder_has : NULL);
    code_refs(store, finding);
    code_evidence(store, finding);
    finding->values = code_set(store, finding->values);
    finding->log.initiator = (enum ikt_log_style)code(store, finding->log.initiator);
    finding->log.responder = (enum ikt_log_style)code(store, finding->log.responder);
    finding->log.reversed = code(store, finding->log.reversed);
    code_fixes(store, finding);
}

static void begin(struct ikt_finding_store *store, const struct ikt_address *initiator,
                  const struct ikt_address *responder, wmem_allocator_t *scope)
{
    store->initiator = initiator;
    store->responder = responder;
    store->scope = scope;
    store->sentences.count = store->sets.count = 0;
}

/* Most records have the shape of one shortly before: that one is not looked for. */
static uint32_t keep_shape(struct ikt_finding_store *store)
{
    const struct ikt_bytes shape = {(const uint8_t *)store->shape.items, store->shape.count * sizeof(uint64_t)};
    for (unsigned i = 0; i < RECENT_SHAPES; i++) {
        if (ikt_bytes_equal(ikt_string_pool_octets(store->pool, store->recent[i]), shape))
            return store->recent[i];
    }
    const uint32_t number = ikt_string_pool_keep(store->pool, shape.data, shape.length);
    store->newest = (store->newest + 1) % RECENT_SHAPES;
    store->recent[store->newest] = number;
    return number;
}

struct ikt_kept_findings ikt_finding_store_keep(struct ikt_finding_store *store, const struct ikt_findings *findings,
                                                const struct ikt_address *initiator,
                                                const struct ikt_address *responder)
{
    begin(store, initiator, responder, NULL);
    store->shape.count = store->values.count = store->rendered.count = 0;
    if (findings->count == 0)
        return (struct ikt_kept_findings){IKT_POOL_NONE, IKT_POOL_NONE};
    code(store, findings->count);
    for (size_t i = 0; i < findings->count; i++) {
        struct ikt_finding finding = *findings->items[i];
        code_finding(store, &finding);
    }
    uint32_t *numbers = g_new(uint32_t, store->values.count + 1);
    for (size_t i = 0; i < store->values.count; i++)
        numbers[i] = (uint32_t)store->values.items[i];
    const uint32_t values = ikt_string_pool_add(store->pool, numbers, store->values.count * sizeof(*numbers));
    g_free(numbers);
    return (struct ikt_kept_findings){keep_shape(store), values};
}

const struct ikt_finding *ikt_finding_store_read(struct ikt_finding_store *store, struct ikt_kept_findings kept,
                                                 const struct ikt_address *initiator,
                                                 const struct ikt_address *responder, wmem_allocator_t *scope)
{
    store->next = ikt_string_pool_octets(store->pool, kept.shape).data;
    store->numbers = (const uint32_t *)(const void *)ikt_string_pool_octets(store->pool, kept.values).data;
    if (!store->next || !store->numbers)
        return NULL;
    begin(store, initiator, responder, scope);
    const size_t count = code(store, 0);
    struct ikt_finding *findings = wmem_alloc0(scope, count * sizeof(*findings));
    for (size_t i = 0; i < count; i++)
        code_finding(store, &findings[i]);
    return findings;
}
