# SPDX-License-Identifier: GPL-2.0-or-later
"""
Bundles that name nobody, of every shipped capture and lab case with its configurations: no address, name, cookie or SPI
of the originals (as tshark and the files have them) is in any byte, as text or as octets; the verdicts are those of
the run without; and the bundle's captures alone give them again where what they rest on is in clear.
"""
import ipaddress
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

for folder in ("golden", "bundle"):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / folder))

from command import SHARED, SOURCE, Tally, run  # noqa: E402
from lab_cases import keyring  # noqa: E402
from read_again import tshark  # noqa: E402

FIELDS = ["ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "isakmp.ispi", "isakmp.rspi", "esp.spi", "ah.spi"]
STATEMENTS = re.compile(r"^\s*(?:hostname|crypto map|crypto isakmp profile|crypto ipsec transform-set|match address|"
                        r"ip access-list extended|crypto keyring|username|crypto ipsec profile|ip domain[- ]name|"
                        r"set transform-set) (\S+)", re.M)
# Causes that rest on what is not in a bundle's captures: how much ESP there was, and what opened under which key.
NOT_AGAIN = {"esp-blocked", "esp-stopped", "anti-replay", "data-mtu", "unprotected-return", "natt-disabled",
             "psk-mismatch", "p1-identity-mismatch", "cert-clock", "peer-behind-nat", "initial-contact-war",
             "qm-not-started"}


def cases():
    """(name, capture, keys, configurations) of each."""
    for folder in sorted((SOURCE / "captures").iterdir()):
        if folder.is_dir():
            keys = (folder / "keys").read_text() if (folder / "keys").exists() else ""
            configs = sorted(folder.glob("*/ios.txt"))
            yield folder.name, next(path for path in folder.iterdir() if path.name.startswith("capture.")), keys, configs
    for path in sorted((SHARED / "lab-cases").glob("*/truth.json")):
        truth = json.loads(path.read_text())
        yield path.parent.name, path.parent / truth["capture"], keyring(truth), []


# Of so many cases a quick run takes one.
QUICK = 5


def is_told(text):
    """Addresses that mean the same everywhere stay."""
    address = ipaddress.ip_address(text)
    if address.version == 6:
        return int(address) >> 32 == 0 or address.is_multicast
    first = int(address) >> 24
    return first in (0, 127) or first >= 224


def originals(capture, configs):
    """Addresses, octets (cookies and SPIs) and names."""
    addresses, octets, names = set(), set(), set()
    options = [option for field in FIELDS for option in ("-e", field)]
    out, _ = tshark(capture, "-Y", "isakmp || esp || ah", "-T", "fields", *options)
    for line in out.splitlines():
        for field, value in zip(FIELDS, line.split("\t")):
            for one in value.split(","):
                if field.startswith("ip"):
                    addresses |= {one} if one and not is_told(one) else set()
                elif one and int(one, 16) > 255:
                    octets.add(bytes.fromhex(one.removeprefix("0x")))
    for path in configs:
        text = path.read_text()
        for one in re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", text):
            addresses |= {one} if not is_told(one) else set()
        names |= {name for name in STATEMENTS.findall(text) if not name.isdigit()}
    return addresses, octets, names


def words_of(text):
    """Everything that a reader would take for a word or an address."""
    return set(re.findall(r"[0-9A-Za-z_.:@-]*[0-9A-Za-z]", text))


def check_bytes(tally, case, bundle, addresses, octets, names):
    for path in bundle.iterdir():
        content = path.read_bytes()
        if path.suffix == ".pcapng":
            wanted = {ipaddress.ip_address(one).packed for one in addresses} | octets
            left = [word.hex() for word in wanted if word in content]
            tally.expect(not left, f"{path.name}: octets {left}")
        text = content.decode("utf-8", "replace")
        hexadecimal = [word.hex() for word in octets if word.hex() in text.lower()]
        tally.expect(not hexadecimal, f"{path.name}: {hexadecimal}")
        words = words_of(text)
        pieces = {piece for word in words for piece in re.split(r"[:@]|-(?=\d+\.)", word)}
        long = {name for name in names if len(name) > 4 or path.suffix != ".pcapng"}  # octets spell what is short
        left = (words | pieces) & (addresses | long)
        tally.expect(not left, f"{path.name}: {sorted(left)}")
        tally.expect(f"captures/{case}" not in text and f"lab-cases/{case}" not in text, f"{path.name}: the folder's name {case}")


def verdicts(records):
    tunnels = [record for record in records if record["type"] == "tunnel"]
    return [(tunnel["state"], tunnel["cause"], tunnel["likelihood"],
             [(finding["rule"], finding["likelihood"]) for finding in tunnel["findings"]]) for tunnel in tunnels]


def records_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def check_again(tally, bundle, before, unread):
    """The captures of the bundle, read without a key; they may say less of what nobody could open."""
    again = run(bundle / "relevant.pcapng").of("tunnel")
    states = [(tunnel["state"], tunnel["cause"]) for tunnel in again]
    same = states == [verdict[:2] for verdict in before]
    needed = {rule for verdict in before for rule in [verdict[1]] + [finding[0] for finding in verdict[3][:1]]} & NOT_AGAIN
    tally.expect(same or unread or needed, f"again: {states}, {before}")
    return same, set() if same else needed


def main():
    if not shutil.which("tshark"):
        print("no tshark: skipped")
        return 77
    tally = Tally("bundles that name nobody")
    alike = total = 0
    needed = set()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "key").write_text("of the test")
        every = 1 if "--all" in sys.argv else QUICK
        for case, capture, keys, configs in list(cases())[::every]:
            tally.case(case)
            (folder / "ring").write_text(keys)
            options = ["-k", folder / "ring"] if keys.strip() else []
            options += [option for path in configs for option in ("-c", path)]
            bundle = folder / case
            plain = run(*options, capture)
            result = run(*options, f"--anonymize={folder / 'key'}", "-e", bundle, capture)
            tally.expect(result.status == plain.status, f"exit {result.status}, {plain.status}: {result.errors[-300:]}")
            if not tally.expect(bundle.is_dir(), "no bundle"):
                continue
            (bundle / "out.json").write_text(result.text)
            check_bytes(tally, case, bundle, *originals(capture, configs))
            told = verdicts(records_of(bundle / "report.json"))
            tally.expect(told == verdicts(plain.records), f"verdicts {told}, {verdicts(plain.records)}")
            unread = [message for message in run("--messages", *options, capture).of("message")
                      if message["decryption"] in ("no-key", "bad-key", "partial")]
            total += 1
            same, why = check_again(tally, bundle, verdicts(run(*options[:2], capture).records), unread)
            alike += same
            needed |= why
    tally.case("exceptions")
    tally.expect("--all" not in sys.argv or needed == NOT_AGAIN, f"no exception is needed for {NOT_AGAIN - needed}")
    print(f"{alike} of {total} captures of bundles give the verdict again")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
