"""A plan of faults as it was understood, and the error of one that was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.sandbox.faults import SEED, Fault


class PlanRefused(Exception):
    """A plan has mistakes; `problems` names each with file and line, and nothing of it is used."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Faults by name, in order; the same seed strikes the same calls again."""

    name: str
    about: str = ""
    about_en: str = ""
    seed: int = SEED
    faults: tuple[Fault, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """Return each fault as listings give it."""
        return [row_of(each) for each in self.faults]


def row_of(fault: Fault) -> dict[str, Any]:
    """Return a fault by the words of a plan, values that say nothing left out."""
    asked = float(fault.headers.get("Retry-After", 0))
    most = fault.hide_at_most
    told: Mapping[str, Any] = {
        "fault": fault.name,
        "on": fault.on,
        "share": fault.share if fault.share < 1 else None,
        "skip": fault.skip or None,
        "from": fault.first if fault.first > 1 else None,
        "until": fault.last,
        "times": "always" if fault.times is None else fault.times,
        "seconds": [fault.hide_seconds, most]
        if most
        else fault.hide_seconds or fault.seconds or asked or None,
        "accepted": not fault.before if fault.name == "hang" else None,
    }
    return {name: value for name, value in told.items() if value is not None}
