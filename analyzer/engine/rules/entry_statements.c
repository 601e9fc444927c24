/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/entry_statements.h"

#include <string.h>

#include "rules/rule.h"

static bool is_of(const struct ikt_router_entry *entry, const char *map)
{
    return (entry->kind == IKT_ROUTER_ENTRY_STATIC || entry->kind == IKT_ROUTER_ENTRY_DYNAMIC ||
            entry->kind == IKT_ROUTER_ENTRY_OTHER) &&
           strcmp(entry->map, map) == 0;
}

static bool is_taken(const struct ikt_router *router, const char *map, unsigned sequence)
{
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next) {
        if (is_of(entry, map) && entry->sequence == sequence)
            return true;
    }
    return false;
}

unsigned ikt_free_sequence(const struct ikt_router *router, const char *map, unsigned below)
{
    for (unsigned sequence = below - 1; sequence > 0; sequence--) {
        if (!is_taken(router, map, sequence))
            return sequence;
    }
    return 0;
}

unsigned ikt_last_sequence(const struct ikt_router *router, const char *map)
{
    unsigned last = 0;
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next) {
        if (is_of(entry, map))
            last = MAX(last, entry->sequence);
    }
    return last;
}

/* The statements of an entry by their lines; a line more than once counts once. */
static void add(GArray *lines, unsigned line)
{
    for (guint i = 0; i < lines->len; i++) {
        if (g_array_index(lines, unsigned, i) == line)
            return;
    }
    if (line != 0)
        g_array_append_val(lines, line);
}

static void collect(const struct ikt_router_entry *entry, GArray *lines)
{
    for (const struct ikt_router_names *one = entry->peers; one; one = one->next)
        add(lines, one->name.line);
    add(lines, entry->seconds.line);
    add(lines, entry->kilobytes.line);
    for (const struct ikt_router_names *one = entry->sets; one; one = one->next)
        add(lines, one->name.line);
    add(lines, entry->pfs.line);
    add(lines, entry->isakmp_profile.line);
    add(lines, entry->acl.line);
    add(lines, entry->reverse_route.line);
    add(lines, entry->responder_only.line);
}

static const char *kept(struct ikt_arena *arena, const char *text)
{
    return ikt_keep(arena, text, strlen(text) + 1);
}

static const char *const *list(struct ikt_arena *arena, const struct ikt_document_side *side, unsigned from,
                               unsigned to)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(unsigned));
    const struct ikt_router_entry *entry = side->entry;
    collect(entry, lines);
    const char **out = ikt_arena_alloc(arena, lines->len + 5, sizeof *out);
    size_t count = 0;
    g_autofree char *gone = g_strdup_printf("no crypto map %s %u", entry->map, from);
    g_autofree char *head = g_strdup_printf("crypto map %s %u ipsec-isakmp", entry->map, to);
    out[count++] = "configure terminal";
    out[count++] = kept(arena, gone);
    out[count++] = kept(arena, head);
    for (guint i = 0; i < lines->len; i++) {
        const char *text = ikt_router_line(side->router, g_array_index(lines, unsigned, i));
        g_autofree char *copy = g_strdup(text);
        g_autofree char *line = copy ? g_strdup_printf(" %s", g_strstrip(copy)) : NULL;
        if (line)
            out[count++] = kept(arena, line);
    }
    out[count++] = "end";
    return out;
}

void ikt_fix_move(struct ikt_draft *draft, const struct ikt_document_case *c, int side, unsigned sequence)
{
    const struct ikt_document_side *own = &c->side[side];
    if (sequence == 0 || own->entry->unclear)
        return;
    struct ikt_fix_lines *lines = ikt_arena_alloc(c->arena, 1, sizeof *lines);
    *lines = (struct ikt_fix_lines){list(c->arena, own, own->entry->sequence, sequence),
                                    list(c->arena, own, sequence, own->entry->sequence),
                                    ikt_rule_info(draft->finding.rule)->touches};
    IKT_FIX(draft, side == 0, IKT_NAMED("none", ikt_words("")));
    ikt_draft_fix_instead(draft, lines);
}

/* clang-format off */
static const struct ikt_fix_lines other_peer = {
    IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " no set peer <peer-now>", " set peer <peer>",
              "end", "clear crypto session remote <peer>"),
    IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " no set peer <peer>", " set peer <peer-now>",
              "end", "clear crypto session remote <peer>"),
    "This entry alone; the key has to be for the same address (show crypto isakmp key)."};
/* clang-format on */

void ikt_fix_peer(struct ikt_draft *draft, const struct ikt_document_case *c, int side)
{
    const struct ikt_document_side *own = &c->side[side], *other = &c->side[1 - side];
    const struct ikt_value map = {.kind = IKT_VALUE_TEXT, .is.text = own->entry->map};
    IKT_FIX(draft, side == 0, IKT_NAMED("MAP", map), IKT_NAMED("SEQ", ikt_number(own->entry->sequence)),
            IKT_NAMED("peer-now", ikt_address_of(&other->named)), IKT_NAMED("peer", ikt_address_of(&other->address)));
    ikt_draft_fix_instead(draft, &other_peer);
}
