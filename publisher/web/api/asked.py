"""The shapes of what programs say, as the OpenAPI document shows them; local times like 2026-11-25T17:00."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, DateTime, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range, Regexp

from channels.base import Medium, Urgency
from content_queue.models import Role
from content_queue.states import MessageState

MEDIA = [each.value for each in Medium]
NO_CONTROL = Regexp(r"^[^\x00-\x1f\x7f]*\Z", error="no control characters")
NO_ZERO = Regexp(r"^[^\x00]*\Z", error="no zero bytes")
WALL = Regexp(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\Z", error="local time, like 2026-11-25T17:00")
MOST_ID = 2**31 - 1


def line(most: int, **given: Any) -> String:
    """Return a field of one line."""
    return String(validate=[Length(max=most), NO_CONTROL], **given)


class VersionShape(Schema):
    """Words for one medium, or for one channel of it."""

    medium = String(required=True, validate=OneOf(MEDIA))
    channel = line(120, load_default="")
    title = line(300, load_default="")
    body = String(load_default="", validate=[Length(max=100_000), NO_ZERO])


class WordsShape(Schema):
    """What is written: the words of one revision."""

    title = String(required=True, validate=[Length(min=1, max=300), NO_CONTROL])
    body = String(required=True, validate=[Length(min=1, max=100_000), NO_ZERO])
    topic = line(120, required=True)
    unit = line(120, required=True)
    media = List(String(validate=OneOf(MEDIA)), required=True, validate=Length(min=1, max=4))
    urgency = String(load_default="routine", validate=OneOf([each.value for each in Urgency]))
    times = List(String(validate=WALL), load_default=list, validate=Length(max=100))
    repeat = line(300, load_default="")
    valid_until = DateTime(load_default=None, allow_none=True)
    hamlets = List(line(120), load_default=list, validate=Length(max=200))
    source = line(300, load_default="")
    link = line(300, load_default="")
    children = List(line(120), load_default=list, validate=Length(max=50))
    versions = List(Nested(VersionShape), load_default=list, validate=Length(max=60))


class EditShape(WordsShape):
    """New words for a message, and the revision they were begun from."""

    based_on = Integer(required=True, validate=Range(min=1, max=MOST_ID))


class MessagesAsked(Schema):
    """Which messages are listed."""

    state = String(validate=OneOf([each.value for each in MessageState]))
    q = line(200)
    before = Integer(validate=Range(min=1, max=MOST_ID))


class DecisionAsked(Schema):
    """A decision about what was shown."""

    seal = line(80, required=True)
    reason = String(load_default="", validate=[Length(max=2000), NO_ZERO])


class ReasonAsked(Schema):
    """A reason, in words."""

    reason = String(load_default="", validate=[Length(max=2000), NO_ZERO])


class MoveAsked(Schema):
    """Another time for one occurrence; `sure` when what is foreseen has been looked at."""

    occurrence = String(required=True, validate=WALL)
    to = String(required=True, validate=WALL)
    sure = Boolean(load_default=False)


class DeliveriesAsked(Schema):
    """Which deliveries are listed."""

    view = String(load_default="every", validate=OneOf(["attention", "open", "today", "every"]))
    q = line(200, load_default="")
    before = Integer(load_default=None, validate=Range(min=1, max=MOST_ID))


class ConfirmAsked(Schema):
    """A person's word that it went out."""

    proof = line(500, load_default="")
    note = line(300, load_default="")


class ReplanAsked(Schema):
    """Another time; none: now."""

    at = String(load_default="", validate=Regexp(r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})?\Z"))


class CalendarAsked(Schema):
    """From which day, and how many."""

    since = String(required=True, validate=Regexp(r"^(19[5-9]\d|20[0-8]\d)-\d{2}-\d{2}\Z"))
    days = Integer(load_default=7, validate=Range(min=1, max=62))


class PersonAsked(Schema):
    """A new account."""

    name = String(required=True, validate=[Length(min=1, max=120), NO_CONTROL])
    role = String(required=True, validate=OneOf([each.value for each in Role]))
    full_name = line(120, load_default="")
    office = line(120, load_default="")
    unit = line(120, load_default="")
