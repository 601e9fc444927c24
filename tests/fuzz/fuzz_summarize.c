/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Records of earlier runs, as --summarize reads them. The input is the format (1, a place in the list below), then what
 * stands on standard input.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cli/summarize.h"
#include "fuzz_message.h"
#include "output_checks.h"

static char *read_back(int fd)
{
    const off_t size = lseek(fd, 0, SEEK_END);
    g_assert_cmpint(size, >=, 0);
    char *text = g_malloc0((size_t)size + 1);
    g_assert_cmpint(pread(fd, text, (size_t)size, 0), ==, size);
    return text;
}

/* With the input as standard input, and with what is said kept. */
static void summarize(struct ikt_records *records, struct ikt_report *report, struct ikt_output *output,
                      struct ikt_bytes text)
{
    char *said = NULL;
    size_t length = 0;
    FILE *real_input = stdin, *real_error = stderr;
    stdin = fmemopen((void *)(uintptr_t)text.data, text.length, "r");
    stderr = open_memstream(&said, &length);
    const bool well = ikt_summarize(records, report, output);
    fclose(stdin);
    fclose(stderr);
    stdin = real_input;
    stderr = real_error;
    g_assert_true(well || length > 0);
    check_said(said);
    free(said);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = {"json", "text", "tsv"};
    if (size < 2)
        return 0;
    const char *format = formats[data[0] % G_N_ELEMENTS(formats)];
    const struct ikt_report_options options = {
        .format = format, .read_back = true, .quiet = g_str_equal(format, "json") || (data[0] & 8) != 0};
    const int fd = memfd_create("fuzz", MFD_CLOEXEC);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
    g_autoptr(GError) error = NULL;
    struct ikt_output *output = ikt_output_open_directly(path, &error);
    g_assert_no_error(error);
    struct ikt_records *records = ikt_records_new();
    struct ikt_report *report = ikt_report_new(&options);
    g_autoptr(GString) text = g_string_new(NULL);
    ikt_report_begin(report, text);
    ikt_output_write(output, text->str, text->len);
    summarize(records, report, output, (struct ikt_bytes){data + 1, size - 1});
    g_string_truncate(text, 0);
    ikt_report_summary(report, text);
    ikt_output_write(output, text->str, text->len);
    g_assert_true(ikt_output_close(output, &error));
    ikt_report_free(report);
    ikt_records_free(records);
    g_autofree char *written = read_back(fd);
    check_output(format, written, strlen(written));
    close(fd);
    return 0;
}
