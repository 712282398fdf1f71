"""Builders for tests and rehearsals: a small commune with people and memory channels, in one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Medium
from content_queue import approvals, messages, renditions, sign_ins
from content_queue.communes import add_commune
from content_queue.messages import Words
from content_queue.models import Alert, Channel, Commune, Delivery, Hamlet, Message, Role, Unit, User
from publisher.app import App
from publisher.home import Home
from schedules.planner import occurrences_of
from schedules.timetables import ship_defaults

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # 12:00 in Phú Trung
PEOPLE = {
    "bien-tap": Role.EDITOR,
    "lanh-dao": Role.APPROVER,
    "van-hanh": Role.OPERATOR,
    "theo-doi": Role.MONITOR,
}


@dataclass
class MovableClock:
    """A clock that stands where a test puts it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """Return where it stands."""
        return self.now

    def pass_by(self, span: timedelta) -> None:
        """Move it forward."""
        self.now += span


@dataclass
class Village:
    """An installation with one commune, ready to write, approve and send."""

    app: App
    clock: MovableClock
    commune: Commune
    boards: list[str] = field(default_factory=list)

    @classmethod
    def settle(cls, folder: Path, *, url: str = "", name: str = "xã Phú Trung", **given: Any) -> Village:
        """Make an installation in a folder (SQLite unless a database address is given)."""
        clock = MovableClock()
        home = Home(folder=folder, database_url=url or f"sqlite:///{folder / 'publisher.db'}")
        app = App.create(home, clock)
        with Session(app.engine, expire_on_commit=False) as session, session.begin():
            commune = add_commune(session, name, province="tỉnh Đồng Nai", **given)
            ship_defaults(session, commune)
            _people_and_places(session, commune)
        return cls(app=app, clock=clock, commune=commune)

    def channel(
        self, name: str, *, kind: str = "memory", medium: str = Medium.FACEBOOK.value, **settings: str
    ) -> Channel:
        """Add a channel; a memory channel keeps its own board of the same name."""
        if kind == "memory":
            settings = {"board": name, "medium": medium, "lookups": "0,0", **settings}
            self.boards.append(name)
        with self.app.writing(self.commune) as session:
            row = Channel(
                name=name, kind=kind, medium=medium, settings=settings, changed_at=self.clock(), secrets={}
            )
            session.add(row)
            session.flush()
            return row

    def words(self, **changes: Any) -> Words:
        """Return the words of a plain message for the fanpage, now."""
        given: dict[str, Any] = {
            "title": "Họp thôn",
            "body": "Mời bà con dự họp thôn.",
            "topic": "guidance",
            "unit": "Trung tâm Dịch vụ tổng hợp",
            "media": (Medium.FACEBOOK,),
        }
        return Words(**{**given, **changes})

    def draft(self, author: str = "bien-tap", **changes: Any) -> Message:
        """Write a message."""
        with self.app.writing(self.commune) as session:
            actor = self.user(session, author)
            return messages.create(session, self.words(**changes), actor=actor, now=self.clock())

    def submitted(self, by: str = "bien-tap", **changes: Any) -> Message:
        """Write and submit a message."""
        return self.submit(self.draft(by, **changes), by)

    def submit(self, message: Message, by: str = "bien-tap") -> Message:
        """Render, seal and submit a message."""
        with self.app.writing(self.commune) as session:
            row = session.get_one(Message, message.id)
            number = len(occurrences_of(row, self.app_zone, self.clock()))
            renditions.prepare(
                session, row, adapters=lambda channel: self.app.book.of(session, channel), occurrences=number
            )
            messages.submit(session, row, actor=self.user(session, by), now=self.clock())
            return row

    def approved(self, **changes: Any) -> list[Delivery]:
        """Write, submit and approve a message; return its deliveries."""
        return self.approve(self.submitted(**changes))

    def approve(self, message: Message, by: str = "lanh-dao", reason: str = "") -> list[Delivery]:
        """Approve a submitted message; return its deliveries."""
        with self.app.writing(self.commune) as session:
            row = session.get_one(Message, message.id)
            plan = self.app.planner(session).plan
            actor = self.user(session, by)
            approvals.approve(session, row, actor=actor, now=self.clock(), plan=plan, reason=reason)
        return self.deliveries(message)

    def dispatch(self, **given: Any) -> None:
        """Send what is due until nothing is."""
        self.app.dispatcher(**given).run(until_idle=True)

    def tick(self) -> None:
        """Do what is due now, and do not wait for looks that are due later."""
        dispatcher = self.app.dispatcher()
        dispatcher.awaits_looks = False
        dispatcher.run(until_idle=True)

    def deliveries(self, message: Message | None = None) -> list[Delivery]:
        """Return the commune's deliveries, perhaps of one message."""
        with self.app.reading(self.commune) as session:
            query = select(Delivery).order_by(Delivery.id)
            if message is not None:
                query = query.where(Delivery.message_id == message.id)
            return list(session.scalars(query))

    def states(self) -> list[str]:
        """Return the states of the commune's deliveries, in order."""
        return [delivery.state for delivery in self.deliveries()]

    def user(self, session: Session, name: str) -> User:
        """Return a user by login name."""
        return session.scalars(select(User).where(User.name == name)).one()

    def enter(self, browser: Any, name: str) -> Any:
        """Sign a person in on a test client of the console; return the client."""
        browser.set_cookie("pt_device", self.token(name))
        return browser

    def token(self, name: str) -> str:
        """Return the token of a device on which a person has just signed in."""
        with self.app.writing(self.commune) as session:
            return sign_ins.open_for(session, self.user(session, name), now=self.clock(), device="thử")

    def all(self, table: Any) -> Sequence[Any]:
        """Return all rows of a table that the commune sees."""
        with self.app.reading(self.commune) as session:
            return session.scalars(select(table)).all()

    def troubles(self) -> list[Alert]:
        """Return the alerts of what went wrong, open or closed; not that something waits for approval."""
        return [each for each in self.all(Alert) if each.kind != messages.TO_APPROVE]

    @property
    def app_zone(self) -> Any:
        """Return the commune's time zone."""
        from content_queue.communes import zone_of

        return zone_of(self.commune)


def _people_and_places(session: Session, commune: Commune) -> None:
    session.add(Unit(commune_id=commune.id, name="Trung tâm Dịch vụ tổng hợp"))
    for hamlet in ("thôn Phú Tân", "thôn Phú Lộc"):
        session.add(Hamlet(commune_id=commune.id, name=hamlet))
    for name, role in PEOPLE.items():
        session.add(User(commune_id=commune.id, name=name, full_name=name, office="", role=role))
    session.flush()
