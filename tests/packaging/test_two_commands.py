#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""packaging/demo and packaging/test as somebody meets them who has never seen the source: what they say before they do
anything, without root, in a checkout that another user built, when building fails; and the story that the demo tells. The
tools around them (dpkg-query, apt-get, sudo, cmake, ctest) are stand-ins that note how they were called."""
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cli"))
# pylint: disable=wrong-import-position
import command  # noqa: E402
from command import CAPTURES, argv  # noqa: E402

SOURCE = CAPTURES.parent
NOTE = 'printf "%s\\n" "$(basename "$0") $*" >>"$NOTES"\n'
TOOLS = ("bash", "dirname", "basename", "printf", "cat", "tail", "head", "cut", "mkdir", "find", "stat", "nproc", "env", "rm",
         "cp", "id", "ln")


class Commands(command.Case):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        self.checkout = self.folder / "checkout"
        self.checkout.mkdir()
        shutil.copytree(SOURCE / "packaging", self.checkout / "packaging", ignore=shutil.ignore_patterns("cluster"))
        (self.checkout / "captures").symlink_to(CAPTURES)
        self.tools = self.folder / "tools"
        self.tools.mkdir()
        for name in TOOLS:
            (self.tools / name).symlink_to(shutil.which(name))
        self.notes = self.folder / "notes"
        self.notes.touch()
        self.notes.chmod(0o666)
        self.stand_in("dpkg-query", 'case " $INSTALLED " in *" all "* | *" ${!#} "*) echo installed ;; esac\n', noted=False)
        self.stand_in("apt-get", "echo much that nobody reads\n")
        self.stand_in("ctest", "")
        self.stand_in("cmake", "echo building; mkdir -p build-release/analyzer; "
                               f"ln -sf '{argv()[0]}' build-release/analyzer/iketriage\n")

    def stand_in(self, name, text, noted=True):
        path = self.tools / name
        path.write_text("#!/usr/bin/env bash\n" + (NOTE if noted else "") + text, encoding="utf-8")
        path.chmod(0o755)

    def call(self, name, *arguments, installed="all", nobody=False):
        words = [str(self.checkout / "packaging" / name), *arguments]
        if nobody:  # root may write everywhere
            self.stand_in("id", "echo 65534\n", noted=False)
            if os.geteuid() == 0:
                words = [shutil.which("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups", *words]
        environment = {"PATH": str(self.tools), "NOTES": str(self.notes), "INSTALLED": installed, "HOME": str(self.folder)}
        return subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def noted(self):
        return self.notes.read_text(encoding="utf-8").splitlines()

    def wanted(self, name):
        """Each package that the script names, by asking bash."""
        text = (SOURCE / "packaging" / name).read_text(encoding="utf-8").replace("\\\n", " ")
        more = re.search(r"^ikt_build \S+ ?(.*)$", text, re.MULTILINE).group(1)
        listed = subprocess.run(["bash", "-c", f'. packaging/setup.sh; echo "${{ikt_build_packages[@]}}" {more}'],
                                cwd=SOURCE, capture_output=True, text=True, check=True).stdout
        return listed.split()


class BeforeAnything(Commands):
    def test_help_answers_and_does_nothing(self):
        for name in ("demo", "test"):
            for option in ("--help", "-h"):
                done = self.call(name, option, installed="")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(done.stdout.startswith(f"Usage: packaging/{name}\n"))
            done = self.call(name, "--halp")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(self.noted(), [])
        self.assertFalse((self.checkout / "build-release").exists())

    def test_without_root_and_sudo(self):
        """One line, that installs all, and exit 1; it is run as it stands."""
        self.checkout.chmod(0o777)
        for name in ("demo", "test"):
            (self.tools / "id").unlink()
            done = self.call(name, installed="cmake python3", nobody=True)
            self.assertEqual(done.returncode, 1, done.stderr)
            lines = [line.strip() for line in done.stderr.splitlines() if "apt-get" in line]
            self.assertEqual(len(lines), 1, done.stderr)
            self.assertEqual([word for word in self.noted() if word.startswith("apt-get")], [])
            wanted = set(self.wanted(name)) - {"cmake", "python3"}
            subprocess.run(["bash", "-c", lines[0]], check=True, capture_output=True,
                           env={"PATH": str(self.tools), "NOTES": str(self.notes)})
            update, install = self.noted()
            self.assertEqual(update, "apt-get update")
            self.assertEqual(set(install.split()) - {"apt-get", "install", "-y", "--no-install-recommends"}, wanted)
            self.notes.write_text("", encoding="utf-8")

    def test_with_the_packages_there_nobody_has_to_be_root(self):
        self.checkout.chmod(0o777)
        (self.tools / "id").unlink()
        done = self.call("test", nobody=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(self.noted()[-1].startswith("ctest --preset asan"))

    def test_why_tests_were_skipped(self):
        """Behind ctest's closing lines, on standard error; its exit status stays."""
        (self.tools / "python3").symlink_to(sys.executable)
        (self.checkout / "tests").symlink_to(SOURCE / "tests")
        cases = "".join(f'<testcase name="{name}" status="notrun"><skipped message="77"/><system-out>{why}</system-out></testcase>'
                        for name, why in (("one", "skipped: no sharkd\n"), ("two", "tshark is not here\n"), ("three", "no sharkd")))
        self.stand_in("ctest", f"mkdir -p build-asan\necho '<testsuite>{cases}<testcase name=\"four\"><system-out>x</system-out>"
                               "</testcase></testsuite>' >build-asan/tests.xml\necho closing\nexit 8\n")
        done = self.call("test")
        self.assertEqual((done.returncode, done.stdout), (8, "closing\n"))
        self.assertIn("skipped, no sharkd: one, three\nskipped, tshark is not here: two\n", done.stderr)
        self.assertNotIn("four", done.stderr)

    def test_sudo_that_refuses(self):
        (self.tools / "id").unlink()
        self.stand_in("sudo", "exit 1\n", noted=False)
        done = self.call("demo", installed="", nobody=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("An administrator installs them with this line", done.stderr)

    def test_sudo_that_lets(self):
        (self.tools / "id").unlink()
        self.checkout.chmod(0o777)
        self.stand_in("sudo", '[ "$1" = -v ] || exec "$@"\n', noted=False)
        done = self.call("demo", installed="", nobody=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(any(line.startswith("apt-get") and " install " in line for line in self.noted()))

    def test_a_checkout_that_another_user_built(self):
        for name, folder in (("demo", "build-release"), ("test", "build-asan")):
            if (self.tools / "id").exists():
                (self.tools / "id").unlink()
            (self.checkout / folder / "analyzer").mkdir(parents=True)
            (self.checkout / folder / "analyzer").chmod(0o555)
            done = self.call(name, nobody=True)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"{folder} was built by ", done.stderr)
            self.assertIn("cp -r ", done.stderr)
        self.assertEqual(self.noted(), [])

    def test_a_checkout_that_belongs_to_another_user(self):
        (self.tools / "id").unlink()
        self.checkout.chmod(0o555)
        self.addCleanup(self.checkout.chmod, 0o755)
        done = self.call("demo", nobody=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("You cannot write here", done.stderr)
        (self.tools / "id").unlink()
        done = self.call("demo", installed="", nobody=True)  # all that stands in the way at once
        self.assertIn("You cannot write here", done.stderr)
        self.assertIn("apt-get install", done.stderr)


class Story(Commands):
    def test_it_is_told(self):
        """Three captures with a sentence each, then all, then what to type next; each line that it shows can be typed."""
        done = self.call("demo", installed="libwireshark-dev")
        self.assertEqual((done.returncode, "exit status" in done.stdout), (0, False), done.stderr)
        self.assertLess(len(done.stdout.splitlines()), 300)
        order = [done.stdout.index(text) for text in (
            "what it is built with", "logged in build-release/build.log", "1. A tunnel that is up", " UP: ",
            "2. One that does not come up", "CERTAIN: ts-keylen, ts-hash", "FIX on ", "3. The same capture without keys",
            "cause OPEN", "4. All example captures", "Keys opened", "What to type next:")]
        self.assertEqual(order, sorted(order))
        self.assertNotIn("no libwireshark-dev", done.stdout)
        log = (self.checkout / "build-release" / "build.log").read_text(encoding="utf-8")
        self.assertIn("much that nobody reads", log)
        self.assertNotIn("much that nobody reads", done.stdout + done.stderr)
        lines = [line[2:] for line in done.stdout.splitlines() if line.startswith("$ ")]
        self.assertEqual(len(lines), 4)
        for line in lines[:3]:
            shown = subprocess.run(line.split(), cwd=self.checkout, capture_output=True, text=True, check=False).stdout
            self.assertIn(shown, done.stdout)

    def test_without_the_plugins_headers(self):
        done = self.call("demo", installed="")
        self.assertIn("\nno libwireshark-dev: the plugin is not built\n", done.stdout)

    def installs(self, **how):
        """What the demo, which succeeds, calls apt-get with."""
        self.notes.write_text("", encoding="utf-8")
        done = self.call("demo", **how)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {word for line in self.noted() if line.startswith("apt-get ") for word in line.split()}

    def test_where_wireshark_is_its_plugin_is_built(self):
        """By whoever can install without being asked; for want of its headers alone the demo fails nobody."""
        build = " ".join(word for word in self.wanted("test") if word not in ("libwireshark-dev", "wireshark-common"))
        self.assertNotIn("libwireshark-dev", self.installs(installed=""))
        self.assertIn("libwireshark-dev", self.installs(installed="wireshark-common"))
        self.assertIn("libwireshark-dev", self.installs(installed=build + " wireshark-common"))
        (self.tools / "id").unlink(missing_ok=True)
        self.checkout.chmod(0o777)
        shutil.rmtree(self.checkout / "build-release")
        self.assertEqual(self.installs(installed=build + " wireshark-common", nobody=True), set())

    def test_a_build_that_fails(self):
        self.stand_in("cmake", 'echo "the compiler says why" >&2; exit 1\n')
        done = self.call("demo")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("The end of build-release/build.log:", done.stderr)
        self.assertIn("the compiler says why", done.stderr)
        self.assertNotIn("A tunnel that is up", done.stdout)

    def test_they_can_be_run(self):
        for name in ("demo", "test", "setup.sh"):
            mode = (SOURCE / "packaging" / name).stat().st_mode
            self.assertEqual(bool(mode & stat.S_IXUSR), name != "setup.sh")

    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_shellcheck(self):
        scripts = ["packaging/demo", "packaging/test", "packaging/cluster/one", "packaging/cluster/sum",
                   "packaging/cluster/array.sbatch"]
        done = subprocess.run(["shellcheck", "-x", *scripts], cwd=SOURCE, capture_output=True, text=True, check=False)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    command.main()
