"""What the commands share: the opened installation, who acts, and how results are shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_queue import users
from content_queue.communes import zone_of
from content_queue.db import open_session
from content_queue.models import Channel, Commune, Delivery, User
from content_queue.settling import Settled
from content_queue.states import DeliveryState
from publisher.app import App
from publisher.cli.language import tr
from publisher.clock import is_moved
from publisher.english import in_chosen_language

ADMIN = "admin"

pass_desk: Callable[[Callable[..., Any]], Callable[..., Any]] = click.pass_obj
as_json = click.option("--json", "as_json", is_flag=True, help=tr("In ra JSON", "Print JSON"))


def acting(default: str = "") -> Callable[[Any], Any]:
    """Give a command the `--as USER` option; without a default it must be said who acts."""
    who = tr("Người thực hiện (tên đăng nhập)", "Who acts (login name)")
    if not default:
        return click.option("--as", "actor_name", required=True, envvar="PUBLISHER_USER", help=who)
    usual = tr(f"; mặc định: {default}", f"; default: {default}")
    return click.option("--as", "actor_name", default=default, envvar="PUBLISHER_USER", help=who + usual)


@dataclass
class Desk:
    """One command's working place."""

    commune_code: str = ""

    @cached_property
    def app(self) -> App:
        """Return the installation, opened."""
        return App.open()

    def close(self) -> None:
        """Give the database back."""
        if "app" in self.__dict__:
            self.app.close()

    @cached_property
    def commune(self) -> Commune:
        """Return the commune that this command is about."""
        return self.app.commune(self.commune_code)

    @property
    def now(self) -> datetime:
        """Return the time of this act."""
        return self.app.clock()

    @contextmanager
    def acting(self, actor_name: str) -> Iterator[tuple[Session, User]]:
        """Give a writing session and the person who acts; all is committed at the end, or nothing."""
        with self.app.writing(self.commune) as session:
            yield session, users.named(session, actor_name)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a reading session."""
        with self.app.reading(self.commune) as session:
            yield session

    def dispatch(self, only: Collection[int] = (), *, attended: bool = False) -> Counter[str]:
        """Send what is due until nothing is; count what became of it.

        `attended`: a person asks for just these now, whatever this machine's clock shows. Otherwise
        ClockDoubted. On SQLite AlreadyPublishing when another process publishes from this home.
        """
        from contextlib import nullcontext

        from publisher.cases.working import work_cases
        from publisher.lock import publishing_lock

        became: dict[int, str] = {}  # a look settles a delivery again

        def note(settled: Settled) -> None:
            became[settled.claimed.id] = settled.state

        dispatcher = self.app.dispatcher(
            watch=note, only=only, clock_watch=None if attended else self.app.clock_watch()
        )
        lock = publishing_lock(self.app.home.lock_file) if self.app.home.on_sqlite else nullcontext()
        with lock:
            began = self.now
            self.app.extend_plans()
            if self.app.home.on_sqlite:
                dispatcher.adopt()
            dispatcher.run(until_idle=True)
            work_cases(self.app)
        return Counter(became.values()) + self._missed_since(began)

    def _missed_since(self, began: datetime) -> Counter[str]:
        """Count what a pass found too late: nobody watches those, they never were under way."""
        missed = select(func.count()).where(
            Delivery.state == DeliveryState.MISSED, Delivery.settled_at >= began
        )
        with open_session(self.app.engine, reading=True) as session:
            return Counter({DeliveryState.MISSED.value: int(session.scalar(missed) or 0)})

    def renew_bulletins(self, rows: Sequence[Delivery]) -> None:
        """Write anew the exported bulletins that these deliveries were taken off, and say so."""
        from publisher.broadcasts import reissue

        for told in reissue(self.app, self.commune, rows):
            click.echo(f"  {in_chosen_language(told)}", err=True)

    def work(self, **given: Any) -> None:
        """Publish until stopped; `given` are the limits of publisher.running.working."""
        from publisher.running import working

        working(
            self.app,
            **given,
            ready=lambda: say("Đang gửi tin đúng giờ; Ctrl-C để dừng.", "Sending on time; Ctrl-C stops."),
        )

    def refuse_real_addresses(self, session: Session, row: Channel) -> None:
        """Refuse a channel that leaves this machine while the clock is moved."""
        if is_moved():
            self.app.require_loopback(row)

    def day(self, text: str) -> date:
        """Return the day written, today in the commune when none is."""
        from publisher.cli.times_given import day

        return day(text, otherwise=self.now.astimezone(zone_of(self.commune)).date())

    def local(self, moment: datetime | None) -> str:
        """Return a moment as people of the commune read it."""
        return moment.astimezone(zone_of(self.commune)).strftime("%d/%m/%Y %H:%M") if moment else ""


def show(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, as_json: bool) -> None:
    """Print a listing: a JSON array of all fields, or a table of the named columns."""
    if as_json:
        print_json(list(rows))
        return
    if not rows:
        click.echo(tr("(chưa có)", "(none)"))
        return
    texts = [[_cell(row.get(name)) for name in columns] for row in rows]
    heads = list(columns.values())
    widths = [max(len(line[at]) for line in [heads, *texts]) for at in range(len(heads))]
    for line in [heads, ["-" * width for width in widths], *texts]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def print_json(value: Any) -> None:
    """Print a value as JSON; instants in ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def say(vi: str, en: str) -> None:
    """Print a sentence in the chosen language."""
    click.echo(tr(vi, en))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return tr("có", "yes") if value else tr("không", "no")
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return str(value).replace("\n", " ")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)
