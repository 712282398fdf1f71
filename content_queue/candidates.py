"""Which deliveries may be taken now, and in which order: one statement that walks an index and stops.

Urgency first, then due time. What is late by more than LATE (after a power cut, say) comes behind what is due
now, newest first: an old notice of the morning must not hold up the evening's. Each band is a range of the
index (urgency, wake_at, id), so that a claim costs the same after a million past deliveries and in a burst.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import aliased

from channels.base import Urgency
from content_queue.models import Account, Channel, Delivery, Message
from content_queue.states import DeliveryState

D = DeliveryState
LATE = timedelta(minutes=10)
CLAIMABLE = (D.PLANNED.value, D.RETRYING.value)
UNSETTLED = (D.PLANNED.value, D.SENDING.value, D.RETRYING.value, D.UNCERTAIN.value)
IS_WAITING = text("delivery.state IN ('planned', 'retrying')")  # as the indexes have it, letter by letter
IS_DOUBTED = text("delivery.state = 'uncertain'")

_page = aliased(Delivery)
_WAITS_FOR_PAGE = exists().where(
    _page.id == Delivery.waits_for_id,
    _page.state.in_(UNSETTLED),
    Delivery.waits_until > bindparam("instant"),
)


def _free(holder: Any) -> ColumnElement[bool]:
    """Say that nothing holds an account or a channel now."""
    return or_(holder.held_because == "", holder.held_until <= bindparam("instant"))


def sendable() -> Select[Any]:
    """Return the ids of what may leave at `instant`, but for the channels named in `without`."""
    return (
        select(Delivery.id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .join(Message, Message.id == Delivery.message_id)
        .outerjoin(Account, Account.id == Channel.account_id)
        .where(
            IS_WAITING,
            Delivery.wake_at <= bindparam("instant"),
            Delivery.not_after >= bindparam("instant"),
            Delivery.channel_id.not_in(bindparam("without", expanding=True)),
            Message.stopped_at.is_(None),
            ~Channel.paused,
            _free(Channel),
            or_(Channel.account_id.is_(None), _free(Account)),
            or_(Delivery.waits_for_id.is_(None), ~_WAITS_FOR_PAGE),
        )
    )


def _not_elsewhere() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Leave alone what another worker is sending through: one channel, one account, one worker at a time.

    So a channel's concurrency, an account's rate and the order of parts hold across all workers.
    """
    sent, through = aliased(Delivery, name="sent"), aliased(Channel)
    theirs = (text("sent.state = 'sending'"), sent.owner != bindparam("me"))
    accounts = (
        select(through.account_id)
        .join(sent, sent.channel_id == through.id)
        .where(*theirs, through.account_id.is_not(None))
    )
    return (
        Delivery.channel_id.not_in(select(sent.channel_id).where(*theirs)),
        or_(Channel.account_id.is_(None), Channel.account_id.not_in(accounts)),
    )


@cache
def candidates(*, shared: bool, some_kinds: bool, only: bool) -> Select[Any]:
    """Return the statement of ids in order of claiming, at most `many`.

    `shared`: other workers may be at work (`me` is this one); `some_kinds`: only channels of `kinds`;
    `only`: only deliveries of `ids`. `late` is the instant before which a due time counts as late.
    """
    ways = sendable()
    if shared:
        ways = ways.where(*_not_elsewhere())
    if some_kinds:
        ways = ways.where(Channel.kind.in_(bindparam("kinds", expanding=True)))
    if only:
        ways = ways.where(Delivery.id.in_(bindparam("ids", expanding=True)))
    late = Delivery.wake_at < bindparam("late")
    bands = []
    for urgency in sorted(each.rank for each in Urgency):
        of_it = ways.where(Delivery.urgency == literal(urgency))
        bands += [
            _first(of_it.where(~late).order_by(Delivery.wake_at, Delivery.id)),
            _first(of_it.where(late).order_by(Delivery.wake_at.desc(), Delivery.id.desc())),
        ]
    return _first(select(union_all(*(select(band.subquery()) for band in bands)).subquery().c.id))


@cache
def next_wake() -> Select[Any]:
    """Return the statement of the next time after `instant` at which something is due or looked for."""
    waiting = [
        _soonest(IS_WAITING, Delivery.urgency == literal(urgency))
        for urgency in sorted(each.rank for each in Urgency)
    ]
    soonest = union_all(*(select(each.subquery()) for each in (*waiting, _soonest(IS_DOUBTED)))).subquery()
    return select(func.min(soonest.c.wake_at))


def _soonest(*rows: Any) -> Select[Any]:
    later = select(Delivery.wake_at).where(*rows, Delivery.wake_at > bindparam("instant"))
    return later.order_by(Delivery.wake_at).limit(1)


def _first(query: Select[Any]) -> Select[Any]:
    return query.limit(bindparam("many", type_=Integer))
