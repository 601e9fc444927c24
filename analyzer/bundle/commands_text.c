/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "commands_text.h"

#include "report/advice_values.h"
#include "report/tunnel_words.h"

/* What is asked of routers: the first ones, of the first tunnels that are not well. */
#define ITEMS_MAX 2000

struct item {
    char *router; /* "R1, 203.0.113.1" */
    uint64_t tunnel;
    char *title; /* the tunnel's other end and verdict */
    char *text;
};

struct ikt_commands {
    GArray *items; /* of struct item */
    uint64_t tunnels, more;
};

static void clear_item(void *data)
{
    struct item *item = data;
    g_free(item->router);
    g_free(item->title);
    g_free(item->text);
}

struct ikt_commands *ikt_commands_new(void)
{
    struct ikt_commands *commands = g_new0(struct ikt_commands, 1);
    commands->items = g_array_new(FALSE, FALSE, sizeof(struct item));
    g_array_set_clear_func(commands->items, clear_item);
    return commands;
}

void ikt_commands_free(struct ikt_commands *commands)
{
    if (!commands)
        return;
    g_array_unref(commands->items);
    g_free(commands);
}

static void piece(void *data, const char *text, size_t length)
{
    g_string_append_len(data, text, (gssize)length);
}

static char *router_of(const struct ikt_tunnel_side *side)
{
    char address[IKT_ADDRESS_TEXT];
    ikt_address_format(&side->endpoint.address, address);
    return side->hostname ? g_strdup_printf("%s, %s", side->hostname, address) : g_strdup(address);
}

static char *title_of(const struct ikt_tunnel *tunnel, bool a)
{
    char address[IKT_ADDRESS_TEXT];
    GString *text = g_string_new("with ");
    g_string_append(text, ikt_address_format(&(a ? &tunnel->b : &tunnel->a)->endpoint.address, address));
    g_string_append(text, ": ");
    ikt_tunnel_summary_write(tunnel, piece, text);
    return g_string_free(text, FALSE);
}

static void put_confirm(GString *out, const struct ikt_tunnel *tunnel, bool a)
{
    const struct ikt_finding *finding = tunnel->findings.items[0];
    const enum ikt_tristate on_a = ikt_commands_for_a(tunnel, finding);
    if (on_a != IKT_UNKNOWN && (on_a == IKT_YES) != a)
        return;
    for (size_t nth = 0; ikt_finding_show_next(finding, &nth); nth++) {
        g_string_append(out, "    ");
        ikt_line_write(ikt_rule_info(finding->rule)->show[nth], finding->values, piece, out);
        g_string_append_c(out, '\n');
    }
    if (out->len == 0)
        return;
    for (size_t i = 0; i < finding->evidence_count; i++) {
        if (ikt_sentence_check(finding->evidence[i]) == 0)
            continue;
        g_string_append(out, "  ");
        ikt_sentence_write(finding->evidence[i], piece, out);
        g_string_append_c(out, '\n');
    }
}

static void put_decide(GString *out, const struct ikt_tunnel_decide *decide)
{
    bool star = false;
    for (size_t i = 0; i < decide->command_count; i++) {
        g_string_append(out, "    ");
        ikt_sentence_write(&decide->commands[i], piece, out);
        g_string_append_c(out, '\n');
    }
    for (size_t i = 0; i < decide->answer_count; i++) {
        const struct ikt_tunnel_answer *answer = &decide->answers[i];
        g_string_append(out, "  it shows:  ");
        ikt_sentence_write(&answer->see, piece, out);
        g_string_append(out, "\n  it means:  ");
        ikt_sentence_write(&answer->means, piece, out);
        if (answer->rule != IKT_RULE_COUNT)
            g_string_append_printf(out, " (%s)", ikt_rule_info(answer->rule)->name);
        g_string_append_c(out, '\n');
        star = star || answer->from_memory;
    }
    if (star)
        g_string_append(out, "  * from memory, confirmed by no router's log\n");
    if (decide->hint.format) {
        g_string_append(out, "  ");
        ikt_sentence_write(&decide->hint, piece, out);
        g_string_append_c(out, '\n');
    }
}

static void add_side(struct ikt_commands *commands, const struct ikt_tunnel *tunnel, bool a)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (tunnel->cause_count > 0)
        put_confirm(text, tunnel, a);
    for (size_t i = 0; i < tunnel->decide_count; i++) {
        if (tunnel->decide[i].on_a == a)
            put_decide(text, &tunnel->decide[i]);
    }
    if (text->len == 0)
        return;
    if (commands->items->len >= ITEMS_MAX) {
        commands->more++;
        return;
    }
    const struct item item = {router_of(a ? &tunnel->a : &tunnel->b), commands->tunnels, title_of(tunnel, a),
                              g_strdup(text->str)};
    g_array_append_val(commands->items, item);
}

void ikt_commands_add(struct ikt_commands *commands, const struct ikt_tunnel *tunnel)
{
    commands->tunnels++;
    if (!ikt_tunnel_is_faulty(tunnel->state))
        return;
    add_side(commands, tunnel, true);
    add_side(commands, tunnel, false);
}

void ikt_commands_join(struct ikt_commands *commands, struct ikt_commands *part, uint64_t first)
{
    for (guint i = 0; i < part->items->len; i++) {
        struct item item = g_array_index(part->items, struct item, i);
        item.tunnel += first - 1;
        if (commands->items->len < ITEMS_MAX) {
            g_array_append_val(commands->items, item);
        } else {
            clear_item(&item);
            commands->more++;
        }
    }
    commands->more += part->more;
    commands->tunnels += part->tunnels;
    g_array_set_clear_func(part->items, NULL); /* they have moved */
    ikt_commands_free(part);
}

static bool told_before(const struct ikt_commands *commands, guint place)
{
    const char *router = g_array_index(commands->items, struct item, place).router;
    for (guint i = 0; i < place; i++) {
        if (g_str_equal(g_array_index(commands->items, struct item, i).router, router))
            return true;
    }
    return false;
}

void ikt_commands_write(const struct ikt_commands *commands, GString *out)
{
    g_string_append(out, "What to run on each router, and what its answers mean.\n");
    if (commands->items->len == 0)
        g_string_append(out, "\nNothing is left to ask.\n");
    for (guint i = 0; i < commands->items->len; i++) {
        if (told_before(commands, i))
            continue;
        const char *router = g_array_index(commands->items, struct item, i).router;
        g_string_append_printf(out, "\nOn %s\n", router);
        for (guint j = i; j < commands->items->len; j++) {
            const struct item *item = &g_array_index(commands->items, struct item, j);
            if (g_str_equal(item->router, router))
                g_string_append_printf(out, "  tunnel %" G_GUINT64_FORMAT " %s\n%s", item->tunnel, item->title,
                                       item->text);
        }
    }
    if (commands->more > 0)
        g_string_append_printf(out, "\nAnd %" G_GUINT64_FORMAT " more; report.json has them.\n", commands->more);
}
