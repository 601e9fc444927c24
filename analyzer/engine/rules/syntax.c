/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/syntax.h"

#define WORDS(words)                                                                                                   \
    {                                                                                                                  \
        .kind = IKT_VALUE_WORDS, .is.text = words                                                                      \
    }

static const struct ikt_named_value ipv4_items[] = {{"crypto map", WORDS("crypto map")},
                                                    {"ip access-list extended", WORDS("ip access-list extended")},
                                                    {"sequence", WORDS("")},
                                                    {"ipv4", WORDS("ipv4")},
                                                    {"ip", WORDS("ip")},
                                                    {"ip access-group", WORDS("ip access-group")},
                                                    {"address", WORDS("address")},
                                                    {"length", WORDS("")}};
/* From the command reference, from memory: no IPv6 router was at hand. */
static const struct ikt_named_value ipv6_items[] = {{"crypto map", WORDS("crypto map ipv6")},
                                                    {"ip access-list extended", WORDS("ipv6 access-list")},
                                                    {"sequence", WORDS("sequence ")},
                                                    {"ipv4", WORDS("ipv6")},
                                                    {"ip", WORDS("ipv6")},
                                                    {"ip access-group", WORDS("ipv6 traffic-filter")},
                                                    {"address", WORDS("address ipv6")},
                                                    {"length", WORDS("/128")}};

const struct ikt_named_values *ikt_syntax_of(uint8_t family)
{
    static const struct ikt_named_values ipv4 = {sizeof ipv4_items / sizeof *ipv4_items, ipv4_items, NULL},
                                         ipv6 = {sizeof ipv6_items / sizeof *ipv6_items, ipv6_items, NULL};
    return family == IKT_FAMILY_IPV6 ? &ipv6 : &ipv4;
}
