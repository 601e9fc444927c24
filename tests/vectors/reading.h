/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the tests on vectors share: files beside them, hex, libgcrypt.
 */
#ifndef IKT_TESTS_VECTORS_READING_H
#define IKT_TESTS_VECTORS_READING_H

#include <glib.h>

#include "iketriage/bytes.h"

/* g_test_init, and libgcrypt as a program initialises it. */
void vectors_init(int *argc, char ***argv);
/* Lines of tests/vectors/NAME, g_strfreev. */
char **vectors_lines(const char *name);
/* Bytes of hex digits; aborts the test when there is something else. */
GBytes *vectors_hex(const char *hex);
struct ikt_bytes vectors_view(GBytes *bytes); /* empty for NULL */

#define vectors_assert_equal(a, b) g_assert_true(ikt_bytes_equal((a), (b)))

#endif
