/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What every renderer uses.
 */
#include "append.h"
#include "renderer.h"

const char ikt_report_tool[] = "iketriage " IKT_VERSION;

enum ikt_log_style ikt_report_wording(const struct ikt_report_options *options)
{
    return options->ios_release == 0 ? IKT_LOG_IOS : options->ios_release < 15 ? IKT_LOG_IOS_12 : IKT_LOG_IOS_15;
}

void ikt_report_put_number(struct ikt_report_view *view)
{
    if (view->number != 0)
        ikt_append_number(view->out, view->number);
    else
        g_array_append_val(view->holes, view->out->len);
}

uint64_t ikt_totals_tunnels(const struct ikt_totals *totals)
{
    uint64_t sum = 0;
    for (unsigned state = 0; state < IKT_TUNNEL_STATE_COUNT; state++)
        sum += totals->tunnels[state];
    return sum;
}
