"""Deciding by a link: told to the approver, good for one person, one message as it was, once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from content_queue import approval_links, deputies
from content_queue.models import Approval, ApprovalLink, Commune, Contact, Message, User
from publisher.telling.rounds import Teller
from publisher.telling.testing import contact, listening_hook
from publisher.web import create_app


@pytest.fixture
def message(village):
    return village.submitted(title="Mời họp <thôn>", by="bien-tap")


@pytest.fixture
def secret(village, message):
    with village.app.writing(village.commune) as session:
        leader = village.user(session, "lanh-dao")
        row = session.get_one(Message, message.id)
        return approval_links.make(session, row, leader, now=village.clock())


@pytest.fixture
def phone(village):
    """A browser in which nobody is signed in."""
    return create_app(village.app).test_client()


def decide(phone, secret, act="approve", **more):
    text = phone.get(f"/duyet/lien-ket/{secret}").text
    fields = dict(re.findall(r'name="(mark|seal)" value="(\w+)"', text))
    return phone.post(f"/duyet/lien-ket/{secret}", data={**fields, "act": act, **more})


def state(village):
    return village.all(Message)[0].state


def test_the_link_shows_everything_and_one_tap_approves(village, phone, secret):
    shown = phone.get(f"/duyet/lien-ket/{secret}").text
    assert "Mời họp &lt;thôn&gt;" in shown
    assert "Liên kết riêng của lanh-dao" in shown

    answer = decide(phone, secret)

    assert "Đã duyệt; tin sẽ tự ra đúng giờ." in answer.text
    assert state(village) == "approved"
    [approval] = village.all(Approval)
    assert approval.user_id == next(each.id for each in village.all(User) if each.name == "lanh-dao")


def test_it_signs_nobody_in(village, phone, secret):
    decide(phone, secret)

    assert phone.get("/duyet/").status_code == 302


def test_it_works_once(village, phone, secret):
    decide(phone, secret, act="return", reason="Sửa giờ.")
    village.submit(village.all(Message)[0])

    assert phone.get(f"/duyet/lien-ket/{secret}").status_code == 404
    assert state(village) == "in_review"


def test_a_refused_decision_does_not_use_it_up(village, phone, secret):
    assert decide(phone, secret, act="return", reason=" ").status_code == 409
    assert decide(phone, secret).status_code == 200


def test_it_ends_after_three_days(village, phone, secret):
    village.clock.pass_by(timedelta(days=3))

    assert phone.get(f"/duyet/lien-ket/{secret}").status_code == 404


def test_it_ends_when_anything_of_the_message_changes(village, phone, secret, message):
    with village.app.writing(village.commune) as session:
        session.get_one(Message, message.id).times = ["2026-11-28T08:00"]

    assert phone.get(f"/duyet/lien-ket/{secret}").status_code == 404


def test_it_ends_with_the_right_of_its_person(village, phone, secret):
    with village.app.writing(village.commune) as session:
        village.user(session, "lanh-dao").active = False

    assert phone.get(f"/duyet/lien-ket/{secret}").status_code == 404


@pytest.mark.parametrize("wrong", ["x", "a" * 43, "../../"])
def test_a_wrong_link_is_simply_not_found(village, phone, message, wrong):
    assert phone.get(f"/duyet/lien-ket/{wrong}").status_code in {404, 308}


def test_a_form_of_another_site_is_refused(village, phone, secret):
    phone.get(f"/duyet/lien-ket/{secret}")

    assert phone.post(f"/duyet/lien-ket/{secret}", data={"act": "approve"}).status_code == 403
    assert state(village) == "in_review"


def test_only_its_digest_is_kept(village, secret):
    [row] = village.all(ApprovalLink)

    assert secret not in str(vars(row))


class TestTold:
    @pytest.fixture
    def hooks(self, village):
        """Two web hooks: the approver's own, and one that hears of alerts."""
        with listening_hook() as own, listening_hook() as common:
            row = contact(village, own, "Của lãnh đạo")
            contact(village, common, "Chung")
            with village.app.writing(village.commune) as session:
                commune = session.get_one(Commune, village.commune.id)
                commune.settings = {**commune.settings, "console_url": "https://lich.phutrung.example"}
                session.get_one(Contact, row.id).user_id = village.user(session, "lanh-dao").id
            yield own, common

    def test_the_approver_hears_and_nobody_else(self, village, hooks, message):
        Teller(village.app).tell()

        assert hooks[0].sentences == [
            "Tin PT-2026-0001 chờ duyệt: “Mời họp <thôn>” (Trung tâm Dịch vụ tổng hợp)."
        ]
        assert hooks[1].notices == []

    def test_the_link_in_it_decides(self, village, hooks, message, phone):
        Teller(village.app).tell()
        [said] = hooks[0].notices

        link = said["alerts"][0]["link"]
        assert link.startswith("https://lich.phutrung.example/duyet/lien-ket/")
        decide(phone, link.rpartition("/")[2])

        assert state(village) == "approved"

    def test_a_deputy_hears_while_they_stand_in(self, village, hooks, message):
        with village.app.writing(village.commune) as session:
            leader, editor = village.user(session, "lanh-dao"), village.user(session, "bien-tap")
            until = village.clock() + timedelta(days=1)
            given = {"since": village.clock(), "until": until, "actor": leader, "now": village.clock()}
            deputies.appoint(session, leader, editor, **given)
            for row in session.query(Contact):
                row.user_id = editor.id if row.name == "Chung" else None

        Teller(village.app).tell()

        assert len(hooks[1].sentences) == 1

    def test_once_decided_nobody_is_told_any_more(self, village, hooks, message):
        village.approve(message)
        Teller(village.app).tell()

        assert hooks[0].notices == []
