# SPDX-License-Identifier: GPL-2.0-or-later
"""One of the two is no IOS router: what may be said to it, and what is said to the other in its place."""
import ipaddress
import re

ADDRESS = re.compile(r"(?:crypto condition peer ipv[46]|session remote|isakmp peers|ipsec sa peer) (\S+)")


class Wrong(Exception):
    pass


def expect(condition, text):
    if not condition:
        raise Wrong(text)


def check_lines(finding, peers, at):
    """No line of IOS for the router `at`; what is asked of the other names this one, as seen from there."""
    side, foreign = ("initiator", "responder")[at], ipaddress.ip_address(peers[at])
    rule = finding["rule"]
    expect(all(fix["router"] != side for fix in finding["fixes"]), f"{rule}: a fix for a router that is no IOS one")
    for line in finding["suspect"]:
        expect(not re.match(rf"! on {re.escape(str(foreign))}\b", line), f"{rule}: {line}")
    for line in finding["show"]:
        match = ADDRESS.search(line)
        expect(not match or ipaddress.ip_address(match.group(1)) == foreign, f"{rule}: {line} asks of the wrong router")
    for line in finding["evidence"]:
        expect(not re.match(rf'To check: "show .*" on {re.escape(str(foreign))}\b', line), f"{rule}: {line}")


def says_needs(finding, peer):
    return any(line.startswith(f"{peer} is no IOS router. It needs ") for line in finding["evidence"])
