# SPDX-License-Identifier: GPL-2.0-or-later
"""The captures that the test reads, each with the keys that open it."""
import os
import pathlib

import keymat
import tshark

SOURCE = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
SHARED = pathlib.Path(os.environ.get("IKT_SHARED_DIR", SOURCE.parent / "shared"))

# What the index of the public captures says of the one whose Ka is known.
PUBLIC_KEYS = {"ikev1-certs.pcap": "fafaeb49382a763c,735be0cb62f82675c4f7bf8fbab9b56834ba76d6ab4fa240\n"}


class Case:
    """key_text: a key file for iketriage; keyring: true where it is one of ours, from which Ka has to be derived."""

    def __init__(self, name, capture, key_text="", keyring=False):
        self.name = name
        self.capture = capture
        self.key_text = key_text
        self.keyring = keyring

    def tshark_keys(self, phase1):
        """(initiator cookie, Ka) pairs; phase1: tshark's messages of this capture, and maybe of others."""
        if not self.keyring:
            return [tuple(line.replace('"', "").split(",")) for line in self.key_text.split()]
        # tshark takes one key for a cookie: the first preshared key is the initiator's.
        found = keymat.ka_of_each_psk(phase1, keymat.Keyring(self.key_text))
        return [(cookie, keys[0]) for cookie, keys in found.items() if keys]


def phase1_of(cases):
    """What Ka is derived from: every capture with a keyring of ours, in one run. No two have a cookie in common."""
    captures = [case.capture for case in cases if case.keyring]
    return tshark.read_all(captures) if captures else []


def text_of(path):
    return path.read_text() if path.exists() else ""


def captures():
    return [Case(f"captures/{folder.name}", next(folder.glob("capture.*")), text_of(folder / "keys"), keyring=True)
            for folder in sorted((SOURCE / "captures").iterdir()) if folder.is_dir()]


def lab_cases():
    return [Case(f"lab-cases/{truth.parent.name}", truth.parent / "capture.pcap",
                 text_of(truth.parent / "keys" / "ikev1_decryption_table"))
            for truth in sorted((SHARED / "lab-cases").glob("*/truth.json"))]


def public():
    return [Case(f"public/{capture.name}", capture, PUBLIC_KEYS.get(capture.name, ""))
            for capture in sorted((SHARED / "captures-public").glob("*/*cap*"))]


def of(suite):
    return {"captures": captures, "lab-cases": lab_cases, "public": public}[suite]()
