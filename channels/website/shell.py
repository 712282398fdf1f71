"""The frame around every page: whose site it is, where things lie, what stands above and below a message."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from channels.website import names
from channels.website.look import TEMPLATES, draw
from channels.website.page import Page
from channels.website.topics import RESOLUTION, RESOLUTION_CODES

STYLE = "giao-dien.css"
EMBLEM = "bieu-tuong.svg"
SEARCHING, PRINTING, EMBEDDING = "tim-kiem.js", "in.js", "nhung.js"
ASSETS = (STYLE, EMBLEM, SEARCHING, PRINTING, EMBEDDING)


@cache
def asset(name: str) -> str:
    """Return the text of the site's own style sheet or emblem."""
    return (TEMPLATES / name).read_text("utf-8")


@cache
def versioned(name: str) -> str:
    """Return an asset's address, which changes with its content so that no cache shows an old one."""
    return f"{name}?v={hashlib.sha256(asset(name).encode()).hexdigest()[:8]}"


@dataclass(frozen=True, kw_only=True)
class Shell:
    """The site as its pages name it; `address` is public, absolute, and ends with a slash.

    `title` may hold {commune}.
    """

    address: str
    title: str
    commune: str = ""
    province: str = ""

    @property
    def name(self) -> str:
        """Return the site's name as readers see it."""
        return " ".join(self.title.replace("{commune}", self.commune).split())

    def page(self, template: str, path: str, **given: Any) -> str:
        """Return a whole page; `path` is where it lies, for the links relative to it."""
        return draw(
            template,
            site=self,
            path=path,
            root="../" * path.count("/"),
            names=names,
            style=versioned(STYLE),
            emblem=EMBLEM,
            resolution=RESOLUTION,
            resolution_codes=RESOLUTION_CODES,
            **given,
        )

    def message(self, page: Page) -> str:
        """Return a message's page: the sealed body untouched, the facts around it."""
        return self.page(
            "message.html",
            page.path,
            page=page,
            fragment=Markup(page.rendition.parts[0]),
            details=page.rendition.details,
            pictures=page.pictures,
            has_text=bool(page.text),
            printing=versioned(PRINTING),
        )

    def withdrawal(self, slug: str) -> str:
        """Return the notice that stands at the address of a withdrawn message."""
        return self.page("withdrawn.html", names.message_path(slug))

    def url(self, path: str) -> str:
        """Return the public address of a page; the home page is the site's own address."""
        return self.address if path == names.HOME else f"{self.address}{path}"
