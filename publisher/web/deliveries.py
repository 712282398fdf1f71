"""“Lượt đăng”: every delivery with its state and its reason, what was tried, and what a person may decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from channels.abilities import can_delete
from channels.base import Retractable
from content_queue import deliveries, finding, rights
from content_queue.communes import zone_of
from content_queue.deliveries import DeliveryRefused
from content_queue.models import Attempt, Channel, Delivery, Message, User
from content_queue.states import DELIVERY_MOVES, OPEN, DeliveryState, NotAllowed, verbs_from
from content_queue.today import needs_attention
from publisher.broadcasts import reissue
from publisher.retracting import retract
from publisher.web import here, visitors
from publisher.web.guarding import needs
from publisher.web.refusing import sentence_of
from publisher.web.safe_addresses import https_only
from schedules.slots import SlotRefused

pages = Blueprint("deliveries", __name__, url_prefix="/luot")
Answer = AnyResponse | tuple[str, int] | str
D = DeliveryState
A_PAGE = 50
VIEWS = ("attention", "open", "today", "every")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the list is to show."""

    view: str
    words: str
    channel: int | None
    before: int | None


@pages.get("/")
@needs("see deliveries")
def listing() -> str:
    """List deliveries; what needs a person is counted on every view of it."""
    app, asked = here.app(), _asked()
    with app.reading(here.commune()) as session:
        rows = rows_of(session, asked, app.clock())
        waiting = len(
            rows_of(session, Asked(view="attention", words="", channel=None, before=None), app.clock())
        )
        return render_template(
            "deliveries/list.html",
            rows=rows[:A_PAGE],
            next=rows[A_PAGE - 1].id if len(rows) > A_PAGE else None,
            asked=asked,
            views=VIEWS,
            attention=waiting,
            more=waiting > A_PAGE,
            channels=session.scalars(select(Channel).order_by(Channel.medium, Channel.id)).all(),
        )


def _asked() -> Asked:
    view = request.args.get("view", "")
    return Asked(
        view=view if view in VIEWS else VIEWS[0],
        words=request.args.get("q", "").strip(),
        channel=_number("channel"),
        before=_number("before"),
    )


def _number(name: str) -> int | None:
    given = request.args.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 12 else None


def rows_of(session: Session, asked: Asked, now: datetime) -> Sequence[Delivery]:
    """Return a page of deliveries and one more, the newest first."""
    query = (
        select(Delivery)
        .where(Delivery.commune_id == here.commune().id, *_wanted(asked, now))
        .options(joinedload(Delivery.message), joinedload(Delivery.channel))
        .order_by(Delivery.id.desc())
        .limit(A_PAGE + 1)
    )
    return session.scalars(query).all()


def _wanted(asked: Asked, now: datetime) -> Iterator[ColumnElement[bool]]:
    if asked.view == "attention":
        yield needs_attention(now)
    elif asked.view == "open":
        yield Delivery.state.in_([state.value for state in OPEN])
    elif asked.view == "today":
        yield from _of_today(now)
    if asked.channel is not None:
        yield Delivery.channel_id == asked.channel
    if asked.before is not None:
        yield Delivery.id < asked.before
    if asked.words:
        found = select(Message.id).where(finding.found_by(asked.words, here.commune().id))
        yield Delivery.message_id.in_(found)


def _of_today(now: datetime) -> Iterator[ColumnElement[bool]]:
    zone = zone_of(here.commune())
    start = datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone)
    yield Delivery.due_at >= start
    yield Delivery.due_at < start + timedelta(days=1)


@pages.get("/<int:number>")
@needs("see deliveries")
def page(number: int) -> str:
    """Show one delivery."""
    return _shown(number)


def _shown(number: int, *, problem: str = "") -> str:
    app = here.app()
    with app.reading(here.commune()) as session:
        row = _found(session, number)
        tries = session.scalars(select(Attempt).where(Attempt.delivery_id == row.id).order_by(Attempt.id))
        return render_template(
            "deliveries/delivery.html",
            row=row,
            link=_link(row),
            tries=tries.all(),
            can=_can(session, row, visitors.actor(session)),
            mark=visitors.form_mark(),
            said=request.args.get("said", ""),
            problem=problem,
        )


def _found(session: Session, number: int) -> Delivery:
    row = session.scalar(select(Delivery).where(Delivery.id == number))
    if row is None:
        abort(404)
    return row


def _link(row: Delivery) -> str:
    place = str((row.receipt or {}).get("url", ""))
    return place if place.startswith(("http://", "https://")) else ""


def _can(session: Session, row: Delivery, actor: User) -> frozenset[str]:
    """Return what this person may decide about a delivery as it stands."""
    if not rights.may(actor, "settle deliveries"):
        return frozenset()
    verbs = {*verbs_from(DELIVERY_MOVES, D(row.state))} & {"confirm", "decline", "cancel", "replan", "fail"}
    if row.state in (D.PLANNED, D.RETRYING):
        verbs.add("replan")
    if row.state == D.UNCERTAIN:
        verbs.add("decline")
    if row.state == D.SENT and row.receipt:
        adapter = here.app().book.of(session, row.channel)
        verbs |= {"retract"} if isinstance(adapter, Retractable) and can_delete(adapter) else set()
    return frozenset(verbs)


@pages.post("/<int:number>")
@needs("settle deliveries")
def act(number: int) -> Answer:
    """Take a person's decision about one delivery."""
    app, wanted = here.app(), request.form.get("act", "")
    try:
        if wanted == "retract":
            _retract(number)
        else:
            with app.writing(here.commune()) as session:
                row = _found(session, number)
                _decide(session, row, visitors.actor(session), wanted)
            reissue(app, here.commune(), [row] if wanted == "cancel" else [])
    except (DeliveryRefused, NotAllowed, SlotRefused, rights.NotPermitted) as refused:
        return _shown(number, problem=sentence_of(refused)), 409
    return redirect(url_for("deliveries.page", number=number, said=wanted), 303)


def _decide(session: Session, row: Delivery, actor: User, wanted: str) -> None:
    decide = DECISIONS.get(wanted)
    if decide is None:
        abort(400)
    decide(session, row, actor)


def _confirm(session: Session, row: Delivery, actor: User) -> None:
    proof, note = https_only(request.form.get("proof", "")), request.form.get("note", "").strip()
    deliveries.confirm(session, row, actor=actor, now=here.app().clock(), proof=proof, note=note)


def _decline(session: Session, row: Delivery, actor: User) -> None:
    reason = request.form.get("reason", "")
    deliveries.decline(session, row, actor=actor, now=here.app().clock(), reason=reason)


def _cancel(session: Session, row: Delivery, actor: User) -> None:
    reason = request.form.get("reason", "").strip()
    deliveries.cancel(session, row, actor=actor, now=here.app().clock(), reason=reason)


def _replan(session: Session, row: Delivery, actor: User) -> None:
    now, given = here.app().clock(), request.form.get("moment", "").strip()
    moment = _wall(given) if given else now
    if moment < now:
        raise DeliveryRefused("Giờ ấy đã qua; hãy chọn giờ sắp tới, hoặc để trống để gửi ngay.")
    timing = here.app().planner(session).timing(session, row, moment, now)
    deliveries.replan(session, row, actor=actor, now=now, timing=timing)


def _wall(given: str) -> datetime:
    try:
        return datetime.fromisoformat(given).replace(tzinfo=zone_of(here.commune()))
    except ValueError:
        raise DeliveryRefused(f"“{given}” không phải ngày giờ.") from None


DECISIONS: dict[str, Callable[[Session, Delivery, User], None]] = {
    "confirm": _confirm,
    "decline": _decline,
    "cancel": _cancel,
    "replan": _replan,
}


def _retract(number: int) -> None:
    app = here.app()
    with app.reading(here.commune()) as session:
        row, actor = _found(session, number), visitors.actor(session)
    reason = request.form.get("reason", "").strip()
    if not reason:
        raise DeliveryRefused("Gỡ bài cần ghi lý do.")
    retract(app, here.commune(), row, actor_name=actor.name, reason=reason)
