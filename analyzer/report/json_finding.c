/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_part.h"

#include <string.h>

static void put_value(struct ikt_json *json, const char *key, const struct ikt_value *value)
{
    ikt_json_begin_text(json, key);
    if (ikt_value_write(value, ikt_json_piece, json))
        ikt_json_end_text(json);
    else
        ikt_json_no_text(json);
}

static void put_evidence(struct ikt_json *json, const struct ikt_finding *finding)
{
    ikt_json_begin_array(json, "evidence");
    for (size_t i = 0; i < finding->evidence_count; i++) {
        ikt_json_begin_text(json, NULL);
        ikt_sentence_write(finding->evidence[i], ikt_json_piece, json);
        ikt_json_end_text(json);
    }
    ikt_json_end_array(json);
}

/* Those of the catalogue's lines that next finds, filled in. */
static void put_lines(struct ikt_json *json, const char *key, const struct ikt_finding *finding,
                      const char *const *lines, bool (*next)(const struct ikt_finding *finding, size_t *nth))
{
    ikt_json_begin_array(json, key);
    for (size_t nth = 0; next(finding, &nth); nth++) {
        ikt_json_begin_text(json, NULL);
        ikt_line_write(lines[nth], finding->values, ikt_json_piece, json);
        ikt_json_end_text(json);
    }
    ikt_json_end_array(json);
}

/* What each router is expected to log. */
static void put_log(struct ikt_json *json, const struct ikt_finding *finding, enum ikt_log_style otherwise)
{
    ikt_json_begin_array(json, "debug");
    for (size_t nth = 0; ikt_finding_log_next(finding, otherwise, &nth); nth++) {
        ikt_json_begin_object(json, NULL);
        ikt_json_side(json, "router", ikt_finding_log_by_initiator(finding, nth));
        ikt_json_begin_text(json, "line");
        ikt_finding_log_write(finding, otherwise, nth, ikt_json_piece, json);
        ikt_json_end_text(json);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

static void put_fix(struct ikt_json *json, const struct ikt_finding *finding, const struct ikt_fix *fix)
{
    const char *const *line = ikt_fix_lines(finding, fix).fix;
    ikt_json_begin_object(json, NULL);
    ikt_json_side(json, "router", fix->on_initiator);
    ikt_json_begin_array(json, "lines");
    for (; line && *line; line++) {
        ikt_json_begin_text(json, NULL);
        ikt_line_write(*line, fix->values, ikt_json_piece, json);
        ikt_json_end_text(json);
    }
    ikt_json_end_array(json);
    ikt_json_end_object(json);
}

void ikt_json_source(struct ikt_json *json, const char *key, const struct ikt_ref *ref,
                     const struct ikt_json_sources *sources)
{
    const char *name = ref->kind == IKT_REF_CONFIG ? ikt_configs_name(sources->configs, ref->source)
                       : ref->kind == IKT_REF_LOG  ? ikt_logs_name(sources->logs, ref->source)
                                                   : NULL;
    g_autofree char *escaped = name ? ikt_bytes_text((struct ikt_bytes){(const uint8_t *)name, strlen(name)}) : NULL;
    ikt_json_text(json, key, ref->kind == IKT_REF_FRAME ? sources->file : escaped);
}

/* The statements that may be at fault. */
static void put_suspect_lines(struct ikt_json *json, const struct ikt_finding *finding,
                              const struct ikt_json_sources *sources)
{
    ikt_json_begin_array(json, "suspect_lines");
    for (size_t i = 0; i < finding->ref_count; i++) {
        const struct ikt_ref *ref = &finding->refs[i];
        if (!ref->suspect)
            continue;
        ikt_json_begin_object(json, NULL);
        ikt_json_source(json, "file", ref, sources);
        ikt_json_count(json, "line", ref->number);
        ikt_json_text(json, "text", ikt_configs_line(sources->configs, ref));
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

/* The lines of logs that it rests on; there only where logs were given. */
static void put_log_lines(struct ikt_json *json, const struct ikt_finding *finding,
                          const struct ikt_json_sources *sources)
{
    if (ikt_logs_count(sources->logs) == 0)
        return;
    ikt_json_begin_array(json, "log_lines");
    for (size_t i = 0; i < finding->ref_count; i++) {
        const struct ikt_ref *ref = &finding->refs[i];
        if (ref->kind != IKT_REF_LOG)
            continue;
        ikt_json_begin_object(json, NULL);
        ikt_json_source(json, "file", ref, sources);
        ikt_json_count(json, "line", ref->number);
        ikt_json_text(json, "text", ikt_logs_line(sources->logs, ref));
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

static void put_finding(struct ikt_json *json, const struct ikt_finding *finding,
                        const struct ikt_json_sources *sources)
{
    ikt_json_text(json, "rule", ikt_rule_info(finding->rule)->name);
    ikt_json_text(json, "severity", ikt_severity_name(finding->severity));
    ikt_json_text(json, "likelihood", ikt_likelihood_name(finding->likelihood));
    ikt_json_text(json, "misconfigured", ikt_misconfigured_name(finding->misconfigured));
    ikt_json_count(json, "ordinal", finding->ordinal);
    ikt_json_begin_array(json, "frames");
    for (size_t i = 0; i < finding->ref_count; i++) {
        if (finding->refs[i].kind == IKT_REF_FRAME)
            ikt_json_count(json, NULL, finding->refs[i].number);
    }
    ikt_json_end_array(json);
    put_suspect_lines(json, finding, sources);
    put_log_lines(json, finding, sources);
    ikt_json_begin_text(json, "summary");
    ikt_sentence_write(&finding->summary, ikt_json_piece, json);
    ikt_json_end_text(json);
    put_value(json, "initiator_has", &finding->initiator_has);
    put_value(json, "responder_has", &finding->responder_has);
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    put_evidence(json, finding);
    ikt_json_begin_object(json, "ios");
    put_log(json, finding, sources->wording);
    put_lines(json, "show", finding, info->show, ikt_finding_show_next);
    put_lines(json, "suspect", finding, info->suspect, ikt_finding_suspect_next);
    ikt_json_begin_array(json, "fix");
    for (size_t i = 0; i < finding->fix_count; i++)
        put_fix(json, finding, &finding->fixes[i]);
    ikt_json_end_array(json);
    ikt_json_end_object(json);
}

void ikt_json_findings(struct ikt_json *json, const char *key, const struct ikt_findings *findings,
                       const struct ikt_json_sources *sources)
{
    ikt_json_begin_array(json, key);
    for (size_t i = 0; i < findings->count; i++) {
        ikt_json_begin_object(json, NULL);
        put_finding(json, findings->items[i], sources);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

void ikt_json_tunnel_findings(struct ikt_json *json, const char *key, const struct ikt_tunnel *tunnel,
                              const struct ikt_json_sources *sources)
{
    ikt_json_begin_array(json, key);
    for (size_t i = 0; i < tunnel->findings.count; i++) {
        ikt_json_begin_object(json, NULL);
        ikt_json_text(json, "initiator", tunnel->finding_by_a[i] ? "A" : "B");
        put_finding(json, tunnel->findings.items[i], sources);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}
