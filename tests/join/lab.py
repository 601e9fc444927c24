# SPDX-License-Identifier: GPL-2.0-or-later
"""Two peers in network namespaces with a router between them, which translates and drops as it is told. The messages of
shipped captures are sent by sockets on both ends, to wherever the router lets the other end see them; each end's wire is
captured. So that clocks differ, the times of one capture are set by another clock afterwards.

    a (10.9.1.2) --- wire a --- router (203.0.113.9, and 198.51.100.1) --- wire b --- b (198.51.100.9)
"""
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import time

SOURCE = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
CAPTURES = SOURCE / "captures"
INSIDE = "IKT_IN_NAMESPACE"
TOOLS = ("unshare", "nsenter", "ip", "nft", "dumpcap")
A, B, OUTSIDE = "10.9.1.2", "198.51.100.9", "198.51.100.1"
MARKER = bytes(4)


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def enter():
    """The script begins again in namespaces that it may change; skipped where there are none to be had."""
    if os.environ.get(INSIDE):
        return
    lacking = [tool for tool in TOOLS if not shutil.which(tool)]
    if lacking:
        skip("not installed: " + ", ".join(lacking))
    enters = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    probe = subprocess.run([*enters, "sh", "-c", "ip link add probe0 type veth peer name probe1 && nft add table ip t"],
                           check=False, capture_output=True, text=True)
    if probe.returncode != 0:
        skip("no network namespace with a filter is permitted: " + probe.stderr.strip())
    os.execvpe(enters[0], [*enters, sys.executable, *sys.argv], {**os.environ, INSIDE: "1"})


def run(*command):
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stderr)


class End:
    """A namespace with one address, a socket on each IKE port, and its wire captured."""

    def __init__(self, name, address, gateway):
        self.name, self.address = name, address
        self.keeper = subprocess.Popen(["unshare", "-n", "sleep", "600"])
        time.sleep(0.3)
        run("ip", "link", "add", f"to-{name}", "type", "veth", "peer", "name", f"wire-{name}", "netns",
            str(self.keeper.pid))
        self.inside("ip", "link", "set", "lo", "up")
        self.inside("sh", "-c", f"echo 1 > /proc/sys/net/ipv6/conf/wire-{name}/disable_ipv6")
        self.inside("ip", "addr", "add", f"{address}/24", "dev", f"wire-{name}")
        self.inside("ip", "link", "set", f"wire-{name}", "up")
        pathlib.Path(f"/proc/sys/net/ipv6/conf/to-{name}/disable_ipv6").write_text("1", encoding="ascii")
        run("ip", "addr", "add", f"{gateway}/24", "dev", f"to-{name}")
        run("ip", "link", "set", f"to-{name}", "up")
        self.inside("ip", "route", "add", "default", "via", gateway)
        self.player = None

    def inside(self, *command):
        run("nsenter", "-t", str(self.keeper.pid), "-n", *command)

    def capture(self, path):
        return subprocess.Popen(["nsenter", "-t", str(self.keeper.pid), "-n", "dumpcap", "-q", "-P", "-i",
                                 f"wire-{self.name}", "-w", str(path)], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def play(self):
        self.player = subprocess.Popen(
            ["nsenter", "-t", str(self.keeper.pid), "-n", sys.executable, __file__, self.address],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.player.stdout.readline() == "ready\n"

    def send(self, to, port, payload, raw):
        print(json.dumps({"to": to, "port": port, "payload": payload.hex(), "raw": raw}), file=self.player.stdin,
              flush=True)
        assert self.player.stdout.readline() == "sent\n"

    def stop(self):
        if self.player:
            self.player.stdin.close()
            self.player.wait()
            self.player.stdout.close()
            self.player = None

    def close(self):
        self.stop()
        self.keeper.kill()
        self.keeper.wait()


class Lab:
    def __init__(self, nat=True):
        run("ip", "link", "set", "lo", "up")
        pathlib.Path("/proc/sys/net/ipv4/ip_forward").write_text("1", encoding="ascii")
        self.ends = {"a": End("a", A, "10.9.1.1"), "b": End("b", B, OUTSIDE)}
        self.nat = nat
        self.reset()

    def reset(self, *drops, nat=None):
        """The router translates a's addresses, and ports too, and drops what these rules of nftables say."""
        nat = self.nat if nat is None else nat
        # before fragments are put together, as a filter without a memory
        lines = ["flush ruleset", "table ip f {", "chain forward {", "type filter hook prerouting priority -450",
                 *(f"{drop} drop" for drop in drops), "}", "}"]
        if nat:
            lines += ["table ip n {", "chain post {", "type nat hook postrouting priority 100",
                      'oifname "to-b" udp sport 500 masquerade to :1024-2047', 'oifname "to-b" masquerade', "}", "}"]
        subprocess.run(["nft", "-f", "-"], input="\n".join(lines) + "\n", text=True, check=True)

    def record(self, folder, play):
        """play(lab) sends; returns the two captures."""
        paths = [folder / "a.pcap", folder / "b.pcap"]
        captures = [self.ends[name].capture(path) for name, path in zip("ab", paths)]
        for _ in range(200):  # the file is there when it captures
            if all(path.exists() and path.stat().st_size >= 24 for path in paths):
                break
            time.sleep(0.05)
        for end in self.ends.values():
            end.play()
        play(self)
        time.sleep(0.3)
        for end in self.ends.values():
            end.stop()
        for capture in captures:
            capture.terminate()
            capture.wait()
        return paths

    def send(self, name, port, payload, raw=False, source=None):
        """From a or b to the other one; b answers to where it sees a."""
        self.ends[name].send(source or (B if name == "a" else (OUTSIDE if self.nat else A)), port, payload, raw)

    def close(self):
        for end in self.ends.values():
            end.close()


def shipped(name):
    """(seconds since the first, from its first sender, UDP port or 0 for ESP, payload) of a shipped capture."""
    data = (CAPTURES / name / "capture.pcap").read_bytes()
    found, at, pieces = [], 24, {}
    first = begin = None
    while at < len(data):
        seconds, micros, captured, _ = struct.unpack_from("<IIII", data, at)
        ip = data[at + 16 + 14:at + 16 + captured]
        at += 16 + captured
        if struct.unpack_from(">H", data, at - captured + 12)[0] != 0x0800:
            continue
        total, identification, fragment = struct.unpack_from(">HHH", ip, 2)
        source, payload = ip[12:16], ip[20:total]
        if fragment & 0x3fff:
            whole = pieces.setdefault(identification, {})
            whole[fragment & 0x1fff] = payload
            if fragment & 0x2000:
                continue
            payload = b"".join(whole[key] for key in sorted(whole))
        first = first or source
        begin = begin if begin is not None else seconds + micros / 1e6
        when = seconds + micros / 1e6 - begin
        if ip[9] == 17:
            found.append((when, source == first, struct.unpack_from(">H", payload, 2)[0], payload[8:]))
        elif ip[9] == 50:
            found.append((when, source == first, 0, payload))
    return found


def other_clock(path, offset, drift):
    """The same capture by a clock that is so far ahead and gains so much."""
    data = bytearray(path.read_bytes())
    at, begin = 24, None
    while at < len(data):
        seconds, micros, captured, _ = struct.unpack_from("<IIII", data, at)
        when = seconds * 1000000 + micros
        begin = begin if begin is not None else when
        when = round(begin + offset * 1e6 + (when - begin) * (1 + drift))
        struct.pack_into("<II", data, at, when // 1000000, when % 1000000)
        at += 16 + captured
    path.write_bytes(data)


def player():
    """On one end: sends what it is told to, and knows from which port its peer was heard."""
    address = sys.argv[1]
    sockets, heard = {}, {}
    for port in (500, 4500):
        sockets[port] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sockets[port].setsockopt(socket.IPPROTO_IP, 10, 0)  # IP_MTU_DISCOVER, IP_PMTUDISC_DONT: long ones are cut
        sockets[port].bind((address, port))
        sockets[port].setblocking(False)
    esp = socket.socket(socket.AF_INET, socket.SOCK_RAW, 50)
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        time.sleep(0.003)
        for port, one in sockets.items():
            try:
                while True:
                    heard[port] = one.recvfrom(65536)[1]
            except BlockingIOError:
                pass
        payload, port = bytes.fromhex(order["payload"]), order["port"]
        if order["raw"]:
            esp.sendto(payload, (order["to"], 0))
        else:
            sockets[port].sendto(payload, heard.get(port, (order["to"], port)))
        print("sent", flush=True)


if __name__ == "__main__":
    player()
