/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "logfiles.h"

#include "anonymous.h"
#include "keyfiles.h"
#include "messages.h"
#include "options.h"

#define KEYS_SOUGHT (64u << 20) /* octets: what a key file may have */

/* A daemon's log may hold keys, which -l leaves there. */
static void say_keys(const char *name, struct ikt_bytes content)
{
    if (content.length > KEYS_SOUGHT)
        return;
    struct ikt_keyring *keyring = ikt_keyring_new();
    ikt_keyring_add(keyring, name, content, NULL, NULL);
    if (ikt_keyring_size(keyring) > 0)
        ikt_say(name, "note: there are keys in it as well: -k takes them");
    ikt_keyring_unref(keyring);
}

static bool load(struct ikt_logs *logs, const struct ikt_document_option *option, guint number,
                 struct ikt_anonymizer *anonymizer, bool keys_given)
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
        else if (!keys_given)
            say_keys(name, bytes);
    }
    ikt_content_clear(&content);
    return well;
}

struct ikt_logs *ikt_logfiles_load(const GPtrArray *options, struct ikt_anonymizer *anonymizer, bool keys_given,
                                   bool *well)
{
    *well = true;
    if (options->len == 0)
        return NULL;
    struct ikt_logs *logs = ikt_logs_new();
    for (guint i = 0; i < options->len; i++)
        *well = load(logs, g_ptr_array_index(options, i), i + 1, anonymizer, keys_given) && *well;
    return logs;
}
