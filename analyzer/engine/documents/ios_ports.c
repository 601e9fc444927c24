/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Protocols and ports by the names that IOS has for them (Cisco IOS Security Command Reference, "permit (IP)").
 */
#include <glib.h>

#include "documents/ios_acl_line.h"

static const struct {
    const char *word;
    uint8_t number;
} protocols[] = {{"ip", 0},    {"ipv6", 0},  {"ic|mp", 1}, {"igm|p", 2}, {"ipinip", 4},  {"tc|p", 6},
                 {"ud|p", 17}, {"gr|e", 47}, {"es|p", 50}, {"ahp", 51},  {"eig|rp", 88}, {"os|pf", 89},
                 {"nos", 94},  {"pim", 103}, {"pcp", 108}, {"sctp", 132}};

static const struct {
    const char *word;
    uint16_t number;
} ports[] = {{"bgp", 179},        {"biff", 512},        {"bootpc", 68},
             {"bootps", 67},      {"chargen", 19},      {"cmd", 514},
             {"daytime", 13},     {"discard", 9},       {"dnsix", 195},
             {"domain", 53},      {"drip", 3949},       {"echo", 7},
             {"exec", 512},       {"finger", 79},       {"ftp", 21},
             {"ftp-data", 20},    {"gopher", 70},       {"hostname", 101},
             {"ident", 113},      {"irc", 194},         {"isakmp", 500},
             {"klogin", 543},     {"kshell", 544},      {"login", 513},
             {"lpd", 515},        {"mobile-ip", 434},   {"msrpc", 135},
             {"nameserver", 42},  {"netbios-dgm", 138}, {"netbios-ns", 137},
             {"netbios-ss", 139}, {"nntp", 119},        {"non500-isakmp", 4500},
             {"ntp", 123},        {"pim-auto-rp", 496}, {"pop2", 109},
             {"pop3", 110},       {"rip", 520},         {"ripv6", 521},
             {"smtp", 25},        {"snmp", 161},        {"snmptrap", 162},
             {"sunrpc", 111},     {"syslog", 514},      {"tacacs", 49},
             {"talk", 517},       {"telnet", 23},       {"tftp", 69},
             {"time", 37},        {"uucp", 540},        {"who", 513},
             {"whois", 43},       {"www", 80},          {"xdmcp", 177}};

bool ikt_ios_take_protocol(struct ikt_bytes *text, uint8_t *out)
{
    uint32_t number;
    if (ikt_ios_take_number(text, 0, 255, &number)) {
        *out = (uint8_t)number;
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(protocols); i++)
        if (ikt_ios_take(text, protocols[i].word)) {
            *out = protocols[i].number;
            return true;
        }
    return false;
}

bool ikt_ios_take_port(struct ikt_bytes *text, uint16_t *out)
{
    struct ikt_bytes rest = *text, word = ikt_text_take_word(&rest);
    uint32_t number = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(ports) && number == 0; i++)
        number = ikt_text_is_any_case(word, ports[i].word) ? ports[i].number : 0;
    if (number == 0 && (!ikt_text_take_number(&word, UINT16_MAX, &number) || word.length > 0))
        return false;
    *out = (uint16_t)number;
    *text = rest;
    return true;
}

static bool take_equal(struct ikt_bytes *text, struct ikt_ios_ports *out, const char **unclear)
{
    uint16_t port;
    out->count = 0;
    while (out->count < IKT_IOS_PORTS && ikt_ios_take_port(text, &port))
        out->ranges[out->count++] = (struct ikt_ios_range){port, port};
    if (out->count > 0)
        return true;
    out->count = 1;
    *unclear = "a port whose number is not known here";
    return ikt_text_take_word(text).length > 0;
}

bool ikt_ios_take_ports(struct ikt_bytes *text, struct ikt_ios_ports *out, const char **unclear)
{
    static const char range_reason[] = "a range of ports, which no proxy can be";
    uint16_t low, high;
    *out = (struct ikt_ios_ports){.count = 1};
    if (ikt_ios_take(text, "eq"))
        return take_equal(text, out, unclear);
    if (ikt_ios_take(text, "range")) {
        if (!ikt_ios_take_port(text, &low) || !ikt_ios_take_port(text, &high))
            return false;
        out->ranges[0] = (struct ikt_ios_range){MIN(low, high), MAX(low, high)};
    } else if (ikt_ios_take(text, "gt")) {
        if (!ikt_ios_take_port(text, &low) || low == UINT16_MAX)
            return false;
        out->ranges[0] = (struct ikt_ios_range){(uint16_t)(low + 1), UINT16_MAX};
    } else if (ikt_ios_take(text, "lt")) {
        if (!ikt_ios_take_port(text, &high) || high < 2)
            return false;
        out->ranges[0] = (struct ikt_ios_range){1, (uint16_t)(high - 1)};
    } else if (ikt_ios_take(text, "neq")) {
        if (!ikt_ios_take_port(text, &low) || low < 2 || low == UINT16_MAX)
            return false;
        out->ranges[out->count++] = (struct ikt_ios_range){(uint16_t)(low + 1), UINT16_MAX};
        out->ranges[0] = (struct ikt_ios_range){1, (uint16_t)(low - 1)};
    } else {
        return true;
    }
    *unclear = range_reason;
    return true;
}
