/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What an ICMP error says of the datagram that it quotes: RFC 792, RFC 1191, RFC 4443.
 */
#ifndef IKT_TRACK_ICMP_KIND_H
#define IKT_TRACK_ICMP_KIND_H

#include "iketriage/exchange.h"

enum ikt_icmp_meaning {
    IKT_ICMP_OTHER,
    IKT_ICMP_UNREACHABLE,
    IKT_ICMP_PORT, /* unreachable as well: nobody listens */
    IKT_ICMP_TIME, /* exceeded */
    IKT_ICMP_TOO_BIG
};

static inline enum ikt_icmp_meaning ikt_icmp_meaning(const struct ikt_icmp *icmp)
{
    if (icmp->family == IKT_FAMILY_IPV6)
        return icmp->type == 1   ? (icmp->code == 4 ? IKT_ICMP_PORT : IKT_ICMP_UNREACHABLE)
               : icmp->type == 2 ? IKT_ICMP_TOO_BIG
               : icmp->type == 3 ? IKT_ICMP_TIME
                                 : IKT_ICMP_OTHER;
    if (icmp->type == 3)
        return icmp->code == 4 ? IKT_ICMP_TOO_BIG : icmp->code == 3 ? IKT_ICMP_PORT : IKT_ICMP_UNREACHABLE;
    return icmp->type == 11 ? IKT_ICMP_TIME : IKT_ICMP_OTHER;
}

/* Of a bounded list's element. */
static inline unsigned ikt_icmp_kind(const void *element)
{
    return (unsigned)ikt_icmp_meaning(element);
}

#endif
