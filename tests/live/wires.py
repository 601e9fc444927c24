# SPDX-License-Identifier: GPL-2.0-or-later
"""A network namespace of the test's own, wires in it, captures replayed on them, and the command that watches."""
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time

SOURCE = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
sys.path[:0] = [str(SOURCE / "tests" / "cli"), str(SOURCE / "tests" / "capture")]
CAPTURES = SOURCE / "captures"
KEYS = [option for path in sorted(CAPTURES.glob("*/keys")) for option in ("-k", str(path))]
INSIDE = "IKT_IN_NAMESPACE"
TOOLS = ("unshare", "ip", "tcpreplay")
MAGIC = 0xA1B2C3D4
# A sanitizer's own memory is not the command's, and freed memory that it keeps back neither.
SANITIZERS = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def enter():
    """The script begins again in a namespace that it may change; skipped where there is none to be had."""
    if os.environ.get(INSIDE):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    lacking = [tool for tool in TOOLS if not shutil.which(tool)]
    if lacking:
        skip("not installed: " + ", ".join(lacking))
    enters = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    probe = subprocess.run([*enters, "ip", "link", "add", "probe0", "type", "veth", "peer", "name", "probe1"], check=False,
                           capture_output=True, text=True)
    if probe.returncode != 0:
        skip("no network namespace is permitted: " + probe.stderr.strip())
    os.execvpe(enters[0], [*enters, sys.executable, *sys.argv], {**os.environ, INSIDE: "1"})


class Wire:
    """A cable; frames that are sent into one end come out of the other."""

    made = 0

    def __init__(self):
        Wire.made += 1
        self.near, self.far = f"near{Wire.made}", f"far{Wire.made}"
        subprocess.run(["ip", "link", "add", self.near, "mtu", "65535", "type", "veth", "peer", "name", self.far, "mtu",
                        "65535"], check=True)
        for end in (self.near, self.far):
            # No neighbour discovery of the kernel's own among the packets.
            pathlib.Path(f"/proc/sys/net/ipv6/conf/{end}/disable_ipv6").write_text("1", encoding="ascii")
            subprocess.run(["ip", "link", "set", end, "up"], check=True)

    def replay(self, path, *options):
        done = subprocess.run(["tcpreplay", "-q", "-i", self.near, *options, str(path)], check=False,
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


class Watch:
    """The command on the far end of a wire, or on what is named; what it writes is read as it comes."""

    def __init__(self, program, interface, *options):
        self.process = subprocess.Popen(
            [program, "-i", interface, *map(str, options)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env={**os.environ, **SANITIZERS})
        self.out = self.err = b""
        self.readers = [threading.Thread(target=self.read, args=(name,), daemon=True) for name in ("out", "err")]
        for reader in self.readers:
            reader.start()
        self.wait_until_begun()

    def read(self, name):
        stream = getattr(self.process, "std" + name)
        while True:
            piece = os.read(stream.fileno(), 65536)
            if not piece:
                return
            setattr(self, name, getattr(self, name) + piece)

    def status(self, name):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith(name + ":"))

    def wait_until_begun(self):
        """It captures from when it opened the interface, which it does before it gives up its rights."""
        for _ in range(3000):
            if self.process.poll() is not None or self.status("CapBnd") == "0" * 16:
                break
            time.sleep(0.01)

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def memory(self):
        """In KiB."""
        return int(self.status("VmRSS").split()[0])

    def wait_for(self, text, seconds=300, stream="out"):
        """Until this stands on standard output, or error: what it wrote until then."""
        until = time.monotonic() + seconds
        while text not in getattr(self, stream) and time.monotonic() < until:
            time.sleep(0.02)
        assert text in getattr(self, stream), getattr(self, stream)
        return getattr(self, stream)

    def end(self, number=signal.SIGINT):
        """What it has read until the signal is told."""
        time.sleep(0.5)
        self.process.send_signal(number)
        return self.wait()

    def wait(self):
        self.returned = self.process.wait()
        for reader in self.readers:
            reader.join()
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()
        for reader in self.readers:
            reader.join()
        self.process.stdout.close()
        self.process.stderr.close()

    @property
    def records(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, kind):
        return [record for record in self.records if record["type"] == kind]


def packets(path):
    """(time in microseconds, frame) of a pcap in microseconds or nanoseconds, either order; None for another file."""
    data = path.read_bytes()
    for order in "<>":
        for magic, per in ((MAGIC, 1), (0xA1B23C4D, 1000)):
            if struct.unpack_from(order + "I", data)[0] != magic:
                continue
            found, at = [], 24
            while at < len(data):
                seconds, fraction, captured, length = struct.unpack_from(order + "IIII", data, at)
                if captured < length:
                    return None
                found.append((seconds * 1000000 + fraction // per, data[at + 16:at + 16 + captured]))
                at += 16 + captured
            return found
    return None


def write(path, found):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", MAGIC, 2, 4, 0, 0, 65535, 1))
        for time_us, frame in found:
            file.write(struct.pack("<IIII", time_us // 1000000, time_us % 1000000, len(frame), len(frame)) + frame)
    return path


def merged(path, longest):
    """All captures of at most this length as if they began at one moment; no two have the same peers."""
    found, several, now = [], 0, int(time.time()) * 1000000  # certificates have dates
    for capture in sorted(CAPTURES.glob("*/capture.pcap")):
        frames = packets(capture)
        if frames and frames[-1][0] - frames[0][0] <= longest:
            several += 1
            found += [(now + at - frames[0][0], several, frame) for at, frame in frames]
    assert several > 40, several
    found.sort(key=lambda packet: packet[:2])
    return write(path, [(at, frame) for at, _, frame in found])
