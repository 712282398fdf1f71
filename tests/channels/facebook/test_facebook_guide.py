"""The way to a connected page: what is asked, what each refusal says, whom it sends where."""

from __future__ import annotations

import pytest

from channels.base import NotAuthorized
from channels.facebook import FacebookPage
from channels.guiding import Ask, Learned, Ready
from publisher.sandbox.graph.people import Person

APP = {"app_id": "9", "app_secret": "s3cretOfTheApp"}
SHORT = "EAAshort"


@pytest.fixture
def walk(sandbox, page):
    """Walk the guide with these answers until it asks for one that is not there."""

    def walk(**given):
        answers = {"base_url": f"{sandbox.url}/graph", **given}
        while isinstance(step := FacebookPage.next_step(answers), Learned | Ask):
            if isinstance(step, Ask):
                return step
            answers |= step.answers
        return step

    return walk


def test_app_secret_and_token_are_asked_in_turn(walk):
    asked = [walk(), walk(app_id="9"), walk(**APP)]

    assert [each.name for each in asked] == ["app_id", "app_secret", "user_token"]
    assert [each.secret for each in asked] == [False, True, True]


def test_the_pages_of_the_person_are_offered_by_name(walk):
    ask = walk(**APP, user_token=SHORT)

    assert [(each.value, each.label) for each in ask.choices] == [("108", "Trang 108")]


def test_the_pages_own_token_is_kept_and_the_reminder_to_go_live_is_said(walk, page):
    ready = walk(**APP, user_token=SHORT, page_id="108")

    assert isinstance(ready, Ready)
    assert ready.account == {**APP, "token": page.token}
    assert ready.channels[0].settings["page_id"] == "108"
    assert "Live" in ready.says[0]


def test_an_app_id_that_is_none_is_asked_anew(walk):
    with pytest.raises(NotAuthorized, match="dãy số") as caught:
        walk(app_id="phutrung")

    assert caught.value.code == "app_id"


@pytest.fixture
def people(sandbox):
    return sandbox.app.extensions["graph_people"]


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (Person(dead=(190, 463)), "hết hạn"),
        (Person(pages=()), "vai trò"),
        (Person(dead=(190, 460)), "mật khẩu"),
    ],
)
def test_a_token_that_leads_nowhere_is_asked_anew_with_the_cause(walk, people, person, said):
    people.known[SHORT] = person

    with pytest.raises(NotAuthorized, match=said) as caught:
        walk(**APP, user_token=SHORT)

    assert caught.value.code == "user_token"


def test_a_person_who_may_not_write_there_learns_who_can_change_that(walk, graph):
    graph.page("108").tasks = ("ANALYZE",)

    with pytest.raises(NotAuthorized, match="người giữ trang") as caught:
        walk(**APP, user_token=SHORT, page_id="108")

    assert caught.value.code == "page_id"


def test_a_permission_that_was_not_ticked_is_named(walk, graph):
    graph.page("108").scopes = ("pages_read_engagement",)

    with pytest.raises(NotAuthorized, match="pages_manage_posts"):
        walk(**APP, user_token=SHORT, page_id="108")


def test_no_answer_of_the_guide_shows_a_secret(walk):
    ready = walk(**APP, user_token=SHORT, page_id="108")

    assert "s3cret" not in repr(ready)
    assert "EAA" not in repr(ready)
