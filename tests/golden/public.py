# SPDX-License-Identifier: GPL-2.0-or-later
"""Public captures that the project does not ship: what is known of them (their own logs, tshark) must come out."""
import re
import sys

from command import SHARED, Tally, run

FOLDER = SHARED / "captures-public"


def dh_secrets(log):
    """The bytes behind every "shared Diffie Hellman secret" of a strongSwan log, as hex."""
    secrets, size = [], 0
    for line in log.splitlines():
        start = re.search(r"shared Diffie Hellman secret => (\d+) bytes", line)
        row = re.search(r"\] +\d+: ((?:[0-9A-F]{2} ){1,16})", line)
        if start:
            size = int(start.group(1))
            secrets.append(bytearray())
        elif row and secrets and len(secrets[-1]) < size:
            secrets[-1] += bytes.fromhex(row.group(1))
    return [secret.hex() for secret in secrets]


def check_rub_nds(tally):
    folder = FOLDER / "rub-nds"
    log_file = folder / "ikev1-psk-main-mode-complete-responder-view-journalctl.log"
    capture = folder / "ikev1-psk-main-mode-complete.pcapng"
    first = run("--messages", capture).of("phase1")[0]
    keys = ': PSK "Wollowitz"\n' + "".join(f'{first["initiator_cookie"]} : DH-SECRET 0x{secret}\n'
                                            for secret in dh_secrets(log_file.read_text(errors="replace")))
    tally.case("rub-nds complete from preshared key and DH secret")
    check_rub_nds_records(tally, run("--messages", capture, keys=keys))
    tally.case("rub-nds complete from its log alone")
    check_rub_nds_records(tally, run("--messages", "--keys", log_file, capture))


def check_rub_nds_records(tally, result):
    encrypted = [m for m in result.of("message") if m["decryption"] != "cleartext"]
    tally.expect(len(encrypted) >= 5, f"{len(encrypted)} encrypted messages")
    for message in encrypted:
        tally.expect(message["decryption"] == "verified", f"frame {message['frame']}: {message['decryption']}")
    (phase2,) = result.of("phase2")
    if not tally.expect(phase2["offer"] and phase2["choice"], "no offer or choice"):
        return
    transforms = phase2["offer"][0]["transforms"]
    tally.expect(len(transforms) == 2, f"{len(transforms)} transforms offered")
    chosen = phase2["choice"][0]["transforms"][0]
    tally.expect((chosen["encryption"], chosen["key_bits"], chosen["integrity"], chosen["mode"]) ==
                 ("AES-CBC", 128, "HMAC-SHA2-256", "tunnel"), f"choice {chosen}")
    values = {side: phase2["proxies"][side]["value"] for side in phase2["proxies"]}
    tally.expect(values == {"initiator": "192.168.0.100/32", "responder": "10.1.0.0/16"}, f"proxies {values}")
    tally.expect(phase2["outcome"] == "established", f"outcome {phase2['outcome']}")


def check_ios(tally, path, nat_t):
    tally.case(path)
    result = run("--messages", FOLDER / path)
    (phase1,), (phase2,) = result.of("phase1"), result.of("phase2")
    tally.expect(phase1["outcome"] == "established", f"phase 1 {phase1['outcome']}")
    tally.expect(phase2["outcome"] == "established", f"phase 2 {phase2['outcome']}")
    for side in ("initiator", "responder"):
        vendor = phase1[side]["vendor"] or ""
        tally.expect("IOS" in vendor, f"{side} {vendor!r}")
    names = [payload.get("name") or "" for message in result.of("message") for payload in message["payloads"]
             if payload["type"] == "VID"]
    for wanted in nat_t:
        tally.expect(any(wanted in name for name in names), f"no vendor ID named {wanted}: {names}")
    tally.expect(result.status == 0, f"exit status {result.status}")


def check_certificates(tally):
    """Ka alone: nothing can be verified, everything but the signatures' meaning is read, the repetition included."""
    tally.case("ikev1-certs from Ka")
    keys = "fafaeb49382a763c,735be0cb62f82675c4f7bf8fbab9b56834ba76d6ab4fa240\n"
    result = run("--messages", FOLDER / "wireshark/ikev1-certs.pcap", keys=keys)
    messages = {message["frame"]: message for message in result.of("message")}
    for frame in (7, 8):
        types = [payload["type"] for payload in messages[frame]["payloads"]]
        tally.expect(types[:3] == ["HASH", "SA", "NONCE"], f"frame {frame}: payloads {types}")
    tally.expect(messages[8]["duplicate_of"] == 7, f"frame 8 repeats {messages[8]['duplicate_of']}")


def check_everything_reads(tally):
    """Malformed, IKEv2 and ESP-only captures: a status, and no exchange where there is no IKEv1."""
    for path in sorted(FOLDER.glob("*/*.*cap*")):
        name = str(path.relative_to(FOLDER))
        tally.case(f"{name} reads")
        result = run("--messages", path)
        tally.expect(result.status in (0, 1, 2), f"exit status {result.status}")
        tally.expect(result.of("summary"), "no summary")
        if "ikev2" in name:
            tally.expect(not result.of("phase1") + result.of("phase2"), "IKEv1 records from IKEv2")


def main():
    if not FOLDER.is_dir():
        print("no public captures here: skipped")
        return 77
    tally = Tally("public captures")
    check_rub_nds(tally)
    check_ios(tally, "zeek-spicy-ipsec/ipsec-ikev1-isakmp-main-mode.pcap", ["RFC 3947"])
    check_ios(tally, "tcpdump/ISAKMP_sa_setup.pcap", ["draft"])
    check_certificates(tally)
    check_everything_reads(tally)
    tally.close()


if __name__ == "__main__":
    sys.exit(main())
