/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bytes of a file, of a pipe or of standard input, taken out of gzip (RFC 1952) or Zstandard (RFC 8878) where their
 * magic number says so. Memory is bounded whatever the file claims.
 */
#ifndef IKT_CAPTURE_STREAM_H
#define IKT_CAPTURE_STREAM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct ikt_stream;

/* The most that can be looked at before it is read. */
#define IKT_STREAM_PEEK_MAX (1024 * 1024)

/* The name under which standard input is asked for. */
#define IKT_STREAM_STDIN "-"

/*
 * Asked now and then, by every thread that waits for a pipe or a terminal: true ends the wait, and reading, with the
 * error "interrupted". Until it is set, and for NULL, all wait for as long as it takes. Set it before the first stream
 * is open.
 */
void ikt_stream_give_up_when(bool (*given_up)(void));
/* path: a file name or IKT_STREAM_STDIN. NULL with error (G_FILE_ERROR) when it cannot be opened or is a directory. */
struct ikt_stream *ikt_stream_open(const char *path, GError **error);
/* After the FILE made of it is closed. NULL is allowed. */
void ikt_stream_free(struct ikt_stream *stream);

/*
 * The first bytes, after decompression, without consuming them. Returns how many there are, fewer than size at the end
 * of the stream or where it is damaged (ikt_stream_error says which).
 */
size_t ikt_stream_peek(struct ikt_stream *stream, uint8_t *out, size_t size);
/*
 * Likewise, but in place, and up to twice as much at each call: until the call returns as many as before, because the
 * stream has ended or IKT_STREAM_PEEK_MAX bytes are there. They live until the next call on the stream.
 */
const uint8_t *ikt_stream_peek_on(struct ikt_stream *stream, size_t *size);
/* What the reader is to find in place of octets that were peeked at; the hash and other peeks are of the file's own. */
void ikt_stream_replace(struct ikt_stream *stream, size_t at, const uint8_t *octets, size_t size);
/* A FILE to read it by, to be closed with fclose. Once only, and not read otherwise any more. NULL when memory is out.
 */
FILE *ikt_stream_file(struct ikt_stream *stream);
/* Why reading failed ("the gzip data are damaged"), or NULL when it did not. Lives as long as the stream. */
const char *ikt_stream_error(const struct ikt_stream *stream);
/* Hash the bytes as they stand in the file; before the first of them is read. */
void ikt_stream_hash(struct ikt_stream *stream);
/*
 * SHA-256 (FIPS 180-4) of the whole file in lower-case hex; what was not read is read now. NULL where that was not
 * asked for or cannot be read, and where more of it may come. g_free.
 */
char *ikt_stream_sha256(struct ikt_stream *stream);
/* Octets of the file that were read so far. */
uint64_t ikt_stream_octets(const struct ikt_stream *stream);
/* Does more come as time passes (a pipe, a terminal), so that what is known should be shown at once? */
bool ikt_stream_live(const struct ikt_stream *stream);

#endif
