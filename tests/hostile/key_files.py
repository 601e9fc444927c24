# SPDX-License-Identifier: GPL-2.0-or-later
"""Key files of millions of lines, words and remarks, beside a capture of one message."""
import itertools
import random
import struct

from case import kind
from wire import MAIN, OFFER, SA, cookie, message

OCTETS = 400_000, 24_000_000  # of files that are measured by their size


def key_file(small, full, **options):
    """Declares a generator of a key file: write(n) gives its text, or pieces of it."""
    def declare(write):
        def whole(scene, n):
            out = scene.capture()
            out.ike(message([(SA, OFFER)], MAIN, cookie(0)))
            out.close()
            text = write(n)
            scene.document(text if isinstance(text, str) else "".join(text))
        whole.__name__ = write.__name__
        options.setdefault("status", (0, 1, 2))  # a file that holds no key is refused
        kind(small, full, None, **options)(whole)
        return write
    return declare


@key_file(2000, 100_000)
def preshared_keys(n):
    return (f': PSK "key{index}"\n' for index in range(n))


@key_file(2000, 100_000)
def preshared_keys_of_names(n):
    return (f'@host{index}.example : PSK "key{index}"\n' for index in range(n))


@key_file(2000, 100_000)
def preshared_keys_of_a_peer(n):
    return (f'192.0.2.1 : PSK "key{index}"\n' for index in range(n))


@key_file(2000, 100_000)
def preshared_keys_of_pairs(n):
    return (f'192.0.2.1 10.{1 + (index >> 16)}.{index >> 8 & 255}.{index & 255} : PSK "key{index}"\n' for index in range(n))


@key_file(2000, 100_000)
def cipher_keys_of_one_cookie(n):
    return (f"{cookie(0).hex()} : KA 0x{index:032x}\n" for index in range(n))


@key_file(2000, 100_000)
def skeyid_e_of_one_cookie(n):
    return (f"{cookie(0).hex()} : SKEYID_e 0x{index:040x}\n" for index in range(n))


@key_file(2000, 100_000)
def skeyid_of_one_cookie(n):
    return (f"{cookie(0).hex()} : SKEYID 0x{index:040x}\n" for index in range(n))


@key_file(500, 20_000)
def secrets_of_one_cookie(n):
    return (f"{cookie(0).hex()} : DH-SECRET 0x{index + 1:0512x}\n" for index in range(n))


@key_file(500, 20_000)
def exponents_of_one_cookie(n):
    drawn = random.Random(1)
    return (f"{cookie(0).hex()} : DH-PRIVATE 0x{drawn.getrandbits(2048):0512x}\n" for _ in range(n))


@key_file(100, 5000)
def exponents_of_one_cookie_8192(n):
    """As long as those of group 18."""
    drawn = random.Random(1)
    return (f"{cookie(0).hex()} : DH-PRIVATE 0x{drawn.getrandbits(8191) | 1 << 8190:02048x}\n" for _ in range(n))


@key_file(2000, 200_000)
def table(n):
    return (f"{cookie(index).hex()},{index:032x}\n" for index in range(n))


@key_file(2000, 200_000)
def table_of_one_half(n):
    """Cookies that share their first four octets."""
    return (f"11223344{index:08x},{index:032x}\n" for index in range(n))


@key_file(2000, 200_000)
def cipher_keys_of_one_half(n):
    return (f"11223344{index:08x} : KA 0x{index:032x}\n" for index in range(n))


@key_file(2000, 100_000)
def addresses_of_one_hash(n):
    """What sums octets times powers of 31 sees one address: +1 on one octet, -31 on the next."""
    for index, steps in enumerate(itertools.islice(itertools.product(range(8), repeat=8), n)):
        octets = [octet for step in steps for octet in (step + 1, 224 - 31 * step)]
        groups = struct.unpack(">8H", bytes(octets))
        yield ":".join(f"{group:x}" for group in groups) + f' : PSK "k{index}"\n'


@key_file(2000, 100_000)
def writers_of_one_hash(n):
    """Names of one djb2 hash before the lines of a log: "Az" and "BY" give the same."""
    bits = max(1, (n - 1).bit_length())
    for index in range(n):
        yield "".join(("Az", "BY")[index >> bit & 1] for bit in range(bits)) + " charon: 07[IKE] x\n"


@key_file(5000, 1_000_000)
def threads(n):
    """A log, each line of a thread of its own."""
    return (f"{index}[IKE] x\n" for index in range(n))


def _dump(title, octets):
    yield f"07[IKE] {title} => {len(octets)} bytes @ 0x7f\n"
    for at in range(0, len(octets), 16):
        row = octets[at:at + 16]
        yield f"07[IKE] {at:4d}: {' '.join(f'{octet:02X}' for octet in row)}  x\n"


@key_file(200, 12_000)
def log_of_secrets(n):
    drawn = random.Random(3)
    for _ in range(n):
        yield "07[NET] received packet\n"
        for title, length in (("shared Diffie Hellman secret", 192), ("SKEYID_e", 20), ("initial IV", 16)):
            yield from _dump(title, drawn.randbytes(length))


@key_file(*OCTETS)
def log_of_nothing(n):
    line = "2024-01-01T00:00:00 07[ENC] parsed INFORMATIONAL_V1 request 2911388090 [ HASH N(DPD) ]\n"
    return line * (n // len(line))


@key_file(*OCTETS)
def brackets(n):
    return "[" * n


@key_file(*OCTETS)
def brackets_behind_digits(n):
    return " 9[" * (n // 3)


@key_file(*OCTETS)
def one_line(n):
    return "x" * n


@key_file(*OCTETS)
def words(n):
    return "a " * (n // 2)


@key_file(*OCTETS)
def selectors(n):
    return "a " * (n // 2) + ': PSK "x"\n'


@key_file(*OCTETS)
def selectors_continued(n):
    return "a\n" + " b\n" * (n // 3)


@key_file(*OCTETS)
def lines_that_are_wrong(n):
    return "x\n" * (n // 2)


@key_file(*OCTETS)
def entries_that_are_wrong(n):
    return ': PSK "good"\n' + "192.0.2.1 : PSK bad\n" * (n // 20)


@key_file(*OCTETS)
def dashes(n):
    return "-" * n


@key_file(*OCTETS)
def blanks(n):
    return " " * (n // 2) + "x" + " " * (n // 2)


@key_file(*OCTETS)
def running_config_of_blanks(n):
    return "crypto isakmp key x address 192.0.2.4\ncrypto isakmp key " + "a " * (n // 2) + "\n"


@key_file(*OCTETS)
def running_config_of_keys(n):
    line = "crypto isakmp key y address 192.0.2.1\n"
    return line * (n // len(line))


@key_file(*OCTETS)
def secret_without_end(n):
    return ': PSK "' + "x" * n + '"\n'


@key_file(*OCTETS)
def number_without_end(n):
    return f"{cookie(0).hex()} : DH-SECRET 0x" + "00" * (n // 2) + "\n"
