"""The phone page of a hand-over: one package, no login, every word to copy, settled once with proof."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from channels.base import Medium
from channels.testing import drawn_picture
from content_queue import commune_settings, phone_links
from content_queue.deliveries import DeliveryRefused
from content_queue.models import Alert, AuditEntry, Commune, Delivery, PhoneLink, Role, User
from publisher.handing_over import address, remind, waiting
from publisher.testing import Village
from publisher.web import create_app

INVITATION = "https://zalo.me/g/abc"


@pytest.fixture
def village(tmp_path):
    village = Village.settle(tmp_path / "nhà xã")
    village.channel(
        "Nhóm thôn", kind="handover", medium="zalo", destination="Nhóm Zalo thôn Phú Tân", person="ông Ba",
        invitation=INVITATION,
    )  # fmt: skip
    picture = village.app.files.add(
        io.BytesIO(drawn_picture()), name="anh.png", media_type="image/png", alt="Bà con dọn đường"
    )
    village.approved(title="Dọn đường <b>", media=(Medium.ZALO,), images=(picture,), body="Lời tin " * 400)
    village.tick()
    assert village.states() == ["awaiting_person"]
    yield village
    village.app.engine.dispose()


@pytest.fixture
def console(village):
    return create_app(village.app).test_client()


@pytest.fixture
def secret(village):
    return make(village)


def make(village):
    with village.app.writing(village.commune) as session:
        row = session.query(Delivery).one()
        actor = village.user(session, "van-hanh")
        return phone_links.make(session, row, person="ông Ba", actor=actor, now=village.clock())


def delivery(village):
    return village.all(Delivery)[0]


def test_the_page_has_every_part_the_picture_and_the_group(console, secret, village):
    shown = console.get(f"/g/{secret}").get_data(as_text=True)

    assert "Dọn đường &lt;b&gt;" in shown
    assert len(re.findall(r"<textarea id=\"part-", shown)) == 2
    assert 'alt="Bà con dọn đường"' in shown
    assert f'href="{INVITATION}"' in shown
    with console.get(f"/g/{secret}/1") as picture:
        assert picture.data == drawn_picture()


def test_nobody_keeps_or_indexes_the_page(console, secret):
    headers = console.get(f"/g/{secret}").headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]


def test_sent_is_noted_with_the_persons_name_and_how(console, secret, village):
    answer = console.post(f"/g/{secret}", data={"said": "sent", "proof_link": "https://zalo.me/tin/1"})

    row = delivery(village)
    assert answer.status_code == 303
    assert (row.state, row.receipt["url"]) == ("sent", "https://zalo.me/tin/1")
    assert row.receipt["details"]["confirmed_by"] == "ông Ba"
    entry = next(each for each in village.all(AuditEntry) if each.verb == "confirm")
    assert entry.actor_id is None
    assert "ông Ba" in entry.details["reason"]


def test_a_double_tap_is_one(console, secret, village):
    for _ in range(2):
        assert console.post(f"/g/{secret}", data={"said": "sent"}).status_code == 303

    assert [each.verb for each in village.all(AuditEntry)].count("confirm") == 1


def test_a_screenshot_is_kept_without_where_it_was_taken(console, secret, village):
    taken = Image.new("RGB", (3000, 1500), "#0a6c74")
    told = taken.getexif()
    told[271] = "Máy của ông Ba"
    photo = io.BytesIO()
    taken.save(photo, "JPEG", exif=told.tobytes())
    photo.seek(0)

    console.post(f"/g/{secret}", data={"said": "sent", "proof_photo": (photo, "a.jpg")})

    digest = delivery(village).receipt["details"]["proof_photo"]
    with Image.open(village.app.files.path(digest)) as kept:
        assert kept.size == (2000, 1000)
        assert not dict(kept.getexif())


@pytest.mark.parametrize(("content", "said"), [(b"khong phai anh", "không phải ảnh"), (b"x" * 1001, "5 MB")])
def test_what_is_no_proof_is_refused_and_nothing_is_noted(
    console, secret, village, content, said, monkeypatch
):
    monkeypatch.setattr("publisher.handing_over.LARGEST_PROOF", 1000)
    proof = (io.BytesIO(content), "a.jpg")

    with console.post(f"/g/{secret}", data={"said": "sent", "proof_photo": proof}) as answer:
        shown = answer.get_data(as_text=True)

    assert answer.status_code == 400
    assert said in shown
    assert delivery(village).state == "awaiting_person"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "http://x.example", "không phải"])
def test_a_link_that_is_none_is_no_proof(console, secret, village, link):
    console.post(f"/g/{secret}", data={"said": "sent", "proof_link": link})

    assert "proof_link" not in delivery(village).receipt["details"]


def test_not_sent_needs_a_reason_and_is_noted_with_it(console, secret, village):
    refused = console.post(f"/g/{secret}", data={"said": "not sent", "reason": "  "})
    assert refused.status_code == 400
    assert delivery(village).state == "awaiting_person"

    console.post(f"/g/{secret}", data={"said": "not sent", "reason": "nhóm đã giải tán"})

    assert (delivery(village).state, "nhóm đã giải tán" in delivery(village).reason) == ("failed", True)


def test_what_was_settled_at_the_desk_can_not_be_said_otherwise(console, secret, village):
    console.post(f"/g/{secret}", data={"said": "not sent", "reason": "mất mạng"})

    answer = console.post(f"/g/{secret}", data={"said": "sent"})

    assert answer.status_code == 400
    assert delivery(village).state == "failed"


def test_a_wrong_a_void_and_an_ended_address_look_alike(console, secret, village):
    new = make(village)
    village.clock.pass_by(timedelta(days=8))

    answers = [console.get(f"/g/{each}") for each in ("sai", secret, new)]

    assert {each.status_code for each in answers} == {404}
    assert len({each.data for each in answers}) == 1


def test_only_a_digest_of_the_secret_is_kept(secret, village):
    [row] = village.all(PhoneLink)

    assert secret not in str(vars(row))


def test_there_is_no_address_for_what_waits_for_nobody(console, secret, village):
    console.post(f"/g/{secret}", data={"said": "sent"})

    with pytest.raises(DeliveryRefused):
        make(village)


def test_the_address_needs_the_consoles_own(village):
    with pytest.raises(DeliveryRefused, match="console_url"):
        address(village.commune, "x")

    with village.app.writing(village.commune) as session:
        actor = session.query(User).filter_by(role=Role.ADMIN).one()
        row = session.get_one(Commune, village.commune.id)
        given = {"console_url": "https://lich.phutrung.example/"}
        commune_settings.change(session, row, given, actor=actor, now=village.clock())
        assert address(row, "x") == "https://lich.phutrung.example/g/x"


def open_alerts(village):
    return [each.kind for each in village.all(Alert) if each.closed_at is None]


def test_a_person_is_reminded_once_and_then_it_is_overdue(village):
    assert remind(village.app) == 0
    village.clock.pass_by(timedelta(minutes=31))
    assert [remind(village.app), remind(village.app)] == [1, 0]
    assert open_alerts(village) == ["handover"]

    village.clock.pass_by(timedelta(minutes=150))
    remind(village.app)

    assert open_alerts(village) == ["handover-overdue"]


def test_settling_ends_what_was_said_about_it(village, console, secret):
    village.clock.pass_by(timedelta(minutes=31))
    remind(village.app)

    console.post(f"/g/{secret}", data={"said": "sent"})

    assert open_alerts(village) == []


def test_the_list_has_the_overdue_first_with_its_person(village):
    village.clock.pass_by(timedelta(hours=4))

    with village.app.reading(village.commune) as session:
        [row] = waiting(session, now=village.clock())

    assert (row.person, row.channel, row.overdue) == ("ông Ba", "Nhóm thôn", True)
