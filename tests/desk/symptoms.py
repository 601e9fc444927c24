# SPDX-License-Identifier: GPL-2.0-or-later
"""What handbooks print as symptoms, in words and with addresses of our own: each is recognised, and leads to its rule.
What a line does not prove is held to as well: a line that handbooks misread, and those that accuse nobody."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import Tally, rules, run  # noqa: E402

HERE, PEER = "192.0.2.10", "198.51.100.20"
PAIR = f"(local {HERE} remote {PEER})"
CONFIG = f"""hostname HERE
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key x address {PEER}
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
 mode tunnel
ip access-list extended VPN
 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255
crypto map CM 10 ipsec-isakmp
 set peer {PEER}
 set transform-set TS
 match address VPN
interface GigabitEthernet0/0
 ip address {HERE} 255.255.255.0
 crypto map CM
ip route 0.0.0.0 0.0.0.0 192.0.2.1
"""


def shown(encaps, decaps, spi):
    return (f"HERE#show crypto ipsec sa\n\ninterface: GigabitEthernet0/0\n    Crypto map tag: CM, local addr {HERE}\n\n"
            "   protected vrf: (none)\n   local  ident (addr/mask/prot/port): (10.1.0.0/255.255.0.0/0/0)\n"
            "   remote ident (addr/mask/prot/port): (10.2.0.0/255.255.0.0/0/0)\n"
            f"   current_peer {PEER} port 500\n     PERMIT, flags={{origin_is_acl,}}\n"
            f"    #pkts encaps: {encaps}, #pkts encrypt: {encaps}, #pkts digest: {encaps}\n"
            f"    #pkts decaps: {decaps}, #pkts decrypt: {decaps}, #pkts verify: {decaps}\n"
            "    #send errors 5, #recv errors 0\n\n"
            f"     local crypto endpt.: {HERE}, remote crypto endpt.: {PEER}\n"
            f"     current outbound spi: {spi}\n\n     inbound esp sas:\n"
            + ("      spi: 0x10203040(270544960)\n" if spi != "0x0(0)" else ""))


def rows(*states):
    return ("HERE#show crypto isakmp sa\nIPv4 Crypto ISAKMP SA\n"
            "dst             src             state          conn-id status\n"
            + "".join(f"{PEER:<15} {HERE:<15} {state:<14} {number:>8} {status}\n" for state, number, status in states)
            + "\n")


OFFER = (f"IPSEC(validate_proposal_request): proposal part #1,\n  (key eng. msg.) INBOUND local= {HERE}:0, remote= {PEER}:0,\n"
         "    local_proxy= {local},\n    remote_proxy= {remote},\n"
         "    protocol= ESP, transform= {transform}  (Tunnel),\n    lifedur= 0s and 0kb,\n"
         "    spi= 0x0(0), conn_id= 0, keysize= 0, flags= 0x0\n")
SAME = {"local": "10.1.0.0/255.255.0.0/0/0", "remote": "10.2.0.0/255.255.0.0/0/0"}


def refused(error, *lines, **offer):
    values = dict(SAME, transform="esp-aes 256 esp-sha-hmac", **offer)
    return OFFER.format(**values) + "".join(f"{line}\n" for line in lines) + \
        f"ISAKMP:(1001): IPSec policy invalidated proposal with error {error}\n" \
        f"ISAKMP:(1001): phase 2 SA policy not acceptable! {PAIR}\n"


OLD = "ISAKMP (0:2): atts not acceptable. Next payload is 0\nISAKMP (0:2): SA not acceptable!\n"
KNOWN_PEER = f"ISAKMP (0:2): received packet from {PEER} (R) QM_IDLE\n"
# name, log, with the router's configuration, the rule that comes first, how likely it may be at most and at least
SYMPTOMS = (
    ("no IPsec SA beside QM_IDLE", rows(("QM_IDLE", 1001, "ACTIVE")) + shown(0, 0, "0x0(0)"), False,
     {"tunnel-unexplained"}, ("possible",)),
    ("counters of SAs that are gone", rows(("QM_IDLE", 1001, "ACTIVE")) + shown(77, 77, "0x0(0)"), False,
     {"tunnel-unexplained"}, ("possible",)),
    ("a message that does not parse", f"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {PEER} failed its sanity check or is "
     "malformed\n", False, {"psk-mismatch"}, ("probable",)),
    ("a transform that the old release names", KNOWN_PEER +
     "IPSec (validate_proposal): transform proposal\n  (port 3, trans 2, hmac_alg 2) not supported\n" + OLD, False,
     {"ts-cipher"}, ("possible",)),
    ("an old release beside the configuration", KNOWN_PEER +
     "IPSEC(validate_proposal): transform proposal (prot 3, trans 2, hmac_alg 2) not supported\n" + OLD, True,
     {"ts-cipher"}, ("certain", "probable")),
    ("networks, of an old release", KNOWN_PEER +
     "IPSec(validate_transform_proposal): proxy identities not supported\nISAKMP: IPsec policy invalidated proposal\n"
     "ISAKMP (0:2): SA not acceptable!\n", False, {"acl-not-mirrored"}, ("probable", "possible")),
    ("a host for a network", refused(32, "IPSEC(ipsec_process_proposal): proxy identities not supported",
                                     **{}).replace("10.1.0.0/255.255.0.0", "10.1.0.9/255.255.255.255"), False,
     {"acl-host-vs-net", "acl-not-mirrored"}, ("probable", "possible")),
    ("an address that no map is for", KNOWN_PEER + f"IPSEC(validate_proposal): invalid local address {HERE}\n" + OLD,
     False, {"map-not-applied", "map-multi-wan-local-address", "peer-address-wrong"}, ("probable", "possible")),
    ("an entry of another peer", OFFER.format(**SAME, transform="esp-3des esp-md5-hmac") +
     "IPSEC(validate_transform_proposal): peer address 192.0.2.99 not found\n" + KNOWN_PEER, False,
     {"map-overlap-wrong-entry", "peer-address-wrong"}, ("probable", "possible")),
    ("no set fits, by its number", refused(256, "IPSEC(ipsec_process_proposal): transform proposal not supported for "
                                           "identity: \n    {esp-aes esp-md5-hmac }"), False,
     {"ts-cipher", "ts-hash", "ts-keylen"}, ("possible",)),
    ("a number beside the configuration", OFFER.format(**SAME, transform="esp-aes esp-md5-hmac") +
     f"ISAKMP:(1001): IPSec policy invalidated proposal with error 256\nISAKMP:(1001): phase 2 SA policy not acceptable! {PAIR}\n",
     True, {"ts-hash", "ts-keylen"}, ("certain",)),
    ("no policy fits", f"ISAKMP-PAK: (0):received packet from {PEER} dport 500 sport 500 Global (N) NEW SA\n"
     "ISAKMP-ERROR: (0):Hash algorithm offered does not match policy!\n"
     f"ISAKMP-ERROR: (0):no offers accepted!\nISAKMP-ERROR: (0):phase 1 SA policy not acceptable! {PAIR}\n", False,
     {"p1-policy-mismatch"}, ("certain",)),
    ("no key", f"ISAKMP-ERROR: (0):No pre-shared key with {PEER}!\nISAKMP-ERROR: (0):No Cert or pre-shared address key.\n"
     "ISAKMP-ERROR: (0):construct_initial_message: Can not start Main mode\n", False, {"psk-missing"}, ("certain",)),
    ("a refusal that the initiator hears", "ISAKMP:(1001):beginning Quick Mode exchange, M-ID of 77\n"
     f"ISAKMP:(1001): sending packet to {PEER} my_port 500 peer_port 500 (I) QM_IDLE\n"
     "ISAKMP:(1001): processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n", False, None, ("possible",)),
    ("an SPI that is not known, again and again",
     "".join(f"*Mar  1 00:0{n}:00.000: %CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
             f"destaddr={HERE}, prot=50, spi=0x1A2B3C4D(439041101), srcaddr={PEER}\n" for n in range(5)), False,
     {"stale-sa-invalid-spi"}, ("probable",)),
    ("one packet under an SPI that is not known", "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
     f"destaddr={HERE}, prot=50, spi=0x1A2B3C4D(439041101), srcaddr={PEER}\n", False, {"stale-sa-invalid-spi"}, ("possible",)),
    ("GRE in clear", f"%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= /{HERE}, "
     f"src_addr= {PEER}, prot= 47\n", False, {"tunnel-protection-missing", "unprotected-return"}, ("probable",)),
    ("phase 1 that waits for a proof", rows(("MM_KEY_EXCH", 1002, "ACTIVE")), False, {"psk-mismatch"}, ("possible",)),
    ("phase 1 without an answer", rows(("MM_NO_STATE", 0, "ACTIVE")), False, {"p1-no-response"}, ("probable",)),
    ("one direction", rows(("QM_IDLE", 1001, "ACTIVE")) + shown(9, 0, "0x11223344(287454020)"), False,
     {"esp-blocked", "routing-no-return"}, ("possible",)),
)
# Nobody is accused, and the tunnel is not down.
HARMLESS = (
    ("built-in policies", "ISAKMP-ERROR: (0):(65514): Either (3des) encryption algorithm or (md5) hash algorithmis not CSDL "
     "compliant\nISAKMP-ERROR: (0):Failed to find peer index node to update peer_info_list\n"
     + rows(("QM_IDLE", 1001, "ACTIVE")) + shown(5, 5, "0x11223344(287454020)")),
    ("a deleted row beside a live one", rows(("QM_IDLE", 1002, "ACTIVE"), ("MM_NO_STATE", 0, "ACTIVE (deleted)"))
     + shown(5, 5, "0x11223344(287454020)")),
    ("one SPI at a rekey", f"%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr={HERE}, "
     f"prot=50, spi=0x1A2B3C4D(439041101), srcaddr={PEER}\n" + rows(("QM_IDLE", 1002, "ACTIVE"))
     + shown(5, 5, "0x11223344(287454020)")),
)


def judge(text, with_config, scratch):
    log, config = scratch / "here.log", scratch / "here.cfg"
    log.write_text(text)
    config.write_text(CONFIG)
    return run("-l", log, *(("-c", config) if with_config else ()))


def main():
    tally = Tally("symptoms of handbooks")
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        for name, text, with_config, expected, likelihoods in SYMPTOMS:
            tally.case(name)
            for stamp in ("", "*Mar  1 00:10:00.123: "):
                stamped = "".join(f"{stamp}{line}\n" if line.startswith(("ISAKMP", "IPS")) else f"{line}\n"
                                  for line in text.splitlines())
                result = judge(stamped, with_config, scratch)
                tunnels = result.of("tunnel")
                tally.expect(len(tunnels) == 1, f"{len(tunnels)} tunnels: {result.errors[:300]}")
                if not tunnels:
                    continue
                findings = tunnels[0]["findings"]
                first = findings[0] if findings else {"rule": None, "likelihood": None}
                tally.expect(expected is None or first["rule"] in expected, f"{rules(findings)}, not {expected}")
                tally.expect(first["likelihood"] in likelihoods, f"{first['rule']} {first['likelihood']}, not {likelihoods}")
                certain = rules(findings, ["certain"])
                tally.expect("certain" in likelihoods or not certain, f"certain {certain}")
                tally.expect(tunnels[0]["state"] not in ("up",) or first["rule"] in (None, "stale-sa-invalid-spi"),
                             f"the tunnel is {tunnels[0]['state']}")
        for name, text in HARMLESS:
            tally.case(name)
            result = judge(text, False, scratch)
            for tunnel in result.of("tunnel"):
                loud = [finding["rule"] for finding in tunnel["findings"]
                        if finding["likelihood"] != "possible" and finding["severity"] != "note"]
                tally.expect(not loud and tunnel["state"] == "up", f"{loud}, {tunnel['state']}")
    tally.close()


if __name__ == "__main__":
    main()
