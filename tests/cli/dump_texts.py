# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets as routers, firewalls and sniffers print them. Each form is written from what its vendor documents, with the
page that shows it; a packet is (seconds, microseconds, octets from IP on, what stands before them)."""
import datetime
import random

ROW = 16


def _characters(octets):
    return "".join(chr(octet) if 0x21 <= octet < 0x7F else "." for octet in octets)


def _rows(data):
    return [(at, data[at:at + ROW]) for at in range(0, len(data), ROW)]


def _groups(octets, size):
    return " ".join(octets[at:at + size].hex() for at in range(0, len(octets), size))


def _date(packet):
    return datetime.datetime.fromtimestamp(packet[0], datetime.timezone.utc)


def _clock(packet):
    return f"{_date(packet):%H:%M:%S}.{packet[1]:06}"


def asa(packets):
    """ASA command reference, show capture: a packet's number, time of day and headers; with dump, rows of 0x and no
    colon that begin with IP ("MAC information is not shown in the hexadecimal dump")."""
    out = ["ciscoasa# show capture VPN dump", "", f"{len(packets)} packets captured", ""]
    for number, packet in enumerate(packets, 1):
        out.append(f"{number:4}: {_clock(packet)}       192.0.2.1.500 > 192.0.2.2.500:  udp {len(packet[2]) - 28}")
        out += [f"0x{at:04x}   {_groups(row, 2):39}        {_characters(row)}" for at, row in _rows(packet[2])]
    return out + [f"{len(packets)} packets shown", "ciscoasa#"]


def _fortigate(packets, verbose, stamps, ending):
    out = [f"FGT # diagnose sniffer packet any 'udp port 500' {verbose} 0{ending}", "interfaces=[any]",
           "filters=[udp port 500]"]
    for packet, stamp in zip(packets, stamps):
        port = " port1 in" if verbose >= 4 else ""
        out.append(f"{stamp}{port} 192.0.2.1.500 -> 192.0.2.2.500: udp {len(packet[2]) - 28}")
        out += [f"0x{at:04x}\t {_groups(row, 2)}\t{_characters(row)}" for at, row in _rows(packet[3] + packet[2])]
        out.append("")
    return out + [f"{len(packets)} packets received by filter", "0 packets dropped by kernel"]


def fortigate_6(packets):
    """Fortinet, Using the FortiOS built-in packet sniffer: verbose 6 has data from Ethernet on and the interface; "a"
    makes times absolute, in UTC."""
    return _fortigate(packets, 6, [f"{_date(packet):%Y-%m-%d} {_clock(packet)}" for packet in packets], " a")


def fortigate_6_local(packets):
    """The same with "l": of the device's own time zone, which no line names."""
    return _fortigate(packets, 6, [f"{_date(packet):%Y-%m-%d} {_clock(packet)}" for packet in packets], " l")


def fortigate_3(packets):
    """Verbose 3: no interface; without a letter, times are seconds since the sniffer was started."""
    first = packets[0][0] - 1
    return _fortigate(packets, 3, [f"{packet[0] - first}.{packet[1]:06}" for packet in packets], "")


def ios(packets):
    """IOS 12.4(20)T to 15, show monitor capture buffer NAME dump: rows by address of the router's memory, the columns
    before a packet's beginning blank."""
    out, place = ["R1#show monitor capture buffer BUF dump"], random.Random(7)
    for packet in packets:
        data, begin = packet[3] + packet[2], place.choice((0, 2, 6, 10, 14))
        out += [f"{_date(packet):%H:%M:%S}.{packet[1] // 1000:03} UTC {_date(packet):%b} {_date(packet).day} "
                f"{_date(packet):%Y} : IPv4 LES CEF    : Gi0/0 None", ""]
        padded, address = [None] * begin + list(data), 0x65B6F500 + place.randrange(0x10000) * ROW
        for at in range(0, len(padded), ROW):
            row = padded[at:at + ROW]
            columns = "".join("  " if octet is None else f"{octet:02X}" for octet in row)
            text = " ".join(columns[i:i + 8] for i in range(0, len(columns), 8))
            shown = _characters(bytes(octet for octet in row if octet is not None))
            out.append(f"{address + at:08X}: {text:35}  {shown}")
        out.append("")
    return out + ["R1#"]


def ios_xe(packets):
    """IOS XE, show monitor capture NAME buffer dump: a packet's number alone, then rows of long groups."""
    out = ["R1#show monitor capture CAP buffer dump", "0"]
    for number, packet in enumerate(packets):
        out += [str(number)] if number > 0 else []
        out += [f"  {at:04X}:  {_groups(row, 4).upper():35}   {_characters(row)}"
                for at, row in _rows(packet[3] + packet[2])]
        out.append("")
    return out


def ios_xe_detailed(packets):
    """IOS XE, show monitor capture NAME buffer detailed: a line of number, size and time before the rows."""
    out = ["R1#show monitor capture CAP buffer detailed", "-" * 61,
           " #   size   timestamp     source             destination      dscp    protocol", "-" * 61]
    first = packets[0][0]
    for number, packet in enumerate(packets):
        data = packet[3] + packet[2]
        out.append(f"{number:4} {len(data):4} {packet[0] - first:4}.{packet[1]:06}   192.0.2.1        ->  192.0.2.2"
                   "        0  BE   UDP")
        out += [f"  {at:04X}:  {_groups(row, 4).upper():35}   {_characters(row)}" for at, row in _rows(data)]
        out.append("")
    return out


def catalyst(packets):
    """IOS XE of Catalyst switches, show monitor capture NAME buffer dump: Wireshark's rows."""
    out = ["Starting the packet display ........ Press Ctrl + Shift + 6 to exit", ""]
    for packet in packets:
        out += [f"{at:04x}  {_groups(row, 1):47}   {_characters(row)}" for at, row in _rows(packet[3] + packet[2])]
        out.append("")
    return out


def _tcpdump(packets, characters, link, stamps):
    """tcpdump(1): -x from the network layer on, -xx with the link layer, -X and -XX with characters."""
    out = []
    for packet, stamp in zip(packets, stamps):
        out.append(f"{stamp}IP 192.0.2.1.500 > 192.0.2.2.500: isakmp: phase 1 I ident")
        for at, row in _rows((packet[3] if link else b"") + packet[2]):
            shown = f"{_groups(row, 2):39}  {_characters(row)}" if characters else _groups(row, 2)
            out.append(f"\t0x{at:04x}:  {shown}")
    return out


def tcpdump_x(packets):
    return _tcpdump(packets, False, False, [f"{_clock(packet)} " for packet in packets])


def tcpdump_xx(packets):
    """-tt: seconds since 1970."""
    return _tcpdump(packets, False, True, [f"{packet[0]}.{packet[1]:06} " for packet in packets])


def tcpdump_upper_x(packets):
    """-tttt: date and time of day, of the zone in which it ran."""
    return _tcpdump(packets, True, False, [f"{_date(packet):%Y-%m-%d} {_clock(packet)} " for packet in packets])


def tcpdump_upper_xx(packets):
    return _tcpdump(packets, True, True, [f"{packet[0]}.{packet[1]:06} " for packet in packets])


def tcpdump_without_times(packets):
    """-t: none."""
    return _tcpdump(packets, False, False, ["" for packet in packets])


# what each tells of time: all of it, spans alone, nothing
ALL, SPANS, NONE = range(3)
FORMS = {
    asa: SPANS,
    fortigate_6: ALL,
    fortigate_6_local: SPANS,
    fortigate_3: SPANS,
    ios: ALL,
    ios_xe: NONE,
    ios_xe_detailed: SPANS,
    catalyst: NONE,
    tcpdump_x: SPANS,
    tcpdump_xx: ALL,
    tcpdump_upper_x: SPANS,
    tcpdump_upper_xx: ALL,
    tcpdump_without_times: NONE,
}


def text(lines, end="\n"):
    return "".join(line + end for line in lines).encode("ascii")
