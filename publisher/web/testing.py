"""Builders for tests and rehearsals of the console: a furnished commune, a full day, a browser of forms."""

from __future__ import annotations

import re
from typing import Any

from channels.base import Medium
from content_queue import places
from content_queue.models import Message, Role, Unit, User
from publisher.channel_setup import add_channel
from publisher.testing import Village

EVERYBODY = ("cong-tac", "bien-tap", "lanh-dao", "van-hanh", "theo-doi", "admin")


def furnish(village: Village) -> Village:
    """Give a village a contributor with a unit of their own, a site, a page, a group and loudspeakers."""
    with village.app.writing(village.commune) as session:
        unit = Unit(commune_id=village.commune.id, name="Đoàn Thanh niên xã")
        session.add(unit)
        session.flush()
        session.add(
            User(
                commune_id=village.commune.id,
                name="cong-tac",
                full_name="Lê Thị Cúc",
                office="",
                role=Role.CONTRIBUTOR,
                unit=unit,
            )
        )
        admin, now = village.user(session, "admin"), village.clock()
        places.add_zone(session, "Cụm loa xã", ["thôn Phú Tân"], actor=admin, now=now)
        for kind, name, settings in (
            ("website", "Trang xã", {"base_url": "http://127.0.0.1:8757/site/"}),
            ("loudspeaker", "Loa xã", {"zone": "Cụm loa xã"}),
            ("handover", "Nhóm thôn Phú Tân", {"destination": "Nhóm thôn Phú Tân", "person": "chị Năm"}),
        ):
            add_channel(village.app, session, kind, name, settings, actor=admin, now=now)
    village.channel("Fanpage xã")
    return village


def full_day(village: Village) -> Message:
    """Let a village have something on every page: sent, waiting for people, planned, refused, in review."""
    both = (Medium.WEBSITE, Medium.FACEBOOK)
    village.approved(media=both, title="Lịch tiêm chủng tháng 11", body="Tiêm chủng ngày 25/11.")
    village.approved(media=(Medium.ZALO,), title="Mời họp thôn Phú Tân", body="Họp lúc 19 giờ.")
    village.dispatch()
    waits = village.submitted(
        media=(*both, Medium.LOUDSPEAKER, Medium.ZALO),
        title="Thông báo cắt điện ngày 26/11",
        body="Cắt điện từ 07 giờ đến 11 giờ.\n\n- Thôn Phú Tân\n- Thôn Phú Lộc",
        times=("2026-11-25T17:00",),
    )
    aired = village.submitted(
        media=(Medium.LOUDSPEAKER,), title="Ngày hội", body="Ngày hội.", times=("2026-11-24T17:00",)
    )
    village.app.recorder().run()
    village.approve(aired)
    village.draft(title="Gương điển hình", body="Bài đang viết.")
    return waits


class Browser:
    """A test client whose forms carry the mark of its own pages."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.get, self.mark = client.get, ""

    def send(self, address: str, /, **form: Any) -> Any:
        """Send a form of the console."""
        if not self.mark:
            found = re.search(r'name="mark" value="(\w+)"', self.client.get("/tai-khoan/").text)
            self.mark = found[1] if found else ""
        return self.client.post(address, data={"mark": self.mark, **form}, buffered=True)


FORM: dict[str, Any] = {
    "title": "Họp tổ dân phố",
    "body": "Mời bà con dự họp.",
    "topic": "guidance",
    "unit": "Trung tâm Dịch vụ tổng hợp",
    "media": ["facebook"],
    "when": "approved",
    "act": "save",
}


def place(answer: Any) -> str:
    """Return the mark of a new message from where the desk led."""
    found = re.search(r"place=(moi-\w+)", answer.location)
    assert found is not None
    return found[1]


def write(browser: Browser, **changes: Any) -> Any:
    """Fill in and send the form of a new message."""
    new = place(browser.get("/tin/moi"))
    return browser.send(f"/tin/moi?place={new}", place=new, **{**FORM, **changes})


def fill(page: Any, title: str = "Họp tổ dân phố", body: str = "Mời bà con dự họp.") -> None:
    """Fill in the desk in a real browser."""
    page.get_by_label("Tiêu đề").first.fill(title)
    page.get_by_label("Nội dung", exact=True).first.fill(body)
    page.get_by_label("Chuyên mục").select_option("guidance")
    page.get_by_label("Đơn vị").select_option(index=1)
