"""Once a correction is out, what can be edited in place gets its notice: the old words, marked as corrected.

Where nothing can be edited the correction itself, sent like any message, is all that is done. Run again
and again by the ticker: a channel that is away is asked the next time.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from channels.base import ChannelError, Correctable, Facts, Rendition
from content_queue import audit
from content_queue.communes import zone_of
from content_queue.db import open_session
from content_queue.deliveries import receipt_document, receipt_of
from content_queue.models import Commune, Delivery, Message
from content_queue.states import DeliveryState, MessageState
from content_queue.turns import Turn, only_one
from publisher.app import App

log = logging.getLogger("publisher.correcting")
MARK = "corrected_by"


@dataclass(frozen=True, kw_only=True)
class _Case:
    """One publication of a corrected message, and the correction."""

    old: Delivery
    correction: Message


def mark_corrected(app: App, kinds: Collection[str] = ()) -> int:
    """Give every publication that has been corrected its notice; count those that got it now.

    Only on channels of some kinds (none given: all), and by one worker at a time.
    """
    with only_one(app.engine, Turn.MARK) as ours:
        return _mark_all(app, kinds) if ours else 0


def _mark_all(app: App, kinds: Collection[str]) -> int:
    with open_session(app.engine, reading=True) as session:
        cases = [
            (case.old.id, case.correction.id)
            for case in _cases(session)
            if not kinds or case.old.channel.kind in kinds
        ]
    return sum(_mark(app, old_id, correction_id) for old_id, correction_id in cases)


def _cases(session: Session) -> list[_Case]:
    correction, of_correction = aliased(Message), aliased(Delivery)
    is_out = exists().where(
        of_correction.message_id == correction.id, of_correction.state == DeliveryState.SENT.value
    )
    rows = session.execute(
        select(Delivery, correction)
        .join(correction, correction.corrects_id == Delivery.message_id)
        .where(
            Delivery.state == DeliveryState.SENT.value,
            correction.state == MessageState.APPROVED.value,
            is_out,
        )
        .order_by(Delivery.id)
    ).all()
    return [
        _Case(old=old, correction=found)
        for old, found in rows
        if MARK not in (old.receipt or {}).get("details", {})
    ]


def _mark(app: App, old_id: int, correction_id: int) -> bool:
    now = app.clock()
    with open_session(app.engine, reading=True) as session:
        old, correction = session.get_one(Delivery, old_id), session.get_one(Message, correction_id)
        adapter, receipt = app.book.of(session, old.channel), receipt_of(old)
        facts = _facts(session, old, correction, now)
        rendition, reference = Rendition.from_document(old.rendition.document), old.reference
    if not isinstance(adapter, Correctable) or receipt is None:
        return False
    try:
        corrected = adapter.correct(receipt, rendition, key=reference, facts=facts)
    except ChannelError as problem:
        log.warning("delivery %s: not marked as corrected yet: %s", old_id, problem.sentence)
        return False
    with open_session(app.engine) as session, session.begin():
        old = session.get_one(Delivery, old_id)
        kept = receipt_document(corrected)
        old.receipt = {**kept, "details": {**kept["details"], MARK: correction.reference}}
        audit.record(session, "correct", old, actor=None, now=now, by=correction.reference)
    return True


def _facts(session: Session, old: Delivery, correction: Message, now: datetime) -> Facts:
    commune = session.get_one(Commune, old.commune_id)
    local = now.astimezone(zone_of(commune))
    return Facts(
        published_at=local,
        office=f"Ủy ban nhân dân {commune.name}",
        notice=f"Tin này đã được đính chính ngày {local:%d/%m/%Y}: “{correction.title}”.",
    )
