"""The way to connected groups: permission with PKCE or a pasted pair, the account, its groups."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from channels.base import NotAuthorized
from channels.guiding import Ask, Learned, Ready
from channels.zalo import ZaloGroup
from channels.zalo.oauth import new_verifier, permission_page

CALLBACK = "https://phutrung.example/zalo"
APP = {"app_id": "1234567890", "app_secret": "bi-mat-cua-ung-dung"}


@pytest.fixture
def walk(sandbox, office):
    """Walk the guide with these answers until it asks for one that is not there."""
    office.callback, office.app_secret = CALLBACK, APP["app_secret"]
    office.groups = {"nhom-1": {"name": "Thôn Phú Tân"}, "nhom-2": {"name": "Thôn Phú Lộc"}}
    base = {"oa_url": f"{sandbox.url}/zalo", "oauth_url": f"{sandbox.url}/zalo", "appsecret_proof": "yes"}

    def walk(known=None, *, vault=None, **given):
        answers = {**base, **(known or {}), **given}
        while isinstance(step := ZaloGroup.next_step(answers, vault=vault), Learned | Ask):
            if isinstance(step, Ask):
                return step, answers
            answers |= step.answers
        return step, answers

    return walk


def allow(ask):
    """Open the link as the account's owner does; return the address the browser ends at."""
    page = re.search(r"http\S+", ask.says)[0]
    return requests.get(page, allow_redirects=False, timeout=10).headers["Location"]


def test_each_question_comes_in_its_turn(walk):
    given, asked = {}, []
    for name, answer in {**APP, "way": "permission", "callback": CALLBACK, "code": ""}.items():
        ask, _ = walk(given)
        asked.append(ask.name)
        given[name] = answer

    assert asked == ["app_id", "app_secret", "way", "callback", "code"]


@pytest.mark.parametrize("whole", [True, False])
def test_the_pasted_address_or_only_its_code_connects_the_account(walk, whole):
    ask, answers = walk(**APP, way="permission", callback=CALLBACK)
    address = allow(ask)
    code = parse_qs(urlsplit(address).query)["code"][0]

    ask, answers = walk(answers, code=address if whole else code)

    assert [(each.value, each.label) for each in ask.choices] == [
        ("nhom-1", "Thôn Phú Tân"),
        ("nhom-2", "Thôn Phú Lộc"),
    ]
    assert answers["known_as"] == "UBND xã (thử nghiệm)"


def test_several_groups_become_channels_under_their_own_names(walk, office):
    pair = office.grant(APP["app_id"])

    ready, _ = walk(**APP, **pair, group_id="nhom-2,nhom-1")

    assert isinstance(ready, Ready)
    assert [(each.name, each.settings["group_id"]) for each in ready.channels] == [
        ("Thôn Phú Lộc", "nhom-2"),
        ("Thôn Phú Tân", "nhom-1"),
    ]
    assert ready.account["refresh_token"] == pair["refresh_token"]
    assert pair["access_token"] not in repr(ready)


def test_one_group_takes_the_name_the_person_gave(walk, office):
    ready, _ = walk(**APP, **office.grant(APP["app_id"]), group_id="nhom-1")

    assert [each.name for each in ready.channels] == [""]


def test_an_account_connected_already_goes_straight_to_its_groups(walk, vault):
    ask, _ = walk(**APP, vault=vault)

    assert ask.name == "group_id"


def test_a_code_works_once(walk):
    ask, answers = walk(**APP, way="permission", callback=CALLBACK)
    address = allow(ask)
    walk(answers, code=address)

    with pytest.raises(NotAuthorized) as caught:
        walk(answers, code=address)

    assert caught.value.code == "code"


def test_an_address_of_another_try_is_refused(walk):
    ask, answers = walk(**APP, way="permission", callback=CALLBACK)

    with pytest.raises(NotAuthorized, match="lần kết nối khác"):
        walk(answers, code=allow(ask).replace("state=", "state=x"))


def test_a_wrong_secret_is_asked_anew(walk):
    ask, answers = walk(app_id="1", app_secret="sai", way="permission", callback=CALLBACK)

    with pytest.raises(NotAuthorized) as caught:
        walk(answers, code=allow(ask))

    assert caught.value.code == "app_secret"


def test_an_account_without_groups_is_told_who_makes_one(walk, office):
    office.groups = {}

    with pytest.raises(NotAuthorized, match=r"oa\.zalo\.me"):
        walk(**APP, **office.grant(APP["app_id"]))


def test_the_challenge_is_the_verifiers_hash_without_padding():
    page = permission_page("https://z.example", app_id="1", callback=CALLBACK, verifier="a" * 43, state="s")

    asked = parse_qs(urlsplit(page).query)
    assert asked["code_challenge"] == ["ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA"]
    assert asked["redirect_uri"] == [CALLBACK]


def test_a_verifier_has_exactly_43_characters():
    assert {len(new_verifier()) for _ in range(50)} == {43}
