"""A message's way through the office: import, review, approval, correction, withdrawal."""

from __future__ import annotations

import sqlite3

import pytest


@pytest.fixture
def board(office):
    """The fanpage, in memory."""
    return office.memory("Fanpage")


def alter(office, statement):
    """Change the database behind the program's back."""
    with sqlite3.connect(office.home / "publisher.db") as connection:
        connection.execute(statement)
    connection.close()


def test_an_approved_message_goes_out_once_at_its_time(office, board):
    office.approved()
    office.does("dispatch", "--until-idle")
    assert office.states() == ["planned"]

    office.at("2026-11-24 17:00:05")
    first = office.does("dispatch", "--until-idle")
    second = office.does("dispatch", "--until-idle")

    assert "1 sent" in first.out
    assert "không có gì đến giờ" in second.out
    assert len(board.published) == 1
    row = office.deliveries()[0]
    wanted = {"id", "message", "reference", "channel", "medium", "occurrence", "due_at", "state", "attempts"}
    assert wanted | {"receipt", "reason"} <= set(row)
    assert {"external_id", "url"} <= set(row["receipt"])


def test_import_prints_the_numbers_and_tells_warnings_aside(office):
    answer = office.does("message", "import", office.paper(image="anh.jpg"), "--as", "hoa", "--json")

    assert [row["id"] for row in answer.rows] == [1]
    assert "Không thấy ảnh" in answer.err


def test_a_folder_with_one_mistake_imports_nothing_and_tells_every_mistake(office):
    office.paper("mot")
    office.paper("hai", topic="nong-nghiep")
    office.paper("ba", unit="Trường mầm non", at="ngày mai")

    answer = office("message", "import", str(office.papers), "--as", "hoa", "--json")

    assert answer.code == 1
    assert answer.out == ""
    assert "Có phải “agriculture”" in answer.err
    assert "ba.md:4: lỗi: Chưa có đơn vị" in answer.err
    assert "ba.md:7: lỗi:" in answer.err
    assert "Không nhập gì: 2 trong 3 tệp có lỗi." in answer.err
    assert office.does("message", "list", "--json").rows == []


def test_the_same_file_twice_is_refused(office):
    office.imported()

    assert "đã được nhập trước đây" in office("message", "import", office.paper(), "--as", "hoa").err


@pytest.mark.parametrize(("choice", "code"), [((), 1), (("--past-at", "skip"), 1), (("--past-at", "now"), 0)])
def test_a_time_that_is_over_needs_a_choice(office, choice, code):
    paper = office.paper(at="2026-11-18 17:00")

    assert office("message", "import", paper, "--as", "hoa", *choice).code == code


def test_a_loudspeaker_message_at_0315_is_refused_whole(office):
    paper = office.paper(media="[facebook, loudspeaker]", at="2026-11-24 03:15")

    answer = office("message", "import", paper, "--as", "hoa")

    assert answer.code == 1
    assert "giờ cấm phát loa" in answer.err
    assert office.does("message", "list", "--json").rows == []


class TestDeciding:
    def test_the_author_may_not_approve(self, office, board):
        number = office.imported()
        office.does("message", "submit", number, "--as", "hoa")
        alter(office, "UPDATE user_account SET role = 'approver' WHERE name = 'hoa'")

        answer = office("message", "approve", number, "--as", "hoa")

        assert answer.code == 1
        assert "không được tự duyệt" in answer.err
        assert office.states() == []

    @pytest.mark.parametrize(("reason", "code"), [("", 1), ("Nước lên nhanh, không gọi được ai.", 0)])
    def test_an_emergency_is_approved_alone_only_with_a_reason(self, office, board, reason, code):
        paper = office.paper("khan", urgency="emergency", topic="weather", at="2026-11-23 09:00")
        office.does("message", "import", paper, "--as", "lan")
        office.does("message", "submit", "khan", "--as", "lan")

        answer = office("message", "approve", "khan", "--as", "lan", "--reason", reason)

        assert answer.code == code
        assert len(office.deliveries()) == (code == 0)

    @pytest.mark.parametrize("verb", ["return", "reject"])
    def test_giving_back_needs_a_reason(self, office, board, verb):
        number = office.imported()
        office.does("message", "submit", number, "--as", "hoa")

        assert "cần lý do" in office("message", verb, number, "--as", "lan").err
        office.does("message", verb, number, "--as", "lan", "--reason", "Sai giờ họp.")

        assert (
            office.does("message", "show", number, "--json").rows["decisions"][0]["reason"] == "Sai giờ họp."
        )

    def test_a_recalled_message_is_a_draft_again(self, office, board):
        number = office.imported()
        office.does("message", "submit", number, "--as", "hoa")

        office.does("message", "recall", number, "--as", "hoa")

        assert office("message", "approve", number, "--as", "lan").code == 1
        assert office.does("message", "list", "--state", "draft", "--json").rows[0]["id"] == int(number)

    def test_one_wrong_name_among_several_does_nothing_to_the_others(self, office, board):
        number = office.imported()

        answer = office("message", "submit", number, "99", "--as", "hoa")

        assert answer.code == 1
        assert office.does("message", "show", number, "--json").rows["state"] == "draft"

    def test_without_a_channel_there_is_nothing_to_submit(self, office):
        answer = office("message", "submit", office.imported(), "--as", "hoa")

        assert answer.code == 1
        assert "publisher channel add" in answer.err

    def test_times_beyond_the_horizon_are_announced(self, office, board):
        number = office.imported(at="2027-10-10 07:00")
        office.does("message", "submit", number, "--as", "hoa")

        answer = office.does("message", "approve", number, "--as", "lan")

        assert "0 lượt" in answer.out
        assert "sẽ tự lên lịch" in answer.out
        assert office("doctor").code == 0


class TestSeals:
    def test_an_altered_rendition_does_not_leave_and_the_list_says_why(self, office, board):
        office.approved()
        alter(office, "UPDATE rendition SET document = replace(document, 'Mời', 'Cấm')")

        office.at("2026-11-24 17:00:05")
        office.does("dispatch", "--until-idle")

        assert board.published == []
        assert "thay đổi sau khi duyệt" in office.does("delivery", "list").out
        assert office.deliveries("--attention")[0]["state"] == "failed"

    def test_a_site_renamed_after_approval_shows_the_words_that_were_approved(self, office):
        office.does("channel", "add", "website", "Trang xã", "--set", "base_url=http://127.0.0.1:9000")
        number = office.approved(media="[website]")
        sealed = office.does("message", "show", number, "--json").rows["renditions"][0]["parts"][0]
        office.does("channel", "set", "Trang xã", "--set", "title=Cổng mới của xã")

        office.at("2026-11-24 17:00:05")
        office.does("dispatch", "--until-idle")

        page = next(office.home.rglob("tin/*.html")).read_text("utf-8")
        assert sealed.strip() in page


class TestAfterwards:
    def test_a_correction_stops_what_has_not_gone_out(self, office, board):
        office.approved()
        office.does("message", "correct", "hop-thon", office.paper("dinh-chinh"), "--as", "hoa")
        office.does("message", "submit", "dinh-chinh", "--as", "hoa")

        office.does("message", "approve", "dinh-chinh", "--as", "lan")

        assert office.states("--message", "hop-thon") == ["cancelled"]
        assert office.states("--message", "dinh-chinh") == ["planned"]

    def test_a_draft_needs_no_correction(self, office):
        office.imported()

        answer = office("message", "correct", "hop-thon", office.paper("dinh-chinh"), "--as", "hoa")

        assert answer.code == 1
        assert len(office.does("message", "list", "--json").rows) == 1

    def test_what_was_corrected_before_its_approval_is_not_approved_any_more(self, office, board):
        office.paper("cu")
        office.paper("moi", corrects="cu")
        office.does("message", "import", str(office.papers), "--as", "hoa")
        office.does("message", "submit", "cu", "moi", "--as", "hoa")
        office.does("message", "approve", "moi", "--as", "lan")

        answer = office("message", "approve", "cu", "--as", "lan")

        assert answer.code == 1
        assert "Đã có tin đính chính" in answer.err

    def test_withdrawing_cancels_and_takes_back(self, office, board):
        number = office.approved(at="[2026-11-24 17:00, 2026-11-25 17:00]")
        office.at("2026-11-24 17:00:05")
        office.does("dispatch", "--until-idle")

        assert "cần lý do" in office("message", "withdraw", number, "--as", "lan").err
        answer = office.does("message", "withdraw", number, "--as", "lan", "--reason", "Hoãn họp")

        assert "hủy 1 lượt" in answer.out
        assert office.states() == ["retracted", "cancelled"]
        assert office("message", "withdraw", number, "--as", "lan", "--reason", "x").code == 1
