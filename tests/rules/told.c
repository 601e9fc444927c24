/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told.h"

#include <string.h>

char *(*told_print_fix)(const struct ikt_finding *finding, size_t nth);

static void told_free(void *data)
{
    struct told *told = data;
    g_free(told->summary);
    g_free(told->initiator_has);
    g_free(told->responder_has);
    g_strfreev(told->evidence);
    g_strfreev(told->log);
    g_strfreev(told->show);
    g_strfreev(told->suspect);
    for (size_t i = 0; i < told->fix_count; i++) {
        g_strfreev(told->fixes[i].lines);
        g_strfreev(told->fixes[i].undo);
        g_free(told->fixes[i].touches);
        g_free(told->fixes[i].printed);
    }
    g_free(told);
}

/* As many places as values, and each has a text. */
static char *sentence(const struct ikt_sentence *said)
{
    size_t places = 0;
    for (const char *at = strstr(said->format, "{}"); at != NULL; at = strstr(at + 2, "{}"))
        places++;
    g_assert_cmpuint(places, ==, said->count);
    for (size_t i = 0; i < said->count; i++) {
        g_autofree char *text = ikt_value_text(&said->values[i]);
        g_assert_nonnull(text);
    }
    char *text = ikt_sentence_text(said);
    g_assert_cmpstr(text, !=, "");
    g_assert_null(strstr(text, "(null)"));
    g_assert_null(strstr(text, "(unknown)"));
    return text;
}

static char **lines_of(const char *const *lines, const struct ikt_named_values *values)
{
    GPtrArray *texts = g_ptr_array_new();
    for (; *lines != NULL; lines++)
        g_ptr_array_add(texts, ikt_line_text(*lines, values));
    g_ptr_array_add(texts, NULL);
    return (char **)g_ptr_array_free(texts, FALSE);
}

static char **advice_of(const struct ikt_finding *finding, const char *const *lines,
                        bool (*next)(const struct ikt_finding *finding, size_t *nth))
{
    GPtrArray *texts = g_ptr_array_new();
    for (size_t nth = 0; next(finding, &nth); nth++)
        g_ptr_array_add(texts, ikt_line_text(lines[nth], finding->values));
    g_ptr_array_add(texts, NULL);
    return (char **)g_ptr_array_free(texts, FALSE);
}

static void append(void *user, const char *text, size_t length)
{
    g_string_append_len(user, text, (gssize)length);
}

static char **log_of(const struct ikt_finding *finding)
{
    GPtrArray *texts = g_ptr_array_new();
    for (size_t nth = 0; ikt_finding_log_next(finding, IKT_LOG_IOS, &nth); nth++) {
        GString *text = g_string_new(ikt_finding_log_by_initiator(finding, nth) ? "initiator: " : "responder: ");
        ikt_finding_log_write(finding, IKT_LOG_IOS, nth, append, text);
        g_ptr_array_add(texts, g_string_free(text, FALSE));
    }
    g_ptr_array_add(texts, NULL);
    return (char **)g_ptr_array_free(texts, FALSE);
}

/* A value is there for every name in small letters, but for those that no capture shows. */
static void check_line(const char *line)
{
    static const char *const open[] = {"<n>", "<configured peer>"};
    g_autofree char *text = g_strdup(line);
    for (size_t i = 0; i < G_N_ELEMENTS(open); i++) {
        char *at = strstr(text, open[i]);
        if (at)
            *at = ' ';
    }
    for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<')) {
        if (g_ascii_islower(at[1]))
            g_error("a value is missing: %s", line);
    }
}

/*
 * A fix is told where there is a cause, on the router that is at fault; it goes from configure terminal to a clear of
 * the other router alone, that of the IPsec SAs first.
 */
static void check_fixes(const struct told *told)
{
    if (told->likelihood == IKT_LIKELIHOOD_POSSIBLE)
        g_assert_cmpuint(told->fix_count, ==, 0);
    for (size_t i = 0; i < told->fix_count; i++) {
        char **lines = told->fixes[i].lines;
        guint count = g_strv_length(lines), clears = 0;
        if (told->misconfigured == IKT_MISCONFIGURED_INITIATOR || told->misconfigured == IKT_MISCONFIGURED_RESPONDER)
            g_assert_cmpint(told->fixes[i].on_initiator, ==, told->misconfigured == IKT_MISCONFIGURED_INITIATOR);
        while (clears < count && g_str_has_prefix(lines[count - 1 - clears], "clear crypto s"))
            clears++;
        g_assert_cmpuint(clears, >, 0);
        for (guint n = 1; n < clears; n++)
            g_assert_true(g_str_has_prefix(lines[count - 1 - n], "clear crypto sa peer "));
        if (count > clears) {
            g_assert_cmpstr(lines[0], ==, "configure terminal");
            g_assert_cmpstr(lines[count - clears - 1], ==, "end");
            g_assert_nonnull(told->fixes[i].undo[0]);
        }
        for (guint n = 0; n < count; n++)
            check_line(lines[n]);
        for (guint n = 0; told->fixes[i].undo[n]; n++)
            check_line(told->fixes[i].undo[n]);
        check_line(told->fixes[i].touches);
    }
}

static struct told *tell(const struct ikt_finding *finding)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    struct told *told = g_new0(struct told, 1);
    told->rule = finding->rule;
    told->severity = finding->severity;
    told->likelihood = finding->likelihood;
    told->misconfigured = finding->misconfigured;
    for (size_t i = 0; i < finding->ref_count; i++) {
        if (i < G_N_ELEMENTS(told->refs))
            told->refs[told->ref_count++] = finding->refs[i];
        if (finding->refs[i].kind == IKT_REF_FRAME && told->frame_count < G_N_ELEMENTS(told->frames))
            told->frames[told->frame_count++] = finding->refs[i].number;
    }
    told->summary = sentence(&finding->summary);
    told->initiator_has = ikt_value_text(&finding->initiator_has);
    told->responder_has = ikt_value_text(&finding->responder_has);
    told->evidence = g_new0(char *, finding->evidence_count + 1);
    for (size_t i = 0; i < finding->evidence_count; i++)
        told->evidence[i] = sentence(finding->evidence[i]);
    told->log = log_of(finding);
    told->show = advice_of(finding, info->show, ikt_finding_show_next);
    told->suspect = advice_of(finding, info->suspect, ikt_finding_suspect_next);
    told->fix_count = finding->fix_count;
    g_assert_cmpuint(finding->fix_count, <=, G_N_ELEMENTS(told->fixes));
    for (size_t i = 0; i < finding->fix_count; i++) {
        told->fixes[i].on_initiator = finding->fixes[i].on_initiator;
        told->fixes[i].lines = lines_of(info->fix, finding->fixes[i].values);
        told->fixes[i].undo = lines_of(info->undo, finding->fixes[i].values);
        g_assert_nonnull(info->touches);
        told->fixes[i].touches = ikt_line_text(info->touches, finding->fixes[i].values);
        told->fixes[i].printed = told_print_fix ? told_print_fix(finding, i) : NULL;
    }
    check_fixes(told);
    for (char **line = told->log; *line; line++)
        check_line(*line);
    return told;
}

GPtrArray *told_of(struct ikt_arena *arena, struct ikt_findings findings)
{
    GPtrArray *told = g_ptr_array_new_with_free_func(told_free);
    for (size_t i = 0; i < findings.count; i++)
        g_ptr_array_add(told, tell(findings.items[i]));
    ikt_arena_free(arena);
    return told;
}

const struct told *find(const GPtrArray *findings, enum ikt_rule rule)
{
    for (guint i = 0; i < findings->len; i++) {
        const struct told *finding = g_ptr_array_index(findings, i);
        if (finding->rule == rule)
            return finding;
    }
    return NULL;
}

int likelihood_of(const GPtrArray *findings, enum ikt_rule rule)
{
    const struct told *finding = find(findings, rule);
    return finding == NULL ? -1 : (int)finding->likelihood;
}

bool is_first(const GPtrArray *findings, enum ikt_rule rule)
{
    return findings->len > 0 && ((const struct told *)g_ptr_array_index(findings, 0))->rule == rule;
}

bool has_log(const struct told *finding, const char *line)
{
    return g_strv_contains((const char *const *)finding->log, line);
}

bool has_ref(const struct told *finding, enum ikt_ref_kind kind, uint64_t number)
{
    for (size_t i = 0; i < finding->ref_count; i++) {
        if (finding->refs[i].kind == kind && finding->refs[i].number == number)
            return true;
    }
    return false;
}

bool says(const struct told *finding, const char *words)
{
    for (size_t i = 0; finding && finding->evidence[i]; i++) {
        if (strstr(finding->evidence[i], words))
            return true;
    }
    return false;
}

bool has_fix(const struct told *finding, size_t fix, const char *line)
{
    g_assert_cmpuint(fix, <, finding->fix_count);
    return g_strv_contains((const char *const *)finding->fixes[fix].lines, line);
}
