#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Connections as charon itself lists them (swanctl --list-conns) against what is read of the same swanctl.conf: peers,
IKE versions, children, their networks and modes. Needs root and strongSwan; skipped (77) where one is missing."""
import ipaddress
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

CHARON = "/usr/lib/ipsec/charon"
PLUGINS = "random nonce openssl hmac kdf pem pkcs1 x509 pubkey socket-default vici kernel-netlink"

# name, its settings, children: (name, settings)
CONNECTIONS = [
    ("plain", "version = 1\nlocal_addrs = 203.0.113.1\nremote_addrs = 198.51.100.1",
     [("lan", "local_ts = 192.0.2.0/25\nremote_ts = 10.1.0.0/16")]),
    ("quoted", 'version = "1"\nlocal_addrs = "203.0.113.1"\nremote_addrs = "198.51.100.2"',
     [("lan", 'local_ts = "192.0.2.0/25"\nremote_ts = "10.2.0.0/16" # a comment')]),
    ("host", "version = 1\nlocal_addrs = 203.0.113.1\nremote_addrs = 198.51.100.3",
     [("one", "mode = transport\nlocal_ts = 203.0.113.1/32\nremote_ts = 198.51.100.3")]),
    ("several", "version = 1\nlocal_addrs=203.0.113.1\nremote_addrs=198.51.100.4",
     [("a", "local_ts = 192.0.2.0/26\nremote_ts = 10.4.1.0/24"),
      ("b", "local_ts = 192.0.2.64/26\nremote_ts = 10.4.2.0/24\nmode = tunnel")]),
    ("ports", "version = 1\nlocal_addrs = 203.0.113.1\nremote_addrs = 198.51.100.5",
     [("tcp", "local_ts = 192.0.2.1/32[tcp/80]\nremote_ts = 10.5.0.0/16[tcp]"),
      ("icmp", "local_ts = 192.0.2.1[icmp]\nremote_ts = 10.5.0.1[icmp]")]),
    ("six", "version = 1\nlocal_addrs = 2001:db8::1\nremote_addrs = 2001:db8::2",
     [("net", "local_ts = 2001:db8:1::/48\nremote_ts = 2001:db8:2::/48")]),
    ("list", "version = 1\nlocal_addrs = 203.0.113.1\nremote_addrs = 198.51.100.6",
     [("two", "local_ts = 192.0.2.0/26,192.0.2.128/26\nremote_ts = 10.6.0.0/16")]),
    ("newer", "version = 2\nlocal_addrs = 203.0.113.1\nremote_addrs = 198.51.100.7",
     [("lan", "local_ts = 192.0.2.0/25\nremote_ts = 10.7.0.0/16")]),
    ("either", "local_addrs = 203.0.113.1\nremote_addrs = 198.51.100.8",
     [("lan", "local_ts = 192.0.2.0/25\nremote_ts = 10.8.0.0/16")]),
    ("hostbits", "version = 1\nlocal_addrs = 203.0.113.1\nremote_addrs = 198.51.100.9",
     [("lan", "local_ts = 192.0.2.77/25\nremote_ts = 10.9.3.3/16")]),
    ("agg", "version = 1\naggressive = yes\nlocal_addrs = 203.0.113.1\nremote_addrs = 198.51.100.10",
     [("lan", "local_ts = 192.0.2.0/25\nremote_ts = 10.10.0.0/16")]),
    ("range", "version = 1\nlocal_addrs = 203.0.113.1\nremote_addrs = 198.51.100.11",
     [("lan", "local_ts = 192.0.2.3-192.0.2.9\nremote_ts = 10.11.0.0/16")]),
]


def written():
    text = "connections {\n"
    for name, settings, children in CONNECTIONS:
        text += f"{name} {{\n{settings}\nproposals = aes128-sha1-modp1024\n"
        text += "local {\nauth = psk\n}\nremote {\nauth = psk\n}\nchildren {\n"
        for child, values in children:
            text += f"{child} {{\n{values}\nesp_proposals = aes128-sha1\n}}\n"
        text += "}\n}\n"
    return text + "}\n"


def run(*command, check=True, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}")
    return done.stdout


def listed(folder, config):
    """What charon has, in a network namespace with a /run of its own."""
    settings = os.path.join(folder, "strongswan.conf")
    with open(settings, "w", encoding="ascii") as file:
        file.write(f"charon {{\nload = {PLUGINS}\ninstall_routes = no\nplugins {{ vici {{ socket = "
                   f"unix://{folder}/vici\n}} }}\n}}\n")
    environment = dict(os.environ, STRONGSWAN_CONF=settings, SWANCTL_DIR=folder)
    with open(os.path.join(folder, "output"), "w", encoding="ascii") as out:
        charon = subprocess.Popen(["unshare", "-n", "-m", "sh", "-c", f"mount -t tmpfs tmpfs /run && exec {CHARON}"],
                                  env=environment, stdout=out, stderr=out)
    try:
        end = time.monotonic() + 300
        while not os.path.exists(f"{folder}/vici") and time.monotonic() < end:
            time.sleep(0.1)
        uri = ["--uri", f"unix://{folder}/vici"]
        run("swanctl", "--load-conns", "--file", config, *uri, env=environment)
        return run("swanctl", "--list-conns", "--raw", *uri, env=environment)
    finally:
        charon.terminate()
        charon.wait()


NUMBERS = {"tcp": "6", "icmp": "1", "http": "80"}


def selector(text):
    """ADDRESSES[PROTOCOL/PORT] as (protocol, "LOW-HIGH:PORT-PORT"), the way the reader's values are shown."""
    found = re.fullmatch(r"([^\[]+)(?:\[([^/\]]+)(?:/([^\]]+))?\])?", text)
    addresses, protocol, port = found[1], found[2] or "0", found[3] or "0"
    port = NUMBERS.get(port, port)
    if ".." in addresses:
        low, high = addresses.split("..")
    else:
        network = ipaddress.ip_network(addresses)
        low, high = network[0], network[-1]
    return NUMBERS.get(protocol, protocol), f"{low}-{high}:{port}-{port}"


def of_charon(text):
    """{(connection, child): (version, own addresses, peers, mode, selectors)}"""
    children = {}
    for line in text.splitlines():
        found = re.match(r"list-conn event {(\S+) {local_addrs=\[(.*?)\] remote_addrs=\[(.*?)\] version=(\S+)", line)
        if not found:
            continue
        pattern = r"(\S+) {mode=(\S+) [^{}]*?local-ts=\[(.*?)\] remote-ts=\[(.*?)\]}"
        for child, mode, own, far in re.findall(pattern, line.split(" children {")[1]):
            pairs = {(selector(a), selector(b)) for a in own.split() for b in far.split()}
            children[found[1], child] = (found[4], found[2], found[3], mode.lower(), {
                (a[0], a[1], b[1]) for a, b in pairs})
    return children


def of_reader(text):
    sets = dict(re.findall(r"^set (\S+)#1 .*?(tunnel|transport)", text, re.M))
    children = {}
    for line in re.findall(r"^entry (.*)$", text, re.M):
        name, child = line.split()[0], re.search(r" child=(\S+)", line)[1]
        version = "IKEv2" if line.split()[2] == "other" else "IKEv1/2" if "begins-ikev2" in line else "IKEv1"
        own, peer = re.search(r" own=(\S+)", line)[1], re.search(r" peer=(\S+)", line)[1]
        lines = re.findall(rf"^line {name}/{child} \d+ permit (\d+) (\S+) (\S+)", text, re.M)
        children[name, child] = (version, own, peer, sets.get(f"{name}/{child}"), set(lines))
    return children


def main():
    if os.geteuid() != 0 or not os.path.exists(CHARON) or not shutil.which("swanctl") or not shutil.which("unshare"):
        print("skipped: needs root and strongSwan")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        config = os.path.join(folder, "swanctl.conf")
        with open(config, "w", encoding="ascii") as file:
            file.write(written())
        theirs = listed(folder, config)
        ours = run(sys.argv[2], config)
    theirs, ours = of_charon(theirs), of_reader(ours)
    expected = {(name, child) for name, _, children in CONNECTIONS for child, _ in children}
    if set(theirs) != expected:
        print("charon lists others:", sorted(theirs))
        return 1
    wrong = [(key, theirs[key], ours.get(key)) for key in sorted(expected) if theirs[key] != ours.get(key)]
    for key, listed_one, read_one in wrong:
        print(f"{'/'.join(key)}: charon has {listed_one}, the reader {read_one}")
    print(f"{len(expected)} children of {len(CONNECTIONS)} connections compared, {len(wrong)} differ")
    return 1 if wrong or set(ours) != expected else 0


if __name__ == "__main__":
    sys.exit(main())
