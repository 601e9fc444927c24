# SPDX-License-Identifier: GPL-2.0-or-later
"""
decrypted.pcapng keeps back what opens more: XAUTH's names and passwords, and the proof of phase 1, on which preshared
keys can be tried (RFC 2409 section 5). --show-secrets gives both. Sums of the packets that were made anew are right.
"""
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import SOURCE, Tally, run  # noqa: E402
from read_again import tshark  # noqa: E402

CASE = SOURCE / "captures/tunnel-up-xauth"
# Of its configurations.
USER, PASSWORD = b"branch", b"right-password"


def bundle(tally, folder, name, *options):
    path = pathlib.Path(folder) / name
    result = run("-k", CASE / "keys", "-e", path, *options, CASE / "capture.pcap")
    tally.expect(result.status == 0, f"exit {result.status}: {result.errors}")
    return path


def hash_lines(path):
    out, _ = tshark(path / "decrypted.pcapng", "-Y", "isakmp.messageid == 0", "-V")
    return [line.split(":")[1].strip() for line in out.splitlines() if "Hash DATA:" in line]


def main():
    if not shutil.which("tshark"):
        print("no tshark: skipped")
        return 77
    tally = Tally("messages in clear")
    with tempfile.TemporaryDirectory() as folder:
        tally.case("kept back")
        path = bundle(tally, folder, "plain")
        for one in path.iterdir():
            tally.expect(PASSWORD not in one.read_bytes(), f"{one.name} holds the password")
        tally.expect(USER not in (path / "decrypted.pcapng").read_bytes(), "the user's name")
        proofs = hash_lines(path)
        tally.expect(len(proofs) == 2 and all(set(proof) == {"0"} for proof in proofs), f"HASH of phase 1: {proofs}")
        out, _ = tshark(path / "decrypted.pcapng", "-T", "fields", "-e", "isakmp.cfg.attr.xauth.user_name",
                        "-e", "isakmp.cfg.attr.xauth.user_password")
        tally.expect("******\t**************" in out, f"stars: {out!r}")
        out, _ = tshark(path / "decrypted.pcapng", "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
                        "-T", "fields", "-e", "ip.checksum.status", "-e", "udp.checksum.status")
        tally.expect(set(out.split()) == {"1"}, f"checksums: {out.split()}")
        tally.case("asked for")
        path = bundle(tally, folder, "shown", "--show-secrets")
        octets = (path / "decrypted.pcapng").read_bytes()
        tally.expect(USER in octets and PASSWORD in octets, "--show-secrets shows no name")
        proofs = hash_lines(path)
        tally.expect(len(proofs) == 2 and all(set(proof) != {"0"} for proof in proofs), f"HASH of phase 1: {proofs}")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
