"""What people do with mouse, finger and keyboard in a real browser; every main act works without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from channels.base import Medium
from content_queue.models import Message, Unsaved
from publisher.web.testing import fill, full_day

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
WEEK = "/lich/tuan?ngay=2026-11-24"


class TestWriting:
    def test_previews_follow_what_is_typed(self, visit):
        page = visit("bien-tap", "/tin/moi")
        fill(page)

        previews = page.locator("#previews")
        expect(previews.get_by_role("region", name="Truyền thanh")).to_contain_text("mời bà con dự họp.")
        expect(previews.get_by_role("region", name="Zalo")).to_contain_text("/2000 ký tự")

    def test_what_is_typed_is_kept_within_five_seconds(self, village, visit):
        page = visit("bien-tap", "/tin/moi")
        page.clock.install()
        page.reload()
        fill(page, title="Gõ dở thì mất điện")
        page.clock.run_for(5_000)

        expect(page.locator("#kept")).to_contain_text("Đã tự lưu lúc")
        page.goto("about:blank")
        assert village.all(Unsaved)[0].form["title"] == ["Gõ dở thì mất điện"]

    def test_the_buttons_write_markdown(self, visit):
        page = visit("bien-tap", "/tin/moi")
        body = page.get_by_label("Nội dung", exact=True).first
        body.fill("quan trọng")
        body.select_text()
        page.get_by_role("button", name="Đậm").click()
        expect(body).to_have_value("**quan trọng**")
        page.get_by_role("button", name="Danh sách").click()
        expect(body).to_have_value("- **quan trọng**")

    def test_a_chosen_picture_is_uploaded_and_asks_for_its_words(self, visit, tmp_path):
        from PIL import Image

        Image.new("RGB", (30, 20), "teal").save(tmp_path / "sân họp.png")
        page = visit("bien-tap", "/tin/moi")
        fill(page)
        page.get_by_label("Thêm tệp").set_input_files(tmp_path / "sân họp.png")

        expect(page.get_by_label("Ảnh này cho thấy gì")).to_be_visible()
        expect(page.get_by_label("Tiêu đề").first).to_have_value("Họp tổ dân phố")

    def test_a_lost_network_is_said_and_nothing_is_lost(self, village, visit):
        page = visit("bien-tap", "/tin/moi")
        page.clock.install()
        page.reload()
        page.route("**/tin/tu-luu", lambda route: route.abort())
        fill(page)
        page.clock.run_for(3_000)
        expect(page.locator("#kept")).to_contain_text("Chưa tự lưu được")

        page.unroute("**/tin/tu-luu")
        page.clock.run_for(6_000)
        expect(page.locator("#kept")).to_contain_text("Đã tự lưu lúc")

    def test_a_contributor_sends_a_draft_from_a_phone(self, village, visit):
        page = visit("cong-tac", "/tin/moi", **PHONE)
        page.get_by_label("Tiêu đề").first.fill("Đoàn viên giúp dân")
        page.get_by_label("Nội dung", exact=True).first.fill("Sáng nay đoàn viên giúp dân gặt lúa.")
        page.get_by_label("Chuyên mục").select_option("exemplar")
        page.get_by_label("Đơn vị").select_option(index=1)
        page.get_by_role("button", name="Lưu bản nháp").tap()

        expect(page.get_by_role("status")).to_contain_text("Đã lưu bản nháp.")
        assert village.all(Message)[0].title == "Đoàn viên giúp dân"


class TestApproving:
    def test_three_taps_on_a_phone_with_everything_read_and_heard(self, village, visit):
        waits = full_day(village)
        page = visit("lanh-dao", "/", **PHONE)

        page.get_by_role("navigation").get_by_role("link", name="Duyệt").tap()
        page.get_by_role("link", name=waits.title).tap()
        for words in ("Trang thông tin", "Zalo", "Fanpage", "Truyền thanh"):
            expect(page.get_by_role("heading", name=words)).to_be_attached()
        sound = page.locator("audio")
        sound.evaluate("sound => sound.play()")
        expect(sound).to_have_js_property("ended", False)
        page.get_by_role("button", name="Duyệt tin này").tap()

        expect(page.get_by_role("status")).to_contain_text("Đã duyệt")
        assert {each.state for each in village.all(Message) if each.id == waits.id} == {"approved"}


class TestCalendar:
    @pytest.fixture
    def planned(self, village):
        [row] = village.approved(
            media=(Medium.FACEBOOK,), title="Lịch tiêm chủng", times=("2026-11-25T08:00",)
        )
        return row

    def due(self, village):
        [row] = village.deliveries()
        return f"{row.due_at.astimezone(village.app_zone):%d/%m %H:%M}"

    def drag(self, page, entry, day):
        start, end = entry.bounding_box(), page.locator(f'[data-day="{day}"]').bounding_box()
        page.mouse.move(start["x"] + 20, start["y"] + 10)
        page.mouse.down()
        page.mouse.move(start["x"] + 40, start["y"] + 20, steps=3)
        page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 20, steps=5)
        page.mouse.up()

    @pytest.mark.parametrize("place", [WEEK, "/lich/?thang=2026-11"])
    def test_a_message_is_dragged_to_another_day_and_back(self, village, visit, planned, place):
        page = visit("bien-tap", place)

        self.drag(page, page.get_by_role("link", name="Lịch tiêm chủng"), "2026-11-27")

        expect(page.get_by_role("status")).to_contain_text("Đã đổi PT-2026-0001 sang 08:00 27/11")
        assert self.due(village) == "27/11 08:00"
        page.get_by_role("button", name="Hoàn tác").click()
        expect(page.get_by_role("link", name="Lịch tiêm chủng")).to_be_visible()
        assert self.due(village) == "25/11 08:00"

    def test_a_slot_gives_its_hour(self, village, visit, planned):
        page = visit("bien-tap", WEEK)
        entry = page.get_by_role("link", name="Lịch tiêm chủng").bounding_box()
        slot = page.locator('[data-day="2026-11-26"] [data-hour="17:00"]').bounding_box()
        page.mouse.move(entry["x"] + 20, entry["y"] + 10)
        page.mouse.down()
        page.mouse.move(slot["x"] + 30, slot["y"] + 10, steps=6)
        page.mouse.up()

        expect(page.get_by_role("status")).to_contain_text("17:00 26/11")

    def test_a_click_still_opens_the_dialog(self, visit, planned):
        page = visit("bien-tap", WEEK)
        page.get_by_role("link", name="Lịch tiêm chủng").click()

        expect(page.get_by_label("Giờ mới")).to_have_value("2026-11-25T08:00")

    def test_alt_and_an_arrow_move_a_day_and_a_week(self, village, visit, planned):
        page = visit("bien-tap", WEEK)
        page.get_by_role("link", name="Lịch tiêm chủng").press("Alt+ArrowRight")
        expect(page.get_by_role("status")).to_contain_text("26/11")
        page.get_by_role("link", name="Lịch tiêm chủng").press("Alt+ArrowDown")
        expect(page.get_by_role("status")).to_contain_text("03/12")

        assert self.due(village) == "03/12 08:00"

    def test_a_finger_presses_and_moves(self, village, visit, planned):
        page = visit("bien-tap", WEEK, viewport={"width": 1024, "height": 768}, has_touch=True)
        start = page.get_by_role("link", name="Lịch tiêm chủng").bounding_box()
        end = page.locator('[data-day="2026-11-27"]').bounding_box()
        touch = page.context.new_cdp_session(page)

        def finger(kind, x, y):
            points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        finger("touchStart", start["x"] + 20, start["y"] + 10)
        expect(page.locator(".lifted")).to_be_visible()
        finger("touchMove", end["x"] + 30, end["y"] + end["height"] - 20)
        expect(page.locator(".over")).to_be_visible()
        finger("touchEnd", 0, 0)

        expect(page.get_by_role("status")).to_contain_text("Đã đổi PT-2026-0001 sang 08:00 27/11")
        assert self.due(village) == "27/11 08:00"

    def test_what_is_worth_a_look_is_asked_first(self, village, visit, planned):
        village.approved(media=(Medium.FACEBOOK,), title="Tin khác", times=("2026-11-27T08:10",))
        page = visit("bien-tap", WEEK)

        self.drag(page, page.get_by_role("link", name="Lịch tiêm chủng"), "2026-11-27")

        expect(page.get_by_role("alert")).to_contain_text("gần giờ tin PT-2026-0002")
        page.get_by_role("button", name="Vẫn đổi giờ").click()
        expect(page.get_by_role("status")).to_contain_text("27/11")


class TestLive:
    def test_a_list_follows_and_says_when_the_network_is_gone(self, village, visit):
        village.approved(media=(Medium.FACEBOOK,), title="Lịch tiêm chủng")
        page = visit("van-hanh", "/luot/?view=every")
        page.clock.install()
        page.reload()
        expect(page.locator(".state").first).to_have_text("đã lên lịch")

        village.dispatch()
        page.clock.run_for(11_000)
        expect(page.locator(".state").first).to_have_text("đã đăng")
        page.route("**/luot/**", lambda route: route.abort())
        page.clock.run_for(11_000)
        expect(page.locator("#asof")).to_contain_text("Mất kết nối")
        page.unroute("**/luot/**")
        page.clock.run_for(30_000)
        expect(page.locator("#asof")).to_contain_text("Số liệu lúc")


def test_the_words_of_a_package_are_copied(village, visit, chromium):
    village.approved(media=(Medium.ZALO,), title="Mời họp", body="Mời bà con.")
    village.dispatch()
    page = visit("van-hanh", "/gui-tay/", permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Chép").click()

    expect(page.get_by_text("Đã chép.")).to_be_visible()
    assert "Mời bà con." in page.evaluate("navigator.clipboard.readText()")


def test_old_letters_are_noticed_while_they_are_pasted(visit):
    page = visit("bien-tap", "/tin/moi")
    fill(page, body="Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp Tù do H¹nh phóc")

    previews = page.locator("#previews")
    expect(previews).to_contain_text("Cộng hòa xã hội chủ nghĩa Việt Nam")
    page.get_by_role("button", name="Chuyển sang Unicode").click()

    expect(page.get_by_label("Nội dung", exact=True).first).to_have_value(
        "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập Tự do Hạnh phúc"
    )
