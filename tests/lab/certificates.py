# SPDX-License-Identifier: GPL-2.0-or-later
"""Certificate authorities of the lab, and a certificate for each peer. No key of them is shipped."""
import os
import shutil
import subprocess

ORGANISATION = "/O=iketriage lab"


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def authority(folder, name):
    """A self-signed authority in FOLDER, made once."""
    if not os.path.exists(os.path.join(folder, f"{name}.pem")):
        openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out",
                f"{name}.pem", "-days", "3650", "-subj", f"{ORGANISATION}/CN={name}")


def issue(folder, peer):
    """Certificate and key of PEER, in the folders that swanctl looks into; its identity is the address."""
    own = peer.whose
    authority(folder, "ca")
    authority(folder, peer.side.trust)
    with open(os.path.join(folder, f"{own}.ext"), "w", encoding="ascii") as file:
        file.write(f"subjectAltName=IP:{peer.side.name()}\nkeyUsage=digitalSignature\n")
    openssl(folder, "req", "-newkey", f"rsa:{peer.side.bits}", "-nodes", "-keyout", f"{own}.key", "-out",
            f"{own}.csr", "-subj", f"{ORGANISATION}/CN={own}")
    openssl(folder, "x509", "-req", "-in", f"{own}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "3650", "-extfile", f"{own}.ext", "-out", f"{own}.pem")
    for kind, name in (("x509", f"{own}.pem"), ("x509ca", f"{peer.side.trust}.pem"), ("private", f"{own}.key")):
        os.makedirs(peer.path(kind), exist_ok=True)
        shutil.copyfile(os.path.join(folder, name), os.path.join(peer.path(kind), name))
