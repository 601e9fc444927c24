/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What to do about a tunnel: what confirms the cause, what mends it and what undoes that, or what decides it. Blocks to
 * type are selected whole by a click.
 */
#include "advice_values.h"
#include "html_part.h"
#include "tunnel_words.h"

static void put_commands(GString *out, const char *const *lines, const struct ikt_named_values *values)
{
    ikt_html_markup(out, "<pre class=\"copy\" tabindex=\"0\">");
    for (; lines && *lines; lines++) {
        ikt_line_write(*lines, values, ikt_html_piece, out);
        ikt_append_octet(out, '\n');
    }
    ikt_html_markup(out, "</pre>\n");
}

static void put_where(GString *out, const struct ikt_tunnel *tunnel, enum ikt_tristate on_a)
{
    if (on_a == IKT_UNKNOWN)
        return;
    ikt_html_markup(out, " on ");
    ikt_html_side(out, tunnel, on_a == IKT_YES);
}

static void put_confirm(GString *out, const struct ikt_tunnel *tunnel, const struct ikt_finding *finding)
{
    bool any = false;
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const size_t skip = ikt_sentence_check(finding->evidence[i]);
        if (skip == 0)
            continue;
        g_autofree char *text = ikt_sentence_text(finding->evidence[i]);
        ikt_html_markup(out, "<h3>Confirm</h3>\n<p>");
        ikt_html_text(out, text + skip);
        ikt_html_markup(out, "</p>\n");
    }
    for (size_t nth = 0; ikt_finding_show_next(finding, &nth); nth++) {
        if (!any) {
            ikt_html_markup(out, "<h3>Confirm");
            put_where(out, tunnel, ikt_commands_for_a(tunnel, finding));
            ikt_html_markup(out, "</h3>\n<pre class=\"copy\" tabindex=\"0\">");
        }
        any = true;
        ikt_line_write(ikt_rule_info(finding->rule)->show[nth], finding->values, ikt_html_piece, out);
        ikt_append_octet(out, '\n');
    }
    if (any)
        ikt_html_markup(out, "</pre>\n");
}

static void put_placeholders(GString *out, const char *const *lines, const struct ikt_named_values *values,
                             GPtrArray *said)
{
    struct ikt_placeholder at = {.lines = lines, .values = values, .said = said};
    while (ikt_placeholder_next(&at)) {
        ikt_html_markup(out, "<p><code>&lt;");
        ikt_html_piece(out, at.name, at.length);
        ikt_html_markup(out, "&gt;</code> ");
        ikt_html_text(out, at.meaning);
        ikt_html_markup(out, "</p>\n");
    }
}

static void put_fix(GString *out, const struct ikt_tunnel *tunnel, const struct ikt_tunnel_fix *fix)
{
    const struct ikt_fix_lines lines = ikt_fix_lines(fix->finding, fix->fix);
    g_autoptr(GPtrArray) said = g_ptr_array_new();
    ikt_html_markup(out, "<h3>Fix on ");
    ikt_html_side(out, tunnel, fix->on_a);
    ikt_html_markup(out, "</h3>\n");
    put_commands(out, lines.fix, fix->fix->values);
    put_placeholders(out, lines.fix, fix->fix->values, said);
    if (lines.touches) {
        ikt_html_markup(out, "<p>What else it touches: ");
        ikt_line_write(lines.touches, fix->fix->values, ikt_html_piece, out);
        ikt_html_markup(out, "</p>\n");
    }
    if (lines.undo && *lines.undo) {
        ikt_html_markup(out, "<h3>Undo</h3>\n");
        put_commands(out, lines.undo, fix->fix->values);
        put_placeholders(out, lines.undo, fix->fix->values, said);
    }
}

/* What a router that is no IOS one has to change. */
static void put_needs(GString *out, const struct ikt_finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        if (!ikt_sentence_is_need(finding->evidence[i]))
            continue;
        ikt_html_markup(out, "<h3>Fix</h3>\n<p>");
        ikt_sentence_write(finding->evidence[i], ikt_html_piece, out);
        ikt_html_markup(out, "</p>\n");
    }
}

static void put_expected(GString *out, const struct ikt_report_options *options, const struct ikt_tunnel *tunnel,
                         const struct ikt_finding *finding, bool by_a)
{
    const enum ikt_log_style wording = ikt_report_wording(options);
    bool any = false;
    for (size_t nth = 0; ikt_finding_log_next(finding, wording, &nth); nth++) {
        if (!any)
            ikt_html_markup(out, "<details><summary>What the routers are expected to log (not seen by us)</summary>\n"
                                 "<pre tabindex=\"0\">");
        any = true;
        const bool by_initiator = ikt_finding_log_by_initiator(finding, nth);
        ikt_html_side(out, tunnel, by_initiator ? by_a : !by_a);
        ikt_html_markup(out, ": ");
        ikt_finding_log_write(finding, wording, nth, ikt_html_piece, out);
        ikt_append_octet(out, '\n');
    }
    if (any)
        ikt_html_markup(out, "</pre></details>\n");
}

static void put_suspects(GString *out, const struct ikt_finding *finding)
{
    bool any = false;
    for (size_t nth = 0; ikt_finding_suspect_next(finding, &nth); nth++) {
        if (!any)
            ikt_html_markup(out, "<h3>Look at</h3>\n<pre tabindex=\"0\">");
        any = true;
        ikt_line_write(ikt_rule_info(finding->rule)->suspect[nth], finding->values, ikt_html_piece, out);
        ikt_append_octet(out, '\n');
    }
    if (any)
        ikt_html_markup(out, "</pre>\n");
}

static void put_answers(GString *out, const struct ikt_tunnel_decide *decide)
{
    bool star = false;
    ikt_html_markup(out, "<div class=\"wide\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">What it shows</th>"
                         "<th scope=\"col\">What that means</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < decide->answer_count; i++) {
        const struct ikt_tunnel_answer *answer = &decide->answers[i];
        ikt_html_markup(out, "<tr><td class=\"mono\">");
        ikt_sentence_write(&answer->see, ikt_html_piece, out);
        ikt_html_markup(out, "</td><td>");
        ikt_sentence_write(&answer->means, ikt_html_piece, out);
        if (answer->rule != IKT_RULE_COUNT) {
            ikt_html_markup(out, " (");
            ikt_html_text(out, ikt_rule_info(answer->rule)->name);
            ikt_html_markup(out, ")");
        }
        ikt_html_markup(out, "</td></tr>\n");
        star = star || answer->from_memory;
    }
    ikt_html_markup(out, "</tbody></table></div>\n");
    if (star)
        ikt_html_markup(out, "<p class=\"soft\">* from memory, confirmed by no router's log.</p>\n");
}

static void put_decide(GString *out, const struct ikt_tunnel *tunnel, const struct ikt_tunnel_decide *decide)
{
    ikt_html_markup(out, "<h3>Decide on ");
    ikt_html_side(out, tunnel, decide->on_a);
    ikt_html_text(out, decide->command_count > 0 ? ", while it is tried again" : "");
    ikt_html_markup(out, "</h3>\n");
    if (decide->command_count > 0) {
        ikt_html_markup(out, "<pre class=\"copy\" tabindex=\"0\">");
        for (size_t i = 0; i < decide->command_count; i++) {
            ikt_sentence_write(&decide->commands[i], ikt_html_piece, out);
            ikt_append_octet(out, '\n');
        }
        ikt_html_markup(out, "</pre>\n");
    }
    if (decide->answer_count > 0)
        put_answers(out, decide);
    if (decide->hint.format) {
        ikt_html_markup(out, "<p>");
        ikt_sentence_write(&decide->hint, ikt_html_piece, out);
        ikt_html_markup(out, "</p>\n");
    }
}

void ikt_html_advice(GString *out, const struct ikt_report_options *options, const struct ikt_tunnel *tunnel)
{
    if (tunnel->cause_count > 0) {
        const struct ikt_finding *finding = tunnel->findings.items[0];
        struct ikt_tunnel_fix fix;
        if (ikt_tunnel_fix_of(tunnel, &fix))
            put_fix(out, tunnel, &fix);
        else
            put_suspects(out, finding);
        put_needs(out, finding);
        put_confirm(out, tunnel, finding);
        put_expected(out, options, tunnel, finding, tunnel->finding_by_a[0]);
    }
    for (size_t i = 0; i < tunnel->decide_count; i++)
        put_decide(out, tunnel, &tunnel->decide[i]);
}
