# SPDX-License-Identifier: GPL-2.0-or-later
"""Every fix that is told, typed: two configurations of the model in ios.py disagree, print_fixes says what it makes of
what a capture would show, and the printed lines are typed on a copy of the router they are for, their placeholders
filled in from what show prints there. Then the two have to agree, the second tunnel has to be as it was, and the undo
has to bring back the configuration.

    test_fixes.py PROGRAM
"""
import json
import random
import re
import subprocess
import sys

from cases import Case, Side, SETS
import foreign
from ios import Line, Refused
from negotiate import negotiate, swap
import table

PLACEHOLDER = re.compile(r"<([A-Z0-9-]+)>")
RANDOM_CASES = 150


class Wrong(Exception):
    pass


def expect(condition, text):
    if not condition:
        raise Wrong(text)


class Program:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        for told in answer if question["kind"] not in ("catalogue", "placeholder") else ():
            told["fixes"] = [read_fix(fix) for fix in told["fixes"]]
        return answer

    def close(self):
        self.process.stdin.close()
        expect(self.process.wait() == 0, "print_fixes ends badly")


# Placeholders, each read where its explanation says

def map_entry(router, peer, case):
    """Heading of the entry with this peer, else (where that is what is wrong) the one with these networks."""
    shown = re.split(r"(?m)^(?=Crypto Map)", router.show_crypto_map())
    found = [entry for entry in shown if f"Peer = {peer}\n" in entry] or [
        entry for entry in shown if "Extended IP access list VPN0\n" in entry]
    expect(len(found) == 1, f"{len(found)} entries for {peer}")
    return found[0]


def sequence_before(router, acl, line):
    """None: no number is free."""
    shown = {name: re.findall(r"(?m)^    (?:(\d+) (.*)|(.*) sequence (\d+))$", body)
             for name, body in re.findall(r"(?m)^\w+ IP access list (\S+)\n((?:    .*\n?)*)|", router.show_access_lists())
             if name} or {}
    shown |= {name: re.findall(r"(?m)^    (?:(\d+) (.*)|(.*) sequence (\d+))$", body)
              for name, body in re.findall(r"(?m)^IPv6 access list (\S+)\n((?:    .*\n?)*)", router.show_access_lists())}
    lines = [(int(a or d), Line((b or c).split())) for a, b, c, d in shown[acl]]
    meets = [number for number, other in lines if other.relates(*line.selectors())]
    if not meets:
        return max((number for number, _ in lines), default=0) + 10
    taken = {number for number, _ in lines}
    before = max((number for number in taken if number < meets[0]), default=0)
    free = [number for number in range(meets[0] - 1, before, -1) if number not in taken]
    return free[0] if free else None


def fill(router, other, case, text, peer, undo_numbers):
    """The text with its placeholders filled in, and what had to be typed before."""
    values, first = {}, []
    names = set(PLACEHOLDER.findall(text))
    if names & {"MAP", "SEQ", "SETS-IT-HAS-NOW", "PFS-IT-HAS-NOW", "ACL", "PROFILE"}:
        entry = map_entry(router, peer, case)
        values["MAP"], values["SEQ"] = re.search(r'"(\S+)" (\d+)', entry).groups()
        values["SETS-IT-HAS-NOW"] = " ".join(re.findall(r"(?m)^ +(\S+):  \{", entry))
        group = re.search(r"DH group:  (\S+)", entry)
        values["PFS-IT-HAS-NOW"] = f"set pfs {group.group(1)}" if group else "no set pfs"
        values["ACL"] = re.search(r"access list (\S+)", entry).group(1)
        profile = re.search(r"ISAKMP Profile: (\S+)", entry)
        values["PROFILE"] = profile.group(1) if profile else None
    if "OUTSIDE-ACL" in names:
        values["OUTSIDE-ACL"] = re.search(r"Inbound  access list is (\S+)", router.show_interface()).group(1)
    if "SEQ-BEFORE-IT" in names:
        acl = values["OUTSIDE-ACL" if "OUTSIDE-ACL" in names else "ACL"]
        line = Line(re.search(r"<SEQ-BEFORE-IT> (.*)", text).group(1).split())
        number = sequence_before(router, acl, line)
        if number is None:
            first = ["configure terminal", f"ip access-list resequence {acl} 10 10", "end"]
            for command in first:
                router.type(command)
            number = sequence_before(router, acl, line)
        values["SEQ-BEFORE-IT"] = str(number)
    values["KEY"] = next((key for address, key in re.findall(r"(?m)^default +(\S+) +(\S+)$", other.show_keys())
                          if address == str(router.address)), None)
    values["KEY-IT-HAS-NOW"] = next((key for address, key in re.findall(r"(?m)^default +(\S+) +(\S+)$",
                                                                        router.show_keys()) if address == peer), None)
    taken = [int(number) for number in re.findall(r"(?m)^Protection suite of priority (\d+)", router.show_policies())]
    values["FREE-NUMBER"] = str(max(taken, default=0) + 10)
    profile = re.search(r"set ikev2-profile (\S+)", router.show_running_map())
    values["IKEV2-PROFILE"] = profile.group(1) if profile else None
    values |= undo_numbers
    for name in names:
        expect(values.get(name), f"nothing to fill in for <{name}>")
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], text), values


# What must stay

def entry_state(router, entry):
    return {"peers": entry.peers, "sets": entry.sets, "pfs": entry.pfs, "acl": entry.acl, "profile": entry.profile,
            "ikev2": entry.ikev2, "life": entry.life, "window": entry.window}


def state(router, with_numbers=True):
    sets = {name: tuple(value) for name, value in router.sets.items() if not name.startswith("IKT-")}
    return {"sets": sets, "keys": dict(router.keys), "policies": {n: dict(p) for n, p in router.policies.items()},
            "acls": {name: [(number if with_numbers else 0, acl.lines[number].text()) for number in sorted(acl.lines)]
                     for name, acl in router.acls.items()},
            "maps": {f"{name} {number}": entry_state(router, entry) for name, entries in router.maps.items()
                     for number, entry in entries.items()},
            "profiles": {name: (profile.matches, profile.aggressive) for name, profile in router.profiles.items()},
            "filters": dict(router.filters), "recovery": router.recovery, "natt": router.natt,
            "no_xauth": set(router.no_xauth)}


def check_others(before, after, peer, acl_lines):
    """Nothing but the tunnel with this peer may have changed. acl_lines: texts of the lines that came and went."""
    old, new = state(before), state(after)
    expect(old["sets"].items() <= new["sets"].items(), "a transform set was redefined")
    expect(old["policies"].items() <= new["policies"].items(), "a policy was changed")
    for address, key in old["keys"].items():
        expect(address == peer or new["keys"].get(address) == key, f"the key for {address} was changed")
        expect(address == peer or (address in old["no_xauth"]) == (address in new["no_xauth"]),
               f"XAUTH of {address} was changed")
    for name, entry in old["maps"].items():
        of_tunnel = peer in entry["peers"] or entry["acl"] == "VPN0"
        now = new["maps"][name]
        expect(of_tunnel or now == entry, f"map entry {name} was changed")
        expect(set(entry["sets"]) <= set(now["sets"]), f"map entry {name} lost a transform set")
        expect(set(entry["peers"]) <= set(now["peers"]), f"map entry {name} lost a peer")
        expect((entry["acl"], entry["profile"]) == (now["acl"], now["profile"]), f"map entry {name} was changed")
    expect(set(new["maps"]) == set(old["maps"]), "a map entry appeared")
    for name, lines in old["acls"].items():
        kept = [text for _, text in lines if text not in acl_lines]
        expect([text for _, text in new["acls"][name] if text not in acl_lines] == kept, f"access list {name} changed")
    expect(set(new["acls"]) == set(old["acls"]), "an access list appeared")
    for name, (matches, _) in old["profiles"].items():
        expect(set(matches) <= set(new["profiles"][name][0]), f"profile {name} lost an identity")
    expect(set(after.cleared) <= {peer}, f"cleared SAs with {after.cleared}")
    for other, kinds in before.sas.items():
        expect(other == peer or after.sas[other] == kinds, f"SAs with {other} are gone")


def third_outcomes(case, router, at):
    packet = case.third_packets[at]
    return negotiate(router, case.third, packet), negotiate(case.third, router, swap(packet))


# What is printed

def printed_lines(text, title):
    """The lines to type under a title of a tunnel's block, as they stand there but for the block's own indent."""
    lines, inside = [], False
    for line in text.splitlines():
        if inside and line.startswith("     ") and not line.startswith("     ! ") and not line.startswith("     <"):
            lines.append(line[5:])
        else:
            inside = line.startswith(f"   {title}")
    return lines


def read_fix(fix):
    """The fix with the lines that stand in the printed text, on the router that is named there."""
    text = fix["printed"]
    side = re.search(r"(?m)^   FIX on ([AB]) ", text)
    expect(side, f"no fix is printed:\n{text}")
    expect((side.group(1) == "A") == (fix["router"] == "initiator"), "another router is named")
    for name in PLACEHOLDER.findall(text):
        expect(re.search(rf"(?m)^     <{name}> ", text), f"<{name}> is not explained")
    return dict(fix, lines=printed_lines(text, "FIX on"), undo=printed_lines(text, "UNDO"))


# One case

def typed(router, text):
    for line in text.splitlines():
        router.type(line)
    expect(router.mode == "exec", "the fix does not end in exec mode")


def check_form(fix):
    lines = fix["lines"]
    clears = [line for line in lines if line.startswith("clear ")]
    if len(clears) < len(lines):
        expect(lines[0] == "configure terminal" and "end" in lines, "not from configure terminal to end")
        expect(fix["undo"][0] == "configure terminal" and "end" in fix["undo"], "no undo")
    expect(clears and lines[-1] == clears[-1], "no clear at its end")
    sessions = [at for at, line in enumerate(clears) if "session" in line]
    expect(sessions in ([], [len(clears) - 1]), "the ISAKMP SA is cleared before the IPsec SAs")
    expect(fix["touches"] and "<" not in PLACEHOLDER.sub("", fix["touches"]), f"touches: {fix['touches']}")
    for line in lines + fix["undo"]:
        expect("<" not in PLACEHOLDER.sub("", line), f"a value is missing: {line}")


def changed_lines(lines):
    """Access list entries among these lines, in the model's spelling."""
    found = set()
    for line in lines:
        match = re.search(r"((?:permit|deny) .*)$", line)
        if match:
            found.add(Line(match.group(1).split()).text())
    return found


def apply_fix(case, fix, routers, names):
    at = 0 if fix["router"] == "initiator" else 1
    router, other = routers[at], routers[1 - at]
    before, third = router.copy(), third_outcomes(case, router, at)
    expect(not third[0].failed and not third[1].failed, f"the second tunnel does not work anyway: {third}")
    peer = str(other.address)
    check_form(fix)
    numbers = {}
    old = re.search(r"(?m)^ no ((?:permit|deny) .*)$", "\n".join(fix["lines"]))
    text, values = fill(router, other, case, "\n".join(fix["lines"]), peer, numbers)
    names |= set(PLACEHOLDER.findall("\n".join(fix["lines"] + fix["undo"])))
    if old and "SEQ-OF-IT" in "\n".join(fix["undo"]):
        content = Line(old.group(1).split()).content()
        found = [n for n, line in router.acls[values["ACL"]].lines.items() if line.content() == content]
        expect(found, "the line to remove is not there")
        numbers["SEQ-OF-IT"] = str(found[0])
    filled = router.copy()
    typed(router, text)
    check_others(before, router, peer, changed_lines(fix["lines"]))
    expect(third_outcomes(case, router, at) == third, "the second tunnel is not what it was")
    undone = router.copy()
    for name in ("MAP", "SEQ", "SETS-IT-HAS-NOW", "PFS-IT-HAS-NOW", "ACL", "OUTSIDE-ACL", "KEY", "KEY-IT-HAS-NOW",
                 "FREE-NUMBER", "PROFILE", "IKEV2-PROFILE"):
        if values.get(name):
            numbers[name] = values[name]
    undo = "\n".join(fix["undo"])
    expect(set(PLACEHOLDER.findall(undo)) <= set(numbers), "the undo asks for what the fix does not")
    typed(undone, PLACEHOLDER.sub(lambda match: numbers[match.group(1)], undo))
    expect(state(undone) == state(filled), "the undo does not bring back what was there")


def check_roles(finding):
    """The router at fault is the router that is told."""
    at_fault = finding["misconfigured"]
    told = {fix["router"] for fix in finding["fixes"]}
    expect(at_fault not in ("initiator", "responder") or told == {at_fault}, f"{at_fault} is at fault, {told} told")


def is_mended(case, routers):
    if case.check:
        return case.check(routers)
    outcome = negotiate(*(routers if not case.reverse else routers[::-1]), case.after, case.nat)
    return None if not outcome.failed else f"after the fix it fails for {outcome.failed}"


def check_case(program, case, names, tried):
    routers = [side.copy() for side in case.sides]
    way = routers[::-1] if case.reverse else routers
    failed = negotiate(*way, case.after if case.reverse else case.there, case.nat).failed
    expect(failed == case.failed, f"before the fix it fails for {failed}, not {case.failed}")
    findings = program.ask(case.record())
    for finding in findings:
        expect(finding["likelihood"] != "possible" or not finding["fixes"], f"{finding['rule']} is possible, with a fix")
    with_fix = {finding["rule"]: finding for finding in findings if finding["fixes"]}
    expect(set(case.rules) <= set(with_fix), f"no fix of {set(case.rules) - set(with_fix)} among {list(with_fix)}")
    for rule in case.rules or with_fix:
        finding = with_fix[rule]
        routers = [side.copy() for side in case.sides]
        check_roles(finding)
        told = "".join(fix["router"][0] for fix in finding["fixes"])
        expect(case.told in (None, told), f"{rule}: told {told}, not {case.told}")
        for fix in finding["fixes"]:
            apply_fix(case, fix, routers, names)
        wrong = is_mended(case, routers)
        expect(not wrong, f"{rule}: {wrong}")
        tried[rule] = tried.get(rule, 0) + 1


def check_one_foreign(program, case, at, names, tried):
    record = case.record()
    record["vendors"] = ["other" if side == at else vendor for side, vendor in enumerate(record["vendors"])]
    findings = program.ask(record)
    for finding in findings:
        foreign.check_lines(finding, case.peers, at)
    for finding in findings:
        if finding["rule"] not in case.rules or finding["likelihood"] == "possible":
            continue
        told, rule = "ir"[at] in case.told, finding["rule"]
        needs = foreign.says_needs(finding, case.peers[at])
        routers = [side.copy() for side in case.sides]
        for fix in finding["fixes"]:
            apply_fix(case, fix, routers, names)
        if finding["fixes"] and not needs:
            wrong = is_mended(case, routers)
            expect(not wrong, f"{rule}: {wrong}")
        expect(not told or needs or finding["fixes"], f"{rule}: nothing is said to {case.peers[at]}")
        if told:
            tried.add(rule)


def check_foreign(program, case, names, tried):
    """Neither is told anything in words of IOS that it does not have."""
    for at in range(2):
        check_one_foreign(program, case, at, names, tried)
    for finding in program.ask(dict(case.record(), vendors=["other", "other"])):
        expect(not finding["fixes"] + finding["show"] + finding["suspect"], f"{finding['rule']}: no IOS router is there")


def attempt(name, function, *arguments):
    try:
        function(*arguments)
        return 0
    except (Wrong, foreign.Wrong, Refused) as error:
        print(f"{name}: {type(error).__name__}: {error}")
        return 1


# Fixes as they were once printed, and others that do harm: the test has to refuse them

def spoil(fix, how):
    lines = how(list(fix["lines"]))
    return dict(fix, lines=lines)


SPOILED = {
    "a set redefined": lambda lines: [re.sub(r"IKT-\S+", "TS1", line) for line in lines],
    "the entry's other sets lost": lambda lines: [line.replace(" <SETS-IT-HAS-NOW>", "") for line in lines],
    "every peer's SAs cleared": lambda lines: lines[:-1] + ["clear crypto isakmp"],
    "not from configure terminal": lambda lines: lines[1:],
    "the old suite again": lambda lines: [line.replace("aes 256", "aes 192") for line in lines],
}
SPOILED_ACL = {
    "a line behind the one that shadows it": lambda lines: [
        line.replace("<SEQ-BEFORE-IT> ", "") for line in lines if not line.startswith(" no ")],
    "another line removed": lambda lines: [re.sub(r" no .*", " no permit ip 192.168.1.0 0.0.0.255 "
                                                  "192.168.77.0 0.0.0.255", line) for line in lines],
    "networks the wrong way round": lambda lines: [
        re.sub(r"permit ip (\S+ \S+) (\S+ \S+)", r"permit ip \2 \1", line) if "BEFORE" in line else line
        for line in lines],
}


def check_spoiled(program):
    wide = table.case("wider")
    sets = Case("sets", ["ts-keylen"], "r", "sets", Side(sets={"BIG": ("esp-aes 256 esp-sha-hmac", "tunnel")},
                                                         entry=("BIG",)), Side(entry=("TS1", "OTHER")))
    missed = 0
    for case, spoilers, rule in ((sets, SPOILED, "ts-keylen"), (wide, SPOILED_ACL, "acl-wider-initiator")):
        findings = program.ask(case.record())
        fix = next(finding for finding in findings if finding["rule"] == rule)["fixes"][0]
        for name, how in spoilers.items():
            routers = [side.copy() for side in case.sides]
            try:
                apply_fix(case, spoil(fix, how), routers, set())
                expect(not is_mended(case, routers), "not mended")
                print(f"not noticed: {name}")
                missed += 1
            except (Wrong, Refused):
                pass
    return missed


def random_cases(rng):
    """Two transform sets that differ, on entries with one to three sets of which one is shared with other tunnels."""
    ciphers, hashes = ("esp-3des", "esp-aes", "esp-aes 192", "esp-aes 256"), ("md5", "sha", "sha256", "sha512")
    for number in range(RANDOM_CASES):
        def pick():
            text = f"{rng.choice(ciphers)} esp-{rng.choice(hashes)}-hmac"
            return ("ah-sha-hmac " + text if rng.random() < .2 and "sha-" in text else text) + (
                " comp-lzs" if rng.random() < .2 else "")
        ours, theirs = pick(), pick()
        if ours == theirs or SETS["TS1"][0] in (ours, theirs):
            continue
        sides = [Side(sets={"MINE": (text, "tunnel")}, entry=entry, pfs=pfs)
                 for text, entry, pfs in ((ours, ("MINE",), "group14"), (theirs, ("MINE",), "group14"))]
        yield Case(f"random {number}: {ours} against {theirs}", [], None, "sets", *sides, six=number % 5 == 0)


def main():
    program = Program(sys.argv[1])
    names, tried, tried_foreign, failures, cases = set(), {}, set(), 0, 0
    for case in [*table.cases(), *random_cases(random.Random(7))]:
        cases += 1
        failures += attempt(case.name, check_case, program, case, names, tried)
        if case.rules:
            failures += attempt(f"{case.name}, no IOS", check_foreign, program, case, names, tried_foreign)
    failures += check_spoiled(program)
    for name in sorted(names):
        meaning = program.ask({"kind": "placeholder", "name": name})
        if not meaning or "show " not in meaning:
            print(f"<{name}> is not explained by a show command: {meaning}")
            failures += 1
    rules = program.ask({"kind": "catalogue"})
    for rule in rules:
        if rule["fix"] != rule["touches"] or rule["fix"] and not tried.get(rule["rule"]):
            print(f"{rule['rule']}: its fix was not tried, or says nothing of what it touches")
            failures += 1
        if rule["fix"] and rule["rule"] not in tried_foreign:
            print(f"{rule['rule']}: not tried with a router that is no IOS one")
            failures += 1
    program.close()
    print(f"{cases} cases, {sum(tried.values())} fixes of {len(tried)} rules typed, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
