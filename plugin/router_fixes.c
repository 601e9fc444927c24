/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "router_fixes.h"

#include "report/advice_values.h"
#include "tunnel_summary.h"

static void append(void *text, const char *piece, size_t length)
{
    g_string_append_len(text, piece, (gssize)length);
}

static void router_free(void *data)
{
    struct ikt_router_fix *router = data;
    g_string_free(router->text, TRUE);
    g_hash_table_unref(router->said);
    g_free(router);
}

/* NULL: there are too many. */
static struct ikt_router_fix *router_of(struct ikt_router_fixes *fixes, GHashTable *by_text,
                                        const struct ikt_address *address)
{
    char text[IKT_ADDRESS_TEXT];
    struct ikt_router_fix *router = g_hash_table_lookup(by_text, ikt_address_format(address, text));
    if (router || fixes->routers->len == IKT_FIX_ROUTERS)
        return router;
    router = g_new0(struct ikt_router_fix, 1);
    router->router = *address;
    router->text = g_string_new(NULL);
    router->said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_ptr_array_add(fixes->routers, router);
    g_hash_table_insert(by_text, g_strdup(text), router);
    return router;
}

/* The lines, and what no packet tells of their names. */
static char *text_of(const struct ikt_finding *finding, const struct ikt_fix *fix)
{
    const struct ikt_fix_lines lines = ikt_fix_lines(finding, fix);
    GString *text = g_string_new(NULL);
    g_autoptr(GPtrArray) said = g_ptr_array_new();
    struct ikt_placeholder at = {.lines = lines.fix, .values = fix->values, .said = said};
    for (size_t i = 0; lines.fix[i]; i++) {
        ikt_line_write(lines.fix[i], fix->values, append, text);
        g_string_append_c(text, '\n');
    }
    while (ikt_placeholder_next(&at))
        g_string_append_printf(text, "! %.*s: %s\n", (int)at.length, at.name, at.meaning);
    return g_string_free(text, FALSE);
}

/* One fix may mend many tunnels, which come one after another. */
static void add_fix(struct ikt_router_fix *router, uint32_t number, const char *summary, char *fix)
{
    if (g_hash_table_contains(router->said, fix)) {
        g_free(fix);
        return;
    }
    g_autofree char *text = g_strdup_printf("! tunnel %u: %s\n%s", number, summary, fix);
    if (router->text->len + strlen(text) > IKT_FIX_TEXT_MAX) {
        router->left_out++;
        g_free(fix);
        return;
    }
    if (router->text->len > 0)
        g_string_append(router->text, "!\n");
    g_string_append(router->text, text);
    g_hash_table_add(router->said, fix);
}

static void take_tunnel(struct ikt_router_fixes *fixes, GHashTable *by_text, const struct ikt_cache *cache,
                        uint32_t number, wmem_allocator_t *scope)
{
    const struct ikt_note_tunnel *tunnel = ikt_tunnel_notes_get(ikt_cache_tunnels(cache), number);
    const struct ikt_note_exchange *exchange = tunnel->telling;
    const struct ikt_finding *findings =
        exchange && tunnel->cause < IKT_RULE_COUNT ? ikt_cache_findings(cache, exchange, scope) : NULL;
    const struct ikt_finding *finding = findings ? &findings[tunnel->finding] : NULL;
    if (!finding || finding->fix_count == 0 || !ikt_fix_lines(finding, &finding->fixes[0]).fix)
        return;
    const bool on_initiator = finding->fixes[0].on_initiator;
    struct ikt_router_fix *router =
        router_of(fixes, by_text, on_initiator ? &exchange->initiator : &exchange->responder);
    if (!router) {
        fixes->routers_more++;
        return;
    }
    if (router->frame == 0)
        router->frame = exchange->failed != 0 ? exchange->failed : exchange->request;
    add_fix(router, number, ikt_tunnel_summary(cache, tunnel, scope), text_of(finding, &finding->fixes[0]));
}

struct ikt_router_fixes *ikt_router_fixes_new(const struct ikt_cache *cache)
{
    const uint32_t count = ikt_tunnel_notes_count(ikt_cache_tunnels(cache));
    struct ikt_router_fixes *fixes = g_new0(struct ikt_router_fixes, 1);
    g_autoptr(GHashTable) by_text = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    fixes->routers = g_ptr_array_new_with_free_func(router_free);
    for (uint32_t number = 1; number <= count; number++) {
        wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);
        take_tunnel(fixes, by_text, cache, number, scope);
        wmem_destroy_allocator(scope);
    }
    for (guint i = 0; i < fixes->routers->len; i++) {
        struct ikt_router_fix *router = g_ptr_array_index(fixes->routers, i);
        if (router->left_out > 0)
            g_string_append_printf(router->text, "!\n! %u further fixes are left out: the report has them\n",
                                   router->left_out);
    }
    return fixes;
}

void ikt_router_fixes_free(struct ikt_router_fixes *fixes)
{
    if (fixes) {
        g_ptr_array_unref(fixes->routers);
        g_free(fixes);
    }
}
