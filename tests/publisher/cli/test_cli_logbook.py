"""The broadcast log: what was planned beside what was played, by week and month, only added to."""

from __future__ import annotations

import sqlite3

import docx
import pytest

EVENING = ("--date", "2026-11-24", "--slot", "Chiều")
WEEK = ("--week", "2026-W48")


@pytest.fixture
def exported(office):
    """A bulletin for the evening, exported."""
    office.does("channel", "add", "loudspeaker", "Loa Phú Tân", "--set", "zone=Cụm loa Phú Tân")
    office.approved("mot", media="[loudspeaker]", body="Bà con ra họp.")
    office.does("bulletin", "export", *EVENING, "--as", "nam")
    return office


@pytest.fixture
def played(exported):
    """The same, played four minutes late."""
    exported.at("2026-11-24 18:10")
    exported.does("bulletin", "confirm", *EVENING, "--at", "17:04", "--by", "Anh Bảy", "--as", "nam")
    return exported


def lines(office, *period):
    return office.does("logbook", "show", *period, "--json").rows


def test_a_confirmed_broadcast_stands_in_the_log_with_its_true_hour(played):
    (line,) = lines(played, *WEEK)

    assert (line["state"], line["late_minutes"], line["person"]) == ("played", 4, "Anh Bảy")
    assert line["airs_at"] == "2026-11-24T17:00:00+07:00"
    assert [item["reference"] for item in line["items"]] == ["PT-2026-0001"]
    assert line["items"][0]["approver"] == "lan"
    assert line["items"][0]["seconds"] > 1


def test_what_nobody_has_confirmed_is_in_the_log_too(exported):
    assert [line["state"] for line in lines(exported, *WEEK)] == ["planned"]

    exported.at("2026-11-24 18:10")
    assert [line["state"] for line in lines(exported, "--month", "2026-11")] == ["unconfirmed"]
    assert lines(exported, "--week", "2026-W49") == []


def test_a_broadcast_that_was_missed_says_so(office):
    office.does("channel", "add", "loudspeaker", "Loa Phú Tân", "--set", "zone=Cụm loa Phú Tân")
    office.approved("mot", media="[loudspeaker]", body="Bà con ra họp.")
    office.at("2026-11-24 19:00")
    office("dispatch", "--until-idle")

    (line,) = lines(office, *WEEK)
    assert line["state"] == "missed"
    assert line["note"]


def test_not_played_keeps_its_reason(exported):
    exported.at("2026-11-24 18:10")
    exported.does("bulletin", "confirm", *EVENING, "--not-played", "Mất điện", "--as", "nam")

    (line,) = lines(exported, *WEEK)
    assert (line["state"], line["note"]) == ("not_played", "Mất điện")


def test_a_mistake_is_put_right_by_a_further_entry(played):
    played.does("logbook", "note", *EVENING, "--at", "17:01", "--by", "Chị Tám", "--as", "nam")

    (line,) = lines(played, *WEEK)
    assert (line["late_minutes"], line["person"], line["corrected"]) == (1, "Chị Tám", 1)


@pytest.mark.parametrize("act", ["UPDATE broadcast_log SET person = 'x'", "DELETE FROM broadcast_log"])
def test_the_database_lets_nobody_change_or_remove_an_entry(played, act):
    database = next(played.home.glob("*.db"))
    with sqlite3.connect(database) as connection, pytest.raises(sqlite3.IntegrityError, match="only added"):
        connection.execute(act)


@pytest.mark.parametrize(("hour", "said"), [("03:15", "quá 3 giờ"), ("18:30", "chưa đến"), ("25:00", "giờ")])
def test_an_hour_that_cannot_be_right_is_refused_and_nothing_moves(exported, hour, said):
    exported.at("2026-11-24 18:10")

    answer = exported("bulletin", "confirm", *EVENING, "--at", hour, "--as", "nam")

    assert answer.code in (1, 2)
    assert said in answer.err
    assert exported.states() == ["awaiting_person"]


def test_nothing_confirmed_cannot_be_put_right(exported):
    answer = exported("logbook", "note", *EVENING, "--as", "nam")

    assert answer.code == 1
    assert "xác nhận" in answer.err


def test_only_the_people_of_the_broadcast_write_in_the_log(played):
    answer = played("logbook", "note", *EVENING, "--as", "tư")

    assert answer.code == 1
    assert "không được làm việc này" in answer.err


def test_the_log_of_a_month_is_printed_as_word_file_and_page(played):
    for ending in ("docx", "html"):
        played.does("logbook", "print", "--month", "2026-11", "--out", str(played.papers / f"sổ.{ending}"))

    document = docx.Document(played.papers / "sổ.docx")
    row = [cell.text for cell in document.tables[1].rows[1].cells]
    assert row[1] == "17:00\n24/11/2026"
    assert row[5] == "Đã phát lúc 17:04, muộn 4 phút"
    assert document.sections[0].page_width > document.sections[0].page_height
    page = (played.papers / "sổ.html").read_text("utf-8")
    assert "SỔ NHẬT KÝ PHÁT THANH" in page
    assert "Đã phát lúc 17:04, muộn 4 phút" in page


@pytest.mark.parametrize("period", [("--week", "2026-W60"), ("--month", "11/2026"), ("--week", "x")])
def test_a_period_that_does_not_exist_is_refused(office, period):
    answer = office("logbook", "show", *period)

    assert answer.code == 2
    assert "2026-W48" in answer.err


def test_the_log_is_printed_into_a_file_people_can_open(office):
    assert office("logbook", "print", "--out", str(office.papers / "sổ.pdf")).code == 2
