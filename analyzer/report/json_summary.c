/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The record that ends a run: counts over all captures.
 */
#include "json_part.h"

static void put_outcomes(struct ikt_json *json, const char *key, const uint64_t counts[static IKT_OUTCOME_COUNT])
{
    ikt_json_begin_object(json, key);
    for (unsigned i = 0; i < IKT_OUTCOME_COUNT; i++)
        ikt_json_count(json, ikt_outcome_name((enum ikt_outcome)i), counts[i]);
    ikt_json_end_object(json);
}

static void put_rules(struct ikt_json *json, const char *key, const uint64_t counts[static IKT_RULE_COUNT])
{
    ikt_json_begin_object(json, key);
    for (unsigned rule = 0; rule < IKT_RULE_COUNT; rule++) {
        if (counts[rule] > 0)
            ikt_json_count(json, ikt_rule_info((enum ikt_rule)rule)->name, counts[rule]);
    }
    ikt_json_end_object(json);
}

void ikt_json_end_run(const struct ikt_report_options *options, const struct ikt_totals *totals, void *run,
                      GString *out)
{
    (void)options, (void)run;
    struct ikt_json json;
    ikt_json_begin_record(&json, out);
    ikt_json_text(&json, "type", "summary");
    ikt_json_text(&json, "tool", ikt_report_tool);
    ikt_json_count(&json, "captures", totals->captures);
    ikt_json_count(&json, "unread", totals->unread);
    ikt_json_begin_object(&json, "without_ikev1");
    for (unsigned i = IKT_WITHOUT_NOT + 1; i < IKT_WITHOUT_COUNT; i++)
        ikt_json_count(&json, ikt_without_ike_name((enum ikt_without_ike)i), totals->without[i]);
    ikt_json_end_object(&json);
    ikt_json_begin_object(&json, "tunnels");
    for (unsigned state = 0; state < IKT_TUNNEL_STATE_COUNT; state++)
        ikt_json_count(&json, ikt_tunnel_state_name((enum ikt_tunnel_state)state), totals->tunnels[state]);
    ikt_json_end_object(&json);
    put_rules(&json, "causes", totals->causes);
    ikt_json_count(&json, "tunnels_forgotten", totals->tunnels_forgotten);
    ikt_json_count(&json, "faulty_tunnels_forgotten", totals->faulty_tunnels_forgotten);
    ikt_json_count(&json, "evicted", totals->evicted);
    ikt_json_count(&json, "frames_bare", totals->frames_bare);
    ikt_json_count(&json, "pairs_forgotten", totals->pairs_forgotten);
    ikt_json_count(&json, "keys_left_out", totals->keys_left_out);
    ikt_json_left_out(&json, totals->left_out);
    ikt_json_count(&json, "ike_messages", totals->ike_messages);
    put_outcomes(&json, "phase1", totals->phase1);
    put_outcomes(&json, "phase2", totals->phase2);
    put_rules(&json, "findings", totals->findings);
    ikt_json_begin_object(&json, "likelihoods");
    for (unsigned i = 0; i < IKT_LIKELIHOOD_COUNT; i++)
        ikt_json_count(&json, ikt_likelihood_name((enum ikt_likelihood)i), totals->likelihoods[i]);
    ikt_json_end_object(&json);
    ikt_json_count(&json, "unjudged", totals->unjudged);
    ikt_json_begin_object(&json, "incomplete");
    for (unsigned i = IKT_INCOMPLETE_NOT + 1; i < IKT_INCOMPLETE_COUNT; i++)
        ikt_json_count(&json, ikt_incomplete_name((enum ikt_incomplete)i), totals->incomplete[i]);
    ikt_json_end_object(&json);
    ikt_json_end_record(&json);
}
