"""A commune with everything the console shows, and browsers in which people are signed in."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import expect
from waitress import create_server

from channels.memory import BOARDS
from publisher.testing import Village
from publisher.web import create_app
from publisher.web.testing import Browser, furnish

expect.set_options(
    timeout=20_000
)  # milliseconds: how long a busy machine may take to draw what is waited for
OFFICE = {"viewport": {"width": 1366, "height": 768}}


@pytest.fixture
def village(tmp_path):
    village = furnish(Village.settle(tmp_path / "nhà xã"))
    yield village
    for board in village.boards:
        BOARDS.pop(board, None)
    village.app.engine.dispose()


@pytest.fixture
def enter(village):
    """Sign a person in: `enter(name)` returns a browser that fills in forms."""
    return lambda name="bien-tap": Browser(village.enter(create_app(village.app).test_client(), name))


@pytest.fixture
def address(village):
    server = create_server(create_app(village.app), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join()


@pytest.fixture
def visit(village, address, chromium):
    """Open a page as a person: `visit(name, place, **how)`."""
    contexts = []

    def visited(name, place, **how):
        context = chromium.new_context(**{**OFFICE, **how})
        contexts.append(context)
        context.add_cookies([{"name": "pt_device", "value": village.token(name), "url": address}])
        page = context.new_page()
        page.goto(address + place)
        return page

    yield visited
    for context in contexts:
        context.close()
