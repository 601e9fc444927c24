/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence.h"

#include <string.h>

#include "anonymous.h"
#include "capture/stream.h"
#include "iketriage/desk.h"
#include "interrupt.h"
#include "messages.h"

/* As a shell takes it, and of printable characters alone. */
static char *command_line(const struct ikt_options *options)
{
    GString *text = g_string_new("iketriage");
    for (char *const *word = options->words; *word; word++) {
        const bool plain =
            **word != '\0' && strspn(*word, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-+=./,:%@^") == strlen(*word);
        g_autofree char *quoted = plain ? g_strdup(*word) : g_shell_quote(*word);
        g_autofree char *shown = ikt_bytes_text((struct ikt_bytes){(const uint8_t *)quoted, strlen(quoted)});
        g_string_append_c(text, ' ');
        g_string_append(text, shown);
    }
    return g_string_free(text, FALSE);
}

static void add_documents(struct ikt_bundle *bundle, const struct ikt_anonymizer *anonymizer, const char *what,
                          const GPtrArray *documents)
{
    for (guint i = 0; i < documents->len; i++) {
        const struct ikt_document_option *one = g_ptr_array_index(documents, i);
        g_autofree char *name = ikt_anonymous_name(anonymizer, what, i + 1, one->path);
        if (strcmp(one->path, IKT_STREAM_STDIN) != 0)
            ikt_bundle_document(bundle, what, one->path, name);
    }
}

struct ikt_bundle *ikt_evidence_open(const struct ikt_options *options, const struct ikt_anonymizer *anonymizer)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *command = anonymizer ? g_strdup("not told, since it names files") : command_line(options);
    const struct ikt_bundle_options wanted = {
        .path = options->evidence, .show_secrets = options->show_secrets, .anonymizer = anonymizer, .command = command};
    struct ikt_bundle *bundle = ikt_bundle_new(&wanted, &error);
    if (!bundle) {
        ikt_say(options->evidence, "the bundle cannot be written: %s", error->message);
        return NULL;
    }
    add_documents(bundle, anonymizer, "configuration", options->configs);
    add_documents(bundle, anonymizer, "log", options->logs);
    return bundle;
}

void ikt_evidence_documents(struct ikt_bundle *bundle, const struct ikt_configs *configs, const struct ikt_logs *logs)
{
    struct ikt_bundle_capture *part = ikt_bundle_capture_new(bundle, NULL);
    ikt_desk_judge(configs, logs, ikt_bundle_sink(), part);
    ikt_bundle_capture_close(part);
}

bool ikt_evidence_close(const struct ikt_options *options, struct ikt_bundle *bundle)
{
    g_autoptr(GError) error = NULL;
    if (!bundle)
        return !options->evidence;
    if (ikt_interrupted()) {
        ikt_bundle_abandon(bundle);
        ikt_say(options->evidence, "interrupted: no bundle is written");
        return false;
    }
    if (ikt_bundle_finish(bundle, &error))
        return true;
    ikt_say(options->evidence, "the bundle cannot be written: %s", error->message);
    return false;
}
