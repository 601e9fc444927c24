/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     IPv4 Crypto ISAKMP SA
 *     dst             src             state          conn-id status
 *     203.0.113.1     203.0.113.10    QM_IDLE           1001 ACTIVE
 *
 * dst is the responder, whoever prints it. Before 12.4(20)T there is a column for the slot. A number of a connection is
 * the router's own and in no packet.
 */
#include "ios_page.h"

#include "append.h"

/* How long a router still lists an SA that is over. */
#define FORGETS_AFTER (60 * IKT_SECOND)

static const struct ikt_ios_isakmp *at(const struct ikt_ios_page *page, guint number)
{
    return &g_array_index(page->kept->isakmp, struct ikt_ios_isakmp, number);
}

/* Of the one tunnel that is asked for, where one is. */
static bool is_wanted(const struct ikt_ios_page *page, const struct ikt_ios_isakmp *one)
{
    return (page->options->tunnel == 0 || one->pair == page->kept->pair) && ikt_ios_end_at(one->ends, &page->own) >= 0;
}

static bool same_peers(const struct ikt_ios_isakmp *a, const struct ikt_ios_isakmp *b)
{
    return ikt_ios_end_at(a->ends, &b->ends[0].endpoint.address) >= 0 &&
           ikt_ios_end_at(a->ends, &b->ends[1].endpoint.address) >= 0;
}

static bool is_listed(const struct ikt_ios_page *page, const struct ikt_ios_isakmp *one)
{
    return one->up || page->now == IKT_TIME_NONE || page->now - one->last <= FORGETS_AFTER;
}

/* The last one of its peers, where none of theirs is listed any more: what was there to be seen. */
static bool is_remembered(const struct ikt_ios_page *page, guint number)
{
    const struct ikt_ios_isakmp *one = at(page, number);
    if (is_listed(page, one))
        return false;
    for (guint i = 0; i < page->kept->isakmp->len; i++) {
        const struct ikt_ios_isakmp *other = at(page, i);
        if (i != number && same_peers(one, other) &&
            (is_listed(page, other) || other->last > one->last || (other->last == one->last && i > number)))
            return false;
    }
    return true;
}

static bool is_shown(const struct ikt_ios_page *page, guint number)
{
    const struct ikt_ios_isakmp *one = at(page, number);
    return is_wanted(page, one) && (is_listed(page, one) || is_remembered(page, number));
}

/* Established and gone since: its state is gone too. */
static const char *state_of(const struct ikt_ios_isakmp *one)
{
    if (one->established && !one->up)
        return one->aggressive ? "AG_NO_STATE" : "MM_NO_STATE";
    return one->state ? one->state : ikt_ios_unknown;
}

static bool is_deleted(const struct ikt_ios_isakmp *one)
{
    return one->established && !one->up;
}

static void put_remembered(struct ikt_ios_page *page, const struct ikt_ios_isakmp *one)
{
    g_autofree char *text = g_strdup_printf("the next one ended, or was heard of last, %" G_GINT64_FORMAT
                                            " s before the end of the capture: a router lists it for about 60 s",
                                            (page->now - one->last) / IKT_SECOND);
    ikt_ios_comment(page->out, text);
}

static void put_row_ipv4(struct ikt_ios_page *page, const struct ikt_ios_isakmp *one)
{
    char dst[IKT_ADDRESS_TEXT], src[IKT_ADDRESS_TEXT];
    g_string_append_printf(page->out, "%-15s %-15s %-14s %7s ", ikt_ios_address(&one->ends[1].endpoint.address, dst),
                           ikt_ios_address(&one->ends[0].endpoint.address, src), state_of(one), ikt_ios_unknown);
    if (ikt_ios_page_is_old(page))
        g_string_append_printf(page->out, "%s ", ikt_ios_unknown);
    ikt_ios_put(page->out, is_deleted(one) ? "ACTIVE (deleted)\n" : "ACTIVE\n");
}

static void put_row_ipv6(struct ikt_ios_page *page, const struct ikt_ios_isakmp *one)
{
    char dst[IKT_ADDRESS_TEXT], src[IKT_ADDRESS_TEXT];
    g_string_append_printf(page->out, " dst: %s\n src: %s\n state: %-14s conn-id: %s status: %s\n\n",
                           ikt_ios_address(&one->ends[1].endpoint.address, dst),
                           ikt_ios_address(&one->ends[0].endpoint.address, src), state_of(one), ikt_ios_unknown,
                           is_deleted(one) ? "ACTIVE (deleted)" : "ACTIVE");
}

static void put_rows(struct ikt_ios_page *page, uint8_t family,
                     void (*put)(struct ikt_ios_page *page, const struct ikt_ios_isakmp *one))
{
    for (guint i = 0; i < page->kept->isakmp->len; i++) {
        const struct ikt_ios_isakmp *one = at(page, i);
        if (one->ends[0].endpoint.address.family != family || !is_shown(page, i))
            continue;
        if (is_remembered(page, i))
            put_remembered(page, one);
        if (!one->roles_known)
            ikt_ios_comment(page->out, "which end began the next one was not captured: dst and src may change places");
        put(page, one);
    }
}

static const char *cipher_word(int encryption)
{
    switch (encryption) {
    case IKT_ENCRYPTION_DES_CBC:
        return "des";
    case IKT_ENCRYPTION_3DES_CBC:
        return "3des";
    case IKT_ENCRYPTION_AES_CBC:
        return "aes"; /* of any length */
    default:
        return ikt_ios_unknown;
    }
}

static const char *hash_word(int hash)
{
    static const char *const words[] = {[IKT_HASH_MD5] = "md5",
                                        [IKT_HASH_SHA1] = "sha",
                                        [IKT_HASH_SHA2_256] = "sha256",
                                        [IKT_HASH_SHA2_384] = "sha384",
                                        [IKT_HASH_SHA2_512] = "sha512"};
    const bool known = hash >= 0 && (size_t)hash < G_N_ELEMENTS(words) && words[hash];
    return known ? words[hash] : ikt_ios_unknown;
}

static const char *method_word(int authentication)
{
    switch (authentication) {
    case IKT_AUTH_PSK:
    case IKT_AUTH_XAUTHINITPRESHARED:
    case IKT_AUTH_XAUTHRESPPRESHARED:
        return "psk";
    case IKT_AUTH_RSA_SIG:
    case IKT_AUTH_XAUTHINITRSA:
    case IKT_AUTH_XAUTHRESPRSA:
        return "rsig";
    case IKT_AUTH_RSA_ENC:
    case IKT_AUTH_RSA_ENC_REVISED:
        return "renc";
    default:
        return ikt_ios_unknown;
    }
}

/* What is left of it. */
static void put_lifetime(struct ikt_ios_page *page, const struct ikt_ios_isakmp *one)
{
    const int64_t passed = page->now == IKT_TIME_NONE ? 0 : (page->now - one->up_since) / IKT_SECOND;
    const int64_t left = one->seconds - passed;
    if (!one->up || one->seconds < 0 || passed < 0 || left < 0 || left > 359999)
        g_string_append_printf(page->out, " %-8s", ikt_ios_unknown);
    else
        g_string_append_printf(page->out, " %02u:%02u:%02u", (unsigned)(left / 3600), (unsigned)(left / 60 % 60),
                               (unsigned)(left % 60));
}

static void put_detail(struct ikt_ios_page *page, const struct ikt_ios_isakmp *one)
{
    char own[IKT_ADDRESS_TEXT], peer[IKT_ADDRESS_TEXT];
    const int end = ikt_ios_end_at(one->ends, &page->own);
    g_string_append_printf(page->out, "%-5s %-15s %-15s        ACTIVE %-4s %-6s %-4s ", ikt_ios_unknown,
                           ikt_ios_address(&page->own, own),
                           ikt_ios_address(&one->ends[1 - end].endpoint.address, peer), cipher_word(one->encryption),
                           hash_word(one->hash), method_word(one->authentication));
    if (one->group < 0)
        ikt_ios_put(page->out, ikt_ios_unknown);
    else
        g_string_append_printf(page->out, "%-2d", one->group);
    put_lifetime(page, one);
    g_string_append_printf(page->out, " %s%s%s%s\n       Engine-id:Conn-id =  %s\n\n", one->config ? "C" : "",
                           one->asks_dpd[end] ? "D" : "", one->nat_traversal ? "N" : "", one->xauth ? "X" : "",
                           ikt_ios_unknown);
}

static void put_forgotten(struct ikt_ios_page *page)
{
    if (page->kept->isakmp_forgotten == 0)
        return;
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT " more ISAKMP SAs, of all routers, are left out",
                                            page->kept->isakmp_forgotten);
    ikt_ios_comment(page->out, text);
}

void ikt_ios_show_isakmp(struct ikt_ios_page *page)
{
    ikt_ios_command(page, "show crypto isakmp sa");
    put_forgotten(page);
    ikt_ios_put(page->out, "IPv4 Crypto ISAKMP SA\n");
    ikt_ios_put(page->out, ikt_ios_page_is_old(page)
                               ? "dst             src             state          conn-id slot status\n"
                               : "dst             src             state          conn-id status\n");
    put_rows(page, IKT_FAMILY_IPV4, put_row_ipv4);
    ikt_ios_put(page->out, "\nIPv6 Crypto ISAKMP SA\n\n");
    put_rows(page, IKT_FAMILY_IPV6, put_row_ipv6);

    static const char head[] =
        "C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.\n\n";
    ikt_ios_command(page, "show crypto isakmp sa detail");
    ikt_ios_put(page->out, "Codes: C - IKE configuration mode, D - Dead Peer Detection\n"
                           "       K - Keepalives, N - NAT-traversal\n"
                           "       T - cTCP encapsulation, X - IKE Extended Authentication\n"
                           "       psk - Preshared key, rsig - RSA signature\n"
                           "       renc - RSA encryption\n"
                           "IPv4 Crypto ISAKMP SA\n\n");
    ikt_ios_put(page->out, head);
    put_rows(page, IKT_FAMILY_IPV4, put_detail);
    ikt_ios_put(page->out, "IPv6 Crypto ISAKMP SA\n\n");
    ikt_ios_put(page->out, head);
    put_rows(page, IKT_FAMILY_IPV6, put_detail);
}
