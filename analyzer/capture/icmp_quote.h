/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ICMP errors that quote IKE, or find ESP and AH too big: RFC 792, RFC 4443, RFC 4884. A view; nothing is owned.
 */
#ifndef IKT_CAPTURE_ICMP_QUOTE_H
#define IKT_CAPTURE_ICMP_QUOTE_H

#include "iketriage/triage.h"
#include "ip.h"

struct ikt_icmp_quote {
    uint8_t type, code;
    struct ikt_endpoint source, destination; /* of the datagram that is quoted */
    struct ikt_bytes octets;                 /* of its IKE message, marker taken off; may be short or empty */
};

/* ip: the ICMP packet, or its first fragment. False: it is no error, or quotes something else. */
bool ikt_icmp_quote(const struct ikt_ip *ip, struct ikt_icmp_quote *out);
/* Likewise. False: it says something else, of something else, or quotes too little to name the SPI. */
bool ikt_icmp_too_big(const struct ikt_ip *ip, struct ikt_too_big *out);

#endif
