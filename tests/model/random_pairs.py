# SPDX-License-Identifier: GPL-2.0-or-later
"""random_pairs.py COMMAND MODEL_PAIRS [COUNT [SEED]]: random pairs of configurations, put to the model and to two real
strongSwan daemons, which agree on up or down in all. A pair whose daemon never answered, on a machine that is too busy, is not played and
counted as such.

A pair is written in IOS's syntax and as two swanctl.conf that ask for the same: transport mode stands there where IOS
would ask for it, and an entry with several lines in its access list is as many children. The statements are put to the
model three times: the daemons' own files, and IOS's statements with what strongSwan does (--strongswan), which agree with
the daemons in every pair; and IOS's statements with what IOS does, where the daemons agree but for two habits that are known: strongSwan narrows networks that are too wide, and refuses PFS that it has not.
What the model leaves open ("either") is counted.

Needs root and strongSwan; says so and is skipped (77) where one is missing."""
import ipaddress
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
from types import SimpleNamespace

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lab"))
import daemons  # noqa: E402
from configs import Side, block  # noqa: E402

ADDRESS = ("203.0.113.1", "198.51.100.1")
LAN = ("192.168.1.0/24", "192.168.2.0/24")
# IOS word: strongSwan's
CIPHERS = {"esp-3des": "3des", "esp-aes": "aes128", "esp-aes 192": "aes192", "esp-aes 256": "aes256",
           "esp-null": "null"}
HASHES = {"esp-md5-hmac": "md5", "esp-sha-hmac": "sha1", "esp-sha256-hmac": "sha256", "esp-sha384-hmac": "sha384",
          "esp-sha512-hmac": "sha512"}
AH = {"ah-md5-hmac": "md5", "ah-sha-hmac": "sha1", "ah-sha256-hmac": "sha256"}
IKE_CIPHERS = {"3des": "3des", "aes": "aes128", "aes 192": "aes192", "aes 256": "aes256"}
IKE_HASHES = {"md5": "md5", "sha": "sha1", "sha256": "sha256", "sha512": "sha512"}
GROUPS = {2: "modp1024", 5: "modp1536", 14: "modp2048", 19: "ecp256"}
PORTS = (("", ""), ("tcp", "80"), ("tcp", "443"), ("udp", "53"), ("gre", ""))


def pick(draw, *choices):
    return draw.choice(choices)


def random_set(draw, ah):
    if ah:
        return (draw.choice(list(AH)),)
    return draw.choice(list(CIPHERS)), draw.choice(list(HASHES))


def random_policy(draw):
    return draw.choice(list(IKE_CIPHERS)), draw.choice(list(IKE_HASHES)), draw.choice(list(GROUPS))


def relation(draw, network):
    """The network, or one that lies to it in another way."""
    net = ipaddress.ip_network(network)
    kind = draw.choices(("same", "host", "half", "wider", "other"), (76, 6, 6, 6, 6))[0]
    if kind == "host":
        return f"{net[draw.randrange(1, 200)] if net.num_addresses > 2 else net[0]}/32"
    if kind == "half":
        return str(next(net.subnets())) if net.prefixlen < 32 else network
    if kind == "wider":
        return str(net.supernet(min(4, net.prefixlen)))
    if kind == "other":
        return f"10.{draw.randrange(200)}.0.0/24"
    return network


def random_pair(draw):
    """Two sides that agree but for what is drawn otherwise."""
    ah = draw.random() < 0.12
    hosts = draw.random() < 0.2
    transport = hosts and draw.random() < 0.6
    sets = [random_set(draw, ah) for _ in range(draw.choice((1, 1, 2, 3)))]
    policies = [random_policy(draw) for _ in range(draw.choice((1, 1, 2, 3)))]
    protocol, port = draw.choice(PORTS) if draw.random() < 0.25 else ("", "")
    own, far = [f"{address}/32" for address in ADDRESS] if hosts else LAN
    first = {"lines": [(own, far, protocol, port)], "sets": sets, "transport": transport, "policies": policies,
             "pfs": draw.choice((0, 0, *GROUPS)), "key": "same", "wild": draw.random() < 0.3,
             "seconds": draw.choice((0, 0, 1800))}
    second = dict(first, lines=[(far, own, protocol, port)], wild=draw.random() < 0.3,
                  seconds=draw.choice((0, 0, 7200)))
    differ = lambda chance: draw.random() < chance
    if differ(0.12):
        second["sets"] = [random_set(draw, ah if differ(0.8) else not ah) for _ in sets]
    elif differ(0.25):
        second["sets"] = draw.sample(sets + [random_set(draw, ah)], draw.choice((1, len(sets))))
    if differ(0.12):
        second["policies"] = [random_policy(draw) for _ in policies]
    elif differ(0.25):
        second["policies"] = draw.sample(policies + [random_policy(draw)], draw.choice((1, len(policies))))
    if differ(0.15):
        second["pfs"] = draw.choice((0, *GROUPS))
    if differ(0.08):
        second["key"] = draw.choice(("other", ""))
    if hosts and differ(0.15):
        second["transport"] = not transport
    if differ(0.3) and not second["transport"]:
        second["lines"] = [(relation(draw, far), relation(draw, own), protocol, port)]
    if differ(0.08) and not second["transport"]:
        second["lines"] = [(*second["lines"][0][:2], *draw.choice(PORTS))]
    if differ(0.2) and not second["transport"]:
        extra = (f"172.16.{draw.randrange(9)}.0/24", f"172.20.{draw.randrange(9)}.0/24", "", "")
        second["lines"] = draw.sample([extra, *second["lines"]], 2)
    return first, second


def end_of(network, words):
    net = ipaddress.ip_network(network)
    if net.num_addresses == 1:
        return f"host {net[0]}"
    return f"{net[0]} {net.hostmask}"


def ios(side, own, peer):
    """Its configuration in IOS's syntax. The port is the responder's alone."""
    out = [f"hostname R{1 + ADDRESS.index(own)}"]
    for number, (cipher, digest, group) in enumerate(side["policies"], 1):
        out += [f"crypto isakmp policy {10 * number}", f" encr {cipher}", f" hash {digest}",
                " authentication pre-share", f" group {group}"]
    if side["key"]:
        whom = "0.0.0.0" if side["wild"] else peer
        out.append(f"crypto isakmp key {side['key']}-key address {whom}")
    for number, words in enumerate(side["sets"]):
        out += [f"crypto ipsec transform-set TS{number} {' '.join(words)}",
                f" mode {'transport' if side['transport'] else 'tunnel'}"]
    out += ["crypto map CM 10 ipsec-isakmp", f" set peer {peer}",
            " set transform-set " + " ".join(f"TS{number}" for number in range(len(side["sets"])))]
    out += [f" set pfs group{side['pfs']}"] if side["pfs"] else []
    out += [f" set security-association lifetime seconds {side['seconds']}"] if side["seconds"] else []
    out += [" match address VPN", "interface GigabitEthernet0/0", f" ip address {own} 255.255.255.0",
            " crypto map CM", "ip access-list extended VPN"]
    for lan, far, protocol, port in side["lines"]:
        ports = [f" eq {port}" if port and ADDRESS[0] == end else "" for end in (own, peer)]
        out.append(f" permit {protocol or 'ip'} {end_of(lan, own)}{ports[0]} {end_of(far, peer)}{ports[1]}")
    return "\n".join(out) + "\n"


def selector(network, protocol, port, has_port):
    return f"{network}[{protocol}/{port}]" if port and has_port else f"{network}[{protocol}]" if protocol else network


def swanctl(side, own, peer):
    proposals = ", ".join("-".join((IKE_CIPHERS[c], IKE_HASHES[h], GROUPS[g])) for c, h, g in side["policies"])
    connection = ["version = 1", f"local_addrs = {own}", f"remote_addrs = {peer}", f"proposals = {proposals}"]
    connection += block("local", "auth = psk", f"id = {own}") + block("remote", "auth = psk", f"id = {peer}")
    children = []
    for number, (lan, far, protocol, port) in enumerate(side["lines"]):
        esp = [[CIPHERS.get(w) or HASHES[w] for w in s] for s in side["sets"] if s[0] not in AH]
        ah = [[AH[w] for w in s] for s in side["sets"] if s[0] in AH]
        child = [f"local_ts = {selector(lan, protocol, port, own == ADDRESS[0])}",
                 f"remote_ts = {selector(far, protocol, port, peer == ADDRESS[0])}",
                 f"mode = {'transport' if side['transport'] else 'tunnel'}"]
        for name, suites in (("esp", esp), ("ah", ah)):
            if suites:
                words = ["-".join(s + ([GROUPS[side["pfs"]]] if side["pfs"] else [])) for s in suites]
                child.append(f"{name}_proposals = {', '.join(words)}")
        if side["seconds"]:
            child += [f"rekey_time = {side['seconds']}", f"life_time = {side['seconds']}", "rand_time = 0"]
        children += block(f"c{number}", *child)
    connection += block("children", *children)
    lines = block("connections", *block("peer", *connection))
    if side["key"]:
        ids = [] if side["wild"] else [f"id = {peer}"]
        lines += block("secrets", *block("ike-peer", *ids, f'secret = "{side["key"]}-key"'))
    return "\n".join(lines) + "\n"


class Reloaded(daemons.Peer):
    """A strongSwan that takes one configuration after the other."""

    def start(self):
        text = daemons.strongswan_conf(self.side, self.folder)
        text = text.replace("retransmit_tries = 3", "retransmit_tries = 1").replace("retransmit_timeout = 1.0",
                                                                                   "retransmit_timeout = 0.4")
        pathlib.Path(self.path("strongswan.conf")).write_text(text)
        self.spawn([daemons.CHARON], STRONGSWAN_CONF=self.path("strongswan.conf"))
        daemons.wait_for(lambda: os.path.exists(self.path("vici")), "vici socket")

    def load(self, text):
        pathlib.Path(self.path("swanctl.conf")).write_text(text)
        self.swanctl("--load-creds", "--clear", "--noprompt", "--file", self.path("swanctl.conf"))
        self.swanctl("--load-conns", "--file", self.path("swanctl.conf"))

    def initiate(self, seconds):
        done = subprocess.run(self.swanctl_command("--initiate", "--child", "c0", "--timeout", str(seconds)),
                              capture_output=True, text=True, check=False)
        return done.returncode == 0, done.stdout

    def forget(self):
        self.swanctl("--terminate", "--ike", "peer", "--force", "--timeout", "1", check=False)


def wire(folder):
    sides = [Side(address=own, peer=peer, lan="", far="", psk="") for own, peer in (ADDRESS, ADDRESS[::-1])]
    scenario = SimpleNamespace(initiator=sides[0], responder=sides[1], mtu=1500, captured_at="responder")
    bench = daemons.Bench(scenario, folder, None)
    for whose in ("initiator", "responder"):
        peer = getattr(bench, whose)
        shutil.rmtree(peer.folder)
        setattr(bench, whose, Reloaded(peer.side, whose, peer.namespace, folder, None))
    return bench


def ask(program, folder, files, *options):
    """up, down or either, as the first router's offer fares; and all that was said."""
    done = subprocess.run([program, *options, *(f"{folder}/{file}" for file in files)], capture_output=True, text=True,
                          check=True)
    wanted = done.stdout.split(f"pair {ADDRESS[0]} {ADDRESS[1]}\n")
    answer = wanted[1].split("pair ")[0] if len(wanted) == 2 else ""
    phase1 = re.search(r"^phase1 1-2 (\w+) .*transforms=(\d+) keys=(\w+)", answer, flags=re.M)
    offer = re.search(r"^offer 1-2 (\w+) \d (\w+)", answer, flags=re.M)
    if not phase1 or not offer:
        return "?", done.stdout
    says = [phase1.group(1), offer.group(1)]
    if phase1.group(3) == "differ" or phase1.group(2) == "0":
        says[0] = "refuses"
    if "refuses" in says:
        return "down", answer
    return ("either" if "either" in says else "up"), answer


def is_wider(first, second):
    """The first side's networks are in none of the second's lines, yet have something in common with one."""
    nets = lambda line, turn: [ipaddress.ip_network(n) for n in (line[1::-1] if turn else line[:2])]
    offered, numbers = nets(first["lines"][0], False), first["lines"][0][2:]
    common = inside = False
    for line in second["lines"]:
        own = nets(line, True)
        fits = line[2:] == numbers or not line[2] or not numbers[0] or (line[2] == numbers[0] and not (line[3] and numbers[1]))
        common = common or (fits and all(a.overlaps(b) for a, b in zip(offered, own)))
        inside = inside or (all(a.subnet_of(b) for a, b in zip(offered, own)) and (line[2:] == numbers or not line[2]))
    return common and not inside


def is_answered(log):
    """Did the peer say anything to the last request? Every refusal of strongSwan's is said."""
    return "received packet" in re.split(r"generating (?:ID_PROT|QUICK_MODE) request", log)[-1]


def play(program, bench, folder, pair, tally):
    """What is not as it must be, as text; None: all agree."""
    texts = []
    for number, side in enumerate(pair):
        own, peer = ADDRESS[number], ADDRESS[1 - number]
        pathlib.Path(folder, f"r{number + 1}.cfg").write_text(ios(side, own, peer))
        texts.append(swanctl(side, own, peer))
        pathlib.Path(folder, f"r{number + 1}.swanctl").write_text(texts[-1])
    bench.initiator.load(texts[0])
    bench.responder.load(texts[1])
    # a busy machine is no refusal: whom no answer reaches asks again, and a pair of whom none ever comes is not played
    for _ in range(3):
        up, log = bench.initiator.initiate(4)
        bench.initiator.forget()
        bench.responder.forget()
        if up or is_answered(log):
            break
    else:
        tally["not played"] += 1
        return None
    daemon = "up" if up else "down"
    ours = ("r1.cfg", "r2.cfg")
    as_swan, why = ask(program, folder, ours, "--strongswan")
    as_ios, _ = ask(program, folder, ours)
    read, why_read = ask(program, folder, ("r1.swanctl", "r2.swanctl"))
    tally[daemon] += 1
    tally["ios either"] += as_ios == "either"
    shown = "\n".join([*texts, log[-2500:], why])
    if as_swan != daemon:
        return f"strongSwan is {daemon}, the model says {as_swan}\n{shown}"
    # a file without a secret says nothing: secrets may stand in another one
    hidden = read == "either" and daemon == "down" and not all(side["key"] for side in pair)
    tally["key not shown"] += hidden
    if read != daemon and not hidden:
        return f"strongSwan is {daemon}, the model of its own configuration says {read}\n{shown}\n{why_read}"
    narrowed = is_wider(*pair)
    extra = pair[0]["pfs"] and not pair[1]["pfs"]
    if as_ios in (daemon, "either"):
        return None
    tally["ios differs"] += 1
    if narrowed and daemon == "up" and as_ios == "down":
        return None
    if extra and daemon == "down" and as_ios == "up":
        return None
    return f"strongSwan is {daemon}, the model of IOS says {as_ios}\n{shown}"


def main():
    program = sys.argv[2]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    missing = [name for name in ("swanctl", "gcc", "ip", "nft") if not shutil.which(name)]
    if os.geteuid() != 0 or missing or not os.path.exists(daemons.CHARON):
        print("skipped: needs root and strongSwan", *missing)
        return 77
    failures, tally = 0, {"up": 0, "down": 0, "not played": 0, "key not shown": 0, "ios either": 0, "ios differs": 0}
    with tempfile.TemporaryDirectory() as folder, wire(folder) as bench:
        bench.initiator.start()
        bench.responder.start()
        for number in range(count):
            pair = random_pair(random.Random(f"{seed} {number}"))
            complaint = play(program, bench, folder, pair, tally)
            if complaint:
                failures += 1
                print(f"pair {number} of seed {seed}: {pair}\n{complaint}")
    print(f"{count} pairs, {failures} disagree;", ", ".join(f"{key} {value}" for key, value in tally.items()))
    if tally["not played"] == count:
        print("skipped: no daemon answered at all")
        return 77
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
