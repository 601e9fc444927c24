/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unfinished/unfinished.h"

struct ikt_output {
    int fd;
    char *path;                              /* the file to replace, links followed; NULL when written to directly */
    char *temporary;                         /* written meanwhile */
    int failure;                             /* errno of the first failed write, 0 */
    const struct ikt_anonymizer *anonymizer; /* NULL: texts are written as they are */
    enum ikt_text_kind kind;
};

static void set_error(GError **error, int failure)
{
    g_set_error_literal(error, G_FILE_ERROR, (gint)g_file_error_from_errno(failure), g_strerror(failure));
}

/* As open(2) with 0666 would have made it; mkstemp is stricter. */
static mode_t new_file_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* A file beside the one to write, in its place by rename(2) later. */
static bool open_temporary(struct ikt_output *output, const char *path, mode_t mode)
{
    char *followed = realpath(path, NULL);
    output->path = g_strdup(followed ? followed : path);
    free(followed);
    g_autofree char *directory = g_path_get_dirname(output->path);
    g_autofree char *base = g_path_get_basename(output->path);
    output->temporary = g_strdup_printf("%s/.%s.XXXXXX", directory, base);
    ikt_unfinished_hold();
    output->fd = mkostemp(output->temporary, O_CLOEXEC);
    const int reason = errno;
    if (output->fd >= 0)
        ikt_unfinished_add(output->temporary, false);
    ikt_unfinished_release();
    errno = reason;
    if (output->fd < 0)
        return false;
    if (fchmod(output->fd, mode) != 0) {
        int failure = errno;
        unlink(output->temporary);
        ikt_unfinished_done(output->temporary);
        close(output->fd);
        errno = failure;
        return false;
    }
    return true;
}

static void free_output(struct ikt_output *output)
{
    g_free(output->path);
    g_free(output->temporary);
    g_free(output);
}

struct ikt_output *ikt_output_open(const char *path, GError **error)
{
    struct ikt_output *output = g_new0(struct ikt_output, 1);
    struct stat status;
    if (!path) {
        output->fd = STDOUT_FILENO;
        return output;
    }
    bool exists = stat(path, &status) == 0;
    bool opened;
    if (exists && !S_ISREG(status.st_mode)) {
        output->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        opened = output->fd >= 0;
    } else {
        opened = open_temporary(output, path, exists ? status.st_mode & 0777 : new_file_mode());
    }
    if (!opened) {
        set_error(error, errno);
        free_output(output);
        return NULL;
    }
    return output;
}

struct ikt_output *ikt_output_open_directly(const char *path, GError **error)
{
    struct ikt_output *output = g_new0(struct ikt_output, 1);
    output->fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666) : STDOUT_FILENO;
    if (output->fd >= 0)
        return output;
    set_error(error, errno);
    free_output(output);
    return NULL;
}

void ikt_output_anonymize(struct ikt_output *output, const struct ikt_anonymizer *anonymizer, enum ikt_text_kind kind)
{
    output->anonymizer = anonymizer;
    output->kind = kind;
}

/* A file that takes no more (a full disk) ends with its last whole line: written octets of text went into it last. */
static void cut_half_line(int fd, const char *text, gsize written)
{
    struct stat status;
    const char *last = written > 0 ? memrchr(text, '\n', written) : NULL;
    const off_t end = lseek(fd, 0, SEEK_CUR);
    const off_t half = last ? (off_t)(text + written - (last + 1)) : (off_t)written;
    if (half > 0 && end >= half && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == end)
        (void)!ftruncate(fd, end - half);
}

/* Of a pipe that its owner set not to block: who reads it makes room, or is gone. */
static bool goes_on(int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLOUT};
    return errno == EINTR || (errno == EAGAIN && (poll(&one, 1, -1) >= 0 || errno == EINTR));
}

static bool write_all(struct ikt_output *output, const char *text, gsize length)
{
    gsize done = 0;
    ikt_unfinished_hold();
    while (done < length && output->failure == 0) {
        const ssize_t written = write(output->fd, text + done, length - done);
        if (written >= 0)
            done += (gsize)written;
        else if (!goes_on(output->fd))
            output->failure = errno;
    }
    if (output->failure != 0)
        cut_half_line(output->fd, text, done);
    ikt_unfinished_release();
    return output->failure == 0;
}

bool ikt_output_write(struct ikt_output *output, const char *text, gsize length)
{
    g_autoptr(GString) told = g_string_new(NULL);
    if (!output->anonymizer)
        return write_all(output, text, length);
    ikt_anonymize_text(output->anonymizer, output->kind, text, length, told);
    return write_all(output, told->str, told->len);
}

bool ikt_output_close(struct ikt_output *output, GError **error)
{
    if (close(output->fd) != 0 && output->failure == 0)
        output->failure = errno;
    if (output->temporary && output->failure == 0 && rename(output->temporary, output->path) != 0)
        output->failure = errno;
    if (output->temporary && output->failure != 0)
        unlink(output->temporary);
    if (output->temporary)
        ikt_unfinished_done(output->temporary);
    int failure = output->failure;
    free_output(output);
    if (failure != 0 && failure != EPIPE) {
        set_error(error, failure);
        return false;
    }
    return true;
}

bool ikt_output_same_file(const char *a, const char *b)
{
    struct stat first;
    struct stat second;
    return stat(a, &first) == 0 && stat(b, &second) == 0 && S_ISREG(first.st_mode) && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}
