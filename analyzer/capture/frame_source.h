/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who reads a kind of file that libpcap does not: frames one after another, numbered from 1.
 */
#ifndef IKT_CAPTURE_FRAME_SOURCE_H
#define IKT_CAPTURE_FRAME_SOURCE_H

#include <stdio.h>

#include "iketriage/feed.h"

/* What a file says of its last frame besides: what another file needs to hold it as it was. */
struct ikt_capture_origin {
    uint32_t interface;   /* from 0, of the whole file */
    uint32_t snap_length; /* 0: none, or not said */
    unsigned nanoseconds; /* of its time below the microsecond, 0 to 999 */
};

struct ikt_frame_source {
    /* file: not owned, read by nobody else, and standing at its beginning. Never NULL. */
    void *(*begin)(FILE *file);
    void (*end)(void *reader);
    /* False at the end, with why (static) where it is not the end of the last frame. out lives until the next call. */
    bool (*next)(void *reader, struct ikt_frame *out, const char **why);
    /* Of the last frame. NULL: it says nothing of it. */
    void (*origin)(const void *reader, struct ikt_capture_origin *out);
    /* Frames so far; of these, records with a number that hold no packet (NULL: there are none in such files), and
     * frames whose link type is not read, with one such type (as a DLT_). */
    uint64_t (*frames)(const void *reader);
    uint64_t (*others)(const void *reader);
    uint64_t (*unread)(const void *reader, int *link_type);
    /* At the end: what of it could not be read, though the rest was; what it lacks. NULL: nothing to say. g_free. */
    char *(*fault)(const void *reader);
    char *(*remark)(const void *reader);
};

#endif
