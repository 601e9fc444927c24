# SPDX-License-Identifier: GPL-2.0-or-later
"""Two peers in network namespaces: the wire between them, their daemons, their logs.

A Side is a configuration in IOS words; this file turns it into the files of strongSwan (swanctl),
of libreswan (ipsec.conf) or of IOS (for the reader only), and runs the two daemons.
"""
import glob
import ipaddress
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))
CHARON = "/usr/lib/ipsec/charon"

# IOS word -> (strongSwan, libreswan)
ESP_WORDS = {
    "esp-des": ("des", "des"), "esp-3des": ("3des", "3des"), "esp-aes": ("aes128", "aes128"),
    "esp-aes 128": ("aes128", "aes128"), "esp-aes 192": ("aes192", "aes192"), "esp-aes 256": ("aes256", "aes256"),
    "esp-md5-hmac": ("md5", "md5"), "esp-sha-hmac": ("sha1", "sha1"), "esp-sha256-hmac": ("sha256", "sha2_256"),
    "ah-md5-hmac": ("md5", "md5"), "ah-sha-hmac": ("sha1", "sha1"),
}
IKE_WORDS = {"3des": "3des", "aes": "aes128", "aes 256": "aes256", "md5": "md5", "sha": "sha1", "sha256": "sha256"}
LIBRESWAN_IKE = dict(IKE_WORDS, sha256="sha2_256")
GROUPS = {2: "modp1024", 5: "modp1536", 14: "modp2048", 19: "ecp256"}


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
    daemon: str = "strongswan"  # or "libreswan", "ios" (constructed captures), "none": nothing listens
    mode: str = "tunnel"
    service: str = ""  # "tcp/80": the access list is for that port of the far end alone
    lifetime: int = 0  # of the IPsec SA in seconds; 0 for the daemon's own
    aggressive: bool = False
    userland_esp: bool = False  # strongSwan's own ESP, in UDP; it makes the peers believe in a NAT


def suite_words(suite):
    """'esp-aes 256 esp-sha-hmac' -> ['esp-aes 256', 'esp-sha-hmac']"""
    return re.findall(r"(?:esp|ah)-\S+(?: \d+)?", suite)


def block(name, *lines):
    return [f"{name} {{", *("  " + line for line in lines), "}"]


def swanctl_conf(side):
    cipher, digest, group = side.ike
    suite = [ESP_WORDS[word][0] for word in suite_words(side.esp)] + ([GROUPS[side.pfs]] if side.pfs else [])
    lan, far = side.lan, side.far
    if side.service:
        lan, far = f"{lan}[{side.service.split('/')[0]}]", f"{far}[{side.service}]"
    child = [f"local_ts = {lan}", f"remote_ts = {far}", f"{side.esp.split('-')[0]}_proposals = {'-'.join(suite)}",
             f"mode = {side.mode}"]
    if side.lifetime:
        child += [f"rekey_time = {side.lifetime}", f"life_time = {side.lifetime}", "rand_time = 0"]
    peer = ["version = 1", f"local_addrs = {side.address}", f"remote_addrs = {side.peer}",
            f"proposals = {IKE_WORDS[cipher]}-{IKE_WORDS[digest]}-{GROUPS[group]}"]
    if side.aggressive:
        peer.append("aggressive = yes")
    peer += block("local", "auth = psk", f"id = {side.address}") + block("remote", "auth = psk", f"id = {side.peer}")
    peer += block("children", *block("net", *child))
    secret = block("ike-peer", f"id = {side.peer}", f'secret = "{side.psk}"')
    return "\n".join(block("connections", *block("peer", *peer)) + block("secrets", *secret)) + "\n"


def ipsec_conf(side):
    cipher, digest, group = side.ike
    esp = "-".join(ESP_WORDS[word][1] for word in suite_words(side.esp))
    return f"""config setup
	ikev1-policy=accept
	uniqueids=no

conn net
	ikev2=no
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


def ios_conf(side):
    """What the same router would be in IOS; nothing runs it here."""
    cipher, digest, group = side.ike
    v6 = ":" in side.address
    access_list = "ipv6 access-list VPN" if v6 else "ip access-list extended VPN"
    protocol, _, port = side.service.partition("/")
    permit = f" permit {protocol or ('ipv6' if v6 else 'ip')} {ios_address(side.lan)} {ios_address(side.far)}"
    permit += f" eq {port}" if port else ""
    lines = ["crypto isakmp policy 10", f" encr {cipher}", f" hash {digest}", " authentication pre-share",
             f" group {group}",
             f"crypto isakmp key {side.psk} address {'ipv6 ' if v6 else ''}{side.peer}{'/128' if v6 else ''}",
             f"crypto ipsec transform-set TS {side.esp}", f" mode {side.mode}", access_list, permit,
             f"crypto map {'ipv6 ' if v6 else ''}CM 10 ipsec-isakmp", f" set peer {side.peer}",
             " set transform-set TS"]
    if side.pfs:
        lines.append(f" set pfs group{side.pfs}")
    if side.lifetime:
        lines.append(f" set security-association lifetime seconds {side.lifetime}")
    if side.aggressive:
        lines[5:6] = [f"crypto isakmp peer address {side.peer}", f" set aggressive-mode password {side.psk}",
                      f" set aggressive-mode client-endpoint ipv4-address {side.address}"]
    lines += [" match address VPN", "interface GigabitEthernet0/0",
              f" ipv6 address {side.address}/64" if v6 else f" ip address {side.address} 255.255.255.0",
              f" {'ipv6 ' if v6 else ''}crypto map CM"]
    return "\n".join(lines) + "\n"


def config_files(side):
    """name -> text, as they are shipped; no path of the machine is in them."""
    files = {"ios.txt": ios_conf(side)}
    if side.daemon == "strongswan":
        files["swanctl.conf"] = swanctl_conf(side)
    elif side.daemon == "libreswan":
        files["ipsec.conf"] = ipsec_conf(side)
        files["ipsec.secrets"] = ipsec_secrets(side)
    return files


def strongswan_conf(side, folder):
    """Short timers, and the log that the keys come from."""
    return f"""charon {{
  load = random nonce openssl hmac kdf socket-default {"kernel-libipsec " * side.userland_esp}kernel-netlink vici
  i_dont_care_about_security_and_use_aggressive_mode_psk = yes
  install_routes = {"yes" if side.userland_esp else "no"}
  install_virtual_ip = no
  process_route = no
  retransmit_tries = 3
  retransmit_timeout = 1.0
  retransmit_base = 1.5
  plugins {{
    vici {{
      socket = unix://{folder}/vici
    }}
  }}
  filelog {{
    f {{
      path = {folder}/daemon.log
      append = no
      flush_line = yes
      default = 1
      ike = 4
      chd = 4
    }}
  }}
}}
"""


def run(command, check=True):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}")
    return done.stdout


def wait_for(condition, what, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"no {what} after {seconds} s")
        time.sleep(0.1)


def first_host(network):
    return str(next(ipaddress.ip_network(network).hosts()))


class Peer:
    """A Side in its namespace, with its daemon."""

    def __init__(self, side, namespace, folder, libreswan):
        self.side, self.namespace, self.folder, self.libreswan = side, namespace, folder, libreswan
        self.process = None
        os.makedirs(folder)

    def inside(self, *command):
        return ["ip", "netns", "exec", self.namespace, *command]

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self):
        for name, text in config_files(self.side).items():
            with open(self.path(name), "w", encoding="ascii") as file:
                file.write(text)
        if self.side.daemon == "strongswan":
            self.start_strongswan()
        elif self.side.daemon == "libreswan":
            self.start_libreswan()

    def spawn(self, command, mounts="true", **environment):
        # ip netns exec gives the command a mount namespace of its own: neither mounts nor run files get out of it
        with open(self.path("output"), "w", encoding="ascii") as out:
            script = f'mount -t tmpfs tmpfs /run && mkdir /run/pluto && {mounts} && exec "$@"'
            shim = f"LD_PRELOAD={os.path.dirname(self.folder)}/ackshim.so"
            self.process = subprocess.Popen(self.inside("sh", "-c", script, "sh", "env", shim, *command),
                                            stdout=out, stderr=out, env=dict(os.environ, **environment))

    def start_strongswan(self):
        with open(self.path("strongswan.conf"), "w", encoding="ascii") as file:
            file.write(strongswan_conf(self.side, self.folder))
        self.spawn([CHARON], STRONGSWAN_CONF=self.path("strongswan.conf"))
        wait_for(lambda: os.path.exists(self.path("vici")), "vici socket")
        time.sleep(0.3)
        self.swanctl("--load-all", "--noprompt", "--file", self.path("swanctl.conf"))

    def swanctl(self, *arguments, check=True):
        return run(self.inside("env", f"STRONGSWAN_CONF={self.path('strongswan.conf')}", f"SWANCTL_DIR={self.folder}",
                               "swanctl", *arguments, "--uri", f"unix://{self.path('vici')}"), check)

    def start_libreswan(self):
        tools = os.path.join(self.libreswan, "usr/libexec/ipsec")
        library = glob.glob(os.path.join(self.libreswan, "usr/lib/*-linux-gnu*"))[0]
        tool = self.inside("env", f"LD_LIBRARY_PATH={library}")
        os.makedirs(self.path("nss"))
        os.makedirs(self.path("run"))
        run(["certutil", "-N", "-d", f"sql:{self.path('nss')}", "--empty-password"])
        self.spawn([f"{tools}/pluto", "--nofork", "--config", self.path("ipsec.conf"), "--nssdir", self.path("nss"),
                    "--ipsecdir", self.folder, "--rundir", self.path("run"), "--secretsfile",
                    self.path("ipsec.secrets"), "--logfile", self.path("daemon.log"), "--no-dnssec"],
                   mounts=f"mount --bind {self.libreswan}/usr/libexec /usr/libexec", LD_LIBRARY_PATH=library)
        wait_for(lambda: os.path.exists(self.path("run/pluto.ctl")), "pluto socket")
        time.sleep(0.5)
        run([*tool, f"{tools}/whack", "--rundir", self.path("run"), "--listen"], check=False)
        run([*tool, f"{tools}/addconn", "--ctlsocket", self.path("run/pluto.ctl"), "--config", self.path("ipsec.conf"),
             "net"])

    def initiate(self, seconds):
        """Blocks until the exchange has ended, or SECONDS; strongSwan alone initiates here, as its log has the keys."""
        self.swanctl("--initiate", "--child", "net", "--timeout", str(seconds), check=False)

    def log(self):
        if not os.path.exists(self.path("daemon.log")):
            return ""
        with open(self.path("daemon.log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(8)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Bench:
    """Two namespaces on one wire, a capture of it, and their removal."""

    def __init__(self, initiator, responder, folder, libreswan):
        tag = f"ikt{os.getpid()}"
        self.namespaces = [f"{tag}i", f"{tag}r"]
        self.capture_process = None
        self.initiator = Peer(initiator, self.namespaces[0], os.path.join(folder, "initiator"), libreswan)
        self.responder = Peer(responder, self.namespaces[1], os.path.join(folder, "responder"), libreswan)
        run(["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-o", f"{folder}/ackshim.so", f"{HERE}/ackshim.c"])

    def __enter__(self):
        for namespace in self.namespaces:
            run(["ip", "netns", "add", namespace])
            run(["ip", "-n", namespace, "link", "set", "lo", "up"])
        first, second = self.namespaces
        run(["ip", "link", "add", "wan0", "netns", first, "type", "veth", "peer", "name", "wan0", "netns", second])
        for number, peer in enumerate((self.initiator, self.responder), 1):
            space = peer.namespace
            # 00:00:5E:00:53:xx are the MAC addresses for documentation (RFC 7042)
            run(["ip", "-n", space, "link", "set", "wan0", "address", f"00:00:5e:00:53:{number:02x}"])
            run(["ip", "-n", space, "link", "set", "wan0", "up"])
            run(peer.inside("ethtool", "-K", "wan0", "tx", "off"), check=False)
            length = 128 if ":" in peer.side.address else 32
            run(["ip", "-n", space, "addr", "add", f"{peer.side.address}/{length}", "dev", "wan0"]
                + (["nodad"] if length == 128 else []))
            run(["ip", "-n", space, "route", "add", f"{peer.side.peer}/{length}", "dev", "wan0"])
            if peer.side.userland_esp:
                run(["ip", "-n", space, "addr", "add", f"{first_host(peer.side.lan)}/32", "dev", "lo"])
        return self

    def traffic(self):
        """Three datagrams from LAN to LAN through the userland ESP; the far end answers each with an ICMP error."""
        lan, far = first_host(self.initiator.side.lan), first_host(self.initiator.side.far)
        run(self.initiator.inside(sys.executable, "-c", f"""
import socket, time
plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
plain.bind(("{lan}", 0))
for _ in range(3):
    plain.sendto(b"through the tunnel", ("{far}", 9))
    time.sleep(0.2)
"""))

    def pause(self):
        time.sleep(4)

    def end(self):
        """The initiator deletes both SAs."""
        self.initiator.swanctl("--terminate", "--ike", "peer", "--timeout", "5", check=False)

    def capture(self, file, only):
        precision = "nano" if file.endswith("ng") else "micro"
        traffic = f"(udp port 500 or udp port 4500 or icmp or (icmp6 and ip6[40] == 1)) and ({only})"
        self.capture_process = subprocess.Popen(
            self.initiator.inside("tcpdump", "-Z", "root", "-i", "wan0", "-s", "0", "-U", "--immediate-mode",
                                  f"--time-stamp-precision={precision}", "-w", file, traffic),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(file) and os.path.getsize(file) >= 24, "capture file")
        time.sleep(0.3)

    def filter(self, peer, *rules):
        """nft rules for what comes in at PEER; the capture stands before them."""
        run(peer.inside("nft", "add table inet lab"))
        run(peer.inside("nft", "add chain inet lab in { type filter hook input priority 0; }"))
        for rule in rules:
            run(peer.inside("nft", f"add rule inet lab in {rule}"))

    def end_capture(self):
        time.sleep(0.6)
        self.capture_process.send_signal(signal.SIGINT)
        self.capture_process.wait(8)
        self.capture_process = None

    def __exit__(self, *_):
        if self.capture_process:
            self.capture_process.kill()
            self.capture_process.wait()
        for peer in (self.initiator, self.responder):
            peer.stop()
        for namespace in self.namespaces:
            run(["ip", "netns", "del", namespace], check=False)
