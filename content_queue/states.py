"""The two state machines, as two tables; pure.

A message has an editorial state, each delivery (message × channel × occurrence) its own. “Published” and
“partly published” are computed from deliveries, never stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar


class MessageState(StrEnum):
    """Where a message stands with its editors and its approver."""

    DRAFT = "draft"  # being written
    IN_REVIEW = "in_review"  # submitted, its renditions sealed, waiting for the approver
    APPROVED = "approved"  # what was sealed goes out
    RETURNED = "returned"  # sent back with a reason, to be written again
    REJECTED = "rejected"  # will not go out; final
    WITHDRAWN = "withdrawn"  # was approved, taken back; final


class DeliveryState(StrEnum):
    """Where one delivery stands; the spec of each line is in docs/states.md."""

    PLANNED = "planned"  # has a due time
    SENDING = "sending"  # an attempt was committed before the request left
    SENT = "sent"  # evidence: id and address, file and checksum, or a person's word
    AWAITING_PERSON = "awaiting_person"  # handed over, someone must confirm
    RETRYING = "retrying"  # will be tried again at a set time
    UNCERTAIN = "uncertain"  # may be out there; being looked up, or waiting for a person
    FAILED = "failed"  # final until a person replans
    MISSED = "missed"  # too late to go out; final until a person replans
    CANCELLED = "cancelled"  # final
    RETRACTED = "retracted"  # was sent and taken back; final


class NotAllowed(Exception):
    """This verb does not lead anywhere from this state."""

    def __init__(self, state: StrEnum, verb: str, allowed: tuple[str, ...]) -> None:
        can = f"chỉ có thể: {', '.join(allowed)}" if allowed else "trạng thái này là cuối cùng"
        super().__init__(f"Không thể “{verb}” khi đang ở trạng thái “{state}”; {can}.")
        self.state, self.verb, self.allowed = state, verb, allowed


M, D = MessageState, DeliveryState

MESSAGE_MOVES: Mapping[tuple[MessageState, str], MessageState] = {
    (M.DRAFT, "edit"): M.DRAFT,
    (M.DRAFT, "submit"): M.IN_REVIEW,
    (M.IN_REVIEW, "approve"): M.APPROVED,
    (M.IN_REVIEW, "return"): M.RETURNED,
    (M.IN_REVIEW, "reject"): M.REJECTED,
    (M.IN_REVIEW, "recall"): M.DRAFT,
    (M.IN_REVIEW, "edit"): M.DRAFT,  # any edit: the seals are void
    (M.RETURNED, "edit"): M.RETURNED,
    (M.RETURNED, "submit"): M.IN_REVIEW,
    (M.APPROVED, "withdraw"): M.WITHDRAWN,
}

DELIVERY_MOVES: Mapping[tuple[DeliveryState, str], DeliveryState] = {
    (D.PLANNED, "claim"): D.SENDING,
    (D.PLANNED, "cancel"): D.CANCELLED,
    (D.PLANNED, "miss"): D.MISSED,
    (D.SENDING, "complete"): D.SENT,
    (D.SENDING, "hand_over"): D.AWAITING_PERSON,
    (D.SENDING, "retry"): D.RETRYING,
    (D.SENDING, "hold"): D.PLANNED,
    (D.SENDING, "fail"): D.FAILED,
    (D.SENDING, "doubt"): D.UNCERTAIN,
    (D.SENT, "retract"): D.RETRACTED,
    (D.AWAITING_PERSON, "confirm"): D.SENT,
    (D.AWAITING_PERSON, "decline"): D.FAILED,
    (D.AWAITING_PERSON, "cancel"): D.CANCELLED,
    (D.AWAITING_PERSON, "miss"): D.MISSED,
    (D.RETRYING, "claim"): D.SENDING,
    (D.RETRYING, "cancel"): D.CANCELLED,
    (D.RETRYING, "miss"): D.MISSED,
    (D.UNCERTAIN, "found"): D.SENT,
    (D.UNCERTAIN, "absent"): D.RETRYING,
    (D.UNCERTAIN, "confirm"): D.SENT,
    (D.UNCERTAIN, "cancel"): D.CANCELLED,
    (D.UNCERTAIN, "miss"): D.MISSED,
    (D.UNCERTAIN, "fail"): D.FAILED,
    (D.FAILED, "replan"): D.PLANNED,
    (D.MISSED, "replan"): D.PLANNED,
}

OPEN = frozenset({D.PLANNED, D.SENDING, D.AWAITING_PERSON, D.RETRYING, D.UNCERTAIN})

State = TypeVar("State", bound=StrEnum)


def next_state(moves: Mapping[tuple[State, str], State], state: State, verb: str) -> State:
    """Return where the verb leads from the state; NotAllowed when it leads nowhere."""
    found = moves.get((state, verb))
    if found is None:
        raise NotAllowed(state, verb, verbs_from(moves, state))
    return found


def verbs_from(moves: Mapping[tuple[State, str], State], state: State) -> tuple[str, ...]:
    """Return the verbs that lead somewhere from the state."""
    return tuple(verb for (start, verb) in moves if start == state)
