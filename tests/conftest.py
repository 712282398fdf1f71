"""What all tests share: how hypothesis explores, and that nobody's own commune is ever touched."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

for name in [name for name in os.environ if name.startswith("PUBLISHER_")]:
    del os.environ[name]


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, *words):
        """Say nothing."""


@pytest.fixture
def served():
    """Serve folders on loopback: `served(folder)` returns an address."""
    with ExitStack() as stack:

        def serve(folder):
            server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            stack.callback(thread.join)
            stack.enter_context(server)
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}/"

        yield serve


@pytest.fixture(scope="session")
def chromium():
    """A real browser, Debian's Chromium; where it is not installed the reason is shown."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Open an address in a browser of its own: `open_page(address, viewport=…)` returns the page."""
    with ExitStack() as stack:

        def opened(address, **given):
            context = chromium.new_context(**given)
            stack.callback(context.close)
            page = context.new_page()
            page.goto(address)
            return page

        yield opened
