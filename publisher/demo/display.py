"""What the demo shows: progress bars on a terminal, plain lines elsewhere, and the table at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from content_queue.settling import Settled
from content_queue.states import DeliveryState
from publisher.demo.outcome import Outcome, Row
from publisher.demo.words import WORDS
from publisher.english import in_language
from publisher.wording import STATES

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
        """Show what went where: each message, under it a row for each medium, links never broken."""
        names = [self._words["where"], *(self._where(row) for row in outcome.rows)]
        states = [self._words["state"], *(self._state(row) for row in outcome.rows)]
        wide, narrow = (max(cell_len(each) for each in column) + 2 for column in (names, states))
        self._console.print(f"\n[bold]{escape(self._words['table'])}[/bold]")
        heads = set_cell_size(names[0], wide), set_cell_size(states[0], narrow), self._words["link"]
        self._console.print(Text("  " + "".join(heads), style="dim"))
        last = ""
        for row in outcome.rows:
            if row.reference != last:
                self._console.print(Text(f"{row.reference}  {row.title}", style="bold"))
            line = Text("  " + set_cell_size(self._where(row), wide))
            line.append(set_cell_size(self._state(row), narrow), style=COLOURS.get(row.state, ""))
            self._console.print(line.append(in_language(_shown(row.place), self._language)))
            last = row.reference
        self._console.print()

    def _where(self, row: Row) -> str:
        more = self._words["more"].format(count=row.more) if row.more else ""
        return f"{row.channel}{more}"

    def _state(self, row: Row) -> str:
        return STATES[self._language][row.state]

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
                reason=in_language(line.reason, self._language),
            )


def _shown(place: str) -> str:
    """Return a path relative to where the command was given, when it lies there."""
    here = Path.cwd()
    return str(Path(place).relative_to(here)) if Path(place).is_relative_to(here) else place
