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
    gint64 next, every; /* of the monotonic clock */
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
    progress->next = g_get_monotonic_time() + BEGIN_AFTER;
    return progress;
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
