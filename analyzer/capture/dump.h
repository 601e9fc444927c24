/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packets out of text (dump_line.h has the layouts): what tcpdump -x, ASA, FortiGate, IOS and IOS XE print. Such a dump
 * may have any beginning (IP, or the link layer's), and says which in no line: what leads to an IP header that is sound
 * is taken. It may be cut, and mixed with what terminals leave; what can be read of it is read.
 *
 * Times are as exact as the dump's: where it has no date, no zone, or no time at all, those of its packets lie before
 * 1970 (IKT_TIME_UNDATED in bytes.h).
 *
 * Memory is bounded: lines and packets of more octets than those below are passed over, and cut.
 */
#ifndef IKT_CAPTURE_DUMP_H
#define IKT_CAPTURE_DUMP_H

#include "frame_source.h"

#define IKT_DUMP_LINE   4096
#define IKT_DUMP_PACKET 262144

extern const struct ikt_frame_source ikt_dump_source;

/* Is this, the beginning of a file or all of it, text, perhaps as a terminal wrote it? */
bool ikt_dump_is_text(struct ikt_bytes begin);
/* ... and a dump with an IP packet in it? */
bool ikt_dump_recognise(struct ikt_bytes begin);

#endif
