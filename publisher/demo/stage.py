"""What a demo keeps of itself in its home: the day it plays on, how far its clock is moved, its addresses.

The clock opens at 16:30:05 of the day of the run, when the bulletins of the 17:00 slot are due, whatever
the hour really is, and runs on; it never goes back, however often the demo is started.
"""

from __future__ import annotations

import json
import os
import socket
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.atomic import replacing
from publisher.clock import LOCAL, real_now
from publisher.home import Home

OPENS, CLOSES = time(16, 30, 5), time(18)
CONSOLE_PORT, SANDBOX_PORT = 8757, 8758
ZONE = ZoneInfo(LOCAL)
DEMO = "demo.json"


class NotADemo(Exception):
    """This home belongs to a commune that is not the demo's."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One demo's day, clock and ports."""

    folder: Path
    day: date  # of the first run: the messages' dates are relative to it
    shift: timedelta  # demo time minus real time
    console_port: int
    sandbox_port: int
    seeded: bool = False  # its messages are in; what people do with them later is theirs

    @classmethod
    def open(cls, home: Home, *, port: int | None = None, moved_to: datetime | None = None) -> Stage:
        """Return the stage of a home, made at the first run; `moved_to` sets its clock.

        Raises NotADemo for a home that something else was set up in.
        """
        kept = _read(home.folder / DEMO)
        if kept is None:
            if home.exists():
                raise NotADemo(
                    f"Thư mục {home.folder} đang chứa dữ liệu của một xã khác; "
                    "hãy chạy demo ở thư mục riêng (--home hoặc PUBLISHER_HOME)."
                )
            kept = cls._new(home.folder, moved_to or opening(real_now()))
        else:
            shift = moved_to - real_now() if moved_to else _going_on(kept.shift)
            kept = replace(kept, shift=shift)
        kept = replace(kept, console_port=port or kept.console_port)
        kept.save()
        return kept

    @classmethod
    def _new(cls, folder: Path, start: datetime) -> Stage:
        console = free_port(CONSOLE_PORT)
        return cls(
            folder=folder,
            day=start.astimezone(ZONE).date(),
            shift=start - real_now(),
            console_port=console,
            sandbox_port=free_port(SANDBOX_PORT, console),
        )

    def now(self) -> datetime:
        """Return the demo's time, aware in UTC: this is its clock."""
        return real_now() + self.shift

    def local_now(self) -> datetime:
        """Return the demo's time on the commune's clocks."""
        return self.now().astimezone(ZONE)

    def with_console(self) -> Stage:
        """Return the stage with a console port that is free, kept from now on."""
        found = replace(self, console_port=free_port(self.console_port, self.sandbox_port))
        found.save()
        return found

    def at(self, hour: int, minute: int) -> datetime:
        """Return an instant of the demo's first day."""
        return datetime.combine(self.day, time(hour, minute), tzinfo=ZONE)

    @property
    def console(self) -> str:
        """Return the address of the console, without a slash at its end."""
        return f"http://127.0.0.1:{self.console_port}"

    @property
    def sandbox(self) -> str:
        """Return the address of the stand-in services, without a slash at its end."""
        return f"http://127.0.0.1:{self.sandbox_port}"

    def save(self) -> None:
        """Keep it in the home, whole or not at all."""
        kept = {**asdict(self), "day": self.day.isoformat(), "shift": self.shift.total_seconds()}
        del kept["folder"]
        with replacing(self.folder / DEMO) as target:
            target.write(json.dumps(kept).encode())


def opening(now: datetime) -> datetime:
    """Return when the demo's clock opens on the local day of `now`."""
    return datetime.combine(now.astimezone(ZONE).date(), OPENS, tzinfo=ZONE)


def _going_on(shift: timedelta) -> timedelta:
    """Let the clock run on within its afternoon; later, open it on the day of this run, never backwards."""
    now = real_now()
    there = (now + shift).astimezone(ZONE)
    if OPENS <= there.time() < CLOSES:
        return shift
    return max(shift, opening(now) - now)


def _read(path: Path) -> Stage | None:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Stage(
        folder=path.parent,
        day=date.fromisoformat(kept["day"]),
        shift=timedelta(seconds=kept["shift"]),
        console_port=kept["console_port"],
        sandbox_port=kept["sandbox_port"],
        seeded=kept["seeded"],
    )


def free_port(preferred: int, *taken: int) -> int:
    """Return the preferred port, or any free one of this machine when it or `taken` has it."""
    for port in (preferred, 0):
        found = _bindable(port)
        if found and found not in taken:
            return found
    return free_port(0, *taken)


def is_free(port: int) -> bool:
    """Say whether a server could listen on this port now."""
    return _bindable(port) != 0


def _bindable(port: int) -> int:
    with socket.socket() as trial:
        if os.name == "posix":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return 0
        return int(trial.getsockname()[1])
