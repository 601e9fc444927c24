/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unfinished/unfinished.h"

static bool write_all(int fd, const char *octets, gsize length)
{
    while (length > 0) {
        const ssize_t written = write(fd, octets, length);
        if (written < 0 && errno != EINTR)
            return false;
        octets += MAX(written, 0);
        length -= (gsize)MAX(written, 0);
    }
    return true;
}

/* Its errno, 0 when it is whole and closed. */
static int fill(int fd, mode_t mode, const char *octets, gsize length)
{
    const bool well = fchmod(fd, mode) == 0 && write_all(fd, octets, length) && fsync(fd) == 0;
    const int failure = well ? 0 : errno;
    return close(fd) != 0 && well ? errno : failure;
}

bool ikt_new_file_write(const char *path, mode_t mode, const char *octets, gsize length, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(path);
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *temporary = g_strdup_printf("%s/.%s.XXXXXX", directory, base);
    ikt_unfinished_hold();
    const int fd = mkostemp(temporary, O_CLOEXEC);
    int failure = fd < 0 ? errno : 0;
    if (fd >= 0)
        ikt_unfinished_add(temporary, false);
    ikt_unfinished_release();
    if (fd >= 0) {
        failure = fill(fd, mode, octets, length);
        if (failure == 0 && rename(temporary, path) != 0)
            failure = errno;
        if (failure != 0)
            unlink(temporary);
        ikt_unfinished_done(temporary);
    }
    if (failure == 0)
        return true;
    g_set_error_literal(error, G_FILE_ERROR, (gint)g_file_error_from_errno(failure), g_strerror(failure));
    return false;
}
