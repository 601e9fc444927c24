# SPDX-License-Identifier: GPL-2.0-or-later
"""Floods beside configurations: what the documents show of a pair is the same for each of its tunnels."""
import struct

from case import capture, kind, of, summary
from wire import (HASH, ID, INFORMATIONAL, LEFT, NONCE, NO_PROPOSAL_CHOSEN, NOTIFY, QUICK, RIGHT, SA, host, identity,
                  message, notify, phase1, phase2_sa)

LINES = 100
PLAYED = 512  # IKT_GROUP_LINES


def _text(octets):
    return ".".join(str(octet) for octet in octets)


def _configuration(own, peer, networks):
    lines = "".join(f" permit ip host {_text(left)} host {_text(right)}\n" for left, right in networks)
    return ("hostname r\ncrypto isakmp policy 10\n encr aes\n authentication pre-share\n group 14\n"
            f"crypto isakmp key x address {_text(peer)}\ncrypto ipsec transform-set T esp-3des esp-md5-hmac\n"
            f"ip access-list extended A\n{lines}crypto map M 1 ipsec-isakmp\n set peer {_text(peer)}\n set transform-set T\n"
            f" match address A\ninterface GigabitEthernet0/0\n ip address {_text(own)} 255.255.255.0\n crypto map M\n")


def _configurations(scene, count):
    networks = [(host(place), host(7 * place + 1_000_000)) for place in range(count)]
    scene.document(_configuration(LEFT, RIGHT, networks), "--ios-config", "left")
    scene.document(_configuration(RIGHT, LEFT, [pair[::-1] for pair in networks]), "--ios-config", "right")


def _played(records, n):
    """The files fit, a tunnel for each line; how many are played is bounded, and what has more is not known to be up."""
    assert summary(records)["captures"] == 0, summary(records)
    assert [record["state"] for record in of(records, "tunnel")] == (["up"] * n if n <= PLAYED else ["unjudged"]), n


@kind(100, 10000, _played)
def lines_of_two_configurations(scene, n):
    _configurations(scene, n)


def _rejected(records, n):
    assert summary(records)["phase2"]["rejected"] == n, summary(records)["phase2"]
    tunnels = [record["state"] for record in of(records, "tunnel")]
    assert tunnels.count("down") == n, tunnels[:10]


@capture(100, 2000, _rejected, wants_scene=True)
def tunnels_of_one_pair(out, n, scene):
    """Each Quick Mode is of other networks, and both routers' configurations are there."""
    _configurations(scene, LINES)
    cookies = phase1(out)
    for index in range(n):
        ids = [(ID, identity(1, host(index))), (ID, identity(1, host(7 * index + 1_000_000)))]
        out.ike(message([(HASH, b"h" * 20), (SA, phase2_sa(index * 256 + 1)), (NONCE, b"n" * 16), *ids], QUICK, *cookies,
                        index + 1), step=1000)
        out.ike(message([(HASH, b"h" * 20), (NOTIFY, notify(NO_PROPOSAL_CHOSEN, struct.pack(">I", index * 256 + 1)))],
                        INFORMATIONAL, *cookies, 100_000 + index), RIGHT, LEFT, 1000)
