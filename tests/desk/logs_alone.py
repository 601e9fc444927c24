# SPDX-License-Identifier: GPL-2.0-or-later
"""Logs without a capture and without configurations: who began, what proves phase 1, what failed before it came up, and
which lines a verdict rests on. Lines are as the daemons and routers word them; peers are our own."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import Tally, rules, run  # noqa: E402

HERE, PEER = "192.0.2.10", "198.51.100.20"
CHARON = "Nov  3 09:00:0{} gw charon: 05"


def charon(*lines):
    return "".join(f"{CHARON.format(number % 10)}{line}\n" for number, line in enumerate(lines))


FIRST_IN = (f"[NET] received packet: from {PEER}[500] to {HERE}[500] (180 bytes)",
            f"[IKE] {PEER} is initiating a Main Mode IKE_SA")
FIRST_OUT = (f"[IKE] initiating Main Mode IKE_SA site[1] to {PEER}",
             f"[NET] sending packet: from {HERE}[500] to {PEER}[500] (180 bytes)")
PROVED = (f"[IKE] IKE_SA site[1] established between {HERE}[{HERE}]...{PEER}[{PEER}]",)
REFUSES = ("[CFG] received proposals: ESP:AES_CBC_128/HMAC_SHA1_96/NO_EXT_SEQ",
           "[CFG] configured proposals: ESP:AES_CBC_256/HMAC_SHA2_256_128/NO_EXT_SEQ",
           "[IKE] no matching proposal found, sending NO_PROPOSAL_CHOSEN")
IOS_ROW = "HERE#show crypto isakmp sa\ndst             src             state          conn-id status\n{} {} {} 1001 ACTIVE\n"
ASA = "%ASA-{}: IP = " + PEER + ", "
# What is logged, and who began: the log is HERE's. None: nobody is named.
BEGAN = (
    ("charon, the peer began", charon(*FIRST_IN, *PROVED, *REFUSES), PEER),
    ("charon, we began", charon(*FIRST_OUT, *PROVED, "[IKE] received NO_PROPOSAL_CHOSEN error notify"), HERE),
    ("charon, a Quick Mode of the peer's alone",
     charon(*PROVED, "[ENC] parsed QUICK_MODE request 2890 [ HASH SA No ID ID ]", *REFUSES), PEER),
    ("charon, the third message is no beginning",
     charon(*PROVED, "[ENC] parsed QUICK_MODE request 2890 [ HASH ]",
            "[IKE] CHILD_SA net{1} established with SPIs c1_i c2_o and TS 10.1.0.0/16 === 10.2.0.0/16"), None),
    ("charon, up, the peer began",
     charon(*FIRST_IN, *PROVED, "[IKE] CHILD_SA net{1} established with SPIs c1_i c2_o and TS 10.1.0.0/16 === 10.2.0.0/16"),
     PEER),
    ("charon, phase 1 alone", charon(*PROVED), None),
    ("pluto, the peer began",
     f'"site"[1] {PEER} #1: responding to Main Mode from unknown peer {PEER}:500\n'
     f'"site"[1] {PEER} #2: responding to Quick Mode proposal {{msgid:1a2b3c4d}}\n'
     f'"site"[1] {PEER} #2: no acceptable Proposal in IPsec SA\n', PEER),
    ("pluto, we began",
     f'"site" #1: initiating IKEv1 Main Mode connection\n"site"[1] {PEER} #2: initiating Quick Mode\n'
     f'"site"[1] {PEER} #2: ignoring informational payload NO_PROPOSAL_CHOSEN\n', HERE),
    ("IOS, a first message comes in",
     f"ISAKMP (0): received packet from {PEER} dport 500 sport 500 Global (N) NEW SA\n"
     f"ISAKMP:(0):phase 1 SA policy not acceptable! (local {HERE} remote {PEER})\n", PEER),
    ("IOS, what it refuses the peer asked for",
     f"ISAKMP:(1001): phase 2 SA policy not acceptable! (local {HERE} remote {PEER})\n", PEER),
    ("IOS, it asks",
     f"IPSEC(sa_request): ,\n  (key eng. msg.) OUTBOUND local= {HERE}:500, remote= {PEER}:500,\n"
     "    local_proxy= 10.1.0.0/255.255.0.0/0/0,\n    remote_proxy= 10.2.0.0/255.255.0.0/0/0,\n"
     "    protocol= ESP, transform= esp-aes esp-sha-hmac (Tunnel),\n    lifedur= 3600s and 4608000kb,\n"
     "    spi= 0x0(0), conn_id= 0, keysize= 128, flags= 0x0\n"
     f"ISAKMP:(1001): processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n", HERE),
    ("ASA, responder", ASA.format("5-713119") + "PHASE 1 COMPLETED\n"
     + f"%ASA-5-713049: Group = {PEER}, IP = {PEER}, Security negotiation complete for LAN-to-LAN Group ({PEER})  "
     "Responder, Inbound SPI = 0x1a2b3c4d, Outbound SPI = 0x4d3c2b1a\n", PEER),
    ("ASA, initiator", ASA.format("5-713041") + "IKE Initiator: New Phase 1, Intf inside, IKE Peer " + PEER
     + "  local Proxy Address 10.1.0.0, remote Proxy Address 10.2.0.0,  Crypto map (outside_map)\n"
     + f"%ASA-3-713902: Group = {PEER}, IP = {PEER}, QM FSM error (P2 struct &0xd8a1, mess id 0x2c44baec)!\n", HERE),
    ("ASA, its role shown", ASA.format("5-713119") + "PHASE 1 COMPLETED\n"
     + f"fw# show crypto isakmp sa\n1   IKE Peer: {PEER}\n    Type    : L2L             Role    : responder\n"
     "    Rekey   : no              State   : MM_ACTIVE\n", PEER),
)


def ends(line):
    """Of "1 A > B UP": (A, arrow, B)."""
    words = line.split()
    return words[1:4]


def check_began(tally, scratch):
    log = scratch / "here.log"
    for name, text, first in BEGAN:
        tally.case(name)
        log.write_text(text)
        told = run("-l", f"{HERE}={log}", text=True).text.splitlines()
        heads = [line for line in told if line.startswith("1 ") and " tunnel" not in line]
        tally.expect(len(heads) == 1, f"told {told[:4]}")
        if not heads:
            continue
        a, arrow, b = ends(heads[0])
        expected = ({HERE, PEER}, "--") if first is None else ({first}, ">")
        tally.expect({a, b} == {HERE, PEER}, f"ends {a}, {b}")
        tally.expect(arrow == expected[1] and a in expected[0], f"{a} {arrow} {b}, not begun by {first}")
        for tunnel in run("-l", f"{HERE}={log}").of("tunnel"):
            begun = {tunnel[side]["address"] for side in "ab" if tunnel["begun_by"][side] > 0}
            tally.expect(begun == (set() if first is None else {first}), f"begun by {begun}")
            tally.expect("esp-sha256-hmac" not in str(tunnel["findings"]), "a suite of its own is told as the peer's")


NET = "10.1.0.0/255.255.0.0/0/0", "10.2.0.0/255.255.0.0/0/0"
SHOWN = (f"HERE#show crypto ipsec sa\ninterface: GigabitEthernet0/0\n    Crypto map tag: CM, local addr {HERE}\n"
         f"   local  ident (addr/mask/prot/port): ({NET[0]})\n   remote ident (addr/mask/prot/port): ({NET[1]})\n"
         f"   current_peer {PEER} port 500\n     PERMIT, flags={{origin_is_acl,}}\n"
         f"     local crypto endpt.: {HERE}, remote crypto endpt.: {PEER}\n     current outbound spi: %s\n")
NO_SA, WITH_SA = SHOWN % "0x0(0)", SHOWN % "0x1A2B3C4D(439041101)"
IDLE, KEY_EXCH = (IOS_ROW.format(PEER, HERE, state) for state in ("QM_IDLE    ", "MM_KEY_EXCH"))
UNREADABLE = f"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {PEER} failed its sanity check or is malformed\n"
AUTHENTICATED = f"ISAKMP:(1001):SA has been authenticated with {PEER}\n"
NEW = f"ISAKMP (0): received packet from {PEER} dport 500 sport 500 Global (N) NEW SA\n"
REFUSED = (f"ISAKMP:(1001):Checking IPSec proposal 1\nIPSEC(ipsec_process_proposal): transform proposal not supported for identity:\n"
           f"    {{esp-aes 256 esp-sha-hmac }}\nISAKMP:(1001): phase 2 SA policy not acceptable! (local {HERE} remote {PEER})\n")
# What is logged, and where it is down; is a difference of keys named?
PROOFS = (
    ("nothing but the line", UNREADABLE, "phase1", True),
    ("QM_IDLE, then the line", IDLE + NO_SA + UNREADABLE, "phase2", False),
    ("the line, then QM_IDLE", UNREADABLE + IDLE + NO_SA, "phase2", False),
    ("authenticated, then the line", AUTHENTICATED + REFUSED + UNREADABLE, "phase2", False),
    ("QM_IDLE, then a new phase 1 and the line", IDLE + NO_SA + NEW + UNREADABLE, "phase1", True),
    ("QM_IDLE, the line, then MM_KEY_EXCH", IDLE + NO_SA + UNREADABLE + KEY_EXCH, "phase1", True),
    ("an ASA that says which", ASA.format("5-713119") + "PHASE 1 COMPLETED\n" + ASA.format("4-713903")
     + "Error, had problems decrypting packet, probably due to mismatched pre-shared key. Aborting\n", "phase1", True),
)
# What is logged of one that is up in the end, and what of an earlier failure is told.
BEFORE = (
    ("refused, then up", AUTHENTICATED + REFUSED + NO_SA + WITH_SA, "no transform set fits", "phase 2 SA policy"),
    ("no SA, then one", IDLE + NO_SA + WITH_SA, "there is no SA", "0x0(0)"),
    ("unreadable, then up", UNREADABLE + IDLE + WITH_SA, "cannot be read", "IKMP_BAD_MESSAGE"),
    ("up", IDLE + WITH_SA, None, None),
    ("up, and the line after it", IDLE + WITH_SA + UNREADABLE, None, None),
)


def only(tally, result):
    tunnels = result.of("tunnel")
    tally.expect(len(tunnels) == 1, f"{len(tunnels)} tunnels: {result.errors[:300]}")
    return tunnels[0] if len(tunnels) == 1 else None


def check_proofs(tally, scratch):
    log = scratch / "here.log"
    for name, text, where, keys in PROOFS:
        tally.case(name)
        log.write_text(text)
        tunnel = only(tally, run("-l", f"{HERE}={log}"))
        if tunnel:
            tally.expect((tunnel["state"], tunnel["where"]) == ("down", where), f"{tunnel['state']} in {tunnel['where']}")
            named = "psk-mismatch" in rules(tunnel["findings"])
            tally.expect(named == keys, f"{rules(tunnel['findings'])}")


def check_before(tally, scratch):
    log = scratch / "here.log"
    for name, text, told, line in BEFORE:
        tally.case(name)
        log.write_text(text)
        tunnel = only(tally, run("-l", f"{HERE}={log}"))
        brief, whole = (" ".join(run(*option, "-l", f"{HERE}={log}", text=True).text.split()) for option in ((), ("-v",)))
        if tunnel:
            tally.expect(tunnel["state"] == "up", f"{tunnel['state']} in {tunnel['where']}")
        tally.expect(("failed before" in brief) == (told is not None), f"brief: {brief[:300]}")
        tally.expect(told is None or told in brief, f"not {told}: {brief[:300]}")
        # -v quotes both lines with file and number: what shows it up, and the failure
        last = max(number for number, one in enumerate(text.splitlines(), 1) if "current outbound" in one or "local  ident" in one)
        quoted = [int(part.split(":")[0]) for part in whole.split(f"{log.name}:")[1:] if part.split(":")[0].isdigit()]
        tally.expect(any(last - 9 <= number <= last for number in quoted), f"{quoted} does not name line {last}")
        if line:
            numbers = [number for number, one in enumerate(text.splitlines(), 1) if line in one]
            tally.expect(any(number - 9 <= one <= number for number in numbers for one in quoted), f"{quoted} lacks {numbers}")


def main():
    tally = Tally("logs alone")
    with tempfile.TemporaryDirectory() as folder:
        check_began(tally, pathlib.Path(folder))
        check_proofs(tally, pathlib.Path(folder))
        check_before(tally, pathlib.Path(folder))
    tally.close()


if __name__ == "__main__":
    main()
