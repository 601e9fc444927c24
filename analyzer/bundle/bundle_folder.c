/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bundle_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unfinished/unfinished.h"

struct ikt_bundle_folder {
    char *path;       /* that it gets */
    char *temporary;  /* that it has */
    GPtrArray *names; /* of its files */
};

static void set_error(GError **error, const char *what, const char *path)
{
    const int number = errno;
    g_autofree char *name = g_filename_display_name(path);
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(number), "%s%s: %s", what, name, g_strerror(number));
}

/* May it be made: is there nothing, or an empty folder? */
static bool is_free(const char *path, GError **error)
{
    GDir *folder = g_dir_open(path, 0, NULL);
    if (!folder) {
        if (!g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
            return true;
        errno = ENOTDIR;
        set_error(error, "", path);
        return false;
    }
    const bool empty = !g_dir_read_name(folder);
    g_dir_close(folder);
    if (empty)
        return true;
    errno = ENOTEMPTY;
    set_error(error, "", path);
    return false;
}

struct ikt_bundle_folder *ikt_bundle_folder_new(const char *path, GError **error)
{
    g_autofree char *clean = g_canonicalize_filename(path, NULL), *parent = g_path_get_dirname(clean),
                    *base = g_path_get_basename(clean);
    if (!is_free(clean, error))
        return NULL;
    g_autofree char *template = g_strdup_printf("%s/.%s.XXXXXX", parent, base);
    ikt_unfinished_hold();
    const bool made = g_mkdtemp_full(template, 0700);
    if (made)
        ikt_unfinished_add(template, true);
    else
        set_error(error, "cannot make a folder in ", parent);
    ikt_unfinished_release();
    if (!made)
        return NULL;
    struct ikt_bundle_folder *folder = g_new(struct ikt_bundle_folder, 1);
    *folder = (struct ikt_bundle_folder){g_steal_pointer(&clean), g_steal_pointer(&template),
                                         g_ptr_array_new_with_free_func(g_free)};
    return folder;
}

const char *ikt_bundle_folder_path(const struct ikt_bundle_folder *folder)
{
    return folder->temporary;
}

FILE *ikt_bundle_folder_file(struct ikt_bundle_folder *folder, const char *name, GError **error)
{
    char *path = g_build_filename(folder->temporary, name, NULL);
    ikt_unfinished_hold();
    const int descriptor = g_open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0)
        ikt_unfinished_add(path, false);
    ikt_unfinished_release();
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w+");
    if (!file) {
        set_error(error, "", path);
        if (descriptor >= 0) {
            close(descriptor);
            g_unlink(path);
            ikt_unfinished_done(path);
        }
        g_free(path);
        return NULL;
    }
    g_ptr_array_add(folder->names, path);
    return file;
}

/* A file without a name; where the file system makes none, one that has lost it. */
static int open_scratch(const char *folder)
{
    const int nameless = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (nameless >= 0)
        return nameless;
    g_autofree char *path = g_build_filename(folder, ".scratch.XXXXXX", NULL);
    const int descriptor = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        g_unlink(path);
    return descriptor;
}

FILE *ikt_bundle_folder_scratch(struct ikt_bundle_folder *folder, GError **error)
{
    const int descriptor = open_scratch(folder->temporary);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w+");
    if (!file) {
        set_error(error, "cannot make a file in ", folder->temporary);
        if (descriptor >= 0)
            close(descriptor);
    }
    return file;
}

static void free_folder(struct ikt_bundle_folder *folder)
{
    for (guint i = 0; i < folder->names->len; i++)
        ikt_unfinished_done(folder->names->pdata[i]);
    ikt_unfinished_done(folder->temporary);
    g_ptr_array_unref(folder->names);
    g_free(folder->path);
    g_free(folder->temporary);
    g_free(folder);
}

/* With the rights that a folder of this user's has; opened, since the sandbox changes modes of no path. */
static bool give_name(const struct ikt_bundle_folder *folder)
{
    const mode_t mask = umask(0);
    umask(mask);
    const int descriptor = open(folder->temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool given = fchmod(descriptor, 0777 & ~mask) == 0;
    close(descriptor);
    return given && rename(folder->temporary, folder->path) == 0;
}

bool ikt_bundle_folder_finish(struct ikt_bundle_folder *folder, GError **error)
{
    if (give_name(folder)) {
        free_folder(folder);
        return true;
    }
    set_error(error, "", folder->path);
    ikt_bundle_folder_abandon(folder);
    return false;
}

void ikt_bundle_folder_abandon(struct ikt_bundle_folder *folder)
{
    if (!folder)
        return;
    for (guint i = 0; i < folder->names->len; i++)
        (void)g_unlink(folder->names->pdata[i]);
    (void)g_rmdir(folder->temporary);
    free_folder(folder);
}
