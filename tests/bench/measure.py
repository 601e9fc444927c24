# SPDX-License-Identifier: GPL-2.0-or-later
"""What a command costs: processor time, wall time, memory."""
import os
import statistics
import sys
import time


class Cost:
    """Seconds, and KiB at its peak."""

    def __init__(self, user, processor, wall, peak):
        self.user = user
        self.processor = processor  # user and system
        self.wall = wall
        self.peak = peak


def run(command, environment, allowed=(0, 1)):
    """One run, its output thrown away. allowed: exit statuses that are no trouble."""
    null = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
    begin = time.monotonic()
    process = os.posix_spawnp(command[0], command, {**os.environ, **environment}, file_actions=null)
    _, status, usage = os.wait4(process, 0)
    wall = time.monotonic() - begin
    if not os.WIFEXITED(status) or os.WEXITSTATUS(status) not in allowed:
        sys.exit(f"{' '.join(command)}: wait status {status}")
    return Cost(usage.ru_utime, usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss)


def median(costs):
    names = ("user", "processor", "wall", "peak")
    return Cost(*(statistics.median(getattr(cost, name) for cost in costs) for name in names))


def interleaved(contenders, rounds):
    """Medians of each contender's costs. contenders: (command, environment); each round runs all of them, in turn, so
    that whatever else the machine does falls on all alike. A round before the first warms the page cache."""
    costs = [[run(*contender) for contender in contenders] for _ in range(rounds + 1)][1:]
    return [median(of_one) for of_one in zip(*costs)]
