"""A day of loudspeaker broadcasts, as the operator has it in hand; voice and audio are the real ones."""

from __future__ import annotations

import hashlib
import json
import wave

import numpy as np
import pytest
from PIL import Image

EVENING = ("--date", "2026-11-24", "--slot", "Chiều")


@pytest.fixture
def speaking(office):
    """A commune with one loudspeaker, and one item approved for the evening."""
    office.does("channel", "add", "loudspeaker", "Loa Phú Tân", "--set", "zone=Cụm loa Phú Tân")
    office.approved("mot", media="[loudspeaker]", body="Bà con ra họp.")
    return office


def export(office, *words):
    return office("bulletin", "export", *EVENING, "--as", "nam", *words)


def references(folder):
    content = json.loads((folder / "manifest.json").read_text("utf-8"))
    return [part["reference"] for part in content["parts"] if "reference" in part]


@pytest.fixture
def stick(speaking):
    """The bulletin, exported early and copied to a stick."""
    place = speaking.papers / "ổ USB"
    answer = export(speaking, "--out", str(place))
    assert answer.code == 0, answer.err
    return place


def bulletin_on(stick):
    return next(stick.rglob("manifest.json")).parent


def test_the_plan_tells_length_and_room(speaking):
    row = speaking.does("bulletin", "plan", *EVENING, "--json").rows[0]

    assert (row["zone"], row["fits"], row["folder"]) == ("Cụm loa Phú Tân", True, None)
    assert row["seconds_over"] < 0
    assert [item["reference"] for item in row["items"]] == ["PT-2026-0001"]
    assert (row["best_under"], row["best_over"]) == (["PT-2026-0001"], None)


def test_an_early_export_waits_for_the_operators_word(speaking, stick):
    assert speaking.states() == ["awaiting_person"]
    assert "đúng như khi xuất" in speaking.does("bulletin", "verify", str(stick)).out


def test_exporting_twice_gives_the_same_bulletin(speaking, stick):
    before = (bulletin_on(stick) / "manifest.json").read_bytes()

    assert export(speaking, "--out", str(stick)).code == 0

    assert (bulletin_on(stick) / "manifest.json").read_bytes() == before


def test_a_file_altered_on_the_stick_is_named(speaking, stick):
    track = sorted(bulletin_on(stick).glob("02-*.mp3"))[0]
    track.write_bytes(track.read_bytes()[:-1] + b"x")

    answer = speaking("bulletin", "verify", str(stick))

    assert answer.code == 1
    assert track.name in answer.err


def test_a_stick_that_is_no_folder_is_refused(speaking):
    place = speaking.papers / "tệp"
    place.write_text("x", encoding="utf-8")

    assert export(speaking, "--out", str(place)).code == 2
    answer = export(speaking, "--out", str(place / "trong"))

    assert answer.code == 1
    assert "Errno" not in answer.err


def test_what_is_approved_after_the_export_joins_until_the_broadcast_is_confirmed(speaking, stick):
    speaking.imported("hai", media="[loudspeaker]", body="Nhớ mang căn cước.")
    speaking.does("message", "submit", "hai", "--as", "hoa")
    told = speaking.does("message", "approve", "hai", "--as", "lan")

    assert "nhớ chép lại" in told.err
    assert export(speaking, "--out", str(stick)).code == 0
    assert references(bulletin_on(stick)) == ["PT-2026-0001", "PT-2026-0002"]

    speaking.does("bulletin", "confirm", *EVENING, "--as", "nam", "--note", "phát lúc 17:02")
    speaking.approved("ba", media="[loudspeaker]", body="Giữ vệ sinh thôn xóm.")

    assert speaking.deliveries("--message", "ba")[0]["airs_at"] == "2026-11-24T22:30:00+00:00"
    assert speaking.states("--message", "hai") == ["sent"]


def test_a_withdrawn_item_leaves_the_exported_bulletin(speaking, stick):
    speaking.approved("hai", media="[loudspeaker]", body="Nhớ mang căn cước.")
    export(speaking)

    told = speaking.does("message", "withdraw", "mot", "--as", "lan", "--reason", "Hoãn họp")

    exported = next(speaking.home.rglob("manifest.json")).parent
    assert "đã xuất lại" in told.err
    assert references(exported) == ["PT-2026-0002"]


def test_a_bulletin_whose_last_item_is_cancelled_is_taken_away(speaking, stick):
    told = speaking.does("delivery", "cancel", "1", "--as", "nam", "--reason", "Hoãn họp")

    assert "đừng phát" in told.err
    assert list(speaking.home.rglob("manifest.json")) == []


def test_a_broadcast_that_was_not_played_says_why_and_is_planned_anew(speaking, stick):
    speaking.does("bulletin", "confirm", *EVENING, "--as", "nam", "--not-played", "Mất điện")
    assert [(row["state"], row["reason"]) for row in speaking.deliveries()] == [("failed", "Mất điện")]

    assert (
        "giờ cấm phát loa"
        in speaking("delivery", "replan", "1", "--at", "2026-11-25 03:15", "--as", "nam").err
    )
    speaking.does("delivery", "replan", "1", "--at", "2026-11-25 17:00", "--as", "nam")

    row = speaking.deliveries()[0]
    assert (row["state"], row["receipt"]) == ("planned", None)


def test_nothing_to_confirm_or_export_is_said(office):
    assert "đang chờ xác nhận" in office("bulletin", "confirm", "--as", "nam").err
    answer = office("bulletin", "export", "--as", "nam")

    assert answer.code == 1
    assert "Không có bản tin nào" in answer.err


def test_an_altered_recording_stays_out_and_the_list_says_why(speaking):
    sound = max(
        (path for path in (speaking.home / "files").rglob("*") if path.is_file()),
        key=lambda p: p.stat().st_size,
    )
    sound.chmod(0o600)
    sound.write_bytes(sound.read_bytes()[:-1] + b"x")

    answer = export(speaking)

    assert answer.code == 1
    assert "thay đổi sau khi duyệt" in answer.err
    assert speaking.states() == ["failed"]


def test_a_voice_changed_after_approval_changes_no_byte_of_what_was_approved(speaking):
    sealed = speaking.does("message", "show", "mot", "--json").rows["renditions"][0]["details"]["sha256"]
    speaking.does("channel", "set", "Loa Phú Tân", "--set", "voice=vi-vn-x-south", "--set", "rate=3.6")

    folder = export(speaking, "--json").rows[0]["folder"]

    tracks = list((speaking.home / folder).glob("02-*.mp3"))
    assert [hashlib.sha256(track.read_bytes()).hexdigest() for track in tracks] == [sealed]


def test_an_unknown_word_stops_the_submission_and_names_it(speaking):
    number = speaking.imported("la", media="[loudspeaker]", body="Mã máy là xyz123.")

    answer = speaking("message", "submit", number, "--as", "hoa")

    assert answer.code == 1
    assert "xyz123" in answer.err
    assert speaking.does("message", "show", number, "--json").rows["state"] == "draft"


def take(place, *, seconds=4):
    """Write an announcer's take: a buzz in syllables."""
    at = np.arange(44_100 * seconds) / 44_100
    buzz = sum(np.sin(2 * np.pi * 140 * k * at) / k for k in range(1, 9)) / 6
    pcm = (buzz * np.maximum(0, np.sin(2 * np.pi * 1.7 * at)) * 9000).astype("<i2")
    with wave.open(str(place), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(44_100)
        out.writeframes(pcm.tobytes())
    return place


def test_an_announcers_recording_goes_out_in_place_of_the_voice(office):
    office.does("channel", "add", "loudspeaker", "Loa Phú Tân", "--set", "zone=Cụm loa Phú Tân")
    take(office.papers / "doc.wav")
    number = office.imported("mot", media="[loudspeaker]", recording="doc.wav", body="Mời họp về XQZK.")

    told = office.does("message", "submit", number, "--as", "hoa")
    office.does("message", "approve", number, "--as", "lan")
    export(office)

    assert "nghe hết" in told.out + told.err
    part = json.loads(next(office.home.rglob("manifest.json")).read_text("utf-8"))["parts"][1]
    assert part["voice"] == "ghi âm: doc.wav"
    assert part["spoken"].endswith("Mời họp về XQZK.")


def test_a_recording_in_another_language_follows_in_the_zones_that_speak_it(office):
    for hamlet, also in (("Phú Tân", ""), ("Bù Tố", "S'tiêng")):
        zone = ("--set", f"zone=Cụm loa {hamlet}", "--set", f"languages={also}")
        office.does("channel", "add", "loudspeaker", f"Loa {hamlet}", *zone)
    take(office.papers / "stieng.wav", seconds=6)
    office.approved("mot", media="[loudspeaker]", recordings='["stieng.wav | S\'tiêng"]', body="Mời họp.")

    rows = {row["zone"]: row for row in office.does("bulletin", "plan", *EVENING, "--json").rows}

    more = rows["Cụm loa Bù Tố"]["seconds"] - rows["Cụm loa Phú Tân"]["seconds"]
    assert 6 < more < 8


def test_a_recording_that_is_not_there_is_a_mistake(office):
    answer = office(
        "message", "import", office.paper("mot", media="[loudspeaker]", recording="doc.wav"), "--as", "hoa"
    )

    assert answer.code == 1
    assert "Không thấy bản ghi âm" in answer.err


def test_an_exported_bulletin_is_drawn(speaking, stick):
    place = speaking.papers / "sóng.png"

    speaking.does("bulletin", "picture", str(bulletin_on(stick)), "--out", str(place))

    with Image.open(place) as drawn:
        colours = np.asarray(drawn.convert("RGB"))
    assert colours.shape == (456, 1280, 3)
    assert (colours[210:] > 200).any()  # something loud is bright in the spectrum
    assert speaking("bulletin", "picture", str(speaking.papers), "--out", str(place)).code == 2
    assert speaking("bulletin", "picture", str(stick), "--out", "a.gif").code == 2
