"""Deputies, tokens, and what is left behind by somebody who goes, on the command line."""

from __future__ import annotations

import pytest

from publisher.app import App
from publisher.web import create_app


def test_a_deputy_is_appointed_listed_and_ended(office):
    office.does("deputy", "appoint", "lan", "hoa", "--until", "2026-12-01 17:00")
    [row] = office.does("deputy", "list", "--json").rows
    assert (row["approver"], row["deputy"], row["until"]) == ("lan", "hoa", "2026-12-01T10:00:00+00:00")

    office.at("2026-11-23 08:10")
    office.does("deputy", "end", str(row["id"]))
    office.at("2026-11-23 08:20")
    assert office.does("deputy", "list", "--json").rows == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("lan", "tư", "--until", "2026-12-01 17:00"), "không duyệt thay được"),
        (("hoa", "lan", "--until", "2026-12-01 17:00"), "không phải người duyệt"),
        (("lan", "hoa", "--until", "2027-12-01 17:00"), "nhiều nhất 60 ngày"),
        (("lan", "hoa", "--until", "2020-12-01 17:00"), "chưa qua"),
        (("lan", "hoa", "--until", "2026-12-01 17:00", "--as", "nam"), "không được làm việc này"),
    ],
)
def test_who_can_not_stand_in_is_told_why(office, given, told):
    refused = office("deputy", "appoint", *given)

    assert refused.code == 1
    assert told in refused.err


def test_a_deputy_approves_on_the_command_line(office):
    office.does("channel", "add", "website", "Trang xã", "--set", "base_url=http://127.0.0.1:9/")
    message = office.imported(media="[website]")
    office.does("message", "submit", message, "--as", "hoa")
    assert office("message", "approve", message, "--as", "nam").code == 1

    office.does("deputy", "appoint", "lan", "nam", "--until", "2026-12-01 17:00")
    office.at("2026-11-23 08:10")

    office.does("message", "approve", message, "--as", "nam")


def test_a_token_is_printed_once_works_and_is_void_at_once(office):
    token = office.does("token", "make", "hoa", "--for", "Cổng tỉnh", "--scope", "read").out.strip()
    [row] = office.does("token", "list", "hoa", "--json").rows
    assert (row["name"], row["scopes"], token in str(row)) == ("Cổng tỉnh", ["read"], False)

    assert asked(token) == 200
    office.does("token", "remove", str(row["id"]))
    assert asked(token) == 401


def asked(token):
    """Ask the API with a token; return the status."""
    app = App.open()
    try:
        browser = create_app(app).test_client()
        return browser.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code
    finally:
        app.close()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("token", "make", "hoa", "--for", "x", "--scope", "all"), "read, write"),
        (("token", "remove", "9"), "Không có khóa số 9."),
        (("deputy", "end", "9"), "Không có người duyệt thay số 9."),
        (("user", "succeed", "hoa", "tư"), "không nhận được bản nháp"),
    ],
)
def test_a_mistake_is_one_sentence(office, command, told):
    refused = office(*command)

    assert refused.code == 1
    assert told in refused.err


def test_drafts_are_handed_on(office):
    office.imported()

    assert "1 bản nháp" in office.does("user", "succeed", "hoa", "lan").out


def test_a_lost_phone_is_no_end(office):
    assert "Đã tắt xác thực hai bước" in office.does("user", "relieve", "lan").out
