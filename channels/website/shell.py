"""The frame around every page: whose site it is, where things lie, what stands above and below a message."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from jinja2 import TemplateError
from markupsafe import Markup

from channels.website import names
from channels.website.look import asset, draw
from channels.website.page import Page
from channels.website.topics import RESOLUTION, RESOLUTION_CODES

log = logging.getLogger("publisher.website")
STYLE = "giao-dien.css"
EMBLEM = "bieu-tuong.svg"
SEARCHING, PRINTING, EMBEDDING = "tim-kiem.js", "in.js", "nhung.js"
ASSETS = (STYLE, EMBLEM, SEARCHING, PRINTING, EMBEDDING)


@dataclass(frozen=True, kw_only=True)
class Shell:
    """The site as its pages name it; `address` is public, absolute, and ends with a slash.

    `title` may hold {commune}.
    """

    address: str
    title: str
    theme: str = ""  # a folder of templates that replace ours
    commune: str = ""
    province: str = ""

    @property
    def name(self) -> str:
        """Return the site's name as readers see it."""
        return " ".join(self.title.replace("{commune}", self.commune).split())

    def page(self, template: str, path: str, **given: Any) -> str:
        """Return a whole page; `path` is where it lies, for the links relative to it.

        A theme whose template fails never holds a message back: the site's own template is drawn instead.
        """
        try:
            return self._drawn(template, path, self.theme, **given)
        except TemplateError as wrong:
            if not self.theme:
                raise
            log.warning("theme %s: %s: %s", self.theme, template, wrong)
            return self._drawn(template, path, "", **given)

    def _drawn(self, template: str, path: str, theme: str, **given: Any) -> str:
        return draw(
            template,
            theme=theme,
            site=self,
            path=path,
            root="../" * path.count("/"),
            names=names,
            style=self.versioned(STYLE),
            emblem=EMBLEM,
            resolution=RESOLUTION,
            resolution_codes=RESOLUTION_CODES,
            **given,
        )

    def versioned(self, name: str) -> str:
        """Return an asset's address, which changes with its content so that no cache shows an old one."""
        return f"{name}?v={_version(name, self.theme)}"

    def message(self, page: Page) -> str:
        """Return a message's page: the sealed body untouched, the facts around it.

        A theme that leaves the sealed words out is not used for them.
        """
        drawn = self._message(page)
        if page.rendition.parts[0] in drawn:
            return drawn
        log.warning("theme %s: message.html leaves out the sealed words", self.theme)
        return replace(self, theme="")._message(page)

    def _message(self, page: Page) -> str:
        return self.page(
            "message.html",
            page.path,
            page=page,
            fragment=Markup(page.rendition.parts[0]),
            details=page.rendition.details,
            pictures=page.pictures,
            has_text=bool(page.text),
            printing=self.versioned(PRINTING),
        )

    def withdrawal(self, slug: str) -> str:
        """Return the notice that stands at the address of a withdrawn message."""
        return self.page("withdrawn.html", names.message_path(slug))

    def url(self, path: str) -> str:
        """Return the public address of a page; the home page is the site's own address."""
        return self.address if path == names.HOME else f"{self.address}{path}"


@cache
def _version(name: str, theme: str) -> str:
    return hashlib.sha256(asset(name, theme).encode()).hexdigest()[:8]
