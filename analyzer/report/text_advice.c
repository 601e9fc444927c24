/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What to do about a tunnel: what confirms the cause and what mends it, or what decides it.
 */
#include "text_tunnel.h"

#include <string.h>

#include "advice_values.h"
#include "text_part.h"
#include "tunnel_words.h"

#define INDENT      3
#define LINE_INDENT 5
/* Commands that are named where not all are wanted. */
#define CONFIRMS 2
#define SUSPECTS 3
/* Statements of configurations. */
#define STATEMENTS 6

static void begin_part(struct ikt_layout *layout, const char *title)
{
    ikt_layout_begin(layout, INDENT, INDENT, IKT_STYLE_BOLD);
    ikt_layout_put(layout, title);
}

static void put_where(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, enum ikt_tristate on_a)
{
    if (on_a == IKT_UNKNOWN)
        return;
    ikt_layout_put(layout, " on ");
    ikt_text_put_side(layout, tunnel, on_a == IKT_YES);
}

/* What confirms it and what refutes it, in a sentence. False: nothing says that. */
static bool put_check(struct ikt_layout *layout, const struct ikt_finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const size_t skip = ikt_sentence_check(finding->evidence[i]);
        if (skip == 0)
            continue;
        g_autofree char *text = ikt_sentence_text(finding->evidence[i]);
        ikt_text_begin_label(layout, "CONFIRM");
        ikt_layout_put(layout, text + skip);
        ikt_layout_end(layout);
        return true;
    }
    return false;
}

static void put_confirm(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, const struct ikt_finding *finding,
                        enum ikt_brevity brevity)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    size_t shown = 0;
    if (brevity >= IKT_TELL_NO_CONFIRM || (put_check(layout, finding) && brevity > IKT_TELL_ALL))
        return;
    for (size_t nth = 0; ikt_finding_show_next(finding, &nth); nth++) {
        if (brevity > IKT_TELL_ALL && (shown == CONFIRMS || ikt_is_debugging(info->show[nth])))
            continue;
        if (shown++ == 0) {
            begin_part(layout, "CONFIRM");
            put_where(layout, tunnel, ikt_commands_for_a(tunnel, finding));
            ikt_layout_end(layout);
        }
        ikt_layout_begin_paste(layout, LINE_INDENT);
        ikt_line_write(info->show[nth], finding->values, ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
}

/* The statements of configurations that may be at fault. False: there are none. */
static bool put_statements(struct ikt_layout *layout, const struct ikt_finding *finding)
{
    size_t shown = 0;
    for (size_t i = 0; i < finding->ref_count && shown < STATEMENTS; i++) {
        const char *text = ikt_configs_line(layout->configs, &finding->refs[i]);
        if (!text || !finding->refs[i].suspect)
            continue;
        if (shown++ == 0) {
            begin_part(layout, "LOOK AT");
            ikt_layout_end(layout);
        }
        const char *name = ikt_configs_name(layout->configs, finding->refs[i].source);
        ikt_layout_begin_paste(layout, LINE_INDENT);
        ikt_text_put_line(layout, name, finding->refs[i].number, text);
        ikt_layout_end(layout);
    }
    return shown > 0;
}

/* What routers logged of it. False: nothing was given, or nothing bears on it. */
static bool put_logged(struct ikt_layout *layout, const struct ikt_finding *finding)
{
    size_t shown = 0;
    for (size_t i = 0; i < finding->ref_count && shown < STATEMENTS; i++) {
        const struct ikt_ref *ref = &finding->refs[i];
        const char *text = ref->kind == IKT_REF_LOG ? ikt_logs_line(layout->logs, ref) : NULL;
        if (!text)
            continue;
        if (shown++ == 0) {
            begin_part(layout, "LOGGED");
            ikt_layout_end(layout);
        }
        const char *name = ikt_logs_name(layout->logs, ref->source);
        ikt_layout_begin(layout, LINE_INDENT, LINE_INDENT + 2, IKT_STYLE_PLAIN);
        ikt_text_put_line(layout, name, ref->number, text);
        ikt_layout_end(layout);
    }
    return shown > 0;
}

static void put_suspects(struct ikt_layout *layout, const struct ikt_finding *finding)
{
    const char *const *const lines = ikt_rule_info(finding->rule)->suspect;
    size_t places[SUSPECTS], count = 0;
    for (size_t nth = 0; count < SUSPECTS && ikt_finding_suspect_next(finding, &nth); nth++)
        places[count++] = nth;
    while (count > 0 && lines[places[count - 1]][0] == '!') /* it says where what follows stands */
        count--;
    for (size_t i = 0; i < count; i++) {
        if (i == 0) {
            begin_part(layout, "LOOK AT");
            ikt_layout_end(layout);
        }
        ikt_layout_begin_router_line(layout, LINE_INDENT);
        ikt_line_write(lines[places[i]], finding->values, ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
}

static void put_commands(struct ikt_layout *layout, const char *const *lines, const struct ikt_named_values *values)
{
    for (; lines && *lines; lines++) {
        ikt_layout_begin_paste(layout, LINE_INDENT);
        ikt_line_write(*lines, values, ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
}

/* What brings back the configuration from before: to type where all is told, else to read. */
static void put_undo(struct ikt_layout *layout, const char *const *lines, const struct ikt_named_values *values,
                     enum ikt_brevity brevity)
{
    if (!lines || !*lines)
        return;
    if (brevity == IKT_TELL_ALL) {
        begin_part(layout, "UNDO");
        ikt_layout_end(layout);
        put_commands(layout, lines, values);
        return;
    }
    ikt_layout_begin(layout, LINE_INDENT, LINE_INDENT + 2, IKT_STYLE_PLAIN);
    ikt_layout_put(layout, "! undo: ");
    if (brevity >= IKT_TELL_NO_UNDO) {
        ikt_layout_put(layout, "-v prints it");
        ikt_layout_end(layout);
        return;
    }
    for (const char *const *line = lines; *line; line++) {
        ikt_layout_put(layout, line == lines ? "" : "; ");
        const char *text = *line + strspn(*line, " ");
        ikt_line_write(text, values, ikt_layout_piece, layout);
    }
    ikt_layout_end(layout);
}

/* What else the fix touches; in brief, its first part. */
static void put_touched(struct ikt_layout *layout, const char *line, const struct ikt_named_values *values,
                        enum ikt_brevity brevity)
{
    g_autofree char *text = line ? ikt_line_text(line, values) : NULL;
    if (!text)
        return;
    const char *end = brevity >= IKT_TELL_LESS_TOUCHED ? strpbrk(text, ";(") : NULL;
    ikt_layout_begin(layout, LINE_INDENT, LINE_INDENT + 2, IKT_STYLE_PLAIN);
    ikt_layout_put(layout, "! ");
    ikt_layout_piece(layout, text, end ? (size_t)(end - text) : strlen(text));
    if (end)
        ikt_layout_put(layout, " ... (-v)");
    ikt_layout_end(layout);
}

/* Each is explained once; said: their meanings, which are static. */
static void put_placeholders(struct ikt_layout *layout, const char *const *lines, const struct ikt_named_values *values,
                             GPtrArray *said, enum ikt_brevity brevity)
{
    struct ikt_placeholder at = {.lines = lines, .values = values, .said = said};
    while (ikt_placeholder_next(&at)) {
        if (brevity > IKT_TELL_ALL && said->len > 1)
            ikt_layout_put(layout, "; ");
        else
            ikt_layout_begin(layout, LINE_INDENT, LINE_INDENT + 2, IKT_STYLE_PLAIN);
        ikt_layout_put(layout, "<");
        ikt_layout_piece(layout, at.name, at.length);
        ikt_layout_put(layout, "> ");
        ikt_layout_put(layout, at.meaning);
        if (brevity == IKT_TELL_ALL)
            ikt_layout_end(layout);
    }
}

/* All of them, a line each; in brief, one after the other. */
static void put_meanings(struct ikt_layout *layout, const struct ikt_fix_lines *lines,
                         const struct ikt_named_values *values, enum ikt_brevity brevity)
{
    g_autoptr(GPtrArray) said = g_ptr_array_new();
    put_placeholders(layout, lines->fix, values, said, brevity);
    if (brevity < IKT_TELL_NO_UNDO)
        put_placeholders(layout, lines->undo, values, said, brevity);
    if (brevity > IKT_TELL_ALL && said->len > 0)
        ikt_layout_end(layout);
}

static void put_fix(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, const struct ikt_tunnel_fix *fix,
                    enum ikt_brevity brevity)
{
    const struct ikt_fix_lines lines = ikt_fix_lines(fix->finding, fix->fix);
    begin_part(layout, "FIX on ");
    ikt_text_put_side(layout, tunnel, fix->on_a);
    ikt_layout_end(layout);
    put_commands(layout, lines.fix, fix->fix->values);
    put_touched(layout, lines.touches, fix->fix->values, brevity);
    put_undo(layout, lines.undo, fix->fix->values, brevity);
    put_meanings(layout, &lines, fix->fix->values, brevity);
}

static void put_expected(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, const struct ikt_finding *finding,
                         bool by_a)
{
    bool titled = false;
    for (size_t nth = 0; ikt_finding_log_next(finding, layout->wording, &nth); nth++) {
        const bool by_initiator = ikt_finding_log_by_initiator(finding, nth);
        if (!titled) {
            begin_part(layout, "EXPECT in the routers' logs (not seen by us)");
            ikt_layout_end(layout);
        }
        titled = true;
        ikt_layout_begin_router_line(layout, LINE_INDENT);
        ikt_text_put_side(layout, tunnel, by_initiator ? by_a : !by_a);
        ikt_layout_put(layout, ": ");
        ikt_finding_log_write(finding, layout->wording, nth, ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
}

/* What a router that is no IOS one has to change. */
static void put_needs(struct ikt_layout *layout, const struct ikt_finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        if (!ikt_sentence_is_need(finding->evidence[i]))
            continue;
        ikt_text_begin_label(layout, "FIX");
        ikt_sentence_write(finding->evidence[i], ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
}

static void put_cause(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, enum ikt_brevity brevity)
{
    const struct ikt_finding *finding = tunnel->findings.items[0];
    struct ikt_tunnel_fix fix;
    const bool logged = put_logged(layout, finding), stated = put_statements(layout, finding);
    put_confirm(layout, tunnel, finding, brevity);
    if (ikt_tunnel_fix_of(tunnel, &fix))
        put_fix(layout, tunnel, &fix, brevity);
    else if (!stated)
        put_suspects(layout, finding);
    put_needs(layout, finding);
    if (brevity == IKT_TELL_ALL && !logged) /* what was logged is there */
        put_expected(layout, tunnel, finding, tunnel->finding_by_a[0]);
}

/* What the router shows, and under it what that means. */
static void put_answer(struct ikt_layout *layout, const struct ikt_tunnel_answer *answer)
{
    ikt_layout_begin(layout, LINE_INDENT, LINE_INDENT + 3, IKT_STYLE_PLAIN);
    ikt_sentence_write(&answer->see, ikt_layout_piece, layout);
    ikt_layout_end(layout);
    ikt_layout_begin(layout, LINE_INDENT + 3, LINE_INDENT + 3, IKT_STYLE_PLAIN);
    ikt_sentence_write(&answer->means, ikt_layout_piece, layout);
    if (answer->rule != IKT_RULE_COUNT) {
        ikt_layout_put(layout, " (");
        ikt_layout_put(layout, ikt_rule_info(answer->rule)->name);
        ikt_layout_put(layout, ")");
    }
    ikt_layout_end(layout);
}

static void put_decide(struct ikt_layout *layout, const struct ikt_tunnel *tunnel,
                       const struct ikt_tunnel_decide *decide)
{
    bool star = false;
    begin_part(layout, "DECIDE on ");
    ikt_text_put_side(layout, tunnel, decide->on_a);
    ikt_layout_put(layout, decide->command_count > 0 ? ", while it is tried again:" : ":");
    ikt_layout_end(layout);
    for (size_t i = 0; i < decide->command_count; i++) {
        ikt_layout_begin_paste(layout, LINE_INDENT);
        ikt_sentence_write(&decide->commands[i], ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
    if (decide->answer_count > 0) {
        begin_part(layout, "ANSWERS");
        ikt_layout_put(layout, ", likelier first:");
        ikt_layout_end(layout);
    }
    for (size_t i = 0; i < decide->answer_count; i++) {
        put_answer(layout, &decide->answers[i]);
        star = star || decide->answers[i].from_memory;
    }
    if (!star && !decide->hint.format)
        return;
    ikt_layout_begin(layout, INDENT, INDENT, IKT_STYLE_PLAIN);
    if (star)
        ikt_layout_put(layout, "* from memory, confirmed by no router's log. ");
    if (decide->hint.format)
        ikt_sentence_write(&decide->hint, ikt_layout_piece, layout);
    ikt_layout_end(layout);
}

void ikt_text_tunnel_advice(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, enum ikt_brevity brevity)
{
    if (tunnel->cause_count > 0)
        put_cause(layout, tunnel, brevity);
    for (size_t i = 0; i < tunnel->decide_count; i++)
        put_decide(layout, tunnel, &tunnel->decide[i]);
}

static guint place_of(const void *address)
{
    return (guint)(uintptr_t)address;
}

/* Formats are static: what is asked and answered alike has them in common. */
guint ikt_text_advice_key(const struct ikt_tunnel *tunnel)
{
    guint key = 0;
    for (size_t i = 0; i < tunnel->decide_count; i++) {
        const struct ikt_tunnel_decide *decide = &tunnel->decide[i];
        key = key * 31 + (decide->on_a ? 2 : 1);
        for (size_t j = 0; j < decide->command_count; j++)
            key = key * 31 + place_of(decide->commands[j].format);
        for (size_t j = 0; j < decide->answer_count; j++)
            key = key * 31 + place_of(decide->answers[j].see.format);
        key = key * 31 + place_of(decide->hint.format);
    }
    return key;
}
