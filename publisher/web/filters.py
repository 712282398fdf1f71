"""How templates turn values into what people read."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import nh3
from markupsafe import Markup

from content_queue.communes import zone_of
from publisher.english import in_language
from publisher.web import here
from publisher.web.language import language


def told(sentence: str) -> str:
    """Return a sentence in the page's language."""
    return in_language(sentence, language())


def in_zone(moment: datetime) -> datetime:
    """Return a moment on the commune's clocks."""
    return moment.astimezone(zone_of(here.commune()))


def local(moment: datetime, form: str) -> str:
    """Return a moment as the commune's clocks show it."""
    return in_zone(moment).strftime(form)


def safe_html(text: str) -> Markup:
    """Return HTML that was made from a message, cleaned once more before it stands in a page of ours."""
    return Markup(nh3.clean(text))


def number_of(name: str) -> int:
    """Return a number for a name, to be part of an id in a page."""
    return zlib.crc32(name.encode())


FILTERS: dict[str, Callable[..., Any]] = {
    "told": told,
    "in_zone": in_zone,
    "local": local,
    "safe_html": safe_html,
    "number_of": number_of,
}
