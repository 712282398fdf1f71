"""One notice: what is new, what to do about it, what is settled; as a subject, a text, or a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from publisher.english import in_language
from publisher.telling.steps import next_step

MOST_ITEMS = 10  # told one by one; the rest is counted
LONGEST_SUBJECT = 120
LONGEST_SENTENCE = 400


@dataclass(frozen=True, kw_only=True)
class Item:
    """One alert or incident."""

    key: str  # alert-12, incident-3: what a receiver knows it by
    kind: str
    sentence: str  # Vietnamese; names what it is about
    opened_at: datetime
    subject_id: int | None = None
    link: str = ""  # where this contact settles it


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One notice for one contact."""

    key: str  # the same when the same notice goes out again after a crash
    code: str  # of the commune
    commune: str
    zone: ZoneInfo
    at: datetime
    items: Sequence[Item]  # the first few
    more: int = 0  # besides them
    settled: Sequence[Item] = ()
    settled_more: int = 0

    def subject(self, language: str) -> str:
        """Return one line."""
        if not self.items:
            first, count = _words(language, ("đã xong", "settled")), ""
        else:
            first = _told(self.items[0], language)
            more = len(self.items) - 1 + self.more
            count = _words(language, (f" (và {more} việc nữa)", f" (and {more} more)")) if more else ""
        line = f"[{self.commune}] {first}"
        room = LONGEST_SUBJECT - len(count)
        return (line if len(line) <= room else line[: room - 1] + "…") + count

    def text(self, language: str, *, most: int | None = None) -> str:
        """Return the whole notice; at most so many characters, counted where it would be longer."""
        for shown in range(len(self.items), -1, -1):
            text = self._text(language, shown)
            if most is None or len(text) <= most:
                return text
        return text[: (most or 0) - 1] + "…"

    def _text(self, language: str, shown: int) -> str:
        moment = self.at.astimezone(self.zone)
        lines = [f"{self.commune} · {moment:%H:%M %d/%m/%Y}"]
        for item in self.items[:shown]:
            step = next_step(item.kind, language, subject_id=item.subject_id)
            lines += [
                "",
                f"• {_told(item, language)}",
                _words(language, (f"  Cần làm: {step}.", f"  Next: {step}.")),
                *([f"  {item.link}"] if item.link else []),
            ]
        if more := len(self.items) - shown + self.more:
            see = "`publisher alert list`"
            lines += [
                "",
                _words(language, (f"Và {more} việc nữa: xem {see}.", f"And {more} more: see {see}.")),
            ]
        if self.settled:
            lines += ["", self._settled(language)]
        return "\n".join(lines)

    def _settled(self, language: str) -> str:
        first, more = _told(self.settled[0], language), len(self.settled) - 1 + self.settled_more
        rest = _words(language, (f" (và {more} việc nữa)", f" (and {more} more)")) if more else ""
        return _words(language, (f"Đã xong: {first}{rest}", f"Settled: {first}{rest}"))

    def document(self, language: str) -> dict[str, Any]:
        """Return it for programs; times in ISO 8601."""
        return {
            "id": self.key,
            "commune": self.code,
            "name": self.commune,
            "at": self.at.isoformat(),
            "count": len(self.items) + self.more,
            "alerts": [_document(item, language) for item in self.items],
            "settled": [item.key for item in self.settled],
        }


def _document(item: Item, language: str) -> dict[str, Any]:
    return {
        "id": item.key,
        "kind": item.kind,
        "sentence": _told(item, language),
        "next_step": next_step(item.kind, language, subject_id=item.subject_id),
        "opened_at": item.opened_at.isoformat(),
        **({"link": item.link} if item.link else {}),
    }


def _told(item: Item, language: str) -> str:
    sentence = " ".join(in_language(item.sentence, language).split())
    return sentence if len(sentence) <= LONGEST_SENTENCE else sentence[: LONGEST_SENTENCE - 1] + "…"


def _words(language: str, pair: tuple[str, str]) -> str:
    return pair[language == "en"]
