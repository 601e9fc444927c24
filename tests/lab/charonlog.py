# SPDX-License-Identifier: GPL-2.0-or-later
"""A strongSwan log as it is shipped: one negotiation, in the shape of the file logger or of the journal."""
import re

# what the dumps of level 4 are kept for; the others are left out, with their lines of bytes
KEPT = ("shared Diffie Hellman secret", "SKEYID", "SKEYID_d", "SKEYID_a", "SKEYID_e", "encryption key Ka", "initial IV",
        "natd_chunk", "next IV for MID", "DH secret", "encryption initiator key", "integrity initiator key",
        "encryption responder key", "integrity responder key")
PROCESS = 4711


def lines_of(log):
    """The lines of the negotiation alone: nothing of the start, of the plugins or of a file of the machine."""
    dumped = {}  # thread: whether the dump that it is printing is kept
    for line in log.splitlines():
        head = re.match(r"(?:\S+ +\d+ [\d:]+ )?(\d+)\[(?:IKE|CHD|ENC)\] (.*)", line)
        if not head:
            continue
        thread, text = head.groups()
        dump = re.match(r"(.*?) => \d+ bytes @", text)
        if dump:
            name = re.sub(r" \d+$", "", dump.group(1))
            dumped[thread] = name in KEPT
        if not dumped.get(thread, True) and (dump or re.match(r" *\d+: (?:[0-9A-F]{2} )", text)):
            continue
        yield line


def shipped(log, style):
    """STYLE: "file", as strongSwan's file logger writes it with a time, or "journal", as journalctl shows it."""
    if style == "file":
        return "".join(line + "\n" for line in lines_of(log))
    return "".join(re.sub(r"^(\S+ +\d+ [\d:]+) ", rf"\1 gateway charon[{PROCESS}]: ", line) + "\n"
                   for line in lines_of(log))
