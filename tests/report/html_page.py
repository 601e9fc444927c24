# SPDX-License-Identifier: GPL-2.0-or-later
"""A page as a strict reader sees it: elements that nest, ids that are there once, the text of each section."""
import html.parser

VOID = {"meta", "link", "br"}
# SVG: written with their own end.
EMPTY = {"path", "rect"}


class Page(html.parser.HTMLParser):
    """faults: what is not well-formed; ids, links, elements (name, attributes), sections by id, blocks (of <pre>)."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.faults, self.ids, self.links, self.elements = [], [], [], []
        self.sections, self.blocks, self.heading, self.text = {}, [], "", ""
        self._open, self._section, self._block, self._title = [], None, None, False
        self.feed(text)
        self.close()
        if self._open:
            self.faults.append(f"not closed: {self._open}")

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self._open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a":
            self.links.append(attributes["href"])
        if tag == "section":
            self._section = self.sections.setdefault(attributes["id"], {"text": "", "blocks": [], "fails": 0, "svg": 0})
        if tag == "pre":
            self._block = ""
        if tag == "h1":
            self._title = True
        if self._section is not None and tag == "svg":
            self._section["svg"] += 1
        if self._section is not None and attributes.get("class") == "fails":
            self._section["fails"] += 1

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.faults.append(f"<{tag}/> is no empty element")

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes another element")
        if tag == "section":
            self._section = None
        if tag == "h1":
            self._title = False
        if tag == "pre":
            self.blocks.append(self._block)
            if self._section is not None:
                self._section["blocks"].append(self._block)
            self._block = None

    def handle_data(self, data):
        self.text += data
        if self._title:
            self.heading += data
        if self._block is not None:
            self._block += data
        if self._section is not None:
            self._section["text"] += data
