/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files that hold captures and are none: archives, and what no stream takes apart. They are named, with what to type,
 * and nothing is unpacked here: an archive's names and sizes are a stranger's.
 */
#ifndef IKT_CAPTURE_ARCHIVE_H
#define IKT_CAPTURE_ARCHIVE_H

#include "stream.h"

/*
 * What stream is and what to type, where it is an archive (tar, also in gzip or Zstandard; zip) or compressed in
 * another way (xz, bzip2, lz4, 7-Zip). Nothing is consumed. path: its name. NULL: none of these. g_free.
 */
char *ikt_archive_text(struct ikt_stream *stream, const char *path);
/*
 * Is it an archive that may hold captures, or what is compressed in another way and called one? Office documents and
 * programs are zip archives as well, and are not meant, nor logs in xz.
 */
bool ikt_archive_is(struct ikt_stream *stream, const char *path);

#endif
