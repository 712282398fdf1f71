"""A commune's first day, played in the browser from an empty database to the next morning's report."""

from __future__ import annotations

import re
import threading
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from waitress import create_server

from publisher.app import App
from publisher.channel_setup import add_channel
from publisher.cli.setting_up import make_commune
from publisher.first_steps import first_invitation
from publisher.home import Home
from publisher.sandbox.server import listening
from publisher.testing import MovableClock, Village
from publisher.web import create_app

PASSWORD = "sông Bé mùa nước nổi"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
OFFICE = {"viewport": {"width": 1366, "height": 768}, "accept_downloads": True}
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 08:00 in Phú Trung
PEOPLE = (  # login, name, role, unit
    ("thu-hang", "Trần Thu Hằng", "editor", "Trung tâm Dịch vụ tổng hợp"),
    ("anh-tuan", "Nguyễn Anh Tuấn", "approver", ""),
    ("van-ba", "Lê Văn Ba", "operator", ""),
    ("thi-cuc", "Điểu Thị Cúc", "contributor", "Đoàn Thanh niên xã"),
)


@contextmanager
def running(server):
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join()


class Day:
    """One installation, its console in browsers, and the hour."""

    def __init__(self, folder, chromium):
        self.clock = MovableClock(MORNING)
        self.app = App.create(
            Home(folder=folder, database_url=f"sqlite:///{folder / 'publisher.db'}"), self.clock
        )
        self.commune = make_commune(self.app, "xã Phú Trung", province="tỉnh Đồng Nai")
        self.village = Village(app=self.app, clock=self.clock, commune=self.commune)
        self.chromium, self.contexts, self.address = chromium, [], ""

    def browser(self, **how):
        context = self.chromium.new_context(**how)
        self.contexts.append(context)
        return context.new_page()

    def comes_in(self, code, **how):
        """Open the invitation of a code, set a password, and be in."""
        page = self.browser(**how)
        page.goto(f"{self.address}/moi?code={code}")
        page.get_by_label("Mật khẩu mới").fill(PASSWORD)
        page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đặt mật khẩu và vào").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    def at(self, hour, minute=0, *, days=0):
        """Let it be this hour, everything due being done."""
        now = self.clock.now.astimezone(self.village.app_zone)
        self.clock.now = (now + timedelta(days=days)).replace(hour=hour, minute=minute).astimezone(UTC)
        self.village.app.recorder().run()
        self.village.dispatch()

    def go(self, page, place):
        page.goto(self.address + place)
        return page


@pytest.fixture
def day(tmp_path, chromium):
    day = Day(tmp_path / "xã mới", chromium)
    with running(create_server(create_app(day.app), host="127.0.0.1", port=0, threads=4)) as address:
        day.address = address
        yield day
        for context in day.contexts:
            context.close()
    day.app.engine.dispose()


@pytest.fixture
def facebook(day, tmp_path):
    """A stand-in for Facebook, connected: its own guide would ask the real one."""
    server = listening(tmp_path / "sandbox", host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run)
    thread.start()
    settings = {
        "page_id": "57",
        "token": "demo",
        "base_url": f"http://127.0.0.1:{server.effective_port}/graph",
        "lookups": "0",
    }
    with day.app.writing(day.commune) as session:
        admin = day.village.user(session, "admin")
        add_channel(
            day.app, session, "facebook", "Phú Trung ngày mới", settings, actor=admin, now=day.clock()
        )

    def close():
        server.close()
        thread.join()

    yield close
    if thread.is_alive():
        close()


def test_from_an_empty_database_to_the_next_morning(day, facebook, tmp_path):
    admin = day.comes_in(first_invitation(day.app, day.commune), **OFFICE)
    set_up(day, admin)
    editor, leader, operator, contributor = people(day, admin)
    draft(day, contributor)
    versions(day, editor)
    approve(day, leader)
    published(day, operator, tmp_path)
    not_everything_goes_out(day, editor, leader, facebook)
    next_morning(day, editor)


def set_up(day, page):
    expect(page.get_by_role("heading", name="Những bước đầu")).to_be_visible()
    page.get_by_label("Tên xã, phường").fill("xã Phú Trung")
    page.get_by_role("button", name="Lưu").first.click()
    day.go(page, "/cai-dat/noi")
    page.get_by_label("Thêm đơn vị").fill("Trung tâm Dịch vụ tổng hợp\nĐoàn Thanh niên xã")
    page.get_by_role("button", name="Thêm").nth(0).click()
    page.get_by_label("Thêm thôn").fill("thôn Phú Tân | 320\nthôn Phú Lộc | 210")
    page.get_by_role("button", name="Thêm").nth(1).click()
    page.get_by_label("Thêm cụm loa").fill("Cụm loa Phú Tân")
    page.get_by_label("thôn Phú Tân").last.check()
    page.get_by_role("button", name="Thêm").nth(2).click()
    connect(day, page, "website", {"base_url": f"{day.address}/site/"}, "Trang xã")
    connect(
        day, page, "handover", {"destination": "Nhóm Zalo thôn Phú Tân", "person": "anh Ba"}, "Zalo Phú Tân"
    )
    connect(day, page, "loudspeaker", {"zone": "Cụm loa Phú Tân"}, "Loa Phú Tân")
    expect(page.get_by_role("heading", name="Loa Phú Tân")).to_be_visible()


def connect(day, page, kind, answers, name):
    """Answer a guide's questions, its own proposals where nothing else is known."""
    day.go(page, "/cai-dat/kenh")
    page.get_by_label("Kết nối kênh mới").select_option(kind)
    page.get_by_role("button", name="Bắt đầu").click()
    while page.locator("input[name=act][value=answer]").count():
        asked = page.locator("input[name=name]").get_attribute("value")
        if asked in answers and page.locator("input#answer").count():
            page.locator("#answer").fill(answers[asked])
        page.get_by_role("button", name="Trả lời").click()
    page.get_by_label("Tên kênh").fill(name)
    page.get_by_role("button", name="Kết nối kênh này").click()
    expect(page.get_by_role("status")).to_contain_text("Đã kết nối kênh.")


def people(day, page):
    """Add the people, print their codes, and let each come in on a device of their own."""
    pages = []
    for login, name, role, unit in PEOPLE:
        day.go(page, "/cai-dat/nguoi")
        form = page.locator("form").filter(has=page.locator("input[name=act][value=add]"))
        if not form.is_visible():  # open by itself while there is only one person
            page.get_by_text("Thêm người").click()
        form.get_by_label("Tên đăng nhập").fill(login)
        form.get_by_label("Họ và tên").fill(name)
        form.get_by_label("Vai trò").select_option(role)
        form.get_by_label("Đơn vị").select_option(unit)
        form.get_by_role("button", name="Thêm").click()
        card = page.locator("li.card").filter(has_text=login)
        card.get_by_role("button", name="Tạo mã mời").click()
        code = page.locator("code.long").inner_text()
        pages.append(day.comes_in(code, **(OFFICE if role in {"editor", "operator"} else PHONE)))
    day.go(page, "/cai-dat/")
    page.get_by_role("button", name="Đã xong các bước đầu").click()
    expect(page.get_by_role("heading", name="Những bước đầu")).to_have_count(0)
    return pages


def draft(day, page):
    day.go(page, "/tin/")
    page.get_by_role("link", name="Soạn tin mới").tap()
    page.get_by_label("Tiêu đề").first.fill("Ra quân giúp dân gặt lúa")
    page.get_by_label("Nội dung", exact=True).first.fill(
        "Sáng mai đoàn viên giúp bà con gặt lúa, hẹn lúc 06 giờ."
    )
    page.get_by_label("Chuyên mục").select_option("agriculture")
    page.get_by_label("Đơn vị").select_option("Đoàn Thanh niên xã")
    page.get_by_role("button", name="Lưu bản nháp").tap()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu bản nháp.")


def versions(day, page):
    day.go(page, "/tin/")
    page.get_by_role("link", name="Ra quân giúp dân").click()
    page.get_by_role("link", name="Sửa").click()
    page.get_by_label("Vào các giờ sau").check()
    page.get_by_label("Giờ 1").fill("2026-11-24T17:00")
    page.get_by_text("Bản riêng cho từng nơi").click()
    page.get_by_text("Zalo: bản riêng").click()
    own = page.locator("details.own").filter(has=page.locator("input[value=zalo]"))
    own.get_by_label("Nội dung").fill("Mai 6h ra đồng gặt lúa giúp bà con nhé!")
    expect(page.locator("#previews").get_by_role("region", name="Zalo")).to_contain_text("Mai 6h ra đồng")
    expect(page.locator("#previews").get_by_role("region", name="Truyền thanh")).to_contain_text("sáu giờ")
    page.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(page.locator(".done")).to_contain_text("Đã gửi duyệt.")
    day.village.app.recorder().run()


def approve(day, page):
    day.go(page, "/")
    page.get_by_role("navigation").get_by_role("link", name="Duyệt").tap()
    page.get_by_role("link", name="Ra quân giúp dân").tap()
    expect(page.get_by_role("region", name="Zalo")).to_contain_text("Mai 6h ra đồng gặt lúa")
    expect(page.locator("audio")).to_have_js_property("error", None)
    page.get_by_role("button", name="Duyệt tin này").tap()
    expect(page.get_by_role("status")).to_contain_text("Đã duyệt")


def published(day, page, tmp_path):
    """At half past four the bulletin lies ready; at five everything is out."""
    day.at(16, 31)
    day.go(page, "/phat-thanh/")
    expect(page.get_by_text("Vừa khung")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải về để chép vào USB").click()
    taken.value.save_as(tmp_path / "usb.zip")
    with zipfile.ZipFile(tmp_path / "usb.zip") as stick:
        names = {name.rpartition("/")[2] for name in stick.namelist()}
        assert stick.testzip() is None
    assert "CHUONG-TRINH.mp3" in names
    assert any(name.endswith(".m3u8") for name in names)

    day.at(17, 5)
    day.go(page, "/phat-thanh/")
    page.get_by_label("Ai phát").fill("Lê Văn Ba")
    page.get_by_role("button", name="Đã phát").click()
    expect(page.locator(".done")).to_contain_text("Đã ghi vào sổ: đã phát.")
    day.go(page, "/gui-tay/")
    expect(page.locator("textarea").first).to_have_value(re.compile("Mai 6h ra đồng gặt lúa"))
    page.get_by_role("button", name="Đã gửi").click()
    expect(page.get_by_text("Không có gì phải gửi tay.")).to_be_visible()
    assert set(day.village.states()) == {"sent"}
    day.go(page, "/site/")
    expect(page.get_by_text("Ra quân giúp dân gặt lúa").first).to_be_visible()


def not_everything_goes_out(day, editor, leader, facebook):
    """In the evening Facebook is away, and nobody sends to the group."""
    facebook()
    day.go(editor, "/tin/moi?mau=hop-thon")
    editor.get_by_label("Tiêu đề").first.fill("Mời họp thôn Phú Tân")
    editor.get_by_label("Nội dung", exact=True).first.fill("Mời bà con dự họp lúc 19 giờ tại nhà văn hóa.")
    editor.get_by_label("Đơn vị").select_option("Trung tâm Dịch vụ tổng hợp")
    editor.get_by_role("checkbox", name="Fanpage").check()
    editor.get_by_role("checkbox", name="Truyền thanh").uncheck()
    editor.get_by_role("button", name="Lưu và gửi duyệt").click()
    expect(editor.locator(".done")).to_contain_text("Đã gửi duyệt.")
    day.go(leader, "/duyet/")
    leader.get_by_role("link", name="Mời họp thôn").tap()
    leader.get_by_role("button", name="Duyệt tin này").tap()
    expect(leader.get_by_role("status")).to_contain_text("Đã duyệt")
    day.village.tick()
    for hours in (1, 2, 4, 6):
        day.clock.pass_by(timedelta(hours=hours))
        day.village.tick()


def next_morning(day, page):
    day.clock.now = MORNING + timedelta(days=1)
    day.village.tick()

    day.go(page, "/")  # nobody was here for twelve hours: the device has to sign in again
    page.get_by_label("Tên đăng nhập").fill("thu-hang")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()

    attention = page.get_by_role("region", name="Cần xử lý")
    expect(attention).to_contain_text("Mời họp thôn Phú Tân")
    expect(attention).to_contain_text("Phú Trung ngày mới")
    expect(attention).to_contain_text("Zalo Phú Tân")
    expect(attention).not_to_contain_text("Ra quân giúp dân")
    day.go(page, "/luot/")
    expect(page.get_by_role("link", name="Cần xử lý 2")).to_be_visible()
