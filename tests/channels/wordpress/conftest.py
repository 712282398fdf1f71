"""The stand-in and a real WordPress, as the same kind of site."""

from __future__ import annotations

import importlib.util
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from channels.testing import supplies_in
from channels.wordpress import WordPress
from channels.wordpress.rest import Rest
from publisher.sandbox.server import running

PASSWORD = "abcd efgh ijkl mnop qrst uvwx"


@dataclass
class Site:
    """A site with users of each role."""

    url: str
    passwords: dict[str, str]
    sandbox: object = None

    def channel(self, folder, role="author", **changes):
        """Return a channel that publishes here as a user of this role."""
        given = {"base_url": self.url, "username": role, "password": self.passwords[role]}
        given |= {"lookups": (0.0,), "categories": ("thong-bao",), "supplies": supplies_in(folder)}
        return WordPress(**{**given, **changes})

    def rest(self, role="author", **changes):
        """Return the bare API as a user of this role."""
        given = {"base_url": self.url, "username": role, "password": self.passwords.get(role, "")}
        return Rest(**{**given, **changes})


def _module():
    place = Path(__file__).with_name("real_wordpress.py")
    spec = importlib.util.spec_from_file_location("real_wordpress", place)
    made = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["real_wordpress"] = made
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="session")
def real():
    """A real WordPress; where it can't be had the reason is shown."""
    module = _module()
    folder = Path(tempfile.mkdtemp(prefix="wp-"))  # short: a socket's path may have 107 characters
    try:
        server = module.up(folder)
    except module.NotHere as reason:
        pytest.skip(f"no real WordPress: {reason}")
    yield Site(url=server.url, passwords=server.passwords)
    server.end()


@pytest.fixture
def stand_in():
    """The sandbox's WordPress, with the same users and categories."""
    with running() as sandbox:
        press = sandbox.app.extensions["wordpress"]
        roles = ("author", "contributor", "subscriber", "editor")
        press.users = {role: (PASSWORD, role) for role in roles}
        yield Site(url=f"{sandbox.url}/wordpress", passwords=dict.fromkeys(roles, PASSWORD), sandbox=sandbox)


@pytest.fixture(params=["stand_in", "real"])
def site(request):
    """Each in turn: what holds for one must hold for the other."""
    return request.getfixturevalue(request.param)
