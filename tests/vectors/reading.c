/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reading.h"

#include <gcrypt.h>
#include <string.h>

void vectors_init(int *argc, char ***argv)
{
    g_test_init(argc, argv, NULL);
    g_assert_nonnull(gcry_check_version(NULL));
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}

char **vectors_lines(const char *name)
{
    const char *source = g_getenv("IKT_SOURCE_DIR");
    g_autofree char *path = g_build_filename(source ? source : ".", "tests", "vectors", name, NULL);
    g_autofree char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return g_strsplit(text, "\n", -1);
}

GBytes *vectors_hex(const char *hex)
{
    size_t length = strlen(hex);
    uint8_t *data = g_malloc(length / 2 + 1);

    g_assert_cmpuint(length % 2, ==, 0);
    for (size_t i = 0; i < length; i += 2) {
        g_assert_true(g_ascii_isxdigit(hex[i]) && g_ascii_isxdigit(hex[i + 1]));
        data[i / 2] = (uint8_t)(g_ascii_xdigit_value(hex[i]) << 4 | g_ascii_xdigit_value(hex[i + 1]));
    }
    return g_bytes_new_take(data, length / 2);
}

struct ikt_bytes vectors_view(GBytes *bytes)
{
    struct ikt_bytes view = {NULL, 0};

    if (bytes)
        view.data = g_bytes_get_data(bytes, &view.length);
    return view;
}
