/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "live_filter.h"

#include <pcap/bpf.h>

/*
 * What a feed reads (feed.h, link.c, tunnel.c, overlay.c): IKE's ports, and those of L2TP, GTP-U, LISP, VXLAN, Geneve,
 * MPLS and TZSP; ESP, AH, ICMP; fragments, since only the first one has ports; IP in IP, GRE, EtherIP, L2TPv3 and MPLS
 * in IP; of IPv6 also what has headers between, which no such program walks along.
 */
#define READ                                                                                                           \
    "udp port (500 or 4500 or 1701 or 2152 or 4341 or 4789 or 4790 or 6081 or 6635 or 8472 or 37008) or "              \
    "icmp or icmp6 or ip proto (4 or 41 or 47 or 50 or 51 or 97 or 115 or 137) or "                                    \
    "ip6 proto (4 or 41 or 47 or 50 or 51 or 97 or 115 or 137) or "                                                    \
    "ip[6:2] & 0x3fff != 0 or ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 44 or ip6[6] = 60"

/*
 * An ISAKMP header (RFC 2408 section 3.1) on any port, behind a non-ESP marker or not: version 1.0, flags of RFC 2408.
 * A feed knows by its cookies whether it is one.
 */
#define ISAKMP "(udp[25] = 0x10 and udp[27] & 0xf8 = 0) or (udp[8:4] = 0 and udp[29] = 0x10 and udp[31] & 0xf8 = 0)"
#define ISAKMP_IN_IPV6                                                                                                 \
    "ip6[6] = 17 and ((ip6[65] = 0x10 and ip6[67] & 0xf8 = 0) or "                                                     \
    "(ip6[48:4] = 0 and ip6[69] = 0x10 and ip6[71] & 0xf8 = 0))"

/*
 * Any of these. The kernel has taken the outermost VLAN tag off by then, so that the first one matches behind it; tags
 * that are still in the frame (the inner one of two, or of who sends it raw) pass as they are, and so does MPLS. A load
 * beyond a packet's end ends the whole program, refusing: what loads far into a packet stands last. What a link layer
 * has not got does not compile for it, and is left out.
 */
static const char *const pieces[] = {
    READ,
    "ether proto 0x8100 or ether proto 0x88a8 or ether proto 0x9100 or ether proto 0x8847 or ether proto 0x8848",
    "ether proto 0x88e7 or ether proto 0x8909 or ether proto 0x8926 or ether proto 0x894f",
    "pppoes and (" READ ")",
    /* IP behind LLC and SNAP, RFC 1042 */
    "ether[12:2] <= 1500 and ether[14:4] = 0xaaaa0300 and (ether[20:2] = 0x0800 or ether[20:2] = 0x86dd)",
    ISAKMP,
    ISAKMP_IN_IPV6,
};

void ikt_live_filter_join(GArray *first, const struct bpf_program *second, bool either)
{
    const guint end = first->len;
    for (guint i = 0; i < end; i++) {
        struct bpf_insn *instruction = &g_array_index(first, struct bpf_insn, i);
        if (instruction->code != (BPF_RET | BPF_K) || (instruction->k == 0) != either)
            continue;
        *instruction = (struct bpf_insn)BPF_STMT(BPF_JMP | BPF_JA, end - i - 1);
    }
    g_array_append_vals(first, second->bf_insns, second->bf_len);
}

bool ikt_live_filter_set(pcap_t *pcap, const char *user, char **why)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct bpf_insn));
    struct bpf_program program;
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        if (pcap_compile(pcap, &program, pieces[i], 1, PCAP_NETMASK_UNKNOWN) != 0)
            continue;
        ikt_live_filter_join(all, &program, true);
        pcap_freecode(&program);
    }
    if (user && pcap_compile(pcap, &program, user, 1, PCAP_NETMASK_UNKNOWN) != 0) {
        *why = g_strdup_printf("the filter does not fit this interface: %s", pcap_geterr(pcap));
        return false;
    }
    if (user) {
        ikt_live_filter_join(all, &program, false);
        pcap_freecode(&program);
    }
    program = (struct bpf_program){.bf_len = all->len, .bf_insns = (struct bpf_insn *)(void *)all->data};
    const bool set = all->len > 0 && pcap_setfilter(pcap, &program) == 0;
    if (!set)
        *why = g_strdup_printf("no filter can be set: %s", pcap_geterr(pcap));
    return set;
}
