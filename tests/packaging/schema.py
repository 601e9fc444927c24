# SPDX-License-Identifier: GPL-2.0-or-later
"""The JSON schema of packaging/doc: what it says of records, and that it says so of every key and value."""
import copy
import json
import os
import pathlib
import sys

SOURCE = pathlib.Path(os.environ.get("IKT_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
FILE = SOURCE / "packaging/doc/iketriage-1.schema.json"
STRANGE = "no_such_key"


def validator():
    """Skips the test where there is no jsonschema that knows the draft."""
    try:
        import jsonschema
        kind = jsonschema.Draft202012Validator
    except (ImportError, AttributeError):
        print("skipped: no python3-jsonschema")
        sys.exit(77)
    schema = json.loads(FILE.read_text(encoding="utf-8"))
    kind.check_schema(schema)
    return kind(schema)


def complaints(valid, records):
    """What it has against them, each kind once."""
    found = {}
    for record in records:
        for error in valid.iter_errors(record):
            place = ".".join("[]" if isinstance(part, int) else part for part in error.absolute_path)
            found.setdefault((record["type"], place, error.validator), f"{record['type']} {place}: {error.message[:300]}")
    return list(found.values())


def places(value, path=()):
    """Where objects stand in a record."""
    if isinstance(value, dict):
        yield path
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from places(item, (*path, i))


def with_change(record, path, change):
    changed = copy.deepcopy(record)
    at = changed
    for part in path:
        at = at[part]
    change(at)
    return changed


# Keys of these are rules and names of messages.
FREE = {"frames", "causes", "findings"}


def unnoticed(valid, record):
    """Places where a strange key, or one that is gone, is taken."""
    found = []
    for path in places(record):
        if valid.is_valid(with_change(record, path, lambda at: at.update({STRANGE: 1}))):
            found.append(f"{record['type']} {path}: a key too many")
        if path and path[-1] in FREE:
            continue
        at = record
        for part in path:
            at = at[part]
        optional = {"pieces", "live", "log_lines", "places", "translations", "transit", "frame" if "problems" in path else ""}
        for key in set(at) - optional:
            if valid.is_valid(with_change(record, path, lambda at, key=key: at.pop(key))):
                found.append(f"{record['type']} {path}: {key} may be gone")
    return found
