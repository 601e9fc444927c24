/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * TSV: a line a tunnel, under a line of column names. A column that is unknown is empty; no value holds a tab or a line
 * end.
 */
#include "append.h"
#include "renderer.h"
#include "text_wrap.h"
#include "tunnel_words.h"

static const char head[] = "number\tfile\ta\tb\ta_network\tb_network\tstate\twhere\tsince\tended\tfirst_time\t"
                           "last_time\testablished\trejected\tdeleted\tno_response\tincomplete\trekeys\t"
                           "esp_a_to_b\tesp_b_to_a\tcause\tcauses\tlikelihood\topen\tsummary\n";

static void put(GString *out, const char *text)
{
    if (text)
        ikt_escape(text, strlen(text), out);
}

static void next(GString *out)
{
    ikt_append_octet(out, '\t');
}

static void put_column(GString *out, const char *text)
{
    next(out);
    put(out, text);
}

static void put_number(GString *out, uint64_t number)
{
    next(out);
    ikt_append_number(out, number);
}

static void put_time(GString *out, ikt_time time)
{
    char text[IKT_TIME_TEXT];
    put_column(out, !ikt_time_is_dated(time) ? NULL : ikt_time_format(time, text));
}

static void put_address(GString *out, const struct ikt_endpoint *endpoint)
{
    char text[IKT_ADDRESS_TEXT];
    put_column(out, ikt_address_format(&endpoint->address, text));
}

static void begin_run(const struct ikt_report_options *options, GString *out)
{
    if (!options->quiet)
        ikt_append(out, head, sizeof head - 1);
}

static void put_causes(GString *out, const struct ikt_tunnel *tunnel)
{
    const bool known = tunnel->cause_count > 0;
    put_column(out, known ? ikt_rule_info(tunnel->causes[0])->name : NULL);
    next(out);
    for (size_t i = 0; i < tunnel->cause_count; i++) {
        put(out, i > 0 ? "," : "");
        put(out, ikt_rule_info(tunnel->causes[i])->name);
    }
    put_column(out, known ? ikt_likelihood_name(tunnel->likelihood) : NULL);
    next(out);
    for (size_t i = 0; i < tunnel->open_count; i++) {
        put(out, i > 0 ? "; " : "");
        put(out, tunnel->open[i].decision);
    }
}

static void write_piece(void *user, const char *text, size_t length)
{
    ikt_escape(text, length, user);
}

static void write_tunnel(struct ikt_report_view *view, const struct ikt_tunnel *tunnel)
{
    GString *out = view->out;
    if (view->options->tunnel != 0 && view->options->tunnel != view->number)
        return;
    ikt_report_put_number(view);
    put_column(out, view->file);
    put_address(out, &tunnel->a.endpoint);
    put_address(out, &tunnel->b.endpoint);
    put_column(out, tunnel->networks[0]);
    put_column(out, tunnel->networks[1]);
    put_column(out, ikt_tunnel_state_name(tunnel->state));
    put_column(out, ikt_tunnel_where_name(tunnel->where));
    put_time(out, tunnel->since);
    put_column(out, tunnel->ended ? "true" : "false");
    put_time(out, tunnel->first_time);
    put_time(out, tunnel->last_time);
    put_number(out, tunnel->attempts[IKT_OUTCOME_ESTABLISHED]);
    put_number(out, tunnel->attempts[IKT_OUTCOME_REJECTED]);
    put_number(out, tunnel->attempts[IKT_OUTCOME_DELETED]);
    put_number(out, tunnel->attempts[IKT_OUTCOME_NO_RESPONSE]);
    put_number(out, tunnel->attempts[IKT_OUTCOME_INCOMPLETE]);
    put_number(out, tunnel->rekeys);
    put_number(out, tunnel->traffic[0].packets);
    put_number(out, tunnel->traffic[1].packets);
    put_causes(out, tunnel);
    next(out);
    ikt_tunnel_summary_write(tunnel, write_piece, out);
    ikt_append_octet(out, '\n');
}

/* The lines are the answer: no summary, but for --quiet, which asks for nothing else. */
static void end_run(const struct ikt_report_options *options, const struct ikt_totals *totals, void *run, GString *out)
{
    (void)run;
    if (!options->quiet)
        return;
    for (unsigned state = 0; state < IKT_TUNNEL_STATE_COUNT; state++) {
        put(out, ikt_tunnel_state_name((enum ikt_tunnel_state)state));
        put_number(out, totals->tunnels[state]);
        ikt_append_octet(out, '\n');
    }
}

static void rule_line(const struct ikt_report_options *options, enum ikt_rule rule, GString *out)
{
    (void)options;
    const struct ikt_rule_info *info = ikt_rule_info(rule);
    put(out, info->name);
    put_column(out, ikt_severity_name(info->severity));
    put_column(out, info->line);
    ikt_append_octet(out, '\n');
}

const struct ikt_renderer ikt_renderer_tsv = {
    .name = "tsv",
    .begin_run = begin_run,
    .tunnel = write_tunnel,
    .change = write_tunnel,
    .end_run = end_run,
    .rule_line = rule_line,
    .rule_full = rule_line,
};
