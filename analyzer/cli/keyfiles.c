/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keyfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/stream.h"
#include "iketriage/locked.h"
#include "interrupt.h"
#include "messages.h"

enum {
    FIRST_SIZE = 64 * 1024,
    PIECE_SIZE = 1024 * 1024,
    SILENCE_SAID = 2,  /* seconds that a pipe is silent before it is said */
    SILENCE_MOST = 300 /* and before it is given up: somebody may have to type a password for what comes */
};

void ikt_content_clear(struct ikt_content *content)
{
    ikt_locked_free(content->data, content->size);
    *content = (struct ikt_content){.data = NULL};
}

static void content_grow(struct ikt_content *content, size_t largest)
{
    struct ikt_content larger = {.size = content->size == 0 ? FIRST_SIZE : MIN(content->size * 2, largest + 1),
                                 .length = content->length};
    larger.data = ikt_locked_new(larger.size, NULL);
    if (content->length > 0)
        memcpy(larger.data, content->data, content->length);
    ikt_content_clear(content);
    *content = larger;
}

/*
 * Until there is something to read, or the end. A pipe that nobody writes to, or that nobody closes, would keep the
 * program waiting without a word: which one it waits for is said, and after a while it is given up. False with errno.
 */
static bool wait_for_more(int fd, const char *path)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISFIFO(status.st_mode))
        return true;
    struct pollfd wanted = {.fd = fd, .events = POLLIN};
    for (int waited = 0; waited < SILENCE_MOST; waited += SILENCE_SAID) {
        const int ready = poll(&wanted, 1, SILENCE_SAID * 1000);
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
        if (ikt_interrupted()) {
            errno = EINTR;
            return false;
        }
        if (ready == 0 && waited == 0)
            ikt_say(path, "note: this is a pipe, and nothing comes from it: waiting");
    }
    errno = ETIMEDOUT;
    return false;
}

/* False with errno; EFBIG when it is larger than so many octets, and these and one more were read. */
static bool read_all(int fd, const char *path, size_t largest, struct ikt_content *content)
{
    while (wait_for_more(fd, path)) {
        if (content->length == content->size) {
            if (content->size > largest) {
                errno = EFBIG;
                return false;
            }
            content_grow(content, largest);
        }
        ssize_t got = read(fd, content->data + content->length, content->size - content->length);
        if (got == 0)
            return true;
        if (got > 0)
            content->length += (size_t)got;
        else if (errno != EINTR && errno != EAGAIN)
            return false;
    }
    return false;
}

static const char *reason(int number)
{
    return number == ETIMEDOUT ? "nothing came from this pipe for five minutes" : g_strerror(number);
}

static int open_file(const char *path)
{
    return strcmp(path, IKT_STREAM_STDIN) == 0 ? dup(STDIN_FILENO)
                                               : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

static bool read_file(const char *path, size_t largest, struct ikt_content *content)
{
    int fd = open_file(path);
    if (fd < 0)
        return false;
    bool well = read_all(fd, path, largest, content);
    int failure = errno;
    close(fd);
    errno = failure;
    return well;
}

bool ikt_content_read(const char *path, const char *what, unsigned largest, struct ikt_content *out)
{
    *out = (struct ikt_content){.data = NULL};
    if (read_file(path, (size_t)largest << 20, out))
        return true;
    if (errno == EFBIG)
        ikt_say(path, "larger than %u MiB, which no %s is", largest, what);
    else
        ikt_say(path, "%s", reason(errno));
    return false;
}

void ikt_content_say_capture(const char *path, struct ikt_bytes content)
{
    static const uint8_t magic[][4] = {{0xd4, 0xc3, 0xb2, 0xa1}, {0xa1, 0xb2, 0xc3, 0xd4}, {0x4d, 0x3c, 0xb2, 0xa1},
                                       {0xa1, 0xb2, 0x3c, 0x4d}, {0x0a, 0x0d, 0x0d, 0x0a}, {'s', 'n', 'o', 'o'}};
    for (size_t i = 0; content.length >= sizeof(*magic) && i < G_N_ELEMENTS(magic); i++)
        if (memcmp(content.data, magic[i], sizeof(*magic)) == 0)
            ikt_say(path, "note: it looks like a capture, which is named without an option");
}

static void say_remark(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line, const char *text)
{
    (void)user;
    const char *note = kind == IKT_KEY_NOTE ? "note: " : "";
    if (line == 0) {
        ikt_say(file, "%s%s", note, text);
        return;
    }
    g_autofree char *name = ikt_say_name(file);
    ikt_say(NULL, "%s:%u: %s%s", name, line, note, text);
}

/* A file that is read piece by piece. */
struct pieces {
    int fd, failure; /* errno, 0 */
    const char *path;
    struct ikt_content content; /* the piece */
};

/* For ikt_keyring_add_large. The first piece was long; those that follow are as long as the longest line needs. */
static bool next_piece(void *source, size_t kept, struct ikt_bytes *out)
{
    struct pieces *pieces = source;
    struct ikt_content next = {.size = MAX((size_t)PIECE_SIZE, 2 * kept), .length = kept};
    ssize_t got;
    if (next.size > (size_t)IKT_CONTENT_LARGEST << 20) {
        pieces->failure = EFBIG;
        return false;
    }
    next.data = ikt_locked_new(next.size, NULL);
    if (kept > 0)
        memcpy(next.data, pieces->content.data + pieces->content.length - kept, kept);
    ikt_content_clear(&pieces->content);
    pieces->content = next;
    do
        got = wait_for_more(pieces->fd, pieces->path) ? read(pieces->fd, next.data + kept, next.size - kept) : -1;
    while (got < 0 && (errno == EINTR || errno == EAGAIN) && !ikt_interrupted());
    if (got < 0)
        pieces->failure = errno;
    pieces->content.length += got > 0 ? (size_t)got : 0;
    *out = (struct ikt_bytes){pieces->content.data, pieces->content.length};
    return got > 0;
}

/* A whole file, or one that is too large for that, which has to be a log. */
static bool add_file(struct ikt_keyring *keyring, const char *path, ikt_key_remark *remark, void *user)
{
    struct pieces pieces = {.fd = open_file(path), .path = path};
    bool well = pieces.fd >= 0 && read_all(pieces.fd, path, (size_t)IKT_CONTENT_LARGEST << 20, &pieces.content);
    const bool large = pieces.fd >= 0 && !well && errno == EFBIG;
    const struct ikt_content *content = &pieces.content;
    const struct ikt_bytes bytes = {content->length > 0 ? content->data : NULL, content->length};
    if (!well && !large) {
        ikt_say(path, "%s", reason(errno));
    } else {
        well = large ? ikt_keyring_add_large(keyring, path, bytes, next_piece, &pieces, remark, user)
                     : ikt_keyring_add(keyring, path, bytes, remark, user);
        if (!well && remark == say_remark)
            ikt_content_say_capture(path, bytes);
        if (pieces.failure != 0)
            ikt_say(path, "%s", pieces.failure == EFBIG ? "a line is too long" : reason(pieces.failure));
        well = well && pieces.failure == 0;
    }
    ikt_content_clear(&pieces.content);
    if (pieces.fd >= 0)
        close(pieces.fd);
    return well;
}

/* What is remarked on a file of a folder, until it is known whether there is a key in it. */
struct remark {
    enum ikt_key_remark_kind kind;
    unsigned line;
    char *text;
};

static void free_remark(gpointer data)
{
    struct remark *remark = data;
    g_free(remark->text);
    g_free(remark);
}

static void keep_remark(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line, const char *text)
{
    (void)file;
    struct remark *remark = g_new(struct remark, 1);
    *remark = (struct remark){kind, line, g_strdup(text)};
    g_ptr_array_add(user, remark);
}

/* A folder holds other files, too: one without any key is skipped with a word, and is no trouble. */
static bool load_of_folder(struct ikt_keyring *keyring, const char *path)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(free_remark);
    const size_t before = ikt_keyring_size(keyring);
    const bool well = add_file(keyring, path, keep_remark, remarks);
    const bool skipped = !well && remarks->len > 0 && ikt_keyring_size(keyring) == before;
    if (skipped)
        ikt_say(path, "note: skipped: there is no key in it (%s)", ((struct remark *)remarks->pdata[0])->text);
    for (guint i = 0; i < remarks->len && !skipped; i++) {
        const struct remark *remark = remarks->pdata[i];
        say_remark(NULL, remark->kind, path, remark->line, remark->text);
    }
    return well || skipped;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Its files in the order of their names; what is hidden, no regular file or a folder itself is passed over. */
static bool load_folder(struct ikt_keyring *keyring, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) folder = g_dir_open(path, 0, &error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    if (!folder) {
        ikt_say(path, "%s", error->message);
        return false;
    }
    for (const char *name; (name = g_dir_read_name(folder));)
        if (name[0] != '.')
            g_ptr_array_add(names, g_build_filename(path, name, NULL));
    g_ptr_array_sort(names, compare_names);
    bool well = true;
    guint files = 0;
    for (guint i = 0; i < names->len; i++) {
        struct stat status;
        if (stat(names->pdata[i], &status) == 0 && !S_ISREG(status.st_mode))
            continue;
        well = load_of_folder(keyring, names->pdata[i]) && well;
        files++;
    }
    if (files == 0)
        ikt_say(path, "note: there is no file in this folder");
    return well;
}

bool ikt_keyfiles_load(struct ikt_keyring *keyring, const GPtrArray *paths)
{
    bool well = true;
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        const bool folder = strcmp(path, IKT_STREAM_STDIN) != 0 && g_file_test(path, G_FILE_TEST_IS_DIR);
        well = (folder ? load_folder(keyring, path) : add_file(keyring, path, say_remark, NULL)) && well;
    }
    return well;
}
