"""Approving on a phone: all words and all sounds on one page, three taps, no JavaScript; only by who may."""

from __future__ import annotations

import re
import threading

import pytest
from waitress import create_server

from channels.base import Medium
from content_queue import sign_ins
from content_queue.models import Approval, Message
from publisher.testing import Village
from publisher.web import create_app

PASSWORD = "sông Bé mùa nước nổi"
BOTH = (Medium.FACEBOOK, Medium.LOUDSPEAKER)


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    village.channel("Fanpage xã")
    village.channel("Loa xã", kind="loudspeaker", medium="loudspeaker", zone="Cụm loa xã")
    with village.app.writing(village.commune) as session:
        for name in ("lanh-dao", "bien-tap", "van-hanh"):
            sign_ins.change_password(session, village.user(session, name), PASSWORD, now=village.clock())
    yield village
    village.app.engine.dispose()


@pytest.fixture
def message(village):
    """A message in review, with its recording made."""
    row = village.submitted(media=BOTH, title="Mời họp <thôn>", body="Mời bà con ra họp. Gọi 0912345678.")
    village.app.recorder().run()
    return row


@pytest.fixture
def browser(village):
    return create_app(village.app).test_client()


def mark(text):
    return re.search(r'name="mark" value="(\w+)"', text)[1]


def enter(browser, name="lanh-dao"):
    form = {"mark": mark(browser.get("/dang-nhap").text), "name": name, "password": PASSWORD}
    assert browser.post("/dang-nhap", data=form).status_code == 303
    return browser


def decide(browser, message, act="approve", **changes):
    text = browser.get(f"/duyet/{message.reference}").text
    seal = re.search(r'name="seal" value="(\w+)"', text)
    form = {"mark": mark(text), "seal": seal[1] if seal else "", "act": act, **changes}
    return browser.post(f"/duyet/{message.reference}", data=form)


def state(village):
    return village.all(Message)[0].state


def test_everything_that_will_go_out_is_on_the_page(browser, message):
    text = enter(browser).get(f"/duyet/{message.reference}").text

    assert "Mời họp &lt;thôn&gt;" in text
    assert "không chín một hai, ba bốn năm, sáu bảy tám" in text
    assert "Fanpage" in text
    assert "Xem kỹ trước khi duyệt" in text  # a private telephone number
    assert "<audio controls" in text


def test_one_tap_approves_and_says_so(browser, village, message):
    answer = decide(enter(browser), message)

    assert answer.location == "/duyet/?said=approved"
    assert state(village) == "approved"
    assert "tin sẽ tự ra đúng giờ" in browser.get(answer.location).text
    assert "Không có tin nào chờ duyệt" in browser.get("/duyet/").text


def test_a_second_tap_does_nothing_more(browser, village, message):
    enter(browser)
    text = browser.get(f"/duyet/{message.reference}").text
    form = {"mark": mark(text), "seal": re.search(r'name="seal" value="(\w+)"', text)[1], "act": "approve"}

    first, second = (browser.post(f"/duyet/{message.reference}", data=form) for _ in range(2))

    assert (first.location, second.location) == ("/duyet/?said=approved", "/duyet/?said=decided")
    assert len(village.all(Approval)) == 1


def test_returning_needs_a_reason_and_keeps_it(browser, village, message):
    refused = decide(enter(browser), message, "return")
    assert refused.status_code == 409
    assert "cần lý do" in refused.text

    assert decide(browser, message, "return", reason="Sai giờ họp").location == "/duyet/?said=returned"
    assert state(village) == "returned"
    assert village.all(Approval)[0].reason == "Sai giờ họp"


def test_what_has_changed_since_the_page_was_opened_is_shown_again(browser, village, message):
    answer = decide(enter(browser), message, seal="0" * 64)

    assert answer.status_code == 409
    assert "đã thay đổi" in answer.text
    assert state(village) == "in_review"


def test_until_the_recording_is_made_the_page_says_so_and_cannot_approve(browser, village):
    row = village.submitted(media=BOTH)
    text = enter(browser).get(f"/duyet/{row.reference}").text

    assert "<progress" in text
    assert re.search(r'value="approve" disabled', text)
    assert decide(browser, row).status_code == 409
    assert state(village) == "in_review"


def test_the_sound_is_answered_in_ranges(browser, message):
    text = enter(browser).get(f"/duyet/{message.reference}").text
    source = re.search(r'<audio[^>]* src="([^"]+)"', text)[1]

    whole = browser.get(source, buffered=True)
    part = browser.get(source, headers={"Range": "bytes=100-199"}, buffered=True)

    assert whole.mimetype == "audio/mpeg"
    assert part.status_code == 206
    assert part.data == whole.data[100:200]


def test_a_file_of_no_rendition_is_not_found(browser, village, message):
    import io

    other = village.app.files.add(io.BytesIO(b"secret"), name="a.txt", media_type="text/plain")

    assert enter(browser).get(f"/duyet/{message.reference}/{other.digest}").status_code == 404


@pytest.mark.parametrize("place", ["/duyet/", "/duyet/{}"])
def test_nobody_looks_in_without_signing_in_or_without_the_right(village, message, place):
    place = place.format(message.reference)
    stranger, editor = (create_app(village.app).test_client() for _ in range(2))

    led = stranger.get(place)
    assert led.status_code == 302
    assert led.location.startswith("/dang-nhap?next=/duyet/")
    assert enter(editor, "bien-tap").get(place).status_code == 403


def test_an_editor_cannot_approve_by_sending_the_form(village, message):
    editor = enter(create_app(village.app).test_client(), "bien-tap")
    form = {"mark": mark(editor.get("/").text), "seal": "x", "act": "approve"}

    assert editor.post(f"/duyet/{message.reference}", data=form).status_code == 403
    assert state(village) == "in_review"


def test_an_approver_cannot_approve_what_they_wrote(village):
    row = village.submitted(by="lanh-dao")
    answer = decide(enter(create_app(village.app).test_client()), row)

    assert answer.status_code == 409
    assert state(village) == "in_review"


def test_from_the_door_to_approved_in_three_taps_on_a_phone_without_javascript(village, message, open_page):
    server = create_server(create_app(village.app), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        page = open_page(
            f"http://127.0.0.1:{server.effective_port}/duyet/{message.reference}",
            viewport={"width": 360, "height": 640},
            java_script_enabled=False,
        )
        page.fill("#name", "lanh-dao")
        page.fill("#password", PASSWORD)
        page.click(".act")  # 1: signed in, and at the message
        assert page.locator("audio").count() == 1
        width = page.locator("main").bounding_box()["width"]
        assert width <= 360
        page.click(".decide .act")  # 2: approved
        assert "tin sẽ tự ra đúng giờ" in page.inner_text(".done")
    finally:
        server.close()
    assert state(village) == "approved"
