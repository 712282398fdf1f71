"""The check of a portal and the way to a connected one: every mistake before anything is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.base import NotAuthorized
from channels.guiding import Ask, Ready
from channels.settings import read_settings
from channels.webhook import Webhook
from channels.webhook.answers import at
from channels.webhook.templates import TemplateWrong, address, fields
from publisher.sandbox.faults import Fault


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "http://cong.example/tin"}, "https"),
        ({"url": "http://169.254.169.254/latest"}, "nội bộ"),
        ({"template": '{"a": "{{ bi_mat }}"}'}, "bi_mat"),
        ({"template": '{"a": 1,\n "b": }'}, "dòng 2"),
        ({"template": "title={{ title"}, "không dùng được"),
        ({"template": "tiêu đề"}, "dòng 1"),
        ({"read_back": "https://cong.example/tin"}, "reference"),
        ({"correct_url": "https://cong.example/{{ ma }}"}, "ma"),
        ({"expected": ("OK",)}, "expected"),
        ({"success": "status"}, "success"),
        ({"secret": ""}, "secret"),
        ({"proof": "nukeviet", "key": ""}, "apikey"),
    ],
)
def test_a_wrong_setting_is_said_before_anything_is_sent(channel, sandbox, change, said):
    problems = replace(channel, **change).check()

    assert any(said in each for each in problems)
    assert sandbox.ledger.entries() == []


def test_a_read_back_address_that_refuses_us_is_said(channel, sandbox):
    sandbox.misbehave(Fault(method="GET", before=True, status=403))

    [problem] = channel.check()

    assert "read_back" in problem


@pytest.mark.parametrize("template", ["{{ title.__class__.__mro__ }}", "{{ title.format.__globals__ }}"])
def test_a_template_reaches_nothing_but_our_values(template):
    with pytest.raises(TemplateWrong):
        fields(f"a={template}", {"title": "x"})


def test_an_address_keeps_its_values_inside():
    assert address("https://c.example/?ma={{ reference }}", {"reference": "A&b=/é"}) == (
        "https://c.example/?ma=A%26b%3D%2F%C3%A9"
    )


def test_words_of_a_message_are_never_read_as_a_template():
    assert fields("a={{ title }}", {"title": "{{ secret }}"}) == {"a": "{{ secret }}"}


@pytest.mark.parametrize(
    ("path", "found"),
    [("data.items[1].id", 7), ("data.items[9].id", None), ("data.none", None), ("", None)],
)
def test_a_path_leads_into_the_answer(path, found):
    document = {"data": {"items": [{"id": 5}, {"id": 7}]}}

    assert (at(document, path) if path else None) == found


def walk(**given):
    return Webhook.next_step(given)


def test_the_guide_asks_for_kind_address_signing_and_read_back():
    url = "https://cong.example/tin"
    asked = [
        walk(),
        walk(preset="json"),
        walk(preset="json", url=url),
        walk(preset="json", url=url, proof="hmac"),
        walk(preset="json", url=url, proof="hmac", secret="s"),
    ]

    assert all(isinstance(each, Ask) for each in asked)
    assert [each.name for each in asked] == ["preset", "url", "proof", "secret", "read_back"]


def test_the_guide_for_nukeviet_asks_for_its_key_pair():
    given = {"preset": "nukeviet", "url": "https://trang.example/api.php"}

    asked = [walk(**given), walk(**given, proof="nukeviet"), walk(**given, proof="nukeviet", key="k")]

    assert [each.name for each in asked] == ["proof", "key", "secret"]


def test_what_the_guide_found_are_settings_of_a_channel():
    ready = walk(preset="json", url="https://cong.example/tin", proof="hmac", secret="s", read_back="")

    assert isinstance(ready, Ready)
    assert read_settings(Webhook, {**ready.account, **ready.channels[0].settings})
    assert "'s'" not in repr(ready)


def test_an_address_nobody_may_call_is_asked_anew():
    with pytest.raises(NotAuthorized) as caught:
        walk(preset="json", url="http://169.254.1.1/")

    assert caught.value.code == "url"
