/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/logs.h"

#include <glib.h>

#include "documents/log_driver.h"

struct log {
    struct ikt_log told;
    char *name;
    struct ikt_log_store *store;
};

struct ikt_logs {
    GPtrArray *items; /* struct log *, owned */
};

static void log_free(gpointer data)
{
    struct log *log = data;
    ikt_log_store_free(log->store);
    g_free(log->name);
    g_free(log);
}

struct ikt_logs *ikt_logs_new(void)
{
    struct ikt_logs *logs = g_new(struct ikt_logs, 1);
    logs->items = g_ptr_array_new_with_free_func(log_free);
    return logs;
}

void ikt_logs_free(struct ikt_logs *logs)
{
    if (!logs)
        return;
    g_ptr_array_unref(logs->items);
    g_free(logs);
}

static bool refuse(ikt_config_remark *remark, void *user, const char *name, const char *text)
{
    if (remark)
        remark(user, name, 0, text);
    return false;
}

bool ikt_logs_add(struct ikt_logs *logs, const char *name, struct ikt_bytes content, const struct ikt_address *of,
                  ikt_config_remark *remark, void *user)
{
    if (logs->items->len == IKT_LOGS_MAX)
        return refuse(remark, user, name, "left out: there are too many logs");
    struct ikt_log_reader *reader = ikt_log_reader_new();
    ikt_log_reader_read(reader, content);
    if (reader->known == 0) {
        ikt_log_reader_free(reader);
        return refuse(remark, user, name, "no line of it is one of IKE's or IPsec's");
    }
    struct log *log = g_new0(struct log, 1);
    log->name = g_strdup(name);
    log->told.name = log->name;
    log->told.bound = of != NULL;
    if (of)
        log->told.of = *of;
    if (!reader->several)
        log->told.hostname.text = reader->prompts;
    log->store = ikt_log_reader_take_store(reader);
    ikt_log_reader_free(reader);
    ikt_log_store_end(log->store, &log->told);
    g_ptr_array_add(logs->items, log);
    if (log->told.lost > 0 && remark) {
        g_autofree char *text = g_strdup_printf(
            "more different things than are kept: %" G_GUINT64_FORMAT " lines are left out", log->told.lost);
        remark(user, name, 0, text);
    }
    return true;
}

static const struct log *at(const struct ikt_logs *logs, size_t number)
{
    return logs && number < logs->items->len ? logs->items->pdata[number] : NULL;
}

size_t ikt_logs_count(const struct ikt_logs *logs)
{
    return logs ? logs->items->len : 0;
}

const char *ikt_logs_name(const struct ikt_logs *logs, size_t number)
{
    const struct log *log = at(logs, number);
    return log ? log->name : NULL;
}

const struct ikt_log *ikt_logs_log(const struct ikt_logs *logs, size_t number)
{
    const struct log *log = at(logs, number);
    return log ? &log->told : NULL;
}

const char *ikt_logs_line(const struct ikt_logs *logs, const struct ikt_ref *ref)
{
    const struct log *log = ref->kind == IKT_REF_LOG ? at(logs, ref->source) : NULL;
    return log ? ikt_log_store_line(log->store, (unsigned)ref->number) : NULL;
}
