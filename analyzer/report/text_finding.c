/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

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
    g_autofree char *summary = ikt_sentence_text(&finding->summary);
    g_autofree char *text =
        g_strdup_printf("%s %s %s: %s", ikt_severity_name(finding->severity), ikt_likelihood_name(finding->likelihood),
                        ikt_rule_info(finding->rule)->name, summary);
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
                      const struct ikt_value *has)
{
    g_autofree char *value = ikt_value_text(has);
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
    struct ikt_text_frames frames = {0};
    size_t count = 0;
    for (size_t i = 0; i < finding->ref_count; i++) {
        if (finding->refs[i].kind != IKT_REF_FRAME)
            continue;
        ikt_text_frames_add(&frames, finding->refs[i].number);
        count++;
    }
    if (count == 0)
        return;
    g_autoptr(GString) text = g_string_new(count == 1 ? "frame: " : "frames: ");
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

/* What the finding rests on and what its rule advises, as text. */
struct advice {
    char **evidence, **debug, **show, **suspect;
    char ***fixes; /* one for each of the finding's */
};

static char **lines_of(const char *const *lines, const struct ikt_named_values *values)
{
    GPtrArray *texts = g_ptr_array_new();
    for (; *lines; lines++)
        g_ptr_array_add(texts, ikt_line_text(*lines, values));
    g_ptr_array_add(texts, NULL);
    return (char **)g_ptr_array_free(texts, FALSE);
}

static struct advice advice_of(const struct ikt_finding *finding)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    struct advice advice = {
        .evidence = g_new0(char *, finding->evidence_count + 1),
        .debug = lines_of(info->debug, finding->values),
        .show = lines_of(info->show, finding->values),
        .suspect = lines_of(info->suspect, finding->values),
        .fixes = g_new(char **, finding->fix_count),
    };
    for (size_t i = 0; i < finding->evidence_count; i++)
        advice.evidence[i] = ikt_sentence_text(finding->evidence[i]);
    for (size_t i = 0; i < finding->fix_count; i++)
        advice.fixes[i] = lines_of(info->fix, finding->fixes[i].values);
    return advice;
}

static void advice_clear(struct advice *advice, const struct ikt_finding *finding)
{
    for (size_t i = 0; i < finding->fix_count; i++)
        g_strfreev(advice->fixes[i]);
    g_free(advice->fixes);
    g_strfreev(advice->evidence);
    g_strfreev(advice->debug);
    g_strfreev(advice->show);
    g_strfreev(advice->suspect);
}

static bool same_lines(const char *const *a, const char *const *b)
{
    while (*a && *b && g_str_equal(*a, *b)) {
        a++;
        b++;
    }
    return *a == NULL && *b == NULL;
}

static bool same_fixes(const struct ikt_finding *a, const struct advice *of_a, const struct ikt_finding *b,
                       const struct advice *of_b)
{
    if (a->fix_count != b->fix_count)
        return false;
    for (size_t i = 0; i < a->fix_count; i++)
        if (a->fixes[i].on_initiator != b->fixes[i].on_initiator ||
            !same_lines((const char *const *)of_a->fixes[i], (const char *const *)of_b->fixes[i]))
            return false;
    return true;
}

static void put_fixes(const struct ikt_layout *layout, const struct ikt_finding *finding, const struct advice *advice,
                      const struct ikt_address *initiator, const struct ikt_address *responder)
{
    for (size_t i = 0; i < finding->fix_count; i++) {
        const bool on_initiator = finding->fixes[i].on_initiator;
        g_autofree char *peer =
            peer_words(on_initiator ? "initiator" : "responder", on_initiator ? initiator : responder);
        g_autofree char *title = g_strdup_printf("fix on %s:", peer);
        put_lines(layout, title, (const char *const *)advice->fixes[i], LINE_PASTE);
    }
}

/* One part of a finding, or its name in again where the best finding of the exchange has the same. */
struct part {
    const char *title;
    const char *const *lines, *const *best;
    enum line_kind kind;
};

/* Findings of one exchange share much of their advice: what the best one has said is not said again. */
static void put_parts(const struct ikt_layout *layout, const struct ikt_finding *finding,
                      const struct ikt_finding *best, const struct ikt_address *initiator,
                      const struct ikt_address *responder)
{
    struct advice own = advice_of(finding), first = advice_of(best);
    const struct part parts[] = {
        {"rests on:", (const char *const *)own.evidence, (const char *const *)first.evidence, LINE_POINT},
        {"IOS debug:", (const char *const *)own.debug, (const char *const *)first.debug, LINE_WRAP},
        {"check with:", (const char *const *)own.show, (const char *const *)first.show, LINE_PASTE},
        {"look at:", (const char *const *)own.suspect, (const char *const *)first.suspect, LINE_WRAP},
    };
    g_autoptr(GString) again = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        const struct part *part = &parts[i];
        if (finding != best && *part->lines != NULL && same_lines(part->lines, part->best))
            g_string_append_printf(again, "%s%.*s", again->len > 0 ? ", " : "", (int)strlen(part->title) - 1,
                                   part->title);
        else
            put_lines(layout, part->title, part->lines, part->kind);
    }
    if (finding != best && finding->fix_count > 0 && same_fixes(finding, &own, best, &first))
        g_string_append(again, again->len > 0 ? ", fix" : "fix");
    else
        put_fixes(layout, finding, &own, initiator, responder);
    advice_clear(&own, finding);
    advice_clear(&first, best);
    if (again->len == 0)
        return;
    g_string_append_printf(again, ": as for %s above", ikt_rule_info(best->rule)->name);
    ikt_layout_words(layout, PART_INDENT, LINE_INDENT, IKT_STYLE_PLAIN, again->str);
}

/* best: the first finding of the same exchange. */
static void put_full(const struct ikt_layout *layout, const struct ikt_finding *finding, const struct ikt_finding *best,
                     const struct ikt_address *initiator, const struct ikt_address *responder)
{
    put_title(layout, finding);
    put_value(layout, "initiator", initiator, &finding->initiator_has);
    put_value(layout, "responder", responder, &finding->responder_has);
    put_misconfigured(layout, finding, initiator, responder);
    put_frames(layout, finding);
    put_parts(layout, finding, best, initiator, responder);
}

static void put_short(const struct ikt_layout *layout, const struct ikt_finding *finding)
{
    put_title(layout, finding);
    const char *first = ikt_rule_info(finding->rule)->show[0];
    g_autofree char *show = first ? ikt_line_text(first, finding->values) : NULL;
    if (show)
        ikt_layout_paste(layout, LINE_INDENT, show);
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
            put_full(layout, finding, findings->items[0], initiator, responder);
        else
            put_short(layout, finding);
    }
}
