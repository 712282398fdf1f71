"""The only place where real parts are chosen: engine, clock, files, secrets, adapters, dispatcher."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from channels.base import Channel as Adapter
from channels.base import Facts, FileStore
from content_queue.claims import Claimed
from content_queue.clockwatch import ClockWatch
from content_queue.db import make_engine, open_session
from content_queue.dispatcher import Dispatcher
from content_queue.leases import Lease, last_known
from content_queue.models import Channel, Commune
from content_queue.settling import Settled
from content_queue.turns import Turn, wait_for
from publisher.adapters import AdapterBook
from publisher.clock import Clock, is_moved, make_clock, real_now
from publisher.database import migrate, require_current
from publisher.elsewhere import make_scratch, require_fitting
from publisher.facts import FactBook
from publisher.filing import Store, store_of
from publisher.home import FilesIn, Home
from publisher.lock import process_name
from publisher.recorder import Recorder, Watch
from publisher.secrets import SecretBox, key_given, make_key_file
from schedules.planner import Planner


class NotSetUp(Exception):
    """There is no installation here, or what was named does not exist in it."""


@dataclass(frozen=True)
class App:
    """One installation, opened."""

    home: Home
    clock: Clock

    @classmethod
    def create(cls, home: Home, clock: Clock | None = None) -> App:
        """Make an installation, or bring an old one to this program's shape, and open it."""
        app = cls(home, clock or make_clock())
        engine = app.engine  # before anything is made: its driver may be missing
        home.folder.mkdir(parents=True, exist_ok=True)
        if not key_given():
            make_key_file(home.key_file)
        migrate(engine)
        return app

    @classmethod
    def open(cls, home: Home | None = None, clock: Clock | None = None) -> App:
        """Open an installation.

        When the environment gives the key, the home may be a scratch folder: it is made here. Raises NotSetUp
        when there is none, DatabaseOutdated, SecretUnreadable when there is no key or another installation's,
        and refuses a moved clock beside real channels.
        """
        home = home or Home.from_environment()
        if not home.exists():
            if home.on_sqlite and not key_given():
                raise NotSetUp(f"Chưa có gì ở {home.folder}; hãy chạy `publisher init` trước.")
            make_scratch(home)
        app = cls(home, clock or make_clock())
        if home.database_file is not None and not home.database_file.exists():
            raise NotSetUp(
                f"Không thấy cơ sở dữ liệu {home.database_file}; hãy lấy lại bản sao lưu, "
                "hoặc chạy `publisher init` để tạo mới."
            )
        try:
            require_current(app.engine)
            if key_given():
                require_fitting(app.box, app.engine)
            if is_moved():
                app.require_rehearsal()
        except Exception:
            app.close()
            raise
        return app

    def close(self) -> None:
        """Give the database back."""
        self.engine.dispose()

    @cached_property
    def engine(self) -> Engine:
        """Return the database engine of the installation."""
        return make_engine(self.home.database_url)

    @cached_property
    def files(self) -> FileStore:
        """Return the store of media and audio."""
        return self.store(self.home.files_in)

    def store(self, place: FilesIn) -> Store:
        """Return the store of one place, whichever is in use."""
        return store_of(place, self.home, self.engine)

    @cached_property
    def box(self) -> SecretBox:
        """Return what reads and writes secrets."""
        return SecretBox.open(self.home.key_file)

    @cached_property
    def book(self) -> AdapterBook:
        """Return the adapters of all channels."""
        return AdapterBook(engine=self.engine, home=self.home, box=self.box, files=self.files)

    def commune(self, code: str = "") -> Commune:
        """Return the commune of this code, or the only one there is; NotSetUp otherwise."""
        with open_session(self.engine, reading=True) as session:
            communes = session.scalars(select(Commune).order_by(Commune.id)).all()
        codes = ", ".join(commune.code for commune in communes)
        if code:
            found = [commune for commune in communes if commune.code == code]
            if not found:
                raise NotSetUp(f"Không có xã “{code}”. Hiện có: {codes or 'chưa có xã nào'}.")
            return found[0]
        if len(communes) != 1:
            raise NotSetUp(f"Hãy chọn xã bằng --commune CODE. Hiện có: {codes or 'chưa có xã nào'}.")
        return communes[0]

    @contextmanager
    def writing(self, commune: Commune) -> Iterator[Session]:
        """Give a session on one commune's rows; committed at the end, or not at all."""
        with open_session(self.engine, commune_id=commune.id) as session, session.begin():
            yield session

    @contextmanager
    def reading(self, commune: Commune) -> Iterator[Session]:
        """Give a session that only reads one commune's rows."""
        with open_session(self.engine, commune_id=commune.id, reading=True) as session:
            yield session

    def planner(self, session: Session) -> Planner:
        """Return the planner, asking channels through the session for what they can do."""
        return Planner(capabilities=lambda row: self.book.of(session, row).capabilities)

    def extend_plans(self) -> int:
        """Plan what has come within the horizon, of every commune; count the new deliveries."""
        with open_session(self.engine) as session, session.begin():
            wait_for(session.connection(), Turn.PLAN)
            return self.planner(session).extend(session, self.clock())

    def recorder(
        self,
        watch: Watch = lambda rendition_id, share: None,
        *,
        kinds: Collection[str] = (),
        stop: threading.Event | None = None,
    ) -> Recorder:
        """Return a worker for waiting recordings, through channels of some kinds only (none given: all)."""
        return Recorder(
            engine=self.engine,
            book=self.book,
            clock=self.clock,
            owner=process_name(),
            watch=watch,
            kinds=frozenset(kinds),
            stop=stop or threading.Event(),
        )

    def dispatcher(
        self,
        *,
        watch: Callable[[Settled], None] = lambda settled: None,
        only: Collection[int] = (),
        kinds: Collection[str] = (),
        threads: int = 16,
        clock_watch: ClockWatch | None = None,
    ) -> Dispatcher:
        """Return the engine that sends what is due, of every commune; through channels of some kinds only."""
        lease = Lease(self.engine, name=process_name(), clock=self.clock, kinds=kinds, watch=clock_watch)
        return Dispatcher(
            engine=self.engine,
            surroundings=_Surroundings(self),
            clock=self.clock,
            lease=lease,
            watch=watch,
            only=frozenset(only),
            kinds=frozenset(kinds),
            threads=threads,
            clock_watch=clock_watch,
        )

    def clock_watch(self) -> ClockWatch | None:
        """Return what tells whether this machine's clock can be believed; None for one that was moved."""
        if self.clock is not real_now:
            return None
        with self.engine.execution_options(reading=True).connect() as connection:
            return ClockWatch(self.clock, known=last_known(connection))

    def require_rehearsal(self) -> None:
        """Refuse a moved clock unless every channel's addresses are on this machine."""
        with open_session(self.engine, reading=True) as session:
            for row in session.scalars(select(Channel)):
                self.require_loopback(row)

    def require_loopback(self, row: Channel) -> None:
        """Refuse a channel that calls an address outside this machine."""
        from channels.http import is_loopback

        if not all(is_loopback(address) for address in self._addresses(row)):
            raise NotSetUp(
                f"PUBLISHER_NOW chỉ dùng khi diễn tập, mà kênh “{row.name}” đi ra ngoài máy này; "
                "hãy bỏ PUBLISHER_NOW."
            )

    def _addresses(self, row: Channel) -> list[str]:
        """Return the service addresses a channel really calls, defaults included."""
        from channels.registry import adapter_class
        from channels.settings import settings_of

        given = {**(row.account.settings if row.account else {}), **row.settings}
        calls = {each.name: each.default for each in settings_of(adapter_class(row.kind)) if each.called}
        found = [str(given.get(name) or default or "") for name, default in calls.items()]
        return [each for each in found if each]


@dataclass(frozen=True)
class _Surroundings:
    """What the dispatcher needs, from the app's parts."""

    app: App

    @property
    def files(self) -> FileStore:
        return self.app.files

    def adapters(self, channel_ids: Collection[int]) -> Mapping[int, Adapter | Exception]:
        return self.app.book.many(channel_ids)

    def facts(self, claimed: Sequence[Claimed], now: datetime) -> Mapping[int, Facts | Exception]:
        with open_session(self.app.engine, reading=True) as session:
            return FactBook(session, self.app.files).facts(claimed, now)
