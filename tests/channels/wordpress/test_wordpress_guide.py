"""From the site's address to a connected channel, one question after the other."""

from __future__ import annotations

import pytest

from channels.base import NotAuthorized
from channels.guiding import Ask, Learned, Ready, next_step
from channels.wordpress import WordPress


def walk(site, **given):
    """Answer what is asked from `given` until the guide is ready; the questions in their order."""
    answers, asked = {}, []
    while True:
        step = next_step(WordPress, answers)
        if isinstance(step, Ready):
            return step, asked
        if isinstance(step, Learned):
            answers |= step.answers
        else:
            asked.append(step.name)
            answers[step.name] = given[step.name]


def given_of(site, **changes):
    return {
        "base_url": site.url,
        "username": "author",
        "password": site.passwords["author"],
        "categories": "thong-bao",
        **changes,
    }


def test_the_guide_leads_to_a_channel_that_is_ready(site, tmp_path):
    ready, asked = walk(site, **given_of(site))

    assert asked == ["base_url", "username", "password", "categories"]
    assert ready.account["plain_links"] == "no"
    assert ready.channels[0].settings == {"categories": "thong-bao"}


def test_the_categories_of_the_site_are_offered(site):
    answers = {**given_of(site), "plain_links": "no", "known_as": "author"}
    del answers["categories"]

    step = next_step(WordPress, answers)

    assert isinstance(step, Ask)
    assert {"thong-bao", "y-te"} <= {each.value for each in step.choices}


@pytest.mark.parametrize(
    ("changes", "answer", "words"),
    [
        ({"password": "sai"}, "username", "Mật khẩu ứng dụng"),
        ({"username": "khong-co"}, "username", "Mật khẩu ứng dụng"),
    ],
)
def test_a_wrong_answer_says_which_to_give_anew(site, changes, answer, words):
    with pytest.raises(NotAuthorized, match=words) as told:
        walk(site, **given_of(site, **changes))

    assert told.value.code == answer


@pytest.mark.parametrize("role", ["contributor", "subscriber"])
def test_a_role_that_may_not_publish_is_refused_with_the_remedy(site, role):
    with pytest.raises(NotAuthorized, match="vai trò Tác giả"):
        walk(site, **given_of(site, username=role, password=site.passwords[role]))


def test_a_site_that_takes_no_application_passwords_is_told_how(stand_in):
    stand_in.sandbox.app.extensions["wordpress"].takes_passwords = False

    with pytest.raises(NotAuthorized, match="https") as told:
        walk(stand_in, **given_of(stand_in))

    assert told.value.code == "base_url"


def test_a_site_without_pretty_links_is_found_too(stand_in):
    stand_in.sandbox.app.extensions["wordpress"].has_pretty_links = False

    ready, _ = walk(stand_in, **given_of(stand_in))

    assert ready.account["plain_links"] == "yes"


def test_an_address_without_https_is_refused_before_anything_is_asked(stand_in):
    with pytest.raises(NotAuthorized, match="https"):
        walk(stand_in, **given_of(stand_in, base_url="http://phutrung.example"))
