/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The filter that the kernel runs for a live capture: it keeps what a feed may read, and drops the rest where it costs
 * nothing. Programs are compiled apart and put together afterwards, since in one expression `vlan' and `pppoes' move
 * the offsets of all that stands behind them.
 */
#ifndef IKT_CAPTURE_LIVE_FILTER_H
#define IKT_CAPTURE_LIVE_FILTER_H

#include <glib.h>
#include <pcap/pcap.h>
#include <stdbool.h>

/*
 * Sets it on an activated handle: IKE on its ports, what looks like IKE on others, ESP, AH, ICMP, fragments and
 * tunnels, behind VLAN tags and in PPPoE too; and of that what user lets through (as tcpdump -i takes it), NULL: all.
 * False with why (g_free) when the user's does not fit, or none can be set.
 */
bool ikt_live_filter_set(pcap_t *pcap, const char *user, char **why);

/*
 * Both programs in one: a packet has to pass both, or (either) any of them. Classic BPF jumps are relative, so that
 * the second one is appended, and of the first the endings lead there that decide nothing yet. instructions: of struct
 * bpf_insn; first is changed.
 */
void ikt_live_filter_join(GArray *first, const struct bpf_program *second, bool either);

#endif
