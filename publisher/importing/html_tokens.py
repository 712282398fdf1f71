"""Finding HTML in what people paste, without losing a “<” or “>” that is only a sign in a sentence.

Something is a tag when its name is HTML's (or a Word namespace), or when it carries attributes. What can run
or hide (scripts, styles, frames, comments, handlers) is dropped and told.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from publisher.importing.html_names import ALL, TOLD, WITH_CONTENT
from publisher.importing.links import as_destination, safe_address
from publisher.importing.problems import LineIndex, Removal

_OPENER = re.compile(
    r"<(?:(?P<comment>!--)|(?P<bogus>[!?][a-zA-Z\[])"
    r"|(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*(?:[:-][a-zA-Z0-9]+)*)(?=[\s/>]))"
)
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s"'<>]+)"""
_ENDS = (
    re.compile(rf"""((?:[\s/]+[^\s"'<>/=]+(?:\s*=\s*{_VALUE})?)*)[\s/]*>"""),
    re.compile(r"([^<>]*)>"),
    re.compile(rf"""((?:[\s/]+[^\s"'<>/=]+\s*=\s*{_VALUE})+)"""),  # its “>” is missing
)
_ATTRIBUTE = re.compile(rf"""([^\s"'<>/=]+)\s*=\s*({_VALUE})""")
_EXCERPT = 50
_FAR = 4000  # characters looked at beyond a tag


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words between tags, as written."""

    words: str


@dataclass(frozen=True, kw_only=True)
class Tag:
    """An opening or closing tag, with a small-letter name and decoded attributes."""

    name: str
    closing: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass
class Tokens:
    """Walks a text once; `removed` and `unclosed` fill while walking. `first_line` is the text's own line."""

    text: str
    first_line: int = 1
    removed: list[Removal] = field(default_factory=list)
    unclosed: list[Removal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lines = LineIndex(self.text, first_line=self.first_line)
        self._never_closed: set[str] = set()

    def __iter__(self) -> Iterator[Text | Tag]:
        done = at = 0
        while opener := _OPENER.search(self.text, at):
            end, tag = self._read(opener)
            if end is None:
                at = opener.end()
                continue
            if opener.start() > done:
                yield Text(words=self.text[done : opener.start()])
            if tag is not None:
                yield tag
            done = at = end
        if done < len(self.text):
            yield Text(words=self.text[done:])

    def _read(self, opener: re.Match[str]) -> tuple[int | None, Tag | None]:
        """Return where the markup ends and its tag; no end means that it is ordinary text."""
        if opener["comment"]:
            return self._until(re.compile("--!?>"), opener, opener.end(), "chú thích ẩn"), None
        if opener["bogus"]:
            end = self.text.find(">", opener.end())
            return (end + 1 if end >= 0 else None), None
        return self._tag(opener)

    def _tag(self, opener: re.Match[str]) -> tuple[int | None, Tag | None]:
        name, closing = opener["name"].lower(), bool(opener["slash"])
        ends = (pattern.match(self.text, opener.end()) for pattern in _ENDS)
        end = next((match for match in ends if match), None)
        if end is None or not _is_tag(name, end[1]):
            return None, None
        if name in WITH_CONTENT and not closing:
            return self._whole(name, opener, end), None
        line = self._line(opener.start())
        attributes = {key.lower(): _value(value) for key, value in _ATTRIBUTE.findall(end[1])}
        self._tell(name, attributes, line)
        return end.end(), Tag(name=name, closing=closing, attributes=attributes, line=line)

    def _whole(self, name: str, opener: re.Match[str], end: re.Match[str]) -> int | None:
        """Return where a dropped element's content ends."""
        closer = re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE)
        if end[0].endswith("/>") and not closer.search(self.text, end.end(), end.end() + _FAR):
            self._remove(f"<{name}>", opener.start())
            return end.end()
        return self._until(closer, opener, end.end(), f"<{name}>")

    def _until(self, pattern: re.Pattern[str], opener: re.Match[str], start: int, what: str) -> int | None:
        closer = None if what in self._never_closed else pattern.search(self.text, start)
        if closer is None:
            self._never_closed.add(what)
            if not self.unclosed:
                self.unclosed.append(Removal(what=what, line=self._line(opener.start())))
            return None
        inside = " ".join(self.text[start : min(closer.start(), start + _FAR)].split())
        self._remove(f"{what} (“{_short(inside)}”)" if inside else what, opener.start())
        return closer.end()

    def _tell(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        if name in TOLD:
            self.removed.append(Removal(what=f"<{name}>", line=line))
        for key, value in attributes.items():
            if key.startswith("on") or key == "style":
                self.removed.append(Removal(what=f"{key}=“{_short(value)}” trong <{name}>", line=line))
            if key in {"src", "action"} and not safe_address(value):
                self.removed.append(Removal(what=f"địa chỉ không an toàn “{_short(value)}”", line=line))
            if key == "href" and not as_destination(value):
                self.removed.append(Removal(what=f"địa chỉ không dùng được “{_short(value)}”", line=line))

    def _remove(self, what: str, at: int) -> None:
        self.removed.append(Removal(what=what, line=self._line(at)))

    def _line(self, at: int) -> int:
        return self._lines.line(at)


def _is_tag(name: str, attributes: str) -> bool:
    if "=" in attributes:
        return True
    if name not in ALL and ":" not in name:
        return False
    return attributes.isascii()  # “a <b và c> d” is a comparison


def _value(written: str) -> str:
    return html.unescape(written[1:-1] if written[:1] in {'"', "'"} else written)


def _short(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + "…"
