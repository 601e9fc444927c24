# SPDX-License-Identifier: GPL-2.0-or-later
"""What a generator is: a function that writes a hostile capture of N somethings, and what must come of it."""
import pathlib

import wire

KINDS = []  # in the order in which they were declared


class Kind:
    """name; write(scene, n); small and full: N of the test (0: none) and of the target; check(records, n) on the JSON of a run; options: see kind."""

    def __init__(self, write, small, full, check, options):
        self.name, self.write, self.small, self.full = write.__name__, write, small, full
        self.check, self.options = check, options

    def option(self, name, otherwise=None):
        return self.options.get(name, otherwise)


def kind(small, full, check=None, **options):
    """Declares a generator. Options: link, suffix (of the capture's name), status (allowed exit statuses), allow (MB
    that count besides those of the capture: what key operations may cost)."""
    def declare(write):
        KINDS.append(Kind(write, small, full, check, options))
        return write
    return declare


class Scene:
    """The files of one run, below a folder; raw: octets that were put in, uncompressed."""

    def __init__(self, folder, of_kind, n):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.kind, self.n = of_kind, n
        self.capture_path = self.folder / f"capture{of_kind.option('suffix', '.pcap')}"
        self.arguments = []
        self.raw = 0

    def capture(self, **options):
        return wire.Capture(self.capture_path, self.kind.option("link", wire.RAW), **options)

    def write(self, octets):
        """The whole capture, whatever it is."""
        self.capture_path.write_bytes(octets)
        self.raw += len(octets)

    def document(self, text, option="--keys", name="keys"):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.raw += path.stat().st_size
        self.arguments += [option, str(path)]


def capture(small, full, check=None, **options):
    """Declares a generator of a pcap: write(out, n) gets the file, or write(out, n, scene) with wants_scene."""
    def declare(write):
        def whole(scene, n):
            out = scene.capture()
            if options.get("wants_scene"):
                write(out, n, scene)
            else:
                write(out, n)
            out.close()
            scene.raw += out.octets
        whole.__name__ = write.__name__
        kind(small, full, check, **options)(whole)
        return write
    return declare


def of(records, what):
    return [record for record in records if record["type"] == what]


def summary(records):
    return records[-1]


def rules(records):
    """The rules of every finding of exchanges and captures."""
    return {finding["rule"] for what in ("phase1", "phase2", "capture") for record in of(records, what)
            for finding in record["findings"]}
