"""Deciding: what waits, all that is decided on, approving what was shown, returning it."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from content_queue import approval_links, approvals
from content_queue.messages import sealed_renditions
from content_queue.states import MessageState
from publisher import editing, reviewing
from publisher.english import in_language
from publisher.web import here
from publisher.web.api import asked, shapes
from publisher.web.api.doors import give
from publisher.web.api.reading import message_named
from publisher.web.api.rows import message_row
from publisher.web.api.speaking import Refused, needs, reading, writing
from publisher.web.approving import deliveries_of, reissued
from publisher.web.language import language


def add_to(pages: APIBlueprint) -> None:
    """Give the doors their addresses."""
    one, message = "/messages/<reference>", shapes.MessageShape
    give(pages, "GET", f"{one}/review", review, shapes.ReviewShape)
    give(pages, "POST", f"{one}/approve", approve, message, takes=asked.DecisionAsked)
    give(pages, "POST", f"{one}/return", give_back, message, takes=asked.ReasonAsked)
    give(pages, "POST", f"{one}/reject", reject, message, takes=asked.ReasonAsked)


@needs("approve", "approve")
def review(reference: str) -> dict[str, Any]:
    """Give all that is decided on, word for word."""
    with reading() as (session, actor):
        row = message_named(session, reference, actor)
        found = reviewing.review(session, row, now=here.app().clock())
        return {
            "reference": found.reference,
            "title": found.title,
            "times": list(found.times),
            "renditions": [vars(each) for each in found.shown],
            "cautions": [in_language(each.sentence, language()) for each in found.cautions],
            "ready": found.ready,
            "seal": found.seal,
        }


@needs("approve", "approve")
def approve(reference: str, said: dict[str, Any]) -> dict[str, Any]:
    """Approve what was shown; refused with 409 when anything has changed since."""
    app = here.app()
    with writing() as (session, actor):
        row = message_named(session, reference, actor)
        if row.state == MessageState.IN_REVIEW and said["seal"] != approval_links.seal_of(
            row, sealed_renditions(session, row)
        ):
            raise Refused(409, "Tin đã thay đổi từ lúc mở trang; hãy đọc lại rồi quyết định.")
        editing.approve(app, session, row, actor=actor, now=app.clock(), reason=said["reason"])
        stopped = deliveries_of(session, row.corrects) if row.corrects else []
        answer = message_row(row)
    reissued(stopped)
    return answer


@needs("approve", "approve")
def give_back(reference: str, said: dict[str, Any]) -> dict[str, Any]:
    """Return a message to its author, with a reason."""
    return _given_back(reference, "return", said["reason"])


@needs("approve", "approve")
def reject(reference: str, said: dict[str, Any]) -> dict[str, Any]:
    """Reject a message for good, with a reason."""
    return _given_back(reference, "reject", said["reason"])


def _given_back(reference: str, verb: str, reason: str) -> dict[str, Any]:
    with writing() as (session, actor):
        row = message_named(session, reference, actor)
        approvals.give_back(session, row, verb, actor=actor, now=here.app().clock(), reason=reason)
        return message_row(row)
