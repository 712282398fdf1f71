"""Answers that are no answers, and requests that never left."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from channels.base import ChannelUnavailable, NotAuthorized, OutcomeUnknown
from channels.testing import KEY, MemoryProgress, sample_content, sample_facts
from publisher.sandbox.faults import WITHOUT_TYPE, Fault

FEED = {"method": "POST", "path": "/feed"}


def send(page, key=KEY, **content):
    rendition = page.render(sample_content(**content))
    return page.send(rendition, key=key, facts=sample_facts(), progress=MemoryProgress())


@pytest.mark.parametrize(
    "fault",
    [
        Fault(**FEED, status=502),
        Fault(**FEED, status=500),
        Fault(**FEED, status=200),  # a proxy's page with a good status
        Fault(**FEED, status=302, body="<html>Moved</html>"),
        Fault(**FEED, body='{"id": "108_1', content_type="application/json"),
        Fault(**FEED, body="", content_type="application/json"),
        Fault(**FEED, body="[]"),
        Fault(**FEED, body={"success": True}),
        Fault(**FEED, drop=True),
    ],
    ids=["502", "500", "html", "redirect", "broken", "empty", "list", "no id", "dropped"],
)
def test_an_answer_nobody_can_read_leaves_the_outcome_open(page, sandbox, fault):
    sandbox.misbehave(fault)

    with pytest.raises(OutcomeUnknown):
        send(page)

    assert len(sandbox.ledger.publications()) == 1


def test_an_answer_without_content_type_is_understood(page, sandbox):
    sandbox.misbehave(Fault(**FEED, content_type=WITHOUT_TYPE))

    assert send(page).external_id == sandbox.ledger.publications()[0].id


def test_an_answer_that_drips_is_waited_for(page, sandbox):
    sandbox.misbehave(Fault(**FEED, drip=0.001))

    assert send(page).external_id


def test_an_answer_later_than_the_timeout_leaves_the_outcome_open(page, sandbox):
    sandbox.misbehave(Fault(**FEED, seconds=0.4))

    with pytest.raises(OutcomeUnknown):
        send(replace(page, timeout=0.1))


def test_the_same_words_twice_in_a_row_may_be_there_already(page, sandbox):
    send(page)

    with pytest.raises(OutcomeUnknown) as caught:
        send(page)

    assert caught.value.code == "506"
    assert len(sandbox.ledger.publications()) == 1


def test_a_closed_door_published_nothing(page):
    with pytest.raises(ChannelUnavailable):
        send(replace(page, base_url="http://127.0.0.1:9/graph"))


def test_a_token_never_travels_without_https(page):
    with pytest.raises(NotAuthorized):
        send(replace(page, base_url="http://graph.example.vn"))


def test_facebook_sdk_is_imported_where_warnings_are_errors(tmp_path):
    code = "from channels.facebook.graph import _sdk; print(_sdk().__version__)"
    fresh = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}  # compiled anew, as on a first run

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=fresh, capture_output=True, text=True, check=False
    )

    assert done.stdout.strip() == "3.1.0", done.stderr


def test_loading_the_adapter_loads_no_heavy_library():
    code = "import sys, channels.facebook; print(sorted({'facebook', 'PIL', 'flask'} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
