/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live_start.h"

#include <string.h>
#include <unistd.h>

#include "iketriage/bytes.h"
#include "messages.h"
#include "privileges.h"
#include "watch.h"

bool ikt_live_start(const struct ikt_options *options, struct ikt_live **out)
{
    const struct ikt_live_options live = {
        .interface = options->interface,
        .filter = options->filter ? ikt_capture_filter_text(options->filter) : NULL,
        .buffer_kib = options->buffer_kib,
    };
    g_autoptr(GError) error = NULL;
    *out = options->interface ? ikt_live_open(&live, &error) : NULL;
    if (*out)
        ikt_watch_heed_signals();
    if (!error)
        return true;
    g_autofree char *why = /* it may quote the filter */
        ikt_bytes_text((struct ikt_bytes){.data = (const uint8_t *)error->message, .length = strlen(error->message)});
    ikt_say(options->interface, "%s", why);
    return false;
}

bool ikt_live_give_up_rights(const struct ikt_options *options)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    if (!ikt_privileges_drop(&text, &error)) {
        ikt_say(NULL, "privileges cannot be given up: %s", error->message);
        return false;
    }
    if (options->export_keys && access(options->export_keys, W_OK | X_OK) != 0) {
        ikt_say(options->export_keys, "keys cannot be written as who the capture goes on (%s)", text);
        return false;
    }
    if (options->verbose)
        ikt_say(NULL, "note: privileges given up: %s", text);
    return true;
}
