"""Setting up people, places, hours and communes from the command line."""

from __future__ import annotations

import pytest


def names(answer):
    return [row["name"] for row in answer.rows]


@pytest.mark.parametrize(
    "words",
    [
        ["user", "add", "  ", "--role", "editor"],
        ["unit", "add", ""],
        ["hamlet", "add", "thôn\x07A"],
        ["zone", "add", "Z" * 200],
        ["topic", "add", "Nông nghiệp", "Nông nghiệp"],
        ["topic", "add", "cho-ca", " "],
        ["commune", "add", "!!"],
        ["commune", "add", "xã Bù Đốp", "--time-zone", "Mars/Base"],
        ["commune", "add", "xã Bù Đốp", "--prefix", "b đ"],
        ["commune", "add", "xã Phú Trung"],
        ["slot", "add", "", "--start", "17:00"],
    ],
    ids=" ".join,
)
def test_a_name_that_cannot_be_kept_is_refused(office, words):
    answer = office(*words)

    assert answer.code == 1
    assert "Lỗi chương trình" not in answer.err


def test_names_are_kept_composed_and_found_whatever_their_case(office):
    office.does("hamlet", "add", "tho\u0302n  Phu\u0301  Lộc")
    office.does("zone", "add", "Cụm loa Phú Lộc", "--hamlet", "THÔN PHÚ LỘC")

    assert names(office.does("hamlet", "list", "--json"))[-1] == "thôn Phú Lộc"
    assert office.does("zone", "list", "--json").rows[-1]["hamlets"] == ["thôn Phú Lộc"]


def test_a_name_that_differs_only_in_case_is_taken(office):
    answer = office("hamlet", "add", "Thôn phú tân")

    assert answer.code == 1
    assert "Đã có thôn “thôn Phú Tân”" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--start", "03:15"], "giờ cấm phát loa 21:00–05:00"),
        (["--start", "03:15", "--window", "03:00-04:00"], "giờ này không mở được"),
        (["--start", "05:00", "--minutes", "20", "--window", "05:00-05:30"], "số quyết định"),
        (["--start", "11:00"], "nằm ngoài giờ được phép"),
        (["--start", "05:40", "--minutes", "10"], "chồng giờ"),
        (["--start", "11:00+07:00"], "không phải giờ"),
        (["--start", "sáu giờ"], "không phải giờ"),
        (["--start", "11:00", "--window", "11:00"], "giờ mở và giờ đóng"),
        (["--start", "17:30", "--days", "mon,xyz"], "Không có thứ “xyz”"),
        (
            ["--start", "11:00", "--minutes", "20", "--window", "11:00-11:30", "--zone", "Cụm"],
            "Không có cụm loa",
        ),
    ],
)
def test_a_slot_at_a_wrong_hour_is_refused_and_opens_no_window(office, words, said):
    answer = office("slot", "add", "Khung mới", *words)

    assert answer.code in {1, 2}
    assert said in answer.err
    assert names(office.does("slot", "list", "--json")) == ["Sáng", "Chiều"]
    assert office("slot", "add", "Trưa", "--start", "11:00", "--minutes", "20").code == 1


def test_a_slot_in_opened_hours_is_kept_with_its_days(office):
    office.does(
        *("slot", "add", "Trưa", "--start", "11:00", "--minutes", "30"),
        *("--window", "11:00-11:30", "--days", "mon,fri", "--zone", "cụm loa phú tân"),
    )

    row = office.does("slot", "list", "--json").rows[1]
    assert (row["start"], row["minutes"], row["weekdays"]) == ("11:00", 30, ["mon", "fri"])
    assert row["zones"] == ["Cụm loa Phú Tân"]


class TestTwoCommunes:
    @pytest.fixture
    def two(self, office):
        office.does("commune", "add", "xã Bù Đốp")
        return office

    def test_with_two_it_must_be_said_which(self, two):
        answer = two("unit", "list")

        assert answer.code == 1
        assert "--commune CODE. Hiện có: phu-trung, bu-dop." in answer.err

    def test_neither_sees_the_other(self, two):
        two.does("unit", "add", "Trường Bù Đốp", "--commune", "bu-dop")

        assert names(two.does("unit", "list", "--json", "--commune", "bu-dop")) == ["Trường Bù Đốp"]
        assert "Trường Bù Đốp" not in two.does("unit", "list", "--commune", "phu-trung").out
        assert names(two.does("user", "list", "--json", "--commune", "bu-dop")) == ["admin"]
        assert "Hiện có: admin." in two("unit", "add", "x", "--commune", "bu-dop", "--as", "hoa").err

    def test_messages_deliveries_and_numbers_are_each_ones_own(self, two):
        two.patch.setenv("PUBLISHER_COMMUNE", "phu-trung")
        two.memory("Fanpage")
        number = two.approved()

        two.patch.setenv("PUBLISHER_COMMUNE", "bu-dop")

        assert two.does("message", "list", "--json").rows == []
        assert two.deliveries() == []
        assert two.does("channel", "list", "--json").rows == []
        assert two("message", "show", number).code == 1
        assert two("delivery", "cancel", "1", "--as", "admin").code == 1
