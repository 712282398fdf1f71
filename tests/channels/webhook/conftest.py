"""A portal's channel against the stand-in portal, whose clock stands at the contract's hour."""

from __future__ import annotations

from datetime import UTC

import pytest

from channels import http
from channels.testing import NOW, supplies_in
from channels.webhook import Webhook
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running


@pytest.fixture
def sandbox(monkeypatch):
    monkeypatch.setattr(http, "machine_time", lambda: NOW.astimezone(UTC))
    with running(Ledger(None), clock=NOW.timestamp) as started:
        yield started


@pytest.fixture
def portal(sandbox):
    made = sandbox.app.extensions["portal"]
    made.secret, made.token = "khoa-ky-bi-mat", "ma-truy-cap"
    return made


@pytest.fixture
def channel(sandbox, portal, tmp_path):
    base = f"{sandbox.url}/portal/tin"
    return Webhook(
        url=base,
        proof="hmac",
        secret="khoa-ky-bi-mat",
        token="ma-truy-cap",
        id_path="data.id",
        url_path="data.url",
        read_back=base + "?ma={{ reference }}",
        correct_url=base + "/{{ id }}",
        retract_url=base + "/{{ id }}",
        lookups=(0.0,),
        timeout=5.0,
        supplies=supplies_in(tmp_path),
    )


@pytest.fixture
def nukeviet(sandbox, tmp_path):
    return Webhook(
        url=f"{sandbox.url}/portal/api.php",
        preset="nukeviet",
        proof="nukeviet",
        key="khoa",
        secret="bi-mat",
        id_path="id",
        found_path="data.id",
        read_back=f"{sandbox.url}/portal/tin?ma=" + "{{ reference }}",
        lookups=(0.0,),
        timeout=5.0,
        supplies=supplies_in(tmp_path),
    )
