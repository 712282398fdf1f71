"""`check` says what is wrong with a group, who mends it and where; it publishes nothing."""

from __future__ import annotations

import pytest

from channels.settings import read_settings, settings_of
from channels.zalo import ZaloGroup
from publisher.sandbox.faults import Fault

GROUP = "f414c8f76fa586fbdfb4"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"oa_url": "http://openapi.zalo.me"}, "https"),
        ({"oauth_url": "oauth.zaloapp.com"}, "địa chỉ web"),
        ({"group_id": " "}, "group_id"),
        ({"max_text": 4000}, "max_text"),
        ({"app_id": ""}, "app_id"),
        ({"app_secret": "", "appsecret_proof": True}, "appsecret_proof"),
    ],
)
def test_wrong_settings_are_told_without_a_call(make, sandbox, changes, said):
    sandbox.misbehave(Fault(path="/zalo"))

    problems = make(**changes).check()

    assert any(said in problem for problem in problems)
    assert len(sandbox.app.config["faults"].left()) == 1


@pytest.mark.parametrize(
    ("account", "group", "said"),
    [
        ({"is_verified": False}, {}, "chưa xác thực"),
        ({}, {"status": "disabled"}, "bị tắt"),
        ({}, {"auto_delete_date": "01/01/2027"}, "tự giải tán ngày 01/01/2027"),
        ({}, {"error": -403}, "không còn ở trong nhóm"),
        ({}, {"error": -237}, "gia hạn nhóm"),
    ],
)
def test_trouble_at_the_service_is_told_with_its_remedy(channel, office, sent, account, group, said):
    office.account = account
    office.groups[GROUP] = group

    problems = channel.check()

    assert any(said in problem for problem in problems)
    assert sent() == []


def test_a_missing_right_to_read_back_is_told(channel, office):
    office.refuse(-212, path="/conversation")

    assert any("Không đọc lại được" in problem for problem in channel.check())


def test_a_service_that_is_down_is_told(channel, sandbox):
    sandbox.misbehave(Fault(path="/zalo", before=True, status=503, times=9))

    assert channel.check()


def test_tokens_and_secrets_belong_to_the_account_and_are_secret():
    declared = {each.name: each for each in settings_of(ZaloGroup)}

    secrets = {name for name, each in declared.items() if each.secret}
    own = {name for name, each in declared.items() if not each.account}
    assert secrets == {"app_secret", "access_token", "refresh_token"}
    assert own == {"group_id", "max_text", "lookups"}


def test_settings_are_read_from_text():
    values = read_settings(ZaloGroup, {"group_id": "g1", "lookups": "0,0.1", "appsecret_proof": "yes"})

    assert values == {"group_id": "g1", "lookups": (0.0, 0.1), "appsecret_proof": True}
