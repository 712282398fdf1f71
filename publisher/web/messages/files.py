"""The files of a form: each travels as a sealed ticket, so that nobody can attach what they never had."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, replace
from typing import BinaryIO, cast

from flask import request

from channels.base import StoredFile
from channels.text import nfc
from content_queue.models import User
from publisher.app import App
from publisher.importing.cleaning import clean_line
from publisher.secrets import SecretUnreadable
from publisher.writing import uploads
from publisher.writing.filled import Filled

MOST = 12


def ticket(app: App, file: StoredFile, actor: User) -> str:
    """Return what stands for a file in a person's form."""
    return app.box.seal(json.dumps({"user": actor.id, **asdict(file)}))


def with_tickets(app: App, fields: Filled, files: Sequence[StoredFile], actor: User) -> Filled:
    """Return a form with its files."""
    fields = {**fields, "file": [ticket(app, each, actor) for each in files]}
    return {**fields, **{f"alt@{each.digest}": [each.alt] for each in files}}


def files_of(app: App, fields: Filled, actor: User) -> tuple[StoredFile, ...]:
    """Return the files of a form, with what it says of them; one that is not the person's is left out."""
    found = (opened(app, each, actor) for each in fields.get("file", ())[:MOST])
    gone = set(fields.get("remove", ()))
    return tuple(_described(each, fields) for each in found if each is not None and each.digest not in gone)


def opened(app: App, given: str, actor: User) -> StoredFile | None:
    """Return the file of a ticket; None for a false one, and for another person's."""
    try:
        said = json.loads(app.box.read(given))
    except (SecretUnreadable, ValueError):
        return None
    if said.pop("user", None) != actor.id:
        return None
    return StoredFile(**said)


def _described(file: StoredFile, fields: Filled) -> StoredFile:
    said = next(iter(fields.get(f"alt@{file.digest}", ())), file.alt)
    return replace(file, alt=clean_line(nfc(said)).text[:300])


def uploaded(app: App, field: str) -> tuple[tuple[StoredFile, ...], tuple[str, ...]]:
    """Keep the files just sent; return them, and what was wrong with others."""
    kept: list[StoredFile] = []
    problems: list[str] = []
    for sent in request.files.getlist(field)[:MOST]:
        if not sent.filename:
            continue
        try:
            with closing(sent.stream) as stream:
                kept.append(uploads.keep(app.files, cast(BinaryIO, stream), name=sent.filename))
        except uploads.UploadRefused as refused:
            problems.append(str(refused))
    return tuple(kept), tuple(problems)
