# SPDX-License-Identifier: GPL-2.0-or-later
"""Access lists that capirca writes are read as what its policy says: the second source is the policy's own networks and
ports, multiplied here. Skipped where capirca (Debian: python3-capirca) is not installed."""
import ipaddress
import itertools
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
NETWORKS = {"LOCAL": ["10.1.0.0/24", "10.1.9.9/32"], "REMOTE": ["10.2.0.0/16", "192.0.2.7/32"], "SIX": ["2001:db8::/32"]}
PORTS = {"WEB": [(80, 80), (443, 443)], "IKE": [(500, 500)], "HIGH": [(1024, 65535)]}
NUMBERS = {"ip": 0, "tcp": 6, "udp": 17, "gre": 47, "esp": 50}
# protocols, source, destination, source port, destination ports, permitted
TERMS = [
    (["ip"], "LOCAL", "REMOTE", None, [], True),
    (["udp"], None, None, "IKE", ["IKE"], True),
    (["tcp"], None, "REMOTE", None, ["WEB", "HIGH"], True),
    (["gre", "esp"], None, None, None, [], True),
    (["ip"], None, None, None, [], False),
]
SIX = [(["ip"], "SIX", "SIX", None, [], True), (["tcp"], None, None, None, ["WEB"], True)]


def policy(target, terms):
    text = "header {\n  comment:: \"written for a test\"\n  target:: cisco %s\n}\n" % target
    for number, (protocols, source, destination, source_port, ports, permitted) in enumerate(terms):
        text += "term t%d {\n  comment:: \"a term\"\n" % number
        if protocols != ["ip"]:
            text += "  protocol:: %s\n" % " ".join(protocols)
        for key, value in (("source-address", source), ("destination-address", destination),
                           ("source-port", source_port), ("destination-port", " ".join(ports))):
            text += "  %s:: %s\n" % (key, value) if value else ""
        text += "  action:: %s\n}\n" % ("accept" if permitted else "deny")
    return text


def ends(name, any_network):
    for network in map(ipaddress.ip_network, NETWORKS[name] if name else [any_network]):
        yield "%s %s" % (network[0], network[-1])


def expected(terms, any_network):
    for protocols, source, destination, source_port, ports, permitted in terms:
        source_ports = PORTS[source_port] if source_port else [(0, 0)]
        destination_ports = [pair for name in ports for pair in PORTS[name]] or [(0, 0)]
        for protocol, one, other, first, second in itertools.product(
                protocols, ends(source, any_network), ends(destination, any_network), source_ports, destination_ports):
            yield "L %s %d %s %d %d %s %d %d" % ("permit" if permitted else "deny", NUMBERS[protocol], one, *first,
                                                 other, *second)


def main():
    try:
        sys.path.append("/usr/lib/python3/dist-packages")
        from capirca.lib import cisco, naming, policy as parser
    except ImportError:
        print("capirca is not installed")
        return 77
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "n.net").write_text("".join("%s = %s\n" % (name, "\n  ".join(networks))
                                            for name, networks in NETWORKS.items()))
        (path / "s.svc").write_text("".join("%s = %s\n" % (name, " ".join(
            "%d-%d/%s" % (low, high, protocol) if low != high else "%d/%s" % (low, protocol)
            for low, high in ranges for protocol in ("tcp", "udp"))) for name, ranges in PORTS.items()))
        names = naming.Naming(folder)
        for target, terms, any_network in (("L extended", TERMS, "0.0.0.0/0"), ("L object-group", TERMS, "0.0.0.0/0"),
                                           ("L inet6", SIX, "::/0")):
            config = path / "router.cfg"
            config.write_text(str(cisco.Cisco(parser.ParsePolicy(policy(target, terms), names), 2)))
            output = subprocess.run([sys.argv[2], "-a", str(config)], capture_output=True, text=True, check=True)
            read, wanted = sorted(output.stdout.splitlines()), sorted(expected(terms, any_network))
            if read != wanted or output.stderr:
                wrong += 1
                print(target, "is read otherwise:", sorted(set(read) ^ set(wanted)), output.stderr)
    print("lists of capirca: %d are read otherwise" % wrong)
    return wrong != 0


sys.exit(main())
