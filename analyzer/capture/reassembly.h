/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IP datagrams out of their fragments, RFC 791 section 3.2 and RFC 8200 section 4.5. A capture may hold any fragments,
 * hostile ones too, so both memory and patience are bounded: 64 datagrams at once, 1 MiB in all, 30 s of capture time
 * for each. A datagram that exceeds them is given up: what stands at its beginning is handed out, if anything does.
 *
 * Fragments that overlap, other than repetitions, make a datagram that never becomes whole (RFC 5722; nobody can tell
 * what an IPv4 receiver made of it).
 */
#ifndef IKT_CAPTURE_REASSEMBLY_H
#define IKT_CAPTURE_REASSEMBLY_H

#include "ip.h"

struct ikt_reassembly;

/* What becomes of a datagram. */
struct ikt_datagram {
    struct ikt_ip
        ip; /* no fragment any more; the payload is contiguous from the beginning, IPv6 extension headers first */
    uint64_t frame; /* of the fragment that came last */
    ikt_time time;  /* likewise */
    bool whole;     /* false: pieces are missing, or the capture cut them */
};

/* datagram and its payload live until the call returns. */
typedef void ikt_datagram_taker(void *user, const struct ikt_datagram *datagram);

struct ikt_reassembly *ikt_reassembly_new(ikt_datagram_taker *taker, void *user);
/* NULL is allowed. What is not whole is lost; ikt_reassembly_end comes before it. */
void ikt_reassembly_free(struct ikt_reassembly *reassembly);

/*
 * A fragment as ikt_ip_parse left it. The taker may be called: for its datagram, and for those that make room. Returns
 * false when it is of no use: nobody wants its datagram, or no host would take it.
 */
bool ikt_reassembly_add(struct ikt_reassembly *reassembly, const struct ikt_ip *fragment, uint64_t frame,
                        ikt_time time);
/*
 * Nobody wants the datagram that begins with this fragment: its other fragments are dropped when they come. One of the
 * same number that still waits is given up.
 */
void ikt_reassembly_refuse(struct ikt_reassembly *reassembly, const struct ikt_ip *first, ikt_time time);

/* Capture time at which the next datagram is given up; INT64_MAX: none waits. */
ikt_time ikt_reassembly_deadline(const struct ikt_reassembly *reassembly);
/* Give up what has waited for too long. */
void ikt_reassembly_expire(struct ikt_reassembly *reassembly, ikt_time now);
/*
 * Two hosts (in either direction) have gone on with something else, and who reads their messages wants them in order:
 * give up what they left 2 s ago and more, or at once while the capture has shown first fragments alone, as a filter on
 * ports leaves them.
 */
void ikt_reassembly_overtake(struct ikt_reassembly *reassembly, const struct ikt_address *a,
                             const struct ikt_address *b, ikt_time now);
/* Give up everything: the capture has ended. */
void ikt_reassembly_end(struct ikt_reassembly *reassembly);

#endif
