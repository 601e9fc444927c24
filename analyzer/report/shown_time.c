/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shown_time.h"

#include <glib.h>
#include <time.h>

ikt_time ikt_shown_time(ikt_time time, bool local, char zone[static IKT_ZONE_TEXT])
{
    struct tm parts;
    zone[0] = '\0';
    if (!ikt_time_is_dated(time))
        return time;
    const time_t clock = (time_t)(time / IKT_SECOND);
    if (!local || !localtime_r(&clock, &parts)) {
        g_strlcpy(zone, "UTC", IKT_ZONE_TEXT);
        return time;
    }
    const unsigned minutes = (unsigned)ABS(parts.tm_gmtoff) / 60;
    g_snprintf(zone, IKT_ZONE_TEXT, "%c%02u:%02u", parts.tm_gmtoff < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
    return time + parts.tm_gmtoff * IKT_SECOND;
}
