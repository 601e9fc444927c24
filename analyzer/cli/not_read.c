/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "not_read.h"

#include <unistd.h>

#include "messages.h"

static char *part(guint count, const char *one, const char *many, const char *option, const char *path)
{
    g_autofree char *name = ikt_say_name(path);
    return count == 1 ? g_strdup_printf("a router's %s (%s %s)", one, option, name)
                      : g_strdup_printf("%u %s (%s %s, ...)", count, many, option, name);
}

void ikt_say_not_read(const struct ikt_options *options, const struct ikt_beside *beside)
{
    if (!options->verbose && !isatty(STDERR_FILENO))
        return;
    const bool configs = beside->configs > 0 && options->configs->len == 0;
    const bool logs = beside->logs > 0 && options->logs->len == 0;
    if (!configs && !logs)
        return;
    g_autofree char *config =
        configs ? part(beside->configs, "configuration", "configurations", "-c", beside->config) : g_strdup("");
    g_autofree char *log = logs ? part(beside->logs, "log", "logs", "-l", beside->log) : g_strdup("");
    ikt_say(NULL, "note: beside the captures, and not judged with them: %s%s%s", config, configs && logs ? " and " : "",
            log);
}
