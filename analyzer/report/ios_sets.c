/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * show crypto ipsec transform-set, show crypto map: of its configuration where that is known, else what its own
 * requests and what it accepted show of it, without the names.
 */
#include "ios_page.h"

#include <string.h>

#include "append.h"

static bool put_configured(struct ikt_ios_page *page, enum ikt_ios_show what)
{
    g_autofree char *text =
        page->configured ? ikt_ios_show(page->options->configs, page->config, what, ikt_ios_page_is_old(page)) : NULL;
    if (text)
        ikt_ios_put(page->out, text);
    return text;
}

static bool same_set(const struct ikt_ios_suite *a, const struct ikt_ios_suite *b)
{
    return strcmp(a->ah, b->ah) == 0 && strcmp(a->esp, b->esp) == 0 && strcmp(a->pcp, b->pcp) == 0 &&
           strcmp(ikt_ios_mode(a->encapsulation), ikt_ios_mode(b->encapsulation)) == 0;
}

static void take_set(GPtrArray *sets, const struct ikt_ios_suite *suite)
{
    if (suite->unknown)
        return;
    for (guint i = 0; i < sets->len; i++)
        if (same_set(g_ptr_array_index(sets, i), suite))
            return;
    g_ptr_array_add(sets, (gpointer)suite);
}

static void put_set(struct ikt_ios_page *page, const struct ikt_ios_suite *suite)
{
    g_string_append_printf(page->out, "Transform set %s: { ", ikt_ios_unknown);
    ikt_ios_put_suite(page->out, suite, true);
    g_string_append_printf(page->out, "  }\n   will negotiate = { %s,  },\n\n", ikt_ios_mode(suite->encapsulation));
}

void ikt_ios_show_sets(struct ikt_ios_page *page)
{
    g_autoptr(GPtrArray) sets = g_ptr_array_new();
    ikt_ios_command(page, "show crypto ipsec transform-set");
    if (put_configured(page, IKT_IOS_SHOW_TRANSFORM_SET))
        return;
    for (guint i = 0; i < page->kept->quick->len; i++) {
        const struct ikt_ios_quick *quick = &g_array_index(page->kept->quick, struct ikt_ios_quick, i);
        const int end = ikt_ios_quick_end(page, quick);
        for (size_t j = 0; end == 0 && j < quick->suite_count; j++)
            take_set(sets, &quick->suites[j]);
        if (end >= 0 && quick->established && quick->chosen_known)
            take_set(sets, &quick->chosen);
    }
    ikt_ios_comment(page->out, sets->len > 0 ? "as far as its requests, and what it accepted, show"
                                             : "which it has is not known: no packet and no configuration shows one");
    for (guint i = 0; i < sets->len; i++)
        put_set(page, g_ptr_array_index(sets, i));
}

static void put_acl_end(GString *out, const struct ikt_ios_network *network)
{
    char low[IKT_ADDRESS_TEXT], wildcard[IKT_ADDRESS_TEXT];
    const bool ipv6 = network->low.family == IKT_FAMILY_IPV6;
    ikt_append_octet(out, ' ');
    if (network->low.family == IKT_FAMILY_NONE || network->prefix < 0) {
        ikt_ios_put(out, ikt_ios_unknown);
    } else if (network->prefix == 0) {
        ikt_ios_put(out, "any");
    } else if (network->prefix == (ipv6 ? 128 : 32)) {
        g_string_append_printf(out, "host %s", ikt_ios_address(&network->low, low));
    } else if (ipv6) {
        g_string_append_printf(out, "%s/%d", ikt_ios_address(&network->low, low), network->prefix);
    } else {
        struct ikt_address bits = network->low;
        for (size_t i = 0; i < 4; i++)
            bits.octets[i] = network->low.octets[i] ^ network->high.octets[i];
        g_string_append_printf(out, "%s %s", ikt_ios_address(&network->low, low), ikt_ios_address(&bits, wildcard));
    }
    if (network->port != 0)
        g_string_append_printf(out, " eq %u", network->port);
}

static void put_protocol(GString *out, const struct ikt_ios_network *network)
{
    static const struct {
        uint8_t number;
        const char *word;
    } words[] = {{0, "ip"}, {1, "icmp"}, {6, "tcp"}, {17, "udp"}, {47, "gre"}, {50, "esp"}, {51, "ahp"}, {89, "ospf"}};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (network->low.family == IKT_FAMILY_NONE || words[i].number != network->protocol)
            continue;
        ikt_ios_put(out, words[i].word);
        return;
    }
    if (network->low.family == IKT_FAMILY_NONE)
        ikt_ios_put(out, ikt_ios_unknown);
    else
        ikt_append_number(out, network->protocol);
}

/* The last request of its own for these networks; else the last that it accepted. */
static const struct ikt_ios_quick *shown_by(const struct ikt_ios_page *page, const struct ikt_ios_pair *pair, int *end)
{
    const struct ikt_ios_quick *accepted = NULL;
    for (guint i = page->kept->quick->len; i-- > 0;) {
        const struct ikt_ios_quick *quick = &g_array_index(page->kept->quick, struct ikt_ios_quick, i);
        *end = ikt_ios_quick_end(page, quick);
        if (*end < 0 || !ikt_ios_network_equal(&quick->networks[*end], &pair->local) ||
            !ikt_ios_network_equal(&quick->networks[1 - *end], &pair->remote) ||
            !ikt_address_equal(&quick->ends[1 - *end].endpoint.address, &pair->peer.address))
            continue;
        if (*end == 0)
            return quick;
        if (!accepted && quick->established)
            accepted = quick;
    }
    *end = 1;
    return accepted;
}

static void put_map_pfs(struct ikt_ios_page *page, const struct ikt_ios_suite *asked)
{
    if (!asked)
        g_string_append_printf(page->out, "        PFS (Y/N): %s\n", ikt_ios_unknown);
    else if (asked->group == IKT_ABSENT)
        ikt_ios_put(page->out, "        PFS (Y/N): N\n");
    else
        g_string_append_printf(page->out, "        PFS (Y/N): Y\n        DH group:  group%d\n", asked->group);
}

static void put_map_sets(struct ikt_ios_page *page, const struct ikt_ios_suite *suites, size_t count)
{
    ikt_ios_put(page->out, "        Transform sets={\n");
    for (size_t i = 0; i < count; i++) {
        g_string_append_printf(page->out, "                %s:  { ", ikt_ios_unknown);
        ikt_ios_put_suite(page->out, &suites[i], true);
        ikt_ios_put(page->out, "  } ,\n");
    }
    if (count == 0)
        g_string_append_printf(page->out, "                %s,\n", ikt_ios_unknown);
    ikt_ios_put(page->out, "        }\n");
}

static void put_entry(struct ikt_ios_page *page, const struct ikt_ios_pair *pair)
{
    GString *out = page->out;
    const bool old = ikt_ios_page_is_old(page);
    char peer[IKT_ADDRESS_TEXT];
    int end;
    const struct ikt_ios_quick *quick = shown_by(page, pair, &end);
    const struct ikt_ios_suite *asked = quick && end == 0 && quick->suite_count > 0 ? &quick->suites[0] : NULL;
    ikt_ios_address(&pair->peer.address, peer);
    g_string_append_printf(out, "Crypto Map %s\"%s\" %s ipsec-isakmp\n        Peer = %s\n",
                           old                                            ? ""
                           : pair->peer.address.family == IKT_FAMILY_IPV6 ? "IPv6 "
                                                                          : "IPv4 ",
                           ikt_ios_unknown, ikt_ios_unknown, peer);
    g_string_append_printf(out, "        Extended IP access list %s\n            access-list %s permit ",
                           ikt_ios_unknown, ikt_ios_unknown);
    put_protocol(out, &pair->local);
    put_acl_end(out, &pair->local);
    put_acl_end(out, &pair->remote);
    g_string_append_printf(out, "\n        Current peer: %s\n        Security association lifetime: ", peer);
    ikt_ios_put_number(out, asked ? asked->kilobytes : IKT_ABSENT);
    ikt_ios_put(out, " kilobytes/");
    ikt_ios_put_number(out, asked ? asked->seconds : IKT_ABSENT);
    ikt_ios_put(out, " seconds\n");
    if (!old)
        g_string_append_printf(out, "        Responder-Only (Y/N): %s\n", ikt_ios_unknown);
    put_map_pfs(page, asked);
    if (!old)
        g_string_append_printf(out, "        Mixed-mode : %s\n", ikt_ios_unknown);
    if (asked)
        put_map_sets(page, quick->suites, quick->suite_count);
    else
        put_map_sets(page, quick ? &quick->chosen : NULL, quick && quick->chosen_known ? 1 : 0);
    g_string_append_printf(out, "        Interfaces using crypto map %s:\n                %s\n\n", ikt_ios_unknown,
                           ikt_ios_unknown);
}

void ikt_ios_show_map(struct ikt_ios_page *page)
{
    uint64_t more;
    ikt_ios_command(page, "show crypto map");
    if (put_configured(page, IKT_IOS_SHOW_MAP))
        return;
    g_autoptr(GPtrArray) pairs = ikt_ios_pairs(page, &more);
    ikt_ios_comment(page->out,
                    "as far as its requests, and what it accepted, show: an entry for each pair of networks");
    for (guint i = 0; i < pairs->len; i++)
        put_entry(page, g_ptr_array_index(pairs, i));
}
