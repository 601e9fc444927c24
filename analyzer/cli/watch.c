/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch.h"

#include <poll.h>
#include <signal.h>

#include "known_tunnels.h"
#include "messages.h"

enum {
    TICK_MS = 250, /* how long it waits for a packet before it looks at the clock */
    AT_ONCE = 4096 /* packets that are taken before changes are told */
};
/* Packets that are on their way: the clock of the capture stays so far behind that of the machine. */
#define BEHIND (2 * IKT_SECOND)
/* Looking at tunnels takes at most this part of the time. */
#define LOOK_SHARE 10

static volatile sig_atomic_t ended;

struct watching {
    const struct ikt_watch *watch;
    struct ikt_triage *triage;
    struct ikt_feed *feed;
    struct ikt_report_group *group;
    struct ikt_known_tunnels *known;
    GString *text;
    ikt_time now;     /* of the capture */
    gint64 next_look; /* of the monotonic clock, microseconds */
    uint64_t lost;    /* packets, that were said */
    bool down;        /* the interface is; said */
    bool broken;      /* the output takes no more */
};

static void end(int signal)
{
    (void)signal;
    ended = 1;
}

/* A shell has what it runs in the background ignore SIGINT, and nohup SIGHUP: the one is asked for by name then. */
void ikt_watch_heed_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
        struct sigaction now;
        const struct sigaction once = {.sa_handler = end, .sa_flags = (int)SA_RESETHAND};
        if (sigaction(signals[i], NULL, &now) == 0 && (signals[i] != SIGHUP || now.sa_handler != SIG_IGN))
            (void)sigaction(signals[i], &once, NULL);
    }
}

static void take_message(void *user, const struct ikt_message_event *event)
{
    ikt_report_sink()->message(((struct watching *)user)->group, event);
}

static void take_phase1(void *user, const struct ikt_phase1 *record)
{
    ikt_report_sink()->phase1(((struct watching *)user)->group, record);
}

static void take_phase2(void *user, const struct ikt_phase2 *record)
{
    ikt_report_sink()->phase2(((struct watching *)user)->group, record);
}

static void tell_change(void *user, const struct ikt_tunnel *tunnel)
{
    struct watching *watching = user;
    struct ikt_report_change change = {.time = watching->now};
    if (ikt_known_tunnels_take(watching->known, tunnel, &change))
        ikt_report_change(watching->group, tunnel, &change);
}

/* At the end. */
static void take_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    struct watching *watching = user;
    struct ikt_report_change change = {.time = watching->now, .final = true};
    (void)ikt_known_tunnels_take(watching->known, tunnel, &change);
    ikt_configfiles_meet(watching->watch->batch->configs, tunnel);
    ikt_report_change(watching->group, tunnel, &change);
}

static void write_out(struct watching *watching)
{
    if (watching->text->len > 0 &&
        !ikt_output_write(watching->watch->batch->output, watching->text->str, watching->text->len))
        watching->broken = true;
    g_string_truncate(watching->text, 0);
}

static ikt_time wall_clock(void)
{
    return g_get_real_time() - BEHIND;
}

/* What is due without a packet. Time that packets bear is never overtaken. */
static void pass_time(struct watching *watching)
{
    const ikt_time now = wall_clock();
    if (ikt_feed_counts(watching->feed)->frames == 0 || now <= watching->now)
        return;
    watching->now = now;
    ikt_feed_advance(watching->feed, now);
    ikt_triage_advance(watching->triage, now);
}

static void look(struct watching *watching)
{
    const gint64 begun = g_get_monotonic_time();
    if (begun < watching->next_look)
        return;
    if (!watching->watch->batch->quiet)
        ikt_triage_standing(watching->triage, tell_change, watching);
    watching->next_look = begun + LOOK_SHARE * (g_get_monotonic_time() - begun);
}

static void say_lost(struct watching *watching)
{
    const struct ikt_live_drops drops = ikt_live_drops(watching->watch->live);
    const uint64_t lost = drops.kernel + drops.interface;
    if (watching->lost == 0 && lost > 0)
        ikt_say(watching->watch->interface, "packets are lost: they come faster than they are read (--buffer-size, "
                                            "--filter)");
    watching->lost = lost;
}

static void say_down(struct watching *watching)
{
    const bool down = !ikt_live_is_up(watching->watch->live);
    if (down != watching->down)
        ikt_say(watching->watch->interface,
                down ? "is down or has no carrier: nothing is seen until it is up again" : "is up again");
    watching->down = down;
}

/* All packets that wait, up to a bound. False when there are no more to come: why, or NULL for the bound given. */
static bool read_packets(struct watching *watching, char **why)
{
    const struct ikt_watch *watch = watching->watch;
    g_autoptr(GError) error = NULL;
    struct ikt_frame frame;
    for (unsigned i = 0; i < AT_ONCE; i++) {
        if (watch->packets > 0 && ikt_feed_counts(watching->feed)->frames >= watch->packets)
            return false;
        switch (ikt_live_next(watch->live, &frame, &error)) {
        case IKT_LIVE_FRAME:
            ikt_feed_frame(watching->feed, &frame);
            watching->now = MAX(watching->now, frame.time);
            break;
        case IKT_LIVE_NOTHING:
            return true;
        default:
            *why = g_strdup(error->message);
            return false;
        }
    }
    return true;
}

/* NULL, or why it ended early. */
static char *watch_packets(struct watching *watching)
{
    const struct ikt_watch *watch = watching->watch;
    struct pollfd descriptor = {.fd = ikt_live_descriptor(watch->live), .events = POLLIN};
    const gint64 until =
        watch->seconds > 0 ? g_get_monotonic_time() + (gint64)watch->seconds * G_USEC_PER_SEC : G_MAXINT64;
    char *why = NULL;
    bool more = true;
    while (more && !ended && !watching->broken && g_get_monotonic_time() < until) {
        const gint64 left = (until - g_get_monotonic_time()) / 1000;
        (void)poll(&descriptor, 1, (int)CLAMP(left, 0, TICK_MS));
        more = read_packets(watching, &why);
        pass_time(watching);
        look(watching);
        say_lost(watching);
        say_down(watching);
        write_out(watching);
    }
    if (ended && !why)
        (void)read_packets(watching, &why);
    return why;
}

/* Records and the capture's own, of all that was seen. */
static void finish(struct watching *watching, const char *why)
{
    const struct ikt_watch *watch = watching->watch;
    ikt_feed_end(watching->feed);
    const struct ikt_feed_counts *counts = ikt_feed_counts(watching->feed);
    const struct ikt_live_drops drops = ikt_live_drops(watch->live);
    const struct ikt_report_live live = {.lost = drops.kernel, .lost_by_interface = drops.interface};
    const struct ikt_report_capture seen = {
        .packets = counts->frames,
        .others = counts->others,
        .first_time = counts->first_time,
        .last_time = counts->last_time,
        .error = why,
        .live = &live,
    };
    ikt_report_group_finish(watching->group, ikt_triage_finish(watching->triage), &seen);
    ikt_report_group_close(watching->group);
    write_out(watching);
    if (counts->unread_tunnels > 0)
        ikt_say(watch->interface, "%" G_GUINT64_FORMAT " packets came in tunnels that are not read: not judged",
                counts->unread_tunnels);
}

bool ikt_watch_run(const struct ikt_watch *watch)
{
    const struct ikt_batch *batch = watch->batch;
    struct watching watching = {
        .watch = watch, .known = ikt_known_tunnels_new(), .text = g_string_new(NULL), .now = IKT_TIME_NONE};
    struct ikt_sink sink = {
        .message = take_message, .phase1 = take_phase1, .phase2 = take_phase2, .tunnel = take_tunnel};
    if (batch->keytables) {
        sink.keys = ikt_keytables_add;
        sink.keys_user = batch->keytables;
    }
    const struct ikt_triage_options options = {.configs = ikt_configfiles_configs(batch->configs), .logs = batch->logs};
    watching.group = ikt_report_group_new(batch->report, watch->interface, watching.text);
    ikt_report_group_turn(watching.group);
    watching.triage = ikt_triage_new(&options, batch->keyring, &sink, &watching);
    ikt_triage_watch(watching.triage);
    watching.feed = ikt_feed_new(watching.triage, batch->peers);
    g_autofree char *why = watch_packets(&watching);
    finish(&watching, why);
    if (why)
        ikt_say(watch->interface, "%s", why);
    ikt_feed_free(watching.feed);
    ikt_triage_free(watching.triage);
    ikt_known_tunnels_free(watching.known);
    g_string_free(watching.text, TRUE);
    return !why;
}
