"""Writing what came of tries and looks: many at once, each guarded so that a late worker writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import Connection, Update, bindparam, select, update
from sqlalchemy.orm import Session

from content_queue import alerts, holds
from content_queue.audit import record_moves
from content_queue.claims import Claimed
from content_queue.deliveries import receipt_document
from content_queue.killpoints import reach
from content_queue.models import Account, Attempt, Channel, Delivery
from content_queue.retry import next_look, next_try
from content_queue.sending import Outcome
from content_queue.states import DELIVERY_MOVES, DeliveryState, next_state

D = DeliveryState
TRIES = frozenset({"complete", "hand_over", "retry", "hold", "fail", "doubt"})
ASK_A_PERSON = "Chưa rõ đã đăng hay chưa; cần người xem rồi chọn “đã đăng” hoặc “chưa đăng”."

_END_TRIES = (
    update(Attempt)
    .where(Attempt.delivery_id.in_(bindparam("ids", expanding=True)), Attempt.ended_at.is_(None))
    .values(ended_at=bindparam("at"), outcome=bindparam("came"), sentence=bindparam("said"))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """What a delivery became: for progress displays."""

    claimed: Claimed
    state: DeliveryState
    sentence: str
    needs_person: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Change:
    outcome: Outcome
    verb: str  # of the delivery table; "" when only its look-up moves on
    values: dict[str, Any]
    ask: bool = False

    @property
    def before(self) -> DeliveryState:
        return D.SENDING if self.outcome.verb in TRIES else D.UNCERTAIN

    @property
    def alike(self) -> tuple[str, str, str, str, str]:
        values, outcome = self.values, self.outcome
        return self.verb, outcome.verb, outcome.sentence, values["new_state"], values["new_reason"]

    @property
    def taken_as(self) -> tuple[str, int, str]:
        return self.before.value, self.outcome.claimed.attempt, self.outcome.claimed.owner


def settle(
    connection: Connection, outcomes: Sequence[Outcome], *, now: datetime, chance: Random
) -> list[Settled]:
    """Write the outcomes in the caller's transaction; return those that were still ours to write."""
    changes = [_change(outcome, now, chance) for outcome in outcomes]
    kept = _apply(connection, changes)
    _record(connection, kept, now)
    _hold(connection, kept, now)
    _alert(connection, kept, now)
    reach("settling")
    return [
        Settled(
            claimed=change.outcome.claimed,
            state=D(change.values["new_state"]),
            sentence=change.values["new_reason"],
            needs_person=change.ask,
        )
        for change in kept
    ]


def _change(outcome: Outcome, now: datetime, chance: Random) -> _Change:
    claimed = outcome.claimed
    verb, wake_at, extra, ask = _next(outcome, now, chance)
    before = D.SENDING if outcome.verb in TRIES else D.UNCERTAIN
    state = next_state(DELIVERY_MOVES, before, verb) if verb else before
    final = state in {D.SENT, D.FAILED}
    values: dict[str, Any] = {
        "of_id": claimed.id,
        "new_state": state.value,
        "new_wake_at": wake_at,
        "new_reason": outcome.sentence or (ASK_A_PERSON if ask else ""),
        "new_receipt": receipt_document(outcome.receipt) if outcome.receipt else None,
        "new_settled_at": now if final else None,
        **extra,
    }
    return _Change(outcome=outcome, verb=verb, values=values, ask=ask)


def _next(
    outcome: Outcome, now: datetime, chance: Random
) -> tuple[str, datetime | None, dict[str, Any], bool]:
    """Return the verb, the next wake, changed columns, and whether a person must look."""
    claimed = outcome.claimed
    match outcome.verb:
        case "retry":
            again = next_try(claimed.attempt, now=now, asked=outcome.retry_after, chance=chance)
            return "retry", min(again, claimed.not_after), {}, False
        case "hold":  # held deliveries lose no attempt
            return "hold", now, {"new_attempts": claimed.attempt - 1}, False
        case "doubt":
            first = next_look(outcome.lookups, done=0, doubted_at=now)
            return "doubt", first, {"new_doubted_at": now, "new_looks": 0}, first is None
        case "not-seen" | "look-failed":
            return _after_look(outcome, now)
        case "ask":
            return "", None, {}, True
    return outcome.verb, None, {}, False


def _after_look(outcome: Outcome, now: datetime) -> tuple[str, datetime | None, dict[str, Any], bool]:
    claimed = outcome.claimed
    looks = claimed.looks + 1
    again = next_look(outcome.lookups, done=looks, doubted_at=claimed.doubted_at or now)
    if again is not None:
        return "", max(again, now), {"new_looks": looks}, False
    if outcome.verb == "not-seen" and (not claimed.resent or not outcome.lookups):
        return "absent", now, {"new_looks": looks, "new_resent": True}, False
    return "", None, {"new_looks": looks}, True


def _apply(connection: Connection, changes: list[_Change]) -> list[_Change]:
    """Write the changes that are still ours to write: same state, same try, same owner as when we took it."""
    if not changes:
        return []
    rows = connection.execute(
        select(Delivery.id, Delivery.state, Delivery.attempts, Delivery.owner)
        .where(Delivery.id.in_([change.outcome.claimed.id for change in changes]))
        .with_for_update()
    )
    now_is = {row.id: (row.state, row.attempts, row.owner) for row in rows}
    ours = [change for change in changes if now_is.get(change.outcome.claimed.id) == change.taken_as]
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for change in ours:
        by_columns[tuple(change.values)].append(change.values)
    for names, rows_of in by_columns.items():
        connection.execute(_update_of(names), rows_of)
    return ours


@cache
def _update_of(names: tuple[str, ...]) -> Update:
    """Return the update that writes these values, `new_` before the names of their columns."""
    columns: dict[str, Any] = {
        name.removeprefix("new_"): bindparam(name) for name in names if name != "of_id"
    }
    return update(Delivery).where(Delivery.id == bindparam("of_id")).values(columns)


def _record(connection: Connection, kept: list[_Change], now: datetime) -> None:
    """Write audit entries and ends of tries, in one statement each for all that came out alike."""
    alike: dict[tuple[str, str, str, str, str], list[int]] = defaultdict(list)
    for change in kept:
        alike[change.alike].append(change.outcome.claimed.id)
    for (verb, came, said, state, reason), ids in alike.items():
        before = D.SENDING if came in TRIES else D.UNCERTAIN
        if verb:
            record_moves(connection, ids, verb, before=before, after=state, now=now, reason=reason)
        if came in TRIES:
            connection.execute(_END_TRIES, {"ids": ids, "at": now, "came": came, "said": said})


def _hold(connection: Connection, kept: list[_Change], now: datetime) -> None:
    """Hold the account (or the channel without one) that said it must not be used now."""
    for channel_id, outcome in {
        change.outcome.claimed.channel_id: change.outcome for change in kept if change.outcome.hold
    }.items():
        with Session(connection) as session:
            channel = session.get_one(Channel, channel_id)
            held: Account | Channel = channel
            if outcome.hold == "account" and channel.account is not None:
                held = channel.account
            until = now + outcome.held_for if outcome.held_for else None
            holds.hold(session, held, reason=outcome.sentence, until=until, now=now)
            session.flush()


def _alert(connection: Connection, kept: list[_Change], now: datetime) -> None:
    """Open one alert for each delivery that failed or that a person must look at."""
    wanted = [change for change in kept if change.ask or change.values["new_state"] == D.FAILED]
    if not wanted:
        return
    with Session(connection) as session:
        for change in wanted:
            delivery = session.get_one(Delivery, change.values["of_id"])
            kind = "uncertain" if change.ask else "failed"
            sentence = f"{delivery.reference} → {delivery.channel.name}: {change.values['new_reason']}"
            alerts.open_alert(session, kind, delivery, sentence, now=now)
        session.flush()
