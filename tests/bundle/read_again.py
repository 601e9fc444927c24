# SPDX-License-Identifier: GPL-2.0-or-later
"""
One bundle of all captures, with their keys, as programs read it that know nothing of us: sha256sum takes the manifest,
capinfos and tshark both captures without a word of complaint; what tshark lists of decrypted.pcapng, without a key, is
what our records say was in each message; relevant.pcapng holds octets of the captures alone, all of IKE among them. No
secret that a key file knows is in any byte of it.
"""
import ipaddress
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import SHARED, SOURCE, Tally, run  # noqa: E402
from lab_cases import keyring  # noqa: E402

FILES = ["MANIFEST.sha256", "commands.txt", "decrypted.pcapng", "relevant.pcapng", "report.html", "report.json"]
READ = ("cleartext", "verified", "decrypted", "partial")
# tshark names one list per field and frame; RFC 2408's and RFC 2407's numbers are the same in ours.
FIELDS = ["frame.comment", "frame.time_epoch", "ip.src", "ipv6.src", "isakmp.typepayload", "isakmp.notify.msgtype",
          "isakmp.id.type", "isakmp.id.data.ipv4_addr", "isakmp.id.data.ipv4_subnet", "isakmp.id.data.ipv6_addr",
          "isakmp.id.data.fqdn", "isakmp.prop.number", "isakmp.trans.number", "isakmp.trans.id",
          "isakmp.ike.attr.encryption_algorithm", "isakmp.ipsec.attr.auth_algorithm", "isakmp.ipsec.attr.encap_mode",
          "isakmp.ipsec.attr.key_length", "isakmp.ipsec.attr.group_description"]
ENCRYPTION, AUTH, MODE, KEY_LENGTH, GROUP = 1, 5, 4, 6, 3


def tshark(path, *arguments):
    process = subprocess.run(["tshark", "-n", "-r", path, *arguments], capture_output=True, check=False, text=True)
    complaints = [line for line in process.stderr.splitlines() if not line.startswith("Running as user")]
    return process.stdout, complaints


def shipped():
    """(capture, key options, secrets) of each."""
    for folder in sorted((SOURCE / "captures").iterdir()):
        if folder.is_dir():
            keys = folder / "keys"
            text = keys.read_text() if keys.exists() else ""
            yield next(path for path in folder.iterdir() if path.name.startswith("capture.")), text


def lab():
    for path in sorted((SHARED / "lab-cases").glob("*/truth.json")):
        truth = json.loads(path.read_text())
        yield path.parent / truth["capture"], keyring(truth)


def secrets(texts):
    """What no file may hold, as text and as octets."""
    found = set()
    for text in texts:
        for word in re.findall(r'PSK "([^"]+)"', text):
            found |= {word.encode(), word.encode().hex().encode()}
        for word in re.findall(r"(?:DH-SECRET|DH-EXPONENT|SKEYID\S*) 0x([0-9a-fA-F]+)", text):
            found |= {bytes.fromhex(word), word.lower().encode(), word.upper().encode()}
    return {word for word in found if len(word) >= 6}


def numbers(payloads, kind, name):
    return [payload[name] for payload in payloads if payload["type"] == kind]


def transforms(payloads):
    return [transform for payload in payloads if payload["type"] == "SA" and not payload["damaged"]
            for proposal in payload["proposals"] for transform in proposal["transforms"]]


def attribute(payloads, number):
    """The values of an attribute of the transforms, in their order, as tshark prints them."""
    return [str(one["value"]) for transform in transforms(payloads) for one in transform["attributes"]
            if one["type_number"] == number]


def expected(message):
    payloads = [payload for payload in message["payloads"]]
    phase1 = message["message_id"] == "00000000"
    identities = [payload for payload in payloads if payload["type"] == "ID"]

    def values(part, *types):
        both = [payload["value"].split("/") for payload in identities if payload["id_type"] in types]
        return [str(ipaddress.ip_network("/".join(value)).netmask) if part else value[0] for value in both]

    return {
        "isakmp.notify.msgtype": [str(number) for number in numbers(payloads, "NOTIFY", "number")],
        "isakmp.id.type": [str(payload["id_type_number"]) for payload in identities],
        "isakmp.id.data.ipv4_addr": values(0, "ID_IPV4_ADDR", "ID_IPV4_ADDR_SUBNET"),
        "isakmp.id.data.ipv4_subnet": values(1, "ID_IPV4_ADDR_SUBNET"),
        "isakmp.id.data.ipv6_addr": values(0, "ID_IPV6_ADDR", "ID_IPV6_ADDR_SUBNET"),
        "isakmp.id.data.fqdn": values(0, "ID_FQDN"),
        "isakmp.trans.number": [str(one["number"]) for one in transforms(payloads)],
        "isakmp.ike.attr.encryption_algorithm": attribute(payloads, ENCRYPTION) if phase1 else [],
        "isakmp.ipsec.attr.auth_algorithm": [] if phase1 else attribute(payloads, AUTH),
        "isakmp.ipsec.attr.encap_mode": [] if phase1 else attribute(payloads, MODE),
        "isakmp.ipsec.attr.key_length": [] if phase1 else attribute(payloads, KEY_LENGTH),
        "isakmp.ipsec.attr.group_description": [] if phase1 else attribute(payloads, GROUP),
    }


def read_rows(path):
    options = [option for field in FIELDS for option in ("-e", field)]
    out, complaints = tshark(path, "-T", "fields", "-E", "separator=|", "-E", "aggregator=\t", *options)
    rows = [dict(zip(FIELDS, line.split("|"))) for line in out.splitlines()]
    return rows, complaints


def is_whole(message):
    return not message["problems"] and \
        not any(payload["damaged"] for payload in message["payloads"])


def check_clear(tally, bundle, messages):
    rows, complaints = read_rows(bundle / "decrypted.pcapng")
    tally.expect(not complaints, f"tshark on decrypted.pcapng: {complaints[:3]}")
    told = [message for message in messages if message["decryption"] in READ]
    if not tally.expect(len(rows) == len(told), f"{len(rows)} messages in clear, {len(told)} were read"):
        return
    compared = opened = 0
    for row, message in zip(rows, told):
        where = f"{message['file']} frame {message['frame']}"
        comment = row["frame.comment"]
        tally.expect(re.match(rf"frame {message['frame']}\b", comment), f"{where}: comment {comment!r}")
        tally.expect((row["ip.src"] or row["ipv6.src"]).split("\t")[0] == message["source"], f"{where}: {row['ip.src']}")
        if not is_whole(message):
            continue
        for field, value in expected(message).items():
            seen = [item for item in row[field].split("\t") if item]
            tally.expect(seen == value, f"{where}: {field} {seen}, expected {value}")
        compared += 1
        opened += message["decryption"] != "cleartext"
    tally.expect(opened > 0 and compared > len(told) // 2, f"{compared} compared, {opened} of them opened")
    print(f"{len(rows)} messages in clear, {compared} compared with tshark's reading, {opened} of them were encrypted")


FRAME_FIELDS = ["frame.time_epoch", "frame.len", "isakmp.exchangetype", "ip.dst", "ipv6.dst", "esp.spi", "ah.spi",
                "ip.reassembled_in", "ipv6.reassembled.in"]
SAME = ("frame.time_epoch", "frame.len")  # as captured; what follows is put together anew
IKEV1 = {"2", "4", "5", "6", "32"}


def frames_of(path):
    """The frames of a capture, as tshark reads it."""
    options = [option for field in FRAME_FIELDS for option in ("-e", field)]
    out, _ = tshark(path, "-2", "-T", "fields", "-E", "separator=|", *options)  # reassembly looks back
    return [dict(zip(FRAME_FIELDS, line.split("|"))) for line in out.splitlines()]


def that_matter(frames):
    """Frame numbers: IKEv1 (or its version 2, which is told too), what it was put together of, first and last of SAs."""
    ike = {number for number, frame in enumerate(frames, 1) if frame["isakmp.exchangetype"] in IKEV1}
    pieces = {number for number, frame in enumerate(frames, 1)
              if (frame["ip.reassembled_in"] or frame["ipv6.reassembled.in"] or "0").isdigit() and
              int(frame["ip.reassembled_in"] or frame["ipv6.reassembled.in"] or 0) in ike}
    ends = {}
    for number, frame in enumerate(frames, 1):
        spi = frame["ah.spi"] or frame["esp.spi"]
        if spi and "," not in spi and "," not in frame["ip.dst"]:
            ends.setdefault((spi, frame["ip.dst"] or frame["ipv6.dst"]), []).append(number)
    return ike, pieces, {number for seen in ends.values() for number in (seen[0], seen[-1])}


def check_relevant(tally, bundle, captures):
    rows, complaints = read_rows(bundle / "relevant.pcapng")
    tally.expect(not complaints, f"tshark on relevant.pcapng: {complaints[:3]}")
    kept = frames_of(bundle / "relevant.pcapng")
    tally.expect(all(re.match(r"frame \d+", row["frame.comment"]) for row in rows), "frames without a comment")
    at, counts = 0, [0, 0, 0]
    for capture in captures:
        whole = frames_of(capture)
        there = []
        while at < len(rows):
            number = int(re.match(r"frame (\d+)", rows[at]["frame.comment"]).group(1))
            if there and number <= there[-1]:
                break
            same = number <= len(whole) and all(kept[at][name] == whole[number - 1][name] for name in SAME)
            if not same:
                break
            there.append(number)
            at += 1
        for part, (what, numbers) in enumerate(zip(("IKE", "pieces of IKE", "ends of SAs"), that_matter(whole))):
            missing = sorted(numbers - set(there))
            counts[part] += len(numbers)
            tally.expect(not missing, f"{capture}: {what}, frames {missing[:5]}, not in relevant.pcapng")
    tally.expect(at == len(rows), f"relevant.pcapng: frame {at + 1} is of no capture")
    print(f"{len(rows)} frames that matter: {counts[0]} of IKE, {counts[1]} pieces, {counts[2]} ends of SAs")


def check_bundle(tally, bundle, captures, keys):
    names = sorted(path.name for path in bundle.iterdir())
    tally.expect(names == FILES, f"files {names}")
    check = subprocess.run(["sha256sum", "--strict", "-c", "MANIFEST.sha256"], cwd=bundle, capture_output=True, check=False)
    tally.expect(check.returncode == 0 and check.stdout.count(b": OK") == len(FILES) - 1, f"sha256sum: {check.stdout}")
    manifest = (bundle / "MANIFEST.sha256").read_text()
    tally.expect(manifest.count("\n# input: ") == len(captures), "inputs in the manifest")
    for path in captures:
        digest = subprocess.run(["sha256sum", path], capture_output=True, check=True, text=True).stdout.split()[0]
        tally.expect(f"# input: {digest}  {path}, {path.stat().st_size} bytes, " in manifest, f"manifest: {path}")
    info = subprocess.run(["capinfos", "-c", bundle / "relevant.pcapng", bundle / "decrypted.pcapng"],
                          capture_output=True, check=False, text=True)
    tally.expect(info.returncode == 0 and not info.stderr, f"capinfos: {info.stderr}")
    names = " ".join(map(str, captures)).encode()
    hidden = {word for word in secrets(keys) if word not in names}
    tally.expect(len(hidden) > 20, f"{len(hidden)} secrets known")
    for path in bundle.iterdir():
        octets = path.read_bytes()
        for word in hidden:
            tally.expect(word not in octets, f"{path.name} holds the secret {word!r}")


def main():
    suite = sys.argv[2]
    if suite == "lab-cases" and not (SHARED / "lab-cases").is_dir():
        print("no lab cases here: skipped")
        return 77
    if not shutil.which("tshark"):
        print("no tshark: skipped")
        return 77
    tally = Tally(f"bundle of {suite}")
    tally.case(suite)
    both = list(shipped() if suite == "captures" else lab())
    captures, keys = [capture for capture, _ in both], [text for _, text in both]
    with tempfile.TemporaryDirectory() as folder:
        bundle = pathlib.Path(folder) / "bundle"
        ring = pathlib.Path(folder) / "keys"
        ring.write_text("\n".join(keys))
        result = run("--messages", "-k", ring, "--evidence", bundle, *captures)
        tally.expect(result.status in (0, 1), f"exit {result.status}: {result.errors[-500:]}")
        check_bundle(tally, bundle, captures, keys)
        check_clear(tally, bundle, result.of("message"))
        check_relevant(tally, bundle, captures)
        records = [json.loads(line) for line in (bundle / "report.json").read_text().splitlines()]
        wanted = [record for record in result.records if record["type"] != "message"]
        tally.expect(records == wanted, "report.json is not what --format json says")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
