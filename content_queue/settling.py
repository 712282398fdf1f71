"""Writing what came of tries and looks: many at once, each guarded so that a late worker writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import Connection, Update, bindparam, func, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from content_queue import alerts, holds
from content_queue.afterwards import Sent, open_questions
from content_queue.audit import Move, record_all
from content_queue.claims import Claimed
from content_queue.deliveries import receipt_document
from content_queue.killpoints import reach
from content_queue.models import Account, Attempt, Channel, Delivery
from content_queue.retry import next_look, next_try
from content_queue.rows import as_rows, given
from content_queue.sending import Outcome
from content_queue.states import DELIVERY_MOVES, DeliveryState, next_state

D = DeliveryState
_TAKEN_AS = {"id": Delivery.id, "was": Delivery.state, "attempt": Delivery.attempts, "owner": Delivery.owner}
_ALWAYS = {
    "state": Delivery.state,
    "wake_at": Delivery.wake_at,
    "reason": Delivery.reason,
    "receipt": Delivery.receipt,
    "settled_at": Delivery.settled_at,
}
_NAMED = {
    "attempts": Delivery.attempts,
    "doubted_at": Delivery.doubted_at,
    "looks": Delivery.looks,
    "resent": Delivery.resent,
}
TRIES = frozenset({"complete", "hand_over", "retry", "hold", "fail", "doubt"})
PATIENCE = timedelta(seconds=25)  # a read-back that is down is told within a minute of the doubt
ASK_A_PERSON = "Chưa rõ đã đăng hay chưa; cần người xem rồi chọn “đã đăng” hoặc “chưa đăng”."


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
    def state(self) -> DeliveryState:
        return D(self.values["state"])

    def stays(self, now: datetime) -> bool:
        """Say whether nobody could look for longer than a person should wait to hear of it."""
        since = self.outcome.claimed.doubted_at or now
        return self.outcome.verb == "look-failed" and now - since >= PATIENCE

    @property
    def row(self) -> dict[str, Any]:
        """Return the row to write: it is ours when state, try and owner are still as we took it."""
        taken = self.outcome.claimed
        return {
            "id": taken.id,
            "was": self.before.value,
            "attempt": taken.attempt,
            "owner": taken.owner,
            **self.values,
        }

    @property
    def sent(self) -> Sent:
        """Return what its channel is asked about once it is sent."""
        taken = self.outcome.claimed
        return Sent(delivery_id=taken.id, commune_id=taken.commune_id, questions=self.outcome.questions)

    @property
    def move(self) -> Move:
        """Return what the record says of it."""
        taken = self.outcome.claimed
        return Move(
            commune_id=taken.commune_id,
            delivery_id=taken.id,
            verb=self.verb,
            before=self.before.value,
            after=self.values["state"],
            reason=self.values["reason"],
        )


def settle(
    connection: Connection, outcomes: Sequence[Outcome], *, now: datetime, chance: Random
) -> list[Settled]:
    """Write the outcomes in the caller's transaction; return those that were still ours to write."""
    changes = [_change(outcome, now, chance) for outcome in outcomes]
    kept = _apply(connection, changes)
    _record(connection, kept, now)
    _hold(connection, kept, now)
    _alert(connection, kept, now)
    open_questions(connection, [change.sent for change in kept if change.state is D.SENT], now=now)
    reach("settling")
    return [
        Settled(
            claimed=change.outcome.claimed,
            state=change.state,
            sentence=change.values["reason"],
            needs_person=change.ask,
        )
        for change in kept
    ]


def _change(outcome: Outcome, now: datetime, chance: Random) -> _Change:
    verb, wake_at, extra, ask = _next(outcome, now, chance)
    before = D.SENDING if outcome.verb in TRIES else D.UNCERTAIN
    state = next_state(DELIVERY_MOVES, before, verb) if verb else before
    final = state in {D.SENT, D.FAILED}
    values: dict[str, Any] = {
        "state": state.value,
        "wake_at": wake_at,
        "reason": f"{outcome.sentence} {ASK_A_PERSON if ask else ''}".strip(),
        "receipt": receipt_document(outcome.receipt) if outcome.receipt else None,
        "settled_at": now if final else None,
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
            return "hold", now, {"attempts": claimed.attempt - 1}, False
        case "doubt":
            first = next_look(outcome.lookups, done=0, doubted_at=now)
            return "doubt", first, {"doubted_at": now, "looks": 0}, first is None
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
        return "", max(again, now), {"looks": looks}, False
    if outcome.verb == "not-seen" and (not claimed.resent or not outcome.lookups):
        return "absent", now, {"looks": looks, "resent": True}, False
    return "", None, {"looks": looks}, True


def _apply(connection: Connection, changes: list[_Change]) -> list[_Change]:
    """Write the changes that are still ours to write: same state, same try, same owner as when we took it."""
    if not changes:
        return []
    rows = as_rows(connection, [change.row for change in changes])
    written = set(connection.scalars(_write(connection.dialect.name), rows))
    return [change for change in changes if change.outcome.claimed.id in written]


@cache
def _write(dialect: str) -> ReturningUpdate[int]:
    """Return the update that writes all changes at once; what a change does not name stays as it is."""
    new = given(dialect, **{name: column.type for name, column in (_TAKEN_AS | _ALWAYS | _NAMED).items()}).c
    return (
        update(Delivery)
        .where(*(column == new[name] for name, column in _TAKEN_AS.items()))
        .values({column: new[name] for name, column in _ALWAYS.items()})
        .values({column: func.coalesce(new[name], column) for name, column in _NAMED.items()})
        .returning(Delivery.id)
    )


def _record(connection: Connection, kept: list[_Change], now: datetime) -> None:
    """Write audit entries and ends of tries, in one statement each."""
    record_all(connection, [change.move for change in kept if change.verb], now=now)
    tried = [
        {
            "id": change.outcome.claimed.id,
            "outcome": change.outcome.verb,
            "sentence": change.outcome.sentence,
        }
        for change in kept
        if change.outcome.verb in TRIES
    ]
    if tried:
        ends = _end_tries(connection.dialect.name)
        connection.execute(ends, {**as_rows(connection, tried), "ended": now})


@cache
def _end_tries(dialect: str) -> Update:
    came = given(dialect, id=Delivery.id.type, outcome=Attempt.outcome.type, sentence=Attempt.sentence.type).c
    return (
        update(Attempt)
        .where(Attempt.delivery_id == came.id, Attempt.ended_at.is_(None))
        .values(ended_at=bindparam("ended"), outcome=came.outcome, sentence=came.sentence)
    )


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
    """Open one alert for each delivery that failed, stays in doubt, or that a person must look at."""
    with Session(connection) as session:
        ended = [change.outcome.claimed.id for change in kept if change.verb in {"found", "absent"}]
        alerts.close_all(session, Delivery.__tablename__, ended, now=now)
    wanted = [change for change in kept if change.state is D.FAILED or change.ask or change.stays(now)]
    if not wanted:
        return
    with Session(connection) as session:
        for change in wanted:
            delivery = session.get_one(Delivery, change.outcome.claimed.id)
            kind = "failed" if change.state is D.FAILED else "uncertain"
            sentence = f"{delivery.reference} → {delivery.channel.name}: {change.values['reason']}"
            alerts.open_alert(session, kind, delivery, sentence, now=now)
        session.flush()
