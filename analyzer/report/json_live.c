/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What records of a live capture have besides: an object "live", which those of a file have not.
 */
#include "json_part.h"

void ikt_json_change(struct ikt_json *json, const struct ikt_report_change *change)
{
    ikt_json_begin_object(json, "live");
    ikt_json_time(json, "time", change->time);
    ikt_json_text(json, "was", change->was);
    ikt_json_bool(json, "final", change->final);
    ikt_json_end_object(json);
}

void ikt_json_live(struct ikt_json *json, const char *interface, const struct ikt_report_live *live)
{
    ikt_json_begin_object(json, "live");
    ikt_json_text(json, "interface", interface);
    ikt_json_count(json, "lost", live->lost);
    ikt_json_count(json, "lost_by_interface", live->lost_by_interface);
    ikt_json_end_object(json);
}
