"""The round of telling: find what is wrong, note who must hear of it, tell each contact in one notice.

Every step bears being done twice: a notice is unique for its contact and incident, a contact is claimed
before it is told, and a crash between telling and committing repeats that one notice and no other.
"""

from __future__ import annotations

import logging
import platform
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, insert, literal, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from channels.base import ChannelError
from channels.http import is_loopback
from channels.settings import SettingsInvalid
from content_queue.db import open_session
from content_queue.deputies import who_decides
from content_queue.messages import TO_APPROVE
from content_queue.models import Alert, Contact, Incident, Notice
from publisher.app import App
from publisher.clock import is_moved
from publisher.health import Lookout, findings
from publisher.secrets import SecretUnreadable
from publisher.telling.alarm import Alarm
from publisher.telling.batch import ALERT, INCIDENT, Batch, due_contacts, take_batch
from publisher.telling.contacts import way_of
from publisher.telling.incidents import note_findings
from publisher.telling.tokens import ask_tokens
from publisher.telling.ways import NotTold, UnknownContactKind, Way

LOOK_EVERY = timedelta(minutes=1)
MEMORY = timedelta(days=30)  # a new contact hears of what was opened since
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
AT_ONCE = 8
AWAY_AFTER = 2  # rounds without the database, before it is an incident

log = logging.getLogger("publisher.telling")


@dataclass
class Teller:
    """Tells contacts what they have not heard; call `tell` again and again."""

    app: App
    kinds: Collection[str] = ()  # of channels that this machine serves; empty: all
    lookout: Lookout = field(init=False)
    _looked_at: datetime | None = field(default=None, init=False)
    _known: Mapping[str, Way] = field(default_factory=dict, init=False)
    _away: int = field(default=0, init=False)
    _alarm: Alarm = field(init=False)

    def __post_init__(self) -> None:
        self.lookout = Lookout(self.app, kinds=self.kinds)
        self._alarm = Alarm(platform.node() or "publisher")

    def tell(self) -> None:
        """Make one round; a database that is away is told from memory (on PostgreSQL `watch` does that)."""
        try:
            self._round(self.app.clock())
        except IntegrityError:
            log.info("another worker notes the same at this moment")
        except SQLAlchemyError as problem:
            log.warning("the database does not answer: %s", type(problem).__name__)
            self._without_database()
        else:
            self._with_database()
            ask_tokens(self.app, now=self.app.clock())  # last: it waits for services

    def _round(self, now: datetime) -> None:
        with open_session(self.app.engine, reading=True) as session:
            self._known = self._ways(session)
            if session.scalar(select(exists().where(Contact.id > 0))) is not True:
                return
        self._look(now)
        with open_session(self.app.engine) as session, session.begin():
            forget_what_is_over(session, now=now)
            note_who_must_hear(session, now=now)
        with open_session(self.app.engine, reading=True) as session:
            due = due_contacts(session, now=now)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="tell") as pool:
            list(pool.map(lambda contact_id: self._tell(contact_id, now), due))

    def _look(self, now: datetime) -> None:
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = now
        found = [each for each in findings(self.lookout.figures()) if each.is_wrong and each.is_told]
        with open_session(self.app.engine) as session, session.begin():
            note_findings(session, found, now=now)

    def _tell(self, contact_id: int, now: datetime) -> None:
        with open_session(self.app.engine) as session:
            batch = take_batch(session, contact_id, now=now)
            session.commit()
        if batch is None:
            return
        problem = self._problem_of(batch)
        with open_session(self.app.engine) as session, session.begin():
            settle(session, batch, problem, now=now)

    def _problem_of(self, batch: Batch) -> str:
        """Tell, and return why it did not get through; empty when it did."""
        try:
            way = way_of(batch.contact, self.app.box)
            if is_moved() and not all(is_loopback(address) for address in way.addresses):
                return "PUBLISHER_NOW chỉ dùng khi diễn tập; đầu mối này ở ngoài máy này."
            way.tell(batch.digest)
        except (NotTold, ChannelError, SettingsInvalid, SecretUnreadable, UnknownContactKind) as problem:
            return str(problem)
        except Exception as bug:  # noqa: BLE001 - one broken contact must not silence the others
            log.error("telling contact %s failed: %s", batch.contact.id, type(bug).__name__)
            return f"Lỗi chương trình: {type(bug).__name__}."
        return ""

    def _ways(self, session: Session) -> dict[str, Way]:
        rows = session.scalars(select(Contact).where(Contact.hears_installation))
        return {str(row.id): way for row in rows if (way := self._usable(row)) is not None}

    def _usable(self, row: Contact) -> Way | None:
        try:
            return way_of(row, self.app.box)
        except (SettingsInvalid, SecretUnreadable, UnknownContactKind):
            return None

    def _without_database(self) -> None:
        self._away += 1
        if self.app.home.on_sqlite and self._away >= AWAY_AFTER:
            sentence = "Cơ sở dữ liệu không trả lời; chưa gửi được tin nào."
            self._alarm.raise_for(self._known, "database", sentence, now=self.app.clock())

    def _with_database(self) -> None:
        self._away = 0
        if self._alarm.sort:
            self._alarm.settle(self._known, "Cơ sở dữ liệu đã trả lời lại.", now=self.app.clock())


def note_who_must_hear(session: Session, *, now: datetime) -> None:
    """Write a notice for every contact and every open matter that it has not heard of."""
    own = (Alert.commune_id == Contact.commune_id, Alert.closed_at.is_(None), Alert.opened_at > now - MEMORY)
    common = and_(Contact.user_id.is_(None), Alert.kind != TO_APPROVE)
    personal = and_(Contact.user_id.in_(who_decides(now)), Alert.kind == TO_APPROVE)
    _note(session, ALERT, Alert, *own, or_(common, personal), now=now)
    _note(
        session,
        INCIDENT,
        Incident,
        Contact.hears_installation.is_(True),
        Incident.closed_at.is_(None),
        now=now,
    )


def _note(
    session: Session,
    about: str,
    table: type[Alert] | type[Incident],
    *conditions: ColumnElement[bool],
    now: datetime,
) -> None:
    known = exists().where(
        Notice.contact_id == Contact.id, Notice.about == about, Notice.about_id == table.id
    )
    noticed_at = literal(now, Notice.noticed_at.type)
    wanted = (
        select(Contact.commune_id, Contact.id, literal(about), table.id, noticed_at)
        .join_from(Contact, table, and_(*conditions))
        .where(~known)
    )
    columns = ["commune_id", "contact_id", "about", "about_id", "noticed_at"]
    session.execute(insert(Notice).from_select(columns, wanted))


def forget_what_is_over(session: Session, *, now: datetime) -> None:
    """Drop notices that nobody heard yet of matters that are settled meanwhile."""
    for about, table in ((ALERT, Alert), (INCIDENT, Incident)):
        ended = exists().where(table.id == Notice.about_id, table.closed_at.is_not(None))
        unheard = (Notice.about == about, Notice.told_at.is_(None), Notice.over_at.is_(None))
        session.execute(delete(Notice).where(*unheard, ended).execution_options(synchronize_session=False))


def settle(session: Session, batch: Batch, problem: str, *, now: datetime) -> None:
    """Write that a notice got through, or when it is tried again."""
    contact = session.get_one(Contact, batch.contact.id)
    contact.problem = problem
    if problem:
        contact.next_try_at = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(contact.tries - 1, 12))
        return
    contact.tries, contact.next_try_at = 0, None
    own = (Notice.contact_id == contact.id, Notice.over_at.is_(None))
    heard = (Notice.told_at.is_not(None), Notice.id <= batch.over_up_to)
    session.execute(update(Notice).where(*own, *heard, _is_over()).values(over_at=now))
    new = (Notice.told_at.is_(None), Notice.id <= batch.new_up_to)
    session.execute(update(Notice).where(*own, *new).values(told_at=now))


def _is_over() -> ColumnElement[bool]:
    return or_(
        *(
            and_(
                Notice.about == about,
                exists().where(table.id == Notice.about_id, table.closed_at.is_not(None)),
            )
            for about, table in ((ALERT, Alert), (INCIDENT, Incident))
        )
    )
