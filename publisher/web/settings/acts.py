"""What the pages of settings share: an act named by a form, done whole, its refusal in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import abort, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from channels.base import ChannelError
from channels.registry import UnknownKind
from channels.settings import SettingsInvalid
from content_queue import rights
from content_queue.commune_settings import SettingRefused
from content_queue.communes import NameTaken
from content_queue.deputies import DeputyRefused
from content_queue.models import User
from content_queue.names import BadName
from content_queue.places import UnknownName
from publisher.telling.ways import NotTold, UnknownContactKind
from publisher.web import here, visitors
from schedules.hours import HoursRefused
from schedules.slots import SlotRefused

Answer = AnyResponse | tuple[str, int] | str
Act = Callable[[Session, User], None]


class Refused(ValueError):
    """Something asked for in a form that can't be; the sentence says why."""


REFUSALS = (
    BadName,
    ChannelError,
    DeputyRefused,
    HoursRefused,
    NameTaken,
    NotTold,
    Refused,
    SettingRefused,
    SettingsInvalid,
    SlotRefused,
    UnknownContactKind,
    UnknownKind,
    UnknownName,
    rights.NotPermitted,
)


def sentences_of(refusal: Exception) -> Sequence[str]:
    """Return what to tell about a refusal."""
    if isinstance(refusal, SettingsInvalid):
        return refusal.problems
    return [getattr(refusal, "sentence", "") or str(refusal)]


def done(acts: Mapping[str, Act], shown: Callable[..., str], place: str) -> Answer:
    """Do the act that a form names, then lead back; or show the page with what was wrong."""
    wanted = acts.get(request.form.get("act", ""))
    if wanted is None:
        abort(400)
    try:
        with here.app().writing(here.commune()) as session:
            wanted(session, visitors.actor(session))
    except REFUSALS as refusal:
        return shown(problems=sentences_of(refusal)), 409
    return redirect(url_for(place, said=request.form["act"]), 303)


def lines(name: str) -> list[str]:
    """Return the lines of a field, each a name."""
    return [line.strip() for line in request.form.get(name, "").splitlines() if line.strip()]


def number(name: str) -> int:
    """Return a whole number of a form, 0 when it is none."""
    given = request.form.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else 0


def text(name: str) -> str:
    """Return a one-line field."""
    return " ".join(request.form.get(name, "").split())
