# SPDX-License-Identifier: GPL-2.0-or-later
"""A small model of an IOS router: what can be typed, what that does to the configuration, and what show prints of it.

Written from the configuration guides and public show output, for the fix test alone: it knows nothing of iketriage. A
line that a router would refuse raises Refused; a command that this model has not is refused as well.
"""
import copy
import ipaddress
import re

TRANSFORMS = re.compile(r"(ah-(md5|sha|sha256|sha384|sha512)-hmac|esp-(des|3des|null)|esp-aes( (128|192|256))?|"
                        r"esp-(md5|sha|sha256|sha384|sha512)-hmac|comp-lzs)")
PROTOCOLS = {"ip": 0, "ipv6": 0, "icmp": 1, "tcp": 6, "udp": 17, "gre": 47, "esp": 50}
PORTS = {"isakmp": 500, "non500-isakmp": 4500}
DEFAULT_POLICY = {"encr": "des", "hash": "sha", "authentication": "rsa-sig", "group": "1", "lifetime": "86400"}
BUILT_IN = {65507: dict(DEFAULT_POLICY, encr="aes", hash="sha", authentication="rsa-sig", group="5"),
            65508: dict(DEFAULT_POLICY, encr="aes", hash="sha", authentication="pre-share", group="5")}


class Refused(Exception):
    """The router answers with a line that begins with a percent sign."""


def address(text):
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        raise Refused(f"{text} is no address") from None


class Line:
    """An entry of an access list."""

    def __init__(self, words):
        self.action = words.pop(0)
        if self.action not in ("permit", "deny"):
            raise Refused(f"{self.action} begins no entry")
        name = words.pop(0)
        if name not in PROTOCOLS and not name.isdigit():
            raise Refused(f"no protocol {name}")
        self.family = 6 if name == "ipv6" or any(":" in word for word in words) else 4
        self.protocol = PROTOCOLS[name] if name in PROTOCOLS else int(name)
        self.source, self.source_port = self.side(words)
        self.destination, self.destination_port = self.side(words)
        if words not in ([], ["log"]):
            raise Refused(f"{words} behind an entry")

    def side(self, words):
        first = words.pop(0)
        if first == "any":
            network = ipaddress.ip_network("::/0" if self.family == 6 else "0.0.0.0/0")
        elif first == "host":
            network = ipaddress.ip_network(address(words.pop(0)))
        elif "/" in first:
            network = ipaddress.ip_network(first)
        else:
            wildcard = int(address(words.pop(0)))
            if wildcard & (wildcard + 1):
                raise Refused("this model has no wildcards with holes")
            network = ipaddress.ip_network((int(address(first)), 32 - wildcard.bit_length()))
        port = 0
        if words[:1] == ["eq"]:
            words.pop(0)
            word = words.pop(0)
            port = PORTS[word] if word in PORTS else int(word)
            if self.protocol not in (6, 17):
                raise Refused("ports are for tcp and udp")
        return network, port

    def content(self):
        return (self.action, self.family, self.protocol, self.source, self.source_port, self.destination,
                self.destination_port)

    def selectors(self):
        return (self.source, self.protocol, self.source_port), (self.destination, self.protocol, self.destination_port)

    def relates(self, ours, theirs):
        """Both sides' selectors against this line: "covers", "overlaps" or None."""
        words = {covers_or_overlaps(mine, other) for mine, other in zip(self.selectors(), (ours, theirs))}
        return None if None in words else "overlaps" if "overlaps" in words else "covers"

    def text(self):
        names = {0: "ipv6" if self.family == 6 else "ip", 1: "icmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp"}
        parts = [self.action, names.get(self.protocol, str(self.protocol))]
        for network, port in ((self.source, self.source_port), (self.destination, self.destination_port)):
            if network.prefixlen == 0:
                parts.append("any")
            elif network.prefixlen == network.max_prefixlen:
                parts.append(f"host {network.network_address}")
            elif self.family == 6:
                parts.append(str(network))
            else:
                parts.append(f"{network.network_address} {network.hostmask}")
            if port:
                parts.append(f"eq {port}")
        return " ".join(parts)


def covers_or_overlaps(line, selector):
    (network, protocol, port), (other, other_protocol, other_port) = line, selector
    if network.version != other.version or not network.overlaps(other):
        return None
    if protocol and other_protocol and protocol != other_protocol or port and other_port and port != other_port:
        return None
    wider = other.subnet_of(network) and protocol in (0, other_protocol) and port in (0, other_port)
    return "covers" if wider else "overlaps"


class AccessList:
    def __init__(self, family):
        self.family = family
        self.lines = {}  # number -> Line

    def add(self, words):
        number = None
        if words[0] == "sequence":
            words.pop(0)
            if self.family != 6:
                raise Refused("sequence is for IPv6")
        if words[0].isdigit():
            number = int(words.pop(0))
        line = Line(words)
        if line.family != self.family:
            raise Refused("an entry of the other family")
        for at, other in self.lines.items():
            if other.content() == line.content():
                raise Refused(f"Duplicate entry exists at sequence {at}")
        number = number or max(self.lines, default=0) + 10
        if number in self.lines:
            raise Refused("Duplicate sequence number")
        self.lines[number] = line

    def remove(self, words):
        content = Line(words).content()
        found = [number for number, line in self.lines.items() if line.content() == content]
        if not found:
            raise Refused("there is no such entry to remove")
        del self.lines[found[0]]

    def resequence(self, start, step):
        self.lines = {start + step * at: self.lines[number] for at, number in enumerate(sorted(self.lines))}

    def ordered(self):
        return [self.lines[number] for number in sorted(self.lines)]

    def first(self, ours, theirs):
        """The line that decides on packets between single hosts."""
        return next((line for line in self.ordered() if line.relates(ours, theirs)), None)


class Entry:
    def __init__(self):
        self.peers, self.sets, self.pfs, self.acl = [], [], None, None
        self.profile = self.ikev2 = self.window = None
        self.life = {}


class Profile:
    def __init__(self):
        self.matches, self.aggressive = [], False


class Router:
    """Typed line by line. mode: what the next line belongs to; what: the object of that mode."""

    def __init__(self, own, config):
        self.address = address(own)
        self.acls, self.sets, self.maps = {}, {}, {}
        self.policies, self.keys, self.profiles, self.filters = {}, {}, {}, {}
        self.identity = str(self.address)
        self.recovery = self.aggressive_disabled = self.narrows = self.asks_xauth = False
        self.natt, self.no_xauth = True, set()  # NAT traversal is on by default; keys that are not asked for XAUTH
        self.sas = {}  # peer -> set of "isakmp", "ipsec"
        self.cleared = []
        self.mode, self.what = "config", None
        for line in config.strip().splitlines():
            self.type(line)
        self.mode = "exec"

    def copy(self):
        return copy.deepcopy(self)

    # Typing

    def type(self, line):
        if "<" in line or ">" in line:
            raise Refused(f"Invalid input: {line}")
        words = line.split()
        if not words or words[0] == "!":
            return
        if self.mode == "exec":
            self.type_exec(words)
        elif line.startswith(" "):
            if self.what is None:
                raise Refused(f"{line.strip()} belongs to no mode")
            self.what(words)
        else:
            self.type_config(words)

    def type_exec(self, words):
        if words == ["configure", "terminal"]:
            self.mode, self.what = "config", None
        elif words[:4] == ["clear", "crypto", "sa", "peer"] and len(words) == 5:
            self.clear(str(address(words[4])), {"ipsec"})
        elif words[:4] == ["clear", "crypto", "session", "remote"] and len(words) == 5:
            self.clear(str(address(words[4])), {"isakmp", "ipsec"})
        elif words == ["clear", "crypto", "sa"]:
            for peer in list(self.sas):
                self.clear(peer, {"ipsec"})
        elif words == ["clear", "crypto", "isakmp"]:
            for peer in list(self.sas):
                self.clear(peer, {"isakmp"})
        else:
            raise Refused(f"Invalid input: {' '.join(words)}")

    def clear(self, peer, kinds):
        self.cleared.append(peer)
        self.sas[peer] = self.sas.get(peer, set()) - kinds

    def type_config(self, words):
        self.what = None
        no = words[0] == "no"
        rest = words[1:] if no else words
        for prefix, function in ((["end"], self.end), (["crypto", "ipsec", "transform-set"], self.transform_set),
                                 (["crypto", "ipsec", "nat-transparency", "udp-encapsulation"], self.set_natt),
                                 (["crypto", "map"], self.crypto_map), (["ip", "access-list"], self.access_list),
                                 (["ipv6", "access-list"], self.access_list),
                                 (["crypto", "isakmp", "policy"], self.policy),
                                 (["crypto", "isakmp", "key"], self.key),
                                 (["crypto", "isakmp", "profile"], self.profile),
                                 (["crypto", "isakmp", "identity"], self.set_identity),
                                 (["crypto", "isakmp", "invalid-spi-recovery"], self.set_recovery),
                                 (["crypto", "isakmp", "aggressive-mode", "disable"], self.set_aggressive),
                                 (["interface"], self.interface)):
            if rest[:len(prefix)] == prefix:
                return function(rest if prefix in (["crypto", "map"],) or prefix[-1] == "access-list"
                                else rest[len(prefix):], no)
        raise Refused(f"Invalid input: {' '.join(words)}")

    def end(self, words, no):
        self.mode = "exec"

    def set_identity(self, words, no):
        self.identity = words[0]

    def set_recovery(self, words, no):
        self.recovery = not no

    def set_natt(self, words, no):
        self.natt = not no

    def set_aggressive(self, words, no):
        self.aggressive_disabled = not no

    def transform_set(self, words, no):
        name = words.pop(0)
        if no:
            if name not in self.sets:
                raise Refused(f"no transform set {name}")
            if any(name in entry.sets for entries in self.maps.values() for entry in entries.values()):
                raise Refused(f"{name} is in use")
            del self.sets[name]
            return
        text = " ".join(words)
        found = [match.group(0) for match in TRANSFORMS.finditer(text)]
        if " ".join(found) != text or not found:
            raise Refused(f"no transforms: {text}")
        kinds = [kind.split(" ")[0].split("-")[0] + ("-auth" if kind.endswith("hmac") else "") for kind in found]
        if len(set(kinds)) != len(kinds):
            raise Refused(f"two of a kind: {text}")
        self.sets[name] = [" ".join(word.replace("esp-aes 128", "esp-aes") for word in found), "tunnel"]

        def mode(words):
            if words[:1] != ["mode"] or words[1:] not in (["tunnel"], ["transport"]):
                raise Refused(f"Invalid input: {' '.join(words)}")
            self.sets[name][1] = words[1]
        self.what = mode

    def access_list(self, words, no):
        family = 6 if words[0] == "ipv6" else 4
        if words[:3] == ["ip", "access-list", "resequence"]:
            return self.acls[words[3]].resequence(int(words[4]), int(words[5]))
        rest = words[2:] if family == 6 else words[3:]
        if family == 4 and words[2] != "extended" or len(rest) != 1:
            raise Refused(f"Invalid input: {' '.join(words)}")
        acl = self.acls.setdefault(rest[0], AccessList(family))
        if acl.family != family:
            raise Refused("a list of the other family has that name")
        self.what = lambda words: acl.remove(words[1:]) if words[0] == "no" else acl.add(words)

    def crypto_map(self, words, no):
        rest = words[2:]
        family = 4
        if rest[0] == "ipv6":
            family = 6
            rest.pop(0)
        if rest[1:4] == ["client", "authentication", "list"]:
            self.asks_xauth = not no
            return
        if len(rest) != 3 or rest[2] != "ipsec-isakmp" or not rest[1].isdigit():
            raise Refused(f"Invalid input: {' '.join(words)}")
        entry = self.maps.setdefault((family, rest[0]), {}).setdefault(int(rest[1]), Entry())
        self.what = lambda words: self.type_entry(entry, words)

    def type_entry(self, entry, words):
        no = words[0] == "no"
        rest = words[1:] if no else words
        if rest[:2] == ["set", "transform-set"]:
            unknown = [name for name in rest[2:] if name not in self.sets]
            if no or not rest[2:] or unknown or len(rest[2:]) > 6:
                raise Refused(f"transform sets {rest[2:]}")
            entry.sets = rest[2:]
        elif rest[:2] == ["set", "peer"]:
            peer = str(address(rest[2]))
            if no != (peer in entry.peers):
                raise Refused(f"peer {peer}")
            entry.peers = [other for other in entry.peers if other != peer] + ([] if no else [peer])
        elif rest[:2] == ["set", "pfs"]:
            entry.pfs = None if no else rest[2]
        elif rest[:3] == ["set", "security-association", "lifetime"] and rest[3] in ("seconds", "kilobytes"):
            entry.life[rest[3]] = int(rest[4])
        elif rest[:4] == ["set", "security-association", "replay", "window-size"]:
            if not no and rest[4:] not in (["64"], ["128"], ["256"], ["512"], ["1024"]):
                raise Refused(f"window {rest[4:]}")
            entry.window = None if no else int(rest[4])
        elif rest[:2] == ["set", "ikev2-profile"]:
            if no and entry.ikev2 != rest[2]:
                raise Refused(f"no profile {rest[2]}")
            entry.ikev2 = None if no else rest[2]
        elif rest[:2] == ["set", "isakmp-profile"]:
            entry.profile = rest[2]
        elif rest[:2] == ["match", "address"]:
            entry.acl = rest[2]
        else:
            raise Refused(f"Invalid input: {' '.join(words)}")

    def policy(self, words, no):
        number = int(words[0])
        if not 1 <= number <= 10000:
            raise Refused(f"no policy number: {number}")
        if no:
            if number not in self.policies:
                raise Refused(f"no policy {number}")
            del self.policies[number]
            return
        policy = self.policies.setdefault(number, dict(DEFAULT_POLICY))

        def line(words):
            if words[0] not in DEFAULT_POLICY:
                raise Refused(f"Invalid input: {' '.join(words)}")
            policy[words[0]] = " ".join(words[1:])
        self.what = line

    def key(self, words, no):
        no_xauth = words[-1:] == ["no-xauth"]
        words = words[:-1] if no_xauth else words
        six = words[1:3] == ["address", "ipv6"]
        if len(words) != 3 + six or words[1] != "address" or six != words[-1].endswith("/128"):
            raise Refused(f"Invalid input: {' '.join(words)}")
        peer = str(address(words[-1].removesuffix("/128")))
        if six != (":" in peer):
            raise Refused(f"an address of the other family: {peer}")
        if no and self.keys.get(peer) != words[0]:
            raise Refused(f"no such key for {peer}")
        if not no and peer in self.keys:
            raise Refused(f"A pre-shared key for address mask {peer} already exists!")
        if no:
            del self.keys[peer]
            self.no_xauth.discard(peer)
        else:
            self.keys[peer] = words[0]
            self.no_xauth |= {peer} if no_xauth else set()

    def profile(self, words, no):
        profile = self.profiles.setdefault(words[0], Profile())

        def line(words):
            no = words[0] == "no"
            rest = words[1:] if no else words
            if rest[:2] == ["match", "identity"]:
                match = " ".join(rest[2:])
                if no != (match in profile.matches):
                    raise Refused(f"identity {match}")
                profile.matches = [other for other in profile.matches if other != match] + ([] if no else [match])
            elif rest == ["initiate", "mode", "aggressive"]:
                profile.aggressive = not no
            else:
                raise Refused(f"Invalid input: {' '.join(words)}")
        self.what = line

    def interface(self, words, no):
        name = words[0]

        def line(words):
            if words[:2] == ["ip", "access-group"] and words[3] == "in":
                self.filters[name] = words[2]
            elif words[:2] != ["crypto", "map"]:
                raise Refused(f"Invalid input: {' '.join(words)}")
        self.what = line

    # What show prints

    def show_crypto_map(self):
        out = []
        for (family, name), entries in self.maps.items():
            for number, entry in sorted(entries.items()):
                out.append(f'Crypto Map IPv{family} "{name}" {number} ipsec-isakmp')
                out += [f"        Peer = {peer}" for peer in entry.peers]
                if entry.profile:
                    out.append(f"        ISAKMP Profile: {entry.profile}")
                out.append(f"        Extended IP access list {entry.acl}")
                out.append(f"        PFS (Y/N): {'Y' if entry.pfs else 'N'}")
                if entry.pfs:
                    out.append(f"        DH group:  {entry.pfs}")
                out.append("        Transform sets={")
                out += [f"                {name}:  {{ {self.sets[name][0]}  }} ," for name in entry.sets]
                out.append("        }")
        return "\n".join(out)

    def show_access_lists(self):
        out = []
        for name, acl in self.acls.items():
            out.append(f"Extended IP access list {name}" if acl.family == 4 else f"IPv6 access list {name}")
            for number in sorted(acl.lines):
                text = acl.lines[number].text()
                out.append(f"    {number} {text}" if acl.family == 4 else f"    {text} sequence {number}")
        return "\n".join(out)

    def show_policies(self):
        numbers = [f"Protection suite of priority {number}" for number in sorted(self.policies)]
        return "\n".join(numbers or [f"Default protection suite of priority {number}" for number in BUILT_IN])

    def show_keys(self):
        return "\n".join(f"default      {peer:42}  {key}" for peer, key in self.keys.items())

    def show_interface(self):
        return "\n".join(f"{name} is up\n  Inbound  access list is {acl}" for name, acl in self.filters.items())

    def show_running_map(self):
        return "\n".join(f"crypto map {name} {number} ipsec-isakmp\n set ikev2-profile {entry.ikev2}"
                         for (_, name), entries in self.maps.items() for number, entry in entries.items()
                         if entry.ikev2)
