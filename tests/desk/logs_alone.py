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
        expected = ({HERE, PEER}, "-") if first is None else ({first}, ">")
        tally.expect({a, b} == {HERE, PEER}, f"ends {a}, {b}")
        tally.expect(arrow == expected[1] and a in expected[0], f"{a} {arrow} {b}, not begun by {first}")
        for tunnel in run("-l", f"{HERE}={log}").of("tunnel"):
            begun = {tunnel[side]["address"] for side in "ab" if tunnel["begun_by"][side] > 0}
            tally.expect(begun == (set() if first is None else {first}), f"begun by {begun}")
            tally.expect("esp-sha256-hmac" not in str(tunnel["findings"]), "a suite of its own is told as the peer's")


def main():
    tally = Tally("logs alone")
    with tempfile.TemporaryDirectory() as folder:
        check_began(tally, pathlib.Path(folder))
    tally.close()


if __name__ == "__main__":
    main()
