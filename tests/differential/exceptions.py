# SPDX-License-Identifier: GPL-2.0-or-later
"""Every difference that is understood, with its reason. Each is as narrow as it can be said; one that explains nothing
in a capture it names is a failure, so that it goes when its cause goes."""
import tshark
from compare import MISSING, Exception_
from model import OPAQUE
from ours import HIDDEN

INFORMATIONAL = 5
# XAUTH-USER-NAME, USER-PASSWORD, PASSCODE, NEXT-PIN, ANSWER.
SECRET_ATTRIBUTES = {16521, 16522, 16523, 16528, 16529}


def in_payloads(difference):
    return difference.path == "state" or difference.path.startswith("payload ")


def of_other_side(difference):
    return difference.message["exchange"] == INFORMATIONAL and in_payloads(difference)


def cut_in_header(difference):
    return difference.message["length"] is None and (difference.path == "length" or in_payloads(difference))


def broken_fragment(difference):
    return difference.path in ("message", "length") or in_payloads(difference)


def length_below_header(difference):
    return (difference.path == "message" and difference.reference == MISSING and
            difference.message["length"] < tshark.HEADER_LENGTH)


def behind_short_payload(difference):
    """The payload whose length is less than its header, and what tshark reads behind it."""
    short = [index for index, _ in enumerate(difference.message.payload_types())
             if difference.message[f"payload {index} length"] < 4]
    return bool(short) and (difference.path == f"payload {short[0]} length" or
                            difference.own == MISSING and difference.path.startswith(f"payload {short[0] + 1} "))


def draft_nat_d(difference):
    """tshark reads payload 15 as the one of GDOI with that number, and stops there."""
    path = difference.message.first_payload(15)
    following = f"payload {len(difference.message.payload_types())} "
    return path is not None and (difference.path == path + " data" or
                                 difference.path.startswith(following) and difference.reference == MISSING)


def hides_secret(difference):
    attribute_type = difference.message[difference.path.removesuffix("data") + "type"]
    return difference.own == HIDDEN and attribute_type in SECRET_ATTRIBUTES


def tshark_exceptions():
    return [
        Exception_("other-side's-keys", "the message is encrypted under its sender's own keys, whose preshared key is "
                   "another; tshark takes one key for an SA and shows rubbish",
                   ["captures/psk-mismatch", "lab-cases/p1_psk_mismatch_mm_ss_ss"], of_other_side),
        Exception_("cut-message", "tshark shows nothing of a message from its length on where the capture cut it",
                   ["lab-cases/truncated_snaplen_ss_ss"], cut_in_header),
        Exception_("broken-ip-fragment", "a lone first IP fragment whose length is no multiple of 8: no host takes it; "
                   "tshark shows the header of the message that it begins",
                   ["public/isakmp-various-oobr.pcap", "public/ikev1_id_ipv6_addr_subnet-oobr.pcap",
                    "public/isakmpv1-attr-oobr.pcap"], broken_fragment),
        Exception_("length-below-header", "tshark takes a message whose length is less than the header's for no ISAKMP",
                   ["public/isakmp-pointer-loop.pcap", "public/ipsec-ikev1-zero-length.pcap"], length_below_header),
        Exception_("behind-short-payload", "tshark reads on inside the header of a payload shorter than its header",
                   ["public/ipsec-ikev1-payload-bad-length.pcap"], behind_short_payload),
        Exception_("draft-nat-d", "tshark reads NAT-D of the early drafts, payload 15, as GDOI's and stops there",
                   ["public/ISAKMP_sa_setup.pcap"], draft_nat_d),
        Exception_("xauth-secret", "iketriage writes no user name and no password",
                   ["captures/tunnel-up-xauth", "captures/xauth-failed", "lab-cases/vpnc_xauth_unity_ss",
                    "lab-cases/xauth_modecfg_pull_ss_ss"], hides_secret),
        Exception_("phase-1-not-captured", "without phase 1 tshark knows neither cipher nor IV and opens nothing",
                   ["captures/mid-session", "captures/ike-no-sa", "lab-cases/starts_mid_session_ss_ss"],
                   lambda difference: in_payloads(difference) and difference.reference in (OPAQUE, MISSING)),
        Exception_("cipher", "tshark decrypts DES, 3DES and AES only", ["captures/tunnel-up-camellia"],
                   lambda difference: in_payloads(difference) and difference.reference in (OPAQUE, MISSING)),
    ]


def not_opened(difference):
    return difference.path == "state" and difference.own == OPAQUE


def truth_exceptions():
    return [
        Exception_("other-side's-keys", "the table of keys holds those of the other side only",
                   ["truth/p1_psk_mismatch_mm_ss_ss"],
                   lambda difference: not_opened(difference) and
                   difference.message.truth.get("decrypted_with") == "other_side_keys"),
        Exception_("key-exchange-cut", "the first IV is a hash of KE payloads that the capture cut",
                   ["truth/truncated_snaplen_ss_ss"], not_opened),
    ]
