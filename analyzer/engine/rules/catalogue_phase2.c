/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What each rule about Quick Modes and the SAs they make means.
 */
#include "rules/catalogue.h"

/* clang-format off */
/* What IOS prints when it refuses a Quick Mode, whatever for, and what the initiator prints then. */
#define REFUSED \
    "phase 2 SA policy not acceptable! (local <responder> remote <initiator>)", \
    "Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3", \
    "deleting node <message-id> error TRUE reason \"QM rejected\"", \
    "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at <initiator>", \
    "processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3", \
    "deleting node <message-id> error TRUE reason \"Delete Larval\""

#define TRANSFORM_DEBUG LINES( \
    "IPSEC(ipsec_process_proposal): transform proposal not supported for identity:", \
    "    {<offered> }", \
    "IPSec policy invalidated proposal with error 256", \
    "IPSEC(validate_proposal): transform proposal (<old-transform>) not supported", \
    REFUSED)
#define TRANSFORM_SHOW LINES("show crypto ipsec transform-set", "show crypto map")
#define TRANSFORM_SUSPECT LINES( \
    "crypto ipsec transform-set <TS> <suite>", \
    "crypto map <MAP> <SEQ> ipsec-isakmp", \
    " set transform-set <TS>")
#define TRANSFORM_FIX LINES( \
    "crypto ipsec transform-set <TS> <suite>", \
    " mode <mode>", \
    "crypto map <MAP> <SEQ> ipsec-isakmp", \
    " set transform-set <TS>", \
    "end", \
    "clear crypto sa peer <peer>")

#define SELECTOR_DEBUG LINES( \
    "IPSEC(validate_proposal_request): proposal part #1,", \
    "  (key eng. msg.) INBOUND local= <responder>:0, remote= <initiator>:0,", \
    "    local_proxy= <responder-proxy>,", \
    "    remote_proxy= <initiator-proxy>,", \
    "map_db_find_best did not find matching map", \
    "IPSEC(ipsec_process_proposal): proxy identities not supported", \
    "IPSec policy invalidated proposal with error 32", \
    REFUSED)
#define SELECTOR_SHOW LINES("show crypto map", "show access-lists", "show crypto ipsec sa")
#define SELECTOR_SUSPECT LINES( \
    "<access-list> <ACL>", \
    " <responder-line>", \
    " <initiator-line>", \
    "crypto map <MAP> <SEQ> ipsec-isakmp", \
    " match address <ACL>")
#define SELECTOR_FIX LINES( \
    "<access-list> <ACL>", \
    " <line>", \
    "crypto map <MAP> <SEQ> ipsec-isakmp", \
    " match address <ACL>", \
    "end", \
    "clear crypto sa peer <peer>")

#define PFS_DEBUG LINES( \
    "IPSEC(ipsec_process_proposal): invalid transform proposal flags -- 0x<n>", \
    "IPSec policy invalidated proposal with error 1024", \
    REFUSED)
#define PFS_SHOW LINES("show crypto map", "show crypto ipsec sa")
#define PFS_SUSPECT LINES("crypto map <MAP> <SEQ> ipsec-isakmp", " set pfs <group>")
#define PFS_FIX LINES( \
    "crypto map <MAP> <SEQ> ipsec-isakmp", \
    " set pfs <group>", \
    "end", \
    "clear crypto sa peer <peer>")

#define BOTH_OFFERS \
    "Certain when the responder's own proposal for the same networks is captured and holds no such set; an earlier " \
    "success makes it probable; a refusal alone leaves it possible, since IOS answers other causes alike."

const struct ikt_rule_info ikt_catalogue_phase2[IKT_RULE_COUNT] = {
ROW(TS_CIPHER)
    .explanation = "No transform set of the responder has an ESP cipher that the initiator offers.\n\n"
        "On the wire Quick Mode message 1 is answered by NO-PROPOSAL-CHOSEN and the initiator tries again after some "
        "30 seconds.\n\n" BOTH_OFFERS " \"show crypto ipsec transform-set\" on both routers settles it.",
    .debug = TRANSFORM_DEBUG, .show = TRANSFORM_SHOW, .suspect = TRANSFORM_SUSPECT, .fix = TRANSFORM_FIX},
ROW(TS_KEYLEN)
    .explanation = "Both sides use AES, with keys of different length. \"esp-aes\" without a number means 128 bits.\n\n"
        "The length is attribute 6 of the transform; without keys it cannot be seen, not even in the size of the "
        "message.\n\n" BOTH_OFFERS " \"show crypto ipsec transform-set\" prints the length as \"esp-256-aes\".",
    .debug = TRANSFORM_DEBUG, .show = TRANSFORM_SHOW, .suspect = TRANSFORM_SUSPECT, .fix = TRANSFORM_FIX},
ROW(TS_HASH)
    .explanation = "The authentication of ESP or AH differs, or one side has none (\"esp-aes\" alone).\n\n"
        "It is attribute 5 of the transform.\n\n" BOTH_OFFERS,
    .debug = TRANSFORM_DEBUG, .show = TRANSFORM_SHOW, .suspect = TRANSFORM_SUSPECT, .fix = TRANSFORM_FIX},
ROW(TS_AH_ESP)
    .explanation = "One side wants AH (\"ah-sha-hmac\"), alone or beside ESP, the other does not.\n\n"
        "Proposals that share a number are wanted together. A proposal with AH is some 48 bytes longer. AH never "
        "works through a NAT, so ESP alone is the set to keep there.\n\n" BOTH_OFFERS,
    .debug = TRANSFORM_DEBUG, .show = TRANSFORM_SHOW, .suspect = TRANSFORM_SUSPECT, .fix = TRANSFORM_FIX},
ROW(TS_MODE)
    .explanation = "Tunnel mode on one side, transport mode on the other.\n\n"
        "An IOS router with \"mode transport\" asks for it only when the networks are the two peers themselves, and "
        "takes tunnel mode as well unless \"require\" is given; one with \"mode tunnel\" refuses transport. strongSwan "
        "answers INVALID-ID-INFORMATION, libreswan accepts what is offered.\n\n" BOTH_OFFERS
        " \"will negotiate = { Transport,  }\" in the show command names the mode.",
    .debug = TRANSFORM_DEBUG, .show = TRANSFORM_SHOW,
    .suspect = LINES("crypto ipsec transform-set <TS> <suite>", " mode <mode>"), .fix = TRANSFORM_FIX},
ROW(TS_COMP)
    .explanation = "One side adds IP compression (\"comp-lzs\") to the transform set, the other does not.\n\n"
        "It is an IPCOMP proposal under the number of the ESP one.\n\n" BOTH_OFFERS,
    .debug = TRANSFORM_DEBUG, .show = TRANSFORM_SHOW, .suspect = TRANSFORM_SUSPECT, .fix = TRANSFORM_FIX},
ROW(TS_MISSING)
    .explanation = "The crypto map names a transform set that is not defined, or the set holds algorithms that the "
        "platform does not have or refuses.\n\n"
        "A proposal whose suite no IOS keyword can express will find no set at an IOS peer. Recent IOS XE refuses DES, "
        "3DES and MD5. \"show crypto map\" with an empty list of transform sets confirms it.",
    .debug = TRANSFORM_DEBUG, .show = TRANSFORM_SHOW, .suspect = TRANSFORM_SUSPECT, .fix = TRANSFORM_FIX},
ROW(ACL_NOT_MIRRORED)
    .explanation = "The networks that the initiator asks for, swapped, are no permit line of the responder and are not "
        "inside one.\n\n"
        "IOS answers NO-PROPOSAL-CHOSEN, most others INVALID-ID-INFORMATION. The responder may have further lines that "
        "the capture does not show, so this is never certain from the wire. \"show crypto map\" on both routers, with "
        "source and destination swapped, confirms or refutes it.",
    .debug = SELECTOR_DEBUG, .show = SELECTOR_SHOW, .suspect = SELECTOR_SUSPECT, .fix = SELECTOR_FIX},
ROW(ACL_HOST_VS_NET)
    .explanation = "One side's crypto ACL names a host, the other side's the network around it.\n\n"
        "IOS accepts a host inside its own network line but refuses the network where its line names the host: the "
        "tunnel comes up from one side only. Others may refuse both ways.",
    .debug = SELECTOR_DEBUG, .show = SELECTOR_SHOW, .suspect = SELECTOR_SUSPECT, .fix = SELECTOR_FIX},
ROW(ACL_WIDER_INITIATOR)
    .explanation = "The initiator asks for more than the responder's line permits.\n\n"
        "Seen when the responder itself offers, or accepted before, a part of these networks. Make the two lines "
        "mirror images.",
    .debug = SELECTOR_DEBUG, .show = SELECTOR_SHOW, .suspect = SELECTOR_SUSPECT, .fix = SELECTOR_FIX},
ROW(ACL_NARROWER_ONEWAY)
    .explanation = "One side's line lies inside the other's. Quick Mode succeeds when the narrow side begins and is "
        "refused when the wide side does.\n\n"
        "Both directions have to be captured. While the narrow SA is up, traffic of the wide side outside it still "
        "fails. \"show crypto ipsec sa\" shows the narrow idents.",
    .debug = SELECTOR_DEBUG, .show = SELECTOR_SHOW, .suspect = SELECTOR_SUSPECT, .fix = SELECTOR_FIX},
ROW(ACL_NARROWED)
    .explanation = "The responder answers with other IDs than the initiator sent, usually narrower ones, and the SAs "
        "come up for these.\n\n"
        "strongSwan does this. Both sides' values are in the first two messages. Traffic outside the narrower networks "
        "is not carried.",
    .debug = LINES("IPSEC(initialize_sas): invalid proxy IDs"),
    .show = SELECTOR_SHOW, .suspect = SELECTOR_SUSPECT, .fix = SELECTOR_FIX},
ROW(ACL_PROTO_PORT)
    .explanation = "The crypto ACLs name the same addresses and another protocol or port.\n\n"
        "A line \"permit tcp\" has protocol 6 in both IDs; ports stand on the side that has them and are mirrored on "
        "the other router. \"show crypto ipsec sa\" prints them at the end of the ident.",
    .debug = SELECTOR_DEBUG, .show = SELECTOR_SHOW, .suspect = SELECTOR_SUSPECT, .fix = SELECTOR_FIX},
ROW(ACL_ANY)
    .explanation = "One side's line says any (0.0.0.0/0), the other names a network.\n\n"
        "With any on both ends of the line, one side may be a tunnel interface (\"tunnel mode ipsec ipv4\") and the "
        "other a crypto map.",
    .debug = SELECTOR_DEBUG, .show = SELECTOR_SHOW, .suspect = SELECTOR_SUSPECT, .fix = SELECTOR_FIX},
ROW(PFS_REQUIRED_NOT_OFFERED)
    .explanation = "The responder has \"set pfs\" and the initiator offers no Diffie-Hellman group.\n\n"
        "A proposal without PFS carries no KE, which its length shows even without keys. Certain when the responder's "
        "own proposal for the same networks has a group and the same transforms.",
    .debug = PFS_DEBUG, .show = PFS_SHOW, .suspect = PFS_SUSPECT, .fix = PFS_FIX},
ROW(PFS_OFFERED_NOT_CONFIGURED)
    .explanation = "The initiator has \"set pfs\", the responder has not. IOS accepts that, so the tunnel comes up from "
        "one side and fails when the other side begins, at the next rekey for one.\n\n"
        "Seen when the responder's own proposal for the same networks has no group.",
    .debug = NO_LINES, .show = PFS_SHOW, .suspect = PFS_SUSPECT, .fix = PFS_FIX},
ROW(PFS_GROUP_MISMATCH)
    .explanation = "Both sides want PFS, with different groups; or the responder has none and refuses any.\n\n"
        "The KE's length gives the group away, or a few candidates, even without keys. libreswan accepts any group; "
        "INVALID-KEY-INFORMATION means a group that the peer does not have.",
    .debug = PFS_DEBUG, .show = PFS_SHOW, .suspect = PFS_SUSPECT, .fix = PFS_FIX},
ROW(LIFE_MISMATCH)
    .explanation = "The two sides are configured with different SA lifetimes. The smaller one holds; between IOS "
        "routers this never stops a negotiation.\n\n"
        "Seen in the second message, in a RESPONDER-LIFETIME notify, or in the responder's own proposal. Many peers "
        "just echo what is offered, so equal values prove nothing.",
    .debug = LINES("processing NOTIFY RESPONDER_LIFETIME protocol 3"),
    .show = LINES("show crypto map", "show crypto ipsec sa | include remaining key lifetime"),
    .suspect = LINES("crypto ipsec security-association lifetime <life>",
                     " set security-association lifetime <life>"),
    .fix = LINES("crypto map <MAP> <SEQ> ipsec-isakmp", " set security-association lifetime <life>")},
ROW(QM_NO_RESPONSE)
    .explanation = "Phase 1 works, a Quick Mode message is repeated and never answered.\n\n"
        "IOS always answers a proposal that it can read; some other products stay silent where networks do not match. "
        "A peer that has lost the ISAKMP SA stays silent as well.",
    .debug = LINES("%CRYPTO-4-IKMP_NO_SA: IKE message from <initiator> has no SA and is not an initialization offer",
                   "retransmitting phase 2 QM_IDLE <message-id> ..."),
    .show = LINES("show crypto isakmp sa", "show crypto ipsec sa"),
    .suspect = LINES("crypto isakmp keepalive <seconds>", "crypto isakmp invalid-spi-recovery"),
    .fix = LINES("clear crypto isakmp", "clear crypto sa peer <peer>")},
ROW(ONE_DIRECTION_CAPTURE)
    .explanation = "No packet of one of the peers is in the capture. Nothing can be said about answers.\n\n"
        "Capture where both directions pass, for example on the outside interface of either router.",
    .debug = NO_LINES, .show = LINES("show monitor capture <NAME> parameter"), .suspect = NO_LINES, .fix = NO_LINES},
ROW(SA_DELETED_BY_PEER)
    .explanation = "A DELETE ends the ISAKMP SA before the negotiation under it has ended.\n\n"
        "Some peers delete right after they refuse a proposal, and an administrator who clears SAs causes it too.",
    .debug = LINES("peer does not do paranoid keepalives.",
                   "deleting node <message-id> error TRUE reason \"Delete Larval\""),
    .show = LINES("show crypto isakmp sa", "show crypto session detail"), .suspect = NO_LINES, .fix = NO_LINES},
ROW(QM3_LOST)
    .explanation = "The responder repeats its second message although the third was sent: the third does not arrive.\n\n"
        "The initiator takes the tunnel for up and sends ESP, the responder has not installed the SAs.",
    .debug = LINES("retransmitting phase 2 QM_IDLE <message-id> ...",
                   "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=<responder>"),
    .show = LINES("show crypto ipsec sa", "show crypto isakmp sa"),
    .suspect = LINES("ip access-group <ACL> in"),
    .fix = LINES("clear crypto sa peer <peer>")},
ROW(STALE_SA_INVALID_SPI)
    .explanation = "A peer sends ESP (or AH) under an SPI that the other does not know, or knows no longer.\n\n"
        "The receiver has lost its SAs, or a DELETE did not arrive; it drops the packets and may answer INVALID-SPI. One "
        "packet during a rekey is harmless; packets that go on coming after the SA was deleted or replaced are not.",
    .debug = LINES("%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=<receiver>, "
                   "prot=<protocol>, spi=<spi>, srcaddr=<sender>"),
    .show = LINES("show crypto ipsec sa", "show crypto isakmp sa", "show logging | include RECVD_PKT_INV_SPI"),
    .suspect = LINES("crypto isakmp invalid-spi-recovery", "crypto isakmp keepalive <seconds>"),
    .fix = LINES("crypto isakmp invalid-spi-recovery", "crypto isakmp keepalive 10 3 periodic", "end",
                 "clear crypto sa peer <peer>")},
ROW(ESP_BLOCKED)
    .explanation = "The SAs are up, and ESP flows in one direction only.\n\n"
        "A filter drops IP protocol 50 (or UDP port 4500), the other router has no route back into the tunnel "
        "(\"show crypto ipsec sa\" there: decaps rise, encaps do not), or NAT catches the return traffic before the "
        "crypto map does. Nothing but a look at both routers' counters tells these apart; a capture taken before "
        "encryption may also just not show one direction.",
    .debug = NO_LINES,
    .show = LINES("show crypto ipsec sa", "show ip route", "show ip interface | include access list",
                  "show ip nat translations"),
    .suspect = LINES("ip access-group <ACL> in", "ip route <network> <mask> <next hop>",
                     "ip nat inside source list <ACL> interface <IF> overload"),
    .fix = LINES("ip access-list extended <OUTSIDE-ACL>", " permit esp host <peer> any",
                 " permit udp host <peer> any eq non500-isakmp")},
ROW(AH_THROUGH_NAT)
    .explanation = "AH is agreed (or asked for) while a NAT stands between the peers.\n\n"
        "AH protects the outer addresses, which the NAT changes, so every packet fails its check; no UDP encapsulation "
        "exists for it. NAT-D in phase 1 shows the NAT; it is not authenticated by itself, hence probable.",
    .debug = LINES("%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id=<n>"),
    .show = LINES("show crypto ipsec transform-set", "show crypto ipsec sa", "show crypto isakmp sa detail"),
    .suspect = LINES("crypto ipsec transform-set <TS> <suite>"),
    .fix = LINES("crypto ipsec transform-set <TS> esp-aes 256 esp-sha-hmac", "end", "clear crypto sa peer <peer>")},
ROW(QM_COLLISION)
    .explanation = "Both peers began a Quick Mode for the same networks before either was done; both came up.\n\n"
        "There are two pairs of SAs then, which is harmless; each router sends on the one it likes. If one pair is deleted "
        "at once, a few packets are lost.",
    .debug = NO_LINES, .show = LINES("show crypto ipsec sa"), .suspect = NO_LINES, .fix = NO_LINES},
ROW(NOTIFY_UNEXPLAINED)
    .explanation = "An error notify ended the negotiation and nothing captured says why.\n\n"
        "The finding names the notify. The log of the router that sent it names the cause.",
    .debug = NO_LINES,
    .show = LINES("show logging", "show crypto map", "show crypto isakmp sa"),
    .suspect = NO_LINES, .fix = NO_LINES},
};
/* clang-format on */
