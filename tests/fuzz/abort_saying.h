/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where a check fails that has more to say than an assertion. GLib's errors end in a trap, which libFuzzer takes for no
 * crash: the input would be lost.
 */
#ifndef IKT_FUZZ_ABORT_SAYING_H
#define IKT_FUZZ_ABORT_SAYING_H

#include <stdarg.h>
#include <stdlib.h>

#include <glib.h>

G_GNUC_PRINTF(1, 2) G_GNUC_NORETURN static inline void abort_saying(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    g_printerr("ERROR: %s\n", text);
    abort();
}

#endif
