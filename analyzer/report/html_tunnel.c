/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tunnel in full: the verdict, what each side has, the messages, what the conclusion rests on, what is open, what to
 * do, its course.
 */
#include "html_part.h"
#include "tunnel_words.h"

/* Findings that are told with what they rest on. */
#define FINDINGS_MAX 8
/* Frames of one that are named. */
#define FRAMES_MAX 8

/* What else holds, each sentence once. */
static void put_causes(GString *out, const struct ikt_tunnel *tunnel)
{
    const size_t count = MIN(tunnel->cause_count, tunnel->findings.count);
    g_autofree char *first = count > 1 ? ikt_sentence_text(&tunnel->findings.items[0]->summary) : NULL;
    for (size_t i = 1; i < count; i++) {
        g_autofree char *text = ikt_sentence_text(&tunnel->findings.items[i]->summary);
        ikt_html_markup(out, "<p>It holds together with ");
        ikt_html_text(out, ikt_rule_info(tunnel->causes[i])->name);
        if (!g_str_equal(text, first)) {
            ikt_html_markup(out, ": ");
            ikt_html_text(out, text);
        }
        ikt_html_markup(out, ".</p>\n");
    }
}

static void put_verdict(GString *out, const struct ikt_tunnel *tunnel)
{
    if (tunnel->state != IKT_TUNNEL_UP || tunnel->findings.count > 0) {
        ikt_html_markup(out, "<p class=\"box ");
        ikt_html_text(out, ikt_html_state_class(tunnel->state));
        ikt_html_markup(out, " lead\">");
        ikt_tunnel_summary_write(tunnel, ikt_html_piece, out);
        ikt_html_markup(out, ".</p>\n");
    }
    put_causes(out, tunnel);
    for (size_t i = 0; i < tunnel->note_count; i++) {
        ikt_html_markup(out, "<p>");
        ikt_sentence_write(&tunnel->notes[i], ikt_html_piece, out);
        ikt_html_markup(out, ".</p>\n");
    }
}

static void put_cell(GString *out, const char *text)
{
    ikt_html_markup(out, "<td>");
    if (text)
        ikt_html_text(out, text);
    else
        ikt_html_markup(out, "<span class=\"soft\">not known</span>");
    ikt_html_markup(out, "</td>");
}

static void put_sources(GString *out, const struct ikt_report_options *options, const struct ikt_ref *a,
                        const struct ikt_ref *b)
{
    ikt_html_markup(out, "<td>");
    if (a->number != 0) {
        ikt_html_markup(out, "A: ");
        ikt_html_ref(out, options, a);
    }
    if (b->number != 0) {
        ikt_html_text(out, a->number != 0 && a->kind == IKT_REF_FRAME ? ", B: " : "B: ");
        ikt_html_ref(out, options, b);
    }
    ikt_html_markup(out, "</td>");
}

static void put_row(GString *out, const struct ikt_report_options *options, const char *what, const char *a,
                    const char *b, enum ikt_tristate differs, const struct ikt_ref *from_a,
                    const struct ikt_ref *from_b)
{
    if (!a && !b)
        return;
    g_string_append(out, differs == IKT_YES ? "<tr class=\"differs\">" : "<tr>");
    ikt_html_markup(out, "<th scope=\"row\">");
    ikt_html_text(out, what);
    ikt_html_text(out, differs == IKT_YES ? " (differs)" : "");
    ikt_html_markup(out, "</th>");
    put_cell(out, a);
    put_cell(out, b);
    put_sources(out, options, from_a, from_b);
    ikt_html_markup(out, "</tr>\n");
}

static void put_identity(GString *out, const struct ikt_tunnel_side *side)
{
    ikt_html_markup(out, "<td>");
    ikt_html_text(out, side->vendor_name ? side->vendor_name : "not known");
    ikt_html_text(out, side->vendor_name && side->vendor_guessed ? ", a guess" : "");
    ikt_html_markup(out, "</td>");
}

static void put_fact(GString *out, const struct ikt_report_options *options, const char *what,
                     const struct ikt_tunnel_fact *a, const struct ikt_tunnel_fact *b)
{
    put_row(out, options, what, a->value, b->value, IKT_UNKNOWN, &a->from, &b->from);
}

/* Is there a row of that name (NULL: of any) that says something? */
static bool has_row(const struct ikt_tunnel *tunnel, const char *what)
{
    for (size_t i = 0; i < tunnel->row_count; i++) {
        if ((tunnel->rows[i].a || tunnel->rows[i].b) && (!what || g_str_equal(tunnel->rows[i].what, what)))
            return true;
    }
    return false;
}

static void put_sides(GString *out, const struct ikt_report_options *options, const struct ikt_tunnel *tunnel)
{
    const struct ikt_tunnel_side *a = &tunnel->a, *b = &tunnel->b;
    static const struct ikt_ref nowhere;
    ikt_html_markup(out, "<h3>What each side has</h3>\n<div class=\"wide\" tabindex=\"0\"><table><thead><tr>"
                         "<th scope=\"col\">Value</th><th scope=\"col\">");
    ikt_html_side(out, tunnel, true);
    ikt_html_markup(out, "</th><th scope=\"col\">");
    ikt_html_side(out, tunnel, false);
    ikt_html_markup(out, "</th><th scope=\"col\">From</th></tr></thead><tbody>\n<tr><th scope=\"row\">product</th>");
    put_identity(out, a);
    put_identity(out, b);
    ikt_html_markup(out, "<td></td></tr>\n");
    put_row(out, options, "identity", a->id, b->id, IKT_UNKNOWN, &nowhere, &nowhere);
    for (size_t i = 0; i < tunnel->row_count; i++) {
        const struct ikt_tunnel_row *row = &tunnel->rows[i];
        put_row(out, options, row->what, row->a, row->b, row->differs, &row->from[0], &row->from[1]);
    }
    if (!has_row(tunnel, NULL)) {
        put_fact(out, options, "transform sets", &a->sets, &b->sets);
        put_fact(out, options, "mode", &a->mode, &b->mode);
        put_fact(out, options, "PFS", &a->pfs, &b->pfs);
        put_fact(out, options, "networks", &a->networks, &b->networks);
    }
    if (!has_row(tunnel, "lifetime"))
        put_fact(out, options, "lifetimes", &a->lifetimes, &b->lifetimes);
    put_fact(out, options, "ISAKMP policies", &a->policies, &b->policies);
    put_fact(out, options, "peers", &a->peers, &b->peers);
    ikt_html_markup(out, "</tbody></table></div>\n");
}

static void put_finding_frames(GString *out, const struct ikt_finding *finding)
{
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < finding->ref_count; i++)
        count += finding->refs[i].kind == IKT_REF_FRAME;
    for (size_t i = 0; i < finding->ref_count && shown < FRAMES_MAX; i++) {
        if (finding->refs[i].kind != IKT_REF_FRAME)
            continue;
        ikt_html_text(out, shown++ > 0 ? ", " : count == 1 ? " (frame " : " (frames ");
        ikt_append_number(out, finding->refs[i].number);
    }
    ikt_html_text(out, shown > 0 ? ")" : "");
}

static void put_finding(GString *out, const struct ikt_finding *finding)
{
    ikt_html_markup(out, "<li><strong>");
    ikt_html_text(out, ikt_rule_info(finding->rule)->name);
    ikt_html_markup(out, "</strong>, ");
    ikt_html_text(out, ikt_likelihood_name(finding->likelihood));
    ikt_html_markup(out, ": ");
    ikt_sentence_write(&finding->summary, ikt_html_piece, out);
    put_finding_frames(out, finding);
    ikt_html_markup(out, "\n<ul>");
    for (size_t i = 0; i < finding->evidence_count; i++) {
        ikt_html_markup(out, "<li>");
        ikt_sentence_write(finding->evidence[i], ikt_html_piece, out);
        ikt_html_markup(out, "</li>\n");
    }
    ikt_html_markup(out, "</ul></li>\n");
}

static void put_findings(GString *out, const struct ikt_report_options *options, const struct ikt_tunnel *tunnel)
{
    const size_t count = tunnel->findings.count, shown = MIN(count, FINDINGS_MAX);
    if (count == 0)
        return;
    ikt_html_markup(out, "<h3>");
    ikt_html_text(out, tunnel->cause_count > 0 ? "What the conclusion rests on" : "What it may be");
    ikt_html_markup(out, "</h3>\n<ul>\n");
    for (size_t i = 0; i < shown; i++)
        put_finding(out, tunnel->findings.items[i]);
    ikt_html_markup(out, "</ul>\n");
    if (count > shown) {
        ikt_html_markup(out, "<p class=\"soft\">And ");
        ikt_append_number(out, count - shown);
        ikt_html_markup(out, " more that are less likely; the JSON has them.</p>\n");
    }
    ikt_html_statements(out, options, tunnel->findings.items[0]);
}

static void put_open(GString *out, const struct ikt_tunnel *tunnel)
{
    if (tunnel->open_count == 0)
        return;
    ikt_html_markup(out, "<h3>What remains open, likelier first</h3>\n<ol>\n");
    for (size_t i = 0; i < tunnel->open_count; i++) {
        const struct ikt_tunnel_open *open = &tunnel->open[i];
        ikt_html_markup(out, "<li>");
        ikt_html_text(out, open->decision);
        for (size_t j = 0; j < open->rule_count; j++) {
            ikt_html_text(out, j == 0 ? " (" : ", ");
            ikt_html_text(out, ikt_rule_info(open->rules[j])->name);
        }
        ikt_html_text(out, open->rule_count > 0 ? ")" : "");
        if (open->ios_error != 0) {
            ikt_html_markup(out, ": IOS says error ");
            ikt_append_number(out, (uint64_t)open->ios_error);
            ikt_html_text(out, open->ios_error_confirmed ? "" : "* (the number is confirmed by no router's log)");
        }
        ikt_html_markup(out, "</li>\n");
    }
    ikt_html_markup(out, "</ol>\n");
}

void ikt_html_tunnel(GString *out, const struct ikt_report_options *options, const struct ikt_tunnel *tunnel,
                     const struct ikt_kept_exchanges *kept)
{
    ikt_html_markup(out, "<section id=\"t" IKT_HTML_NUMBER "\" aria-labelledby=\"h" IKT_HTML_NUMBER "\">\n"
                         "<h2 id=\"h" IKT_HTML_NUMBER "\">" IKT_HTML_NUMBER ". ");
    ikt_html_side(out, tunnel, true);
    ikt_html_markup(out, " and ");
    ikt_html_side(out, tunnel, false);
    ikt_html_markup(out, ": <span class=\"state ");
    ikt_html_text(out, ikt_html_state_class(tunnel->state));
    ikt_html_markup(out, "\">");
    ikt_html_text(out, ikt_tunnel_state_words(tunnel->state));
    ikt_html_markup(out, "</span></h2>\n");
    put_verdict(out, tunnel);
    put_sides(out, options, tunnel);
    ikt_html_advice(out, options, tunnel);
    put_open(out, tunnel);
    put_findings(out, options, tunnel);
    ikt_html_transit(out, tunnel);
    if (kept) {
        ikt_html_markup(out, "<h3>The messages</h3>\n");
        ikt_html_ladder(out, kept, tunnel);
        ikt_html_timeline(out, kept, tunnel);
        ikt_html_attempts(out, kept, tunnel);
    }
    ikt_html_markup(out, "</section>\n");
}
