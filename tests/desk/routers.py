# SPDX-License-Identifier: GPL-2.0-or-later
"""Configurations of routers as text, and what typing lines on one makes of it: enough of IOS's configuration mode for
the fixes that are told. Three routers: R1 and R2 are the tunnel, R3 is a second peer of R1."""
import re

BASE = """hostname {name}
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
{keys}
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode tunnel
{entries}
interface GigabitEthernet0/0
 ip address {wan} 255.255.255.252
 crypto map CM
interface GigabitEthernet0/1
 ip address {lan}.1 255.255.255.0
ip route 0.0.0.0 0.0.0.0 {gateway}
{lists}
end
"""
WAN = {1: "192.0.2.1", 2: "198.51.100.1", 3: "203.0.113.1"}
LAN = {1: "10.1.0", 2: "10.2.0", 3: "10.3.0"}


def entry(sequence, peer, acl):
    return (f"crypto map CM {sequence} ipsec-isakmp\n set peer {WAN[peer]}\n set transform-set TS\n"
            f" match address {acl}")


def acl(own, peer, name):
    return (f"ip access-list extended {name}\n"
            f" 10 permit ip {LAN[own]}.0 0.0.0.255 {LAN[peer]}.0 0.0.0.255")


def router(number, peers):
    names = {peer: f"VPN{peer}" for peer in peers}
    gateway = WAN[number].rsplit(".", 1)[0] + ".2"
    return BASE.format(
        name=f"R{number}", wan=WAN[number], lan=LAN[number], gateway=gateway,
        keys="\n".join(f"crypto isakmp key Secret{min(number, peer)}{max(number, peer)} address {WAN[peer]}"
                       for peer in peers),
        entries="\n".join(entry(10 * place, peer, names[peer]) for place, peer in enumerate(peers, 1)),
        lists="\n".join(acl(number, peer, names[peer]) for peer in peers))


def tunnel_router(number, peer, mode="", protection=" tunnel protection ipsec profile PROF\n"):
    """GRE with tunnel protection in place of a crypto map."""
    text = router(number, [peer])
    text = re.sub(r"(?m)^crypto map CM .*\n( .*\n)*", "crypto ipsec profile PROF\n set transform-set TS\n", text)
    text = text.replace(" crypto map CM\n", "").replace(" mode tunnel\n", " mode transport\n")
    text = re.sub(r"(?m)^ip access-list .*\n( .*\n)*", "", text)
    return text.replace("interface GigabitEthernet0/0", f"interface Tunnel0\n ip address 172.16.0.{number} "
                        f"255.255.255.252\n tunnel source GigabitEthernet0/0\n{mode}"
                        f" tunnel destination {WAN[peer]}\n{protection}interface GigabitEthernet0/0", 1)


HEADS = re.compile(r"(interface|crypto map \S+ \d+|crypto dynamic-map|crypto ipsec (transform-set|profile)|crypto keyring|"
                   r"crypto isakmp (policy|profile)|ip access-list|router )\b")
# Statements of which a block has one: what is typed takes the place of what stands there.
SINGLE = ("set pfs", "set transform-set", "match address", "encr ", "hash ", "authentication ", "group ", "lifetime ", "mode ",
          "tunnel source", "tunnel destination", "tunnel mode", "tunnel protection", "tunnel key", "ip address ", "crypto map ",
          "ip nhrp authentication")


class Typed:
    """A configuration that lines are typed on."""

    def __init__(self, text):
        self.blocks = []  # [head, [lines]]; a list's lines have their numbers
        self.block = None
        for line in text.splitlines():
            if line.strip() and line != "end":
                self.line(line)

    def line(self, line):
        if line in ("configure terminal", "end") or line.startswith("clear "):
            self.block = None
        elif line.startswith(" ") and self.block:
            self.statement(line.strip())
        else:
            self.top(line.strip())

    def top(self, line):
        gone = line[3:] if line.startswith("no ") else None
        if gone:
            before = len(self.blocks)
            self.blocks = [one for one in self.blocks if not (one[0] == gone or one[0].startswith(gone + " "))]
            if gone == "crypto isakmp enable":
                self.blocks.append([line, []])
            elif before == len(self.blocks):
                raise ValueError(f"nothing to take back: {line}")
            self.block = None
            return
        self.blocks = [one for one in self.blocks if one[0] != f"no {line}"]
        key = re.sub(r"^(crypto map \S+ \d+) ipsec-isakmp$", r"\1", line)
        key = re.sub(r"^(crypto ipsec transform-set \S+) .*", r"\1", key)
        for one in self.blocks:
            if one[0] == line or (HEADS.match(line) and (one[0] == key or one[0].startswith(key + " "))):
                one[0] = line if "transform-set" in line else one[0]
                self.block = one if HEADS.match(line) else None
                return
        if re.match(r"crypto map \S+ local-address", line) or not HEADS.match(line):
            self.blocks.append([line, []])
            self.block = None
            return
        self.block = [line, []]
        self.blocks.append(self.block)

    def statement(self, line):
        lines = self.block[1]
        if self.block[0].startswith("ip access-list"):
            self.acl_line(line, lines)
        elif line.startswith("no "):
            gone = line[3:]
            left = [one for one in lines if not (one == gone or one.startswith(gone + " "))]
            if len(left) == len(lines):
                raise ValueError(f"nothing to take back: {self.block[0]}: {line}")
            lines[:] = left
        else:
            head = next((one for one in SINGLE if line.startswith(one)), None)
            if head:
                lines[:] = [one for one in lines if not one.startswith(head)]
            if line not in lines:
                lines.append(line)

    @staticmethod
    def acl_line(line, lines):
        match = re.match(r"(no )?(?:(\d+)(?: |$))?(.*)$", line)
        number, text = match.group(2) and int(match.group(2)), match.group(3)
        if match.group(1):
            left = [one for one in lines if one != (number, text) and not (
                (number and not text and one[0] == number) or (not number and one[1] == text))]
            if len(left) == len(lines):
                raise ValueError(f"no such line in the list: {line}")
            lines[:] = left
            return
        if number is None:
            number = max((one[0] for one in lines), default=0) + 10
        if any(one[0] == number for one in lines):
            raise ValueError(f"number {number} is taken: {line}")
        lines.append((number, text))
        lines.sort()

    def text(self):
        out = []
        for head, lines in self.blocks:
            out.append(head)
            out += [f" {line}" if isinstance(line, str) else f" {line[0]} {line[1]}" for line in lines]
        return "\n".join([*out, "end", ""])


def typed(text, lines):
    state = Typed(text)
    for line in lines:
        state.line(line)
    return state.text()
