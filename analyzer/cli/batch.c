/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "batch.h"

#include "anonymize/anonymize_message.h"
#include "anonymous.h"
#include "capture/find_captures.h"
#include "capture/reading.h"
#include "give_up.h"
#include "interrupt.h"
#include "joined.h"
#include "messages.h"
#include "pieces.h"
#include "progress.h"

enum {
    WRITE_SIZE = 64 * 1024, /* text gathered before it is written, unless the capture is live */
    TEXTS_NAMED = 3,
    KEPT_LARGEST = 64 * 1024 * 1024 /* text of captures whose turn has not come, all together */
};

/* What a capture leaves for its turn. */
struct part {
    struct ikt_report_group *group;     /* NULL: it could not be opened */
    struct ikt_bundle_capture *bundled; /* NULL: no bundle is wanted, or likewise */
    GString *text;
    struct ikt_later *later; /* for standard error */
    gsize kept;              /* of text, as counted in the run */
    bool trouble;
    bool unread;    /* it could not be opened, or is no capture */
    bool text_file; /* it is none, but text */
    bool done;
};

/* Shared by the workers. */
struct run {
    const struct ikt_batch *batch;
    struct ikt_progress *progress; /* NULL: not wanted */
    struct part *parts;            /* one per capture: per input, or one for all that are stitched */
    guint count;                   /* of parts */
    GMutex lock;                   /* for all below, and for done and kept of the parts */
    GCond moved;                   /* turn has moved, or stopped was set */
    guint next;                    /* capture that no worker has taken yet */
    gint turn;                     /* capture that writes to the output; read without the lock too */
    gint stopped;                  /* the output takes no more; likewise */
    gsize kept;
    bool trouble;
    guint texts; /* inputs that are text and no captures: many names of one mistake */
};

/* One capture on its way. */
struct job {
    struct run *run;
    guint index;
    struct part *part;
    uint64_t told; /* octets that the progress knows of */
    guint done;    /* pieces, likewise */
};

/* The capture whose turn it is, and stays so until it has ended. */
static bool has_turn(const struct job *job)
{
    return g_atomic_int_get(&job->run->turn) == (gint)job->index;
}

/* Only for the part whose turn it is. */
static void write_part(struct run *run, struct part *part)
{
    if (!ikt_output_write(run->batch->output, part->text->str, part->text->len)) {
        g_mutex_lock(&run->lock);
        g_atomic_int_set(&run->stopped, 1);
        g_cond_broadcast(&run->moved);
        g_mutex_unlock(&run->lock);
    }
    g_string_truncate(part->text, 0);
    g_mutex_lock(&run->lock);
    run->kept -= part->kept;
    part->kept = 0;
    g_mutex_unlock(&run->lock);
}

/*
 * Count what a part keeps; while all keep too much, wait until its turn comes. The one whose turn it is never
 * waits, and inputs are taken in order, so there always is one that moves on.
 */
static void keep_part(struct job *job)
{
    struct run *run = job->run;
    struct part *part = job->part;
    g_mutex_lock(&run->lock);
    run->kept += part->text->len - part->kept;
    part->kept = part->text->len;
    while (run->turn != (gint)job->index && run->kept > KEPT_LARGEST && run->stopped == 0)
        g_cond_wait(&run->moved, &run->lock);
    g_mutex_unlock(&run->lock);
}

static void flush(struct job *job)
{
    if (has_turn(job))
        write_part(job->run, job->part);
    else if (job->part->text->len - job->part->kept >= WRITE_SIZE)
        keep_part(job);
}

/* What the feed could not read whole, in words. NULL: nothing. */
static char *remark_of(const struct ikt_feed_counts *counts, const struct ikt_reading *capture)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    char *unread = ikt_reading_remark(capture);
    if (unread)
        g_ptr_array_add(remarks, unread);
    if (counts->incomplete > 0)
        g_ptr_array_add(remarks, g_strdup_printf("%" G_GUINT64_FORMAT " IKE message%s came in IP fragments that were "
                                                 "not all captured whole; only the beginning was read",
                                                 counts->incomplete, counts->incomplete == 1 ? "" : "s"));
    if (counts->unread_tunnels > 0)
        g_ptr_array_add(remarks,
                        g_strdup_printf("%" G_GUINT64_FORMAT " packet%s came in tunnels that are not read: not "
                                        "judged",
                                        counts->unread_tunnels, counts->unread_tunnels == 1 ? "" : "s"));
    g_ptr_array_add(remarks, NULL);
    return remarks->len == 1 ? NULL : g_strjoinv("; ", (char **)remarks->pdata);
}

/* Records come from the feed and, when it has ended, all at once: the output does not wait for them. */
static void flush_if_full(struct job *job)
{
    if (job->part->text->len >= WRITE_SIZE)
        flush(job);
}

static void take_message(void *user, const struct ikt_message_event *event)
{
    struct job *job = user;
    if (job->run->batch->anonymizer)
        ikt_anonymize_learn_message(job->run->batch->anonymizer, event);
    ikt_report_sink()->message(job->part->group, event);
    if (job->part->bundled)
        ikt_bundle_sink()->message(job->part->bundled, event);
    flush_if_full(job);
}

static void take_phase1(void *user, const struct ikt_phase1 *record)
{
    struct job *job = user;
    ikt_report_sink()->phase1(job->part->group, record);
    if (job->part->bundled)
        ikt_bundle_sink()->phase1(job->part->bundled, record);
    flush_if_full(job);
}

static void take_phase2(void *user, const struct ikt_phase2 *record)
{
    struct job *job = user;
    ikt_report_sink()->phase2(job->part->group, record);
    if (job->part->bundled)
        ikt_bundle_sink()->phase2(job->part->bundled, record);
    flush_if_full(job);
}

static void take_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    struct job *job = user;
    ikt_configfiles_meet(job->run->batch->configs, tunnel);
    ikt_report_sink()->tunnel(job->part->group, tunnel);
    if (job->part->bundled)
        ikt_bundle_sink()->tunnel(job->part->bundled, tunnel);
    flush_if_full(job);
}

static void tell_progress(struct job *job, const struct ikt_reading *capture)
{
    for (; job->done < ikt_reading_done(capture); job->done++)
        ikt_progress_capture_done(job->run->progress);
    const uint64_t octets = ikt_reading_octets(capture);
    if (octets == job->told)
        return;
    ikt_progress_add(job->run->progress, octets - job->told);
    job->told = octets;
}

static bool goes_on(const struct run *run)
{
    return g_atomic_int_get(&run->stopped) == 0 && !ikt_interrupted();
}

/* Feed the whole capture. NULL, or why reading stopped. */
static char *read_capture(struct job *job, struct ikt_reading *capture, struct ikt_feed *feed)
{
    const gsize enough = ikt_reading_live(capture) ? 1 : WRITE_SIZE;
    g_autoptr(GError) error = NULL;
    struct ikt_frame frame;
    bool more = true;
    while (goes_on(job->run) && (more = ikt_reading_next(capture, &frame, &error))) {
        ikt_feed_frame(feed, &frame);
        if (job->part->bundled) {
            struct ikt_capture_origin origin;
            ikt_reading_origin(capture, &origin);
            ikt_bundle_frame(job->part->bundled, &frame, &origin);
        }
        tell_progress(job, capture);
        if (job->part->text->len >= enough)
            flush(job);
    }
    ikt_feed_end(feed);
    if (ikt_interrupted() && (more || error)) /* a wait for more ends with an error */
        return g_strdup_printf("interrupted after %" G_GUINT64_FORMAT " packet%s; the rest was not looked at",
                               ikt_feed_counts(feed)->frames, ikt_feed_counts(feed)->frames == 1 ? "" : "s");
    return error ? g_strdup(error->message) : NULL;
}

/* All there is to say of a capture that was read; stopped: why that ended early. The complaint of the report; NULL. */
static char *complain(struct job *job, const struct ikt_feed_counts *counts, const struct ikt_reading *capture,
                      char *stopped)
{
    struct part *part = job->part;
    const struct ikt_stitch *pieces = ikt_reading_pieces(capture);
    if (goes_on(job->run)) /* of a run that was stopped the rest was not read at all */
        ikt_later_add(part->later, ikt_reading_name(capture), remark_of(counts, capture));
    ikt_later_add(part->later, ikt_reading_name(capture), g_strdup(stopped));
    char *complaint = pieces ? ikt_pieces_complain(pieces, part->later) : NULL;
    if (stopped) {
        g_free(complaint);
        complaint = stopped;
    }
    part->trouble = part->trouble || complaint;
    return complaint;
}

static uint64_t frames_left_out(const struct ikt_feed_counts *counts, const struct ikt_reading *capture)
{
    const uint64_t frames = ikt_reading_frames(capture) - ikt_reading_others(capture);
    return frames > counts->frames ? frames - counts->frames : 0;
}

static struct ikt_sink sink_of(const struct ikt_batch *batch)
{
    return (struct ikt_sink){.message = take_message,
                             .phase1 = take_phase1,
                             .phase2 = take_phase2,
                             .tunnel = take_tunnel,
                             .keys = batch->keytables ? ikt_keytables_add : NULL,
                             .keys_user = batch->keytables};
}

/* Takes capture. */
static void triage_capture(struct job *job, struct ikt_reading *capture)
{
    const struct ikt_batch *batch = job->run->batch;
    struct part *part = job->part;
    g_autofree char *name = ikt_anonymous_name(batch->anonymizer, "capture", job->index + 1, ikt_reading_name(capture));
    part->group = ikt_report_group_new(batch->report, name, part->text);
    part->bundled = batch->bundle ? ikt_bundle_capture_new(batch->bundle, name) : NULL;
    if (has_turn(job) && part->bundled)
        ikt_bundle_capture_turn(part->bundled); /* its text needs no place to wait */
    const struct ikt_sink sink = sink_of(batch);
    const struct ikt_triage_options options = {.counts_only = batch->quiet && !batch->bundle,
                                               .configs = ikt_configfiles_configs(batch->configs),
                                               .logs = batch->logs};
    struct ikt_triage *triage = ikt_triage_new(&options, batch->keyring, &sink, job);
    struct ikt_feed *feed =
        part->bundled ? ikt_bundle_feed(part->bundled, triage, batch->peers) : ikt_feed_new(triage, batch->peers);
    const struct ikt_feed_counts *counts = ikt_feed_counts(feed);
    g_autofree char *complaint = complain(job, counts, capture, read_capture(job, capture, feed));
    g_autofree char *sha256 = goes_on(job->run) ? ikt_reading_sha256(capture) : NULL; /* reads what is left */
    size_t piece_count;
    g_autofree struct ikt_report_piece *pieces = ikt_pieces_of(ikt_reading_pieces(capture), &piece_count);
    const struct ikt_report_capture seen = {
        .packets = counts->frames,
        .left_out = batch->filter ? frames_left_out(counts, capture) : 0,
        .others = counts->others,
        .first_time = counts->first_time,
        .last_time = counts->last_time,
        .error = complaint,
        .sha256 = sha256,
        .pieces = pieces,
        .piece_count = piece_count,
    };
    if (has_turn(job)) {
        ikt_report_group_turn(part->group);
        if (part->bundled)
            ikt_bundle_capture_turn(part->bundled);
    }
    const struct ikt_capture *result = ikt_triage_finish(triage);
    ikt_report_group_finish(part->group, result, &seen);
    if (part->bundled)
        ikt_bundle_capture_finish(part->bundled, result, &seen, ikt_reading_octets(capture));
    ikt_feed_free(feed);
    ikt_triage_free(triage);
    ikt_reading_close(capture);
}

static void read_input(struct job *job, const struct ikt_input *input)
{
    const struct ikt_batch *batch = job->run->batch;
    g_autoptr(GError) error = NULL;
    struct ikt_reading *capture =
        input->error ? NULL : ikt_reading_open(input->path, batch->filter, batch->hashed, &error);
    if (capture) {
        triage_capture(job, capture);
        return;
    }
    ikt_later_add(job->part->later, input->path, g_strdup(input->error ? input->error : error->message));
    job->part->trouble = job->part->unread = true;
    job->part->text_file = !input->error && g_error_matches(error, IKT_CAPTURE_ERROR, IKT_CAPTURE_TEXT);
}

/* All inputs as one capture. */
static void read_pieces(struct job *job)
{
    const struct ikt_batch *batch = job->run->batch;
    g_autoptr(GPtrArray) paths = g_ptr_array_new();
    for (guint i = 0; i < batch->inputs->len; i++) {
        const struct ikt_input *input = g_ptr_array_index(batch->inputs, i);
        if (!input->error) {
            g_ptr_array_add(paths, input->path);
            continue;
        }
        ikt_later_add(job->part->later, input->path, g_strdup(input->error));
        job->part->trouble = true;
    }
    if (paths->len > 0)
        triage_capture(job, ikt_reading_stitch(paths, batch->filter, batch->hashed));
}

static bool run_goes_on(void *user)
{
    return goes_on(user);
}

/* All inputs as captures of the same time. */
static void read_places(struct job *job)
{
    const struct ikt_batch *batch = job->run->batch;
    struct part *part = job->part;
    g_autoptr(GPtrArray) paths = ikt_joined_paths(batch->inputs, part->later, &part->trouble);
    if (!paths)
        return;
    struct ikt_join *join = ikt_join_new(paths, batch->filter, batch->peers, batch->hashed, run_goes_on, job->run);
    g_autofree char *name = ikt_joined_name(join);
    part->group = ikt_report_group_new(batch->report, name, part->text);
    const struct ikt_sink sink = sink_of(batch);
    const struct ikt_triage_options options = {.counts_only = batch->quiet,
                                               .configs = ikt_configfiles_configs(batch->configs),
                                               .logs = batch->logs,
                                               .transits = ikt_join_transits(join)};
    struct ikt_triage *triage = ikt_triage_new(&options, batch->keyring, &sink, job);
    ikt_join_feed(join, triage, run_goes_on, job->run);
    const struct ikt_feed_counts counts = ikt_join_feed_counts(join);
    g_autofree char *complaint = ikt_joined_complain(join, part->later);
    g_autofree struct ikt_report_place *places = ikt_joined_places(join);
    const struct ikt_report_capture seen = {
        .packets = counts.frames,
        .first_time = counts.first_time,
        .last_time = counts.last_time,
        .error = complaint,
        .places = places,
        .place_count = ikt_join_count(join),
    };
    part->trouble = part->trouble || complaint;
    if (has_turn(job))
        ikt_report_group_turn(part->group);
    ikt_report_group_finish(part->group, ikt_triage_finish(triage), &seen);
    ikt_triage_free(triage);
    ikt_join_free(join);
}

/* Everything of a part that is done, in its turn. */
static void close_part(struct run *run, guint index)
{
    struct part *part = &run->parts[index];
    if (part->group)
        ikt_report_group_close(part->group);
    if (part->bundled)
        ikt_bundle_capture_close(part->bundled);
    if (part->unread)
        ikt_report_unread(run->batch->report, 1);
    part->group = NULL;
    part->bundled = NULL;
    write_part(run, part);
    g_string_free(part->text, TRUE);
    part->text = NULL;
    run->texts += part->text_file;
    if (!part->text_file || run->texts <= TEXTS_NAMED)
        ikt_later_say(part->later);
}

/* Once for all of them. */
static void say_texts(const struct run *run)
{
    if (run->texts > TEXTS_NAMED)
        ikt_say(NULL, "%u more files are text with no packets in it", run->texts - TEXTS_NAMED);
    if (run->texts > 0)
        ikt_say(NULL, "key files are given with -k, configurations with -c, logs with -l");
}

/* A capture has ended. In its turn it leaves, and with it those behind it that were done before. */
static void end_job(struct job *job)
{
    struct run *run = job->run;
    keep_part(job);
    if (!run->batch->stitch && !run->batch->join)
        ikt_progress_capture_done(run->progress);
    g_mutex_lock(&run->lock);
    job->part->done = true;
    run->trouble = run->trouble || job->part->trouble;
    if (run->turn == (gint)job->index) {
        while (run->turn < (gint)run->count && run->parts[run->turn].done) {
            const guint index = (guint)run->turn;
            g_mutex_unlock(&run->lock);
            close_part(run, index);
            g_mutex_lock(&run->lock);
            g_atomic_int_set(&run->turn, (gint)index + 1);
            g_cond_broadcast(&run->moved);
        }
    }
    g_mutex_unlock(&run->lock);
}

/* The next capture that nobody has taken. False when there is none, or the output takes no more. */
static bool take(struct run *run, struct job *out)
{
    g_mutex_lock(&run->lock);
    bool found = run->next < run->count && goes_on(run);
    if (found) {
        *out = (struct job){.run = run, .index = run->next, .part = &run->parts[run->next]};
        run->next++;
    }
    g_mutex_unlock(&run->lock);
    return found;
}

static gpointer work(gpointer data)
{
    struct job job;
    ikt_give_up_thread();
    while (take(data, &job)) {
        job.part->text = g_string_new(NULL);
        job.part->later = ikt_later_new();
        if (job.run->batch->join)
            read_places(&job);
        else if (job.run->batch->stitch)
            read_pieces(&job);
        else
            read_input(&job, g_ptr_array_index(job.run->batch->inputs, job.index));
        end_job(&job);
    }
    return NULL;
}

static void clear_parts(struct part *parts, guint count)
{
    for (guint i = 0; i < count; i++) {
        if (parts[i].group)
            ikt_report_group_close(parts[i].group); /* of a run that was stopped: nobody reads it */
        if (parts[i].bundled)
            ikt_bundle_capture_drop(parts[i].bundled);
        if (parts[i].text)
            g_string_free(parts[i].text, TRUE);
        ikt_later_free(parts[i].later);
    }
    g_free(parts);
}

bool ikt_batch_run(const struct ikt_batch *batch)
{
    const guint count = batch->stitch || batch->join ? 1 : batch->inputs->len;
    struct run run = {.batch = batch, .parts = g_new0(struct part, count), .count = count};
    g_mutex_init(&run.lock);
    g_cond_init(&run.moved);
    g_autoptr(GPtrArray) threads = g_ptr_array_new();
    for (guint i = 1; i < batch->jobs && i < count; i++) {
        GThread *thread = g_thread_try_new("triage", work, &run, NULL);
        if (!thread)
            break; /* fewer do as well */
        g_ptr_array_add(threads, thread);
    }
    if (batch->progress)
        run.progress = ikt_progress_new(batch->inputs->len, ikt_find_captures_size(batch->inputs));
    work(&run);
    for (guint i = 0; i < threads->len; i++)
        g_thread_join(g_ptr_array_index(threads, i));
    say_texts(&run);
    ikt_progress_free(run.progress);
    if (ikt_interrupted() && run.next < count)
        ikt_say(NULL, "interrupted: %u of %u captures were not read", count - run.next, count);
    clear_parts(run.parts, count);
    g_cond_clear(&run.moved);
    g_mutex_clear(&run.lock);
    return !run.trouble;
}
