# SPDX-License-Identifier: GPL-2.0-or-later
"""Every line of -f json is as packaging/doc/iketriage-1.schema.json has it, of all shipped captures with keys and without,
with messages, configurations, logs, as pieces of one, cut, anonymous and of one tunnel; a key more or less is noticed."""
import json
import pathlib
import subprocess
import sys
import tempfile

import schema

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import SHARED, SOURCE, Tally, command_path, run  # noqa: E402

CAPTURES = SOURCE / "captures"
FOLDERS = sorted(path.parent for path in CAPTURES.glob("*/expected.json"))
KEYS = [word for folder in FOLDERS for word in ("-k", folder / "keys")]
TYPES = {"message", "phase1", "phase2", "tunnel", "capture", "summary"}


def configs(folder):
    return [word for path in sorted(folder.glob("*/ios.txt")) for word in ("-c", path)]


def capture_of(folder):
    return next(folder.glob("capture.*"))


def check_captures(tally, valid):
    keyed = []
    for title, arguments in {"all": [CAPTURES], "all, with messages": ["--messages", *KEYS, CAPTURES],
                             "all, anonymous": ["--anonymize", *KEYS, CAPTURES]}.items():
        tally.case(title)
        records = run(*arguments).records
        tally.expect({record["type"] for record in records} >= TYPES - {"message"}, "not every type of record")
        for complaint in schema.complaints(valid, records):
            tally.expect(False, complaint)
        keyed = records if "--messages" in arguments else keyed
    return keyed


def check_changes(tally, valid, records):
    """The longest record of each type."""
    for kind in sorted(TYPES):
        tally.case(f"a changed {kind}")
        record = max((record for record in records if record["type"] == kind), key=lambda one: len(json.dumps(one)))
        for complaint in schema.unnoticed(valid, record)[:5]:
            tally.expect(False, complaint)
    tally.case("a changed value")
    for key, value in (("state", "well"), ("since", "today"), ("number", "1"), ("causes", ["A cause"]), ("a", None)):
        tunnel = next(record for record in records if record["type"] == "tunnel")
        tally.expect(not valid.is_valid({**tunnel, key: value}), f"{key} {value!r} is taken")


def check_evidence(tally, valid):
    """Configurations and what routers say of themselves, with the capture and without."""
    for name in ("ios-transform-both-ways", "psk-mismatch", "acl-not-mirrored", "pfs-missing"):
        folder = CAPTURES / name
        tally.case(f"{name} beside configurations and logs")
        with tempfile.NamedTemporaryFile(suffix=".log") as log:
            log.write(subprocess.run([command_path(), "-f", "ios", "-k", folder / "keys", *configs(folder), capture_of(folder)],
                                     capture_output=True, check=False).stdout)
            log.flush()
            for arguments in ([*configs(folder)], [*configs(folder), capture_of(folder)], ["-l", log.name],
                              [*configs(folder), "-l", log.name, "-k", folder / "keys", capture_of(folder)]):
                result = run(*arguments)
                tally.expect(result.of("tunnel"), f"{result.status} {result.errors[:200]}")
                for complaint in schema.complaints(valid, result.records):
                    tally.expect(False, complaint)


def check_field(tally, valid):
    for folder in sorted((SHARED / "field-cases").glob("*/")):
        files = [word for path in sorted(folder.iterdir()) for kind in (("-c",) if path.suffix == ".cfg" else ("-l",))
                 if path.suffix in (".cfg", ".log") for word in (kind, path)]
        if not files:
            continue
        tally.case(folder.name)
        for complaint in schema.complaints(valid, run(*files).records):
            tally.expect(False, complaint)


def check_forms(tally, valid):
    capture = capture_of(CAPTURES / "ios-transform-both-ways")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        whole = capture.read_bytes()
        (folder / "cut.pcap").write_bytes(whole[:len(whole) - 7])
        (folder / "empty.pcap").write_bytes(whole[:24])
        (folder / "none.txt").write_bytes(b"no capture\n")
        flipped = bytearray(whole)
        for at in range(300, len(flipped), 97):
            flipped[at] ^= 0x55
        (folder / "flipped.pcap").write_bytes(flipped)
        (folder / "behind.pcap").write_bytes(whole[:len(whole) - len(whole) % 2 - 400])
        forms = {"places": ["--join", capture, folder / "behind.pcap"], "pieces": ["--stitch", capture, capture_of(CAPTURES / "tunnel-up")], "one tunnel": ["-t", "1", capture],
                 "cut": ["--messages", folder / "cut.pcap"], "empty": [folder / "empty.pcap"], "no capture": [folder / "none.txt"],
                 "flipped": ["--messages", folder / "flipped.pcap"], "no peer": ["-p", "192.0.2.1", capture],
                 "the rules": ["--list-rules"], "a rule": ["--explain", "psk-mismatch"]}
        for title, arguments in forms.items():
            tally.case(title)
            result = run(*arguments)
            tally.expect(result.records, f"no record: {result.errors[:200]}")
            for complaint in schema.complaints(valid, result.records):
                tally.expect(False, complaint)
    tally.case("summed up")
    out = subprocess.run([command_path(), "-f", "json", "--summarize"], input=run(capture).text.encode(), capture_output=True,
                         check=False).stdout
    records = [json.loads(line) for line in out.splitlines()]
    tally.expect(records, "no record")
    for complaint in schema.complaints(valid, records):
        tally.expect(False, complaint)


def main():
    valid = schema.validator()
    tally = Tally("records against the schema")
    check_changes(tally, valid, check_captures(tally, valid))
    check_evidence(tally, valid)
    check_field(tally, valid)
    check_forms(tally, valid)
    tally.close()


if __name__ == "__main__":
    main()
