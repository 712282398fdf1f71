"""The operator's day on the console: fit, sound, folder, and the word about each broadcast."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest

from channels.base import Medium
from channels.loudspeaker.bulletin.manifest import verify
from content_queue import sign_ins
from content_queue.models import Channel, Zone
from publisher.testing import Village
from publisher.web import create_app
from schedules.models import BroadcastLogRow

PASSWORD = "sông Bé mùa nước nổi"


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    village.channel("Loa xã", kind="loudspeaker", medium="loudspeaker", zone="Cụm loa xã")
    with village.app.writing(village.commune) as session:
        zone = Zone(commune_id=village.commune.id, name="Cụm loa xã")
        session.add(zone)
        session.flush()
        session.query(Channel).one().zone_id = zone.id
        for name in ("lanh-dao", "van-hanh"):
            sign_ins.change_password(session, village.user(session, name), PASSWORD, now=village.clock())
    row = village.submitted(media=(Medium.LOUDSPEAKER,), title="Mời họp", body="Mời bà con ra họp.")
    village.app.recorder().run()
    village.approve(row)
    yield village
    village.app.engine.dispose()


@pytest.fixture
def operator(village):
    return enter(create_app(village.app).test_client(), "van-hanh")


def enter(browser, name):
    text = browser.get("/dang-nhap").text
    form = {"mark": mark(text), "name": name, "password": PASSWORD}
    assert browser.post("/dang-nhap", data=form).status_code == 303
    return browser


def mark(text):
    return re.search(r'name="mark" value="(\w+)"', text)[1]


def way(browser):
    return re.search(r'action="(/phat-thanh/\d+/[\dTZ]+)', browser.get("/phat-thanh/").text)[1]


def send(browser, **form):
    return browser.post(way(browser), data={"mark": mark(browser.get("/phat-thanh/").text), **form})


def exported(village, operator):
    """Export early, as the operator asks and the publisher then does."""
    send(operator, act="export")
    village.tick()


def test_the_day_shows_each_bulletin_and_its_room(operator):
    text = operator.get("/phat-thanh/").text

    assert "Chiều · Cụm loa xã" in text
    assert "Vừa khung, còn trống 59 phút" in text
    assert "PT-2026-0001" in text
    assert "<audio" not in text  # nothing is exported yet


def test_an_exported_bulletin_is_heard_and_taken_away_whole(village, operator, tmp_path):
    exported(village, operator)
    place = way(operator)

    sound = operator.get(f"{place}.mp3", headers={"Range": "bytes=0-99"}, buffered=True)
    packed = operator.get(f"{place}.zip", buffered=True)

    assert (sound.status_code, len(sound.data)) == (206, 100)
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        archive.extractall(tmp_path / "usb")
    folder = next((tmp_path / "usb").rglob("manifest.json")).parent
    assert folder.relative_to(tmp_path / "usb").as_posix() == "2026-11-24/1700-chieu/cum-loa-xa"
    assert verify(folder) is None


def test_the_operators_word_goes_into_the_log(village, operator):
    exported(village, operator)
    village.clock.pass_by(timedelta(hours=6))

    answer = send(operator, act="played", began="17:04", person="Anh Bảy")

    assert "said=played" in answer.location
    assert "Đã ghi vào sổ: đã phát" in operator.get(answer.location).text
    assert village.states() == ["sent"]
    (entry,) = village.all(BroadcastLogRow)
    assert (entry.person, entry.played, entry.began_at.minute) == ("Anh Bảy", True, 4)
    assert "17:04, muộn 4 phút" in operator.get("/phat-thanh/so").text


def test_not_played_needs_a_reason(village, operator):
    exported(village, operator)
    village.clock.pass_by(timedelta(hours=6))

    assert "vì sao không phát" in send(operator, act="not_played").text
    assert village.states() == ["awaiting_person"]

    send(operator, act="not_played", why="Mất điện")
    assert village.all(BroadcastLogRow)[0].note == "Mất điện"


@pytest.mark.parametrize(
    ("hour", "said"), [("03:15", "quá 3 giờ"), ("x", "không phải giờ"), ("99:99", "không phải giờ")]
)
def test_an_hour_that_cannot_be_right_is_said_and_nothing_moves(village, operator, hour, said):
    exported(village, operator)
    village.clock.pass_by(timedelta(hours=6))

    answer = send(operator, act="played", began=hour)

    assert answer.status_code == 409
    assert said in answer.text
    assert village.states() == ["awaiting_person"]


def test_another_day_has_no_bulletin_and_a_wrong_one_is_today(operator):
    assert "không có bản tin nào" in operator.get("/phat-thanh/?on=2026-11-20").text
    assert "Cụm loa xã" in operator.get("/phat-thanh/?on=x").text


@pytest.mark.parametrize(
    "place", ["/phat-thanh/1/x", "/phat-thanh/9/20261124T100000Z", "/phat-thanh/1/20261124T100000Z.mp3"]
)
def test_what_is_not_there_is_not_found(operator, place):
    if "." in place:
        assert operator.get(place).status_code == 404
    else:
        assert operator.post(place, data={"mark": mark(operator.get("/phat-thanh/").text)}).status_code == 404


@pytest.mark.parametrize("place", ["/phat-thanh/", "/phat-thanh/so", "/phat-thanh/1/20261124T100000Z.zip"])
def test_an_approver_and_a_stranger_are_kept_out(village, place):
    approver = enter(create_app(village.app).test_client(), "lanh-dao")
    stranger = create_app(village.app).test_client()

    assert approver.get(place).status_code == 403
    assert stranger.get(place).location.startswith("/dang-nhap?next=/phat-thanh/")
