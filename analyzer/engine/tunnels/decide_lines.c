/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sources. IOS: router logs (IOS XE 17, IOS 12.4 and 15) but for what is marked; "debug crypto condition" by Cisco's
 * Crypto Conditional Debug Support, its address as routers take it. ASA: Cisco's command references; what its debugging
 * prints is not confirmed by a log. charon: strings of strongSwan 5.9.8. pluto: logs of libreswan 4.10 in the lab, and
 * its source for "no connection has been authorized".
 */
#include "tunnels/decide_lines.h"

#include <glib.h>

#define LINES(...)                                                                                                     \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }

#define IOS_BEGIN "debug crypto condition peer {} {}", "debug crypto isakmp"
#define IOS_END   "undebug all", "debug crypto condition reset"
#define ASA_BEGIN "debug crypto condition peer {}", "debug crypto ikev1 127"
#define CHARON    "journalctl -t charon --since -10min"
#define PLUTO     "journalctl -t pluto --since -10min"

/* clang-format off */
static const struct ikt_ask asks[] = {
    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_IOS,
     LINES(IOS_BEGIN, "debug crypto ipsec",
           "show logging | include with error|proposal flags|invalid local|not found", IOS_END)},
    {IKT_SITUATION_QUICK_SILENT, IKT_LANGUAGE_IOS, LINES(IOS_BEGIN, "show logging | include {}", IOS_END)},
    {IKT_SITUATION_QUICK_HALF, IKT_LANGUAGE_IOS, LINES(IOS_BEGIN, "show logging | include QM_IDLE", IOS_END)},
    {IKT_SITUATION_QUICK_NOT_BEGUN, IKT_LANGUAGE_IOS,
     LINES(IOS_BEGIN, "debug crypto ipsec", "show crypto session remote {} detail", "show crypto map", IOS_END)},
    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_IOS,
     LINES(IOS_BEGIN, "show logging | include {}", "show crypto map", IOS_END)},
    {IKT_SITUATION_PHASE1_HALF, IKT_LANGUAGE_IOS, LINES(IOS_BEGIN, "show logging | include {}|retransmitting", IOS_END)},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_IOS,
     LINES(IOS_BEGIN, "show logging | include {}|retransmitting|IKMP", IOS_END)},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_IOS,
     LINES(IOS_BEGIN, "show logging | include {}|offers|does not match|IKMP", IOS_END)},
    {IKT_SITUATION_XAUTH, IKT_LANGUAGE_IOS,
     LINES(IOS_BEGIN, "debug aaa authentication", "show crypto isakmp sa | include {}", "show logging", IOS_END)},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_IOS,
     LINES("show crypto ipsec sa peer {} | include pkts", "show crypto ipsec sa peer {} | include pkts",
           "show logging | include RECVD_PKT_INV_SPI")},
    {IKT_SITUATION_LOST, IKT_LANGUAGE_IOS, LINES(IOS_BEGIN, "show logging | include deleting SA|DPD|{}", IOS_END)},

    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_ASA,
     LINES(ASA_BEGIN, "show logging | include Rejecting|unacceptable", IOS_END)},
    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_ASA, LINES(ASA_BEGIN, "show logging | include {}", IOS_END)},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_ASA, LINES(ASA_BEGIN, "show logging | include {}", IOS_END)},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_ASA, LINES(ASA_BEGIN, "show logging | include {}", IOS_END)},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_ASA,
     LINES("show crypto ipsec sa peer {} | include pkts", "show crypto ipsec sa peer {} | include pkts")},

    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_CHARON,
     LINES(CHARON " | grep -E 'no matching|proposals'")},
    {IKT_SITUATION_QUICK_SILENT, IKT_LANGUAGE_CHARON, LINES(CHARON " | grep QUICK_MODE")},
    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_CHARON, LINES(CHARON " | grep {}")},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_CHARON, LINES(CHARON)},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_CHARON, LINES(CHARON)},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_CHARON, LINES("swanctl --list-sas", "swanctl --list-sas")},

    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_PLUTO,
     LINES(PLUTO " | grep -E 'cannot respond|no acceptable'")},
    {IKT_SITUATION_QUICK_SILENT, IKT_LANGUAGE_PLUTO, LINES(PLUTO)},
    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_PLUTO, LINES(PLUTO " | grep {}")},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_PLUTO, LINES(PLUTO " | grep -E 'mismatch|malformed|ID|cert'")},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_PLUTO, LINES(PLUTO " | grep -E 'no acceptable|authorized|mismatch'")},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_PLUTO, LINES("ipsec trafficstatus", "ipsec trafficstatus")},

    /* whatever else happened */
    {IKT_SITUATION_NONE, IKT_LANGUAGE_ASA, LINES(ASA_BEGIN, "show logging | include {}", IOS_END)},
    {IKT_SITUATION_NONE, IKT_LANGUAGE_CHARON, LINES(CHARON)},
    {IKT_SITUATION_NONE, IKT_LANGUAGE_PLUTO, LINES(PLUTO)},
};

#define NO_PACKET "no line names {} while it tries"

const struct ikt_reply ikt_replies[] = {
    /* IOS. 8, 64 and 1024: the texts stand in older documents, the numbers are from memory. */
    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_IOS, IKT_DECISION_NETWORKS,
     "IPSec policy invalidated proposal with error 32",
     "no map entry for {} has an ACL that covers these networks", false},
    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_IOS, IKT_DECISION_SETS,
     "IPSec policy invalidated proposal with error 256",
     "no transform set of its entry fits, or its mode does not", false},
    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_IOS, IKT_DECISION_PFS,
     "invalid transform proposal flags, or error 1024*",
     "its entry has set pfs; {} offers none, or another group", true},
    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_IOS, IKT_DECISION_ENTRY_PEER,
     "peer address {} not found, or error 64*",
     "the entry with these networks has another set peer", true},
    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_IOS, IKT_DECISION_INTERFACE,
     "invalid local address, or error 8*",
     "no crypto map on the interface where the packets of {} come in", true},

    {IKT_SITUATION_QUICK_SILENT, IKT_LANGUAGE_IOS, IKT_DECISION_PATH, NO_PACKET,
     "the Quick Mode does not arrive: filter, or a path that loses long packets", false},
    {IKT_SITUATION_QUICK_SILENT, IKT_LANGUAGE_IOS, IKT_DECISION_NO_SA,
     "%CRYPTO-4-IKMP_NO_SA: IKE message from {} has no SA",
     "the ISAKMP SA exists on the other side only: clear it there", false},
    {IKT_SITUATION_QUICK_HALF, IKT_LANGUAGE_IOS, IKT_DECISION_PATH,
     "retransmitting phase 2 QM_IDLE", "the third message does not arrive", false},
    {IKT_SITUATION_QUICK_NOT_BEGUN, IKT_LANGUAGE_IOS, IKT_DECISION_NOT_ASKED,
     "show crypto map: no ACL, no Peer, or Transform sets={ } empty",
     "its entry is not complete, so it never asks for an SA", false},
    {IKT_SITUATION_QUICK_NOT_BEGUN, IKT_LANGUAGE_IOS, IKT_DECISION_NOT_ASKED,
     "no IPSEC(sa_request) in the log while hosts send",
     "no packet meets the crypto ACL: route, NAT before it, or the ACL itself", false},
    {IKT_SITUATION_QUICK_NOT_BEGUN, IKT_LANGUAGE_IOS, IKT_DECISION_XAUTH,
     "show crypto isakmp sa: CONF_XAUTH", "XAUTH is asked of a router: its key lacks no-xauth", false},

    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_IOS, IKT_DECISION_PATH, NO_PACKET,
     "the packets do not arrive, or go to another router: filter, route, address", false},
    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_IOS, IKT_DECISION_PATH,
     "retransmitting phase 1", "it answers, and the answers are lost on the way back", false},
    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_IOS, IKT_DECISION_KEY,
     "No pre-shared key with {}!", "it has no key for this address", false},
    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_IOS, IKT_DECISION_POLICY,
     "no offers accepted!", "no crypto isakmp policy in common; the lines before say in what", false},
    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_IOS, IKT_DECISION_OFF,
     "show crypto map: nothing under Interfaces using crypto map",
     "a map that is applied nowhere turns ISAKMP off", false},
    {IKT_SITUATION_PHASE1_HALF, IKT_LANGUAGE_IOS, IKT_DECISION_PATH,
     "retransmitting phase 1 MM_SA_SETUP",
     "its answer was lost, or the next message of {} does not arrive", false},
    {IKT_SITUATION_PHASE1_HALF, IKT_LANGUAGE_IOS, IKT_DECISION_SIZE,
     "retransmitting phase 1 MM_SA_SETUP, and short packets of {} arrive",
     "the path loses long packets: the key exchange of a large group", false},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_IOS, IKT_DECISION_KEY,
     "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {} failed its sanity check",
     "the preshared keys differ", false},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_IOS, IKT_DECISION_NATT,
     "retransmitting phase 1 MM_KEY_EXCH, and nothing from port 4500",
     "MM5 does not arrive: UDP 4500 is filtered, or a NAT does not pass it", false},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_IOS, IKT_DECISION_IDENTITY,
     "%CRYPTO-6-IKMP_NO_ID_CERT_ADDR_MATCH, or %CRYPTO-6-IKMP_AUTH_FAIL",
     "the identity or certificate of {} is not taken", false},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_IOS, IKT_DECISION_SIZE,
     "retransmitting phase 1, and short messages of {} arrive",
     "the path loses long packets or fragments", false},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_IOS, IKT_DECISION_POLICY,
     "no offers accepted!", "no crypto isakmp policy in common; the lines before say in what", false},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_IOS, IKT_DECISION_KEY,
     "No pre-shared key with {}!, or %CRYPTO-4-IKMP_BAD_MESSAGE",
     "it has no key for this address, or another one", false},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_IOS, IKT_DECISION_IDENTITY,
     "%CRYPTO-6-IKMP_NO_ID_CERT_ADDR_MATCH, or %CRYPTO-6-IKMP_AUTH_FAIL",
     "the identity or certificate of {} is not taken", false},

    {IKT_SITUATION_XAUTH, IKT_LANGUAGE_IOS, IKT_DECISION_XAUTH,
     "show crypto isakmp sa: CONF_XAUTH",
     "it waits for a user: a router needs no-xauth at its key, a client a login", false},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_IOS, IKT_DECISION_ESP_PATH,
     "#pkts decaps stays as it is", "ESP of {} does not arrive: filter on the path", false},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_IOS, IKT_DECISION_RETURN,
     "#pkts decaps rises, #pkts encaps does not",
     "answers do not enter the tunnel: route, NAT exemption, or crypto ACL", false},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_IOS, IKT_DECISION_ESP_PATH,
     "#pkts decaps and #pkts encaps rise", "its own ESP is lost on the way to {}", false},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_IOS, IKT_DECISION_STALE,
     "%CRYPTO-4-RECVD_PKT_INV_SPI, again and again, one spi",
     "{} sends on an SA that is gone here: clear it there", false},
    {IKT_SITUATION_LOST, IKT_LANGUAGE_IOS, IKT_DECISION_LIVENESS,
     "deleting SA reason \"...\"", "who gave the SA up, and why", false},

    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_ASA, IKT_DECISION_NETWORKS,
     "Rejecting IPSec tunnel: no matching crypto map entry for remote proxy",
     "no map entry has an ACL for these networks; the line names them", false},
    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_ASA, IKT_DECISION_SETS,
     "All IPSec SA proposals found unacceptable!", "no transform set of its entry fits", false},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_ASA, IKT_DECISION_ESP_PATH,
     "#pkts decaps stays as it is", "ESP of {} does not arrive: filter on the path", false},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_ASA, IKT_DECISION_RETURN,
     "#pkts decaps rises, #pkts encaps does not",
     "answers do not enter the tunnel: route, NAT exemption, or crypto ACL", false},

    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_CHARON, IKT_DECISION_NETWORKS,
     "no matching CHILD_SA config found for", "no child with these networks, or of this mode", false},
    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_CHARON, IKT_DECISION_SETS,
     "no matching proposal found; received and configured proposals before it",
     "its esp_proposals hold no such suite", false},
    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_CHARON, IKT_DECISION_PFS,
     "configured proposals with another group (MODP_, ECP_), or with none",
     "PFS differs", false},
    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_CHARON, IKT_DECISION_PATH, NO_PACKET,
     "the packets do not arrive, or go to another host: filter, route, address", false},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_CHARON, IKT_DECISION_KEY,
     "could not decrypt payloads, or message parsing failed", "the preshared keys differ", false},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_CHARON, IKT_DECISION_NATT,
     "sending retransmit, and nothing from port 4500", "UDP 4500 does not arrive", false},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_CHARON, IKT_DECISION_IDENTITY,
     "no peer config found", "the identity of {} is not the one that is configured", false},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_CHARON, IKT_DECISION_POLICY,
     "received proposals unacceptable; configured proposals before it",
     "no phase 1 proposal in common", false},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_CHARON, IKT_DECISION_PEER,
     "no IKE config found for", "no connection for these two addresses", false},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_CHARON, IKT_DECISION_IDENTITY,
     "no peer config found", "the identity of {} is not the one that is configured", false},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_CHARON, IKT_DECISION_KEY,
     "no shared key found, or could not decrypt payloads", "no preshared key for the pair, or another one", false},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_CHARON, IKT_DECISION_ESP_PATH,
     "in: stays as it is", "ESP of {} does not arrive: filter on the path", false},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_CHARON, IKT_DECISION_RETURN,
     "in: rises, out: does not", "answers do not enter the tunnel: route, NAT, policy or the host", false},

    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_PLUTO, IKT_DECISION_NETWORKS,
     "cannot respond to IPsec SA request because no connection is known",
     "no connection has these networks", false},
    {IKT_SITUATION_QUICK_REFUSED, IKT_LANGUAGE_PLUTO, IKT_DECISION_SETS,
     "no acceptable Proposal in IPsec SA", "its esp= or phase2alg= holds no such suite", false},
    {IKT_SITUATION_PHASE1_SILENT, IKT_LANGUAGE_PLUTO, IKT_DECISION_PATH, NO_PACKET,
     "the packets do not arrive, or go to another host: filter, route, address", false},
    {IKT_SITUATION_PHASE1_STALLED, IKT_LANGUAGE_PLUTO, IKT_DECISION_KEY,
     "probable authentication failure (mismatch of preshared secrets?)", "the preshared keys differ", false},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_PLUTO, IKT_DECISION_POLICY,
     "no acceptable Oakley Transform", "no phase 1 proposal in common", false},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_PLUTO, IKT_DECISION_PEER,
     "but no connection has been authorized", "no connection for these two addresses", false},
    {IKT_SITUATION_PHASE1_REFUSED, IKT_LANGUAGE_PLUTO, IKT_DECISION_KEY,
     "mismatch of preshared secrets", "the preshared keys differ", false},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_PLUTO, IKT_DECISION_ESP_PATH,
     "inBytes= stays as it is", "ESP of {} does not arrive: filter on the path", false},
    {IKT_SITUATION_TRAFFIC, IKT_LANGUAGE_PLUTO, IKT_DECISION_RETURN,
     "inBytes= rises, outBytes= does not", "answers do not enter the tunnel: route, NAT, policy or the host", false},
};
/* clang-format on */
const size_t ikt_reply_count = G_N_ELEMENTS(ikt_replies);

const struct ikt_ask *ikt_ask_of(enum ikt_situation situation, enum ikt_log_language language)
{
    for (size_t i = 0; i < G_N_ELEMENTS(asks); i++) {
        if (asks[i].language == language && (asks[i].situation == situation || asks[i].situation == IKT_SITUATION_NONE))
            return &asks[i];
    }
    return NULL;
}
