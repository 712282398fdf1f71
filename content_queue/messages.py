"""Messages: writing, submitting, recalling, withdrawing; every editorial transition passes here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_queue import alerts, audit, cases, deliveries, finding, rights
from content_queue.communes import next_reference
from content_queue.models import Attachment, Hamlet, Message, RenditionRow, Revision, Topic, Unit, User
from content_queue.states import MESSAGE_MOVES, MessageState, next_state
from content_queue.words import Words

TO_APPROVE = "to-approve"  # kind of alert: who decides is told that something waits
NOT_DECIDED = frozenset({MessageState.DRAFT, MessageState.RETURNED, MessageState.IN_REVIEW})
__all__ = ["MessageRefused", "Overtaken", "Words"]


class MessageRefused(Exception):
    """A message can't be taken or moved as asked; one plain sentence per problem."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class Overtaken(MessageRefused):
    """Somebody has written another revision since these words were begun."""


def create(
    session: Session,
    words: Words,
    *,
    actor: User,
    now: datetime,
    import_key: str | None = None,
    corrects: Message | None = None,
) -> Message:
    """Keep a new draft under its own reference; a contributor writes for their own unit only.

    Raises NotPermitted, MessageRefused (unknown names, import key used before).
    """
    rights.require(actor, "write")
    if import_key is not None and by_import_key(session, import_key, actor.commune_id) is not None:
        raise MessageRefused(f"“{import_key}” đã được nhập trước đây; mỗi tệp chỉ nhập một lần.")
    message = Message(
        commune_id=actor.commune_id,
        reference=next_reference(session, actor.commune_id, now),
        import_key=import_key,
        state=MessageState.DRAFT,
        author_id=actor.id,
        created_at=now,
        changed_at=now,
        corrects_id=corrects.id if corrects else None,
    )
    _write(session, message, words, actor=actor)
    session.add(message)
    _keep_revision(session, message, words, actor=actor, now=now)
    audit.record(session, "create", message, actor=actor, now=now, after=MessageState.DRAFT)
    return message


def edit(
    session: Session,
    message: Message,
    words: Words,
    *,
    actor: User,
    now: datetime,
    based_on: int | None = None,
) -> None:
    """Replace a message's words by a new revision; in review the seals become void.

    `based_on` is the revision the words were begun from: Overtaken when there is a newer one.
    """
    rights.require(actor, "write")
    session.refresh(message, ["revision"], with_for_update=True)
    if based_on is not None and message.revision != based_on:
        raise Overtaken(f"Tin {message.reference} đã được người khác sửa từ lúc mở trang.")
    _require_own_unit(actor, message.unit.name)
    _move(session, message, "edit", actor=actor, now=now)
    message.revision += 1
    _write(session, message, words, actor=actor)
    _keep_revision(session, message, words, actor=actor, now=now)


def retime(
    session: Session, message: Message, before: str, after: str, *, actor: User, now: datetime
) -> None:
    """Move one time of a message that is not approved yet; no word changes, so its seals stay good.

    `before` and `after` are local starts, ISO to the minute. Raises NotPermitted, MessageRefused.
    """
    rights.require(actor, "write")
    _require_own_unit(actor, message.unit.name)
    session.refresh(message, ["state", "times"], with_for_update=True)
    if message.state not in NOT_DECIDED:
        raise MessageRefused(f"Tin {message.reference} đã có quyết định; hãy mở lại trang.")
    if message.repeat:
        raise MessageRefused(f"Tin {message.reference} lặp lại theo quy tắc; hãy sửa giờ trong bài.")
    if before not in message.times:
        raise MessageRefused(f"Giờ của tin {message.reference} đã được người khác đổi.")
    message.times = list(dict.fromkeys(after if each == before else each for each in message.times))
    message.changed_at = now
    audit.record(session, "re-time", message, actor=actor, now=now, before=before, after=after)


def submit(session: Session, message: Message, *, actor: User, now: datetime) -> None:
    """Put a message before the approver; its renditions must have been prepared in this session."""
    rights.require(actor, "submit")
    _require_own_unit(actor, message.unit.name)
    _move(session, message, "submit", actor=actor, now=now)
    message.submitter_id = actor.id
    sentence = f"Tin {message.reference} chờ duyệt: “{message.title}” ({message.unit.name})."
    alerts.open_alert(session, TO_APPROVE, message, sentence, now=now)


def recall(session: Session, message: Message, *, actor: User, now: datetime) -> None:
    """Take a message back from review to write on; its seals are void."""
    rights.require(actor, "submit")
    _require_own_unit(actor, message.unit.name)
    _move(session, message, "recall", actor=actor, now=now)


def withdraw(session: Session, message: Message, *, actor: User, now: datetime, reason: str) -> None:
    """Take an approved message back: nothing more of it leaves; what is out becomes a case."""
    rights.require(actor, "withdraw")
    if not reason.strip():
        raise MessageRefused("Thu hồi cần lý do (--reason).")
    _move(session, message, "withdraw", actor=actor, now=now, reason=reason)
    cases.open_case(session, message, cases.Act.WITHDRAW, actor=actor, now=now, reason=reason)
    deliveries.stop(session, message, actor=actor, now=now, reason=reason)


def decide(session: Session, message: Message, verb: str, *, actor: User, now: datetime, reason: str) -> None:
    """Move a message by an approver's verb; the rules of deciding are in approvals.py."""
    _move(session, message, verb, actor=actor, now=now, reason=reason)


def by_import_key(session: Session, key: str, commune_id: int | None = None) -> Message | None:
    """Return the message imported from the file of this stem, in the session's or the given commune."""
    found = select(Message).where(Message.import_key == key)
    return session.scalar(found.where(Message.commune_id == commune_id) if commune_id else found)


def sealed_renditions(session: Session, message: Message) -> Sequence[RenditionRow]:
    """Return the renditions of the message's newest revision."""
    return session.scalars(
        select(RenditionRow)
        .where(RenditionRow.message_id == message.id, RenditionRow.revision == message.revision)
        .order_by(RenditionRow.id)
    ).all()


def _move(
    session: Session, message: Message, verb: str, *, actor: User, now: datetime, reason: str = ""
) -> None:
    session.flush()
    session.refresh(message, ["state"], with_for_update=True)  # somebody may have decided since it was shown
    before = MessageState(message.state)
    message.state = next_state(MESSAGE_MOVES, before, verb)
    message.changed_at = now
    if before == MessageState.IN_REVIEW:
        alerts.close_alerts(session, message, now=now, kind=TO_APPROVE)
    details = {"reason": reason} if reason else {}
    audit.record(session, verb, message, actor=actor, now=now, before=before, after=message.state, **details)


def _write(session: Session, message: Message, words: Words, *, actor: User) -> None:
    _require_own_unit(actor, words.unit)
    with session.no_autoflush:
        own = actor.commune_id
        message.topic = _named(session, Topic, Topic.code, words.topic, "chuyên mục", own)
        message.unit = _named(session, Unit, Unit.name, words.unit, "đơn vị", own)
        message.hamlets = [_named(session, Hamlet, Hamlet.name, name, "thôn", own) for name in words.hamlets]
    message.title, message.body = words.title, words.body
    message.urgency, message.media = words.urgency.value, [medium.value for medium in words.media]
    message.times, message.repeat = list(words.times), words.repeat
    message.valid_until, message.source, message.link = words.valid_until, words.source, words.link
    message.children = list(words.children) or None
    message.versions = [{**asdict(each), "medium": each.medium.value} for each in words.versions] or None
    message.attachments = [Attachment(commune_id=actor.commune_id, **asdict(file)) for file in words.files]


def _named(session: Session, table: Any, column: Any, name: str, what: str, commune_id: int) -> Any:
    found = session.scalar(select(table).where(table.commune_id == commune_id, column == name))
    if found is None:
        known = session.scalars(select(column).where(table.commune_id == commune_id).order_by(column))
        exist = ", ".join(known) or "chưa có gì"
        raise MessageRefused(f"Không có {what} “{name}”. Hiện có: {exist}.")
    return found


def _require_own_unit(actor: User, unit: str) -> None:
    if rights.may(actor, "write for every unit"):
        return
    if actor.unit is None or actor.unit.name != unit:
        raise rights.NotPermitted(f"“{actor.name}” chỉ soạn được tin của đơn vị mình.")


def _keep_revision(session: Session, message: Message, words: Words, *, actor: User, now: datetime) -> None:
    session.flush()
    finding.note(session, message)
    kept = asdict(replace(words, valid_until=None))
    kept["valid_until"] = words.valid_until.isoformat() if words.valid_until else None
    session.add(
        Revision(
            commune_id=message.commune_id,
            message_id=message.id,
            number=message.revision,
            words=kept,
            author_id=actor.id,
            at=now,
        )
    )
