"""A form as a browser sends it, read into words: texts made clean, every mistake in one sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from channels.base import Medium, StoredFile, Urgency
from channels.text import nfc
from content_queue.words import Version, Words
from publisher.importing.cleaning import clean_body, clean_line
from publisher.importing.fields import LONGEST_TITLE
from publisher.importing.texts import Suspicion, suspect
from publisher.writing.repeating import EveryTime, repeat_of

LONGEST_LINE = 300  # letters of a source or a link
LONGEST_BODY = 100_000
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a form says: the words, what is wrong with them, what was changed, and what is in old letters."""

    words: Words
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    legacy: Mapping[str, Suspicion] = field(default_factory=dict)  # field → what it would be


def read(fields: Fields, *, zone: ZoneInfo, files: Sequence[StoredFile] = ()) -> Read:
    """Return what a form says; `files` are those it has kept and those just uploaded."""
    reader = _Reader(fields, zone)
    words = Words(
        title=reader.title(),
        body=reader.body(),
        topic=reader.one("topic"),
        unit=reader.one("unit"),
        media=reader.media(),
        urgency=reader.urgency(),
        times=reader.times(),
        repeat=reader.repeat(),
        valid_until=reader.moment("valid_until"),
        hamlets=tuple(reader.all("hamlet")),
        source=reader.line("source"),
        link=reader.link(),
        images=tuple(each for each in files if each.is_picture),
        attachments=tuple(each for each in files if not (each.is_picture or each.is_sound)),
        recordings=tuple(each for each in files if each.is_sound),
        children=tuple(each for part in reader.line("children").split(",") if (each := part.strip())),
        versions=reader.versions(),
    )
    for picture in words.images:
        if not picture.alt:
            reader.problems.append(f"Ảnh “{picture.name}” cần lời mô tả cho người không nhìn thấy.")
    return Read(
        words=words,
        problems=tuple(dict.fromkeys(reader.problems)),
        notes=tuple(dict.fromkeys(reader.notes)),
        legacy=reader.legacy,
    )


class _Reader:
    """Reads one form and collects what is wrong."""

    def __init__(self, fields: Fields, zone: ZoneInfo) -> None:
        self.fields, self.zone = fields, zone
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.legacy: dict[str, Suspicion] = {}

    def all(self, name: str) -> list[str]:
        return [nfc(value).strip() for value in self.fields.get(name, ()) if value.strip()]

    def one(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def line(self, name: str) -> str:
        self._look_for_legacy(name)
        found = clean_line(self.one(name)).text
        if len(found) > LONGEST_LINE:
            self.problems.append(f"Một dòng dài {len(found)} ký tự, nhiều nhất {LONGEST_LINE}.")
        return found

    def title(self) -> str:
        self._look_for_legacy("title")
        title = clean_line(self.one("title")).text
        if not title:
            self.problems.append("Tin cần có tiêu đề.")
        elif len(title) > LONGEST_TITLE:
            self.problems.append(f"Tiêu đề dài {len(title)} ký tự, nhiều nhất {LONGEST_TITLE}.")
        return title

    def body(self) -> str:
        self._look_for_legacy("body")
        written = self._one_raw("body")
        if not unicodedata.is_normalized("NFC", written):
            self.notes.append("Chữ dùng Unicode tổ hợp (NFD); đã chuyển sang dựng sẵn (NFC), chữ không đổi.")
        body = self._cleaned(nfc(written))
        if not body:
            self.problems.append("Tin cần có nội dung.")
        return body

    def _cleaned(self, written: str) -> str:
        if len(written) > LONGEST_BODY:
            self.problems.append(f"Nội dung dài {len(written)} ký tự, nhiều nhất {LONGEST_BODY}.")
            return written[:LONGEST_BODY]
        found = clean_body(written.replace("\r\n", "\n").replace("\r", "\n"))
        self.notes += [f"Nội dung tin: đã bỏ {removal.what}." for removal in found.removed]
        if found.tags:
            self.notes.append("Nội dung tin: đã bỏ các thẻ HTML; chữ được giữ nguyên.")
        self.problems += [
            f"Nội dung tin: {each.what} mở ra mà không đóng, không biết phần nào là nội dung."
            for each in found.unclosed
        ]
        return found.text.strip()

    def _one_raw(self, name: str) -> str:
        return next(iter(self.fields.get(name, ())), "")

    def _look_for_legacy(self, name: str) -> None:
        found = suspect(self._one_raw(name))
        if found is not None:
            self.legacy[name] = found

    def media(self) -> tuple[Medium, ...]:
        chosen = self.all("media")
        found = tuple(medium for medium in Medium if medium.value in chosen)
        if not found:
            self.problems.append("Hãy chọn ít nhất một nơi đăng.")
        return found

    def urgency(self) -> Urgency:
        asked = self.one("urgency")
        return Urgency(asked) if asked in list(Urgency) else Urgency.ROUTINE

    def times(self) -> tuple[str, ...]:
        if self.one("when") == "approved":
            return ()
        found = [self._wall(each) for each in self.all("time")]
        if not found and self.one("when") == "set":
            self.problems.append("Hãy ghi giờ đăng, hoặc chọn “ngay khi được duyệt”.")
        return tuple(dict.fromkeys(each for each in found if each))

    def _wall(self, text: str) -> str:
        try:
            return datetime.fromisoformat(text).replace(tzinfo=None).isoformat(timespec="minutes")
        except ValueError:
            self.problems.append(f"“{text}” không phải ngày giờ; hãy ghi như 2026-11-25T17:00.")
            return ""

    def moment(self, name: str) -> datetime | None:
        text = self.one(name)
        wall = self._wall(text) if text else ""
        return datetime.fromisoformat(wall).replace(tzinfo=self.zone) if wall else None

    def repeat(self) -> str:
        every = EveryTime(pattern=self.one("repeat"), until=self.one("until"), rule=self.one("rule"))
        try:
            return repeat_of(every, self.zone)
        except ValueError as mistake:
            self.problems.append(str(mistake))
            return ""

    def link(self) -> str:
        text = self.one("link")
        parts = urlsplit(text) if text.isprintable() and not set(text) & set(" <>\"'") else None
        if text and (parts is None or parts.scheme not in {"http", "https"} or not parts.netloc):
            self.problems.append(f"“{text[:80]}” không phải địa chỉ web; hãy ghi đủ, bắt đầu bằng https://.")
            return ""
        return text

    def versions(self) -> tuple[Version, ...]:
        return tuple(version for version in map(self._version, self._version_keys()) if version)

    def _version_keys(self) -> list[str]:
        return list(dict.fromkeys(self.all("version")))

    def _version(self, key: str) -> Version | None:
        medium, _, channel = key.partition(":")
        title = clean_line(self.one(f"title@{key}")).text
        body = self._cleaned(nfc(self._one_raw(f"body@{key}"))) if self.one(f"body@{key}") else ""
        if medium not in list(Medium) or not (title or body):
            return None
        return Version(medium=Medium(medium), channel=channel, title=title, body=body)
