/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "standin.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "configfiles.h"
#include "iketriage/standin.h"
#include "keyfiles.h"
#include "messages.h"
#include "new_file.h"
#include "output.h"

struct place {
    const char *folder;        /* NULL: standard output */
    struct ikt_output *output; /* which then it is */
    bool well;
};

static void write_file(void *user, const char *file, const char *text)
{
    struct place *place = user;
    if (!place->folder) {
        g_autofree char *title = g_strdup_printf("# ==> %s <==\n", file);
        ikt_output_write(place->output, title, strlen(title));
        ikt_output_write(place->output, text, strlen(text));
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(place->folder, file, NULL);
    if (!ikt_new_file_write(path, S_IRUSR | S_IWUSR, text, strlen(text), &error)) {
        ikt_say(path, "cannot be written: %s", error->message);
        place->well = false;
    }
}

static bool write_all(const struct ikt_options *options, const struct ikt_configs *configs,
                      const struct ikt_keyring *keyring)
{
    g_autoptr(GError) error = NULL;
    struct place place = {.folder = options->output, .well = true};
    if (place.folder && g_mkdir_with_parents(place.folder, S_IRWXU) != 0) {
        ikt_say(place.folder, "cannot be made: %s", g_strerror(errno));
        return false;
    }
    place.output = place.folder ? NULL : ikt_output_open(NULL, &error);
    if (ikt_standin_files(configs, 0, keyring, write_file, &place) == 0) {
        ikt_say(ikt_configs_name(configs, 0), "no crypto map or tunnel at work in it names a peer's address");
        place.well = false;
    }
    if (place.output && !ikt_output_close(place.output, &error)) {
        ikt_say(NULL, "standard output cannot be written: %s", error->message);
        place.well = false;
    }
    return place.well;
}

bool ikt_standin_make(const struct ikt_options *options)
{
    struct ikt_keyring *keyring = ikt_keyring_new();
    bool read, well = ikt_keyfiles_load(keyring, options->keys);
    struct ikt_configfiles *files = ikt_configfiles_load(options->configs, keyring, NULL, &read);
    well = read && well;
    if (ikt_configs_count(ikt_configfiles_configs(files)) > 0)
        well = write_all(options, ikt_configfiles_configs(files), keyring) && well;
    ikt_configfiles_free(files);
    ikt_keyring_unref(keyring);
    return well;
}
