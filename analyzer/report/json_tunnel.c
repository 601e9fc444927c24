/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_part.h"

#include "tunnel_words.h"

static void put_ref(struct ikt_json *json, const struct ikt_ref *ref, const struct ikt_json_sources *sources)
{
    static const char *const kinds[IKT_REF_KIND_COUNT] = {"frame", "config", "log"};
    ikt_json_begin_object(json, NULL);
    ikt_json_text(json, "kind", kinds[ref->kind]);
    ikt_json_source(json, "file", ref, sources);
    ikt_json_count(json, "number", ref->number);
    ikt_json_end_object(json);
}

static void put_refs(struct ikt_json *json, const struct ikt_ref *refs, size_t count,
                     const struct ikt_json_sources *sources)
{
    ikt_json_begin_array(json, "from");
    for (size_t i = 0; i < count; i++) {
        if (refs[i].number != 0)
            put_ref(json, &refs[i], sources);
    }
    ikt_json_end_array(json);
}

static void put_fact(struct ikt_json *json, const char *key, const struct ikt_tunnel_fact *fact,
                     const struct ikt_json_sources *sources)
{
    ikt_json_begin_object(json, key);
    ikt_json_text(json, "value", fact->value);
    ikt_json_bool(json, "complete", fact->value && fact->complete);
    put_refs(json, &fact->from, fact->value ? 1 : 0, sources);
    ikt_json_end_object(json);
}

static void put_side(struct ikt_json *json, const char *key, const struct ikt_tunnel_side *side,
                     const struct ikt_json_sources *sources)
{
    ikt_json_begin_object(json, key);
    ikt_json_address(json, "address", &side->endpoint.address);
    ikt_json_port(json, "port", side->endpoint.port);
    ikt_json_text(json, "id", side->id);
    ikt_json_text(json, "vendor", side->vendor_name);
    if (side->vendor_name)
        ikt_json_bool(json, "vendor_guessed", side->vendor_guessed);
    else
        ikt_json_null(json, "vendor_guessed");
    ikt_json_text(json, "hostname", side->hostname);
    ikt_json_begin_object(json, "has");
    put_fact(json, "networks", &side->networks, sources);
    put_fact(json, "sets", &side->sets, sources);
    put_fact(json, "mode", &side->mode, sources);
    put_fact(json, "pfs_group", &side->pfs, sources);
    put_fact(json, "lifetimes", &side->lifetimes, sources);
    put_fact(json, "policies", &side->policies, sources);
    put_fact(json, "peers", &side->peers, sources);
    ikt_json_end_object(json);
    ikt_json_end_object(json);
}

/* {side, hostname} */
static void put_router(struct ikt_json *json, const struct ikt_tunnel *tunnel, bool a)
{
    ikt_json_begin_object(json, "router");
    ikt_json_text(json, "side", a ? "A" : "B");
    ikt_json_text(json, "hostname", (a ? &tunnel->a : &tunnel->b)->hostname);
    ikt_json_end_object(json);
}

static void put_sentence(struct ikt_json *json, const char *key, const struct ikt_sentence *sentence)
{
    if (!sentence->format) {
        ikt_json_null(json, key);
        return;
    }
    ikt_json_begin_text(json, key);
    ikt_sentence_write(sentence, ikt_json_piece, json);
    ikt_json_end_text(json);
}

static void put_traffic(struct ikt_json *json, const char *key, const struct ikt_tunnel_traffic *traffic)
{
    ikt_json_begin_object(json, key);
    ikt_json_count(json, "packets", traffic->packets);
    ikt_json_count(json, "bytes", traffic->octets);
    ikt_json_time(json, "first_time", traffic->first_time);
    ikt_json_time(json, "last_time", traffic->last_time);
    ikt_json_end_object(json);
}

/* What was seen to happen. */
static void put_course(struct ikt_json *json, const struct ikt_tunnel *tunnel)
{
    ikt_json_text(json, "state", ikt_tunnel_state_name(tunnel->state));
    ikt_json_text(json, "where", ikt_tunnel_where_name(tunnel->where));
    ikt_json_time(json, "since", tunnel->since);
    ikt_json_bool(json, "ended", tunnel->ended);
    ikt_json_time(json, "first_time", tunnel->first_time);
    ikt_json_time(json, "last_time", tunnel->last_time);
    ikt_json_begin_object(json, "attempts");
    for (unsigned i = 0; i < IKT_OUTCOME_COUNT; i++)
        ikt_json_count(json, i == IKT_OUTCOME_NO_RESPONSE ? "no_response" : ikt_outcome_name((enum ikt_outcome)i),
                       tunnel->attempts[i]);
    ikt_json_end_object(json);
    ikt_json_begin_object(json, "begun_by");
    ikt_json_count(json, "a", tunnel->begun_by[0]);
    ikt_json_count(json, "b", tunnel->begun_by[1]);
    ikt_json_end_object(json);
    ikt_json_count(json, "phase1_established", tunnel->phase1_up);
    ikt_json_count(json, "rekeys", tunnel->rekeys);
    ikt_json_begin_object(json, "esp");
    put_traffic(json, "a_to_b", &tunnel->traffic[0]);
    put_traffic(json, "b_to_a", &tunnel->traffic[1]);
    ikt_json_end_object(json);
}

static void put_rules(struct ikt_json *json, const char *key, const enum ikt_rule *rules, size_t count)
{
    ikt_json_begin_array(json, key);
    for (size_t i = 0; i < count; i++)
        ikt_json_text(json, NULL, ikt_rule_info(rules[i])->name);
    ikt_json_end_array(json);
}

static void put_verdict(struct ikt_json *json, const struct ikt_tunnel *tunnel)
{
    const bool known = tunnel->cause_count > 0;
    ikt_json_text(json, "cause", known ? ikt_rule_info(tunnel->causes[0])->name : NULL);
    put_rules(json, "causes", tunnel->causes, tunnel->cause_count);
    ikt_json_text(json, "likelihood", known ? ikt_likelihood_name(tunnel->likelihood) : NULL);
    ikt_json_begin_text(json, "summary");
    ikt_tunnel_summary_write(tunnel, ikt_json_piece, json);
    ikt_json_end_text(json);
    ikt_json_begin_array(json, "notes");
    for (size_t i = 0; i < tunnel->note_count; i++)
        put_sentence(json, NULL, &tunnel->notes[i]);
    ikt_json_end_array(json);
}

static void put_compared(struct ikt_json *json, const struct ikt_tunnel *tunnel, const struct ikt_json_sources *sources)
{
    ikt_json_begin_array(json, "compared");
    for (size_t i = 0; i < tunnel->row_count; i++) {
        const struct ikt_tunnel_row *row = &tunnel->rows[i];
        ikt_json_begin_object(json, NULL);
        ikt_json_text(json, "what", row->what);
        ikt_json_text(json, "a", row->a);
        ikt_json_text(json, "b", row->b);
        ikt_json_tristate(json, "differs", row->differs);
        put_refs(json, row->from, 2, sources);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

static void put_open(struct ikt_json *json, const struct ikt_tunnel *tunnel, const struct ikt_json_sources *sources)
{
    ikt_json_begin_array(json, "open");
    for (size_t i = 0; i < tunnel->open_count; i++) {
        const struct ikt_tunnel_open *open = &tunnel->open[i];
        ikt_json_begin_object(json, NULL);
        ikt_json_text(json, "decision", open->decision);
        put_rules(json, "rules", open->rules, open->rule_count);
        if (open->ios_error == 0) {
            ikt_json_null(json, "ios_error");
            ikt_json_null(json, "ios_error_confirmed");
        } else {
            ikt_json_integer(json, "ios_error", open->ios_error);
            ikt_json_bool(json, "ios_error_confirmed", open->ios_error_confirmed);
        }
        put_refs(json, open->refs, open->ref_count, sources);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

static void put_answer(struct ikt_json *json, const struct ikt_tunnel_answer *answer)
{
    ikt_json_begin_object(json, NULL);
    put_sentence(json, "see", &answer->see);
    put_sentence(json, "means", &answer->means);
    ikt_json_text(json, "rule", answer->rule == IKT_RULE_COUNT ? NULL : ikt_rule_info(answer->rule)->name);
    ikt_json_bool(json, "from_memory", answer->from_memory);
    ikt_json_end_object(json);
}

static void put_decide(struct ikt_json *json, const struct ikt_tunnel *tunnel)
{
    ikt_json_begin_array(json, "decide");
    for (size_t i = 0; i < tunnel->decide_count; i++) {
        const struct ikt_tunnel_decide *decide = &tunnel->decide[i];
        ikt_json_begin_object(json, NULL);
        put_router(json, tunnel, decide->on_a);
        ikt_json_begin_array(json, "commands");
        for (size_t j = 0; j < decide->command_count; j++)
            put_sentence(json, NULL, &decide->commands[j]);
        ikt_json_end_array(json);
        ikt_json_begin_array(json, "answers");
        for (size_t j = 0; j < decide->answer_count; j++)
            put_answer(json, &decide->answers[j]);
        ikt_json_end_array(json);
        put_sentence(json, "hint", &decide->hint);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
}

static void put_lines(struct ikt_json *json, const char *key, const char *const *lines,
                      const struct ikt_named_values *values)
{
    ikt_json_begin_array(json, key);
    for (; lines && *lines; lines++) {
        ikt_json_begin_text(json, NULL);
        ikt_line_write(*lines, values, ikt_json_piece, json);
        ikt_json_end_text(json);
    }
    ikt_json_end_array(json);
}

static void put_fix(struct ikt_json *json, const struct ikt_tunnel *tunnel)
{
    struct ikt_tunnel_fix fix;
    if (!ikt_tunnel_fix_of(tunnel, &fix)) {
        ikt_json_null(json, "fix");
        return;
    }
    const struct ikt_fix_lines lines = ikt_fix_lines(fix.finding, fix.fix);
    ikt_json_begin_object(json, "fix");
    put_router(json, tunnel, fix.on_a);
    put_lines(json, "lines", lines.fix, fix.fix->values);
    put_lines(json, "undo", lines.undo, fix.fix->values);
    if (lines.touches) {
        ikt_json_begin_text(json, "touches");
        ikt_line_write(lines.touches, fix.fix->values, ikt_json_piece, json);
        ikt_json_end_text(json);
    } else {
        ikt_json_null(json, "touches");
    }
    ikt_json_end_object(json);
}

static void put_exchanges(struct ikt_json *json, const struct ikt_tunnel *tunnel)
{
    ikt_json_begin_array(json, "exchanges");
    for (size_t i = 0; i < tunnel->exchange_count; i++) {
        ikt_json_begin_object(json, NULL);
        ikt_json_cookie(json, "initiator_cookie", tunnel->exchanges[i].initiator_cookie);
        ikt_json_hex32(json, "message_id", tunnel->exchanges[i].message_id);
        ikt_json_end_object(json);
    }
    ikt_json_end_array(json);
    ikt_json_count(json, "findings_more", tunnel->findings_more);
    ikt_json_count(json, "exchanges_more", tunnel->exchanges_more);
}

void ikt_json_tunnel(struct ikt_json *json, const struct ikt_tunnel *tunnel, const struct ikt_json_sources *sources)
{
    put_side(json, "a", &tunnel->a, sources);
    put_side(json, "b", &tunnel->b, sources);
    ikt_json_begin_object(json, "networks");
    ikt_json_text(json, "a", tunnel->networks[0]);
    ikt_json_text(json, "b", tunnel->networks[1]);
    ikt_json_end_object(json);
    put_course(json, tunnel);
    put_verdict(json, tunnel);
    put_compared(json, tunnel, sources);
    put_open(json, tunnel, sources);
    put_decide(json, tunnel);
    put_fix(json, tunnel);
    ikt_json_tunnel_findings(json, "findings", tunnel, sources);
    put_exchanges(json, tunnel);
    if (tunnel->transit)
        ikt_json_transit(json, tunnel);
}
