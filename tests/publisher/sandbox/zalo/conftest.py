"""A client of the stand-in Zalo, with a clock to move."""

from __future__ import annotations

import pytest
import requests

from publisher.sandbox.server import running

MESSAGE = "/v3.0/oa/group/message"
CONVERSATION = "/v3.0/oa/group/conversation"
GROUP = "nhom-phu-tan"
APP = "app-1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


class Caller:
    """Calls the stand-in as a client would."""

    def __init__(self):
        self.now = 1_795_400_000.0
        self.stack = running(clock=lambda: self.now)
        self.sandbox = self.stack.__enter__()
        self.office = self.sandbox.app.extensions["zalo"]
        self.headers = {"access_token": "bat-ky"}

    def call(self, method, path, **options):
        options = {"headers": self.headers, "timeout": 5, **options}
        return requests.request(method, f"{self.sandbox.url}/zalo{path}", **options)

    def post(self, text="Xin chào", group=GROUP, **message):
        body = {"recipient": {"group_id": group}, "message": {"text": text, **message}}
        return self.call("POST", MESSAGE, json=body).json()

    def conversation(self, **params):
        return self.call("GET", CONVERSATION, params={"group_id": GROUP, "count": 10, **params}).json()

    def upload(self, content=PNG, kind="image", name="anh.png"):
        return self.call("POST", f"/v2.0/oa/upload/{kind}", files={"file": (name, content)}).json()

    def refresh(self, token, secret="bi-mat", **form):
        form = {"refresh_token": token, "app_id": APP, "grant_type": "refresh_token", **form}
        return self.call("POST", "/v4/oa/access_token", data=form, headers={"secret_key": secret}).json()

    def ledger(self):
        return self.sandbox.ledger.publications(service="zalo")


@pytest.fixture
def zalo():
    caller = Caller()
    yield caller
    caller.stack.__exit__(None, None, None)
