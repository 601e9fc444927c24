/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text for a person at a terminal. Its first line counts all tunnels of the run, so nothing is written before the end:
 * what is said of each tunnel and capture is kept (told_list.h), and what is said of exchanges where that is wanted.
 */
#include "exchange_texts.h"
#include "renderer.h"
#include "shown_time.h"
#include "text_part.h"
#include "text_told.h"
#include "text_tunnel.h"
#include "tunnel_words.h"

/* A damaged capture has problems by the hundred; the first ones tell what it is. */
#define PROBLEMS_SHOWN         3
#define PROBLEMS_SHOWN_VERBOSE 10

/* A block has at most 30 lines, two of which the verdict may need. */
#define BLOCK_LINES 28

/* A capture, until its turn comes. */
struct kept {
    struct ikt_told_list *part;           /* of one capture */
    struct ikt_exchange_texts *exchanges; /* NULL: not wanted */
    guint blocks;
    bool missing[IKT_MISSING_TRIAL + 1]; /* keys: said */
    GString *keys;                       /* what is missing, and where to get it */
    uint64_t opened, closed, refuted;    /* ISAKMP SAs: with keys that fit, without any, with keys that do not */
    struct {
        size_t count;
        const char *keys[IKT_REFUTED_MAX];
    } first_refuted; /* those of the first of the refuted */
};

static void begin_capture(struct ikt_report_view *view)
{
    struct kept *kept = g_new0(struct kept, 1);
    const struct ikt_told_capture capture = {
        .file = g_strdup(view->file ? view->file : ""), .first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    kept->part = ikt_told_list_new();
    g_array_append_val(kept->part->captures, capture);
    kept->keys = g_string_new(NULL);
    if (view->options->verbose || view->options->tunnel != 0)
        kept->exchanges = ikt_exchange_texts_new();
    view->kept = kept;
}

/* What is missing to read more, and where to get it: once for each kind. */
static void note_missing_key(struct kept *kept, const struct ikt_report_view *view, const struct ikt_phase1 *record)
{
    if (record->missing == IKT_MISSING_NOTHING || record->missing == IKT_MISSING_ALL || kept->missing[record->missing])
        return;
    kept->missing[record->missing] = true;
    struct ikt_layout layout = ikt_layout(view->options, kept->keys);
    ikt_text_preshared(&layout, record);
    ikt_text_missing_key(&layout, record);
}

static void write_phase1(const struct ikt_report_view *view, const struct ikt_phase1 *record)
{
    struct kept *kept = view->kept;
    kept->opened += record->decryption <= IKT_DECRYPTION_PARTIAL;
    kept->closed += record->decryption == IKT_DECRYPTION_NO_KEY;
    if (record->decryption == IKT_DECRYPTION_BAD_KEY && kept->refuted++ == 0) {
        kept->first_refuted.count = record->refuted_count;
        memcpy(kept->first_refuted.keys, record->refuted, sizeof(record->refuted));
    }
    note_missing_key(kept, view, record);
    if (!kept->exchanges)
        return;
    struct ikt_layout layout = ikt_layout(view->options, ikt_exchange_texts_begin(kept->exchanges));
    ikt_text_phase1(&layout, record);
    ikt_exchange_texts_end(kept->exchanges, record->initiator_cookie, 0);
}

static void write_phase2(const struct ikt_report_view *view, const struct ikt_phase2 *record)
{
    struct kept *kept = view->kept;
    if (!kept->exchanges)
        return;
    struct ikt_layout layout = ikt_layout(view->options, ikt_exchange_texts_begin(kept->exchanges));
    ikt_text_phase2(&layout, record);
    ikt_exchange_texts_end(kept->exchanges, record->phase1->initiator_cookie, record->message_id);
}

/* What the conclusion rests on, and what else may be. */
static void put_findings(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    if (tunnel->findings.count > 0) {
        ikt_layout_begin(layout, 3, 3, IKT_STYLE_BOLD);
        ikt_layout_put(layout, "RESTS ON, and what else may be");
        ikt_layout_end(layout);
    }
    for (size_t i = 0; i < tunnel->findings.count; i++)
        ikt_text_finding(layout, tunnel->findings.items[i], 3);
}

static void put_exchanges(struct ikt_layout *layout, const struct kept *kept, const struct ikt_tunnel *tunnel)
{
    uint64_t left = tunnel->exchanges_more;
    for (size_t i = 0; i < tunnel->exchange_count; i++) {
        const char *text = ikt_exchange_texts_of(kept->exchanges, tunnel->exchanges[i].initiator_cookie,
                                                 tunnel->exchanges[i].message_id);
        if (text)
            ikt_layout_piece(layout, text, strlen(text));
        else
            left++;
    }
    if (left == 0)
        return;
    ikt_layout_gap(layout);
    ikt_layout_begin(layout, 3, 3, IKT_STYLE_PLAIN);
    ikt_layout_put(layout, "and ");
    ikt_layout_put_number(layout, left);
    ikt_layout_put(layout, " more exchanges of this tunnel (-f json has them)");
    ikt_layout_end(layout);
}

/* Is its block wanted? One by one only while they are few; the run may have more than this capture. */
static bool wants_block(const struct ikt_report_view *view, const struct kept *kept, const struct ikt_tunnel *tunnel)
{
    const struct ikt_report_options *options = view->options;
    if (options->tunnel != 0)
        return view->number == options->tunnel;
    return !options->read_back && kept->part->tunnels->len < IKT_TOLD_BLOCKS &&
           (options->verbose || ikt_tunnel_is_faulty(tunnel->state));
}

static unsigned count_lines(const GString *text)
{
    unsigned count = 0;
    for (const char *at = strchr(text->str, '\n'); at; at = strchr(at + 1, '\n'))
        count++;
    return count;
}

/* In steps, until a screen has room for it. */
static void put_block(const struct ikt_report_view *view, const struct ikt_tunnel *tunnel, bool whole, GString *block,
                      GString *advice)
{
    for (enum ikt_brevity brevity = whole ? IKT_TELL_ALL : IKT_TELL_NORMAL; brevity < IKT_TELL_COUNT; brevity++) {
        struct ikt_layout layout = ikt_layout(view->options, g_string_truncate(block, 0));
        ikt_text_tunnel_block(&layout, tunnel, brevity);
        layout = ikt_layout(view->options, g_string_truncate(advice, 0));
        ikt_text_tunnel_advice(&layout, tunnel, brevity);
        if (whole || count_lines(block) + count_lines(advice) <= BLOCK_LINES)
            break;
    }
}

static void write_tunnel(struct ikt_report_view *view, const struct ikt_tunnel *tunnel)
{
    struct kept *kept = view->kept;
    const bool whole = view->options->verbose || view->options->tunnel != 0;
    struct ikt_told_tunnel told;
    ikt_told_tunnel_take(&told, tunnel);
    told.number = view->change ? view->number : 0;
    if (wants_block(view, kept, tunnel)) {
        g_autoptr(GString) block = g_string_new(NULL), advice = g_string_new(NULL);
        put_block(view, tunnel, whole, block, advice);
        if (whole) {
            struct ikt_layout layout = ikt_layout(view->options, advice);
            put_findings(&layout, tunnel);
            put_exchanges(&layout, kept, tunnel);
        }
        told.block = g_strdup(block->str);
        told.advice = advice->len > 0 ? g_strdup(advice->str) : NULL;
        told.advice_key = whole ? 0 : ikt_text_advice_key(tunnel);
    }
    g_array_append_val(kept->part->tunnels, told);
    ikt_told_capture_at(kept->part, 0)->tunnels++;
}

/*
 * While it is captured: a line with the time, and where a tunnel went down what is known of it.
 *   2026-01-01 08:00:12 UTC  1  203.0.113.1 <> 198.51.100.1 is down in phase 2: ... (was up)
 */
static void write_change(struct ikt_report_view *view, const struct ikt_tunnel *tunnel)
{
    char time[IKT_TIME_TEXT], zone[IKT_ZONE_TEXT];
    struct ikt_told_tunnel told;
    if (view->options->tunnel != 0 && view->options->tunnel != view->number)
        return;
    struct ikt_layout layout = ikt_layout(view->options, view->out);
    ikt_told_tunnel_take(&told, tunnel);
    ikt_layout_begin(&layout, 0, 4, ikt_tunnel_is_faulty(tunnel->state) ? IKT_STYLE_ERROR : IKT_STYLE_BOLD);
    ikt_time_format(ikt_shown_time(view->change->time, view->options->local_time, zone), time);
    ikt_layout_piece(&layout, time, 10);
    ikt_layout_put(&layout, " ");
    ikt_layout_piece(&layout, time + 11, 8);
    ikt_layout_put(&layout, " ");
    ikt_layout_put(&layout, zone);
    ikt_layout_put(&layout, " tunnel ");
    ikt_layout_put_number(&layout, view->number);
    ikt_layout_put(&layout, ", ");
    ikt_layout_put_taken(&layout, ikt_told_pair(&told));
    if (told.networks) {
        ikt_layout_put(&layout, ", ");
        ikt_layout_put(&layout, told.networks);
    }
    ikt_layout_put(&layout, ": ");
    ikt_tunnel_summary_write(tunnel, ikt_layout_piece, &layout);
    if (view->change->was) {
        ikt_layout_put(&layout, "; was ");
        ikt_layout_put(&layout, view->change->was);
    }
    ikt_layout_end(&layout);
    if (tunnel->state == IKT_TUNNEL_DOWN) {
        g_autoptr(GString) block = g_string_new(NULL), advice = g_string_new(NULL);
        put_block(view, tunnel, view->options->verbose || view->options->tunnel != 0, block, advice);
        g_string_append_printf(view->out, "%s%s\n", block->str, advice->str);
    }
    ikt_told_tunnel_clear(&told);
}

static void put_problems(struct ikt_layout *layout, const struct ikt_capture *capture, bool verbose)
{
    const size_t most = verbose ? PROBLEMS_SHOWN_VERBOSE : PROBLEMS_SHOWN;
    const size_t shown = MIN(capture->problem_count, most);
    for (size_t i = 0; i < shown; i++) {
        const struct ikt_located_problem *located = &capture->problems[i];
        ikt_layout_begin_field(layout, i == 0 ? "malformed" : "");
        ikt_layout_put(layout, "frame ");
        ikt_layout_put_number(layout, located->frame);
        ikt_layout_put(layout, ": ");
        ikt_layout_put_taken(layout, ikt_problem_text(&located->problem));
        ikt_layout_put(layout, " (");
        ikt_layout_put(layout, ikt_problem_name(located->problem.kind));
        ikt_layout_put(layout, ")");
        ikt_layout_end(layout);
    }
    if (capture->problems_total > shown)
        ikt_layout_count(layout, "", capture->problems_total - shown, " more, see --format json");
}

/* Findings that belong to no tunnel. */
static void put_capture_findings(struct ikt_layout *layout, const struct ikt_capture *capture)
{
    for (size_t i = 0; i < capture->findings.count; i++)
        ikt_text_finding(layout, capture->findings.items[i], 0);
}

/* Which keys there are decides what can be told at all. */
static void put_keys(struct ikt_layout *layout, const struct kept *kept)
{
    if (kept->refuted > 0) {
        ikt_layout_begin(layout, 0, 2, IKT_STYLE_BOLD);
        ikt_layout_put(layout, "A key was given for ");
        ikt_layout_put_number(layout, kept->refuted);
        ikt_layout_put(layout, kept->refuted == 1 ? " ISAKMP SA and does not fit" : " ISAKMP SAs and does not fit");
        if (kept->first_refuted.count > 0) {
            ikt_layout_put(layout, kept->refuted == 1 ? ": " : ", as ");
            ikt_text_refuted(layout, kept->first_refuted.keys, kept->first_refuted.count);
        }
        ikt_layout_put(layout, ".");
        ikt_layout_end(layout);
    }
    ikt_layout_piece(layout, kept->keys->str, kept->keys->len);
}

/* Of a live capture: what was not seen. */
static void put_lost(struct ikt_layout *layout, const struct ikt_report_live *live)
{
    const uint64_t lost = live->lost + live->lost_by_interface;
    if (lost > 0)
        ikt_layout_count(layout, "lost", lost,
                         " packets, that came faster than they were read: what is missing may be among them");
}

static void end_capture(const struct ikt_report_view *view, const struct ikt_capture *capture,
                        const struct ikt_report_capture *input)
{
    struct kept *kept = view->kept;
    struct ikt_told_capture *told = ikt_told_capture_at(kept->part, 0);
    const bool verbose = view->options->verbose;
    g_autoptr(GString) text = g_string_new(NULL);
    struct ikt_layout layout = ikt_layout(view->options, text);
    put_keys(&layout, kept);
    put_capture_findings(&layout, capture);
    put_problems(&layout, capture, verbose);
    ikt_text_pieces(&layout, input, verbose);
    ikt_text_places(&layout, input);
    if (capture->copies > 0)
        ikt_layout_count(&layout, "copies", capture->copies,
                         " (the same packet captured more than once; they count for nothing)");
    if (input->live)
        put_lost(&layout, input->live);
    ikt_layout_field(&layout, "cut short", input->error);
    told->packets = input->packets;
    told->ike_messages = capture->ike_messages;
    told->ikev2_messages = capture->ikev2_messages;
    told->first_time = input->first_time;
    told->last_time = input->last_time;
    told->sha256 = g_strdup(input->sha256);
    told->opened = kept->opened;
    told->closed = kept->closed;
    told->keys_told = kept->keys->len > 0 || kept->refuted > 0;
    told->text = text->len > 0 ? g_strdup(text->str) : NULL;
}

/* What is kept of the run. */
struct run {
    struct ikt_told_list *list;
    uint64_t tunnel; /* whose block is wanted; 0: those of all */
};

static void *new_run(const struct ikt_report_options *options)
{
    struct run *run = g_new(struct run, 1);
    *run = (struct run){ikt_told_list_new(), options->tunnel};
    run->list->local_time = options->local_time;
    return run;
}

static void close_capture(void *data, void *data_of_capture)
{
    struct run *run = data;
    struct kept *kept = data_of_capture;
    if (!kept)
        return;
    ikt_told_list_join(run->list, kept->part, run->tunnel);
    ikt_exchange_texts_free(kept->exchanges);
    g_string_free(kept->keys, TRUE);
    g_free(kept);
}

static void free_run(void *data)
{
    struct run *run = data;
    ikt_told_list_free(run->list);
    g_free(run);
}

static void end_run(const struct ikt_report_options *options, const struct ikt_totals *totals, void *data, GString *out)
{
    ikt_text_run(options, totals, ((const struct run *)data)->list, out);
}

const struct ikt_renderer ikt_renderer_text = {
    .name = "text",
    .begin_capture = begin_capture,
    .phase1 = write_phase1,
    .phase2 = write_phase2,
    .tunnel = write_tunnel,
    .change = write_change,
    .end_capture = end_capture,
    .new_run = new_run,
    .close_capture = close_capture,
    .free_run = free_run,
    .end_run = end_run,
    .rule_line = ikt_text_rule_line,
    .rule_full = ikt_text_rule_full,
};
