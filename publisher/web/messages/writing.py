"""The desk: a form that is kept while it is filled in, saved as a revision, submitted when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import BinaryIO, cast

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from content_queue import messages, rights, unsaved
from content_queue.communes import zone_of
from content_queue.messages import MessageRefused, Overtaken
from content_queue.models import Message, User
from content_queue.states import MessageState, NotAllowed
from content_queue.words import words_of
from publisher import editing
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.messages import files
from publisher.web.messages.desk import Desk, choices, new_place, opened, place_given
from publisher.web.messages.differing import differing
from publisher.web.messages.previewing import shown
from publisher.web.refusing import sentence_of
from publisher.writing.documents import DocumentRefused, read_document
from publisher.writing.filled import Filled
from publisher.writing.form import Read, read
from publisher.writing.frequent_notices import blanks_in
from schedules.rules import BadRepeat

LARGEST_FORM = 1_050_000_000  # bytes, a video included; a text alone is stopped at unsaved.LARGEST
Answer = AnyResponse | tuple[str, int] | str


def add_to(pages: Blueprint) -> None:
    """Give the desk its addresses."""
    pages.get("/moi")(begin)
    pages.post("/moi")(take_new)
    pages.get("/<reference>/sua")(begin_again)
    pages.post("/<reference>/sua")(take)
    pages.post("/tu-luu")(keep)


@needs("write")
def begin() -> Answer:
    """Show the form of a new message."""
    if "place" not in request.args:
        place, notice = new_place(), request.args.get("mau")
        return redirect(url_for("messages.begin", place=place, mau=notice))
    return _form(place_given())


@needs("write")
def begin_again(reference: str) -> Answer:
    """Show the form of a message that exists."""
    return _form(reference)


@needs("write")
def take_new() -> Answer:
    """Take the form of a new message."""
    return _take(place_given())


@needs("write")
def take(reference: str) -> Answer:
    """Take the form of a message that exists."""
    return _take(reference)


@needs("write")
def keep() -> Answer:
    """Keep a form while it is being filled in."""
    app = here.app()
    with app.writing(here.commune()) as session:
        actor = visitors.actor(session)
        place = request.form.get("at", "")
        desk = opened(session, place, actor)
        try:
            _keep(session, replace(desk, fields=_fields(), based_on=_based_on(desk)), actor)
        except unsaved.FormRefused:
            return {"kept": ""}, 413  # type: ignore[return-value]
        at = app.clock().astimezone(zone_of(here.commune()))
    return {"kept": f"{at:%H:%M:%S}"}  # type: ignore[return-value]


def _fields() -> Filled:
    own = {"mark", "act", "place", "at", "based_on", "remove"}
    return {name: request.form.getlist(name) for name in request.form if name not in own}


def _based_on(desk: Desk) -> int:
    given = request.form.get("based_on", "")
    return int(given) if given.isdecimal() and len(given) < 9 else desk.based_on


def _keep(session: Session, desk: Desk, actor: User) -> None:
    unsaved.keep(
        session, desk.place, desk.fields, based_on=desk.based_on, actor=actor, now=here.app().clock()
    )


def _take(place: str) -> Answer:
    request.max_content_length = LARGEST_FORM
    app, act = here.app(), request.form.get("act", "save")
    with app.writing(here.commune()) as session:
        actor = visitors.actor(session)
        desk = opened(session, place, actor)
        if act == "drop":
            unsaved.drop(session, place, actor=actor)
            return redirect(_after_drop(desk), 303)
        desk = replace(desk, fields=_fields(), based_on=_based_on(desk))
        desk, problems = _with_files(desk, actor)
        change = CHANGES.get(act)
        if change is not None:
            desk, more = change(desk)
            problems = (*problems, *more)
        try:
            _keep(session, desk, actor)
        except unsaved.FormRefused as refused:
            problems = (*problems, str(refused))
    if problems or act not in {"save", "submit"}:
        return _form(place, problems=problems, previewing=act == "preview")
    return _saved(desk, submit=act == "submit")


def _after_drop(desk: Desk) -> str:
    if desk.message is None:
        return url_for("messages.listing")
    return url_for("messages.page", reference=desk.place)


def _with_files(desk: Desk, actor: User) -> tuple[Desk, tuple[str, ...]]:
    """Return the desk with the files just sent, and without those taken off."""
    app = here.app()
    fields = {**desk.fields, "remove": request.form.getlist("remove")}
    there = files.files_of(app, fields, actor)
    sent, problems = files.uploaded(app, "upload")
    fields.pop("remove")
    every = {each.digest: each for each in (*there, *sent)}
    return replace(desk, fields=files.with_tickets(app, fields, tuple(every.values()), actor)), problems


def _converted(desk: Desk) -> tuple[Desk, tuple[str, ...]]:
    """Turn what is in old letters into Unicode, as was shown."""
    found = read(desk.fields, zone=zone_of(here.commune())).legacy
    turned = {name: [suspicion.converted] for name, suspicion in found.items()}
    return replace(desk, fields={**desk.fields, **turned}), ()


def _from_word(desk: Desk) -> tuple[Desk, tuple[str, ...]]:
    """Put a Word document's words on the desk."""
    sent = request.files.get("word")
    if sent is None or not sent.filename:
        return desk, ("Hãy chọn tệp Word (.docx) trước.",)
    try:
        with closing(sent.stream) as stream:
            found = read_document(cast(BinaryIO, stream))
    except DocumentRefused as refused:
        return desk, (str(refused),)
    return replace(desk, fields={**desk.fields, "title": [found.title], "body": [found.body]}), ()


CHANGES: dict[str, Callable[[Desk], tuple[Desk, tuple[str, ...]]]] = {
    "convert": _converted,
    "word": _from_word,
}


def _read(session: Session, desk: Desk, actor: User) -> Read:
    there = files.files_of(here.app(), desk.fields, actor)
    return read(desk.fields, zone=zone_of(here.commune()), files=there)


def _saved(desk: Desk, *, submit: bool) -> Answer:
    app = here.app()
    try:
        with app.writing(here.commune()) as session:
            actor = visitors.actor(session)
            found = _read(session, desk, actor)
            _require_whole(found, submit=submit)
            message = _written(session, desk, found, actor)
            unsaved.drop(session, desk.place, actor=actor)
            if submit and message.state != MessageState.IN_REVIEW:  # nothing changed: it waits already
                editing.submit(app, session, message, actor=actor, now=app.clock())
            place = url_for("messages.page", reference=message.reference, said=_said(submit=submit))
    except Overtaken:
        return _conflict(desk)
    except MessageRefused as refused:
        return _form(desk.place, problems=refused.problems)
    except (NotAllowed, BadRepeat, rights.NotPermitted) as refused:
        return _form(desk.place, problems=(sentence_of(refused),))
    return redirect(place, 303)


def _said(*, submit: bool) -> str:
    return "submitted" if submit else "saved"


def _require_whole(found: Read, *, submit: bool) -> None:
    problems = list(found.problems)
    if found.legacy:
        problems.append("Có chữ gõ bằng bảng mã cũ; hãy chuyển sang Unicode trước khi lưu.")
    blanks = blanks_in(found.words) if submit else ()
    if blanks:
        problems.append(f"Còn chỗ chưa điền: {', '.join(blanks)}.")
    if problems:
        raise MessageRefused(*problems)


def _written(session: Session, desk: Desk, found: Read, actor: User) -> Message:
    now = here.app().clock()
    if desk.message is None:
        return messages.create(session, found.words, actor=actor, now=now)
    message = session.get_one(Message, desk.message.id)
    if message.revision != desk.based_on or words_of(message) != found.words:
        messages.edit(session, message, found.words, actor=actor, now=now, based_on=desk.based_on)
    return message


def _form(place: str, *, problems: tuple[str, ...] = (), previewing: bool = False) -> Answer:
    app, commune = here.app(), here.commune()
    with app.reading(commune) as session:
        actor = visitors.actor(session)
        desk = opened(session, place, actor)
        there = files.files_of(app, desk.fields, actor)
        found = read(desk.fields, zone=zone_of(commune), files=there)
        page = render_template(
            "messages/write.html",
            desk=desk,
            fields=desk.fields,
            choices=choices(session, commune, actor),
            files=there,
            legacy=found.legacy,
            notes=found.notes,
            problems=problems,
            previews=shown(session, desk, found) if previewing else None,
            mark=visitors.form_mark(),
            zone=zone_of(commune),
        )
    return (page, 409) if problems else page


def _conflict(desk: Desk) -> Answer:
    """Show both versions when somebody else has saved in the meantime."""
    app = here.app()
    with app.reading(here.commune()) as session:
        actor = visitors.actor(session)
        message = opened(session, desk.place, actor).message
        assert message is not None
        mine = _read(session, desk, actor).words
        page = render_template(
            "messages/conflict.html",
            desk=desk,
            message=message,
            theirs=words_of(message),
            mine=mine,
            lines=differing(message.body, mine.body),
            mark=visitors.form_mark(),
        )
    return page, 409
