/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bundle.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "bundle_internal.h"
#include "capture/file_hash.h"

static const char *const names[IKT_BUNDLE_FILES] = {"report.html", "report.json", "relevant.pcapng", "decrypted.pcapng",
                                                    "commands.txt"};
static const char *const formats[IKT_BUNDLE_FORMATS] = {"html", "json"};

const enum ikt_text_kind ikt_bundle_kinds[IKT_BUNDLE_FORMATS] = {IKT_TEXT_HTML, IKT_TEXT_JSON};

const GString *ikt_bundle_text(const struct ikt_bundle *bundle, enum ikt_text_kind kind, const GString *text,
                               GString *made)
{
    if (!bundle->anonymizer)
        return text;
    g_string_truncate(made, 0);
    ikt_anonymize_text(bundle->anonymizer, kind, text->str, text->len, made);
    return made;
}

void ikt_bundle_fail(struct ikt_bundle *bundle, GError *error)
{
    g_mutex_lock(&bundle->lock);
    if (bundle->error)
        g_error_free(error);
    else
        bundle->error = error;
    g_mutex_unlock(&bundle->lock);
}

void ikt_bundle_fail_writing(struct ikt_bundle *bundle)
{
    const int number = errno;
    ikt_bundle_fail(bundle, g_error_new(G_FILE_ERROR, (gint)g_file_error_from_errno(number), "cannot write it: %s",
                                        g_strerror(number)));
}

static bool open_files(struct ikt_bundle *bundle, GError **error)
{
    for (int i = 0; i < IKT_BUNDLE_FILES; i++) {
        FILE *file = ikt_bundle_folder_file(bundle->folder, names[i], error);
        if (!file)
            return false;
        bundle->files[i] = ikt_hashed_file_new(file);
    }
    return true;
}

struct ikt_bundle *ikt_bundle_new(const struct ikt_bundle_options *options, GError **error)
{
    struct ikt_bundle_folder *folder = ikt_bundle_folder_new(options->path, error);
    if (!folder)
        return NULL;
    struct ikt_bundle *bundle = g_new0(struct ikt_bundle, 1);
    g_mutex_init(&bundle->lock);
    bundle->folder = folder;
    bundle->commands = ikt_commands_new();
    bundle->inputs = g_string_new(NULL);
    bundle->command = g_strdup(options->command);
    bundle->show_secrets = options->show_secrets;
    bundle->anonymizer = options->anonymizer;
    if (open_files(bundle, error))
        return bundle;
    ikt_bundle_abandon(bundle);
    return NULL;
}

static void put_text(struct ikt_bundle *bundle, enum ikt_bundle_file file, enum ikt_text_kind kind, const GString *text)
{
    g_autoptr(GString) made = g_string_new(NULL);
    const GString *told = ikt_bundle_text(bundle, kind, text, made);
    if (!ikt_hashed_file_put(bundle->files[file], told->str, told->len))
        ikt_bundle_fail_writing(bundle);
}

static void put_report(struct ikt_bundle *bundle, enum ikt_bundle_file format, const GString *text)
{
    put_text(bundle, format, ikt_bundle_kinds[format], text);
}

void ikt_bundle_begin(struct ikt_bundle *bundle, const struct ikt_report_options *look)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++) {
        struct ikt_report_options one = *look;
        one.format = formats[i];
        one.quiet = false;
        one.messages = false; /* with keys they hold what preshared keys can be tried on */
        one.tunnel = 0;
        bundle->reports[i] = ikt_report_new(&one);
        g_string_truncate(text, 0);
        ikt_report_begin(bundle->reports[i], text);
        put_report(bundle, i, text);
    }
}

const char *ikt_bundle_path(const struct ikt_bundle *bundle)
{
    return ikt_bundle_folder_path(bundle->folder);
}

static void close_files(struct ikt_bundle *bundle)
{
    for (int i = 0; i < IKT_BUNDLE_FILES; i++) {
        if (bundle->files[i] && !ikt_hashed_file_close(bundle->files[i]))
            ikt_bundle_fail_writing(bundle);
    }
}

static void end_reports(struct ikt_bundle *bundle)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++) {
        g_string_truncate(text, 0);
        ikt_report_summary(bundle->reports[i], text);
        put_report(bundle, i, text);
    }
}

/* Lower-case hex; NULL where it cannot be read. */
static char *hash_of(const char *path)
{
    FILE *file = g_fopen(path, "r");
    struct ikt_file_hash *hash = file ? ikt_file_hash_new() : NULL;
    char octets[16384];
    size_t length;
    while (hash && (length = fread(octets, 1, sizeof octets, file)) > 0)
        ikt_file_hash_add(hash, octets, length);
    char *text = hash && ferror(file) == 0 ? ikt_file_hash_end(hash) : NULL;
    ikt_file_hash_free(hash);
    if (file)
        fclose(file);
    return text;
}

void ikt_bundle_document(struct ikt_bundle *bundle, const char *what, const char *path, const char *name)
{
    GStatBuf status;
    g_autofree char *hash = g_stat(path, &status) == 0 && S_ISREG(status.st_mode) ? hash_of(path) : NULL;
    g_autofree char *shown = ikt_bytes_text((struct ikt_bytes){(const uint8_t *)name, strlen(name)});
    if (hash)
        g_string_append_printf(bundle->inputs, "# %s: %s  %s, %" G_GUINT64_FORMAT " bytes\n", what, hash, shown,
                               (uint64_t)status.st_size);
    else
        g_string_append_printf(bundle->inputs, "# %s: SHA-256 not known  %s\n", what, shown);
}

/* sha256sum -c reads it, and passes over lines that begin with a number sign. */
static bool is_learned(const struct ikt_anonymizer *anonymizer)
{
    return !anonymizer || !(ikt_anonymizer_unlearned(anonymizer) & (IKT_UNLEARNED_NAMES | IKT_UNLEARNED_COOKIES));
}

static void write_manifest(struct ikt_bundle *bundle)
{
    g_autoptr(GString) text = g_string_new("# Made by ");
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *written = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    g_string_append_printf(text, "%s\n# command: %s\n# written: %s\n", ikt_report_tool, bundle->command, written);
    g_string_append(text, bundle->inputs->str);
    if (!is_learned(bundle->anonymizer))
        g_string_append(text,
                        "# anonymized: more names or cookies than can be learned, so more than these is replaced\n");
    for (int i = 0; i < IKT_BUNDLE_FILES; i++) {
        g_autofree char *hash = ikt_hashed_file_sha256(bundle->files[i]);
        if (!hash) {
            ikt_bundle_fail(bundle, g_error_new(G_FILE_ERROR, G_FILE_ERROR_NOSYS, "libgcrypt has no SHA-256"));
            return;
        }
        g_string_append_printf(text, "%s  %s\n", hash, names[i]);
    }
    GError *error = NULL;
    FILE *file = ikt_bundle_folder_file(bundle->folder, "MANIFEST.sha256", &error);
    if (!file) {
        ikt_bundle_fail(bundle, error);
        return;
    }
    if (fwrite(text->str, 1, text->len, file) != text->len || fflush(file) != 0)
        ikt_bundle_fail_writing(bundle);
    fclose(file);
}

/* All but the folder. */
static void free_bundle(struct ikt_bundle *bundle)
{
    for (int i = 0; i < IKT_BUNDLE_FORMATS; i++)
        ikt_report_free(bundle->reports[i]);
    for (int i = 0; i < IKT_BUNDLE_FILES; i++)
        ikt_hashed_file_free(bundle->files[i]);
    ikt_commands_free(bundle->commands);
    g_string_free(bundle->inputs, TRUE);
    g_free(bundle->command);
    g_clear_error(&bundle->error);
    g_mutex_clear(&bundle->lock);
    g_free(bundle);
}

bool ikt_bundle_finish(struct ikt_bundle *bundle, GError **error)
{
    g_autoptr(GString) commands = g_string_new(NULL);
    end_reports(bundle);
    ikt_commands_write(bundle->commands, commands);
    put_text(bundle, IKT_BUNDLE_COMMANDS, IKT_TEXT_PLAIN, commands);
    close_files(bundle);
    write_manifest(bundle);
    if (bundle->error) {
        g_propagate_error(error, g_steal_pointer(&bundle->error));
        ikt_bundle_abandon(bundle);
        return false;
    }
    struct ikt_bundle_folder *folder = bundle->folder;
    free_bundle(bundle);
    return ikt_bundle_folder_finish(folder, error);
}

void ikt_bundle_abandon(struct ikt_bundle *bundle)
{
    if (!bundle)
        return;
    close_files(bundle);
    ikt_bundle_folder_abandon(bundle->folder);
    free_bundle(bundle);
}
