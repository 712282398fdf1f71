"""A client of the stand-in Graph API, for the page 108 unless another is named."""

from __future__ import annotations

import itertools
from contextlib import contextmanager

import pytest
import requests

from channels.testing import drawn_picture
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running

START = 1_795_515_200.0
TOKEN = {"access_token": "tok"}


class Page:
    """Calls the stand-in as a client would."""

    start = START
    token = TOKEN
    picture = drawn_picture(width=8)

    def __init__(self, sandbox):
        self.sandbox = sandbox

    def call(self, method, path, *, version="v26.0", **options):
        address = f"{self.sandbox.url}/graph/{version}/{path}"
        return requests.request(method, address, timeout=5, **options)

    def post(self, path="108/feed", **fields):
        return self.call("POST", path, data={**TOKEN, **fields})

    def read(self, path, **params):
        return self.call("GET", path, params={**TOKEN, **params})

    def upload(self, page="108", content=None, **fields):
        files = {"source": ("anh.png", content or self.picture)}
        return self.call("POST", f"{page}/photos", data={**TOKEN, **fields}, files=files)

    def shown(self):
        """What people see of the page."""
        return requests.get(f"{self.sandbox.url}/fanpage/108", timeout=5).text

    def media(self, digest):
        return requests.get(f"{self.sandbox.url}/media/{digest}", timeout=5)

    def publications(self):
        return self.sandbox.ledger.publications()

    @staticmethod
    def refused(answer):
        error = answer.json()["error"]
        return error["code"], error.get("error_subcode")


@pytest.fixture
def fanpage():
    """Return what runs a stand-in on a ledger and gives its client."""

    @contextmanager
    def started(ledger, **options):
        with running(ledger, **options) as sandbox:
            yield Page(sandbox)

    return started


@pytest.fixture
def page(fanpage):
    """A client of a stand-in whose clock is a second later at each look."""
    seconds = itertools.count(START)
    with fanpage(Ledger(None), clock=lambda: float(next(seconds))) as client:
        yield client


@pytest.fixture
def sandbox(page):
    return page.sandbox


@pytest.fixture
def graph(sandbox):
    return sandbox.app.extensions["graph"]
