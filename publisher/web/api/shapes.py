"""The shapes of what the API answers, as the OpenAPI document shows them; times are ISO 8601."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Boolean, DateTime, Dict, Integer, List, Nested, String
from apiflask.validators import OneOf

from content_queue.models import Role
from content_queue.states import DeliveryState, MessageState


class Errors(Schema):
    """Why something was refused: one plain sentence for each thing that is wrong."""

    errors = List(String(), required=True)


class MessageShape(Schema):
    """A message as it stands."""

    reference = String(required=True)
    state = String(required=True, validate=OneOf([each.value for each in MessageState]))
    revision = Integer(required=True)
    title = String(required=True)
    body = String(required=True)
    topic = String(required=True)
    unit = String(required=True)
    media = List(String(), required=True)
    urgency = String(required=True)
    times = List(String(), required=True)
    repeat = String(required=True)
    valid_until = DateTime(required=True, allow_none=True)
    hamlets = List(String(), required=True)
    source = String(required=True)
    link = String(required=True)
    author = String(required=True)
    corrects = String(required=True, allow_none=True)
    changed_at = DateTime(required=True)


class MessageRow(MessageShape):
    """A message in a list."""


class MessagesShape(Schema):
    """A page of messages, the newest first; `next` is the `before` of the following page."""

    messages = List(Nested(MessageRow), required=True)
    next = Integer(required=True, allow_none=True)


class PreviewShape(Schema):
    """What one medium, or some channels of it, would say."""

    medium = String(required=True)
    channels = List(String(), required=True)
    form = String(required=True)
    parts = List(String(), required=True)
    counts = List(Integer(), required=True)
    limit = Integer(required=True, allow_none=True)
    seconds = Integer(required=True)
    notes = List(String(), required=True)
    problem = String(required=True)


class PreviewsShape(Schema):
    """Previews of all chosen media."""

    previews = List(Nested(PreviewShape), required=True)


class RenditionShape(Schema):
    """One sealed rendition, word for word as it goes out."""

    medium = String(required=True)
    channel = String(required=True)
    form = String(required=True)
    parts = List(String(), required=True)
    seconds = Integer(required=True)
    ready = Boolean(required=True)
    notes = List(String(), required=True)


class ReviewShape(Schema):
    """All that is decided on; `seal` must be named when approving."""

    reference = String(required=True)
    title = String(required=True)
    times = List(DateTime(), required=True)
    renditions = List(Nested(RenditionShape), required=True)
    cautions = List(String(), required=True)
    ready = Boolean(required=True)
    seal = String(required=True)


class MovedShape(Schema):
    """What a move did, or what to look at before it is done."""

    moved = Boolean(required=True)
    warnings = List(String(), required=True)


class AttemptShape(Schema):
    """One try."""

    number = Integer(required=True)
    begun_at = DateTime(required=True)
    ended_at = DateTime(required=True, allow_none=True)
    outcome = String(required=True)
    sentence = String(required=True)


class DeliveryShape(Schema):
    """One message to one channel for one time."""

    id = Integer(required=True)
    reference = String(required=True)
    message = String(required=True)
    title = String(required=True)
    channel = String(required=True)
    medium = String(required=True)
    state = String(required=True, validate=OneOf([each.value for each in DeliveryState]))
    due_at = DateTime(required=True)
    airs_at = DateTime(required=True, allow_none=True)
    not_after = DateTime(required=True)
    attempts = Integer(required=True)
    reason = String(required=True)
    url = String(required=True)


class DeliveryInFull(DeliveryShape):
    """A delivery with its attempts."""

    tries = List(Nested(AttemptShape), required=True)


class DeliveryRow(DeliveryShape):
    """A delivery in a list."""


class DeliveriesShape(Schema):
    """A page of deliveries, the newest first."""

    deliveries = List(Nested(DeliveryRow), required=True)
    next = Integer(required=True, allow_none=True)


class EntryShape(Schema):
    """One message on one day of the calendar."""

    at = DateTime(required=True)
    reference = String(required=True)
    title = String(required=True)
    urgency = String(required=True)
    media = List(String(), required=True)
    state = String(required=True)
    occurrence = String(required=True)


class DayShape(Schema):
    """One day of the calendar."""

    day = String(required=True)
    lunar = String(required=True)
    public = String(required=True)
    campaigns = List(String(), required=True)
    entries = List(Nested(EntryShape), required=True)


class CalendarShape(Schema):
    """The days asked for."""

    days = List(Nested(DayShape), required=True)


class MeShape(Schema):
    """For whom the token acts."""

    name = String(required=True)
    role = String(required=True, validate=OneOf([each.value for each in Role]))
    unit = String(required=True, allow_none=True)
    scopes = List(String(), required=True)


class PlacesShape(Schema):
    """What a message may name."""

    topics = Dict(keys=String(), values=String(), required=True)
    units = List(String(), required=True)
    hamlets = List(String(), required=True)
    channels = List(Dict(keys=String(), values=String()), required=True)


class PersonShape(Schema):
    """An account."""

    id = Integer(required=True)
    name = String(required=True)
    full_name = String(required=True)
    role = String(required=True)
    unit = String(required=True, allow_none=True)
    active = Boolean(required=True)


class PersonRow(PersonShape):
    """An account in a list."""


class PeopleShape(Schema):
    """All accounts."""

    people = List(Nested(PersonRow), required=True)


class CodeShape(Schema):
    """An invitation, told once."""

    code = String(required=True)
