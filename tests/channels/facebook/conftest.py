"""A fanpage against the stand-in Graph API, whose clock stands at the contract's hour and ticks by itself."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from channels.facebook import FacebookPage
from channels.testing import NOW, supplies_in
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running

PAGE = "108"


@pytest.fixture
def sandbox():
    seconds = itertools.count(NOW.timestamp(), 0.1)
    with running(Ledger(None), clock=lambda: next(seconds)) as started:
        yield started


@pytest.fixture
def graph(sandbox):
    return sandbox.app.extensions["graph"]


@pytest.fixture
def page(sandbox, graph, tmp_path):
    graph.configure(PAGE, token="EAAtok3nOfThePage", app_id="9", app_secret="s3cretOfTheApp")
    return FacebookPage(
        page_id=PAGE,
        token="EAAtok3nOfThePage",
        app_id="9",
        app_secret="s3cretOfTheApp",
        base_url=f"{sandbox.url}/graph",
        lookups=(0.0,),
        timeout=5.0,
        supplies=supplies_in(tmp_path),
    )


@pytest.fixture
def at_hour(page):
    """The same page with the publisher's clock at the contract's hour."""
    return replace(page, supplies=replace(page.supplies, now=lambda: NOW))
