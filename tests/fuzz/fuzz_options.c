/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The command line: arguments, each ended by a line feed. What is said about them has to be fit for a terminal. Where
 * they ask for the catalogue of rules, it is written.
 */
#include <getopt.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/options.h"
#include "fuzz_message.h"
#include "output_checks.h"
#include "report/report.h"

/* Names of hosts would be looked up. */
static bool may_resolve(const char *argument)
{
    return g_str_has_prefix(argument, "--fi");
}

static bool parse(int argc, char **argv, struct ikt_options *options)
{
    char *said = NULL;
    size_t length = 0;
    FILE *real = stderr, *memory = open_memstream(&said, &length);
    stderr = memory;
    optind = 0; /* glibc: all of it anew */
    const bool well = ikt_options_parse(argc, argv, options);
    stderr = real;
    fclose(memory);
    check_said(said);
    g_assert_true(well == (length == 0));
    free(said);
    return well;
}

static void show_rules(const struct ikt_options *options)
{
    const struct ikt_report_options report = {.format = options->format, .ios_release = options->ios_release};
    g_autoptr(GString) out = g_string_new(NULL);
    if (options->action == IKT_ACTION_LIST_RULES)
        ikt_report_list_rules(&report, out);
    else if (options->action == IKT_ACTION_EXPLAIN && !ikt_report_explain(options->rule, &report, out))
        return;
    check_output(options->format, out->str, out->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ikt_options options;
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) arguments = g_strsplit(text, "\n", 64);
    const guint count = g_strv_length(arguments);
    g_autofree char **argv = g_new0(char *, count + 2);
    argv[0] = (char *)"iketriage";
    for (guint i = 0; i < count; i++) {
        argv[i + 1] = arguments[i];
        if (may_resolve(arguments[i]))
            return 0;
    }
    g_assert_true(g_utf8_validate(ikt_options_help(), -1, NULL));
    if (parse((int)count + 1, argv, &options)) {
        g_assert_cmpuint(options.jobs, >, 0);
        g_assert_nonnull(options.format);
        show_rules(&options);
    }
    ikt_options_clear(&options);
    return 0;
}
