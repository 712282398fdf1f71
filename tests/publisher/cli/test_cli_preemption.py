"""What urgent and emergency messages do to bulletins that are planned, exported, or sounding."""

from __future__ import annotations

import pytest

MEETING = (
    "Mời bà con ra họp lúc 8 giờ sáng mai tại nhà văn hóa thôn, nhớ đi đúng giờ. "
    "Mỗi hộ cử một người tham dự, ai bận xin báo trước."
)
CLEANING = (
    "Mời bà con dọn đường làng vào sáng thứ Bảy tuần này, mang theo cuốc. "
    "Mỗi hộ cử một người tham gia, ai bận xin báo trước."
)
ROAD = (
    "Cấm xe tải qua cầu Đắk Nhau từ hôm nay cho đến khi có thông báo mới. "
    "Bà con đi đường vòng qua thôn Bù Tố."
)
NOON = {"media": "[loudspeaker]", "at": "2026-11-24 11:00"}


@pytest.fixture
def noon(office):
    """A zone with a slot of a minute at noon, 28 seconds of it for items; two routine items fill it."""
    office.does("channel", "add", "loudspeaker", "Loa Phú Tân", "--set", "zone=Cụm loa Phú Tân")
    office.does("slot", "add", "Trưa", "--start", "11:00", "--minutes", "1", "--window", "11:00-11:01")
    office.approved(
        "mot",
        title="Họp thôn",
        body=MEETING,
        **NOON,
    )
    office.approved(
        "hai",
        title="Vệ sinh",
        body=CLEANING,
        **NOON,
    )
    return office


def airs_at(office, key):
    return office.deliveries("--message", key)[0]["airs_at"]


HERE, NEXT = "2026-11-24T04:00:00+00:00", "2026-11-24T10:00:00+00:00"


def test_both_routine_items_fit_at_first(noon):
    assert [airs_at(noon, key) for key in ("mot", "hai")] == [HERE, HERE]


def test_an_urgent_message_takes_its_place_and_the_later_routine_item_goes_to_the_next_slot(noon):
    number = noon.imported(
        "ba",
        urgency="urgent",
        title="Cấm đường",
        body=ROAD,
        **NOON,
    )
    noon.does("message", "submit", number, "--as", "hoa")
    told = noon.does("message", "approve", number, "--as", "lan")

    assert [airs_at(noon, key) for key in ("ba", "mot", "hai")] == [HERE, HERE, NEXT]
    assert "nhường chỗ cho tin ưu tiên, dời sang 17:00 ngày 24/11/2026" in told.err
    references = [
        item["reference"]
        for item in noon.does("bulletin", "plan", "--date", "2026-11-24", "--slot", "Trưa", "--json").rows[0][
            "items"
        ]
    ]
    assert references == ["PT-2026-0003", "PT-2026-0001"]


def test_a_routine_message_moves_nobody(noon):
    noon.approved(
        "ba",
        title="Cấm đường",
        body=ROAD,
        **NOON,
    )

    assert [airs_at(noon, key) for key in ("mot", "hai", "ba")] == [HERE, HERE, NEXT]


def test_an_urgent_message_moves_no_other_urgent_one(noon):
    for key in ("ba", "bon", "nam"):
        noon.approved(
            key,
            urgency="urgent",
            title="Cấm đường",
            body=ROAD,
            **NOON,
        )

    assert airs_at(noon, "ba") == HERE
    assert {airs_at(noon, key) for key in ("mot", "hai")} == {NEXT}
    assert [airs_at(noon, key) for key in ("bon", "nam")].count(NEXT) >= 1


def test_what_is_displaced_and_ends_before_the_next_slot_is_cancelled_and_an_alert_says_so(noon):
    ending = {**NOON, "valid_until": "2026-11-24 12:00"}
    noon.does("delivery", "cancel", "2", "--as", "nam", "--reason", "để thử")
    noon.approved(
        "bon",
        title="Vệ sinh",
        body=CLEANING,
        **ending,
    )

    noon.approved(
        "ba",
        urgency="urgent",
        title="Cấm đường",
        body=ROAD,
        **NOON,
    )

    assert noon.states("--message", "bon") == ["cancelled"]
    assert "PT-2026-0003" in noon.does("alert", "list").out


def test_an_exported_bulletin_is_exported_again_without_what_was_displaced(noon):
    noon.does("bulletin", "export", "--date", "2026-11-24", "--slot", "Trưa", "--as", "nam")

    noon.approved(
        "ba",
        urgency="urgent",
        title="Cấm đường",
        body=ROAD,
        **NOON,
    )
    noon.does("bulletin", "export", "--date", "2026-11-24", "--slot", "Trưa", "--as", "nam")

    assert airs_at(noon, "hai") == NEXT
    sheet = next(each for each in noon.home.rglob("PHIEU-PHAT.html") if "1100-trua" in str(each)).read_text(
        "utf-8"
    )
    assert "PT-2026-0003" in sheet
    assert "PT-2026-0002" not in sheet


def test_an_emergency_while_a_bulletin_sounds_says_what_the_operator_does(noon):
    noon.at("2026-11-24 17:20")
    emergency = {"media": "[loudspeaker]", "urgency": "emergency", "at": "2026-11-24 17:21"}
    number = noon.imported("lu", title="Nước lũ", body="Nước lũ lên nhanh, bà con sơ tán.", **emergency)
    noon.does("message", "submit", number, "--as", "hoa")

    told = noon.does("message", "approve", number, "--as", "lan")

    assert "Khung Chiều đang phát" in told.err
