/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

#include <string.h>

#define LINE_COLUMN 37

void ikt_text_rule_line(const struct ikt_report_options *options, enum ikt_rule rule, GString *out)
{
    struct ikt_layout layout = ikt_layout(options, out);
    const struct ikt_rule_info *info = ikt_rule_info(rule);
    g_autofree char *label = g_strdup_printf("%-27s %s", info->name, ikt_severity_name(info->severity));
    ikt_layout_begin_cell(&layout, 0, LINE_COLUMN, label);
    ikt_layout_put(&layout, info->line);
    ikt_layout_end(&layout);
}

static void put_templates(struct ikt_layout *layout, const char *title, const char *const *lines, bool paste)
{
    if (!lines || !*lines)
        return;
    ikt_layout_gap(layout);
    ikt_layout_begin_heading(layout);
    ikt_layout_put(layout, title);
    ikt_layout_end(layout);
    for (; *lines; lines++) {
        if (paste)
            ikt_layout_begin_paste(layout, 2);
        else
            ikt_layout_begin_router_line(layout, 2);
        ikt_layout_put(layout, *lines);
        ikt_layout_end(layout);
    }
}

static void put_log(struct ikt_layout *layout, const struct ikt_log_line *lines)
{
    for (const struct ikt_log_line *line = lines; line->line; line++) {
        if (line == lines) {
            ikt_layout_gap(layout);
            ikt_layout_begin_heading(layout);
            ikt_layout_put(layout, "IOS logs");
            ikt_layout_end(layout);
        }
        ikt_layout_begin_router_line(layout, 2);
        ikt_layout_put(layout, line->by_initiator ? "initiator" : "responder");
        ikt_layout_put(layout, line->wording == IKT_LOG_IOS_12 ? " before 12.4(T): " : ": ");
        ikt_layout_put(layout, line->line);
        ikt_layout_end(layout);
    }
}

/* What there is to fill in, each once, in the order in which it is met. names: that were met. */
static void put_meanings(struct ikt_layout *layout, const char *const *lines, GString *names)
{
    for (; *lines; lines++) {
        for (const char *at = strchr(*lines, '<'); at; at = strchr(at + 1, '<')) {
            const size_t length = strcspn(at + 1, ">");
            const char *meaning = ikt_placeholder_meaning(at + 1, length);
            g_autofree char *name = g_strndup(at + 1, length), *place = g_strdup_printf(" %s ", name);
            if (!meaning || strstr(names->str, place))
                continue;
            if (names->len == 1) {
                ikt_layout_gap(layout);
                ikt_layout_begin_heading(layout);
                ikt_layout_put(layout, "Fill in");
                ikt_layout_end(layout);
            }
            g_string_append(names, place + 1);
            ikt_layout_begin_router_line(layout, 2);
            ikt_layout_put(layout, name);
            ikt_layout_put(layout, ": ");
            ikt_layout_put(layout, meaning);
            ikt_layout_end(layout);
        }
    }
}

/* What undoes the fix, what else it touches, and what there is to fill in. */
static void put_rest_of_fix(struct ikt_layout *layout, const struct ikt_rule_info *info)
{
    g_autoptr(GString) names = g_string_new(" ");
    if (!info->touches)
        return;
    put_templates(layout, "Undo", info->undo, true);
    ikt_layout_gap(layout);
    ikt_layout_begin_heading(layout);
    ikt_layout_put(layout, "Touches");
    ikt_layout_end(layout);
    ikt_layout_begin(layout, 2, 2, IKT_STYLE_PLAIN);
    ikt_layout_put(layout, info->touches);
    ikt_layout_end(layout);
    put_meanings(layout, info->fix, names);
    put_meanings(layout, info->undo, names);
}

/* Paragraphs, each with its line ends taken for blanks. */
static void put_prose(struct ikt_layout *layout, const char *prose)
{
    for (;;) {
        const char *end = strstr(prose, "\n\n");
        const size_t length = end ? (size_t)(end - prose) : strlen(prose);
        ikt_layout_gap(layout);
        ikt_layout_begin(layout, 0, 0, IKT_STYLE_PLAIN);
        for (size_t at = 0; at < length;) {
            const size_t line = MIN(strcspn(prose + at, "\n"), length - at);
            ikt_layout_piece(layout, prose + at, line);
            ikt_layout_put(layout, " ");
            at += line + 1;
        }
        ikt_layout_end(layout);
        if (!end)
            break;
        prose = end + 2;
    }
}

void ikt_text_rule_full(const struct ikt_report_options *options, enum ikt_rule rule, GString *out)
{
    struct ikt_layout layout = ikt_layout(options, out);
    const struct ikt_rule_info *info = ikt_rule_info(rule);
    ikt_layout_begin_heading(&layout);
    ikt_layout_put(&layout, info->name);
    ikt_layout_put(&layout, " (");
    ikt_layout_put(&layout, ikt_severity_name(info->severity));
    ikt_layout_put(&layout, "): ");
    ikt_layout_put(&layout, info->line);
    ikt_layout_end(&layout);
    put_prose(&layout, info->explanation);
    put_log(&layout, info->log);
    put_templates(&layout, "Check with", info->show, true);
    put_templates(&layout, "Look at", info->suspect, false);
    put_templates(&layout, "Fix", info->fix, true);
    put_rest_of_fix(&layout, info);
}
