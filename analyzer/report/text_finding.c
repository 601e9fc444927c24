/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_frames.h"
#include "text_part.h"

#define FINDING_INDENT 2
#define PART_INDENT    4
#define LINE_INDENT    6

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

/* "error, certain, ts-cipher: summary" */
static void put_title(const struct ikt_layout *layout, const struct ikt_finding *finding)
{
    g_autofree char *text =
        g_strdup_printf("%s %s %s: %s", ikt_severity_name(finding->severity), ikt_likelihood_name(finding->likelihood),
                        ikt_rule_info(finding->rule)->name, finding->summary);
    ikt_layout_words(layout, FINDING_INDENT, PART_INDENT, severity_style(finding->severity), text);
}

/* "initiator 203.0.113.1", or the side alone where its address is not known. */
static char *peer_words(const char *side, const struct ikt_address *address)
{
    char text[IKT_ADDRESS_TEXT];
    if (address == NULL || address->family == IKT_FAMILY_NONE)
        return g_strdup(side);
    return g_strconcat(side, " ", ikt_address_format(address, text), NULL);
}

static void put_value(const struct ikt_layout *layout, const char *side, const struct ikt_address *address,
                      const char *value)
{
    if (value == NULL)
        return;
    g_autofree char *peer = peer_words(side, address);
    g_autofree char *text = g_strdup_printf("%s has: %s", peer, value);
    ikt_layout_words(layout, PART_INDENT, LINE_INDENT, IKT_STYLE_PLAIN, text);
}

/* How lines under a title are written. */
enum line_kind {
    LINE_POINT, /* prose, each with a dash */
    LINE_WRAP,  /* as IOS has them, wrapped */
    LINE_PASTE  /* whole */
};

static void put_line(const struct ikt_layout *layout, const char *line, enum line_kind kind)
{
    if (kind == LINE_PASTE) {
        ikt_layout_paste(layout, LINE_INDENT, line);
    } else if (kind == LINE_WRAP) {
        ikt_layout_line(layout, LINE_INDENT, line);
    } else {
        g_autofree char *point = g_strconcat("- ", line, NULL);
        ikt_layout_words(layout, LINE_INDENT, LINE_INDENT + 2, IKT_STYLE_PLAIN, point);
    }
}

/* Nothing when there are no lines. */
static void put_lines(const struct ikt_layout *layout, const char *title, const char *const *lines, enum line_kind kind)
{
    if (lines == NULL || *lines == NULL)
        return;
    ikt_layout_words(layout, PART_INDENT, PART_INDENT, IKT_STYLE_PLAIN, title);
    for (; *lines != NULL; lines++)
        put_line(layout, *lines, kind);
}

static void put_frames(const struct ikt_layout *layout, const struct ikt_finding *finding)
{
    if (finding->frame_count == 0)
        return;
    struct ikt_text_frames frames = {0};
    for (size_t i = 0; i < finding->frame_count; i++)
        ikt_text_frames_add(&frames, finding->frames[i]);
    g_autoptr(GString) text = g_string_new(finding->frame_count == 1 ? "frame: " : "frames: ");
    ikt_text_frames_append(text, &frames);
    ikt_layout_words(layout, PART_INDENT, LINE_INDENT, IKT_STYLE_PLAIN, text->str);
}

static void put_misconfigured(const struct ikt_layout *layout, const struct ikt_finding *finding,
                              const struct ikt_address *initiator, const struct ikt_address *responder)
{
    g_autofree char *peer = NULL;
    switch (finding->misconfigured) {
    case IKT_MISCONFIGURED_INITIATOR:
        peer = peer_words("initiator", initiator);
        break;
    case IKT_MISCONFIGURED_RESPONDER:
        peer = peer_words("responder", responder);
        break;
    case IKT_MISCONFIGURED_EITHER:
        peer = g_strdup("one side or the other");
        break;
    case IKT_MISCONFIGURED_PATH:
        peer = g_strdup("something between the peers");
        break;
    default:
        return;
    }
    g_autofree char *text = g_strdup_printf("misconfigured: %s", peer);
    ikt_layout_words(layout, PART_INDENT, LINE_INDENT, IKT_STYLE_PLAIN, text);
}

static void put_full(const struct ikt_layout *layout, const struct ikt_finding *finding,
                     const struct ikt_address *initiator, const struct ikt_address *responder)
{
    put_title(layout, finding);
    put_value(layout, "initiator", initiator, finding->initiator_has);
    put_value(layout, "responder", responder, finding->responder_has);
    put_misconfigured(layout, finding, initiator, responder);
    put_frames(layout, finding);
    put_lines(layout, "rests on:", finding->evidence, LINE_POINT);
    put_lines(layout, "IOS debug:", finding->debug, LINE_WRAP);
    put_lines(layout, "check with:", finding->show, LINE_PASTE);
    put_lines(layout, "look at:", finding->suspect, LINE_WRAP);
    for (size_t i = 0; i < finding->fix_count; i++) {
        const struct ikt_fix *fix = &finding->fixes[i];
        const struct ikt_address *address = fix->on_initiator ? initiator : responder;
        const char *side = fix->on_initiator ? "initiator" : "responder";
        g_autofree char *peer = peer_words(side, address);
        g_autofree char *title = g_strdup_printf("fix on %s:", peer);
        put_lines(layout, title, fix->lines, LINE_PASTE);
    }
}

static void put_short(const struct ikt_layout *layout, const struct ikt_finding *finding)
{
    put_title(layout, finding);
    if (finding->show != NULL && finding->show[0] != NULL)
        ikt_layout_paste(layout, LINE_INDENT, finding->show[0]);
    g_autofree char *explain = g_strdup_printf("iketriage --explain %s", ikt_rule_info(finding->rule)->name);
    ikt_layout_paste(layout, LINE_INDENT, explain);
}

void ikt_text_findings(const struct ikt_layout *layout, const struct ikt_findings *findings,
                       const struct ikt_address *initiator, const struct ikt_address *responder)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct ikt_finding *finding = findings->items[i];
        ikt_layout_gap(layout);
        if (i == 0 || finding->likelihood != IKT_LIKELIHOOD_POSSIBLE)
            put_full(layout, finding, initiator, responder);
        else
            put_short(layout, finding);
    }
}
