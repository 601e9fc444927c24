/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_part.h"

static void begin_rule(struct ikt_json *json, const struct ikt_rule_info *info, GString *out)
{
    ikt_json_begin_record(json, out);
    ikt_json_text(json, "type", "rule");
    ikt_json_text(json, "rule", info->name);
    ikt_json_text(json, "severity", ikt_severity_name(info->severity));
    ikt_json_text(json, "line", info->line);
}

void ikt_json_rule_line(const struct ikt_report_options *options, enum ikt_rule rule, GString *out)
{
    (void)options;
    struct ikt_json json;
    begin_rule(&json, ikt_rule_info(rule), out);
    ikt_json_end_record(&json);
}

void ikt_json_rule_full(const struct ikt_report_options *options, enum ikt_rule rule, GString *out)
{
    (void)options;
    const struct ikt_rule_info *info = ikt_rule_info(rule);
    struct ikt_json json;
    begin_rule(&json, info, out);
    ikt_json_prose(&json, "explanation", info->explanation);
    ikt_json_begin_object(&json, "ios");
    ikt_json_begin_array(&json, "debug");
    for (const struct ikt_log_line *line = info->log; line->line; line++) {
        ikt_json_begin_object(&json, NULL);
        ikt_json_side(&json, "router", line->by_initiator);
        ikt_json_text(&json, "line", line->line);
        ikt_json_end_object(&json);
    }
    ikt_json_end_array(&json);
    ikt_json_texts(&json, "show", info->show);
    ikt_json_texts(&json, "suspect", info->suspect);
    ikt_json_texts(&json, "fix", info->fix);
    ikt_json_texts(&json, "undo", info->undo);
    ikt_json_text(&json, "touches", info->touches);
    ikt_json_end_object(&json);
    ikt_json_end_record(&json);
}
