/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What each rule about phase 1 and the peers themselves means.
 */
#include "rules/catalogue.h"

/* clang-format off */
const struct ikt_rule_info ikt_catalogue_phase1[IKT_RULE_COUNT] = {
ROW(PEER_ADDRESS_WRONG)
    .explanation = "\"set peer\" or the address of the preshared key names another router, the crypto map is on "
        "another interface, or packets leave with an address that the peer does not know.\n\n"
        "In phase 1 the first message is never answered, or refused by a peer that does not know the address. In "
        "Quick Mode IOS answers NO-PROPOSAL-CHOSEN as for any other cause.",
    .debug = LINES(
        "IPSEC(ipsec_process_proposal): invalid local address <responder>",
        "no IPSEC cryptomap exists for local address <responder>",
        "IPSEC(ipsec_process_proposal): peer address <initiator> not found",
        "No pre-shared key with <initiator>!"),
    .show = LINES("show crypto map", "show crypto isakmp key", "show crypto isakmp peers"),
    .suspect = LINES(" set peer <peer>", "crypto isakmp key <KEY> address <peer>", "crypto map <MAP> local-address <IF>",
                     "interface <IF>", " crypto map <MAP>"),
    .fix = LINES(
        "crypto map <MAP> <SEQ> ipsec-isakmp",
        " no set peer <wrong address>",
        " set peer <peer>",
        "crypto isakmp key <KEY> address <peer>",
        "interface <IF>",
        " crypto map <MAP>")},
ROW(PEER_UNREACHABLE)
    .explanation = "A router or the peer answers IKE with an ICMP error: no route, a filter, or no IKE on that host.\n\n"
        "The quoted header names the exchange. ICMP is not authenticated, so this is probable at most. \"ping\" and "
        "\"traceroute\" from the initiator confirm it.",
    .debug = LINES("%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at <responder>"),
    .show = LINES("show ip route <responder>", "show crypto isakmp sa", "show ip interface | include access list"),
    .suspect = LINES(" set peer <responder>", "ip route <network> <mask> <next hop>", "ip access-group <ACL> in",
                     "no crypto isakmp enable"),
    .fix = LINES("ip route <network of the peer> <mask> <next hop>")},
ROW(PSK_MISMATCH)
    .explanation = "The two sides have different preshared keys.\n\n"
        "In main mode messages 1 to 4 pass and message 5 is repeated, or answered by PAYLOAD-MALFORMED, since neither "
        "side can read the other; in aggressive mode the HASH of the other side does not verify. Certain when each "
        "side's messages verify under a key of its own. A blocked UDP port 4500 looks alike where message 5 moves to "
        "it.",
    .debug = LINES(
        "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from <initiator> failed its sanity check or is malformed",
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <initiator>",
        "retransmitting phase 1 MM_KEY_EXCH...",
        "deleting SA reason \"Death by retransmission P1\" state (I) MM_KEY_EXCH (peer <responder>)"),
    .show = LINES("show crypto isakmp key", "show crypto isakmp sa"),
    .suspect = LINES("crypto isakmp key <KEY> address <initiator>", "crypto isakmp key <KEY> address <responder>",
                     "crypto keyring <KEYRING>", " pre-shared-key address <address> key <KEY>"),
    .fix = LINES("no crypto isakmp key <OLD-KEY> address <peer>", "crypto isakmp key <KEY> address <peer>", "end",
                 "clear crypto isakmp")},
ROW(P1_POLICY_MISMATCH)
    .explanation = "No crypto isakmp policy of the responder equals one that the initiator offers, in encryption, key "
        "length, hash, authentication and group; lifetimes need not be equal.\n\n"
        "The offer is in clear in the first message; a refusal in clear is unauthenticated, hence probable at most. "
        "\"show crypto isakmp policy\" on the responder settles it.",
    .debug = LINES(
        "Encryption algorithm offered does not match policy!",
        "Hash algorithm offered does not match policy!",
        "Diffie-Hellman group offered does not match policy!",
        "phase 1 SA policy not acceptable! (local <responder> remote <initiator>)",
        "no offers accepted!",
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <initiator>"),
    .show = LINES("show crypto isakmp policy", "show crypto isakmp sa"),
    .suspect = LINES("crypto isakmp policy <NUMBER>", " encr <encr>", " hash <hash>",
                     " authentication <authentication>", " group <group>"),
    .fix = LINES("crypto isakmp policy <NUMBER>", " encr <encr>", " hash <hash>", " authentication <authentication>",
                 " group <group>")},
ROW(P1_NO_RESPONSE)
    .explanation = "The first message is repeated and never answered; what keeps the answer away is open.\n\n"
        "A filter for UDP port 500, a missing route, ISAKMP switched off, no key for the initiator's address and a "
        "wrong peer address all look the same from here. A capture at the responder tells whether the message arrives.",
    .debug = LINES("No pre-shared key with <initiator>!",
                   "retransmitting phase 1 MM_NO_STATE...",
                   "deleting SA reason \"Death by retransmission P1\" state (I) MM_NO_STATE (peer <responder>)"),
    .show = LINES("show crypto isakmp sa", "show crypto isakmp key", "show ip interface | include access list",
                  "show ip route"),
    .suspect = LINES(" set peer <responder>", "crypto isakmp key <KEY> address <initiator>", "ip access-group <ACL> in",
                     "no crypto isakmp enable"),
    .fix = LINES("ip access-list extended <OUTSIDE-ACL>", " permit udp host <peer> any eq isakmp",
                 " permit udp host <peer> any eq non500-isakmp", " permit esp host <peer> any")},
ROW(P1_STALLED)
    .explanation = "Phase 1 begins and then stands still: a later message is repeated and never answered.\n\n"
        "A message that changes to UDP port 4500 may be filtered, a long one (certificates, a large group) may be lost "
        "in fragments, and a preshared key that differs silences some peers.",
    .debug = LINES("retransmitting phase 1 <state>...",
                   "deleting SA reason \"Death by retransmission P1\" state (I) <state> (peer <responder>)"),
    .show = LINES("show crypto isakmp sa", "show crypto isakmp key"),
    .suspect = LINES("crypto isakmp key <KEY> address <initiator>", "ip access-group <ACL> in"),
    .fix = LINES("ip access-list extended <OUTSIDE-ACL>", " permit udp host <peer> any eq isakmp",
                 " permit udp host <peer> any eq non500-isakmp")},
ROW(P1_IDENTITY_MISMATCH)
    .explanation = "The keys agree, and the responder refuses the identity that the initiator sends.\n\n"
        "Message 5 is read and answered by AUTHENTICATION-FAILED or INVALID-ID-INFORMATION. IOS sends its address "
        "unless \"crypto isakmp identity\" says otherwise; the responder looks for it in \"match identity\" of its "
        "profiles and under the address of the key. A refusal that is read and verified makes it probable, never "
        "certain: the same notify speaks of the authentication method and of certificates too. The identity that the "
        "responder expects stands in its configuration alone.",
    .debug = LINES(
        "peer matches *none* of the profiles",
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <initiator>",
        "processing NOTIFY AUTHENTICATION_FAILED protocol 1"),
    .show = LINES("show crypto isakmp profile", "show crypto isakmp key", "show crypto isakmp sa"),
    .suspect = LINES("crypto isakmp identity <address|hostname|dn>", "crypto isakmp profile <PROFILE>",
                     " match identity <match>", "crypto isakmp key <KEY> address <initiator>"),
    .fix = LINES("crypto isakmp profile <PROFILE>", " match identity <match>", "end", "clear crypto isakmp")},
ROW(P1_EXCHANGE_MODE)
    .explanation = "The responder does not allow the exchange that the initiator begins: aggressive mode as a rule.\n\n"
        "The first message is answered in clear by INVALID-EXCHANGE-TYPE or UNSUPPORTED-EXCHANGE-TYPE, by strongSwan "
        "with AUTHENTICATION-FAILED; IOS with \"crypto isakmp aggressive-mode disable\" stays silent. A refusal in "
        "clear is unauthenticated, hence probable at most. An IOS initiator uses aggressive mode when a peer's key is "
        "bound to a hostname or \"initiate mode aggressive\" is set.",
    .debug = LINES(
        "%CRYPTO-5-IKMP_AG_MODE_DISABLED: Unable to initiate or respond to Aggressive Mode while disabled",
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <initiator>"),
    .show = LINES("show running-config | include aggressive-mode", "show crypto isakmp profile", "show crypto isakmp sa"),
    .suspect = LINES("crypto isakmp aggressive-mode disable", "crypto isakmp profile <PROFILE>",
                     " initiate mode aggressive", "crypto isakmp peer address <responder>",
                     " set aggressive-mode client-endpoint <identity>"),
    .fix = LINES("crypto isakmp profile <PROFILE>", " no initiate mode aggressive", "end", "clear crypto isakmp")},
ROW(P1_AUTH_METHOD)
    .explanation = "One side authenticates with a preshared key, the other with signatures.\n\n"
        "Most responders refuse such a policy at once, with NO-PROPOSAL-CHOSEN (p1-policy-mismatch). strongSwan accepts "
        "it and answers message 5 with AUTHENTICATION-FAILED; libreswan stays silent. Probable where the responder "
        "itself offers another method when it begins.",
    .debug = LINES(
        "Authentication method offered does not match policy!",
        "%CRYPTO-6-IKMP_AUTH_FAIL: Authentication method <n> failed with host <initiator>",
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <initiator>"),
    .show = LINES("show crypto isakmp policy", "show crypto isakmp key", "show crypto pki certificates"),
    .suspect = LINES("crypto isakmp policy <NUMBER>", " authentication <authentication>"),
    .fix = LINES("crypto isakmp policy <NUMBER>", " authentication <authentication>", "end", "clear crypto isakmp")},
ROW(P1_CERTIFICATE)
    .explanation = "A certificate is not trusted, has expired or is not yet valid, or belongs to another name.\n\n"
        "With signatures, message 5 or 6 is refused: INVALID-CERTIFICATE, CERT-TYPE-UNSUPPORTED, INVALID-CERT-AUTHORITY "
        "and CERTIFICATE-UNAVAILABLE name the certificate, AUTHENTICATION-FAILED and INVALID-SIGNATURE leave the "
        "identity open. A router whose clock is wrong finds every certificate invalid. \"show crypto pki certificates\" "
        "and \"show clock\" on the side that refused confirm or refute it.",
    .debug = LINES(
        "%CRYPTO-6-IKMP_AUTH_FAIL: Authentication method <n> failed with host <initiator>",
        "%CRYPTO-6-IKMP_NO_ID_CERT_ADDR_MATCH: ID of <identity> (type 1) and certificate addr with <address>",
        "%PKI-3-CERTIFICATE_INVALID_EXPIRED: Certificate chain validation has failed.",
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <initiator>"),
    .show = LINES("show crypto pki certificates", "show crypto pki trustpoints", "show clock", "show ntp status"),
    .suspect = LINES("crypto pki trustpoint <TP>", " revocation-check crl", " subject-name <name>", "ntp server <address>"),
    .fix = LINES("ntp server <address>", "crypto pki authenticate <TP>", "crypto pki enroll <TP>")},
ROW(IKEV2_VS_IKEV1)
    .explanation = "One peer speaks IKEv2, the other IKEv1; neither understands the other.\n\n"
        "IKEv1 messages go one way and IKEv2 messages the other, or INVALID-MAJOR-VERSION answers. In a capture that "
        "holds IKEv2 alone this is no fault: the finding just says that there is nothing to read here, since iketriage "
        "reads IKEv1.",
    .debug = NO_LINES,
    .show = LINES("show crypto ikev2 sa", "show crypto isakmp sa", "show crypto map"),
    .suspect = LINES(" set ikev2-profile <PROFILE>", "crypto ikev2 profile <PROFILE>",
                     "tunnel protection ipsec profile <PROFILE>"),
    .fix = LINES("crypto map <MAP> <SEQ> ipsec-isakmp", " no set ikev2-profile <PROFILE>")},
ROW(NATT_4500_BLOCKED)
    .explanation = "Messages on UDP port 500 are answered; behind a NAT the peers move to UDP port 4500 with message 5, "
        "and nothing ever comes back from there.\n\n"
        "A filter or a NAT rule passes port 500 alone. Any packet from the responder's port 4500 refutes it. A preshared "
        "key that differs looks the same where the responder is silent about it, so that stays possible; a capture at "
        "the responder tells whether message 5 arrives.",
    .debug = LINES("retransmitting phase 1 MM_KEY_EXCH...",
                   "His hash no match - this node outside NAT",
                   "deleting SA reason \"Death by retransmission P1\" state (I) MM_KEY_EXCH (peer <responder>)"),
    .show = LINES("show crypto isakmp sa", "show ip interface | include access list", "show ip nat translations"),
    .suspect = LINES("ip access-group <ACL> in", "ip nat inside source static udp <inside> 500 interface <IF> 500"),
    .fix = LINES("ip access-list extended <OUTSIDE-ACL>", " permit udp any host <responder> eq non500-isakmp",
                 " permit udp any host <responder> eq isakmp")},
ROW(PEER_BEHIND_NAT)
    .explanation = "A peer stands behind a NAT, and the other router knows it by its private address: \"set peer\" or "
        "the address of the key does not name the address that packets come from.\n\n"
        "NAT-D shows the NAT without keys; the identity in message 5 names the private address. Probable where such an "
        "identity is refused, possible where only NAT-D speaks. Peers that come up all the same are no finding.",
    .debug = LINES(
        "His hash no match - this node outside NAT",
        "No pre-shared key with <initiator>!",
        "IPSEC(ipsec_process_proposal): peer address <initiator> not found",
        "My hash no match -  this node inside NAT"),
    .show = LINES("show crypto isakmp sa detail", "show crypto map", "show crypto isakmp key",
                  "show ip nat translations"),
    .suspect = LINES(" set peer <identity>", "crypto isakmp key <KEY> address <identity>"),
    .fix = LINES(
        "crypto isakmp key <KEY> address <initiator>",
        "crypto map <MAP> <SEQ> ipsec-isakmp",
        " set peer <initiator>")},
ROW(IKE_FRAG_MTU)
    .explanation = "A message longer than the path carries in one packet does not arrive: its IP fragments are dropped, "
        "or a piece of it sent in IKE fragments is missing.\n\n"
        "Certificates in message 5 and 6 are the usual cause, large groups another. The same long message is repeated "
        "and never answered, while short ones were; or only pieces are in the capture. A capture at the other end shows "
        "which fragments arrive.",
    .debug = LINES("retransmitting phase 1 <state>...",
                   "deleting SA reason \"Death by retransmission P1\" state (I) <state> (peer <responder>)"),
    .show = LINES("show crypto isakmp sa", "show ip traffic | include fragment", "show ip interface | include MTU"),
    .suspect = LINES("ip access-group <ACL> in", "ip virtual-reassembly drop-fragments", "crypto isakmp fragmentation"),
    .fix = LINES("crypto isakmp fragmentation", "ip access-list extended <OUTSIDE-ACL>",
                 " permit udp host <peer> any fragments")},
ROW(XAUTH_FAILED)
    .explanation = "Phase 1 is authenticated, and XAUTH then refuses the user: XAUTH-STATUS 0.\n\n"
        "The name or the password is wrong, or the AAA server does not answer. Certain when the status is read and its "
        "HASH verified: it can mean nothing else. Between two routers XAUTH is not wanted at all; \"no-xauth\" on the "
        "key switches it off.",
    .debug = LINES("Need XAUTH", "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <initiator>"),
    .show = LINES("show crypto isakmp sa", "show aaa servers", "show aaa local user lockout"),
    .suspect = LINES("crypto map <MAP> client authentication list <LIST>", "username <USER> secret <SECRET>",
                     "crypto isakmp key <KEY> address <initiator> no-xauth"),
    .fix = LINES("username <USER> secret <SECRET>", "end", "clear crypto isakmp")},
ROW(MODECFG_FAILED)
    .explanation = "Phase 1 is authenticated, an address or other settings are asked for (or sent), and that is never "
        "answered, or refused. No Quick Mode follows.\n\n"
        "IOS answers from \"crypto isakmp client configuration\"; a router without it stays silent. Without keys mode "
        "config and XAUTH look alike, so it is possible only.",
    .debug = LINES("retransmitting phase 2 CONF_ADDR <message-id> ..."),
    .show = LINES("show crypto isakmp sa", "show ip local pool", "show crypto map"),
    .suspect = LINES("crypto isakmp client configuration group <GROUP>", " pool <POOL>",
                     "crypto map <MAP> client configuration address respond"),
    .fix = LINES("ip local pool <POOL> <first> <last>", "crypto isakmp client configuration group <GROUP>", " pool <POOL>",
                 "crypto map <MAP> client configuration address respond")},
ROW(IKE_PROBE)
    .explanation = "An offer is answered and never continued: a scanner asks what is there, or the other side gave up.\n\n"
        "The first message is answered and no further one follows, not even a repetition. In a capture that ends right "
        "behind the answer that means nothing, so it is possible only. With aggressive mode an initiator that stops after "
        "the answer may also have found that its preshared key differs.",
    .debug = LINES("retransmitting phase 1 MM_SA_SETUP..."),
    .show = LINES("show crypto isakmp sa", "show access-lists"),
    .suspect = LINES("ip access-group <ACL> in", "crypto isakmp key <KEY> address 0.0.0.0"),
    .fix = LINES("ip access-list extended <OUTSIDE-ACL>", " deny udp host <peer> any eq isakmp")},
ROW(DPD_LOSS)
    .explanation = "A peer asks whether the other is still there (R-U-THERE) and gets no answer any more.\n\n"
        "Three unanswered in a row while the other direction was captured before. Afterwards the asker deletes the SAs "
        "and begins anew. Without keys the same is seen as short Informationals of one length that go one way, which is "
        "possible only.",
    .debug = LINES("DPD/R_U_THERE received from peer <asker>, sequence <n>",
                   "peer <silent> not responding!"),
    .show = LINES("show crypto isakmp sa detail", "show crypto session detail"),
    .suspect = LINES("crypto isakmp keepalive <seconds> <retry> periodic"),
    .fix = LINES("crypto isakmp keepalive 10 3 periodic", "end", "clear crypto isakmp")},
};
/* clang-format on */
