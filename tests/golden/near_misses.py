# SPDX-License-Identifier: GPL-2.0-or-later
"""
Configurations that nearly fit a capture: an old file, another router's, one bound to the wrong address, one that was not
understood. Whatever is said then, nothing false is certain, a tunnel that is up has no error, and one that is down is
never called up. Each change of a file comes with what may be certain afterwards; the cause that is true stands in the
capture's expected.json, and comes from how its ends were configured.
"""
import json
import pathlib
import re
import sys
import tempfile

from command import SOURCE, Tally, rules, run

CAPTURES = SOURCE / "captures"
SETS = {"ts-keylen", "ts-hash"}
DOWN, UP = "ios-transform-one-way", "tunnel-up"


def text_of(name, end):
    return (CAPTURES / name / end / "ios.txt").read_text()


def capture_of(name):
    return next(path for path in (CAPTURES / name).iterdir() if path.name.startswith("capture."))


def changed(text, pattern, replacement):
    new = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE)
    assert new != text, pattern
    return new


# Who is changed, what is replaced by what, and what may be certain with keys, without. A set that the file names and the
# router does not offer is seen where it is read, or where it changes the length.
CHANGES = (
    # an old file: one value is another one
    ("initiator", "esp-aes 256 esp-sha-hmac", "esp-3des esp-sha-hmac", SETS, set()),
    ("initiator", "permit ip 192.168.1.0", "permit ip 192.168.9.0", SETS, {"acl-not-mirrored"}),
    ("initiator", r" match address VPN", " set pfs group14\n match address VPN", SETS, set()),
    ("responder", "permit ip 192.168.2.0", "permit ip 192.168.9.0", {"acl-not-mirrored"}, {"acl-not-mirrored"}),
    ("responder", "esp-aes 128 esp-md5-hmac", "esp-aes 256 esp-sha-hmac", set(), set()),
    ("responder", r" match address VPN", " set pfs group14\n match address VPN", SETS, SETS),
    ("responder", " group 2", " group 14", set(), set()),
    ("initiator", " encr aes", " encr 3des", SETS, set()),
    # compression on one side is refused, but that is from memory
    ("responder", "esp-aes 128 esp-md5-hmac", "esp-aes 256 esp-sha-hmac comp-lzs", set(), set()),
    # two entries for one peer, and one that may take anything
    ("responder", "^interface", "crypto map CM 5 ipsec-isakmp\n set peer 203.0.113.31\n set transform-set TS\n"
     " match address WIDE\nip access-list extended WIDE\n permit ip any any\ninterface", set(), set()),
    ("responder", "^interface", "crypto dynamic-map D 10\n set transform-set T2\n"
     "crypto ipsec transform-set T2 esp-aes 256 esp-sha-hmac\ncrypto map CM 65000 ipsec-isakmp dynamic D\ninterface",
     set(), set()),
    ("initiator", "^interface", "crypto dynamic-map D 10\n set transform-set TS\n"
     "crypto map CM 65000 ipsec-isakmp dynamic D\ninterface", SETS, SETS),
    # statements that were not understood, and placeholders of a template
    ("responder", "esp-aes 128 esp-md5-hmac", "esp-aes 128 esp-whirlpool-hmac", set(), set()),
    ("responder", "esp-aes 128 esp-md5-hmac", "{{ esp }}", set(), set()),
    ("responder", " set transform-set TS", " set transform-set {{ ts }}", set(), set()),
    ("responder", " set peer 203.0.113.31", " set peer {{ peer }}", set(), set()),
    ("responder", " permit ip .*", " permit ip object-group LAN any", set(), set()),
    ("responder", " permit ip .*", " permit ip {{ lan }} {{ wan }}", set(), set()),
    # no running-config
    ("responder", "^interface", "no crypto map CM 10\ninterface", set(), set()),
    # another router's: nothing there is for this peer
    # (the entry for these networks names another peer: then the peer is the cause of that file's refusal)
    ("responder", " set peer 203.0.113.31", " set peer 203.0.113.99", {"peer-address-wrong"}, {"peer-address-wrong"}),
    ("responder", r" permit ip 192.168.2.0((?s:.*)) set peer 203.0.113.31",
     r" permit ip 10.9.9.0\1 set peer 203.0.113.99", set(), set()),
    # ... nor has it the key under which phase 1 came up
    ("responder", r"address 203.0.113.31((?s:.*)) set peer 203.0.113.31", r"address 203.0.113.99\1 set peer 203.0.113.99",
     set(), set()),
    ("initiator", r"(crypto isakmp key .*) address 198.51.100.31", r"\1 address 198.51.100.99", SETS, set()),
    ("initiator", " set peer 198.51.100.31", " set peer 198.51.100.99", SETS, set()),
    # ... nor at this address
    ("responder", "ip address 198.51.100.31", "ip address 198.51.100.77", set(), set()),
    # ... nor is its map at work anywhere, so that phase 1 would not have come up; and on another interface
    ("responder", r"^ crypto map CM", " description none", set(), set()),
    ("responder", r"^ crypto map CM", "interface GigabitEthernet0/1\n ip address 192.168.2.1 255.255.255.0\n crypto map CM",
     {"map-not-applied"}, {"map-not-applied"}),
)


def judge(name, texts, scratch, keys, bind=()):
    """texts: of the two ends, None for a file that is not given; bind: addresses that the user names."""
    arguments = ["-k", CAPTURES / name / "keys"] if keys and (CAPTURES / name / "keys").exists() else []
    for end, text in texts.items():
        if text is not None:
            path = scratch / f"{end}.cfg"
            path.write_text(text)
            arguments += ["-c", f"{dict(bind)[end]}={path}" if end in dict(bind) else path]
    return run(*arguments, capture_of(name))


def certain(result):
    found = [finding for record in result.records for finding in record.get("findings", ())
             if isinstance(finding, dict)]
    return set(rules([finding for finding in found if finding["severity"] == "error"], ["certain"]))


def check_down(tally, what, result, allowed):
    extra = certain(result) - allowed
    tally.expect(not extra, f"{what}: certain {extra}")
    for tunnel in result.of("tunnel"):
        tally.expect(tunnel["state"] == "down", f"{what}: {tunnel['state']}")
        tally.expect(tunnel["findings"], f"{what}: nothing is said")


def check_changes(tally, scratch):
    for number, (end, pattern, replacement, with_keys, without) in enumerate(CHANGES):
        texts = {name: text_of(DOWN, name) for name in ("initiator", "responder")}
        texts[end] = changed(texts[end], pattern, replacement)
        for keys, allowed in ((True, with_keys), (False, without)):
            what = f"{number} {end}, {replacement.splitlines()[0]!r}, {'keys' if keys else 'no keys'}"
            check_down(tally, what, judge(DOWN, texts, scratch, keys), allowed)
            alone = {end: texts[end]}
            check_down(tally, what + ", alone", judge(DOWN, alone, scratch, keys), with_keys if keys else set())


def check_elimination(tally, scratch):
    """Of two lines the peer would take one: that it is the other one which was refused is no more than probable."""
    texts = {"initiator": changed(text_of(DOWN, "initiator"), r"^ permit ip .*",
                                  r"\g<0>\n permit ip 10.77.7.0 0.0.0.255 10.78.8.0 0.0.0.255"),
             "responder": changed(text_of(DOWN, "responder"), "esp-aes 128 esp-md5-hmac", "esp-aes 256 esp-sha-hmac")}
    result = judge(DOWN, texts, scratch, False)
    check_down(tally, "elimination", result, set())
    for tunnel in result.of("tunnel"):
        tally.expect(tunnel["likelihood"] == "probable", f"elimination: {tunnel['cause']} {tunnel['likelihood']}")
    lines = "".join(f" permit ip 10.77.{n}.0 0.0.0.255 10.78.{n}.0 0.0.0.255\n" for n in range(100))
    texts["initiator"] = changed(texts["initiator"], r"^crypto map CM", lines + "crypto map CM")
    check_down(tally, "too many lines", judge(DOWN, texts, scratch, False), set())


def check_healthy(tally, scratch):
    """The same changes beside a tunnel that is up: whatever the file says, nothing failed."""
    texts = {name: text_of(UP, name) for name in ("initiator", "responder")}
    for end, pattern, replacement in (
            ("responder", "esp-aes 256 esp-sha-hmac", "esp-3des esp-md5-hmac"),
            ("responder", "permit ip 192.168.2.0", "permit ip 192.168.9.0"),
            ("responder", " match address VPN", " set pfs group14\n match address VPN"),
            ("initiator", "esp-aes 256 esp-sha-hmac", "esp-3des esp-md5-hmac"),
            ("initiator", "permit ip 192.168.1.0", "permit ip 192.168.9.0"),
            ("responder", r" set peer \S+", " set peer 192.0.2.99"),
            ("responder", r"^crypto isakmp key \S+", "crypto isakmp key quite-another")):
        other = dict(texts)
        other[end] = changed(other[end], pattern, replacement)
        for keys in (True, False):
            what = f"up, {end}, {replacement.splitlines()[0]!r}, {'keys' if keys else 'no keys'}"
            result = judge(UP, other, scratch, keys)
            for tunnel in result.of("tunnel"):
                tally.expect(tunnel["state"] == "up", f"{what}: {tunnel['state']}")
            errors = [finding for record in result.records for finding in record.get("findings", ())
                      if isinstance(finding, dict) and finding["severity"] == "error"]
            tally.expect(not errors, f"{what}: {rules(errors)}")
            tally.expect(result.status == 0, f"{what}: exit {result.status}")


# Phase 1: the capture, who is changed, what is replaced by what, and what may be certain, in whatever combination.
PSK, POLICY = {"psk-mismatch"}, {"p1-policy-mismatch"}
PHASE1 = (
    ("psk-mismatch", "responder", r"psk-mismatch-other-key", "psk-mismatch-key", set()),
    ("psk-mismatch", "responder", r"key psk-mismatch-other-key", "key 6 AAbbCCddEEffGGhhIIjj", set()),
    ("psk-mismatch", "responder", r"key psk-mismatch-other-key", "key {{ psk }}", set()),
    ("psk-mismatch", "responder", r"key psk-mismatch-other-key address \S+", "key third address 203.0.113.99", set()),
    ("psk-mismatch", "responder", r"^crypto isakmp key", "crypto isakmp key psk-mismatch-key address 0.0.0.0\n"
     "crypto isakmp key", PSK),
    ("psk-mismatch", "initiator", r" group 14", " group 5", set()),
    ("psk-mismatch", "responder", r"address 198.51.100.13", "address 198.51.100.99", set()),
    ("phase1-policy-mismatch", "responder", r" encr 3des\n hash md5", " encr aes 256\n hash sha", POLICY),
    ("phase1-policy-mismatch", "responder", r" encr 3des\n hash md5\n authentication pre-share\n group 2",
     " encr aes 256\n hash sha\n authentication pre-share\n group 14", set()),
    ("phase1-policy-mismatch", "responder", r" encr 3des", " encr {{ cipher }}", set()),
    ("phase1-policy-mismatch", "responder", r"(crypto isakmp key \S+) address .*", r"\1 address 203.0.113.99", POLICY),
    ("phase1-policy-mismatch", "responder", r"203\.0\.113\.14(?s:(.*)203\.0\.113\.14)",
     r"203.0.113.99\g<1>203.0.113.99", set()),
    ("phase1-policy-mismatch", "initiator", r" group 14", " group 2", POLICY),
    ("phase1-policy-mismatch", "responder", r"address 198.51.100.14", "address 198.51.100.99", set()),
)


def check_phase1(tally, scratch):
    for number, (name, end, pattern, replacement, allowed) in enumerate(PHASE1):
        texts = {one: text_of(name, one) for one in ("initiator", "responder")}
        texts[end] = changed(texts[end], pattern, replacement)
        for some in (texts, {end: texts[end]}):
            what = f"{number} {name}, {end}, {replacement.splitlines()[0]!r}, {len(some)}"
            result = judge(name, some, scratch, False)
            check_down(tally, what, result, allowed)
            tally.expect(all("not-running" not in rule for rule in certain(result)), what)


def check_bound(tally, scratch):
    """A file bound to an address that is not its router's."""
    responder, initiator = text_of(DOWN, "responder"), text_of(DOWN, "initiator")
    peers = {"initiator": "203.0.113.31", "responder": "198.51.100.31"}
    for what, texts in (("swapped", {"initiator": responder, "responder": initiator}),
                        ("the responder's twice", {"initiator": responder, "responder": responder}),
                        ("the initiator's twice", {"initiator": initiator, "responder": initiator}),
                        ("another tunnel's", {"initiator": text_of(UP, "initiator"),
                                              "responder": text_of(UP, "responder")})):
        for keys in (True, False):
            check_down(tally, f"{what}, {'keys' if keys else 'no keys'}",
                       judge(DOWN, texts, scratch, keys, peers.items()), set())
            one = {"responder": texts["responder"]}
            if one["responder"] == responder:  # which is where it belongs
                continue
            check_down(tally, f"{what}, one, {'keys' if keys else 'no keys'}",
                       judge(DOWN, one, scratch, keys, peers.items()), set())


def main():
    tally = Tally("configurations that nearly fit")
    with tempfile.TemporaryDirectory() as scratch:
        for name, check in (("changes", check_changes), ("phase 1", check_phase1),
                            ("elimination", check_elimination), ("healthy", check_healthy),
                            ("bound", check_bound)):
            tally.case(name)
            check(tally, pathlib.Path(scratch))
    tally.close()


if __name__ == "__main__":
    sys.exit(main())
