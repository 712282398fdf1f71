"""Every main act works with JavaScript off."""

from __future__ import annotations

from playwright.sync_api import expect

from channels.base import Medium
from content_queue.models import Message
from publisher.web.testing import fill

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
OFF = {"java_script_enabled": False}
WEEK = "/lich/tuan?ngay=2026-11-24"


class TestWithoutScripts:
    def test_a_message_is_written_previewed_and_submitted(self, village, visit):
        page = visit("bien-tap", "/tin/moi", **OFF)
        fill(page)
        page.get_by_role("button", name="Xem thử").last.click()
        expect(page.get_by_role("region", name="Fanpage")).to_contain_text("Mời bà con dự họp.")
        page.get_by_role("button", name="Lưu và gửi duyệt").click()

        expect(page.locator(".done")).to_contain_text("Đã gửi duyệt.")

    def test_a_message_is_approved(self, village, visit):
        village.submitted(title="Mời họp")
        page = visit("lanh-dao", "/duyet/", **OFF, **PHONE)
        page.get_by_role("link", name="Mời họp").tap()
        page.get_by_role("button", name="Duyệt tin này").tap()

        expect(page.get_by_role("status")).to_contain_text("Đã duyệt")
        assert village.all(Message)[0].state == "approved"

    def test_a_message_is_moved_and_moved_back(self, village, visit):
        village.approved(media=(Medium.FACEBOOK,), title="Họp", times=("2026-11-25T08:00",))
        page = visit("bien-tap", WEEK, **OFF)
        page.get_by_role("link", name="Họp").click()
        page.get_by_label("Giờ mới").fill("2026-11-26T09:00")
        page.get_by_role("button", name="Đổi giờ").click()
        page.get_by_role("button", name="Hoàn tác").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Tuần")

        [row] = village.deliveries()
        assert f"{row.due_at.astimezone(village.app_zone):%d/%m %H:%M}" == "25/11 08:00"

    def test_what_is_sent_by_hand_is_settled(self, village, visit):
        village.approved(media=(Medium.ZALO,))
        village.dispatch()
        page = visit("van-hanh", "/gui-tay/", **OFF)
        page.get_by_role("button", name="Đã gửi").click()
        expect(page.get_by_role("status")).to_contain_text("đã gửi")

        assert village.states() == ["sent"]

    def test_the_language_is_switched_and_stays(self, visit):
        page = visit("bien-tap", "/tin/", **OFF)
        page.locator(".language").click()
        page.get_by_role("link", name="Calendar").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("11/2026")
