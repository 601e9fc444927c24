/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tunnels as the engine would hand them out, filled by hand. All are static and may be reported together.
 */
#ifndef IKT_TESTS_REPORT_TUNNELS_H
#define IKT_TESTS_REPORT_TUNNELS_H

#include "report/report.h"

/* 2026-01-02T03:04:05.678901Z, from date(1) */
#define TUNNEL_START INT64_C(1767323045678901)

/* Down in phase 2, begun by both: the sets differ in key length and hash. B is told to change. */
const struct ikt_tunnel *tunnel_certain(void);
/* Down in phase 2, the cause open between two; one error number is confirmed, the other one is from memory. */
const struct ikt_tunnel *tunnel_open(void);
/* The like of it between two other peers. */
const struct ikt_tunnel *tunnel_open_too(void);
/* Up, five packets one way and three back; ended by a DELETE. */
const struct ikt_tunnel *tunnel_up(void);
/* Degraded: B fell silent 180 seconds before the end. Only a warning. */
const struct ikt_tunnel *tunnel_oneway(void);
/* Not captured whole; whatever may be unknown is. */
const struct ikt_tunnel *tunnel_unjudged(void);
/* Down in phase 1 between two addresses of IPv6 that are as long as they can be; A has a hostname. */
const struct ikt_tunnel *tunnel_ipv6(void);
/* Like tunnel_certain; every string that may come out of a packet is HOSTILE of records.h. */
const struct ikt_tunnel *tunnel_hostile(void);

/* Like tunnel_certain, with A at 203.0.113.NUMBER and its state since so many seconds after the start. */
struct ikt_tunnel tunnel_numbered(uint8_t number, unsigned since);

#endif
