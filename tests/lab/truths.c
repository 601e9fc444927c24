/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "truths.h"

#include <glib.h>

void truths_check(unsigned (*check)(json_t *truth, const char *name), unsigned least)
{
    const char *shared = g_getenv("IKT_SHARED_DIR");
    g_autofree char *folder = shared == NULL ? NULL : g_build_filename(shared, "lab-cases", NULL);
    g_autoptr(GDir) cases = folder == NULL ? NULL : g_dir_open(folder, 0, NULL);
    if (cases == NULL) {
        g_test_skip("no reference negotiations here");
        return;
    }
    unsigned checked = 0;
    for (const char *name; (name = g_dir_read_name(cases)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, "truth.json", NULL);
        json_t *truth = json_load_file(path, 0, NULL);
        if (truth != NULL)
            checked += check(truth, name);
        json_decref(truth);
    }
    g_test_message("%u checked", checked);
    g_assert_cmpuint(checked, >=, least);
}
