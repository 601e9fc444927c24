/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where things come from: frames by number, lines of configurations and logs by file and number, with their neighbours.
 */
#include "html_part.h"

/* Lines before and after the one that is meant. */
#define NEIGHBOURS 3
/* Lines that a finding shows. */
#define STATEMENTS 8

static const char *line_of(const struct ikt_report_options *options, const struct ikt_ref *ref)
{
    if (ref->kind == IKT_REF_CONFIG)
        return ikt_configs_line(options->configs, ref);
    return ref->kind == IKT_REF_LOG ? ikt_logs_line(options->logs, ref) : NULL;
}

static const char *file_of(const struct ikt_report_options *options, const struct ikt_ref *ref)
{
    return ref->kind == IKT_REF_CONFIG ? ikt_configs_name(options->configs, ref->source)
                                       : ikt_logs_name(options->logs, ref->source);
}

/* "r1.cfg:34" */
static void put_place(GString *out, const struct ikt_report_options *options, const struct ikt_ref *ref)
{
    const char *name = file_of(options, ref);
    ikt_html_taken(out, ikt_bytes_text((struct ikt_bytes){(const uint8_t *)name, strlen(name)}));
    ikt_append_octet(out, ':');
    ikt_append_number(out, ref->number);
}

static void put_line(GString *out, uint64_t number, const char *text, bool meant)
{
    char digits[16];
    g_snprintf(digits, sizeof digits, "%6" G_GUINT64_FORMAT "  ", number);
    if (meant)
        ikt_html_markup(out, "<mark>");
    ikt_html_text(out, digits);
    ikt_html_text(out, text);
    if (meant)
        ikt_html_markup(out, "</mark>");
    ikt_append_octet(out, '\n');
}

/* A line of a configuration among its neighbours: statements alone, for what is no statement is not kept. */
static void put_context(GString *out, const struct ikt_report_options *options, const struct ikt_ref *ref)
{
    struct ikt_ref near = *ref;
    ikt_html_markup(out, "<pre tabindex=\"0\">");
    for (int64_t step = -NEIGHBOURS; step <= NEIGHBOURS; step++) {
        if (step < 0 && ref->number <= (uint64_t)-step)
            continue;
        near.number = ref->number + (uint64_t)step;
        const char *text = line_of(options, &near);
        if (text)
            put_line(out, near.number, text, step == 0);
    }
    ikt_html_markup(out, "</pre>\n");
}

void ikt_html_ref(GString *out, const struct ikt_report_options *options, const struct ikt_ref *ref)
{
    if (ref->number == 0)
        return;
    if (ref->kind == IKT_REF_FRAME) {
        ikt_html_markup(out, "frame ");
        ikt_append_number(out, ref->number);
        return;
    }
    if (!line_of(options, ref)) {
        ikt_html_text(out, ref->kind == IKT_REF_CONFIG ? "configuration" : "log");
        return;
    }
    ikt_html_markup(out, "<details><summary>");
    put_place(out, options, ref);
    ikt_html_markup(out, "</summary>\n");
    put_context(out, options, ref);
    ikt_html_markup(out, "</details>");
}

void ikt_html_statements(GString *out, const struct ikt_report_options *options, const struct ikt_finding *finding)
{
    size_t shown = 0;
    for (size_t i = 0; i < finding->ref_count && shown < STATEMENTS; i++) {
        const struct ikt_ref *ref = &finding->refs[i];
        if (!line_of(options, ref) || (ref->kind == IKT_REF_CONFIG && !ref->suspect))
            continue;
        shown++;
        ikt_html_markup(out, "<h3>");
        ikt_html_text(out, ref->kind == IKT_REF_CONFIG ? "Look at " : "Logged in ");
        put_place(out, options, ref);
        ikt_html_markup(out, "</h3>\n");
        put_context(out, options, ref);
    }
}
