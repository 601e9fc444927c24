/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What every renderer uses.
 */
#include "append.h"
#include "renderer.h"

const char ikt_report_tool[] = "iketriage " IKT_VERSION;

void ikt_report_put_number(struct ikt_report_view *view)
{
    if (view->number != 0)
        ikt_append_number(view->out, view->number);
    else
        g_array_append_val(view->holes, view->out->len);
}
