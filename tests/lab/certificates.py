# SPDX-License-Identifier: GPL-2.0-or-later
"""Certificate authorities of the lab, and a certificate for each peer. No key of them is shipped."""
import datetime
import os
import shutil
import subprocess

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

ORGANISATION = "/O=iketriage lab"


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def authority(folder, name):
    """A self-signed authority in FOLDER, made once."""
    if not os.path.exists(os.path.join(folder, f"{name}.pem")):
        openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out",
                f"{name}.pem", "-days", "3650", "-subj", f"{ORGANISATION}/CN={name}")


def sign_for_2020(folder, own):
    """Certificate of OWN.csr with the name of OWN.ext, as openssl's x509 command makes it, of a year that is over."""
    with open(os.path.join(folder, "ca.pem"), "rb") as file:
        issuer = x509.load_pem_x509_certificate(file.read())
    with open(os.path.join(folder, "ca.key"), "rb") as file:
        key = serialization.load_pem_private_key(file.read(), None)
    with open(os.path.join(folder, f"{own}.pem"), "rb") as file:
        whole = x509.load_pem_x509_certificate(file.read())
    builder = x509.CertificateBuilder(issuer.subject, whole.subject, whole.public_key(), whole.serial_number,
                                      datetime.datetime(2020, 1, 1), datetime.datetime(2020, 12, 31, 23, 59, 59))
    for extension in whole.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    with open(os.path.join(folder, f"{own}.pem"), "wb") as file:
        file.write(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


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
    if peer.side.expired:
        sign_for_2020(folder, own)
    for kind, name in (("x509", f"{own}.pem"), ("x509ca", f"{peer.side.trust}.pem"), ("private", f"{own}.key")):
        os.makedirs(peer.path(kind), exist_ok=True)
        shutil.copyfile(os.path.join(folder, name), os.path.join(peer.path(kind), name))
