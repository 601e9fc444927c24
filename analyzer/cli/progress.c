/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "progress.h"

#include <stdbool.h>
#include <unistd.h>

#include "messages.h"

enum {
    BEGIN_AFTER = G_USEC_PER_SEC, /* short work says nothing */
    EVERY_TERMINAL = G_USEC_PER_SEC / 4,
    EVERY_FILE = 5 * G_USEC_PER_SEC,
    MEGABYTE = 1000 * 1000
};

struct ikt_progress {
    GMutex lock;
    guint captures, done;
    guint64 octets, read;
    gint64 begun, next, every; /* of the monotonic clock */
    bool terminal;
};

struct ikt_progress *ikt_progress_new(guint captures, guint64 octets)
{
    struct ikt_progress *progress = g_new0(struct ikt_progress, 1);
    g_mutex_init(&progress->lock);
    progress->captures = captures;
    progress->octets = octets;
    progress->terminal = isatty(STDERR_FILENO);
    progress->every = progress->terminal ? EVERY_TERMINAL : EVERY_FILE;
    progress->begun = g_get_monotonic_time();
    progress->next = progress->begun + BEGIN_AFTER;
    return progress;
}

/* Since it began; what is left takes as long as what was read, in proportion. Nothing is left where files grew. */
static void put_rate(const struct ikt_progress *progress, gdouble seconds, GString *text)
{
    const gdouble rate = (gdouble)progress->read / seconds;
    if (rate < 1)
        return;
    g_string_append_printf(text, rate < 10 * MEGABYTE ? ", %.1f MB/s" : ", %.0f MB/s", rate / MEGABYTE);
    if (progress->octets <= progress->read)
        return;
    const guint64 left = (guint64)((gdouble)(progress->octets - progress->read) / rate) + 1;
    if (left < 60)
        g_string_append_printf(text, ", %" G_GUINT64_FORMAT " s left", left);
    else if (left < 3600)
        g_string_append_printf(text, ", %" G_GUINT64_FORMAT " min left", (left + 59) / 60);
    else
        g_string_append_printf(text, ", %" G_GUINT64_FORMAT " h %" G_GUINT64_FORMAT " min left", left / 3600,
                               left % 3600 / 60);
}

static void tell(struct ikt_progress *progress)
{
    const gint64 now = g_get_monotonic_time();
    if (now < progress->next)
        return;
    progress->next = now + progress->every;
    g_autoptr(GString) text = g_string_new(NULL);
    if (progress->captures > 1)
        g_string_append_printf(text, "%u of %u captures, ", progress->done, progress->captures);
    g_string_append_printf(text, "%" G_GUINT64_FORMAT " MB", progress->read / MEGABYTE);
    if (progress->octets > 0)
        g_string_append_printf(text, " of %" G_GUINT64_FORMAT " MB (%" G_GUINT64_FORMAT " %%)",
                               progress->octets / MEGABYTE, progress->read * 100 / progress->octets);
    put_rate(progress, (gdouble)(now - progress->begun) / G_USEC_PER_SEC, text);
    ikt_say_for_now(text->str);
}

void ikt_progress_add(struct ikt_progress *progress, guint64 octets)
{
    if (!progress)
        return;
    g_mutex_lock(&progress->lock);
    progress->read += octets;
    tell(progress);
    g_mutex_unlock(&progress->lock);
}

void ikt_progress_capture_done(struct ikt_progress *progress)
{
    if (!progress)
        return;
    g_mutex_lock(&progress->lock);
    progress->done++;
    g_mutex_unlock(&progress->lock);
}

void ikt_progress_free(struct ikt_progress *progress)
{
    if (!progress)
        return;
    ikt_say_for_now(NULL);
    g_mutex_clear(&progress->lock);
    g_free(progress);
}
