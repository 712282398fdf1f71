"""Hand-overs: what waits for which person, its address for the phone, its reminders, the proof of it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import FileStore, Rendition
from channels.wording import as_sent
from content_queue import alerts
from content_queue.communes import settings_of
from content_queue.db import open_session
from content_queue.deliveries import DeliveryRefused
from content_queue.models import Channel, Commune, Delivery
from content_queue.states import DeliveryState
from content_queue.turns import Turn, only_one
from publisher.app import App

KIND = "handover"
REMINDER, OVERDUE = "handover", "handover-overdue"  # kinds of alerts
URGENT = timedelta(minutes=10)  # nobody waits longer than this to be reminded of what is not routine
ROUTINE = 2
LARGEST_PROOF = 5_000_000  # bytes as sent by the phone
SIDE = 2000  # pixels of a proof that is kept


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One package that a person has not settled yet."""

    delivery_id: int
    reference: str
    title: str
    channel: str
    person: str
    due_at: datetime
    overdue: bool
    folder: str


def waiting(session: Session, *, now: datetime) -> Sequence[Waiting]:
    """Return what waits for people in this commune: overdue first, then by person and hour."""
    found = [
        _waiting(row, settings_of(_commune(session, row)).overdue_minutes, now) for row in _rows(session)
    ]
    return sorted(found, key=lambda each: (not each.overdue, each.person, each.due_at, each.delivery_id))


def _rows(session: Session) -> Sequence[Delivery]:
    query = (
        select(Delivery)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(Delivery.state == DeliveryState.AWAITING_PERSON.value, Channel.kind == KIND)
        .order_by(Delivery.due_at, Delivery.id)
    )
    return session.scalars(query).all()


def _waiting(row: Delivery, overdue_minutes: int, now: datetime) -> Waiting:
    return Waiting(
        delivery_id=row.id,
        reference=row.reference,
        title=row.message.title,
        channel=row.channel.name,
        person=str(row.channel.settings.get("person") or ""),
        due_at=row.due_at,
        overdue=now - row.due_at >= timedelta(minutes=overdue_minutes),
        folder=str((row.receipt or {}).get("url", "")),
    )


def _commune(session: Session, row: Delivery) -> Commune:
    return session.get_one(Commune, row.commune_id)


def remind(app: App) -> int:
    """Open a reminder for each package nobody settled in time, later an overdue alarm; count those opened.

    Contacts hear of all of them in one notice; settling a package closes what was said about it.
    """
    with only_one(app.engine, Turn.HANDOVERS) as ours:
        if not ours:
            return 0
        now = app.clock()
        with open_session(app.engine) as session, session.begin():
            return sum(_reminded(session, row, now) for row in _rows(session))


def _reminded(session: Session, row: Delivery, now: datetime) -> bool:
    settings = settings_of(_commune(session, row))
    passed = now - row.due_at
    remind_after = timedelta(minutes=settings.remind_minutes)
    if row.urgency < ROUTINE:
        remind_after = min(remind_after, URGENT)
    if passed < remind_after:
        return False
    person = str(row.channel.settings.get("person") or "") or "người được giao"
    about = f"{row.reference} → {row.channel.name}"
    if passed < timedelta(minutes=settings.overdue_minutes):
        return alerts.open_alert(session, REMINDER, row, f"{about}: {person} chưa báo đã gửi.", now=now)
    alerts.close_alerts(session, row, now=now, kind=REMINDER)
    return alerts.open_alert(session, OVERDUE, row, f"{about}: quá giờ mà {person} chưa gửi.", now=now)


def address(commune: Commune, secret: str) -> str:
    """Return the address for the phone; DeliveryRefused while the console has no public address."""
    base = settings_of(commune).console_url
    if not base:
        raise DeliveryRefused(
            "Chưa biết địa chỉ bảng điều khiển mà điện thoại mở được: "
            "`publisher commune set console_url=https://…`."
        )
    return f"{base.rstrip('/')}/g/{secret}"


def texts_of(row: Delivery) -> tuple[str, ...]:
    """Return the words to send, part by part, as they were sealed."""
    return as_sent(Rendition.from_document(row.rendition.document), row.reference)


def keep_proof(files: FileStore, source: IO[bytes]) -> str:
    """Keep a picture as proof and return its digest: drawn anew, so no place or device stays in it.

    Raises DeliveryRefused when it is too large or no picture.
    """
    from PIL import Image, ImageOps

    content = source.read(LARGEST_PROOF + 1)
    if len(content) > LARGEST_PROOF:
        raise DeliveryRefused("Ảnh lớn hơn 5 MB: chụp lại màn hình hoặc chọn ảnh nhỏ hơn.")
    try:
        with Image.open(io.BytesIO(content)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        raise DeliveryRefused("Tệp gửi lên không phải ảnh: chọn ảnh chụp màn hình của nhóm.") from None
    picture.thumbnail((SIDE, SIDE))
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG", quality=85)
    drawn.seek(0)
    return files.add(drawn, name="bang-chung.jpg", media_type="image/jpeg").digest
