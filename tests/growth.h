/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What grows as it should, by a ratio of processor times: the speed of the machine does not count, nor what else it
 * does.
 */
#ifndef IKT_TESTS_GROWTH_H
#define IKT_TESTS_GROWTH_H

#include <glib.h>
#include <time.h>

/* Seconds of processor time that this process has had. */
static inline double processor_seconds(void)
{
    struct timespec now;
    g_assert_cmpint(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), ==, 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/*
 * Does so many rows what a quarter of them does in a quarter of the time? cost() has the seconds of processor time for
 * so many. What is quadratic takes 16 times as long; where a noisy machine or the caches make it more than 10, it is
 * tried again, three times in all. What takes less than 5 ms counts as 5 ms.
 */
static inline void assert_linear(double (*cost)(unsigned rows, gconstpointer data), unsigned rows, gconstpointer data)
{
    double small = G_MAXDOUBLE, large = G_MAXDOUBLE;
    for (unsigned i = 0; i < 3 && (i == 0 || large >= 10 * MAX(small, 0.005)); i++) {
        small = MIN(small, cost(rows / 4, data));
        large = MIN(large, cost(rows, data));
    }
    g_test_message("%u rows in %.3f s, %u in %.3f s", rows / 4, small, rows, large);
    g_assert_cmpfloat(large, <, 10 * MAX(small, 0.005));
}

#endif
