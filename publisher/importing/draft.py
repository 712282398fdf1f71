"""One message file → a frozen draft, or all that is wrong with it, told together."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.base import Medium, Urgency
from channels.markdown import to_plain
from publisher.importing.cleaning import clean_body
from publisher.importing.fields import (
    read_media,
    read_names,
    read_places,
    read_title,
    read_topic,
    read_unit,
    read_urgency,
    read_words,
    tell_cleaning,
)
from publisher.importing.files_beside import Beside, read_attachments, read_pictures, read_recordings
from publisher.importing.front_matter import FrontMatter, split
from publisher.importing.known import KnownNames
from publisher.importing.links_out import read_corrects, read_link
from publisher.importing.loading import load
from publisher.importing.problems import Problem, ProblemList
from publisher.importing.recoding import composed, in_unicode
from publisher.importing.timing import Clock, PastAt, Timing, check_loud_hours, read_timing

LONGEST_PROPOSAL = 100


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message as its file says: clean Markdown body, stored names, naive wall times of the commune."""

    import_key: str
    title: str
    topic: str  # code
    unit: str
    urgency: Urgency
    media: tuple[Medium, ...]
    body: str
    times: tuple[datetime, ...]
    repeat: str = ""
    valid_until: datetime | None = None  # aware
    hamlets: tuple[str, ...] = ()  # both empty: the whole commune
    zones: tuple[str, ...] = ()
    source: str = ""
    link: str = ""
    pictures: tuple[Beside, ...] = ()
    attachments: tuple[Beside, ...] = ()
    recordings: tuple[Beside, ...] = ()
    children: tuple[str, ...] = ()  # names
    corrects: str = ""  # import key
    new_units: tuple[str, ...] = ()  # to be added with the message
    new_hamlets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came of one file: a draft, or none when a problem is an error."""

    path: Path
    import_key: str
    draft: Draft | None
    problems: tuple[Problem, ...]


def read_message(
    path: Path,
    *,
    now: datetime,
    zone: ZoneInfo,
    known: KnownNames,
    convert_legacy: bool = False,
    past_at: PastAt | None = None,
    add_missing: bool = False,
    siblings: frozenset[str] = frozenset(),
) -> Reading:
    """Return what a file says; `siblings` are the import keys of files imported in the same act.

    `past_at` says what happens to times that are over: `now` or `skip`; None refuses them. `add_missing`
    lets units and hamlets be added, never topics.
    """
    problems = ProblemList(file=path.name)
    key = import_key(path)
    if key in known.import_keys:
        remedy = "Muốn sửa nội dung đã nhập, viết tin đính chính (corrects) hoặc đổi tên tệp."
        problems.error("imported-before", 0, f"Tin “{key}” đã được nhập trước đây.", remedy)
    front = _front(path, problems, convert_legacy=convert_legacy)
    if front is None:
        return Reading(path=path, import_key=key, draft=None, problems=problems.in_order())
    ground = _Ground(
        known=replace(known, import_keys=known.import_keys | siblings),
        clock=Clock(now=now, zone=zone, past_at=past_at),
        folder=path.parent,
        add_missing=add_missing,
    )
    draft = _draft(front, key, ground, problems)
    return Reading(
        path=path,
        import_key=key,
        draft=None if problems.has_error else draft,
        problems=problems.in_order(),
    )


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """What a file is read against."""

    known: KnownNames
    clock: Clock
    folder: Path
    add_missing: bool


def _draft(front: FrontMatter, key: str, ground: _Ground, problems: ProblemList) -> Draft:
    body = _body(front, problems)
    urgency, media = read_urgency(front, problems), read_media(front, problems)
    timing = _timing(front, ground, media, urgency, problems)
    unit, is_new = read_unit(front, ground.known, problems, add_missing=ground.add_missing)
    places = read_places(front, ground.known, problems, add_missing=ground.add_missing)
    return Draft(
        import_key=key,
        title=read_title(front, first_sentence(body), problems),
        topic=read_topic(front, ground.known.topics, problems),
        unit=unit,
        urgency=urgency,
        media=media,
        body=body,
        times=timing.times,
        repeat=timing.repeat,
        valid_until=timing.valid_until,
        hamlets=tuple(dict.fromkeys(places.hamlets)),
        zones=tuple(dict.fromkeys(places.zones)),
        source=read_words(front, "source", problems),
        link=read_link(front, problems),
        pictures=read_pictures(front, ground.folder, problems),
        attachments=read_attachments(front, ground.folder, problems),
        recordings=read_recordings(front, ground.folder, problems),
        children=read_names(front, "children", problems),
        corrects=read_corrects(front, key, ground.known.import_keys, problems),
        new_units=(unit,) if is_new else (),
        new_hamlets=tuple(dict.fromkeys(places.new_hamlets)),
    )


def _timing(
    front: FrontMatter, ground: _Ground, media: tuple[Medium, ...], urgency: Urgency, problems: ProblemList
) -> Timing:
    timing = read_timing(front, ground.clock, problems)
    if Medium.LOUDSPEAKER in media:
        check_loud_hours(timing, front, problems, known=ground.known, clock=ground.clock, urgency=urgency)
    return timing


def import_key(path: Path) -> str:
    """Return the key of a file: its stem in NFC."""
    return unicodedata.normalize("NFC", path.stem)


def first_sentence(body: str) -> str:
    """Return the first sentence of a body as plain words, to be proposed as a title."""
    plain = to_plain(body)
    first = next((line for line in plain.split("\n") if re.search(r"\w{2}", line)), "")
    words = re.sub(r"^[^\w“\"(]+", "", re.split(r"(?<=[.!?…])\s", first.strip(), maxsplit=1)[0])
    words = words.rstrip(".:;, ").replace('"', "'")
    if len(words) <= LONGEST_PROPOSAL:
        return words
    return words[:LONGEST_PROPOSAL].rsplit(" ", 1)[0].rstrip(".:;, ") + "…"


def _front(path: Path, problems: ProblemList, *, convert_legacy: bool) -> FrontMatter | None:
    text = load(path, problems)
    front = split(composed(text, problems), problems) if text is not None else None
    return None if front is None else in_unicode(front, problems, convert_legacy=convert_legacy)


def _body(front: FrontMatter, problems: ProblemList) -> str:
    cleaned = clean_body(front.body, first_line=front.body_line)
    tell_cleaning("Nội dung tin", cleaned, front.body_line, problems)
    body = cleaned.text.strip()
    if not body:
        problems.error(
            "empty-body", front.body_line, "Tin không có nội dung.", "Viết nội dung sau dòng “---” thứ hai."
        )
    return body
