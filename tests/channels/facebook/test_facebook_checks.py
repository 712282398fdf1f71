"""The check of a page: what hinders, who mends it; and rests when calls run out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.base import ChannelUnavailable
from channels.facebook import FacebookPage
from channels.settings import settings_of
from channels.testing import KEY, NOW, MemoryProgress, sample_content, sample_facts, stored_image
from publisher.sandbox.faults import Fault


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"base_url": "http://graph.example.vn"}, "https"),
        ({"page_id": "PhuTrungNgayMoi"}, "dãy số"),
        ({"version": "26"}, "v26.0"),
        ({"app_secret": ""}, "app_secret"),
    ],
)
def test_a_wrong_setting_is_said_without_a_call(page, change, said):
    (problem,) = replace(page, **change).check()

    assert said in problem


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"dead": (190, 460)}, "mật khẩu"),
        ({"dead": (200, None)}, "pages_manage_posts"),
        ({"scopes": ("pages_read_engagement",)}, "pages_manage_posts"),
        ({"data_access_expires_at": int((NOW + timedelta(days=7, hours=1)).timestamp())}, "còn 7 ngày"),
        ({"expires_at": int((NOW + timedelta(days=1, hours=1)).timestamp())}, "còn 1 ngày"),
    ],
)
def test_what_is_wrong_with_the_token_is_said(page, graph, state, said):
    for name, value in state.items():
        setattr(graph.page(page.page_id), name, value)

    assert any(said in each for each in page.check())


def test_a_token_with_months_left_is_no_problem(page, graph):
    graph.page(page.page_id).data_access_expires_at = int((NOW + timedelta(days=60)).timestamp())

    assert page.check() == ()


def test_a_page_without_an_app_secret_is_ready_when_it_can_be_read(page, graph):
    graph.configure(page.page_id, token=page.token)

    assert replace(page, app_id="", app_secret="").check() == ()


def test_an_ended_version_is_said(page):
    assert any("v21.0" in each for each in replace(page, version="v19.0").check())


def test_a_page_out_of_reach_is_said(page):
    (problem,) = replace(page, base_url="http://127.0.0.1:9/graph").check()

    assert "127.0.0.1" in problem


def test_the_credential_belongs_to_the_account_and_stays_secret():
    declared = {each.name: each for each in settings_of(FacebookPage)}

    assert declared["token"].account
    assert declared["token"].secret
    assert declared["app_secret"].secret
    assert not declared["page_id"].account


class TestUsage:
    def send(self, page, **content):
        rendition = page.render(sample_content(**content))
        return page.send(rendition, key=KEY, facts=sample_facts(), progress=MemoryProgress())

    def test_a_full_usage_rests_the_next_send_and_keeps_the_receipt_of_this_one(self, page, graph, sandbox):
        graph.page(page.page_id).usage = {"call_count": 96, "estimated_time_to_regain_access": 19}
        assert self.send(page).external_id

        with pytest.raises(ChannelUnavailable) as caught:
            self.send(page)

        assert caught.value.hold
        assert timedelta(minutes=18) < caught.value.retry_after <= timedelta(minutes=19)
        assert len(sandbox.ledger.publications()) == 1

    def test_usage_below_the_mark_rests_nothing(self, page, graph):
        graph.page(page.page_id).usage = {"call_count": 94}

        assert self.send(page).external_id
        assert page.find(page.render(sample_content()), key=KEY, since=NOW)

    def test_a_full_usage_between_photos_stops_before_the_post(self, page, graph, sandbox):
        graph.page(page.page_id).usage = {"total_time": 99}
        images = tuple(stored_image(page.supplies, width=width) for width in (64, 80))

        with pytest.raises(ChannelUnavailable):
            self.send(page, images=images)

        assert sandbox.ledger.publications() == []

    def test_an_unreadable_usage_header_hurts_nothing(self, page, sandbox):
        sandbox.app.after_request(lambda answer: answer.headers.set("X-App-Usage", "{oops") or answer)
        sandbox.misbehave(Fault(seconds=0))

        assert self.send(page).external_id


def test_the_end_of_the_access_is_what_facebook_says(page, graph):
    ends = NOW + timedelta(days=60)
    graph.page(page.page_id).data_access_expires_at = int(ends.timestamp())

    assert page.token_ends_at() == ends


def test_without_an_app_nobody_can_say_when_the_access_ends(page):
    assert replace(page, app_id="", app_secret="").token_ends_at() is None
