/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The command: options, keys, captures, report, exit status (0 nothing wrong was found, 1 a tunnel that is down or a
 * finding of severity error, 2 trouble, 130 interrupted).
 */
#include <fcntl.h>
#include <gcrypt.h>
#include <glib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "anonymous.h"
#include "batch.h"
#include "capture/find_captures.h"
#include "capture/stream.h"
#include "configfiles.h"
#include "evidence.h"
#include "give_up.h"
#include "iketriage/desk.h"
#include "interrupt.h"
#include "keyfiles.h"
#include "live_start.h"
#include "locked_keys.h"
#include "logfiles.h"
#include "messages.h"
#include "near_words.h"
#include "not_read.h"
#include "options.h"
#include "output.h"
#include "report/report.h"
#include "sandbox.h"
#include "standin.h"
#include "summarize.h"
#include "unfinished/unfinished.h"
#include "watch.h"

enum {
    EXIT_CLEAN = 0,
    EXIT_ERRORS = 1,
    EXIT_TROUBLE = 2
};

enum {
    SECURE_POOL = 32 * 1024, /* for the keys of some ciphers, which a job has one of each; more follow as needed */
    SECURE_POOL_MORE = 256 * 1024
};

/*
 * Whoever calls without one of the three standard descriptors would get its number for a capture or the output, and
 * messages would end up there. Each is opened the wrong way round, so that using it still fails.
 */
static void hold_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* Keys are in memory: no core file, and no dump handler either (which heeds the second alone). */
static void forbid_core_dumps(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
#if !defined(IKT_SANITIZED) /* the leak checker has to attach to the process */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/*
 * The interrupt that ends "tcpdump ... | iketriage -" ends the writer; the reader goes on to the end of what it wrote,
 * and tells it. Files are read no further.
 */
static void heed_interrupt(const struct ikt_options *options)
{
    for (const char *const *name = options->captures; *name; name++)
        if (strcmp(*name, IKT_STREAM_STDIN) == 0) {
            ikt_interrupt_outlive();
            return;
        }
    if (*options->captures) {
        ikt_interrupt_watch();
        ikt_stream_give_up_when(ikt_interrupted);
    }
}

/* libgcrypt locks its pool of secure memory, and it is to be in no core either: of any address it tells whether it is
 * in. */
static void hide_secure_memory(void)
{
    const uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE);
    void *first = gcry_malloc_secure(1);
    if (!first)
        return;
    uintptr_t page = (uintptr_t)first / size * size;
    for (; gcry_is_secure((void *)(page + size - 1)); page += size)
        (void)madvise((void *)page, size, MADV_DONTDUMP);
    gcry_free(first);
}

static bool start_gcrypt(void)
{
    gcry_set_fatalerror_handler(ikt_give_up_by_gcrypt, NULL);
    if (!gcry_check_version(GCRYPT_VERSION)) {
        ikt_say(NULL, "libgcrypt is older than %s, which this was built with", GCRYPT_VERSION);
        return false;
    }
    /* Where memory may not be locked, or the pool is used up, secrets are wiped all the same. Suspending the warning
     * lets the one of a second pool pass. */
    gcry_control(GCRYCTL_DISABLE_SECMEM_WARN);
#if GCRYPT_VERSION_NUMBER >= 0x010900 /* in older ones the pool stays as large as it begins */
    gcry_control(GCRYCTL_AUTO_EXPAND_SECMEM, SECURE_POOL_MORE, 0);
#endif
    /* An error of this call says that the pool is not locked; -v says it of all keys. */
    (void)gcry_control(GCRYCTL_INIT_SECMEM, SECURE_POOL, 0);
    gcry_error_t error = gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    if (error != 0)
        ikt_say(NULL, "libgcrypt does not start: %s", gcry_strerror(error));
    else
        hide_secure_memory();
    return error == 0;
}

static void set_terminal(const struct ikt_options *options, struct ikt_report_options *out)
{
    if (options->output || !isatty(STDOUT_FILENO))
        return;
    const char *no_colour = g_getenv("NO_COLOR");
    out->colour = (!no_colour || *no_colour == '\0') && g_strcmp0(g_getenv("TERM"), "dumb") != 0;
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        out->width = size.ws_col;
}

/* False when the output could not be written; said. */
static bool close_output(const struct ikt_options *options, struct ikt_output *output)
{
    g_autoptr(GError) error = NULL;
    if (ikt_output_close(output, &error))
        return true;
    ikt_say(options->output, "%scannot be written: %s", options->output ? "" : "standard output ", error->message);
    return false;
}

static struct ikt_output *open_output(const struct ikt_options *options)
{
    g_autoptr(GError) error = NULL;
    struct ikt_output *output = options->interface ? ikt_output_open_directly(options->output, &error)
                                                   : ikt_output_open(options->output, &error);
    if (!output)
        ikt_say(options->output, "cannot be written: %s", error->message);
    return output;
}

/* Texts that need no capture. */
static int print(const struct ikt_options *options, const struct ikt_report_options *look)
{
    g_autoptr(GString) text = g_string_new(NULL);
    switch (options->action) {
    case IKT_ACTION_LIST_RULES:
        ikt_report_list_rules(look, text);
        break;
    case IKT_ACTION_EXPLAIN:
        if (!ikt_report_explain(options->rule, look, text)) {
            g_autofree char *near = ikt_near_rules(options->rule);
            g_autofree char *why =
                g_strdup_printf("there is no rule '%s'; %s%s%s", options->rule, near ? "near it: " : "",
                                near ? near : "--list-rules names them", near ? " (--list-rules names all)" : "");
            ikt_say_escaped(why);
            return EXIT_TROUBLE;
        }
        break;
    case IKT_ACTION_HELP:
        g_string_append(text, ikt_options_help());
        break;
    default:
        g_string_append_printf(text, "%s\n", ikt_report_tool);
        break;
    }
    struct ikt_output *output = open_output(options);
    if (!output)
        return EXIT_TROUBLE;
    ikt_output_write(output, text->str, text->len);
    return close_output(options, output) ? EXIT_CLEAN : EXIT_TROUBLE;
}

/* Writing over what is read would be a mistake that cannot be undone. */
static bool output_is_read(const struct ikt_options *options, const GPtrArray *inputs)
{
    if (!options->output)
        return false;
    bool same = false;
    for (guint i = 0; i < inputs->len && !same; i++) {
        const struct ikt_input *input = g_ptr_array_index(inputs, i);
        same = ikt_output_same_file(options->output, input->path);
    }
    for (guint i = 0; i < options->keys->len && !same; i++)
        same = ikt_output_same_file(options->output, g_ptr_array_index(options->keys, i));
    const GPtrArray *const documents[] = {options->configs, options->logs};
    for (size_t k = 0; k < G_N_ELEMENTS(documents); k++)
        for (guint i = 0; i < documents[k]->len && !same; i++) {
            const struct ikt_document_option *one = g_ptr_array_index(documents[k], i);
            same = ikt_output_same_file(options->output, one->path);
        }
    if (same)
        ikt_say(options->output, "is read and cannot be the output as well");
    return same;
}

/* Frees the tables. NULL is allowed. */
static bool write_keytables(struct ikt_keytables *tables)
{
    const bool well = !tables || ikt_keytables_write(tables);
    ikt_keytables_free(tables);
    return well;
}

static bool open_keytables(const struct ikt_options *options, struct ikt_keytables **out)
{
    g_autoptr(GError) error = NULL;
    *out = options->export_keys ? ikt_keytables_new(options->export_keys, &error) : NULL;
    if (error)
        ikt_say(options->export_keys, "keys cannot be written: %s", error->message);
    return !error;
}

/* Configurations and logs without a capture. */
static void judge_documents(const struct ikt_configs *configs, const struct ikt_logs *logs, struct ikt_report *report,
                            struct ikt_output *output)
{
    g_autoptr(GString) text = g_string_new(NULL);
    struct ikt_report_group *group = ikt_report_group_new(report, NULL, text);
    ikt_report_group_turn(group);
    const struct ikt_desk_counts counts = ikt_desk_judge(configs, logs, ikt_report_sink(), group);
    ikt_report_group_left_out(group, counts.logs_left_out);
    ikt_report_group_close(group);
    ikt_output_write(output, text->str, text->len);
    if (counts.left_out > 0)
        ikt_say(NULL, "%" G_GUINT64_FORMAT " tunnels more than are told were left out", counts.left_out);
}

/*
 * All that is asked for is open or in memory: from here on the process reads captures, which are hostile. Sanitizers
 * need calls that are forbidden then.
 */
static void confine(const struct ikt_options *options, const GPtrArray *inputs)
{
    unsigned holds = 0;
    g_autoptr(GPtrArray) read = g_ptr_array_new(), write = g_ptr_array_new();
    g_autofree char *folder = options->output ? g_path_get_dirname(options->output) : NULL;
    for (const char *const *name = options->captures; *name; name++)
        g_ptr_array_add(read, (gpointer)*name);
    g_autoptr(GPtrArray) linked = inputs ? ikt_find_captures_elsewhere(inputs, options->captures) : g_ptr_array_new();
    g_ptr_array_extend(read, linked, NULL, NULL);
    if (folder)
        g_ptr_array_add(write, folder);
    if (options->export_keys)
        g_ptr_array_add(write, (gpointer)options->export_keys);
    g_autofree char *evidence = options->evidence ? g_canonicalize_filename(options->evidence, NULL) : NULL;
    g_autofree char *around = evidence ? g_path_get_dirname(evidence) : NULL;
    g_autofree char *map = options->anonymize_map ? g_path_get_dirname(options->anonymize_map) : NULL;
    if (map)
        g_ptr_array_add(write, map);
    if (around)
        g_ptr_array_add(write, around);
    g_autofree char *counts =
        options->interface ? g_build_filename("/sys/class/net", options->interface, "statistics", NULL) : NULL;
    if (counts)
        g_ptr_array_add(read, counts);
    const struct ikt_sandbox sandbox = {
        .read = read, .write = write, .live = options->interface != NULL, .jobs = options->jobs};
#if !defined(IKT_SANITIZED)
    if (!options->no_sandbox)
        holds = ikt_sandbox_enter(&sandbox);
#else
    (void)sandbox;
#endif
    g_autofree char *text = ikt_sandbox_text(holds);
    if (options->verbose)
        ikt_say(NULL, "note: confined: %s", text);
}

static enum ikt_text_kind kind_of(const char *format)
{
    return strcmp(format, "json") == 0 ? IKT_TEXT_JSON : strcmp(format, "html") == 0 ? IKT_TEXT_HTML : IKT_TEXT_PLAIN;
}

static int triage(const struct ikt_options *options, const struct ikt_report_options *look)
{
    struct ikt_live *live;
    if (!ikt_live_start(options, &live))
        return EXIT_TROUBLE;
    struct ikt_beside beside = {0};
    g_autoptr(GPtrArray) inputs = ikt_find_captures(options->captures, &beside);
    ikt_say_not_read(options, &beside);
    ikt_beside_clear(&beside);
    struct ikt_keytables *keytables;
    if (!open_keytables(options, &keytables)) {
        ikt_live_close(live);
        return EXIT_TROUBLE;
    }
    struct ikt_anonymizer *anonymizer;
    if (!ikt_anonymous_start(options, &anonymizer)) {
        ikt_keytables_free(keytables);
        ikt_live_close(live);
        return EXIT_TROUBLE;
    }
    struct ikt_bundle *bundle = options->evidence ? ikt_evidence_open(options, anonymizer) : NULL;
    const bool no_bundle = options->evidence && !bundle;
    struct ikt_output *output = no_bundle || output_is_read(options, inputs) ? NULL : open_output(options);
    if (!output) {
        ikt_bundle_abandon(bundle);
        ikt_anonymizer_free(anonymizer);
        ikt_keytables_free(keytables);
        ikt_live_close(live);
        return EXIT_TROUBLE;
    }
    if (anonymizer)
        ikt_output_anonymize(output, anonymizer, kind_of(options->format));
    heed_interrupt(options);
    struct ikt_keyring *keyring = ikt_keyring_new();
    bool configs_well, logs_well, well = ikt_keyfiles_load(keyring, options->keys);
    const bool keys_given = ikt_keyring_size(keyring) > 0;
    struct ikt_configfiles *configs = ikt_configfiles_load(options->configs, keyring, anonymizer, &configs_well);
    struct ikt_logs *logs = ikt_logfiles_load(options->logs, anonymizer, keys_given, &logs_well);
    well = configs_well && logs_well && well;
    ikt_keyring_lock(keyring);
    if (!ikt_anonymous_check(anonymizer))
        ikt_unfinished_exit(EXIT_TROUBLE);
    ikt_options_say_idle(options);
    if (options->stitch && inputs->len == 1)
        ikt_say(NULL, "note: --stitch joins captures, and there is one alone");
    if (live && !ikt_live_give_up_rights(options))
        return EXIT_TROUBLE;
    struct ikt_report_options with_configs = *look;
    with_configs.configs = ikt_configfiles_configs(configs);
    with_configs.logs = logs;
    with_configs.keys_given = keys_given;
    if (bundle)
        ikt_bundle_begin(bundle, &with_configs);
    if (options->verbose)
        ikt_locked_keys_say(keyring);
    confine(options, inputs);
    struct ikt_report *report = ikt_report_new(&with_configs);
    g_autoptr(GString) text = g_string_new(NULL);
    ikt_report_begin(report, text);
    ikt_output_write(output, text->str, text->len);
    const struct ikt_batch batch = {
        .inputs = inputs,
        .stitch = options->stitch,
        .join = options->join,
        .keyring = keyring,
        .configs = configs,
        .logs = logs,
        .peers = options->peers,
        .filter = options->filter,
        .jobs = options->tunnel != 0 || anonymizer ? 1 : options->jobs, /* what is known depends on what was told */
        .quiet = options->quiet,
        .hashed =
            bundle || options->verbose || strcmp(options->format, "json") == 0 || strcmp(options->format, "html") == 0,
        .progress = options->progress || isatty(STDERR_FILENO),
        .report = report,
        .output = output,
        .keytables = keytables,
        .bundle = bundle,
        .anonymizer = anonymizer,
    };
    if (live) {
        const struct ikt_watch watch = {&batch, live, options->interface, options->seconds, options->packets};
        well = ikt_watch_run(&watch) && well;
        ikt_live_close(live);
        ikt_configfiles_say_unmet(configs);
    } else if (inputs->len > 0) {
        well = ikt_batch_run(&batch) && well;
        ikt_configfiles_say_unmet(configs);
    } else if (!*options->captures) {
        judge_documents(with_configs.configs, logs, report, output);
        if (bundle)
            ikt_evidence_documents(bundle, with_configs.configs, logs);
    }
    well = write_keytables(keytables) && well;
    well = ikt_evidence_close(options, bundle) && well;
    g_string_truncate(text, 0);
    ikt_report_summary(report, text);
    ikt_output_write(output, text->str, text->len);
    const char *silence =
        strcmp(options->format, "tsv") == 0 || strcmp(options->format, "ios") == 0 ? ikt_report_silence(report) : NULL;
    if (silence)
        ikt_say(NULL, "note: %s", silence);
    bool errors = ikt_report_has_errors(report);
    if (options->tunnel > ikt_report_tunnels(report)) {
        ikt_say(NULL, "there is no tunnel %" G_GUINT64_FORMAT " among %" G_GUINT64_FORMAT, options->tunnel,
                ikt_report_tunnels(report));
        well = false;
    }
    ikt_report_free(report);
    ikt_configfiles_free(configs);
    ikt_logs_free(logs);
    ikt_keyring_unref(keyring);
    well = close_output(options, output) && well;
    well = ikt_anonymous_finish(options, anonymizer) && well;
    if (ikt_interrupted())
        return IKT_INTERRUPTED_STATUS;
    return !well ? EXIT_TROUBLE : errors ? EXIT_ERRORS : EXIT_CLEAN;
}

/* The summary is all that JSON has anew. */
static int summarize(const struct ikt_options *options, const struct ikt_report_options *look)
{
    struct ikt_report_options list = *look;
    list.read_back = true;
    list.verbose = false;
    list.quiet = look->quiet || strcmp(options->format, "json") == 0;
    struct ikt_output *output = open_output(options);
    if (!output)
        return EXIT_TROUBLE;
    confine(options, NULL);
    struct ikt_report *report = ikt_report_new(&list);
    g_autoptr(GString) text = g_string_new(NULL);
    ikt_report_begin(report, text);
    ikt_output_write(output, text->str, text->len);
    struct ikt_records *records = ikt_records_new();
    bool well = ikt_summarize(records, report, output);
    g_string_truncate(text, 0);
    ikt_report_summary(report, text);
    ikt_output_write(output, text->str, text->len);
    const bool errors = ikt_report_has_errors(report);
    ikt_report_free(report);
    ikt_records_free(records);
    well = close_output(options, output) && well;
    return !well ? EXIT_TROUBLE : errors ? EXIT_ERRORS : EXIT_CLEAN;
}

int main(int argc, char **argv)
{
    hold_standard_descriptors();
    forbid_core_dumps();
    ikt_unfinished_watch();
    ikt_give_up_watch();
    struct ikt_options options;
    int status = EXIT_TROUBLE;
    if (ikt_options_parse(argc, argv, &options)) {
        struct ikt_report_options look = {
            .format = options.format,
            .quiet = options.quiet,
            .verbose = options.verbose,
            .all = options.all,
            .local_time = options.local_time,
            .tunnel = options.tunnel,
            .messages = options.messages,
            .show_secrets = options.show_secrets,
            .ios_release = options.ios_release,
        };
        set_terminal(&options, &look);
        if (options.action == IKT_ACTION_STANDIN)
            status = start_gcrypt() && ikt_standin_make(&options) ? EXIT_CLEAN : EXIT_TROUBLE;
        else if (options.action == IKT_ACTION_SUMMARIZE)
            status = summarize(&options, &look);
        else if (options.action != IKT_ACTION_TRIAGE)
            status = print(&options, &look);
        else if (start_gcrypt())
            status = triage(&options, &look);
    }
    ikt_options_clear(&options);
    return status;
}
