# SPDX-License-Identifier: GPL-2.0-or-later
"""
The folder of a bundle: whole or not there. What stands there is never touched, a full disk and an interrupt leave
nothing, the same input gives the same bytes but for the line that says when, with any number of jobs.
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from command import SOURCE, Tally, command_path  # noqa: E402

NAMES = ["transform-mismatch", "psk-mismatch", "dpd-loss", "tunnel-up-nat", "no-answer"]
CAPTURES = [next((SOURCE / "captures" / name).glob("capture.*")) for name in NAMES]
SMALL = 48 * 1024  # of a disk that is too small


def bundle(path, *arguments, **options):
    return subprocess.run([command_path(), "-q", "-e", path, *arguments], capture_output=True, check=False,
                          stdin=subprocess.DEVNULL, **options)


def contents(path):
    return {one.name: one.read_bytes() for one in path.iterdir()}


def without_moment(files):
    lines = files["MANIFEST.sha256"].splitlines()
    files["MANIFEST.sha256"] = [line for line in lines if not line.startswith((b"# written: ", b"# command: "))]
    return files, sum(line.startswith(b"# written: ") for line in lines)


def check_same(tally, folder):
    tally.case("same bytes")
    first, moments = None, 0
    for number, jobs in enumerate(("1", "4", "4")):
        path = folder / f"same{number}"
        result = bundle(path, "-j", jobs, *CAPTURES)
        tally.expect(result.returncode == 1 and not result.stderr, f"-j{jobs}: {result.returncode} {result.stderr}")
        files, moments = without_moment(contents(path))
        first = first or files
        tally.expect(files == first, f"-j{jobs}: other bytes in {[name for name in files if files[name] != first[name]]}")
    tally.expect(moments == 1, f"{moments} lines say when it was written")
    tally.expect(oct((folder / "same0").stat().st_mode & 0o777) == oct(0o777 & ~mask()), "rights of the folder")


def mask():
    value = os.umask(0)
    os.umask(value)
    return value


def check_existing(tally, folder):
    tally.case("existing")
    full = folder / "full"
    full.mkdir()
    (full / "notes").write_text("mine")
    for path, why in ((full, b"not empty"), (full / "notes", b"Not a directory"), (folder / "no/where", b"No such file")):
        result = bundle(path, CAPTURES[0])
        tally.expect(result.returncode == 2 and why in result.stderr, f"{path.name}: {result.returncode} {result.stderr}")
        tally.expect(not result.stdout, f"{path.name}: a report though the bundle was refused")
    tally.expect(contents(full) == {"notes": b"mine"}, "what was there has changed")
    empty = folder / "empty"
    empty.mkdir()
    result = bundle(empty, CAPTURES[0])
    tally.expect(result.returncode == 1 and len(contents(empty)) == 6, f"an empty folder: {result.stderr}")
    tally.expect(not left_over(folder), f"left over: {left_over(folder)}")


def left_over(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def check_documents(tally, folder):
    """Configurations alone make a bundle, and name themselves."""
    tally.case("documents")
    ends = [SOURCE / "captures/transform-mismatch" / end / "ios.txt" for end in ("initiator", "responder")]
    path = folder / "documents"
    result = bundle(path, "-c", ends[0], "-c", ends[1])
    files = contents(path)
    tally.expect(result.returncode == 1 and len(files) == 6, f"{result.returncode} {result.stderr}")
    manifest = files["MANIFEST.sha256"].decode()
    for end in ends:
        digest = subprocess.run(["sha256sum", end], capture_output=True, check=True, text=True).stdout.split()[0]
        tally.expect(f"# configuration: {digest}  {end}, " in manifest, f"{end} in the manifest")
    if shutil.which("capinfos"):
        info = subprocess.run(["capinfos", path / "relevant.pcapng", path / "decrypted.pcapng"], capture_output=True,
                              check=False)
        tally.expect(info.returncode == 0 and not info.stderr, f"capinfos: {info.stderr}")


def check_unreadable(tally, folder):
    """One that cannot be read does not stop the rest."""
    tally.case("unreadable")
    (folder / "junk").write_bytes(b"no capture")
    path = folder / "partly"
    result = bundle(path, folder / "junk", CAPTURES[0])
    tally.expect(result.returncode == 2, f"exit {result.returncode}")
    tally.expect(path.is_dir() and len(contents(path)) == 6, "no bundle of what could be read")


def check_full_disk(tally, folder):
    tally.case("full disk")
    small = folder / "small"
    small.mkdir()
    script = (f'mount -t tmpfs -o size={SMALL} none "$1" && shift && "$@"; code=$?; '
              f'echo "code $code, left $(ls -A {small} | wc -l)"')
    command = ["unshare", "-rm", "sh", "-c", script, "sh", small, command_path(), "-q", "-e", small / "bundle",
               *CAPTURES]
    result = subprocess.run(command, capture_output=True, check=False, text=True)
    last = (result.stdout.strip().splitlines() or ["nothing"])[-1]
    if "unshare" in result.stderr or "mount:" in result.stderr:
        print(f"full disk: no namespace of our own, not tried: {result.stderr.strip()}")
        return
    tally.expect(last == "code 2, left 0", f"{last}: {result.stderr}")
    tally.expect("No space left" in result.stderr, f"said: {result.stderr}")


def check_signals(tally, folder):
    """While a pipe is read, and while files are: nothing is left, whoever ends it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        tally.case(f"signal {number.name}")
        inside = folder / number.name
        inside.mkdir()
        for way in ("pipe", "files"):
            captures = ["-"] if way == "pipe" else CAPTURES * 200
            process = subprocess.Popen([command_path(), "-q", "-e", inside / way, *captures], stdin=subprocess.PIPE,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            process.stdin.write(CAPTURES[0].read_bytes()[:400])
            process.stdin.flush()
            deadline = time.monotonic() + 60
            while not left_over(inside) and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.05)
            process.send_signal(number)
            if way == "pipe" and number == signal.SIGINT:  # it is meant for the writer, whose end the reader awaits
                process.stdin.close()
            process.wait()
            done = (inside / way).is_dir()
            tally.expect(not left_over(inside), f"{way}: left {left_over(inside)}")
            tally.expect(process.returncode != 0, f"{way}: exit {process.returncode}")
            tally.expect(not done or len(contents(inside / way)) == 6, f"{way}: half a bundle")
            process.stderr.close()
            process.stdin.close()


def main():
    tally = Tally("folders of bundles")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for check in (check_same, check_existing, check_documents, check_unreadable, check_full_disk, check_signals):
            check(tally, folder)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
