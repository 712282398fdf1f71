"""One run of the demo: set up, record, publish, tell; then stay up, or end.

Every step looks first what an earlier run has done, so that a run killed anywhere is taken up where it
stopped, and a second run sends nothing again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from publisher.clock import is_moved, make_clock
from publisher.english import in_language
from publisher.home import Home

if TYPE_CHECKING:
    from content_queue.models import Commune
    from content_queue.settling import Settled
    from publisher.app import App
    from publisher.demo.display import Display
    from publisher.demo.seeding import Seeding
    from publisher.demo.stage import Stage


def run(home: Home, *, once: bool, port: int | None, lang: str) -> int:
    """Play the demo in a home of its own; return 0, or 1 when something did not succeed.

    `once` ends when nothing is due any more; otherwise console, site and sandbox stay up on `port` (default:
    the port of the run before, else 8757 or a free one) until Ctrl-C or SIGTERM.
    """
    from publisher.demo.display import Display
    from publisher.demo.sandbox_process import SandboxDead
    from publisher.demo.seeding import SeedingFailed
    from publisher.demo.stage import NotADemo
    from publisher.lock import AlreadyPublishing

    try:
        return _played(home, Display(lang), once=once, port=port)
    except (AlreadyPublishing, NotADemo, SandboxDead, SeedingFailed) as refusal:
        print(in_language(str(refusal), lang), file=sys.stderr)  # noqa: T201
        return 1


def _played(home: Home, display: Display, *, once: bool, port: int | None) -> int:
    from publisher.app import App
    from publisher.demo import commune as village
    from publisher.demo.sandbox_process import sandbox_of
    from publisher.demo.stage import Stage
    from publisher.lock import publishing_lock

    with publishing_lock(home.lock_file):
        moved_to = make_clock()() if is_moved() else None
        stage = Stage.open(home, port=port, moved_to=moved_to)
        if not once:
            stage = stage.with_console()
        with sandbox_of(stage, village.names()) as stage:
            os.environ["PUBLISHER_NOW"] = stage.now().isoformat()
            app = App.create(home, stage.now)
            display.say("home", commune=village.NAME, province=village.PROVINCE, folder=home.folder)
            display.say("clock", now=stage.local_now())
            demo = Demo(app=app, commune=village.settle(app, stage), stage=stage, display=display)
            app.require_rehearsal()
            succeeded = demo.play()
            if once:
                display.say("again")
            else:
                demo.stay()
            app.engine.dispose()
    return 0 if succeeded else 1


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A demo whose commune stands and whose sandbox answers."""

    app: App
    commune: Commune
    stage: Stage
    display: Display

    def play(self) -> bool:
        """Bring the messages in, publish what is due, tell what went where; say whether all succeeded."""
        from publisher.cases.working import work_cases
        from publisher.demo.outcome import outcome_of
        from publisher.demo.seeding import Seeding

        seeding = Seeding(app=self.app, commune=self.commune, stage=self.stage)
        sent = 0
        if not self.stage.seeded:
            self._bring_in(seeding)
        self.app.extend_plans()
        self.app.dispatcher().adopt()
        sent += self._publish()
        if not self.stage.seeded:
            if seeding.correct():
                sent += self._publish()
            replace(self.stage, seeded=True).save()
        work_cases(self.app)
        if not sent:
            self.display.say("nothing due")
        outcome = outcome_of(self.app, self.commune, self.stage)
        self.display.table(outcome)
        self.display.summary(outcome, sent)
        return outcome.succeeded

    def stay(self) -> None:
        """Keep publishing and serve console and site until stopped."""
        from publisher.demo.staying import stay

        stay(self.app, self.stage, self.display)

    def _bring_in(self, seeding: Seeding) -> None:
        self.display.say("setting up")
        seeding.take_in()
        seeding.submit()
        waiting = seeding.waiting()
        if waiting:
            with self.display.recording(waiting) as watch:
                seeding.record(watch)
        seeding.approve()

    def _publish(self) -> int:
        """Send what is due; return how many deliveries left our hands."""
        due, names = self._due()
        left: set[int] = set()
        with self.display.publishing(due, names) as show:
            self.app.dispatcher(watch=_counting(left, show)).run(until_idle=True)
        return len(left)

    def _due(self) -> tuple[int, dict[int, str]]:
        from sqlalchemy import func, select

        from content_queue.models import Channel, Delivery

        with self.app.reading(self.commune) as session:
            due = select(func.count()).select_from(Delivery).where(Delivery.wake_at <= self.app.clock())
            channels = session.execute(select(Channel.id, Channel.name))
            return session.scalar(due) or 0, {row[0]: row[1] for row in channels}


def _counting(left: set[int], show: Callable[[Settled], None]) -> Callable[[Settled], None]:
    from content_queue.states import DeliveryState as State

    def watch(settled: Settled) -> None:
        if settled.state in {State.SENT, State.AWAITING_PERSON}:
            left.add(settled.claimed.id)
        show(settled)

    return watch
