"""Finding messages by words of title or reference, marks aside: “hop to” finds “Họp tổ dân phố”."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, delete, select
from sqlalchemy.orm import Session

from content_queue.models import Message, MessageWord, Role, User
from content_queue.names import unaccented

LONGEST = 60  # letters of a word that count
MOST = 8  # words of a question
_AFTER = "\uffff"


def words_in(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return list(dict.fromkeys(word[:LONGEST] for word in unaccented(text).split("-") if word))


def note(session: Session, message: Message) -> None:
    """Keep a message's words for searches."""
    session.execute(delete(MessageWord).where(MessageWord.message_id == message.id))
    for word in words_in(f"{message.title} {message.reference}"):
        session.add(MessageWord(commune_id=message.commune_id, message_id=message.id, word=word))


def found_by(question: str, commune_id: int) -> ColumnElement[bool]:
    """Return the condition that a message has every word asked for; the last may be a beginning."""
    asked = words_in(question)[:MOST]
    if not asked and question.strip():
        return Message.id.is_(None)
    wanted = [MessageWord.word == each for each in asked[:-1]]
    wanted += [and_(MessageWord.word >= each, MessageWord.word < each + _AFTER) for each in asked[-1:]]
    return and_(*(Message.id.in_(_having(each, commune_id)) for each in wanted))


def _having(wanted: ColumnElement[bool], commune_id: int) -> Select[int]:
    return select(MessageWord.message_id).where(MessageWord.commune_id == commune_id, wanted)


def seen_by(actor: User) -> ColumnElement[bool]:
    """Return which messages a person may see: a contributor those of their own unit, all others every one."""
    if actor.role == Role.CONTRIBUTOR:
        return Message.unit_id == actor.unit_id
    return Message.id.is_not(None)
