/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One frame in, the recorder's lines out: what the packet tests share.
 */
#ifndef IKT_TEST_CHECK_H
#define IKT_TEST_CHECK_H

#include "build.h"
#include "recorder.h"

enum {
    DLT_ETHERNET = 1,
    DLT_RAW_IP = 12
};

/* Stands for an ISAKMP message; input does not look into it. */
#define IKE    "a1a2a3a4a5a6a7a8"
#define V4_IKE "ike 192.0.2.1:500 198.51.100.2:500 [" IKE "] of 8\n"
#define V6_IKE "ike [2001:db8::1]:500 [2001:db8::2]:500 [" IKE "] of 8\n"

/* Two Ethernet addresses. */
#define MACS "020000000001 020000000002 "

/* IKE between ports 500. */
GByteArray *udp500(void);
/* Takes the frame. */
void check_whole(int dlt, GByteArray *frame, const char *expected);
/* Takes the frame. Cut at every length it may give less, never something else in the addresses, and never over-read. */
void check(int dlt, GByteArray *frame, const char *expected);

#endif
