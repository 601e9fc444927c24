# SPDX-License-Identifier: GPL-2.0-or-later
"""Pages of `-f ios`, taken apart as a log of terminals is: by prompts, into what each command printed."""
import re

PROMPT = re.compile(r"^(?P<router>[^\s#!]+)#(?P<command>.*)$")


def pages(text):
    """{router: {command: [line]}}; what stands behind a prompt and its command, up to the next prompt."""
    result, lines = {}, []
    for line in text.splitlines():
        prompt = PROMPT.match(line)
        if prompt:
            lines = result.setdefault(prompt["router"], {}).setdefault(prompt["command"].strip(), [])
        else:
            lines.append(line)
    return result
