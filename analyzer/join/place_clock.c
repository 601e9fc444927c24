/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "place_clock.h"

#include <math.h>
#include <stdlib.h>

enum {
    SAMPLE = 300 /* points of which slopes are taken, all with all */
};
/* Datagrams that lie closer together say nothing of a drift. */
#define SPAN_LEAST (1 * IKT_SECOND)
/* No clock is worse: a steeper slope is that of a mistake. */
#define DRIFT_MOST 0.01
/* Of an error in a slope, in medians of what the points are off. */
#define SPREAD 4.0

static int compare_doubles(const void *a, const void *b)
{
    const double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static double median(GArray *values)
{
    if (values->len == 0)
        return 0;
    qsort(values->data, values->len, sizeof(double), compare_doubles);
    const guint middle = values->len / 2;
    const double upper = g_array_index(values, double, middle);
    return values->len % 2 == 1 ? upper : (upper + g_array_index(values, double, middle - 1)) / 2;
}

static int compare_points(const void *a, const void *b)
{
    const struct ikt_clock_point *one = a, *other = b;
    if (one->way != other->way)
        return one->way < other->way ? -1 : 1;
    return (one->here > other->here) - (one->here < other->here);
}

static const struct ikt_clock_point *at(const GArray *points, guint i)
{
    return &g_array_index(points, struct ikt_clock_point, i);
}

static double ahead(const struct ikt_clock_point *point)
{
    return (double)(point->there - point->here);
}

/* The points of one direction, which stand together. */
static guint end_of_way(const GArray *points, guint from)
{
    guint end = from;
    while (end < points->len && at(points, end)->way == at(points, from)->way)
        end++;
    return end;
}

/* The median slope between points of one direction that lie well apart (Theil and Sen). */
static void add_slopes(const GArray *points, guint from, guint end, ikt_time apart, GArray *slopes)
{
    const guint step = MAX((end - from + SAMPLE - 1) / SAMPLE, 1);
    for (guint i = from; i < end; i += step) {
        for (guint k = i + step; k < end; k += step) {
            const ikt_time run = at(points, k)->here - at(points, i)->here;
            if (run < apart)
                continue;
            const double slope = (ahead(at(points, k)) - ahead(at(points, i))) / (double)run;
            if (fabs(slope) <= DRIFT_MOST)
                g_array_append_val(slopes, slope);
        }
    }
}

static ikt_time span_of(const GArray *points, ikt_time *first)
{
    ikt_time begin = at(points, 0)->here, end = begin;
    for (guint i = 1; i < points->len; i++) {
        begin = MIN(begin, at(points, i)->here);
        end = MAX(end, at(points, i)->here);
    }
    *first = begin;
    return end - begin;
}

/* What is left of a point's difference when the drift is taken off. */
static double level(const struct ikt_clock_point *point, double drift, ikt_time since)
{
    return ahead(point) - drift * (double)(point->here - since);
}

static double level_of_way(const GArray *points, guint from, guint end, double drift, ikt_time since)
{
    g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = from; i < end; i++) {
        const double one = level(at(points, i), drift, since);
        g_array_append_val(levels, one);
    }
    return median(levels);
}

/* By how much points are off the level of their direction. */
static double spread(const GArray *points, double drift, ikt_time since)
{
    g_autoptr(GArray) off = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint from = 0; from < points->len;) {
        const guint end = end_of_way(points, from);
        const double own = level_of_way(points, from, end, drift, since);
        for (guint i = from; end - from > 2 && i < end; i++) {
            const double one = fabs(level(at(points, i), drift, since) - own);
            g_array_append_val(off, one);
        }
        from = end;
    }
    return median(off);
}

static void find_drift(const GArray *points, struct ikt_place_clock *clock, ikt_time since)
{
    ikt_time first;
    const ikt_time span = span_of(points, &first);
    if (span < SPAN_LEAST)
        return;
    g_autoptr(GArray) slopes = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint from = 0; from < points->len;) {
        const guint end = end_of_way(points, from);
        add_slopes(points, from, end, span / 4, slopes);
        from = end;
    }
    if (slopes->len == 0)
        return;
    const double drift = median(slopes);
    clock->drift_within = SPREAD * (spread(points, drift, since) + 1) / (double)span;
    clock->drift = fabs(drift) > clock->drift_within ? drift : 0;
}

/* Of the two peers whose directions differ least: their path is the shortest. */
static void find_offset(const GArray *points, struct ikt_place_clock *clock, ikt_time since)
{
    double alone = 0, best = 0, least = -1;
    guint most = 0;
    for (guint from = 0; from < points->len;) {
        const guint end = end_of_way(points, from);
        const double one = level_of_way(points, from, end, clock->drift, since);
        if (end - from > most) {
            most = end - from;
            alone = one;
        }
        const uint32_t way = at(points, from)->way;
        if (way % 2 == 0 && end < points->len && at(points, end)->way == way + 1) {
            const guint other_end = end_of_way(points, end);
            const double other = level_of_way(points, end, other_end, clock->drift, since);
            const double apart = fabs(one - other) / 2;
            if (least < 0 || apart < least) {
                least = apart;
                best = (one + other) / 2;
            }
        }
        from = end;
    }
    clock->offset = (ikt_time)llround(least >= 0 ? best : alone);
    clock->within = least >= 0 ? (ikt_time)ceil(least) : IKT_TIME_NONE;
}

struct ikt_place_clock ikt_place_clock_estimate(GArray *points)
{
    struct ikt_place_clock clock = {.matched = points->len, .within = IKT_TIME_NONE};
    if (points->len == 0)
        return clock;
    ikt_time since;
    (void)span_of(points, &since);
    qsort(points->data, points->len, sizeof(struct ikt_clock_point), compare_points);
    find_drift(points, &clock, since);
    find_offset(points, &clock, since);
    clock.since = since + clock.offset;
    clock.known = true;
    return clock;
}

ikt_time ikt_place_clock_correct(const struct ikt_place_clock *clock, ikt_time time)
{
    if (!clock->known)
        return time;
    /* how long it is since then, by the clock that does not gain */
    const double run = (double)(time - clock->since) / (1 + clock->drift);
    return clock->since - clock->offset + (ikt_time)llround(run);
}
