# SPDX-License-Identifier: GPL-2.0-or-later
"""Captured tunnels whose configurations are given: where the wire says that it fails and not why, a statement does; and
what the wire refutes, or shows to be well, no statement changes.

    captured.py COMMAND
"""
import pathlib
import sys
import tempfile

from desk import Tally, judge_files, told
from routers import LAN, WAN, router

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))
from command import SOURCE  # noqa: E402

CAPTURES = SOURCE / "captures"


def capture_of(name):
    return next(path for path in (CAPTURES / name).iterdir() if path.name.startswith("capture."))


def with_configs(capture, *texts):
    with tempfile.TemporaryDirectory() as folder:
        arguments = []
        for number, text in enumerate(texts, 1):
            path = pathlib.Path(folder) / f"c{number}.cfg"
            path.write_text(text)
            arguments += ["-c", path]
        return judge_files(*arguments, capture)


def texts_for(tunnel, spoil):
    """R1 and R2 at the addresses of a captured tunnel, which R1 begins; R2's is spoilt."""
    ends = [tunnel["a"]["address"], tunnel["b"]["address"]]
    texts = [router(1, [2]), router(2, [1])]
    for number, end in enumerate(ends, 1):
        gateway = WAN[number].rsplit(".", 1)[0] + ".2"
        head, last = end.rsplit(".", 1)
        texts = [text.replace(WAN[number], end).replace(f" 0.0.0.0 {gateway}\n", f" 0.0.0.0 {head}.{int(last) ^ 1}\n")
                 .replace("hash sha256", "hash sha") for text in texts]
    return [texts[0], spoil(texts[1])] if spoil else texts


def with_log(capture, name, text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "r.log"
        path.write_text(text)
        return judge_files("-l", f"{name}={path}", capture).tunnels[0]


def check_logs(tally, silent, down, healthy, up):
    """What the log of the router that stays silent says of the peer is why; of another peer, or of a tunnel that is up, not."""
    line = "*Jan  1 08:00:01.123: ISAKMP:(0):No pre-shared key with %s!\n"
    a, b = down["a"]["address"], down["b"]["address"]
    tunnel = with_log(silent, b, line % a)
    tally.expect((tunnel["cause"], tunnel["likelihood"]) == ("psk-missing", "probable"), f"a key that is missing: {told(tunnel)}")
    tunnel = with_log(silent, b, line % "192.0.2.77")
    tally.expect(tunnel["cause"] is None, f"another peer's key: {told(tunnel)}")
    tunnel = with_log(healthy, up["b"]["address"], line % up["a"]["address"])
    tally.expect(tunnel["state"] == up["state"] and tunnel["cause"] == up["cause"], f"a tunnel that is up: {told(tunnel)}")


def main():
    tally = Tally()
    silent = capture_of("no-answer")
    alone = judge_files(silent).tunnels
    tally.expect(alone and alone[0]["state"] == "down" and alone[0]["cause"] is None, f"{[told(one) for one in alone]}")
    for rule, spoil in (("map-not-applied", lambda text: text.replace(" crypto map CM\n", "")),
                        ("acl-missing", lambda text: text.replace("extended VPN1", "extended OTHER"))):
        result = with_configs(silent, *texts_for(alone[0], spoil))
        tunnel = result.tunnels[0]
        finding = tunnel["findings"][0]
        tally.expect(tunnel["cause"] == rule and finding["likelihood"] == "probable", f"{rule}: {told(tunnel)}")
        tally.expect(finding["suspect_lines"] and tunnel["fix"] and not tunnel["open"], f"{rule}: {finding}")
    whole = with_configs(silent, *texts_for(alone[0], None)).tunnels[0]
    tally.expect(whole["cause"] is None, f"nothing wrong in the files: {told(whole)}")
    # who began has what it needs to begin
    began = with_configs(silent, *[text.replace(" crypto map CM\n", "") if text.startswith("hostname R1") else text
                                   for text in texts_for(alone[0], None)]).tunnels[0]
    tally.expect(began["cause"] is None, f"the one that began: {told(began)}")
    # a tunnel that is up has nothing missing, whatever a file says
    healthy = capture_of("tunnel-up-esp")
    up = judge_files(healthy).tunnels[0]
    files = texts_for(up, lambda text: text.replace(" crypto map CM\n", ""))
    after = with_configs(healthy, *files).tunnels[0]
    tally.expect(after["state"] == up["state"] and after["cause"] == up["cause"], f"{told(up)}, then {told(after)}")
    check_logs(tally, silent, alone[0], healthy, up)
    return tally.end(f"captured tunnels ({LAN[1]})")


if __name__ == "__main__":
    sys.exit(main())
