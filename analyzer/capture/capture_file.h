/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Capture files: pcap, pcapng, snoop and dumps of packets as text, plain or compressed, from a file, a pipe or standard
 * input. This is the only user of libpcap.
 */
#ifndef IKT_CAPTURE_CAPTURE_FILE_H
#define IKT_CAPTURE_CAPTURE_FILE_H

#include <glib.h>

#include "frame_source.h"
#include "iketriage/feed.h"
#include "stream.h"

/* An open capture. It belongs to one thread. */
struct ikt_capture_file;

#define IKT_CAPTURE_ERROR (g_quark_from_static_string("ikt-capture"))
enum ikt_capture_error {
    IKT_CAPTURE_NO_CAPTURE, /* the file is of another kind */
    IKT_CAPTURE_TEXT,       /* it is text, without packets */
    IKT_CAPTURE_LINK_TYPE,  /* its link type is not handled */
    IKT_CAPTURE_FILTER,     /* the filter does not fit its link type */
    IKT_CAPTURE_DAMAGED     /* reading failed in the middle */
};

/* Do the first bytes of stream (after decompression) belong to a capture? Nothing is consumed. */
bool ikt_capture_recognise(struct ikt_stream *stream);

/* A filter expression (pcap-filter(7)), compiled; several threads may use it. NULL with error (IKT_CAPTURE_FILTER). */
struct ikt_capture_filter;
struct ikt_capture_filter *ikt_capture_filter_new(const char *text, GError **error);
/* The expression. */
const char *ikt_capture_filter_text(const struct ikt_capture_filter *filter);
void ikt_capture_filter_free(struct ikt_capture_filter *filter); /* NULL is allowed */

/*
 * path: a file, or "-" for standard input. filter: limits the frames, NULL: all; it outlives the capture. hashed: the
 * file's SHA-256 will be asked for. NULL with error (G_FILE_ERROR, IKT_CAPTURE_ERROR) when it cannot be read.
 */
struct ikt_capture_file *ikt_capture_file_open(const char *path, const struct ikt_capture_filter *filter, bool hashed,
                                               GError **error);
void ikt_capture_file_close(struct ikt_capture_file *capture); /* NULL is allowed */
/* Does more come as time passes? */
bool ikt_capture_file_live(const struct ikt_capture_file *capture);

/* Read to its end: which packets nobody looked at, what else it lacks. NULL: nothing is to be said. g_free. */
char *ikt_capture_file_remark(const struct ikt_capture_file *capture);
/* As of the stream (stream.h), which is read to its end for it. NULL: not known. g_free. */
char *ikt_capture_file_sha256(struct ikt_capture_file *capture);
/* Frames of the file that were read so far, those that the filter refused as well. */
uint64_t ikt_capture_file_frames(const struct ikt_capture_file *capture);
/* Of these, records that hold no packet. */
uint64_t ikt_capture_file_others(const struct ikt_capture_file *capture);
/* Octets of the file that were read so far. */
uint64_t ikt_capture_file_octets(const struct ikt_capture_file *capture);

/* Of the last frame; of what says nothing of it all is 0. */
void ikt_capture_file_origin(const struct ikt_capture_file *capture, struct ikt_capture_origin *out);

/*
 * The next frame. Its number is that in the file, frames that the filter refused counted as well; its time lies within
 * the years 1970 to 9999, whatever the file says, or is of no day that is known (bytes.h); its octets live until the
 * next call on the capture. False at the end of the file, and, with error set, where it is damaged or ends in a packet.
 */
bool ikt_capture_file_next(struct ikt_capture_file *capture, struct ikt_frame *out, GError **error);

#endif
