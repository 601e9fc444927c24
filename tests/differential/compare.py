# SPDX-License-Identifier: GPL-2.0-or-later
"""Our reading of a capture against a reference, field by field; what differs must be explained by an exception."""
import collections

import model

MISSING = "missing"


class Difference:
    """path "message": one of the two readings lacks the message. path "state": one of the two did not decrypt it.
    reference, own: the values that differ; message: the reference's, or ours where the reference has none."""

    def __init__(self, case, message, path, own, reference):
        self.case = case
        self.message = message
        self.frame = message.frame
        self.path = path
        self.own = own
        self.reference = reference

    def __str__(self):
        return f"{self.case}, frame {self.frame}: {self.path}: {self.own!r}, but {self.reference!r}"


class Exception_:
    """A kind of difference that is understood. reason: why it is no fault of ours; applies: a predicate on differences.
    cases: where it is expected; an exception that explains nothing in one of them is out of date, and a fault."""

    def __init__(self, name, reason, cases, applies):
        self.name = name
        self.reason = reason
        self.cases = frozenset(cases)
        self.applies = applies
        self.explained = collections.Counter()

    def explains(self, difference):
        if difference.case not in self.cases or not self.applies(difference):
            return False
        self.explained[difference.case] += 1
        return True

    def idle_cases(self, suite):
        """Where it should have explained something and did not."""
        return sorted(case for case in self.cases if case.startswith(suite + "/") and not self.explained[case])


class Tally:
    """What was compared of one suite; the names of its cases begin with the suite's."""

    def __init__(self, suite, exceptions):
        self.suite = suite
        self.exceptions = exceptions
        self.cases = []
        self.messages = self.decrypted = self.fields = 0
        self.unexplained = []

    def meet(self, difference):
        if not any(exception.explains(difference) for exception in self.exceptions):
            self.unexplained.append(difference)

    def idle(self):
        return [(exception, case) for exception in self.exceptions for case in exception.idle_cases(self.suite)]

    def close(self):
        """Prints what was compared and what is wrong; the exit status."""
        for difference in self.unexplained:
            print(difference)
        for exception, case in self.idle():
            print(f"exception {exception.name} explains nothing in {case}: it is out of date")
        for exception in self.exceptions:
            if exception.explained:
                print(f"explained, {exception.name}: {exception.explained.total()} differences in "
                      f"{len(exception.explained)} captures ({exception.reason})")
        explained = sum(exception.explained.total() for exception in self.exceptions)
        print(f"{self.suite}: {len(self.cases)} captures, {self.messages} messages ({self.decrypted} of them decrypted "
              f"by both), {self.fields} fields, {explained} differences explained, {len(self.unexplained)} not")
        return 1 if self.unexplained or self.idle() or not self.fields else 0


def by_frame(messages):
    frames = collections.defaultdict(list)
    for message in messages:
        frames[message.frame].append(message)
    return frames


def with_first_copies(messages):
    """The messages, each repeated encrypted one with what was read in its first copy; and how many those are."""
    seen, read, repeated = {}, [], 0
    for message in messages:
        first = message
        if message.octets and message["flags"] & model.ENCRYPTED_FLAG:
            first = seen.setdefault(message.octets, message)
        repeated += first is not message
        read.append(message.at(first))
    return read, repeated


def fields_apart(own, reference):
    """(path, ours, reference's) of every field that is not the same, and how many there are in all."""
    paths = own.fields.keys() | reference.fields.keys()
    apart = [(path, own.fields.get(path, MISSING), reference.fields.get(path, MISSING))
             for path in sorted(paths) if own.fields.get(path, MISSING) != reference.fields.get(path, MISSING)]
    if own.state != reference.state:
        apart.insert(0, ("state", own.state, reference.state))
    return apart, len(paths)


def compare_message(tally, case, own, reference):
    apart, count = fields_apart(own, reference)
    for path, value, expected in apart:
        tally.meet(Difference(case, reference, path, value, expected))
    tally.messages += 1
    tally.decrypted += own.state == reference.state == model.OPENED
    tally.fields += count


def compare(tally, case, own, reference):
    """own, reference: the messages of one capture by either reader."""
    tally.cases.append(case)
    own, frames = by_frame(own), by_frame(reference)
    for frame in sorted(own.keys() | frames.keys()):
        for position in range(max(len(own[frame]), len(frames[frame]))):
            pair = [side[frame][position] if position < len(side[frame]) else None for side in (own, frames)]
            if None in pair:
                tally.meet(Difference(case, pair[0] or pair[1], "message", *(MISSING if message is None else "read"
                                                                            for message in pair)))
            else:
                compare_message(tally, case, *pair)
