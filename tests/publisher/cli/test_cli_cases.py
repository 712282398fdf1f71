"""`case …`: corrections and withdrawals, place by place."""

import pytest


@pytest.fixture
def sent(office):
    """A message that is out on a fanpage and lies with a person for a group."""
    office.memory("Fanpage xã")
    office.does(
        *("channel", "add", "handover", "Nhóm thôn", "--set", "destination=Nhóm thôn"),
        *("--set", "medium=facebook"),
    )
    number = office.approved(at="2026-11-23 08:30")
    office.at("2026-11-23 08:30")
    office.does("dispatch", "--until-idle")
    return number


def test_a_dry_run_shows_each_place_and_does_nothing(office, sent):
    said = office.does("message", "withdraw", sent, "--dry-run", "--as", "lan")

    assert "Fanpage xã: gỡ tại chỗ" in said.out
    assert "Nhóm thôn: cần người xử lý" in said.out
    assert office.does("case", "list", "--json").rows == []


def test_withdrawing_tells_each_place_and_keeps_open_what_needs_a_person(office, sent):
    said = office.does("message", "withdraw", sent, "--reason", "nhầm ngày", "--as", "lan")

    assert "Fanpage xã (gỡ tại chỗ): Đã gỡ." in said.out
    [case] = office.does("case", "list", "--json").rows
    assert [step["way"] for step in case["steps"] if step["settled_at"] is None] == ["person"]


def test_a_case_is_settled_by_hand_and_leaves_the_list(office, sent):
    office.does("message", "withdraw", sent, "--reason", "nhầm ngày", "--as", "lan")
    [case] = office.does("case", "list", "--json").rows
    [left] = [step["delivery"] for step in case["steps"] if step["settled_at"] is None]

    said = office.does("case", "settle", str(case["id"]), str(left), "--note", "Đã xóa.", "--as", "hoa")

    assert "việc này xong" in said.out
    assert office.does("case", "list", "--json").rows == []
    assert "Đã xóa." in office.does("case", "show", str(case["id"])).out


def test_a_delivery_that_is_no_part_of_a_case_is_refused(office, sent):
    office.does("message", "withdraw", sent, "--reason", "nhầm ngày", "--as", "lan")

    said = office("case", "settle", "1", "99", "--as", "hoa")

    assert said.code == 1
    assert "không có lượt 99" in said.err


def test_a_case_that_does_not_exist_is_refused(office, sent):
    said = office("case", "show", "7")

    assert said.code == 1
    assert "Không có việc số 7" in said.err
