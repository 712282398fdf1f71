"""One call to the stand-in: version, token and proof checked, parameters read as Graph reads them."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from flask import request

from publisher.sandbox.graph.complaints import LIVING, Complaint, invalid, unknown_path
from publisher.sandbox.graph.pages import Page, Pages, served_version

BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, kw_only=True)
class Call:
    """An admitted call: the page it concerns and the node it names."""

    pages: Pages
    page: Page
    name: str

    @classmethod
    def begin(cls, pages: Pages, version: str, name: str) -> Call:
        """Admit a call or raise the Complaint it deserves."""
        if served_version(version) not in LIVING:
            raise unknown_path(f"/{version}")
        page = pages.page(pages.owner_of(name))
        _admit(page)
        return cls(pages=pages, page=page, name=name)

    def yes(self, name: str, *, default: bool) -> bool:
        """Read a boolean; Graph takes only true, false, 1 and 0."""
        given = request.values.get(name)
        if given is None:
            return default
        if given not in BOOLEANS:
            raise invalid(f"Param {name} must be a boolean")
        return BOOLEANS[given]

    def listed(self, name: str) -> list[Any]:
        """Read a list: one JSON text, or fields `name[0]`, `name[1]`, …"""
        try:
            if name in request.values:
                found = json.loads(request.values[name])
            else:
                numbered = [each for each in request.values if each.startswith(f"{name}[")]
                found = [json.loads(request.values[each]) for each in sorted(numbered)]
        except ValueError:
            raise invalid(f"Param {name} must be an array.") from None
        if not isinstance(found, list):
            raise invalid(f"Param {name} must be an array.")
        return found

    @property
    def fields(self) -> list[str]:
        """Return the asked fields, empty when none is asked."""
        return [each for each in request.values.get("fields", "").split(",") if each]


def token_given() -> str:
    """Return the access token of the current call: header, form or query."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") if header else request.values.get("access_token", "")


def _admit(page: Page) -> None:
    given = token_given()
    if not given:
        raise Complaint(104, "An access token is required to request this resource.", status=401)
    page.token = page.token or given
    if not hmac.compare_digest(given.encode(), page.token.encode()):
        raise Complaint(190, "Invalid OAuth access token.", subcode=467, status=401)
    if page.dead:
        code, subcode = page.dead
        raise Complaint(code, "Error validating access token", subcode=subcode, status=401)
    if page.app_secret:
        _check_proof(page, given)


def _check_proof(page: Page, token: str) -> None:
    proof = request.values.get("appsecret_proof", "")
    if not proof:
        raise Complaint(100, "API calls from the server require an appsecret_proof argument")
    if proof != hmac.new(page.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest():
        raise Complaint(100, "Invalid appsecret_proof provided in the API argument")
