/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A capture of fragments, frame by frame, and what is expected of it: what the reassembly tests share.
 */
#ifndef IKT_TEST_PIECES_H
#define IKT_TEST_PIECES_H

#include "build.h"
#include "recorder.h"

enum {
    DLT_RAW_IP = 12,
    UDP_HEADER = 8
};

/* Both ends, for the port of both. */
#define V4 "192.0.2.1:%u 198.51.100.2:%u"
#define V6 "[2001:db8::1]:%u [2001:db8::2]:%u"

/* A capture on its way into the recorder. */
struct fixture {
    struct recording recording;
    struct ikt_feed *feed;
    uint64_t frame;
    ikt_time time;
    GByteArray *udp; /* the datagram: 3000 octets from port 500 to port 500 */
};

/* A row of a program's tests. */
struct pieces_test {
    const char *name;
    void (*run)(struct fixture *fixture, gconstpointer data);
};

/* UDP from port to port with length octets of data, not the non-ESP marker first. */
GByteArray *datagram(uint16_t port, guint length);
/* The next frame, a second after the one before it; captured octets of it, 0: all. Takes it. */
void put_cut(struct fixture *fixture, GByteArray *frame, guint captured);
void put(struct fixture *fixture, GByteArray *frame);
/* A copy of the octets from from to to. */
GByteArray *slice(const GByteArray *bytes, guint from, guint to);
/* from to to of udp, as the fragment that it is. */
GByteArray *piece(const GByteArray *udp, uint16_t id, guint from, guint to);
/* next: the protocol, or the first extension header at the beginning of whole. */
GByteArray *piece6(const GByteArray *whole, uint8_t next, uint32_t id, guint from, guint to);
/* Adds the line of captured octets of udp's data, of so many on the wire; stamp: FRAME@SECONDS, ends: V4 or V6. */
void expect(GString *lines, const char *stamp, const char *ends, const GByteArray *udp, guint captured, guint wire);
/* What has come so far; it is forgotten then. */
void check_lines(struct fixture *fixture, const char *expected);
/* What has come so far is udp, whole. */
void check_whole(struct fixture *fixture, const char *stamp, const char *ends, const GByteArray *udp);
/* What has come so far is the beginning of udp. octets: of udp, its header included. */
void check_beginning(struct fixture *fixture, const char *stamp, const GByteArray *udp, guint octets);
/* Ends the capture; so many were incomplete. */
void check_end(struct fixture *fixture, uint64_t incomplete);
/* The tests of a program, each with a fixture of its own. Returns the exit status. */
int pieces_run(int argc, char **argv, const struct pieces_test *tests, gsize count);

#endif
