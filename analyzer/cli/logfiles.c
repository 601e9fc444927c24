/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "logfiles.h"

#include "anonymous.h"
#include "keyfiles.h"
#include "messages.h"
#include "options.h"

static bool load(struct ikt_logs *logs, const struct ikt_document_option *option, guint number,
                 struct ikt_anonymizer *anonymizer)
{
    struct ikt_content content;
    bool well = ikt_content_read(option->path, "log", IKT_CONTENT_LARGEST_LOG, &content);
    if (well) {
        const struct ikt_bytes bytes = {.data = content.length > 0 ? content.data : NULL, .length = content.length};
        g_autofree char *name = ikt_anonymous_name(anonymizer, "log", number, option->path);
        if (anonymizer)
            ikt_anonymizer_learn_document(anonymizer, bytes);
        well = ikt_logs_add(logs, name, bytes, option->bound ? &option->of : NULL, ikt_say_remark, NULL);
        if (!well)
            ikt_content_say_capture(name, bytes);
    }
    ikt_content_clear(&content);
    return well;
}

struct ikt_logs *ikt_logfiles_load(const GPtrArray *options, struct ikt_anonymizer *anonymizer, bool *well)
{
    *well = true;
    if (options->len == 0)
        return NULL;
    struct ikt_logs *logs = ikt_logs_new();
    for (guint i = 0; i < options->len; i++)
        *well = load(logs, g_ptr_array_index(options, i), i + 1, anonymizer) && *well;
    return logs;
}
