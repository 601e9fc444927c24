/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "triage_run.h"

#include <glib.h>
#include <string.h>

#include "cli/known_tunnels.h"
#include "iketriage/desk.h"
#include "iketriage/feed.h"
#include "output_checks.h"
#include "report/report.h"
#include "secrets.h"
#include "verdicts.h"

enum {
    FRAME_HEADER = 4,
    RAW_IP = 101,
    COPY_LATER = 20,   /* microseconds */
    SPACE_MORE = 60031 /* between packets: no two are copies of one another by what the input says of time */
};

/* How the packets are handed on. */
enum spacing {
    AS_GIVEN,
    SPACED,
    DOUBLED /* spaced, and a copy right behind each, as a mirror port makes it */
};

struct run {
    struct ikt_triage *triage;
    struct ikt_report_group *group;
    struct ikt_known_tunnels *known; /* of a live capture; NULL: it is none */
    uint64_t frame;
    ikt_time time;
    bool documents; /* whose own findings have no ordinal */
    enum spacing spacing;
};

static void discard(void *user, const char *text, size_t length)
{
    (void)user;
    g_assert_true(text || length == 0);
}

static void check_findings(const struct run *run, const struct ikt_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct ikt_finding *finding = findings->items[i];
        g_autofree char *summary = ikt_sentence_text(&finding->summary);
        g_assert_nonnull(summary);
        g_assert_cmpint(finding->severity, <, IKT_SEVERITY_COUNT);
        g_assert_cmpint(finding->likelihood, <, IKT_LIKELIHOOD_COUNT);
        g_assert_cmpuint(finding->evidence_count, >, 0);
        g_assert_true(finding->likelihood != IKT_LIKELIHOOD_CERTAIN || finding->ref_count > 0);
        g_assert_true(run->documents || finding->ordinal > 0 || finding->rule == IKT_RULE_TUNNEL_UNEXPLAINED);
        for (size_t f = 0; f < finding->ref_count; f++) {
            const struct ikt_ref *ref = &finding->refs[f];
            const bool follows = f > 0 && ref[-1].kind == ref->kind && ref[-1].source == ref->source;
            g_assert_cmpuint(ref->number, >, follows ? ref[-1].number : 0);
            g_assert_true(ref->kind != IKT_REF_FRAME || ref->number <= run->frame);
        }
        for (size_t n = 0; ikt_finding_log_next(finding, IKT_LOG_IOS, &n); n++)
            ikt_finding_log_write(finding, IKT_LOG_IOS, n, discard, NULL);
    }
}

static void on_message(void *user, const struct ikt_message_event *event)
{
    const struct run *run = user;
    g_assert_cmpuint(event->packet.frame, <=, run->frame);
    ikt_report_sink()->message(run->group, event);
}

static void on_early(void *user, const struct ikt_phase2 *phase2, const struct ikt_finding *finding)
{
    (void)phase2;
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    check_findings(user, &(struct ikt_findings){1, &finding});
}

static void on_phase1(void *user, const struct ikt_phase1 *record)
{
    const struct run *run = user;
    check_findings(run, &record->findings);
    ikt_report_sink()->phase1(run->group, record);
}

static void on_phase2(void *user, const struct ikt_phase2 *record)
{
    const struct run *run = user;
    check_findings(run, &record->findings);
    ikt_report_sink()->phase2(run->group, record);
}

static void check_tunnel(const struct ikt_tunnel *tunnel)
{
    /* Down is never silent, and what is open has no cause. */
    g_assert_true(tunnel->state != IKT_TUNNEL_DOWN || tunnel->findings.count > 0);
    g_assert_true(tunnel->cause_count == 0 || tunnel->open_count == 0);
    g_assert_cmpuint(tunnel->cause_count, <=, tunnel->findings.count);
}

static void on_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    const struct run *run = user;
    struct ikt_report_change change = {.time = run->time, .final = true};
    check_findings(run, &tunnel->findings);
    check_tunnel(tunnel);
    if (!run->known) {
        ikt_report_sink()->tunnel(run->group, tunnel);
        return;
    }
    (void)ikt_known_tunnels_take(run->known, tunnel, &change);
    ikt_report_change(run->group, tunnel, &change);
}

/* Of a live capture, while it goes on. */
static void on_standing(void *user, const struct ikt_tunnel *tunnel)
{
    const struct run *run = user;
    struct ikt_report_change change = {.time = run->time};
    check_tunnel(tunnel);
    if (ikt_known_tunnels_take(run->known, tunnel, &change))
        ikt_report_change(run->group, tunnel, &change);
}

/* Silence after a packet. */
static void pass_time(struct run *run, struct ikt_feed *feed)
{
    const ikt_time now = run->time + 30 * IKT_SECOND;
    ikt_triage_standing(run->triage, on_standing, run);
    ikt_feed_advance(feed, now);
    ikt_triage_advance(run->triage, now);
    ikt_triage_standing(run->triage, on_standing, run);
}

/* In a copy of the exact size, freed at once: nothing of it may be read later. */
static void feed_frame(struct run *run, struct ikt_feed *feed, struct ikt_bytes octets, size_t beyond)
{
    g_autofree uint8_t *copy = octets.length > 0 ? g_memdup(octets.data, (guint)octets.length) : NULL;
    const struct ikt_frame frame = {++run->frame, run->time, RAW_IP, {copy, octets.length}, octets.length + beyond};
    ikt_feed_frame(feed, &frame);
    if (run->known)
        pass_time(run, feed);
}

static void feed(struct run *run, struct ikt_bytes frames)
{
    struct ikt_feed *feed = ikt_feed_new(run->triage, NULL);
    const uint8_t *data = frames.data;
    run->time = 1000000 * IKT_SECOND;
    for (size_t at = 0; frames.length - at >= FRAME_HEADER;) {
        const size_t length = MIN((size_t)(data[at] << 8 | data[at + 1]), frames.length - at - FRAME_HEADER);
        const size_t beyond = data[at + 2];
        const int step = (int8_t)data[at + 3];
        const ikt_time more = run->spacing == AS_GIVEN ? 0 : SPACE_MORE;
        run->time = MAX(run->time + step * ABS(step) * (IKT_SECOND / 1000) + more, 0);
        at += FRAME_HEADER;
        feed_frame(run, feed, (struct ikt_bytes){data + at, length}, beyond);
        if (run->spacing == DOUBLED) {
            run->time += COPY_LATER;
            feed_frame(run, feed, (struct ikt_bytes){data + at, length}, beyond);
            run->time -= COPY_LATER;
        }
        at += length;
    }
    ikt_feed_end(feed);
    ikt_feed_free(feed);
}

/* Lines of Wireshark's tables: whole, and of nothing but what such a line may have. */
static void on_keys(void *user, const char *table, const char *line)
{
    (void)user;
    g_assert_true(g_str_equal(table, "ikev1_decryption_table") || g_str_equal(table, "esp_sa"));
    g_assert_null(strchr(line, '\n'));
    g_assert_true(g_str_is_ascii(line));
    g_assert_cmpuint(strlen(line), >, 17);
}

static void judge_documents(struct run *run, const struct ikt_configs *configs, const struct ikt_logs *logs)
{
    static const struct ikt_sink sink = {.tunnel = on_tunnel};
    (void)ikt_desk_judge(configs, logs, &sink, run);
}

static void finish(struct run *run, uint8_t how)
{
    static const struct ikt_report_live live = {.lost = 1, .lost_by_interface = 2};
    const struct ikt_capture *capture = ikt_triage_finish(run->triage);
    const struct ikt_report_capture input = {.packets = run->frame,
                                             .first_time = capture->first_time,
                                             .last_time = capture->last_time,
                                             .left_out = how & TRIAGE_RUN_LATER ? 7 : 0,
                                             .others = how & TRIAGE_RUN_LATER ? 3 : 0,
                                             .error =
                                                 how & TRIAGE_RUN_LATER ? "it ends in the middle of a packet" : NULL,
                                             .live = run->known ? &live : NULL};
    check_findings(run, &capture->findings);
    ikt_report_group_finish(run->group, capture, &input);
}

static bool is_live(const struct triage_given *given, bool alone)
{
    return (given->how & TRIAGE_RUN_LIVE) && !(given->how & TRIAGE_RUN_LATER) && !alone;
}

static void run_once(const struct triage_given *given, const char *format, enum spacing spacing, GString *out)
{
    static const struct ikt_sink sink = {.message = on_message,
                                         .early = on_early,
                                         .phase1 = on_phase1,
                                         .phase2 = on_phase2,
                                         .tunnel = on_tunnel,
                                         .keys = on_keys};
    const uint8_t how = given->how;
    const bool all = (how & TRIAGE_RUN_ALL) != 0, documents = given->configs || given->logs;
    const struct ikt_report_options options = {.format = format,
                                               .messages = true,
                                               .verbose = (how & TRIAGE_RUN_VERBOSE) != 0,
                                               .all = all,
                                               .colour = all,
                                               .local_time = all,
                                               .width = all ? 50 : 0,
                                               .show_secrets = all,
                                               .tunnel = how & TRIAGE_RUN_FIRST ? 1 : 0,
                                               .ios_release = how & TRIAGE_RUN_FIRST ? 12 : 0,
                                               .configs = given->configs,
                                               .logs = given->logs};
    const struct ikt_triage_options few = {.max_live = 8, .configs = given->configs, .logs = given->logs};
    const bool alone = given->frames.length < FRAME_HEADER && documents;
    struct ikt_report *report = ikt_report_new(&options);
    ikt_report_begin(report, out);
    struct run run = {
        .group = ikt_report_group_new(report, alone ? NULL : "fuzz", out), .documents = documents, .spacing = spacing};
    if (!(how & TRIAGE_RUN_LATER))
        ikt_report_group_turn(run.group);
    run.triage = ikt_triage_new(&few, given->keyring, &sink, &run);
    if (is_live(given, alone)) {
        run.known = ikt_known_tunnels_new();
        ikt_triage_watch(run.triage);
    }
    feed(&run, given->frames);
    if (alone)
        judge_documents(&run, given->configs, given->logs);
    else
        finish(&run, how);
    ikt_report_group_close(run.group);
    ikt_report_summary(report, out);
    ikt_triage_free(run.triage);
    if (run.known)
        ikt_known_tunnels_free(run.known);
    ikt_report_free(report);
}

char *triage_json(const struct triage_given *given)
{
    g_autoptr(GString) out = g_string_new(NULL);
    run_once(given, "json", AS_GIVEN, out);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

void triage_run(const struct triage_given *given)
{
    static const char *const formats[] = {"json", "text", "tsv", "ios", "html"};
    const char *format = formats[(given->how & TRIAGE_RUN_FORMAT) % G_N_ELEMENTS(formats)];
    g_autoptr(GString) out = g_string_new(NULL), again = g_string_new(NULL), doubled = g_string_new(NULL);
    run_once(given, format, AS_GIVEN, out);
    check_output(format, out->str, out->len);
    check_holes(format, out->str, given->all);
    if (!(given->how & TRIAGE_RUN_ALL))
        check_secrets(given->all, out->str);
    if (!g_str_equal(format, "json"))
        return;
    run_once(given, format, AS_GIVEN, again);
    g_assert_true(g_string_equal(out, again));
    check_verdicts(out->str, !(given->how & (TRIAGE_RUN_FIRST | TRIAGE_RUN_LIVE)));
    if (given->how & (TRIAGE_RUN_FIRST | TRIAGE_RUN_LIVE))
        return;
    g_string_truncate(again, 0);
    run_once(given, format, SPACED, again);
    run_once(given, format, DOUBLED, doubled);
    check_doubled(again->str, doubled->str);
}
