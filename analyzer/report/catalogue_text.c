/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

#define LINE_COLUMN 37

void ikt_text_rule_line(const struct ikt_report_options *options, enum ikt_rule rule, GString *out)
{
    const struct ikt_layout layout = ikt_layout(options, out);
    const struct ikt_rule_info *info = ikt_rule_info(rule);
    g_autofree char *label = g_strdup_printf("%-27s %s", info->name, ikt_severity_name(info->severity));
    ikt_layout_cell(&layout, 0, LINE_COLUMN, label, info->line);
}

static void put_templates(const struct ikt_layout *layout, const char *title, const char *const *lines, bool paste)
{
    if (lines == NULL || *lines == NULL)
        return;
    ikt_layout_gap(layout);
    ikt_layout_heading(layout, title);
    for (; *lines != NULL; lines++) {
        if (paste)
            ikt_layout_paste(layout, 2, *lines);
        else
            ikt_layout_line(layout, 2, *lines);
    }
}

void ikt_text_rule_full(const struct ikt_report_options *options, enum ikt_rule rule, GString *out)
{
    const struct ikt_layout layout = ikt_layout(options, out);
    const struct ikt_rule_info *info = ikt_rule_info(rule);
    g_autofree char *title = g_strdup_printf("%s (%s): %s", info->name, ikt_severity_name(info->severity), info->line);
    ikt_layout_heading(&layout, title);
    g_auto(GStrv) paragraphs = g_strsplit(info->explanation, "\n\n", -1);
    for (char **paragraph = paragraphs; *paragraph != NULL; paragraph++) {
        ikt_layout_gap(&layout);
        g_strdelimit(*paragraph, "\n", ' ');
        ikt_layout_words(&layout, 0, 0, IKT_STYLE_PLAIN, *paragraph);
    }
    put_templates(&layout, "IOS debug prints", info->debug, false);
    put_templates(&layout, "Check with", info->show, true);
    put_templates(&layout, "Look at", info->suspect, false);
    put_templates(&layout, "Fix", info->fix, true);
}
