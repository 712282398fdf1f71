"""A fanpage against the stand-in Graph API; both go by a clock that starts at the contract's hour."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from channels.facebook import FacebookPage
from channels.testing import NOW, supplies_in
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running

PAGE = "108"


@dataclass
class Ticking:
    """The service's clock: each look is a tenth of a second later."""

    seconds: float

    def __call__(self) -> float:
        self.seconds += 0.1
        return self.seconds


@pytest.fixture
def clock():
    return Ticking(NOW.timestamp())


@pytest.fixture
def sandbox(clock):
    with running(Ledger(None), clock=clock) as started:
        yield started


@pytest.fixture
def graph(sandbox):
    return sandbox.app.extensions["graph"]


@pytest.fixture
def page(sandbox, graph, tmp_path, clock, monkeypatch):
    monkeypatch.setattr("channels.http.time", SimpleNamespace(time=lambda: clock.seconds))
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
