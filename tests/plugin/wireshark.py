# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tshark and sharkd with the plugin that was built, and nothing of the user's."""
import collections
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

SKIP = 77
TROUBLE_SAID = re.compile(r"Couldn't load|Dissector bug|AddressSanitizer|runtime error:|\*\* |CRITICAL|WARNING \*\*")
Finding = collections.namedtuple("Finding", "rule severity likelihood message_id")


def skip(why):
    print("skipped: " + why)
    sys.exit(SKIP)


def source_dir(*parts):
    return os.path.join(os.environ["IKT_SOURCE_DIR"], *parts)


def captures():
    """(name, capture, keys or None) of every capture that ships, and of the reference ones where they are."""
    found = []
    for prefix, root in (("captures", source_dir("captures")),
                         ("lab-cases", os.path.join(os.environ["IKT_SHARED_DIR"], "lab-cases"))):
        for name in sorted(os.listdir(root) if os.path.isdir(root) else []):
            for file in ("capture.pcap", "capture.pcapng"):
                capture = os.path.join(root, name, file)
                keys = [path for path in (os.path.join(root, name, "keys"),
                                          os.path.join(root, name, "keys", "ikev1_decryption_table"))
                        if os.path.isfile(path)]
                if os.path.isfile(capture):
                    found.append((prefix + "/" + name, capture, keys[0] if keys else None))
    return found


def _as_user(module):
    """Root's plugins are ignored by Wireshark: a prefix that makes it somebody else's run, who reads what root reads."""
    if os.geteuid() != 0:
        return []
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    for prefix in (["unshare", "--user", "--map-user=1000", "--map-group=1000"],
                   nobody + ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"],  # in a chroot
                   nobody):
        if shutil.which(prefix[0]) and \
                subprocess.run(prefix + ["head", "-c1", module], capture_output=True).returncode == 0:
            return prefix
    skip("no way to run as another user than root who may read " + module)


def _sanitizers(module):
    """The runtimes that the module needs before the program that loads it."""
    listed = subprocess.run(["ldd", module], capture_output=True, text=True, check=True).stdout
    return re.findall(r"=> (\S*lib(?:a|ub)san\.so\S*)", listed)


class Wireshark:
    """tools: run(), pdml(), sharkd(). Use it as a context."""

    def __init__(self, module):
        if not os.path.isfile(module):
            skip("the plugin was not built")
        for tool in ("tshark", "sharkd"):
            if not shutil.which(tool):
                skip("no " + tool)
        self.version = tuple(int(part) for part in module.split(os.sep)[-3].split("."))
        self.prefix = _as_user(module)
        self.home = tempfile.TemporaryDirectory()
        os.chmod(self.home.name, 0o755)
        plugins = os.path.dirname(os.path.dirname(os.path.dirname(module)))
        folder = os.path.join(self.home.name, ".local", "lib", "wireshark")
        self.config = os.path.join(self.home.name, "config")
        os.makedirs(folder)
        os.makedirs(self.config)
        os.symlink(plugins, os.path.join(folder, "plugins"))
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": self.home.name, "WIRESHARK_CONFIG_DIR": self.config,
            "WIRESHARK_EXTCAP_DIR": self.config,  # none: spawning them hangs under a preloaded sanitizer
            "LC_ALL": "C.UTF-8", "TZ": "UTC", "G_SLICE": "always-malloc"}
        runtimes = _sanitizers(module)
        if runtimes:
            self.environment.update(LD_PRELOAD=" ".join(runtimes), WIRESHARK_DEBUG_WMEM_OVERRIDE="simple",
                                    ASAN_OPTIONS="detect_leaks=0", UBSAN_OPTIONS="halt_on_error=1")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.home.cleanup()

    def run(self, tool, *arguments, status=0, text_in=None, ours=""):
        """Standard output, standard error. ours: the protocol whose dissector bugs count; empty: every one's."""
        done = subprocess.run([*self.prefix, tool, *arguments], env=self.environment, input=text_in,
                              capture_output=True, text=True, errors="replace")
        bug = "Dissector bug" + (", protocol " + ours if ours else "")
        shown = "" if "-G" in arguments else done.stdout  # lists of names hold the name of the trouble
        if done.returncode != status or TROUBLE_SAID.search(done.stderr) or bug in shown:
            raise AssertionError("%s %s: status %d\n%s" % (tool, " ".join(arguments), done.returncode,
                                                           done.stderr[-3000:] or done.stdout[-2000:]))
        return done.stdout, done.stderr

    def tshark(self, *arguments, **how):
        return self.run("tshark", *arguments, "-n", **how)

    def listing(self, kind):
        """tshark -G kind"""
        return self.run("tshark", "-G", kind)[0]

    def packets_and_rest(self, capture, *arguments, keys=None, passes=2):
        """PDML packets, those without the plugin's subtree too; and what comes behind them: of -z."""
        out, _ = self.tshark(*(["-2"] if passes == 2 else []), "-r", capture, *key_options(keys), "-T", "pdml",
                             "-J", "frame iketriage", *arguments)
        pdml, end, rest = out.partition("</pdml>")
        return xml.etree.ElementTree.fromstring(pdml + end).findall("packet"), rest.lstrip("\n")

    def packets(self, capture, *arguments, **how):
        return self.packets_and_rest(capture, *arguments, **how)[0]

    def sharkd(self, *requests):
        """Results, one per request."""
        if self.version < (3, 5):
            asked = [dict(request.get("params", {}), req=request["method"]) for request in requests]
        else:
            asked = [dict(request, jsonrpc="2.0", id=number) for number, request in enumerate(requests, 1)]
        out, _ = self.run("sharkd", "-", text_in="".join(json.dumps(request) + "\n" for request in asked))
        answers = [json.loads(line) for line in out.splitlines() if line[:1] in ("{", "[")]
        assert len(answers) == len(requests), out[-2000:]
        if self.version < (3, 5):
            return answers
        return [answer.get("result", answer.get("error")) for answer in answers]


def key_options(keys):
    """keys: a file, files, or None."""
    files = [keys] if isinstance(keys, str) else keys or ()
    return [word for file in files for word in ("-o", 'uat:iketriage_keys:"%s"' % file)]


def frame_number(packet):
    return int(packet.find("proto[@name='frame']/field[@name='frame.number']").get("show"))


def shown_value(field):
    """Of an enumeration its name: "Severity: error (0)"."""
    named = re.search(r": (\S.*) \(\d+\)\]?$", field.get("showname") or "")
    return named.group(1) if named else field.get("show")


def values(element, name):
    return [shown_value(field) for field in element.iter("field") if field.get("name") == "iketriage." + name]


def findings_of(packets):
    """{ordinal: Finding}; copies of one finding must be alike, and no frame has two of them."""
    found = {}
    for packet in packets:
        ordinals = values(packet, "finding")
        assert len(set(ordinals)) == len(ordinals), "frame %d shows %s" % (frame_number(packet), ordinals)
        for field in packet.iter("field"):
            if field.get("name") != "iketriage.finding":
                continue
            ids = values(field, "finding.message_id")
            one = Finding(*(values(field, name)[0] for name in ("rule", "severity", "likelihood")),
                          "%08x" % int(ids[0], 16) if ids else None)
            known = found.setdefault(field.get("show"), one)
            assert known == one, "finding %s is %s here and %s there" % (field.get("show"), one, known)
    return found


@functools.lru_cache(maxsize=None)
def records(command, capture, keys):
    """keys: a file, a tuple of files, or None."""
    files = [keys] if isinstance(keys, str) else keys or ()
    done = subprocess.run([command, "--format", "json", *(word for file in files for word in ("--keys", file)), capture],
                          capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def command_report(command, capture, keys):
    """The command's text for a capture of the name that the plugin gives every file."""
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.abspath(capture), os.path.join(folder, "this file"))
        files = [keys] if isinstance(keys, str) else keys or ()
        options = [word for file in files for word in ("--keys", os.path.abspath(file))]
        done = subprocess.run([os.path.abspath(command), *options, "this file"], capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def tunnels_of(packets):
    """{number: (state, cause, summary)} as the plugin shows them; a tunnel is alike in all its frames."""
    found = {}
    for packet in packets:
        numbers = values(packet, "tunnel.number")
        assert len(set(numbers)) == len(numbers), "frame %d shows tunnels %s" % (frame_number(packet), numbers)
        for field in packet.iter("field"):
            if field.get("name") != "iketriage.tunnel.number":
                continue
            state, = [one.get("showname") for one in field if one.get("name") == "iketriage.tunnel.state"]
            one = (re.sub(r".*State: (\w+) .*", r"\1", state), next(iter(values(field, "tunnel.cause")), None),
                   values(field, "tunnel.summary")[0])
            known = found.setdefault(int(field.get("show")), one)
            assert known == one, "tunnel %s is %s here and %s there" % (field.get("show"), one, known)
    return found


def command_tunnels(command, capture, keys):
    """The same of the command."""
    return {record["number"]: (record["state"], record["cause"], record["summary"])
            for record in records(command, capture, keys) if record["type"] == "tunnel"}


def command_findings(command, capture, keys):
    """Findings as the command has them, a list."""
    return [Finding(finding["rule"], finding["severity"], finding["likelihood"], record.get("message_id"))
            for record in records(command, capture, keys) if record["type"] in ("phase1", "phase2", "capture")
            for finding in record["findings"]]
