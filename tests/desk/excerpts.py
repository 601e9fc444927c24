# SPDX-License-Identifier: GPL-2.0-or-later
"""Excerpts of a hub's and a spoke's configuration, every statement of the tunnel there or not: whoever is down has an
error, in either order; and what is missing at one end is named where the other end's statement wants it.

    excerpts.py COMMAND
"""
import itertools
import sys

from desk import Tally, judge, told
from routers import router

HUB, SPOKE = "203.0.113.9", "198.51.100.2"
OUTSIDE = "version 17.9\nhostname {0}\ninterface GigabitEthernet1\n ip address {1} 255.255.255.0\n"
TUNNEL = "interface Tunnel0\n ip address 10.0.0.{0} 255.255.255.0\n ip nhrp network-id 1\n tunnel source GigabitEthernet1\n"
MAPPED = f" ip nhrp map 10.0.0.1 {HUB}\n ip nhrp nhs 10.0.0.1\n"
MULTIPOINT = " tunnel mode gre multipoint\n"
PROTECTED = " tunnel protection ipsec profile CLOUD\n"
PROFILE = "crypto ipsec transform-set AES esp-aes esp-sha-hmac\ncrypto ipsec profile CLOUD\n set transform-set AES\n"
KEY = "crypto isakmp policy 1\n authentication pre-share\ncrypto isakmp key Secret address 0.0.0.0\n"


def texts(name, address, number, own):
    """Each choice of what may be missing."""
    for chosen in itertools.product((True, False), repeat=5):
        tunnel, mode, protected, profile, key = chosen
        if tunnel or not (mode or protected):
            yield chosen, (OUTSIDE.format(name, address) + (TUNNEL.format(number) + own if tunnel else "")
                           + (MULTIPOINT if mode else "") + (PROTECTED if protected else "") + (PROFILE if profile else "")
                           + (KEY if key else ""))


def errors(tunnel):
    return [finding["rule"] for finding in tunnel["findings"] if finding["severity"] == "error"]


def check_all(tally):
    down = 0
    spokes = [(chosen, text) for chosen, text in texts("SPOKE", SPOKE, 2, MAPPED) if chosen[0] and chosen[4]]
    for turn, ((one, hub), (two, spoke)) in enumerate(itertools.product(texts("HUB", HUB, 1, ""), spokes)):
        for tunnel in judge(*((hub, spoke) if turn % 2 else (spoke, hub))).tunnels:
            down += tunnel["state"] == "down"
            tally.expect(tunnel["state"] != "down" or errors(tunnel), f"hub {one}, spoke {two}: {told(tunnel)}")
    tally.expect(down > 50, f"{down} are down")
    return down


def check_named(tally):
    """The spoke's profile is not in the excerpt; a hub without protection, and one with nothing at all."""
    spoke = OUTSIDE.format("SPOKE", SPOKE) + TUNNEL.format(2) + MAPPED + MULTIPOINT + PROTECTED
    bare = OUTSIDE.format("HUB", HUB)
    for hub, cause, rule, sure in ((bare + TUNNEL.format(1) + MULTIPOINT,) + ("tunnel-protection-missing",) * 2 + ("probable",),
                                   (bare, None, "tunnel-unexplained", "possible")):
        for order in ((hub, spoke), (spoke, hub)):
            tunnel, = judge(*order).tunnels
            first = tunnel["findings"][0]
            tally.expect(tunnel["state"] == "down" and tunnel["cause"] == cause and first["rule"] == rule
                         and first["likelihood"] == sure, f"{rule}: {told(tunnel)}")
            tally.expect(rule != "tunnel-unexplained" or any("is applied anywhere" in one for one in first["evidence"]),
                         f"{rule}: {first['evidence']}")


def check_unoffered(tally):
    """A policy that is in both and goes with no key is not offered, another one is: it is the key that lacks."""
    one = router(1, [2]).replace("Secret12 address 198.51.100.1", "Secret12 address 203.0.113.1")
    one = one.replace("crypto ipsec", "crypto isakmp policy 20\n encr aes\n group 14\ncrypto ipsec", 1)
    two = router(2, [1]).replace("crypto isakmp key Secret12 address 192.0.2.1\n", "")
    for order in ((one, two), (two, one)):
        tunnel, = judge(*order).tunnels
        tally.expect(tunnel["state"] == "down" and tunnel["causes"] == ["psk-missing"], f"no key, and another policy: {told(tunnel)}")
        tally.expect(all(f["rule"] != "p1-policy-mismatch" for f in tunnel["findings"]), f"a policy in both: {told(tunnel)}")


def main():
    tally = Tally()
    check_named(tally)
    check_unoffered(tally)
    return tally.end(f"{check_all(tally)} tunnels that are down")


if __name__ == "__main__":
    sys.exit(main())
