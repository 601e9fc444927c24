# SPDX-License-Identifier: GPL-2.0-or-later
"""Access lists whose lines a page or a terminal has broken into two: they are read as if they were whole."""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import Tally, run  # noqa: E402

CONFIG = """hostname HERE
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key x address 198.51.100.20
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
{}
crypto map CM 10 ipsec-isakmp
 set peer 198.51.100.20
 set transform-set TS
 match address {}
interface GigabitEthernet0/0
 ip address 192.0.2.10 255.255.255.0
 crypto map CM
ip route 0.0.0.0 0.0.0.0 192.0.2.1
"""
NETWORKS = ("10.1.0.0/16", "10.2.0.0/16")
HOSTS = ("10.1.0.5/32", "10.2.0.5/32")
# The list, its name, and the networks that it protects; None: it is left out, with a note of its line.
LISTS = (
    ("whole", "access-list 101 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255", "101", NETWORKS),
    ("broken", "access-list 101 permit ip 10.1.0.0 0.0.255.255\n          10.2.0.0 0.0.255.255", "101", NETWORKS),
    ("hosts", "access-list 101 permit ip host 10.1.0.5\n  host 10.2.0.5", "101", HOSTS),
    ("typed", "HERE(config)# access-list 101 permit ip 10.1.0.0 0.0.255.255\n   10.2.0.0 0.0.255.255", "101", NETWORKS),
    ("named", "ip access-list extended VPN\n permit ip 10.1.0.0 0.0.255.255\n10.2.0.0 0.0.255.255", "VPN", NETWORKS),
    ("another statement behind it", "access-list 101 permit ip 10.1.0.0 0.0.255.255\nip access-list extended X", "101", None),
    ("half an end", "access-list 101 permit ip 10.1.0.0 0.0.255.255\n   10.2.0.0", "101", None),
)


def main():
    tally = Tally("broken access lists")
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "here.cfg"
        for name, text, number, networks in LISTS:
            tally.case(name)
            config.write_text(CONFIG.format(text, number))
            result = run("-c", config)
            found = [(tunnel["networks"]["a"], tunnel["networks"]["b"]) for tunnel in result.of("tunnel")]
            tally.expect(found == [networks] if networks else NETWORKS not in found, f"{found}, not {networks}")
            noted = "here.cfg:8:" in result.errors
            tally.expect(noted == (networks is None), f"said: {result.errors[:200]}")
    tally.close()


if __name__ == "__main__":
    main()
