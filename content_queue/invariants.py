"""What must always be true of deliveries, asked of the database in one go; for `doctor` and for tests.

Every approved (message, channel, occurrence) is in exactly one explained state. Each broken rule comes back
as one plain sentence that names the deliveries; nothing comes back when all is well.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, literal, or_, select, union_all

from content_queue.db import Instant
from content_queue.models import Attempt, Delivery, Message, RenditionRow, Worker
from content_queue.states import OPEN, DeliveryState, MessageState

D = DeliveryState
STUCK = timedelta(minutes=20)  # nothing is being sent for so long: adapters give up before
OVERDUE = timedelta(minutes=5)  # a pass takes a second
NAMED = 5
UNPLANNED = "unplanned"


def _in(*states: DeliveryState) -> ColumnElement[bool]:
    return Delivery.state.in_([state.value for state in states])


def _tried(*conditions: Any) -> ColumnElement[bool]:
    return exists().where(Attempt.delivery_id == Delivery.id, *conditions)


def _given(name: str) -> ColumnElement[datetime]:
    return bindparam(name, type_=Instant())


FINAL = tuple(sorted(set(D) - OPEN))
WAITING = (D.PLANNED, D.RETRYING)

RULES: dict[str, ColumnElement[bool]] = {
    "ở trạng thái không có trong bảng": ~_in(*D),
    "đã kết thúc mà không ghi lúc kết thúc": _in(*FINAL) & Delivery.settled_at.is_(None),
    "đã kết thúc mà còn hẹn giờ xử lý": _in(*FINAL) & Delivery.wake_at.is_not(None),
    "chưa kết thúc mà đã ghi lúc kết thúc": _in(*OPEN) & Delivery.settled_at.is_not(None),
    "đang chờ giờ gửi mà không hẹn giờ": _in(*WAITING) & Delivery.wake_at.is_(None),
    "đang gửi mà không có lần thử nào còn mở": (
        _in(D.SENDING) & ~_tried(Attempt.ended_at.is_(None), Attempt.owner == Delivery.owner)
    ),
    "không còn đang gửi mà lần thử vẫn mở": ~_in(D.SENDING) & _tried(Attempt.ended_at.is_(None)),
    "đang gửi quá lâu": (
        _in(D.SENDING) & _tried(Attempt.begun_at < _given("stuck"), Attempt.ended_at.is_(None))
    ),
    "đang gửi dưới tên một máy gửi đã thôi việc": _in(D.SENDING)
    & exists().where(Worker.name == Delivery.owner, Worker.ended_at < _given("overdue")),
    "đã gửi mà không có bằng chứng": _in(D.SENT, D.RETRACTED) & Delivery.receipt.is_(None),
    "chưa rõ mà không ai tra, cũng không nói vì sao": (
        _in(D.UNCERTAIN) & Delivery.wake_at.is_(None) & (Delivery.reason == "")
    ),
    "chưa rõ từ lúc nào": _in(D.UNCERTAIN) & Delivery.doubted_at.is_(None),
    "không thành mà không nói vì sao": _in(D.FAILED, D.MISSED) & (Delivery.reason == ""),
    "chờ người báo mà còn hẹn giờ": _in(D.AWAITING_PERSON) & Delivery.wake_at.is_not(None),
    "quá hạn mà chưa được đánh dấu lỡ": (
        _in(*WAITING) & (Delivery.wake_at <= _given("now")) & (Delivery.not_after < _given("overdue"))
    ),
    "thuộc tin chưa được duyệt": exists().where(
        Message.id == Delivery.message_id,
        Message.state.not_in([MessageState.APPROVED.value, MessageState.WITHDRAWN.value]),
    ),
    "thuộc tin hoặc bản của xã khác": or_(
        exists().where(Message.id == Delivery.message_id, Message.commune_id != Delivery.commune_id),
        exists().where(
            RenditionRow.id == Delivery.rendition_id, RenditionRow.message_id != Delivery.message_id
        ),
    ),
}


def problems(connection: Connection, *, now: datetime) -> list[str]:
    """Return one sentence for each rule that some delivery breaks, and for each message left unplanned."""
    times = {"now": now, "stuck": now - STUCK, "overdue": now - OVERDUE}
    broken: dict[str, list[str]] = defaultdict(list)
    for sentence, name in connection.execute(_question(), times):
        broken[sentence].append(name)
    found = [f"Lượt {_listed(broken[each])}: {each}." for each in RULES if each in broken]
    if names := broken.get(UNPLANNED):
        found.append(f"Tin {_listed(names)}: đã duyệt mà không có lượt đăng nào.")
    return found


@cache
def _question() -> Select[Any]:
    """Return the one statement that asks for all rules: each broken one with a few references."""
    asked = [_some(sentence, Delivery).where(rule) for sentence, rule in RULES.items()]
    unplanned = _some(UNPLANNED, Message).where(
        Message.state == MessageState.APPROVED.value,
        ~Message.plan_open,
        ~exists().where(Delivery.message_id == Message.id),
    )
    each_of = (select(few.subquery()) for few in (*asked, unplanned))
    return select(union_all(*each_of).subquery())


def _some(sentence: str, table: type[Delivery | Message]) -> Select[Any]:
    few: Select[Any] = select(literal(sentence, literal_execute=True).label("sentence"))
    return few.add_columns(table.reference).order_by(table.id).limit(NAMED + 1)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
