"""What the demo shows: progress bars on a terminal, plain lines elsewhere, and the table at the end."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from content_queue.settling import Settled
from content_queue.states import DeliveryState
from publisher.demo.outcome import Outcome, Row
from publisher.demo.words import WORDS
from publisher.wording import MEDIA, STATES

COLOURS = {
    DeliveryState.SENT: "green",
    DeliveryState.AWAITING_PERSON: "yellow",
    DeliveryState.RETRYING: "yellow",
    DeliveryState.FAILED: "red",
    DeliveryState.MISSED: "red",
    DeliveryState.UNCERTAIN: "red",
}


class Display:
    """Speaks one language to one console; safe for several threads."""

    def __init__(self, language: str, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._words = WORDS.get(language, WORDS["vi"])
        self._language = language if language in WORDS else "vi"
        self._lock = threading.Lock()

    def say(self, phrase: str, **facts: object) -> None:
        """Say one sentence."""
        self._console.print(escape(self._words[phrase].format(**facts)))

    @contextmanager
    def recording(self, waiting: Mapping[int, str]) -> Iterator[Callable[[int, float], None]]:
        """Show recordings while they are made; give what hears of a rendition's share done."""
        done: set[int] = set()
        shares = dict.fromkeys(waiting, 0.0)
        with self._bar(self._words["recording"], len(waiting)) as move:

            def watch(rendition: int, share: float) -> None:
                with self._lock:
                    shares[rendition] = share
                    finished = share >= 1.0 and rendition not in done
                    done.update({rendition} if finished else ())
                title = waiting.get(rendition, "")
                move(sum(shares.values()), self._words["recorded"].format(title=title) if finished else "")

            yield watch

    @contextmanager
    def publishing(self, due: int, channels: Mapping[int, str]) -> Iterator[Callable[[Settled], None]]:
        """Show deliveries while they settle; `channels` are names by id."""
        settled: set[int] = set()
        states = STATES[self._language]
        with self._bar(self._words["publishing"], due) as move:

            def watch(each: Settled) -> None:
                settled.add(each.claimed.id)
                line = self._words["settled"].format(
                    reference=each.claimed.reference,
                    channel=channels.get(each.claimed.channel_id, ""),
                    state=states[each.state],
                )
                move(len(settled), line)

            yield watch

    @contextmanager
    def _bar(self, name: str, total: int) -> Iterator[Callable[[float, str], None]]:
        """Give what moves a bar on a terminal, or prints its line anywhere else."""
        if not self._console.is_terminal:
            yield lambda completed, line: self._plain(line)
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[last]}", style="dim"),
        )
        with Progress(*columns, console=self._console) as progress:
            task = progress.add_task(name, total=total, last="")

            def move(completed: float, line: str) -> None:
                progress.update(task, completed=completed)
                if line:
                    progress.update(task, last=escape(line))

            yield move

    def _plain(self, line: str) -> None:
        if line:
            with self._lock:
                self._console.print(escape(line))

    def table(self, outcome: Outcome) -> None:
        """Show what went where."""
        words = self._words
        table = Table(title=words["table"], title_justify="left", show_lines=False, expand=False)
        table.add_column(words["message"], overflow="fold")
        table.add_column(words["where"], overflow="fold")
        table.add_column(words["state"], no_wrap=True)
        table.add_column(words["link"], overflow="fold")
        last = ""
        for row in outcome.rows:
            if row.reference != last:
                table.add_section()
            title = Text(f"{row.reference}\n{row.title}") if row.reference != last else Text("")
            table.add_row(title, self._where(row), self._state(row), Text(_shown(row.place)))
            last = row.reference
        self._console.print(table, soft_wrap=False)

    def _where(self, row: Row) -> Text:
        name = row.channel
        if row.more:
            name = self._words["count"].format(channel=name, more=row.more)
        return Text(f"{MEDIA[self._language][row.medium]}: {name}")

    def _state(self, row: Row) -> Text:
        return Text(STATES[self._language][row.state], style=COLOURS.get(row.state, ""))

    def summary(self, outcome: Outcome, sent: int) -> None:
        """Say how much this run sent, what stays for people and where to look, and what did not succeed."""
        self.say("sent now", count=sent)
        if outcome.broadcasts or outcome.hands or outcome.reviews:
            self.say(
                "for people",
                broadcasts=outcome.broadcasts,
                zones=outcome.zones,
                air=_shown(str(outcome.air)),
                hands=outcome.hands,
                hand=_shown(str(outcome.hand)),
                reviews=outcome.reviews,
            )
        if outcome.next_at:
            self.say("later", count=outcome.later, at=outcome.next_at)
        if outcome.troubles:
            self.say("failed", count=len(outcome.troubles))
        for line in outcome.troubles:
            state = STATES[self._language][line.state]
            self.say(
                "trouble",
                reference=line.reference,
                channel=line.channel,
                state=state,
                reason=line.reason,
            )


def _shown(place: str) -> str:
    """Return a path as short as it can be clicked: relative to where the command was given."""
    if not place or place.startswith("http"):
        return place
    try:
        return os.path.relpath(Path(place))
    except ValueError:  # another drive
        return place
