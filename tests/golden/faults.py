# SPDX-License-Identifier: GPL-2.0-or-later
"""
Captures of reported faults, a few frames each: what they show is told, and what they do not show is not.

What is expected was read off the frames with tshark.
"""
import sys

from command import SHARED, Tally, rules, run

NOBODY = "no packet of"


def words(result):
    return " ".join(str(record) for record in result.records).lower()


def check_gave_up(tally, result):
    """Message 1 twice, a DELETE of the same peer 49 s later; of the other peer nothing."""
    (record,) = result.of("phase1")
    tally.expect(rules(record["findings"])[:1] == ["p1-no-response"], f"{rules(record['findings'])}")
    tally.expect(record["initiator"]["address"] == "192.0.2.10", "initiator")
    tally.expect(record["outcome"] == "incomplete", f"{record['outcome']}: of the other peer nothing was captured")


def check_delete(tally, result):
    """A DELETE alone, whose responder cookie is zero: only the initiator has no other."""
    (record,) = result.of("phase1")
    tally.expect(record["initiator"]["address"] == "192.0.2.12", f"initiator {record['initiator']['address']}")
    tally.expect(result.status == 0, "nothing wrong is shown")


def check_empty_datagram(tally, result):
    """An ICMP error about a UDP datagram of no octets: that was no IKE."""
    tally.expect(not result.of("phase1") and result.status == 0, f"exit status {result.status}")
    tally.expect(not result.of("capture")[0]["findings"], f"{rules(result.of('capture')[0]['findings'])}")


def check_port_unreachable(tally, result):
    """198.51.100.14 itself says that nobody listens there: the path has carried message 1."""
    (record,) = result.of("phase1")
    found = [finding for finding in record["findings"] if finding["rule"] == "peer-unreachable"]
    tally.expect(len(found) == 1 and found[0]["misconfigured"] == "responder", f"{found}")


def check_silent_on_ike(tally, result):
    """The peer acknowledges TCP all the while and answers no message 1: it is there, and silent."""
    (record,) = result.of("phase1")
    tally.expect(record["outcome"] == "no-response", f"{record['outcome']}")
    tally.expect(rules(record["findings"], ["certain", "probable"])[:1] == ["p1-no-response"], "p1-no-response")
    tally.expect(NOBODY not in words(result), "says that nothing of the peer was captured")


CHECKS = {
    "gave-up-with-delete": check_gave_up,
    "delete-without-responder-cookie": check_delete,
    "icmp-quotes-empty-datagram": check_empty_datagram,
    "port-unreachable-from-the-peer": check_port_unreachable,
    "silent-on-ike-only": check_silent_on_ike,
}


def main():
    folder = SHARED / "faults"
    if not folder.is_dir():
        print("no captures of faults here: skipped")
        return 77
    tally = Tally("faults")
    for name, check in CHECKS.items():
        tally.case(name)
        result = run(folder / f"{name}.pcap")
        tally.expect(result.status in (0, 1), f"exit status {result.status}: {result.errors}")
        check(tally, result)
    tally.close()


if __name__ == "__main__":
    sys.exit(main())
