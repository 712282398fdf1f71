"""Who calls: user name and application password in the Basic header, and what their role allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from publisher.sandbox.wordpress.press import RIGHTS, Press, Refusal


@dataclass(frozen=True, kw_only=True)
class User:
    """Somebody who is known to the site."""

    name: str
    role: str

    def may(self, right: str) -> bool:
        """Say whether the role allows something."""
        return right in RIGHTS[self.role]


def user_of(press: Press) -> User | None:
    """Return who calls; None for the public, which is what a wrong credential makes of a caller."""
    given = request.authorization
    if given is None or given.type != "basic":
        return None
    password, role = press.users.get(str(given.username), ("", ""))
    if not password or _bare(str(given.password)) != _bare(password) or not press.takes_passwords:
        return None
    return User(name=str(given.username), role=role)


def _bare(password: str) -> str:
    """Return a password without its blanks, which WordPress ignores."""
    return "".join(password.split())


def about(user: User | None) -> tuple[int, Any]:
    """Answer who calls and what the role allows."""
    if user is None:
        raise Refusal(401, "rest_not_logged_in")
    rights = {each: True for each in RIGHTS[user.role]}
    return 200, {"id": 2, "name": user.name, "roles": [user.role], "capabilities": {"read": True, **rights}}
