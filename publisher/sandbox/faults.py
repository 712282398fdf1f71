"""Misbehaviour on demand: each fault says which calls it strikes and what the caller then sees.

Set in process (`plan_of(app).set(Fault(...))`) or by `POST /faults` with a JSON list of the same fields;
people name faults in a plan instead (`plans/`).
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

HIDE = "sandbox.hide"  # in the WSGI environment: seconds and calls a publication stays out of read-backs
WITHOUT_TYPE = "none"
OWNER = "{owner}"  # in a header of a fault: the page that was called
SEED = 57


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One misbehaviour, used up after `times` calls it strikes.

    >>> Fault(method="POST", path="/feed", drop=True)                      # accepted, answer lost
    >>> Fault(method="POST", status=502)                                   # accepted, HTML answer
    >>> Fault(before=True, status=503)                                     # refused unread
    >>> Fault(path="/feed", skip=1, before=True, status=400, body={...})   # error on the second call
    >>> Fault(path="/feed", hide_seconds=8)                                # seen in read-backs 8 s later
    """

    name: str = ""  # as a plan calls it
    on: str = ""  # whom a plan strikes, in its own words
    method: str = ""  # empty: any
    path: str = ""  # a piece of the path, or several with | between; empty: any
    first: int = 1  # the first matching call that may be struck
    last: int | None = None  # the last one; None: no end
    skip: int = 0  # struck calls let through first
    times: int | None = 1  # None: always
    share: float = 1.0  # part of the matching calls that is struck, by chance
    before: bool = False  # the service never sees the call
    drop: bool = False  # close the connection without an answer
    status: int | None = None  # answer this status, by default with an HTML page
    body: Any = None  # answer this text, or this object as JSON
    headers: Mapping[str, str] = field(default_factory=dict)  # added to the answer
    truncate: bool = False  # only the first half of the answer arrives
    content_type: str | None = None  # "none": no such header
    seconds: float = 0.0  # wait before answering
    drip: float = 0.0  # seconds between pieces of the answer
    hide_seconds: float = 0.0
    hide_at_most: float = 0.0  # more than hide_seconds: anything between the two, by chance
    hide_calls: int = 0

    def concerns(self, method: str, path: str) -> bool:
        """Say whether a call is meant by this fault."""
        return self.method in {"", method} and any(piece in path for piece in self.path.split("|"))

    @property
    def only_hides(self) -> bool:
        """Say whether the caller notices nothing: such a fault goes together with any other."""
        loud = (self.before, self.drop, self.status, self.body, self.headers, self.truncate)
        return bool(self.hide_seconds or self.hide_at_most or self.hide_calls) and not any(
            (*loud, self.content_type, self.seconds, self.drip)
        )


@dataclass
class Standing:
    """A fault of the plan and what it did; its chance is its own: its n-th call always has the same fate."""

    fault: Fault
    chance: random.Random
    lateness: random.Random
    seen: int = 0  # calls it is about
    let_through: int = 0
    struck: int = 0

    @property
    def left(self) -> int | None:
        """Return how many more calls it may strike; None: no end."""
        return None if self.fault.times is None else self.fault.times - self.struck

    def meets(self, method: str, path: str) -> bool:
        """Count a call that is meant, and say whether it may be struck."""
        if not self.fault.concerns(method, path):
            return False
        self.seen += 1
        is_due = self.fault.first <= self.seen <= (self.fault.last or self.seen)
        return self.chance.random() < self.fault.share and is_due and self.left != 0

    def strikes(self) -> bool:
        """Strike the call that was met, unless it is one to be let through first."""
        if self.let_through < self.fault.skip:
            self.let_through += 1
            return False
        self.struck += 1
        return True

    def shown(self) -> Fault:
        """Return the fault as it strikes this time: how late something shows may be a matter of chance."""
        least, most = self.fault.hide_seconds, self.fault.hide_at_most
        late = self.lateness.uniform(least, most) if most > least else least
        return replace(self.fault, hide_seconds=late)

    def counted(self) -> dict[str, Any]:
        """Return the fault's fields with its counts."""
        return {**asdict(self.fault), "seen": self.seen, "struck": self.struck, "left": self.left}


class FaultPlan:
    """The faults in order; of those that spoil an answer one call takes the first that strikes."""

    def __init__(self) -> None:
        self._standing: list[Standing] = []
        self._lock = threading.Lock()

    def set(self, *faults: Fault, seed: int = SEED) -> None:
        """Replace the plan and count anew; nothing given: behave well again."""
        standing = [_standing(fault, f"{seed}/{at}") for at, fault in enumerate(faults)]
        with self._lock:
            self._standing = standing

    def left(self) -> list[Fault]:
        """Return what has not struck yet."""
        with self._lock:
            return [replace(each.fault, times=each.left) for each in self._standing if each.left != 0]

    def counts(self) -> list[dict[str, Any]]:
        """Return every fault with the calls it met, those it struck, and how many are left."""
        with self._lock:
            return [each.counted() for each in self._standing]

    def take(self, method: str, path: str) -> Fault | None:
        """Return what strikes this call, and count it: one spoiled answer, and how late it shows."""
        with self._lock:
            met = [each for each in self._standing if each.meets(method, path)]
            loud = _first(each for each in met if not each.fault.only_hides)
            if loud and (loud.fault.before or loud.fault.hide_calls):
                return loud.shown()
            hiding = _first(each for each in met if each.fault.only_hides)
            late = hiding.shown() if hiding else None
            if not (loud and late):
                return loud.shown() if loud else late
            return replace(loud.fault, hide_seconds=late.hide_seconds, hide_calls=late.hide_calls)


def _standing(fault: Fault, seed: str) -> Standing:
    return Standing(fault=fault, chance=random.Random(seed), lateness=random.Random(f"{seed}/late"))


def _first(standing: Iterable[Standing]) -> Standing | None:
    return next((each for each in standing if each.strikes()), None)
