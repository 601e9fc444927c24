/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A run of the command over several files: one by one, as pieces of one capture, or as places that saw the same. The
 * input is what kind of run (1: a format's place below, then the kind), a key file behind its length (2), and captures,
 * each behind its length (3). Files have no names on a disk.
 */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/find_captures.h"
#include "cli/batch.h"
#include "fuzz_message.h"
#include "output_checks.h"
#include "verdicts.h"

enum {
    FILES_MOST = 5,
    FORMAT = 0x07,
    KIND = 0x18, /* of run: */
    STITCHED = 0x08,
    JOINED = 0x10,
    QUIET = 0x18,
    VERBOSE = 0x20
};

struct files {
    int descriptors[FILES_MOST + 1]; /* the last one for what is written */
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

static void check_written(const char *format, int fd)
{
    const off_t size = lseek(fd, 0, SEEK_END);
    g_assert_cmpint(size, >=, 0);
    g_autofree char *text = g_malloc0((size_t)size + 1);
    g_assert_cmpint(pread(fd, text, (size_t)size, 0), ==, size);
    check_output(format, text, (size_t)size);
    if (g_str_equal(format, "json"))
        check_verdicts(text, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = {"json", "text", "tsv", "ios", "html"};
    if (size < 3)
        return 0;
    const uint8_t how = *data++;
    size--;
    struct files files = {.count = 0};
    const struct ikt_report_options options = {.format = formats[(how & FORMAT) % G_N_ELEMENTS(formats)],
                                               .messages = true,
                                               .verbose = (how & VERBOSE) != 0,
                                               .quiet = (how & KIND) == QUIET};
    const struct ikt_bytes keys = take(&data, &size, 2);
    struct ikt_keyring *keyring = ikt_keyring_new();
    (void)ikt_keyring_add(keyring, "keys", keys, NULL, NULL);
    g_autofree char *path = add_file(&files, NULL, 0);
    GPtrArray *inputs = take_inputs(&files, data, size);
    g_autoptr(GError) error = NULL;
    struct ikt_output *output = ikt_output_open_directly(path, &error);
    g_assert_no_error(error);
    struct ikt_report *report = ikt_report_new(&options);
    g_autoptr(GString) text = g_string_new(NULL);
    ikt_report_begin(report, text);
    ikt_output_write(output, text->str, text->len);
    const struct ikt_batch batch = {.inputs = inputs,
                                    .stitch = (how & KIND) == STITCHED,
                                    .join = (how & KIND) == JOINED,
                                    .keyring = keyring,
                                    .jobs = 1,
                                    .quiet = options.quiet,
                                    .hashed = options.verbose,
                                    .report = report,
                                    .output = output};
    if (inputs->len > 0)
        run_batch(&batch);
    g_string_truncate(text, 0);
    ikt_report_summary(report, text);
    ikt_output_write(output, text->str, text->len);
    g_assert_true(ikt_output_close(output, &error));
    check_written(options.format, files.descriptors[0]);
    ikt_report_free(report);
    g_ptr_array_unref(inputs);
    ikt_keyring_unref(keyring);
    for (unsigned i = 0; i < files.count; i++)
        close(files.descriptors[i]);
    return 0;
}
