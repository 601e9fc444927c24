# SPDX-License-Identifier: GPL-2.0-or-later
"""A Side is the configuration of one peer in IOS words; this file writes it down for strongSwan
(swanctl.conf), for libreswan (ipsec.conf) and for IOS (for the reader only: nothing runs it)."""
import ipaddress
import re
from dataclasses import dataclass

# IOS word -> (strongSwan, libreswan)
ESP_WORDS = {
    "esp-des": ("des", "des"), "esp-3des": ("3des", "3des"), "esp-aes": ("aes128", "aes128"),
    "esp-aes 128": ("aes128", "aes128"), "esp-aes 192": ("aes192", "aes192"), "esp-aes 256": ("aes256", "aes256"),
    "esp-md5-hmac": ("md5", "md5"), "esp-sha-hmac": ("sha1", "sha1"), "esp-sha256-hmac": ("sha256", "sha2_256"),
    "ah-md5-hmac": ("md5", "md5"), "ah-sha-hmac": ("sha1", "sha1"),
}
IKE_WORDS = {"3des": "3des", "aes": "aes128", "aes 256": "aes256", "camellia": "camellia128", "md5": "md5",
             "sha": "sha1", "sha256": "sha256"}
LIBRESWAN_IKE = dict(IKE_WORDS, sha256="sha2_256")
GROUPS = {2: "modp1024", 5: "modp1536", 14: "modp2048", 16: "modp4096", 19: "ecp256", 20: "ecp384"}
XAUTH_USER = "branch"
IOS_AUTHENTICATION = {"psk": "pre-share", "rsa": "rsa-sig"}


@dataclass
class Side:
    """One router. `lan` and `far` are the two ends of its crypto access list, its own LAN first."""
    address: str
    peer: str
    lan: str
    far: str
    psk: str
    esp: str = "esp-aes 256 esp-sha-hmac"
    pfs: int = 0
    ike: tuple = ("aes 256", "sha", 14)
    daemon: str = "strongswan"  # or "libreswan", "ike-scan", "ios" (constructed captures), "none": nothing listens
    mode: str = "tunnel"
    service: str = ""  # "tcp/80": the access list is for that port of the far end alone
    lifetime: int = 0  # of the IPsec SA in seconds; 0 for the daemon's own
    aggressive: bool = False
    userland_esp: bool = False  # strongSwan's own ESP, in UDP; it makes the peers believe in a NAT
    version: int = 1  # of IKE
    port: int = 500  # that its IKE comes from: a NAT may choose another (constructed captures)
    nat: str = ""  # the address that a NAT before this side gives it
    identity: str = ""  # of phase 1; the own address where empty
    peer_identity: str = ""  # that is demanded; the peer's address where empty
    auth: str = "psk"  # or "rsa": certificates
    trust: str = "ca"  # the authority whose certificates are accepted
    bits: int = 2048  # of the RSA key
    expired: bool = False  # its certificate was valid in 2020 alone
    fragments: bool = True  # IKE fragments (payload 132) may be sent
    xauth: str = ""  # the password of XAUTH_USER: a side with a pool for mode config demands it, the other gives it
    mode_config: str = ""  # a network: gives out addresses of it; "ask": wants an address, that is `lan`
    dpd: int = 0  # seconds between R-U-THERE
    ios_lines: tuple = ()  # what else an IOS router has (constructed captures)

    def outside(self):
        """The address that the peer sees."""
        return self.nat or self.address

    def name(self):
        """The identity that it shows in phase 1."""
        return self.identity or self.address


def suite_words(suite):
    """'esp-aes 256 esp-sha-hmac' -> ['esp-aes 256', 'esp-sha-hmac']"""
    return re.findall(r"(?:esp|ah)-\S+(?: \d+)?", suite)


def block(name, *lines):
    return [f"{name} {{", *("  " + line for line in lines), "}"]


def swanctl_child(side):
    suite = [ESP_WORDS[word][0] for word in suite_words(side.esp)] + ([GROUPS[side.pfs]] if side.pfs else [])
    lan, far = side.lan, side.far
    if side.service:
        lan, far = f"{lan}[{side.service.split('/')[0]}]", f"{far}[{side.service}]"
    # an address that mode config gives is what strongSwan calls dynamic: the selector is left to it
    child = [f"local_ts = {lan}"] if side.mode_config != "ask" else []
    child += [f"remote_ts = {far}"] if side.mode_config in ("", "ask") else []
    child += [f"{side.esp.split('-')[0]}_proposals = {'-'.join(suite)}", f"mode = {side.mode}"]
    if side.lifetime:
        child += [f"rekey_time = {side.lifetime}", f"life_time = {side.lifetime}", "rand_time = 0"]
    return block("net", *child)


def swanctl_authentication(side, whose):
    if side.auth == "rsa":
        lines = ["auth = pubkey", f"id = {side.name()}", f"certs = {whose}.pem"]
        return block("local", *lines) + block("remote", "auth = pubkey", f"id = {side.peer_identity or side.peer}",
                                              f"cacerts = {side.trust}.pem")
    lines = block("local", "auth = psk", f"id = {side.name()}")
    if side.xauth and side.mode_config in ("", "ask"):
        lines += block("local-xauth", "auth = xauth", f"xauth_id = {XAUTH_USER}")
    lines += block("remote", "auth = psk", f"id = {side.peer_identity or side.peer}")
    return lines


def swanctl_conf(side, whose):
    """WHOSE: "initiator" or "responder", of which its certificate has its name."""
    cipher, digest, group = side.ike
    peer = [f"version = {side.version}", f"local_addrs = {side.address}", f"remote_addrs = {side.peer}",
            f"proposals = {IKE_WORDS[cipher]}-{IKE_WORDS[digest]}-{GROUPS[group]}"]
    peer += ["aggressive = yes"] if side.aggressive else []
    peer += [] if side.fragments else ["fragmentation = no"]
    peer += [f"dpd_delay = {side.dpd}s", "dpd_timeout = 60s"] if side.dpd else []
    peer += ["vips = 0.0.0.0"] if side.mode_config == "ask" else []
    pool = side.mode_config if side.mode_config != "ask" else ""
    peer += ["pools = addresses"] if pool else []
    peer += swanctl_authentication(side, whose)
    if pool and side.xauth:
        peer += block("remote-xauth", "auth = xauth")
    peer += block("children", *swanctl_child(side))
    secrets = block("ike-peer", f"id = {side.peer_identity or side.peer}", f'secret = "{side.psk}"')
    if side.xauth:
        secrets += block("xauth-user", f"id = {XAUTH_USER}", f'secret = "{side.xauth}"')
    lines = block("connections", *block("peer", *peer)) + block("secrets", *secrets)
    lines += block("pools", *block("addresses", f"addrs = {pool}")) if pool else []
    return "\n".join(lines) + "\n"


def ipsec_conf(side):
    cipher, digest, group = side.ike
    esp = "-".join(ESP_WORDS[word][1] for word in suite_words(side.esp))
    return f"""config setup
	ikev1-policy={"accept" if side.version == 1 else "reject"}
	uniqueids=no

conn net
	ikev2={"no" if side.version == 1 else "insist"}
	authby=secret
	left={side.address}
	right={side.peer}
	leftsubnet={side.lan}
	rightsubnet={side.far}
	ike={LIBRESWAN_IKE[cipher]}-{LIBRESWAN_IKE[digest]};{GROUPS[group]}
	phase2alg={esp}{";" + GROUPS[side.pfs] if side.pfs else ""}
	pfs={"yes" if side.pfs else "no"}
	type=tunnel
	leftupdown=/bin/true
	rekey=no
	auto=ignore
"""


def ipsec_secrets(side):
    return f'{side.address} {side.peer} : PSK "{side.psk}"\n'


def ios_address(network):
    net = ipaddress.ip_network(network)
    if net.version == 6:
        return str(net)
    if net.prefixlen == 0:
        return "any"
    if net.prefixlen == 32:
        return f"host {net.network_address}"
    return f"{net.network_address} {net.hostmask}"


def ios_phase1(side, v6):
    """Policy, key, and what else belongs to phase 1."""
    cipher, digest, group = side.ike
    if side.version == 2:
        return ["crypto ikev2 proposal P", f" encryption {'aes-cbc-256' if cipher == 'aes 256' else cipher}",
                f" integrity {digest}1" if digest == "sha" else f" integrity {digest}", f" group {group}",
                "crypto ikev2 keyring K", " peer REMOTE", f"  address {side.peer}", f"  pre-shared-key {side.psk}",
                "crypto ikev2 profile V2", f" match identity remote address {side.peer}",
                " authentication remote pre-share", " authentication local pre-share", " keyring local K"]
    lines = ["crypto isakmp policy 10", f" encr {cipher}", f" hash {digest}",
             f" authentication {IOS_AUTHENTICATION[side.auth]}", f" group {group}"]
    if side.auth == "rsa":
        lines += ["crypto pki trustpoint CA", " enrollment terminal", f" rsakeypair VPN {side.bits}"]
    else:
        end = "/128" if v6 else ""
        lines.append(f"crypto isakmp key {side.psk} address {'ipv6 ' if v6 else ''}{side.peer}{end}")
    if side.identity and not re.match(r"[\d.]+$", side.identity):
        lines.append("crypto isakmp identity hostname")
    if side.peer_identity:
        address = re.match(r"[\d.]+$", side.peer_identity)
        lines += ["crypto isakmp profile PEER", " keyring default",
                  f" match identity {'address' if address else 'host'} {side.peer_identity}"]
    if side.aggressive:
        lines[-1:] = [f"crypto isakmp peer address {side.peer}", f" set aggressive-mode password {side.psk}",
                      f" set aggressive-mode client-endpoint ipv4-address {side.address}"]
    if side.dpd:
        lines.append(f"crypto isakmp keepalive 10 {side.dpd} periodic")
    if side.auth == "rsa" and side.fragments:
        lines.append("crypto isakmp fragmentation")
    if side.mode_config not in ("", "ask"):
        net = ipaddress.ip_network(side.mode_config)
        lines.append(f"ip local pool ADDRESSES {net[1]} {net[-2]}")
        lines += [f"username {XAUTH_USER} password {side.xauth}"] if side.xauth else []
    return lines


def ios_conf(side):
    """What the same router would be in IOS."""
    v6 = ":" in side.address
    access_list = "ipv6 access-list VPN" if v6 else "ip access-list extended VPN"
    protocol, _, port = side.service.partition("/")
    permit = f" permit {protocol or ('ipv6' if v6 else 'ip')} {ios_address(side.lan)} {ios_address(side.far)}"
    permit += f" eq {port}" if port else ""
    lines = ios_phase1(side, v6) + [
        f"crypto ipsec transform-set TS {side.esp}", f" mode {side.mode}", access_list, permit,
        f"crypto map {'ipv6 ' if v6 else ''}CM 10 ipsec-isakmp", f" set peer {side.peer}",
        " set transform-set TS"]
    if side.version == 2:
        lines.append(" set ikev2-profile V2")
    if side.pfs:
        lines.append(f" set pfs group{side.pfs}")
    if side.lifetime:
        lines.append(f" set security-association lifetime seconds {side.lifetime}")
    if side.peer_identity:
        lines.append(" set isakmp-profile PEER")
    lines.append(" match address VPN")
    if side.mode_config not in ("", "ask"):
        lines += ["crypto map CM client authentication list VPN"] if side.xauth else []
        lines.append("crypto map CM client configuration address respond")
    if side.mode_config == "ask":
        lines.append("crypto map CM client configuration address initiate")
    lines += side.ios_lines
    lines += ["interface GigabitEthernet0/0",
              f" ipv6 address {side.address}/64" if v6 else f" ip address {side.address} 255.255.255.0",
              f" {'ipv6 ' if v6 else ''}crypto map CM"]
    return "\n".join(lines) + "\n"


def config_files(side, whose):
    """name -> text, as they are shipped; no path of the machine is in them."""
    if side.daemon == "ike-scan":
        return {"command": f"ike-scan --sport=500 --retry=1 --trans=5,2,1,2 --trans=1,1,1,1 {side.peer}\n"}
    files = {"ios.txt": ios_conf(side)}
    if side.daemon == "strongswan":
        files["swanctl.conf"] = swanctl_conf(side, whose)
    elif side.daemon == "libreswan":
        files["ipsec.conf"] = ipsec_conf(side)
        files["ipsec.secrets"] = ipsec_secrets(side)
    return files
