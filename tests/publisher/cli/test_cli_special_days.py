"""Tết and mourning: a day's own hours, and what was planned on it moves."""

from __future__ import annotations

import json

import av
import docx
import pytest

DAY = "2026-11-24"
EVENING = ("--date", DAY, "--slot", "Chiều")


@pytest.fixture
def speaking(office):
    office.does("channel", "add", "loudspeaker", "Loa Phú Tân", "--set", "zone=Cụm loa Phú Tân")
    return office


@pytest.fixture
def planned(speaking):
    speaking.approved("mot", media="[loudspeaker]", body="Bà con ra họp.")
    return speaking


def airs_at(office):
    return [row["airs_at"] for row in office.deliveries()]


def test_a_day_of_mourning_is_silent_and_its_items_go_to_the_next_slot(planned):
    told = planned.does("day", "set", DAY, "--name", "Quốc tang", "--silent")

    assert airs_at(planned) == ["2026-11-24T22:30:00+00:00"]  # the next morning, 05:30
    assert "dời sang 05:30 ngày 25/11/2026" in told.out


def test_a_day_with_other_hours_takes_its_items_there(planned):
    planned.does("day", "set", DAY, "--name", "Tết", "--slot", "Chúc Tết 17:15 30")

    assert airs_at(planned) == ["2026-11-24T10:15:00+00:00"]
    row = planned.does("bulletin", "plan", "--date", DAY, "--json").rows[0]
    assert (row["slot"], row["length"]) == ("Chúc Tết", 1800)


def test_what_is_approved_later_knows_the_day_too(speaking):
    speaking.does("day", "set", DAY, "--name", "Quốc tang", "--silent")
    speaking.approved("mot", media="[loudspeaker]", body="Bà con ra họp.")

    assert airs_at(speaking) == ["2026-11-24T22:30:00+00:00"]


def test_a_bulletin_that_was_exported_is_taken_away(planned):
    planned.does("bulletin", "export", *EVENING, "--as", "nam")

    told = planned.does("day", "set", DAY, "--name", "Quốc tang", "--silent")

    assert "đừng phát" in told.out
    assert list(planned.home.rglob("manifest.json")) == []
    assert planned.states() == ["planned"]


def test_what_ends_before_the_next_slot_is_cancelled_with_its_reason(speaking):
    speaking.approved("mot", media="[loudspeaker]", valid_until="2026-11-24 20:00", body="Bà con ra họp.")

    told = speaking.does("day", "set", DAY, "--name", "Quốc tang", "--silent")

    assert speaking.states() == ["cancelled"]
    assert "đã hủy" in told.out


def test_a_day_is_given_its_regular_hours_back(speaking):
    speaking.does("day", "set", DAY, "--name", "Quốc tang", "--silent")
    assert [row["day"] for row in speaking.does("day", "list", "--json").rows] == [DAY]

    speaking.does("day", "forget", DAY)

    assert json.loads(speaking.does("day", "list", "--json").out) == []
    assert speaking("day", "forget", DAY).code == 1


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        ("Khuya 03:15 30", "giờ cấm"),
        ("Tối 20:45 30", "giờ cấm"),
        ("Trưa 11:00 30", "ngoài giờ được phép"),
        ("Trưa", "cần tên"),
        ("Trưa 25:00 30", "giờ"),
    ],
)
def test_hours_that_are_not_lawful_are_refused_and_nothing_is_kept(planned, slot, said):
    answer = planned("day", "set", DAY, "--name", "Tết", "--slot", slot)

    assert answer.code in (1, 2)
    assert said in answer.err
    assert airs_at(planned) == ["2026-11-24T10:00:00+00:00"]
    assert json.loads(planned.does("day", "list", "--json").out) == []


def test_only_an_admin_sets_a_day(planned):
    assert planned("day", "set", DAY, "--name", "Tết", "--silent", "--as", "hoa").code == 1


def test_a_tone_test_sounds_for_each_zone(speaking):
    speaking.does("channel", "add", "loudspeaker", "Loa Bù Tố", "--set", "zone=Cụm loa Bù Tố")

    speaking.does("bulletin", "tone", "--out", str(speaking.papers / "thử loa"), "--as", "nam")

    files = sorted((speaking.papers / "thử loa").iterdir())
    assert [each.name for each in files] == ["thu-loa-cum-loa-bu-to.mp3", "thu-loa-cum-loa-phu-tan.mp3"]
    with av.open(str(files[0])) as opened:
        assert 12 < sum(frame.samples for frame in opened.decode(audio=0)) / 44100 < 40


def test_a_zone_that_is_not_there_has_no_tone_test(speaking):
    answer = speaking("bulletin", "tone", "--zone", "Phú Tâm", "--out", str(speaking.papers), "--as", "nam")

    assert answer.code == 1
    assert "Cụm loa Phú Tân" in answer.err


def test_the_template_of_the_run_sheet_can_be_edited(speaking):
    place = speaking.papers / "mẫu.docx"
    speaking.does("bulletin", "template", "--out", str(place))

    assert "{%tr for row in rows %}" in docx.Document(place).tables[1].rows[1].cells[0].text
    assert speaking("bulletin", "template", "--out", str(speaking.papers / "mẫu.odt")).code == 2
