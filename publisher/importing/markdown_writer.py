"""Writing Markdown from a walk over tags: emphasis, links, lists, headings, tables; other tags vanish."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from publisher.importing.html_names import CONTAINERS, VOID
from publisher.importing.html_tokens import Tag
from publisher.importing.links import as_destination

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
_DEEPEST = 60  # tags within tags; deeper ones only vanish
_OPEN, _CLOSE = "\ue000", "\ue001"  # beside marks of ours, until their neighbours are known
_CELL, _ROW = "\ue002", "\ue003"  # behind each cell and row of a table


@dataclass
class _Frame:
    tag: Tag
    start: int
    count: int = 0  # items written of a list


@dataclass
class MarkdownWriter:
    """Collects pieces; a closing tag rewrites all that was written since its opening."""

    pieces: list[str] = field(default_factory=list)
    frames: list[_Frame] = field(default_factory=list)

    def words(self, text: str) -> None:
        """Write words as they are."""
        self.pieces.append(text)

    def tag(self, tag: Tag) -> None:
        """Take the next tag."""
        if tag.name in VOID:
            self.pieces.append({"br": "\\\n", "hr": "\n\n---\n\n"}.get(tag.name, ""))
        elif not tag.closing:
            self._close_siblings(tag.name)
            if len(self.frames) < _DEEPEST:
                self.frames.append(_Frame(tag=tag, start=len(self.pieces)))
        elif any(frame.tag.name == tag.name for frame in self.frames):
            while self._close_last() != tag.name:
                pass

    def text(self) -> str:
        """Return all that was written, whatever is still open closed."""
        while self.frames:
            self._close_last()
        return "".join(self.pieces)

    def _close_siblings(self, name: str) -> None:
        """HTML lets `</p>`, `</li>`, `</td>`, `</tr>` be left out."""
        ended_by = {"p": {"p"}, "li": {"li", "p"}, "tr": {"tr", "td", "th", "p"}, "td": {"td", "th", "p"}}
        ended_by["th"] = ended_by["td"]
        while self.frames and self.frames[-1].tag.name in ended_by.get(name, set()):
            self._close_last()

    def _close_last(self) -> str:
        frame = self.frames.pop()
        content = "".join(self.pieces[frame.start :])
        del self.pieces[frame.start :]
        self.pieces.append(self._turned(frame, content))
        return frame.tag.name

    def _turned(self, frame: _Frame, content: str) -> str:
        name = frame.tag.name
        if name in _MARKS:
            return _emphasis(content, _MARKS[name])
        if name == "a":
            return _link(content, frame.tag.attributes.get("href", ""))
        if name == "li":
            return self._item(content)
        if name in {"td", "th"}:
            return " ".join(content.split()).replace("|", "\\|") + _CELL
        return _block(name, content) if name in CONTAINERS else content

    def _item(self, content: str) -> str:
        parent = next(
            (frame for frame in reversed(self.frames) if frame.tag.name in {"ul", "ol", "menu"}), None
        )
        mark = "- "
        if parent is not None and parent.tag.name == "ol":
            parent.count += 1
            mark = f"{parent.count}. "
        lines = [line for line in _unindented(content).split("\n") if line.strip()]
        return "\n" + mark + ("\n" + " " * len(mark)).join(lines)


def _emphasis(content: str, mark: str) -> str:
    words = content.strip()
    if not words or "\n\n" in words or mark[0] in words:
        return content
    start = content.index(words)
    return f"{content[:start]}{_OPEN}{mark}{words}{mark}{_CLOSE}{content[start + len(words) :]}"


def _link(content: str, address: str) -> str:
    destination = as_destination(address)
    words = " ".join(content.split())
    if not destination or not words:
        return content
    if words == address:
        return f"<{destination}>"
    inner = re.sub(r"([\[\]])", r"\\\1", words)
    return f"[{inner}]({destination})"


def _block(name: str, content: str) -> str:
    if name == "tr":
        return content.replace("\n", " ") + _ROW
    if name == "table":
        return _table(content)
    if name in {"ul", "ol", "menu"}:
        return "\n\n" + re.sub(r"\n\s*\n", "\n", content.strip("\n ")) + "\n\n"
    words = _unindented(content).strip()
    if not words:
        return "\n\n"
    if re.fullmatch(r"h[1-6]", name):
        words = "#" * int(name[1]) + " " + " ".join(words.replace("\\\n", " ").split())
    return f"\n\n{words}\n\n"


def _table(content: str) -> str:
    rows = [[cell.strip() for cell in row.split(_CELL)[:-1]] for row in content.split(_ROW)[:-1]]
    rows = [row for row in rows if row]
    if not rows:
        return f"\n\n{content.strip()}\n\n"
    width = max(len(row) for row in rows)
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    return "\n\n" + "\n".join([lines[0], "|" + "---|" * width, *lines[1:]]) + "\n\n"


def _unindented(content: str) -> str:
    """Take away the indentation of pretty-printed HTML, which Markdown would read as code."""
    return re.sub(r"(?m)^(?: {4,}|\t+ *)(?![-*\d])", "", content)


def finish(text: str) -> str:
    """Return the tidy text: marks parted from words they cannot touch, no heaps of blank lines."""
    text = re.sub(rf"(?<=[^\w\s])(\*+|~~){_CLOSE}(?=\w)", r"\1 ", text)
    text = re.sub(rf"(?<=\w){_OPEN}(\*+|~~)(?=[^\w\s])", r" \1", text)
    text = re.sub(f"[{_OPEN}{_CLOSE}]", "", text).replace(_CELL, " ").replace(_ROW, "\n")
    text = re.sub(r"(?<! ) $", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?m)^[ \t]+$", "", text)
    text = re.sub(r"(\\\n)+(?=\n|\Z)", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
