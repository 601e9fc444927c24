# SPDX-License-Identifier: GPL-2.0-or-later
"""The IOS router that a configured daemon stands for: reads swanctl.conf or ipsec.conf with its secrets, and writes the
running-config that says the same. It knows nothing of what came of a negotiation. What IOS has no words for is said
(NoEquivalent): IPComp with DEFLATE, ranges of addresses, certificates, XAUTH."""
import ipaddress
import pathlib
import re
from dataclasses import dataclass, field

CIPHERS = {"des": "des", "3des": "3des", "aes128": "aes", "aes192": "aes 192", "aes256": "aes 256"}
ESP_CIPHERS = {name: "esp-" + words for name, words in CIPHERS.items()} | {
    "aes128gcm16": "esp-gcm 128", "aes192gcm16": "esp-gcm 192", "aes256gcm16": "esp-gcm 256", "null": "esp-null"}
HASHES = {"md5": "md5", "sha1": "sha", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512",
          "sha2_256": "sha256", "sha2_384": "sha384", "sha2_512": "sha512"}
GROUPS = {"modp768": 1, "modp1024": 2, "modp1536": 5, "modp2048": 14, "modp3072": 15, "modp4096": 16,
          "ecp256": 19, "ecp384": 20, "ecp521": 21}
# What the daemons take where their files say nothing, in seconds (swanctl.conf(5), ipsec.conf(5)).
STRONGSWAN_IKE, STRONGSWAN_CHILD, LIBRESWAN_LIFE = 4 * 3600, 3600, 8 * 3600


class NoEquivalent(Exception):
    """IOS cannot be configured so."""


@dataclass
class Child:
    """One crypto access list line with its transform sets."""
    own: str
    far: str
    protocol: str = ""
    port: str = ""  # of the far end
    sets: list = field(default_factory=list)  # (words of a transform set, group or None)
    transport: bool = False
    seconds: int = STRONGSWAN_CHILD


@dataclass
class Router:
    address: str
    peer: str  # "": any
    key: str
    policies: list  # (cipher, hash, group)
    life: int
    children: list
    aggressive: bool = False
    identity: str = ""  # of phase 1, where it is no address
    peer_identity: str = ""


def parse_swanctl(text):
    """Sections and settings as nested dictionaries."""
    top = current = {}
    stack = []
    for line in (line.strip() for line in text.splitlines()):
        if line.endswith("{"):
            stack.append(current)
            current = current.setdefault(line[:-1].strip(), {})
        elif line == "}":
            current = stack.pop()
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            current[name.strip()] = value.strip().strip('"')
    return top


def parse_ipsec(text):
    """Settings of the only conn."""
    settings, inside = {}, False
    for line in text.splitlines():
        if re.match(r"\S", line):
            inside = line.startswith("conn ")
        elif inside and "=" in line:
            name, _, value = line.strip().partition("=")
            settings[name.strip()] = value.strip()
    return settings


def seconds(value, default):
    if value is None:
        return default
    number, unit = re.fullmatch(r"(\d+)([smhd]?)", value).groups()
    return int(number) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[unit]


def ike_policy(words):
    cipher, digest, group = re.split(r"[-;]", words)
    if cipher not in CIPHERS:
        raise NoEquivalent(f"no IOS policy has {cipher}")
    return CIPHERS[cipher], HASHES[digest], GROUPS[group]


def esp_set(words, authentication_header):
    """"aes256-sha1-modp1024" as the words of a transform set, and its group."""
    parts = re.split(r"[-;]", words)
    group = GROUPS[parts.pop()] if parts[-1] in GROUPS else None
    if authentication_header:
        return f"ah-{HASHES[parts[0]]}-hmac", group
    if parts[0] not in ESP_CIPHERS:
        raise NoEquivalent(f"no transform set has {parts[0]}")
    return " ".join([ESP_CIPHERS[parts[0]], *(f"esp-{HASHES[name]}-hmac" for name in parts[1:])]), group


def selector(text):
    """"192.168.10.0/24[tcp/80]" as network, protocol and port."""
    network, protocol, port = re.fullmatch(r"([^\[]+)(?:\[(\w+)(?:/(\w+))?\])?", text).groups()
    if "-" in network:
        raise NoEquivalent("no crypto access list has a range of addresses")
    return network, protocol or "", port or ""


def is_address(text):
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def name_of(identity):
    """An identity that is a name; "": an address, which is the default."""
    identity = identity.removeprefix("@")
    if identity.startswith("keyid:") or "=" in identity or identity.startswith("%"):
        raise NoEquivalent(f"its identity {identity}")
    return "" if not identity or is_address(identity) else identity


def read_swanctl(text):
    top = parse_swanctl(text)
    (connection,) = top["connections"].values()
    if connection["local"].get("auth") != "psk" or any("xauth" in name for name in connection):
        raise NoEquivalent("it authenticates by certificates or XAUTH")
    key = next(value["secret"] for name, value in top["secrets"].items() if name.startswith("ike"))
    children = []
    for child in connection["children"].values():
        if child.get("ipcomp") == "yes":
            raise NoEquivalent("IPComp, of which it has DEFLATE and IOS LZS")
        own, protocol, _ = selector(child.get("local_ts", connection["local_addrs"]))
        far, far_protocol, port = selector(child.get("remote_ts", connection["remote_addrs"]))
        header = "ah_proposals" in child
        sets = [esp_set(words, header) for words in re.split(r",\s*", child["ah_proposals" if header else
                                                                           "esp_proposals"])]
        rekey = seconds(child.get("rekey_time"), STRONGSWAN_CHILD)
        children.append(Child(own, far, protocol or far_protocol, port, sets, child["mode"] == "transport",
                              seconds(child.get("life_time"), rekey * 11 // 10)))
    peer = connection["remote_addrs"]
    return Router(connection["local_addrs"], "" if peer == "%any" else peer, key,
                  [ike_policy(words) for words in re.split(r",\s*", connection["proposals"])],
                  seconds(connection.get("reauth_time"), STRONGSWAN_IKE) * 11 // 10, children,
                  connection.get("aggressive") == "yes", name_of(connection["local"].get("id", "")),
                  name_of(connection["remote"].get("id", "")))


def read_ipsec(text, secrets):
    conn = parse_ipsec(text)
    if conn["authby"] != "secret":
        raise NoEquivalent("it authenticates by certificates")
    key = re.search(r'^: PSK "(.*)"', secrets, re.MULTILINE).group(1)
    header = conn["phase2"] == "ah"
    sets = [esp_set(words, header) for words in conn["phase2alg"].split(",")]
    child = Child(conn.get("leftsubnet", conn["left"]), conn.get("rightsubnet", conn["right"]), sets=sets,
                  transport=conn["type"] == "transport", seconds=seconds(conn.get("salifetime"), LIBRESWAN_LIFE))
    return Router(conn["left"], "" if conn["right"] == "%any" else conn["right"], key,
                  [ike_policy(words) for words in conn["ike"].split(",")],
                  seconds(conn.get("ikelifetime"), LIBRESWAN_LIFE), [child], conn.get("aggressive") == "yes",
                  name_of(conn.get("leftid", "")), name_of(conn.get("rightid", "")))


def acl_end(network):
    net = ipaddress.ip_network(network)
    if net.version == 6:
        return str(net) if net.prefixlen else "any"
    if net.prefixlen == 0:
        return "any"
    return f"host {net.network_address}" if net.prefixlen == 32 else f"{net.network_address} {net.hostmask}"


def permit(child):
    six = ":" in child.own
    line = f"permit {child.protocol or ('ipv6' if six else 'ip')} {acl_end(child.own)} {acl_end(child.far)}"
    return line + (f" eq {child.port}" if child.port else "")


def interface(name, address, prefix, *more):
    if ":" in address:
        return [f"interface {name}", f" ipv6 address {address}/{prefix}", *more]
    mask = ipaddress.ip_network(f"0.0.0.0/{prefix}").netmask
    return [f"interface {name}", f" ip address {address} {mask}", *more]


def inside(router):
    """The LAN behind it, where it is not the router itself."""
    lines = []
    for number, own in enumerate(dict.fromkeys(child.own for child in router.children)):
        net = ipaddress.ip_network(own)
        if net.num_addresses > 2:
            lines += interface(f"GigabitEthernet0/{number + 1}", str(net[1]), net.prefixlen)
        elif str(net.network_address) != router.address:
            wide = net.supernet(new_prefix=24)
            lines += interface(f"GigabitEthernet0/{number + 1}", str(wide[1]), 24)
    return lines


def phase1(router):
    six = ":" in router.address
    lines = []
    for number, (cipher, digest, group) in enumerate(router.policies):
        lines += [f"crypto isakmp policy {10 * (number + 1)}", f" encr {cipher}", f" hash {digest}",
                  " authentication pre-share", f" group {group}", f" lifetime {min(router.life, 86400)}"]
    if six:
        whom = f"address ipv6 {router.peer or '::'}/{128 if router.peer else 0}"
    else:
        whom = f"address {router.peer}" if router.peer else "address 0.0.0.0"
    named = router.identity or router.peer_identity
    if not named:
        return lines + [f"crypto isakmp key {router.key} {whom}"]
    keys = [f" pre-shared-key {whom} key {router.key}"]
    if router.aggressive and router.peer_identity:  # a responder of aggressive mode finds the key by the name, too
        keys.append(f" pre-shared-key hostname {router.peer_identity} key {router.key}")
    lines += ["crypto keyring KEYS", *keys, "crypto isakmp profile PEER", " keyring KEYS"]
    lines += [f" self-identity fqdn {router.identity}"] if router.identity else []
    lines += [f" match identity host {router.peer_identity}" if router.peer_identity else
              f" match identity address {router.peer} 255.255.255.255"]
    lines += [" initiate mode aggressive"] if router.aggressive else []
    return lines


def entries(router):
    six = "ipv6 " if ":" in router.address else ""
    lines, maps = [], []
    for number, child in enumerate(router.children):
        names = []
        for words, _ in child.sets:
            names.append(f"TS{number}-{len(names)}")
            lines += [f"crypto ipsec transform-set {names[-1]} {words}", f" mode {'transport' if child.transport else 'tunnel'}"]
        groups = {group for _, group in child.sets}
        if len(groups) > 1:
            raise NoEquivalent("sets of one entry with different groups")
        lines += [f"{'ipv6' if six else 'ip'} access-list {'' if six else 'extended '}VPN{number}", f" {permit(child)}"]
        body = [f" set peer {router.peer}"] if router.peer else []
        body += [f" set security-association lifetime seconds {child.seconds}",
                 f" set transform-set {' '.join(names)}"]
        group = groups.pop()
        body += [f" set pfs group{group}"] if group else []
        body += [" set isakmp-profile PEER"] if router.identity or router.peer_identity else []
        body.append(f" match address VPN{number}")
        if router.peer:
            maps += [f"crypto map {six}CM {10 * (number + 1)} ipsec-isakmp", *body]
        else:
            maps += [f"crypto dynamic-map DYN {10 * (number + 1)}", *body]
    if not router.peer:
        maps.append(f"crypto map {six}CM 65000 ipsec-isakmp dynamic DYN")
    return lines + maps


def ios(router, hostname):
    """The running-config, as a list of lines."""
    six = ":" in router.address
    outside = interface("GigabitEthernet0/0", router.address, 64 if six else 24, f" {'ipv6 ' if six else ''}crypto map CM")
    route = []
    if router.peer and not six:
        net = ipaddress.ip_network(f"{router.address}/24", strict=False)
        route = [f"ip route 0.0.0.0 0.0.0.0 {net[-2]}"]
    return ["version 15.2", f"hostname {hostname}", *phase1(router), *entries(router), *inside(router), *outside, *route,
            "end"]


def routers(folder):
    """letter -> Router, of a folder of the lab's; raises NoEquivalent."""
    found = {}
    for path in sorted(pathlib.Path(folder).glob("*.swanctl.conf")):
        found[path.name[0]] = read_swanctl(path.read_text())
    for path in sorted(pathlib.Path(folder).glob("*.ipsec.conf")):
        found[path.name[0]] = read_ipsec(path.read_text(), path.with_suffix(".secrets").read_text())
    return found


def configurations(folder):
    """letter -> text of the running-config."""
    return {letter: "\n".join(ios(router, f"router-{letter.lower()}")) + "\n"
            for letter, router in routers(folder).items()}
