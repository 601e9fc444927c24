/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Frames of an interface as they pass (libpcap). What the kernel keeps for it is what live_filter.h says.
 */
#ifndef IKT_CAPTURE_LIVE_H
#define IKT_CAPTURE_LIVE_H

#include <glib.h>

#include "iketriage/feed.h"

struct ikt_live;

#define IKT_LIVE_ERROR (g_quark_from_static_string("ikt-live"))
enum ikt_live_error {
    IKT_LIVE_NO_INTERFACE,  /* there is none of this name; the message names those that are there */
    IKT_LIVE_NO_PERMISSION, /* the message says what gives it */
    IKT_LIVE_UNFIT,         /* it is not up, its link type is not handled, the filter does not fit */
    IKT_LIVE_GONE           /* reading failed: as a rule the interface went away */
};

struct ikt_live_options {
    const char *interface; /* "any": all of them */
    const char *filter;    /* the user's own besides, as tcpdump -i takes it; NULL: none */
    unsigned buffer_kib;   /* for packets that wait to be read, in KiB; 0: 16 MiB */
};

/* NULL with error. Needs the right to capture only while it is opened. */
struct ikt_live *ikt_live_open(const struct ikt_live_options *options, GError **error);
void ikt_live_close(struct ikt_live *live); /* NULL is allowed */

/* What poll(2) waits on until a packet is there; the kernel hands packets on within a tenth of a second. */
int ikt_live_descriptor(const struct ikt_live *live);

enum ikt_live_result {
    IKT_LIVE_FRAME,
    IKT_LIVE_NOTHING, /* no packet waits now */
    IKT_LIVE_ENDED    /* with error */
};
/* Never waits. The frame's octets live until the next call. Numbers are those of the packets read, from 1. */
enum ikt_live_result ikt_live_next(struct ikt_live *live, struct ikt_frame *out, GError **error);

/* Packets that passed the filter and were lost, since the capture began. */
struct ikt_live_drops {
    uint64_t kernel;    /* the buffer was full: they came faster than they were read */
    uint64_t interface; /* its driver had no room; 0 where it does not say */
};
struct ikt_live_drops ikt_live_drops(struct ikt_live *live);

/* False while the interface is down or has no carrier: the capture goes on, and sees nothing. Not known: true. */
bool ikt_live_is_up(const struct ikt_live *live);

#endif
