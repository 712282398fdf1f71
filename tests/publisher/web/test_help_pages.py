"""The guide: every room has its page, every picture is drawn from the console as it is, in a real browser."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from waitress import create_server

from publisher.testing import Village
from publisher.web import create_app, helping
from publisher.web.testing import full_day, furnish

GUIDE = Path(helping.BESIDE)
PICTURE = re.compile(r"!\[([^]]+)\]\(anh/([a-z-]+)\.png\)")
OLD = "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp Tù do H¹nh phóc"
OFFICE, PHONE = (1100, 700), (390, 760)


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    village = furnish(Village.settle(tmp_path_factory.mktemp("nhà xã")))
    full_day(village)
    with village.app.writing(village.commune) as session:
        for name, full in (
            ("bien-tap", "Trần Thu Hằng"),
            ("lanh-dao", "Nguyễn Anh Tuấn"),
            ("van-hanh", "Lê Văn Ba"),
        ):
            village.user(session, name).full_name = full
    yield village
    village.app.engine.dispose()


@pytest.fixture(scope="module")
def address(village):
    server = create_server(create_app(village.app), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join()


def previewed(page):
    page.locator("#previews section").first.wait_for()


def old_letters(page):
    page.get_by_label("Nội dung", exact=True).first.fill(OLD)
    page.get_by_role("button", name="Xem thử").last.click()
    page.get_by_role("button", name="Chuyển sang Unicode").wait_for()


def two_versions(page):
    """Save over what somebody else has saved meanwhile."""
    page.get_by_label("Nội dung", exact=True).first.fill("Bài đang viết, thêm một câu.")
    page.locator("input[name=based_on]").evaluate("field => { field.value = '0'; }")
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.get_by_role("heading", name="Khác nhau từng dòng").wait_for()


def invited(page):
    page.get_by_role("button", name="Tạo mã mời").nth(1).click()
    page.locator("code.long").wait_for()


PICTURES = {  # name → who, where, size, what is done first
    "buoc-dau": ("admin", "/cai-dat/", OFFICE, None),
    "ma-moi": ("admin", "/cai-dat/nguoi", OFFICE, invited),
    "soan-tin": ("bien-tap", "/tin/PT-2026-0003/sua", OFFICE, previewed),
    "chu-cu": ("bien-tap", "/tin/PT-2026-0005/sua", OFFICE, old_letters),
    "hai-ban": ("bien-tap", "/tin/PT-2026-0005/sua", OFFICE, two_versions),
    "duyet": ("lanh-dao", "/duyet/PT-2026-0003", PHONE, None),
    "lich": ("bien-tap", "/lich/?thang=2026-11", OFFICE, None),
    "luot-dang": ("van-hanh", "/luot/?view=every", OFFICE, None),
    "phat-thanh": ("van-hanh", "/phat-thanh/", OFFICE, None),
    "gui-zalo": ("van-hanh", "/gui-tay/", PHONE, None),
    "tai-khoan": ("lanh-dao", "/tai-khoan/", OFFICE, None),
    "nguoi-dung": ("admin", "/cai-dat/nguoi", OFFICE, None),
    "kenh": ("admin", "/cai-dat/kenh", OFFICE, None),
}


def test_every_picture_of_the_guide_is_drawn_here():
    named = [name for page in GUIDE.glob("*.md") for _, name in PICTURE.findall(page.read_text("utf-8"))]

    assert sorted(named) == sorted(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_the_console_as_it_is(village, address, chromium, name):
    who, place, (width, height), prepare = PICTURES[name]
    context = chromium.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": "pt_device", "value": village.token(who), "url": address}])
    page = context.new_page()
    page.goto(address + place)
    if prepare is not None:
        prepare(page)
    (GUIDE / "anh").mkdir(exist_ok=True)
    drawn = page.screenshot(path=GUIDE / "anh" / f"{name}.png")
    context.close()

    assert drawn.startswith(b"\x89PNG")
    assert len(drawn) > 10_000


def test_every_room_has_its_page(village):
    console = create_app(village.app)
    rooms = set(console.blueprints) - {
        *("connecting", "handover", "health", "helping", "second_step", "signing", "site", "today")
    }

    assert set(helping.PAGES) == rooms
    assert all((GUIDE / f"{page}.md").is_file() for page in helping.PAGES.values())


@pytest.mark.parametrize("page", sorted(GUIDE.glob("*.md")), ids=lambda page: page.stem)
def test_a_page_is_shown_with_its_links_leading_on(village, page):
    browser = village.enter(create_app(village.app).test_client(), "bien-tap")
    place = "/tro-giup/" if page.stem == "README" else f"/tro-giup/{page.stem}"

    shown = browser.get(place).text

    assert "<h1>" in shown
    guide = shown.partition('class="guide"')[2].partition("</main>")[0]
    for link in re.findall(r'href="([a-z-]+\.md)"', guide):
        assert browser.get(f"/tro-giup/{link}").status_code == 200


def test_a_screen_leads_to_the_page_about_it(village):
    browser = village.enter(create_app(village.app).test_client(), "bien-tap")

    assert 'href="/tro-giup/lich"' in browser.get("/lich/").text
    assert 'href="/tro-giup/"' in browser.get("/").text


@pytest.mark.parametrize(
    "name", ["../secret", "khong-co", "README.md.md", "..%2f..%2fpyproject", "anh/../bat-dau.png"]
)
def test_nothing_else_is_shown_as_help(village, name):
    browser = village.enter(create_app(village.app).test_client(), "bien-tap")

    assert browser.get(f"/tro-giup/{name}").status_code in {404, 308}
