/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "logfiles.h"

#include "keyfiles.h"
#include "messages.h"
#include "options.h"

static bool load(struct ikt_logs *logs, const struct ikt_document_option *option)
{
    struct ikt_content content;
    bool well = ikt_content_read(option->path, "log", IKT_CONTENT_LARGEST_LOG, &content);
    if (well) {
        const struct ikt_bytes bytes = {.data = content.length > 0 ? content.data : NULL, .length = content.length};
        well = ikt_logs_add(logs, option->path, bytes, option->bound ? &option->of : NULL, ikt_say_remark, NULL);
    }
    ikt_content_clear(&content);
    return well;
}

struct ikt_logs *ikt_logfiles_load(const GPtrArray *options, bool *well)
{
    *well = true;
    if (options->len == 0)
        return NULL;
    struct ikt_logs *logs = ikt_logs_new();
    for (guint i = 0; i < options->len; i++)
        *well = load(logs, g_ptr_array_index(options, i)) && *well;
    return logs;
}
