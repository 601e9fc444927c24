/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio_ext.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "file_hash.h"

enum {
    BUFFER_SIZE = 256 * 1024, /* of the bytes as they stand in the file, and of the FILE */
    PEEK_LEAST = 4096,
    GZIP_WINDOW = 15 + 16 /* zlib: the largest window, gzip framing alone */
};

enum packing {
    PACKING_UNKNOWN, /* nothing was read yet */
    PACKING_NONE,
    PACKING_GZIP,
    PACKING_ZSTD
};

struct ikt_stream {
    int fd;
    bool live;
    enum packing packing;
    uint8_t *buffer;      /* BUFFER_SIZE bytes from the file */
    uint8_t *file_buffer; /* BUFFER_SIZE bytes, the FILE's; NULL: there is no FILE */
    size_t begin, end;
    bool file_ended;
    bool inside; /* a gzip member or Zstandard frame has begun and not ended */
    z_stream gzip;
    ZSTD_DStream *zstd;
    uint8_t *peeked; /* decompressed, not yet read; NULL: none yet */
    size_t peeked_begin, peeked_end, peeked_size;
    char *error;
    struct ikt_file_hash *hash; /* NULL: not wanted */
    uint64_t octets;            /* read from the file */
};

/* How often a wait for a pipe looks whether it is wanted still, in milliseconds. */
#define LOOK_EVERY 200
static bool (*is_given_up)(void);

void ikt_stream_give_up_when(bool (*given_up)(void))
{
    is_given_up = given_up;
}

/*
 * It is opened so that a pipe to which nobody writes yet does not block: whoever reads it waits for what comes, and can
 * be told to wait no longer.
 */
struct ikt_stream *ikt_stream_open(const char *path, GError **error)
{
    int fd = strcmp(path, IKT_STREAM_STDIN) == 0 ? dup(STDIN_FILENO)
                                                 : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0 || S_ISDIR(status.st_mode)) {
        int failure = fd >= 0 && S_ISDIR(status.st_mode) ? EISDIR : errno;
        g_set_error_literal(error, G_FILE_ERROR, (gint)g_file_error_from_errno(failure), g_strerror(failure));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    struct ikt_stream *stream = g_new0(struct ikt_stream, 1);
    stream->fd = fd;
    stream->live = !S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode);
    stream->buffer = g_malloc(BUFFER_SIZE);
    return stream;
}

void ikt_stream_free(struct ikt_stream *stream)
{
    if (!stream)
        return;
    if (stream->packing == PACKING_GZIP)
        inflateEnd(&stream->gzip);
    ZSTD_freeDStream(stream->zstd);
    ikt_file_hash_free(stream->hash);
    close(stream->fd);
    g_free(stream->buffer);
    g_free(stream->peeked);
    g_free(stream->file_buffer);
    g_free(stream->error);
    g_free(stream);
}

static bool fail(struct ikt_stream *stream, const char *text)
{
    if (!stream->error)
        stream->error = g_strdup(text);
    return false;
}

/* Until there is something to read, the end or an error. False: it was given up. */
static bool wait_for_more(int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    while (!is_given_up || !is_given_up()) {
        const int ready = poll(&one, 1, LOOK_EVERY);
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return true;
    }
    return false;
}

/* One read(2), repeated when a signal comes between. False on an error. */
static bool read_file(struct ikt_stream *stream, uint8_t *out, size_t size, size_t *got)
{
    ssize_t result;
    do {
        if (stream->live && !wait_for_more(stream->fd))
            return fail(stream, "interrupted");
        result = read(stream->fd, out, size);
    } while (result < 0 && (errno == EINTR || errno == EAGAIN));
    if (result < 0)
        return fail(stream, g_strerror(errno));
    *got = (size_t)result;
    stream->octets += *got;
    stream->file_ended = *got == 0;
    if (stream->hash)
        ikt_file_hash_add(stream->hash, out, *got);
    return true;
}

/* Have at least wanted bytes in the buffer, unless the file ends before. False on a read error. */
static bool fill(struct ikt_stream *stream, size_t wanted)
{
    while (stream->end - stream->begin < wanted && !stream->file_ended) {
        if (stream->begin > 0) {
            memmove(stream->buffer, stream->buffer + stream->begin, stream->end - stream->begin);
            stream->end -= stream->begin;
            stream->begin = 0;
        }
        size_t got;
        if (!read_file(stream, stream->buffer + stream->end, BUFFER_SIZE - stream->end, &got))
            return false;
        stream->end += got;
    }
    return true;
}

static bool buffer_begins(const struct ikt_stream *stream, const void *magic, size_t length)
{
    return stream->end - stream->begin >= length && memcmp(stream->buffer + stream->begin, magic, length) == 0;
}

static bool at_gzip(const struct ikt_stream *stream)
{
    return buffer_begins(stream, "\x1f\x8b\x08", 3);
}

/* A frame, or a skippable frame (RFC 8878 section 3.1.2: 0x184d2a50 to 0x184d2a5f), little-endian. */
static bool at_zstd(const struct ikt_stream *stream)
{
    return buffer_begins(stream, "\x28\xb5\x2f\xfd", 4) ||
           (stream->end - stream->begin >= 4 && (stream->buffer[stream->begin] & 0xf0) == 0x50 &&
            memcmp(stream->buffer + stream->begin + 1, "\x2a\x4d\x18", 3) == 0);
}

static bool recognise(struct ikt_stream *stream)
{
    if (!fill(stream, 4))
        return false;
    stream->packing = PACKING_NONE;
    if (at_gzip(stream)) {
        if (inflateInit2(&stream->gzip, GZIP_WINDOW) != Z_OK)
            return fail(stream, "no memory to decompress gzip data");
        stream->packing = PACKING_GZIP;
        stream->inside = true;
    } else if (at_zstd(stream)) {
        stream->zstd = ZSTD_createDStream();
        if (!stream->zstd)
            return fail(stream, "no memory to decompress Zstandard data");
        stream->packing = PACKING_ZSTD;
        stream->inside = true;
    }
    return true;
}

/* gzip passes over zeros behind the last member, which tapes and block devices leave. */
static bool skip_zeros(struct ikt_stream *stream)
{
    while (fill(stream, 1) && stream->begin < stream->end && stream->buffer[stream->begin] == 0)
        stream->begin++;
    return !stream->error;
}

/* Between two members or frames: is there another? Sets inside. False when something else follows. */
static bool next_member(struct ikt_stream *stream)
{
    if ((stream->packing == PACKING_GZIP && !skip_zeros(stream)) || !fill(stream, 4))
        return false;
    if (stream->begin == stream->end)
        return true;
    if (stream->packing == PACKING_GZIP && at_gzip(stream))
        stream->inside = inflateReset(&stream->gzip) == Z_OK;
    else if (stream->packing == PACKING_ZSTD && at_zstd(stream))
        stream->inside = true;
    return stream->inside || fail(stream, "something else follows the compressed data");
}

/* Decompress into out; *got stays 0 where more input is needed. */
static bool inflate_gzip(struct ikt_stream *stream, uint8_t *out, size_t size, size_t *got)
{
    z_stream *gzip = &stream->gzip;
    gzip->next_in = stream->buffer + stream->begin;
    gzip->avail_in = (uInt)(stream->end - stream->begin);
    gzip->next_out = out;
    gzip->avail_out = (uInt)size;
    int result = inflate(gzip, Z_NO_FLUSH);
    stream->begin = stream->end - gzip->avail_in;
    *got = size - gzip->avail_out;
    if (result == Z_STREAM_END) {
        stream->inside = false;
        return true;
    }
    if (result == Z_OK || result == Z_BUF_ERROR)
        return true;
    return fail(stream, "the gzip data are damaged") || *got > 0; /* what came before it is handed out first */
}

static bool inflate_zstd(struct ikt_stream *stream, uint8_t *out, size_t size, size_t *got)
{
    ZSTD_inBuffer in = {.src = stream->buffer, .size = stream->end, .pos = stream->begin};
    ZSTD_outBuffer to = {.dst = out, .size = size};
    size_t result = ZSTD_decompressStream(stream->zstd, &to, &in);
    stream->begin = in.pos;
    *got = to.pos;
    if (ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge)
        return fail(stream, "the Zstandard data want more than 128 MiB of memory: unpack them with zstd -d --long=31");
    if (ZSTD_isError(result)) {
        g_autofree char *text = g_strdup_printf("the Zstandard data are damaged (%s)", ZSTD_getErrorName(result));
        return fail(stream, text);
    }
    stream->inside = result != 0;
    return true;
}

/* What recognise has read first, then straight from the file: a large capture is not copied twice. */
static bool read_plain(struct ikt_stream *stream, uint8_t *out, size_t size, size_t *got)
{
    if (stream->begin == stream->end)
        return read_file(stream, out, size, got);
    *got = MIN(size, stream->end - stream->begin);
    memcpy(out, stream->buffer + stream->begin, *got);
    stream->begin += *got;
    return true;
}

/* At most size (> 0) bytes; 0 at the end. False on an error. */
static bool read_some(struct ikt_stream *stream, uint8_t *out, size_t size, size_t *got)
{
    *got = 0;
    if (stream->error || (stream->packing == PACKING_UNKNOWN && !recognise(stream)))
        return false;
    if (stream->packing == PACKING_NONE)
        return read_plain(stream, out, size, got);
    while (*got == 0) {
        if (!stream->inside && !next_member(stream))
            return false;
        if (!stream->inside)
            return true; /* the end */
        if (!fill(stream, 1))
            return false;
        size_t before = stream->end - stream->begin;
        bool well = stream->packing == PACKING_GZIP ? inflate_gzip(stream, out, size, got)
                                                    : inflate_zstd(stream, out, size, got);
        if (!well)
            return false;
        if (*got == 0 && stream->inside && before == 0)
            return fail(stream, "the compressed data end too early");
    }
    return true;
}

/* Up to wanted bytes in all. False when nothing comes. */
static bool peek_some(struct ikt_stream *stream, size_t wanted)
{
    size_t got = 0;
    if (stream->peeked_size < wanted) {
        stream->peeked_size = MAX(wanted, PEEK_LEAST);
        stream->peeked = g_realloc(stream->peeked, stream->peeked_size);
    }
    if (stream->peeked_end < wanted &&
        read_some(stream, stream->peeked + stream->peeked_end, wanted - stream->peeked_end, &got))
        stream->peeked_end += got;
    return got > 0;
}

size_t ikt_stream_peek(struct ikt_stream *stream, uint8_t *out, size_t size)
{
    size = MIN(size, IKT_STREAM_PEEK_MAX);
    while (stream->peeked_end < size && peek_some(stream, size))
        ;
    size = MIN(size, stream->peeked_end);
    if (size > 0)
        memcpy(out, stream->peeked, size);
    return size;
}

const uint8_t *ikt_stream_peek_on(struct ikt_stream *stream, size_t *size)
{
    const size_t wanted = MIN(MAX(2 * stream->peeked_end, PEEK_LEAST), IKT_STREAM_PEEK_MAX);
    while (stream->peeked_end < wanted && peek_some(stream, wanted) && !stream->live)
        ;
    *size = stream->peeked_end;
    return stream->peeked;
}

void ikt_stream_replace(struct ikt_stream *stream, size_t at, const uint8_t *octets, size_t size)
{
    g_return_if_fail(size <= stream->peeked_end - stream->peeked_begin - at);
    memcpy(stream->peeked + stream->peeked_begin + at, octets, size);
}

static ssize_t cookie_read(void *cookie, char *out, size_t size)
{
    struct ikt_stream *stream = cookie;
    size_t got = stream->peeked_end - stream->peeked_begin;
    if (got > 0) {
        got = MIN(got, size);
        memcpy(out, stream->peeked + stream->peeked_begin, got);
        stream->peeked_begin += got;
        return (ssize_t)got;
    }
    if (size > 0 && !read_some(stream, (uint8_t *)out, size, &got)) {
        errno = EIO;
        return -1;
    }
    return (ssize_t)got;
}

FILE *ikt_stream_file(struct ikt_stream *stream)
{
    FILE *file = fopencookie(stream, "rb", (cookie_io_functions_t){.read = cookie_read});
    if (file) {
        stream->file_buffer = g_malloc(BUFFER_SIZE); /* glibc takes no notice of a size without a buffer */
        setvbuf(file, (char *)stream->file_buffer, _IOFBF, BUFFER_SIZE);
        __fsetlocking(file, FSETLOCKING_BYCALLER); /* one thread reads it, twice for each packet */
    }
    return file;
}

const char *ikt_stream_error(const struct ikt_stream *stream)
{
    return stream->error;
}

void ikt_stream_hash(struct ikt_stream *stream)
{
    stream->hash = ikt_file_hash_new();
}

char *ikt_stream_sha256(struct ikt_stream *stream)
{
    if (!stream->hash)
        return NULL;
    while (!stream->file_ended && !stream->live) {
        size_t got;
        if (!read_file(stream, stream->buffer, BUFFER_SIZE, &got))
            return NULL;
    }
    if (!stream->file_ended)
        return NULL;
    return ikt_file_hash_end(stream->hash);
}

uint64_t ikt_stream_octets(const struct ikt_stream *stream)
{
    return stream->octets;
}

bool ikt_stream_live(const struct ikt_stream *stream)
{
    return stream->live;
}
