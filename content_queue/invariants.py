"""What must always be true of deliveries, asked of the database in one go; for `doctor` and for tests.

Every approved (message, channel, occurrence) is in exactly one explained state. Each broken rule comes back
as one plain sentence that names the deliveries; nothing comes back when all is well.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from content_queue.models import Attempt, Delivery, Message, RenditionRow, Worker
from content_queue.states import OPEN, DeliveryState, MessageState

D = DeliveryState
STUCK = timedelta(minutes=20)  # nothing is being sent for so long: adapters give up before
OVERDUE = timedelta(minutes=5)  # a pass takes a second
NAMED = 5

Rule = Callable[[datetime], ColumnElement[bool]]


def _in(*states: DeliveryState) -> ColumnElement[bool]:
    return Delivery.state.in_([state.value for state in states])


def _tried(*conditions: Any) -> ColumnElement[bool]:
    return exists().where(Attempt.delivery_id == Delivery.id, *conditions)


FINAL = tuple(sorted(set(D) - OPEN))
WAITING = (D.PLANNED, D.RETRYING)

RULES: dict[str, Rule] = {
    "ở trạng thái không có trong bảng": lambda now: ~_in(*D),
    "đã kết thúc mà không ghi lúc kết thúc": lambda now: _in(*FINAL) & Delivery.settled_at.is_(None),
    "đã kết thúc mà còn hẹn giờ xử lý": lambda now: _in(*FINAL) & Delivery.wake_at.is_not(None),
    "chưa kết thúc mà đã ghi lúc kết thúc": lambda now: _in(*OPEN) & Delivery.settled_at.is_not(None),
    "đang chờ giờ gửi mà không hẹn giờ": lambda now: _in(*WAITING) & Delivery.wake_at.is_(None),
    "đang gửi mà không có lần thử nào còn mở": lambda now: (
        _in(D.SENDING) & ~_tried(Attempt.ended_at.is_(None), Attempt.owner == Delivery.owner)
    ),
    "không còn đang gửi mà lần thử vẫn mở": lambda now: ~_in(D.SENDING) & _tried(Attempt.ended_at.is_(None)),
    "đang gửi quá lâu": lambda now: (
        _in(D.SENDING) & _tried(Attempt.begun_at < now - STUCK, Attempt.ended_at.is_(None))
    ),
    "đang gửi dưới tên một máy gửi đã thôi việc": lambda now: (
        _in(D.SENDING) & exists().where(Worker.name == Delivery.owner, Worker.ended_at < now - OVERDUE)
    ),
    "đã gửi mà không có bằng chứng": lambda now: _in(D.SENT, D.RETRACTED) & Delivery.receipt.is_(None),
    "chưa rõ mà không ai tra, cũng không nói vì sao": lambda now: (
        _in(D.UNCERTAIN) & Delivery.wake_at.is_(None) & (Delivery.reason == "")
    ),
    "chưa rõ từ lúc nào": lambda now: _in(D.UNCERTAIN) & Delivery.doubted_at.is_(None),
    "không thành mà không nói vì sao": lambda now: _in(D.FAILED, D.MISSED) & (Delivery.reason == ""),
    "chờ người báo mà còn hẹn giờ": lambda now: _in(D.AWAITING_PERSON) & Delivery.wake_at.is_not(None),
    "quá hạn mà chưa được đánh dấu lỡ": lambda now: (
        _in(*WAITING) & (Delivery.wake_at <= now) & (Delivery.not_after < now - OVERDUE)
    ),
    "thuộc tin chưa được duyệt": lambda now: exists().where(
        Message.id == Delivery.message_id,
        Message.state.not_in([MessageState.APPROVED.value, MessageState.WITHDRAWN.value]),
    ),
    "thuộc tin hoặc bản của xã khác": lambda now: or_(
        exists().where(Message.id == Delivery.message_id, Message.commune_id != Delivery.commune_id),
        exists().where(
            RenditionRow.id == Delivery.rendition_id, RenditionRow.message_id != Delivery.message_id
        ),
    ),
}


def problems(connection: Connection, *, now: datetime) -> list[str]:
    """Return one sentence for each rule that some delivery breaks, and for each message left unplanned."""
    questions = {sentence: rule(now) for sentence, rule in RULES.items()}
    asked = [
        select(Delivery.id).where(rule).exists().label(f"rule_{at}")
        for at, rule in enumerate(questions.values())
    ]
    *answers, unplanned = connection.execute(
        select(*asked, select(Message.id).where(*_UNPLANNED).exists().label("last"))
    ).one()
    found = []
    for (sentence, rule), is_broken in zip(questions.items(), answers, strict=True):
        if is_broken:
            query = select(Delivery.reference).where(rule).order_by(Delivery.id).limit(NAMED + 1)
            found.append(f"Lượt {_listed(list(connection.scalars(query)))}: {sentence}.")
    if unplanned:
        query = select(Message.reference).where(*_UNPLANNED).order_by(Message.id).limit(NAMED + 1)
        names = _listed(list(connection.scalars(query)))
        found.append(f"Tin {names}: đã duyệt mà không có lượt đăng nào.")
    return found


_UNPLANNED = (
    Message.state == MessageState.APPROVED.value,
    ~Message.plan_open,
    ~exists().where(Delivery.message_id == Message.id),
)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
