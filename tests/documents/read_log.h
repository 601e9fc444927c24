/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A log out of a text, and its events by their kind.
 */
#ifndef TESTS_DOCUMENTS_READ_LOG_H
#define TESTS_DOCUMENTS_READ_LOG_H

#include <string.h>

#include <glib.h>

#include "documents/log_event.h"

/* NULL log: no line of it was known. */
struct read_log {
    struct ikt_logs *logs;
    const struct ikt_log *log;
};

static inline struct read_log read_octets(const void *octets, size_t length)
{
    struct read_log read = {.logs = ikt_logs_new()};
    const struct ikt_bytes content = {length > 0 ? octets : NULL, length};
    const bool known = ikt_logs_add(read.logs, "test.log", content, NULL, NULL, NULL);
    read.log = ikt_logs_log(read.logs, 0);
    g_assert_true(known == (read.log != NULL));
    return read;
}

static inline struct read_log read_log(const char *text)
{
    return read_octets(text, strlen(text));
}

static inline void free_log(struct read_log *read)
{
    ikt_logs_free(read->logs);
}

static inline size_t count_events(const struct read_log *read, enum ikt_log_event_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; read->log && i < read->log->count; i++)
        count += read->log->events[i].kind == kind;
    return count;
}

/* The event of a kind, from 0. */
static inline const struct ikt_log_event *event_of(const struct read_log *read, enum ikt_log_event_kind kind,
                                                   size_t nth)
{
    for (size_t i = 0; read->log && i < read->log->count; i++)
        if (read->log->events[i].kind == kind && nth-- == 0)
            return &read->log->events[i];
    g_assert_not_reached();
}

static inline void assert_address(const struct ikt_address *address, const char *expected)
{
    char text[IKT_ADDRESS_TEXT];
    g_assert_cmpstr(ikt_address_format(address, text), ==, expected);
}

#endif
