"""What stands in the bar of every page: the screens that the signed-in person works with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request

from publisher.web import guarding

SCREENS = (  # name of its phrase, where it begins
    ("today", "today.page"),
    ("messages page", "messages.listing"),
    ("approve page", "approving.waiting"),
    ("calendar page", "calendar.month"),
    ("deliveries page", "deliveries.listing"),
    ("broadcast page", "broadcasting.day"),
    ("hand page", "packages.listing"),
    ("settings page", "settings.overview"),
    ("record page", "settings.record"),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One screen of the bar."""

    phrase: str
    endpoint: str
    is_here: bool


def entries() -> Iterator[Entry]:
    """Yield the screens that whoever is signed in may open."""
    for phrase, endpoint in SCREENS:
        if guarding.may(guarding.access_of(endpoint).act) and not _is_inside(endpoint):
            here = request.blueprint == endpoint.split(".")[0]
            yield Entry(phrase=phrase, endpoint=endpoint, is_here=here)


def _is_inside(endpoint: str) -> bool:
    """Say whether a screen is reached through another one by whoever may open that one too."""
    return endpoint == "settings.record" and guarding.may("set up")
