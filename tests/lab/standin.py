#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""standin.py COMMAND: --standin, with real daemons. A strongSwan initiator configured like a router negotiates with the
stand-in that the command writes from that router's configuration; its log has to open the capture.

Needs root, strongSwan and tcpdump; says so and is skipped (77) where one is missing."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from types import SimpleNamespace

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import daemons  # noqa: E402
from configs import Side  # noqa: E402

LAN, FAR = "192.168.1.0/24", "192.168.2.0/24"
ROUTER, PEER = "203.0.113.1", "198.51.100.1"
# what a router may have, and the set that must be read in its offer
ROUTERS = (
    ({}, "esp-aes 256 esp-sha-hmac"),
    ({"esp": "esp-3des esp-md5-hmac", "pfs": 2, "ike": ("3des", "md5", 2)}, "esp-3des esp-md5-hmac"),
    ({"esp": "esp-aes esp-sha256-hmac", "pfs": 14, "lan": "10.0.0.5/32"}, "esp-aes esp-sha256-hmac"),
    ({"mode": "transport", "lan": ROUTER + "/32", "far": PEER + "/32"}, "esp-aes 256 esp-sha-hmac"),
    ({"esp": "ah-sha-hmac"}, "ah-sha-hmac"),
    ({"aggressive": True, "service": "tcp/80"}, "esp-aes 256 esp-sha-hmac"),
)


class StandIn(daemons.Peer):
    """The responder: strongSwan with the files that the command wrote, but for where the log goes."""

    def start(self):
        pathlib.Path(self.path("strongswan.conf")).write_text(
            daemons.strongswan_conf(self.side, self.folder) +
            pathlib.Path(self.path("iketriage-standin-log.conf")).read_text().replace("/var/log", self.folder))
        self.spawn([daemons.CHARON], STRONGSWAN_CONF=self.path("strongswan.conf"))
        daemons.wait_for(lambda: os.path.exists(self.path("vici")), "vici socket")
        self.swanctl("--load-all", "--noprompt", "--file", self.path("iketriage-standin.conf"))


def negotiate(command, values, folder):
    """The records that the capture of one negotiation gives with the stand-in's log."""
    router = Side(**{"address": ROUTER, "peer": PEER, "lan": LAN, "far": FAR, "psk": "stand-in key", **values})
    peer = Side(address=PEER, peer=ROUTER, lan=router.far, far=router.lan, psk="unused")
    scenario = SimpleNamespace(initiator=router, responder=peer, mtu=1500, captured_at="responder")
    bench = daemons.Bench(scenario, folder, None)
    shutil.rmtree(bench.responder.folder)
    stand_in = StandIn(peer, "responder", bench.responder.namespace, folder, None)
    bench.responder = stand_in
    config = pathlib.Path(folder, "r1.cfg")
    config.write_text(daemons.config_files(router, "initiator")["ios.txt"])
    subprocess.run([command, "--standin", config, "-o", stand_in.folder], check=True)
    capture = os.path.join(folder, "capture.pcap")
    with bench:
        bench.capture(capture, "host " + ROUTER)
        stand_in.start()
        bench.initiator.start()
        bench.initiator.initiate(5)
        bench.end_capture()
        stand_in.stop()
    done = subprocess.run([command, "-f", "json", "-k", stand_in.path("iketriage-standin.log"), capture],
                          capture_output=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    command = sys.argv[1]
    missing = [name for name in ("swanctl", "tcpdump", "gcc", "ip", "nft") if not shutil.which(name)]
    if os.geteuid() != 0 or missing or not os.path.exists(daemons.CHARON):
        print("skipped: needs root and strongSwan", *missing)
        return 77
    space = f"ikt{os.getpid()}p"
    if subprocess.run(["ip", "netns", "add", space], capture_output=True, check=False).returncode != 0:
        print("skipped: no network namespaces here")
        return 77
    subprocess.run(["ip", "netns", "del", space], check=False)
    failed = 0
    for values, suite in ROUTERS:
        with tempfile.TemporaryDirectory() as folder:
            quick = [r for r in negotiate(command, values, folder) if r["type"] == "phase2"]
        read = [(r["outcome"], r["decryption"], r["pfs_group"],
                 [t["ios"] for p in r["offer"] or [] for t in p["transforms"]]) for r in quick]
        wanted = [("established", "verified", values.get("pfs"), [suite])]
        print("ok" if read == wanted else "FAILED", values, read)
        failed += read != wanted
    print(f"{len(ROUTERS) - failed} of {len(ROUTERS)} routers read through their stand-in")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
