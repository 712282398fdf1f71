"""The people of pages: user tokens, exchanged for long ones, and the pages they may write on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from publisher.sandbox.graph.calls import token_given
from publisher.sandbox.graph.complaints import Complaint, invalid
from publisher.sandbox.graph.pages import Page, Pages

LIFE = 5_183_944  # seconds of a long user token
MADE_UP = "108"  # the page that anybody manages while no page is known


@dataclass(kw_only=True)
class Person:
    """Someone with a role on pages; `pages` none: on every page there is."""

    pages: tuple[str, ...] | None = None
    dead: tuple[int, int | None] | None = None


class People:
    """Persons by their user token, long or short; an unknown token is somebody with a role everywhere."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self.known: dict[str, Person] = {}
        self.app_secrets: dict[str, str] = {}  # app id → its secret; none: any

    def access_token(self) -> dict[str, Any]:
        """GET /oauth/access_token: a long token for a short one."""
        asked = request.values
        if asked.get("grant_type") != "fb_exchange_token" or not asked.get("fb_exchange_token"):
            raise invalid("Missing or unsupported grant_type")
        secret = self.app_secrets.get(asked.get("client_id", ""))
        if not asked.get("client_secret") or secret not in (None, asked["client_secret"]):
            raise Complaint(1, "Error validating client secret.")
        short = asked["fb_exchange_token"]
        long = short if short.startswith("EAALong") else f"EAALong{short}"
        self.known[long] = self._person(short)
        return {"access_token": long, "token_type": "bearer", "expires_in": LIFE}

    def accounts(self) -> dict[str, Any]:
        """GET /me/accounts: the pages of a person, each with its own token."""
        person = self._person(token_given())
        ids = person.pages if person.pages is not None else tuple(self._pages.known) or (MADE_UP,)
        return {"data": [_row(self._pages.page(each)) for each in ids]}

    def _person(self, token: str) -> Person:
        if not token:
            raise Complaint(104, "An access token is required to request this resource.", status=401)
        person = self.known.setdefault(token, Person())
        if person.dead:
            code, subcode = person.dead
            raise Complaint(code, "Error validating access token", subcode=subcode, status=401)
        return person


def _row(page: Page) -> dict[str, Any]:
    page.token = page.token or f"EAAPage{page.id}"
    return {"id": page.id, "name": page.shown_name, "access_token": page.token, "tasks": list(page.tasks)}
