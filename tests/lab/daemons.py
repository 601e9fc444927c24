# SPDX-License-Identifier: GPL-2.0-or-later
"""Two peers in network namespaces: the wire between them (with a NAT on it, where one is wanted),
their daemons, their logs."""
import glob
import ipaddress
import os
import signal
import subprocess
import sys
import time

import certificates
from configs import config_files

HERE = os.path.dirname(os.path.abspath(__file__))
CHARON = "/usr/lib/ipsec/charon"
PLUGINS = "random nonce openssl hmac kdf pem pkcs1 pkcs8 x509 pubkey socket-default vici xauth-generic"


def strongswan_conf(side, folder):
    """Short timers, and the log that the keys come from. An SA that ackshim.c keeps from the kernel has its SPI there
    as if it were wanted still: that must not expire."""
    return f"""charon {{
  load = {PLUGINS} {"kernel-libipsec " * side.userland_esp}kernel-netlink
  i_dont_care_about_security_and_use_aggressive_mode_psk = yes
  install_routes = {"yes" if side.userland_esp else "no"}
  install_virtual_ip = no
  process_route = no
  retransmit_tries = 3
  retransmit_timeout = 1.0
  retransmit_base = 1.5
  plugins {{
    kernel-netlink {{
      xfrm_acq_expires = 600
    }}
    vici {{
      socket = unix://{folder}/vici
    }}
  }}
  filelog {{
    f {{
      path = {folder}/daemon.log
      append = no
      time_format = %b %e %T
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

    def __init__(self, side, whose, namespace, folder, libreswan):
        self.side, self.whose, self.namespace, self.libreswan = side, whose, namespace, libreswan
        self.folder = os.path.join(folder, whose)
        self.process = None
        os.makedirs(self.folder)

    def inside(self, *command):
        return ["ip", "netns", "exec", self.namespace, *command]

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self):
        for name, text in config_files(self.side, self.whose).items():
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
        if self.side.auth == "rsa":
            certificates.issue(os.path.dirname(self.folder), self)
        self.swanctl("--load-all", "--noprompt", "--file", self.path("swanctl.conf"))

    def swanctl_command(self, *arguments):
        return self.inside("env", f"STRONGSWAN_CONF={self.path('strongswan.conf')}", f"SWANCTL_DIR={self.folder}",
                           "swanctl", *arguments, "--uri", f"unix://{self.path('vici')}")

    def swanctl(self, *arguments, check=True):
        return run(self.swanctl_command(*arguments), check)

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
        if self.side.daemon == "ike-scan":
            run(self.inside(*config_files(self.side, self.whose)["command"].split()))
        else:
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
    """Two namespaces on one wire, or three with a NAT before the initiator; a capture of it, and their removal."""

    def __init__(self, scenario, folder, libreswan):
        tag = f"ikt{os.getpid()}"
        self.scenario, self.capture_process = scenario, None
        self.initiator = Peer(scenario.initiator, "initiator", f"{tag}i", folder, libreswan)
        self.responder = Peer(scenario.responder, "responder", f"{tag}r", folder, libreswan)
        self.nat = f"{tag}n"
        self.namespaces = [self.initiator.namespace, self.responder.namespace] + [self.nat] * bool(
            scenario.initiator.nat)
        run(["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-o", f"{folder}/ackshim.so", f"{HERE}/ackshim.c"])

    def __enter__(self):
        for namespace in self.namespaces:
            run(["ip", "netns", "add", namespace])
            run(["ip", "-n", namespace, "link", "set", "lo", "up"])
        ours, theirs = self.initiator, self.responder
        if ours.side.nat:
            self.wire((ours.namespace, "wan0", ours.side.address, ours.side.peer),
                      (self.nat, "in0", None, ours.side.address))
            self.translate()
        self.wire((self.nat if ours.side.nat else ours.namespace, "wan0", ours.side.outside(), ours.side.peer),
                  (theirs.namespace, "wan0", theirs.side.address, ours.side.outside()))
        for peer in (ours, theirs):
            if peer.side.userland_esp:
                run(["ip", "-n", peer.namespace, "addr", "add", f"{first_host(peer.side.lan)}/32", "dev", "lo"])
        return self

    def wire(self, *ends):
        """A wire between two ends: (namespace, interface, its address or None, whom it reaches there)."""
        (first, one, *_), (second, two, *_) = ends
        run(["ip", "link", "add", one, "netns", first, "type", "veth", "peer", "name", two, "netns", second])
        for number, (space, interface, address, other) in enumerate(ends, 1):
            # 00:00:5E:00:53:xx are the MAC addresses for documentation (RFC 7042)
            run(["ip", "-n", space, "link", "set", interface, "address", f"00:00:5e:00:53:{number:02x}", "mtu",
                 str(self.scenario.mtu)])
            run(["ip", "-n", space, "link", "set", interface, "up"])
            run(["ip", "netns", "exec", space, "ethtool", "-K", interface, "tx", "off"], check=False)
            length = 128 if ":" in other else 32
            if address:
                run(["ip", "-n", space, "addr", "add", f"{address}/{length}", "dev", interface]
                    + (["nodad"] if length == 128 else []))
            run(["ip", "-n", space, "route", "add", f"{other}/{length}", "dev", interface])

    def translate(self):
        inside = ["ip", "netns", "exec", self.nat]
        run([*inside, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.proxy_arp=1"])
        run([*inside, "nft", "add table ip nat; add chain ip nat out { type nat hook postrouting priority 100; }; "
             "add rule ip nat out oifname wan0 masquerade"])

    def traffic(self):
        """Datagrams from LAN to LAN through the userland ESP; the far end answers each with an ICMP error."""
        lan, far = first_host(self.initiator.side.lan), first_host(self.initiator.side.far)
        run(self.initiator.inside(sys.executable, "-c", f"""
import socket, time
plain = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
plain.bind(("{lan}", 0))
for _ in range({self.scenario.datagrams}):
    plain.sendto(b"through the tunnel", ("{far}", 9))
    time.sleep(0.2)
"""))

    def silence(self):
        """From now on nothing reaches the responder."""
        self.filter(self.responder, "udp dport 500 drop", "udp dport 4500 drop")

    def both_at_once(self):
        """Each peer starts a Quick Mode at the same time, under an ISAKMP SA that is there before."""
        self.initiator.swanctl("--initiate", "--ike", "peer", "--timeout", "5")
        begun = [subprocess.Popen(peer.swanctl_command("--initiate", "--child", "net", "--timeout", "10"),
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                 for peer in (self.initiator, self.responder)]
        for process in begun:
            process.wait(20)

    def phase1_alone(self):
        """The initiator makes an ISAKMP SA and asks for nothing under it."""
        self.initiator.swanctl("--initiate", "--ike", "peer", "--timeout", "5")

    def pause(self):
        time.sleep(4)

    def end(self):
        """The initiator deletes both SAs."""
        self.initiator.swanctl("--terminate", "--ike", "peer", "--timeout", "5", check=False)

    def capture(self, file, only):
        precision = "nano" if file.endswith("ng") else "micro"
        traffic = ("(udp port 500 or udp port 4500 or icmp or (icmp6 and ip6[40] == 1) or ip[6:2] & 0x1fff != 0 or "
                   f"ip6 proto 44) and ({only})")
        self.capture_process = subprocess.Popen(
            getattr(self, self.scenario.captured_at).inside(
                "tcpdump", "-Z", "root", "-i", "wan0", "-s", "0", "-U", "--immediate-mode",
                f"--time-stamp-precision={precision}", "-w", file, traffic),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(file) and os.path.getsize(file) >= 24, "capture file")
        time.sleep(0.3)

    def filter(self, peer, *rules):
        """nft rules for what comes in at PEER, fragments as they come; the capture stands before them."""
        run(peer.inside("nft", "add table inet lab"))
        run(peer.inside("nft", "add chain inet lab in { type filter hook prerouting priority -450; }"))
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
