"""The stand-in Zalo Bot API: token in the path, `ok` in the answer, no read-back."""

from __future__ import annotations

import pytest
import requests

from publisher.sandbox.faults import Fault
from publisher.sandbox.server import running

TOKEN = "12345:abc-DEF"
GROUP = "nhom-1"


@pytest.fixture
def sandbox():
    with running() as started:
        yield started


@pytest.fixture
def office(sandbox):
    return sandbox.app.extensions["zalo_bot"]


def call(sandbox, method, *, token=TOKEN, **fields):
    return requests.post(f"{sandbox.url}/zalo/bot{token}/{method}", json=fields, timeout=5)


def test_a_text_lands_in_the_ledger(sandbox):
    answer = call(sandbox, "sendMessage", chat_id=GROUP, text="Xin chào").json()

    entry = sandbox.ledger.publications(service="zalo_bot")[0]
    assert answer == {"ok": True, "result": {"message_id": entry.id, "date": int(entry.at * 1000)}}
    assert (entry.destination, entry.text) == (GROUP, "Xin chào")


@pytest.mark.parametrize("length", [0, 2001])
def test_a_text_has_1_to_2000_characters(sandbox, length):
    assert call(sandbox, "sendMessage", chat_id=GROUP, text="ệ" * length).status_code == 400
    assert call(sandbox, "sendMessage", chat_id=GROUP, text="ệ" * 2000).json()["ok"]


@pytest.mark.parametrize(("as_status", "status"), [(True, 401), (False, 200)])
def test_a_refusal_may_come_with_http_200_too(sandbox, office, as_status, status):
    office.as_status = as_status
    office.dead_tokens.add(TOKEN)

    answer = call(sandbox, "getMe")

    assert answer.status_code == status
    assert (answer.json()["ok"], answer.json()["error_code"]) == (False, 401)


def test_method_names_are_case_sensitive(sandbox):
    assert call(sandbox, "getme").status_code == 404
    assert call(sandbox, "getMe").json()["result"]["can_join_groups"]


def test_a_group_is_known_only_after_an_event(sandbox, office):
    office.strict = True
    assert call(sandbox, "sendMessage", chat_id=GROUP, text="x").status_code == 400
    assert call(sandbox, "getUpdates").status_code == 408

    office.mention(GROUP, "@bot chào")

    assert call(sandbox, "getUpdates").json()["result"]["message"]["chat"]["id"] == GROUP
    assert call(sandbox, "sendMessage", chat_id=GROUP, text="x").json()["ok"]


def test_a_photo_goes_by_its_address(sandbox):
    assert call(sandbox, "sendPhoto", chat_id=GROUP, photo="anh.png").status_code == 400
    assert call(
        sandbox, "sendPhoto", chat_id=GROUP, photo="https://xa.example/anh.png", caption="Ảnh"
    ).json()["ok"]
    assert sandbox.ledger.publications()[0].kind == "image"


def test_a_voice_to_a_group_says_ok_and_delivers_nothing(sandbox):
    assert call(sandbox, "sendVoice", chat_id=GROUP, voice="https://xa.example/tin.aac").json()["ok"]
    assert sandbox.ledger.publications() == []


def test_an_accepted_text_is_there_though_the_answer_is_lost(sandbox):
    sandbox.misbehave(Fault(path="/sendMessage", drop=True))

    with pytest.raises(requests.ConnectionError):
        call(sandbox, "sendMessage", chat_id=GROUP, text="Một")

    assert len(sandbox.ledger.publications()) == 1
