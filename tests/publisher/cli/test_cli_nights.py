"""The guard of the night at every door of the command line, and the order that opens it for one emergency."""

from __future__ import annotations

import pytest

NIGHT = "2026-11-24 02:10"
FLOOD = {
    "media": "[loudspeaker]",
    "urgency": "emergency",
    "title": "Nước lũ lên nhanh",
    "body": "Nước lũ lên nhanh. Bà con thôn Bù Tố sơ tán ngay đến nhà văn hóa.",
}
WHY = ("--person", "Ông Trần Văn Bình, Chủ tịch xã", "--reason", "Vỡ đập Đắk Nhau, nước lên nhanh")


@pytest.fixture
def night(office):
    office.does("channel", "add", "loudspeaker", "Loa Phú Tân", "--set", "zone=Cụm loa Phú Tân")
    office.at(NIGHT)
    return office


@pytest.fixture
def flood(night):
    """An emergency that waits for its approval at ten past two."""
    number = night.imported("lu", at="2026-11-24 02:15", **FLOOD)
    night.does("message", "submit", number, "--as", "hoa")
    return number


def approve(office, number):
    return office("message", "approve", number, "--as", "lan")


def test_without_an_order_an_emergency_stays_silent_at_night(night, flood):
    answer = approve(night, flood)

    assert answer.code == 1
    assert "lệnh phát đêm" in answer.err
    assert night.deliveries() == []


def test_an_order_nobody_confirmed_opens_nothing(night, flood):
    night.does("night", "order", flood, *WHY, "--as", "nam")

    assert approve(night, flood).code == 1


def test_a_confirmed_order_lets_the_emergency_out_and_stands_in_the_log(night, flood):
    night.does("night", "order", flood, *WHY, "--as", "nam")
    night.does("night", "confirm", flood, "--as", "lan")

    assert approve(night, flood).code == 0
    night.at("2026-11-24 02:15")
    night.does("dispatch", "--until-idle")
    assert night.states() == ["awaiting_person"]

    (line,) = night.does("logbook", "show", "--week", "2026-W48", "--json").rows
    assert "Trần Văn Bình" in line["night_order"]
    assert "Vỡ đập" in line["night_order"]
    assert "lan" in line["night_order"]


def test_who_wrote_the_order_does_not_confirm_it(night, flood):
    night.does("night", "order", flood, *WHY, "--as", "lan")

    answer = night("night", "confirm", flood, "--as", "lan")

    assert answer.code == 1
    assert "không tự xác nhận" in answer.err


@pytest.mark.parametrize(
    ("person", "reason"), [(" ", "Vỡ đập, nước lên nhanh"), ("Ông Bình", "gấp"), ("Ông Bình", "  ")]
)
def test_an_order_needs_a_name_and_a_reason(night, flood, person, reason):
    answer = night("night", "order", flood, "--person", person, "--reason", reason, "--as", "nam")

    assert answer.code == 1


def test_only_an_approver_confirms(night, flood):
    night.does("night", "order", flood, *WHY, "--as", "hoa")

    assert night("night", "confirm", flood, "--as", "nam").code == 1


def test_there_is_no_order_for_what_is_no_emergency(night):
    number = night.imported("hop", at="2026-11-24 17:00", media="[loudspeaker]", body="Mời họp.")

    answer = night("night", "order", number, *WHY, "--as", "nam")

    assert answer.code == 1
    assert "tin khẩn cấp" in answer.err


def test_an_order_of_yesterday_is_void(night, flood):
    night.does("night", "order", flood, *WHY, "--as", "nam")
    night.does("night", "confirm", flood, "--as", "lan")
    night.at("2026-11-25 02:10")

    assert approve(night, flood).code == 1


def test_an_emergency_that_would_run_into_the_night_needs_an_order_too(night):
    night.at("2026-11-24 20:58")
    long = {**FLOOD, "body": "Nước lũ lên nhanh, bà con sơ tán ngay. " * 12}
    number = night.imported("dai", at="2026-11-24 20:59", **long)
    night.does("message", "submit", number, "--as", "hoa")

    answer = approve(night, number)

    assert answer.code == 1
    assert "lệnh phát đêm" in answer.err


def test_a_clock_zone_changed_after_the_plan_exports_nothing_at_night(night):
    """17:00 was approved; then the commune's zone becomes one in which the same instant is 04:00."""
    night.at("2026-11-23 08:00")
    night.approved("hop", at="2026-11-24 17:00", media="[loudspeaker]", body="Mời họp.")
    _set_zone(night, "America/Chicago")
    night.at("2026-11-24 16:45")

    night("dispatch", "--until-idle")

    assert list(night.home.rglob("manifest.json")) == []
    assert "giờ cấm phát loa" in night.does("delivery", "list", "--json").out


def _set_zone(office, zone):
    import sqlite3

    with sqlite3.connect(next(office.home.glob("*.db"))) as connection:
        connection.execute("UPDATE commune SET time_zone = ?", (zone,))
