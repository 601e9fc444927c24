/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "input_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat.h"
#include "iketriage/locked.h"

#define LARGEST      (64 * 1024 * 1024) /* what is larger is no key file and no configuration */
#define ERRORS_SHOWN 8

struct ikt_input_files {
    struct ikt_keyring *keyring;
    struct ikt_configs *configs;
    GString *text; /* what is wrong, a line each */
    unsigned count;
};

static char *told; /* the trouble that the user knows of, NULL: none */

struct ikt_input_files *ikt_input_files_new(void)
{
    struct ikt_input_files *files = g_new0(struct ikt_input_files, 1);
    files->keyring = ikt_keyring_new();
    files->configs = ikt_configs_new();
    files->text = g_string_new(NULL);
    return files;
}

static void add_trouble(struct ikt_input_files *files, const char *file, unsigned line, const char *what)
{
    if (files->count++ >= ERRORS_SHOWN)
        return;
    g_string_append_printf(files->text, "\n%s:", file);
    if (line > 0)
        g_string_append_printf(files->text, "%u:", line);
    g_string_append_printf(files->text, " %s", what);
}

static void on_key_remark(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line, const char *text)
{
    if (kind == IKT_KEY_ERROR)
        add_trouble(user, file, line, text);
}

/* The open file's content into locked memory of room octets; NULL with what is wrong. */
static uint8_t *read_regular(int fd, size_t *size, size_t *room, const char **wrong)
{
    struct stat status;
    *wrong = NULL;
    if (fd < 0 || fstat(fd, &status) != 0)
        *wrong = g_strerror(errno);
    else if (S_ISDIR(status.st_mode))
        *wrong = g_strerror(EISDIR);
    else if (!S_ISREG(status.st_mode))
        *wrong = "this is no regular file";
    else if (status.st_size > LARGEST)
        *wrong = g_strerror(EFBIG);
    if (*wrong)
        return NULL;
    *size = (size_t)status.st_size;
    *room = *size + 1;
    uint8_t *data = ikt_locked_new(*room, NULL);
    size_t done = 0;
    while (done < *size) {
        const ssize_t got = read(fd, data + done, *size - done);
        if (got == 0 || (got < 0 && errno != EINTR))
            break;
        done += got > 0 ? (size_t)got : 0;
    }
    *size = done;
    return data;
}

/* Statements that were not understood are no trouble: the command lists them. */
static void on_config_remark(void *user, const char *file, unsigned line, const char *text)
{
    if (line == 0)
        add_trouble(user, file, line, text);
}

void ikt_input_keys(struct ikt_input_files *files, const char *name, struct ikt_bytes content)
{
    (void)ikt_keyring_add(files->keyring, name, content, on_key_remark, files);
}

static void add_config(struct ikt_input_files *files, const char *name, struct ikt_bytes content, const char *peer)
{
    struct ikt_address of;
    const bool bound = peer && ikt_address_parse(peer, &of);
    const unsigned before = files->count;
    if (ikt_configs_add(files->configs, name, content, bound ? &of : NULL, on_config_remark, files)) {
        if (files->count > before) { /* a note on a file that is used */
            files->count = before;
        }
        (void)ikt_keyring_add_config(files->keyring, name, content, NULL, NULL);
    }
}

/* A file's content to one of the two. peer NULL: it is a key file. */
static void read_file(struct ikt_input_files *files, const char *path, const char *peer)
{
    size_t size = 0, room = 0;
    const char *wrong;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    uint8_t *data = read_regular(fd, &size, &room, &wrong);
    if (!data) {
        add_trouble(files, path, 0, wrong);
    } else {
        const struct ikt_bytes content = {size > 0 ? data : NULL, size};
        if (peer)
            add_config(files, path, content, peer);
        else
            ikt_input_keys(files, path, content);
        ikt_locked_free(data, room);
    }
    if (fd >= 0)
        close(fd);
}

void ikt_input_key_file(struct ikt_input_files *files, const char *path)
{
    read_file(files, path, NULL);
}

void ikt_input_config_file(struct ikt_input_files *files, const char *path, const char *peer)
{
    read_file(files, path, peer ? peer : "");
}

static void tell(const struct ikt_input_files *files)
{
    if (files->count > 0 && g_strcmp0(told, files->text->str) != 0) {
        if (files->count > ERRORS_SHOWN) {
            report_failure("IKE triage: %u errors in its key files and configurations, the first are:%s", files->count,
                           files->text->str);
        } else {
            report_failure("IKE triage, key files and configurations:%s", files->text->str);
        }
    }
    g_free(told);
    told = g_strdup(files->text->str);
}

void ikt_input_files_end(struct ikt_input_files *files, struct ikt_keyring **keyring, struct ikt_configs **configs)
{
    tell(files);
    ikt_keyring_lock(files->keyring);
    *keyring = files->keyring;
    *configs = files->configs;
    if (ikt_configs_count(files->configs) == 0) {
        ikt_configs_free(files->configs);
        *configs = NULL;
    }
    g_string_free(files->text, TRUE);
    g_free(files);
}
