/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is advised, and to whom: commands that prove what they are said to prove, statements under the router that has
 * them, IOS error numbers, nothing in words of IOS for a router that is none. Numbers: knowledge base, section 3.1.
 */
#include <string.h>

#include "fixture.h"

/* Do these lines of the catalogue hold that text? */
static bool hold(const char *const *lines, const char *text)
{
    for (; *lines; lines++) {
        if (strstr(*lines, text))
            return true;
    }
    return false;
}

static bool begins(const char *const *lines, const char *text)
{
    for (; *lines; lines++) {
        if (g_str_has_prefix(*lines, text))
            return true;
    }
    return false;
}

/* Whatever leaves several causes of a refused Quick Mode open says by which number IOS tells them apart. */
static void test_error_numbers(void)
{
    static const struct {
        enum ikt_rule rule;
        const char *number;
    } rows[] = {
        {IKT_RULE_TS_CIPHER, "256"},
        {IKT_RULE_TS_KEYLEN, "256"},
        {IKT_RULE_TS_HASH, "256"},
        {IKT_RULE_TS_AH_ESP, "256"},
        {IKT_RULE_TS_MODE, "256"},
        {IKT_RULE_TS_COMP, "256"},
        {IKT_RULE_TS_MISSING, "256"},
        {IKT_RULE_ACL_NOT_MIRRORED, "32"},
        {IKT_RULE_ACL_HOST_VS_NET, "32"},
        {IKT_RULE_ACL_WIDER_INITIATOR, "32"},
        {IKT_RULE_ACL_NARROWER_ONEWAY, "32"},
        {IKT_RULE_ACL_PROTO_PORT, "32"},
        {IKT_RULE_ACL_ANY, "32"},
        {IKT_RULE_PFS_REQUIRED_NOT_OFFERED, "1024*"},
        {IKT_RULE_PFS_GROUP_MISMATCH, "1024*"},
        {IKT_RULE_PEER_ADDRESS_WRONG, "64*"},
        {IKT_RULE_PEER_ADDRESS_WRONG, "8*"},
        {IKT_RULE_PEER_BEHIND_NAT, "64*"},
        {IKT_RULE_NOTIFY_UNEXPLAINED, "error 32 networks"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct ikt_rule_info *info = ikt_rule_info(rows[i].rule);
        if (!strstr(info->explanation, rows[i].number))
            g_error("%s says nothing of error %s", info->name, rows[i].number);
        /* a number from memory is marked as such */
        if (strchr(rows[i].number, '*'))
            g_assert_nonnull(strstr(info->explanation, "from memory"));
    }
}

/* Debugging is limited to the peer, and what is asked of a peer names it. */
static void test_scope(void)
{
    for (int rule = 0; rule < IKT_RULE_COUNT; rule++) {
        const struct ikt_rule_info *info = ikt_rule_info((enum ikt_rule)rule);
        const bool debugs = hold(info->show, "debug crypto isakmp") || hold(info->show, "debug crypto ipsec");
        if (debugs)
            g_assert_true(hold(info->show, "debug crypto condition peer <ipv4> "));
        for (size_t i = 0; info->show[i]; i++) {
            if (g_str_has_prefix(info->show[i], "show crypto session") ||
                g_str_has_prefix(info->show[i], "show crypto isakmp peers"))
                g_assert_nonnull(strstr(info->show[i], "<other>"));
        }
        /* what is <remote> to one router is no address across for the other, and what is over IPv6 has other words */
        g_assert_false(hold(info->show, "<remote>"));
        g_assert_false(hold(info->show, "show ip route"));
        g_assert_false(begins(info->suspect, "ip route "));
        g_assert_false(begins(info->suspect, "ip access-group "));
        g_assert_false(hold(info->fix, " address <peer>"));
        /* a router has many sets: only the mode is not printed where the entry's list is */
        if (rule != IKT_RULE_TS_MODE)
            g_assert_false(hold(info->show, "show crypto ipsec transform-set"));
    }
}

/* Both routers' lines of one access list are the very mistake: each stands under the router that has it. */
static void test_mirror_lines(void)
{
    static const char *const lines[] = {"<initiator-line>", "<responder-line>"};
    static const char *const headings[] = {"! on <initiator>", "! on <responder>"};
    for (int rule = 0; rule < IKT_RULE_COUNT; rule++) {
        const char *heading = "";
        for (const char *const *line = ikt_rule_info((enum ikt_rule)rule)->suspect; *line; line++) {
            if (**line == '!')
                heading = *line;
            for (size_t side = 0; side < 2; side++) {
                if (strstr(*line, lines[side]))
                    g_assert_cmpstr(heading, ==, headings[side]);
            }
        }
    }
}

static bool has_line(char **lines, const char *line)
{
    return g_strv_contains((const char *const *)lines, line);
}

/* Sets that differ, the responder's weaker. */
static GPtrArray *told_to(struct quick *q, enum ikt_vendor initiator, enum ikt_vendor responder)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    quick_refuse(q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(q, true, DES3_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
    q->phase1.initiator.vendor = initiator;
    q->phase1.responder.vendor = responder;
    return quick_diagnose(q);
}

static void test_foreign(void)
{
    struct quick q;
    g_autoptr(GPtrArray) ios = told_to(&q, IKT_VENDOR_CISCO_IOS, IKT_VENDOR_CISCO_IOS);
    const struct told *finding = find(ios, IKT_RULE_TS_CIPHER);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_true(has_line(finding->show, "debug crypto condition peer ipv4 203.0.113.1"));
    g_assert_true(has_line(finding->suspect, "! on 203.0.113.1, which offers it"));
    g_assert_cmpuint(finding->fix_count, ==, 1);
    g_assert_false(says(finding, "no IOS router"));

    g_autoptr(GPtrArray) half = told_to(&q, IKT_VENDOR_CISCO_IOS, IKT_VENDOR_STRONGSWAN);
    finding = find(half, IKT_RULE_TS_CIPHER);
    g_assert_cmpuint(finding->fix_count, ==, 0); /* the IOS router has the stronger set, and keeps it */
    g_assert_true(says(finding, "198.51.100.1 is no IOS router. It needs a proposal with esp-aes 256 esp-sha-hmac "
                                "(tunnel)."));
    g_assert_true(has_line(finding->show, "debug crypto condition peer ipv4 198.51.100.1"));
    g_assert_false(has_line(finding->show, "debug crypto condition peer ipv4 203.0.113.1"));

    g_autoptr(GPtrArray) other = told_to(&q, IKT_VENDOR_LIBRESWAN, IKT_VENDOR_CISCO_IOS);
    finding = find(other, IKT_RULE_TS_CIPHER);
    g_assert_cmpuint(finding->fix_count, ==, 1);
    g_assert_false(finding->fixes[0].on_initiator);
    g_assert_false(has_line(finding->suspect, "! on 203.0.113.1, which offers it"));
    g_assert_true(has_line(finding->suspect, "! on both"));
    g_assert_true(has_line(finding->show, "debug crypto condition peer ipv4 203.0.113.1"));

    g_autoptr(GPtrArray) neither = told_to(&q, IKT_VENDOR_CISCO_ASA, IKT_VENDOR_STRONGSWAN);
    finding = find(neither, IKT_RULE_TS_CIPHER);
    g_assert_null(finding->show[0]);
    g_assert_null(finding->suspect[0]);
    g_assert_cmpuint(finding->fix_count, ==, 0);
}

/* The command that confirms is one of the router that is asked. */
static void test_foreign_check(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_INVALID_ID_INFORMATION);
    q.phase1.responder.vendor = IKT_VENDOR_STRONGSWAN;
    g_autoptr(GPtrArray) charon = quick_diagnose(&q);
    g_assert_true(says(find(charon, IKT_RULE_ACL_NOT_MIRRORED), "To check: 198.51.100.1 is no IOS router"));
    g_assert_false(says(find(charon, IKT_RULE_ACL_NOT_MIRRORED), "show crypto map"));
    g_assert_true(
        says(find(charon, IKT_RULE_ACL_NOT_MIRRORED), "confirms it when its networks for this peer are other"));
    q.phase1.responder.vendor = IKT_VENDOR_UNKNOWN; /* may be one */
    g_autoptr(GPtrArray) unknown = quick_diagnose(&q);
    g_assert_true(says(find(unknown, IKT_RULE_ACL_NOT_MIRRORED), "To check: \"show crypto map\" on 198.51.100.1"));
}

static void test_ipv6(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    g_assert_true(ikt_address_parse("2001:db8::1", &q.phase1.initiator.endpoint.address));
    g_assert_true(ikt_address_parse("2001:db8::2", &q.phase1.responder.endpoint.address));
    quick_proxies(&q, "2001:db8:1::/64", "2001:db8:2::/64");
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_ACL_NOT_MIRRORED);
    g_assert_true(has_line(finding->show, "debug crypto condition peer ipv6 2001:db8::1"));
    g_assert_true(has_line(finding->suspect, "ipv6 access-list <ACL>"));
    g_assert_true(has_line(finding->suspect, " permit ipv6 2001:db8:2::/64 2001:db8:1::/64"));
    g_assert_true(has_line(finding->suspect, "crypto map ipv6 <MAP> <SEQ> ipsec-isakmp"));
    g_autoptr(GPtrArray) peer = quick_diagnose(&q);
    finding = find(peer, IKT_RULE_PEER_ADDRESS_WRONG);
    g_assert_true(has_line(finding->suspect, "crypto isakmp key <KEY> address ipv6 2001:db8::1/128"));
}

/* A Quick Mode between the peers' own addresses, refused by IOS. */
static GPtrArray *between_peers(struct quick *q, struct suite suite, uint8_t protocol)
{
    quick_init(q, suite, IKT_ABSENT);
    q->ids[0] = identity("203.0.113.1/32", protocol, 0);
    q->ids[1] = identity("198.51.100.1/32", protocol, 0);
    q->phase1.initiator.vendor = q->phase1.responder.vendor = IKT_VENDOR_CISCO_IOS;
    quick_refuse(q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    return quick_diagnose(q);
}

/* Tunnel protection of GRE asks for transport mode, which a set with mode tunnel refuses (public incident, IOL 17.15).
 */
static void test_gre_mode(void)
{
    struct quick q;
    g_autoptr(GPtrArray) gre = between_peers(&q, AES256_SHA_TRANSPORT, 47);
    g_assert_true(is_first(gre, IKT_RULE_TS_MODE));
    g_assert_cmpint(likelihood_of(gre, IKT_RULE_TS_MODE), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_autoptr(GPtrArray) tunnel =
        between_peers(&q, AES256_SHA, 47); /* a set of either mode takes it, as far as known */
    g_assert_false(is_first(tunnel, IKT_RULE_TS_MODE));
    g_autoptr(GPtrArray) l2tp = between_peers(&q, AES256_SHA_TRANSPORT, 17);
    g_assert_nonnull(find(l2tp, IKT_RULE_TS_MODE));
    g_assert_false(is_first(l2tp, IKT_RULE_TS_MODE));
}

/* Any to any is a tunnel interface's: it has no access list to change. With a network at one end there is one. */
static void test_tunnel_interface(void)
{
    static const struct {
        const char *initiator, *responder;
        bool fixed;
    } rows[] = {{"0.0.0.0/0", "0.0.0.0/0", false}, {"0.0.0.0/0", "192.168.2.0/24", true}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct quick q;
        quick_init(&q, AES256_SHA, IKT_ABSENT);
        quick_proxies(&q, rows[i].initiator, rows[i].responder);
        quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
        quick_remember(&q, true, AES256_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
        g_autoptr(GPtrArray) findings = quick_diagnose(&q);
        size_t fixes = 0;
        g_assert_cmpint(((const struct told *)findings->pdata[0])->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
        for (guint at = 0; at < findings->len; at++)
            fixes += ((const struct told *)findings->pdata[at])->fix_count;
        g_assert_true((fixes > 0) == rows[i].fixed);
    }
}

/* The mode stands nowhere but in the list of sets, the set that counts nowhere but in the entry. */
static void test_mode_check(void)
{
    struct quick q;
    g_autoptr(GPtrArray) findings = between_peers(&q, AES256_SHA_TRANSPORT, 47);
    g_assert_true(says(find(findings, IKT_RULE_TS_MODE), "\"show crypto ipsec transform-set\" prints the other mode"));
    g_assert_true(says(find(findings, IKT_RULE_TS_MODE), "To check: \"show crypto map\" on 198.51.100.1"));
    g_assert_false(says(find(findings, IKT_RULE_TS_CIPHER), "transform-set"));
}

/* A narrower answer, of which strongSwan is known; IOS takes none ("invalid proxy IDs"). */
static GPtrArray *narrowed(struct quick *q, enum ikt_vendor initiator, enum ikt_outcome outcome)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    q->choice = q->offer;
    q->ids[2] = identity("192.168.1.0/24", 0, 0);
    q->ids[3] = identity("192.168.2.5/32", 0, 0);
    q->record.answered_initiator = &q->ids[2];
    q->record.answered_responder = &q->ids[3];
    q->record.choice = &q->choice.sa;
    quick_see(q, IKT_QUICK2, 21, false);
    q->record.outcome = outcome;
    q->phase1.initiator.vendor = initiator;
    q->phase1.responder.vendor = IKT_VENDOR_STRONGSWAN;
    return quick_diagnose(q);
}

static void test_narrowed_initiator(void)
{
    static const char line[] = "initiator: IPSEC(initialize_sas): invalid proxy IDs";
    struct quick q;
    g_autoptr(GPtrArray) ios = narrowed(&q, IKT_VENDOR_CISCO_IOS, IKT_OUTCOME_NO_RESPONSE);
    const struct told *finding = find(ios, IKT_RULE_ACL_NARROWED);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_ERROR);
    g_assert_true(has_log(finding, line));
    g_autoptr(GPtrArray) up = narrowed(&q, IKT_VENDOR_CISCO_IOS, IKT_OUTCOME_ESTABLISHED);
    finding = find(up, IKT_RULE_ACL_NARROWED);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_WARNING);
    g_assert_false(has_log(finding, line));
    g_assert_false(says(finding, "does not take"));
    g_autoptr(GPtrArray) charon = narrowed(&q, IKT_VENDOR_STRONGSWAN, IKT_OUTCOME_NO_RESPONSE);
    finding = find(charon, IKT_RULE_ACL_NARROWED);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_WARNING);
}

/* IOS takes a group where it has none (knowledge base, section 2.2), strongSwan does not. */
static void test_group_or_none(void)
{
    static const struct {
        enum ikt_vendor vendor;
        bool none;
    } rows[] = {{IKT_VENDOR_CISCO_IOS, false}, {IKT_VENDOR_STRONGSWAN, true}, {IKT_VENDOR_UNKNOWN, true}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct quick q;
        quick_init(&q, AES256_SHA, 14);
        quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
        q.phase1.responder.vendor = rows[i].vendor;
        g_autoptr(GPtrArray) findings = quick_diagnose(&q);
        const struct told *finding = find(findings, IKT_RULE_PFS_GROUP_MISMATCH);
        g_assert_true(g_str_has_suffix(finding->summary, ", or none at all") == rows[i].none);
    }
}

/* What came up before word for word does not differ by itself. */
static void test_as_before(void)
{
    struct quick q;
    for (int same = 0; same < 2; same++) {
        quick_init(&q, AES256_SHA, 14);
        quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
        quick_remember(&q, false, AES256_SHA, same ? 14 : IKT_ABSENT, "192.168.1.0/24", "192.168.2.0/24",
                       IKT_OUTCOME_ESTABLISHED);
        g_autoptr(GPtrArray) findings = quick_diagnose(&q);
        const char *summary = find(findings, IKT_RULE_TS_CIPHER)->summary;
        g_assert_true((strstr(summary, "esp-sha-hmac, as when it came up in frame 10; ") != NULL) == same);
    }
}

/* One number or the other, or 32: which of them is open, so none is expected. */
static void test_peer_numbers(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    q.phase1.initiator.vendor = q.phase1.responder.vendor = IKT_VENDOR_CISCO_IOS;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_PEER_ADDRESS_WRONG);
    g_assert_true(has_log(finding, "responder: Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3"));
    for (char **line = finding->log; *line; line++)
        g_assert_null(strstr(*line, "with error"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/advice/error-numbers", test_error_numbers);
    g_test_add_func("/advice/scope", test_scope);
    g_test_add_func("/advice/mirror-lines", test_mirror_lines);
    g_test_add_func("/advice/foreign", test_foreign);
    g_test_add_func("/advice/foreign-check", test_foreign_check);
    g_test_add_func("/advice/ipv6", test_ipv6);
    g_test_add_func("/advice/gre-mode", test_gre_mode);
    g_test_add_func("/advice/tunnel-interface", test_tunnel_interface);
    g_test_add_func("/advice/mode-check", test_mode_check);
    g_test_add_func("/advice/narrowed-initiator", test_narrowed_initiator);
    g_test_add_func("/advice/group-or-none", test_group_or_none);
    g_test_add_func("/advice/as-before", test_as_before);
    g_test_add_func("/advice/peer-numbers", test_peer_numbers);
    return g_test_run();
}
