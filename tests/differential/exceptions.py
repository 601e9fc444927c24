# SPDX-License-Identifier: GPL-2.0-or-later
"""Every difference that is understood, with its reason. Each is as narrow as it can be said; one that explains nothing
in a capture it names is a failure, so that it goes when its cause goes."""
import tshark
from compare import MISSING, Exception_
from model import OPAQUE
from ours import HIDDEN

INFORMATIONAL = 5
LENGTH_MAX = 0xffff
# XAUTH-USER-PASSWORD, PASSCODE, NEXT-PIN, ANSWER.
SECRET_ATTRIBUTES = {16522, 16523, 16528, 16529}


def in_payloads(difference):
    return difference.path == "state" or difference.path.startswith("payload ")


def of_other_side(difference):
    return difference.message["exchange"] == INFORMATIONAL and in_payloads(difference)


def is_reassembled(message):
    """tshark shows no octets of what it put together."""
    return message.octets is None


def lacks_reassembled(difference):
    return difference.path == "message" and difference.own == MISSING and is_reassembled(difference.message)


def follows_reassembled(difference):
    cookie = difference.message["initiator_cookie"]
    fragmented = any(is_reassembled(message) and message["initiator_cookie"] == cookie
                     for message in difference.earlier)
    return fragmented and in_payloads(difference) and (difference.own in (OPAQUE, MISSING))


def cut_in_header(difference):
    return difference.message["length"] is None and (difference.path == "length" or in_payloads(difference))


def length_of_nowhere(difference):
    return difference.message["length"] > LENGTH_MAX and in_payloads(difference) and difference.reference == MISSING


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
        Exception_("cisco-fragments", "iketriage does not put Cisco IKE fragments together yet",
                   ["lab-cases/mm_rsa_ike_fragments_ss_ss", "lab-cases/mm_rsa_ok_ss_lsw"], lacks_reassembled),
        Exception_("after-cisco-fragments", "its IV comes from a message in Cisco IKE fragments",
                   ["lab-cases/mm_rsa_ike_fragments_ss_ss", "lab-cases/mm_rsa_ok_ss_lsw"], follows_reassembled),
        Exception_("cut-message", "tshark shows nothing of a message from its length on where the capture cut it",
                   ["lab-cases/truncated_snaplen_ss_ss", "public/isakmp-various-oobr.pcap"], cut_in_header),
        Exception_("length-of-nowhere", "tshark shows no payload of a message whose length no datagram can have",
                   ["public/ikev1_id_ipv6_addr_subnet-oobr.pcap", "public/isakmpv1-attr-oobr.pcap"],
                   length_of_nowhere),
        Exception_("length-below-header", "tshark takes a message whose length is less than the header's for no ISAKMP",
                   ["public/isakmp-pointer-loop.pcap", "public/ipsec-ikev1-zero-length.pcap"], length_below_header),
        Exception_("behind-short-payload", "tshark reads on inside the header of a payload shorter than its header",
                   ["public/ipsec-ikev1-payload-bad-length.pcap"], behind_short_payload),
        Exception_("draft-nat-d", "tshark reads NAT-D of the early drafts, payload 15, as GDOI's and stops there",
                   ["public/ISAKMP_sa_setup.pcap"], draft_nat_d),
        Exception_("xauth-secret", "iketriage writes no password",
                   ["lab-cases/vpnc_xauth_unity_ss", "lab-cases/xauth_modecfg_pull_ss_ss"], hides_secret),
    ]


def not_opened(difference):
    return difference.path == "state" and difference.own == OPAQUE


def truth_exceptions():
    return [
        Exception_("cisco-fragments", "iketriage does not put Cisco IKE fragments together yet",
                   ["truth/mm_rsa_ike_fragments_ss_ss", "truth/mm_rsa_ok_ss_lsw"],
                   lambda difference: difference.path == "message" and "reassembled" in difference.message.truth),
        Exception_("after-cisco-fragments", "its IV comes from a message in Cisco IKE fragments",
                   ["truth/mm_rsa_ike_fragments_ss_ss", "truth/mm_rsa_ok_ss_lsw"], not_opened),
        Exception_("other-side's-keys", "the table of keys holds those of the other side only",
                   ["truth/p1_psk_mismatch_mm_ss_ss"],
                   lambda difference: not_opened(difference) and
                   difference.message.truth.get("decrypted_with") == "other_side_keys"),
        Exception_("phase-1-not-captured", "without phase 1 neither hash nor IV is known, and iketriage tries none yet",
                   ["truth/starts_mid_session_ss_ss"], not_opened),
        Exception_("key-exchange-cut", "the first IV is a hash of KE payloads that the capture cut",
                   ["truth/truncated_snaplen_ss_ss"], not_opened),
    ]
