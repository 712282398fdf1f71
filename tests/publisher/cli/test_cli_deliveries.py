"""What people do with single deliveries."""

from __future__ import annotations

import pytest

from channels.base import ContentRejected, OutcomeUnknown


@pytest.fixture
def board(office):
    """The fanpage, in memory."""
    return office.memory("Fanpage")


@pytest.fixture
def failed(office, board):
    """A delivery that the channel has refused."""

    def refuse(key):
        raise ContentRejected("Nội dung vi phạm tiêu chuẩn.")

    office.approved()
    board.before = refuse
    office.at("2026-11-24 17:00:05")
    office.does("dispatch", "--until-idle")
    board.before = None
    return str(office.deliveries()[0]["id"])


def test_a_refusal_is_shown_with_its_reason_and_attempt(office, failed):
    shown = office.does("delivery", "show", failed)

    assert "reason: Nội dung vi phạm tiêu chuẩn." in shown.out
    assert "1. 24/11/2026 17:00  fail  Nội dung vi phạm tiêu chuẩn." in shown.out
    assert len(office.does("delivery", "show", failed, "--json").rows["tries"]) == 1


def test_a_failed_delivery_is_planned_anew_for_now(office, failed):
    office.does("delivery", "replan", failed, "--as", "nam")

    office.does("dispatch", "--until-idle")

    assert office.states() == ["sent"]


@pytest.mark.parametrize(
    "at", ["2026-11-24 16:59", "mai", "2026-13-01 10:00", "25/11/2026 17 giờ", "2026-11-25"]
)
def test_a_wrong_or_past_time_is_refused_with_advice(office, failed, at):
    answer = office("delivery", "replan", failed, "--at", at, "--as", "nam")

    assert answer.code == 2
    assert at in answer.err or "đã qua" in answer.err
    assert office.states() == ["failed"]


def test_quiet_hours_hold_for_what_is_planned_anew(office, failed):
    answer = office.does("delivery", "replan", failed, "--at", "2026-11-24 23:00", "--as", "nam")

    assert "25/11/2026 05:00" in answer.out


def test_a_cancelled_delivery_is_final(office, board):
    office.approved()

    office.does("delivery", "cancel", "1", "--as", "hoa", "--reason", "Hoãn")

    assert office.deliveries()[0]["reason"] == "Hoãn"
    answer = office("delivery", "replan", "1", "--as", "hoa")
    assert answer.code == 1
    assert "trạng thái này là cuối cùng" in answer.err


def test_a_delivery_in_doubt_is_counted_once_however_often_it_was_looked_for(office, board):
    def lose(key):
        board.after = None
        raise OutcomeUnknown("mất trả lời")

    office.approved()
    board.after = lose
    office.at("2026-11-24 17:00:05")

    answer = office.does("dispatch", "--until-idle")

    assert answer.out == "Xong: 1 sent.\n"


def test_what_is_late_is_counted_as_missed(office, board):
    office.approved()

    office.at("2026-11-26 17:00")
    answer = office.does("dispatch", "--until-idle")

    assert "1 missed" in answer.out
    assert board.published == []


def test_a_handed_over_delivery_is_confirmed_or_declined_by_a_person(office):
    office.does("channel", "add", "handover", "Nhóm thôn", "--set", "destination=Nhóm Zalo thôn Phú Tân")
    office.approved(media="[zalo]", at="[2026-11-24 17:00, 2026-11-24 18:00]")
    office.at("2026-11-24 18:00:05")
    office.does("dispatch", "--until-idle")
    assert office.states() == ["awaiting_person", "awaiting_person"]

    office.does("delivery", "confirm", "1", "--as", "nam", "--proof", "https://zalo.example/1")
    refused = office("delivery", "decline", "2", "--as", "nam")
    office.does("delivery", "decline", "2", "--as", "nam", "--reason", "Nhóm bị khóa")

    assert "cần lý do" in refused.err
    assert office.states() == ["sent", "failed"]
    assert office.deliveries()[0]["receipt"]["url"] == "https://zalo.example/1"


def test_a_hand_over_nobody_confirmed_needs_attention(office):
    office.does("channel", "add", "handover", "Nhóm thôn", "--set", "destination=Nhóm")
    office.approved(media="[zalo]")
    office.at("2026-11-24 17:00:05")
    office.does("dispatch", "--until-idle")
    assert office.deliveries("--attention") == []

    office.at("2026-11-24 18:30")

    assert len(office.deliveries("--attention")) == 1


def test_a_paused_channel_lets_its_deliveries_wait(office, board):
    office.approved()
    office.does("channel", "pause", "fanpage")
    office.at("2026-11-24 17:00:05")
    office.does("dispatch", "--until-idle")
    assert board.published == []

    office.does("channel", "resume", "1")
    office.does("dispatch", "--until-idle")

    assert office.states() == ["sent"]
