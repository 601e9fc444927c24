/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One line of a dump of packets as text. Rows of octets come in these layouts:
 *
 *     tcpdump -x, -xx, -X, -XX            <tab>0x0000:  4500 0054 0000 4000  E..T..@.
 *     ASA, show capture NAME dump         0x0000   4500 0054 0000 4000        E..T..@.
 *     FortiGate, sniffer packet           0x0000<tab> 4500 0054 0000 4000<tab>E..T..@.
 *     IOS, show monitor capture buffer    0F1A2C10: 45000054 00004000  E..T..@.
 *     IOS XE, show monitor capture        <blanks>0000:  45000054 00004000   E..T..@.
 *     Catalyst switches, tshark -x        0000  45 00 00 54 00 00 40 00   E..T..@.
 *     OpenBSD's tcpdump                   <blanks>0000: 4500 0054 0000 4000  E..T..@.
 *
 * each of up to 16 octets. IOS prints addresses of its memory, and leaves columns before a packet's beginning blank.
 * Before a packet stands a line with its time, its number, or neither. Around them terminals leave anything.
 */
#ifndef IKT_CAPTURE_DUMP_LINE_H
#define IKT_CAPTURE_DUMP_LINE_H

#include <stddef.h>

#include "iketriage/bytes.h"

enum {
    IKT_DUMP_ROW = 16 /* octets in a row */
};

enum ikt_dump_kind {
    IKT_DUMP_OTHER,
    IKT_DUMP_BLANK,
    IKT_DUMP_HEAD,   /* a packet follows */
    IKT_DUMP_OCTETS, /* a row */
    IKT_DUMP_BROKEN  /* a row that cannot be read */
};

/* What the line before a packet says of its time. */
enum ikt_dump_clock {
    IKT_DUMP_NO_CLOCK,
    IKT_DUMP_SINCE, /* a beginning that nobody names */
    IKT_DUMP_OF_DAY,
    IKT_DUMP_LOCAL, /* a date and a time of day of a zone that is not told */
    IKT_DUMP_UTC
};

struct ikt_dump_line {
    enum ikt_dump_kind kind;
    /* of a row */
    bool by_address;  /* label: of the router's memory, of the row's first column; else of the packet's octets */
    uint32_t label;   /* of the first octet here */
    unsigned columns; /* before the first octet, in a row by address that begins a packet */
    uint8_t octets[IKT_DUMP_ROW];
    unsigned count;
    bool cut; /* it ends in half an octet */
    /* of a head */
    enum ikt_dump_clock clock;
    ikt_time time; /* microseconds since the clock's beginning, its day's, or 1970 */
};

/* text: of length octets, without the line's end; changed (what terminals overwrote is taken out). */
void ikt_dump_line_read(char *text, size_t length, struct ikt_dump_line *out);
/* Does the line, as it was read, name FortiGate's sniffer with absolute times in UTC ("... 6 0 a")? */
bool ikt_dump_line_says_utc(const char *text);

#endif
