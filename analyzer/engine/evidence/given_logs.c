/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/given_logs.h"

#include <glib.h>

struct ikt_given_logs *ikt_given_logs_new(const struct ikt_logs *logs, const struct ikt_configs *configs)
{
    if (ikt_logs_count(logs) == 0)
        return NULL;
    struct ikt_given_logs *read = g_new0(struct ikt_given_logs, 1);
    read->arena = ikt_arena_new(64000);
    read->pairs = ikt_log_pairs(read->arena, logs, configs);
    read->book = ikt_log_book_new(&read->pairs);
    return read;
}

void ikt_given_logs_free(struct ikt_given_logs *logs)
{
    if (!logs)
        return;
    ikt_log_book_free(logs->book);
    ikt_arena_free(logs->arena);
    g_free(logs);
}
