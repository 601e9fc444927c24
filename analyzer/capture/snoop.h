/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files of Solaris' snoop, RFC 1761: Ethernet, with seconds and microseconds. Memory is bounded whatever a record
 * claims.
 */
#ifndef IKT_CAPTURE_SNOOP_H
#define IKT_CAPTURE_SNOOP_H

#include "frame_source.h"

#define IKT_SNOOP_OCTETS 262144 /* kept of a frame */

/* The first octets of a file, the NULs of the RFC included. */
#define IKT_SNOOP_MAGIC "snoop\0\0" /* and the NUL of the string */

extern const struct ikt_frame_source ikt_snoop_source;

#endif
