"""Writing: new messages and new words, their previews, and the way to the approver."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint

from channels.base import Medium, Urgency
from content_queue import messages
from content_queue.communes import zone_of
from content_queue.words import Version, Words, words_of
from publisher import editing
from publisher.english import in_language
from publisher.web import here
from publisher.web.api import asked, shapes
from publisher.web.api.doors import give
from publisher.web.api.reading import message_named
from publisher.web.api.rows import message_row
from publisher.web.api.speaking import Refused, commune, needs, reading, writing
from publisher.web.language import language
from publisher.writing.filled import filled
from publisher.writing.form import read
from publisher.writing.frequent_notices import blanks_in
from publisher.writing.previewing import previews


def add_to(pages: APIBlueprint) -> None:
    """Give the doors their addresses."""
    one, message = "/messages/<reference>", shapes.MessageShape
    give(pages, "POST", "/messages", create, message, takes=asked.WordsShape, code=201)
    give(pages, "PUT", one, edit, message, takes=asked.EditShape)
    give(pages, "POST", f"{one}/submit", submit, message)
    give(pages, "POST", f"{one}/recall", recall, message)
    give(pages, "POST", f"{one}/withdraw", withdraw, message, takes=asked.ReasonAsked)
    give(pages, "POST", "/previews", preview, shapes.PreviewsShape, takes=asked.WordsShape)


def _words(said: dict[str, Any]) -> Words:
    """Return what a program says as words, made clean as what people type is."""
    given = Words(
        title=said["title"],
        body=said["body"],
        topic=said["topic"],
        unit=said["unit"],
        media=tuple(medium for medium in Medium if medium.value in said["media"]),
        urgency=Urgency(said["urgency"]),
        times=tuple(said["times"]),
        repeat=said["repeat"],
        valid_until=_aware(said["valid_until"]),
        hamlets=tuple(dict.fromkeys(said["hamlets"])),
        source=said["source"],
        link=said["link"],
        children=tuple(said["children"]),
        versions=tuple(Version(**{**each, "medium": Medium(each["medium"])}) for each in said["versions"]),
    )
    found = read(filled(given, zone_of(here.commune())), zone=zone_of(here.commune()))
    problems = list(found.problems)
    if found.legacy:
        problems.append("Có chữ gõ bằng bảng mã cũ; hãy chuyển sang Unicode trước khi lưu.")
    if problems:
        raise Refused(422, *problems)
    return replace(found.words, valid_until=given.valid_until, children=given.children)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=zone_of(here.commune())) if moment and moment.tzinfo is None else moment


@needs("write", "write")
def create(said: dict[str, Any]) -> dict[str, Any]:
    """Keep a new draft."""
    words = _words(said)
    with writing() as (session, actor):
        return message_row(messages.create(session, words, actor=actor, now=here.app().clock()))


@needs("write", "write")
def edit(reference: str, said: dict[str, Any]) -> dict[str, Any]:
    """Give a draft new words; refused with 409 when somebody else has written meanwhile."""
    words = _words(said)
    with writing() as (session, actor):
        row = message_named(session, reference, actor)
        kept = words_of(row)
        words = replace(words, images=kept.images, attachments=kept.attachments, recordings=kept.recordings)
        now = here.app().clock()
        messages.edit(session, row, words, actor=actor, now=now, based_on=said["based_on"])
        session.flush()
        return message_row(row)


@needs("write", "submit")
def submit(reference: str) -> dict[str, Any]:
    """Put a draft before the approver."""
    with writing() as (session, actor):
        row = message_named(session, reference, actor)
        blanks = blanks_in(words_of(row))
        if blanks:
            raise Refused(409, f"Còn chỗ chưa điền: {', '.join(blanks)}.")
        editing.submit(here.app(), session, row, actor=actor, now=here.app().clock())
        return message_row(row)


@needs("write", "submit")
def recall(reference: str) -> dict[str, Any]:
    """Take a message back from review."""
    with writing() as (session, actor):
        row = message_named(session, reference, actor)
        messages.recall(session, row, actor=actor, now=here.app().clock())
        return message_row(row)


@needs("write", "withdraw")
def withdraw(reference: str, said: dict[str, Any]) -> dict[str, Any]:
    """Withdraw an approved message, with a reason."""
    with writing() as (session, actor):
        row = message_named(session, reference, actor)
        messages.withdraw(session, row, actor=actor, now=here.app().clock(), reason=said["reason"])
        return message_row(row)


@needs("write", "write")
def preview(said: dict[str, Any]) -> dict[str, Any]:
    """Show what each medium would say, by the functions that make what goes out."""
    words = _words(said)
    with reading() as (session, _):
        found = previews(here.app(), session, words, commune(session))
        return {"previews": [_preview_row(each) for each in found]}


def _preview_row(each: Any) -> dict[str, Any]:
    told = [in_language(note, language()) for note in each.notes]
    return {**vars(each), "notes": told, "problem": in_language(each.problem, language())}
