/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "runs.h"

#include <string.h>

/* The tunnel of both exchanges: its verdict is what the Quick Mode's findings say. */
static struct ikt_tunnel tunnel_of(const struct records *records, struct ikt_tunnel_exchange exchanges[static 2])
{
    static const bool by_a[] = {true, true, true, true};
    const struct ikt_phase2 *phase2 = &records->phase2;
    const bool up = phase2->outcome == IKT_OUTCOME_ESTABLISHED, unknown = phase2->outcome == IKT_OUTCOME_INCOMPLETE;
    memcpy(exchanges[0].initiator_cookie, records->phase1.initiator_cookie, IKT_COOKIE_SIZE);
    exchanges[1] = exchanges[0];
    exchanges[1].message_id = phase2->message_id;
    struct ikt_tunnel tunnel = {
        .a = {.endpoint = records->phase1.initiator.endpoint},
        .b = {.endpoint = records->phase1.responder.endpoint},
        .state = up        ? IKT_TUNNEL_UP
                 : unknown ? IKT_TUNNEL_UNJUDGED
                           : IKT_TUNNEL_DOWN,
        .where = up || unknown ? IKT_WHERE_NOWHERE : IKT_WHERE_PHASE2,
        .since = phase2->start_time,
        .first_time = records->phase1.start_time,
        .last_time = phase2->end_time,
        .phase1_up = records->phase1.outcome == IKT_OUTCOME_ESTABLISHED,
        .findings = phase2->findings,
        .finding_by_a = by_a,
        .exchange_count = 2,
        .exchanges = exchanges,
        .pair = records->phase1.pair,
        .parts = {phase2->part},
    };
    tunnel.attempts[phase2->outcome] = 1;
    return tunnel;
}

GString *records_report(const struct ikt_report_options *options, const char *file, const struct records *records,
                        const struct ikt_message_event *event)
{
    GString *out = g_string_new(NULL);
    const struct ikt_sink *sink = ikt_report_sink();
    struct ikt_report *report = ikt_report_new(options);
    struct ikt_tunnel_exchange exchanges[2] = {0};
    const struct ikt_tunnel tunnel = tunnel_of(records, exchanges);
    ikt_report_begin(report, out);
    struct ikt_report_group *group = ikt_report_group_new(report, file, out);
    ikt_report_group_turn(group);
    if (event != NULL)
        sink->message(group, event);
    sink->phase1(group, &records->phase1);
    sink->phase2(group, &records->phase2);
    sink->tunnel(group, &tunnel);
    ikt_report_group_finish(group, &records->capture, &records->input);
    ikt_report_group_close(group);
    ikt_report_summary(report, out);
    ikt_report_free(report);
    return out;
}

static void report_capture(struct ikt_report *report, const char *file, const struct ikt_tunnel *const *tunnels,
                           size_t count, GString *out)
{
    const struct ikt_capture capture = {
        .ike_messages = 8, .first_time = TUNNEL_START, .last_time = TUNNEL_START + 300 * IKT_SECOND};
    const struct ikt_report_capture input = {
        .packets = 20, .first_time = TUNNEL_START, .last_time = TUNNEL_START + 300 * IKT_SECOND};
    struct ikt_report_group *group = ikt_report_group_new(report, file, out);
    ikt_report_group_turn(group);
    for (size_t i = 0; i < count; i++)
        ikt_report_sink()->tunnel(group, tunnels[i]);
    ikt_report_group_finish(group, &capture, &input);
    ikt_report_group_close(group);
}

GString *tunnels_report(const struct ikt_report_options *options, const struct ikt_tunnel *const *tunnels, size_t count,
                        bool one_each)
{
    GString *out = g_string_new(NULL);
    struct ikt_report *report = ikt_report_new(options);
    ikt_report_begin(report, out);
    for (size_t i = 0; one_each && i < count; i++) {
        g_autofree char *file = g_strdup_printf("site-%zu/capture.pcap", i + 1);
        report_capture(report, file, &tunnels[i], 1, out);
    }
    if (!one_each)
        report_capture(report, "dir/a.pcap", tunnels, count, out);
    ikt_report_summary(report, out);
    ikt_report_free(report);
    return out;
}
