"""Every page for every person in a real browser: nothing from elsewhere, no error, WCAG 2.2 AA, no overflow.

Rules: axe-core with the tags wcag2a to wcag22aa; two looks in the usual run, all eight in the long one.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from content_queue import approval_links
from content_queue.models import Message
from publisher.testing import Village
from publisher.web.testing import full_day, furnish

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
WRITING = ("/tin/", "/tin/moi", "/tin/moi?mau=cat-dien", "/tin/PT-2026-0003", "/tin/PT-2026-0003/sua")
READING = ("/", "/tin/", "/tin/PT-2026-0001", "/lich/", "/lich/tuan", "/tai-khoan/")
CALENDAR = ("/lich/?thang=2026-10", "/lich/doi/PT-2026-0003/2026-11-25T17:00")
HELP = ("/tro-giup/", "/tro-giup/soan-tin", "/tro-giup/luot-dang", "/api/v1/")
DELIVERIES = ("/luot/", "/luot/?view=every", "/luot/1")
SETTINGS = (
    "",
    "nguoi",
    "noi",
    "khung-gio",
    "kenh",
    "kenh/1",
    "dau-moi",
    "nhat-ky",
    "kenh/noi/kenh-zalo-" + "0" * 12,
)
PAGES = {
    "": ("/dang-nhap", "/moi", "/khong-co"),
    "cong-tac": ("/", "/tin/", "/tin/moi", "/lich/", "/tai-khoan/", "/luot/"),
    "bien-tap": (*READING, *WRITING, *CALENDAR, *DELIVERIES, "/phat-thanh/", "/gui-tay/", *HELP),
    "lanh-dao": (*READING, "/duyet/", "/duyet/PT-2026-0003", *DELIVERIES),
    "van-hanh": ("/", "/phat-thanh/", "/phat-thanh/?on=2026-11-25", "/gui-tay/", "/luot/2"),
    "theo-doi": (*READING, "/cai-dat/nhat-ky", "/luot/?view=today"),
    "admin": tuple(f"/cai-dat/{name}" for name in SETTINGS),
}
SIZES = {"office": (1280, 900), "phone": (360, 780)}
LOOKS = [
    pytest.param(size, scheme, lang, marks=() if usual else pytest.mark.long)
    for size, scheme, lang, usual in (
        ("phone", "light", "vi", True),
        ("office", "dark", "en", True),
        ("phone", "dark", "vi", False),
        ("phone", "light", "en", False),
        ("phone", "dark", "en", False),
        ("office", "light", "vi", False),
        ("office", "dark", "vi", False),
        ("office", "light", "en", False),
    )
]


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    village = furnish(Village.settle(tmp_path_factory.mktemp("nhà xã")))
    full_day(village)
    yield village
    village.app.engine.dispose()


@pytest.fixture(scope="module")
def address(village):
    import threading

    from waitress import create_server

    from publisher.web import create_app

    server = create_server(create_app(village.app), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("size", "scheme", "lang"), LOOKS)
def test_pages_are_clean(village, address, chromium, name, size, scheme, lang):
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    cookies = [{"name": "pt_lang", "value": lang, "url": address}]
    if name:
        cookies.append({"name": "pt_device", "value": village.token(name), "url": address})
    context.add_cookies(cookies)
    page, axe = context.new_page(), Axe()
    told, strangers = [], []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on(
        "request",
        lambda request: (
            strangers.append(request.url)
            if urlsplit(request.url).netloc not in {urlsplit(address).netloc, ""}
            else None
        ),
    )
    wrong = {}
    for place in PAGES[name]:
        page.goto(address + place)
        if page.locator("#previews").count():
            page.locator("#previews > *").first.wait_for()
        for each in page.locator("main details").all():
            each.evaluate("part => { part.open = true; }")
        found = axe.run(page, options=RULES).response["violations"]
        problems = [f"{each['id']}: {each['nodes'][0]['html'][:140]}" for each in found]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            problems.append("wider than the screen")
        if problems:
            wrong[place] = problems
    context.close()

    expected_errors = {"/khong-co", "/luot/"} if name in {"", "cong-tac"} else set()
    errors = [text for text in told if not (expected_errors and re.search("40[34]", text))]
    assert wrong == {}
    assert errors == []
    assert strangers == []


def test_the_page_of_a_link_is_clean(village, address, open_page):
    with village.app.writing(village.commune) as session:
        row = session.query(Message).filter_by(reference="PT-2026-0003").one()
        secret = approval_links.make(session, row, village.user(session, "lanh-dao"), now=village.clock())

    page = open_page(f"{address}/duyet/lien-ket/{secret}", viewport={"width": 360, "height": 780})

    assert Axe().run(page, options=RULES).response["violations"] == []
