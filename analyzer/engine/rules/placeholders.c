/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the reader of a fix fills in, each explained once: in words of what show commands of that router print.
 */
#include <string.h>

#include "iketriage/finding.h"

/* clang-format off */
static const struct {
    const char *name, *meaning;
} placeholders[] = {
    {"MAP", "name of the crypto map entry whose \"Peer =\" is the other router: Crypto Map IPv4 \"MAP\" SEQ ipsec-isakmp "
        "(show crypto map)"},
    {"SEQ", "number of that entry (show crypto map)"},
    {"SETS-IT-HAS-NOW", "the names under \"Transform sets={ }\" of that entry, in their order (show crypto map)"},
    {"PFS-IT-HAS-NOW", "\"set pfs\" and the group under \"DH group\" of that entry, or \"no set pfs\" where it prints "
        "\"PFS (Y/N): N\" (show crypto map)"},
    {"ACL", "name after \"Extended IP access list\" of that entry (show crypto map)"},
    {"SEQ-BEFORE-IT", "a free number below that of the first line, permit or deny, that the line to type shares packets "
        "with; where none is free, \"ip access-list resequence ACL 10 10\" first (show access-lists)"},
    {"SEQ-OF-IT", "the number that the removed line had (show access-lists)"},
    {"OUTSIDE-ACL", "name after \"Inbound  access list is\" of the interface towards the other router; \"not set\": no "
        "filter stands there (show ip interface)"},
    {"KEY", "the preshared key that the other router has for this one (show crypto isakmp key there, or the secrets of a "
        "peer that is no IOS router)"},
    {"KEY-IT-HAS-NOW", "the preshared key of this router for the other one (show crypto isakmp key)"},
    {"FREE-NUMBER", "a number that no policy has, higher than those of all others (show crypto isakmp policy)"},
    {"PROFILE", "name of the ISAKMP profile that the crypto map entry, or the tunnel interface's IPsec profile, uses "
        "(show crypto isakmp profile)"},
    {"IPSEC-PROFILE", "name of an IPsec profile whose transform set is one of the other router's (show crypto ipsec profile)"},
    {"OUTSIDE-INTERFACE", "the interface by which packets for the other router leave (show ip route)"},
    {"PEER-ADDRESS", "the address that the other router has as its \"tunnel source\" (show interfaces tunnel there)"},
    {"NHRP-WORD", "the word under \"ip nhrp authentication\" of the other router (show running-config interface there)"},
    {"NHRP-WORD-BEFORE", "the word that was there before (show running-config interface)"},
    {"NEXT-HOP", "the router's next hop towards the other router (show ip route, or the provider's gateway)"},
    {"OWN-NETWORK", "the network behind this router (show ip interface brief)"},
    {"PEERS-NETWORK", "the network behind the other router (show ip interface brief there)"},
    {"WILDCARD", "the wildcard of the network before it: 0.0.0.255 where \"show interfaces\" prints /24"},
    {"NEW-ACL", "a name that no access list has (show access-lists)"},
    {"IKEV2-PROFILE", "name after \"set ikev2-profile\" of that entry (show running-config | section crypto map)"},
};
/* clang-format on */

const char *ikt_placeholder_meaning(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++) {
        if (strlen(placeholders[i].name) == length && strncmp(placeholders[i].name, name, length) == 0)
            return placeholders[i].meaning;
    }
    return NULL;
}
