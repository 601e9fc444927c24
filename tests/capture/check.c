/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

#include <string.h>

GByteArray *udp500(void)
{
    return build_udp(500, 500, build_hex(IKE));
}

void check_whole(int dlt, GByteArray *frame, const char *expected)
{
    g_autofree char *lines = record(dlt, frame);
    g_assert_cmpstr(lines, ==, expected);
    g_byte_array_unref(frame);
}

void check(int dlt, GByteArray *frame, const char *expected)
{
    g_autofree char *lines = record(dlt, frame);
    g_assert_cmpstr(lines, ==, expected);
    for (guint length = 0; length < frame->len; length++) {
        g_autofree char *cut = record_cut(dlt, frame, length, NULL, NULL);
        gsize endpoints = strcspn(cut, "[\n");
        g_assert_cmpint(strncmp(cut, expected, endpoints), ==, 0);
    }
    g_byte_array_unref(frame);
}
