"""Reading the named fields of a front matter: words made clean, names found among those that exist."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from channels.base import Medium, Urgency
from content_queue.names import nearest, unaccented
from publisher.importing.cleaning import Cleaned, clean_line
from publisher.importing.front_matter import FrontMatter, Written
from publisher.importing.known import KnownNames, find, nearest_topic
from publisher.importing.problems import ProblemList, Removal

LONGEST_TITLE = 300
Choice = TypeVar("Choice", bound=StrEnum)

_URGENCY_WORDS = {
    "thong-thuong": "routine",
    "thuong": "routine",
    "uu-tien": "urgent",
    "gap": "urgent",
    "khan": "emergency",
    "khan-cap": "emergency",
}
_MEDIUM_WORDS = {
    "web": "website",
    "trang-thong-tin": "website",
    "fanpage": "facebook",
    "fb": "facebook",
    "nhom-zalo": "zalo",
    "loa": "loudspeaker",
    "truyen-thanh": "loudspeaker",
}


@dataclass
class Names:
    """Names found and names to be added, in the order written."""

    hamlets: list[str] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    new_hamlets: list[str] = field(default_factory=list)


def read_words(front: FrontMatter, name: str, problems: ProblemList) -> str:
    """Return a one-line text free of HTML, empty when absent; what was removed is noted."""
    written = front.one(name)
    if written is None:
        return ""
    cleaned = clean_line(written.text, line=written.line)
    tell_cleaning(f"Mục “{name}”", cleaned, written.line, problems)
    return cleaned.text


def read_names(front: FrontMatter, field: str, problems: ProblemList) -> tuple[str, ...]:
    """Return names of persons, one line each and free of HTML."""
    cleaned = [(clean_line(each.text, line=each.line), each.line) for each in front.all(field)]
    for each, line in cleaned:
        tell_cleaning(f"Mục “{field}”", each, line, problems)
    return tuple(dict.fromkeys(each.text for each, _ in cleaned if each.text))


def tell_cleaning(what: str, cleaned: Cleaned, line: int, problems: ProblemList) -> None:
    """Note what cleaning removed, and refuse what is never closed."""
    for removal in dict.fromkeys(cleaned.removed):
        problems.notice("removed", removal.line, f"{what}: đã bỏ {removal.what}.")
    if cleaned.tags:
        shown = ", ".join(f"<{tag}>" for tag in cleaned.tags[:12])
        problems.notice("html", line, f"{what}: đã bỏ thẻ HTML {shown}; chữ được giữ nguyên.")
    for left in cleaned.unclosed:
        _refuse_unclosed(what, left, problems)


def _refuse_unclosed(what: str, left: Removal, problems: ProblemList) -> None:
    sentence = f"{what}: {left.what} mở ra mà không đóng, không biết phần nào là nội dung."
    problems.error("unclosed", left.line, sentence, "Xóa đoạn mã này trong tệp rồi nhập lại.")


def read_title(front: FrontMatter, proposal: str, problems: ProblemList) -> str:
    """Return the title; a missing one is an error that proposes the body's first sentence."""
    title = read_words(front, "title", problems)
    if not title:
        remedy = f'Thêm dòng: title: "{proposal}"' if proposal else "Thêm dòng: title: Tên tin"
        problems.error("missing-title", 1, "Thiếu tiêu đề (title).", remedy)
    elif len(title) > LONGEST_TITLE:
        sentence = f"Tiêu đề dài {len(title)} ký tự, nhiều nhất {LONGEST_TITLE}."
        problems.error("long-title", _line(front, "title"), sentence, "Rút gọn tiêu đề.")
    return title


def read_topic(front: FrontMatter, topics: Mapping[str, str], problems: ProblemList) -> str:
    """Return the code of the topic; an unknown one lists what exists and the nearest."""
    written = front.one("topic")
    listed = "Các chuyên mục: " + "; ".join(f"{code} ({name})" for code, name in topics.items()) + "."
    if written is None:
        problems.error("missing-topic", 1, "Thiếu chuyên mục (topic).", listed)
        return ""
    code = find(written.text, topics) or _code_named(written.text, topics)
    if code is None:
        near = nearest_topic(written.text, topics)
        hint = f"Có phải “{near}” ({topics[near]})? " if near else ""
        problems.error("unknown-topic", written.line, f"Không có chuyên mục “{written.text}”.", hint + listed)
    return code or ""


def _code_named(name: str, topics: Mapping[str, str]) -> str | None:
    title = find(name, topics.values())
    return next((code for code, each in topics.items() if each == title), None)


def read_unit(
    front: FrontMatter, known: KnownNames, problems: ProblemList, *, add_missing: bool
) -> tuple[str, bool]:
    """Return the unit and whether it is to be added."""
    written = front.one("unit")
    if written is None:
        problems.error("missing-unit", 1, "Thiếu đơn vị gửi tin (unit).", _listed("đơn vị", known.units))
        return "", False
    name = read_words(front, "unit", problems)
    stored = find(name, known.units)
    if stored:
        return stored, False
    if add_missing:
        problems.notice("unit-added", written.line, f"Sẽ thêm đơn vị “{name}”.")
        return name, True
    remedy = _near("đơn vị", name, known.units) + " Hoặc nhập với --add-missing để thêm."
    problems.error("unknown-unit", written.line, f"Chưa có đơn vị “{name}”.", remedy)
    return "", False


def read_places(front: FrontMatter, known: KnownNames, problems: ProblemList, *, add_missing: bool) -> Names:
    """Return the hamlets and loudspeaker zones named; none means the whole commune."""
    names = Names()
    for written in front.all("zones"):
        text = clean_line(written.text).text
        if hamlet := find(text, known.hamlets, bare=True):
            names.hamlets.append(hamlet)
        elif zone := find(text, known.zones):
            names.zones.append(zone)
        elif add_missing:
            names.hamlets.append(text)
            names.new_hamlets.append(text)
            problems.notice("hamlet-added", written.line, f"Sẽ thêm thôn “{text}”.")
        else:
            _unknown_place(text, written, known, problems)
    return names


def _unknown_place(text: str, written: Written, known: KnownNames, problems: ProblemList) -> None:
    remedy = _near("thôn", text, known.hamlets)
    if known.zones:
        remedy += " " + _listed("cụm loa", known.zones)
    remedy += " Hoặc nhập với --add-missing để thêm thôn."
    problems.error("unknown-zone", written.line, f"Chưa có thôn hay cụm loa “{text}”.", remedy)


def read_urgency(front: FrontMatter, problems: ProblemList) -> Urgency:
    """Return the urgency; routine, with a notice, when it is not written."""
    written = front.one("urgency")
    if written is None:
        problems.notice("urgency-default", 1, "Không ghi urgency; coi là routine (thông thường).")
        return Urgency.ROUTINE
    return _choice(written, "urgency", Urgency, _URGENCY_WORDS, problems) or Urgency.ROUTINE


def read_media(front: FrontMatter, problems: ProblemList) -> tuple[Medium, ...]:
    """Return the media chosen, in the order written, each once."""
    if not front.all("media"):
        listed = ", ".join(Medium)
        problems.error("missing-media", 1, "Thiếu media (phát ở đâu).", f"Ví dụ: media: [{listed}]")
    found = [_choice(each, "media", Medium, _MEDIUM_WORDS, problems) for each in front.all("media")]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _choice(
    written: Written, name: str, choices: type[Choice], words: Mapping[str, str], problems: ProblemList
) -> Choice | None:
    text = written.text.casefold()
    if text in {each.value for each in choices}:
        return choices(text)
    plain = unaccented(text)
    close = difflib.get_close_matches(plain, [each.value for each in choices], n=1, cutoff=0.6)
    near = words.get(plain) or next(iter(close), "")
    hint = f"Có phải “{near}”? " if near else ""
    remedy = hint + "Các giá trị: " + ", ".join(each.value for each in choices) + "."
    problems.error(f"unknown-{name}", written.line, f"“{name}” không có giá trị “{written.text}”.", remedy)
    return None


def _near(what: str, name: str, among: tuple[str, ...]) -> str:
    near = nearest(name, among)
    return (f"Có phải “{near}”? " if near else "") + _listed(what, among)


def _listed(what: str, among: tuple[str, ...]) -> str:
    return f"Các {what} đang có: " + ", ".join(among) + "." if among else f"Chưa có {what} nào."


def _line(front: FrontMatter, name: str) -> int:
    written = front.one(name)
    return written.line if written else 1
