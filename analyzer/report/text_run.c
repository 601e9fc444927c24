/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The whole text of a run: the count line, tunnels one by one or together, captures, the summary.
 */
#include "shown_time.h"
#include "text_part.h"
#include "text_told.h"
#include "text_tunnel.h"
#include "tunnel_words.h"

#define DATE_LENGTH 10 /* "2026-01-02" */

static void put_states(struct ikt_layout *layout, const struct ikt_totals *totals)
{
    static const enum ikt_tunnel_state order[] = {IKT_TUNNEL_DOWN, IKT_TUNNEL_FLAPPING, IKT_TUNNEL_DEGRADED,
                                                  IKT_TUNNEL_UNJUDGED, IKT_TUNNEL_UP};
    const char *separator = ": ";
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        if (totals->tunnels[order[i]] == 0)
            continue;
        ikt_layout_put(layout, separator);
        ikt_layout_put_number(layout, totals->tunnels[order[i]]);
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, ikt_tunnel_state_words(order[i]));
        separator = ", ";
    }
    ikt_layout_put(layout, ".");
}

static void put_counted(struct ikt_layout *layout, uint64_t count, const char *one, const char *many)
{
    ikt_layout_put_number(layout, count);
    ikt_layout_put(layout, " ");
    ikt_layout_put(layout, count == 1 ? one : many);
}

/* "2 tunnels: 1 down, 1 up.  a.pcap, 972 packets, 3 h 58 min" */
static void put_count_line(struct ikt_layout *layout, const struct ikt_totals *totals, const struct ikt_told_list *list)
{
    const bool documents = list->captures->len == 1 && *ikt_told_capture_at(list, 0)->file == '\0';
    ikt_layout_begin_heading(layout);
    if (totals->captures != 1 && !documents) {
        put_counted(layout, totals->captures, "capture", "captures");
        ikt_layout_put(layout, ", ");
    }
    put_counted(layout, ikt_totals_tunnels(totals), "tunnel", "tunnels");
    put_states(layout, totals);
    if (documents) {
        ikt_layout_put(layout, " As the documents have it: nothing was captured.");
    } else if (list->captures->len == 1) {
        const struct ikt_told_capture *capture = ikt_told_capture_at(list, 0);
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, capture->file);
        if (capture->packets > 0 || list->tunnels->len == 0) { /* else its own record is missing */
            ikt_layout_put(layout, ", ");
            put_counted(layout, capture->packets, "packet", "packets");
        }
        if (capture->first_time != IKT_TIME_NONE && capture->first_time != IKT_TIME_UNKNOWN) {
            char text[IKT_TIME_TEXT];
            char zone[IKT_ZONE_TEXT];
            const char *time = ikt_time_format(ikt_shown_time(capture->first_time, layout->local_time, zone), text);
            if (capture->last_time - capture->first_time >= IKT_SECOND) {
                ikt_layout_put(layout, " in ");
                ikt_text_put_span(layout, capture->last_time - capture->first_time);
            }
            ikt_layout_put(layout, " from ");
            if (time[DATE_LENGTH] == 'T') {
                ikt_layout_piece(layout, time, DATE_LENGTH);
                ikt_layout_put(layout, " ");
                time += DATE_LENGTH + 1;
            }
            ikt_layout_piece(layout, time, 8);
            ikt_layout_put(layout, *zone != '\0' ? " " : "");
            ikt_layout_put(layout, zone);
        }
    }
    ikt_layout_end(layout);
}

/* More than is kept: what is not told, or not judged, is counted. */
static void put_forgotten(struct ikt_layout *layout, const char *before, uint64_t count, const char *what)
{
    if (count == 0)
        return;
    ikt_layout_begin(layout, 0, 2, IKT_STYLE_BOLD);
    ikt_layout_put(layout, before);
    ikt_layout_put_number(layout, count);
    ikt_layout_put(layout, what);
    ikt_layout_end(layout);
}

/* 0 is never silent: what there was in place of tunnels. */
static void put_nothing(struct ikt_layout *layout, const struct ikt_totals *totals, const struct ikt_told_list *list)
{
    const bool documents = list->captures->len > 0 && *ikt_told_capture_at(list, 0)->file == '\0';
    ikt_layout_begin(layout, 0, 2, IKT_STYLE_PLAIN);
    ikt_layout_put(layout,
                   documents ? "The configurations have no tunnel of IKEv1." : ikt_without_ike_sentence(totals));
    ikt_layout_end(layout);
}

/* "2 (1 ikev2-only, 1 filter)" */
static void put_without(struct ikt_layout *layout, const struct ikt_totals *totals)
{
    const char *separator = " (";
    ikt_layout_put_number(layout, ikt_without_ike_captures(totals));
    for (unsigned i = IKT_WITHOUT_NOT + 1; i < IKT_WITHOUT_COUNT; i++) {
        if (totals->without[i] == 0)
            continue;
        ikt_layout_put(layout, separator);
        ikt_layout_put_number(layout, totals->without[i]);
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, ikt_without_ike_name((enum ikt_without_ike)i));
        separator = ", ";
    }
    ikt_layout_put(layout, ")");
}

/* Of several captures those that are silent, beside others' tunnels. */
static void put_silent(struct ikt_layout *layout, const struct ikt_totals *totals)
{
    if (ikt_without_ike_captures(totals) == 0)
        return;
    ikt_layout_begin(layout, 0, 2, IKT_STYLE_PLAIN);
    ikt_layout_put(layout, "Captures without IKEv1, where nothing was judged: ");
    put_without(layout, totals);
    ikt_layout_put(layout, ".");
    ikt_layout_end(layout);
}

/* More is said than that there are no keys: which one is missing. */
static bool tells_keys(const struct ikt_told_list *list)
{
    return list->captures->len == 1 && ikt_told_capture_at(list, 0)->keys_told;
}

/* Keys by captures, where there are several; that there are none, where they would have told more. */
static void put_key_line(struct ikt_layout *layout, const struct ikt_totals *totals, const struct ikt_told_list *list,
                         bool given)
{
    guint opened = 0, closed = 0;
    for (guint i = 0; i < list->captures->len; i++) {
        opened += ikt_told_capture_at(list, i)->opened > 0;
        closed += ikt_told_capture_at(list, i)->closed > 0;
    }
    const uint64_t faulty =
        totals->tunnels[IKT_TUNNEL_DOWN] + totals->tunnels[IKT_TUNNEL_DEGRADED] + totals->tunnels[IKT_TUNNEL_FLAPPING];
    if (list->captures->len > 1 && closed + opened > 0) {
        ikt_layout_begin(layout, 0, 2, IKT_STYLE_PLAIN);
        ikt_layout_put(layout, "Keys opened ");
        ikt_layout_put_number(layout, opened);
        ikt_layout_put(layout, " of ");
        ikt_layout_put_number(layout, list->captures->len);
        ikt_layout_put(layout, " captures.");
        ikt_layout_end(layout);
    } else if (closed > 0 && opened == 0 && (faulty > 0 || given) && !tells_keys(list)) {
        ikt_layout_begin(layout, 0, 2, IKT_STYLE_PLAIN);
        ikt_layout_put(layout, given ? "Of the keys given none is for what was encrypted here: it is judged by its "
                                       "length and timing alone."
                                     : "No keys: what was encrypted is judged by its length and timing alone (-k).");
        ikt_layout_end(layout);
    }
}

/* No key fits them, but not every one was tried: that is no verdict on keys. */
static void put_keys_left_out(struct ikt_layout *layout, const struct ikt_totals *totals)
{
    if (totals->keys_left_out == 0)
        return;
    ikt_layout_begin(layout, 0, 2, IKT_STYLE_BOLD);
    ikt_layout_put(layout, "Not every key was tried for ");
    ikt_layout_put_number(layout, totals->keys_left_out);
    ikt_layout_put(layout,
                   totals->keys_left_out == 1 ? " ISAKMP SA that stayed closed: " : " ISAKMP SAs that stayed closed: ");
    ikt_layout_put(layout, "keys may cost two seconds in a capture, and a second more for ten million octets of IKE.");
    ikt_layout_end(layout);
}

/* What is said of captures beside their tunnels. */
static void put_captures(struct ikt_layout *layout, const struct ikt_told_list *list,
                         const struct ikt_report_options *options)
{
    const bool named = list->captures->len > 1;
    for (guint i = 0; i < list->captures->len; i++) {
        const struct ikt_told_capture *capture = ikt_told_capture_at(list, i);
        const bool hash = options->verbose && capture->sha256;
        if (!capture->text && !hash)
            continue;
        ikt_layout_gap(layout);
        if (named || hash) {
            ikt_layout_begin_heading(layout);
            ikt_layout_put(layout, capture->file);
            ikt_layout_end(layout);
        }
        if (hash) {
            ikt_layout_begin_paste(layout, 2);
            ikt_layout_put(layout, "SHA-256 ");
            ikt_layout_put(layout, capture->sha256);
            ikt_layout_end(layout);
        }
        if (capture->text)
            ikt_layout_piece(layout, capture->text, strlen(capture->text));
    }
}

static void put_outcomes(struct ikt_layout *layout, const char *label, const uint64_t counts[static IKT_OUTCOME_COUNT])
{
    const char *separator = "";
    ikt_layout_begin_field(layout, label);
    for (unsigned i = 0; i < IKT_OUTCOME_COUNT; i++) {
        if (counts[i] == 0)
            continue;
        ikt_layout_put(layout, separator);
        ikt_layout_put_number(layout, counts[i]);
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, ikt_outcome_name((enum ikt_outcome)i));
        separator = ", ";
    }
    if (*separator == '\0')
        ikt_layout_put(layout, "none");
    ikt_layout_end(layout);
}

static void put_rules(struct ikt_layout *layout, const char *label, const uint64_t counts[static IKT_RULE_COUNT])
{
    for (unsigned rule = 0; rule < IKT_RULE_COUNT; rule++) {
        if (counts[rule] == 0)
            continue;
        const struct ikt_rule_info *info = ikt_rule_info((enum ikt_rule)rule);
        ikt_layout_begin_field(layout, label);
        ikt_layout_put_number(layout, counts[rule]);
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, info->name);
        ikt_layout_put(layout, ": ");
        ikt_layout_put(layout, info->line);
        ikt_layout_end(layout);
        label = "";
    }
}

/* By how sure they are: what is only possible is no count of faults. */
static void put_likelihoods(struct ikt_layout *layout, const struct ikt_totals *totals)
{
    const char *separator = "";
    ikt_layout_begin_field(layout, "findings");
    for (unsigned i = 0; i < IKT_LIKELIHOOD_COUNT; i++) {
        if (totals->likelihoods[i] == 0)
            continue;
        ikt_layout_put(layout, separator);
        ikt_layout_put_number(layout, totals->likelihoods[i]);
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, ikt_likelihood_name((enum ikt_likelihood)i));
        separator = ", ";
    }
    if (*separator == '\0')
        ikt_layout_put(layout, "none");
    ikt_layout_end(layout);
}

/* "3 incomplete: the capture ends in the middle (2); message 3 is lost (1)" */
static void put_unjudged(struct ikt_layout *layout, const struct ikt_totals *totals)
{
    const char *separator = ": ";
    ikt_layout_begin_field(layout, "not judged");
    if (totals->unjudged == 0) {
        ikt_layout_put(layout, "none");
    } else {
        ikt_layout_put_number(layout, totals->unjudged);
        ikt_layout_put(layout, " incomplete");
    }
    for (unsigned i = IKT_INCOMPLETE_NOT + 1; i < IKT_INCOMPLETE_COUNT; i++) {
        if (totals->incomplete[i] == 0)
            continue;
        ikt_layout_put(layout, separator);
        ikt_layout_put(layout, ikt_incomplete_text((enum ikt_incomplete)i));
        ikt_layout_put(layout, " (");
        ikt_layout_put_number(layout, totals->incomplete[i]);
        ikt_layout_put(layout, ")");
        separator = "; ";
    }
    ikt_layout_end(layout);
}

/* Was anything found all the same, of ESP or IKEv2, or in documents? */
static bool judged(const struct ikt_totals *totals)
{
    for (unsigned i = 0; i < IKT_LIKELIHOOD_COUNT; i++)
        if (totals->likelihoods[i] > 0)
            return true;
    return false;
}

/* Told with the tunnels as in the summary alone: a bound is never silent. */
static void put_given_up(struct ikt_layout *layout, const struct ikt_totals *totals)
{
    put_forgotten(layout, "Besides these ", totals->faulty_tunnels_forgotten,
                  " that are NOT well were seen: more than are kept, the oldest are not told.");
    put_forgotten(layout, "Besides these ", totals->tunnels_forgotten, " healthy ones were seen and are not told.");
    put_forgotten(layout, "Given up before they were over, since more went on at once than is kept: ", totals->evicted,
                  " of the exchanges. They are not judged by what did not come.");
    put_forgotten(layout, "Listed without what they hold, for want of room: ", totals->frames_bare,
                  " of the messages.");
    put_forgotten(layout, "Forgotten, since more peers were seen than are remembered: ", totals->pairs_forgotten,
                  " of the pairs. What they did before counts for nothing later.");
    for (unsigned i = 0; i < IKT_LEFT_OUT_COUNT; i++) {
        const struct ikt_left_out_words *words = ikt_left_out_words((enum ikt_left_out)i);
        put_forgotten(layout, words->before, totals->left_out[i], words->after);
    }
}

/* Counts over the run. */
static void put_summary(struct ikt_layout *layout, const struct ikt_totals *totals)
{
    ikt_layout_begin_heading(layout);
    ikt_layout_put(layout, "Summary");
    ikt_layout_end(layout);
    ikt_layout_begin_field(layout, "captures");
    ikt_layout_put_number(layout, totals->captures);
    if (ikt_without_ike_captures(totals) > 0) {
        ikt_layout_put(layout, ", without IKEv1 ");
        put_without(layout, totals);
    }
    if (totals->unread > 0) {
        ikt_layout_put(layout, "; ");
        ikt_layout_put_number(layout, totals->unread);
        ikt_layout_put(layout, totals->unread == 1 ? " file could not be read" : " files could not be read");
    }
    ikt_layout_end(layout);
    if (ikt_totals_tunnels(totals) == 0 && totals->ike_messages == 0 && !judged(totals)) {
        ikt_layout_field(layout, "judged", "nothing");
        return;
    }
    ikt_layout_begin_field(layout, "tunnels");
    ikt_layout_put_number(layout, ikt_totals_tunnels(totals));
    put_states(layout, totals);
    ikt_layout_end(layout);
    put_rules(layout, "causes", totals->causes);
    ikt_layout_count(layout, "messages", totals->ike_messages, " IKEv1");
    put_outcomes(layout, "phase 1", totals->phase1);
    put_outcomes(layout, "Quick Modes", totals->phase2);
    put_likelihoods(layout, totals);
    put_unjudged(layout, totals);
    put_keys_left_out(layout, totals);
}

static void put_hints(struct ikt_layout *layout, const struct ikt_told_list *list,
                      const struct ikt_report_options *options)
{
    if (options->verbose || options->read_back || options->tunnel != 0 || list->tunnels->len == 0)
        return;
    ikt_layout_gap(layout);
    ikt_layout_begin_paste(layout, 0);
    ikt_layout_put(layout, list->tunnels->len > IKT_TOLD_BLOCKS
                               ? "-t N one tunnel in full   --explain RULE   -f json   -f tsv"
                               : "-v what it rests on, every exchange   -t N one tunnel   --explain RULE   -f json");
    ikt_layout_end(layout);
}

void ikt_text_run(const struct ikt_report_options *options, const struct ikt_totals *totals,
                  const struct ikt_told_list *list, GString *out)
{
    struct ikt_layout layout = ikt_layout(options, out);
    if (options->quiet) {
        put_summary(&layout, totals);
        put_given_up(&layout, totals);
        return;
    }
    put_count_line(&layout, totals, list);
    if (list->tunnels->len == 0)
        put_nothing(&layout, totals, list);
    else
        put_silent(&layout, totals);
    put_given_up(&layout, totals);
    put_key_line(&layout, totals, list, options->keys_given);
    put_keys_left_out(&layout, totals);
    if (list->tunnels->len > 0) {
        ikt_layout_gap(&layout);
        if (list->tunnels->len > IKT_TOLD_BLOCKS && options->tunnel == 0)
            ikt_text_batch(&layout, list, options);
        else
            ikt_text_list(&layout, list, options);
    }
    put_captures(&layout, list, options);
    if (options->verbose || options->read_back) {
        if (!g_str_has_suffix(out->str, "\n\n")) /* as a table leaves it */
            ikt_layout_gap(&layout);
        put_summary(&layout, totals);
    }
    if (options->verbose)
        ikt_layout_field(&layout, "written by", ikt_report_tool);
    put_hints(&layout, list, options);
}
