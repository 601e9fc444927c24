/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A run of the command over several files: one by one, as pieces of one capture, or as places that saw the same. The
 * input is what kind of run (1: a format's place below, then the kind), a key file behind its length (2), and captures,
 * each behind its length (3). Files have no names on a disk. With records as JSON the summary is made in three ways.
 */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/find_captures.h"
#include "cli/batch.h"
#include "cli/summarize.h"
#include "fuzz_message.h"
#include "output_checks.h"
#include "verdicts.h"

enum {
    FILES_MOST = 5,
    FORMAT = 0x07,
    KIND = 0x18, /* of run: */
    STITCH = 0x08,
    JOIN = 0x10,
    QUIET = 0x18,
    VERBOSE = 0x20
};

struct files {
    int descriptors[FILES_MOST];
    unsigned count;
};

static char *add_file(struct files *files, const uint8_t *data, size_t size)
{
    const int fd = memfd_create("fuzz", MFD_CLOEXEC);
    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(write(fd, data, size), ==, (ssize_t)size);
    files->descriptors[files->count++] = fd;
    return g_strdup_printf("/proc/self/fd/%d", fd);
}

/* What a length of so many octets before it says, or what is left. */
static struct ikt_bytes take(const uint8_t **data, size_t *size, unsigned octets)
{
    size_t length = 0;
    if (*size < octets) {
        *size = 0;
        return (struct ikt_bytes){0};
    }
    for (unsigned i = 0; i < octets; i++)
        length = length << 8 | (*data)[i];
    length = MIN(length, *size - octets);
    const struct ikt_bytes part = {length > 0 ? *data + octets : NULL, length};
    *data += octets + length;
    *size -= octets + length;
    return part;
}

static GPtrArray *take_inputs(struct files *files, const uint8_t *data, size_t size)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    while (size > 0 && names->len < FILES_MOST) {
        const struct ikt_bytes content = take(&data, &size, 3);
        g_ptr_array_add(names, add_file(files, content.data, content.length));
    }
    g_ptr_array_add(names, NULL);
    return ikt_find_captures((const char *const *)names->pdata, NULL);
}

/* What messages were said is fit for a terminal. */
static void run_batch(const struct ikt_batch *batch)
{
    char *said = NULL;
    size_t length = 0;
    FILE *real = stderr, *memory = open_memstream(&said, &length);
    stderr = memory;
    const bool well = ikt_batch_run(batch);
    stderr = real;
    fclose(memory);
    g_assert_true(well || length > 0);
    check_said(said);
    free(said);
}

struct run {
    const char *format;
    bool verbose;
    enum {
        ONE_BY_ONE,
        STITCHED,
        JOINED
    } kind;
    struct ikt_keyring *keyring;
    GPtrArray *inputs;
};

static void write_summary(struct ikt_report *report, struct ikt_output *output)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    ikt_report_summary(report, text);
    ikt_output_write(output, text->str, text->len);
    g_assert_true(ikt_output_close(output, &error));
    ikt_report_free(report);
}

/* A report that has begun, into a file of its own. */
static struct ikt_report *begin_report(const struct ikt_report_options *options, const char *path,
                                       struct ikt_output **output)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    struct ikt_report *report = ikt_report_new(options);
    *output = ikt_output_open_directly(path, &error);
    g_assert_no_error(error);
    ikt_report_begin(report, text);
    ikt_output_write(*output, text->str, text->len);
    return report;
}

static char *read_file(const struct files *files)
{
    const int fd = files->descriptors[0];
    const off_t size = lseek(fd, 0, SEEK_END);
    g_assert_cmpint(size, >=, 0);
    char *text = g_malloc0((size_t)size + 1);
    g_assert_cmpint(pread(fd, text, (size_t)size, 0), ==, size);
    close(fd);
    return text;
}

static char *write_run(const struct run *run, bool quiet)
{
    struct files files = {.count = 0};
    g_autofree char *path = add_file(&files, NULL, 0);
    const struct ikt_report_options options = {
        .format = run->format, .messages = !quiet, .verbose = run->verbose, .quiet = quiet};
    struct ikt_output *output;
    struct ikt_report *report = begin_report(&options, path, &output);
    const struct ikt_batch batch = {.inputs = run->inputs,
                                    .stitch = run->kind == STITCHED,
                                    .join = run->kind == JOINED,
                                    .keyring = run->keyring,
                                    .jobs = 1,
                                    .quiet = quiet,
                                    .hashed = options.verbose,
                                    .report = report,
                                    .output = output};
    if (run->inputs->len > 0)
        run_batch(&batch);
    write_summary(report, output);
    return read_file(&files);
}

/* Records of a run, read back. */
static char *write_again(const char *json)
{
    struct files files = {.count = 0};
    g_autofree char *path = add_file(&files, NULL, 0);
    const struct ikt_report_options options = {.format = "json", .quiet = true, .read_back = true};
    struct ikt_output *output;
    struct ikt_report *report = begin_report(&options, path, &output);
    struct ikt_records *records = ikt_records_new();
    FILE *real = stdin;
    stdin = fmemopen((void *)(uintptr_t)json, strlen(json), "r");
    (void)ikt_summarize(records, report, output);
    fclose(stdin);
    stdin = real;
    write_summary(report, output);
    ikt_records_free(records);
    return read_file(&files);
}

/* The summary is the same, whatever else is written, and where it is made of the records alone. */
static void check_summaries(const struct run *run, const char *json)
{
    const char *end = g_strrstr(json, "\n{"), *summary = end ? end + 1 : json;
    g_autofree char *quiet = write_run(run, true), *again = write_again(json);
    g_assert_cmpstr(quiet, ==, summary);
    g_assert_cmpstr(again, ==, summary);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = {"json", "text", "tsv", "ios", "html"};
    if (size < 3)
        return 0;
    const uint8_t how = *data++;
    size--;
    struct files files = {.count = 0};
    const struct ikt_bytes keys = take(&data, &size, 2);
    struct run run = {.format = formats[(how & FORMAT) % G_N_ELEMENTS(formats)],
                      .verbose = (how & VERBOSE) != 0,
                      .kind = (how & KIND) == STITCH ? STITCHED
                              : (how & KIND) == JOIN ? JOINED
                                                     : ONE_BY_ONE,
                      .keyring = ikt_keyring_new(),
                      .inputs = take_inputs(&files, data, size)};
    (void)ikt_keyring_add(run.keyring, "keys", keys, NULL, NULL);
    const bool json = g_str_equal(run.format, "json"), quiet = (how & KIND) == QUIET;
    g_autofree char *text = write_run(&run, quiet);
    check_output(run.format, text, strlen(text));
    if (json && !quiet) {
        check_verdicts(text, true);
        check_summaries(&run, text);
    }
    g_ptr_array_unref(run.inputs);
    ikt_keyring_unref(run.keyring);
    for (unsigned i = 0; i < files.count; i++)
        close(files.descriptors[i]);
    return 0;
}
