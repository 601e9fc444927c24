#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the plugin goes when it is installed, what is said where it cannot go there, and that uninstalling leaves nothing:
the scripts that cmake --install runs, with a file in the plugin's place and below a DESTDIR."""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "cli"))
# pylint: disable=wrong-import-position
import command  # noqa: E402
from command import CAPTURES  # noqa: E402

SOURCE = CAPTURES.parent
LOOKS = "/usr/lib/machine/wireshark/plugins/4.9"
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []


class Install(command.Case):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o777)
        self.build = self.folder / "build"
        self.build.mkdir(mode=0o755)
        self.build.chmod(0o777)
        self.plugin = self.store("build/iketriage.so", b"a module")
        self.plugin.chmod(0o644)

    def install(self, script, prefix, *before, destdir=True, **environment):
        """As cmake_install.cmake includes it."""
        drive = self.store("drive.cmake", f"""
set(IKT_PLUGIN_FILE "{self.plugin}")
set(IKT_WIRESHARK_PLUGIN_DIR "{LOOKS}")
set(IKT_PLUGIN_DESTINATION "{LOOKS[len('/usr/'):]}/epan")
set(IKT_WIRESHARK_RELEASE 4.9)
set(WIRESHARK_VERSION 4.9.1)
set(PROJECT_BINARY_DIR "{self.build}")
configure_file("{SOURCE}/plugin/{script}.in" "{self.build}/{script}" @ONLY)
set(CMAKE_INSTALL_PREFIX "{prefix}")
include("{self.build}/{script}")
file(WRITE "{self.build}/install_manifest.txt" "${{CMAKE_INSTALL_MANIFEST_FILES}}")
""".encode())
        drive.chmod(0o644)
        environment = {"PATH": os.environ["PATH"], **environment}
        if destdir:
            environment["DESTDIR"] = str(self.folder / "root")
        return subprocess.run([*before, "cmake", "-P", drive], env=environment, capture_output=True, text=True, check=False)

    def installed(self):
        return [str(path)[len(str(self.folder)):] for path in sorted(self.folder.rglob("iketriage.so")) if path != self.plugin]

    def uninstall(self, *before, **environment):
        return subprocess.run([*before, "cmake", "-D", f"BUILD={self.build}", "-P", SOURCE / "packaging/uninstall.cmake"],
                              env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True, check=False)


class ForAll(Install):
    def test_where_wireshark_looks(self):
        """With the prefix that nobody has set as with Wireshark's own."""
        for prefix in ("/usr/local", "/usr", "/usr/lib/machine"):
            done = self.install("install.cmake", prefix)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(self.installed(), [f"/root{LOOKS}/epan/iketriage.so"])

    def test_with_another_prefix_it_says_what_to_do(self):
        done = self.install("install.cmake", self.folder / "opt", destdir=False, PATH=self.without_tshark())
        self.assertEqual(self.installed(), [f"/opt{LOOKS[len('/usr'):]}/epan/iketriage.so"])
        text = " ".join(done.stdout.split())
        self.assertIn(f"Wireshark looks for plugins in {LOOKS}/epan, and not below {self.folder}/opt", text)
        self.assertIn("--component plugin-user", text)

    def without_tshark(self):
        tools = self.folder / "tools"
        tools.mkdir(exist_ok=True)
        for name in ("cmake", "id", "test"):
            if not (tools / name).exists():
                (tools / name).symlink_to(shutil.which(name))
        return str(tools)

    def test_another_wireshark_is_named(self):
        tools = self.without_tshark()
        for folder, warned in ((LOOKS, False), ("/opt/wireshark/plugins/5.0", True)):
            tshark = pathlib.Path(tools) / "tshark"
            tshark.write_text(f"#!/bin/sh\nprintf 'Personal Plugins: \\t/x\\nGlobal Plugins:      \\t{folder}\\nExtcap path: /y\\n'\n",
                              encoding="utf-8")
            tshark.chmod(0o755)
            done = self.install("install.cmake", self.folder / "opt", destdir=False, PATH=tools)
            self.assertEqual("another Wireshark than" in " ".join(done.stderr.split()), warned, done.stderr)


class ForOne(Install):
    def test_where_the_users_wireshark_looks(self):
        done = self.install("install-user.cmake", "/usr/local", *NOBODY, destdir=False, HOME=str(self.folder / "user"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.installed(), ["/user/.local/lib/wireshark/plugins/4.9/epan/iketriage.so"])

    def fails(self, why, *before, **environment):
        done = self.install("install-user.cmake", "/usr/local", *before, destdir=False, **environment)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(why, " ".join(done.stderr.split()))
        self.assertEqual(self.installed(), [])

    def test_what_is_not_built(self):
        self.plugin.unlink()
        self.fails("not built yet", *NOBODY, HOME=str(self.folder / "user"))
        done = subprocess.run(["cmake", "-P", SOURCE / "packaging/no-plugin.cmake"], capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("needs libwireshark-dev", " ".join(done.stderr.split()))

    @unittest.skipUnless(os.geteuid() == 0, "this test needs root")
    def test_root_whose_wireshark_would_not_load_it(self):
        self.fails("when that is root", HOME=str(self.folder / "user"))

    def test_no_home(self):
        self.fails("HOME is not set", *NOBODY)

    @unittest.skipUnless(os.geteuid() == 0, "this test needs root")
    def test_another_user_than_the_builder(self):
        """What it says to type does it."""
        self.install("install-user.cmake", "/usr/local", HOME=str(self.folder))  # so that the script is there
        self.build.chmod(0o755)
        script = self.store("again.cmake", f'include("{self.build}/install-user.cmake")\n'.encode())
        script.chmod(0o644)
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder / "user")}
        done = subprocess.run([*NOBODY, "cmake", "-P", script], env=environment, capture_output=True, text=True, check=False)
        text = " ".join(done.stderr.split())
        self.assertIn("Another user built this", text)
        line = text[text.index("mkdir -p "):text.index("/epan/ ") + len("/epan/")]
        subprocess.run([*NOBODY, "sh", "-c", line], env=environment, check=True)
        self.assertEqual(self.installed(), ["/user/.local/lib/wireshark/plugins/4.9/epan/iketriage.so"])


class Uninstall(Install):
    def test_it_leaves_nothing(self):
        root = self.folder / "root"
        self.assertEqual(self.install("install.cmake", "/usr/local").returncode, 0)
        names = ["/usr/local/bin/iketriage", "/usr/local/share/doc/iketriage/plugin/profile/colorfilters",
                 "/usr/local/share/doc/iketriage/README.md"]
        for name in names:
            self.store(f"root{name}", b"ours")
        other = self.store("root/usr/local/share/doc/other/README", b"not ours")
        with open(self.build / "install_manifest.txt", "a", encoding="utf-8") as manifest:
            manifest.write("".join(f"\n{name}" for name in names))
        done = self.uninstall(DESTDIR=str(root))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([path for path in root.rglob("*") if path.is_file()], [other])
        self.assertFalse((root / "usr/local/share/doc/iketriage").exists())
        self.assertTrue((root / "usr/local/bin").is_dir())
        self.assertIn("Nothing was installed", self.uninstall(DESTDIR=str(root)).stderr)

    def test_what_somebody_else_put_there_stays(self):
        root = self.folder / "root"
        ours, theirs = (self.store(f"root/usr/share/doc/iketriage/{name}", b"") for name in ("README.md", "mine"))
        (self.build / "install_manifest.txt").write_text("/usr/share/doc/iketriage/README.md\n/usr/bin/gone\n", encoding="utf-8")
        done = self.uninstall(DESTDIR=str(root))
        self.assertEqual((done.returncode, ours.exists(), theirs.exists()), (0, False, True))
        self.assertIn("Is not there: ", done.stdout)

    def test_what_cannot_be_removed_is_named(self):
        kept = self.store("root/usr/bin/iketriage", b"")
        kept.parent.chmod(0o555)
        self.addCleanup(kept.parent.chmod, 0o755)
        (self.build / "install_manifest.txt").write_text("/usr/bin/iketriage\n", encoding="utf-8")
        done = self.uninstall(*NOBODY, DESTDIR=str(self.folder / "root"))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("Cannot be removed", done.stderr)
        self.assertTrue((self.build / "install_manifest.txt").exists())


if __name__ == "__main__":
    command.main()
