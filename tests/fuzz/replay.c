/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Runs a fuzz target over the files of the folders named as arguments: the corpus as an ordinary test, any compiler.
 */
#include <glib.h>

#include "fuzz_message.h"

static size_t replay_folder(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
    const char *name;
    size_t count = 0;

    g_assert_no_error(error);
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *content = NULL;
        gsize length = 0;
        g_file_get_contents(path, &content, &length, &error);
        g_assert_no_error(error);
        /* A copy of the exact size, so that a sanitizer sees the first octet read beyond it. */
        g_autofree uint8_t *exact = g_memdup(content, (guint)length);
        LLVMFuzzerTestOneInput(exact, length);
        count++;
    }
    return count;
}

int main(int argc, char **argv)
{
    size_t count = 0;
    for (int i = 1; i < argc; i++)
        count += replay_folder(argv[i]);
    g_print("%zu inputs\n", count);
    /* A corpus that is not found proves nothing. */
    return count > 0 ? 0 : 1;
}
