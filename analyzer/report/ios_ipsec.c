/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     interface: GigabitEthernet0/0
 *         Crypto map tag: CM, local addr 203.0.113.1
 *
 *        protected vrf: (none)
 *        local  ident (addr/mask/prot/port): (192.168.1.0/255.255.255.0/0/0)
 *        remote ident (addr/mask/prot/port): (192.168.2.0/255.255.255.0/0/0)
 *        current_peer 198.51.100.1 port 500
 *          PERMIT, flags={origin_is_acl,}
 *         #pkts encaps: 4, #pkts encrypt: 4, #pkts digest: 4
 *         ...
 *          current outbound spi: 0xB2C0867D(2998961789)
 *          PFS (Y/N): N, DH group: none
 *
 *          inbound esp sas:
 *           spi: 0xDA9E8DCA(3667824074)
 *             transform: esp-256-aes esp-sha-hmac ,
 *             in use settings ={Tunnel, }
 *             ...
 */
#include "ios_page.h"

#include <string.h>

#include "append.h"

static const char *word(const char *text)
{
    return text ? text : ikt_ios_unknown;
}

/* Counters are those of the capture. A router's count on after a failure: without SAs here they are not known. */
static void put_counters(const struct ikt_ios_page *page, const struct ikt_ios_pair *pair)
{
    GString *out = page->out;
    static const char *const names[2][3] = {{"encaps", "encrypt", "digest"}, {"decaps", "decrypt", "verify"}};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 3; j++) {
            g_string_append_printf(out, "%s#pkts %s: ", j == 0 ? "    " : ", ", names[i][j]);
            if (pair->established && page->counted)
                ikt_append_number(out, i == 0 ? pair->encaps : pair->decaps);
            else
                ikt_ios_put(out, ikt_ios_unknown);
        }
        ikt_append_octet(out, '\n');
    }
}

/* Without IPComp in any of its SAs there is nothing to compress. */
static void put_compression(GString *out, const struct ikt_ios_pair *pair)
{
    bool none = pair->up->len > 0;
    for (guint i = 0; i < pair->up->len; i++) {
        const struct ikt_ios_quick *quick = g_ptr_array_index(pair->up, i);
        none = none && quick->chosen_known && !quick->chosen.unknown && quick->chosen.pcp[0] == '\0';
    }
    const char *value = none ? "0" : ikt_ios_unknown;
    g_string_append_printf(out,
                           "    #pkts compressed: %s, #pkts decompressed: %s\n"
                           "    #pkts not compressed: %s, #pkts compr. failed: %s\n"
                           "    #pkts not decompressed: %s, #pkts decompress failed: %s\n"
                           "    #send errors %s, #recv errors %s\n\n",
                           value, value, value, value, value, value, ikt_ios_unknown, ikt_ios_unknown);
}

/* The newest SA that it sends under. */
static const struct ikt_ios_sa *outbound(const struct ikt_ios_page *page, const struct ikt_ios_pair *pair)
{
    for (guint i = pair->up->len; i-- > 0;) {
        const struct ikt_ios_quick *quick = g_ptr_array_index(pair->up, i);
        for (guint j = 0; j < quick->sas->len; j++) {
            const struct ikt_ios_sa *sa = &g_array_index(quick->sas, struct ikt_ios_sa, j);
            if (!ikt_ios_is_inbound(page, quick, sa))
                return sa;
        }
    }
    return NULL;
}

static void put_endpoints(struct ikt_ios_page *page, const struct ikt_ios_pair *pair)
{
    GString *out = page->out;
    char own[IKT_ADDRESS_TEXT], peer[IKT_ADDRESS_TEXT];
    const struct ikt_ios_sa *sa = outbound(page, pair);
    g_string_append_printf(out, "     local crypto endpt.: %s, remote crypto endpt.: %s\n",
                           ikt_ios_address(&pair->own, own), ikt_ios_address(&pair->peer.address, peer));
    if (ikt_ios_page_is_old(page))
        g_string_append_printf(out, "     path mtu %s, ip mtu %s\n", ikt_ios_unknown, ikt_ios_unknown);
    else
        g_string_append_printf(out, "     plaintext mtu %s, path mtu %s, ip mtu %s, ip mtu idb %s\n", ikt_ios_unknown,
                               ikt_ios_unknown, ikt_ios_unknown, word(pair->outside));
    ikt_ios_put(out, "     current outbound spi: ");
    if (sa || (pair->up->len == 0 && !pair->open))
        ikt_ios_put_spi(out, sa ? sa->spi : 0);
    else
        ikt_ios_put(out, ikt_ios_unknown);
    ikt_append_octet(out, '\n');
}

static void put_pfs(struct ikt_ios_page *page, const struct ikt_ios_pair *pair)
{
    const struct ikt_ios_quick *quick = pair->up->len > 0 ? g_ptr_array_index(pair->up, pair->up->len - 1) : NULL;
    if (ikt_ios_page_is_old(page))
        return;
    if (quick ? !quick->chosen_known : pair->open)
        g_string_append_printf(page->out, "     PFS (Y/N): %s, DH group: %s\n", ikt_ios_unknown, ikt_ios_unknown);
    else if (!quick || quick->chosen.group == IKT_ABSENT)
        ikt_ios_put(page->out, "     PFS (Y/N): N, DH group: none\n");
    else
        g_string_append_printf(page->out, "     PFS (Y/N): Y, DH group: group%d\n", quick->chosen.group);
}

/* What is left of it in time, and in kilobytes by what the capture has of it. */
static void put_lifetime(struct ikt_ios_page *page, const struct ikt_ios_quick *quick, const struct ikt_ios_sa *sa)
{
    const int64_t passed = page->now == IKT_TIME_NONE ? 0 : (page->now - quick->up_since) / IKT_SECOND;
    int64_t seconds = IKT_ABSENT, kilobytes = IKT_ABSENT;
    if (quick->chosen_known && quick->chosen.seconds >= 0 && passed >= 0)
        seconds = quick->chosen.seconds - passed;
    if (quick->chosen_known && quick->chosen.kilobytes >= 0)
        kilobytes = quick->chosen.kilobytes - (int64_t)(sa->octets / 1024);
    ikt_ios_put(page->out, "        sa timing: remaining key lifetime (k/sec): (");
    ikt_ios_put_number(page->out, kilobytes);
    ikt_append_octet(page->out, '/');
    ikt_ios_put_number(page->out, seconds);
    ikt_ios_put(page->out, ")\n");
}

static const char *part_of(const struct ikt_ios_suite *suite, uint8_t protocol)
{
    return protocol == IKT_PROTOCOL_AH ? suite->ah : protocol == IKT_PROTOCOL_ESP ? suite->esp : suite->pcp;
}

static void put_sa(struct ikt_ios_page *page, const struct ikt_ios_pair *pair, const struct ikt_ios_quick *quick,
                   const struct ikt_ios_sa *sa)
{
    GString *out = page->out;
    const char *words = quick->chosen_known ? part_of(&quick->chosen, sa->protocol) : "";
    const bool udp = quick->nat_traversal, old = ikt_ios_page_is_old(page);
    ikt_ios_put(out, "      spi: ");
    ikt_ios_put_spi(out, sa->spi);
    ikt_ios_put(out, "\n        transform: ");
    ikt_ios_put_shown(out, *words != '\0' ? words : ikt_ios_unknown);
    g_string_append_printf(out, " ,\n        in use settings ={%s%s, }\n",
                           quick->chosen_known ? ikt_ios_mode(quick->chosen.encapsulation) : ikt_ios_unknown,
                           udp ? " UDP-Encaps" : "");
    g_string_append_printf(out, "        conn id: %s, flow_id: %s, ", ikt_ios_unknown, ikt_ios_unknown);
    if (!old)
        g_string_append_printf(out, "sibling_flags %s, ", ikt_ios_unknown);
    g_string_append_printf(out, "crypto map: %s\n", word(pair->map));
    put_lifetime(page, quick, sa);
    ikt_ios_put(out, "        IV size: ");
    ikt_ios_put_number(out, !quick->chosen_known              ? IKT_ABSENT
                            : sa->protocol == IKT_PROTOCOL_AH ? 0
                                                              : quick->chosen.iv_size);
    g_string_append_printf(out, " bytes\n        replay detection support: %s\n        Status: %s\n", ikt_ios_unknown,
                           old ? "ACTIVE" : "ACTIVE(ACTIVE)");
}

static void put_sas(struct ikt_ios_page *page, const struct ikt_ios_pair *pair, bool inbound, uint8_t protocol,
                    const char *name)
{
    g_string_append_printf(page->out, "     %s %s sas:\n", inbound ? "inbound" : "outbound", name);
    for (guint i = 0; i < pair->up->len; i++) {
        const struct ikt_ios_quick *quick = g_ptr_array_index(pair->up, i);
        for (guint j = 0; j < quick->sas->len; j++) {
            const struct ikt_ios_sa *sa = &g_array_index(quick->sas, struct ikt_ios_sa, j);
            if (sa->protocol == protocol && ikt_ios_is_inbound(page, quick, sa) == inbound)
                put_sa(page, pair, quick, sa);
        }
    }
    ikt_append_octet(page->out, '\n');
}

/* Of how sure its SPIs are. */
static void put_guessed(struct ikt_ios_page *page, const struct ikt_ios_pair *pair)
{
    for (guint i = 0; i < pair->up->len; i++) {
        const struct ikt_ios_quick *quick = g_ptr_array_index(pair->up, i);
        if (!quick->guessed)
            continue;
        ikt_ios_comment(page->out, "no SPI of the next one was read: they are those of the ESP that followed it");
        return;
    }
}

static void put_pair(struct ikt_ios_page *page, const struct ikt_ios_pair *pair)
{
    static const struct {
        uint8_t protocol;
        const char *name;
    } sections[] = {{IKT_PROTOCOL_ESP, "esp"}, {IKT_PROTOCOL_AH, "ah"}, {IKT_PROTOCOL_IPCOMP, "pcp"}};
    GString *out = page->out;
    char peer[IKT_ADDRESS_TEXT];
    ikt_ios_put(out, "   protected vrf: (none)\n   local  ident (addr/mask/prot/port): (");
    ikt_ios_put_ident(out, &pair->local);
    ikt_ios_put(out, ")\n   remote ident (addr/mask/prot/port): (");
    ikt_ios_put_ident(out, &pair->remote);
    g_string_append_printf(out, ")\n   current_peer %s port %u\n     PERMIT, flags={%s,}\n",
                           ikt_ios_address(&pair->peer.address, peer), pair->peer.port != 0 ? pair->peer.port : 500,
                           pair->from_acl ? "origin_is_acl" : ikt_ios_unknown);
    put_counters(page, pair);
    put_compression(out, pair);
    put_endpoints(page, pair);
    put_pfs(page, pair);
    ikt_append_octet(out, '\n');
    for (unsigned inbound = 2; inbound-- > 0;)
        for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
            put_sas(page, pair, inbound, sections[i].protocol, sections[i].name);
}

void ikt_ios_show_ipsec(struct ikt_ios_page *page)
{
    uint64_t more;
    char own[IKT_ADDRESS_TEXT];
    g_autoptr(GPtrArray) pairs = ikt_ios_pairs(page, &more);
    const struct ikt_ios_pair *before = NULL;
    ikt_ios_command(page, "show crypto ipsec sa");
    if (more > 0)
        ikt_ios_comment(page->out, "more networks are left out");
    for (guint i = 0; i < pairs->len; i++) {
        const struct ikt_ios_pair *pair = g_ptr_array_index(pairs, i);
        if (!before || g_strcmp0(before->interface, pair->interface) != 0 || g_strcmp0(before->map, pair->map) != 0)
            g_string_append_printf(page->out, "\ninterface: %s\n    Crypto map tag: %s, local addr %s\n\n",
                                   word(pair->interface), word(pair->map), ikt_ios_address(&pair->own, own));
        put_guessed(page, pair);
        put_pair(page, pair);
        before = pair;
    }
}
