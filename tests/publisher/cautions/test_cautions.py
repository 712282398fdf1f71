"""What a message is like among the others: said before, or too much for one hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.base import Medium
from content_queue import commune_settings
from content_queue.models import Commune, Message
from content_queue.rights import NotPermitted
from publisher.cautions import cautions
from publisher.testing import Village

SAME = "Mời bà con **dự họp** thôn lúc 19 giờ."


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    village.channel("Fanpage")
    village.channel("Nhóm Zalo", medium="zalo")
    yield village
    village.app.engine.dispose()


def of(village, message):
    with village.app.reading(village.commune) as session:
        row = session.get_one(Message, message.id)
        return {each.code: each.sentence for each in cautions(session, row, now=village.clock())}


def at(hour, day=25):
    return (f"2026-11-{day}T{hour:02d}:10",)


def test_a_message_like_no_other_needs_no_look(village):
    village.approved(body="Lịch cắt điện.", times=at(8))

    assert of(village, village.draft(times=at(17))) == {}


def test_the_same_words_again_name_the_message_that_said_them(village):
    [first, *_] = village.approved(body=SAME, times=at(8))

    found = of(village, village.draft(title="Nhắc lại", body=SAME.replace("**", "").upper(), times=at(17)))

    assert first.reference in found["repeated"]


def test_after_the_communes_days_the_same_words_are_new_again(village):
    village.approved(body=SAME, times=at(8))
    village.clock.pass_by(timedelta(days=31))

    assert "repeated" not in of(village, village.draft(body=SAME, times=()))


def test_a_correction_may_say_what_it_corrects(village):
    [first, *_] = village.approved(body=SAME, times=at(8))
    message = village.draft(body=SAME, times=at(17))
    with village.app.writing(village.commune) as session:
        session.get_one(Message, message.id).corrects_id = first.message_id

    assert "repeated" not in of(village, message)


def test_what_was_rejected_or_is_only_a_draft_was_never_said(village):
    village.draft(body=SAME, times=at(8))

    assert "repeated" not in of(village, village.draft(body=SAME, times=at(17)))


def test_two_messages_in_one_hour_at_one_place_are_noticed(village):
    village.approved(body="Lịch cắt điện.", media=(Medium.FACEBOOK,), times=at(17))

    found = of(village, village.draft(media=(Medium.FACEBOOK, Medium.ZALO), times=("2026-11-25T17:50",)))

    assert "Fanpage" in found["crowded"]
    assert "17:10" in found["crowded"]


def test_the_hours_of_other_places_do_not_crowd(village):
    village.approved(body="Lịch cắt điện.", media=(Medium.ZALO,), times=at(17))

    assert of(village, village.draft(media=(Medium.FACEBOOK,), times=at(17))) == {}


def test_a_commune_may_name_numbers_that_everybody_may_know(village):
    message = village.draft(body="Gọi trưởng thôn 0912 345 678.", times=at(9))
    assert "phone" in of(village, message)

    change(village, public_phones="0912345678, 0987654321")

    assert "phone" not in of(village, message)


def change(village, by="lanh-dao", **given):
    from content_queue.models import Role, User

    with village.app.writing(village.commune) as session:
        actor = village.user(session, by)
        if by == "lanh-dao":
            actor = session.query(User).filter_by(role=Role.ADMIN).one()
        row = session.get_one(Commune, village.commune.id)
        commune_settings.change(session, row, given, actor=actor, now=village.clock())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"repeat_day": "3"}, "repeat_days"),
        ({"repeat_days": "nhiều"}, "0 đến 366"),
        ({"quiet_from": "25:00"}, "21:00"),
        ({"self_approval": "chắc"}, "yes hoặc no"),
    ],
)
def test_a_setting_that_can_not_be_is_refused_and_nothing_is_kept(village, given, said):
    with pytest.raises(commune_settings.SettingRefused, match=said):
        change(village, lead_minutes="10", **given)

    assert village.all(Commune)[0].settings == {}


def test_only_an_administrator_changes_settings(village):
    with pytest.raises(NotPermitted):
        change(village, by="bien-tap", repeat_days="3")
