/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "end_listener.h"

bool ikt_listen_for_end(void *data, const char *filter, tap_draw_cb draw, tap_finish_cb forget)
{
    GString *error = register_tap_listener(IKT_TAP, data, filter, TL_REQUIRES_NOTHING, NULL, NULL, draw, forget);
    if (!error)
        return true;
    report_failure("IKE triage: %s", error->str);
    g_string_free(error, TRUE);
    return false;
}
