/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     nat (REAL,MAPPED) [after-auto] [N] source {static|dynamic} OBJECT {OBJECT|interface} [destination static OBJECT
 * OBJECT] object network NAME nat (REAL,MAPPED) {static|dynamic} {OBJECT|ADDRESS|interface} nat (REAL) 0 access-list
 * LIST, nat (REAL) N ADDRESS MASK, global (MAPPED) N ..., static (REAL,MAPPED) ...   (8.2)
 *
 * What comes of it is a list as a router has one for its NAT: for each outside interface, in the order in which an ASA
 * goes through its rules, deny for what keeps its addresses and permit for what does not.
 */
#include <string.h>

#include <glib.h>

#include "documents/asa_parser.h"

#define OUTSIDES 64 /* interfaces that lists are made for */
#define ANY      "any"

static const char other_addresses[] = "translated to addresses that a crypto access list may name";

/* "(inside,outside)", "(inside)" */
static bool take_interfaces(struct ikt_asa_parser *asa, struct ikt_bytes *text, const char **real, const char **mapped)
{
    struct ikt_bytes rest = *text, word = ikt_text_take_word(&rest);
    if (word.length < 3 || word.data[0] != '(' || word.data[word.length - 1] != ')')
        return false;
    word = ikt_text_part(word, 1, word.length - 1);
    const uint8_t *comma = memchr(word.data, ',', word.length);
    const size_t end = comma ? (size_t)(comma - word.data) : word.length;
    *real = ikt_ios_keep(asa->base.arena, ikt_text_part(word, 0, end));
    *mapped = comma ? ikt_ios_keep(asa->base.arena, ikt_text_part(word, end + 1, word.length)) : ANY;
    *text = rest;
    return true;
}

static void add_rule(struct ikt_asa_parser *asa, struct ikt_asa_nat_rule *rule)
{
    if (!ikt_ios_note(&asa->base))
        return;
    rule->line = asa->base.at.line;
    rule->order = asa->rules->len;
    g_array_append_val(asa->rules, *rule);
}

/* The items of an object; NULL: any. */
static const struct ikt_asa_item *items_of(struct ikt_asa_parser *asa, struct ikt_bytes name, const char **unclear)
{
    if (ikt_text_is(name, ANY) || ikt_text_is(name, "any4"))
        return NULL;
    const struct ikt_asa_object *object = ikt_asa_object_find(asa, name);
    if (!object || object->kind != IKT_ASA_NETWORK || !object->items)
        *unclear = "an object that is not defined before it is named";
    else if (object->unclear)
        *unclear = object->unclear;
    return object && object->kind == IKT_ASA_NETWORK ? object->items : NULL;
}

static bool same(struct ikt_bytes a, struct ikt_bytes b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static bool read_twice(struct ikt_asa_parser *asa, struct ikt_asa_nat_rule *rule, struct ikt_bytes text)
{
    const bool is_static = ikt_text_take_words(&text, "static");
    if (!is_static && !ikt_text_take_words(&text, "dynamic"))
        return false;
    struct ikt_bytes real = ikt_text_take_word(&text), mapped = ikt_text_take_word(&text);
    ikt_text_take_words(&text, "interface"); /* behind a pool */
    rule->source = items_of(asa, real, &rule->unclear);
    rule->translates = !is_static || !same(real, mapped);
    if (rule->translates && !ikt_text_is(mapped, "interface"))
        rule->unclear = other_addresses;
    if (ikt_text_take_words(&text, "destination static")) {
        /* as packets name it first, then as it is */
        struct ikt_bytes shown = ikt_text_take_word(&text), meant = ikt_text_take_word(&text);
        rule->destination = items_of(asa, shown, &rule->unclear);
        if (!same(shown, meant))
            rule->unclear = other_addresses;
    }
    if (ikt_text_take_words(&text, "service"))
        rule->unclear = "translated for a service alone";
    for (struct ikt_bytes rest = text; rest.length > 0;)
        if (ikt_text_is(ikt_text_take_word(&rest), "inactive"))
            return true;
    add_rule(asa, rule);
    return true;
}

static uint64_t size_of(const struct ikt_asa_item *items)
{
    uint64_t size = 0;
    for (; items; items = items->next)
        if (items->low.family == IKT_FAMILY_IPV4) {
            uint32_t low, high;
            memcpy(&low, items->low.octets, sizeof low);
            memcpy(&high, items->high.octets, sizeof high);
            size += (uint64_t)GUINT32_FROM_BE(high) - GUINT32_FROM_BE(low) + 1;
        }
    return size;
}

/* Of the object that is open. */
static bool read_object_nat(struct ikt_asa_parser *asa, struct ikt_asa_nat_rule *rule, struct ikt_bytes text)
{
    const bool is_static = ikt_text_take_words(&text, "static");
    if (!is_static && !ikt_text_take_words(&text, "dynamic"))
        return false;
    struct ikt_bytes mapped = ikt_text_take_word(&text);
    g_autofree char *name = ikt_bytes_text(mapped);
    rule->section = is_static ? IKT_ASA_NAT_STATIC : IKT_ASA_NAT_DYNAMIC;
    rule->source = asa->object->items;
    rule->size = size_of(rule->source);
    rule->translates = !is_static || strcmp(name, asa->object->name) != 0;
    if (!rule->source || asa->object->unclear)
        rule->unclear = asa->object->unclear ? asa->object->unclear : "an object without a member";
    else if (ikt_text_take_words(&text, "service"))
        rule->unclear = "translated for a service alone";
    else if (rule->translates && !ikt_text_is(mapped, "interface"))
        rule->unclear = other_addresses;
    add_rule(asa, rule);
    return true;
}

static const struct ikt_asa_item *keep_item(struct ikt_asa_parser *asa, const struct ikt_asa_item *item)
{
    struct ikt_asa_item *kept = ikt_arena_alloc(asa->base.arena, 1, sizeof *kept);
    *kept = *item;
    return kept;
}

/* 8.2: "0 access-list LIST", "N ADDRESS MASK", "N access-list LIST" */
static bool read_numbered(struct ikt_asa_parser *asa, struct ikt_asa_nat_rule *rule, struct ikt_bytes text)
{
    uint32_t number;
    struct ikt_asa_item item = {0};
    if (!ikt_ios_take_number(&text, 0, INT32_MAX, &number))
        return false;
    rule->translates = number != 0;
    rule->section = number == 0 ? IKT_ASA_NAT_FIRST : IKT_ASA_NAT_DYNAMIC;
    if (ikt_text_take_words(&text, "access-list"))
        rule->acl = ikt_ios_take_name(&text, asa->base.arena);
    else if (ikt_text_take_words(&text, "0 0"))
        rule->source = NULL;
    else if (ikt_asa_take_network(asa, &text, &item))
        rule->source = keep_item(asa, &item);
    else
        return false;
    if (number == 0) {
        add_rule(asa, rule);
        return true;
    }
    for (guint i = 0; i < asa->globals->len; i++) {
        const struct ikt_asa_applied *global = &g_array_index(asa->globals, struct ikt_asa_applied, i);
        if (g_ascii_strtoull(global->map, NULL, 10) != number)
            continue;
        rule->mapped = global->nameif;
        add_rule(asa, rule);
    }
    return true;
}

bool ikt_asa_read_nat(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_asa_nat_rule rule = {.section = IKT_ASA_NAT_TWICE, .real = ANY, .mapped = ANY};
    uint32_t number;
    const bool named = take_interfaces(asa, &text, &rule.real, &rule.mapped);
    struct ikt_bytes rest = text;
    if (ikt_text_take_words(&rest, "after-auto"))
        rule.section = IKT_ASA_NAT_AFTER;
    ikt_ios_take_number(&rest, 1, INT32_MAX, &number);
    if (ikt_text_take_words(&rest, "source")) {
        asa->block = IKT_ASA_BLOCK_NONE;
        return read_twice(asa, &rule, rest);
    }
    if (asa->block == IKT_ASA_BLOCK_OBJECT && asa->object->kind == IKT_ASA_NETWORK && read_object_nat(asa, &rule, text))
        return true;
    asa->block = IKT_ASA_BLOCK_NONE;
    return named && read_numbered(asa, &rule, text);
}

bool ikt_asa_read_global(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_asa_applied global = {.line = asa->base.at.line};
    const char *mapped;
    if (!take_interfaces(asa, &text, &global.nameif, &mapped))
        return false;
    global.map = ikt_ios_take_name(&text, asa->base.arena);
    if (global.map && asa->globals->len < OUTSIDES)
        g_array_append_val(asa->globals, global);
    return global.map != NULL;
}

/* "(REAL,MAPPED) [tcp|udp] {MAPPED|interface} REAL [netmask MASK]" */
bool ikt_asa_read_static(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_asa_nat_rule rule = {.section = IKT_ASA_NAT_STATIC, .translates = true, .unclear = other_addresses};
    struct ikt_asa_item item = {0};
    struct ikt_address mapped, real, mask;
    uint8_t bits = 32;
    if (!take_interfaces(asa, &text, &rule.real, &rule.mapped))
        return false;
    if (ikt_text_take_words(&text, "tcp") || ikt_text_take_words(&text, "udp") ||
        ikt_text_take_words(&text, "interface") || !ikt_asa_take_address(asa, &text, &mapped) ||
        !ikt_asa_take_address(asa, &text, &real)) {
        rule.unclear = "translated for a service or an access list alone";
        add_rule(asa, &rule);
        return true;
    }
    if (ikt_text_take_words(&text, "netmask") &&
        (!ikt_ios_take_address(&text, &mask) || !ikt_router_netmask(&mask, &bits)))
        return false;
    if (ikt_address_equal(&mapped, &real)) {
        rule.translates = false;
        rule.unclear = NULL;
    }
    ikt_router_prefix_range(&real, bits, &item.low, &item.high);
    rule.source = keep_item(asa, &item);
    rule.size = size_of(rule.source);
    add_rule(asa, &rule);
    return true;
}

static gint by_order(gconstpointer a, gconstpointer b)
{
    const struct ikt_asa_nat_rule *one = a, *other = b;
    if (one->section != other->section)
        return one->section < other->section ? -1 : 1;
    if (one->size != other->size)
        return one->size < other->size ? -1 : 1;
    return one->order < other->order ? -1 : one->order > other->order;
}

static bool is_any(const char *nameif)
{
    return strcmp(nameif, ANY) == 0;
}

static void add_line(struct ikt_asa_parser *asa, struct ikt_router_acl *acl, const struct ikt_asa_nat_rule *rule,
                     const struct ikt_asa_item *source, const struct ikt_asa_item *destination, const char *unclear)
{
    const struct ikt_address any = {.family = IKT_FAMILY_IPV4};
    struct ikt_router_acl_line line = {
        .line = rule->line, .number = ikt_router_acl_next(acl), .permit = rule->translates, .unclear = unclear};
    struct ikt_router_end *ends[] = {&line.source, &line.destination};
    const struct ikt_asa_item *items[] = {source, destination};
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        ikt_router_prefix_range(&any, 0, &ends[i]->low, &ends[i]->high);
        if (items[i]) {
            ends[i]->low = items[i]->low;
            ends[i]->high = items[i]->high;
        }
    }
    ikt_router_acl_add(&asa->build, acl, &line);
    asa->lines++;
}

/* The lines of a list that "nat 0" names. What it denies goes on to the other rules, which no list here can say. */
static void add_named(struct ikt_asa_parser *asa, struct ikt_router_acl *acl, const struct ikt_asa_nat_rule *rule)
{
    const struct ikt_router_acl *named = ikt_router_acl_find(asa->base.config, rule->acl);
    if (!named || named->unclear) {
        add_line(asa, acl, rule, NULL, NULL, "an access list that is not known");
        return;
    }
    const char *unclear = NULL;
    for (const struct ikt_router_acl_line *line = named->lines; line && asa->lines < IKT_ASA_LINES; line = line->next) {
        const struct ikt_asa_item source = {.low = line->source.low, .high = line->source.high};
        const struct ikt_asa_item destination = {.low = line->destination.low, .high = line->destination.high};
        if (!line->permit || line->protocol != 0)
            unclear = "an access list that takes part of it";
        if (line->permit)
            add_line(asa, acl, rule, &source, &destination, line->unclear ? line->unclear : unclear);
    }
}

static size_t count_of(const struct ikt_asa_item *items)
{
    size_t count = 0;
    for (; items && count <= IKT_ASA_PAIRS; items = items->next)
        count++;
    return MAX(count, 1);
}

static void add_lines(struct ikt_asa_parser *asa, struct ikt_router_acl *acl, const struct ikt_asa_nat_rule *rule)
{
    if (rule->acl) {
        add_named(asa, acl, rule);
        return;
    }
    const size_t all = count_of(rule->source) * count_of(rule->destination);
    if (all > IKT_ASA_PAIRS || asa->lines + all > IKT_ASA_LINES) {
        add_line(asa, acl, rule, NULL, NULL, "object groups with more pairs than are kept");
        return;
    }
    const struct ikt_asa_item *source = rule->source;
    do {
        const struct ikt_asa_item *destination = rule->destination;
        do
            add_line(asa, acl, rule, source, destination, rule->unclear);
        while (destination && (destination = destination->next));
    } while (source && (source = source->next));
}

/* The list of one outside interface. */
static void settle(struct ikt_asa_parser *asa, const char *mapped)
{
    g_autofree char *text = g_strdup_printf("nat (%s)", mapped);
    const struct ikt_bytes name = {(const uint8_t *)text, strlen(text)};
    struct ikt_router_acl *acl = NULL;
    for (guint i = 0; i < asa->rules->len && asa->lines < IKT_ASA_LINES; i++) {
        const struct ikt_asa_nat_rule *rule = &g_array_index(asa->rules, struct ikt_asa_nat_rule, i);
        if (!is_any(rule->mapped) && strcmp(rule->mapped, mapped) != 0)
            continue;
        if (!acl) {
            acl = ikt_router_acl_named(&asa->build, ikt_ios_keep(asa->base.arena, name), rule->line);
            struct ikt_router_nat *nat = ikt_router_nat_add(&asa->build, rule->line);
            nat->acl = (struct ikt_router_name){acl->name, rule->line};
            nat->interface = (struct ikt_router_name){mapped, rule->line};
            ikt_asa_interface_of(asa, mapped, rule->line)->nat_outside = (struct ikt_router_switch){true, rule->line};
        }
        add_lines(asa, acl, rule);
        if (!is_any(rule->real))
            ikt_asa_interface_of(asa, rule->real, rule->line)->nat_inside =
                (struct ikt_router_switch){true, rule->line};
    }
    if (acl && asa->lines >= IKT_ASA_LINES)
        acl->unclear = true;
}

static void add_outside(GPtrArray *outsides, const char *nameif)
{
    for (guint i = 0; i < outsides->len; i++)
        if (strcmp(g_ptr_array_index(outsides, i), nameif) == 0)
            return;
    if (outsides->len < OUTSIDES)
        g_ptr_array_add(outsides, (gpointer)nameif);
}

void ikt_asa_settle_nat(struct ikt_asa_parser *asa)
{
    g_autoptr(GPtrArray) outsides = g_ptr_array_new();
    g_array_sort(asa->rules, by_order);
    for (guint i = 0; i < asa->applied->len; i++)
        add_outside(outsides, g_array_index(asa->applied, struct ikt_asa_applied, i).nameif);
    for (guint i = 0; i < asa->rules->len; i++) {
        const char *mapped = g_array_index(asa->rules, struct ikt_asa_nat_rule, i).mapped;
        if (!is_any(mapped))
            add_outside(outsides, mapped);
    }
    for (guint i = 0; i < outsides->len; i++)
        settle(asa, g_ptr_array_index(outsides, i));
}
