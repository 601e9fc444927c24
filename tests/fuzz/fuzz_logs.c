/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the input as a log. Events come in the order of their lines, are bounded, and every text can be printed.
 */
#include <glib.h>

#include "documents/log_event.h"
#include "fuzz_message.h"

static void check_text(const char *text)
{
    g_assert_true(!text || (g_utf8_validate(text, -1, NULL) && *text && strlen(text) <= 160));
}

static void check_event(const struct ikt_logs *logs, const struct ikt_log_event *event, size_t size)
{
    const struct ikt_ref ref = {.kind = IKT_REF_LOG, .source = 0, .number = event->line};
    g_assert_cmpuint(event->line, >, 0);
    g_assert_cmpuint(event->line, <=, size);
    g_assert_cmpint(event->kind, <, IKT_LOG_KIND_COUNT);
    check_text(event->router);
    check_text(event->name);
    check_text(event->text);
    check_text(event->other);
    const char *line = ikt_logs_line(logs, &ref);
    g_assert_nonnull(line);
    g_assert_true(g_utf8_validate(line, -1, NULL) && strlen(line) <= 160);
    if (event->show) {
        check_text(event->show->map);
        check_text(event->show->interface);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ikt_bytes content = {size > 0 ? data : NULL, size};
    struct ikt_logs *logs = ikt_logs_new();
    if (ikt_logs_add(logs, "log", content, NULL, NULL, NULL)) {
        const struct ikt_log *log = ikt_logs_log(logs, 0);
        for (size_t i = 0; i < log->count; i++) {
            check_event(logs, &log->events[i], size);
            g_assert_true(i == 0 || log->events[i - 1].line <= log->events[i].line);
        }
    } else {
        g_assert_cmpuint(ikt_logs_count(logs), ==, 0);
    }
    ikt_logs_free(logs);
    return 0;
}
