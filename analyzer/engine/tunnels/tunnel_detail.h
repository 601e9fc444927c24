/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How much of tunnels is kept and told.
 */
#ifndef IKT_TUNNELS_TUNNEL_DETAIL_H
#define IKT_TUNNELS_TUNNEL_DETAIL_H

enum ikt_tunnel_detail {
    IKT_TUNNELS_WHOLE,
    IKT_TUNNELS_BRIEF,  /* ikt_triage_options.brief_tunnels */
    IKT_TUNNELS_COUNTED /* ikt_triage_options.counts_only */
};

#endif
