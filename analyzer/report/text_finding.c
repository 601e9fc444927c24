/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

#include <string.h>

#include "finding_lines.h"

#define FINDING_INDENT 2
#define PART_INDENT    4
#define LINE_INDENT    6

/* The findings of one record, and the peers they speak of. */
struct findings {
    struct ikt_layout *layout;
    const struct ikt_finding *best;
    const struct ikt_address *initiator, *responder; /* NULL: not known */
};

static enum ikt_style severity_style(enum ikt_severity severity)
{
    switch (severity) {
    case IKT_SEVERITY_ERROR:
        return IKT_STYLE_ERROR;
    case IKT_SEVERITY_WARNING:
        return IKT_STYLE_WARNING;
    default:
        return IKT_STYLE_BOLD;
    }
}

/* "error certain ts-cipher: summary" */
static void put_title(struct ikt_layout *layout, const struct ikt_finding *finding)
{
    ikt_layout_begin(layout, FINDING_INDENT, PART_INDENT, severity_style(finding->severity));
    ikt_layout_put(layout, ikt_severity_name(finding->severity));
    ikt_layout_put(layout, " ");
    ikt_layout_put(layout, ikt_likelihood_name(finding->likelihood));
    ikt_layout_put(layout, " ");
    ikt_layout_put(layout, ikt_rule_info(finding->rule)->name);
    ikt_layout_put(layout, ": ");
    ikt_sentence_write(&finding->summary, ikt_layout_piece, layout);
    ikt_layout_end(layout);
}

/* A value of the finding, after its name. */
static void begin_value(struct ikt_layout *layout, const char *name)
{
    ikt_layout_begin(layout, PART_INDENT, LINE_INDENT, IKT_STYLE_PLAIN);
    ikt_layout_put(layout, name);
}

/* What lines come under. */
static void begin_part(struct ikt_layout *layout, const char *title)
{
    ikt_layout_begin(layout, PART_INDENT, PART_INDENT, IKT_STYLE_PLAIN);
    ikt_layout_put(layout, title);
}

/* "initiator 203.0.113.1", or the side alone where its address is not known. */
static void put_peer(const struct findings *findings, bool initiator)
{
    const struct ikt_address *address = initiator ? findings->initiator : findings->responder;
    ikt_layout_put(findings->layout, initiator ? "initiator" : "responder");
    if (!address || address->family == IKT_FAMILY_NONE)
        return;
    ikt_layout_put(findings->layout, " ");
    ikt_layout_put_address(findings->layout, address);
}

/* What one side has; nothing where that is unknown. */
static void put_has(const struct findings *findings, const struct ikt_finding *finding, bool initiator)
{
    struct ikt_layout *layout = findings->layout;
    const size_t before = layout->out->len;
    begin_value(layout, "");
    put_peer(findings, initiator);
    ikt_layout_put(layout, " has: ");
    if (ikt_value_write(initiator ? &finding->initiator_has : &finding->responder_has, ikt_layout_piece, layout))
        ikt_layout_end(layout);
    else
        g_string_truncate(layout->out, before);
}

static void put_misconfigured(const struct findings *findings, const struct ikt_finding *finding)
{
    struct ikt_layout *layout = findings->layout;
    if (finding->misconfigured == IKT_MISCONFIGURED_NONE)
        return;
    begin_value(layout, "misconfigured: ");
    if (finding->misconfigured == IKT_MISCONFIGURED_EITHER)
        ikt_layout_put(layout, "one side or the other");
    else if (finding->misconfigured == IKT_MISCONFIGURED_PATH)
        ikt_layout_put(layout, "something between the peers");
    else
        put_peer(findings, finding->misconfigured == IKT_MISCONFIGURED_INITIATOR);
    ikt_layout_end(layout);
}

static void put_frames(struct ikt_layout *layout, const struct ikt_finding *finding)
{
    struct ikt_text_frames frames = {0};
    for (size_t i = 0; i < finding->ref_count; i++) {
        if (finding->refs[i].kind == IKT_REF_FRAME)
            ikt_text_frames_add(&frames, finding->refs[i].number);
    }
    if (frames.count == 0)
        return;
    begin_value(layout, frames.count == 1 ? "frame: " : "frames: ");
    ikt_text_put_frames(layout, &frames);
    ikt_layout_end(layout);
}

/* The parts that a finding is made of beside its values. */
enum part {
    PART_EVIDENCE,
    PART_LOG,
    PART_SHOW,
    PART_SUSPECT,
    PART_FIX,
    PART_COUNT
};

static const struct {
    const char *name;
    enum ikt_finding_lines lines; /* not of PART_LOG and PART_FIX */
    enum {
        LINE_POINT,  /* prose, each with a dash */
        LINE_ROUTER, /* as IOS has them, wrapped */
        LINE_PASTE   /* whole */
    } kind;
} parts[PART_COUNT] = {
    [PART_EVIDENCE] = {"rests on", IKT_FINDING_EVIDENCE, LINE_POINT},
    [PART_LOG] = {"expected log", IKT_FINDING_LINES_COUNT, LINE_ROUTER},
    [PART_SHOW] = {"check with", IKT_FINDING_SHOW, LINE_PASTE},
    [PART_SUSPECT] = {"look at", IKT_FINDING_SUSPECT, LINE_ROUTER},
    [PART_FIX] = {"fix", IKT_FINDING_LINES_COUNT, LINE_PASTE},
};

static void put_lines(struct ikt_layout *layout, const struct ikt_finding *finding, enum part part)
{
    const size_t count = ikt_finding_line_count(finding, parts[part].lines);
    if (count == 0)
        return;
    begin_part(layout, parts[part].name);
    ikt_layout_put(layout, ":");
    ikt_layout_end(layout);
    for (size_t i = 0; i < count; i++) {
        if (parts[part].kind == LINE_PASTE) {
            ikt_layout_begin_paste(layout, LINE_INDENT);
        } else if (parts[part].kind == LINE_ROUTER) {
            ikt_layout_begin_router_line(layout, LINE_INDENT);
        } else {
            ikt_layout_begin(layout, LINE_INDENT, LINE_INDENT + 2, IKT_STYLE_PLAIN);
            ikt_layout_put(layout, "- ");
        }
        ikt_finding_line(finding, parts[part].lines, i, ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
}

static void put_log(const struct findings *findings, const struct ikt_finding *finding)
{
    struct ikt_layout *layout = findings->layout;
    bool titled = false;
    for (size_t nth = 0; ikt_finding_log_next(finding, IKT_LOG_IOS, &nth); nth++) {
        if (!titled) {
            begin_part(layout, parts[PART_LOG].name);
            ikt_layout_put(layout, ":");
            ikt_layout_end(layout);
        }
        titled = true;
        ikt_layout_begin_router_line(layout, LINE_INDENT);
        ikt_layout_put(layout, ikt_finding_log_by_initiator(finding, nth) ? "initiator: " : "responder: ");
        ikt_finding_log_write(finding, IKT_LOG_IOS, nth, ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
}

static void put_fixes(const struct findings *findings, const struct ikt_finding *finding)
{
    struct ikt_layout *layout = findings->layout;
    const size_t count = ikt_finding_fix_line_count(finding);
    for (size_t i = 0; i < finding->fix_count && count > 0; i++) {
        begin_part(layout, "fix on ");
        put_peer(findings, finding->fixes[i].on_initiator);
        ikt_layout_put(layout, ":");
        ikt_layout_end(layout);
        for (size_t j = 0; j < count; j++) {
            ikt_layout_begin_paste(layout, LINE_INDENT);
            ikt_finding_fix_line(finding, &finding->fixes[i], j, ikt_layout_piece, layout);
            ikt_layout_end(layout);
        }
    }
}

static void put_part(const struct findings *findings, const struct ikt_finding *finding, enum part part)
{
    if (part == PART_FIX)
        put_fixes(findings, finding);
    else if (part == PART_LOG)
        put_log(findings, finding);
    else
        put_lines(findings->layout, finding, part);
}

static void to_string(void *user, const char *text, size_t length)
{
    g_string_append_len(user, text, (gssize)length);
}

/* A part as one text, to compare; empty: there is none. */
static GString *part_text(const struct ikt_finding *finding, enum part part)
{
    GString *text = g_string_new(NULL);
    const bool of_catalogue = part != PART_FIX && part != PART_LOG;
    const size_t lines = of_catalogue ? ikt_finding_line_count(finding, parts[part].lines) : 0;
    const size_t fixes = part == PART_FIX ? finding->fix_count : 0;
    for (size_t i = 0; i < lines; i++) {
        ikt_finding_line(finding, parts[part].lines, i, to_string, text);
        g_string_append_c(text, '\n');
    }
    for (size_t nth = 0; part == PART_LOG && ikt_finding_log_next(finding, IKT_LOG_IOS, &nth); nth++) {
        ikt_finding_log_write(finding, IKT_LOG_IOS, nth, to_string, text);
        g_string_append_c(text, '\n');
    }
    for (size_t i = 0; i < fixes; i++) {
        g_string_append(text, finding->fixes[i].on_initiator ? "initiator\n" : "responder\n");
        for (size_t j = 0; j < ikt_finding_fix_line_count(finding); j++) {
            ikt_finding_fix_line(finding, &finding->fixes[i], j, to_string, text);
            g_string_append_c(text, '\n');
        }
    }
    return text;
}

static bool same_part(const struct ikt_finding *finding, const struct ikt_finding *best, enum part part)
{
    GString *own = part_text(finding, part), *first = part_text(best, part);
    const bool same = own->len > 0 && g_string_equal(own, first);
    g_string_free(own, TRUE);
    g_string_free(first, TRUE);
    return same;
}

/* Findings of one exchange share much of their advice: what the best one has said is not said again. */
static void put_parts(const struct findings *findings, const struct ikt_finding *finding)
{
    bool again[PART_COUNT] = {false}, any = false;
    for (enum part part = 0; part < PART_COUNT; part++) {
        again[part] = finding != findings->best && same_part(finding, findings->best, part);
        any |= again[part];
        if (!again[part])
            put_part(findings, finding, part);
    }
    if (!any)
        return;
    begin_value(findings->layout, "");
    const char *separator = "";
    for (enum part part = 0; part < PART_COUNT; part++) {
        if (!again[part])
            continue;
        ikt_layout_put(findings->layout, separator);
        ikt_layout_put(findings->layout, parts[part].name);
        separator = ", ";
    }
    ikt_layout_put(findings->layout, ": as for ");
    ikt_layout_put(findings->layout, ikt_rule_info(findings->best->rule)->name);
    ikt_layout_put(findings->layout, " above");
    ikt_layout_end(findings->layout);
}

static void put_full(const struct findings *findings, const struct ikt_finding *finding)
{
    put_title(findings->layout, finding);
    put_has(findings, finding, true);
    put_has(findings, finding, false);
    put_misconfigured(findings, finding);
    put_frames(findings->layout, finding);
    put_parts(findings, finding);
}

/* The first command that decides it, and where to read more. */
static void put_short(struct ikt_layout *layout, const struct ikt_finding *finding)
{
    put_title(layout, finding);
    if (ikt_finding_line_count(finding, IKT_FINDING_SHOW) > 0) {
        ikt_layout_begin_paste(layout, LINE_INDENT);
        ikt_finding_line(finding, IKT_FINDING_SHOW, 0, ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
    ikt_layout_begin_paste(layout, LINE_INDENT);
    ikt_layout_put(layout, "iketriage --explain ");
    ikt_layout_put(layout, ikt_rule_info(finding->rule)->name);
    ikt_layout_end(layout);
}

void ikt_text_findings(struct ikt_layout *layout, const struct ikt_findings *all, const struct ikt_address *initiator,
                       const struct ikt_address *responder)
{
    const struct findings findings = {layout, all->count > 0 ? all->items[0] : NULL, initiator, responder};
    for (size_t i = 0; i < all->count; i++) {
        ikt_layout_gap(layout);
        if (ikt_finding_in_full(all, i))
            put_full(&findings, all->items[i]);
        else
            put_short(layout, all->items[i]);
    }
}
