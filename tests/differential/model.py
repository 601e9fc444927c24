# SPDX-License-Identifier: GPL-2.0-or-later
"""What both readings of a capture are brought into: messages whose every value has a path.

A message's fields are a plain dict from path to value, such as

    "message_id" -> "b88baed6"
    "payload 1 proposal 0 transform 2 attribute 3 type" -> 5

so that two readings are compared key by key, and what one of them lacks is a difference too. Byte strings are
lower-case hex.
"""

CLEAR, OPENED, OPAQUE = "clear", "opened", "opaque"
PARTIAL = "partial"

ENCRYPTED_FLAG = 1


class Message:
    """state: CLEAR, OPENED (decrypted), PARTIAL (all but the first block) or OPAQUE (not decrypted)."""

    def __init__(self, frame, state, fields, octets=None):
        self.frame = frame
        self.state = state
        self.fields = fields
        # What tells a repeated message: its UDP payload, and whether it was put together of that and others before.
        self.octets = octets

    def __getitem__(self, path):
        return self.fields.get(path)

    def at(self, first):
        """This message with what was read in its first copy."""
        return Message(self.frame, first.state, first.fields, self.octets)

    def payload_types(self):
        types = []
        while f"payload {len(types)} type" in self.fields:
            types.append(self.fields[f"payload {len(types)} type"])
        return types

    def first_payload(self, payload_type):
        """The path of the first payload of this type, or None."""
        types = self.payload_types()
        return f"payload {types.index(payload_type)}" if payload_type in types else None


def flatten(prefix, value, fields):
    """Nested dicts and lists to paths. A list named "attributes" gives "attribute 0", "attribute 1", ..."""
    if isinstance(value, dict):
        for key, inner in value.items():
            flatten(f"{prefix} {key}".strip(), inner, fields)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            flatten(f"{prefix.removesuffix('s')} {index}", inner, fields)
    else:
        fields[prefix] = value


def message(frame, state, header, payloads, octets=None):
    fields = {}
    flatten("", header, fields)
    flatten("payloads", payloads, fields)
    return Message(frame, state, fields, octets)
